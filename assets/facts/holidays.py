"""China's public holidays, from the maintained `chinesecalendar`, which knows the announced years and no others.

What does not belong here: how reports name them beyond the word.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar

_NAMES = {
    "元旦": "New Year's Day", "春节": "Spring Festival", "清明": "Tomb-sweeping Day", "五一": "Labour Day", "劳动": "Labour Day",
    "端午": "Dragon Boat Festival", "中秋": "Mid-autumn Festival", "国庆": "National Day", "十一": "National Day",
}  # fmt: skip
_JUST_OVER_DAYS = 7  # in the first week after a holiday, 节前 and 节后 speak of that one
_NEAREST_DAYS = 60  # a report that says 节后 means a holiday within two months


@cache
def is_working_day(day: date) -> bool | None:
    """Whether people work on that day, make-up days included; None in a year that the calendar does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@cache
def _holidays(year: int) -> tuple[tuple[str, date, date], ...]:
    """Name, first and last day of each holiday of a year, empty when the year is unknown."""
    days: list[tuple[str, date]] = []
    day = date(year, 1, 1)
    while day.year == year:
        try:
            is_off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return ()
        if is_off and name:
            days.append((str(name), day))
        day += timedelta(days=1)
    spans: list[tuple[str, date, date]] = []
    for name, day in days:
        if spans and spans[-1][0] == name and (day - spans[-1][2]).days == 1:
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    return tuple(spans)


@cache
def nearest(word: str, today: date) -> tuple[date, date] | None:
    """First and last day of the holiday that a report of `today` means; bare 节 is the one just over, else the next."""
    wanted = _NAMES.get(word)
    spans = [s for year in (today.year - 1, today.year, today.year + 1) for s in _holidays(year)]
    if wanted is None:
        if just_over := [s for s in spans if 0 < (today - s[2]).days <= _JUST_OVER_DAYS]:
            return just_over[-1][1:]
        ahead = [s for s in spans if s[2] >= today and (s[1] - today).days <= _NEAREST_DAYS]
        return ahead[0][1:] if ahead else None
    named = [s for s in spans if s[0] == wanted]
    if not named:
        return None
    best = min(named, key=lambda s: min(abs((s[1] - today).days), abs((s[2] - today).days)))
    return best[1:]


def first_working_day_after(last: date) -> date | None:
    """The first working day after a holiday's last day; None where the calendar does not know."""
    day = last
    for _ in range(15):
        day += timedelta(days=1)
        works = is_working_day(day)
        if works is None:
            return None
        if works:
            return day
    return None


def add_working_days(day: date, number: int) -> date | None:
    """The day that lies `number` working days after `day`; None where the calendar does not know."""
    while number > 0:
        day += timedelta(days=1)
        works = is_working_day(day)
        if works is None:
            return None
        number -= works
    return day
