"""Upgrades of an older home: numbered SQL files in sql/migrations, each run once, in one transaction with the record of it.

Missing tables and columns need none: `warehouse.create_tables` adds them first, empty. Core and trends need none: they are
made of raw anew when the code that makes them changes. A migration is for what is left: values, names and types in raw, quality and ops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files

import duckdb

from assets.warehouse import transaction


class NewerHomeError(Exception):
    """A newer Weekhouse wrote this home, whose rows this one may not understand."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: `0002_what_it_does.sql`."""

    number: int
    name: str
    sql: str


@cache
def migrations() -> tuple[Migration, ...]:
    """All of them, in order."""
    found = sorted((f for f in files("sql").joinpath("migrations").iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(Migration(int(f.name[:4]), f.name.removesuffix(".sql"), f.read_text("utf-8")) for f in found)


def newest() -> int:
    """The version that this program writes."""
    return migrations()[-1].number


def version_of(db: duckdb.DuckDBPyConnection) -> int:
    """The version of a warehouse; 0 before there were any. Works on one of any age, and read-only."""
    known = "select 1 from duckdb_tables() where schema_name = 'ops' and table_name = 'schema_versions'"
    if db.execute(known).fetchone() is None:
        return 0
    row = db.execute("select max(version) from ops.schema_versions").fetchone()
    return int(row[0] or 0) if row else 0


def check(db: duckdb.DuckDBPyConnection) -> int:
    """The version of a warehouse. Raises `NewerHomeError` for one of a newer program; nothing was written to it then."""
    found = version_of(db)
    if found > newest():
        raise NewerHomeError(
            f"this home was written by a newer Weekhouse (version {found} of its tables, this program knows {newest()}):"
            " install that version again, or restore a backup from before the upgrade"
        )
    return found


def upgrade(db: duckdb.DuckDBPyConnection, found: int, now: datetime, *, is_new: bool = False) -> None:
    """Run what this home has not seen. Its missing tables and columns have to be there. `now` is local wall time.

    In a new home, which had no table, there is nothing to bring up to date: it is noted as seen.
    """
    unseen = [migration for migration in migrations() if migration.number > found]
    if is_new:
        with transaction(db):
            _note(db, unseen, now)
        return
    for migration in unseen:
        with transaction(db):
            db.execute(migration.sql)
            _note(db, [migration], now)


def _note(db: duckdb.DuckDBPyConnection, seen: Sequence[Migration], now: datetime) -> None:
    program = version("weekhouse")
    rows = [[migration.number, migration.name, now, program] for migration in seen]
    db.executemany("insert into ops.schema_versions values (?, ?, ?, ?)", rows)
