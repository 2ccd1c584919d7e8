"""Which trend tables are current, so that an unchanged run builds none of them again.

What does not belong here: how a table is built (`build.py`) and how fingerprints are kept (`assets.stages`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from assets import dictionary, stages, warehouse
from assets.trends import inputs
from assets.trends.build import build_table, row_count
from assets.trends.files import TrendFile, macros, trend_files
from assets.trends.part import make_since

STAGE = "trends"
UPSTREAM_STAGES = ("core", "rules")
Refreshed = tuple[int, bool]
"""The rows of a table, and whether anything was made."""


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


def finish(db: duckdb.DuckDBPyConnection, wanted: Mapping[str, str], at: datetime) -> None:
    """Finish the stage of all tables, if all are current and it is not known yet."""
    inputs_of_all = stages.fingerprint(wanted.values())
    if stages.finished_with(db, STAGE) != inputs_of_all and all(stages.finished_with(db, table) == made for table, made in wanted.items()):
        with warehouse.transaction(db):
            stages.finish(db, STAGE, inputs_of_all, at)


@dataclass(frozen=True, slots=True)
class Making:
    """How tables are made in one run. `wanted` are their fingerprints.

    A table has its own stage, `trends.<name>`; the stage `trends` is finished when all of them are current.
    """

    wanted: Mapping[str, str]
    at: datetime
    deadline_hours: float | None

    def make(self, db: duckdb.DuckDBPyConnection, trend: TrendFile) -> Refreshed:
        """Bring a table up to date that is not current, in one transaction. The connection is prepared."""
        if not self.wanted:  # before there are facts
            with warehouse.transaction(db):
                return build_table(db, trend), True
        stood, stands = stages.finished_with(db, trend.table), self.wanted[trend.table]
        with warehouse.transaction(db):
            made = _bring_up_to_date(db, trend, _code(trend, self.deadline_hours))
            stages.finish(db, trend.table, stands, self.at)
            if not made.is_whole:
                inputs.follow(db, trend.table, stood, stands, made.first)
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
