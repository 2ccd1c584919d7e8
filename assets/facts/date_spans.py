"""Forms of a span of days: 5月中旬, Q3, 下半年, 年底, 下周, 两周内, 节后 (contract, Spans).

What does not belong here: what follows an expression — weekday, time of day, 前 and 起 (`dates`).
"""

from __future__ import annotations

from datetime import date, timedelta

from assets.facts import holidays
from assets.facts import regex as re
from assets.facts.date_line import ENGLISH_MONTHS, Build, Line, number, relative_month, span, stated_year
from assets.facts.when import When, month_end, months_later

_TEN_DAYS = {
    "初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "中": (11, 20), "底": (21, 31), "末": (21, 31), "下旬": (21, 31),
}  # fmt: skip
_WEEKDAYS = {day: place for place, days in enumerate(("一", "二", "三", "四", "五", "六", "日天")) for day in days}
_NEXT_WEEK = re.compile(r"下周[一二三四五六日天]?[^。；;\d]*$")
"""下周一能写完，周二提测: the later weekday is of the same week."""
_WAS = re.compile(r"(?:原[定本来]?(?:计划|排期)?|本[来该应])[在于]?\s*$")
_LAST_MONTH, _MIDDLE_DAY = 12, 15
_ENGLISH_DAYS = "MonTueWedThuFri"
_THURSDAY = 3  # as Monday is 0


def _iso_month(line: Line, m: re.Match[str]) -> When | None:
    return _part_of_month(m, int(m["iy"]), int(m["im"]), "")


def _month(line: Line, m: re.Match[str]) -> When | None:
    part = (m["mp"] or "").removeprefix("月").removeprefix("份")
    if not m["mm"]:
        return _part_of_month(m, *relative_month(line, m["mr"] or "本"), part)
    month, first = number(m["mm"]), number(m["m0"]) if m["m0"] else 0
    if not 1 <= month <= _LAST_MONTH or (first >= month and m["m0"]):
        return None
    first_day = _TEN_DAYS.get(part, (_MIDDLE_DAY, 0))[0]
    year = stated_year(m["my"], line.calendar.today) or _nearest_year(line, month, first_day)
    if not first:
        return _part_of_month(m, year, month, part, has_year=bool(m["my"]))
    return span(m, date(year, first, 1), month_end(year, month), "month", bool(m["my"]))


def _nearest_year(line: Line, month: int, day: int) -> int:
    found = line.calendar.resolve(month, day, line.tense)
    return found.year if found else line.calendar.today.year


def _part_of_month(m: re.Match[str], year: int, month: int, part: str, *, has_year: bool = True) -> When:
    """A month, or ten days of it: 初, 上旬, 中旬, 底 … (contract, Spans)."""
    last = month_end(year, month)
    if part in _TEN_DAYS:
        begin, end = _TEN_DAYS[part]
        return span(m, date(year, month, begin), date(year, month, min(end, last.day)), "ten_days", has_year)
    return span(m, date(year, month, 1), last, "month", has_year)


def _week_of_month(line: Line, m: re.Match[str]) -> When | None:
    """7 月第一周, 4 月最后一周: the week whose Thursday is the first or last of the month, as weeks of a year are counted; 4 月第二个周三 is a day."""
    place = number(m["kk"]) if m["kk"] else 1 if m["kf"] else 0
    if m["kn"]:
        month = number(m["kn"])
        if not 1 <= month <= _LAST_MONTH:
            return None
        year = stated_year(m["ky"], line.calendar.today) or _nearest_year(line, month, 7 * place - 3 if place else 28)
    else:
        year, month = relative_month(line, m["kr"] or "本")
    found = _nth(year, month, _WEEKDAYS[m["kd"]] if m["kd"] else _THURSDAY, place)
    if found is None:
        return None
    monday = found - timedelta(days=found.weekday())
    if m["kd"] or m["kw"]:
        day = found if m["kd"] else monday + timedelta(days=_WEEKDAYS[m["kw"]])
        return span(m, day, day, "day", bool(m["ky"]))
    return span(m, monday, monday + timedelta(days=6), "week", bool(m["ky"]))


def _nth(year: int, month: int, weekday: int, place: int) -> date | None:
    """The day of a month that is its first, second … of a weekday; 0 is the last."""
    last = month_end(year, month)
    if not place:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (place - 1))
    return found if found <= last else None


