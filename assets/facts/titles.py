"""Lines that head a section without `#`: in bold, in brackets, between rules, as a chapter 一、, or plain words set apart.

What does not belong here: what stands under whom (`nesting`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

from assets.facts import counted_titles, markers, title_lines
from assets.facts import regex as re
from assets.facts.block_titles import BlockTitles
from assets.facts.counted_titles import CountedTitles
from assets.facts.cursor import LONGEST_HEADING, Cursor
from assets.facts.incident_words import is_post_mortem
from assets.facts.nesting import Nesting
from assets.facts.words import section_words

FIELD = "field"
"""The style of a title in bold that says of each project the same: **风险**."""
_BOLD_LABEL = re.compile(r"\*\*(?P<label>[^*:：\s]{1,12})\s*[:：]?\s*\*\*")
_OF_WEEKS = ("本周", "下周", "上周")
_LONGEST_PLAIN = 14
_SHORTEST = 2
_LONGEST_DAY = 24
_LONGEST_DECORATED = 60  # with the marks of bold or brackets


class Titles:
    """Tells the style of the title that the present line is.

    `is_section` tells whether words by themselves name a section, `is_name` whether they may be the name of a project.
    """

    def __init__(self, at: Cursor, nesting: Nesting, is_section: Callable[[str], bool], is_name: Callable[[str], bool]) -> None:
        self.at, self.nesting = at, nesting
        self.is_section, self.is_name = is_section, is_name
        self.counted = CountedTitles(at, is_section)
        self.blocks = BlockTitles(at, is_section, is_name)

    def style(self, *, is_first: bool) -> str | None:
        """bold, field, bracket, framed, keyed, 一 or plain, day for that of a day; None for a line that heads nothing."""
        style = self._style(is_first=is_first)
        is_day = len(self.at.norm) <= _LONGEST_DAY and self.at.first not in "-+" and markers.DAY.fullmatch(self.at.norm) is not None
        return "day" if is_day and (style or self.at.is_over_text) else style

    def _style(self, *, is_first: bool) -> str | None:
        raw, norm, at = self.at.shown, self.at.norm, self.at
        if len(raw) > _LONGEST_DECORATED or (at.raw[0] in " \t\u3000" and self.nesting.is_in_list):
            return None
        bold = title_lines.BOLD_LINE.match(raw) if "**" in raw or "__" in raw else None
        is_bold = bold is not None and not (bold["lights"] and bold["name"].strip(" :：").lower() in section_words().labels)
        if not is_bold and at.first in title_lines.FRAMES and title_lines.may_be_framed(raw) and title_lines.FRAMED.match(raw):
            return "framed"
        if ":" in norm and at.first in "项专需议主课Pp-*+•·" and self._is_keyed(norm):
            return "keyed"
        if at.first == "*" and self._is_italic(raw, norm):
            return "italic"
        if at.is_after_blank and not at.columns and at.first not in markers.SQUARES and self.blocks.has(at.index):
            return "block"
        if at.first in "-*+•·－–" and not raw.startswith("**", at.start):
            return None
        if is_bold and at.first > markers.LAST_OF_WORDS and at.is_followed_by_deeper():
            return None  # 👉 **账户中心** is an item over its own
        if is_bold and not markers.STATEMENT.search(norm):
            return FIELD if self.is_field(raw.lstrip()) else "bold"
        if at.first in title_lines.BRACKETS and title_lines.BRACKET_LINE.match(raw):
            return "bracket"
        if len(raw) > LONGEST_HEADING:
            return None
        if at.first in counted_titles.FIRST and (counted := self.counted.style()):
            return counted
        if markers.SENTENCE.search(markers.without_remark(norm)):
            return None
        if markers.chapter(norm, at.start) and not (self.nesting.is_in_chapters or at.is_chapter_followed_by_another()):
            return "一"
        if raw.startswith("**", at.start):
            return None  # `**风险** 无` is a label with its text
        return self._plain(norm, is_first=is_first)

    def is_field(self, line: str) -> bool:
        """Whether a line begins with a label in bold that several lines begin with, below one project after the other: `**风险**：…`."""
        match = _BOLD_LABEL.match(line)
        if match is None:
            return False
        says = line[match.end() :].strip(" :：") and match["label"].lower() in section_words().labels  # with its text behind it
        return match["label"] in self._fields or (bool(says) and match["label"][:2] not in _OF_WEEKS)

    @cached_property
    def _fields(self) -> frozenset[str]:
        leads = [match for line in self.at.lines if line[:2] == "**" and (match := _BOLD_LABEL.match(line))]
        number = Counter(match["label"] for match in leads)
        telling = Counter(match["label"] for match in leads if match.string[match.end() :].strip(" :："))
        known = section_words().labels
        return frozenset(label for label in number if number[label] > 1 and (label.lower() in known or telling[label] == number[label]))

    def _is_italic(self, raw: str, norm: str) -> bool:
        """Whether `*本周进展*` stands above something, as another such line of the report does, or names a section."""
        match = title_lines.ITALIC_LINE.match(raw, self.at.start)
        if (
            match is None
            or markers.SENTENCE.search(markers.without_remark(norm))
            or not (self.at.following() + self.at.following(2)).strip()
        ):
            return False
        return (
            self.is_section(match["name"])
            or sum(line[:1] == "*" and bool(title_lines.ITALIC_LINE.match(line)) for line in self.at.lines) > 1
        )

    def _is_keyed(self, norm: str) -> bool:
        """`项目：账户中心` over what is told of it; an item so where the next says something by a label, too."""
        if not markers.KEYED_PROJECT.match(norm, self.at.start) or markers.SENTENCE.search(norm):
            return False
        below = next((line for distance in (1, 2) if (line := self.at.following(distance)).strip()), "")
        return bool(below) and (self.at.first in "项专需议主课Pp" or markers.is_labelled(below.lstrip(" \t-*+•·")))

    def _plain(self, norm: str, *, is_first: bool) -> str | None:
        """Plain words, which must stand apart."""
        at = self.at
        is_marked = at.first in markers.SQUARES
        if is_marked and at.is_after_blank and ":" in norm and is_post_mortem(markers.LEADING_MARKS.sub("", norm[at.start :].strip())):
            return "plain"
        whole = markers.LEADING_MARKS.sub("", norm[at.start :].strip().removesuffix(":"))
        words = markers.without_remark(whole)
        is_label = norm.rstrip().endswith(":") and bool(at.following().strip())
        if not (at.is_after_blank or is_first) or ":" in words or is_label or (markers.marker(norm, at.start) and not is_marked):
            return None
        if len(words) > (LONGEST_HEADING if is_marked else _LONGEST_PLAIN) or words[-1:] == "%":
            return None  # 开发 40% says something
        if self.is_section(words) or (norm.rstrip().endswith(":") and self.is_section(words + ":")):
            return "plain"
        if len(words) <= _SHORTEST or words[0].isdigit():
            return None
        is_over = at.is_over_list_apart() or (not is_first and at.is_over_paragraph() and self.is_name(whole))
        return "plain" if is_over else None
