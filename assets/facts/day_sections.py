"""Sections of what was done on a day: `## 周二 4/9` over `- 02:10 告警，…`.

What does not belong here: dates within texts (`dates`).
"""

from __future__ import annotations

from datetime import date

from assets.facts import markers
from assets.facts.context import Context
from assets.facts.model import Entry


def heading_of(entry: Entry) -> Entry | None:
    """The heading of a day that an entry stands under."""
    above = entry.parent
    while above is not None and above.form != "heading":
        above = above.parent
    return above if above is not None and markers.DAY.fullmatch(above.norm, above.start) else None


def days(context: Context) -> dict[int, date]:
    """The day of each heading that is one, by its position."""
    found = {}
    for entry in context.entries:
        if entry.form == "heading" and markers.DAY.fullmatch(entry.norm, entry.start):
            whens = context.dates(entry, entry.start, len(entry.norm), "past")
            if whens and whens[0].first:
                found[entry.position] = whens[0].first
    return found


def day_of(context: Context, entry: Entry) -> date | None:
    """The day of the section that an entry stands in."""
    heading = heading_of(entry)
    whens = context.dates(heading, heading.start, len(heading.norm), "past") if heading else []
    return whens[0].first if whens else None
