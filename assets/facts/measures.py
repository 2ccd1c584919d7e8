"""Measures: numbers with a name that are no progress, with their last values and targets.

What does not belong here: columns of tables, and how a number is told from an ordinal (`quantities`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.model import Fact, Measure
from assets.facts.quantity import Quantity
from assets.facts.quantity_names import trimmed
from assets.facts.quantity_words import (
    BARE_NAME,
    BEFORE_VALUE,
    DURATION,
    EFFORT,
    EFFORT_OF_PEOPLE,
    ENDS,
    GOAL,
    LATER,
    LIMIT_BEHIND,
    METRIC_ABOVE,
    MOVED,
    SCORE,
    SERIES,
    SHORT_CLAUSE,
    TARGET,
    TIME_UNITS,
)
from assets.facts.scope import Scope

_LONGEST_NAME = 40
_GOAL_OF_SPAN = re.compile(
    r"(?i:goal|target|sl[ao])(?: is)?|(?:[一二三四]季度|[上下]?半年|[全今明]年|年[度底]|[本下]?季度?|[本下]?月[度底]?|Q[1-4]|H[12]|\d{1,2}月)的?目标值?"
)
_PEOPLE = ("人", "名", "位")
_TIMES = (*TIME_UNITS, "分钟", "秒", "min")


def row(quantity: Quantity, facts: Sequence[Fact]) -> Measure | None:
    """The measure that a clause states, None where the number is no measure or nothing names it."""
    if _is_effort(quantity, facts) or _is_nothing(quantity) or (quantity.value.is_bare and not _is_bare_value(quantity)):
        return None
    scope = quantity.scope
    name = quantity.name or trimmed(scope.entry.label or _above(scope) or quantity.project or scope.entry.section or "")
    if not name:
        return None
    if MOVED.fullmatch(quantity.in_front) and facts and isinstance(facts[-1], Measure):
        name = facts[-1].name
    if quantity.is_change:
        name = f"{name}变化"
    is_goal = GOAL.search(quantity.in_front) is not None
    if is_goal and (len(name) <= 3 or _GOAL_OF_SPAN.fullmatch(name)) and facts and isinstance(facts[-1], Measure):
        name = facts[-1].name
    start, end = _span(quantity)
    return Measure(
        entry=scope.entry,
        start=start,
        end=end,
        project=quantity.project if scope.entry.role not in ("metric", "incident") or scope.entry.project else None,
        rule="measure",
        section=scope.entry.section,
        name=name[:_LONGEST_NAME],
        value=quantity.value.value,
        unit=quantity.value.unit,
        previous_value=quantity.previous.value if quantity.previous else None,
        is_target=is_goal or _is_target(quantity, name),
    )


def _is_effort(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """投入 3 天 and 投入 2 人 are effort, 3 分钟后 is when, and days without a word for a duration are no measure."""
    unit = quantity.value.unit
    if unit == "分" and SCORE.search(quantity.name):
        return False
    if unit in _PEOPLE and EFFORT_OF_PEOPLE.search(quantity.name):
        return True
    if unit in _TIMES and not DURATION.search(quantity.name) and LATER.match(quantity.behind(3)):
        return True
    if facts and isinstance(last := facts[-1], Measure) and last.unit == unit and GOAL.search(quantity.in_front):
        return False  # 平均处理 2.6 天，目标 2 天
    if unit in TIME_UNITS and not (DURATION.search(quantity.name) or quantity.previous is not None):
        return True
    return (unit in TIME_UNITS or unit == "分钟") and EFFORT.search(quantity.name) is not None


def _is_nothing(quantity: Quantity) -> bool:
    """A percentage about which the line says nothing at all."""
    return (
        quantity.value.is_percent
        and quantity.previous is None
        and not quantity.name
        and quantity.scope.entry.role == "update"
        and quantity.clause.depth == 0
        and not quantity.project
        and not _above(quantity.scope)
    )


def _is_bare_value(quantity: Quantity) -> bool:
    """Whether a number without a unit is a value: by its name, the mark in front, or because nothing follows it."""
    scope, clause, name = quantity.scope, quantity.clause, quantity.name
    if not trimmed(quantity.in_front) and not clause.depth:
        return quantity.is_change and clause.before is not None
    return bool(
        BARE_NAME.search(name)
        or scope.entry.role == "metric"
        or quantity.before[-1:] in BEFORE_VALUE
        or quantity.previous is not None
        or SERIES.fullmatch(scope.norm, clause.start, clause.end)
        or (ENDS.match(scope.norm, quantity.value.end, clause.end + 1) and len(name) >= 2 and clause.end - clause.start <= SHORT_CLAUSE)
    )


def _above(scope: Scope) -> str | None:
    """The item above, where it is the name of a metric: `零钱开户转化率` over `当前 58.4%`."""
    above = scope.entry.parent
    found = METRIC_ABOVE.match(above.norm, above.body) if above is not None else None
    return found["name"] if found else None


def _is_target(quantity: Quantity, name: str) -> bool:
    limit = LIMIT_BEHIND.match(quantity.scope.norm, quantity.value.end, quantity.value.end + 3)
    is_limit = limit is not None and "已" not in quantity.in_front  # 时长已经压到 38 分钟以内
    return bool(TARGET.search(name) or quantity.scope.entry.role == "plan" or is_limit)


def _span(quantity: Quantity) -> tuple[int, int]:
    """The span of the quote: a short clause with no other number is all of it, since the words behind say what it is, too."""
    clause = quantity.clause
    if clause.end - clause.start <= SHORT_CLAUSE and quantity.is_alone():
        return clause.start, clause.end
    return quantity.begin(), quantity.value.end
