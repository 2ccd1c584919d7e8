"""A fact's values in the few words that a line of a terminal has room for.

What does not belong here: colours and layout (`explain`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from assets.facts.model import Fact, Incident, Measure, Milestone, Plan, Progress, Rollout

_QUALIFIERS = {"=": "", "~": "~", ">=": "≥ ", "<=": "≤ "}
_PLACE = {"entry", "start", "end", "project", "rule"}


def kind_of(fact: Fact) -> str:
    """progress, milestone, rollout, measure, incident or plan."""
    return type(fact).__name__.lower()


def in_short(fact: Fact) -> str:
    """The values of a fact on one line."""
    return _WORDS[kind_of(fact)](fact)


def in_full(fact: Fact) -> list[tuple[str, str]]:
    """Every value that a fact has, by the name of its field."""
    values = ((field.name, getattr(fact, field.name)) for field in fields(fact) if field.name not in _PLACE)
    return [(name, _value(value)) for name, value in values if value not in (None, (), False)]


def number(value: float) -> str:
    """A number without a fraction that says nothing: 60, 99.95, 1,200,000."""
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"


def _value(value: object) -> str:
    match value:
        case bool() | str():
            return str(value)
        case int() | float():
            return number(value)
        case datetime():
            return moment(value)
        case tuple():
            return " ".join(map(str, value))
    return str(value)


def moment(value: datetime) -> str:
    """A time as people write it."""
    return f"{value:%Y-%m-%d %H:%M}"


def _progress(fact: Progress) -> str:
    before = "" if fact.previous_percent is None else f"{number(fact.previous_percent)}% → "
    return f"{fact.component} {before}{_QUALIFIERS.get(fact.qualifier, fact.qualifier)}{number(fact.percent)}%"


def _milestone(fact: Milestone) -> str:
    when = interval(fact.date_start, fact.date_end)
    precision = fact.date_precision if when and fact.date_precision not in (None, "day") else None
    was = interval(fact.original_date_start, fact.original_date_end)
    return _joined(fact.event, fact.status, when, precision and f"({precision})", was and f"(was {was})")


def interval(first: date | None, last: date | None) -> str:
    """A day, or both ends of an interval, of which one may be open."""
    if first == last:
        return str(first or "")
    if first and last:
        return f"{first} … {last}"
    return f"from {first}" if first else f"until {last}"


def _rollout(fact: Rollout) -> str:
    counts = (
        (fact.new_cities, "{} new"),
        (fact.cumulative_cities, "{} so far"),
        (fact.remaining_cities, "{} to open"),
        (fact.target_cities, "goal {}"),
    )
    said = ", ".join(words.format(count) for count, words in counts if count is not None)
    return f"{said or 'cities'}{': ' if fact.cities else ''}{' '.join(fact.cities)}"


def _measure(fact: Measure) -> str:
    value = f"{number(fact.value)}{_unit(fact.unit)}"
    before = None if fact.previous_value is None else f"(before {number(fact.previous_value)})"
    return _joined(fact.name, value, before, "target" if fact.is_target else None)


def _unit(unit: str | None) -> str:
    if not unit:
        return ""
    return unit if unit == "%" else f" {unit}"


def _incident(fact: Incident) -> str:
    times = (("detected", fact.detected_at), ("started", fact.started_at), ("ended", fact.ended_at))
    said = [f"{word} {moment(at)}" for word, at in times if at]
    affected = None if fact.affected_count is None else f"{number(fact.affected_count)}{_unit(fact.affected_unit)}"
    return ", ".join(filter(None, (*said, fact.service, fact.severity, affected, fact.summary)))


def _joined(*parts: str | None) -> str:
    return " ".join(_present(parts))


def _present(parts: Iterable[str | None]) -> list[str]:
    return [part for part in parts if part]


def _plan(fact: Plan) -> str:
    return f"{fact.target_week or 'no week'} {fact.text}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "progress": _progress,
    "milestone": _milestone,
    "rollout": _rollout,
    "measure": _measure,
    "incident": _incident,
    "plan": _plan,
}
