"""Dates that stand apart from what is reached then: in a parenthesis, behind a comma, in the clause behind a move.

What does not belong here: clauses that say both (`milestones`).
"""

from __future__ import annotations

from itertools import zip_longest

from assets.facts import regex as re
from assets.facts.apart import thing_in_front
from assets.facts.clauses import Clause
from assets.facts.cores import core_of
from assets.facts.dates import When
from assets.facts.deeds import event_of
from assets.facts.deeds_elsewhere import own_deed
from assets.facts.done_words import is_done
from assets.facts.milestone_rows import milestone, set_dates
from assets.facts.milestone_words import COARSE, EVENT, LONGEST_EVENT, has_event
from assets.facts.model import Fact, Milestone
from assets.facts.scope import Scope
from assets.facts.tenses import lies_ahead

_WEEKDAY = re.compile(r"[下本这上]*(?:周|星期)")
_OPENS = re.compile(r"(?:[早晚]上|[上中下]午|[早晚]间|晚)?\s?\(")
_PERCENT = re.compile(r"\d\s*%")


def explicit(norm: str, whens: list[When]) -> list[When]:
    """周一(3/10) is the date in the parenthesis."""
    if len(whens) < 2:
        return whens
    if whens[0].precision == "week" and norm[whens[0].end : whens[0].end + 1] in "说定约提讲":
        return whens[1:]  # 上周说的 3/28 演练照常做了
    if whens[0].edge and _OF_HOLIDAY.match(whens[0].text) and whens[1].precision == "day":
        return whens[1:]  # 春节前封网时间为 2/9, 节前（2/10 前）上线
    return [
        w
        for w, after in zip_longest(whens, whens[1:])
        if not (after and _WEEKDAY.match(w.text) and _OPENS.fullmatch(norm, w.end, after.start))
    ]


def is_moved_by(scope: Scope, clause: Clause, whens: list[When], found: list[Fact]) -> bool:
    """`UAT 推迟两周，由 4/8 到 4/22`: from when to when what stands in front is moved, which a range tells."""
    last, when = found[-1] if found else None, whens[0]
    text = scope.norm[clause.start : clause.end]
    if isinstance(last, Milestone) and "原" in text and len(whens) == 1 and _FORMERLY.fullmatch(text.replace(when.text, "")):
        return _was_to_be(last, when, clause)
    if not isinstance(last, Milestone) or last.status != "delayed" or last.date_start is not None or last.date_end is not None:
        return False
    if len(whens) != 1 or when.precision != "range" or not _FROM.fullmatch(text.replace(when.text, "")):
        return False
    last.original_date_start = last.original_date_end = when.first
    last.date_start = last.date_end = when.last
    last.date_precision, last.date_text = "day", when.text
    return True


def _was_to_be(last: Milestone, when: When, clause: Clause) -> bool:
    """`4/3 提测，原定 3/27`: what is later than it was to be is delayed, unless it is done."""
    if last.end < clause.start - 3 or last.date_start is None or when.first is None or last.original_date_end is not None:
        return False
    last.original_date_start, last.original_date_end, last.end = when.first, when.last, clause.end
    if last.status == "planned" and when.first < last.date_start:
        last.status = "delayed"
    return True


_FROM = re.compile(r"\s*(?:时间)?[由从]?\s*")
_FORMERLY = re.compile(r"\s*原(?:定|计划|排期|定计划|来)?[是为在于]?\s*")


def is_bare_date(text: str, whens: list[When]) -> bool:
    """Whether a clause says nothing but dates: `计划12.20 实际12.23`."""
    rest = text
    for when in whens:
        rest = rest.replace(when.text, "")
    return _DATE_WORDS.fullmatch(rest) is not None


_DATE_WORDS = re.compile(
    r"(?:[\s()（）到至]|@\S+|实际|计划|预计|截止|时间|[dD](?i:dl)|[tT](?i:arget)|[dD](?i:ue)|[eE](?i:ta)|[dD](?i:eadline)|:|[仍还]是|仍[为按在]|维持|依[旧然]是?|照旧|[没不]变|就是|[凌清早]晨|[早晚][上间]?|[上下]午|傍晚|中午|全天|左右|[eE](?i:od)|COB|下班前|收盘前|[上下]班后|(?:(?:发版|发布|大)?(?:班车|窗口)|版本)$)*"
)


