"""The times of an incident: every moment that its lines tell, what happened then, and which of them began, showed and ended it.

发现, 告警, 反馈 show it; 发生, 开始, an interval or a bare time begin it; 恢复 ends it (contract, Incidents).
What does not belong here: which lines are of one incident (`incident_units`), and the words themselves (`incident_words`).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from assets.facts import dates
from assets.facts.context import Context
from assets.facts.incident_units import Moment, Unit
from assets.facts.incident_words import (
    ALARM,
    BARE_HEADERS,
    BEGAN,
    CHANGE,
    DETECTED,
    DETECTED_BEFORE,
    ENDED,
    ENDED_BEFORE,
    LABEL_TIMES,
    NIGHT,
    NO_TIME_HEADER,
    NOT_ENDED,
    REACH,
    RESTORED,
    STARTED_BEFORE,
    WORD_HEADER,
)
from assets.facts.model import Cell, Entry, Incident

_DAY_HEADER = re.compile(r"日期|^\s*(?:date|day|日)\s*$", re.IGNORECASE)
_STARTS_HERE = re.compile(r"\s*(?:起(?!草)|开始(?!恢复|排查|处理|介入|回滚|告警|报警)|左右?发生|发生)")
_SENTENCE_END = re.compile(r"[。;；\n]")
_CLAUSE_END = re.compile(r"[，,。;；]")
_CLOCK = re.compile(r"\d{1,2}(?::\d{2}|[点时])")
_MORNING = 9  # o'clock: until then a time may be of the night that began the day before
_HALF_DAY = timedelta(hours=12)
_NOON = 12
_BEFORE = 24  # code points in front of a time that say what it is
_PROMISE = re.compile(r"改进|前|整改|后续|完成")
_THEN_BEGAN = re.compile(r"[，,]\s*(?:随即|随后)?(?:开始|出现|发生)")
_OF_CHANGE = re.compile(r"[^，,。;；]{0,6}的")


def collect(context: Context, unit: Unit) -> None:
    """Find the moments of a unit; the first that has a day is its anchor."""
    if unit.row:
        _of_row(context, unit, unit.entries[0])
        return
    day: date | None = None
    for entry in unit.entries:
        day = _of_text(context, unit, entry, day)


def assign(unit: Unit, incident: Incident) -> None:
    """Choose when it began, was noticed and ended."""
    incident.detected_at = _first(unit, "detected_at")
    incident.started_at = _first(unit, "started_at")
    incident.ended_at = _end(unit)
    if unit.interval:
        incident.started_at = incident.started_at or unit.interval[0]
        incident.ended_at = incident.ended_at or unit.interval[1]
    if incident.started_at is None:
        incident.started_at = _bare(unit, incident.detected_at)


def _first(unit: Unit, role: str) -> datetime | None:
    return next((m.at for m in unit.times if m.role == role), None)


def _end(unit: Unit) -> datetime | None:
    """`14:30 回滚，14:40 恢复` ends at 14:40; a post-mortem with its last 恢复."""
    told = [m for m in unit.times if m.role == "ended_at"]
    sure = [m for m in told if m.is_sure]
    if not told:
        return None
    if sure:
        return sure[-1 if unit.is_timeline else 0].at
    return told[-1].at


def _bare(unit: Unit, detected: datetime | None) -> datetime | None:
    """A time of which nothing is said, unless it is of the change that caused the incident."""
    bare = [m for m in unit.times if m.role is None]
    plain = [m.at for m in bare if not _is_of_change(unit, m)]
    if plain:
        return plain[0] if detected is None or plain[0] <= detected or unit.row else None
    return _first(unit, "day") if detected is None else None


def _is_of_change(unit: Unit, moment: Moment) -> bool:
    after = moment.entry.norm[moment.end : moment.end + 12]
    change = CHANGE.search(after)
    return change is not None and (unit.is_timeline or _OF_CHANGE.match(after, change.end()) is not None)


def _of_row(context: Context, unit: Unit, entry: Entry) -> None:
    """The day may stand in a column of its own: `| 2024-11-12 | 09:41 | 10:06 |` below 日期, 开始 and 恢复."""
    cells = [cell for cell in entry.cells if cell.end > cell.start and not NO_TIME_HEADER.search(cell.header)]
    roles = [_role_of_header(cell.header) for cell in cells]
    day: date | None = None
    for cell, role in zip(cells, roles, strict=True):
        if role or _DAY_HEADER.search(cell.header):
            whens = context.dates(entry, cell.start, cell.end, "past", is_cell=True)
            day = next((w.first for w in whens if w.first), day) if role is None or day is None else day
            unit.taken.setdefault(entry.position, []).extend((w.start, w.end) for w in whens)
    for cell, role in zip(cells, roles, strict=True):
        if role or _DAY_HEADER.search(cell.header):
            day = _of_cell(context, unit, entry, cell, role, day) or day
        elif day and not WORD_HEADER.search(cell.header):
            _clocks(context, unit, entry, cell, day)


def _role_of_header(header: str) -> str | None:
    if _DAY_HEADER.search(header):
        return None
    return next((name for name, pattern in LABEL_TIMES if pattern.search(header)), None) or BARE_HEADERS.get(
        header.replace(" ", "").lower()
    )


def _of_cell(context: Context, unit: Unit, entry: Entry, cell: Cell, role: str | None, day: date | None) -> date | None:
    """A cell of times: one of the kind that its header says, or several that say themselves what they are."""
    whens = context.dates(entry, cell.start, cell.end, "past", is_cell=True)
    clocks = [c for c in dates.find_clocks(entry.norm, cell.start, cell.end) if not any(w.start < c.end and c.start < w.end for w in whens)]
    is_one = len(whens) + len(clocks) == 1
    for when in whens:
        day = when.first or day
        told = None if when.clock_end else role if is_one else _told(entry, cell, when.start, when.end) or role
        if when.at or role or not unit.times:
            _note(unit, Moment(when.at or datetime.min, told, entry, when.start, when.end), when.at, when.until, when.first)
    for clock in clocks:
        if day is None:
            break
        told = None if clock.last else role if is_one or not whens else _told(entry, cell, clock.start, clock.end)
        _clock(context, unit, entry, day, clock, told)
    return day


def _told(entry: Entry, cell: Cell, start: int, end: int) -> str | None:
    role, _ = role_of(entry.norm[cell.start : start], entry.norm[end : min(cell.end, end + REACH)])
    return role


def _clocks(context: Context, unit: Unit, entry: Entry, cell: Cell, day: date) -> None:
    """`14:12 告警` in a cell of words."""
    for clock in dates.find_clocks(entry.norm, cell.start, cell.end):
        _clock(context, unit, entry, day, clock, _told(entry, cell, clock.start, clock.end))


def _of_text(context: Context, unit: Unit, entry: Entry, day: date | None) -> date | None:
    norm, end = entry.norm, len(entry.norm.rstrip())
    label = norm[entry.start : entry.body] if entry.body > entry.start else norm[entry.start : entry.start + 8]
    whens = _days(context, entry, end)
    moments: list[dates.When | dates.Clock] = [*whens]
    moments += [c for c in dates.find_clocks(norm, entry.start, end) if not any(w.start < c.end and c.start < w.end for w in whens)]
    unit.taken[entry.position] = [(m.start, m.end) for m in moments]
    for moment in sorted(moments, key=lambda m: m.start):
        role, is_sure = role_of(norm[max(entry.start, moment.start - _BEFORE) : moment.start], norm[moment.end : moment.end + REACH], label)
        if isinstance(moment, dates.Clock):
            if day:
                _clock(context, unit, entry, day, moment, None if moment.last else role, is_sure=is_sure)
        elif not _is_beside(unit, entry, moment, day):
            day = moment.first or day
            told = Moment(moment.at or datetime.min, None if moment.clock_end else role, entry, moment.start, moment.end, is_sure)
            _note(unit, told, moment.at, moment.until, moment.first)
            day = moment.until.date() if moment.until else day
    return day


def _days(context: Context, entry: Entry, end: int) -> list[dates.When]:
    """The dates of a line; `10.24 cashier-gw 超时` begins with one, whatever follows it."""
    whens = context.dates(entry, entry.start, end, "past")
    if context.calendar and (not whens or whens[0].start > entry.start + 1):
        first = next(iter(dates.find(entry.norm, context.calendar, "past", (entry.start, end), is_cell=True)), None)
        if first and first.start <= entry.start + 1 and first.first and not first.problem:
            context.use(entry, first.start, first.end)
            whens = [first, *(w for w in whens if w.start >= first.end)]
    return whens


def _is_beside(unit: Unit, entry: Entry, when: dates.When, day: date | None) -> bool:
    """Whether a date is none of the incident's: a word such as 当前, a month, the day of an improvement."""
    if day and re.match(r"[昨今明前本上当下]", when.text):
        return True
    if when.precision != "day" and not (when.precision == "range" and when.clock):
        return True
    return bool(unit.is_timeline and not when.clock and unit.anchor and _PROMISE.search(entry.norm, entry.start))


