"""The rows in which two publications differ, with their old and new values, table by table.

A fact's key holds its values; where one went and one came at the same place of a source, it is told as one that changed. What does not
belong here: how it is shown (`pipelines.comparing`), and the mere numbers (`changes`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from assets.dictionary import Table
from assets.published.changes import Change, both, columns_of, compared, key_and_values

Row = dict[str, Any]
_THERE = "is_there"
_NOT_TOLD = "reader_version"
"""It changes in every report at once; the manifests say it once."""
_PLACE = ("source_file", "source_line", "char_start", "source_sheet")


@dataclass(frozen=True, slots=True)
class Difference:
    """One row: `before` is None where it came, `after` where it went."""

    before: Row | None
    after: Row | None

    @property
    def change(self) -> str:
        """Added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def row(self) -> Row:
        """The row as it is now, or last was."""
        return self.after if self.after is not None else self.before or {}

    def columns(self) -> list[str]:
        """What has another value in a row that changed."""
        if self.before is None or self.after is None:
            return []
        return [name for name, value in self.after.items() if value != self.before[name]]


@dataclass(frozen=True, slots=True)
class Differing:
    """A table that differs: how many rows, the first of them, and the columns that only one side has."""

    table: Table
    change: Change
    rows: list[Difference]
    new_columns: tuple[str, ...] = ()
    gone_columns: tuple[str, ...] = ()


def differences(before: Path, after: Path, limit: int | None = None, tables: Collection[str] | None = None) -> Iterator[Differing]:
    """The tables of two snapshots that differ, in the order of the dictionary, with so many rows of each (all without a limit)."""
    with both(before, after) as db:
        for table in (table for table in compared() if tables is None or table.full_name in tables):
            found = _differing(db, table, limit)
            if found.change or found.new_columns or found.gone_columns:
                yield found


def _differing(db: duckdb.DuckDBPyConnection, table: Table, limit: int | None) -> Differing:
    old, new = columns_of(db, "before", table), columns_of(db, "after", table)
    key, columns = key_and_values(table, *([name for name in names if name != _NOT_TOLD] for names in (old or new, new or old)))
    _collect(db, table, key, columns, [side for side, names in (("before", old), ("after", new)) if names])
    counts = dict(db.execute("select change, count(*) from differing group by change").fetchall())
    order = ", ".join(f'coalesce(a."{name}", b."{name}")' for name in _order(table, key, columns)) or "all"
    rows = db.execute(f"select a, b from differing order by {order} limit {'all' if limit is None else limit}").fetchall()  # noqa: S608
    only = (tuple(name for name in names if old and new and name not in others) for names, others in ((new, old), (old, new)))
    change = Change(**{name: counts.get(name, 0) for name in ("added", "removed", "changed")})
    return Differing(table, change, [Difference(_row(b), _row(a)) for a, b in rows], *only)


def _collect(db: duckdb.DuckDBPyConnection, table: Table, key: list[str], columns: list[str], sides: list[str]) -> None:
    """Make the table `differing`: the row after (a) and before (b), and how it changed. A side that lacks the table has no row."""
    shown = ", ".join(f'"{name}"' for name in columns)
    a, b = (
        f"(select {shown}, true as {_THERE} from {side if side in sides else sides[0]}.{table.full_name} where {side in sides})"  # noqa: S608
        for side in ("after", "before")
    )
    if table.key:
        same = " and ".join(f'a."{name}" is not distinct from b."{name}"' for name in key)
        source = f"select a, b from {a} a full join {b} b on {same} where a is distinct from b"  # noqa: S608
    else:  # rows without a key have come or gone, as often as they are there
        nothing = f"(select {shown}, {_THERE} from {a} where false)"  # noqa: S608
        source = f"""
            select a, b from ({a} except all {b}) a left join {nothing} b on false
            union all select a, b from ({b} except all {a}) b left join {nothing} a on false
        """  # noqa: S608
    place = [name for name in _PLACE if name in columns]
    if table.schema == "core" and table.key and len(place) > 1:
        source = _paired(source, place)
    db.execute(f"""
        create or replace temp table differing as
        select a, b, case when b.{_THERE} is null then 'added' when a.{_THERE} is null then 'removed' else 'changed' end as change
        from ({source})
    """)  # noqa: S608


def _paired(source: str, place: list[str]) -> str:
    """The same, but what alone went from a place and what alone came there are one row."""

    def at(side: str, other: str) -> str:
        where = ", ".join(f"""coalesce({side}."{name}"::varchar, '')""" for name in place)
        alone = "count(*) over (partition by place) = 1 as is_alone"
        return f"select {side}, concat_ws(chr(0), {where}) as place, {alone} from d where {other}.{_THERE} is null"  # noqa: S608

    return f"""
        with d as ({source}), came as ({at("a", "b")}), went as ({at("b", "a")})
        select a, b from d where a.{_THERE} and b.{_THERE}
        union all select a, b from (from came where is_alone) full join (from went where is_alone) using (place)
        union all select a, null from came where not is_alone
        union all select null, b from went where not is_alone
    """  # noqa: S608


def _order(table: Table, key: list[str], columns: list[str]) -> list[str]:
    """As a person reads: by week and place where rows have one, else by key."""
    placed = [name for name in ("week", "quarter", *_PLACE[:3]) if name in columns]
    return [*placed, *key] if "source_line" in placed and table.schema != "trends" else key


def _row(values: Row | None) -> Row | None:
    return {name: value for name, value in values.items() if name != _THERE} if values and values[_THERE] else None
