"""`weekhouse rebuild`: makes everything from raw anew in a file beside the old one, and says whether they are the same.

What does not belong here: how two files are compared (`assets.published.changes`) and how one takes the other's place (`assets.renewal`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines import watching
from pipelines.lock import locked
from pipelines.problems import UnusableError
from pipelines.settings import DEFAULT_HOME, load

if TYPE_CHECKING:
    from assets.house import House
    from assets.published.changes import Change

DIFFERENT = 3
CARRIED = ("raw", "quality", "ops")
"""What is not made of raw alone: raw itself, what people decided and were told, and the records of purges."""
_MADE_ANEW = ("ops.stages", "ops.input_weeks", "ops.trend_inputs", "quality.rule_stats", "quality.corrections")
_STAGES = "select stage, fingerprint from ops.stages where stage <> 'published'"
_SHOWN_KEYS = 5


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many tables were compared, and how they differ.

    `stale` are stages whose code, settings or documents changed since the last run, so that a difference is no surprise.
    """

    tables: int
    changes: Mapping[str, Change]
    keys: Mapping[str, list[str]]
    stale: tuple[str, ...]
    is_in_place: bool = False


@click.command("rebuild")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only compare.")
@click.option("--accept", "is_accepted", is_flag=True, help="Use the new warehouse also where it differs.")
@click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Whose warehouse [{DEFAULT_HOME}].")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
def rebuild_command(is_dry: bool, is_accepted: bool, home: Path | None, config: Path | None) -> int:
    """Make everything from raw anew beside the old warehouse, and compare every table.

    The new one takes the old one's place where it is identical, or with --accept. Decisions, alerts and when bad
    entries were first seen are kept. Exit codes: 0 identical, or accepted; 1 failed; 2 unusable; 3 it differs, and
    the old one stands.
    """
    if is_dry and is_accepted:
        raise UnusableError("--dry-run and --accept exclude each other")
    settings = load(config, home)
    if not settings.house(()).warehouse_path.is_file():
        raise UnusableError(f"there is no warehouse in {settings.home}")
    with locked(settings.home), watching.shown(is_wanted=True) as progress:
        result = rebuild(settings.house((), progress), is_dry=is_dry, is_accepted=is_accepted)
    click.echo("\n".join(lines(result)))
    return DIFFERENT if result.changes and not result.is_in_place else 0


def rebuild(house: House, *, is_dry: bool = False, is_accepted: bool = False) -> Rebuilt:
    """Make it anew, compare, and put it in place where it is identical or accepted. Call it with HOME locked."""
    from assets import renewal

    fresh = renewal.beside(house.warehouse_path)
    try:
        stale = _make(house, fresh)
        result = _compared(house.warehouse_path, fresh, stale)
        if is_dry or (result.changes and not is_accepted):
            return result
        _settle(house.warehouse_path, fresh, is_identical=not result.changes)
        renewal.take_place(fresh, house.warehouse_path)
    finally:
        renewal.remove(fresh)
    return replace(result, is_in_place=True)


def _make(house: House, fresh: Path) -> tuple[str, ...]:
    """Fill the new file. Returns the stages that the old one finished with other inputs."""
    from assets import renewal, warehouse
    from pipelines.remaking import remake

    with house.open() as old:  # brings its tables up to date, and leaves no log beside it
        before = dict(old.execute(_STAGES).fetchall())
    with warehouse.connect(fresh) as db:
        renewal.carry(db, house.warehouse_path, CARRIED, _MADE_ANEW)
        warehouse.create_tables(db)
        remake(db, house, f"rebuild-{house.now():%Y%m%dT%H%M%S}")
        after = dict(db.execute(_STAGES).fetchall())
    return tuple(stage for stage, inputs in after.items() if "." not in stage and before.get(stage) != inputs)


def _compared(old: Path, fresh: Path, stale: tuple[str, ...]) -> Rebuilt:
    from assets.published import changes

    found = changes.between(old, fresh, is_complete=True)
    tables = changes.compared(is_complete=True)
    keys = {t.full_name: changes.examples(old, fresh, t, _SHOWN_KEYS) for t in tables if t.full_name in found}
    return Rebuilt(len(tables), found, keys, stale)


def _settle(old: Path, fresh: Path, *, is_identical: bool) -> None:
    """Carry what other stages finished with. Where rows differ the publication does not stand: the next run publishes."""
    from assets import renewal, warehouse

    with warehouse.connect(fresh) as db, renewal.attached(db, old):
        db.execute(
            f"""insert into ops.stages from {renewal.OLD}.ops.stages
                where stage not in (select stage from ops.stages) and ($is_identical or stage <> 'published')""",  # noqa: S608
            {"is_identical": is_identical},
        )


def lines(result: Rebuilt) -> Iterator[str]:
    """What came of it, for the terminal."""
    if not result.changes:
        yield f"identical: {result.tables} tables made anew from raw"
    for table, change in result.changes.items():
        yield f"{table}: {change.added} only in the new one, {change.removed} only in the old one, {change.changed} with other values"
        yield from (f"  {key}" for key in result.keys[table])
        if change.added + change.removed + change.changed > len(result.keys[table]):
            yield "  …"
    if result.stale:
        yield f"not made of the same: since the last run, code, settings or documents of {', '.join(result.stale)} changed"
    if result.is_in_place:
        yield "the new warehouse is in place" + ("; `weekhouse run` publishes it" if result.changes else "")
    elif result.changes:
        yield "the old warehouse stands; --accept puts the new one in its place"
