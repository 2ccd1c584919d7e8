"""What changed between two snapshots, or two working warehouses, by table and key.

What does not belong here: how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets import warehouse
from assets.dictionary import Table
from assets.published import memory
from assets.published.parts import Parts, within
from assets.published.tables import published_tables
from assets.warehouse import quoted

_ALERTS = "quality.alerts"
"""What was told is new with every run and kept by a rebuild: it is never compared."""
_NOT_TOLD = (_ALERTS, "quality.checks", "core.fact_revisions", "core.report_periods")
"""Of a publication neither records of runs nor what follows from core.report_revisions says what is new in the reports."""
_CHECKS = "quality.checks"
_RUN_COLUMNS = ("run_id", "checked_at")
_IGNORED_COLUMNS = ("last_seen_at", "times_seen")


_COLUMNS = """
    select database_name, schema_name || '.' || table_name, list(column_name order by column_index) from duckdb_columns()
    where database_name in ('before', 'after') group by all
"""


@dataclass(frozen=True, slots=True)
class Sides:
    """A table, and its columns in either file; none where it is not there."""

    table: Table
    old: list[str]
    new: list[str]

    @property
    def are_both(self) -> bool:
        """Whether both files have it."""
        return bool(self.old and self.new)


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of one table that came, went or differ under the same key."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed or self.changed)


def between(before: Path, after: Path, *, is_complete: bool = False, parts: Parts | None = None) -> dict[str, Change]:
    """The tables of two files that differ, in the order of the dictionary, with how. With `parts` nothing else is looked at."""
    with both(before, after) as db:
        columns = {(side, name): list(found) for side, name, found in db.execute(_COLUMNS).fetchall()}
        tables = compared(is_complete=is_complete)
        sides = [Sides(t, *(columns.get((side, t.full_name), []) for side in ("before", "after"))) for t in tables]
        same = _same(db, sides) if parts is None else {side.table.full_name for side in sides} - set(parts)
        found = {side.table.full_name: _compare(db, side, parts) for side in sides if side.table.full_name not in same}
    return {name: change for name, change in found.items() if change}


def compared(*, is_complete: bool = False) -> list[Table]:
    """The tables that tell what is new in the reports, or all that are made from raw; of the checks the last results."""
    return [table for name, table in published_tables().items() if name not in _NOT_TOLD or (is_complete and name != _ALERTS)]


def examples(before: Path, after: Path, table: Table, limit: int) -> list[str]:
    """The first keys that differ: `+` came, `−` went, `~` has other values. None where only one file has the table."""
    with both(before, after) as db:
        old, new = columns_of(db, "before", table), columns_of(db, "after", table)
        if not old or not new:
            return []
        key, columns = key_and_values(table, old, new)
        shown = ", ".join(f'coalesce(a."{name}", b."{name}")::varchar' for name in key)
        rows = db.execute(
            f"""select ['−', '~', '+'][2 + sign(coalesce(a.n, 0) - coalesce(b.n, 0))], [{shown}] {_sides(table, key, columns)}
                where a.n is distinct from b.n or a.content <> b.content order by all limit ?""",  # noqa: S608
            [limit],
        ).fetchall()
    return [f"{sign} {', '.join(f'{name} {value}' for name, value in zip(key, values, strict=True) if value)}" for sign, values in rows]


@contextmanager
def both(before: Path, after: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty connection with two files attached as `before` and `after`, read-only."""
    with warehouse.connect(":memory:") as db:
        db.execute(f"attach {quoted(str(before))} as before (read_only)")
        db.execute(f"attach {quoted(str(after))} as after (read_only)")
        warehouse.fit_threads(db)
        with memory.bounded(db):
            yield db


