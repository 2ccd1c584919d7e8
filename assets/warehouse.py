"""The one place that opens DuckDB and creates its tables.

What does not belong here: what the tables hold (`assets.dictionary`) and how they are filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from assets import dictionary

WAREHOUSE_FILE = "warehouse.duckdb"


def connect(path: Path | str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a warehouse file (or ":memory:").

    Raises `duckdb.IOException` when the file cannot be opened or another process holds it.
    """
    return duckdb.connect(str(path), read_only=read_only, config={"preserve_insertion_order": "true"})


@contextmanager
def transaction(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing: commit at the end, roll back on any exception."""
    db.begin()
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def quoted(text: str) -> str:
    """A string literal, for the few statements (DDL, COMMENT) that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def create_tables(db: duckdb.DuckDBPyConnection, schemas: Iterable[str] = ("raw", "core", "quality", "ops")) -> None:
    """Create the schemas and every missing table of the dictionary, with comments. Trends make their own tables."""
    for schema in dictionary.SCHEMAS:
        db.execute(f"create schema if not exists {schema}")
    wanted = set(schemas)
    present = {f"{s}.{t}" for s, t in db.execute(
        "select schema_name, table_name from duckdb_tables()").fetchall()}
    for table in dictionary.tables().values():
        if table.schema in wanted and table.full_name not in present:
            columns = ", ".join(f'"{c.name}" {c.type}' for c in table.columns)
            db.execute(f"create table {table.full_name} ({columns})")
            comment(db, table)


def comment(db: duckdb.DuckDBPyConnection, table: dictionary.Table) -> None:
    """Put the dictionary's words on an existing table and its columns."""
    db.execute(f"comment on table {table.full_name} is {quoted(table.comment)}")
    for column in table.columns:
        words = f"{column.description} [{column.unit}]" if column.unit else column.description
        db.execute(f'comment on column {table.full_name}."{column.name}" is {quoted(words)}')


def arrow_table(table: dictionary.Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows (missing columns are null) as an Arrow table with the dictionary's columns and types."""
    columns: dict[str, list[Any]] = {column.name: [] for column in table.columns}
    for row in rows:
        for name, values in columns.items():
            values.append(row.get(name))
    return pa.table({c.name: pa.array(columns[c.name], type=_ARROW[c.type]) for c in table.columns})


def insert(db: duckdb.DuckDBPyConnection, table_name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Append rows to a table of the dictionary; missing columns are null. Returns the number of rows."""
    batch = arrow_table(dictionary.tables()[table_name], rows)
    if batch.num_rows:
        db.register("incoming_rows", batch)
        db.execute(f"insert into {table_name} by name select * from incoming_rows")
        db.unregister("incoming_rows")
    return int(batch.num_rows)


_ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BLOB": pa.binary(),
}
