"""The entries that tell of one incident, and the times found in them.

What does not belong here: where a report tells of incidents (`incident_search`), which lines of a section are of one (`incident_sections`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from assets.facts import regex as re
from assets.facts.incident_words import LATIN_SERVICE, SEVERITY
from assets.facts.model import Entry

_OF_ONE = re.compile(r"(?:复盘|通报|报告)\s*[:：]\s*\S")
DAY = re.compile(
    r"(?<![\d./~-])(?<!\d:)(?:20\d{2}\s?[-/.年]\s?)?(?P<month>\d{1,2})\s?[/.月-]\s?(?P<day>\d{1,2})(?![\d%])(?!\s?[日号]?\s*[-~至到]\s*\d{1,2}[/.月])"
)
CLOCK = re.compile(
    r"\d(?<!\d\d)\d?(?::[0-5]\d(?!\d)|\s?[点时](?!间))"
    r"|[一二两三四五六七八九十]点(?:(?=半|零[一-九]|[二三四五]?十|[一三]刻|左右)|(?<=[上下]午.点)|(?<=[早晚]上.点))"
)
BY_CLOCK = re.compile(r"(?:次日|当日|当天)?\s*(?:上午|下午|凌晨|晚上?)?\s*\d{1,2}(?::\d{2}|\s?[点时](?!间))")
BY_EARLY_CLOCK = re.compile(rf"(?:[\u4e00-\u9fff]{{2,6}}[，,:]\s*)?(?:{BY_CLOCK.pattern})")
"""`经排查，20:14 开始超时` below a paragraph that told the day."""
TIME_HEADER = re.compile(r"^[起始]$|时间|时刻|时段|起止|日期|开始|发生|发现|date|time|start", re.IGNORECASE)


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
    return bool(SEVERITY.search(words) or LATIN_SERVICE.search(words) or _OF_ONE.search(words) or DAY.search(words))


def day_in(words: str) -> tuple[int, int] | None:
    """Month and day of the first date of a text."""
    found = DAY.search(words)
    return (int(found["month"]), int(found["day"])) if found else None


def begin(entry: Entry) -> str:
    """What the text of an entry begins with, without marks."""
    lead = _LEADING.match(entry.norm, entry.start)
    return entry.norm[lead.end() if lead else entry.start :].rstrip(" *【[|")


_LEADING = re.compile(r"(?:[^\w\s\x00-\x2f\x3a-\x7f（）「」《》“”￥：；，。、]|[ *【\[|])+")
"""An emoji and the marks of bold and brackets."""
