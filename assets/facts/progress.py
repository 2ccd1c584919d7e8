"""Progress: stated completion in percent, and what is complete.

What does not belong here: whether a percentage is one of completion (`completion`), columns of tables (`table_progress`).
"""

from __future__ import annotations

from assets.facts import name_words
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.components import component_of
from assets.facts.model import Entry, Fact, Progress
from assets.facts.quantity import Quantity
from assets.facts.quantity_names import trimmed
from assets.facts.quantity_words import (
    ABOUT,
    AT_LEAST,
    DEED,
    LONGEST_PART,
    LONGEST_SHARED,
    NO_SHARING,
    NOUNS_OF_DEEDS,
    STATEMENT,
    UNDER_WAY,
    WHOLE_WORD,
)
from assets.facts.scope import Scope
from assets.facts.words import EVENTS

_LONGEST_HOST = 20
_LONGEST_SIBLING = 4
"""账户, 会员, 清结算 share a number; longer words in front of several are what all are parts of."""
_COUNT = re.compile(r"\d\s?[\u4e00-\u9fff]")
_POINTED_AT = re.compile(r"(?:[是为]|在于)(?P<what>[^是为\d]{2,12})$")
"""`主要拖累项是缓存层改造，其进度只有 30%`."""
_COUNTED_WORK = re.compile(rf"(?P<of>[^\d:，,]{{2,10}}?(?:{EVENTS}))\s*\d[\d,.]*(?:\s*/\s*\d[\d,.]*)?\s*[\u4e00-\u9fff]{{0,2}}")
"""`标签开发 46/60，完成 76.7%` is of 标签开发."""

_DONE_HALF = re.compile(r"(?P<of>[^\d，,]{2,16}?)[走做跑写搞改测推干弄切迁接]了(?:不到|超过|差不多|将近|快|大约|大概|约)?\s*")
"""`联调走了一半`"""
_OF_WHAT = re.compile(
    rf"\s*(?:的\s*(?P<what>[\u4e00-\u9fffA-Za-z]{{2,12}}?)|(?P<deed>[\u4e00-\u9fff]{{0,8}}?(?:{EVENTS})))(?:工作|任务)?\s*$"
)
_OF_WHAT_DONE = re.compile(r"\s*的\s*(?P<what>[\u4e00-\u9fffA-Za-z]{2,12}?)(?:工作|任务)?(?:已经?|都已?)(?:完成|做完|搞定)了?\s*$")
_OVER = ("完", "过", "好", "毕", "掉")
"""`埋点验收完，看板开发 30%`: what is over has no share in what is not."""
_DONE = ("完成", "完成了", "做了", "做完", "做完了")
_COUNTED_THERE = re.compile(
    r"(?P<of>(?:华[东南西北中]|[东南西北中]{1,2}[区部]|[\u4e00-\u9fff]{2,3}(?:片区|大区|分公司|[省市区县]))(?:片区|大区|地区)?)(?:目前|已经?|累计|共|本周)*[\u4e00-\u9fff]{1,3}了?\s*\d[\d,.]*\s*万?[台家个套户单笔]"
)
"""`华南已换 480 台，进度 80%` is of the south."""


def rows(quantity: Quantity) -> list[Fact]:
    """The progress that a clause states: a row for each of the parts that share it."""
    half = _DONE_HALF.fullmatch(quantity.in_front)
    component = component_of(trimmed(half["of"]) if half else quantity.name, quantity.project)
    if component == "整体" and not WHOLE_WORD.search(quantity.name):
        component = _behind(quantity) or _subject(quantity) or component
    is_whole = component == "整体" and WHOLE_WORD.search(quantity.name) is not None  # 权限模块返工，整体进度 50%
    shared = _sharing(quantity, component) if not is_whole and "、" not in (quantity.name or "") else []
    if shared and (DEED.fullmatch(component) or (component == "整体" and len(shared) == 1)):
        is_part = len(shared) == 1 and _is_topic(quantity, shared[0])
        if component == "整体" or is_part:
            component = _part(quantity, shared[-1]) + (component if is_part and component != "整体" else "")
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
    """What a bare 进度 70% is the progress of: what its parenthesis explains, the topic, or what the clause before speaks of."""
    scope, clause, project = quantity.scope, quantity.clause, quantity.project
    entry, host = scope.entry, clause.host
    if host is not None:
        text = scope.norm[host.start : host.end].strip()
        return component_of(text, project) if len(text) <= _LONGEST_HOST and not _COUNT.search(text) else None
    if entry.topic and entry.topic_end <= clause.start and not _is_why(entry):
        return component_of(entry.topic, project)
    other = clause.before
    if other is None:
        return _deed_beside(scope, clause)
    if scope.norm[clause.start] in "其它" and (pointed := _POINTED_AT.search(scope.norm, other.start, other.end)):
        return component_of(pointed["what"], project)
    doing = UNDER_WAY.fullmatch(scope.norm, other.start, other.end)
    if doing:
        return component_of(doing["what"], project)
    if region := _COUNTED_THERE.match(scope.norm, other.start, other.end):
        return region["of"]
    if counted := _COUNTED_WORK.fullmatch(scope.norm, other.start, other.end):
        return component_of(counted["of"], project)
    return _part(quantity, other) if _is_bare_name(scope, other) and _states(scope, other) else None


