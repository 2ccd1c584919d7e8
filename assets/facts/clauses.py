"""An entry's text → sentences and clauses, with their spans in the line.

What does not belong here: what a clause says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BREAK = re.compile(
    # one class stands first, so that the engine runs from mark to mark; the lookbehinds tell the marks apart
    r"[，;；。!?()|,.\s](?:(?<=[，;；。!?()|])|(?<=,)(?!(?<=[0-9],)[0-9]{3}(?![0-9]))"  # not the comma of a thousand
    r"|(?<=\.)\s++(?=[A-Z\u4e00-\u9fff])|(?<=\s)(?:-\s|(?<!\s\s)\s++(?=[\u4e00-\u9fff])))"
)
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff%)])\s(?=[\u4e00-\u9fff])|(?<!\s)\s++(?<=\s\s)(?=[\u4e00-\u9fff])")
_PUNCTUATION = re.compile(r"[，;；。!?,](?:(?<!,)|(?!(?<=[0-9],)[0-9]{3}(?![0-9])))")
_SENTENCE_END = "；;。!?|."
_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
_DATE_PAREN = re.compile(rf"\(\s*(?:{_WEEKDAY}|\d{{1,2}}\s?[./月]\s?\d{{1,2}}日?)\s*\)(?=[^，,。;；\s)])|\(\s*{_WEEKDAY}\s*\)")
_DATE_BEFORE = re.compile(rf"(?:\d\s?日?|{_WEEKDAY})\s*$")
_REACH = 12  # code points in front of a parenthesis, where a date may end


@dataclass(slots=True, eq=False)
class Clause:
    """A span without the punctuation around it. `host` is the clause that a parenthesis explains."""

    start: int
    end: int
    sentence: int
    depth: int = 0
    host: Clause | None = None
    before: Clause | None = None
    """The clause in front, in the same sentence and at the same depth."""


def split(norm: str, start: int, end: int) -> list[Clause]:
    """The clauses of a span in order; parentheses are clauses of their own, hosted by the one before."""
    clauses: list[Clause] = []
    hosts: list[Clause | None] = []
    latest: dict[int, Clause] = {}  # of this sentence, by depth
    sentence, position = 0, start
    for stop, after, mark in [*_breaks(norm, start, end), (end, end, "")]:
        text = norm[position:stop]
        left = position + len(text) - len(text.lstrip(" 、:·"))
        right = position + len(text.rstrip(" 、"))
        if right > left:
            depth = len(hosts)
            clause = Clause(left, right, sentence, depth, hosts[-1] if hosts else None, latest.get(depth))
            clauses.append(clause)
            latest[depth] = clause
        position = after
        if mark == "(":
            hosts.append(clauses[-1] if clauses else None)
        elif mark == ")" and hosts:
            hosts.pop()
        elif mark and mark in _SENTENCE_END:
            sentence += 1
            latest.clear()
    return clauses


def _breaks(norm: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where clauses end and the next begin, with the mark; in terse notes without punctuation a space ends one."""
    is_terse = "|" not in norm and not _PUNCTUATION.search(norm)
    closing = -1
    for match in (_TERSE_BREAK if is_terse else _BREAK).finditer(norm, start, end):
        at = match.start()
        if at == closing:
            continue
        paren = _DATE_PAREN.match(norm, at, end) if match[0] == "(" else None
        if paren and _DATE_BEFORE.search(norm, max(start, at - _REACH), at):
            closing = paren.end() - 1
            continue
        yield at, match.end(), match[0][0]


_TERSE_BREAK = re.compile(f"{_BREAK.pattern}|{_SPACED.pattern}")
