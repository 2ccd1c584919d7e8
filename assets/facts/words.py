"""The word lists of `words.yml`, compiled once. What does not belong here: how they are used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import yaml

_TEXT = files(__package__).joinpath("words.yml").read_text("utf-8")
_DATA: dict[str, Any] = yaml.load(_TEXT, Loader=yaml.CSafeLoader)  # our own file, and a safe loader


def alternatives(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first.

    It looks at the first character before it tries words: in the midst of other alternatives, where the engine would
    try hundreds at each position, that is four times as fast.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(dict.fromkeys(words), key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word[1:])
    firsts = "".join(map(re.escape, by_first))
    return f"(?=[{firsts}])(?:{'|'.join(_family(first, rests) for first, rests in by_first.items())})"


def _family(first: str, rests: list[str]) -> str:
    """The words that begin with the same character."""
    longer = "|".join(re.escape(rest) for rest in rests if rest)
    tail = f"(?:{longer}){'?' if '' in rests else ''}" if longer else ""
    return re.escape(first) + tail


def _roles() -> list[tuple[str, re.Pattern[str]]]:
    return [(role, re.compile("|".join(patterns), re.IGNORECASE)) for role, patterns in _DATA["roles"].items()]


ROLES = _roles()
LABELS: dict[str, str] = {word.lower(): role for role, words in _DATA["labels"].items() for word in words}
PROPERTIES = frozenset(_DATA["properties"])
GROUPS = frozenset(word.lower() for word in _DATA["groups"])
SURNAMES: str = _DATA["surnames"]
STATUS: dict[str, list[str]] = _DATA["status"]
SHORT_DEEDS: dict[str, str] = _DATA["short_deeds"]
EVENTS = alternatives(_DATA["events"])
RATES = alternatives(_DATA["rates"])
UNITS = alternatives(_DATA["units"])
