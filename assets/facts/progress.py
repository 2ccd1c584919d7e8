"""Progress: stated completion in percent, and what is complete.

What does not belong here: shares, rates and counts (`measures`), columns of tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import name_words
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Measure, Progress
from assets.facts.patterns import Ending
from assets.facts.quantity import Quantity
from assets.facts.quantity_names import trimmed
from assets.facts.quantity_words import (
    ABOUT,
    AT_LEAST,
    COMPONENT_NOISE,
    DEED,
    DONE_DEED,
    DONE_SHARE,
    EVENT,
    LEAD_NOISE,
    LONGEST_PART,
    LONGEST_SHARED,
    MOVED_SHARE,
    NO_PROGRESS,
    NO_SHARING,
    NOUNS_OF_DEEDS,
    OF_TRAFFIC,
    RATE,
    SHARE,
    SHORT_CLAUSE,
    STATEMENT,
    THING,
    UNDER_WAY,
    UNDERTAKING,
    WHOLE,
    WHOLE_WORD,
    WORK,
    WORK_LAST,
)
from assets.facts.scope import Scope
from assets.facts.words import EVENTS

_NO_COMPLETION = ("metric", "plan", "rollout", "incident")
_LONGEST_HOST = 20
_LONGEST_SIBLING = 4
"""账户, 会员, 清结算 share a number; longer words in front of several are what all are parts of."""
_REACH = 12
_INTENDED = re.compile(r"\s*(?:原?计划|预期|预计|应)(?:完成|进度|为)?\s*")
"""68%（计划 70%）: how far it should be."""
_HERE = re.compile(r"^(?:这边|那边|这块|方面)")
_COUNT = re.compile(r"\d\s?[\u4e00-\u9fff]")
_POINTED_AT = re.compile(r"(?:[是为]|在于)(?P<what>[^是为\d]{2,12})$")
"""`主要拖累项是缓存层改造，其进度只有 30%`."""
_COUNTED_WORK = re.compile(rf"(?P<of>[^\d:，,]{{2,10}}?(?:{EVENTS}))\s*\d[\d,.]*(?:\s*/\s*\d[\d,.]*)?\s*[\u4e00-\u9fff]{{0,2}}")
"""`标签开发 46/60，完成 76.7%` is of 标签开发."""
_DEED_LAST = Ending(rf"(?:{EVENTS})(?:进行|推进)?中?\s*")
"""清退 of 休眠商户清退."""
_PARTED = re.compile(r"[\s:：,，/]")


def is_progress(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """Whether a percentage is one of completion: by the words in front of it, else by what the line and the facts in front are about."""
    scope, clause, name = quantity.scope, quantity.clause, quantity.name
    entry = scope.entry
    if entry.role in _NO_COMPLETION or quantity.first.value < 0 or quantity.is_change or NO_PROGRESS.search(name):
        return False
    if _INTENDED.fullmatch(quantity.in_front):
        return False
    words = _words_in_front(quantity)
    if quantity.in_front.startswith("完成率") and _is_of_counts(quantity, facts):
        return False
    if _is_said(words, quantity):
        return True
    if any(map(_is_rate, words)) or _is_below_a_rate(quantity) or _is_of_a_rate(quantity, facts) or OF_TRAFFIC.match(quantity.behind(4)):
        return False
    if entry.role == "note" and not entry.project:
        return False
    if clause.depth and not trimmed(quantity.in_front):
        return clause.host is not None and _explains_work(quantity, clause.host)
    return bool(quantity.project or any(isinstance(f, Progress) for f in facts)) or any(map(WORK.search, words))


def _words_in_front(quantity: Quantity) -> tuple[str, str]:
    """The name and the words right in front, without the project's name: 内存水位专项 80% is no level of memory."""
    first, project = quantity.first, quantity.project
    words = quantity.name[-_REACH:], quantity.scope.norm[max(quantity.clause.start, first.start - _REACH) : first.start]
    if project and UNDERTAKING.search(project):
        plain = project.replace("（", "(").replace("）", ")")
        return words[0].replace(plain, ""), words[1].replace(plain, "")
    return words


