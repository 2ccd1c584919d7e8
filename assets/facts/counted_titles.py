"""Titles that are counted through a report: 1、 2、 3、, （一）, ③, 01 |, Part 4, over what stands at their own indentation.

A list of projects that are counted over `（1）` is none: one title at least is that of a section, as 下周计划 is. What does not belong
here: counted items of a list (`markers`), chapters 一、 and titles without ordinals (`titles`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from operator import itemgetter

from assets.facts import markers
from assets.facts import regex as re
from assets.facts.cursor import LONGEST_HEADING, Cursor
from assets.facts.text import normal

FIRST = frozenset("0123456789０１２３４５６７８９(（【①②③④⑤⑥⑦⑧⑨⑩第PpSNIVXABCDEFGHJKL")
_NUMERALS = "一二三四五六七八九十"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_COUNTED = re.compile(
    r"(?P<part>(?:第\s?(?P<a>[一二三四五六七八九十\d]{1,2})\s?(?:部分|章节?|节|块)|(?:[Pp]art|PART|[Ss]ection|No\.)\s?(?P<b>\d{1,2}))(?:\s*[:、.|·-])?\s*(?=\S))"
    r"|(?P<bracket>[(【](?P<c>[一二三四五六七八九十]{1,2}|\d{1,2})[)】]\s*(?=\S))"
    r"|(?P<circle>(?P<d>[①-⑩])\s*(?=\S))"
    r"|(?P<roman>(?P<e>[IVX]{1,4})\s?[、.]\s*(?=\S))"
    r"|(?P<letter>(?P<f>[A-L])\s?[、.)]\s*(?=[^\W\d_]|[\u2190-\U0001faff]))"
    r"|(?P<number>(?P<g>\d{1,2})(?P<mark>\ufe0f?\u20e3|\s?[、)|]|\s?\.(?!\d)|\s(?=\s*[A-Za-z\u2190-\U0001faff]))\s*(?=\S))"
)
_SAYS = re.compile(r"(?!\W*(?:O\d|目标)).*?(?:\d\s?%|[，,。!?]|(?<![A-Za-z]);|:.*(?:完成|中$|已))")
"""Says something, and heads nothing, as `3、复盘：7/17 下单超时（P2）` and `1、O1：数据实时化，看得见` do."""

_BARE = "number "


class CountedTitles:
    """Tells which ordinals of a report are those of titles."""

    def __init__(self, at: Cursor, is_section: Callable[[str], bool]) -> None:
        self.at, self.is_section = at, is_section
        self._titles: dict[int, str] = {}

    def style(self) -> str | None:
        """The style of the ordinal of the present line, if it is a title; else None."""
        at = self.at
        if at.index not in self._titles and (found := _ordinal(at.norm, at.start)) and found[1] == 1 and not at.columns:
            titles = list(self._run(found[0], at.index))
            if len(titles) > 1 and any(self._is_section(words) for _, words in titles):
                self._titles |= {index: found[0] for index, words in titles}
        return self._titles.get(at.index)

    def _run(self, style: str, first: int) -> Iterator[tuple[int, str]]:
        """The lines from the first title on that are counted so and have something below them; none where one of them says something itself."""
        number, index = 1, first
        while True:
            candidates = self._candidates.get((style, number), [])
            at = bisect_left(candidates, index, key=itemgetter(0))
            if at == len(candidates):
                return
            index, words = candidates[at]
            if words is None:
                return
            yield index, words
            number, index = number + 1, index + 1

    @cached_property
    def _candidates(self) -> dict[tuple[str, int], list[tuple[int, str | None]]]:
        """By style and number the lines that may be titles, with their words, or None for one that says something; gone through once."""
        found: dict[tuple[str, int], list[tuple[int, str | None]]] = {}
        for index, line in enumerate(self.at.lines):
            if line[:1] not in FIRST or not (ordinal := _ordinal(norm := normal(line), 0)):
                continue
            style, number, start = ordinal
            words = markers.without_remark(norm[start:].strip()).rstrip(" :")
            if len(line) > LONGEST_HEADING or _SAYS.match(words):
                found.setdefault((style, number), []).append((index, None))
            elif self._is_over_flat(index, style, number):
                found.setdefault((style, number), []).append((index, words))
        return found

    def _is_section(self, words: str) -> bool:
        """Whether words name a section or a person."""
        return self.is_section(words) or self.is_section(f"{words}:")

    def _is_over_flat(self, index: int, style: str, number: int) -> bool:
        """Whether what follows stands at the same indentation, and is neither the next of a list nor `2.1` below `2 支付路由`."""
        following = next((line for line in self.at.lines[index + 1 : index + 3] if line.strip()), "")
        if not following or following[0] in " \t\u3000#" or (style == _BARE and following.startswith(f"{number}.1")):
            return False
        below = _ordinal(normal(following[:LONGEST_HEADING]), 0)
        return below is None or below[0] != style or below[1] == 1 != number


def behind(norm: str, start: int) -> int:
    """Where the words of a counted title begin."""
    found = _ordinal(norm, start)
    return found[2] if found else start


def _ordinal(norm: str, start: int) -> tuple[str, int, int] | None:
    """The style of an ordinal, its number, and where the words behind it begin."""
    match = _COUNTED.match(norm, start)
    if match is None:
        return None
    shown = next(filter(None, match.group(*"abcdefg")))
    mark = norm[start] if match["bracket"] else match["mark"] or ""
    return f"{match.lastgroup} {mark.strip()}", _number(shown), match.end()


def _number(shown: str) -> int:
    """3 of `3`, `三`, `③`, `III` and `C`."""
    if shown.isdecimal():
        return int(shown)
    if shown in _ROMAN:
        return _ROMAN.index(shown) + 1
    if shown.isascii():
        return ord(shown[0]) - ord("A") + 1
    if shown[0] in _CIRCLES:
        return _CIRCLES.index(shown) + 1
    return _NUMERALS.index(shown[-1]) + 1 + (10 if len(shown) > 1 else 0)
