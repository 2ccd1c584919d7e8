"""The word lists of `words.yml`, compiled once, and those of them that settings may extend. What does not belong here: how they are used."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

import yaml

from assets.facts import regex as re
from assets.facts.patterns import guarded
from assets.facts.text import normal

_TEXT = files(__package__).joinpath("words.yml").read_text("utf-8")
_DATA: dict[str, Any] = yaml.load(_TEXT, Loader=yaml.CSafeLoader)  # our own file, and a safe loader


def _cities() -> Iterator[str]:
    """The names of `cities.csv` of municipalities and prefectures that are there today."""
    lines = files(__package__).joinpath("cities.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return (row["name"] for row in rows if row["level"] in ("municipality", "prefecture") and not row["valid_to"])


def alternatives(words: Iterable[str], *, is_flat: bool = False) -> str:
    """A pattern that matches any of the words, the longest first.

    It looks at the first character before it tries words: in the midst of other alternatives, where the engine would
    try hundreds at each position, that is four times as fast. A flat one, of whole words, is made in a quarter of the time, and
    a quarter slower where a word may begin.
    """
    branches = _words if is_flat else _branches
    by_first = _by_first(words)
    groups = [dict(islice(by_first.items(), start, start + _GROUP)) for start in range(0, len(by_first), _GROUP)]
    pattern = "|".join(f"(?=[{''.join(map(re.escape, group))}])(?:{branches(group)})" for group in groups)
    return pattern if len(groups) == 1 else f"(?=[{''.join(map(re.escape, by_first))}])(?:{pattern})"


_GROUP = 32
"""So many first characters are tried one after the other; of more, the group is looked up first."""


def any_of(words: Iterable[str]) -> str:
    """The same for a search that begins with the words, where the engine itself runs from first character to first character.

    It does not where case is ignored, so Latin words are spelled in their usual cases.
    """
    spelled = ((word, word.capitalize(), word.title(), word.upper()) if word.isascii() else (word,) for word in words)
    return _branches(_by_first(form for forms in spelled for form in forms))


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    """The rests of the words by their first characters: those first that are frequent, and so stand first in the list."""
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        found.setdefault(word[0], []).append(word[1:])
    return found


def _words(by_first: Mapping[str, Sequence[str]]) -> str:
    return "|".join(re.escape(first + rest) for first, rests in by_first.items() for rest in sorted(rests, key=len, reverse=True))


def _branches(by_first: Mapping[str, Sequence[str]]) -> str:
    return "|".join(_family(first, sorted(rests, key=len, reverse=True)) for first, rests in by_first.items())


def _family(first: str, rests: Sequence[str]) -> str:
    """The words that begin with the same character."""
    longer = "|".join(re.escape(rest) for rest in rests if rest)
    tail = f"(?:{longer}){'?' if '' in rests else ''}" if longer else ""
    return re.escape(first) + tail


def _unless_a_word(behind: Mapping[str, str]) -> str:
    """Not where the last character begins another word with the next one: 287 通过, 35 对账. The next one is looked at first."""
    words = "|".join(f"(?<={last})[{following}]" for last, following in behind.items())
    return f"(?!(?=[{''.join(dict.fromkeys(''.join(behind.values())))}])(?:{words}))"


def _beginnings(patterns: Iterable[str]) -> str:
    """Those of the patterns that are of beginnings, which are tried once."""
    return "|".join(pattern for pattern in patterns if pattern[0] == "^")


def _others(patterns: Iterable[str]) -> str:
    """The others, which are tried where one of them can begin."""
    others = "|".join(pattern for pattern in patterns if pattern[0] != "^")
    return guarded(others) if others else ""


def _heading_words(patterns: Sequence[str]) -> re.Pattern[str]:
    """Any of the patterns."""
    return re.compile("|".join(filter(None, (_beginnings(patterns), _others(patterns)))), re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class SectionWords:
    """By which words the role of a section is known: patterns of headings, tried in order, and the words before a colon."""

    roles: tuple[tuple[str, re.Pattern[str]], ...]
    labels: Mapping[str, str]
    beginnings: re.Pattern[str]
    others: re.Pattern[str]

    def may_name(self, words: str) -> bool:
        """Whether any of the patterns is in the words: most name no role, and are looked at once."""
        return self.beginnings.match(words) is not None or self.others.search(words) is not None


_CAPTURING = re.compile(r"(?<!\\)\((?!\?)")
"""The groups of our patterns are there to be read; what they hold is not asked for, and takes time to keep."""


def _own() -> SectionWords:
    patterns = {role: [_CAPTURING.sub("(?:", pattern) for pattern in of_role] for role, of_role in _DATA["roles"].items()}
    every = [pattern for of_role in patterns.values() for pattern in of_role]
    return SectionWords(
        tuple((role, _heading_words(of_role)) for role, of_role in patterns.items()),
        {word.lower(): role for role, words in _DATA["labels"].items() for word in words},
        re.compile(_beginnings(every), re.IGNORECASE),
        re.compile(_others(every), re.IGNORECASE),
    )


_OWN = _own()
_in_force: ContextVar[SectionWords] = ContextVar("section_words", default=_OWN)
ROLES = tuple(role for role, _ in _OWN.roles)


def section_words() -> SectionWords:
    """The words by which the report is read that is being read."""
    return _in_force.get()


@contextmanager
def extended(further: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """While a report is read: further words by role. They come before our own, in headings that hold them and before a colon."""
    token = _in_force.set(_with(tuple((role, tuple(words)) for role, words in further.items())))
    try:
        yield
    finally:
        _in_force.reset(token)


@lru_cache(maxsize=8)
def _with(further: tuple[tuple[str, tuple[str, ...]], ...]) -> SectionWords:
    if not further:
        return _OWN
    plain = [(role, [normal(word).strip() for word in words]) for role, words in further if words]
    roles = tuple((role, re.compile("|".join(map(re.escape, words)), re.IGNORECASE)) for role, words in plain)
    labels = {word.lower(): role for role, words in plain if role in _DATA["labels"] for word in words}
    others = re.compile("|".join([*(pattern.pattern for _, pattern in roles), _OWN.others.pattern]), re.IGNORECASE)
    return SectionWords(roles + _OWN.roles, {**_OWN.labels, **labels}, _OWN.beginnings, others)


PROPERTIES = frozenset(_DATA["properties"])
_REGIONS = (f"{region}{kind}" for region in _DATA["regions"] for kind in ("", "区", "大区", "区域", "地区", "片区", "战区"))
TRADE = re.compile(f"[A-Za-z\\d]|{alternatives(_DATA['trades'])}")
"""What the names of works are made of."""
GROUPS = frozenset((*(word.lower() for word in _DATA["groups"]), *_REGIONS, *_DATA["provinces"]))
CITY_NAMES = frozenset(_cities())
"""Cities above the counties; by itself none is the name of a project (`镇江 6/30 验收通过`)."""
PROVINCES = frozenset(_DATA["provinces"])
"""They group, too, and by themselves name no project."""
PART_WORDS: list[str] = _DATA["parts"]
BANKS: list[str] = _DATA["banks"]
TAGS = frozenset(word.lower() for word in _DATA["tags"])
SURNAMES: str = _DATA["surnames"]
STATUS: dict[str, list[str]] = _DATA["status"]
SHORT_DEEDS: dict[str, str] = _DATA["short_deeds"]
STATED = (
    alternatives(w for words in STATUS.values() for w in words if w not in ("目标", "准备", "安排", "done", "doing", "拟"))
    + "|(?<![模虚])拟"
)
"""The words of status that nothing is called by."""
EVENTS = alternatives(_DATA["events"], is_flat=True)
"""For the two dozen patterns of which it is a part."""
EVENT_ALONE = re.compile(f"(?:{alternatives(_DATA['events'])})")
"""A deed, for the rules that look for nothing else."""
RATES = alternatives(_DATA["rates"])
UNITS = f"(?:{alternatives(_DATA['units'])}){_unless_a_word(_DATA['not_units'])}"
