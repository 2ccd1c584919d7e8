"""Builds the tables of schema trends: one SQL file of `sql/trends` makes one table.

What does not belong here: what the tables hold (the SQL files), what their columns mean
(`assets.dictionary`), which of them are still current (`freshness.py`), Dagster (`asset.py`).
"""

from __future__ import annotations

import duckdb

from assets import warehouse
from assets.trends.files import TrendError, TrendFile, macros, trend_files

MOST_MEMORY_BYTES = 3_000_000_000
"""What DuckDB may hold while it makes a table whole, of all years. Python and what it does not count stay within 4 GB so."""


def prepare(db: duckdb.DuckDBPyConnection, deadline_hours: float | None = None) -> None:
    """Give the connection the macros, and the deadline of reports in hours after the week's end, if any."""
    db.execute("set variable report_deadline_hours = ?", [deadline_hours])
    db.execute("reset variable made_since")
    try:
        db.execute(macros())
    except duckdb.Error as error:
        raise TrendError(f"sql/macros.sql, sql/sentences.sql: {error}") from error


def build_table(db: duckdb.DuckDBPyConnection, trend: TrendFile) -> int:
    """Make one table anew; the connection is prepared and has its inputs. Returns the rows."""
    warehouse.bound_memory(db, MOST_MEMORY_BYTES)
    try:
        db.execute(f"create or replace table {trend.table} as\n{trend.sql}")
    except duckdb.Error as error:
        raise TrendError(f"{trend.path}: {error}") from error
    finally:
        warehouse.bound_memory(db)
    return row_count(db, trend)


def row_count(db: duckdb.DuckDBPyConnection, trend: TrendFile) -> int:
    """How many rows the table has."""
    row = db.execute(f"select count(*) from {trend.table}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def build(db: duckdb.DuckDBPyConnection, deadline_hours: float | None = None) -> dict[str, int]:
    """Make every trend table anew, all or none of them. Returns the rows of each by `trends.<name>`."""
    with warehouse.transaction(db):
        prepare(db, deadline_hours)
        return {trend.table: build_table(db, trend) for trend in trend_files().values()}
