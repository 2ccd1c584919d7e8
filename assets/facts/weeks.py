"""Which week a title or a file name names: 2024-W13, 第13周, 3.25-3.29, 2024年3月29日.

What does not belong here: dates in prose (`dates`), and which of several weeks holds (`metadata`).
"""

from __future__ import annotations

from datetime import date, timedelta

from assets.facts import regex as re
from assets.facts.numbers import chinese
from assets.facts.text import normal
from assets.facts.when import safe_date, week_of

_ISO = re.compile(
    r"(?P<y>20\d{2})\s*年?\s*[-_./ ]?\s*(?:第\s*)?W?K?\s*(?P<w>\d{1,2})\s*周"
    r"|(?P<y2>20\d{2})\s*[-_./年 ]?\s*(?:WEEK|WK|W)\s*[-_ ]?(?P<w2>\d{1,2})(?!\d)"
    r"|(?<![\dA-Za-z.])(?P<y3>2\d)\s*年?\s*[-_./]?W(?:EEK|K)?\s?(?P<w3>\d{1,2})(?!\d)",
    re.IGNORECASE,
)
"""25W19 is one of 2025."""
_OF_MONTH = re.compile(r"(?<!\d)(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?\s*第\s*(?P<n>[1-6一二三四五六])\s*周")
"""The week whose Thursday is the month's n-th, as weeks of a year are counted. Others count otherwise, so the day of creation comes first."""
_YEAR_AND_WEEK = re.compile(r"(?<!\d)(?P<y>20\d{2})-(?P<w>1[3-9]|[2-4]\d|5[0-3])(?![\d/.-])")
"""2025-19 is no month."""
_BARE = re.compile(
    r"(?<![A-Za-z\d])(?:W|WK|Week)\s*(?P<w>\d{1,2})(?!\d)"
    r"|(?<!月)(?<!月份)第\s*(?P<w2>\d{1,2}|[一二三四五六七八九十]{1,3})\s*周",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)20[12]\d(?!\d)")
_SEP = r"\s*[./月\-]\s*"
_SPAN = re.compile(
    rf"(?<![\d.])(?:(?P<y>20\d{{2}})\s*[-./年]\s*)?(?P<m>\d{{1,2}}){_SEP}(?P<d>\d{{1,2}})\s*日?\s*(?:-{{1,2}}|~|至|到|_)\s*"
    rf"(?:(?:20\d{{2}}\s*[-./年]\s*)?(?P<m2>\d{{1,2}}){_SEP})?(?P<d2>\d{{1,2}})\s*日?(?!\d)"
)
_COMPACT_SPAN = re.compile(
    r"(?<!\d)(?P<y>20\d{2})?(?P<m>0\d|1[0-2])(?P<d>[0-3]\d)\s*(?:-|~|至|到|_)\s*(?:20\d{2})?(?P<m2>0\d|1[0-2])(?P<d2>[0-3]\d)(?!\d)"
)
_DAY = re.compile(
    r"(?<!\d)(?P<y>20\d{2})\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<y2>20\d{2})(?P<m2>\d{2})(?P<d2>\d{2})(?!\d)"
)
_DAY_OF_YY = re.compile(r"(?<![\d.A-Za-z])(?P<y>2\d)(?P<sep>[-./]?)(?P<m>0\d|1[0-2])(?P=sep)(?P<d>[0-3]\d)(?![\d.])")
"""25.05.09 and 250509"""
_SHORT_DAY = re.compile(r"(?<![A-Za-z\d.])(?P<m>\d{1,2})\s*(?:月|[./])\s*(?P<d>\d{1,2})\s*日?(?![\d./])")
_COMPACT_DAY = re.compile(r"(?<!\d)(?P<m>0\d|1[0-2])(?P<d>[0-3]\d)(?!\d)")
_PERIOD = re.compile(
    r"[^\w\s]*\s*(?:(?:统计|报告|周报|汇报|本期|时间|工作)?(?:周期|时段|区间|范围|周次)|Period|Week)\s*[:：]", re.IGNORECASE
)
_CYCLE_YEARS = 7  # a date falls on the same weekday again after five, six or eleven years
_THURSDAY = 3  # the first day on which people write of a week
_LONGEST_SPAN_DAYS = 13


