"""Which trend tables are current, so that an unchanged run builds none of them again.

What does not belong here: how a table is built (`build.py`) and how fingerprints are kept (`assets.stages`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from assets import dictionary, stages, warehouse
from assets.trends import inputs
from assets.trends.build import build_table, prepare, row_count
from assets.trends.files import TrendFile, macros, trend_files
from assets.trends.part import make_since

STAGE = "trends"
UPSTREAM_STAGES = ("core", "rules")


def fingerprints(db: duckdb.DuckDBPyConnection, deadline_hours: float | None = None) -> dict[str, str]:
    """What each table rests on: facts, bad entries, its and its inputs' SQL. Empty before there are facts."""
    upstream = [stages.finished_with(db, stage) for stage in UPSTREAM_STAGES]
    found: dict[str, str] = {}
    if None in upstream:
        return found
    for trend in trend_files().values():
        before = [found[table] for table in trend.inputs if table in found]
        words = dictionary.tables()[trend.table]
        found[trend.table] = stages.fingerprint([*upstream, deadline_hours, macros(), trend.sql, words, *before])
    return found


def is_current(db: duckdb.DuckDBPyConnection, deadline_hours: float | None = None) -> bool:
    """Whether every trend table was last made from exactly what is there now."""
    wanted = fingerprints(db, deadline_hours)
    return bool(wanted) and all(stages.finished_with(db, table) == made for table, made in wanted.items())


def refresh(db: duckdb.DuckDBPyConnection, name: str, at: datetime, deadline_hours: float | None = None) -> tuple[int, bool]:
    """Make one table, or what has changed of it, unless it is current. Returns its rows, and whether anything was made.

    A table has its own stage, `trends.<name>`; the stage `trends` is finished when all of them are current.
    """
    trend = trend_files()[name]
    wanted = fingerprints(db, deadline_hours)
    stood = stages.finished_with(db, trend.table)
    if wanted and stood == wanted[trend.table]:
        return row_count(db, trend), False
    with warehouse.transaction(db):
        prepare(db, deadline_hours)
        if not wanted:
            return build_table(db, trend), True
        made = _bring_up_to_date(db, trend, _code(trend, deadline_hours))
        stages.finish(db, trend.table, wanted[trend.table], at)
        if not made.is_whole:
            inputs.follow(db, trend.table, stood, wanted[trend.table], made.first)
        if is_current(db, deadline_hours):
            stages.finish(db, STAGE, stages.fingerprint(wanted.values()), at)
    return row_count(db, trend), made.is_any


def _code(trend: TrendFile, deadline_hours: float | None) -> str:
    """What the rows rest on besides the inputs' rows."""
    return stages.fingerprint([duckdb.__version__, deadline_hours, macros(), trend.sql, dictionary.tables()[trend.table]])


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of a table: all of it, or what lies on the day `first` and after it, or nothing."""

    is_whole: bool = False
    first: date | None = None

    @property
    def is_any(self) -> bool:
        return self.is_whole or self.first is not None


def _bring_up_to_date(db: duckdb.DuckDBPyConnection, trend: TrendFile, code: str) -> _Made:
    """Make what has changed since the table was made."""
    since = inputs.since(db, trend, code)
    if not since.is_changed:
        return _Made()
    if since.day is None or trend.goes_on_from is None:
        build_table(db, trend)
        made = _Made(is_whole=True)
    else:
        made = _Made(first=make_since(db, trend, since.day))
    inputs.remember(db, trend, code)
    return made
