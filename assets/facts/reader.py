"""The reader: (text, where it came from) → entries, facts, findings and unread numbers. A pure function.

What does not belong here: the rules of any one kind of fact (one module each), files, databases and clocks.
"""

from __future__ import annotations

from datetime import timedelta

from assets.facts import incidents, metadata, naming, outline, plans, sections, tables, unread, updates
from assets.facts.context import Context
from assets.facts.dates import Calendar
from assets.facts.model import Fact, Reading
from assets.facts.text import split_lines
from assets.facts.words import PROPERTIES

def read(text: str, source_file: str, team: str | None = None, *, is_team_set: bool = False) -> Reading:
    """Read one report.

    `team` is the setting of the source or the folder; a `Team:` line comes between the two (contract, Sources). Times in the
    result are local wall time. Never raises on any text.
    """
    lines = split_lines(text.removeprefix("\ufeff"))
    entries = outline.outline(lines, PROPERTIES, lambda words: sections.role_of(words) is not None)
    sections.assign(entries)
    naming.assign(entries)
    report, monday, findings = metadata.describe(entries, source_file, team, is_team_set, len(lines))
    calendar = Calendar(report.reference, monday or report.reference - timedelta(days=report.reference.weekday())) if report.reference else None
    context = Context(report, monday, calendar, entries, findings)
    facts: list[Fact] = []
    if calendar:
        facts += incidents.read(context)
    for entry in entries:
        if entry.form in ("heading", "property", "rule", "code", "header"):
            continue
        if entry.form == "row" and entry.incident is not None and entry.role != "incident":
            continue
        facts += tables.read_row(context, entry) if entry.form == "row" else updates.read(context, entry)
        facts += plans.read(context, entry)
    facts.sort(key=lambda f: (f.entry.line, f.start, f.end, type(f).__name__))
    return Reading(report, entries, facts, findings, unread.collect(context, lines))
