"""The clause in front that tells what was promised before: 原计划 3/7 结束. What does not belong here: when it is now (`moves`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.milestone_words import EVENT
from assets.facts.scope import Scope

_PROMISED = re.compile(r"原(?:计划|定|本|来|排期|先|\s*\d)|本来|^\s*计划\s*\d")
LIGHT = frozenset(["召开", "举行", "进行", "举办", "组织", "执行", "操作", "实施"])
"""Verbs that say nothing of what is done."""


def promise_before(scope: Scope, clause: Clause) -> Clause | None:
    """The clause in front that tells the old promise: 原计划 3/7 结束."""
    other = clause.before
    while other is not None and not _PROMISED.search(scope.norm[other.start : other.end]):
        other = other.before
    return other


def promised_deed(scope: Scope, clause: Clause) -> str | None:
    """上线 of `接口升级，原计划3月20日上线，推迟至4月3日`."""
    promise = promise_before(scope, clause)
    found = EVENT.findall(scope.norm, promise.start, promise.end) if promise else []
    return str(found[-1]) if found and found[-1] not in LIGHT else None
