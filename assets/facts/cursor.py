"""The line that is being read and those around it: what a line is can depend on the next ones.

What does not belong here: entries and what they stand under.
"""

from __future__ import annotations

from assets.facts import markers, title_lines
from assets.facts.runs import Runs
from assets.facts.text import normal

LONGEST_HEADING = 40  # longer lines in reports are sentences
_LONGEST_CODE = 400  # lines; a fence that is not closed by then was never meant to be
_LONGEST_FRONT_MATTER = 30  # lines
_SHORTEST_UNDERLINE = 3
_LONGEST_BARE = 18  # of a title that nothing marks as one
_REACH = 30  # lines in which 1.1 is followed by 1.2 where it is an ordinal


class Cursor:
    """Stands on one line of a report."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.runs = Runs(lines)
        self.index = 0
        self._norms: dict[int, str] = {}
        """The normal forms of lines, which are looked at again as those above and below others."""
        self.raw = self.norm = self.first = ""
        self.columns = self.start = 0
        self.is_after_blank = True
        self._titles: set[int] | None = None
        """The lines that may be titles of paragraphs, once anybody asked."""

    def to_next(self) -> bool:
        """Step over blank lines and take in the line that follows; False at the end."""
        lines = self.lines
        while self.index < len(lines):
            raw = lines[self.index]
            if raw.strip():
                self.columns, start = markers.indent(raw)
                if raw[start : start + 1] in "\\<":
                    start += raw.startswith("\\", start)  # which an export puts before what looks like a marker
                    start = markers.html_block(raw, start)
                self.raw, self.norm, self.start, self.first = raw, self.normal_of(self.index), start, raw[start : start + 1]
                return True
            self.is_after_blank = True
            self.index += 1
        return False

    def normal_of(self, index: int) -> str:
        """The normal form of a line."""
        if (known := self._norms.get(index)) is None:
            known = self._norms[index] = normal(self.lines[index])
        return known

    def following(self, distance: int = 1) -> str:
        """The line so many lines below, empty beyond the end and where it only goes on with a quotation."""
        index = self.index + distance
        line = self.lines[index] if index < len(self.lines) else ""
        return "" if line[:1] == ">" and not line.strip("> ") else line

    @property
    def shown(self) -> str:
        """The line without what encloses it: tags of a paragraph, the mark of a line break."""
        line = markers.BREAK.sub("", self.raw) if self.raw[-1] in "\\> " else self.raw
        return " " * self.start + line[self.start :] if self.start else line

    def end_of_front_matter(self) -> int | None:
        """The line of the second rule of keys and values at the very top."""
        if self.index or self.following(0).strip() != "---":
            return None
        for index in range(1, min(len(self.lines), _LONGEST_FRONT_MATTER)):
            line = self.lines[index]
            if line.strip() == "---":
                return index
            if line.strip() and not markers.is_keyed(line):
                return None
        return None

    def end_of_code(self, mark: str) -> int:
        """The line that closes the fence, before another opens (with a language), else the line itself."""
        for index in range(self.index + 1, min(len(self.lines), self.index + _LONGEST_CODE)):
            fence = markers.fence(self.lines[index]) if mark in self.lines[index] else None
            if fence and fence[0] == mark:
                return index if fence[1] else self.index
        return self.index

    def setext_level(self, *, is_below_text: bool) -> int | None:
        """1 or 2 for a short line above === or ---; below text, --- only divides."""
        under = self.following().strip("> ")
        if under[:1] not in ("=", "-") or under[-1] != under[0] or len(under) < _SHORTEST_UNDERLINE or len(set(under)) > 1:
            return None
        if len(self.raw) > LONGEST_HEADING or markers.SENTENCE.search(self.norm) or markers.marker(self.norm, self.start):
            return None
        if under[0] == "=":
            return 1
        return None if is_below_text else 2

    def is_chapter_followed_by_another(self) -> bool:
        """Whether the next line is numbered 一、 too: then it is a list."""
        following = next((line for distance in (1, 2, 3) if (line := self.following(distance)).strip()), "")
        return markers.chapter(normal(following[:LONGEST_HEADING]), 0) is not None

    def is_followed_by_ordinal(self, ordinal: str) -> bool:
        """Whether a line not far below is numbered so."""
        below = (normal(self.following(distance)[:LONGEST_HEADING]).strip("> ") for distance in range(1, _REACH))
        return any(line.startswith(ordinal) and (markers.multilevel(line, 0) or markers.of_three_levels(line, 0)) for line in below)

    def end_of_bare_number(self) -> int | None:
        """Where the words of `1 支付路由` begin, with 1.1 in the next line that is not blank."""
        found = markers.BARE_NUMBER.match(self.norm, self.start) if len(self.raw) <= LONGEST_HEADING else None
        following = next((line for n in (1, 2) if (line := self.following(n)).strip()), "") if found else ""
        return found.end() if found and following.lstrip().startswith(f"{found['n']}.1") else None

    def pictograph(self) -> tuple[str, int] | None:
        """The marker that a picture is where the line above or below begins with one, too."""
        found = markers.pictograph(self.raw, self.start) if self.first > markers.LAST_OF_WORDS else None
        if not found:
            return None
        beside = (self.lines[n] for n in (self.index - 1, self.index + 1) if 0 <= n < len(self.lines))
        return found if any(markers.pictograph(line, markers.indent(line)[1]) for line in beside) else None

    @property
    def is_quoting(self) -> bool:
        """Whether the line begins a quotation that goes on in the next."""
        below = self.lines[self.index + 1] if self.index + 1 < len(self.lines) else ""
        return self.raw[0] == ">" and below[:1] == ">"

    @property
    def is_over_text(self) -> bool:
        """Whether a line stands apart above another that follows at once."""
        return self.is_after_blank and bool(self.following().strip())

    def is_over_list_apart(self) -> bool:
        """Whether a line stands apart above a list that stands apart, too: `租金代扣`, a blank line, `- 联调完`."""
        if not self.is_after_blank or self.following().strip():
            return False
        line = next((line for distance in (2, 3) if (line := self.following(distance)).strip()), "")
        columns, start = markers.indent(line)
        own = 0 if self.raw[0] == ">" and line[:1] != ">" else self.columns  # a quoted title over a list that is not
        return columns == own and markers.is_bullet(line, start)

    def is_over_flat_list(self) -> bool:
        """Whether an item in bold is followed by one at the same indentation that is not."""
        if not markers.is_bold_item(self.raw, self.start):
            return False
        below = next((line for distance in (1, 2) if (line := self.following(distance)).strip()), "")
        columns, start = markers.indent(below)
        return columns == self.columns and markers.is_bullet(below, start) and "**" not in below

    def is_over_paragraph(self) -> bool:
        """Whether bare words stand apart above a paragraph, as others of the report do."""
        if self._titles is None:
            self._titles = {n for n in range(1, len(self.lines)) if self._may_be_title(n)}
        return len(self._titles) > 1 and self.index in self._titles

    @staticmethod
    def _is_bare(line: str) -> bool:
        """Whether a line is a few words without marks."""
        words = line.strip().rstrip(":：")
        return 0 < len(words) <= _LONGEST_BARE and line[0] not in "#-*+【|" and not markers.NO_TITLE.search(words)

    def _may_be_title(self, index: int) -> bool:
        """Whether a short line without marks follows a blank one, and a sentence follows it."""
        line = self.lines[index]
        if not self._is_bare(line) or self.lines[index - 1].strip("> "):
            return False
        above = next((text for text in reversed(self.lines[max(0, index - 3) : index]) if text.strip("> ")), "")
        if self._is_bare(above):
            return False  # a list of short lines
        at, below = next(((n, text) for n, text in enumerate(self.lines[index + 1 : index + 3], index + 1) if text.strip()), (0, ""))
        columns, start = markers.indent(below)
        if columns > markers.indent(line)[0] or markers.pictograph(below, start):
            return False
        is_long = len(below) > _LONGEST_BARE or (len(below) > len(line) and below.rstrip().endswith("。"))
        is_sentence = is_long and markers.SENTENCE.search(below) is not None
        norm = normal(below[:LONGEST_HEADING])
        return (is_sentence or markers.is_labelled(below)) and not (markers.marker(norm, start) or self.runs.marker(at, norm, start))

    @property
    def start_in_frame(self) -> int:
        """Where the words of a line between two rules begin."""
        match = title_lines.FRAMED.match(self.shown)
        return match.start("name") if match else self.start

    def is_title_of_list(self, *, is_beside: bool) -> bool:
        """Whether a bare line is the title of the list that follows at once: apart, marked as one (`KR1 …`, 🔹), or beside another title."""
        return (
            self._is_over_list()
            and (self.is_after_blank or is_beside or markers.TITLE_MARK.match(self.raw, self.start) is not None)
            and not markers.SENTENCE.search(self.norm)
        )

    def _is_over_list(self) -> bool:
        """Whether the next line is the first of a list at the same indentation."""
        following = self.following()
        columns, start = markers.indent(following)
        if columns != self.columns or not following.strip():
            return False
        if markers.is_bullet(following, start):
            return True
        norm = self.normal_of(self.index + 1)
        is_item = markers.marker(norm, start) or self.runs.marker(self.index + 1, norm, start)
        return is_item is not None and markers.is_first(norm, start)

    def is_over_indented(self) -> bool:
        """Whether the next line is indented deeper."""
        following = self.following()
        return bool(following.strip()) and markers.indent(following)[0] > self.columns

    def is_followed_by_deeper(self) -> bool:
        """Whether a bare line is the head of the lines below it: indented ones, or `: definitions`."""
        following = self.following()
        columns, start = markers.indent(following)
        is_listed = columns == self.columns and markers.is_definition(following, start)
        return (self.is_over_indented() or is_listed) and not markers.SENTENCE.search(self.norm)
