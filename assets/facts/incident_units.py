"""Which entries tell of one incident: a paragraph, a post-mortem, a field list, a row.

What does not belong here: where a report tells of incidents (`incident_search`), their times and words (`incidents`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from assets.facts import regex as re
from assets.facts.incident_words import (
    DATED,
    DETECTED,
    EARLY_DATE,
    ENDED,
    LATIN_SERVICE,
    SEVERITY,
    UNIT_LABEL,
)
from assets.facts.model import Entry

Tree = Callable[[Entry], list[Entry]]
"""An entry with all that stands below it, headings apart."""

_OF_ONE = re.compile(r"(?:复盘|通报|报告)\s*[:：]\s*\S")
_DAY = re.compile(
    r"(?<![\d./~-])(?:20\d{2}\s?[-/.年]\s?)?(?P<month>\d{1,2})\s?[/.月-]\s?(?P<day>\d{1,2})(?![\d%])(?!\s?[日号]?\s*[-~至到]\s*\d{1,2}[/.月])"
)
CLOCK = re.compile(
    r"\d(?<!\d\d)\d?(?::[0-5]\d(?!\d)|\s?[点时](?!间))"
    r"|[一二两三四五六七八九十]点(?:(?=半|零[一-九]|[二三四五]?十|[一三]刻|左右)|(?<=[上下]午.点)|(?<=[早晚]上.点))"
)
BY_CLOCK = re.compile(r"(?:次日|当日|当天)?\s*(?:上午|下午|凌晨|晚上?)?\s*\d{1,2}(?::\d{2}|\s?[点时](?!间))")
_BY_EARLY_CLOCK = re.compile(rf"(?:[\u4e00-\u9fff]{{2,6}}[，,:]\s*)?(?:{BY_CLOCK.pattern})")
"""`经排查，20:14 开始超时` below a paragraph that told the day."""
TIME_HEADER = re.compile(r"时间|时刻|日期|开始|发现|date|time|start", re.IGNORECASE)
_STEP_HEADER = re.compile(
    r"^\s*(?:事件|事情|事项|事实|现象|情况|动态|发生|发生了什么|做了什么|备注|节点|动作|操作|过程|经过|进展|描述|说明|内容|阶段|处理|人|角色|谁|event|action|step|what|who|note|detail)",
    re.IGNORECASE,
)
_EARLY = 20  # code points within which a day stands that an item begins with


@dataclass(slots=True)
class Moment:
    """A time that the lines of an incident tell, where it stands, and what it is: the column of a time, `interval`, `day`, or None."""

    at: datetime
    role: str | None
    entry: Entry
    start: int
    end: int
    is_sure: bool = True
    """Not so for a 回滚 or 部分恢复, which ends an incident only where nothing else is told to end it."""


@dataclass(slots=True)
class Unit:
    """The entries that tell of one incident, and the times found in them."""

    entries: list[Entry]
    head: Entry | None = None
    row: bool = False
    times: list[Moment] = field(default_factory=list)
    interval: tuple[datetime, datetime] | None = None
    anchor: tuple[Entry, int, int] | None = None
    is_timeline: bool = False
    taken: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Where dates and times of day stand in each entry, by its position: their numbers count nothing."""


def is_specific(heading: Entry) -> bool:
    """Whether a heading names one incident: a grade, a service, a date."""
    words = heading.norm[heading.start :]
    return bool(SEVERITY.search(words) or LATIN_SERVICE.search(words) or _OF_ONE.search(words) or _DAY.search(words))


def section(head: Entry, children: list[Entry], tree: Tree) -> list[Unit]:
    """The incidents below a heading: all of it is one post-mortem, or each item begins one or goes on with the last."""
    steps = _steps(head, children)
    found = [Unit([c], c.parent, row=True) for c in children if c.form == "row" and c not in steps]
    items = [e for c in children if c.form != "row" or c in steps for e in _told_below(c, tree(c))]
    if count := _told_of_head(head, items):
        found.append(Unit([head, *(e for c in items[:count] for e in tree(c))], head, is_timeline=True))
        items = items[count:]
    for child in items:
        last = found[-1] if found and not found[-1].row else None
        if last is None or not _goes_on(last, child, tree(child)):
            joined = tree(child)
            found.append(Unit(joined, child.parent, is_timeline=len(joined) > 2))
    return found


def _told_below(child: Entry, joined: list[Entry]) -> list[Entry]:
    """`本周发生 2 起：` tells of none itself; each item below it does."""
    direct = [e for e in joined if e.parent is child]
    return direct if _day(begin(child)) is None and sum(map(_is_whole, direct)) > 1 else [child]


