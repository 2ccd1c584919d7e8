"""`weekhouse history TEAM WEEK`: the revisions of a week's reports, when each counted, and fact by fact what changed.

What does not belong here: how revisions are compared (`assets.core.changes`), and the views that answer the same in SQL (`sql/views`).
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from pipelines import querying, shapes
from pipelines.problems import UnusableError
from pipelines.settings import DEFAULT_HOME, load

Row = dict[str, Any]
SHAPES = ("text", "csv", "json")
_KNOWN = "select distinct team, week from core.report_revisions where week is not null order by all"
_REVISIONS = """
    select r.title, r.revision, r.report_id, r.document_id, r.source_file, r.first_seen_at, r.edited_at, r.created_at,
           r.gone_at, r.is_newest,
           list((p.valid_from, p.valid_to) order by p.valid_from) filter (p.valid_from is not null) as periods
    from core.report_revisions r left join core.report_periods p using (document_id)
    where r.team = ? and r.week = ? group by all order by r.title, r.report_id, r.revision
"""
_CHANGES = (
    "from core.changes where team = ? and week = ? order by title, report_id, revision, source_line nulls last, previous_source_line, kind"
)
_STATEMENTS = """
    select kind, fact_key, project_as_written, source_line, quote, values_json from core.fact_revisions
    where document_id = ? order by source_line, char_start, kind, fact_id
