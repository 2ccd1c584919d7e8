"""Brings trend tables up to date, two at a time where they are large: most statements over a few weeks keep one core busy.

What does not belong here: whether a table is current, and how one is brought up to date (`freshness.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from graphlib import TopologicalSorter
from queue import SimpleQueue

import duckdb

from assets import stages, warehouse
from assets.trends import freshness, inputs
from assets.trends.build import prepare, row_count
from assets.trends.files import TrendFile, trend_files
from assets.trends.freshness import Refreshed

_AT_ONCE = 2


def refresh_all(
    db: duckdb.DuckDBPyConnection, names: Iterable[str], at: datetime, deadline_hours: float | None = None, at_once: int | None = None
) -> dict[str, Refreshed]:
    """Make these tables, or what has changed of them, unless they are current; each is kept as soon as it is made. By name, in order.

    `at_once`: how many at a time, in tests.
    """
    wanted = freshness.fingerprints(db, deadline_hours)
    chosen = [trend_files()[name] for name in names]
    stale = [trend for trend in chosen if not wanted or stages.finished_with(db, trend.table) != wanted[trend.table]]
    making, made = freshness.Making(wanted, at, deadline_hours), dict[str, Refreshed]()
    if stale:
        prepare(db, deadline_hours)
        are_several = wanted and (at_once or _at_once(db, stale)) > 1
        made = _together(db, stale, making) if are_several else {trend.name: making.make(db, trend) for trend in stale}
    if wanted:
        freshness.finish(db, wanted, at)
    return {trend.name: made[trend.name] if trend.name in made else (row_count(db, trend), False) for trend in chosen}


def _at_once(db: duckdb.DuckDBPyConnection, stale: Iterable[TrendFile]) -> int:
    """Tables that are made for the first time need both cores, and the memory, each for itself; small ones need none."""
    row = db.execute("select current_setting('threads')").fetchone()
    is_going_on = all(stages.finished_with(db, trend.table) for trend in stale)
    return _AT_ONCE if is_going_on and row and row[0] > 1 else 1


def _together(db: duckdb.DuckDBPyConnection, stale: list[TrendFile], making: freshness.Making) -> dict[str, Refreshed]:
    """Each table as soon as those that it reads from are there.

    What inputs hold is written down before anything that reads them is made: two that found it unknown would both write it.
    """
    coming = {trend.table for trend in stale}
    with warehouse.transaction(db):
        for trend in stale:
            inputs.note(db, trend, [table for table in trend.inputs if table not in coming])
    idle: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    cursors = [db.cursor() for _ in range(_AT_ONCE)]
    try:
        for cursor in cursors:
            prepare(cursor, making.deadline_hours)
            idle.put(cursor)
        return _in_order(stale, making, idle)
    finally:
        for cursor in cursors:
            cursor.close()


def _in_order(stale: list[TrendFile], making: freshness.Making, idle: SimpleQueue[duckdb.DuckDBPyConnection]) -> dict[str, Refreshed]:
    tables = {trend.table: trend for trend in stale}
    waiting = TopologicalSorter({trend.table: [table for table in trend.inputs if table in tables] for trend in stale})
    waiting.prepare()
    made: dict[str, Refreshed] = {}
    under_way: dict[Future[Refreshed], str] = {}

    def make(trend: TrendFile) -> Refreshed:
        cursor = idle.get()
        try:
            refreshed = making.make(cursor, trend)
            with warehouse.transaction(cursor):
                for reader in (each for each in stale if trend.table in each.inputs):
                    inputs.note(cursor, reader, [trend.table])
            return refreshed
        finally:
            idle.put(cursor)

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        while waiting.is_active():
            under_way |= {threads.submit(make, tables[table]): table for table in waiting.get_ready()}
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                table = under_way.pop(future)
                made[tables[table].name] = future.result()
                waiting.done(table)
    return made
