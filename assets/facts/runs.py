"""Marks that are those of a list only where one line after another begins so: `[1]`, `1：`, `01`, `No.1`, `l `, `◇`.

A single line that begins so says something (`1 家商户`, `[1] 见附件`). What does not belong here: markers that tell by themselves
(`markers`), titles that are counted so (`counted_titles`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assets.facts import markers
from assets.facts import regex as re
from assets.facts.text import normal

_NUMERALS = "一二三四五六七八九十"
_LETTERS = "ABCDEFGH"
_ORDINAL = re.compile(
    r"(?:(?P<bracket>[\[【](?P<a>\d{1,2})[\]】])"
    r"|(?P<no>(?:[Nn][Oo]\.?\s?|#)(?P<b>\d{1,2})(?:[:.、,，]|(?=\s)))"
    r"|(?P<mark>(?P<c>\d{1,2}|[一二三四五六七八九十]|[A-H])\s?(?:[:，]|,(?!\d)|[-/>#|~·](?![\d\s>-]|.*[|]\s*$)))"
    r"|(?P<bare>(?P<d>\d{1,2})\s+(?P<unit>[年月日号个家城条笔项人天万亿元%周次台份套小分秒张件起名位点-])?))\s*(?=\S)"
)
"""The ordinals that may as well be an amount, a time or a tag."""
_TIME = re.compile(r"\d{1,2}:\d\d(?!\d)")
_BULLET = re.compile(
    r"(?P<font>[lnuvqoØüþ§])[ \t\u3000\u00a0]+(?=\S)|(?P<sign>[^\w\s<>|#\"'“”‘’()（）\[\]【】〖〗《》「」『』$￥¥@&*_~`+,，:：;；!！?？/\\%=^{}.\ue000-])\s*(?=\S)"
)
"""A letter that a font of symbols shows as a bullet, as Word leaves it in a mail, and any other sign."""
_OF_FONT = {"l": "●", "n": "■", "u": "■", "v": "■", "q": "•", "o": "○", "§": "○"}
_REACH = 40
"""Code points of a line that are looked at."""


@dataclass(slots=True)
class _Run:
    """What is counted at one indentation, up to where it ends."""

    number: int = 0
    amounts: int = 0
    lines: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        """Whether there are several, most of which are no amounts, as those of `1 家签约` and `2 家在谈` are."""
        return len(self.lines) > 1 and self.amounts * 2 <= len(self.lines)


class Runs:
    """Tells which lines of a report begin with such marks."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self._found: dict[int, tuple[str, int]] | None = None

    def marker(self, index: int, norm: str, start: int) -> tuple[str, int] | None:
        """The style and the end of the marker with which a line begins, where others do so, too."""
        if not (_ORDINAL.match(norm, start) or _BULLET.match(norm, start)):
            return None
        if self._found is None:
            self._found = dict(self._counted()) | dict(self._repeated())
        return self._found.get(index)

    def _begun(self) -> Iterator[tuple[int, int, str, int]]:
        """Each line that is not blank: its number, its indentation and what it begins with."""
        for index, line in enumerate(self.lines):
            if line.strip():
                columns, start = markers.indent(line)
                yield index, columns, normal(line[: start + _REACH]), start

    def _counted(self) -> Iterator[tuple[int, tuple[str, int]]]:
        """The lines that are counted from 1 on; a list of a single one where the report has longer ones of the kind."""
        runs: dict[tuple[str, int], _Run] = {}
        done: dict[str, list[_Run]] = {}
        for index, columns, norm, start in self._begun():
            for key in [key for key in runs if key[1] > columns or norm.startswith("#", start)]:
                done.setdefault(key[0], []).append(runs.pop(key))
            match = _ORDINAL.match(norm, start)
            if match is None or _TIME.match(self.lines[index], start):
                continue
            number, key = _number(next(filter(None, match.group(*"abcd")))), (_kind(match), columns)
            if number == 1:
                done.setdefault(key[0], []).append(runs.get(key, _Run()))
                runs[key] = _Run()
            if (run := runs.get(key)) and run.number == number - 1:
                run.number = number
                run.amounts += match["unit"] is not None
                run.lines.append((index, match.end("unit") - 1 if match["unit"] else match.end()))
        for (kind, _), run in runs.items():
            done.setdefault(kind, []).append(run)
        for kind, found in done.items():
            if any(run.is_list for run in found):
                style = "[n]" if kind.startswith("bracket") else "n:"
                yield from ((index, (style, end)) for run in found if len(run.lines) == 1 or run.is_list for index, end in run.lines)

    def _repeated(self) -> Iterator[tuple[int, tuple[str, int]]]:
        """The lines that begin with the same sign as another."""
        found: dict[str, list[tuple[int, int]]] = {}
        for index, _, norm, start in self._begun():
            if (match := _BULLET.match(norm, start)) and not markers.pictograph(norm, start):
                found.setdefault(norm[start], []).append((index, match.end()))
        for sign, lines in found.items():
            if len(lines) > 1:
                yield from ((index, (_OF_FONT.get(sign, "•"), end)) for index, end in lines)


def _kind(match: re.Match[str]) -> str:
    """Which ordinals are counted together: 1： and 2：, not 1： and 2，."""
    return f"{match.lastgroup} {match[0].strip()[-1:] if match['mark'] else ''}"


def _number(shown: str) -> int:
    """3 of `3`, `03`, `三` and `C`."""
    if shown.isdecimal():
        return int(shown)
    return (_NUMERALS if shown in _NUMERALS else _LETTERS).index(shown) + 1
