"""The one place that opens DuckDB and creates its tables.

What does not belong here: what the tables hold (`assets.dictionary`) and how they are filled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from assets import dictionary

if TYPE_CHECKING:
    import pyarrow as pa

WAREHOUSE_FILE = "warehouse.duckdb"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "preserve_insertion_order": "true",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_SLOW_COMPRESSION = "fsst"
"""Texts without it are written in four fifths of the time and read in seven eighths; files are a quarter larger."""
MOST_MEMORY_BYTES = 1_200_000_000
"""What DuckDB may hold; it sorts on disk beyond that. With Python and what DuckDB does not count a weekly run stays below 2 GB so."""
_ROWS_OF_A_GROUP = 122_880
"""Of DuckDB's files."""
_FEW = 500
"""Up to so many rows JSON is not slower than Arrow."""


def connect(path: Path | str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a warehouse file (or ":memory:"). DuckDB fetches no extensions: all that is needed is in it.

    It draws no progress either: where a process was forked or spawned it would, among what a command says, once a query takes two seconds.
    Raises `duckdb.IOException` when the file cannot be opened or another process holds it.
    """
    db = duckdb.connect(str(path), read_only=read_only, config=_CONFIG)
    db.execute(f"set disabled_compression_methods = '{_SLOW_COMPRESSION}'; set enable_progress_bar = false")
    fit_threads(db)
    bound_memory(db)
    return db


def fit_threads(db: duckdb.DuckDBPyConnection) -> None:
    """Give the database a thread for each group of rows of its largest table, up to one a core. For files that are attached later: again.

    DuckDB shares out tables by these groups. A thread that gets none does not rest: it takes half of the time of those that work.
    """
    db.execute("reset threads")
    wanted = f"least(1 + coalesce(max(estimated_size), 0) // {_ROWS_OF_A_GROUP}, current_setting('threads'))"
    row = db.execute(f"select {wanted} from duckdb_tables()").fetchone()  # noqa: S608 - a number
    db.execute(f"set threads = {row[0] if row else 1}")


def bound_memory(db: duckdb.DuckDBPyConnection, most_bytes: int = MOST_MEMORY_BYTES) -> None:
    """Let the database hold no more than this, and no more than DuckDB would of itself: four fifths of the machine's memory."""
    db.execute("reset memory_limit")
    row = db.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchone()
    if row and row[0] > most_bytes:
        db.execute(f"set memory_limit = '{most_bytes} bytes'")


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


def create_tables(db: duckdb.DuckDBPyConnection, schemas: Iterable[str] = ("raw", "core", "quality", "ops")) -> bool:
    """Create the schemas and every missing table or column of the dictionary. Trends make their own tables.

    Returns whether there was any table before. The dictionary's words are put on published tables only (`comments`): they would take
    most of the time here, where few look.
    """
    wanted = [t for t in dictionary.tables().values() if t.schema in set(schemas)]
    made = {name: sql.replace('"', "") for name, sql in db.execute(_MADE).fetchall()}
    if all(_has_columns(made.get(table.full_name, ""), table) for table in wanted):
        return True
    present: dict[str, set[str]] = {}
    if made:
        query = "select schema_name, table_name, column_name from duckdb_columns() where not internal"
        for schema, table_name, column in db.execute(query).fetchall():
            present.setdefault(f"{schema}.{table_name}", set()).add(column)
    missing = chain.from_iterable(_missing(table, present.get(table.full_name)) for table in wanted)
    with transaction(db):  # one commit: each of its own would wait for the disk
        db.execute(";\n".join([*(f"create schema if not exists {schema}" for schema in dictionary.SCHEMAS), *missing]))
    return bool(made)


_MADE = "select schema_name || '.' || table_name, sql from duckdb_tables()"
"""The tables as statements: a first look into `duckdb_columns()` plans all views of DuckDB itself, and takes four times as long."""


def _has_columns(statement: str, table: dictionary.Table) -> bool:
    """Whether the statement that makes a table, without quotation marks, names every column of the dictionary's."""
    return all(f"({column.name} " in statement or f", {column.name} " in statement for column in table.columns)


def _missing(table: dictionary.Table, columns: set[str] | None) -> Iterator[str]:
    """The statements that create a table, or add the columns that an older home lacks."""
    if columns is None:
        specs = ", ".join(f'"{c.name}" {c.type}' for c in table.columns)
        yield f"create table {table.full_name} ({specs})"
    for column in table.columns:
        if columns is not None and column.name not in columns:
            yield f'alter table {table.full_name} add column "{column.name}" {column.type}'


def comments(table: dictionary.Table, kind: str = "table") -> Iterator[str]:
    """The statements that put the dictionary's words on an existing table (or view) and its columns."""
    yield f"comment on {kind} {table.full_name} is {quoted(table.comment)}"
    for column in table.columns:
        words = f"{column.description} [{column.unit}]" if column.unit else column.description
        yield f'comment on column {table.full_name}."{column.name}" is {quoted(words)}'


class Incoming(NamedTuple):
    """Rows on their way into a statement: a query that gives them, its parameters, and how many they are."""

    query: str
    parameters: list[Any]
    rows: int


def insert(db: duckdb.DuckDBPyConnection, table_name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Append rows to a table of the dictionary; missing columns are null. Returns the number of rows."""
    with incoming(db, table_name, rows) as given:
        if given.rows:
            db.execute(f"insert into {table_name} by name {given.query}", given.parameters)
    return given.rows


@contextmanager
def incoming(db: duckdb.DuckDBPyConnection, table_name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Incoming]:
    """The rows with a table's columns and types; a column that no row names is left out.

    Few rows go as JSON: `weekhouse check` has no others, and pyarrow takes longer to import than they do.
    """
    table, coming = dictionary.tables()[table_name], iter(rows)
    first = list(islice(coming, _FEW + 1))
    if len(first) <= _FEW:
        yield _few(table, first)
        return
    batch = arrow_table(table, chain(first, coming))
    db.register("incoming_rows", batch)
    try:
        yield Incoming("select * from incoming_rows", [], int(batch.num_rows))
    finally:
        db.unregister("incoming_rows")


def _few(table: dictionary.Table, rows: Sequence[Mapping[str, Any]]) -> Incoming:
    """Rows as one parameter of JSON, and one of bytes for each column of these, which JSON does not have."""
    named = {table.columns[0].name}.union(*rows)
    texts = {c.name: c.type for c in table.columns if c.name in named and c.type != "BLOB"}
    blobs = [c.name for c in table.columns if c.name in named and c.type == "BLOB"]
    content = json.dumps([{name: row.get(name) for name in texts} for row in rows], ensure_ascii=False, default=_as_text)
    shape = quoted(json.dumps([texts]))
    cells = ", ".join([f"unnest(from_json_strict(?, {shape}), recursive := true)", *(f"unnest(?::blob[]) as {name}" for name in blobs)])
    return Incoming(f"select {cells}", [content, *([row.get(name) for row in rows] for name in blobs)], len(rows))


def _as_text(moment: date) -> str:
    return moment.isoformat()


def arrow_table(table: dictionary.Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows (missing columns are null) as an Arrow table with the dictionary's columns and types."""
    import pyarrow as pa  # noqa: PLC0415 - most commands need no table of it

    types = {
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
    columns: dict[str, list[Any]] = {column.name: [] for column in table.columns}
    for row in rows:
        for name, values in columns.items():
            values.append(row.get(name))
    return pa.table({c.name: pa.array(columns[c.name], type=types[c.type]) for c in table.columns})
