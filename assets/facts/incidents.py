"""Production incidents from narratives, post-mortems, field lists and tables; a post-mortem's lines are one incident.

Pre-production failures and alarms without effect are none; without a date there is none (contract, Incidents).
What does not belong here: incident logs, which are tables of their own (`assets.documents`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assets.facts import dates, numbers
from assets.facts.clauses import split
from assets.facts.context import Context
from assets.facts.model import Entry, Fact, Incident
from assets.facts.text import FILLER, tidy

_NOT_PRODUCTION = re.compile(
    r"停机维护|计划内?维护|例行维护|预发|测试环境|预生产|准生产|仿真环境|(?<![A-Za-z])(?:SIT|UAT|sit|uat|staging|pre)(?![A-Za-z])|沙箱|(?:开发|测试|联调)(?:集群|机房|库)|与生产无关|非生产|联调环境|开发环境|压测环境|灰度环境|演练"
)
_NO_EFFECT = re.compile(
    r"(?:不|未|无|没有|没)(?:对|造成|产生|有)?(?:任何|实际|线上|生产|用户侧?|业务|客户)*影响(?:到?(?:业务|线上|生产|交易|用户|客户|资金))?(?=\s*(?:$|[，,。;；)|]))|业务无感|用户无感|无业务影响|无感知|零影响|误报|影响[:：]?\s*无(?=\s*(?:$|[，,。;；)|]))"
)
_DETECTED = re.compile(r"监控发现|发现|监控|告警|报警|反馈|接到|收到|察觉|感知|上报|巡检|detected|alert", re.IGNORECASE)
_ENDED = re.compile(r"恢复|解除|回滚|止血|结束|自愈|缓解|修复|回落|追平|补跑完|解决|restored|resolved|recovered", re.IGNORECASE)
_STARTED = re.compile(r"发生|开始|出现|起(?!草)|陆续|触发|started", re.IGNORECASE)
_LABEL_TIMES = (
    ("detected_at", re.compile(r"(?:发现|检测|告警|报警|感知)(?:时间|时刻|\s*:)|^detect", re.IGNORECASE)),
    ("ended_at", re.compile(r"(?:恢复|结束|解决|止血|修复)(?:时间|时刻|\s*:)|^end|^recover|ended|restored", re.IGNORECASE)),
    (
        "started_at",
        re.compile(
            r"(?:发生|开始|起始|故障|影响)?(?:时间|时刻|区间|时段|时间段)|(?:发生|开始)\s*:|^start|^begin|started|^time", re.IGNORECASE
        ),
    ),
)
_BARE_HEADERS = {
    "恢复": "ended_at",
    "结束": "ended_at",
    "解决": "ended_at",
    "发现": "detected_at",
    "告警": "detected_at",
    "开始": "started_at",
    "发生": "started_at",
}
_LATIN_SERVICE = re.compile(r"(?<![A-Za-z0-9_./-])[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)+(?![A-Za-z0-9_])")
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9_./-])[A-Za-z][A-Za-z0-9]{2,}(?=\s*(?:服务|系统|集群|应用|模块|网关|接口|实例|节点))")
_CHINESE_SERVICE = re.compile(
    r"(?:发现|影响|[，,。:：\s)\d】]|^|导致|出现)(?P<s>[\u4e00-\u9fff]{2,8}?(?:服务|系统|平台|网关|中心|集群|渠道|通道|后台|数据库|专线|机房|页面|接口|任务|小程序|收银台|APP))"
)
_NOT_SERVICE = re.compile(
    r"^(?:[A-Z]{1,4}-?\d+$|INC|inc|P\d|S\d|CPU|cpu|IP|M6V|POS|T1|k8s|MTTR|mttr|post-mortem|on-call|online|K8s|UTC|Full-?GC|full-gc|e-mail|CD|AB|bug|BUG|OOM|oom|v\d).*$"
)
_SEVERITY = re.compile(
    r"(?:定级|级别|等级|评级|定为|初步定级|severity)\s*(?:为|是|[:：])?\s*(?P<a>[PpSs][0-5]|[A-E]|[一二三四五]级|\d级)|(?<![A-Za-z0-9-])(?P<b>[PS][0-5])(?![A-Za-z0-9%])|(?<![A-Za-z])(?P<c>[A-E])\s?[级类](?!别)|(?P<d>[一二三四]级)(?:故障|事故|事件)"
)
_COUNT_UNITS = "笔|家|户|辆|人次|人|个|次|单|条|台|起|件|名|位|张|通|份|商户|用户|订单|请求|城"
_NOT_AFFECTED = re.compile(
    r"(?:重启|扩容|回滚|扩|缩|剩余|其余|已补|补发|追回|修复|恢复|清理|下线|切换|增加|历时|持续|耗时|等待|第|多发|升级监管)[^\d，,。;；]{0,6}$"
)
_IMPACT = re.compile(r"影响|失败|受影响|推迟|波及|涉及|超时|报错|异常|损失|丢失|延迟|掉单|卡单|共计|误|拒|重复")
_INCIDENT_WORD = re.compile(
    r"故障|告警|报警|报错|宕机|不可用|事故|异常|oom|OOM|打满|卡顿|白屏|中断|P[0-4]|抖动|雪崩|阻塞|超时|失败|积压|堆积|变慢|卡住"
)
_UNIT_LABEL = re.compile(
    r"^(?:时间线|时间|时间轴|经过|影响|影响范围|影响面|原因|根因|根本原因|直接原因|处理|处置|处理过程|处置过程|措施|改进|改进项|改进措施|后续|整改|现象|概述|发现时间|开始时间|发生时间|恢复时间|结束时间|服务|系统|级别|等级|定级|结论|复盘|责任人|故障描述|描述|摘要|编号|故障编号|事件编号|故障现象|故障时间|发现|恢复|解决方案|待办|action|timeline|impact|root cause)"
)
_CAUSE = re.compile(
    r"(?:根本原因|直接原因|根因|原因)\s*(?:为|是|系|[:：])?\s*(?P<t>[^。;；|\n]{2,80})|(?:由于|因为?)(?P<u>[^，,。;；|\n]{3,60})"
)
_FIX = re.compile(
    r"(?P<t>[^，,。;；|]{0,40}(?:回滚|重启|扩容|切换|限流|降级|修复|更换|清除|下线|屏蔽|kill|补偿|回退|摘除)[^，,。;；|]{0,30})"
)
_CHANGE = re.compile(r"发布|变更|上线|投产|升级|配置")
_NIGHT = 18  # a clock that stands before one of the same day after this hour is the next morning's


@dataclass(slots=True)
class _Unit:
    """The entries that tell of one incident, and the times found in them."""

    entries: list[Entry]
    head: Entry | None = None
    row: bool = False
    times: list[tuple[datetime, str | None, Entry, int, int]] = field(default_factory=list)
    interval: tuple[datetime, datetime] | None = None
    anchor: tuple[Entry, int, int] | None = None
    is_timeline: bool = False


def read(context: Context) -> list[Fact]:
    """Every incident of a report; their entries are marked so that no other rule makes facts of their times."""
    found: list[Fact] = []
    for unit in _units(context.entries):
        incident = _incident(context, unit)
        if incident:
            for entry in unit.entries:
                entry.incident = len(found)
            found.append(incident)
    return found


def _is_specific(heading: Entry) -> bool:
    words = heading.norm[heading.start :]
    return bool(
        _SEVERITY.search(words)
        or _LATIN_SERVICE.search(words)
        or re.search(r"(?:复盘|通报|报告)\s*[:：]\s*\S", words)
        or re.search(r"\d{1,2}[/.月]\d{1,2}", words)
    )


def _units(entries: list[Entry]) -> list[_Unit]:
    below: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent:
            below.setdefault(entry.parent.position, []).append(entry)

    def tree(entry: Entry) -> list[Entry]:
        return [entry] + [e for child in below.get(entry.position, []) if child.form != "heading" for e in tree(child)]

    units: list[_Unit] = []
    for entry in entries:
        if entry.form == "heading" and entry.role == "incident":
            children = [c for c in below.get(entry.position, []) if c.form in ("item", "text", "row", "code") and c.kind != "empty"]
            units += _section(entry, children, tree)
        elif (
            entry.role != "incident"
            and entry.form in ("item", "text")
            and entry.role in ("update", "metric", "note")
            and _looks_like_one(entry)
        ):
            units.append(_Unit(tree(entry), None))
        elif entry.form == "row" and entry.role not in ("incident", "plan") and _is_incident_row(entry):
            units.append(_Unit([entry], None, row=True))
        elif entry.label is not None and entry.role == "incident" and (entry.parent is None or entry.parent.role != "incident"):
            units += _section(entry, [c for c in below.get(entry.position, []) if c.kind != "empty"], tree)
    return units


def _is_incident_row(entry: Entry) -> bool:
    """A table of incidents is one wherever it stands: moments of day, and a column of grade, effect or recovery."""
    headers = " ".join(c.header for c in entry.cells)
    return bool(
        re.search(r"时间|时刻", headers)
        and re.search(r"级别|等级|恢复|影响|现象|故障", headers)
        and re.search(r"\d{1,2}:\d{2}", entry.norm)
    )


def _section(head: Entry, children: list[Entry], tree: object) -> list[_Unit]:
    expand = tree  # a local name for the recursive helper
    items = [c for c in children if c.form != "row"]
    labelled = sum(bool(_UNIT_LABEL.match(c.norm[c.start :].strip(" *【["))) for c in items)
    units = [_Unit([c], head, row=True) for c in children if c.form == "row"]
    if (items and (labelled >= 2 or (labelled and _is_specific(head))) and not _DATED.match(items[0].norm[items[0].start :])) or (
        _is_specific(head) and items and labelled
    ):
        return [*units, _Unit([head, *(e for c in items for e in expand(c))], head, is_timeline=True)]  # type: ignore[operator]
    if (
        _is_specific(head)
        and items
        and all(_DATED.match(c.norm[c.start :]) or not re.search(r"\d{1,2}:\d{2}", c.norm) for c in items)
        and len(items) > 1
        and sum(bool(_DETECTED.search(c.norm) or _ENDED.search(c.norm)) for c in items) >= 2
    ):
        return [*units, _Unit([head, *(e for c in items for e in expand(c))], head, is_timeline=True)]  # type: ignore[operator]
    for child in items:
        joined = expand(child)  # type: ignore[operator]
        starts = child.norm[child.start :].strip(" *【[")
        if (
            units
            and not units[-1].row
            and _is_quoted(child)
            and _is_quoted(units[-1].entries[-1])
            and child.line == units[-1].entries[-1].line + 1
        ):
            units[-1].entries += joined
            units[-1].is_timeline = True
            continue
        if (
            units
            and not units[-1].row
            and not _EARLY_DATE.match(starts)
            and (_UNIT_LABEL.match(starts) or (child.form == "text" and child.line == units[-1].entries[-1].line + 1))
        ):
            units[-1].entries += joined
        else:
            units.append(_Unit(joined, head, is_timeline=len(joined) > 2))
    return units


_DATED = re.compile(
    r"\s*(?:[【\[(]?[PS]\d[】\])]?|【[^】]*】|INC[\w-]*)?\s*[:：]?\s*(?:20\d{2}[-/.年]\s?\d|\d{1,2}\s?[/.月-]\s?\d{1,2}|周[一二三四五六日]|昨|今|\d{1,2}:\d{2})"
)


def _is_quoted(entry: Entry) -> bool:
    return entry.raw.lstrip().startswith(">")


_EARLY_DATE = re.compile(r".{0,16}?(?:20\d{2}[-/.年]\s?\d|(?<![\d.])\d{1,2}\s?[/月]\s?\d{1,2}(?!\d))")


def _looks_like_one(entry: Entry) -> bool:
    text = entry.norm[entry.start :]
    return bool(
        re.search(r"\d{1,2}:\d{2}|\d{1,2}[点时]", text)
        and re.search(r"\d{1,2}\s?[/.月-]\s?\d{1,2}|昨|今天|周[一二三四五六日]", text)
        and _INCIDENT_WORD.search(text)
        and re.search(r"恢复|影响|定级|监控发现|告警|(?<![A-Za-z])P[0-5](?!\d)", text)
    ) and not re.search(r"演练|值守|窗口|计划|预计|维护|公告|压测", text)


def _incident(context: Context, unit: _Unit) -> Incident | None:
    text = "\n".join(e.norm[e.start :] for e in unit.entries)
    day: date | None = None
    for entry in unit.entries:
        day = _row_times(context, unit, entry) if unit.row else _times(context, unit, entry, day)
    if _NOT_PRODUCTION.search(text) and not re.search(r"生产环境|影响(?:约|了)?\s*\d", text):
        return None
    affected = _affected(context, unit)
    if _NO_EFFECT.search(text) and (
        affected is None or re.search(r"业务无感|无业务影响|不影响(?:生产|线上|业务)|未影响(?:生产|线上|业务)", text)
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


def _row_times(context: Context, unit: _Unit, entry: Entry) -> date | None:
    day: date | None = None
    for cell in entry.cells:
        role = next((name for name, pattern in _LABEL_TIMES if pattern.search(cell.header)), None) or _BARE_HEADERS.get(cell.header.strip())
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


def _times(context: Context, unit: _Unit, entry: Entry, day: date | None) -> date | None:
    norm, end = entry.norm, len(entry.norm.rstrip())
    label = norm[entry.start : entry.body] if entry.body > entry.start else norm[entry.start : entry.start + 8]
    whens = context.dates(entry, entry.start, end, "past")
    taken = [(w.start, w.end) for w in whens]
    moments: list[tuple[int, dates.When | dates.Clock]] = [(w.start, w) for w in whens]
    moments += [(c.start, c) for c in dates.find_clocks(norm, entry.start, end) if not any(a < c.end and c.start < b for a, b in taken)]
    for _, moment in sorted(moments, key=lambda m: m[0]):
        after = norm[moment.end : moment.end + _REACH]
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


_REACH = 32


def _role(before: str, after: str, label: str = "") -> str | None:
    for name, pattern in _LABEL_TIMES[:2]:
        if pattern.search(label) or pattern.search(before):
            return name
    clause = re.split(r"[。;；\n]", after)[0]
    first = re.split(r"[，,。;；]", clause.lstrip(" ，,"))[0]
    if re.search(r"(?:恢复|结束)(?:于|时间)?[:：]?\s*$", before):
        return "ended_at"
    if re.match(r"\s*(?:起|开始|左右?发生|发生)", after):
        return "started_at"
    if _ENDED.search(first) and not re.search(r"未恢复|开始恢复|无法恢复", first):
        return "ended_at"
    if re.search(r"发生|开始(?!恢复|排查|处理|介入|回滚)|出现", first) and not re.match(
        r"\s*(?:监控|收到|接到)?\s*(?:告警|发现|反馈)", first
    ):
        return "started_at"
    if _DETECTED.search(first):
        return "detected_at"
    if _STARTED.search(first):
        return "started_at"
    rest = re.split(r"\d{1,2}:\d{2}", clause)[0]
    return "ended_at" if re.search(r"[，,]\s*(?:已|业务|服务)?(?:恢复|止血|缓解)", rest) else None


def _clock(context: Context, unit: _Unit, entry: Entry, day: date, clock: dates.Clock, role: str | None) -> None:
    first = datetime.combine(day + timedelta(days=clock.is_next_day), clock.first)
    earlier = [t for t, *_ in unit.times]
    if not clock.is_next_day and earlier and first < earlier[-1] and earlier[-1].hour >= _NIGHT and first.hour < 9:
        first += timedelta(days=1)
    last = None
    if clock.last:
        last = datetime.combine(first.date() + timedelta(days=clock.is_last_next_day), clock.last)
        if last < first and first.hour >= _NIGHT and last.hour < 9:
            last += timedelta(days=1)
    context.use(entry, clock.start, clock.end)
    _note(unit, entry, first, role, clock.start, clock.end, last, first.date())


def _note(
    unit: _Unit, entry: Entry, at: datetime | None, role: str | None, start: int, end: int, until: datetime | None, day: date | None
) -> None:
    if unit.anchor is None and day is not None:
        unit.anchor = (entry, start, end)
    if at is None:
        if day is not None and not unit.times:
            unit.interval = unit.interval or None
            unit.times.append((datetime.combine(day, datetime.min.time()), "day", entry, start, end))
        return
    if until is not None:
        overnight = until < at and at.hour >= _NIGHT and until.date() == at.date() and until.hour < 9
        unit.interval = unit.interval or (at, until + timedelta(days=overnight))
        unit.times.append((at, "interval", entry, start, end))
        return
    unit.times.append((at, role, entry, start, end))


def _assemble(context: Context, unit: _Unit) -> Incident:
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
        plain = [t for t, e, _, n in bare if not (unit.is_timeline and _CHANGE.search(e.norm[n : n + 12]))]
        if plain and (result.detected_at is None or plain[0] <= result.detected_at or unit.row):
            result.started_at = plain[0]
        elif not plain and result.detected_at is None and (only := first("day")):
            result.started_at = only
    return result


def _words(unit: _Unit, result: Incident, text: str) -> None:
    entries = unit.entries
    if unit.row:
        _row_words(entries[0], result)
    for entry in entries:
        if result.service is None:
            result.service = _service(entry.norm, entry.start)
        if result.severity is None and (grade := _SEVERITY.search(entry.norm, entry.start)):
            result.severity = next(g for g in grade.groups() if g)
    if result.service is None and unit.head is not None and _is_specific(unit.head):
        result.service = _service(unit.head.norm, unit.head.start)
    if (
        result.severity is None
        and unit.head is not None
        and (unit.is_timeline and (grade := _SEVERITY.search(unit.head.norm, unit.head.start)))
    ):
        result.severity = next(g for g in grade.groups() if g)
    shown = entries[0]
    result.summary = result.summary or tidy(shown.raw[shown.start :])[:160]
    if cause := _CAUSE.search(text):
        result.cause = result.cause or tidy(cause["t"] or cause["u"])
    if fix := _FIX.search(text):
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
    for match in _LATIN_SERVICE.finditer(norm, start):
        if not _NOT_SERVICE.match(match[0]):
            return match[0]
    for match in _LATIN_WORD.finditer(norm, start):
        if not _NOT_SERVICE.match(match[0]):
            return match[0]
    chinese = _CHINESE_SERVICE.search(norm, start)
    return chinese["s"] if chinese else None


def _affected(context: Context, unit: _Unit) -> tuple[float, str | None, Entry, int, int] | None:
    """The stated impact: the first count behind 影响, else behind another word of impact, else none."""
    best: tuple[int, int, tuple[float, str | None, Entry, int, int]] | None = None
    for order, entry in enumerate(unit.entries):
        spans = [(c.start, c.end, c.header) for c in entry.cells] if unit.row else [(entry.start, len(entry.norm), "")]
        for start, end, header in spans:
            if unit.row and not re.search(r"影响|现象|描述|说明|摘要|问题|数|范围|量|impact|summary", header, re.IGNORECASE):
                continue
            candidate = _count_in(context, entry, start, end, header)
            if candidate and (best is None or (candidate[0], order) < best[:2]):
                best = (candidate[0], order, candidate[1])
    return best[2] if best else None


def _count_in(
    context: Context, entry: Entry, start: int, end: int, header: str
) -> tuple[int, tuple[float, str | None, Entry, int, int]] | None:
    norm = entry.norm
    found: list[tuple[int, int, tuple[float, str | None, Entry, int, int]]] = []
    taken = [(w.start, w.end) for w in context.dates(entry, start, end, "past")] + [
        (c.start, c.end) for c in dates.find_clocks(norm, start, end)
    ]
    for number in numbers.find(norm, start, end):
        if any(a < number.end and number.start < b for a, b in taken) or number.value < 0:
            continue
        before = norm[start : number.start]
        named = re.search(
            r"(?:次数|笔数|户数|人数|单数|数量|条数|(?:影响|波及|涉及)(?:用户|商户|客户|订单|交易|请求|车辆))\s*[:：]?\s*(?:约|共|为)?\s*$",
            before,
        )
        unit = number.unit or (named[0][0] if named and not re.match(r"影响|波及|涉及", named[0]) and named[0][0] != "数" else None)
        if (not named and (number.unit is None or not re.fullmatch(_COUNT_UNITS, number.unit))) or _NOT_AFFECTED.search(before):
            continue
        if re.match(r"\s*(?:节点|服务器|机器|IP|pod|Pod|实例|副本|线程|接口|月|小时|分钟)", norm[number.end : number.end + 6]) or (
            number.unit == "次" and re.match(r"\s*(?:重试|告警)", norm[number.end : number.end + 4])
        ):
            continue
        if FILLER in norm[number.start : number.end]:
            continue
        clause_start = max(norm.rfind(mark, start, number.start) for mark in "。;；\n")
        reach = norm[max(start, clause_start) : number.start]
        if re.search(r"影响", header) or re.search(r"影响(?!面积)", reach):
            rank = 0
        elif _IMPACT.search(reach[-24:]) or named:
            rank = 1
        else:
            rank = 2
        found.append((rank, number.start, (number.value, unit, entry, number.start, number.end)))
    if not found:
        return None
    found.sort(key=lambda f: (f[0], f[1]))
    return found[0][0], found[0][2]
