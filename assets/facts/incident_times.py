"""The times of an incident: every moment that its lines tell, what happened then, and which of them began, showed and ended it.

发现, 告警, 反馈 show it; 发生, 开始, an interval or a bare time begin it; 恢复 ends it (contract, Incidents).
What does not belong here: which lines are of one incident (`incident_sections`), when it ended (`incident_ends`), and the words themselves (`incident_words`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from assets.facts import dates, incident_ends
from assets.facts import regex as re
from assets.facts.context import Context
from assets.facts.date_patterns import START
from assets.facts.day_sections import day_of
from assets.facts.incident_units import Moment, Unit, begin
from assets.facts.incident_words import (
    ALARM,
    BEGAN,
    DETECTED,
    DETECTED_BEFORE,
    ENDED,
    ENDED_BEFORE,
    HEADER_TIMES,
    LABEL_TIMES,
    NIGHT,
    NOT_ENDED,
    REACH,
    RESTORED,
    STARTED_BEFORE,
    UNMENDED,
)
from assets.facts.model import Entry, Incident
from assets.facts.numbers import chinese
from assets.facts.patterns import Ending

_OF_LABELS = LABEL_TIMES[:2]
_BY_LABEL = re.compile(
    r"[;；。，,|]\s*(?P<label>(?:(?:故障|事件|问题)?(?:发生|开始|发现|恢复|结束|止血|告警))(?:时间|时刻)?\s*:)\s*(?:20\d\d[-/.年])?[\d/.月日-]{0,6}\s*$"
)
"""`发现时间：3/28 08:20；开始时间：3/28 00:10`: a label in the line itself, and not the one that it begins with."""
_STARTS_HERE = re.compile(r"\s*(?:起(?!草|恢复|陆续恢复|逐步恢复)|开始(?!恢复|排查|处理|介入|回滚|告警|报警)|左右?发生|发生)")
_EDGE = re.compile(r"(?:起|开始|启动)$")
_SENTENCE_END = re.compile(r"[。;；\n]")
_CLAUSE_END = re.compile(r"[，,。;；→]|、(?=\s*\d{1,2}:\d{2})|-+>")
_CLOCK = re.compile(r"\d{1,2}(?::\d{2}|\s?[点时])|[一二两三四五六七八九十]点")
_DEADLINE = re.compile(r"\s*(?:之|以)?前(?![后台端])")
_LIMIT = Ending(r"(?:SLA|时限|约定|承诺|要求)(?:时间)?\s*[(:为是]*\s*")
"""晚于 SLA（6:30）"""
_HOUR = re.compile(r"(\d{1,2})(?=:\d|\s?[点时])")
_MORNING = 9  # o'clock: until then a time may be of the night that began the day before
_HALF_DAY = timedelta(hours=12)
_LOOKED_BACK = timedelta(hours=3)
"""So far back a time may lie before the one told first: `上午 9 点 40 分反馈，是 9 点 25 分加载的规则`."""
_NOON = 12
_GRADE = re.compile(r"[【\[(]\s*[PSABC]\d?级?\s*[】\])]\s*|P\d\s*[|:：·]?\s+(?=\d)")
_BEFORE = 24  # code points in front of a time that say what it is
_PROMISE = re.compile(r"改进|前|整改|后续|完成")
_THEN_BEGAN = re.compile(r"[，,]\s*[\u4e00-\u9fff]{0,4}?(?:开始(?!恢复|排查|处理|介入|回滚|定位|止血|切换|扩容)|出现|发生)")
_LATER = re.compile(
    r"(?:\d|[半一两几十]个?)\s?(?:多|几)?(?:分钟?|小时|秒|min|h)(?:左右)?(?:之?后|内)?[^，,。;；\d]{0,8}(?:恢复|回滚|修复|自愈)|(?:持续|历时)(?:了|约|近)*\s?(?:\d|[半一两几十])"
)
_BACK = re.compile(r"(?:实际|其实|追溯|回溯|回查|最早)[\u4e00-\u9fff]{0,4}\s*$")
_REACH_BACK = 8
"""`8:05 反馈未出账，实际 2 点 10 分已卡死` goes back, and does not on to the afternoon."""


def collect(context: Context, unit: Unit) -> None:
    """Find the moments of a unit of text; the first that has a day is its anchor."""
    day = (day_of(context, unit.entries[0]) or _day_below(context, unit)) if unit.entries else None
    for entry in unit.entries:
        if not _is_of_improvements(unit, entry):
            day = _of_text(context, unit, entry, day)


def _is_of_improvements(unit: Unit, entry: Entry) -> bool:
    """Whether a line stands below the title 整改 within a post-mortem: the times there are of what shall be done."""
    above = entry.parent
    while above is not None and above.position > unit.entries[0].position:
        if above.form == "heading" and _IMPROVEMENTS.match(above.norm, above.start):
            return True
        above = above.parent
    return False


_IMPROVEMENTS = re.compile(r"改进|整改|后续|预防|防范|action|todo|待办|follow", re.IGNORECASE)


def _day_below(context: Context, unit: Unit) -> date | None:
    """The day of `日期：3/26` below the course of events, whose lines tell times alone."""
    below = next((e for e in unit.entries[1:] if begin(e).startswith("日期")), None)
    whens = _days(context, below, len(below.norm)) if below else []
    return whens[0].first if whens else None


def assign(unit: Unit, incident: Incident) -> None:
    """Choose when it began, was noticed and ended."""
    incident.detected_at = _first(unit, "detected_at")
    incident.started_at = _first(unit, "started_at")
    incident.ended_at = incident_ends.told(unit)
    if unit.interval:
        incident.started_at = incident.started_at or unit.interval[0]
        incident.ended_at = incident.ended_at or unit.interval[1]
    if incident.started_at is None:
        incident.started_at = _bare(unit, incident.detected_at)
    if incident.ended_at is not None and incident.started_at is not None and _first(unit, "day") == incident.started_at:
        incident.started_at = None  # 3/25 费率显示错，15:00 修掉: nobody says that it began at midnight
    first = incident.started_at or incident.detected_at
    if first:
        incident.ended_at = incident_ends.ended_at(unit, first, incident.ended_at)


def _first(unit: Unit, role: str) -> datetime | None:
    return next((m.at for m in unit.times if m.role == role), None)


def _bare(unit: Unit, detected: datetime | None) -> datetime | None:
    """A time of which nothing is said, unless it is of the change that caused the incident."""
    bare = [m for m in unit.times if m.role is None]
    plain = [m.at for m in bare if not incident_ends.is_of_change(unit, m)]
    if plain:
        return plain[0] if detected is None or plain[0] <= detected or unit.row else None
    return _first(unit, "day") if detected is None else None


def _of_text(context: Context, unit: Unit, entry: Entry, day: date | None) -> date | None:
    norm, end = entry.norm, len(entry.norm.rstrip())
    label = norm[entry.start : entry.body] if entry.body > entry.start else norm[entry.start : entry.start + 8]
    whens = _days(context, entry, end)
    moments: list[dates.When | dates.Clock] = [*whens]
    moments += [c for c in dates.find_clocks(norm, entry.start, end) if not any(w.start < c.end and c.start < w.end for w in whens)]
    unit.taken[entry.position] = [(m.start, m.end) for m in moments]
    moments.sort(key=lambda m: m.start)
    day, now = day or _day_behind(norm, moments), None
    told = _of_slashed(norm, entry.start, len(moments))
    for position, moment in enumerate(moments):
        if isinstance(moment, dates.Clock) and (
            _DEADLINE.match(norm, moment.end) or _LIMIT.search(norm[max(entry.start, moment.start - _BEFORE) : moment.start])
        ):
            continue  # 商户 08:30 前没有收到结算文件
        if _ROUGHLY.match(norm, moment.end):
            day = day or (None if isinstance(moment, dates.Clock) else moment.first)
            continue
        behind = moment.end - _length_of_edge(moment)
        after = norm[behind : behind + REACH]
        after = after if entry.cells else after.replace("|", "，")  # P2｜3/28 09:40｜任务重复｜10:20 恢复
        role, is_sure = role_of(norm[max(entry.start, moment.start - _BEFORE) : moment.start], after, label)
        role, is_sure = (told[position], True) if told else (role, is_sure)
        if isinstance(moment, dates.Clock):
            if day:
                clock(
                    context, unit, entry, day if moment.is_next_day else now or day, moment, None if moment.last else role, is_sure=is_sure
                )
                now = day + timedelta(days=1) if moment.is_next_day else now  # 次日 00:30 补推，00:45 对账完成
        elif not _is_beside(unit, entry, moment, day):
            day = moment.first or day
            one = Moment(moment.at or datetime.min, None if moment.clock_end else role, entry, moment.start, moment.end, is_sure)
            note(unit, one, moment.at, moment.until, moment.first)
            day, now = moment.until.date() if moment.until else day, None
    if unit.times and ("后" in norm or "恢复" in norm):
        _some_time_later(unit, entry)
    return day


def _of_slashed(norm: str, start: int, count: int) -> list[str]:
    """The roles of times behind a label that names as many: `开始/发现/恢复：3/28 09:58 / 10:00 / 10:37`."""
    label = _SLASHED.match(norm, start)
    names = label["names"].replace(" ", "").split("/") if label else []
    roles = [next((role for role, pattern in HEADER_TIMES if pattern.fullmatch(name)), "") for name in names]
    return roles if len(roles) == count and all(roles) else []


_SLASHED = re.compile(r"(?P<names>[\u4e00-\u9fff]{2,4}(?:\s?/\s?[\u4e00-\u9fff]{2,4}){1,2})(?:时间)?\s*:")


def _some_time_later(unit: Unit, entry: Entry) -> None:
    """`21:30 通道中断，十分钟后监控才报出来`: a moment so long after the one told before it."""
    for later in _AFTER.finditer(entry.norm, entry.start):
        told = [m for m in unit.times if m.entry is entry and m.end <= later.start() and m.role != "day"]
        role, is_sure = role_of("", entry.norm[later.end() : later.end() + REACH])
        if not told or role not in ("detected_at", "ended_at") or _first(unit, role):
            continue
        number = (
            0.5
            if later["n"] == "半"
            else 15
            if later["unit"] == "刻钟"
            else float(later["n"])
            if later["n"].isdecimal()
            else chinese(later["n"]) or 0
        )
        at = told[-1].at + number * timedelta(minutes=60 if later["unit"] == "小时" else 1)
        unit.times.append(Moment(at, role, entry, later.start(), later.end(), is_sure))


_AFTER = re.compile(
    r"(?P<n>半|\d{1,3}|[一二两三四五六七八九十]{1,3})\s?个?(?P<unit>小时|分钟|刻钟)(?:[之以]?后(?![台端])|(?:左右|[之以]?内)?(?=恢复|修复|自愈|解决))"
)
_ROUGHLY = re.compile(r"\s*(?:多|左右|前后)?\s*[，,]?\s*(?:准确|确切|具体)(?:地|来)?(?:说|讲)?[是在]")
"""`下午两点多，准确说是 14:08`"""


def _length_of_edge(moment: dates.When | dates.Clock) -> int:
    """The 开始 of `4/9 14:05 开始`, which a date takes in, says what happened then."""
    edge = _EDGE.search(moment.text) if isinstance(moment, dates.When) and moment.edge == "起" else None
    return len(edge[0]) if edge else 0


def _day_behind(norm: str, moments: Sequence[dates.When | dates.Clock]) -> date | None:
    """`14:20（3/26）商户反馈`: the day of a time that stands before it."""
    if len(moments) < 2 or not isinstance(moments[0], dates.Clock) or isinstance(moments[1], dates.Clock):
        return None
    return moments[1].first if norm[moments[0].end : moments[1].start].strip() == "(" else None


def _days(context: Context, entry: Entry, end: int) -> list[dates.When]:
    """The dates of a line; `10.24 cashier-gw 超时` and `【P3】10.24 cashier-gw 抖动` begin with one, whatever follows it."""
    whens = context.dates(entry, entry.start, end, "past")
    dotted = _DOTTED.match(entry.norm, entry.start, end) if context.calendar and not whens else None
    if dotted and context.calendar:
        slashed = entry.norm[: dotted.end()].replace(".", "/") + entry.norm[dotted.end() :]
        whens = dates.find(slashed, context.calendar, "past", (entry.start, dotted.end()), is_cell=True)
        for when in whens:
            context.use(entry, when.start, when.end)
        return whens
    grade = _GRADE.match(entry.norm, entry.start, end)
    begin = grade.end() if grade else entry.start
    is_possible = any(START.match(entry.norm, at, end) for at in (begin, begin + 1))
    if context.calendar and is_possible and (not whens or whens[0].start > begin + 1):
        first = next(iter(dates.find(entry.norm, context.calendar, "past", (begin, end), is_cell=True)), None)
        if first and first.start <= begin + 1 and first.first and not first.problem:
            context.use(entry, first.start, first.end)
            whens = [first, *(w for w in whens if w.start >= first.end)]
    if context.calendar and not any(w.precision == "day" for w in whens) and (beside := _BY_A_CLOCK.search(entry.norm, entry.start, end)):
        first = next(iter(dates.find(entry.norm, context.calendar, "past", (beside.start(), end), is_cell=True)), None)
        if first and first.start == beside.start() and first.first and not first.problem:
            context.use(entry, first.start, first.end)
            whens = [first, *(w for w in whens if w.end <= first.start or w.start >= first.end)]
    return whens


_DOTTED = re.compile(r"(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])(?=\s[A-Za-z]{2}.*\d:\d{2})")
"""`3.25 MQ 宕机，8:40–8:52`"""
_BY_A_CLOCK = re.compile(r"(?<![\d./:-])(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])(?=\s*(?:[|,，]\s*)?\d{1,2}:[0-5]\d)")
"""`recon-core 3.27 07:00` and `二级事件｜03-27｜19:40`: what stands before a time of day is a day."""


def _is_beside(unit: Unit, entry: Entry, when: dates.When, day: date | None) -> bool:
    """Whether a date is none of the incident's: a word such as 当前, a month, the day of an improvement."""
    if day and re.match(r"[昨今明前本上当下元春清五劳端中国长节]", when.text) and not (when.clock and when.text[0] in "昨今"):
        return True
    if when.precision != "day" and not (when.precision == "range" and when.clock):
        return True
    return bool(unit.is_timeline and not when.clock and unit.anchor and _PROMISE.search(entry.norm, entry.start))


