"""Likely causes: the single-value repairs of dates and times. `repairs` says what a repair is.

What does not belong here: reading dates (`assets.facts`), repairs of numbers (`repairs`).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from assets.quality.functions import Function
from assets.quality.repairs import STRUCT, Repair, fits_alone
from assets.quality.slips import is_slip

_SHORT_OUTAGE = timedelta(hours=12)
_LATELY = timedelta(days=14)
_HALF_DAY = timedelta(hours=12)
_WRITTEN_WITHIN = timedelta(days=8)
"""From its Monday, a week's report is written by the Tuesday after."""
_MONTH_AND_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.月-]\s*(\d{1,2})(?!\d)")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_MINUTE = "%Y-%m-%d %H:%M"
_LEAP_YEAR, _NO_LEAP_YEAR = 2024, 2023  # where a date has no year: the most days that can be, and the fewest


def interval_repair(started: datetime, ended: datetime) -> dict[str, str] | None:
    """Why an end may lie before its start: the next day meant, the two exchanged, or another date."""
    next_day = ended + timedelta(days=1)
    if started <= next_day <= started + _SHORT_OUTAGE:
        return Repair(f"结束可能应为次日 {next_day:{_MINUTE}}", "ended_at", f"{next_day:{_MINUTE}}").as_row()
    if started - ended <= _SHORT_OUTAGE:
        return Repair(f"开始与结束可能写反，应为 {ended:%H:%M}–{started:%H:%M}", "both", "").as_row()
    same_day = datetime.combine(started.date(), ended.time())
    if started <= same_day <= started + _SHORT_OUTAGE:
        return Repair(f"结束日期可能应为 {same_day:%Y-%m-%d}", "ended_at", f"{same_day:{_MINUTE}}").as_row()
    return None


def future_repair(happened: datetime, written: datetime) -> dict[str, str] | None:
    """The date shortly before the report that a future one probably stands for."""
    near = {candidate for candidate in _neighbours(happened) if written - _LATELY <= candidate <= written}
    return fits_alone(Repair(f"日期可能应为 {moment:%Y-%m-%d}", "happened", f"{moment:{_MINUTE}}") for moment in near)


def _neighbours(moment: datetime) -> list[datetime]:
    """The moment in the month before, in the year before, and with month and day exchanged."""
    months = moment.year * 12 + moment.month - 2
    parts = [
        (months // 12, months % 12 + 1, moment.day),
        (moment.year - 1, moment.month, moment.day),
        (moment.year, moment.day, moment.month),
    ]
    dates: list[datetime] = []
    for year, month, day in parts:
        try:
            dates.append(moment.replace(year=year, month=month, day=day))
        except ValueError:  # no such day in that month
            continue
    return dates


def conflict_cause(ours: datetime, theirs: datetime) -> str | None:
    """Why two sources may write two times of one event."""
    if ours.date() != theirs.date() and ours.time() == theirs.time():
        return f"时刻相同而日期不同，可能有一处写错了日期（{ours:%m-%d} 与 {theirs:%m-%d}）"
    if abs(ours - theirs) == _HALF_DAY:
        return "正好相差 12 小时，可能混淆了上午和下午"
    if ours.date() == theirs.date() and is_slip(f"{theirs:%H:%M}", f"{ours:%H:%M}"):
        return f"可能是笔误：{ours:%H:%M} 与 {theirs:%H:%M} 只差一处"
    return None


def date_cause(observed: str, expected: str) -> str | None:
    """The nearest date that can be. `expected` holds the date that contradicts its weekday, if that is what is wrong."""
    weekday, day = _WEEKDAY.search(observed), re.search(r"\d{4}-\d{2}-\d{2}", expected)
    if weekday and day:
        wanted = _WEEKDAYS.index(weekday[1].replace("天", "日"))
        stated = date.fromisoformat(day[0])
        near = min((stated + timedelta(days=n) for n in range(-3, 4)), key=lambda d: (d.weekday() != wanted, abs(d - stated)))
        return f"若星期没有写错，日期可能应为 {near.month}/{near.day}；若日期没有写错，应为周{_WEEKDAYS[stated.weekday()]}"
    parts = _MONTH_AND_DAY.search(observed)
    if not parts:
        return None
    first, second = int(parts[1]), int(parts[2])
    if first > 12 >= second >= 1 and first <= calendar.monthrange(_LEAP_YEAR, second)[1]:
        return f"月和日可能写反，应为 {second}/{first}"
    if 1 <= first <= 12 and 28 < second <= 31:
        year = int(found[0]) if (found := re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", observed)) else _NO_LEAP_YEAR
        last = calendar.monthrange(year, first)[1]
        return f"{first} 月只有 {last} 天，可能应为 {first}/{last}" if second > last else None
    return None


def week_cause(observed: str, expected: str) -> str | None:
    """Which of title and date is wrong: a date whose month or year is a slip lies in the title's week. `observed`: week / date."""
    week, _, day = observed.partition(" / ")
    try:
        monday, written = datetime.strptime(f"{week}-1", "%G-W%V-%u"), datetime.fromisoformat(day)
    except ValueError:
        return f"周次可能应为 {expected}" if expected else None
    within = {moment for moment in (*_neighbours(written), *_after(written)) if timedelta(0) <= moment - monday <= _WRITTEN_WITHIN}
    other = f"周次可能应为 {expected}"
    return f"创建日期可能应为 {within.pop():%Y-%m-%d}；若日期没有写错，{other}" if len(within) == 1 else other


def _after(moment: datetime) -> list[datetime]:
    """The moment in the month and in the year after."""
    months = moment.year * 12 + moment.month
    dates = []
    for year, month in ((months // 12, months % 12 + 1), (moment.year + 1, moment.month)):
        if moment.day <= calendar.monthrange(year, month)[1]:
            dates.append(moment.replace(year=year, month=month))
    return dates


FUNCTIONS: tuple[Function, ...] = (
    ("interval_repair", interval_repair, ["TIMESTAMP", "TIMESTAMP"], STRUCT),
    ("future_repair", future_repair, ["TIMESTAMP", "TIMESTAMP"], STRUCT),
    ("conflict_cause", conflict_cause, ["TIMESTAMP", "TIMESTAMP"], "VARCHAR"),
    ("date_cause", date_cause, ["VARCHAR", "VARCHAR"], "VARCHAR"),
    ("week_cause", week_cause, ["VARCHAR", "VARCHAR"], "VARCHAR"),
)
