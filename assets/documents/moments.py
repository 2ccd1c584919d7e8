"""One cell → a day, a moment, a week; or the reason why it is none. Nothing is guessed, no year invented.

What does not belong here: the dates of reports, which may leave out their year (`assets.facts`).
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from assets.documents.cells import CellError, normal
from assets.documents.headers import words

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""A date outside is a slip or a number shown as a date: no roll-out or incident of ours lies there."""
SERIALS = range(36526, 73415)
"""Excel's numbers of the days from 2000-01-01 to 2100-12-31."""


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)",
        r"(?P<name>[a-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{4})(?!\d)",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<name>[a-z]{3,9})\.?,?[\s-]+(?P<y>\d{4})(?!\d)",
    )
)
_SWAPPED = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})(?!\d)|\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)")
_YEARLESS = re.compile(r"\d{1,2}\s*(?:[-/.]|月)\s*\d{1,2}\s*[日号]?(?![-/.\d])")
_WEEKDAY = re.compile(r"\s*\(?\s*(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\s*\)?")
_CLOCK = re.compile(
    r"[\sT,]*(?P<half>上午|下午|晚上|凌晨|AM|PM)?\s*(?P<h>\d{1,2})\s*[:时点]\s*(?:(?P<min>\d{1,2})\s*分?)?"
    r"(?:\s*:?\s*(?P<s>\d{1,2})(?:[.,]\d+)?\s*秒?)?\s*(?P<half_after>AM|PM)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s*\(?(?:(?P<utc>Z|UTC|GMT)?\s*(?P<sign>[+-])\s*(?P<zh>\d{1,2})(?::?(?P<zm>\d{2}))?|(?P<zero>Z|UTC|GMT)"
    r"|(?P<china>北京时间|CST))\)?",
    re.IGNORECASE,
)
_WEEK = re.compile(r"(?P<y>\d{4})\s*(?:年|[-/_.])?\s*(?:W|第)\s*(?P<w>\d{1,2})\s*周?", re.IGNORECASE)
_BARE_WEEK = re.compile(r"(?:W|第)?\s*\d{1,2}\s*周?", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:~|至|到|—|–|-{1,2})\s*")


def read_date(value: object) -> date | None:
    """The day that a cell names. Raises `CellError` where it cannot be or leaves open what it is."""
    moment = _moment(value)
    return moment[0].date() if moment else None


def read_time(value: object, zone: str) -> datetime | None:
    """The moment that a cell names, as naive wall time of `zone`; a day alone is its beginning."""
    moment = _moment(value)
    if moment is None:
        return None
    when, offset = moment
    if offset is not None:
        when = when.replace(tzinfo=timezone(offset)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return when


def read_week(value: object) -> date | None:
    """The Monday of the week that a cell names: 2024-W13, 2024年第13周, a day in it, its two ends."""
    if not isinstance(value, str):
        is_number = isinstance(value, (int, float)) and -1 < value < 100
        day = _yearless(value) if is_number else read_date(value)
        return monday(day) if day else None
    text = normal(value)
    if match := _WEEK.fullmatch(text):
        try:
            return date.fromisocalendar(int(match["y"]), int(match["w"]), 1)
        except ValueError:
            raise CellError("invalid_date", f"{match['y']} 年没有第 {match['w']} 周") from None
    if text and _BARE_WEEK.fullmatch(text):
        return _yearless(text)
    return _week_of_days(text)


def monday(day: date) -> date:
    """The first day of the day's ISO week."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """The ISO week of a day: 2024-W13."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _moment(value: object) -> tuple[datetime, timedelta | None] | None:
    """The moment and its offset from UTC, where it states one."""
    match value:
        case bool() | time():
            raise CellError("invalid_date", "没有日期")
        case datetime():
            found = value.replace(microsecond=0), value.utcoffset()
        case date():
            found = datetime(value.year, value.month, value.day), None
        case int() | float():
            found = _from_number(value)
        case _:
            return _from_text(normal(value))
    _check_year(found[0].year)
    return found[0].replace(tzinfo=None), found[1]


def _from_number(value: float) -> tuple[datetime, timedelta | None]:
    if not math.isfinite(value):
        raise CellError("invalid_date", "不是日期")
    if int(value) in SERIALS:
        return datetime(1899, 12, 30) + timedelta(seconds=round(value * 86400)), None
    if value == int(value) and len(str(int(value))) == 8:
        found = _from_text(str(int(value)))
        if found:
            return found
    seconds = value / 1000 if value >= 1e11 else value
    if 946684800 <= seconds < 4102444800:  # a log's Unix time, 2000 to 2100, in seconds or milliseconds
        return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None), timedelta(0)
    raise CellError("invalid_date", "不是日期")


