"""What changed between two snapshots, by table and key.

What does not belong here: how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets.dictionary import Table
from assets.published.tables import published_tables
from assets.warehouse import quoted

_NOT_COMPARED = ("quality.checks", "quality.alerts")
"""Records of runs, new with every one: they say nothing about the reports."""
_IGNORED_COLUMNS = ("last_seen_at",)


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of one table that came, went or differ under the same key."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed or self.changed)


def between(before: Path, after: Path) -> dict[str, Change]:
    """The tables that differ, in the order of the dictionary, with how."""
    with duckdb.connect() as db:
        db.execute(f"attach {quoted(str(before))} as before (read_only)")
        db.execute(f"attach {quoted(str(after))} as after (read_only)")
        compared = (table for name, table in published_tables().items() if name not in _NOT_COMPARED)
        found = {table.full_name: _compare(db, table) for table in compared}
    return {name: change for name, change in found.items() if change}


def _compare(db: duckdb.DuckDBPyConnection, table: Table) -> Change:
    old, new = _columns(db, "before", table), _columns(db, "after", table)
    if not old or not new:
        return Change(_count(db, "after", table) if new else 0, _count(db, "before", table) if old else 0)
    common = [name for name in new if name in old and name not in _IGNORED_COLUMNS]
    key = [name for name in table.key if name in common] or common
    row = db.execute(_comparison(table, key, common)).fetchone() or (0, 0, 0)
    return Change(*(int(number or 0) for number in row))


def _comparison(table: Table, key: list[str], columns: list[str]) -> str:
    """Rows are grouped by key, so that a table without one, or with repeated keys, is compared too."""
    keys, values = (", ".join(f'"{name}"' for name in names) for names in (key, columns))
    same = " and ".join(f'a."{name}" is not distinct from b."{name}"' for name in key)
    rows = f"select {keys}, count(*) as n, sum(hash({values})) as content"
    after, before = (f"({rows} from {side}.{table.full_name} group by {keys})" for side in ("after", "before"))
    return f"""
        select sum(greatest(coalesce(a.n, 0) - coalesce(b.n, 0), 0)),
               sum(greatest(coalesce(b.n, 0) - coalesce(a.n, 0), 0)),
               count(*) filter (where a.n = b.n and a.content <> b.content)
        from {after} a full join {before} b on {same}
    """  # noqa: S608 - names of the dictionary


def _columns(db: duckdb.DuckDBPyConnection, catalog: str, table: Table) -> list[str]:
    query = """
        select column_name from duckdb_columns()
        where database_name = ? and schema_name = ? and table_name = ? order by column_index
    """
    return [str(name) for (name,) in db.execute(query, [catalog, table.schema, table.name]).fetchall()]


def _count(db: duckdb.DuckDBPyConnection, catalog: str, table: Table) -> int:
    row = db.execute(f"select count(*) from {catalog}.{table.full_name}").fetchone()  # noqa: S608 - names of the dictionary
    return int(row[0]) if row else 0
