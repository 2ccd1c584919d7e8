"""A page of Notion's HTML export → the Markdown that its Markdown export would have, so that both read alike.

What does not belong here: HTML's syntax (`markup`), the blocks of Notion's API (`notion_blocks`), and what the text says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assets.documents.inline import BREAK, ICONS, Words, link
from assets.documents.markup import SKIPPED, Element, parse

ICON_LENGTH = 4
"""An emoji has up to four code points with its modifiers."""
_TOGGLE_HEADINGS = {"1.875em": 1, "1.5em": 2, "1.25em": 3}


def to_markdown(text: str) -> str:
    """The page as Markdown lines."""
    root = parse(text)
    writer = _Writer(Words(keeps_newlines=_is_notion(root)))
    if not any(element.tag == "h1" for element in root.walk()):
        titles = (element for element in root.walk() if element.tag == "title")
        writer.block(f"# {writer.words.inline(next(titles, Element('title')).children).strip()}")
    return writer.text(root.children)


def notion_markdown(nodes: list[Element | str]) -> str:
    """The same for the elements of a Notion page that came some other way than as HTML text."""
    return _Writer(Words(keeps_newlines=True)).text(nodes)


def is_list_of_pages(text: str) -> bool:
    """Whether a page is only the table of a database: its rows are pages of their own, or in its CSV file."""
    if "collection-content" not in text:
        return False
    bodies = [element for element in parse(text).walk() if "page-body" in element.classes]
    return bool(bodies) and all(
        (isinstance(child, Element) and "collection-content" in child.classes) or (isinstance(child, str) and not child.strip())
        for body in bodies
        for child in body.children
    )


def _is_notion(root: Element) -> bool:
    return any(element.tag == "article" and "page" in element.classes for element in root.walk())


@dataclass(slots=True)
class _Writer:
    """Lines so far, and how the words in them are written."""

    words: Words
    lines: list[str] = field(default_factory=list)
    was_item: bool = False

    def text(self, nodes: list[Element | str]) -> str:
        """The lines so far and those of the nodes."""
        self.blocks(nodes, "")
        return "\n".join(self.lines).strip("\n") + "\n"

    def block(self, text: str, indent: str = "", marker: str = "", *, is_item: bool = False) -> None:
        """One block: its first line behind indent and marker, a blank line before it (not between items)."""
        if not text.strip() and not marker.strip():
            return
        if self.lines and self.lines[-1] and not (is_item and self.was_item):
            self.lines.append("")
        rest = indent + (" " * 4 if is_item else "")
        first, *others = text.strip("\n").split("\n")
        self.lines.append(f"{indent}{marker}{first}".rstrip())
        self.lines.extend(f"{rest}{line}".rstrip() for line in others)
        self.was_item = is_item

    def blocks(self, nodes: list[Element | str], indent: str) -> None:
        """A run of nodes: inline ones gather to paragraphs, the others are blocks."""
        waiting: list[Element | str] = []
        for node in nodes:
            if isinstance(node, str) or node.is_inline:
                waiting.append(node)
            elif node.tag not in SKIPPED:
                self.block(self.words.inline(waiting).strip(), indent)
                waiting = []
                self._element(node, indent)
        self.block(self.words.inline(waiting).strip(), indent)

    def _element(self, element: Element, indent: str) -> None:
        tag, classes = element.tag, element.classes
        if classes & ICONS:
            return
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.block(BREAK.sub(" ", self.words.inline(element.children).strip()), indent, "#" * int(tag[1]) + " ")
        elif tag in ("ul", "ol"):
            self._list(element, indent)
        elif tag == "table":
            self._table(element, indent)
        elif "collection-content" in classes:
            self.block(
                next(
                    (self.words.inline(e.children) for e in element.walk() if "collection-title" in e.classes),
                    "",
                ),
                indent,
            )
        elif tag == "details":
            self._toggle_heading(element, indent)
        elif tag == "blockquote":
            self._quoted(element, indent)
        elif tag == "pre":
            self.block("```\n" + _raw(element).strip("\n") + "\n```", indent)
        elif tag == "hr":
            self.block("---", indent)
        elif tag == "figure":
            self._figure(element, indent)
        elif tag == "header":
            self.blocks(sorted(element.children, key=_is_description), indent)
        else:
            self.blocks(element.children, indent)

    def _list(self, element: Element, indent: str) -> None:
        items = [child for child in element.children if isinstance(child, Element) and child.tag == "li"]
        start = element.attributes.get("start", "1")
        number = int(start) if start.isdecimal() and len(start) < 7 else 1
        for offset, item in enumerate(items):
            marker = f"{number + offset}. " if element.tag == "ol" else "- "
            self._item(item.children, marker, indent)

    def _item(self, nodes: list[Element | str], marker: str, indent: str) -> None:
        """An item: its own words behind the marker, its blocks below it, further in."""
        lead: list[Element | str] = []
        rest = list(nodes)
        while rest:
            node = rest[0]
            if isinstance(node, Element) and "checkbox" in node.classes:
                marker = "- [x] " if "checkbox-on" in node.classes else "- [ ] "
            elif isinstance(node, Element) and node.tag == "details":
                rest[1:1] = node.children
            elif isinstance(node, Element) and node.tag in ("summary", "p") and not self.words.inline(lead).strip():
                lead = list(node.children)
            elif isinstance(node, str) or node.is_inline:
                lead.append(node)
            else:
                break
            rest.pop(0)
        self.block(self.words.inline(lead).strip(), indent, marker, is_item=True)
        self.blocks(rest, indent + " " * 4)

    def _toggle_heading(self, element: Element, indent: str) -> None:
        """A heading that folds, or a plain toggle outside a list."""
        summaries = [c for c in element.children if isinstance(c, Element) and c.tag == "summary"]
        for summary in summaries[:1]:
            style = summary.attributes.get("style", "")
            level = next((level for size, level in _TOGGLE_HEADINGS.items() if size in style), 0)
            self.block(
                self.words.inline(summary.children).strip(),
                indent,
                "#" * level + " " if level else "- ",
                is_item=not level,
            )
        self.blocks([child for child in element.children if child not in summaries[:1]], indent)

    def _table(self, table: Element, indent: str) -> None:
        rows = [[c for c in row.children if isinstance(c, Element) and c.tag in ("td", "th")] for row in _rows(table)]
        if "properties" in table.classes:
            lines = [f"{self.words.cell(row[0])}: {self.words.value(row[1])}" for row in rows if len(row) == 2]
            self.block("\n".join(lines), indent)
            return
        lines = ["| " + " | ".join(self.words.cell(cell) for cell in row) + " |" for row in rows if row]
        if lines:
            lines.insert(1, "|" + " --- |" * len(rows[0]))
        self.block("\n".join(lines), indent)

    def _figure(self, figure: Element, indent: str) -> None:
        titles = [e for e in figure.walk() if "bookmark-title" in e.classes]
        links = [e for e in figure.walk() if e.tag == "a"]
        if "bookmark" in figure.classes and links:
            title = self.words.inline(titles[0].children).strip() if titles else ""
            self.block(
                link(title or links[0].attributes.get("href", ""), links[0].attributes.get("href", "")),
                indent,
            )
        elif "callout" in figure.classes:
            self._callout(figure, indent)
        else:
            self.blocks(figure.children, indent)

    def _callout(self, figure: Element, indent: str) -> None:
        """An aside: the icon and the first words on one line, as the Markdown export has them."""
        inner = _Writer(self.words)
        inner.blocks(figure.children, "")
        lines = [line for line in inner.lines if line]
        if len(lines) > 1 and len(lines[0]) <= ICON_LENGTH:
            lines[:2] = [" ".join(lines[:2])]
        self.block("\n".join(["<aside>", *lines, "</aside>"]), indent)

    def _quoted(self, element: Element, indent: str) -> None:
        inner = _Writer(self.words)
        inner.blocks(element.children, "")
        self.block("\n".join(f"> {line}".rstrip() for line in inner.lines), indent)


def _is_description(node: Element | str) -> bool:
    """The line that Notion shows between title and properties; a report's properties follow its title."""
    return isinstance(node, Element) and "page-description" in node.classes


def _rows(table: Element) -> list[Element]:
    """The rows of a table, not those of tables in its cells."""
    found: list[Element] = []
    for child in table.children:
        if isinstance(child, Element) and child.tag in ("thead", "tbody", "tfoot"):
            found += [row for row in child.children if isinstance(row, Element) and row.tag == "tr"]
        elif isinstance(child, Element) and child.tag == "tr":
            found.append(child)
    return found


def _raw(element: Element) -> str:
    """The text of an element as it stands."""
    return "".join(child if isinstance(child, str) else "\n" if child.tag == "br" else _raw(child) for child in element.children)
