"""Patterns that fail fast: the engine looks at one character before it tries many ways.

What does not belong here: what the patterns mean, and lists of words (`words`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assets.facts import regex as re

_GROUP = re.compile(r"\((?:\?:|\?=|\?i:|\?P<\w+>)?")
_BEFORE = ("(?<!", "(?<=", "(?!", "^", r"\b")
_KEPT = 4096
_BEHIND = (*_BEFORE, "(?=", "$")
_QUANTIFIER = re.compile(r"(?P<optional>[?*]|\{0,\d*\})[?+]?|(?:\+|\{\d+(?:,\d*)?\})[?+]?")


class Among(dict[str, bool]):
    """Whether a character is one of a class; found out when it is first asked, and kept of the first few thousand."""

    __slots__ = ("_inside",)

    def __init__(self, characters: str, flags: int = 0) -> None:
        self._inside = re.compile(f"[{characters}]", flags)

    def __missing__(self, character: str) -> bool:
        is_inside = self._inside.fullmatch(character) is not None
        if len(self) < _KEPT:
            self[character] = is_inside
        return is_inside


class Ending:
    """A pattern of what stands at the end of a text, tried only where the last character is one with which it may end."""

    __slots__ = ("_compiled", "_lasts")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._compiled = re.compile(f"(?:{pattern})$", flags)
        self._lasts = Among(lasts(pattern), flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Where it stands at the end of the text."""
        return self._compiled.search(text) if self._lasts[text[-1:]] else None

    def is_all(self, text: str) -> bool:
        """Whether it is all of the text."""
        return self._lasts[text[-1:]] and self._compiled.fullmatch(text) is not None

    def cut(self, text: str) -> str:
        """The text without it."""
        return self._compiled.sub("", text) if self._lasts[text[-1:]] else text


class Beginning:
    """A pattern of what stands at the beginning of a text, tried only where the first character is one with which it may begin."""

    __slots__ = ("_compiled", "_firsts")

    def __init__(self, pattern: str) -> None:
        self._compiled = re.compile(pattern)
        self._firsts = Among(firsts(pattern))

    def match(self, text: str) -> re.Match[str] | None:
        """Where it stands at the beginning of the text."""
        return self._compiled.match(text) if self._firsts[text[:1]] else None

    def cut(self, text: str) -> str:
        """The text without it."""
        found = self._compiled.match(text) if self._firsts[text[:1]] else None
        return text[found.end() :] if found else text


def guarded(pattern: str) -> str:
    """The same pattern behind a look at the first character, so that where none of its ways can begin none is tried.

    Each way begins with a character, an escape, a class or a group of such, and matches more than nothing.
    """
    return f"(?=[{firsts(pattern)}])(?:{pattern})"


def firsts(pattern: str) -> str:
    """The inside of a class of all characters with which the pattern may begin; ValueError where they cannot be told."""
    return "".join(_edge(list(_atoms(way)), _BEFORE, firsts) for way in _ways(pattern))


def lasts(pattern: str) -> str:
    """The same of the characters with which it may end."""
    return "".join(_edge(list(_atoms(way))[::-1], _BEHIND, lasts) for way in _ways(pattern))


def _edge(atoms: list[tuple[str, bool]], without_width: tuple[str, ...], inner: Callable[[str], str]) -> str:
    """The characters of the first atoms, up to one that must be there."""
    found = ""
    for atom, is_optional in atoms:
        if not atom.startswith(without_width):
            found += _characters(atom, inner)
            if not is_optional:
                return found
    raise ValueError(f"nothing tells its edge: {atoms!r}")


def _characters(atom: str, inner: Callable[[str], str]) -> str:
    """The inside of a class of what an atom, or its edge, may be."""
    if group := _GROUP.match(atom):
        found = inner(atom[group.end() : -1])
        return found + found.swapcase() if group[0] == "(?i:" else found
    if atom in (".", "$"):
        raise ValueError(f"it may be anything: {atom!r}")
    if atom[0] == "[":
        return _inside(atom[1:-1])
    return atom if atom[0] == "\\" else re.escape(atom)


def _inside(characters: str) -> str:
    """The inside of a class, such that another may follow: a dash at an end is no range."""
    if characters[0] == "^":
        raise ValueError(f"it may be too much: [{characters}]")
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


def _atoms(way: str) -> Iterator[tuple[str, bool]]:
    """The characters, classes and groups of a way in order, and whether each may be left out."""
    at = 0
    while at < len(way):
        end = _end(way, at)
        quantifier = _QUANTIFIER.match(way, end)
        yield way[at:end], quantifier is not None and quantifier["optional"] is not None
        at = quantifier.end() if quantifier else end


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