def role_of(before: str, after: str, label: str = "") -> tuple[str | None, bool]:
    """What happened at a time, by the words around it, and whether that is sure: `14:12 监控发现` → detected_at."""
    for name, pattern in LABEL_TIMES[:2]:
        if pattern.search(label) or pattern.search(before[-8:]):
            return name, True
    clause = _SENTENCE_END.split(after)[0]
    first = _CLAUSE_END.split(clause.lstrip(" ，,"))[0]
    for name, pattern in (("ended_at", ENDED_BEFORE), ("detected_at", DETECTED_BEFORE), ("started_at", STARTED_BEFORE)):
        if pattern.search(before):
            return name, True
    if _STARTS_HERE.match(after):
        return "started_at", True
    if ALARM.match(first):
        return "detected_at", True
    words = [
        (m.start(), name) for name, p in (("ended_at", ENDED), ("detected_at", DETECTED), ("started_at", BEGAN)) if (m := p.search(first))
    ]
    if NOT_ENDED.search(first):
        words = [w for w in words if w[1] != "ended_at"]
    elif RESTORED.search(first):
        return "ended_at", "部分" not in first and "逐步" not in first
    if words:
        return min(words)[1], False
    rest = _CLOCK.split(clause)[0]
    if RESTORED.search(rest):
        return "ended_at", True
    return ("started_at" if _THEN_BEGAN.search(rest) else None), False


