"""Production incidents from narratives, post-mortems, field lists and tables; a post-mortem's lines are one incident.

Pre-production failures and alarms without effect are none; without a date there is none (contract, Incidents).
What does not belong here: incident logs, which are tables of their own (`assets.documents`).
"""

from __future__ import annotations

from datetime import time, timedelta

from assets.facts import incident_rows, incident_times
from assets.facts import regex as re
from assets.facts.clauses import split
from assets.facts.context import Context
from assets.facts.incident_counts import Count, affected
from assets.facts.incident_details import describe, grade
from assets.facts.incident_parts import apart
from assets.facts.incident_search import units
from assets.facts.incident_units import Unit
from assets.facts.incident_words import DETECTED, INCIDENT_WORD, NO_EFFECT, NOT_PRODUCTION
from assets.facts.model import Fact, Incident

_TOLD_AFTERWARDS = re.compile(r"(?:根本|直接|主要)?原因|根因|root cause|改进|后续|措施|整改|复盘|action|由于|定位|排查", re.IGNORECASE)
_PRODUCTION = re.compile(r"生产环境|影响(?:约|了)?\s*\d(?![\d,.]*\s?(?:[个名位]?(?:同学|联调|测试|研发|开发)|个?小时|分钟|min|h))")
_HURT = re.compile(r"影响(?:约|了)?\s?\d")
_FELT_ONLY_INSIDE = re.compile(r"无(?:外部)?(?:用户|客户|商户)影响")
"""Graded all the same: `P4｜03:30–04:05｜磁盘写满，对账文件晚出，无用户影响`."""
_OF_WORK = re.compile(
    r"(?:bug|缺陷)\s?修复|(?:整改|改进)(?:项|措施|工作)?(?:均|都|已|全部)|[的后](?:整改|改进)(?:项|措施|进展|情况|动作)?\s*[:：]|(?:整改|改进)(?:项|措施)?(?:跟进|跟踪|进展|闭环)|整改(?:项|措施)\s?\d|复盘会|阈值[^，,。;；]{0,12}[调改]|告警(?:规则|策略|配置)[^，,。;；]{0,6}(?:调整|优化|上线)"
)
_SURELY_NO_EFFECT = re.compile(
    r"(?:业务|线上|用户侧?|客户|交易)(?:均|都)?无感|无业务影响|(?:不|未|没有?)影响(?:生产|线上|业务)|业务无影响|非(?:系统|平台|我方)(?:问题|故障|原因)|[均都全](?:部)?[为是]误报"
)


def read(context: Context) -> list[Fact]:
    """Every incident of a report; their entries are marked so that no other rule makes facts of their times."""
    found: list[Fact] = []
    for unit in (part for told in units(context.entries) for part in apart(told)):
        incident = _incident(context, unit)
        if incident:
            for entry in unit.entries:
                context.entries[entry.position].incident = len(found)
            found.append(incident)
    return found


def _incident(context: Context, unit: Unit) -> Incident | None:
    text = "\n".join(e.norm[e.start :] for e in unit.entries)
    if unit.row:
        incident_rows.collect(context, unit, unit.entries[0])
    else:
        incident_times.collect(context, unit)
    count = affected(context, unit)
    if unit.anchor is None or _is_elsewhere(unit, text) or _is_harmless(text, count) or _is_nothing(unit, text):
        return None
    if count is None and _is_routine(text):
        return None
    incident = _begun(unit)
    incident_times.assign(unit, incident)
    if count:
        incident.affected_count, incident.affected_unit = count.value, count.unit
        context.use(count.entry, count.start, count.end)
    describe(unit, incident, text)
    if count is None and incident.service is None and incident.severity is None and _is_ahead(context, incident):
        return None
    return incident


def _is_elsewhere(unit: Unit, text: str) -> bool:
    """Pre-production, a drill or a window of maintenance, told as what happened rather than as its cause or what comes of it."""
    if unit.head is not None and _DRILLS.search(unit.head.norm, unit.head.start):
        return True
    afterwards = _TOLD_AFTERWARDS.search(text)
    happened = text[: afterwards.start()] if afterwards else text
    return NOT_PRODUCTION.search(happened) is not None and not _PRODUCTION.search(text)


