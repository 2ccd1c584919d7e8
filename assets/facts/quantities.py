"""Numbers of an entry → progress and measures, with stated last values and targets.

Progress is stated completion in percent; everything else with a name is a measure (contract, Progress).
What does not belong here: cities (`rollouts`), dates, table columns.
"""

from __future__ import annotations

from assets.facts import completion, date_hints, measures, progress, quantity_lists
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Measure, Progress
from assets.facts.numbers import Number
from assets.facts.quantity import Quantity
from assets.facts.quantity_names import name_of
from assets.facts.quantity_words import (
    BACK,
    COUNTING_VERB,
    EFFORT_UNITS,
    ENUMERATED,
    ERROR_CODES,
    FEW,
    FROM,
    FROM_TO,
    IDENTIFIER,
    LAST,
    NAMED_UNITS,
    NOT_BEFORE,
    NOT_BEHIND,
    NUMBERED_THING,
    ORDINAL,
    ORDINAL_UNITS,
    REACH,
    THEN,
    THEN_NOW,
    TO_BEHIND,
    UP_TO,
)
from assets.facts.scope import Scope


def read(scope: Scope) -> list[Fact]:
    """Progress and measures of an entry, in the order of their numbers."""
    facts = quantity_lists.ratios(scope) if "/" in scope.norm else []
    if "分别" in scope.norm:
        facts += quantity_lists.respectively(scope)
    paired = 0  # numbers before this index belong to one that was read
    last: Fact | None = None
    for index, number in enumerate(scope.numbers):
        if index < paired or scope.context.is_used(scope.entry, number.start, number.digits_end):
            continue
        clause = scope.clause_at(number.start)
        if clause is None or not _counts(scope, number):
            continue
        previous, value, paired = _pair(scope, index)
        if last is not None and _annotates(scope, number, clause, last):
            continue
        name = name_of(scope, number, clause)
        if previous is None and isinstance(last, Measure) and (earlier := _goes_on(scope, index, clause, last)):
            name, previous = last.name, earlier
        made = _facts(Quantity(scope, clause, number, value, previous, name), facts)
        if made:
            facts += made
            last = made[-1]
    return facts


def _goes_on(scope: Scope, index: int, clause: Clause, last: Measure) -> Number | None:
    """`客户挂断率 34%。换了新的音色以后掉到 26%`: the value that the measure told last had before."""
    number, before = scope.numbers[index], scope.numbers[index - 1] if index else None
    if before is None or last.unit != number.unit or last.value != before.value or last.previous_value is not None:
        return None
    words = scope.norm[clause.start : number.start]
    return before if _THEN_MOVED.fullmatch(words) and number.unit is not None else None


_THEN_MOVED = re.compile(
    r"(?:(?:[^，,\d]{2,14}?(?:[之以]后|后))[，,]?|现在|如今|目前|本周|这周|到周五)?\s*(?:已经?|就|又|便|才)?(?:一路|逐步|慢慢|直接)?(?:[降掉跌落涨升压缩提减]|回落|下降|上升|提升|提高|减少|增加)[到至]了?\s*"
)


def _counts(scope: Scope, number: Number) -> bool:
    """Whether a number may be a value at all: no version, ordinal, identifier or effort."""
    norm = scope.norm
    if not number.is_percent:
        before = norm[: number.start].rstrip()[-REACH:]
        is_count = number.unit is not None and number.unit not in ORDINAL_UNITS
        if IDENTIFIER.search(before) and not (is_count and before[-1].isalpha()):
            return False  # JDK 21, of which `MySQL 12 套` is none
        if ORDINAL.search(before) and not (is_count and NUMBERED_THING.search(before)):
            return False
    if number.is_bare and (_is_in_name(scope, number) or date_hints.is_version(norm, number.start, number.digits_end)):
        return False  # 聚合码 3.0
    if number.unit in EFFORT_UNITS or _is_apposition(norm, number):
        return False
    if number.is_bare and scope.entry.role == "incident" and number.value in ERROR_CODES:
        return False  # 网关 502
    if number.is_bare and ENUMERATED.search(norm, max(0, number.start - 4), number.digits_end + 1):
        return False
    if number.is_bare and (_is_behind_mark(scope, number) or NOT_BEHIND.match(norm, number.end, number.end + 4)):
        return False
    return not (number.unit in ORDINAL_UNITS and (number.unit == "版" or number.value == int(number.value)))


