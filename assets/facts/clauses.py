"""An entry's text → sentences and clauses, with their spans in the line.

What does not belong here: what a clause says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BREAK = re.compile(r"(?<=\d),(?=\d{3}(?!\d))|[，,；;。!?()|]|\.\s+(?=[A-Z\u4e00-\u9fff])|\s[-]\s|\s{2,}(?=[\u4e00-\u9fff])")
_SENTENCE_END = "；;。!?|"
_DATE_PAREN = re.compile(r"\(\s*(?:(?:周|星期)[一二三四五六日天]|\d{1,2}\s?[./月]\s?\d{1,2}日?)\s*\)(?=[^，,。;；\s)])|\(\s*(?:周|星期)[一二三四五六日天]\s*\)")
_DATE_BEFORE = re.compile(r"(?:\d\s?日?|(?:周|星期)[一二三四五六日天])\s*$")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff%)])\s+(?=[\u4e00-\u9fff])")


@dataclass(slots=True)
class Clause:
    """A span without the punctuation around it. `host` is the clause that a parenthesis explains."""

    start: int
    end: int
    sentence: int
    depth: int = 0
    host: Clause | None = None
    colon: int | None = None
    """Where the text after the last `label：` of the clause begins."""


def _breaks(norm: str, start: int, end: int) -> list[re.Match[str]]:
    """Where clauses end; in terse notes without punctuation a space ends one."""
    found = list(_BREAK.finditer(norm, start, end))
    if not any(m[0] in "，,;；。!?" for m in found):
        taken = {m.start() for m in found}
        found += [m for m in _SPACED.finditer(norm, start, end) if m.start() not in taken]
        found.sort(key=lambda m: m.start())
    return found


def split(norm: str, start: int, end: int) -> list[Clause]:
    """The clauses of a span in order; parentheses are clauses of their own, hosted by the one before."""
    clauses: list[Clause] = []
    sentence, position = 0, start
    hosts: list[Clause | None] = []

    def close(stop: int) -> None:
        text = norm[position:stop]
        left = position + len(text) - len(text.lstrip(" 、:·"))
        right = position + len(text.rstrip(" 、"))
        if right > left:
            clauses.append(Clause(left, right, sentence, len(hosts), hosts[-1] if hosts else None))

    closing = -1
    for match in _breaks(norm, start, end):
        mark = match[0]
        if mark == "(" and (date_paren := _DATE_PAREN.match(norm, match.start(), end)) and _DATE_BEFORE.search(norm[start : match.start()]):
            closing = date_paren.end() - 1
            continue
        if match.start() == closing:
            continue
        if mark == "," and norm[match.start() - 1].isdigit() and re.match(r",\d{3}(?!\d)", norm[match.start() : match.start() + 5]):
            continue
        close(match.start())
        position = match.end()
        if mark == "(":
            hosts.append(clauses[-1] if clauses else None)
        elif mark == ")" and hosts:
            hosts.pop()
        elif mark in _SENTENCE_END or mark.startswith("."):
            sentence += 1
    close(end)
    return clauses