def _is_said(words: tuple[str, str], quantity: Quantity) -> bool:
    """Whether a word says that it is completion; the 完成率 of what is no project (a course, an exam) is a rate."""
    if not any(map(DONE_SHARE.search, words)) or any(SHARE.search(COMPONENT_NOISE.cut(part)) for part in words):
        return False
    return bool(quantity.project) or not any("完成率" in part for part in words)


def _is_of_counts(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """`计划 120 条，已写 84 条，完成率 70%`: the rate of what was counted right in front."""
    last, before = facts[-1] if facts else None, quantity.clause.before
    is_count = isinstance(last, Measure) and last.unit not in (None, "%", "pp") and last.name[0] not in "剩余待"
    return is_count and last is not None and before is not None and before.start <= last.start


def _is_rate(words: str) -> bool:
    """Whether a word for a rate says what the number is, and is not part of the name of work or of a thing: 灰度能力开发, 用户中心."""
    if MOVED_SHARE.search(words):
        return True
    ends = [match.end() for match in RATE.finditer(words)]
    if not ends:
        return False
    rest = _PARTED.split(words[ends[-1] :], maxsplit=1)[0]
    name = words[: ends[-1]] + rest
    return not (rest and (WORK_LAST.search(name) or THING.search(name) or _DEED_LAST.search(rest)))


def _is_below_a_rate(quantity: Quantity) -> bool:
    """`通道灰度：招行 30%，农行 10%`: the name in front of the colon says what the numbers are."""
    entry = quantity.scope.entry
    is_topic = entry.topic is not None and entry.topic_end <= quantity.clause.start
    return is_topic and entry.topic is not None and _is_rate(entry.topic)


def _explains_work(quantity: Quantity, host: Clause) -> bool:
    """Whether a percentage in brackets is the completion of what stands before: not of 达成 27 家（30%）."""
    text = quantity.scope.norm[host.start : host.end]
    if _is_rate(text):
        return False
    counted = any(n.unit and not n.is_percent for n in quantity.scope.numbers_in(host))
    return not counted or any(pattern.search(text) for pattern in (WORK, DONE_SHARE, DONE_DEED))


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
    words = LEAD_NOISE.sub("", name.replace("】", "") if "】" in name else name).strip(" ,，:：-")
    for _ in range(2):
        words = COMPONENT_NOISE.cut(words).strip(" ,，:：-的")
    if project and words.startswith(project):
        words = _HERE.sub("", words[len(project) :]).strip(" ,，:：-")
    return "整体" if len(words) < 2 or not any(map(str.isalnum, words)) or WHOLE.match(words) else words


def rows(quantity: Quantity) -> list[Fact]:
    """The progress that a clause states: a row for each of the parts that share it."""
    component = component_of(quantity.name, quantity.project)
    if component == "整体" and not WHOLE_WORD.search(quantity.name):
        component = _subject(quantity) or component
    shared = _sharing(quantity, component) if not quantity.name or "、" not in quantity.name else []
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
    """What a bare 进度 70% is the progress of: what its parenthesis explains, the topic, or what the clause before speaks of."""
    scope, clause, project = quantity.scope, quantity.clause, quantity.project
    entry, host = scope.entry, clause.host
    if host is not None:
        text = scope.norm[host.start : host.end].strip()
        return component_of(text, project) if len(text) <= _LONGEST_HOST and not _COUNT.search(text) else None
    if entry.topic and entry.topic_end <= clause.start:
        return component_of(entry.topic, project)
    other = clause.before
    if other is None:
        return None
    if scope.norm[clause.start] in "其它" and (pointed := _POINTED_AT.search(scope.norm, other.start, other.end)):
        return component_of(pointed["what"], project)
    doing = UNDER_WAY.fullmatch(scope.norm, other.start, other.end)
    if doing:
        return doing["what"]
    if counted := _COUNTED_WORK.fullmatch(scope.norm, other.start, other.end):
        return component_of(counted["of"], project)
    return _part(quantity, other) if _is_bare_name(scope, other) and _states(scope, other) else None


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
    is_topic = len(found) == 1 and found[0].end - found[0].start > _LONGEST_SIBLING and _is_followed_by_another(quantity)
    return [] if is_topic else found[::-1]


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
    if len(text) > LONGEST_SHARED or not name_words.is_name(text) or NO_SHARING.search(text):
        return False
    return not scope.numbers_in(clause)
