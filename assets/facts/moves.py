"""Dates that are moved: from when to when, and what stands around the word that tells it.

What does not belong here: whether a clause tells a move (`judging`), dates of a move that stand apart (`milestone_dates`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.deeds import promise_before
from assets.facts.milestone_words import DELAYED, EARLIER, WAS
from assets.facts.scope import Scope
from assets.facts.tenses import lies_ahead

_IF = re.compile(r"若(?!干)|如果|假如|万一|一旦|要是")


def moved(scope: Scope, text: str, clause: Clause, whens: list[When], word: re.Match[str]) -> tuple[str | None, When | None, When | None]:
    """Status, date and the date promised before of a move, `6/12 → 6/19 延期`; `word` is what tells it."""
    at = clause.start + word.start()
    after = [w for w in whens if w.start >= at or (w.start <= at < w.end)]
    before = [w for w in whens if w.start < at and w not in after]
    if len(before) == 2 and not after and "→" in scope.norm[before[0].end : before[1].start]:
        before, after = before[:1], before[1:]  # 提测 12/16 → 12/23 延期
    status = "planned" if EARLIER.search(text) else "delayed"
    if status == "planned" and after and re.search(r"了|已", text) and not lies_ahead(scope, after[-1], is_done=True):
        status = "done"
    if after:
        return status, after[-1], before[-1] if before else _was(scope, clause)
    if before and len(before) == 1 and WAS.search(text[: before[0].start - clause.start]):
        return status, None, before[0]
    if before and re.search(r"(?:将|预计|计划|至|到)\s*$", text[: before[0].start - clause.start]):
        return status, before[-1], None
    return status, None, before[-1] if before else _was(scope, clause)


def _was(scope: Scope, clause: Clause) -> When | None:
    """The date promised before, where the clause in front names it: 原计划12月底完成，现推迟到…."""
    other = promise_before(scope, clause)
    whens = scope.context.dates(scope.entry, other.start, other.end, "") if other else []
    return whens[0] if whens else None


def following_move(scope: Scope, clause: Clause) -> bool:
    """Whether the next clause tells a move, of which this one is the cause."""
    after = scope.clauses[clause.index + 1] if clause.index + 1 < len(scope.clauses) else None
    return after is not None and after.sentence == clause.sentence and bool(DELAYED.search(scope.norm, after.start, after.end))


def is_conditional(scope: Scope, clause: Clause | None) -> bool:
    """Whether the clause, or one before it in its sentence, says under which condition: `若拿不到接口，8/30 的上线要改期`."""
    while clause is not None:
        if _IF.search(scope.norm, clause.start, clause.end):
            return True
        clause = clause.before
    return False
