"""Numbers of an entry → progress and measures, with stated last values and targets.

Progress is stated completion in percent; everything else with a name is a measure (contract, Progress).
What does not belong here: cities (`rollouts`), dates, table columns.
"""

from __future__ import annotations

from assets.facts import measures, progress, quantity_lists
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Measure, Progress
from assets.facts.numbers import Number
from assets.facts.quantity import Quantity
from assets.facts.quantity_names import name_of
from assets.facts.quantity_words import (
    BACK,
    COUNTING_VERB,
    EFFORT_UNITS,
    FEW,
    FROM,
    FROM_TO,
    IDENTIFIER,
    LAST,
    NAMED_UNITS,
    NOT_BEFORE,
    NOT_BEHIND,
    ORDINAL,
    ORDINAL_UNITS,
    REACH,
    TO_BEHIND,
    UP_TO,
)
from assets.facts.scope import Scope


def read(scope: Scope) -> list[Fact]:
    """Progress and measures of an entry, in the order of their numbers."""
    facts = quantity_lists.ratios(scope) if "/" in scope.norm else []
    if "分别" in scope.norm:
        facts += quantity_lists.respectively(scope)
    paired: Number | None = None
    last: Fact | None = None
    for index, number in enumerate(scope.numbers):
        if number is paired or scope.context.is_used(scope.entry, number.start, number.digits_end):
            continue
        clause = scope.clause_at(number.start)
        if clause is None or not _counts(scope, number):
            continue
        following = scope.numbers[index + 1] if index + 1 < len(scope.numbers) else None
        previous, value = _pair(scope, number, following)
        if previous is not None:
            paired = following
        if last is not None and _annotates(scope, number, clause, last):
            continue
        made = _facts(Quantity(scope, clause, number, value, previous, name_of(scope, number, clause)), facts)
        if made:
            facts += made
            last = made[-1]
    return facts


def _counts(scope: Scope, number: Number) -> bool:
    """Whether a number may be a value at all: no version, ordinal, identifier or effort."""
    norm = scope.norm
    if not number.is_percent:
        before = norm[: number.start].rstrip()[-REACH:]
        if IDENTIFIER.search(before) or ORDINAL.search(before):
            return False
    if number.unit in EFFORT_UNITS or _is_apposition(norm, number):
        return False
    if number.is_bare and (norm[number.start - 1 : number.start] in NOT_BEFORE or NOT_BEHIND.match(norm, number.end, number.end + 4)):
        return False
    return not (number.unit in ORDINAL_UNITS and number.value == int(number.value))


def _is_apposition(norm: str, number: Number) -> bool:
    """银联和网联两家, 改进有两条：… say how many are named, and count nothing."""
    if norm[number.start] not in FEW or number.unit not in NAMED_UNITS:
        return False
    return not COUNTING_VERB.search(norm, max(0, number.start - 2), number.start) or norm[number.end : number.end + 1] == ":"


def _pair(scope: Scope, number: Number, following: Number | None) -> tuple[Number | None, Number]:
    """`45%→60%` and `由52%提升至58%` are one value with its last; `45%←50%` the other way round."""
    if following is None or not (number.unit == following.unit or number.is_bare or following.is_bare):
        return None, number
    between = scope.norm[number.end : following.start]
    if FROM_TO.fullmatch(between) and not TO_BEHIND.match(scope.norm, following.end):
        is_range = UP_TO.fullmatch(between) and not FROM.search(scope.norm[: number.start])
        return (None, number) if is_range else (number, following)
    return (following, number) if BACK.fullmatch(between) else (None, number)


def _annotates(scope: Scope, number: Number, clause: Clause, host: Fact) -> bool:
    """`（上周 85.9%，目标 88%）` says more of the value in front."""
    before = scope.norm[clause.start : number.start]
    if not LAST.search(before) or len(before.strip()) > _LONGEST_LAST:
        return False
    if isinstance(host, Progress):
        if number.is_percent and host.previous_percent is None:
            host.previous_percent = number.value
    elif isinstance(host, Measure) and host.previous_value is None and host.unit == number.unit:
        host.previous_value = number.value
    else:
        return False
    scope.context.use(scope.entry, number.start, number.end)
    return True


_LONGEST_LAST = 5


def _facts(quantity: Quantity, facts: list[Fact]) -> list[Fact]:
    """The progress or the measure that a quantity is, its numbers marked as read."""
    if quantity.value.is_percent and progress.is_progress(quantity, facts):
        made = progress.rows(quantity)
    else:
        measure = measures.row(quantity, facts)
        made = [measure] if measure else []
    if made:
        context, entry = quantity.scope.context, quantity.scope.entry
        context.use(entry, quantity.first.start, max(quantity.first.end, quantity.value.end))
        if quantity.previous is not None:
            context.use(entry, quantity.previous.start, quantity.previous.end)
    return made