_EMPTY = re.compile(r"|-+|/|—+|无|正常|无异常|无事|N/?A", re.IGNORECASE)
"""`| 3/27 | 无 | - |`"""
_DRILLS = re.compile(r"(?<![与和及&、/])演练(?:情况|记录|进展|结果)?\s*$")
"""`## 故障演练`, but not `## 故障与演练`."""


def _is_harmless(text: str, count: Count | None) -> bool:
    if count is not None and count.value == 0 and not grade(text):
        return True
    if NO_EFFECT.search(text) is None or (_FELT_ONLY_INSIDE.search(text) and grade(text)):
        return False
    return count is None or _SURELY_NO_EFFECT.search(text) is not None


def _is_nothing(unit: Unit, text: str) -> bool:
    """`3/27 无异常`, `3/20 故障的整改项已全部完成` below a heading of incidents: a day, and nothing that failed."""
    if unit.row and len(unit.times) == 1 and unit.times[0].at.time() == time.min:
        return all(_EMPTY.fullmatch(unit.entries[0].norm[c.start : c.end].strip()) for c in unit.entries[0].cells[1:])
    if not unit.row and _MEETING.search(text):
        return True
    if unit.row or any(moment.role != "day" for moment in unit.times):
        return False
    rest = _NOTHING_FAILED.sub("", text)
    if unit.head is not None and _AFTERWARDS.search(unit.head.norm, unit.head.start):
        return True
    return bool(_OF_WORK.search(text)) or not (INCIDENT_WORD.search(rest) or DETECTED.search(rest) or grade(text) or _HURT.search(text))


_MEETING = re.compile(r"^[^，,。;；\u4e00-\u9fff]*[^，,。;；\d]{0,16}(?:复盘|评审|沟通|分享|宣讲)会?\W*$")
"""`3/27 14:00-15:00 故障复盘会`"""
_AFTERWARDS = re.compile(r"(?:整改|改进)(?:项|措施|情况|跟踪|跟进|进展)*\s*$")


def _is_routine(text: str) -> bool:
    """`6/29凌晨例行发布，无异常`: a change that went well, and nothing that failed."""
    rest = _NOTHING_FAILED.sub("", text)
    return (
        (rest != text or _ANNOUNCED.search(rest) is not None)
        and _ROUTINE.search(rest) is not None
        and not (INCIDENT_WORD.search(rest) or DETECTED.search(rest) or grade(rest))
    )


_NOTHING_FAILED = re.compile(
    r"(?:无|未见|没有?|未发现|未出现)(?:明显|任何|业务|线上|新增|处理|收到|出现|发生|发现|触发|值班)*(?:异常|故障|告警|报警|报错|投诉|客诉|问题|影响)|(?:过程|运行|业务|整体|一切)(?:均|都)?(?:平稳|正常|顺利)|顺利(?:完成|结束)"
)
_ANNOUNCED = re.compile(r"窗口|封网|公告|例行|计划内|^\W*(?:计划|预计|拟)")
_ROUTINE = re.compile(r"发布|变更|上线|投产|升级|扩容|割接|巡检|切换|维护|封网|值守")


def _is_ahead(context: Context, incident: Incident) -> bool:
    """`台账纳入每月检查，从 12 月 1 日开始执行`: what is to come is none, and promised where a section of incidents tells it."""
    first = incident.started_at or incident.detected_at or incident.ended_at
    return first is not None and context.calendar is not None and first.date() > context.calendar.today + _MISDATED


_MISDATED = timedelta(days=2)
"""The report may have been dated before it was finished."""


def _begun(unit: Unit) -> Incident:
    """The incident with the clause that holds its first day as quote."""
    entry, start, end = unit.anchor  # type: ignore[misc]
    clause = (
        None
        if entry.cells  # of a row, or of a field of one, which is quoted from its cell
        else next((c for c in split(entry.norm, entry.start, len(entry.norm)) if c.start <= start < c.end), None)
    )
    rule = "incident_row" if unit.row else "incident_text"
    first, last = (clause.start, max(clause.end, end)) if clause else (start, end)
    return Incident(entry=entry, start=first, end=last, project=None if entry.role == "incident" else entry.project, rule=rule)
