"""Where a row of a trend comes from: its facts, the words they were read from, and what is known against them.

What does not belong here: which facts a row rests on (the SQL files put that into `fact_ids`), and how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from assets import dictionary
from assets.dictionary import Table

_COLUMNS = "team, week, source_file, source_line, source_sheet, quote, entry_id"
_NO_FACTS = """
    select 'core.entries', entry_id, team, week, source_file, source_line, null, text, entry_id from core.entries
    union all
    select 'core.reports', report_id, team, week, source_file, 1, null, title, null from core.reports
"""
"""What rows rest on besides facts: the entry that answers a plan, the reports of a week."""
_AGAINST = """
    with bad as (select * from quality.bad_entries where state is distinct from 'resolved'),
    named as (
        select unnest(coalesce(fact_ids, [fact_id])) as id, * from bad
        union all select entry_id, * from bad
        union all select reports.report_id, bad.* from bad join core.reports using (source_file)
        where bad.fact_id is null and bad.entry_id is null
    )
    select distinct id, bad_entry_id, rule, severity, message from named
    where id in (select unnest(?::varchar[])) order by severity, rule, bad_entry_id
"""
_DOUBTS = """
    select bad_entry_id, rule, severity, message from quality.bad_entries
    where bad_entry_id in (select unnest(?::varchar[])) order by severity, rule, bad_entry_id
"""


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An unresolved bad entry that names what a value rests on."""

    bad_entry_id: str
    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One row of core that a value rests on: where its words stand, and its bad entries."""

    table: str
    id: str
    team: str | None
    week: str | None
    source_file: str | None
    source_line: int | None
    source_sheet: str | None
    quote: str | None
    entry_id: str | None
    bad_entries: tuple[BadEntry, ...] = ()

    @property
    def status_of_row(self) -> str:
        """`quarantined`, `flagged` or `accepted`, as the snapshot's column of that name."""
        severities = {bad.severity for bad in self.bad_entries}
        return "quarantined" if "error" in severities else "flagged" if severities else "accepted"


@dataclass(frozen=True, slots=True)
class Lineage:
    """A row of a trend with what it rests on, what was left out of it, and doubts that name no origin."""

    table: Table
    row: Mapping[str, Any]
    origins: tuple[Origin, ...]
    excluded: tuple[Origin, ...]
    doubts: tuple[BadEntry, ...]


def trend_tables() -> dict[str, Table]:
    """The tables whose rows have a lineage, by `trends.<name>`."""
    return {name: table for name, table in dictionary.tables().items() if table.schema == "trends"}


def rows(db: duckdb.DuckDBPyConnection, table: Table, conditions: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows whose columns have these values, as text; the empty text is null. In the table's order.

    A `project_id` may be the project's key, its name or one of its aliases.
    """
    tests = [_test(column, number) for number, column in enumerate(conditions, start=1)]
    sql = f"select * from {table.full_name} where {' and '.join(tests) or 'true'}"  # noqa: S608 - names of the dictionary
    answer = db.execute(sql, list(conditions.values()))
    names = [name for name, *_ in answer.description or []]
    return [dict(zip(names, values, strict=True)) for values in answer.fetchall()]


def _test(column: str, number: int) -> str:
    value = f"${number}"
    if column == "project_id":
        aliases = f"select project_id from core.projects where list_contains(aliases, {value})"  # noqa: S608
        return f"(project_id = {value} or project = {value} or project_id in ({aliases}))"
    return f"coalesce(cast(\"{column}\" as varchar), '') = {value}"


def of_row(db: duckdb.DuckDBPyConnection, table: Table, row: Mapping[str, Any]) -> Lineage:
    """The lineage of one row of a trend. `db` is a published snapshot or the working warehouse, and is only read."""
    origins = origins_of(db, row["fact_ids"])
    told = {bad.bad_entry_id for origin in origins for bad in origin.bad_entries}
    doubts = [BadEntry(*values) for values in db.execute(_DOUBTS, [row.get("bad_entry_ids") or []]).fetchall()]
    return Lineage(
        table=table,
        row=row,
        origins=origins,
        excluded=origins_of(db, row.get("excluded_fact_ids") or []),
        doubts=tuple(bad for bad in doubts if bad.bad_entry_id not in told),
    )


def origins_of(db: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> tuple[Origin, ...]:
    """The rows of core with these ids (facts, entries, reports), the newest week first, with their bad entries."""
    wanted = [list(ids)]
    against: dict[str, list[BadEntry]] = {}
    for named, *bad in db.execute(_AGAINST, wanted).fetchall():
        against.setdefault(named, []).append(BadEntry(*bad))
    query = f"select * from ({_places()}) where id in (select unnest(?::varchar[]))"  # noqa: S608 - names of the dictionary
    origins = [Origin(*values) for values in db.execute(query, wanted).fetchall()]
    found = [replace(origin, bad_entries=tuple(against.get(origin.id, ()))) for origin in origins]
    found.sort(key=lambda origin: (origin.source_file or "", origin.source_line or 0, origin.id))
    return tuple(sorted(found, key=lambda origin: origin.week or "", reverse=True))


def _places() -> str:
    """All rows of core that can be an origin: the facts that trends read, entries and reports."""
    facts = [name for name, table in dictionary.tables().items() if table.is_fact and name != "core.incident_mentions"]
    parts = [f"select '{name}' as \"table\", fact_id as id, {_COLUMNS} from {name}" for name in facts]  # noqa: S608
    return " union all ".join([*parts, _NO_FACTS])
