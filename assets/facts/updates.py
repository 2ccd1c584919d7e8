"""The facts of an item's text: roll-outs first, then milestones with their dates, then the numbers that are left.

What does not belong here: rows of tables (`tables`), incidents, plans.
"""

from __future__ import annotations

from assets.facts import milestones, quantities, rollouts, scope
from assets.facts.context import Context
from assets.facts.model import Entry, Fact


def read(context: Context, entry: Entry) -> list[Fact]:
    """Every fact of one item or paragraph."""
    if entry.kind == "empty":
        return []
    return span(context, entry, entry.body, len(entry.norm.rstrip()))


def span(context: Context, entry: Entry, start: int, end: int) -> list[Fact]:
    """Every fact of a span of an entry: its whole text or one cell."""
    area = scope.of(context, entry, start, end)
    if entry.role == "incident":
        return quantities.read(area)
    facts = rollouts.read(area)
    facts += milestones.read(area)
    facts += quantities.read(area)
    return facts
