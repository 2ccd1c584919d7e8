"""What an incident's lines say besides times and counts: service, grade, summary, cause, resolution.

What does not belong here: how times are found (`incident_times`), how many were hurt (`incident_counts`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.incident_units import Unit, begin, is_specific
from assets.facts.incident_words import (
    CAUSE,
    CHINESE_SERVICE,
    DENIED,
    FIX,
    FIX_WORD,
    GRADE_CELL,
    INFRASTRUCTURE,
    LATIN_NAME,
    LATIN_SERVICE,
    LATIN_WORD,
    LONGEST_FIX,
    NO_GRADE,
    NOT_SERVICE,
    SERVICE_LABEL,
    SEVERITY,
)
from assets.facts.model import Entry, Incident
from assets.facts.text import tidy

_BETWEEN_BARS = re.compile(r"(?:[PS]\d|SEV-?\d|[一二三四]级(?:事件|故障)?)\s*\|\s*(?P<s>[\u4e00-\u9fff]{2,10})\s*\|\s*(?=\d)")
"""`P2 | 聚合码 | 3/26 18:20 开始`"""
_QUOTED = re.compile(r"「(?P<s>[^「」]{2,12})」")
_SERVICES = (SERVICE_LABEL, LATIN_SERVICE, LATIN_WORD, CHINESE_SERVICE, LATIN_NAME, _QUOTED, _BETWEEN_BARS, INFRASTRUCTURE)
_GRADE_ALONE = re.compile(r"\(\s*([A-E])\s*\)\s*(?:$|[。.;；]|(?=\d{1,2}[/月.]\d))")
"""`影响 640 笔（D）`: a letter in brackets by itself."""
_LONGEST_SUMMARY = 160  # code points
_EMPTY = ("", "-", "/", "无", "待定")
_SERVICE_HEADER = re.compile(r"服务|系统|应用|模块|组件|产品|service|system|component", re.IGNORECASE)
_GRADE_HEADER = re.compile(r"级|sev|level|grade|priority", re.IGNORECASE)
_CAUSE_HEADER = re.compile(r"原因|根因|cause", re.IGNORECASE)
_FIX_HEADER = re.compile(r"处理|处置|措施|解决|resolution|fix|action", re.IGNORECASE)
_SUMMARY_HEADER = re.compile(r"影响|现象|描述|说明|摘要|概[述要况]|简[述介]|问题|事件|标题|故障|summary|impact|title", re.IGNORECASE)


def describe(unit: Unit, incident: Incident, text: str) -> None:
    """Fill in the words; `text` is all that the unit says."""
    if unit.row:
        _of_row(unit.entries[0], incident)
    told = unit.entries if unit.head is None or not is_specific(unit.head) else [*unit.entries, unit.head]
    incident.service = incident.service or _service(told)
    incident.severity = (
        incident.severity or next(filter(None, (grade(e.norm, e.start) for e in unit.entries)), None) or _grade_above(unit.head)
    )
    shown = unit.entries[0]
    incident.summary = incident.summary or tidy(shown.raw[shown.start :])[:_LONGEST_SUMMARY]
    if cause := CAUSE.search(text):
        incident.cause = incident.cause or tidy(cause["t"] or cause["u"])
    word = FIX_WORD.search(text)
    if word and (fix := FIX.search(text, max(0, word.start() - LONGEST_FIX))):
        incident.resolution = incident.resolution or tidy(fix["t"])


def grade(norm: str, start: int = 0) -> str | None:
    """The grade that words tell: 定级 C → C, Sev2, 一级."""
    told = [
        found for found in SEVERITY.finditer(norm, start) if not DENIED.search(norm[max(start, found.start() - _REACH) : found.start()])
    ]
    found = told[0] if told else _GRADE_ALONE.search(norm, start)
    return next(g for g in found.groups() if g) if found else None


_REACH = 12  # code points in front of a grade that may deny it


def _grade_above(head: Entry | None) -> str | None:
    """`### P2 级（1 起）` grades what stands below it, where it names one grade and does not deny it."""
    while head is not None and head.role == "incident":
        words = head.norm[head.start :]
        grades = {next(g for g in found.groups() if g) for found in SEVERITY.finditer(words)}
        if grades:
            return grades.pop() if len(grades) == 1 and not NO_GRADE.search(words) else None
        head = head.parent
    return None


def _of_row(entry: Entry, incident: Incident) -> None:
    for cell in entry.cells:
        value, header = tidy(entry.raw[cell.start : cell.end]), cell.header
        if value in _EMPTY:
            continue
        if _SERVICE_HEADER.search(header) and incident.service is None:
            incident.service = value
        elif _GRADE_HEADER.search(header) and incident.severity is None:
            incident.severity = _grade_of_cell(value)
        elif _CAUSE_HEADER.search(header):
            incident.cause = value
            if _FIX_HEADER.search(header):
                incident.resolution = value
        elif _FIX_HEADER.search(header):
            incident.resolution = value
        elif _SUMMARY_HEADER.search(header) and incident.summary is None:
            incident.summary = value


def _grade_of_cell(value: str) -> str:
    """`C 级` and `P3（初判）` without what surrounds the grade; any other word as it stands."""
    found = GRADE_CELL.match(value)
    return found["g"] if found else value


_WHY = re.compile(
    r"^(?:(?:因为?|由于)[\u4e00-\u9fff]{0,6}?(?:错误|异常|失误|不当|问题|变更|过期|升级|发布|故障|耗尽|打满)|[用客商]户反馈)(?=[\u4e00-\u9fffA-Z]{3})"
)
"""What stands before the service in `因配置错误支付网关不可用`."""
_HOUR = re.compile(r"^(?:[凌清]晨|[早晚][上间]|[上中下]午|傍晚|[半深午]夜|夜[里间]|晚高峰)(?=[\u4e00-\u9fffA-Z]{3})")
"""`3/26 凌晨对账任务卡死`"""


def _service(told: Sequence[Entry]) -> str | None:
    """A name such as pay-core wherever it stands, else a Chinese one (支付网关), else a bare word (redis)."""
    mending = [entry for entry in told if _OF_MENDING.match(begin(entry))]
    for entries in ([entry for entry in told if entry not in mending], mending):
        for pattern in _SERVICES:
            for entry in entries:
                for match in pattern.finditer(entry.norm[entry.start :]):
                    if not NOT_SERVICE.match(match["s"]):
                        return _WHY.sub("", _HOUR.sub("", match["s"]))
    return next(filter(None, map(_beside_day, told)), None)


_OF_MENDING = re.compile(r"(?:处理|处置|改进|整改|后续|解决|修复)(?:过程|措施|方案|方式|项)?\s*:")
"""`处理：重启 auth 节点` names what was restarted."""


def _beside_day(entry: Entry) -> str | None:
    """What no noun marks as a service, by where it stands: `清算` in `3/26 清算 9:12 起超时` and `代付 - 3/28 15:21 到 16:02`."""
    words = begin(entry)
    found = _BETWEEN.search(words) or _IN_FRONT.match(words)
    return found["s"] if found and not _NO_NAME.search(found["s"]) and not NOT_SERVICE.match(found["s"]) else None


_DAY = r"(?:20\d\d[-/.年])?\d{1,2}(?:[/.-]\d{1,2}|\s?月\s?\d{1,2}\s?日)"
_NAME = r"(?P<s>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]{1,9}?)"
_BETWEEN = re.compile(rf"(?<![\d/.-]){_DAY}[,，\s]\s*{_NAME}\s?(?:[(:]\s?)?(?=\d{{1,2}}:\d{{2}})")
_IN_FRONT = re.compile(
    rf"(?:[\[【(]?[PS]\d[\]】)]?\s*[|:·-]?\s*|[\[【]?[一二三四]级(?:故障|事件)?[\]】]?\s*[|:·-]?\s*)?[\[【]?{_NAME}[\]】]?\s*[:|·-]*\s*(?={_DAY}\s?[,，]?\s?[凌早晚上下中]?[晨上午]?\s?\d{{1,2}}\s?[:点])"
)
_NO_NAME = re.compile(
    r"[周月日晨午晚早夜间时][一二三四五六日上间里]?$|本周|上周|昨|今|当[天日]|发[生现]|开始|时间|问题|事[件故项]|故障|异常|告警|线上|生产|[起次个]$|日期|恢复|影响|概述|经过|复盘|通报|另|其|共|新增|起|于|在|由|左右|因|后|我们|值班|用户|客服|商户|运营|[故事]"
)