def moved_apart(scope: Scope, clause: Clause, whens: list[When]) -> Milestone | None:
    """`评估往后挪，2/19 → 2/26`: the dates of a move that the clause in front tells."""
    other = clause.before
    is_behind_topic = other is None or (scope.entry.topic is not None and other.start < scope.entry.topic_end)
    event = event_of(scope, other, [], "delayed") if other and not is_behind_topic else scope.entry.topic or _deed_of_name(scope)
    is_earlier = whens[0].first and whens[1].first and whens[1].first < whens[0].first
    return milestone(scope, clause, event, "planned" if is_earlier else "delayed", whens[1], whens[0]) if event else None


def _deed_of_name(scope: Scope) -> str | None:
    """What `限额调整：12/24 → 12/17` moves: the deed by which it is called, else the whole."""
    name = scope.entry.project
    deeds = EVENT.findall(name) if name else []
    return deeds[-1] if deeds and name and name.endswith(deeds[-1]) else "整体" if name else None


def dated_after(scope: Scope, clause: Clause, whens: list[When], found: list[Fact]) -> Milestone | None:
    """`双十二预案评审，12月3日`: a date by itself belongs to what stands in front; `计划12.20 实际12.23` are two of them."""
    when = whens[0]
    other = clause.before
    if other is None and _DEADLINE.search(scope.norm, scope.entry.start, clause.end) and lies_ahead(scope, when, is_done=False):
        return milestone(scope, clause, "完成", "planned", when, None)
    if other is None and _is_to_come(scope, when) and (thing := thing_in_front(scope, clause)):
        return milestone(scope, clause, thing, "planned", when, None)  # 应急预案桌面推演，1/28 下午
    is_lead_in = scope.entry.form == "text" and when.edge == "前" and scope.entry.body == scope.entry.start  # 节前，联调完成 60%
    if (
        other is None
        and clause.start == scope.entry.body
        and not is_lead_in
        and lies_ahead(scope, when, is_done=True)
        and (own := own_deed(scope, clause))
    ):
        return milestone(scope, clause, own, "planned", when, None)  # 机房网络割接，3/30 凌晨
    last = found[-1] if found else None
    if other is None and (made := _beside_bar(scope, clause, when, last)):
        return made
    if other is None and isinstance(last, Milestone) and len(found) == 1 and _is_barred(scope, clause, last, when):
        set_dates(last, when)
        return None
    words = scope.norm[other.start : other.end] if other else ""
    if isinstance(last, Milestone) and last.end >= clause.start - 3 and "实际" in scope.norm[clause.start : clause.end]:
        if len(whens) > 1:
            set_dates(last, when)
        last.original_date_start, last.original_date_end = last.date_start, last.date_end
        last.status = "delayed" if lies_ahead(scope, whens[-1], is_done=True) else "done"
        set_dates(last, whens[-1])
        return None
    is_deadline = _DEADLINE.match(scope.norm, clause.start, clause.end) is not None and lies_ahead(scope, when, is_done=False)
    if other and (last is None or last.start < other.start) and (when.first or when.last) and lies_ahead(scope, when, is_done=False):
        event = event_of(scope, other, [], "planned") if has_event(words) else _deed_of_entry(scope, other)
        event = event or (core_of(words, scope.project(other)) if is_deadline and len(words) <= LONGEST_EVENT else None)
        if event is None and _is_to_come(scope, when):
            event = thing_in_front(scope, clause)  # 3月版本排期会，2/27
        if event:
            return milestone(scope, clause, event, "planned", when, None)
        if has_event(words):
            return None
    if isinstance(last, Milestone) and other and last.start == other.start and is_deadline and _is_to_be_done(last, words):
        last.status = "planned"
        set_dates(last, when)
        return None
    if isinstance(last, Milestone) and other and last.start == other.start and is_deadline and last.status == "in_progress":
        return milestone(scope, clause, last.event, "planned", when, None)
    if isinstance(last, Milestone) and other and last.start == other.start and _is_agreed(scope, last, words, when):
        last.status = "planned"
        set_dates(last, when)
        return None
    if when.edge == "起" and other and (last is None or last.start < other.start) and not _SHARED.search(words):
        return _since(scope, clause, other, when)
    if (
        isinstance(last, Milestone)
        and ((last.date_start is None and last.date_end is None) or is_vague(last, when))
        and (last.status in ("planned", "in_progress", "delayed") or (last.status == "done" and not lies_ahead(scope, when, is_done=True)))
        and last.end >= clause.start - 3
    ):
        set_dates(last, when)
    return None