def _is_why(entry: Entry) -> bool:
    """`后端同学离职，进度只有 40%`: what an item begins with is no part of the work."""
    return entry.topic is not None and entry.norm[entry.topic_end - 1] in "，," and NO_SHARING.search(entry.topic) is not None


def _deed_beside(scope: Scope, clause: Clause) -> str | None:
    """开发 of `收银台改版 | 开发 | 60% | 4/12 提测`."""
    other = scope.clauses[clause.index - 1] if clause.index else None
    is_beside = other is not None and scope.norm[other.end : clause.start].strip() == "|"
    words = scope.norm[other.start : other.end].strip() if other and is_beside else ""
    return words if DEED.fullmatch(words) else None


def _behind(quantity: Quantity) -> str | None:
    """用例执行 of `完成 80% 的用例执行`."""
    scope = quantity.scope
    in_front = quantity.in_front.strip()
    if not in_front:
        found = _OF_WHAT_DONE.match(scope.norm, quantity.value.end, quantity.clause.end)
    else:
        found = _OF_WHAT.match(scope.norm, quantity.value.end, quantity.clause.end) if in_front.endswith(_DONE) else None
    return component_of(next(filter(None, found.groups())), quantity.project) if found else None


def _sharing(quantity: Quantity, component: str) -> list[Clause]:
    """The bare names in front that share the number: 账户，会员，清结算增量开发进度100%, but not PRD 定稿，UI 稿 80%."""
    scope, clause = quantity.scope, quantity.clause
    if scope.norm[clause.start] in "其它" or any(n.start < quantity.first.start for n in scope.numbers_in(clause)):
        return []
    found: list[Clause] = []
    for other in reversed(scope.clauses[: clause.index]):
        if other.sentence != clause.sentence or other.depth != clause.depth or not _is_bare_name(scope, other):
            break
        deed = _states(scope, other)
        if deed and not component.endswith(deed):
            break
        found.append(other)
    is_topic = len(found) == 1 and found[0].end - found[0].start > _LONGEST_SIBLING
    is_topic = is_topic and (_is_followed_by_another(quantity) or bool(_UNDERTAKEN.search(scope.norm[found[0].start : found[0].end])))
    return [] if is_topic else found[::-1]


_UNDERTAKEN = re.compile(r"(?:改造|重构|[上电自线国容]\w?化)$")
"""`监管解冻线上化，产品 PRD 编写 80%`: what stands in front is what is undertaken."""


def _is_topic(quantity: Quantity, clause: Clause) -> bool:
    """`报文组装，开发100%` below the title of a project: what stands in front is a part of that."""
    entry = quantity.scope.entry
    return entry.topic is not None and clause.start == entry.body and quantity.scope.norm[clause.start : clause.end].strip() == entry.topic


def _is_followed_by_another(quantity: Quantity) -> bool:
    """`报文新格式，字段映射 70%，报文生成 45%`: what stands in front is what both are parts of."""
    scope, clause = quantity.scope, quantity.clause
    following = scope.clauses[clause.index + 1] if clause.index + 1 < len(scope.clauses) else None
    return (
        following is not None
        and following.sentence == clause.sentence
        and following.depth == clause.depth
        and any(n.is_percent and n.start > following.start + 1 for n in scope.numbers_in(following))
    )


def _states(scope: Scope, clause: Clause) -> str | None:
    """The deed of a clause that states by itself that something was done: 定稿 of `PRD 定稿`."""
    statement = STATEMENT.fullmatch(scope.norm, clause.start, clause.end)
    return statement["deed"] if statement and statement["deed"] not in NOUNS_OF_DEEDS else None


def _is_bare_name(scope: Scope, clause: Clause) -> bool:
    text = scope.norm[clause.start : clause.end]
    if scope.norm[clause.start - 1 : clause.start] == "并":
        return False  # 适配完成并投产，邮储进度 60%
    if len(text) > LONGEST_SHARED or text.endswith(_OVER) or not name_words.is_name(text) or NO_SHARING.search(text):
        return False
    return not scope.numbers_in(clause)