"""
_FACT = ("kind", "fact_key", "source_line", "previous_source_line", "quote", "previous_quote")
_SIGNS = {"added": "+", "removed": "−", "changed": "~"}
_SHORT_ID = 12


@click.command("history")
@click.argument("team")
@click.argument("week")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="What it said at the end of that day, and what changed since.")
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", help="How to print [text].")
@click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Whose publication is read [{DEFAULT_HOME}].")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
def history_command(  # noqa: PLR0913, PLR0917 - one for each option
    team: str, week: str, on: datetime | None, shape: str, home: Path | None, config: Path | None
) -> None:
    """Show the revisions of a week's reports, when each counted, and fact by fact what changed.

    WEEK is 2024-W13, or W13 where only one year has it. Exit codes: 0 shown; 2 unusable.
    """
    show(load(config, home).home, team, week, on.date() if on else None, shape)


@dataclass(frozen=True, slots=True)
class Told:
    """What the snapshot knows of one report: its revisions, what each changed, and what it said on a day that was asked for."""

    title: str
    revisions: list[Row]
    changes: list[Row]
    on: date | None = None
    then: Row | None = None
    """The revision that counted at the end of that day, None when none was known yet."""
    said: list[Row] | None = None
    since: list[Row] | None = None


def show(home: Path, team: str, week: str, on: date | None, shape: str) -> None:
    """Print the history. Raises `UnusableError` for a team or week that the publication does not know."""
    reports = tell(home, *_chosen(home, team, week), on)
    if shape == "json":
        click.echo(json.dumps([_as_json(told) for told in reports], ensure_ascii=False, default=str, indent=2))
    elif shape == "csv":
        rows = [row for told in reports for row in (told.changes if on is None else told.since or [])]
        shapes.print_csv(list(rows[0]) if rows else [], [list(row.values()) for row in rows])
    else:
        click.echo("\n".join(line for told in reports for line in lines(told)))


def tell(home: Path, team: str, week: str, on: date | None = None) -> list[Told]:
    """Every report of that team and week, by title."""
    revisions, changes = _ask(home, _REVISIONS, team, week), _ask(home, _CHANGES, team, week)
    found = []
    for report_id in dict.fromkeys(row["report_id"] for row in revisions):
        own = [row for row in revisions if row["report_id"] == report_id]
        told = Told(own[0]["title"], own, [row for row in changes if row["report_id"] == report_id])
        found.append(told if on is None else _on(home, told, on))
    return found


def _on(home: Path, told: Told, on: date) -> Told:
    """What it said at the end of a day, and what what it says now differs in."""
    from assets.core.changes import changes

    moment = datetime.combine(on, time.max)
    then = next((row for row in told.revisions if any(_counts(period, moment) for period in row["periods"] or ())), None)
    if then is None:
        return Told(told.title, told.revisions, told.changes, on)
    now = next(row for row in told.revisions if row["is_newest"])
    said, says = _ask(home, _STATEMENTS, then["document_id"]), _ask(home, _STATEMENTS, now["document_id"])
    files = {"previous_source_file": then["source_file"], "source_file": now["source_file"]}
    since = [{**files, "column_name": None, "before": None, "after": None, **row} for row in changes(said, says)]
    return Told(told.title, told.revisions, told.changes, on, then, said, since)


def _counts(period: Sequence[datetime | None], moment: datetime) -> bool:
    begun, ended = period
    return begun is not None and begun <= moment and (ended is None or ended > moment)


def lines(told: Told) -> Iterator[str]:
    """The history of one report for the terminal."""
    number, changed = len(told.revisions), {change["document_id"] for change in told.changes}
    same = [row for row in told.revisions[1:] if row["document_id"] not in changed]
    new = f", {number - len(same)} of them different" if same else ""
    yield f"《{told.title}》 {number} revision{'s' if number > 1 else ''}{new}"
    for row in told.revisions:
        yield f"  {row['revision']}  {row['document_id'][:_SHORT_ID]}  {row['source_file']}"
        yield from (f"       {words}" for words in _life(row))
        if row in same:
            yield f"       says the same as {row['revision'] - 1}"
    if told.on is None:
        for row in (row for row in told.revisions[1:] if row not in same):
            yield f"revision {row['revision']} against {row['revision'] - 1}:"
            yield from _changes([change for change in told.changes if change["document_id"] == row["document_id"]])
    elif told.then is None:
        yield f"at the end of {told.on} it was not known"
    else:
        yield from _then(told, told.then)


def _life(row: Row) -> Iterator[str]:
    """When a revision was written, when it counted, and whether it is still there."""
    written = row["edited_at"] or row["created_at"]
    if written:
        yield f"{'edited' if row['edited_at'] else 'created'} {written:%Y-%m-%d %H:%M} as it says"
    periods = [f"{begun:%Y-%m-%d %H:%M} to {f'{ended:%Y-%m-%d %H:%M}' if ended else 'now'}" for begun, ended in row["periods"] or ()]
    seen = f"first seen {row['first_seen_at']:%Y-%m-%d %H:%M}"
    yield f"{seen}, counted {', '.join(periods)}" if periods else f"{seen}, never counted: what was written later was known already"
    if row["gone_at"] and row["is_newest"]:
        yield f"gone since {row['gone_at']:%Y-%m-%d %H:%M}: no source has it any more, its facts stay"


def _then(told: Told, then: Row) -> Iterator[str]:
    yield f"at the end of {told.on} it said (revision {then['revision']}):"
    for row in told.said or ():
        if row["kind"] != "entries":
            about = (row["fact_key"] or "").split(" / ")
            values = ", ".join(f"{name} {_words(value)}" for name, value in json.loads(row["values_json"]).items() if value not in about)
            yield f"    {then['source_file']}:{row['source_line']}: {' '.join(filter(None, (row['kind'], row['fact_key'])))}: {values}"
    yield "what it says now differs in:"
    yield from _changes(told.since or [])


def _words(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _changes(rows: list[Row]) -> Iterator[str]:
    """The changes; that the text of a line changed is told only where no fact of that line did."""
    facts = [row for row in rows if row["kind"] != "entries"]
    told = {
        (row[f"{side}source_file"], row[f"{side}source_line"]) for row in facts for side in ("", "previous_") if row[f"{side}source_line"]
    }
    shown = [row for row in rows if row["kind"] != "entries" or not {_place(row, ""), _place(row, "previous_")} & told]
    if not shown:
        yield "    nothing"
    for _, group in groupby(shown, key=lambda row: (row["change"] == "changed" or id(row), *(row[name] for name in _FACT))):
        columns = list(group)
        row = columns[0]
        about = f" {row['fact_key']}" if row["fact_key"] else ""
        changed = ", ".join(f"{c['column_name']} {_or_none(c['before'])} → {_or_none(c['after'])}" for c in columns if c["column_name"])
        yield f"  {_SIGNS[row['change']]} {'text' if row['kind'] == 'entries' else row['kind']}{about}{': ' if changed else ''}{changed}"
        side = "" if row["source_line"] else "previous_"
        yield f"      {row[f'{side}source_file']}:{row[f'{side}source_line']}: {row[f'{side}quote']}"


def _place(row: Row, side: str) -> tuple[str, int]:
    return row[f"{side}source_file"], row[f"{side}source_line"]


def _or_none(value: str | None) -> str:
    return "(none)" if value is None else value


def _as_json(told: Told) -> Row:
    shown: Row = {"title": told.title, "revisions": told.revisions, "changes": told.changes}
    return shown if told.on is None else {**shown, "on": told.on, "revision_then": told.then, "said": told.said, "since": told.since}


def _chosen(home: Path, team: str, week: str) -> tuple[str, str]:
    """The team and week as the publication writes them; W13 is enough where only one year has it."""
    known = [(row["team"], row["week"]) for row in _ask(home, _KNOWN)]
    teams = list(dict.fromkeys(name for name, _ in known))
    if team not in teams:
        raise UnusableError(f"there is no report of a team {team}{_near(team, teams)}")
    weeks = [name for of, name in known if of == team]
    found = [name for name in weeks if week in (name, name.partition("-")[2])]
    if len(found) != 1:
        said = f"more than one week {week}: {', '.join(found)}" if found else f"no report of week {week}{_near(week, weeks)}"
        raise UnusableError(f"{team} has {said}")
    return team, found[0]


def _near(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    span = f"; known: {', '.join(known)}" if len(known) <= 5 else f"; known: {known[0]} … {known[-1]}"
    return f"; {close[0]} is meant?" if close else span


def _ask(home: Path, sql: str, *parameters: str) -> list[Row]:
    names, rows = querying.ask(home, sql, parameters)
    return [dict(zip(names, row, strict=True)) for row in rows]
