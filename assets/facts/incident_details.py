"""What an incident's lines say besides times and counts: service, grade, summary, cause, resolution.

What does not belong here: how services are known (`incident_services`), how times are found (`incident_times`),
how many were hurt (`incident_counts`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.incident_services import service
from assets.facts.incident_units import Unit, is_specific
from assets.facts.incident_words import (
    CAUSE,
    DENIED,
    FIX,
    FIX_WORD,
    GRADE_CELL,
    LONGEST_FIX,
    NO_GRADE,
    SEVERITY,
)
from assets.facts.model import Entry, Incident
from assets.facts.text import tidy

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
    title = unit.head if unit.head is not None and is_specific(unit.head) else _title(unit)
    told = [*unit.entries, title] if title else unit.entries
    incident.service = incident.service or service(told)
    incident.severity = (
        incident.severity
        or next(filter(None, (grade(e.norm, e.start) for e in unit.entries)), None)
        or (grade(title.norm, title.start) if title else None)
        or _grade_above(unit.head)
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


def _title(unit: Unit) -> Entry | None:
    """The graded title that an incident stands below by itself: `【P2 | 已闭环】支付路由误切`."""
    above = unit.entries[0].parent if not unit.row else None
    is_alone = above is not None and above.form == "heading" and above.children <= len(unit.entries) + 1
    return above if above is not None and is_alone and _GRADE_FIRST.match(above.norm, above.start) else None


_GRADE_FIRST = re.compile(r"[【\[(*\s]*(?:[PS]\d|SEV-?\d)(?![\dA-Za-z])", re.IGNORECASE)


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
