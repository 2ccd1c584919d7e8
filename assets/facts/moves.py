"""Dates that are moved: from when to when, and what stands around the word that tells it.

What does not belong here: what else a clause tells (`judging`), dates of a move that stand apart (`milestone_dates`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.milestone_words import DELAYED, EARLIER, EFFECT, WAS
from assets.facts.promises import promise_before, promised_date
from assets.facts.scope import Scope
from assets.facts.tenses import lies_ahead

_OF_SOMETHING = re.compile(r"的?[\u4e00-\u9fff]+的")
_FROM_TO = re.compile(r"\s*(?:→|-+>|to|改?到|至)\s*")
"""Between the old and the new date behind the word that moves: `slipped from 3/27 to 4/3`."""
_NO_MOVE = re.compile(r"时延|延迟|周期|未延期|无延期")
_WHETHER = re.compile(r"(?:是否|要不要)[^，,]{0,6}$")
_MEETING = re.compile(r"(?:周|例|晨|站|早|晚|碰头|周例)会")
_COUNTED = re.compile(r"了?\s*\d+\s*(?:[项个件起次]|[个座]?城)")
_AT_RISK = re.compile(r"\s*(?:的?(?:风险|可能|预警)|会|将?影响|将?导致|有(?:意见|异议|顾虑|疑问|看法))")
_WHY = re.compile(r"\s*的?(?:主要|根本|直接)?(?:原因|是因|是由|因为|由于|主要是)")
"""`延期是因为 7/10 那批账套有变更` tells why, and the date is of that."""
_MAYBE_MOVED = re.compile(r"(?:不排除|可能|恐|或将|担心|避免|防止|否则|不然|存在)(?:会|要|再)?[^，,]{0,4}$")
_SURELY = re.compile(r"(?:顺延|推迟|延期|延后|推后)[到至]\s*[\u4e00-\u9fff]")
"""`上线顺延到修复后` moves, `连接池由 200 调到 350` may not."""
_IF = re.compile(r"若(?!干)|如果|假如|万一|一旦|要是")


def told(
    scope: Scope, text: str, clause: Clause, whens: list[When], word: re.Match[str]
) -> tuple[str | None, When | None, When | None] | None:
    """What a clause with a word of moving says; None where nothing is moved by it."""
    if ("是否" in text or "要不要" in text) and _WHETHER.search(text, 0, word.end()):
        return None  # 4/5 决定是否延期
    if _MEETING.search(text) or _COUNTED.match(text, word.end()) or _AT_RISK.match(text, word.end()) or _WHY.match(text, word.end()):
        return None if not _WHY.match(text, word.end()) else (None, None, None)  # 累计延期 9 项, 有延期风险
    if not whens:
        if _MAYBE_MOVED.search(text, 0, word.start()):
            return None  # 不排除延期
        if (
            word[0][-1] in "到至为"
            or (text[word.end() : word.end() + 1] in ("到", "至", "为") and not _SURELY.match(text, word.start()))
            or scope.entry.role == "plan"
        ):
            return None  # 连接池由 200 调到 350
        following = scope.clauses[clause.index + 1] if clause.index + 1 < len(scope.clauses) else None
        if following and "→" in scope.norm[following.start : following.end]:
            return None, None, None  # the dates of the move come next
        if EFFECT.search(text) or _OF_SOMETHING.match(text, word.end()):
            return None, None, None
        if _NO_MOVE.search(text):
            return None
    if _IF.match(text):
        return None, None, None  # 若回归不过则顺延至 4/10
    found = _moved(scope, text, clause, whens, word)
    return found if found[1] is not None or not is_conditional(scope, clause) else (None, None, None)


def _moved(scope: Scope, text: str, clause: Clause, whens: list[When], word: re.Match[str]) -> tuple[str | None, When | None, When | None]:
    """Status, date and the date promised before of a move, `6/12 → 6/19 延期`; `word` is what tells it."""
    at = clause.start + word.start()
    after = [w for w in whens if w.start >= at or (w.start <= at < w.end)]
    before = [w for w in whens if w.start < at and w not in after]
    if len(after) == 2 and not before and _FROM_TO.fullmatch(scope.norm, after[0].end, after[1].start):
        before, after = after[:1], after[1:]  # 延期：12/16 → 12/23
    if len(before) == 2 and not after and "→" in scope.norm[before[0].end : before[1].start]:
        before, after = before[:1], before[1:]  # 提测 12/16 → 12/23 延期
    status = "planned" if EARLIER.search(text) else "delayed"
    if status == "planned" and after and re.search(r"了|已|完成", text) and not lies_ahead(scope, after[-1], is_done=True):
        status = "done"
    if after and "才" in text and not lies_ahead(scope, after[-1], is_done=True):
        status = "done"  # 拖到今天才发
    if after:
        return status, after[-1], before[-1] if before else _was(scope, clause)
    if before and len(before) == 1 and WAS.search(text[: before[0].start - clause.start]):
        return status, None, before[0]
    if before and re.search(r"(?:将|预计|计划|至|到)\s*$", text[: before[0].start - clause.start]):
        return status, before[-1], None
    return status, None, before[-1] if before else _was(scope, clause)


def _was(scope: Scope, clause: Clause) -> When | None:
    """The date promised before, where the clause in front names it: 原计划12月底完成，现推迟到…."""
    promise = promise_before(scope, clause)
    return promised_date(scope, promise) if promise else None


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
