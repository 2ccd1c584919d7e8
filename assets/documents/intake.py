"""New content on its way into `raw.documents`: written while the scan goes on, counted only once the scan is complete.

A row whose `last_seen_at` is null is of a scan that is not complete. What does not belong here: names, teams and when documents were
seen (`shelf`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import duckdb

from assets import warehouse
from assets.documents import contents

BATCH_BYTES = 4 * 1024 * 1024
"""So much new content is written at a time, in a transaction of its own: DuckDB keeps in memory what is not committed, twice over."""
MEMORY_BYTES = 96 * 1024 * 1024
"""What DuckDB may take while content comes in: three times the content of the 2,048 rows that it handles at once."""
_WHILE_CONTENT_COMES_IN = {"memory_limit": f"{MEMORY_BYTES}B", "threads": "1", "wal_autocheckpoint": "64MB"}
"""Each thread of a checkpoint holds blocks; each checkpoint writes the newest documents again, thus not after every batch."""


@dataclass(slots=True)
class Intake:
    """What waits to be written."""

    db: duckdb.DuckDBPyConnection
    waiting: list[dict[str, Any]] = field(default_factory=list)
    waiting_bytes: int = 0
    is_bounded: bool = False

    def add(self, row: dict[str, Any]) -> None:
        """Take a row of `raw.documents`; when enough has gathered it is written."""
        self.waiting.append(row)
        self.waiting_bytes += len(row["content"])
        if self.waiting_bytes >= BATCH_BYTES:
            self._bound()
            self.write()

    def write(self) -> None:
        """Write what is waiting."""
        contents.store(self.db, self.waiting)
        self.waiting, self.waiting_bytes = [], 0

    def _bound(self) -> None:
        """Keep DuckDB from filling the memory with what it wrote. A small scan never comes here: settings cost more than its writing."""
        if not self.is_bounded:
            self.is_bounded = True
            with suppress(duckdb.OutOfMemoryException):  # more is in use already
                for name, value in _WHILE_CONTENT_COMES_IN.items():
                    self.db.execute(f"set {name} = '{value}'")


@contextmanager
def intake(db: duckdb.DuckDBPyConnection) -> Iterator[Intake]:
    """An intake for one scan; when that fails, nothing of it stays. Begins by forgetting a scan that was killed."""
    _forget(db)
    found = Intake(db)
    try:
        yield found
    except BaseException:
        with suppress(duckdb.Error):
            _forget(db)
        raise
    finally:
        if found.is_bounded:
            with suppress(duckdb.Error):
                for name in _WHILE_CONTENT_COMES_IN:
                    db.execute(f"reset {name}")
                warehouse.fit_threads(db)
                warehouse.bound_memory(db)


def _forget(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("delete from raw.documents where last_seen_at is null")
    db.execute("delete from raw.document_parts where document_id not in (select document_id from raw.documents)")
