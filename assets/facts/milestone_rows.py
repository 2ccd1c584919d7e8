"""The row of a milestone, and the dates on it. What does not belong here: what is reached (`deeds`) and when (`judging`)."""

from __future__ import annotations

from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.model import Milestone
from assets.facts.scope import Scope


def set_dates(row: Milestone, when: When) -> None:
    """Give a milestone its date."""
    row.date_start, row.date_end = when.first, when.last
    row.date_precision, row.date_text = when.precision, when.text


def milestone(scope: Scope, clause: Clause, event: str, status: str, when: When | None, original: When | None) -> Milestone:
    """The row of what a clause says."""
    row = Milestone(
        entry=scope.entry,
        start=clause.start,
        end=clause.end,
        project=scope.project(clause),
        rule=f"milestone_{status}",
        event=event,
        status=status,
    )
    if when:
        set_dates(row, when)
    if original:
        row.original_date_start, row.original_date_end = original.first, original.last
    return row
