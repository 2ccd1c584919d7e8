"""The times of an incident in a table's row: by the headers of its columns, else by the words of the cells.

What does not belong here: times in text, and which of them began and ended an incident (`incident_times`).
"""

from __future__ import annotations

from datetime import date, datetime

from assets.facts import dates
from assets.facts import regex as re
from assets.facts.context import Context
from assets.facts.incident_times import clock, note, role_of
from assets.facts.incident_units import Moment, Unit
from assets.facts.incident_words import BARE_HEADERS, HEADER_TIMES, LABEL_TIMES, NO_TIME_HEADER, REACH, WORD_HEADER
from assets.facts.model import Cell, Entry

_DAY_HEADER = re.compile(r"日期|^\s*(?:date|day|日)\s*$", re.IGNORECASE)


def collect(context: Context, unit: Unit, entry: Entry) -> None:
    """The day may stand in a column of its own: `| 2024-11-12 | 09:41 | 10:06 |` below 日期, 开始 and 恢复."""
    cells = [cell for cell in entry.cells if cell.end > cell.start and _may_hold_times(entry, cell)]
    roles = [_role_of_header(cell.header) for cell in cells]
    day: date | None = None
    for cell, role in zip(cells, roles, strict=True):
        if role or _DAY_HEADER.search(cell.header):
            whens = context.dates(entry, cell.start, cell.end, "past", is_cell=True)
            day = next((w.first for w in whens if w.first), day) if role is None or day is None else day
            unit.taken.setdefault(entry.position, []).extend((w.start, w.end) for w in whens)
    if day is None:
        day = _day_among_words(context, unit, entry, [c for c in cells if not WORD_HEADER.search(c.header)])
    for cell, role in zip(cells, roles, strict=True):
        if role or _DAY_HEADER.search(cell.header):
            day = _of_cell(context, unit, entry, cell, role, day) or day
        elif day and not WORD_HEADER.search(cell.header):
            _clocks(context, unit, entry, cell, day)


def _may_hold_times(entry: Entry, cell: Cell) -> bool:
    """35 分钟 below 持续时间 is none of the times of an incident, and 14:05-14:40 there are both."""
    return NO_TIME_HEADER.search(cell.header) is None or (
        _LASTS.search(cell.header) is not None and _FROM_TO.search(entry.norm, cell.start, cell.end) is not None
    )


_LASTS = re.compile(r"持续|时长|耗时")
_FROM_TO = re.compile(r"\d{1,2}:\d{2}\s*(?:[-~→至到]+|-{1,3})\s*(?:次日)?\s*(?:\d{1,2}[/.月-]\d{1,2}日?\s*)?\d{1,2}:\d{2}")


def _day_among_words(context: Context, unit: Unit, entry: Entry, cells: list[Cell]) -> date | None:
    """`| 3/26 代付失败 | 14:20 开始失败，14:50 恢复 |` below 事件 and 内容."""
    for cell in cells:
        when = next((w for w in context.dates(entry, cell.start, cell.end, "past") if w.first and w.precision == "day"), None)
        if when:
            role = _told(entry, cell, when.start, when.end)
            note(unit, Moment(when.at or datetime.min, role, entry, when.start, when.end), when.at, when.until, when.first)
            return when.first
    return None


def _role_of_header(header: str) -> str | None:
    if _DAY_HEADER.search(header):
        return None
    if _LASTS.search(header):
        return "started_at"
    bare = _OF_WHAT.sub("", header.replace(" ", "").lower())
    known = next((name for name, pattern in HEADER_TIMES if pattern.fullmatch(bare)), None)
    return known or next((name for name, pattern in LABEL_TIMES if pattern.search(header)), None) or BARE_HEADERS.get(bare)


_OF_WHAT = re.compile(r"^(?:故障|事件|事故|问题|业务|服务|影响)(?=.)")
"""故障恢复"""


def _of_cell(context: Context, unit: Unit, entry: Entry, cell: Cell, role: str | None, day: date | None) -> date | None:
    """A cell of times: one of the kind that its header says, or several that say themselves what they are."""
    whens = context.dates(entry, cell.start, cell.end, "past", is_cell=True)
    clocks = [c for c in dates.find_clocks(entry.norm, cell.start, cell.end) if not any(w.start < c.end and c.start < w.end for w in whens)]
    is_one = len(whens) + len(clocks) == 1
    for when in whens:
        day = when.first or day
        told = None if when.clock_end else role if is_one else _told(entry, cell, when.start, when.end) or role
        if when.at or role or not unit.times:
            note(unit, Moment(when.at or datetime.min, told, entry, when.start, when.end), when.at, when.until, when.first)
    for time in clocks:
        if day is None:
            break
        told = None if time.last else role if is_one or not whens else _told(entry, cell, time.start, time.end)
        clock(context, unit, entry, day, time, told)
    return day


def _told(entry: Entry, cell: Cell, start: int, end: int) -> str | None:
    role, _ = role_of(entry.norm[cell.start : start], entry.norm[end : min(cell.end, end + REACH)])
    return role


def _clocks(context: Context, unit: Unit, entry: Entry, cell: Cell, day: date) -> None:
    """`14:12 告警` in a cell of words."""
    for time in dates.find_clocks(entry.norm, cell.start, cell.end):
        clock(context, unit, entry, day, time, _told(entry, cell, time.start, time.end))
