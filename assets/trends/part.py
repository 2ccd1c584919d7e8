"""Makes the rows of a trend table anew from a day on; those before it stay.

A file of `sql/trends` whose header has `-- goes on from:` promises that a row of a week (or quarter) rests only on what was said until
then, and of that

- `project`: on the rows of its own project, however old, or on rows of no project;
- `week`: on no rows of earlier weeks.

So only those rows are read, and all of the inputs that the header names after `-- always reads:`.
`tests/test_trend_parts.py` holds the promise against random histories. What does not belong here: from which day on (`inputs.py`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import duckdb

from assets import dictionary
from assets.trends.files import TrendFile

_READS = re.compile(r"\b(from|join) ((?:core|trends)\.(\w+))\b")
_LAST_DAY = {
    "core.plans": "greatest(week_start, week_start_of(target_week))",
    "core.milestones": "greatest(week_start, date_start, date_end) + 91",
}
"""The last day that a row bears on by itself, where that is not its own week: a milestone is followed for a quarter beyond its date."""


def make_since(db: duckdb.DuckDBPyConnection, trend: TrendFile, day: date) -> date:
    """Make the rows from the day's week (or quarter) on anew. The connection is prepared; call it in a transaction.

    Returns the first day of what was made.
    """
    column = _time_of(trend.table)
    first = _first_day(db, trend, day)
    _offer_inputs(db, trend, first)
    sql = _READS.sub(lambda read: f"{read[1]} {_offered(read[2])}", trend.sql)
    db.execute(f"delete from {trend.table} where {column} >= ?", [first])  # noqa: S608 - names of our own files
    db.execute("set variable made_since = ?", [first])
    db.execute(f"insert into {trend.table} by name select * from (\n{sql}\n) where {column} >= $first", {"first": first})  # noqa: S608 - the same
    db.execute("reset variable made_since")
    return first


def _first_day(db: duckdb.DuckDBPyConnection, trend: TrendFile, day: date) -> date:
    if _time_of(trend.table) == "week_start":
        return day
    row = db.execute("select quarter_start_of(?::date)", [day]).fetchone()
    return row[0] if row else day


def _offer_inputs(db: duckdb.DuckDBPyConnection, trend: TrendFile, first: date) -> None:
    """A view of each input with the rows that are needed: a quarter's first week may begin before it."""
    least = f"date '{first - timedelta(days=7)}'"
    with_project = [table for table in trend.inputs if "project_id" in _columns(table)]
    is_late = {table: f"{_LAST_DAY.get(table, _time_of(table))} >= {least}" for table in trend.inputs if _time_of(table)}
    pursued = " union ".join(f"select project_id from {table} where {is_late[table]}" for table in with_project)  # noqa: S608 - names of our own files
    db.execute(f"create or replace temp table pursued_projects as {pursued or 'select null as project_id'}")
    for table in trend.inputs:
        needed = "true" if table in trend.always_reads else is_late.get(table, "true")
        if trend.goes_on_from == "project":
            needed = f"{needed} or project_id is null or project_id in (from pursued_projects)" if table in with_project else "true"
        db.execute(f"create or replace temp view {_offered(table)} as select * from {table} where {needed}")  # noqa: S608 - the same


def _offered(table: str) -> str:
    return f"offered_{table.replace('.', '_')}"


def _columns(table: str) -> set[str]:
    return {column.name for column in dictionary.tables()[table].columns}


def _time_of(table: str) -> str:
    """The column with a row's day; empty where there is none."""
    return next((name for name in ("week_start", "quarter_start") if name in _columns(table)), "")
