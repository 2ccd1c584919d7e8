"""A warehouse file written anew beside the old one, and put in its place at once.

Deleted rows stay in the free blocks of a DuckDB file; only a file that was written anew is without them. What does not belong here:
what is put into the new file besides copies.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from assets import dictionary, warehouse
from assets.warehouse import quoted

OLD = "old"


def beside(path: Path) -> Path:
    """Where the new file is written; what a killed command left there is removed. Call it with HOME locked."""
    fresh = path.with_name(f".{path.name}.new")
    remove(fresh)
    return fresh


def remove(path: Path) -> None:
    """A warehouse file with its write-ahead log."""
    for file in (path, _log_of(path)):
        file.unlink(missing_ok=True)


@contextmanager
def attached(db: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
    """Another warehouse file as the catalog `old`, read-only."""
    db.execute(f"attach {quoted(str(path))} as {OLD} (read_only)")
    try:
        yield
    finally:
        db.execute(f"detach {OLD}")


def carry(db: duckdb.DuckDBPyConnection, path: Path, schemas: Collection[str], leaving_out: Collection[str] = ()) -> None:
    """Make the dictionary's tables of these schemas and copy their rows from another file, in one transaction."""
    warehouse.create_tables(db, schemas)
    wanted = [t for t in dictionary.tables().values() if t.schema in schemas and t.full_name not in leaving_out]
    with attached(db, path), warehouse.transaction(db):
        present = set(db.execute(_COLUMNS, [OLD]).fetchall())
        for table in wanted:
            columns = ", ".join(f'"{c.name}"' for c in table.columns if (table.full_name, c.name) in present)
            if columns:
                db.execute(f"insert into {table.full_name} by name select {columns} from {OLD}.{table.full_name}")  # noqa: S608 - names of the dictionary


_COLUMNS = "select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = ?"


def take_place(fresh: Path, path: Path) -> None:
    """Put the new file in the place of the old, at once. Both have to be closed, so that neither has a log of its own."""
    if leftover := next((log for log in map(_log_of, (fresh, path)) if log.exists()), None):
        raise FileExistsError(f"{leftover} is still there: the file was not closed")
    handle = os.open(fresh, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(path)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
