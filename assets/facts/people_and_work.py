"""Headings that name a person and the work behind, and headings of figures below which work is told.

What does not belong here: what a person is called (`heading_words`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.text import normal
from assets.facts.words import EVENTS, STATED


def of_people(entries: Iterable[Entry], is_person: Callable[[str], bool]) -> dict[int, int]:
    """Headings of people, and items over lists of their own, and where that begins on which they work: `老邱｜测试环境`, `王磊 - 存管二期`.

    One whose surname is rare is known by those beside it.
    """
    beside: dict[tuple[int, int], list[tuple[Entry, re.Match[str]]]] = {}
    for entry in entries:
        is_title = entry.form == "heading" or (entry.form == "item" and entry.children > 0 and len(entry.text) <= _LONGEST_TITLE)
        match = _PERSON_AND_WORK.match(normal(entry.text)) if is_title else None
        if match:
            beside.setdefault((entry.parent.position if entry.parent else -1, entry.level), []).append((entry, match))
    of_people = (group for group in beside.values() if sum(is_person(match["who"]) for _, match in group) * 2 >= len(group))
    return {entry.position: max(entry.norm.find(match["work"], entry.start), entry.body) for group in of_people for entry, match in group}


_LONGEST_TITLE = 20
_PERSON_AND_WORK = re.compile(r"\W*(?P<who>@?(?:[\u4e00-\u9fff]{2,3}|[A-Z][a-z]{2,9}))\s*(?:\||·|/|\s[-—–]+\s|——|--)\s*(?P<work>[^\s|].*)")


def works(entries: Iterable[Entry]) -> set[int]:
    """Headings that are no section of figures: below 实时与指标 things are told by name that have been done, or titles stand over lists.

    `O2 — 扣款成功率` is such a heading where `1. 智能重试策略` stands below it with a list of its own.
    """
    told: dict[int, list[bool]] = {}
    for entry in entries:
        above = entry.parent
        if above is None or entry.form not in ("item", "text"):
            continue
        is_of_board = above.norm.rstrip(" :*").endswith(_BOARDS)
        if above.form == "heading" or is_of_board:
            is_title = entry.children > 0 and _BARE_TITLE.fullmatch(entry.norm, entry.start) is not None
            has_deed = ":" in entry.norm and _NAME_AND_DEED.match(entry.norm, entry.start) is not None
            told.setdefault(above.position, []).append(
                is_title or has_deed or (is_of_board and _IS_MADE.search(entry.norm, entry.start) is not None)
            )
    return {position for position, lines in told.items() if sum(lines) > 1 and sum(lines) * 2 >= len(lines)}


_BOARDS = ("大盘", "看板", "大屏")
_IS_MADE = re.compile(r"开发|联调|提测|评审|需求|改版|测试|(?:已|正式|计划|预计)上线|上线(?:完成|中|$)|灰度|验收|设计|接入|试用|交付")
"""What is said of a board that is being made, and not of the figures on one: 风控大盘 over `开发进度 60%` and `计划 4/12 上线`."""
_BARE_TITLE = re.compile(r"[^:，,。;；\d]{4,20}\s*")
_NAME_AND_DEED = re.compile(
    rf"(?:\d{{1,2}}[、)]|\(\d{{1,2}}\))?\s*(?:(?:本周)?进展|延期|后续|风险|下周(?:计划)?|下一步)\s*:|[^:，,。;；\d]{{4,14}}:\s*(?!\d).*(?:已|完成|(?:{EVENTS})中|{STATED})"
)


def named_beside(entries: Iterable[Entry], is_person: Callable[[str], bool]) -> set[int]:
    """Lines that begin with names whose surname is rare, or with what people call each other (诸葛亮：, 大鹏：), beside several that begin with people."""
    beside: dict[int, list[tuple[Entry, str]]] = {}
    for entry in entries:
        found = _NAMED.match(entry.norm, entry.start) if entry.form in ("item", "text") and ":" in entry.norm else None
        if found:
            beside.setdefault(entry.parent.position if entry.parent else -1, []).append((entry, found["name"]))
    several = (group for group in beside.values() if sum(is_person(name) for _, name in group) >= max(_SEVERAL, len(group) / 2))
    return {entry.position for group in several for entry, name in group if _MAY_BE_CALLED.fullmatch(name) and not is_of_trade(name)}


_SEVERAL = 2
_NAMED = re.compile(r"\s*(?:\d{1,2}[、.)]\s*)?(?P<name>@?[\u4e00-\u9fffA-Za-z]{2,8}(?:\([^()]*\))?)\s*:")
_MAY_BE_CALLED = re.compile(r"@?(?:[\u4e00-\u9fff]{2,3}|[A-Z][a-z]{2,7})(?:\([^()]*\))?")
_OF_TRADE = re.compile(r"[管扣贷签付收代保租券险押账款费](?:\([^()]*\))?$")


def is_of_trade(name: str) -> bool:
    """Whether a short name is that of a product: 存管, 代扣."""
    return _OF_TRADE.search(name) is not None