def _compare(db: duckdb.DuckDBPyConnection, side: Sides, parts: Parts | None) -> Change:
    if not side.are_both:
        return Change(_count(db, "after", side.table) if side.new else 0, _count(db, "before", side.table) if side.old else 0)
    key, columns = key_and_values(side.table, side.old, side.new)
    row = db.execute(_comparison(side.table, key, columns, parts)).fetchone() or (0, 0, 0)
    return Change(*(int(number or 0) for number in row))


def key_and_values(table: Table, old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """The columns that identify a row, and all that are compared."""
    of_runs = (*_IGNORED_COLUMNS, *(_RUN_COLUMNS if table.full_name == _CHECKS else ()))
    common = [name for name in new if name in old and name not in of_runs]
    return [name for name in table.key if name in common] or common, common


def _same(db: duckdb.DuckDBPyConnection, sides: list[Sides]) -> set[str]:
    """The tables with the same rows in both files: to look takes a third of the time of a join by key, and less in one statement.

    Those of another size are not looked at.
    """
    counted = [
        f"select {quoted(side.table.full_name)}, (select count(*) from before.{side.table.full_name}) = (select count(*) from after.{side.table.full_name})"  # noqa: S608, E501
        for side in sides
        if side.are_both
    ]
    is_as_large = dict(db.execute(" union all ".join(counted)).fetchall()) if counted else {}
    likely = [side for side in sides if is_as_large.get(side.table.full_name)]
    asked = [_sameness(side.table, key_and_values(side.table, side.old, side.new)[1]) for side in likely]
    return {name for name, is_same in db.execute(" union all ".join(asked)).fetchall() if is_same} if asked else set()


def _sameness(table: Table, columns: list[str]) -> str:
    values = ", ".join(f'"{name}"' for name in columns)
    before, after = (f"(select (count(*), sum(hash({values}))) from {source})" for source in _sources(table))  # noqa: S608 - names of the dictionary
    return f"select {quoted(table.full_name)}, {before} is not distinct from {after}"  # noqa: S608 - the same


def _comparison(table: Table, key: list[str], columns: list[str], parts: Parts | None) -> str:
    return f"""
        select sum(greatest(coalesce(a.n, 0) - coalesce(b.n, 0), 0)),
               sum(greatest(coalesce(b.n, 0) - coalesce(a.n, 0), 0)),
               count(*) filter (where a.n = b.n and a.content <> b.content)
        {_sides(table, key, columns, parts)}
    """


def _sides(table: Table, key: list[str], columns: list[str], parts: Parts | None = None) -> str:
    """Rows are grouped by key, so that a table without one, or with repeated keys, is compared too."""
    keys, values = (", ".join(f'"{name}"' for name in names) for names in (key, columns))
    same = " and ".join(f'a."{name}" is not distinct from b."{name}"' for name in key)
    rows = f"select {keys}, count(*) as n, sum(hash({values})) as content"
    before, after = (f"({rows} from {source} group by {keys})" for source in _sources(table, parts))
    return f"from {after} a full join {before} b on {same}"


def _sources(table: Table, parts: Parts | None = None) -> list[str]:
    """The table in either file, or some parts of it; of the checks the last results."""
    last = " and run_id = (select arg_max(run_id, checked_at) from {0})" if table.full_name == _CHECKS else ""
    names = (f"{side}.{table.full_name}" for side in ("before", "after"))
    return [f"(from {name} where {within(table, parts)}{last.format(name)})" for name in names]


def columns_of(db: duckdb.DuckDBPyConnection, catalog: str, table: Table) -> list[str]:
    """The columns of a table in an attached file; none where it is not there."""
    try:
        answer = db.execute(f"from {catalog}.{table.full_name} limit 0")
    except duckdb.CatalogException:
        return []
    return [str(name) for name, *_ in answer.description or ()]


def _count(db: duckdb.DuckDBPyConnection, catalog: str, table: Table) -> int:
    row = db.execute(f"select count(*) from {catalog}.{table.full_name}").fetchone()  # noqa: S608 - names of the dictionary
    return int(row[0]) if row else 0