def _from_text(text: str) -> tuple[datetime, timedelta | None] | None:
    if text.casefold() in words("blank"):
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text) or re.fullmatch(r"\d{10}|\d{13}", text):
        return _from_number(float(text))
    for pattern in _DATES:
        match = pattern.match(text)
        if match:
            return _with_clock(_day(match), text[match.end() :])
    if _SWAPPED.match(text):
        raise CellError("invalid_date", "看不出年、月、日的顺序，请写成 2024-03-05")
    if _YEARLESS.match(text):
        raise CellError("invalid_date", "没有年份，请写成 2024-03-05")
    raise CellError("invalid_date", "没有日期" if _CLOCK.fullmatch(text) else "不是日期")


def _day(match: re.Match[str]) -> date:
    groups = match.groupdict()
    name = (groups.get("name") or "")[:3].lower()
    if name and name not in _MONTHS:
        raise CellError("invalid_date", "不是日期")
    year, month = int(groups["y"]), _MONTHS.index(name) + 1 if name else int(groups["m"])
    _check_year(year)
    try:
        return date(year, month, int(groups["d"]))
    except ValueError:
        raise CellError("invalid_date", "没有这一天") from None


def _with_clock(day: date, rest: str) -> tuple[datetime, timedelta | None]:
    if match := _WEEKDAY.match(rest):
        if "一二三四五六日".index(match["weekday"].replace("天", "日")) != day.weekday():
            raise CellError("invalid_date", f"那天是星期{'一二三四五六日'[day.weekday()]}")
        rest = rest[match.end() :]
    moment, offset = datetime(day.year, day.month, day.day), None
    if match := _CLOCK.match(rest):
        moment += _clock(match)
        rest = rest[match.end() :]
        if match := _ZONE.match(rest):
            offset = _offset(match)
            rest = rest[match.end() :]
    if rest.strip(" ,;左右"):
        raise CellError("invalid_date", "日期后面的内容看不懂")
    return moment, offset


def _clock(match: re.Match[str]) -> timedelta:
    hour, minute, second = (int(match[part] or 0) for part in ("h", "min", "s"))
    half = (match["half"] or match["half_after"] or "").upper()
    if half in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "凌晨", "AM") and hour == 12:
        hour = 0
    is_midnight = (hour, minute, second) == (24, 0, 0)
    if not is_midnight and (hour > 23 or minute > 59 or second > 59):
        raise CellError("invalid_date", "没有这个时刻")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(match: re.Match[str]) -> timedelta:
    if match["china"]:
        return timedelta(hours=8)
    if match["zero"]:
        return timedelta(0)
    offset = timedelta(hours=int(match["zh"]), minutes=int(match["zm"] or 0))
    if offset > timedelta(hours=14):
        raise CellError("invalid_date", "没有这个时区")
    return -offset if match["sign"] == "-" else offset


def _week_of_days(text: str) -> date | None:
    for separator in _RANGE.finditer(text):
        try:
            first, last = read_date(text[: separator.start()]), _last_day(text, separator)
        except CellError:
            continue
        if first and last and monday(first) != monday(last):
            raise CellError("invalid_date", "首尾两天不在同一个自然周")
        if first:
            return monday(first)
    day = read_date(text)
    return monday(day) if day else None


def _last_day(text: str, separator: re.Match[str]) -> date | None:
    """The second day of a range; without a year it takes the first one's."""
    rest = text[separator.end() :]
    if _YEARLESS.fullmatch(rest):
        first = read_date(text[: separator.start()])
        last = read_date(f"{first.year}-{re.sub('[月/.]', '-', rest).rstrip('日号')}") if first else None
        return last.replace(year=last.year + 1) if first and last and last < first else last
    return read_date(rest)


def _yearless(value: object) -> date:
    raise CellError("invalid_date", f"「{value}」没有年份，请写成 2024-W13")


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("invalid_date", f"年份 {year} 不合理")