def role_of(before: str, after: str, label: str = "") -> tuple[str | None, bool]:
    """What happened at a time, by the words around it, and whether that is sure: `14:12 监控发现` → detected_at."""
    if ":" in before and (labelled := _BY_LABEL.search(before)):
        return next(name for name, pattern in LABEL_TIMES if pattern.search(labelled["label"])), True
    for name, pattern in _OF_LABELS:
        if pattern.search(label) or pattern.search(before[-8:]):
            return name, True
    clause = _SENTENCE_END.split(after)[0]
    first = _CLAUSE_END.split(clause.lstrip(" ，,"))[0]
    for name, ending in (("ended_at", ENDED_BEFORE), ("detected_at", DETECTED_BEFORE), ("started_at", STARTED_BEFORE)):
        if ending.search(before):
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
    elif RESTORED.search(first) and not _LATER.search(first):
        return "ended_at", "部分" not in first and "逐步" not in first
    if words and not (words[0][1] == "ended_at" and _LATER.search(first)):
        return min(words)[1], False
    rest = _CLOCK.split(clause)[0]
    if RESTORED.search(rest) and not _LATER.search(rest) and not UNMENDED.search(rest):
        return "ended_at", True
    return ("started_at" if _THEN_BEGAN.search(rest) else None), False