def week_label(monday: date) -> str:
    """The ISO week of a Monday: 2024-W13."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(text: str, near: date | None) -> date | None:
    """The Monday of the week that a title or a file name names, None when it names none. Years are taken from `near`, else from the text."""
    words = normal(text)
    is_undated = near is None
    if near is None and (years := set(_YEAR.findall(words))) and len(years) == 1:
        near = date(int(years.pop()), 7, 1)
    if iso := _ISO.search(words):
        return _iso_week(int(iso["y"] or iso["y2"] or f"20{iso['y3']}"), int(iso["w"] or iso["w2"] or iso["w3"]))
    if is_undated and near and (of_month := _OF_MONTH.search(words)) and (found := _of_month(of_month, near)):
        return found
    for pattern in (_COMPACT_SPAN, _SPAN):
        span = pattern.search(words)
        if span and (found := _of_span(span, near)):
            return found
    if (bare := _BARE.search(words)) and near:
        return _nearest_week(bare["w"] or bare["w2"], near)
    if day := _DAY.search(words):
        return _monday(safe_date(*(int(day[k] or day[k + "2"]) for k in ("y", "m", "d"))))
    if day := _DAY_OF_YY.search(words):
        return _monday(safe_date(2000 + int(day["y"]), int(day["m"]), int(day["d"])))
    if numbered := _YEAR_AND_WEEK.search(words):
        return _iso_week(int(numbered["y"]), int(numbered["w"]))
    short = None if _SPAN.search(words) else _SHORT_DAY.search(words)
    return _monday(_nearest(int(short["m"]), int(short["d"]), near)) if short and near else None


def of_period(text: str, near: date | None, seen: date | None) -> date | None:
    """The Monday of the week that a line above the report's first section is for: `周期：2024.3.25-3.29`, `2025.10.20 ~ 2025.10.24 整理：汤宁`.

    A line that says so may name its week in any way; one that merely begins with days must give both and the year.
    """
    words = normal(text)
    if stated := _PERIOD.match(words):
        said = words[stated.end() :]
        return monday_of(said, near) or (latest_fitting(said, seen) if seen else None)
    bare = _SPAN.match(words.lstrip("([【 "))
    return _of_span(bare, near) if bare and bare["y"] else None


_FRESH = 14  # days from the Monday of a report's week on, in which it is handed in and first seen


def latest_fitting(text: str, seen: date) -> date | None:
    """The Monday of a week that is named without any year: `9.18-9.22`, `W24（6/9-6/13）`, `W24_0613`.

    Days from a Monday to the end of its week, or the number of the week that holds a day, fit one year in about six; it is the
    latest that does and has begun when the document was first `seen`. The mere number of a week, `W24`, is that of the week in which it was
    seen or of the one before; else there is none.
    """
    words = normal(text)
    span = _COMPACT_SPAN.search(words) or _SPAN.search(words)
    bare = _BARE.search(words)
    compact = _COMPACT_DAY.search(words) if bare and not span else None
    if bare and not (span or compact):
        monday = _nearest_week(bare["w"] or bare["w2"], seen)
        return monday if monday and 0 <= (seen - monday).days < _FRESH else None
    for year in range(seen.year, seen.year - _CYCLE_YEARS, -1):
        if span:
            first = safe_date(year, int(span["m"]), int(span["d"]))
            monday = _of_span(span, first) if first and first.weekday() == 0 else None
        elif bare and compact:
            day = safe_date(year, int(compact["m"]), int(compact["d"]))
            monday = _monday(day) if day and _is_of_week(day, bare) else None
        else:
            return None
        if monday and monday <= seen:
            return monday
    return None


def _is_of_week(day: date, bare: re.Match[str]) -> bool:
    word = bare["w"] or bare["w2"]
    return day.weekday() >= _THURSDAY and day.isocalendar().week == (int(word) if word.isdigit() else int(chinese(word) or 0))


def _monday(day: date | None) -> date | None:
    return week_of(day)[0] if day else None


def _of_month(match: re.Match[str], near: date) -> date | None:
    """The Monday of 5月第2周, of the year that puts it nearest."""
    month, count = (int(word) if word.isdigit() else int(chinese(word) or 0) for word in (match["m"], match["n"]))
    first = _nearest(month, 1, near)
    if first is None:
        return None
    thursday = first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 7 * (count - 1))
    return _monday(thursday) if thursday.month == month else None


def _iso_week(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _nearest_week(word: str, near: date) -> date | None:
    """The week of that number that is nearest, whichever year it is of."""
    week = int(word) if word.isdigit() else int(chinese(word) or 0)
    mondays = [found for year in (-1, 0, 1) if (found := _iso_week(near.year + year, week))]
    return min(mondays, key=lambda monday: abs((monday - near).days), default=None)


def _nearest(month: int, day: int, near: date) -> date | None:
    days = [found for year in (-1, 0, 1) if (found := safe_date(near.year + year, month, day))]
    return min(days, key=lambda found: abs((found - near).days), default=None)


def _of_span(span: re.Match[str], near: date | None) -> date | None:
    """The week in which the middle of a range lies; a range of more than two weeks names none."""
    month, day = int(span["m"]), int(span["d"])
    first = safe_date(int(span["y"]), month, day) if span["y"] else _nearest(month, day, near) if near else None
    if first is None:
        return None
    last_month = int(span["m2"]) if span["m2"] else month
    last = safe_date(first.year + (last_month < month), last_month, int(span["d2"]))
    if last is None or not 0 <= (last - first).days <= _LONGEST_SPAN_DAYS:
        return None
    return _monday(first + timedelta(days=(last - first).days // 2))