def _is_behind_mark(scope: Scope, number: Number) -> bool:
    """`host:8080` and `2-3`; the wide colon of `峰值 TPS：4820` leads to a value."""
    at = number.start - 1
    return scope.norm[at : number.start] in NOT_BEFORE and scope.entry.raw[at] != "："


def _is_in_name(scope: Scope, number: Number) -> bool:
    """Whether a number is part of the name of the project with which the entry begins."""
    entry, name = scope.entry, scope.entry.project
    at = entry.norm.find(name, entry.start, entry.start + _REACH_OF_NAME + len(name)) if name else -1
    return name is not None and at >= 0 and at <= number.start and number.digits_end <= at + len(name)


_REACH_OF_NAME = 4


def _is_apposition(norm: str, number: Number) -> bool:
    """银联和网联两家, 改进有两条：… say how many are named, and count nothing."""
    if norm.endswith(_NAMED_BEFORE, max(0, number.start - 2), number.start):
        return True  # 这两个城市
    if norm[number.start] not in FEW or number.unit not in NAMED_UNITS:
        return False
    return not COUNTING_VERB.search(norm, max(0, number.start - 2), number.start) or norm[number.end : number.end + 1] == ":"


_NAMED_BEFORE = ("这", "那", "上述", "前述")


def _pair(scope: Scope, index: int) -> tuple[Number | None, Number, int]:
    """The last value, the value and the index behind them: of `45%→60%`, of `由52%提升至58%`, and of `45%←50%` the other way round."""
    before, value = None, scope.numbers[index]
    for following in scope.numbers[index + 1 :]:
        if not (value.unit == following.unit or value.is_bare or following.is_bare):
            break
        between = scope.norm[value.end : following.start]
        if BACK.fullmatch(between):
            return following, value, index + 2
        if following.is_percent and not scope.norm[value.start].isdigit() and _IS_EXACTLY.fullmatch(between):
            return None, following, index + 2
        if before is None and THEN_NOW.fullmatch(between) and THEN.search(scope.norm, max(0, value.start - REACH), value.start):
            return value, following, index + 2
        if not _leads_to(scope, value, between, following):
            break
        before, value, index = value, following, index + 1
    return before, value, index + 1


_IS_EXACTLY = re.compile(r"(?:多|左右|上下)?\s*[(，,]\s*(?:大概|大约|约|即|也就是|目前)?\s*")
"""`走了一半（52%）`: the number in brackets is the one in words."""


def _leads_to(scope: Scope, number: Number, between: str, following: Number) -> bool:
    """Whether a value became the next one; 3 至 5 家 is a range."""
    if not FROM_TO.fullmatch(between) or TO_BEHIND.match(scope.norm, following.end):
        return False
    return not UP_TO.fullmatch(between) or FROM.search(scope.norm[: number.start]) is not None


def _annotates(scope: Scope, number: Number, clause: Clause, host: Fact) -> bool:
    """`（上周 85.9%，目标 88%）` says more of the value in front."""
    before = scope.norm[clause.start : number.start]
    said = LAST.search(before)
    is_said = said is not None and len(before[: said.start()].strip()) <= _LONGEST_BEFORE_LAST
    if scope.norm[number.start] in "+-" or not (is_said or _is_in_brackets_behind(scope, number, clause, host)):
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


def _is_in_brackets_behind(scope: Scope, number: Number, clause: Clause, host: Fact) -> bool:
    """`80%（65%）`: alone in brackets right behind a value, of the same unit."""
    is_alone = clause.depth > 0 and (clause.start, clause.end) == (number.start, number.end)
    return is_alone and host.end == clause.start - 1 and scope.norm[host.end] == "("


_LONGEST_BEFORE_LAST = 3


def _facts(quantity: Quantity, facts: list[Fact]) -> list[Fact]:
    """The progress or the measure that a quantity is, its numbers marked as read."""
    if quantity.value.is_percent and completion.is_progress(quantity, facts):
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
