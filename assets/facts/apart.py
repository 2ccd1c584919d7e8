"""Milestones whose words stand in two clauses: a thing and when it is given, and several names with their dates and one deed behind all.

What does not belong here: dates that stand by themselves (`milestone_dates`).
"""

from __future__ import annotations

from assets.facts import heading_words
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.cores import LABEL
from assets.facts.dated import OF_PEOPLE
from assets.facts.dates import When
from assets.facts.milestone_rows import milestone
from assets.facts.milestone_words import LONGEST_EVENT, PAUSED, has_event
from assets.facts.model import Fact, Milestone
from assets.facts.scope import Scope
from assets.facts.tenses import lies_ahead
from assets.facts.text import tidy
from assets.facts.words import EVENTS, SHORT_DEEDS

_VERBS = {**SHORT_DEEDS, "开": "开城"}
_GIVEN = re.compile(r"\s*(?:再|就|要|可以?|能|会|统一|一起)*(?P<deed>[出发给交提开办定批装])\s*")
_HANDED = re.compile(
    r"\s*(?:再|就|要|会|统一|一起)*(?P<deed>发给|给到|交给|提供给?|同步[给到]?|发到|抄送|发(?![布版起货放车现生展])|meeting|sync|开会|碰一下|过一下|聊一下)\s?(?:[\u4e00-\u9fffA-Za-z]{0,8})\s*"
)
"""`压测方案，周二前发大家看`"""
_NAME = re.compile(r"\s*(?P<name>[\u4e00-\u9fffA-Za-z]{2,8})\s*")
_DEED = re.compile(rf"\s*(?:已|均|都|全部|正式|分别)*(?P<deed>{EVENTS}|[{''.join(_VERBS)}])(?:完成|了)?\s*")
_SHARE = re.compile(r"\s*(?:再|就)?(?:[放开扩切升加提][到至]|到|至)?\s*\d{1,3}(?:\.\d+)?\s*%(?:的?(?:流量|用户|商户|内部用户))?\s*")
_LET_THROUGH = re.compile(r"灰度|放量|切流|切量|引流|开量|灰放|切(?=了?\s*\d+\s*%)")
_UP_TO = re.compile(r"[到至前后]|观察|截止|计划|预计|目标|其余")
_NO_THING = re.compile(r"[没未不已等待]|完成|进行|\d\s?%|通过|了$|[完好齐过中毕]$|[一两三四五六七八九十\d]\s?[天周个次条]")
_MORE_THINGS = frozenset("、和及 ")


def read(scope: Scope, clause: Clause, text: str, when: When, found: list[Fact]) -> Milestone | None:
    """The milestone of a clause that has a date and lacks its thing or its deed."""
    left, right = text[: when.start - clause.start], text[when.end - clause.start :]
    if not left.strip() and lies_ahead(scope, when, is_done=False) and (given := _GIVEN.fullmatch(right)):
        thing = thing_in_front(scope, clause)
        return milestone(scope, clause, thing + given["deed"], "planned", when, None) if thing else None
    if (
        not left.strip()
        and lies_ahead(scope, when, is_done=False)
        and (handed := _HANDED.fullmatch(right))
        and not has_event(handed["deed"])
    ):
        thing = thing_in_front(scope, clause) or (scope.project(clause) if clause.before is None else None)
        return milestone(scope, clause, thing + handed["deed"], "planned", when, None) if thing else None
    if not left.strip() and _SHARE.fullmatch(right) and (deed := _deed_of_shares(scope, clause)):
        return milestone(scope, clause, deed, "planned" if lies_ahead(scope, when, is_done=False) else "done", when, None)
    name = _NAME.fullmatch(left) if not right.strip() else None
    if name is None or when.precision != "day" or has_event(left) or heading_words.is_person(name["name"]) or PAUSED.search(left):
        return None
    deed = _deed_behind(scope, clause) or _deed_in_front(scope, clause, found)
    status = "planned" if lies_ahead(scope, when, is_done=False) else "done"
    return milestone(scope, clause, name["name"] + deed, status, when, None) if deed else None


def thing_in_front(scope: Scope, clause: Clause) -> str | None:
    """压测报告 of `压测报告，周四出`: the clause in front names a thing, and says nothing of it."""
    other = clause.before
    if other is None:  # the thing is what the item is called
        name = scope.entry.project if clause.start == scope.entry.body > scope.entry.start else None
        return name if name and len(name) <= LONGEST_EVENT and not _NO_THING.search(name) and not OF_PEOPLE.search(name) else None
    words = scope.norm[other.start : other.end]
    if _NO_THING.search(words) or OF_PEOPLE.search(words) or heading_words.is_person(words.strip()):
        return None
    thing = LABEL.sub("", tidy(words)).removeprefix(scope.project(other) or "\0")
    return thing if 1 < len(thing) <= LONGEST_EVENT else None


def _deed_of_shares(scope: Scope, clause: Clause) -> str | None:
    """灰度 of `3/26 灰度 10%，3/28 30%`: what is let through step by step."""
    other = clause.before
    while other is not None:
        if deed := _LET_THROUGH.search(scope.norm, other.start, other.end):
            return "切量" if deed[0] == "切" else deed[0]
        if "%" not in scope.norm[other.start : other.end]:
            return None
        other = other.before
    return None


def _deed_in_front(scope: Scope, clause: Clause, found: list[Fact]) -> str | None:
    """提审 for 安卓 of `iOS 3/26 提审，安卓 3/28`."""
    other, last = clause.before, found[-1] if found else None
    if other is None or not isinstance(last, Milestone) or last.start != other.start or _UP_TO.search(scope.norm, clause.start, clause.end):
        return None
    deed = None
    while other is not None and deed is None:
        whens = scope.context.dates(scope.entry, other.start, other.end, "")
        if len(whens) != 1 or not _NAME.fullmatch(scope.norm, other.start, whens[0].start):
            return None
        deed = _DEED.fullmatch(scope.norm, whens[0].end, other.end)
        other = other.before
    return _VERBS.get(deed["deed"], deed["deed"]) if deed else None


def _deed_behind(scope: Scope, clause: Clause) -> str | None:
    """开城 for 贵阳 of `贵阳 9/9、遵义 9/11 开城`."""
    for other in scope.clauses[clause.index + 1 :]:
        if other.sentence != clause.sentence or other.depth or scope.norm[other.start - 1] not in _MORE_THINGS:
            return None
        whens = scope.context.dates(scope.entry, other.start, other.end, "")
        if len(whens) != 1 or not _NAME.fullmatch(scope.norm, other.start, whens[0].start):
            return None
        if deed := _DEED.fullmatch(scope.norm, whens[0].end, other.end):
            return _VERBS.get(deed["deed"], deed["deed"])
        if scope.norm[whens[0].end : other.end].strip():
            return None
    return None
