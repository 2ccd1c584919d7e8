"""`weekhouse check`: what the rules would flag in a draft, found in memory beside the published history.

What does not belong here: the rules (`expectations/`), the Great Expectations suites, which check tables, and what of
the history is needed (`beside`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from assets import dictionary, warehouse
from assets.documents.scan import team_of
from assets.house import AnySource, House, Source
from pipelines.problems import UnusableError
from pipelines.settings import Settings
from pipelines.sources import configured

if TYPE_CHECKING:
    from assets.projects.names import Named
    from assets.projects.registry import Registry

_FLAGGED = """
    select b.severity, b.team, b.source_file, b.source_line, coalesce(s.char_start, 0) + 1, b.rule, b.message, b.likely_cause,
           b.source_file not in (from draft_files)
    from bad_rows b
    left join known p on p.rule = b.rule and p.place = coalesce(b.fact_id, b.entry_id)
    left join spans s on s.key = coalesce(b.fact_id, b.rule || ':' || b.entry_id || ':' || b.quote)
    where case
        when b.source_file in (from draft_files) then p.state is null or p.state not in ('acknowledged', 'muted')
        else p.state is null and b.rule in (select unnest(?::varchar[])) and b.team in (from draft_teams)
    end
    order by b.source_file, b.source_line nulls first, 5, b.rule
"""
_KNOWN = "create temp table known as select rule, coalesce(fact_id, entry_id) as place, state from {}"


@dataclass(frozen=True, slots=True)
class Flagged:
    """One thing that would be flagged."""

    severity: str
    line: str


def check_files(settings: Settings, sources: tuple[AnySource, ...], team: str | None = None) -> list[Flagged]:
    """Check files as a run of these settings would, against its publication. `team` is that of files that do not say theirs."""
    from assets.published import shelf

    folder = shelf.current(settings.home)
    if team is not None:
        sources = tuple(replace(source, team=team) if isinstance(source, Source) else source for source in sources)
    bases = [base for base in configured(settings) if isinstance(base, Source)]
    return check(settings.house(sources), bases, folder / warehouse.WAREHOUSE_FILE if folder else None)


def check(house: House, bases: Iterable[Source] = (), snapshot: Path | None = None) -> list[Flagged]:
    """Read the sources of the house and apply the rules; nothing is written. By file and line.

    A file that lies below one of the `bases` is read as a run would read it there. With a `snapshot` the draft is
    compared with what is published.
    """
    from assets.core.correcting import Corrector
    from assets.core.load import settle, take_in
    from assets.documents.collect import collect
    from assets.projects import registry as registries
    from assets.quality import engine

    registry = registries.load(house.registry_file)
    uncorrected = Corrector((), registry, house.now().date())  # what is corrected is published

    with warehouse.connect(":memory:") as db:
        warehouse.create_tables(db)
        collect(db, house)
        paths = _placed(db, house, tuple(bases))
        take_in(db, house, registry, "of a draft", uncorrected)
        if not db.execute("select 1 from raw.documents limit 1").fetchone():
            raise UnusableError(_unreadable(db))
        settle(db, house, registry, _lay_beside(db, registry, snapshot))
        engine.run_rules(db, house.rules, files=[file for (file,) in db.execute("from draft_files").fetchall()])
        db.execute(_spans())
        earlier = [rule.name for rule in engine.active_rules(house.rules) if rule.stands_earlier]
        rows = db.execute(_FLAGGED, [earlier]).fetchall()
        files = _files_by_team(db)
    return [_flagged(row, paths, files) for row in rows]


def _lay_beside(db: duckdb.DuckDBPyConnection, registry: Registry, snapshot: Path | None) -> list[Named]:
    """The published history beside the draft, if there is one. Returns what the names of both mean."""
    from assets.projects import catalogue
    from pipelines import beside

    beside.note_draft(db)
    named = beside.lay_beside(db, snapshot, registry) if snapshot else catalogue.unify(db, registry)
    db.execute(_KNOWN.format(f"{beside.PUBLISHED}.quality.bad_entries" if snapshot else "quality.bad_entries"))
    return named


def _flagged(row: tuple[object, ...], paths: Mapping[str, str], files: Mapping[str, str]) -> Flagged:
    """`file:line:column: rule: severity: message`, as editors understand it."""
    from assets.quality import sensitive

    severity, team, file, line, column, rule, message, cause, is_earlier = row
    told = str(message) if not cause or str(cause) in str(message) else f"{message}；{cause}"
    if is_earlier:  # what this report should have answered
        told, file, line, column = f"{told}（见 {file}:{line}）", files[str(team)], 1, 1
    place = f"{paths.get(str(file), file)}:{line or 1}:{column}"
    return Flagged(str(severity), f"{place}: {rule}: {severity}: {' '.join(sensitive.mask(told).split())}")


def _placed(db: duckdb.DuckDBPyConnection, house: House, bases: tuple[Source, ...]) -> dict[str, str]:
    """Give a file below a base the name and team that a run gives it. Returns the path to show for each source_file."""
    given = {source.name: source for source in house.sources if isinstance(source, Source)}
    shown = {}
    for table in ("raw.documents", "raw.source_problems"):
        for name, file in db.execute(f"select source, source_file from {table}").fetchall():  # noqa: S608 - of this module
            path = given[name].path if given[name].path.is_file() else given[name].path / file
            there, base = file, _base_of(path, bases) if given[name].team is None else None
            if base is not None:
                there = path.resolve().relative_to(base.path.resolve()).as_posix()
                db.execute(
                    f"update {table} set source_file = ?, source_team = ? where source = ? and source_file = ?",  # noqa: S608
                    [there, team_of(base, there), name, file],
                )
            shown[there] = str(path)
    return shown


def _base_of(path: Path, bases: Iterable[Source]) -> Source | None:
    """The folder of reports that a path lies in."""
    return next((base for base in bases if base.path.is_dir() and path.resolve().is_relative_to(base.path.resolve())), None)


def _files_by_team(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The newest report of the draft by team."""
    rows = db.execute("""
        select team, arg_max(source_file, (coalesce(week, ''), source_file)) from core.reports
        where source_file in (from draft_files) group by team
    """).fetchall()
    return dict(rows)


def _spans() -> str:
    """Where each fact and finding of the draft begins in its line."""
    facts = [
        f"select fact_id as key, char_start, source_file from {table.full_name}"  # noqa: S608 - names of the dictionary
        for table in dictionary.tables().values()
        if table.is_fact
    ]
    finding = "select rule || ':' || entry_id || ':' || quote, char_start, source_file from core.findings"
    unread = "select 'unread_number:' || entry_id || ':' || quote, char_start, source_file from core.unread_numbers"
    union = " union all ".join((*facts, finding, unread))
    spans = f"select key, min(char_start) as char_start from ({union}) where source_file in (from draft_files) group by key"  # noqa: S608
    return f"create temp table spans as {spans}"


def _unreadable(db: duckdb.DuckDBPyConnection) -> str:
    row = db.execute("select source, message from raw.source_problems order by 1 limit 1").fetchone()
    return f"{row[0]}: {row[1]}" if row else "there is nothing to read in these files"
