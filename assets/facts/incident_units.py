"""Which entries tell of one incident: a paragraph, a post-mortem, a field list, a row. What does not belong here: its times and words (`incidents`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from assets.facts.incident_words import (
    DATED,
    DETECTED,
    EARLY_DATE,
    ENDED,
    INCIDENT_WORD,
    LATIN_SERVICE,
    SEVERITY,
    UNIT_LABEL,
)
from assets.facts.model import Entry

_OF_ONE = re.compile(r"(?:复盘|通报|报告)\s*[:：]\s*\S")
_DAY = re.compile(r"\d{1,2}[/.月]\d{1,2}")
_TIME_HEADER = re.compile(r"时间|时刻")


@dataclass(slots=True)
class Unit:
    """The entries that tell of one incident, and the times found in them."""

    entries: list[Entry]
    head: Entry | None = None
    row: bool = False
    times: list[tuple[datetime, str | None, Entry, int, int]] = field(default_factory=list)
    interval: tuple[datetime, datetime] | None = None
    anchor: tuple[Entry, int, int] | None = None
    is_timeline: bool = False
    taken: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Where dates and times of day stand in each entry, by its position: their numbers count nothing."""


def is_specific(heading: Entry) -> bool:
    """Whether a heading names one incident: a grade, a service, a date."""
    words = heading.norm[heading.start :]
    return bool(SEVERITY.search(words) or LATIN_SERVICE.search(words) or _OF_ONE.search(words) or _DAY.search(words))


def units(entries: list[Entry]) -> list[Unit]:
    """The units of a report in the order of its entries."""
    below: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent:
            below.setdefault(entry.parent.position, []).append(entry)

    def tree(entry: Entry) -> list[Entry]:
        return [entry] + [e for child in below.get(entry.position, []) if child.form != "heading" for e in tree(child)]

    units: list[Unit] = []
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
            units.append(Unit(tree(entry), None))
        elif entry.form == "row" and entry.role not in ("incident", "plan") and is_incident_row(entry):
            units.append(Unit([entry], None, row=True))
        elif entry.label is not None and entry.role == "incident" and (entry.parent is None or entry.parent.role != "incident"):
            units += _section(entry, [c for c in below.get(entry.position, []) if c.kind != "empty"], tree)
    return units


def is_incident_row(entry: Entry) -> bool:
    """A table of incidents is one wherever it stands: moments of day, and a column of grade, effect or recovery."""
    headers = " ".join(c.header for c in entry.cells)
    return bool(
        _TIME_HEADER.search(headers) and re.search(r"级别|等级|恢复|影响|现象|故障", headers) and re.search(r"\d{1,2}:\d{2}", entry.norm)
    )


def _section(head: Entry, children: list[Entry], tree: object) -> list[Unit]:
    expand = tree  # a local name for the recursive helper
    items = [c for c in children if c.form != "row"]
    labelled = sum(bool(UNIT_LABEL.match(c.norm[c.start :].strip(" *【["))) for c in items)
    units = [Unit([c], head, row=True) for c in children if c.form == "row"]
    if labelled >= 2:
        last = max(i for i, c in enumerate(items) if UNIT_LABEL.match(c.norm[c.start :].strip(" *【[")))
        apart = next((i for i, c in enumerate(items) if i > last and c.form == "text" and DATED.match(c.norm[c.start :])), len(items))
        others, items = items[apart:], items[:apart]
        units += [Unit(expand(c)) for c in others]  # type: ignore[operator]
    if (items and (labelled >= 2 or (labelled and is_specific(head))) and not DATED.match(items[0].norm[items[0].start :])) or (
        is_specific(head) and items and labelled
    ):
        return [*units, Unit([head, *(e for c in items for e in expand(c))], head, is_timeline=True)]  # type: ignore[operator]
    if (
        is_specific(head)
        and items
        and all(DATED.match(c.norm[c.start :]) or not re.search(r"\d{1,2}:\d{2}", c.norm) for c in items)
        and len(items) > 1
        and sum(bool(DETECTED.search(c.norm) or ENDED.search(c.norm)) for c in items) >= 2
    ):
        return [*units, Unit([head, *(e for c in items for e in expand(c))], head, is_timeline=True)]  # type: ignore[operator]
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
            and not EARLY_DATE.match(starts)
            and (UNIT_LABEL.match(starts) or (child.form == "text" and child.line == units[-1].entries[-1].line + 1))
        ):
            units[-1].entries += joined
        else:
            units.append(Unit(joined, head, is_timeline=len(joined) > 2))
    return units


def _is_quoted(entry: Entry) -> bool:
    return entry.raw.lstrip().startswith(">")


_CLOCK = re.compile(r"\d(?::\d{2}|[点时])")


_HURT = re.compile(r"(?:影响|波及)[^，,。;；\d]{0,8}\d")


def _looks_like_one(entry: Entry) -> bool:
    text = entry.norm[entry.start :]
    return bool(
        _CLOCK.search(text)
        and re.search(r"\d{1,2}\s?[/.月-]\s?\d{1,2}|昨|今天|周[一二三四五六日]", text)
        and (INCIDENT_WORD.search(text) or _HURT.search(text) or re.match(r"(?:线上|生产|现网)?(?:问题|事件|故障|事故|异常)\s*:", text))
        and re.search(r"恢复|影响|波及|定级|监控发现|告警|(?<![A-Za-z])P[0-5](?!\d)", text)
    ) and not re.search(r"演练|值守|窗口|计划|预计|维护|公告|压测", text)