def _quarter(line: Line, m: re.Match[str]) -> When | None:
    today = line.calendar.today
    if m["qr"]:
        shift = {"下": 1, "上": -1}.get(m["qr"][0], 0)
        year, index = divmod(today.year * 4 + (today.month - 1) // 3 + shift, 4)
    else:
        index = number(m["qn"] or m["qc"]) - 1
        year = stated_year(m["qy"], today) or _nearest_year(line, index * 3 + 2, _MIDDLE_DAY)
    part, has_year = (m["qp"] or "").removeprefix("季"), bool(m["qy"] or m["qr"])
    if part in ("初", "底", "末"):
        return _part_of_month(m, year, index * 3 + (1 if part == "初" else 3), part, has_year=has_year)
    if part == "中":
        return _part_of_month(m, year, index * 3 + 2, "", has_year=has_year)
    return span(m, date(year, index * 3 + 1, 1), month_end(year, index * 3 + 3), "quarter", has_year)


def _half(line: Line, m: re.Match[str]) -> When | None:
    first_month = 7 if m["an"] == "2" or m["ac"] == "下" else 1
    year = stated_year(m["ay"], line.calendar.today)
    if not year:  # 下半年 in spring is to come, unless the words speak of the past
        year = line.calendar.today.year if m["ac"] and line.tense != "past" else _nearest_year(line, first_month + 3, _MIDDLE_DAY)
    if m["ap"] in ("底", "末", "初"):
        return _part_of_month(m, year, first_month + (0 if m["ap"] == "初" else 5), m["ap"], has_year=bool(m["ay"]))
    return span(m, date(year, first_month, 1), month_end(year, first_month + 5), "half", bool(m["ay"]))


def _calendar_year(line: Line, m: re.Match[str]) -> When | None:
    year = stated_year(m["yy"] or m["yo"], line.calendar.today) or line.calendar.today.year
    part = m["yp"]
    if part in ("底", "末", "初"):
        return _part_of_month(m, year, 1 if part == "初" else _LAST_MONTH, part)
    if part == "中":
        return span(m, date(year, 6, 1), date(year, 7, 31), "range")
    return span(m, date(year, 1, 1), date(year, 12, 31), "year")


def _week(line: Line, m: re.Match[str]) -> When | None:
    shift = {"下下": 2, "下": 1, "次": 1, "上": -1, "上上": -2}.get(m["wr"] or "", 0)
    monday = line.calendar.monday + timedelta(weeks=shift)
    weekday, part = m["wd"] or m["wb"], m["wp"] or m["we"]
    if m["we"] and line.tense != "future":
        return None  # the weekend before the report, or after it
    if weekday:
        found = monday + timedelta(days=_WEEKDAYS[weekday])
        if m["wb"] and line.tense == "past" and found > line.calendar.today:
            found -= timedelta(days=7)  # 周日做了压测, told on Friday
        elif m["wb"] and _WAS.search(line.before(m.start())):
            pass  # 原定周五的切换, told on Friday
        elif m["wb"] and (_NEXT_WEEK.search(line.before(m.start())) or (line.tense == "future" and found <= line.calendar.today)):
            found += timedelta(weeks=1)
        return span(m, found, found, "day")
    if part in ("初", "中", "末"):
        begin, end = {"初": (0, 1), "中": (2, 2), "末": (5, 6)}[part]
        return span(m, monday + timedelta(days=begin), monday + timedelta(days=end), "range")
    return span(m, monday, monday + timedelta(days=6), "week")


def _within(line: Line, m: re.Match[str]) -> When | None:
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


def _english_span(line: Line, m: re.Match[str]) -> When | None:
    """mid-April, end of May, next week, next Mon, EOW."""
    today = line.calendar.today
    if m["xm"]:
        month = ENGLISH_MONTHS.index(m["xm"]) // 3 + 1
        part = {"m": "中旬", "e": "上旬", "b": "上旬", "l": "下旬"}[m["xp"][0].lower()]
        part = "下旬" if m["xp"][:3].lower() == "end" else part
        return _part_of_month(m, _nearest_year(line, month, _TEN_DAYS[part][0]), month, part, has_year=False)
    if m["xe"]:
        last = line.calendar.monday + timedelta(days=6) if m["xe"] == "EOW" else month_end(today.year, today.month)
        found = span(m, None, last, "day")
        found.edge = "前"
        return found
    monday = line.calendar.monday + timedelta(weeks=1)
    if m["xd"]:
        day = monday + timedelta(days=_ENGLISH_DAYS.index(m["xd"].capitalize()) // 3)
        return span(m, day, day, "day")
    return span(m, monday, monday + timedelta(days=6), "week")


def _holiday(line: Line, m: re.Match[str]) -> When | None:
    part = (m["hp"] or "").removeprefix("之")
    part = "后" if part[:2] in ("回来", "收假", "复工") else part
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


BUILDERS: dict[str, Build] = {
    "iso_month": _iso_month,
    "quarter": _quarter,
    "half": _half,
    "year": _calendar_year,
    "week_of_month": _week_of_month,
    "month": _month,
    "within": _within,
    "week": _week,
    "english_span": _english_span,
    "holiday": _holiday,
}
