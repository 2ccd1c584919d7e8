"""The reader: (text, where it came from) → entries, facts, findings and unread numbers. A pure function.

What does not belong here: the rules of any one kind of fact (one module each), files, databases and clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assets.facts import (
    closing_lines,
    day_sections,
    folded,
    heading_words,
    headings,
    incidents,
    keyed_rows,
    metadata,
    naming,
    outline,
    pieces,
    plans,
    questions,
    section_tree,
    sections,
    sheets,
    tables,
    tags,
    unread,
    updates,
)
from assets.facts.context import Context
from assets.facts.model import Entry, Fact, Reading
from assets.facts.name_words import may_be_title
from assets.facts.text import split_lines
from assets.facts.when import Calendar, week_of
from assets.facts.words import PROPERTIES, extended

_WITHOUT_FACTS = ("heading", "property", "rule", "code", "header", folded.CELL)


def read(
    text: str,
    source_file: str,
    team: str | None = None,
    *,
    is_team_set: bool = False,
    section_words: Mapping[str, Sequence[str]] | None = None,
    seen: date | None = None,
) -> Reading:
    """Read one report.

    `team` is the setting of the source or the folder; a `Team:` line comes between the two (contract, Sources). `section_words`
    are further ones by which sections are known, by role. `seen` is the day on which the document was first seen: a week named without a year is
    not later. Times in the result are local wall time. Never raises on any text.
    """
    with extended(section_words or {}):
        return _read(text, source_file, team, seen, is_team_set=is_team_set)


def _read(text: str, source_file: str, team: str | None, seen: date | None, *, is_team_set: bool) -> Reading:
    lines = split_lines(text.removeprefix("\ufeff"))
    entries = pieces.cut(outline.outline(lines, PROPERTIES, _is_section, may_be_title))
    section_tree.arrange(entries)
    questions.turn(entries)
    entries, folds = folded.fold(entries)
    keyed_rows.spread(entries)
    tags.skip(entries)
    sections.assign(entries)
    closing_lines.mark(entries)
    sheets.turn(entries)
    naming.assign(entries)
    sheets.fill(entries)
    report, monday, findings = metadata.describe(entries, source_file, team, is_team_set, len(lines), seen)
    day = report.reference
    calendar = Calendar(day, monday or week_of(day)[0]) if day else None
    context = Context(report, monday, calendar, entries, findings)
    context.days = day_sections.days(context) if calendar else {}
    facts = incidents.read(context) if calendar else []  # first, because they reach across lines
    title = metadata.title_of(entries)
    for entry in entries:
        if entry is title:
            context.dates(entry, entry.body, len(entry.norm))  # 1.29-2.2 in it is read, and no fact
        else:
            facts += _facts(context, entry)
    plans.name(facts)
    entries = folded.unfold(folds, entries, facts, findings, context.marks)
    entries = context.entries = pieces.join(entries, facts, findings)
    facts.sort(key=lambda fact: (fact.entry.line, fact.start, fact.end, type(fact).__name__))
    return Reading(report, entries, facts, findings, unread.collect(context, lines), context.marks)


def _is_section(words: str) -> bool:
    """Whether words set apart name a section by themselves: 本周进展, and `林溪：`."""
    return (
        heading_words.role_of(words) is not None
        or heading_words.is_state(words)
        or (words[-1:] == ":" and heading_words.is_person(words[:-1]))
    )


def _facts(context: Context, entry: Entry) -> list[Fact]:
    """What one entry says, incidents apart."""
    if (said := headings.remark(entry)) is not None:
        return updates.span(context, entry, *said)
    if entry.form in _WITHOUT_FACTS:
        return []
    if entry.form != "row":
        return updates.read(context, entry) + plans.read(context, entry)
    if entry.incident is not None and entry.role != "incident":
        return []
    if entry.parts:
        return _of_parts(context, entry)
    return tables.read_row(context, entry) + plans.read(context, entry)


def _of_parts(context: Context, entry: Entry) -> list[Fact]:
    """What the cells of a row say that are each of a project of its own."""
    facts = [fact for part in entry.parts for fact in _facts(context, part)]
    for fact in facts:
        fact.entry = entry
    return facts
