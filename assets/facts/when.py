"""When something is: intervals of days with times of day, and the calendar from which a report speaks.

What does not belong here: how they are written (`date_patterns`).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_FARTHEST_OTHER_YEAR_DAYS = 300  # contract, Year
_MONTHS = 12
_IN_EVERY_MONTH = 28  # days
_SURELY_NEAREST_DAYS = 180  # in another year, the same day of the month is further away


@dataclass(slots=True)
class When:
    """An interval of days (inclusive, either end may be open), where it stands, and a time of day where stated."""

    start: int
    end: int
    first: date | None
    last: date | None
    precision: str
    text: str
    has_year: bool = True
    clock: time | None = None
    clock_end: time | None = None
    last_day: date | None = None
    """The day of `clock_end`, where it is not the day of `clock`."""
    problem: str | None = None
    """Why the expression cannot be a date (4/31, a weekday that is another)."""
    edge: str | None = None
    """前, 起 or 后 where it was said."""

    @property
    def at(self) -> datetime | None:
        """The moment, where a day and a time of day are stated."""
        return datetime.combine(self.first, self.clock) if self.first and self.clock else None

    @property
    def until(self) -> datetime | None:
        """The moment at which a stated interval of times ends."""
        if not (self.first and self.clock_end):
            return None
        return datetime.combine(self.last_day or self.first, self.clock_end)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that stands without a day, or an interval of such."""

    start: int
    end: int
    first: time
    last: time | None
    is_next_day: bool
    is_last_next_day: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """From when the report speaks: its date and the Monday of its week."""

    today: date
    monday: date

    def resolve(self, month: int, day: int, tense: str = "") -> date | None:
        """The date nearest to the report; tense `future` or `past` may move it by a year (contract, Year).

        None for a day that the month of that year does not have.
        """
        if not 1 <= month <= _MONTHS or day < 1:
            return None
        best = clipped(self.today.year, month, day)
        ahead = (best - self.today).days
        if abs(ahead) <= _SURELY_NEAREST_DAYS and not (tense and (ahead < 0 if tense == "future" else ahead > 0)):
            return best if best.day == day else None
        options = [clipped(self.today.year - 1, month, day), best, clipped(self.today.year + 1, month, day)]
        best = min(options, key=self._distance)
        for other in options:
            is_contradicted = (tense == "future" and best < self.today < other) or (tense == "past" and best > self.today > other)
            if is_contradicted and self._distance(other) <= _FARTHEST_OTHER_YEAR_DAYS:
                best = other
                break
        return best if best.day == day else None

    def month(self, shift: int) -> tuple[int, int]:
        """Year and number of the month that lies `shift` months from the report's."""
        index = self.today.year * _MONTHS + self.today.month - 1 + shift
        return index // _MONTHS, index % _MONTHS + 1

    def _distance(self, day: date) -> int:
        return abs((day - self.today).days)


def safe_date(year: int, month: int, day: int) -> date | None:
    """The day, None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clipped(year: int, month: int, day: int) -> date:
    """The day, or the last of the month where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]) if day > _IN_EVERY_MONTH else day)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return clipped(year, month, 31)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    index = day.year * _MONTHS + day.month - 1 + months
    return clipped(index // _MONTHS, index % _MONTHS + 1, day.day)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