def _steps(head: Entry, children: list[Entry]) -> list[Entry]:
    """The rows of a post-mortem's own table: `| 14:02 | 开始堆积 |` below 时间 and 事件, `| 影响 | 128 笔 |`."""
    rows = [c for c in children if c.form == "row"]
    if len(rows) < 2:
        return []
    headers = [cell.header for cell in rows[0].cells]
    is_timeline = (
        is_specific(head) and len(headers) > 1 and bool(TIME_HEADER.search(headers[0])) and all(_STEP_HEADER.match(h) for h in headers[1:])
    )
    is_list = len(headers) <= 2 and sum(bool(UNIT_LABEL.match(begin(row))) for row in rows) * 2 > len(rows)
    return rows if is_timeline or is_list else []


def _told_of_head(head: Entry, items: list[Entry]) -> int:
    """How many items, from the first, tell of the one incident that the heading names; 0 where each tells of its own."""
    labelled = [i for i, c in enumerate(items) if UNIT_LABEL.match(begin(c))]
    if not items or sum(map(_is_whole, items)) > 1:
        return 0
    specific = is_specific(head)
    if specific and labelled:
        return _until_next(items, labelled)
    if len(labelled) > 1 and not DATED.match(begin(items[0])):
        return _until_next(items, labelled)
    if not specific:
        return 0
    if _is_dated_timeline(items):
        return len(items)
    day, first = _day(head.norm[head.start :]), _day(begin(items[0])[:_EARLY])
    is_told = CLOCK.search(items[0].norm) and (first is None or first == day)
    if not is_told:
        return 0
    return next((i for i, c in enumerate(items) if (own := _day(begin(c)[:_EARLY])) and own != day and CLOCK.search(c.norm)), len(items))


def _until_next(items: list[Entry], labelled: list[int]) -> int:
    """A dated paragraph behind the last label tells of another incident."""
    last = labelled[-1] if len(labelled) > 1 else len(items)
    return next((i for i, c in enumerate(items) if i > last and c.form == "text" and DATED.match(c.norm[c.start :])), len(items))


def _is_dated_timeline(items: list[Entry]) -> bool:
    """`3/26 14:10 监控告警` and `3/26 14:55 恢复` below a heading that names the incident: a moment in each."""
    return (
        len(items) > 1
        and all(DATED.match(c.norm[c.start :]) or not CLOCK.search(c.norm) for c in items)
        and sum(bool(DETECTED.search(c.norm) or ENDED.search(c.norm)) for c in items) > 1
    )


def _goes_on(last: Unit, child: Entry, joined: list[Entry]) -> bool:
    """Whether an item goes on with the incident before it; if so it is added."""
    words, before = begin(child), last.entries[-1]
    follows = child.line == before.line + 1
    own = _day(words[:_EARLY])
    is_undated = not any(_DAY.search(e.norm) for e in last.entries)
    is_told_of = not any(CLOCK.search(e.norm) for e in last.entries) and _day(begin(last.entries[0])[: 2 * _EARLY])
    if _is_quoted(child) and _is_quoted(before) and follows:
        last.is_timeline = True
    elif is_told_of and (own == is_told_of if own else _BY_EARLY_CLOCK.match(words)) and "text" in (child.form, last.entries[0].form):
        last.is_timeline = True  # `3/26 优惠券页白屏` above `22:47 监控发现…`
    elif own is None and BY_CLOCK.match(words) and (last.is_timeline or (follows and not any(ENDED.search(e.norm) for e in last.entries))):
        last.is_timeline = True
    elif is_undated and follows and UNIT_LABEL.match(words):
        pass  # `【P2】支付结果页打不开` above `发生：3/25 10:12`
    elif EARLY_DATE.match(words) or not (UNIT_LABEL.match(words) or (child.form == "text" and follows)):
        return False
    last.entries += joined
    return True


def _is_whole(entry: Entry) -> bool:
    """Whether an item tells an incident by itself: a day and more than one time of it."""
    words = entry.norm[entry.start :]
    return _day(words[: 2 * _EARLY]) is not None and len(CLOCK.findall(words)) > 1 and not UNIT_LABEL.match(begin(entry))


def _day(words: str) -> tuple[int, int] | None:
    found = _DAY.search(words)
    return (int(found["month"]), int(found["day"])) if found else None


def begin(entry: Entry) -> str:
    """What the text of an entry begins with, without marks."""
    return entry.norm[entry.start :].strip(" *【[|")


def _is_quoted(entry: Entry) -> bool:
    return entry.raw.lstrip().startswith(">")