def _is_barred(scope: Scope, clause: Clause, last: Milestone, when: When) -> bool:
    """`账户中心 | 已上线 | 100% | 3/27`: the one date of a line parted by bars is that of the one deed in it."""
    if last.date_start or last.date_end or scope.norm[scope.start : clause.start].rstrip()[-1:] != "|":
        return False
    is_ahead = lies_ahead(scope, when, is_done=True)
    return (last.status == "done" and not is_ahead) or (last.status in ("planned", "delayed") and is_ahead)


def _beside_bar(scope: Scope, clause: Clause, when: When, last: Fact | None) -> Milestone | None:
    """提测 of `商户进件 | 提测 | 4/3`."""
    beside = scope.clauses[clause.index - 1] if clause.index else None
    if beside is None or scope.norm[beside.end : clause.start].strip() != "|" or (last is not None and last.start >= beside.start):
        return None
    words = scope.norm[beside.start : beside.end]
    is_ahead = lies_ahead(scope, when, is_done=False)
    if not has_event(words) or not (is_ahead or is_done(words)) or _PERCENT.search(words):
        return None
    event = event_of(scope, beside, [], "planned" if is_ahead else "done")
    return milestone(scope, clause, event, "planned" if is_ahead else "done", when, None) if event else None


def _is_to_come(scope: Scope, when: When) -> bool:
    """Whether a bare date is when something planned is to be."""
    return (scope.entry.role == "plan" or scope.entry.checked is False) and lies_ahead(scope, when, is_done=False)


def _since(scope: Scope, clause: Clause, other: Clause, when: When) -> Milestone | None:
    """试点 of `3家试点，1/12起`, and the beginning itself where nothing in front is done: `单独排期，4/15 开始`."""
    is_ahead = lies_ahead(scope, when, is_done=False)
    deeds = EVENT.findall(scope.norm, other.start, other.end)
    event = "开始" if scope.norm[clause.start : clause.end].rstrip().endswith(("开始", "启动")) else str(deeds[-1]) if deeds else None
    return milestone(scope, clause, event, "planned" if is_ahead else "in_progress", when, None) if event else None


_SHARED = re.compile(r"值班|值守|休假|请假")


def _deed_of_entry(scope: Scope, other: Clause) -> str | None:
    """混沌演练 of `混沌演练：支付核心，6/5`: the name in front is of a deed, and what stands between says of what."""
    entry = scope.entry
    name = entry.topic if entry.topic and entry.topic_end <= other.start else entry.project
    is_first = other.start <= max(entry.body, entry.topic_end)
    if entry.role != "plan" or not is_first or name is None or _STATES.search(scope.norm, other.start, other.end):
        return None
    return name if (deed := EVENT.findall(name)) and name.endswith(deed[-1]) else None


_DEADLINE = re.compile(
    r"(?:\b(?:eta|ddl|deadline|due|target)\b|截止|截至)(?:时间|日期)?\s*[:：]?\s*(?=\S)|[^，,]{3,11}截止$", re.IGNORECASE
)
"""`ETA：6/19` by itself is when all is done."""
_STATES = re.compile(r"\d|[未没不]|已|等")


def _is_to_be_done(last: Milestone, words: str) -> bool:
    """`监控补齐，DDL 6/20` is not said to be done."""
    return last.status == "done" and last.date_start is None and last.date_end is None and not _IS_SAID.search(words)


_IS_SAID = re.compile(r"已|了|完|过")


def _is_agreed(scope: Scope, last: Milestone, words: str, when: When) -> bool:
    """`上线窗口和运维约好了，9月26日`: what is done is the agreement."""
    is_dated = last.date_start is not None or last.date_end is not None
    return last.status == "done" and not is_dated and lies_ahead(scope, when, is_done=True) and bool(_AGREED.search(words))


_OF_HOLIDAY = re.compile(r"[元春清五劳端中国长节].*[前后]")
_AGREED = re.compile(r"约好|已排期|定好|定了|敲定|商定|(?:时间|窗口|日期|排期|档期)[^，,]{0,8}确[定认]|说好|谈好|排好|约定")


def is_vague(last: Milestone, when: When) -> bool:
    """Whether the date that stands in the name of a deed (春节前巡检, 3 月评审会材料) gives way to one that follows it."""
    is_of_holiday = bool(last.date_text and _OF_HOLIDAY.match(last.date_text))
    return (last.date_precision in COARSE or is_of_holiday) and when.precision not in COARSE
