"""Numbers that stand in lists: 18/24, and 分别为 95%、60%、30%.

What does not belong here: numbers that stand by themselves (`quantities`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.components import component_of
from assets.facts.model import Fact, Measure, Progress
from assets.facts.quantity_names import trimmed
from assets.facts.quantity_words import RATE, RATIO, RESPECTIVELY
from assets.facts.scope import Scope

_LONGEST_NAME = 40
_SPLIT = re.compile(r"[、,，和与]")
_VALUE = re.compile(r"\d+(?:\.\d+)?")


def ratios(scope: Scope) -> list[Fact]:
    """18/24 and 420/450 人 are two measures; no percentage is derived (contract, Progress)."""
    if scope.entry.role == "incident":
        return []
    found: list[Fact] = []
    for match in RATIO.finditer(scope.norm, scope.start, scope.end):
        found += _ratio(scope, match)
    return found


def _ratio(scope: Scope, match: re.Match[str]) -> list[Fact]:
    clause = scope.clause_at(match.start())
    done, total = (float(match[group].replace(",", "")) for group in "ab")
    if clause is None or scope.context.is_used(scope.entry, *match.span()) or done > total:
        return []
    if any(w.start < match.end() and match.start() < w.end for w in scope.context.dates(scope.entry, clause.start, clause.end)):
        return []
    project = scope.project(clause)
    name = trimmed(scope.norm[clause.start : match.start()]) or trimmed(scope.entry.topic or project or "")
    if not name:
        return []
    scope.context.use(scope.entry, *match.span())
    return [
        Measure(
            entry=scope.entry,
            start=clause.start,
            end=match.end(),
            project=project,
            rule="ratio",
            section=scope.entry.section,
            name=called[-_LONGEST_NAME:],
            value=value,
            unit=match["u"],
        )
        for called, value in ((name, done), (f"{name}总数", total))
    ]


def respectively(scope: Scope) -> list[Fact]:
    """OCR、查验、去重分别为 95%、60%、30%: each name has its own number."""
    found: list[Fact] = []
    for match in RESPECTIVELY.finditer(scope.norm, scope.start, scope.end):
        names = [trimmed(n) for n in _SPLIT.split(match["names"])]
        values = [float(value[0]) for value in _VALUE.finditer(match["values"])]
        clause = scope.clause_at(match.start())
        if clause is None or len(names) != len(values) or not all(names) or scope.context.is_used(scope.entry, *match.span("values")):
            continue
        project = scope.project(clause)
        make = _share if scope.entry.role == "metric" or RATE.search(scope.norm, match.start(), match.start("values")) else _part
        found += [make(scope, match, project, name, value) for name, value in zip(names, values, strict=True)]
        scope.context.use(scope.entry, *match.span("values"))
    return found


def _share(scope: Scope, match: re.Match[str], project: str | None, name: str, value: float) -> Fact:
    return Measure(
        entry=scope.entry,
        start=match.start(),
        end=match.end(),
        project=project,
        rule="respectively",
        section=scope.entry.section,
        name=name,
        value=value,
        unit="%",
    )


def _part(scope: Scope, match: re.Match[str], project: str | None, name: str, value: float) -> Fact:
    return Progress(
        entry=scope.entry,
        start=match.start(),
        end=match.end(),
        project=project,
        rule="respectively",
        component=component_of(name, project),
        percent=value,
    )
