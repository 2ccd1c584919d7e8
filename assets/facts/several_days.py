"""One deed on several days: `剩余 3 个集群分别在 4/23、4/25、4/30 升级` is a milestone for each, and `当天晚上就提测了` is of the day in front.

What does not belong here: several names with a date each (`apart`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.milestone_rows import set_dates
from assets.facts.milestone_words import has_event
from assets.facts.model import Fact, Milestone
from assets.facts.scope import Scope

_AND = re.compile(r"\s*(?:[、和及]|以及)\s*")
_SAME_DAY = re.compile(r"[当同][天日]|当晚")


def further(scope: Scope, clause: Clause, made: Milestone) -> list[Fact]:
    """The same deed on the other days that stand beside the first."""
    text = scope.norm[clause.start : clause.end]
    is_on_day = made.status == "planned" and made.date_start is not None and made.date_start == made.date_end
    if not is_on_day or not _AND.search(text) or not has_event(text):
        return []
    whens = scope.context.dates(scope.entry, clause.start, clause.end, "future")
    rows: list[Fact] = []
    for before, when in pairwise(whens):
        if when.precision != "day" or not _AND.fullmatch(scope.norm, before.end, when.start) or when.first == made.date_start:
            return []
        row = replace(made)
        set_dates(row, when)
        rows.append(row)
    return rows


def set_same_day(scope: Scope, clause: Clause, made: Milestone, found: list[Fact]) -> None:
    """`周二完成了开发，当天晚上就提测了`."""
    last = found[-1] if found else None
    is_undated = made.status in ("done", "in_progress") and made.date_start is None and made.date_end is None
    if is_undated and isinstance(last, Milestone) and last.date_start and _SAME_DAY.search(scope.norm, clause.start, clause.end):
        made.date_start, made.date_end = last.date_start, last.date_end if made.status == "done" else None
        made.date_precision = last.date_precision
