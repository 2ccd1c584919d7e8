"""Everything after the sources, stage by stage without Dagster: what `rebuild` and `purge` make anew from raw.

What does not belong here: reading sources, publishing, and what the stages do.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from assets.house import House


@dataclass(frozen=True, slots=True)
class Remade:
    """The blocking checks that failed, and the bad entries that are found no more."""

    blocking: tuple[str, ...]
    resolved: tuple[str, ...]


def remake(db: duckdb.DuckDBPyConnection, house: House, run_id: str) -> Remade:
    """Core, bad entries, checks and trends from raw, each only where its inputs changed."""
    from assets.core.load import load
    from assets.quality.rules import find_bad_entries
    from assets.quality.suites import check
    from assets.trends.asset import deadline_of
    from assets.trends.files import trend_files
    from assets.trends.together import refresh_all

    load(db, house)
    found = find_bad_entries(db, house)
    failed = [result for result in check(db, run_id, house) if result.blocking and not result.success]
    refresh_all(db, trend_files(), house.now(), deadline_of(house))
    return Remade(tuple(f"{result.table_name}.{result.expectation}" for result in failed), found.resolved)
