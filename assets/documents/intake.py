"""New content on its way into `raw.documents`: written while the scan goes on, counted only once the scan is complete.

A row whose `last_seen_at` is null is of a scan that is not complete. What does not belong here: names, teams and when documents were
seen (`shelf`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import duckdb

from assets import warehouse

BATCH_BYTES = 8 * 1024 * 1024
"""So much new content is written at a time, in a transaction of its own: DuckDB keeps in memory what is not committed, twice over."""
CACHE_BYTES = 32 * 1024 * 1024
"""What DuckDB may keep of the blocks that it has written, while content comes in batches."""
VECTOR_ROWS = 2048
"""DuckDB handles so many rows at once, whatever their size: with less memory than a few times their content it would give up."""
COPIES = 4
_WHILE_MUCH_COMES_IN = (("threads", "1"), ("wal_autocheckpoint", "64MB"))
"""Each thread of a checkpoint holds blocks; each checkpoint writes the newest documents again, thus not after every batch."""

_STORED_VECTOR = f"""
select coalesce(max(held), 0) from (
    select sum(size_bytes) over (order by rowid rows {VECTOR_ROWS - 1} preceding) as held from raw.documents)
"""  # noqa: S608 - a number of this module


@dataclass(slots=True)
class Intake:
    """What waits to be written, and how large the documents are that DuckDB has to hold at once."""

    db: duckdb.DuckDBPyConnection
    waiting: list[dict[str, Any]] = field(default_factory=list)
    waiting_bytes: int = 0
    sizes: deque[int] = field(default_factory=lambda: deque([0] * VECTOR_ROWS, maxlen=VECTOR_ROWS))
    vector_bytes: int = 0
    stored_bytes: int = 0
    """The same of what is stored already: DuckDB rewrites the rows beside new ones."""
    limit_bytes: int = 0

    def add(self, row: dict[str, Any]) -> None:
        """Take a row of `raw.documents`; when enough has gathered it is written."""
        size = len(row["content"])
        self.vector_bytes += size - self.sizes[0]
        self.sizes.append(size)
        self.waiting.append(row)
        self.waiting_bytes += size
        if self.waiting_bytes >= BATCH_BYTES:
            self._bound()
            self.write()

    def write(self) -> None:
        """Write what is waiting."""
        warehouse.insert(self.db, "raw.documents", self.waiting)
        self.waiting, self.waiting_bytes = [], 0

    def _bound(self) -> None:
        """Keep DuckDB from filling the memory with what it wrote; never below what it needs for the documents at hand."""
        if not self.limit_bytes:
            row = self.db.execute(_STORED_VECTOR).fetchone()
            self.stored_bytes = int(row[0]) if row else 0
        wanted = CACHE_BYTES + COPIES * max(self.vector_bytes, self.stored_bytes)
        if wanted > self.limit_bytes:
            self.limit_bytes = wanted
            with suppress(duckdb.OutOfMemoryException):
                for name, value in (*_WHILE_MUCH_COMES_IN, ("memory_limit", f"{wanted}B")):
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
        if found.limit_bytes:
            with suppress(duckdb.Error):
                for name, _ in (*_WHILE_MUCH_COMES_IN, ("memory_limit", "")):
                    db.execute(f"reset {name}")


def _forget(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("delete from raw.documents where last_seen_at is null")
