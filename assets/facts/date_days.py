"""Forms of a single day: 2024-03-29, 3月29日, 3/29, 3.29, 29号, 明天.

A builder gives None where the words turn out to be no date (a ratio, a version, a measure).
What does not belong here: what follows an expression — weekday, time of day, 前 and 起 (`dates`).
"""

from __future__ import annotations

from datetime import date, timedelta

from assets.facts import date_hints
from assets.facts import regex as re
from assets.facts.date_line import ENGLISH_MONTHS, Build, Line, number, relative_month, span, stated_year
from assets.facts.when import When, safe_date

_DAY_BEFORE = re.compile(r"(?<![\d.])(\d{1,2})\s?[月/]\s?(\d{1,2})\s?[日号]?[^，,。;；\d%]{0,8}[到至为在]\s*$")
_FAR_DAYS = 150  # a bare 2.1 further away than this from the report is a number rather than a date
_WITHIN_SIX_WEEKS = 45  # 12.16审核通过 without a cue is a date only so near to the report
_WITHIN_A_QUARTER = 100  # 渠道适配 11/16 further away than this is a ratio
_NEAR_DAYS = 14  # 5/7 完成 by itself is a date only within a fortnight of the report
_LAST_MONTH = 12


def _day(m: re.Match[str], day: date | None, has_year: bool) -> When:
    found = span(m, day, day, "day", has_year)
    if day is None:
        found.problem = "no_such_day"
    return found


def _full(line: Line, m: re.Match[str]) -> When | None:
    return _day(m, safe_date(stated_year(m["fy"], line.calendar.today) or 0, int(m["fm"]), int(m["fd"])), True)


def _compact(line: Line, m: re.Match[str]) -> When | None:
    return _day(m, safe_date(int(m["cy"]), int(m["cm"]), int(m["cd"])), True)


def _month_day(line: Line, m: re.Match[str]) -> When | None:
    day = int(m["nd"]) if m["nd"] else number(m["nc"])
    if m["nr"]:
        year, month = relative_month(line, m["nr"])
        return _day(m, safe_date(year, month, day), True) if m[0][-1] in "日号" else None
    month, stated = number(m["nm"]), stated_year(m["ny"], line.calendar.today)
    if stated:
        return _day(m, safe_date(stated, month, day), True)
    return _day(m, line.calendar.resolve(month, day, line.tense), False)


def _slash(line: Line, m: re.Match[str]) -> When | None:
    month, day = int(m["sm"]), int(m["sd"])
    found = line.calendar.resolve(month, day, line.tense)
    is_near = found is not None and abs((found - line.calendar.today).days) <= _NEAR_DAYS
    if not (1 <= month <= _LAST_MONTH and 1 <= day <= 31):
        return None
    is_far = found is None or abs((found - line.calendar.today).days) > _WITHIN_A_QUARTER
    if not line.is_cell and date_hints.is_ratio(line.before(m.start()), line.text[m.end() : m.end() + 12], day - month, is_near, is_far):
        return None
    return _day(m, found, False)


def _dot(line: Line, m: re.Match[str]) -> When | None:
    found = line.calendar.resolve(int(m["dm"]), int(m["dd"]), line.tense)
    if found is None or abs((found - line.calendar.today).days) > _FAR_DAYS:
        return None
    is_near = abs((found - line.calendar.today).days) <= _WITHIN_SIX_WEEKS
    if m["dm"][0] == "0" and len(m["dd"]) > 1:
        return _day(m, found, False)  # 08.15: no number begins with an idle 0
    if not (line.is_cell or date_hints.is_dotted_date(line.text, m.start(), m.end(), line.stop, is_near=is_near)):
        return None
    return None if date_hints.is_measured(line.text, m.start(), m.end(), line.stop) else _day(m, found, False)


def _dash(line: Line, m: re.Match[str]) -> When | None:
    if not (line.is_cell or date_hints.is_dashed_date(line.text, m.start(), m.end(), line.stop)):
        return None
    return _day(m, line.calendar.resolve(int(m["hm"]), int(m["hd"]), line.tense), False)


def _english(line: Line, m: re.Match[str]) -> When | None:
    """Mar 26, May 5th, 2025 in the midst of it."""
    month = ENGLISH_MONTHS.index(m["em"]) // 3 + 1
    if m["ey"]:
        return _day(m, safe_date(int(m["ey"]), month, int(m["ed"])), True)
    return _day(m, line.calendar.resolve(month, int(m["ed"]), line.tense), False)


def _day_of_month(line: Line, m: re.Match[str]) -> When | None:
    """计划29号提测: the month nearest to the report, by the tense; 27 of `从 9 月 24 日顺到 27 日` is of September."""
    day, today = int(m["bd"]), line.calendar.today
    if not 1 <= day <= 31 or not date_hints.is_day_of_month(line.text, m.start(), m.end(), line.stop):
        return None
    if (named := _DAY_BEFORE.search(line.before(m.start()))) and (first := line.calendar.resolve(int(named[1]), int(named[2]), line.tense)):
        month = first if day > first.day else date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return _day(m, safe_date(month.year, month.month, day), False)
    options = [found for shift in (-1, 0, 1) if (found := safe_date(*line.calendar.month(shift), day))]
    if line.tense == "future":
        options = [d for d in options if d >= today] or options
    elif line.tense == "past":
        options = [d for d in options if d <= today] or options
    best = min(options, key=lambda d: abs((d - today).days))
    return _day(m, best, False)


def _relative_day(line: Line, m: re.Match[str]) -> When | None:
    shifts = {"大后": 3, "后天": 2, "明": 1, "今": 0, "昨": -1, "前天": -2}
    shift = next(days for word, days in shifts.items() if m["dr"].startswith(word))
    found = line.calendar.today + timedelta(days=shift)
    return span(m, found, found, "day")


BUILDERS: dict[str, Build] = {
    "full": _full,
    "compact": _compact,
    "month_day": _month_day,
    "slash": _slash,
    "dot": _dot,
    "dash": _dash,
    "english": _english,
    "day_of_month": _day_of_month,
    "day": _relative_day,
}
