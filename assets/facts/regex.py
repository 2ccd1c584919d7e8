"""`re` for the reader's modules: the code of patterns is kept, and what is not kept is compiled when something is first looked for with it.

The reader has 700 patterns, many of a thousand characters and more: Python compiles them in a second, longer than it takes to read ten
reports. So their code is kept beside the bytecode of this module, as Python keeps that of modules: a file that may be lacking, and is
made anew by the first process that may write it. What does not belong here: patterns and what they mean.
"""

from __future__ import annotations

import marshal
import os
import sys
from array import array
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from re import IGNORECASE, Match, Pattern, escape, findall, fullmatch, match, search, sub
from re import compile as _compile
from typing import Any, cast

from assets.facts.regex_code import Code, code

__all__ = ["IGNORECASE", "Match", "Pattern", "compile", "escape", "findall", "fullmatch", "keep", "match", "search", "sub"]

_Key = tuple[str, int]
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "groups", "groupindex")
_engine: Any = import_module("_sre")
_FORM = (_engine.MAGIC, 5)
"""The form of code that this version of Python reads, and that of what is kept."""


class _Later:
    """What `re.compile` will make of a pattern. The first use puts the compiled pattern's own methods here."""

    __slots__ = (*_METHODS, "flags", "pattern")

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = _compiled(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        found: object = getattr(compiled, name)
        return found


_known: set[_Key] = set()


@cache
def compile(pattern: str, flags: int = 0) -> Pattern[str]:
    """The pattern; one whose code is not kept is compiled when it is first used, and a mistake in it is told then."""
    key = pattern, int(flags)
    _known.add(key)
    return _restored(key) or cast("Pattern[str]", _Later(pattern, flags))


def _compiled(pattern: str, flags: int) -> Pattern[str]:
    return _restored((pattern, int(flags))) or _compile(pattern, flags)


def _restored(key: _Key) -> Pattern[str] | None:
    """The pattern of which the code is kept: Python calls its own pattern faster than what stands in for one."""
    if (kept := _kept().get(key)) is None:
        return None
    all_flags, made, groups, index, names = kept
    return cast("Pattern[str]", _engine.compile(key[0], all_flags, array("I", made).tolist(), groups, index, names))


def keep() -> None:
    """Keep the code of all patterns that are known now, unless that is done. Call it when the reader's modules are imported."""
    if _known <= _kept().keys() or sys.dont_write_bytecode:
        return
    file = _file()
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        beside.write_bytes(marshal.dumps((_FORM, {key: code(*key) for key in sorted(_known)})))
        beside.replace(file)
        _kept.cache_clear()


@cache
def _kept() -> dict[_Key, Code]:
    """What is kept of this version of Python, if anything is."""
    try:
        form, kept = marshal.loads(_file().read_bytes())  # noqa: S302 - as trusted as the bytecode beside it
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return kept if form == _FORM else {}


def _file() -> Path:
    return Path(cache_from_source(__file__)).with_suffix(".patterns")
