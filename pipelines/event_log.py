"""Dagster's event log in one SQLite file, over connections that stay open.

Dagster's own log opens a connection and waits for the disk several times for each of the 570 events of a run:
4 s of the 9 s of a run that changes nothing. What does not belong here: which events there are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, create_engine, event


class EventLog(ConsolidatedSqliteEventLogStorage):
    """Dagster's consolidated log, which opens a connection for each statement, with a pool of connections."""

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(self._conn_string, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})
        event.listen(engine, "connect", _wait_less)
        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @cached_property
    def _present(self) -> set[str]:
        """The tables that were seen; none is ever dropped."""
        return set()

    def has_table(self, table_name: str) -> bool:
        """Whether there is a table. Dagster asks for each event of a check, over a connection of its own."""
        if table_name not in self._present and super().has_table(table_name):
            self._present.add(table_name)
        return table_name in self._present

    def dispose(self) -> None:
        """Close the connections, with the instance."""
        super().dispose()  # type: ignore[no-untyped-call]
        self._engine.dispose()


def _wait_less(connection: sqlite3.Connection, _record: object) -> None:
    """A write-ahead log stays whole without waiting at each commit; a power cut may cost the last events."""
    connection.execute("pragma synchronous = normal")
