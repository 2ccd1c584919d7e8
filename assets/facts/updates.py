"""The facts of an item's text: roll-outs first, then milestones with their dates, then the numbers that are left.

What does not belong here: rows of tables (`tables`), incidents, plans.
"""

from __future__ import annotations

from assets.facts import milestones, quantities, rollouts, scope
from assets.facts import regex as re
from assets.facts.context import Context
from assets.facts.model import Entry, Fact, Milestone


def read(context: Context, entry: Entry) -> list[Fact]:
    """Every fact of one item or paragraph."""
    if entry.kind == "empty":
        return []
    return span(context, entry, entry.body, len(entry.norm.rstrip()))


def span(context: Context, entry: Entry, start: int, end: int) -> list[Fact]:
    """Every fact of a span of an entry: its whole text or one cell."""
    area = scope.of(context, entry, start, end)
    if entry.role == "incident":
        return [*_improvements(area), *quantities.read(area)]
    facts = rollouts.read(area)
    facts += milestones.read(area)
    facts += quantities.read(area)
    return facts


def _improvements(area: scope.Scope) -> list[Fact]:
    """What a post-mortem promises by a date is a planned milestone."""
    promised = {c.sentence for c in area.clauses if _IMPROVEMENT.match(area.norm, c.start, c.end)}
    above = area.entry.parent
    is_whole = _IMPROVEMENT.match(area.norm, area.entry.start) or (above is not None and _IMPROVEMENTS.search(above.norm))
    if not (is_whole or promised):
        return []
    return [
        m
        for m in milestones.read(area, is_promise=True)
        if isinstance(m, Milestone)
        and ((m.status == "planned" and (m.date_start or m.date_end)) or (m.status in ("done", "in_progress") and is_whole))
        and (is_whole or ((clause := area.clause_at(m.start)) and clause.sentence in promised))
    ]


_IMPROVEMENTS = re.compile(r"(?:改进|整改|后续)(?:项|措施|动作|计划|事项)?\s*(?:\([^()]*\))?\s*:?\s*$")
_IMPROVEMENT = re.compile(r"[\s*【\[]*(?:改进|整改|后续|措施|行动|优化|action|todo|待办)", re.IGNORECASE)
