"""Weeks as partitions: which there are, and how people name them. What does not belong here: what is done with a week's reports."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipelines.problems import UnusableError

if TYPE_CHECKING:
    import dagster as dg

    from pipelines.settings import Settings

KEY = "%Y-%m-%d"
"""A week's partition is keyed by its Monday: Dagster refuses `%G-W%V` (design, decision 6)."""
SHOWN_AT_FIRST = timedelta(weeks=26)
"""Weeks that a home shows which has read nothing yet."""
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MOST = 53 * 30


def parse(text: str) -> frozenset[str]:
    """The ISO weeks of `2024-W13` or `2024-W05..2024-W13`. Raises `UnusableError`."""
    first, _, last = text.partition("..")
    begin, end = _monday(first.strip()), _monday((last or first).strip())
    if end < begin or (end - begin).days > 7 * _MOST:
        raise UnusableError(f"--weeks {text}: the last week lies before the first, or decades after it")
    return frozenset(label(begin + timedelta(weeks=n)) for n in range((end - begin).days // 7 + 1))


def label(monday: date) -> str:
    """2024-W13 of its Monday, 2024-03-25."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def label_of(key: str) -> str:
    """2024-W13 of its partition key."""
    return label(datetime.strptime(key, KEY).date())


def partitions(settings: Settings) -> dg.WeeklyPartitionsDefinition:
    """From the first week that was read, or the setting `first_week`, to the one that is under way."""
    import dagster as dg

    return dg.WeeklyPartitionsDefinition(
        start_date=_first(settings).strftime(KEY), fmt=KEY, day_offset=1, timezone=settings.timezone, end_offset=1
    )


def _first(settings: Settings) -> date:
    if settings.first_week:
        return _monday(settings.first_week)
    read = _first_read(settings)
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    return read or today - SHOWN_AT_FIRST - timedelta(days=today.weekday())


def _first_read(settings: Settings) -> date | None:
    """The first week of the publication, which nobody locks; None while there is none."""
    snapshot = settings.home / "published" / "warehouse.duckdb"
    if not snapshot.is_file():
        return None
    import duckdb

    try:
        with duckdb.connect(snapshot, read_only=True) as db:
            found = db.execute("select min(week_start) from core.reports").fetchone()
    except duckdb.Error:
        return None
    return found[0] if found else None


def _monday(text: str) -> date:
    match = _WEEK.fullmatch(text)
    try:
        if match:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        pass
    raise UnusableError(f"{text!r} is no week (example: 2024-W13, or 2024-W05..2024-W13)")
