"""What the rules share while one report is read: its calendar, which spans were used, findings.

What does not belong here: rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assets.facts import dates
from assets.facts.model import Entry, Finding, Report

_PROBLEMS = {
    "no_such_day": ("{text} 不存在", "这一天不存在，请核对日期"),
    "wrong_weekday": ("{text} 与星期不符", "日期与星期不一致，请核对哪一个是对的"),
    "no_such_time": ("{text} 不是时刻", "这个时刻不存在，请核对"),
}


@dataclass(slots=True)
class Context:
    """One report while it is read. `calendar` is None when nothing says when it was written: then no date is read."""

    report: Report
    monday: date | None
    calendar: dates.Calendar | None
    entries: list[Entry]
    findings: list[Finding]
    used: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _told: set[tuple[int, int]] = field(default_factory=set)

    def use(self, entry: Entry, start: int, end: int) -> None:
        """Mark a span as read by a rule."""
        self.used.setdefault(entry.line, []).append((start, end))

    def is_used(self, entry: Entry, start: int, end: int) -> bool:
        """Whether any character of the span was read by a rule."""
        return any(a < end and start < b for a, b in self.used.get(entry.line, ()))

    def dates(self, entry: Entry, start: int, end: int, tense: str = "", *, is_cell: bool = False) -> list[dates.When]:
        """The time expressions of a span; those that cannot be become findings, once, and are left out."""
        if self.calendar is None:
            return []
        found = dates.find(entry.norm, self.calendar, tense, (start, end), is_cell=is_cell)
        for when in found:
            self.use(entry, when.start, when.end)
            if when.problem:
                self._tell(entry, when)
        return [when for when in found if when.problem in (None, "no_such_time")]

    def has_finding(self, entry: Entry, text: str) -> bool:
        """Whether the text holds a date that cannot be."""
        return any(f.entry is entry and f.start is not None and entry.norm[f.start : f.end] in text for f in self.findings)

    def _tell(self, entry: Entry, when: dates.When) -> None:
        if (entry.line, when.start) in self._told:
            return
        self._told.add((entry.line, when.start))
        observed, advice = _PROBLEMS[when.problem or "no_such_day"]
        expected = None
        if when.problem == "wrong_weekday" and when.first:
            expected = f"{when.first}（周{'一二三四五六日'[when.first.weekday()]}）"
        text = entry.raw[when.start : when.end]
        self.findings.append(
            Finding("invalid_date", entry, when.start, when.end, observed.format(text=text), expected, f"“{text}”：{advice}{'；' + expected if expected else ''}")
        )
