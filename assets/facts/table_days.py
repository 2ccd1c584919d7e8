"""Days as only cells of dates write them: `W37`, `第 37 周`, `24.9.12`.

What does not belong here: the days of sentences (`dates`).
"""

from __future__ import annotations

from datetime import date, timedelta

from assets.facts import regex as re
from assets.facts.model import Cell
from assets.facts.table_row import Row
from assets.facts.when import When

_WEEK = re.compile(
    r"(?:(?P<year>20\d\d)\s?[-年]?\s?)?(?:W\s?(?P<w>\d{1,2})|第\s?(?P<n>\d{1,2})\s?周)\s?(?P<by>之?前|以?内|末|底)?", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"(?P<y>2\d)(?P<mark>[./-])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})")
_CENTURY = 2000
_HALF_A_YEAR = timedelta(days=182)


def day_of(row: Row, cell: Cell) -> When | None:
    """The day or the week that is all of a cell."""
    words = row.text(cell)
    if not words[-1:] or not any(map(str.isdigit, words)):
        return None
    span = week_of(row, words) or _short(words)
    if span is None:
        return None
    row.context.use(row.entry, cell.start, cell.end)
    return When(cell.start, cell.end, *span, "week" if span[0] != span[1] else "day", words)


def week_of(row: Row, words: str) -> tuple[date | None, date] | None:
    """Monday to Sunday of a week of the year, of the year next to the report where none is named."""
    match = _WEEK.fullmatch(words)
    if match is None:
        return None
    today = row.today
    years = [int(match["year"])] if match["year"] else [today.year - 1, today.year, today.year + 1]
    mondays = [monday for year in years if (monday := _monday(year, int(match["w"] or match["n"])))]
    near = min(mondays, key=lambda monday: abs(monday - today), default=None)
    if near is None or (abs(near - today) > _HALF_A_YEAR and not match["year"]):
        return None
    return (None if match["by"] in ("前", "之前") else near), near + timedelta(days=6)


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _short(words: str) -> tuple[date, date] | None:
    match = _SHORT_YEAR.fullmatch(words)
    try:
        day = date(_CENTURY + int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    except ValueError:
        return None
    return (day, day) if day else None
