"""Lines → entries: markers, tables, headings, labels and who stands under whom.

A tolerant scanner rather than CommonMark, which does not see `1、` or `（1）` as lists and turns indented Chinese into
code. What does not belong here: how a single line is written (`markers`), what stands under what
(`nesting`), what a section is for (`sections`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assets.facts import markers
from assets.facts.model import Entry
from assets.facts.nesting import PSEUDO_LEVEL, Nesting
from assets.facts.text import normal

_LONGEST_CODE = 400  # lines; a fence that is not closed by then was never meant to be
_LONGEST_FRONT_MATTER = 30  # lines
_LONGEST_HEADING = 40  # longer lines in reports are sentences
_LONGEST_PLAIN_HEADING = 14
_SHORTEST_UNDERLINE = 3
_PROPERTIES_END = 8  # Notion writes its properties directly below the title
_REACH = 30  # lines in which 1.1 is followed by 1.2 where it is an ordinal


class _Scanner:
    """Walks the lines once and keeps the stack of enclosing entries."""

    def __init__(self, lines: list[str], properties: frozenset[str], is_section: Callable[[str], bool]) -> None:
        self.lines = lines
        self.is_section = is_section
        self.properties = properties
        self.entries: list[Entry] = []
        self.nesting = Nesting()
        self.index = 0
        self.raw = self.norm = ""
        self.after_blank = True
        self.headers: list[str] | None = None
        self.in_properties = True
        self.ordinal: tuple[int, int] | None = None

    def scan(self) -> list[Entry]:
        """Every non-blank line in exactly one entry."""
        if self.lines and self.lines[0].strip() == "---":
            self._front_matter()
        while self.index < len(self.lines):
            self.raw = self.lines[self.index]
            if not self.raw.strip():
                self.after_blank, self.headers = True, None
                self.index += 1
                continue
            self.norm = normal(self.raw)
            self._line()
            self.after_blank = False
        return self.entries

    def _front_matter(self) -> None:
        """Lines of keys and values between two rules at the very top."""
        for end in range(1, min(len(self.lines), _LONGEST_FRONT_MATTER)):
            line = self.lines[end]
            if line.strip() == "---":
                break
            if line.strip() and not markers.is_keyed(line):
                return
        else:
            return
        for _ in range(end + 1):
            self.raw = self.lines[self.index]
            if self.raw.strip():
                self.norm = normal(self.raw)
                self._add(0, "rule" if self.raw.strip() == "---" else "property", None)
            self.index += 1

    def _line(self) -> None:
        """Whatever claims the line first takes it, and the lines that belong to it."""
        if self._code() or ("|" in self.norm and self._table()):
            return
        if markers.RULE.match(self.raw):
            self.headers = None
            self._add(0, "rule", None)
            self.index += 1
        elif not self._heading() and not self._property():
            self._item()

    def _following(self, distance: int = 1) -> str:
        index = self.index + distance
        return self.lines[index] if index < len(self.lines) else ""

    def _code(self) -> bool:
        """A fenced block; where nothing closes the fence, the rest is still read."""
        fence = markers.fence(self.raw) if "```" in self.raw or "~~~" in self.raw else None
        if not fence:
            return False
        entry = self._add(0, "code", self.nesting.top)
        entry.line_end = self._closing(fence[0]) + 1
        entry.text = "\n".join(self.lines[self.index : entry.line_end])
        self.index = entry.line_end
        return True

    def _closing(self, mark: str) -> int:
        """Where the fence is closed: before another opens (with a language), else it is the line itself."""
        for index in range(self.index + 1, min(len(self.lines), self.index + _LONGEST_CODE)):
            fence = markers.fence(self.lines[index]) if mark in self.lines[index] else None
            if fence and fence[0] == mark:
                return index if fence[1] else self.index
        return self.index

    def _table(self) -> bool:
        start = len(self.raw) - len(self.raw.lstrip())
        if self.headers is not None:
            entry = self._add(start, "row", self.nesting.top)
            entry.cells = markers.cells(self.raw, self.norm, self.headers)
            self.index += 1
            return True
        if not markers.is_separator(self._following()):
            return False
        self.headers = [self.norm[c.start : c.end] for c in markers.cells(self.raw, self.norm, [])]
        self._add(start, "header", self.nesting.top).line_end += 1
        self.index += 2
        return True

    def _heading(self) -> bool:
        match = markers.HASHES.match(self.raw)
        if match:
            self._push_heading(match.end(), len(match[1]))
        elif "<" in self.raw and (match := markers.HTML_HEADING.match(self.raw)):
            self._push_heading(match.end(), int(match[1]))
        elif self._is_setext():
            level = 1 if self._following().lstrip().startswith("=") else 2
            self._push_heading(markers.indent(self.raw)[1], level).line_end += 1
            self.index += 1
        elif style := self._pseudo_heading():
            self._push_pseudo(style)
        else:
            return False
        self.in_properties = self.in_properties and len(self.entries) == 1 + self._property_count()
        return True

    def _property_count(self) -> int:
        return sum(entry.form in ("property", "rule") for entry in self.entries[:_PROPERTIES_END])

    def _is_setext(self) -> bool:
        """A short line above === or ---; below a paragraph, an item or a property, --- only divides."""
        under = self._following().strip()
        if len(under) < _SHORTEST_UNDERLINE or set(under) not in ({"="}, {"-"}):
            return False
        if len(self.raw) > _LONGEST_HEADING or markers.SENTENCE.search(self.norm):
            return False
        if under[0] == "-" and not (self.after_blank or not self.entries or self.entries[-1].form == "heading"):
            return False
        if markers.marker(self.norm, markers.indent(self.raw)[1]):
            return False
        return under[0] == "=" or not markers.has_key(self.norm, self.properties)

    def _pseudo_heading(self) -> str | None:
        """bold, bracket, 一 or plain for a line that heads a section without `#`."""
        raw, norm = self.raw, self.norm
        if len(raw) > _LONGEST_HEADING + 20 or (raw[:1] in " \t-*+" and not raw.startswith("**")):
            return None
        if markers.BOLD_LINE.match(raw):
            return "bold"
        if markers.BRACKET_LINE.match(raw):
            return "bracket"
        if markers.SENTENCE.search(norm):
            return None
        if len(raw) <= _LONGEST_HEADING and markers.CHAPTER.match(norm) and not self._is_among_chapters():
            return "一"
        is_short = len(raw.strip()) <= _LONGEST_PLAIN_HEADING and (self.after_blank or not self.entries)
        if not is_short or ":" in norm or markers.marker(norm, 0):
            return None
        return "plain" if self.is_section(norm.rstrip(" :")) else None

    def _is_among_chapters(self) -> bool:
        """Whether the next line is numbered alike, or the one before was: then it is a list."""
        if self.nesting.is_in_chapters:
            return True
        following = next((line for n in (1, 2, 3) if (line := self._following(n)).strip()), "")
        return bool(markers.CHAPTER.match(normal(following[:_LONGEST_HEADING])))

    def _push_heading(self, start: int, level: int) -> Entry:
        self.nesting.close_for_heading(level)
        entry = self._add(start, "heading", self.nesting.top)
        entry.level = level
        self.nesting.push("heading", level, "#", entry)
        self.headers = None
        self.index += 1
        return entry

    def _push_pseudo(self, style: str) -> None:
        self.nesting.close_for_pseudo(style)
        start = markers.indent(self.raw)[1]
        chapter = markers.CHAPTER.match(self.norm, start)
        entry = self._add(chapter.end() if chapter else start, "heading", self.nesting.top)
        entry.level = PSEUDO_LEVEL
        self.nesting.push("pseudo", PSEUDO_LEVEL, style, entry)
        self.index += 1

    def _property(self) -> bool:
        if not (self.in_properties and markers.has_key(self.norm, self.properties)):
            return False
        self._add(markers.indent(self.raw)[1], "property", None)
        self.index += 1
        return True

    def _item(self) -> None:
        """A list item, or a paragraph that may be the label of what follows."""
        columns, start = markers.indent(self.raw)
        found = markers.marker(self.norm, start) or self._ordinal(start) or self._html_item(start)
        if found:
            self._push_item(columns, start, *found)
        else:
            self.nesting.close_for_text(columns, self.norm, is_after_blank=self.after_blank)
            entry = self._add(start, "text", self.nesting.top)
            is_head = self.norm.rstrip().endswith(":") or self._next_is_deeper(columns)
            if len(self.raw) <= _LONGEST_HEADING and is_head:
                self.nesting.push("label", columns, "", entry)
        if found or len(self.entries) > _PROPERTIES_END:
            self.in_properties = False
        self.index += 1

    def _push_item(self, columns: int, start: int, style: str, end: int) -> None:
        while end > start and self.norm[end - 1] == " " and self.raw[end - 1] in "*_~`":
            end -= 1  # emphasis is blank in the normal form, and part of the text
        box = markers.CHECKBOX.match(self.norm, end)
        self.nesting.close_for_item(columns, style)
        entry = self._add(box.end() if box else end, "item", self.nesting.top)
        entry.checked = markers.CHECKED.get(self.norm[start]) if not box else box[1] != " "
        self.nesting.push("item", columns, style, entry)

    def _ordinal(self, start: int) -> tuple[str, int] | None:
        """`1.2 支付路由` after 1.1, or 1.1 with 1.2 below it; else 1.2 is a date or a decimal."""
        found = markers.multilevel(self.norm, start)
        if not found:
            return None
        (first, second), end = found
        is_next = self.ordinal in ((first, second - 1), (first - 1, second))
        if not is_next and (second != 1 or not self._is_followed_by(f"{first}.2")):
            return None
        self.ordinal = first, second
        return "n.n", end

    def _is_followed_by(self, ordinal: str) -> bool:
        below = (normal(self._following(n)[:_LONGEST_HEADING]).strip() for n in range(1, _REACH))
        return any(line.startswith(ordinal) and markers.multilevel(line, 0) for line in below)

    def _html_item(self, start: int) -> tuple[str, int] | None:
        end = markers.html_item(self.raw, start) if "<" in self.raw else None
        return ("-", end) if end else None

    def _next_is_deeper(self, columns: int) -> bool:
        """Whether a bare line is the head of the indented lines below it, as in notes without markers."""
        following = self._following()
        is_deeper = markers.indent(following)[0] > columns and bool(following.strip())
        return is_deeper and not markers.SENTENCE.search(self.norm)

    def _add(self, start: int, form: str, parent: Entry | None) -> Entry:
        """An entry of the present line."""
        number = self.index + 1
        entry = Entry(len(self.entries), number, number, self.raw, self.norm, start, form, parent=parent)
        entry.body = start
        entry.text = self.raw[start:].strip(" \t#*_:：" if form == "heading" else None)
        if parent:
            entry.depth = parent.depth + 1
            parent.children += 1
        self.entries.append(entry)
        return entry


def outline(lines: list[str], properties: frozenset[str], is_section: Callable[[str], bool]) -> list[Entry]:
    """The entries of a report in order.

    `properties` are the keys that may stand below the title; `is_section` tells whether a short line by itself names
    a section.
    """
    return _Scanner(lines, properties, is_section).scan()


def ancestors(entry: Entry) -> Iterator[Entry]:
    """The entries that enclose this one, the nearest first."""
    above = entry.parent
    while above:
        yield above
        above = above.parent
