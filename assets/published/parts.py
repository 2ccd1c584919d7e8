"""Which parts of the published tables differ from the last publication: weeks, quarters, documents, or a table as a whole.

Nothing has to say what it changed: the rows themselves are compared, as one hash for each part, with what they were when it was published.
So a publication after one more week need not write ten years again. What does not belong here: writing (`snapshot`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb

from assets import stages
from assets.dictionary import Column, Table
from assets.warehouse import quoted

STAGE = "published.parts"
MOST_CHANGED = 0.25
"""Of all rows: where more is new, writing all of it takes no longer, and leaves no empty room in the file."""
_BY = ("week_start", "quarter_start", "document_id")
_NOW, _THEN = "temp.parts_now", "ops.published_parts"

Parts = Mapping[str, Sequence[str] | None]
"""The parts of each table, by its name; a table of no parts is one, the empty text. None is the table as a whole."""


def note(db: duckdb.DuckDBPyConnection, sources: Mapping[Table, str]) -> None:
    """Hash the rows of each table, part by part, which its query gives; in one statement, since each takes longer to plan than to run."""
    each = " union all ".join(
        f"select {quoted(table.full_name)} as table_name, coalesce(part::varchar, '') as part, sum(n)::bigint as row_count,"  # noqa: S608
        f" sum(content)::varchar as content from ({_by_part(table, query)}) group by all"
        for table, query in sources.items()
    )
    db.execute(f"create or replace temp table parts_now as {each}")


def changed(db: duckdb.DuckDBPyConnection, publication_id: str, code: str | None) -> Parts | None:
    """The parts that `note` found other than in that publication; None where all has to be written.

    That is so when it is not known, and when much of it changed. A table of which more than half changed is told as a whole.
    """
    if not is_known(db, publication_id, code):
        return None
    differing = f"""
        select coalesce(n.table_name, t.table_name) as table_name, coalesce(n.part, t.part) as part, coalesce(n.row_count, 0) as row_count
        from {_NOW} n full join {_THEN} t on n.table_name = t.table_name and n.part = t.part
        where (n.row_count, n.content) is distinct from (t.row_count, t.content)
    """  # noqa: S608 - names of this module
    share = db.execute(f"select sum(row_count) / (select sum(row_count) from {_NOW}) from ({differing})").fetchone()  # noqa: S608 - the same
    if share and share[0] is not None and share[0] > MOST_CHANGED:
        return None
    sizes = f"select table_name, sum(row_count) as size from {_NOW} group by table_name"  # noqa: S608 - the same
    listed = f"""
        select table_name, if(2 * sum(row_count) > any_value(size), null, list(part order by part))
        from ({differing}) join ({sizes}) using (table_name) group by table_name
    """  # noqa: S608 - the same
    return dict(db.execute(listed).fetchall())


def is_known(db: duckdb.DuckDBPyConnection, publication_id: str, code: str | None) -> bool:
    """Whether it was noted what that publication holds, and the same code and settings wrote it."""
    return stages.finished_with(db, STAGE) == _state(publication_id, code)


def remember(db: duckdb.DuckDBPyConnection, publication_id: str, code: str | None, at: datetime) -> None:
    """Keep what `note` found as what that publication holds. Call it in a transaction."""
    same = "n.table_name = t.table_name and n.part = t.part and n.row_count = t.row_count and n.content = t.content"
    db.execute(f"delete from {_THEN} t where not exists (from {_NOW} n where {same})")  # noqa: S608 - names of this module
    db.execute(f"insert into {_THEN} by name from {_NOW} n where not exists (from {_THEN} t where {same})")
    stages.finish(db, STAGE, _state(publication_id, code), at)


def forget(db: duckdb.DuckDBPyConnection) -> None:
    """Have the next publication written anew, so that no block of its files comes from an earlier one."""
    db.execute(f"delete from {_THEN}")  # noqa: S608 - a name of this module
    db.execute("delete from ops.stages where stage = ?", [STAGE])


def within(table: Table, parts: Parts | None) -> str:
    """SQL for whether a row is in one of the parts, null being as good as no; always without any."""
    listed, by = () if parts is None else parts.get(table.full_name, ()), _column(table)
    if parts is None or listed is None:
        return "true"
    if by is None:
        return "true" if listed else "false"
    named = ", ".join(f"{quoted(part)}::{by.type}" for part in listed if part)  # a cast of each row would take long
    sides = [f'"{by.name}" in ({named})'] * bool(named) + [_is_of_none(by)] * ("" in listed)
    return f"({' or '.join(sides)})" if sides else "false"


def near(db: duckdb.DuckDBPyConnection, table: Table, parts: Parts | None, catalog: str = "") -> str:
    """The same as `within`, of the table in an attached file, with where its rows lie if their parts are not in the order of the file.

    A list of texts that is looked for in every row has DuckDB read all columns of all rows; of places it reads only these.
    """
    by = _column(table)
    if by is None or by.type != "VARCHAR" or not (parts or {}).get(table.full_name):
        return within(table, parts)
    query = f"select min(rowid), max(rowid) from {catalog}{table.full_name} where {within(table, parts)}"  # noqa: S608 - of the dictionary
    first, last = db.execute(query).fetchone() or (None, None)
    return "false" if first is None else f"rowid between {first} and {last} and {within(table, parts)}"


def _by_part(table: Table, query: str) -> str:
    by, values = _column(table), ", ".join(f'"{column.name}"' for column in table.columns)
    return f"select {by.name if by else 'null'} as part, count(*) as n, sum(hash({values})) as content from ({query}) group by part"  # noqa: S608


def _column(table: Table) -> Column | None:
    """The column that says which part a row is in; a table without one is one part."""
    known = {column.name: column for column in table.columns}
    return next((known[name] for name in _BY if name in known), None)


def _is_of_none(by: Column) -> str:
    return f'"{by.name}" is null' + (f""" or "{by.name}" = ''""" if by.type == "VARCHAR" else "")


def _state(publication_id: str, code: str | None) -> str:
    return f"{publication_id} {code}"
