"""What the forms of dates share: the line that is read, and how its words become numbers, years and intervals.

What does not belong here: any one form (`date_days`, `date_spans`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assets.facts import date_hints
from assets.facts import regex as re
from assets.facts.when import Calendar, When

_CN = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
ENGLISH_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_YEAR_SHIFT = {"去": -1, "今": 0, "明": 1}


@dataclass(slots=True)
class Line:
    """The text that is read, up to where, and from when it speaks."""

    text: str
    stop: int
    calendar: Calendar
    tense: str
    is_cell: bool

    def before(self, position: int) -> str:
        """The words in front of a position, as many as a cue may need."""
        return self.text[max(0, position - date_hints.REACH) : position]


Build = Callable[[Line, re.Match[str]], When | None]


def number(word: str) -> int:
    """The value of digits or of a Chinese numeral up to 九十九."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return (_CN[tens] if tens else 1) * 10 * bool(ten) + (int("".join(str(_CN[one]) for one in ones)) if ones else 0)


def span(m: re.Match[str], first: date | None, last: date | None, precision: str, has_year: bool = True) -> When:
    """An interval that stands where the match does."""
    return When(m.start(), m.end(), first, last, precision, m[0], has_year)


def stated_year(word: str | None, today: date) -> int | None:
    """2024, 24, 去, 今, 明."""
    if not word:
        return None
    return today.year + _YEAR_SHIFT[word] if word in _YEAR_SHIFT else 2000 + int(word) % 2000


def relative_month(line: Line, word: str) -> tuple[int, int]:
    """本月, 下个月, 上月: year and number."""
    return line.calendar.month(1 if word[0] in "下次" else -1 if word[0] == "上" else 0)
