"""Production incidents from narratives, post-mortems, field lists and tables; a post-mortem's lines are one incident.

Pre-production failures and alarms without effect are none; without a date there is none (contract, Incidents).
What does not belong here: incident logs, which are tables of their own (`assets.documents`).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from assets.facts import dates, numbers
from assets.facts.clauses import split
from assets.facts.context import Context
from assets.facts.incident_units import Unit, is_specific, units
from assets.facts.incident_words import (
    BARE_HEADERS,
    CAUSE,
    CHANGE,
    CHINESE_SERVICE,
    COUNT_UNITS,
    DETECTED,
    ENDED,
    FIX,
    FIX_WORD,
    IMPACT,
    LABEL_TIMES,
    LATIN_SERVICE,
    LATIN_WORD,
    LONGEST_FIX,
    NIGHT,
    NO_EFFECT,
    NOT_AFFECTED,
    NOT_PRODUCTION,
    NOT_SERVICE,
    REACH,
    SEVERITY,
    STARTED,
)
from assets.facts.model import Entry, Fact, Incident
from assets.facts.text import FILLER, tidy

_STARTS_AT = re.compile(r"(?:起始|始于|最早)(?:于|时间)?[:：]?\s*$")
_ENDS_AT = re.compile(r"(?:恢复|结束)(?:于|时间)?[:：]?\s*$")
_BEGINS = re.compile(r"\s*(?:起|开始|左右?发生|发生)")
_HAPPENS = re.compile(r"发生|开始(?!恢复|排查|处理|介入|回滚)|出现")
_SENTENCE_END = re.compile(r"[。;；\n]")
_CLAUSE_END = re.compile(r"[，,。;；]")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_RESTORED = re.compile(r"[，,]\s*(?:已|业务|服务)?(?:恢复|止血|缓解)")
_IMPACT_HERE = re.compile(r"影响(?!面积)")
_IMPACT_HEADER = re.compile(r"影响|现象|描述|说明|摘要|问题|数|范围|量|impact|summary", re.IGNORECASE)


def read(context: Context) -> list[Fact]:
    """Every incident of a report; their entries are marked so that no other rule makes facts of their times."""
    found: list[Fact] = []
    for unit in units(context.entries):
        incident = _incident(context, unit)
        if incident:
            for entry in unit.entries:
                entry.incident = len(found)
            found.append(incident)
    return found


def _incident(context: Context, unit: Unit) -> Incident | None:
    text = "\n".join(e.norm[e.start :] for e in unit.entries)
    day: date | None = None
    for entry in unit.entries:
        day = _row_times(context, unit, entry) if unit.row else _times(context, unit, entry, day)
    if NOT_PRODUCTION.search(text) and not re.search(r"生产环境|影响(?:约|了)?\s*\d", text):
        return None
    affected = _affected(context, unit)
    if NO_EFFECT.search(text) and (
        affected is None
        or re.search(r"业务无感|无业务影响|不影响(?:生产|线上|业务)|未影响(?:生产|线上|业务)|非(?:系统|平台|我方)(?:问题|故障|原因)", text)
    ):
        return None
    if unit.anchor is None:
        return None
    result = _assemble(context, unit)
    if affected:
        result.affected_count, result.affected_unit = affected[0], affected[1]
        context.use(affected[2], affected[3], affected[4])
    _words(unit, result, text)
    return result


def _row_times(context: Context, unit: Unit, entry: Entry) -> date | None:
    day: date | None = None
    for cell in entry.cells:
        role = next((name for name, pattern in LABEL_TIMES if pattern.search(cell.header)), None) or BARE_HEADERS.get(cell.header.strip())
        if cell.end <= cell.start:
            continue
        if role:
            for when in context.dates(entry, cell.start, cell.end, "past", is_cell=True):
                day = when.first or day
                _note(unit, entry, when.at, role if not when.clock_end else None, when.start, when.end, when.until, when.first)
            if day and not any(t[3] >= cell.start and t[4] <= cell.end for t in unit.times):
                for clock in dates.find_clocks(entry.norm, cell.start, cell.end):
                    _clock(context, unit, entry, day, clock, role if not clock.last else None)
        elif not re.search(r"级|服务|系统|编号|影响", cell.header) and day:
            for clock in dates.find_clocks(entry.norm, cell.start, cell.end):
                after = entry.norm[clock.end : clock.end + 14]
                _clock(context, unit, entry, day, clock, _role(entry.norm[cell.start : clock.start], after))
    return day


def _times(context: Context, unit: Unit, entry: Entry, day: date | None) -> date | None:
    norm, end = entry.norm, len(entry.norm.rstrip())
    label = norm[entry.start : entry.body] if entry.body > entry.start else norm[entry.start : entry.start + 8]
    whens = context.dates(entry, entry.start, end, "past")
    moments: list[tuple[int, dates.When | dates.Clock]] = [(w.start, w) for w in whens]
    clocks = dates.find_clocks(norm, entry.start, end)
    moments += [(c.start, c) for c in clocks if not any(w.start < c.end and c.start < w.end for w in whens)]
    unit.taken[entry.position] = [*((w.start, w.end) for w in whens), *((c.start, c.end) for c in clocks)]
    for _, moment in sorted(moments, key=lambda m: m[0]):
        after = norm[moment.end : moment.end + REACH]
        role = _role(norm[max(entry.start, moment.start - 8) : moment.start], after, label)
        if isinstance(moment, dates.Clock):
            if day:
                _clock(context, unit, entry, day, moment, role if not moment.last else None)
            continue
        if day and re.match(r"[昨今明前本上当下]", moment.text):
            continue
        if moment.precision != "day" and not (moment.precision == "range" and moment.clock):
            continue
        if unit.is_timeline and not moment.clock and unit.anchor and re.search(r"改进|前|整改|后续|完成", norm[entry.start :]):
            continue
        day = moment.first or day
        _note(unit, entry, moment.at, role if not moment.clock_end else None, moment.start, moment.end, moment.until, moment.first)
        if moment.until:
            day = moment.until.date()
    return day


def _role(before: str, after: str, label: str = "") -> str | None:
    for name, pattern in LABEL_TIMES[:2]:
        if pattern.search(label) or pattern.search(before):
            return name
    clause = _SENTENCE_END.split(after)[0]
    first = _CLAUSE_END.split(clause.lstrip(" ，,"))[0]
    if _ENDS_AT.search(before):
        return "ended_at"
    if re.search(r"(?:告警|发现|反馈|收到)(?:于|时间)?[:：]?\s*$", before):
        return "detected_at"
    if _STARTS_AT.search(before):
        return "started_at"
    if _BEGINS.match(after):
        return "started_at"
    if ENDED.search(first) and not re.search(r"未恢复|开始恢复|无法恢复", first):
        return "ended_at"
    if _HAPPENS.search(first) and not re.match(r"\s*(?:监控|收到|接到)?\s*(?:告警|发现|反馈)", first):
        return "started_at"
    if DETECTED.search(first):
        return "detected_at"
    if STARTED.search(first):
        return "started_at"
    rest = _CLOCK.split(clause)[0]
    return "ended_at" if _RESTORED.search(rest) else None


def _clock(context: Context, unit: Unit, entry: Entry, day: date, clock: dates.Clock, role: str | None) -> None:
    first = datetime.combine(day + timedelta(days=clock.is_next_day), clock.first)
    earlier = unit.times[-1][0] if unit.times else None
    if not clock.is_next_day and earlier and first < earlier and earlier.hour >= NIGHT and first.hour < 9:
        first += timedelta(days=1)
    last = None
    if clock.last:
        last = datetime.combine(first.date() + timedelta(days=clock.is_last_next_day), clock.last)
        if last < first and first.hour >= NIGHT and last.hour < 9:
            last += timedelta(days=1)
    context.use(entry, clock.start, clock.end)
    _note(unit, entry, first, role, clock.start, clock.end, last, first.date())


def _note(
    unit: Unit, entry: Entry, at: datetime | None, role: str | None, start: int, end: int, until: datetime | None, day: date | None
) -> None:
    if unit.anchor is None and day is not None:
        unit.anchor = (entry, start, end)
    if at is None:
        if day is not None and not unit.times:
            unit.interval = unit.interval or None
            unit.times.append((datetime.combine(day, datetime.min.time()), "day", entry, start, end))
        return
    if until is not None:
        overnight = until < at and at.hour >= NIGHT and until.date() == at.date() and until.hour < 9
        unit.interval = unit.interval or (at, until + timedelta(days=overnight))
        unit.times.append((at, "interval", entry, start, end))
        return
    unit.times.append((at, role, entry, start, end))


def _assemble(context: Context, unit: Unit) -> Incident:
    entry, start, end = unit.anchor  # type: ignore[misc]
    clause = next((c for c in split(entry.norm, entry.start, len(entry.norm)) if c.start <= start < c.end), None)
    stop = clause.end if clause and entry.form != "row" else end
    result = Incident(
        entry=entry,
        start=start if entry.form == "row" else clause.start if clause else start,
        end=max(stop, end),
        project=None,
        rule="incident_row" if unit.row else "incident_text",
    )

    def first(role: str) -> datetime | None:
        return next((t for t, r, *_ in unit.times if r == role), None)

    result.detected_at = first("detected_at")
    result.ended_at = next((t for t, r, *_ in reversed(unit.times) if r == "ended_at"), None) if unit.is_timeline else first("ended_at")
    result.started_at = first("started_at")
    if unit.interval:
        result.started_at = result.started_at or unit.interval[0]
        result.ended_at = result.ended_at or unit.interval[1]
    bare = [(t, e, s, n) for t, r, e, s, n in unit.times if r is None]
    if result.started_at is None:
        plain = [t for t, e, _, n in bare if not (unit.is_timeline and CHANGE.search(e.norm[n : n + 12]))]
        if plain and (result.detected_at is None or plain[0] <= result.detected_at or unit.row):
            result.started_at = plain[0]
        elif not plain and result.detected_at is None and (only := first("day")):
            result.started_at = only
    return result


def _words(unit: Unit, result: Incident, text: str) -> None:
    entries = unit.entries
    if unit.row:
        _row_words(entries[0], result)
    for entry in entries:
        if result.service is None:
            result.service = _service(entry.norm, entry.start)
        if result.severity is None and (grade := SEVERITY.search(entry.norm, entry.start)):
            result.severity = next(g for g in grade.groups() if g)
    if result.service is None and unit.head is not None and is_specific(unit.head):
        result.service = _service(unit.head.norm, unit.head.start)
    if (
        result.severity is None
        and unit.head is not None
        and (unit.is_timeline and (grade := SEVERITY.search(unit.head.norm, unit.head.start)))
    ):
        result.severity = next(g for g in grade.groups() if g)
    shown = entries[0]
    result.summary = result.summary or tidy(shown.raw[shown.start :])[:160]
    if cause := CAUSE.search(text):
        result.cause = result.cause or tidy(cause["t"] or cause["u"])
    word = FIX_WORD.search(text)
    if word and (fix := FIX.search(text, max(0, word.start() - LONGEST_FIX))):
        result.resolution = result.resolution or tidy(fix["t"])


def _row_words(entry: Entry, result: Incident) -> None:
    for cell in entry.cells:
        value = tidy(entry.raw[cell.start : cell.end])
        if not value or value in ("-", "/"):
            continue
        if re.search(r"服务|系统|应用|模块|组件|产品|service|system|component", cell.header, re.IGNORECASE) and result.service is None:
            result.service = value
        elif re.search(r"级|sev|level", cell.header, re.IGNORECASE) and result.severity is None:
            result.severity = value
        elif re.search(r"原因|根因|cause", cell.header, re.IGNORECASE):
            result.cause = value
            if re.search(r"处理|处置", cell.header):
                result.resolution = value
        elif re.search(r"处理|处置|措施|解决", cell.header):
            result.resolution = value
        elif re.search(r"影响|现象|描述|说明|摘要|问题|事件|标题", cell.header) and result.summary is None:
            result.summary = value


def _service(norm: str, start: int) -> str | None:
    for match in LATIN_SERVICE.finditer(norm, start):
        if not NOT_SERVICE.match(match[0]):
            return match[0]
    for match in LATIN_WORD.finditer(norm, start):
        if not NOT_SERVICE.match(match[0]):
            return match[0]
    chinese = CHINESE_SERVICE.search(norm, start)
    return chinese["s"] if chinese else None


def _affected(context: Context, unit: Unit) -> tuple[float, str | None, Entry, int, int] | None:
    """The stated impact: the first count behind 影响, else behind another word of impact, else none."""
    best: tuple[int, int, tuple[float, str | None, Entry, int, int]] | None = None
    for order, entry in enumerate(unit.entries):
        spans = [(c.start, c.end, c.header) for c in entry.cells] if unit.row else [(entry.start, len(entry.norm), "")]
        for start, end, header in spans:
            if unit.row and not _IMPACT_HEADER.search(header):
                continue
            candidate = _count_in(context, unit, entry, start, end, header)
            if candidate and (best is None or (candidate[0], order) < best[:2]):
                best = (candidate[0], order, candidate[1])
    return best[2] if best else None


def _count_in(
    context: Context, unit: Unit, entry: Entry, start: int, end: int, header: str
) -> tuple[int, tuple[float, str | None, Entry, int, int]] | None:
    norm = entry.norm
    found: list[tuple[int, int, tuple[float, str | None, Entry, int, int]]] = []
    taken = unit.taken.get(entry.position)
    if taken is None:
        moments: list[dates.When | dates.Clock] = [*context.dates(entry, start, end, "past"), *dates.find_clocks(norm, start, end)]
        taken = [(moment.start, moment.end) for moment in moments]
    for number in numbers.find(norm, start, end):
        if any(a < number.end and number.start < b for a, b in taken) or number.value < 0:
            continue
        before = norm[start : number.start]
        named = re.search(
            r"(?:次数|笔数|户数|人数|单数|数量|条数|(?:影响|波及|涉及)(?:用户|商户|客户|订单|交易|请求|车辆))\s*[:：]?\s*(?:约|共|为)?\s*$",
            before,
        )
        counted = number.unit or (named[0][0] if named and not re.match(r"影响|波及|涉及", named[0]) and named[0][0] != "数" else None)
        if (not named and (number.unit is None or not re.fullmatch(COUNT_UNITS, number.unit))) or NOT_AFFECTED.search(before):
            continue
        if re.match(r"\s*(?:节点|服务器|机器|IP|pod|Pod|实例|副本|线程|接口|月|小时|分钟)", norm[number.end : number.end + 6]) or (
            number.unit == "次" and re.match(r"\s*(?:重试|告警)", norm[number.end : number.end + 4])
        ):
            continue
        if FILLER in norm[number.start : number.end]:
            continue
        clause_start = max(norm.rfind(mark, start, number.start) for mark in "。;；\n")
        reach = norm[max(start, clause_start) : number.start]
        if re.search(r"影响", header) or _IMPACT_HERE.search(reach):
            rank = 0
        elif IMPACT.search(reach[-24:]) or named:
            rank = 1
        else:
            rank = 2
        if counted == "个" and re.match(r"\s*(?:渠道|通道|资方|系统|服务|应用|分片|库|表|任务|机房)", norm[number.end : number.end + 4]):
            rank += 1  # 4 个渠道共 286 笔: what people lost weighs more than where
        found.append((rank, number.start, (number.value, counted, entry, number.start, number.end)))
    if not found:
        return None
    found.sort(key=lambda f: (f[0], f[1]))
    return found[0][0], found[0][2]
