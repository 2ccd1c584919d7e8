"""Sections that are called by what people call each other: 大鹏, 苗苗, Kevin（小程序）.

What does not belong here: whether words are the full name of a person (`heading_words`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.people_and_work import is_of_trade

_SHORT = re.compile(r"[\u4e00-\u9fff]{2,3}(?:\(.*\))?")
_LATIN_NAME = re.compile(r"[A-Z][a-z]{2,9}\s*\(.*\)")


def _is_short(words: str, *, is_of_people: bool) -> bool:
    """大鹏, and beside people Kevin（小程序）, which by itself may be the name of a project."""
    if is_of_trade(words):
        return False
    return bool(_SHORT.fullmatch(words) or (is_of_people and _LATIN_NAME.fullmatch(words)))


def called_short(entries: list[Entry]) -> set[int]:
    """Sections that are all called by two or three characters (大鹏, 苗苗) are people's; beside several of people, one may be of something else (春节保障)."""
    sections_of: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        if entry.form == "heading" and entry.role == "update":
            sections_of.setdefault((entry.parent.position if entry.parent else -1, entry.level), []).append(entry)
    found: set[int] = set()
    for group in sections_of.values():
        is_of_people = any(e.person for e in group)
        short = [e for e in group if e.named_role is None and _is_short(e.words, is_of_people=is_of_people)]
        others = sum(not e.person and e.named_role is None for e in group) - sum(not e.person for e in short)
        people = sum(e.person for e in group)
        if short and len(short) + people > 1 and (not others or (others == 1 and people >= _FEW)):
            found |= {e.position for e in short}
    return found


def called_foreign(entries: list[Entry]) -> set[int]:
    """Sections with a Latin word for title, as Atlas, beside several that are no people's: a project has such a name, too."""
    beside: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        if entry.form == "heading" and entry.role == "update" and entry.named_role is None:
            beside.setdefault((entry.parent.position if entry.parent else -1, entry.level), []).append(entry)
    found: set[int] = set()
    for group in beside.values():
        people = [e for e in group if e.person]
        if len(people) == 1 and len(group) > _FEW and people[0].words[:1].isascii():
            found.add(people[0].position)
    return found


_FEW = 2
