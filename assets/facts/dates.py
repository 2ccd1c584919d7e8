"""Time expressions in prose → honest intervals with their span; `docs/reader.md` has the table of forms.

`find` gives every expression of a line in order. A date without a year takes the year that puts it nearest to the report
(contract, Year). What does not belong here: what the date is the date of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from assets.facts import date_days, date_spans
from assets.facts import regex as re
from assets.facts.clocks import AFTER_DAY, RANGE, find_clocks, time_of
from assets.facts.date_line import Line
from assets.facts.date_patterns import START, forms_of
from assets.facts.when import Calendar, Clock, When, safe_date

_BUILDERS = date_days.BUILDERS | date_spans.BUILDERS
__all__ = ["Begin", "Calendar", "Clock", "When", "begins", "find", "find_clocks"]

_WEEKDAYS = {day: number for number, days in enumerate(("一", "二", "三", "四", "五", "六", "日天"), 1) for day in days}
_ENGLISH = {day: number for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_W = "(?:周|星期|礼拜)"
_AFTER_WEEKDAY = re.compile(
    rf"\s*\(\s*{_W}?(?P<in>[一二三四五六日天])\s*(?:[-~至到]\s*{_W}?(?P<to>[一二三四五六日天])\s*)?\)"
    rf"|\s*{_W}(?P<bare>[一二三四五六日天])(?![\u4e00-\u9fff]?[初末内])"
    r"|\s*\(?(?P<en>Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]{3,6})?\b\.?\)?"
)
_PAREN_DATE = re.compile(r"\s*(?:[早晚][上间]?|[上下]午|凌晨|中午|傍晚)?\s*\(\s*")
"""周三（6/5）, 周三晚上（6/5）"""
_PAREN_END = re.compile(r"\s*\)")
_ELIDED = re.compile(RANGE + r"(?P<d>[0-9]{1,2})(?![0-9.:/%月]|\s?[个家条笔人台次城天月年万亿]|-[0-9])\s?[日号]?")
_ELIDABLE = re.compile(r"[0-9]\s?[日号]?$")
_EDGE = re.compile(
    r"\s?(?P<edge>之前|以前|前(?![端后置台述者期往沿景瞻缀天夕些])|起(?![草点步源因诉码初])|开始|之后|以后"
    r"|后(?![端台续置勤面期者缀])|左右|以内)"
)
_BETWEEN = re.compile(r"\s*(?:[早晚][上间]?|[上下]午|凌晨)?\s*(?:-{1,3}|~|至|到)\s*")


_MORE = re.compile(r"\s?[-~至到→(周星礼MTWFS,，0-9上下凌早晚中傍夜AP前起开之以后左]|\s\s")
"""What an expression may go on with: a cheap look, before each continuation is tried."""


Begin = tuple[int, re.Pattern[str]]
"""Where an expression may begin, and the forms that it may have there."""


def begins(text: str) -> list[Begin]:
    """Every place of a line where a time expression may begin: they are the same for each span of it."""
    found: list[Begin] = []
    begin = START.search(text)
    while begin:  # of none or few, as mostly, that is faster than an iterator
        found.append((begin.start(), forms_of(begin)))
        begin = START.search(text, begin.end())
    return found


def find(
    text: str,
    calendar: Calendar,
    tense: str = "",
    span: tuple[int, int] | None = None,
    *,
    is_cell: bool = False,
    at: Sequence[Begin] | None = None,
) -> list[When]:
    """Every time expression of the normal form `text` within the span, in order, ranges joined.

    `tense` is `future` or `past` where the words say so; in a cell below a header of dates, bare digits are dates. `at` is where in
    the span they may begin, if that is known.
    """
    position, stop = span or (0, len(text))
    found: list[When] = []
    line: Line | None = None
    for start, forms in begins(text) if at is None else at:
        match = forms.match(text, start, stop) if start >= position else None
        if match is None:
            continue
        line = line or Line(text, stop, calendar, tense, is_cell)
        when = _BUILDERS[match.lastgroup or ""](line, match)
        if when is None:
            continue
        _complete(line, when)
        if text[when.start - 1 : when.start] == " ":
            _behind_preposition(line, when)
        position = when.end
        if not (found and _join(line, found[-1], when)):
            found.append(when)
    return found


def _complete(line: Line, when: When) -> None:
    """Extend the expression by an elided range, weekday, time of day and edge that follow it."""
    if not _MORE.match(line.text, when.end, line.stop):
        return
    if when.precision == "day" and when.first is not None and when.first == when.last:
        _elided(line, when)
    if weekday := _AFTER_WEEKDAY.match(line.text, when.end, line.stop):
        _with_weekday(line, when, weekday)
    if when.precision == "day" and (clock := AFTER_DAY.match(line.text, when.end, line.stop)):
        _with_clock(line, when, clock)
    edge = None if when.edge else _EDGE.match(line.text, when.end, line.stop)
    if edge:
        _with_edge(when, edge["edge"].removeprefix("之").removeprefix("以"))
        _extend(line, when, edge.end())


def _behind_preposition(line: Line, when: When) -> None:
    """`launch by 4/3` has no start, `kick off on 4/1` is of that day."""
    found = _PREPOSITION.search(line.before(when.start))
    if found:
        when.start -= len(found[0])
        when.text = line.text[when.start : when.end]
        if found["by"] and not when.edge and when.last:
            when.first, when.edge = None, "前"


_PREPOSITION = re.compile(r"(?<![A-Za-z])(?:(?P<by>[bB]y|[bB]efore)|[oO]n|[aA]t)\s$")


def _extend(line: Line, when: When, end: int) -> None:
    when.end, when.text = end, line.text[when.start : end]


def _elided(line: Line, when: When) -> None:
    """12.14-15, 3月25日-29日: the month of the second day is that of the first."""
    match = _ELIDED.match(line.text, when.end, line.stop)
    if not match or when.first is None or not _ELIDABLE.search(when.text) or "周" in when.text:
        return
    last = safe_date(when.first.year, when.first.month, int(match["d"]))
    if last and last > when.first:
        when.last, when.precision = last, "range"
        _extend(line, when, match.end())


def _with_weekday(line: Line, when: When, match: re.Match[str]) -> None:
    """A weekday that contradicts its day is a problem of the date, never a silent guess."""
    word = match["in"] or match["bare"]
    stated = [_WEEKDAYS[word] if word else _ENGLISH[match["en"].lower()]]
    days = [when.first]
    if match["to"]:
        stated.append(_WEEKDAYS[match["to"]])
        days.append(when.last)
    elif when.first != when.last:
        stated.clear()
    if any(day and day.isoweekday() != number for day, number in zip(days, stated, strict=False)):
        when.problem = "wrong_weekday"
    _extend(line, when, match.end())


def _with_clock(line: Line, when: When, match: re.Match[str]) -> None:
    first, last = time_of(match, "a"), time_of(match, "b")
    has_last = match["hour_b"] or match["oclock_b"]
    if first is None or (has_last and last is None):
        when.problem = when.problem or "no_such_time"
    when.clock, when.clock_end = first, last
    if match["next_day"] and when.first:
        when.last_day = when.first + timedelta(days=1)
    _extend(line, when, match.end())


def _with_edge(when: When, edge: str) -> None:
    """月底前 has no start, 3/25 起 has no end (contract, Spans)."""
    if edge in ("前", "内"):
        when.first, when.edge = None, "前"
    elif edge in ("起", "开始", "后") and "内" not in when.text:  # 本月内开始 says by when
        when.last, when.edge = None, "后" if edge == "后" else "起"


def _join(line: Line, first: When, second: When) -> bool:
    """Whether the second was joined to the first: as the other end of a range, or as the date of a weekday before it."""
    if _is_same_day(line, first, second):
        return True
    if first.edge or first.clock_end or not (first.first and (second.first or second.last)):
        return False
    if not _BETWEEN.fullmatch(line.text, first.end, second.start):
        return False
    last = second.last or second.first
    if last and last < first.first and not second.has_year:
        last = safe_date(last.year + 1, last.month, last.day)  # 12/30-1/3
    if last is None or last < first.first:
        return False
    is_days = first.precision in ("day", "range") and second.precision in ("day", "range")
    first.precision = "range" if is_days else second.precision
    first.clock_end = second.clock_end or second.clock
    first.last_day = last if first.clock_end else None
    first.last = None if second.last is None else last
    first.problem, first.edge = first.problem or second.problem, second.edge
    _extend(line, first, second.end)
    return True


def _is_same_day(line: Line, weekday: When, day: When) -> bool:
    """周三（6/5）: one day said twice; where the two differ, the date is a problem."""
    end = _PAREN_END.match(line.text, day.end, line.stop)
    is_told_twice = (
        end is not None
        and weekday.precision == day.precision == "day"
        and (weekday.text.rstrip("天一二三四五六日")[-1:] in ("周", "期", "拜") or weekday.text[0] in "昨今明前")
        and _PAREN_DATE.fullmatch(line.text, weekday.end, day.start) is not None
    )
    if not is_told_twice or end is None:
        return False
    if day.first and weekday.first and day.first.isoweekday() != weekday.first.isoweekday():
        weekday.problem = "wrong_weekday"
    weekday.first, weekday.last, weekday.has_year = day.first, day.last, day.has_year
    weekday.problem = weekday.problem or day.problem
    _extend(line, weekday, end.end())
    return True
