"""What the reader gives → rows of the core tables, with their keys.

What does not belong here: reading, and the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from assets import stages
from assets.facts.metadata import week_label
from assets.facts.model import Entry, Fact, Finding, Incident, Measure, Milestone, Plan, Progress, Reading, Rollout
from assets.projects.registry import Registry

Row = dict[str, Any]
TABLES: dict[type[Fact], str] = {
    Progress: "core.progress",
    Milestone: "core.milestones",
    Rollout: "core.rollouts",
    Measure: "core.measures",
    Incident: "core.incident_mentions",
    Plan: "core.plans",
}
_SILENT_FORMS = ("heading", "header", "property", "rule")
_KEY_LENGTH = 16  # 64 bits: a collision among ten million facts has a chance of 3 in a million


def key(*parts: object) -> str:
    """A stable key of its parts."""
    return stages.fingerprint(parts)[:_KEY_LENGTH]


def report_key(team: str, week: str | None, title: str) -> str:
    """The key of a report: team, week and title (contract, Identity)."""
    return key("report", team, week, title)


def week_start(week: str | None) -> date | None:
    """The Monday of an ISO week label."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1) if week else None


def quarter(monday: date | None) -> str | None:
    """The quarter of the week's Thursday: 2024-Q1."""
    if monday is None:
        return None
    thursday = monday + timedelta(days=3)
    return f"{thursday.year}-Q{(thursday.month - 1) // 3 + 1}"


class ReportRows:
    """The rows of one report by table. The same reading and registry always give the same rows."""

    def __init__(self, reading: Reading, document_id: str, registry: Registry) -> None:
        self.reading, self.registry = reading, registry
        report = reading.report
        self.report_id = report_key(report.team, report.week, report.title)
        monday = week_start(report.week)
        self.common: Row = {
            "report_id": self.report_id, "team": report.team, "week": report.week, "week_start": monday, "source_file": report.source_file,
        }  # fmt: skip
        said = sum(e.form not in _SILENT_FORMS and e.kind != "empty" for e in reading.entries)
        self.report: Row = {
            **self.common, "document_id": document_id, "quarter": quarter(monday), "title": report.title, "author": report.author,
            "created_at": report.created_at, "edited_at": report.edited_at, "line_count": report.line_count, "entry_count": said,
        }  # fmt: skip
        self._seen: Counter[tuple[object, ...]] = Counter()
        self.entry_ids = [self._numbered("entry", e.kind, e.text) for e in reading.entries]

    def tables(self) -> dict[str, list[Row]]:
        """Every row of every table of the report."""
        found: dict[str, list[Row]] = {"core.reports": [self.report], "core.entries": [self._entry(e) for e in self.reading.entries]}
        for fact in self.reading.facts:
            found.setdefault(TABLES[type(fact)], []).append(self._fact(fact))
        found["core.unread_numbers"] = [
            {
                **self._placed(u.entry),
                "source_line": u.line,
                "char_start": u.start,
                "char_end": u.end,
                "quote": u.quote,
                "text": u.text,
                "reason": u.reason,
            }
            for u in self.reading.unread
        ]
        found["core.findings"] = [self._finding(f) for f in self.reading.findings]
        return found

    def _numbered(self, *parts: object) -> str:
        """A key that counts repetitions, so that the second of two like things has its own."""
        self._seen[parts] += 1
        return key(self.report_id, *parts, self._seen[parts])

    def _project(self, name: str | None) -> Row:
        found = self.registry.resolve(name) if name else None
        return {"project_id": found.project_id if found else None, "project": found.name if found else None, "project_as_written": name}

    def _placed(self, entry: Entry) -> Row:
        return {**self.common, **self._project(entry.project), "entry_id": self.entry_ids[entry.position]}

    def _entry(self, entry: Entry) -> Row:
        return {
            **self._placed(entry), "source_line": entry.line, "source_line_end": entry.line_end, "section": entry.section, "objective": entry.objective,
            "parent_entry_id": self.entry_ids[entry.parent.position] if entry.parent else None, "depth": entry.depth, "position": entry.position,
            "kind": entry.kind, "text": entry.text,
        }  # fmt: skip

    def _fact(self, fact: Fact) -> Row:
        own = {name: getattr(fact, name) for name in type(fact).__slots__}
        own = {name: list(value) if isinstance(value, tuple) else value for name, value in own.items()}
        entry_id = self.entry_ids[fact.entry.position]
        row: Row = {
            **self.common, **self._project(fact.project), "fact_id": self._numbered(type(fact).__name__, entry_id, fact.quote, *map(str, own.values())), "entry_id": entry_id,
            "source_line": fact.entry.line, "char_start": fact.start, "char_end": fact.end, "quote": fact.quote, "read_by": fact.rule, **own,
        }  # fmt: skip
        if isinstance(fact, Rollout):
            row["origin"] = "report"
        if isinstance(fact, Incident):
            row |= {"origin": "report", "incident_id": row["fact_id"], "occurred_week": occurred_week(row)}
        return row

    def _finding(self, finding: Finding) -> Row:
        place = self._placed(finding.entry) if finding.entry else self.common
        entry = finding.entry
        has_span = entry is not None and finding.start is not None
        return {
            **place, "rule": finding.rule, "source_line": entry.line if entry else None, "char_start": finding.start, "char_end": finding.end,
            "quote": entry.raw[finding.start : finding.end] if has_span and entry else None, "observed": finding.observed, "expected": finding.expected, "message": finding.message,
        }  # fmt: skip


def occurred_week(row: Row) -> str | None:
    """The ISO week in which an incident began, else was detected, else ended."""
    moment = row.get("started_at") or row.get("detected_at") or row.get("ended_at")
    return week_label(moment.date() - timedelta(days=moment.weekday())) if moment else None


def table_rows(records: Iterable[Row], team: str | None, registry: Registry) -> list[Row]:
    """Rows of a table file, completed with team, project and week."""
    found = []
    for record in records:
        project = registry.resolve(record["project"]) if record.get("project") else None
        row = {**record, "team": record.get("team") or team or "default"}
        if project:
            row |= {"project_id": project.project_id, "project": project.name, "project_as_written": record["project"]}
        found.append(row)
    return found
