"""Milestones that no clause tells: the state of a whole item, by its label, its mark, its section or its box.

What does not belong here: what clauses say (`milestones`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assets.facts import heading_words
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.deeds import event_of
from assets.facts.done_words import is_done
from assets.facts.milestone_rows import milestone, set_dates
from assets.facts.milestone_words import EFFECT, EVENT, PAUSED, SHORT_CLAUSE, has_event, is_doing
from assets.facts.model import Entry, Fact, Milestone
from assets.facts.scope import Scope
from assets.facts.status_words import STATUS_WORDS
from assets.facts.tenses import lies_ahead
from assets.facts.text import tidy
from assets.facts.words import EVENTS


def stated(scope: Scope) -> list[Fact]:
    """`状态：已完成` is a status of the whole project."""
    clause = scope.clauses[0] if scope.clauses else None
    text = scope.norm[clause.start : clause.end] if clause else ""
    if _AT_RISK.fullmatch(text):
        return []
    status = next((status for status, words in STATUS_WORDS if words.search(text)), None)
    return [milestone(scope, clause, "整体", status, None, None)] if clause and status and len(text) <= SHORT_CLAUSE else []


_AT_RISK = re.compile(r"\s*有?(?:[高中低]|较[大高])?风险\s*|\s*at[ -]?risk\s*", re.IGNORECASE)
"""`状态：有风险` says how it stands, and not that it goes on."""


def status_of_mark(entry: Entry) -> str | None:
    """The status that a mark before the text gives: `⏸️ 外部数据采购：预算没批下来`."""
    is_update = entry.form in ("item", "text") and entry.role == "update"
    return _STATUS_OF_MARK.get(entry.norm[entry.start : entry.start + 1]) if is_update else None


_STATUS_OF_MARK = {"⏸": "paused", "✅": "done"}


def under_way(scope: Scope, found: list[Fact]) -> list[Fact]:
    """联调 of `🚧 差错看板 —— 前端联调，预计 10/23 演示`: a deed behind the mark of what is under way, of which nothing else is said."""
    entry = scope.entry
    clause = scope.clauses[0] if scope.clauses and entry.role == "update" and entry.norm[entry.start] in _UNDER_WAY else None
    if clause is None or entry.body == entry.start or any(f.start < clause.end for f in found):
        return []
    text = scope.norm[clause.start : clause.end].strip()
    if len(text) > SHORT_CLAUSE or not _DEED_LAST.search(text) or _DIGIT.search(text) or is_done(text):
        return []
    event = event_of(scope, clause, [], "in_progress")
    return [milestone(scope, clause, event, "in_progress", None, None)] if event else []


_UNDER_WAY = "🚧🔄"
_DIGIT = re.compile(r"\d")


def of_tag(scope: Scope, found: list[Fact]) -> list[Fact]:
    """The milestones of an item with a state in brackets: `【已上线】手续费阶梯计价`; what its text says by itself is `found`."""
    entry = scope.entry
    words = entry.state or (entry.label if entry.label and entry.norm[entry.start] in "【[" else None)
    clause = scope.clauses[0] if scope.clauses and words and entry.role in ("update", "review") else None
    if clause is None or words is None or any(isinstance(f, Milestone) and (f.date_start or f.date_end) for f in found):
        return found
    deed = EVENT.search(words)
    status = "paused" if PAUSED.search(words) or words.lower() == "block" else None
    if deed and status is None and (not found or not is_done(scope.norm[scope.start : scope.end])):
        status = "in_progress" if is_doing(words) else "done" if is_done(words) or words[0] == "已" else None
    if status is None and not found and deed is None and _DONE_ALONE.fullmatch(words) and not entry.children:
        deed, status = _DEED_LAST.search(scope.norm[clause.start : clause.end]), "done"  # 【完成】报文加密改造
    if status is None:
        return found
    made = milestone(scope, clause, deed[0] if deed else "整体", status, None, None)
    made.start = entry.start
    if status == "done" and (when := _day_behind(scope)):
        set_dates(made, when)
    return [made]


def _day_behind(scope: Scope) -> When | None:
    """3/27 of `【已完成】存管路由：招行切换，3/27`."""
    clause = scope.clauses[1] if len(scope.clauses) > 1 else None
    whens = scope.context.dates(scope.entry, clause.start, clause.end, "past") if clause else []
    is_bare = clause is not None and len(whens) == 1 and (whens[0].start, whens[0].end) == (clause.start, clause.end)
    return whens[0] if is_bare and not lies_ahead(scope, whens[0], is_done=True) else None


_DONE_ALONE = re.compile(r"已?完成|done|completed|finished", re.IGNORECASE)


LABELS_OF_STATE = {
    **dict.fromkeys(("已完成", "完成", "本周完成", "已交付", "已办", "做完", "做完的", "done", "shipped"), "done"),
    **dict.fromkeys(("进行中", "在做", "在做的", "在办", "推进中", "doing", "wip", "in progress"), "in_progress"),
}


def of_label(scope: Scope, found: Sequence[Fact]) -> Iterator[Fact]:
    """`进行中：存量校验；联调，4/9 提测`: what stands behind a state, or behind a semicolon, names a deed and counts nothing."""
    status = LABELS_OF_STATE[str(scope.entry.label).lower()]
    for clause in scope.clauses:
        text = scope.norm[clause.start : clause.end]
        is_first = clause.before is None or scope.norm[clause.start - 1 : clause.start] in ";；。"
        if clause.depth or not is_first or not has_event(text) or _VALUE.search(text):
            continue
        if any(f.start < clause.end and clause.start < f.end for f in found):
            continue
        if event := event_of(scope, clause, [], status):
            yield milestone(scope, clause, event, status, None, None)


def status_of_section(entry: Entry) -> str | None:
    """The status that a heading gives to all items below it: 挂起, On hold."""
    above = entry.parent if entry.form in ("item", "text") and entry.role in ("update", "note") else None
    while above is not None and above.form != "heading" and not above.label:
        above = above.parent
    if above is None or not _SECTION_WORD.search(above.norm):
        return None
    words = above.label or heading_words.heading_text(above.norm[above.start :])
    return next((status for status, pattern in _SECTION_STATUS if pattern.fullmatch(words)), None)


def of_section(scope: Scope, status: str) -> list[Fact]:
    """An item that says nothing of its own status has that of its section."""
    clause = scope.clauses[0] if scope.clauses else None
    if clause is None or (status == "done" and not _is_done_by_section(scope, clause)):
        return []
    project = scope.entry.project
    text = scope.norm[clause.start : clause.end].strip()
    if status == "done" and project and text.startswith(project) and has_event(text[len(project) :]):
        project = None  # 担保交易 2.6 版本回归: what was done with it stands behind its name
    elif project and scope.entry.parent and project == scope.entry.parent.project and has_event(text):
        project = None  # 附言解析规则重写 below 已完成 of its project
    deed = _DEED_LAST.search(project) if project and status == "done" else None
    event = deed[0] if deed else None if project else event_of(scope, clause, [], status)
    return [milestone(scope, clause, event or "整体", status, None, None)]


def _ticked_topic(scope: Scope, text: str) -> str | None:
    """路由拆包 of `[x] 路由拆包，首包 412KB → 268KB`."""
    entry = scope.entry
    return entry.topic if entry.topic and entry.topic in text and not has_event(text) and not _VALUE.search(entry.topic) else None


_COUNTED_DEED = re.compile(rf"\s*\d+\s?[个家条台项]\s?[\u4e00-\u9fff]*?(?:{EVENTS})\s*$")
"""6 家银行联调."""
_VALUE = re.compile(r"\d|[率数量额]$")


def _is_done_by_section(scope: Scope, clause: Clause) -> bool:
    """Whether an item below 已完成 names a deed and counts nothing, or has the mark of it."""
    text = scope.norm[clause.start : clause.end]
    if _OUTCOME.search(text):
        return False  # ✅ 迁移后 CPU 平均利用率 34%
    return status_of_mark(scope.entry) == "done" or bool(has_event(text) and not _VALUE.search(text) and not scope.entry.children)


_OUTCOME = re.compile(r"(?:率|占比|耗时|时长|水位|成本)\s*(?:为|约|从|由|升至?|降至?)?\s*\d")
_DEED_LAST = re.compile(rf"(?:{EVENTS})$")
_SECTION_WORD = re.compile(r"完成|[dD][oO][nN][eE]|[sS]hipped|挂起|暂停|搁置|暂缓|[hH][oO][lL][dD]|[pP][aA][uU][sS][eE][dD]")
_SECTION_STATUS = (
    ("paused", re.compile(r"(?:已?(?:挂起|暂停|搁置|暂缓)|on hold|paused)(?:中|的?(?:项目|事项|需求))?", re.IGNORECASE)),
    ("done", re.compile(r"(?:本周)?(?:已完成|完成事项|完成)(?:的?(?:项目|事项|需求|工作))?|done|shipped|completed", re.IGNORECASE)),
)


def ticked(scope: Scope) -> list[Fact]:
    """A ticked box says that its deed is done."""
    clause = scope.clauses[0] if scope.clauses else None
    text = scope.norm[clause.start : clause.end] if clause else ""
    lead = scope.norm[scope.entry.start : scope.entry.body]
    if clause and has_event(lead) and not has_event(text):
        return [milestone(scope, clause, tidy(lead).strip("，, :："), "done", None, None)]
    if entry_topic := _ticked_topic(scope, text):
        return [milestone(scope, clause, entry_topic, "done", None, None)] if clause else []
    if clause is None or not has_event(text) or (EFFECT.search(text) and not _COUNTED_DEED.match(text)):
        return []
    event = event_of(scope, clause, [], "done")
    return [milestone(scope, clause, event, "done", None, None)] if event else []
