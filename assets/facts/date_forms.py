"""What each form of a date means: a match of `date_patterns.FORMS` → an honest interval.

A builder gives None where the words turn out to be no date (a ratio, a version, a measure).
What does not belong here: what follows an expression — weekday, time of day, 前 and 起 (`dates`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from assets.facts import date_hints, holidays
from assets.facts.when import Calendar, When, month_end, months_later, safe_date

_CN = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "日": 7, "天": 7}
_YEAR_SHIFT = {"去": -1, "今": 0, "明": 1}
_FAR_DAYS = 150  # a bare 2.1 further away than this from the report is a number rather than a date
_NEAR_DAYS = 14  # 5/7 完成 by itself is a date only within a fortnight of the report
_TEN_DAYS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "中": (11, 20), "底": (21, 31), "末": (21, 31), "下旬": (21, 31)}
_LAST_MONTH, _MIDDLE_DAY = 12, 15
_GROUPS = re.Match[str]


@dataclass(slots=True)
class Line:
    """The text that is read, up to where, and from when it speaks."""

    text: str
    stop: int
    calendar: Calendar
    tense: str
    is_cell: bool

    def before(self, position: int) -> str:
        """The words in front of a position, as many as a cue may need."""
        return self.text[max(0, position - date_hints.REACH) : position]


def number(word: str) -> int:
    """The value of digits or of a Chinese numeral up to 九十九."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (_CN[tens] if tens else 1) * 10 * bool(ten) + (_CN[ones] if ones else 0)


def span(m: _GROUPS, first: date | None, last: date | None, precision: str, has_year: bool = True) -> When:
    """An interval that stands where the match does."""
    return When(m.start(), m.end(), first, last, precision, m[0], has_year)


def _year(word: str | None, today: date) -> int | None:
    """2024, 24, 去, 今, 明."""
    if not word:
        return None
    return today.year + _YEAR_SHIFT[word] if word in _YEAR_SHIFT else 2000 + int(word) % 2000


def _day(m: _GROUPS, day: date | None, has_year: bool) -> When:
    found = span(m, day, day, "day", has_year)
    if day is None:
        found.problem = "no_such_day"
    return found


def _full(line: Line, m: _GROUPS) -> When | None:
    return _day(m, safe_date(_year(m["fy"], line.calendar.today) or 0, int(m["fm"]), int(m["fd"])), True)


def _compact(line: Line, m: _GROUPS) -> When | None:
    return _day(m, safe_date(int(m["cy"]), int(m["cm"]), int(m["cd"])), True)


def _iso_month(line: Line, m: _GROUPS) -> When | None:
    return part_of_month(m, int(m["iy"]), int(m["im"]), "")


def _month_day(line: Line, m: _GROUPS) -> When | None:
    day = int(m["nd"]) if m["nd"] else number(m["nc"])
    if m["nr"]:
        year, month = _relative_month(line, m["nr"])
        return _day(m, safe_date(year, month, day), True) if m[0][-1] in "日号" else None
    month, stated = number(m["nm"]), _year(m["ny"], line.calendar.today)
    if stated:
        return _day(m, safe_date(stated, month, day), True)
    return _day(m, line.calendar.resolve(month, day, line.tense), False)


def _relative_month(line: Line, word: str) -> tuple[int, int]:
    return line.calendar.month(1 if word[0] in "下次" else -1 if word[0] == "上" else 0)


def _slash(line: Line, m: _GROUPS) -> When | None:
    month, day = int(m["sm"]), int(m["sd"])
    found = line.calendar.resolve(month, day, line.tense)
    is_near = found is not None and abs((found - line.calendar.today).days) <= _NEAR_DAYS
    if not (1 <= month <= _LAST_MONTH and 1 <= day <= 31):
        return None
    if not line.is_cell and date_hints.is_ratio(line.before(m.start()), line.text[m.end() : m.end() + 12], month <= day, is_near):
        return None
    return _day(m, found, False)


