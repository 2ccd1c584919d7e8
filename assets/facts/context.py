"""What the rules share while one report is read: its calendar, which spans were used, findings.

What does not belong here: rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from assets.facts import regex as re
from assets.facts.dates import Begin, begins, find
from assets.facts.model import Entry, Finding, Report
from assets.facts.names import Names
from assets.facts.weeks import week_label
from assets.facts.when import Calendar, When

_PROBLEMS = {
    "no_such_day": ("{text} 不存在", "这一天不存在，请核对日期"),
    "wrong_weekday": ("{text} 与星期不符", "日期与星期不一致，请核对哪一个是对的"),
    "no_such_time": ("{text} 不是时刻", "这个时刻不存在，请核对"),
}
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
_VERSION = re.compile(r"\d\.\d{1,2}$")


def _outside_name(entry: Entry, begins: list[Begin]) -> list[Begin]:
    """Without those in the name of the project: the 5.1 of `清结算 5.1 上线` is a version, and no day."""
    name = entry.project
    if not begins or not name or not name[-1].isdigit() or not _VERSION.search(name):
        return begins
    at = entry.norm.find(name)
    return begins if at < 0 else [begin for begin in begins if not at <= begin[0] < at + len(name)]


_BY_TODAY = re.compile(r"大?[今明昨后前][天日早晚]")
_SAID_VERSION = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?=\s?版本)")
_NAMED = re.compile(r"[A-Za-z\u4e00-\u9fff]\s?$")


def _versions(entries: Sequence[Entry]) -> frozenset[str]:
    """What is called a version somewhere in the report: 2.6 of `担保交易 2.6 版本回归`."""
    return frozenset(number for entry in entries if "版本" in entry.norm for number in _SAID_VERSION.findall(entry.norm))


def _without_versions(entry: Entry, begins: list[Begin], versions: frozenset[str]) -> list[Begin]:
    """Without those that are a version behind a name: the 2.6 of `担保交易 2.6 上线验证（3/13）`."""
    norm = entry.norm
    return [
        b for b in begins if not ((m := _NUMBER.match(norm, b[0])) and m[0] in versions and _NAMED.search(norm, max(0, b[0] - 2), b[0]))
    ]


_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}(?![\d.])")


@dataclass(slots=True)
class Context:
    """One report while it is read. `calendar` is None when nothing says when it was written: then no date is read."""

    report: Report
    monday: date | None
    calendar: Calendar | None
    entries: list[Entry]
    findings: list[Finding]
    marks: dict[int, bytearray] = field(default_factory=dict)
    """A 1 for each code point of a line that a rule has read: asking takes no longer the more was read."""
    days: dict[int, date] = field(default_factory=dict)
    """The day of each heading that is one (`day_sections`)."""
    _dated: Entry | None = None
    _begins: list[Begin] = field(default_factory=list)
    """Where in it a time expression may begin, and the forms that it may have there."""
    _places: list[int] = field(default_factory=list)
    """The places alone."""
    _dates: dict[tuple[int, int, str, bool], list[When]] = field(default_factory=dict)
    """The time expressions of spans of the entry in hand, of which several rules ask."""
    _next_week: str | None = None
    _projects: Names | None = None
    _versions: frozenset[str] | None = None
    """What the report calls a version, and is no day."""
    _told: dict[int, tuple[set[int], set[str]]] = field(default_factory=dict)
    """The impossible dates of each line: where they stand, and how they are written."""

    def use(self, entry: Entry, start: int, end: int) -> None:
        """Mark a span as read by a rule."""
        start, end = start + entry.offset, end + entry.offset
        marks = self.marks.get(entry.line)
        if marks is None:
            marks = self.marks[entry.line] = bytearray(entry.offset + len(entry.norm))
        elif end > len(marks):
            marks.extend(bytes(2 * end - len(marks)))
        marks[start:end] = b"\1" * (end - start)

    def is_used(self, entry: Entry, start: int, end: int) -> bool:
        """Whether any character of the span was read by a rule."""
        marks = self.marks.get(entry.line)
        return marks is not None and marks.find(1, start + entry.offset, end + entry.offset) >= 0

    @property
    def next_week(self) -> str | None:
        """The week after the report's."""
        if self._next_week is None and self.monday is not None:
            self._next_week = week_label(self.monday + timedelta(weeks=1))
        return self._next_week

    @property
    def projects(self) -> Names:
        """The names of the report's projects, plans apart."""
        if self._projects is None:
            self._projects = Names({entry.project for entry in self.entries if entry.project and entry.role != "plan"})
        return self._projects

    def dates(self, entry: Entry, start: int, end: int, tense: str = "", *, is_cell: bool = False) -> list[When]:
        """The time expressions of a span; those that cannot be become findings, once, and are left out."""
        if self.calendar is None or not (at := self.begins(entry, start, end)):
            return []
        key = start, end, tense, is_cell
        if (known := self._dates.get(key)) is None:
            found = find(entry.norm, self.calendar, tense, (start, end), is_cell=is_cell, at=at)
            found = [self._of_next_week(entry, when) for when in found] if entry.role == "plan" else found
            found = [self._of_day(entry, when) for when in found] if self.days else found
            known = self._dates[key] = self._marked(entry, found) if found else found
        return known

    def _of_day(self, entry: Entry, when: When) -> When:
        """今天 below `## 周二 8/13` is that day."""
        if not (_BY_TODAY.match(when.text) and when.first and when.last and self.calendar):
            return when
        above = entry.parent
        while above is not None and above.position not in self.days:
            above = above.parent
        if above is None:
            return when
        shift = self.days[above.position] - self.calendar.today
        return replace(when, first=when.first + shift, last=when.last + shift)

    def _of_next_week(self, entry: Entry, when: When) -> When:
        """周六 below 下周 is next week's, though this week's is still ahead."""
        is_near = when.first is not None and self.monday is not None and when.first < self.monday + timedelta(weeks=1)
        if not (is_near and _WEEKDAY.fullmatch(when.text) and (entry.label or entry.section or "").startswith("下周")):
            return when
        first, last = (day and day + timedelta(weeks=1) for day in (when.first, when.last))
        return replace(when, first=first, last=last)

    def begins(self, entry: Entry, start: int, end: int) -> Sequence[Begin]:
        """Where in a span a time expression may begin."""
        if self._dated is not entry:
            self._take(entry)
        if not self._places:
            return ()
        return self._begins[bisect_left(self._places, start) : bisect_left(self._places, end)]

    def may_be_dated(self, entry: Entry, start: int, end: int) -> bool:
        """Whether a time expression may begin in a span: a cheap look, before its tense is told."""
        if self._dated is not entry:
            self._take(entry)
        places = self._places
        if not places:
            return False
        at = bisect_left(places, start)
        return at < len(places) and places[at] < end

    def _take(self, entry: Entry) -> None:
        """Let the entry be the one in hand."""
        found = _outside_name(entry, begins(entry.norm))
        if self._versions is None:
            self._versions = _versions(self.entries)
        if found and self._versions:
            found = _without_versions(entry, found, self._versions)
        self._dated, self._dates, self._begins = entry, {}, found
        self._places = [begin[0] for begin in self._begins]

    def _marked(self, entry: Entry, found: list[When]) -> list[When]:
        """Those that can be, all of them marked as read."""
        for when in found:
            self.use(entry, when.start, when.end)
            if when.problem:
                self._tell(entry, when)
        return [when for when in found if when.problem in (None, "no_such_time")]

    def has_finding(self, entry: Entry, text: str) -> bool:
        """Whether the text of the entry holds a date that cannot be."""
        told = self._told.get(entry.line)
        return told is not None and any(date in text for date in told[1])

    def _tell(self, entry: Entry, when: When) -> None:
        places, texts = self._told.setdefault(entry.line, (set(), set()))
        if when.start + entry.offset in places:
            return
        places.add(when.start + entry.offset)
        texts.add(entry.norm[when.start : when.end])
        observed, advice = _PROBLEMS[when.problem or "no_such_day"]
        expected = None
        if when.problem == "wrong_weekday" and when.first:
            expected = f"{when.first}（周{'一二三四五六日'[when.first.weekday()]}）"
        text = entry.raw[when.start : when.end]
        message = f"“{text}”：{advice}{'；' + expected if expected else ''}"
        self.findings.append(Finding("invalid_date", entry, when.start, when.end, observed.format(text=text), expected, message))
