"""Who stands under whom: the stack of entries that enclose the next line.

What does not belong here: what a line is (`markers`, `outline`).
"""

from __future__ import annotations

from collections.abc import Callable

from assets.facts import regex as re
from assets.facts.markers import RANK
from assets.facts.model import Entry

PSEUDO_LEVEL = 7
_DEEPEST = 100
"""So that walking up or down a tree takes bounded time and stack."""
_APART = re.compile(r"\s*(?:另外|此外|其他|其余|最后|以上|下周|后续|总的)")
"""What begins so goes on with nothing: `二是存管换版。…` holds the paragraphs below it until then."""
_FIELD = "field"
_SQUARES = ("▶", "■", "●")
"""Marks of titles as often as of items: `（1）进展` begins a list below `■ 物业费代扣`."""
_SAYS = re.compile(r"[^:，,。;；\s][:，,。;；]\s*[^\s*]|\d\s*%")
_LABELLED = re.compile(r"\s*(?P<label>[^:，,。;；]{1,10}):")


class Nesting:
    """The enclosing headings, items and labels; each with its indentation or level, and its style."""

    def __init__(self, is_section: Callable[[str], bool]) -> None:
        self._is_section = is_section
        self._open: list[tuple[str, int, str, Entry]] = []  # form, indentation or level, style
        self._quotes: set[int] = set()
        """Titles with which a quotation begins that goes on behind them."""

    @property
    def top(self) -> Entry | None:
        """What the next line stands under, as far as lines were taken off."""
        return self._open[-1][3] if self._open else None

    @property
    def is_in_chapters(self) -> bool:
        """Whether the innermost entry is an item `一、`."""
        return bool(self._open) and self._open[-1][0] == "item" and self._open[-1][2] == "一"

    @property
    def is_in_list(self) -> bool:
        """Whether the innermost entry is an item or a label."""
        return bool(self._open) and self._open[-1][0] in ("item", "label")

    def push(self, form: str, depth: int, style: str, entry: Entry, *, is_quoting: bool = False) -> None:
        """Let the entry enclose what follows, unless it stands deeper than anyone nests."""
        if is_quoting:
            self._quotes.add(entry.position)
        if len(self._open) < _DEEPEST:
            self._open.append((form, depth, style, entry))

    def close_for_heading(self, level: int) -> None:
        """A heading stands under those of lower levels only."""
        while self._open and not (self._open[-1][0] == "heading" and self._open[-1][1] < level):
            self._open.pop()

    def close_for_pseudo(self, style: str) -> None:
        """A pseudo heading stands under one of another style, beside one of its own."""
        styles = {style for form, _, style, _ in self._open if form == "pseudo"}
        while self._open and self._open[-1][0] != "heading":
            form, _, top, _ = self._open[-1]
            if form == "pseudo" and style not in styles and top != _FIELD:
                return
            self._open.pop()
            if form == "pseudo" and top == style:
                return

    def close_quoted(self, *, is_quoted: bool) -> None:
        """A title within a quotation heads that quotation alone, which ends at a blank line, unless the title is all of it.

        A heading with # in a quotation that goes on heads that, too.
        """
        if not self._quotes:
            return
        heads = ((n, entry) for n, (form, *_, entry) in enumerate(self._open) if form == "pseudo" or not is_quoted)
        quoted = next((n for n, entry in heads if entry.position in self._quotes), None)
        if quoted is not None:
            del self._open[quoted:]

    def close_for_sibling(self, style: str) -> None:
        """A paragraph that begins like the pseudo headings of a style, `**JDK 17**：…` after `**分布式调度**`, ends the last of them."""
        if any(form == "pseudo" and top == style for form, _, top, _ in self._open):
            self.close_for_pseudo(style)

    def close_for_item(self, columns: int, style: str, *, is_first: bool = False) -> None:
        """A list item stands under those that are indented less, or whose style ranks higher; `1.` stands under `7、` and `■`, too.

        Where the list of a label `KR3 …` was indented, `■ O2 …` at the label's own indentation is none of it.
        """
        is_deeper = False
        while self._open and self._open[-1][0] in ("item", "label"):
            form, indent, top, _ = self._open[-1]
            if indent > columns:
                is_deeper = True
                self._open.pop()
            elif indent < columns or (form == "label" and not is_deeper):
                return
            elif form == "label":
                self._open.pop()
            elif top == style:
                self._open.pop()
                return
            elif (RANK[style] > RANK[top] or (is_first and (RANK[style] == RANK[top] or top in _SQUARES))) and not self.has_item(
                columns, style
            ):
                return
            else:
                self._open.pop()

    def close_for_table(self) -> None:
        """A table set apart at the margin is none of the item before it, where that says something: `- 存管路由：联调完成`."""
        while self._open and self._open[-1][0] == "item" and self._open[-1][1] == 0 and _SAYS.search(self._open[-1][3].norm):
            self._open.pop()

    def has_item(self, columns: int, style: str) -> bool:
        """Whether an item of the style is open at an indentation."""
        return any(form == "item" and s == style and i == columns for form, i, s, _ in self._open)

    def has_label(self, columns: int) -> bool:
        """Whether a label at the same indentation is open."""
        return any(form == "label" and indent == columns for form, indent, *_ in self._open)

    def _heads(self, label: Entry, words: str, *, is_after_blank: bool) -> bool:
        """Whether `存管路由：联调` or `王伟：招聘` stands under the label of a section with no text of its own, `下周计划：`."""
        if is_after_blank and label.children:
            return False
        own = label.norm[label.start :].strip()
        return own.endswith(":") and self._is_section(own[:-1].strip()) and not self._is_section(words.strip())

    def close_for_text(self, columns: int, norm: str, *, is_title: bool, is_after_blank: bool) -> None:
        """A paragraph stays under an item when it is indented more or follows it at once; a label ends the one before."""
        label = next((n for n, (form, i, *_) in enumerate(self._open) if form == "label" and i >= columns), None)
        said = _LABELLED.match(norm)
        if label is not None and (is_title or said):
            is_clock = said is not None and norm[said.end() : said.end() + 1].isdigit()
            stays = (
                not is_title and said and not is_clock and self._heads(self._open[label][3], said["label"], is_after_blank=is_after_blank)
            )
            del self._open[label + bool(stays) :]
            return
        while self._open and self._open[-1][0] in ("item", "label"):
            form, indent, style, entry = self._open[-1]
            if (
                columns > indent
                or (entry.is_apart and columns == indent)
                or (style == "一是" and not _APART.match(norm))
                or (form in ("item", "label") and not is_after_blank and columns == indent)
            ):
                return
            self._open.pop()
