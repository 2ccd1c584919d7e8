"""`weekhouse issues`, `ack` and `mute`: the bad entries and what people decide on them, in the working warehouse.

What does not belong here: what decisions mean (`assets.quality.decisions`) and why an entry is bad (`why`).
"""

from __future__ import annotations

import csv
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assets.quality.decisions import Decision
from pipelines.lock import locked
from pipelines.problems import UnusableError
from pipelines.settings import DEFAULT_HOME, Settings, load

if TYPE_CHECKING:
    import duckdb

STATES = ("open", "acknowledged", "muted", "resolved")
SHAPES = ("text", "csv", "json")
SHOWN_ID = 8
"""So much of an id is unique among hundreds of thousands, and is typed by hand."""
_LONGEST_MUTE = 3660
_LISTED = """
    select b.bad_entry_id, b.severity, b.state, b.team, b.week, b.project, b.rule, b.source_file, b.source_line, b.message, b.likely_cause,
           b.first_seen_at, b.last_seen_at, b.times_seen, d.decided_by, d.note, d.until_on
    from quality.bad_entries b
    left join (from quality.decisions where ended_at is null) d on d.bad_entry_id = b.bad_entry_id and d.decision = b.state
    where b.state in (select unnest($states::varchar[])) and ($team is null or b.team = $team) and ($week is null or b.week = $week)
      and ($rule is null or b.rule = $rule)
    order by b.severity, b.week desc nulls last, b.team, b.source_file, b.source_line, b.rule, b.bad_entry_id
"""

_DECIDED = "select bad_entry_id, state, message from quality.bad_entries where bad_entry_id in (select unnest(?::varchar[])) order by 1"

home_option = click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Whose warehouse [{DEFAULT_HOME}].")
config_option = click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")


