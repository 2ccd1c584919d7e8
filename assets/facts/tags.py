"""Tags in front of what an item says, which name no project: 【O1】, [P0], (KR2), 【前端】, 【李航】.

What does not belong here: labels of sections (`sections`) and the names of projects in brackets (`leads`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assets.facts import heading_words, leads
from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.text import FILLER
from assets.facts.words import EVENTS, GROUPS, TAGS, section_words

_OPENING = re.compile(r"[\W_]*?[【\[(]|[#\s]*[OoKkPpSs][Rr]?\d")
_FIRST_OF_CODE = frozenset("OoKkPpSs")
"""A cheap look: hardly any item begins with a tag."""
_TAG = re.compile(
    r"[\s✅☑✔🚧⏸⏳❌🔴🟢🟡🟠⚠🔥⭐️]*(?:【\s*(?P<a>[^【】]{1,12}?)\s*】|\[\s*(?P<b>[^\[\]]{1,12}?)\s*\](?!\()|\(\s*(?P<c>[^()]{2,8}?)\s*\)|#?(?P<d>(?:O|KR|P|S)\d[\w/.·-]{0,6})\s+)\s*[:：]?\s*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\s*`(?P<tag>[^`]{1,8})`\s*[:：|]?\s*(?=\S)")
"""`` `进行中` 收银台改版``"""
_CODE = re.compile(
    r"#?(?:(?:O\d{1,2}|目标[一二三四五六1-9])(?:\s?[-/·._ ]?\s?KR\s?\d(?:\.\d)?)?|KR\s?\d(?:\.\d)?|[PS][0-4]|(?:20\d\d)?[QH][1-4])",
    re.IGNORECASE,
)
"""O1, O2-KR3, KR1.2, P0, Q3."""
_STATE = re.compile(rf"(?:已|待|未)(?:{EVENTS})|(?:{EVENTS})(?:中|完成|延期)", re.IGNORECASE)
_DONE = re.compile(r"已?完成|done|completed|finished", re.IGNORECASE)
"""【完成】 before an item is its state, and over a list a label."""
_PART = re.compile(r".{0,3}端|小程序|iOS|Android|测试|产品|设计|交互|算法|DBA|QA", re.IGNORECASE)
"""What does a part of the work: 【前端】开发 70%."""

_NOTHING_BEHIND = re.compile(r"\s*(?:(?:负责人|[Oo]wner|跟进人|主责人?|对接人)\s*:.*)?$")
"""【西南区】 before `负责人：陈果` is the title."""


@dataclass(frozen=True, slots=True)
class _Tag:
    entry: Entry
    words: str
    end: int
    is_code: bool


def skip(entries: Sequence[Entry]) -> None:
    """Let the text of each item and heading begin behind its tags, and give it the objective that they name.

    An objective over a list of its own is a goal where it stands but once: `- 【O1】自助化率做到 70%`.
    """
    tags = [tag for entry in entries if entry.form in _TAGGED for tag in _of(entry, entry.body, len(entry.norm))]
    often = Counter(tag.words for tag in tags)
    for tag in tags:
        entry = tag.entry
        if tag.is_code and entry.children and often[tag.words] == 1 and entry.form != "heading":
            continue
        entry.body = tag.end
        entry.objective = entry.objective or heading_words.objective_of(tag.words)
        entry.person = entry.person or (entry.form != "heading" and heading_words.is_person(tag.words))
        entry.state = tag.words if _is_state(tag.words) else entry.state

    _skip_keys(entries)


def _skip_keys(entries: Iterable[Entry]) -> None:
    """Let texts begin behind the keys of a tracker, where several of one project of it stand in the report: PAY-1021 and [PAY-1044]."""
    found = [
        (entry, key)
        for entry in entries
        if entry.form in _TAGGED and entry.norm[entry.body : entry.body + 1] in _MAY_BE_KEY and (key := _KEY.match(entry.norm, entry.body))
    ]
    numbers: dict[str, set[str]] = {}
    for _, key in found:
        numbers.setdefault(key["of"], set()).add(key["number"])
    for entry, key in found:
        if len(numbers[key["of"]]) > 1 and entry.norm[key.end() :].strip():
            entry.body = key.end()


_MAY_BE_KEY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ[(【` ")
_KEY = re.compile(rf"[\s`]*[\[(【]?(?P<of>[A-Z][A-Z0-9]{{1,9}})-(?P<number>\d{{2,6}})(?![\w.-])(?:\]\({FILLER}+\)|[\])】])?[\s`]*[:|]?\s*")


def behind(entry: Entry, start: int, end: int) -> int:
    """Where what a cell says begins behind its tags."""
    return max((tag.end for tag in _of(entry, start, end)), default=start)


_TAGGED = ("item", "text", "heading")


def _of(entry: Entry, start: int, end: int) -> Iterator[_Tag]:
    if "`" in entry.raw and (quoted := _QUOTED.match(entry.raw, start, end)):
        words, start = quoted["tag"].strip(), quoted.end()
        if not (_is_state(words) or _CODE.fullmatch(words) or _is_kind(entry, words, start)):
            return
        yield _Tag(entry, words, start, is_code=False)
    match = _TAG.match(entry.norm, start, end) if _may_open(entry.norm, start, end) else None
    while match:
        words = next(filter(None, match.groups()))
        is_code = _CODE.fullmatch(words) is not None
        start = match.end()
        if not (is_code or (match["c"] is None and _is_kind(entry, words, start))) or _NOTHING_BEHIND.match(entry.norm, start, end):
            return
        if entry.form == "heading" and is_code and words[0] in "OoKk目":
            return  # an objective or a key result is what its section is about
        if match["d"] and entry.form in ("item", "text") and not _is_over_name(entry, start):
            return
        yield _Tag(entry, words, start, is_code)
        match = _TAG.match(entry.norm, start, end)


def _may_open(norm: str, start: int, end: int) -> bool:
    first = norm[start : start + 1]
    return (not first.isalnum() or first in _FIRST_OF_CODE) and _OPENING.match(norm, start, end) is not None


def _is_over_name(entry: Entry, start: int) -> bool:
    """Whether a name follows a bare code, as none does in `KR1 年底前覆盖 40 城` and `P1 0 起`."""
    found = None if entry.children else leads.own(entry, start)
    return found is not None and found[2] in ("colon", "comma")


def _is_kind(entry: Entry, words: str, end: int) -> bool:
    """Whether a tag says of which kind the item is or whose: 【需求】, and 【前端】 before a name, without which it is a part."""
    low = words.lower()
    if low in section_words().labels:
        return entry.form == "item" and not entry.children and _DONE.fullmatch(words) is not None
    if low in TAGS or _is_state(words) or heading_words.is_person(words):
        return True
    is_title = entry.form in ("heading", "row") or entry.children > 0
    return low in GROUPS and (is_title or not _PART.fullmatch(words) or leads.own(entry, end) is not None)


def _is_state(words: str) -> bool:
    return heading_words.is_state(words) or any(p.fullmatch(words) for p in (_STATE, _DONE))