def clock(context: Context, unit: Unit, entry: Entry, day: date, told: dates.Clock, role: str | None, *, is_sure: bool = True) -> None:
    """A time of day of that day, or of the next morning where the times before it were of the night."""
    first = datetime.combine(day + timedelta(days=told.is_next_day), told.first)
    earlier = unit.times[-1].at if unit.times else None
    is_back = _BACK.search(entry.norm, max(0, told.start - _REACH_BACK), told.start) is not None
    is_of_half_day = "点" in entry.norm[told.start : told.end] or (earlier is not None and _is_of_half_day(unit.times[-1]))
    if earlier and first + _LOOKED_BACK < earlier < first + _HALF_DAY and first.hour < _NOON and is_of_half_day and not is_back:
        first += _HALF_DAY  # 下午2点发生，2点40恢复
    elif not told.is_next_day and earlier and first < earlier and earlier.hour >= NIGHT and first.hour < _MORNING:
        first += timedelta(days=1)
    last = None
    if told.last:
        last = datetime.combine(first.date() + timedelta(days=told.is_last_next_day), told.last)
        if last < first and first.hour >= NIGHT and last.hour < _MORNING:
            last += timedelta(days=1)
    context.use(entry, told.start, told.end)
    note(unit, Moment(first, role, entry, told.start, told.end, is_sure), first, last, first.date())


def _is_of_half_day(moment: Moment) -> bool:
    """Whether a time after noon was written without its first twelve hours: 下午 2:05."""
    written = _HOUR.search(moment.entry.norm, moment.start, moment.end)
    return written is not None and int(written[1]) + _NOON == moment.at.hour


def note(unit: Unit, moment: Moment, at: datetime | None, until: datetime | None, day: date | None) -> None:
    """Add a moment; one without a time of day counts only where it is the first, and an interval is kept as such."""
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
