"""Writes the snapshot: a new DuckDB file and Parquet files with every published table, masked and commented.

The file is written anew, never copied: in the free blocks of the working file unmasked text remains.
What does not belong here: where the files end up and when (`publish`, `shelf`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb

from assets import dictionary, warehouse
from assets.dictionary import Table
from assets.house import Progress
from assets.published import tables
from assets.published.masking import masked, suspicious_tables, with_suspicion
from assets.quality import sensitive
from assets.warehouse import quoted

ATTACHED = "snapshot"
STORAGE_VERSION = "v1.0.0"
"""The oldest storage format that DuckDB writes: clients from 1.0 on open it."""

SLOW_COMPRESSION = "fsst"
"""It takes as long as all else that is done when the file is written, and makes it a fourteenth smaller."""

AT_ONCE = 2
"""Parquet files that are written at a time: so many cores are everywhere."""

_STATUS = """
create or replace temp table status_of_facts as
select fact_id, if(bool_or(severity = 'error'), 'quarantined', 'flagged') as status_of_row
from (select unnest(coalesce(fact_ids, [fact_id])) as fact_id, severity, state from quality.bad_entries)
where fact_id is not null and state is distinct from 'resolved'
group by fact_id
"""
_FACTS = """
select t.*, coalesce(s.status_of_row, 'accepted') as status_of_row
from {} t left join temp.status_of_facts s using (fact_id)
"""
_FACT_ORDER = ("week", "source_file", "source_line", "char_start", "fact_id")


class MissingTableError(Exception):
    """A table of the dictionary is not in the warehouse, so that the publication would not be whole."""


def write(db: duckdb.DuckDBPyConnection, folder: Path, publication: Mapping[str, object], progress: Progress) -> dict[str, int]:
    """Write `warehouse.duckdb` and `parquet/` into a folder. `publication` is the row of that table.

    Returns the rows by table.
    """
    check_whole(db)
    sensitive.register(db)
    db.execute(_STATUS)
    with _attached(db, folder / warehouse.WAREHOUSE_FILE):
        # one transaction: each of a thousand statements of its own would wait for the disk
        with warehouse.transaction(db):
            with ThreadPoolExecutor(1) as beside:
                asked = beside.submit(_suspicious, db.cursor())
                _create(db)
            rows = _write_tables(db, asked.result(), progress)
            _write_main(db, publication)
        _write_parquet(db, folder, str(publication["publication_id"]))
    db.execute("drop table temp.status_of_facts")
    return rows


def _create(db: duckdb.DuckDBPyConnection) -> None:
    """Tables and views with their comments, as yet without rows; in one call: one for each takes half as long again."""
    told = [f"create schema {schema}" for schema in dictionary.PUBLISHED_SCHEMAS]
    for table in (*tables.published_tables().values(), tables.DICTIONARY, tables.PUBLICATION):
        columns = ", ".join(f'"{c.name}" {c.type}' for c in table.columns)
        told += [f"create table {table.full_name} ({columns})", *warehouse.comments(table)]
    for view in tables.views():
        told += [f"create view {view.table.full_name} as {view.query}", *warehouse.comments(view.table, kind="view")]
    with _in_use(db):
        db.execute("\n;\n".join(told))


def _write_tables(db: duckdb.DuckDBPyConnection, suspicious: set[str], progress: Progress) -> dict[str, int]:
    rows = {}
    published = tables.published_tables()
    for done, (name, table) in enumerate(published.items()):
        progress("publish", done, len(published))
        rows[name] = _write_table(db, table, is_suspicious=name in suspicious)
    progress("publish", len(published), len(published))
    return rows


def _suspicious(db: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables that may hold something to mask; most hold nothing, and to look first takes half the time."""
    columns = {name: dictionary.tables()[name].columns for name in tables.published_tables()}
    with db:
        return {name for (name,) in db.execute(suspicious_tables(columns)).fetchall()}


def check_whole(db: duckdb.DuckDBPyConnection) -> None:
    """Raise `MissingTableError` unless every published table of the dictionary is there."""
    found = db.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    missing = sorted(set(tables.published_tables()) - {name for (name,) in found})
    if missing:
        raise MissingTableError(f"not in the warehouse, though in the data dictionary: {', '.join(missing)}")


@contextmanager
def _attached(db: duckdb.DuckDBPyConnection, file: Path) -> Iterator[None]:
    db.execute(f"attach {quoted(str(file))} as {ATTACHED} (storage_version {quoted(STORAGE_VERSION)})")
    db.execute(f"set disabled_compression_methods = {quoted(SLOW_COMPRESSION)}")
    try:
        yield
        db.execute(f"checkpoint {ATTACHED}")
    finally:
        db.execute("reset disabled_compression_methods")
        db.execute(f"detach {ATTACHED}")


def _write_table(db: duckdb.DuckDBPyConnection, table: Table, *, is_suspicious: bool) -> int:
    source, order = f"from {table.full_name}", table.key
    if table.is_fact:
        source, order = _FACTS.format(table.full_name), _FACT_ORDER
    ordered = ", ".join(f'source."{name}"' for name in order) or "all"
    rows = _masked(table, source) if is_suspicious else _as_they_are(table, source)
    inserted = db.execute(f"insert into {ATTACHED}.{table.full_name} {rows} source order by {ordered}").fetchone()
    return int(inserted[0]) if inserted else 0


def _masked(table: Table, source: str) -> str:
    values = ", ".join(f'{masked(c)} as "{c.name}"' for c in table.columns)
    return f"select {values} from ({with_suspicion(source, dictionary.tables()[table.full_name].columns)})"  # noqa: S608 - names of the dictionary


def _as_they_are(table: Table, source: str) -> str:
    values = ", ".join(f'"{c.name}"' for c in table.columns)
    return f"select {values} from ({source})"  # noqa: S608 - names of the dictionary


@contextmanager
def _in_use(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    catalog = db.execute("select current_database()").fetchone()
    db.execute(f"use {ATTACHED}")
    try:
        yield
    finally:
        db.execute(f'use "{catalog[0] if catalog else "memory"}"')


def _write_main(db: duckdb.DuckDBPyConnection, publication: Mapping[str, object]) -> None:
    for table, rows in ((tables.DICTIONARY, tables.dictionary_rows()), (tables.PUBLICATION, [publication])):
        db.register("own_rows", warehouse.arrow_table(table, rows))
        db.execute(f"insert into {ATTACHED}.{table.full_name} from own_rows")
        db.unregister("own_rows")


def _write_parquet(db: duckdb.DuckDBPyConnection, folder: Path, publication_id: str) -> None:
    for schema in dictionary.PUBLISHED_SCHEMAS:
        (folder / "parquet" / schema).mkdir(parents=True)

    def write(table: Table) -> None:
        file = folder / "parquet" / table.schema / f"{table.name}.parquet"
        options = f"format parquet, compression zstd, kv_metadata {{publication_id: {quoted(publication_id)}}}"
        with db.cursor() as cursor:
            cursor.execute(f"copy {ATTACHED}.{table.full_name} to {quoted(str(file))} ({options})")

    with ThreadPoolExecutor(AT_ONCE) as pool:  # a small table is written by one thread
        list(pool.map(write, tables.published_tables().values()))
