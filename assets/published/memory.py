"""Holds memory down while a publication is made.

What does not belong here: what is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from assets import warehouse

MOST_BYTES = 600_000_000
"""What DuckDB may hold of a file while it is published; the rest is read again from the disk's cache. Two files are open at a time."""


@contextmanager
def bounded(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Within the block DuckDB holds no more of this connection's files than that; what is above is let go at once."""
    warehouse.bound_memory(db, MOST_BYTES)
    try:
        yield
    finally:
        warehouse.bound_memory(db)
