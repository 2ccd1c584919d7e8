"""Patterns that fail fast: the engine looks at one character before it tries many ways.

What does not belong here: what the patterns mean, and lists of words (`words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GROUP = re.compile(r"\((?:\?:|\?=|\?P<\w+>)?")
_AROUND = ("(?<!", "(?<=", "(?!", "^", r"\b")
_OPTIONAL = re.compile(r"(?:[?*]|\{0,\d*\})[?+]?")


def guarded(pattern: str) -> str:
    """The same pattern behind a look at the first character, so that where none of its ways can begin none is tried.

    Each way begins with a character, an escape, a class or a group of such, and matches more than nothing.
    """
    return f"(?=[{firsts(pattern)}])(?:{pattern})"


def firsts(pattern: str) -> str:
    """The inside of a class of all characters with which the pattern may begin; ValueError where they cannot be told."""
    return "".join(map(_first, _ways(pattern)))


def _first(way: str) -> str:
    if not way or way[0] in ".$":
        raise ValueError(f"nothing tells how it begins: {way!r}")
    end = _end(way, 0)
    atom, rest = way[:end], way[end:]
    if atom.startswith(_AROUND):
        return _first(rest)
    if group := _GROUP.match(atom):
        found = firsts(atom[group.end() : -1])
    elif atom[0] == "[":
        found = _inside(atom[1:-1])
    else:
        found = atom if atom[0] == "\\" else re.escape(atom)
    optional = _OPTIONAL.match(rest)
    return found + _first(rest[optional.end() :]) if optional else found


def _inside(characters: str) -> str:
    """The inside of a class, such that another may follow: a dash at an end is no range."""
    if characters[0] == "^":
        raise ValueError(f"it may begin with too much: [{characters}]")
    characters = "\\" + characters if characters[0] == "-" else characters
    return characters[:-1] + "\\-" if characters[-1] == "-" and characters[-2:-1] != "\\" else characters


def _ways(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern."""
    start = at = 0
    while at < len(pattern):
        if pattern[at] == "|":
            yield pattern[start:at]
            start = at = at + 1
        else:
            at = _end(pattern, at)
    yield pattern[start:]


def _end(pattern: str, at: int) -> int:
    """Where the character, escape, class or group ends that begins there."""
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] == "[":
        at += 2  # a bracket that comes first is one of the class
        while pattern[at] != "]":
            at += 2 if pattern[at] == "\\" else 1
        return at + 1
    if pattern[at] != "(":
        return at + 1
    at += 1
    while pattern[at] != ")":
        at = _end(pattern, at)
    return at + 1
