"""The words of a page: runs of inline elements → Markdown text with its marks, links and formulas.

What does not belong here: blocks (`pages`) and HTML's syntax (`markup`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assets.documents.markup import SKIPPED, Element

_MARKS = {
    **dict.fromkeys(("strong", "b"), "**"),
    **dict.fromkeys(("em", "i"), "*"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
    "code": "`",
}
ICONS = frozenset(("property-icon", "bookmark-icon", "page-header-icon", "page-cover-image"))
BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Words:
    """How inline nodes are written. In Notion's pages a line end is one; in others it is a space."""

    keeps_newlines: bool

    def inline(self, nodes: Sequence[Element | str]) -> str:
        """The text of nodes with its marks."""
        return "".join(self._text(node) if isinstance(node, str) else self._inline(node) for node in nodes)

    def _text(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n") if self.keeps_newlines else re.sub(r"[ \t\r\n]+", " ", text)

    def _inline(self, element: Element) -> str:
        if element.tag in SKIPPED or element.classes & ICONS:
            return ""
        if element.tag == "br":
            return "\n"
        if element.tag == "img":
            source = element.attributes.get("src", "")
            alt = element.attributes.get("alt") or source.rsplit("/", 1)[-1]
            return "" if source.startswith("data:") or "icon" in element.classes else f"![{alt[:200]}]({source})"
        if "katex" in element.classes:
            formulas = [e for e in element.walk() if e.tag == "annotation"]
            return "$" + "".join(self.inline(e.children) for e in formulas) + "$"
        inner = self.inline(element.children)
        if element.tag == "a":
            return link(inner, element.attributes.get("href", ""))
        return _marked(inner, _MARKS.get(element.tag, ""))

    def cell(self, cell: Element) -> str:
        """A cell of a table, on one line."""
        return BREAK.sub(" ", self.inline(cell.children).strip()).replace("|", "\\|")

    def value(self, cell: Element) -> str:
        """A property's value as in the Markdown export: names with commas, Yes or No, times without @."""
        boxes = [e for e in cell.walk() if "checkbox" in e.classes]
        if boxes:
            return "Yes" if "checkbox-on" in boxes[0].classes else "No"
        several = [e for e in cell.walk() if e.classes & {"selected-value", "user"}]
        if several:
            return ", ".join(self.cell(e).removeprefix("@") for e in several)
        return self.cell(cell).removeprefix("@")


def link(text: str, target: str) -> str:
    """A link, on one line."""
    words = BREAK.sub(" ", text.strip())
    return f"[{words}]({target})" if words and target else words


def _marked(text: str, mark: str) -> str:
    """The text between marks, which stand at its words and not at the spaces around them."""
    words = text.strip()
    if not mark or not words:
        return text
    start = text.index(words)
    return f"{text[:start]}{mark}{words}{mark}{text[start + len(words) :]}"
