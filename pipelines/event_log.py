"""Dagster's event log, kept in one SQLite file over connections that stay open.

Dagster's own log opens a connection and waits for the disk several times an event: 2 s of an unchanged run, which has
some 500 events. What does not belong here: which events there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, create_engine, event


class EventLog(ConsolidatedSqliteEventLogStorage):
    """The consolidated log of Dagster with a pool of connections."""

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(self._conn_string, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})
        event.listen(engine, "connect", _wait_less)
        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Close the connections with the instance."""
        super().dispose()
        self._engine.dispose()


def _wait_less(connection: Any, _record: object) -> None:
    """Write-ahead logging needs no wait at each commit to stay whole; a power cut may cost the last events."""
    connection.execute("pragma synchronous = normal")
