"""Lines → entries: items, rows, headings, labels and who stands under whom.

A tolerant scanner rather than CommonMark, which does not see `1、` or `（1）` as lists and turns indented Chinese into code.
What does not belong here: how one line is written (`markers`), the lines around it (`cursor`), tables (`table_lines`), titles without `#` (`titles`), what a section is for (`sections`).
"""

from __future__ import annotations

from collections.abc import Callable

from assets.facts import counted_titles, markers, title_lines
from assets.facts.chapter_ordinals import Ordinals
from assets.facts.cursor import LONGEST_HEADING, Cursor
from assets.facts.model import Entry
from assets.facts.nesting import PSEUDO_LEVEL, Nesting
from assets.facts.table_lines import TableLines
from assets.facts.text import normal
from assets.facts.titles import FIELD, Titles
from assets.facts.words import section_words

_CHAPTERED = frozenset(["n", "n、", "(n)", "n)", "(一)", "一", "n.n"])
_REACH = 40
_PROPERTIES_END = 8  # entries; Notion writes its properties directly below the title


class _Scanner:
    """Walks the lines once; whatever claims a line first takes it, and the lines that belong to it."""

    def __init__(
        self, lines: list[str], properties: frozenset[str], is_section: Callable[[str], bool], is_name: Callable[[str], bool]
    ) -> None:
        self.at = Cursor(lines)
        self.properties = properties
        self.entries: list[Entry] = []
        self.nesting = Nesting(self._names_section)
        self.titles = Titles(self.at, self.nesting, is_section, is_name)
        self.tables = TableLines(self.at)
        self.in_properties = True
        self.ordinals = Ordinals(self.at)

    def _names_section(self, words: str) -> bool:
        """Whether words name a section by themselves or as a label."""
        return words.lower() in section_words().labels or self.titles.is_section(words)

    def scan(self) -> list[Entry]:
        """Every non-blank line in exactly one entry."""
        at = self.at
        self._front_matter()
        while at.to_next():
            if at.is_after_blank:
                self.tables.part()
                if not at.lines[at.index - 1].strip():
                    self.nesting.close_quoted(is_quoted=at.raw[0] == ">")
            if not (self._code() or self._table() or self._rule() or self._heading() or self._property()):
                self._item()
            at.index = self.entries[-1].line_end
            at.is_after_blank = not at.first or (
                len(self.entries) > 1 and self.entries[-1].form == "rule"
            )  # not at.first: a bare mark of a quotation
        return self.entries

    def _add(self, form: str, start: int, parent: Entry | None) -> Entry:
        """An entry that begins on the present line."""
        raw, number = self.at.raw, self.at.index + 1
        entry = Entry(len(self.entries), number, number, raw, self.at.norm, start, form, parent=parent)
        entry.body = start
        entry.text = raw[start:].strip(" \t#*_=:：\\" if form == "heading" else None)
        if parent:
            entry.depth = parent.depth + 1
            parent.children += 1
        self.entries.append(entry)
        return entry

    def _front_matter(self) -> None:
        """Lines of keys and values between two rules at the very top."""
        end = self.at.end_of_front_matter()
        while end is not None and self.at.index <= end and self.at.to_next():
            self._add("rule" if self.at.raw.strip() == "---" else "property", 0, None)
            self.at.index += 1

    def _code(self) -> bool:
        """A fenced block; where nothing closes the fence, the rest is still read."""
        at = self.at
        fence = markers.fence(at.raw) if "```" in at.raw or "~~~" in at.raw else None
        if not fence:
            return False
        entry = self._add("code", 0, self.nesting.top)
        entry.line_end = at.end_of_code(fence[0]) + 1
        entry.text = "\n".join(at.lines[at.index : entry.line_end])
        return True

    def _table(self) -> bool:
        """A row of a table, or its head."""
        line = self.tables.read(is_below_row=bool(self.entries) and self.entries[-1].form == "row")
        if line is None:
            return False
        if line.is_alone:
            self.nesting.close_for_table()
        entry = self._add("header" if line.cells is None else "row", line.start, self.nesting.top)
        entry.line_end += line.has_separator
        if line.cells is not None:
            entry.cells = line.cells
        return True

    def _rule(self) -> bool:
        at = self.at
        if at.first and not (at.first in "-*_=" and title_lines.may_be_framed(at.raw) and markers.RULE.match(at.raw)):
            return False
        self.tables.end()
        self._add("rule", 0, None)
        return True

    def _property(self) -> bool:
        if not (self.in_properties and markers.has_key(self.at.norm, self.properties)):
            return False
        self._add("property", self.at.start, None)
        return True

    def _heading(self) -> bool:
        at = self.at
        if at.first in "#＃" and (match := markers.HASHES.match(at.raw)):
            self._push_heading(match.end(), len(match[1]))
        elif at.first in "<h" and (match := markers.LEVELLED.match(at.raw)):
            self._push_heading(match.end(), int(match[1]))
        elif at.first == "<" and (match := markers.SUMMARY.match(at.raw)):
            self._push_pseudo("summary", match.end())
        elif at.first == "<" and (match := markers.HTML_BOLD.match(at.raw)) and not markers.STATEMENT.search(at.norm):
            self._push_pseudo("bold", match.start("name"))
        elif level := self._setext_level():
            self._push_heading(at.start, level).line_end += 1
        elif style := self.titles.style(is_first=not self.entries):
            self._push_pseudo(style)
        else:
            return False
        self.tables.end()
        # properties stand below the title, not below a second heading
        self.in_properties = self.in_properties and all(e.form in ("property", "rule") for e in self.entries[:-1])
        return True

    def _setext_level(self) -> int | None:
        """Below a paragraph, an item or a property, --- only divides."""
        is_below_text = not self.at.is_after_blank and bool(self.entries) and self.entries[-1].form != "heading"
        level = self.at.setext_level(is_below_text=is_below_text)
        return None if level == 2 and markers.has_key(self.at.norm, self.properties) else level

    def _push_heading(self, start: int, level: int) -> Entry:
        self.nesting.close_for_heading(level)
        entry = self._add("heading", start, self.nesting.top)
        entry.level = level
        self.nesting.push("heading", level, "#", entry, is_quoting=self.at.is_quoting)
        return entry

    def _push_pseudo(self, style: str, start: int | None = None) -> None:
        self.nesting.close_for_pseudo(style)
        start = start or (self.at.start_in_frame if style == "framed" else self.at.start)
        if style == "block" and (found := markers.marker(self.at.norm, start)):
            start = found[1]
        start = markers.chapter(self.at.norm, start) or counted_titles.behind(self.at.norm, start)
        entry = self._add("heading", start, self.nesting.top)
        entry.level = PSEUDO_LEVEL
        self.nesting.push("pseudo", PSEUDO_LEVEL, style, entry, is_quoting=self.at.is_quoting)

    def _item(self) -> None:
        """A list item, or a paragraph that may be the label of what follows."""
        at = self.at
        if at.first == "<":
            self._step_over_tags()
        found = (
            markers.run(at.raw, at.start)
            or markers.marker(at.norm, at.start)
            or markers.html_item(at.raw, at.start)
            or self.ordinals.marker()
            or at.pictograph()
            or at.runs.marker(at.index, at.norm, at.start)
        )
        if found:
            self._push_item(*found)
        else:
            self._push_text()
        if found or len(self.entries) > _PROPERTIES_END:
            self.in_properties = False

    def _step_over_tags(self) -> None:
        """The text of `<p><b>2、对公付款</b>：联调通过` begins behind the tags; a title in bold ends the one before."""
        at = self.at
        at.start = markers.html_paragraph(at.raw, at.start)
        if at.raw[: at.start].rstrip().lower().endswith(("<b>", "<strong>")) and markers.HTML_BOLD_LEAD.match(at.raw, at.start):
            self.nesting.close_for_sibling("bold")

    def _push_text(self) -> None:
        """A paragraph, under which stands what follows where it is a title or a label."""
        at = self.at
        if at.is_after_blank and at.raw.startswith("**", at.start) and markers.BOLD_LEAD.match(at.raw, at.start):
            self.nesting.close_for_sibling(FIELD if self.titles.is_field(at.raw) else "bold")
        is_short, is_beside = len(at.raw) <= LONGEST_HEADING, self.nesting.has_label(at.columns)
        is_named = at.norm.lstrip()[:1] in _OPENING and at.is_over_indented()
        is_head = is_named or (is_short and (at.norm.rstrip().endswith(":") or at.is_followed_by_deeper()))
        is_bold = at.raw.startswith("**", at.start) and markers.BOLD_BEGINS.match(at.raw, at.start) is not None
        is_title = is_bold or (is_short and ((is_head and is_beside) or at.is_title_of_list(is_beside=is_beside)))
        self.nesting.close_for_text(at.columns, at.norm, is_title=is_title, is_after_blank=at.is_after_blank)
        entry = self._add("text", at.start, self.nesting.top)
        if (is_title and not is_bold) or is_head or (is_bold and self._is_over_next()):
            self.nesting.push("label", at.columns, "", entry)

    def _is_over_next(self) -> bool:
        """Whether the next line may stand under a label in bold: no other such label, and no `2.` of the list in which it stands."""
        following = self.at.following()
        if not following.strip() or following.lstrip().startswith("*"):
            return False
        columns, start = markers.indent(following)
        found = markers.marker(normal(following[:_REACH]), start)
        return found is None or not self.nesting.has_item(columns, found[0])

    def _push_item(self, style: str, end: int) -> None:
        raw, norm = self.at.raw, self.at.norm
        while end > self.at.start and norm[end - 1] == " " and raw[end - 1] in "*_~`":
            end -= 1  # emphasis is blank in the normal form, and part of the text
        if style == "-" and "**" in raw and self._is_bold_title():
            style = "bold"
        box = markers.checkbox(norm, end)
        end = markers.behind_picture(raw, box.end() if box else end)
        box = box or markers.checkbox(norm, end)
        end = max(end, box.end() if box else end)
        self.nesting.close_for_item(self.at.columns, style, is_first=norm.startswith(("1", "(1"), self.at.start))
        entry = self._add("item", end, self.nesting.top)
        entry.checked = box[1] != " " if box else markers.CHECKED.get(norm[self.at.start])
        is_title = style in _CHAPTERED and self.at.is_after_blank and not self.at.following().strip()
        entry.is_apart = is_title and len(raw) <= LONGEST_HEADING and not markers.SENTENCE.search(norm)
        self.nesting.push("item", self.at.columns, style, entry)

    def _is_bold_title(self) -> bool:
        """Whether `- **账户中心**` stands over the items that follow at its own indentation, as those beside it do."""
        at = self.at
        is_beside = self.nesting.has_item(at.columns, "bold") and markers.is_bold_item(at.raw, at.start)
        return is_beside or at.is_over_flat_list()


_OPENING = "[【「『〔"
"""What begins with a name in brackets stands over a deeper list also where it says more."""


def outline(
    lines: list[str], properties: frozenset[str], is_section: Callable[[str], bool], is_name: Callable[[str], bool] = lambda _: False
) -> list[Entry]:
    """The entries of a report in order.

    `properties` are the keys that may stand below the title; `is_section` tells whether a short line by itself names a section, `is_name`
    whether it may be the name of a project.
    """
    return _Scanner(lines, properties, is_section, is_name).scan()
