"""`weekhouse tables` and `weekhouse query`: questions to the published snapshot, which is opened read-only.

What does not belong here: the working warehouse, and how answers are printed (`shapes`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from assets import warehouse
from assets.published import shelf
from pipelines import shapes
from pipelines.problems import UnusableError

Parameters = Sequence[Any] | Mapping[str, Any]
_AT_ONCE = 10_000
_TABLES = """
    from (
        select schema_name || '.' || table_name as "table", estimated_size as "rows", comment as meaning
        from duckdb_tables() where not internal
        union all select schema_name || '.' || view_name, null, comment from duckdb_views() where not internal
    )
    order by "table" not like 'main.%', "table"
"""
_COLUMNS = """
    with named as (
        select arg_min(table_name, case table_name when $name then 0 when 'main.' || $name then 1 else 2 end) as table_name
        from dictionary where $name in (table_name, split_part(table_name, '.', 2))
    )
    select column_name as "column", type, unit, zh, meaning from dictionary join named using (table_name) order by position
"""
_NAMES = "select distinct table_name from dictionary order by 1"


def show(home: Path, sql: str, shape: str | None = None) -> None:
    """Print the answer to a query. Raises `UnusableError`."""
    if not sql.strip(" \t\r\n;"):
        raise UnusableError("there is no query")
    with _asked(home, sql) as answer:
        shapes.put([name for name, *_ in answer.description or []], _rows(answer), shape)


def show_tables(home: Path, name: str | None = None, shape: str | None = None) -> None:
    """Print the tables and views, or the columns of one, which may be called without its schema. Raises `UnusableError`."""
    if name is None:
        show(home, _TABLES, shape)
        return
    names, rows = ask(home, _COLUMNS, {"name": name})
    if not rows:
        known = [full for (full,) in ask(home, _NAMES)[1]]
        meant = difflib.get_close_matches(name, [*known, *(full.split(".")[1] for full in known)], n=1)
        raise UnusableError(f"there is no table {name}; " + (f"{meant[0]} is meant?" if meant else "`weekhouse tables` lists them"))
    shapes.put(names, rows, shape)


def ask(home: Path, sql: str, parameters: Parameters = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows. Raises `UnusableError`."""
    with _asked(home, sql, parameters) as answer:
        return [name for name, *_ in answer.description or []], answer.fetchall()


@contextmanager
def _asked(home: Path, sql: str, parameters: Parameters = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """The answer of the publication that is newest now, even if another takes its place meanwhile."""
    folder = shelf.current(home)
    if folder is None:
        raise UnusableError(f"there is no publication in {home}: run `weekhouse run` first, or name another --home")
    try:
        with warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True) as db:
            yield db.execute(sql, parameters or None)
    except duckdb.Error as error:
        raise UnusableError(" ".join(str(error).split())) from None


def _rows(answer: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The rows, some thousands in memory at a time."""
    while rows := answer.fetchmany(_AT_ONCE):
        yield from rows
