"""The word lists of `words.yml`, compiled once. What does not belong here: how they are used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import yaml

_DATA: dict[str, Any] = yaml.load(files(__package__).joinpath("words.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)  # noqa: S506


def alternatives(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(dict.fromkeys(words), key=len, reverse=True))


def _roles() -> list[tuple[str, re.Pattern[str]]]:
    return [(role, re.compile("|".join(patterns), re.IGNORECASE)) for role, patterns in _DATA["roles"].items()]


ROLES = _roles()
LABELS: dict[str, str] = {word.lower(): role for role, words in _DATA["labels"].items() for word in words}
PROPERTIES = frozenset(_DATA["properties"])
GROUPS = frozenset(word.lower() for word in _DATA["groups"])
SURNAMES: str = _DATA["surnames"]
STATUS: dict[str, list[str]] = _DATA["status"]
EVENTS = alternatives(_DATA["events"])
RATES = alternatives(_DATA["rates"])
UNITS = alternatives(_DATA["units"])