def _dot(line: Line, m: _GROUPS) -> When | None:
    found = line.calendar.resolve(int(m["dm"]), int(m["dd"]), line.tense)
    if found is None or abs((found - line.calendar.today).days) > _FAR_DAYS:
        return None
    if not (line.is_cell or date_hints.is_dotted_date(line.text, m.start(), m.end(), line.stop)):
        return None
    return None if date_hints.is_measured(line.text, m.start(), m.end(), line.stop) else _day(m, found, False)


def _dash(line: Line, m: _GROUPS) -> When | None:
    if not (line.is_cell or date_hints.is_dashed_date(line.text, m.start(), m.end(), line.stop)):
        return None
    return _day(m, line.calendar.resolve(int(m["hm"]), int(m["hd"]), line.tense), False)


def _day_of_month(line: Line, m: _GROUPS) -> When | None:
    """计划29号提测: the month nearest to the report, by the tense."""
    day, today = int(m["bd"]), line.calendar.today
    if not 1 <= day <= 31 or not date_hints.is_day_of_month(line.text, m.start(), m.end(), line.stop):
        return None
    options = [found for shift in (-1, 0, 1) if (found := safe_date(*line.calendar.month(shift), day))]
    if line.tense == "future":
        options = [d for d in options if d >= today] or options
    elif line.tense == "past":
        options = [d for d in options if d <= today] or options
    best = min(options, key=lambda d: abs((d - today).days))
    return _day(m, best, False)


def _month(line: Line, m: _GROUPS) -> When | None:
    part = (m["mp"] or "").removeprefix("月").removeprefix("份")
    if not m["mm"]:
        return part_of_month(m, *_relative_month(line, m["mr"] or "本"), part)
    month, first = number(m["mm"]), number(m["m0"]) if m["m0"] else 0
    if not 1 <= month <= _LAST_MONTH or (first >= month and m["m0"]):
        return None
    first_day = _TEN_DAYS.get(part, (_MIDDLE_DAY, 0))[0]
    year = _year(m["my"], line.calendar.today) or _nearest_year(line, month, first_day)
    if not first:
        return part_of_month(m, year, month, part, has_year=bool(m["my"]))
    return span(m, date(year, first, 1), month_end(year, month), "month", bool(m["my"]))


def _nearest_year(line: Line, month: int, day: int) -> int:
    found = line.calendar.resolve(month, day, line.tense)
    return found.year if found else line.calendar.today.year


def part_of_month(m: _GROUPS, year: int, month: int, part: str, *, has_year: bool = True) -> When:
    """A month, or ten days of it: 初, 上旬, 中旬, 底 … (contract, Spans)."""
    last = month_end(year, month)
    if part in _TEN_DAYS:
        begin, end = _TEN_DAYS[part]
        return span(m, date(year, month, begin), date(year, month, min(end, last.day)), "ten_days", has_year)
    return span(m, date(year, month, 1), last, "month", has_year)