@contextmanager
def opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working warehouse, which nobody else uses meanwhile. Raises `UnusableError` where there is none."""
    house = settings.house(())
    if not house.warehouse_path.is_file():
        raise UnusableError(f"there is no warehouse in {settings.home}: run `weekhouse run` first, or name another --home")
    with locked(settings.home), house.open() as db:
        yield db


def find(db: duckdb.DuckDBPyConnection, given: str) -> str:
    """The one bad entry whose id begins like this. Raises `UnusableError`."""
    rows = db.execute("select bad_entry_id from quality.bad_entries where starts_with(bad_entry_id, ?) limit 6", [given.lower()]).fetchall()
    found = sorted(row[0] for row in rows)
    if not found or not given:
        raise UnusableError(f"there is no bad entry {given}; `weekhouse issues --all` lists them")
    if len(found) > 1 and given.lower() not in found:
        raise UnusableError(f"{given} is the beginning of several ids: {', '.join(found[:5])}{' …' if len(found) > 5 else ''}")
    return given.lower() if given.lower() in found else str(found[0])


@click.command("issues")
@click.option("--team", help="Only of this team.")
@click.option("--week", help="Only of this ISO week (2024-W13).")
@click.option("--rule", help="Only of this rule.")
@click.option(
    "--state", "states", type=click.Choice(STATES), multiple=True, help="Only in this state; may be repeated [open, acknowledged]."
)
@click.option("--all", "is_all", is_flag=True, help="In every state.")
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", help="How to print [text].")
@home_option
@config_option
def issues(  # noqa: PLR0913, PLR0917 - one for each option
    team: str | None,
    week: str | None,
    rule: str | None,
    states: tuple[str, ...],
    is_all: bool,
    shape: str,
    home: Path | None,
    config: Path | None,
) -> None:
    """List the bad entries, errors and newest weeks first."""
    wanted = {"team": team, "week": week, "rule": rule, "states": list(STATES if is_all else states or STATES[:2])}
    with opened(load(config, home)) as db:
        cursor = db.execute(_LISTED, wanted)
        names, rows = [column[0] for column in cursor.description or []], cursor.fetchall()
    found = [dict(zip(names, row, strict=True)) for row in rows]
    if shape == "json":
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
    elif shape == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    else:
        click.echo("\n".join(line for bad in found for line in _lines(bad)) or "no bad entry")


def place(bad: dict[str, Any]) -> str:
    """`file:line` of a bad entry, as editors understand it."""
    return f"{bad['source_file']}:{bad['source_line']}" if bad["source_line"] else str(bad["source_file"])


def _lines(bad: dict[str, Any]) -> Iterator[str]:
    where = " ".join(word for word in (bad["team"], bad["week"], bad["project"]) if word)
    yield f"{bad['bad_entry_id'][:SHOWN_ID]}  {bad['severity']:<7}  {bad['rule']}  {where}"
    yield f"  {place(bad)}"
    yield f"  {bad['message']}"
    if bad["likely_cause"] and bad["likely_cause"] not in bad["message"]:
        yield f"  {bad['likely_cause']}"
    yield f"  {told_state(bad)}"


def told_state(bad: dict[str, Any]) -> str:
    """The state of a bad entry in words, since when, and who decided."""
    since = f"since {bad['first_seen_at']:%Y-%m-%d}" if bad["first_seen_at"] else "since an unknown day"
    state = f"muted until {bad['until_on']}" if bad["state"] == "muted" else bad["state"]
    by = f" by {bad['decided_by']}" if bad["decided_by"] else ""
    note = f" ({bad['note']})" if bad["note"] else ""
    return f"{state}{by}{note}, {since}, seen {bad['times_seen'] or 1}×"


def _decision_options(command: Callable[..., None]) -> Callable[..., None]:
    """What `ack` and `mute` have in common."""
    for option in (
        config_option,
        home_option,
        click.option("--undo", "is_undone", is_flag=True, help="Take it back."),
        click.option("--note", help="Why."),
        click.option("--by", help="Who [the user of this computer]."),
        click.argument("ids", nargs=-1, required=True, metavar="ID..."),
    ):
        command = option(command)
    return command


@click.command("ack")
@_decision_options
def ack(ids: tuple[str, ...], by: str | None, note: str | None, is_undone: bool, home: Path | None, config: Path | None) -> None:  # noqa: PLR0913, PLR0917 - one for each option
    """Acknowledge bad entries: somebody knows and acts; it is undone when one is mended and returns."""
    _decide(load(config, home), ids, None if is_undone else Decision("acknowledged", _who(by), note))


@click.command("mute")
@click.option("--until", "until_on", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--days", type=click.IntRange(1, _LONGEST_MUTE), help="For so many days.")
@_decision_options
def mute(  # noqa: PLR0913, PLR0917 - one for each option
    ids: tuple[str, ...],
    until_on: datetime | None,
    days: int | None,
    by: str | None,
    note: str | None,
    is_undone: bool,
    home: Path | None,
    config: Path | None,
) -> None:
    """Say nothing of bad entries until a day; they stay in every table."""
    settings = load(config, home)
    if [until_on is not None, days is not None, is_undone].count(True) != 1:
        raise UnusableError("say until when: --until DATE or --days N (or --undo)")
    today = settings.house(()).now().date()
    last = until_on.date() if until_on else today + timedelta(days=days or 0)
    if last < today:
        raise UnusableError(f"--until {last} is past")
    _decide(settings, ids, None if is_undone else Decision("muted", _who(by), note, last))


def _who(by: str | None) -> str | None:
    """Who decides: as said, else the user of this computer, where the system knows one."""
    try:
        return by or getpass.getuser()
    except (OSError, KeyError):
        return None


def _decide(settings: Settings, ids: Sequence[str], decision: Decision | None) -> None:
    """Put a decision into force, or with None take the last one back, and say so."""
    from assets.quality import decisions

    with opened(settings) as db:
        found = list(dict.fromkeys(find(db, given) for given in ids))
        now = settings.house(()).now()
        if decision is None:
            decisions.take_back(db, found, now)
        else:
            decisions.decide(db, found, decision, now)
        rows = db.execute(_DECIDED, [found]).fetchall()
    for bad_entry_id, state, message in rows:
        until = f" until {decision.until_on}" if decision and state == "muted" else ""
        click.echo(f"{bad_entry_id[:SHOWN_ID]} is {state}{until}: {message}")
    click.echo("`weekhouse run` publishes it")
