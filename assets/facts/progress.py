"""Progress: stated completion in percent, and what is complete.

What does not belong here: shares, rates and counts (`measures`), columns of tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assets.facts import naming
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Measure, Progress
from assets.facts.quantity import Quantity
from assets.facts.quantity_words import (
    ABOUT,
    AT_LEAST,
    COMPONENT_NOISE,
    DEED,
    DONE_SHARE,
    EVENT,
    LEAD_NOISE,
    LONGEST_PART,
    LONGEST_SHARED,
    NO_PROGRESS,
    NO_SHARING,
    OF_TRAFFIC,
    RATE,
    SHARE,
    SHORT_CLAUSE,
    UNDER_WAY,
    UNDERTAKING,
    WHOLE,
    WHOLE_WORD,
    WORK,
)
from assets.facts.scope import Scope

_NO_COMPLETION = ("metric", "plan", "rollout", "incident")
_LONGEST_HOST = 20


def is_progress(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """Whether a percentage is one of completion: by the words in front of it, else by what the line and the facts in front are about."""
    scope, clause, name = quantity.scope, quantity.clause, quantity.name
    entry = scope.entry
    if entry.role in _NO_COMPLETION or quantity.first.value < 0 or NO_PROGRESS.search(name):
        return False
    words = _words_in_front(quantity)
    if DONE_SHARE.search(words) and not SHARE.search(words):
        return True
    if RATE.search(words) or _is_of_a_rate(quantity, facts) or OF_TRAFFIC.match(quantity.behind(4)):
        return False
    if entry.role == "note" and not entry.project:
        return False
    if clause.depth and not name:
        host = clause.host
        return host is not None and not RATE.search(scope.norm[host.start : host.end])
    return bool(quantity.project or any(isinstance(f, Progress) for f in facts)) or WORK.search(words) is not None


def _words_in_front(quantity: Quantity) -> str:
    """The words in front that tell what is counted, without the project's name: 内存水位专项 80% is no level of memory."""
    first, project = quantity.first, quantity.project
    near = quantity.scope.norm[max(quantity.clause.start, first.start - 10) : first.start]
    words = f"{quantity.name[-10:]} {near}"
    if project and UNDERTAKING.search(project):
        words = words.replace(project.replace("（", "(").replace("）", ")"), "")
    return words


def _is_of_a_rate(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """实验组点击率 3.9%，对照组 3.4%: the second is of the kind of the first."""
    last = facts[-1] if facts else None
    return (
        isinstance(last, Measure)
        and last.unit in ("%", "pp")
        and last.start >= quantity.clause.start - SHORT_CLAUSE
        and not EVENT.search(quantity.name)
    )


def component_of(name: str, project: str | None) -> str:
    """The normal form of what is complete: POS押金进度 → POS押金, 整体开发 → 整体, the project's own name → 整体."""
    words = LEAD_NOISE.sub("", name).strip(" ,，:：-")
    for _ in range(2):
        words = COMPONENT_NOISE.sub("", words).strip(" ,，:：-的")
    if project and words.startswith(project):
        words = re.sub(r"^(?:这边|那边|这块|方面)", "", words[len(project) :]).strip(" ,，:：-")
    return "整体" if not words or WHOLE.match(words) else words


def rows(quantity: Quantity) -> list[Fact]:
    """The progress that a clause states: a row for each of the parts that share it."""
    component = component_of(quantity.name, quantity.project)
    if component == "整体" and not WHOLE_WORD.search(quantity.name):
        component = _subject(quantity) or component
    shared = _sharing(quantity) if not quantity.name or "、" not in quantity.name else []
    if shared and (DEED.fullmatch(component) or (component == "整体" and len(shared) == 1)):
        component = _part(quantity, shared[-1]) if component == "整体" else component
        shared = []  # the clause in front is the subject, and no sibling
    if len(shared) == 1 and component == _part(quantity, shared[0]):
        shared = []
    found: list[Fact] = [_row(quantity, _part(quantity, c), (c.start, c.end), "progress_shared") for c in shared]
    start = quantity.begin()
    return found + [_row(quantity, part, (start, quantity.value.end), "progress") for part in _parts(component)]


def _row(quantity: Quantity, component: str, span: tuple[int, int], rule: str) -> Progress:
    previous = quantity.previous if rule == "progress" else None
    return Progress(
        entry=quantity.scope.entry,
        start=span[0],
        end=span[1],
        project=quantity.project,
        rule=rule,
        component=component,
        percent=quantity.value.value,
        previous_percent=previous.value if previous else None,
        qualifier=_qualifier(quantity),
    )


def _qualifier(quantity: Quantity) -> str:
    """~ for 约60% and 60%左右, >= for 超过60% and 60%以上."""
    before, after = quantity.before, quantity.behind(3).lstrip()
    if ABOUT.search(before) or after.startswith("左右"):
        return "~"
    return ">=" if AT_LEAST.search(before) or after.startswith(("以上", "+", "多")) else "="


def _part(quantity: Quantity, clause: Clause) -> str:
    return component_of(quantity.scope.norm[clause.start : clause.end], quantity.project)


def _parts(component: str) -> list[str]:
    """The names of `账户、会员`, each a row."""
    named = [name for name in map(str.strip, component.split("、")) if name]
    return named if len(named) > 1 and all(2 <= len(name) <= LONGEST_PART for name in named) else [component]


def _subject(quantity: Quantity) -> str | None:
    """What a bare 进度 70% is the progress of: what its parenthesis explains, the topic, or what goes on in the clause before."""
    scope, clause, project = quantity.scope, quantity.clause, quantity.project
    entry, host = scope.entry, clause.host
    if host is not None:
        text = re.sub(r"中$|进行中$", "", scope.norm[host.start : host.end].strip())
        return component_of(text, project) if len(text) <= _LONGEST_HOST else None
    if entry.topic and entry.topic_end <= clause.start:
        return component_of(entry.topic, project)
    other = clause.before
    doing = UNDER_WAY.fullmatch(scope.norm[other.start : other.end]) if other else None
    return doing["what"] if doing else None


def _sharing(quantity: Quantity) -> list[Clause]:
    """The bare names in front that share the number: 账户，会员，清结算增量开发进度100%."""
    scope, clause = quantity.scope, quantity.clause
    if any(clause.start <= n.start < quantity.first.start for n in scope.numbers):
        return []
    found: list[Clause] = []
    for other in reversed(scope.clauses[: clause.index]):
        if other.sentence != clause.sentence or other.depth != clause.depth or not _is_bare_name(scope, other):
            break
        found.append(other)
    return found[::-1]


def _is_bare_name(scope: Scope, clause: Clause) -> bool:
    text = scope.norm[clause.start : clause.end]
    if len(text) > LONGEST_SHARED or not naming.is_name(text) or NO_SHARING.search(text):
        return False
    return not any(clause.start <= n.start < clause.end for n in scope.numbers)