def _quarter(line: Line, m: _GROUPS) -> When | None:
    today = line.calendar.today
    if m["qr"]:
        shift = {"下": 1, "上": -1}.get(m["qr"][0], 0)
        year, index = divmod(today.year * 4 + (today.month - 1) // 3 + shift, 4)
    else:
        index = number(m["qn"] or m["qc"]) - 1
        year = _year(m["qy"], today) or _nearest_year(line, index * 3 + 2, _MIDDLE_DAY)
    part, has_year = (m["qp"] or "").removeprefix("季"), bool(m["qy"] or m["qr"])
    if part in ("初", "底", "末"):
        return part_of_month(m, year, index * 3 + (1 if part == "初" else 3), part, has_year=has_year)
    if part == "中":
        return part_of_month(m, year, index * 3 + 2, "", has_year=has_year)
    return span(m, date(year, index * 3 + 1, 1), month_end(year, index * 3 + 3), "quarter", has_year)


def _half(line: Line, m: _GROUPS) -> When | None:
    first_month = 7 if m["an"] == "2" or m["ac"] == "下" else 1
    year = _year(m["ay"], line.calendar.today) or _nearest_year(line, first_month + 3, _MIDDLE_DAY)
    if m["ap"] in ("底", "末", "初"):
        return part_of_month(m, year, first_month + (0 if m["ap"] == "初" else 5), m["ap"], has_year=bool(m["ay"]))
    return span(m, date(year, first_month, 1), month_end(year, first_month + 5), "half", bool(m["ay"]))


def _calendar_year(line: Line, m: _GROUPS) -> When | None:
    year = _year(m["yy"] or m["yo"], line.calendar.today) or line.calendar.today.year
    part = m["yp"]
    if part in ("底", "末", "初"):
        return part_of_month(m, year, 1 if part == "初" else _LAST_MONTH, part)
    if part == "中":
        return span(m, date(year, 6, 1), date(year, 7, 31), "range")
    return span(m, date(year, 1, 1), date(year, 12, 31), "year")


def _week(line: Line, m: _GROUPS) -> When | None:
    shift = {"下下": 2, "下": 1, "次": 1, "上": -1, "上上": -2}.get(m["wr"] or "", 0)
    monday = line.calendar.monday + timedelta(weeks=shift)
    weekday, part = m["wd"] or m["wb"], m["wp"] or m["we"]
    if m["we"] and line.tense != "future":
        return None  # the weekend before the report, or after it
    if weekday:
        found = monday + timedelta(days=_CN[weekday] - 1)
        if m["wb"] and line.tense == "future" and found <= line.calendar.today:
            found += timedelta(weeks=1)
        return span(m, found, found, "day")
    if part in ("初", "中", "末"):
        begin, end = {"初": (0, 1), "中": (2, 2), "末": (5, 6)}[part]
        return span(m, monday + timedelta(days=begin), monday + timedelta(days=end), "range")
    return span(m, monday, monday + timedelta(days=6), "week")


def _relative_day(line: Line, m: _GROUPS) -> When | None:
    shifts = {"大后": 3, "后天": 2, "明": 1, "今": 0, "昨": -1, "前天": -2}
    shift = next(days for word, days in shifts.items() if m["dr"].startswith(word))
    found = line.calendar.today + timedelta(days=shift)
    return span(m, found, found, "day")


def _within(line: Line, m: _GROUPS) -> When | None:
    """两周内 and N天内 run from the report's date, 近两周内 to it; half a month is fifteen days."""
    today, unit, is_half = line.calendar.today, m["tu"], m["tn"] == "半"
    count = 1 if is_half else number(m["tn"])
    if unit == "工作日":
        last = holidays.add_working_days(today, count)
        return span(m, today, last, "range") if last and not m["tp"] else None
    sign = -1 if m["tp"] else 1
    if unit in ("月", "年") and not (is_half and unit == "月"):
        months = count * (6 if is_half else _LAST_MONTH) if unit == "年" else count
        other = months_later(today, sign * months)
    else:
        days = _MIDDLE_DAY if unit == "月" else 7 * count if unit in ("周", "星期", "礼拜") else count
        other = today + timedelta(days=sign * days)
    return span(m, min(today, other), max(today, other), "range")


def _holiday(line: Line, m: _GROUPS) -> When | None:
    part = (m["hp"] or "").removeprefix("之")
    if not part or (m["hn"] in ("假期", "长假") and part == "期间"):
        return None
    days = holidays.nearest(m["hn"], line.calendar.today)
    if days is None:
        return span(m, None, None, "day")
    found = span(m, *days, "range")
    if part == "后":
        found.first, found.last, found.precision = holidays.first_working_day_after(days[1]), None, "day"
        found.edge = "后"
    elif part == "前":
        found.first, found.last, found.precision = None, days[0] - timedelta(days=1), "day"
        found.edge = "前"
    return found


BUILDERS: dict[str, Callable[[Line, _GROUPS], When | None]] = {
    "full": _full,
    "compact": _compact,
    "iso_month": _iso_month,
    "month_day": _month_day,
    "quarter": _quarter,
    "half": _half,
    "year": _calendar_year,
    "month": _month,
    "slash": _slash,
    "dot": _dot,
    "dash": _dash,
    "within": _within,
    "day_of_month": _day_of_month,
    "week": _week,
    "day": _relative_day,
    "holiday": _holiday,
}