def _clock(context: Context, unit: Unit, entry: Entry, day: date, clock: dates.Clock, role: str | None, *, is_sure: bool = True) -> None:
    """A time of day of that day, or of the next morning where the times before it were of the night."""
    first = datetime.combine(day + timedelta(days=clock.is_next_day), clock.first)
    earlier = unit.times[-1].at if unit.times else None
    if not clock.is_next_day and earlier and first < earlier and earlier.hour >= NIGHT and first.hour < _MORNING:
        first += timedelta(days=1)
    elif earlier and first < earlier < first + _HALF_DAY and first.hour < _NOON and "点" in entry.norm[clock.start : clock.end]:
        first += _HALF_DAY  # 下午2点发生，2点40恢复
    last = None
    if clock.last:
        last = datetime.combine(first.date() + timedelta(days=clock.is_last_next_day), clock.last)
        if last < first and first.hour >= NIGHT and last.hour < _MORNING:
            last += timedelta(days=1)
    context.use(entry, clock.start, clock.end)
    _note(unit, Moment(first, role, entry, clock.start, clock.end, is_sure), first, last, first.date())


def _note(unit: Unit, moment: Moment, at: datetime | None, until: datetime | None, day: date | None) -> None:
    if unit.anchor is None and day is not None:
        unit.anchor = (moment.entry, moment.start, moment.end)
    if at is None:
        if day is not None and not unit.times:
            moment.at, moment.role = datetime.combine(day, datetime.min.time()), "day"
            unit.times.append(moment)
        return
    if until is not None:
        overnight = until < at and at.hour >= NIGHT and until.date() == at.date() and until.hour < _MORNING
        unit.interval = unit.interval or (at, until + timedelta(days=overnight))
        moment.role = "interval"
    unit.times.append(moment)
