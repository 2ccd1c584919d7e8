"""The code of a pattern for Python's engine, as its own compiler makes it, and faster in three ways; what is found stays the same.

It notes with which characters the pattern may begin: the engine runs from one such character to the next, many times as fast as it tries a
pattern at each place. Python's compiler notes them only where a pattern begins with them plainly, and not behind a lookaround, in a group or
for alternatives of classes, as most patterns of the reader do. And a group that may be left out is an alternative to nothing, rather than
a repetition, for which the engine keeps a record. And a look behind a character is made when that has been found: the engine passes over
alternatives that begin with another character, and enters those that begin with a look. What does not belong here: keeping the code (`regex`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
"""What `_sre.compile` is given behind the pattern; the code, which is a list of integers, as bytes."""
_Item = tuple[Any, Any]
"""An operation and what it is done with, as the parser gives them."""
_Characters = list[_Item]
"""Literals, ranges and categories, as they stand in a class."""
_NOTED = 4
"""The flag in the head of a code that tells of a class of first characters; `INFO, length, flags, least, most` are the head."""
_HEAD = 5
_OTHER_CASE = {"i": "İı", "k": "\u212a", "s": "ſ"}
"""Which letters beside ASCII are the same as one of ASCII where case is ignored."""


def code(pattern: str, flags: int) -> Code:
    """What the engine is given for a pattern."""
    parser, compiler = import_module("re._parser"), import_module("re._compiler")
    parsed = parser.parse(pattern, flags)
    _without_repetition(compiler, parsed)
    _looking_behind_later(compiler, parsed)
    index = dict(parsed.state.groupdict)
    names = dict(zip(index.values(), index, strict=True))
    groups = parsed.state.groups
    all_flags = int(flags | parsed.state.flags)
    return (
        all_flags,
        array("I", _noted(compiler, compiler._code(parsed, flags), parsed, all_flags)).tobytes(),
        groups - 1,
        index,
        tuple(names.get(group) for group in range(groups)),
    )


def _without_repetition(compiler: ModuleType, parsed: Any) -> None:  # noqa: ANN401 - the parser's own kind of list
    """Make alternatives of `(?:…)?` and `(?:…)??`, and in all that stands within."""
    for place, (operation, value) in enumerate(parsed.data):
        for inner in _within(value):
            _without_repetition(compiler, inner)
        if operation in (compiler.MAX_REPEAT, compiler.MIN_REPEAT) and value[:2] == (0, 1) and not compiler._simple(value[2]):
            ways = [value[2], type(parsed)(parsed.state, [])]
            if value[2].getwidth()[0]:
                parsed.data[place] = compiler.BRANCH, (None, ways if operation is compiler.MAX_REPEAT else ways[::-1])


def _looking_behind_later(compiler: ModuleType, parsed: Any) -> None:  # noqa: ANN401
    """Make `b(?<!ab)` of `(?<!a)b`, and the same of classes and of what is repeated, and in all that stands within."""
    looks: list[Any] = []
    items: list[_Item] = []
    for operation, value in parsed.data:
        for inner in _within(value):
            _looking_behind_later(compiler, inner)
        if operation in (compiler.ASSERT, compiler.ASSERT_NOT) and value[0] < 0:
            looks.append((operation, value[1]))
            continue
        first, rest = _parted(compiler, (operation, value)) if looks else (None, (operation, value))
        behind = [(look, (-1, type(parsed)(parsed.state, [*inner.data, *([first] if first else [])]))) for look, inner in looks]
        items += [first, *behind] if first else behind
        items += [rest] if rest else []
        looks = []
    parsed.data[:] = items + [(look, (-1, inner)) for look, inner in looks]


def _parted(compiler: ModuleType, item: _Item) -> tuple[_Item | None, _Item | None]:
    """The character that an item begins with, where it must be there and is one, and what is left of the item."""
    operation, value = item
    if operation in (compiler.LITERAL, compiler.IN):
        return item, None
    if operation in (compiler.MAX_REPEAT, compiler.MIN_REPEAT, compiler.POSSESSIVE_REPEAT):
        least, most, inner = value
        if least and len(inner.data) == 1 and inner.data[0][0] in (compiler.LITERAL, compiler.IN):
            more = most if most is compiler.MAXREPEAT else most - 1
            return inner.data[0], (operation, (least - 1, more, inner)) if more else None
    return None, item


def _within(value: object) -> Iterator[Any]:
    """What an operation holds that was parsed by itself."""
    if hasattr(value, "getwidth"):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _within(part)


def _noted(compiler: ModuleType, made: list[int], parsed: Iterable[_Item], flags: int) -> list[int]:
    """The code with a class of first characters in its head, where it has nothing of the kind yet and can have it."""
    _, length, noted, least, most = made[:_HEAD]
    firsts, may_be_empty = _Firsts(compiler, flags).of(parsed)
    if noted or not least or may_be_empty or firsts is None:
        return made
    head = [made[0], 0, _NOTED, least, most]
    compiler._compile_charset(compiler._optimize_charset(firsts)[0], flags, head)
    head[1] = len(head) - 1
    return head + made[1 + length :]


class _Firsts:
    """Finds the characters with which what is parsed may begin; None where they cannot be told."""

    def __init__(self, compiler: ModuleType, flags: int) -> None:
        self.compiler, self.flags = compiler, flags

    def of(self, items: Iterable[_Item]) -> tuple[_Characters | None, bool]:
        """The characters, and whether all the items may match nothing."""
        found: _Characters = []
        for item in items:
            more, may_be_empty = self._of_item(item)
            if more is None:
                return None, False
            found += more
            if not may_be_empty:
                return found, False
        return found, True

    def _of_item(self, item: _Item) -> tuple[_Characters | None, bool]:
        operation, value = str(item[0]), item[1]
        if operation in ("AT", "ASSERT", "ASSERT_NOT"):
            return [], True  # they take no characters
        if operation == "LITERAL":
            return self._plain([item]), False
        if operation == "IN":
            return self._plain(value), False
        if operation == "BRANCH":
            return self._any(value[1])
        if operation == "SUBPATTERN":
            _, more, less, inner = value
            return _Firsts(self.compiler, (self.flags | more) & ~less).of(inner)
        if operation == "ATOMIC_GROUP":
            return self.of(value)
        if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, _, inner = value
            found, may_be_empty = self.of(inner)
            return found, may_be_empty or least == 0
        return None, False

    def _any(self, ways: Iterable[Iterable[_Item]]) -> tuple[_Characters | None, bool]:
        found: _Characters = []
        may_be_empty = False
        for way in ways:
            more, is_empty = self.of(way)
            if more is None:
                return None, False
            found += more
            may_be_empty = may_be_empty or is_empty
        return found, may_be_empty

    def _plain(self, characters: _Characters) -> _Characters | None:
        """The characters of a class, in both cases where case is ignored; of all but letters and others, all but letters."""
        compiler = self.compiler
        if characters[0][0] is compiler.NEGATE:
            is_beyond_words = (compiler.CATEGORY, compiler.CATEGORY_WORD) in characters
            return [(compiler.CATEGORY, compiler.CATEGORY_NOT_WORD)] if is_beyond_words else None
        if not self.flags & compiler.SRE_FLAG_IGNORECASE:
            return list(characters)
        found: _Characters = []
        for operation, value in characters:
            span = (value, value) if operation is compiler.LITERAL else value if operation is compiler.RANGE else None
            cased = [chr(c) for c in range(span[0], span[1] + 1) if compiler._sre.unicode_iscased(c)] if span else []
            if not all(map(str.isascii, cased)):
                return None
            found += [(operation, value)]
            found += [(compiler.LITERAL, ord(o)) for c in cased for o in c.lower() + c.upper() + _OTHER_CASE.get(c.lower(), "")]
        return found
