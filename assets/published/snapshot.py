"""Writes the snapshot: a DuckDB file with every published table, masked and commented.

The file is written anew or goes on from that of an earlier publication. It is never a copy of the working file: in the free blocks of
that one unmasked text remains.
What does not belong here: where the files end up and when (`publish`, `shelf`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets import dictionary, warehouse
from assets.dictionary import Table
from assets.house import Progress
from assets.published import rows, tables
from assets.published.masking import masked, suspicious_tables, with_suspicion
from assets.published.parts import Parts, near
from assets.quality import sensitive
from assets.warehouse import quoted

ATTACHED = "snapshot"
STORAGE_VERSION = "v1.0.0"
"""The oldest storage format that DuckDB writes: clients from 1.0 on open it."""

_BY_PLACE = ("week_start", "quarter_start", "source_file", "source_line", "char_start")
"""What rows are ordered by, as far as a table has it, then by key: as people read them, and near to how they lie in the warehouse. In the
order of a hash they take twice the time and twice the room."""
_AS_READ = ("core.fact_revisions",)
"""The largest table, which has only hashes to be ordered by, stays in the order in which revisions were read."""


class MissingTableError(Exception):
    """A table of the dictionary is not in the warehouse, so that the publication would not be whole."""


@dataclass(frozen=True, slots=True)
class Base:
    """The snapshot of an earlier publication, and the parts of its tables that are other now."""

    file: Path
    changed: Parts


def write(
    db: duckdb.DuckDBPyConnection, folder: Path, publication: Mapping[str, object], progress: Progress, base: Base | None = None
) -> dict[str, int]:
    """Write `warehouse.duckdb` into a folder. `publication` is the row of that table.

    With a `base` a copy of its file lies there and only what changed is written; it has to be of the same code and masks. Call
    `rows.prepare` first. Returns the rows by table.
    """
    sensitive.register(db)
    changed = base.changed if base else None
    published = tables.published_tables().items()
    wanted = {name: near(db, table, changed) for name, table in published if changed is None or name in changed}
    with _attached(db, folder / warehouse.WAREHOUSE_FILE):
        # one transaction: each of a thousand statements of its own would wait for the disk
        with warehouse.transaction(db):
            with ThreadPoolExecutor(1) as beside:
                asked = beside.submit(_suspicious, db.cursor(), wanted)
                if not base:
                    _create(db)
                suspicious = asked.result()
            for done, (name, where) in enumerate(wanted.items()):
                progress("publish", done, len(wanted))
                _write_table(db, tables.published_tables()[name], where, changed, is_suspicious=name in suspicious)
            progress("publish", len(wanted), len(wanted))
            _write_main(db, publication)
        return _counts(db)


def _counts(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    each = (f"select {quoted(name)}, count(*) from {ATTACHED}.{name}" for name in tables.published_tables())  # noqa: S608 - of the dictionary
    return {name: int(number) for name, number in db.execute(" union all ".join(each)).fetchall()}


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


def _suspicious(db: duckdb.DuckDBPyConnection, wanted: Mapping[str, str]) -> set[str]:
    """The tables that may hold something to mask; most hold nothing, and to look first takes half the time."""
    known = dictionary.tables()
    asked = {name: (rows.as_stored(known[name], where), known[name].columns) for name, where in wanted.items()}
    with db:
        return {name for (name,) in db.execute(suspicious_tables(asked)).fetchall()} if asked else set()


def check_whole(db: duckdb.DuckDBPyConnection) -> None:
    """Raise `MissingTableError` unless every published table of the dictionary is there."""
    found = db.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    missing = sorted(set(tables.published_tables()) - {name for (name,) in found})
    if missing:
        raise MissingTableError(f"not in the warehouse, though in the data dictionary: {', '.join(missing)}")


@contextmanager
def _attached(db: duckdb.DuckDBPyConnection, file: Path) -> Iterator[None]:
    db.execute(f"attach {quoted(str(file))} as {ATTACHED} (storage_version {quoted(STORAGE_VERSION)})")
    try:
        yield
        db.execute(f"checkpoint {ATTACHED}")
    finally:
        db.execute(f"detach {ATTACHED}")


def _write_table(db: duckdb.DuckDBPyConnection, table: Table, where: str, changed: Parts | None, *, is_suspicious: bool) -> None:
    if changed is not None:
        db.execute(f"delete from {ATTACHED}.{table.full_name} where {near(db, table, changed, f'{ATTACHED}.')}")  # noqa: S608 - of the dictionary
    source = rows.source(table, where)
    written = _masked(table, source) if is_suspicious else _as_they_are(table, source)
    db.execute(f"insert into {ATTACHED}.{table.full_name} {written} source {order(table)}")


def order(table: Table) -> str:
    """SQL for the order of the rows in `source`."""
    if table.full_name in _AS_READ:
        return ""
    known = [column.name for column in table.columns]
    names = [name for name in _BY_PLACE if name in known]
    names += [name for name in table.key if name not in names]
    listed = ", ".join(f'source."{name}"' for name in names)
    return f"order by {listed or 'all'}"


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
    for table, own in ((tables.DICTIONARY, tables.dictionary_rows()), (tables.PUBLICATION, [publication])):
        db.register("own_rows", warehouse.arrow_table(table, own))
        db.execute(f"delete from {ATTACHED}.{table.full_name}")  # noqa: S608 - names of this module
        db.execute(f"insert into {ATTACHED}.{table.full_name} from own_rows")
        db.unregister("own_rows")
