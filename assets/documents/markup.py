"""HTML → a tree of elements and texts, in time linear in its length whatever it holds.

The standard `html.parser` of Python 3.11 takes 107 s for 120 KB of `<a <a …`, and raises on `<![<![`.
What does not belong here: what the elements mean (`pages`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_DEPTH = 100
"""Notion nests 3 elements for a level of a list, and people some 6 levels; what is deeper is laid flat."""
_NAME = re.compile(r"</?([a-zA-Z][\w:-]{0,40})")
_STOP = re.compile(r"[<>\"']")
_ATTRIBUTE = re.compile(r"([\w:-]{1,60})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
INLINE = frozenset(
    "a abbr b bdi bdo big br cite code del dfn em font i img input ins kbd label mark "  # noqa: SIM905
    "math q s samp small span strike strong sub sup time tt u var wbr".split()
)
"""What stands within a line."""
SKIPPED = frozenset(
    "script style svg head title nav noscript template iframe object textarea select button".split()  # noqa: SIM905
)
"""What is no text of the page."""
_FORMULA = frozenset("semantics annotation mrow mi mo mn msup msub".split())  # noqa: SIM905
_RAW = frozenset(["script", "style", "textarea"])
_CLOSES = {
    "li": ("ul", "ol"),
    "tr": ("table",),
    "td": ("tr",),
    "th": ("tr",),
    "p": ("div", "li", "td", "body"),
}
"""A tag that ends an open one of its name, up to the nearest of these."""


@dataclass(slots=True, eq=False)
class Element:
    """An element with its attributes and what it holds, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    holds_blocks: bool = False

    @property
    def is_inline(self) -> bool:
        """Whether it is part of a line, and holds nothing that is not."""
        return self.tag in INLINE and not self.holds_blocks

    @property
    def classes(self) -> frozenset[str]:
        """The names in its class attribute."""
        return frozenset(self.attributes.get("class", "").split())

    def walk(self) -> Iterator[Element]:
        """All elements below it, in the order of the text."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]


def parse(text: str) -> Element:
    """The tree of a page."""
    root = Element("html")
    stack = [root]
    for token in _tokens(text):
        match token:
            case str():
                stack[-1].children.append(token)
            case Element():
                _open(stack, token)
            case (name,):
                _close(stack, name)
    return root


def _open(stack: list[Element], element: Element) -> None:
    if element.tag in _CLOSES:
        _close_like(stack, element.tag)
    stack[-1].children.append(element)
    if element.tag not in INLINE and element.tag not in SKIPPED and element.tag not in _FORMULA:
        for parent in reversed(stack):
            if parent.holds_blocks:
                break
            parent.holds_blocks = True
    if element.tag not in _VOID and len(stack) < MAX_DEPTH:
        stack.append(element)


def _close_like(stack: list[Element], tag: str) -> None:
    """End an open element of the same name (<li> one <li> two), unless what bounds it lies between."""
    for position in range(len(stack) - 1, 0, -1):
        if stack[position].tag in _CLOSES[tag]:
            return
        if stack[position].tag == tag:
            del stack[position:]
            return


def _close(stack: list[Element], name: str) -> None:
    for position in range(len(stack) - 1, 0, -1):
        if stack[position].tag == name:
            del stack[position:]
            return


def _tokens(text: str) -> Iterator[str | Element | tuple[str]]:
    """Texts, elements that begin, and (name,) for each that ends."""
    position = 0
    while (start := text.find("<", position)) >= 0:
        if start > position:
            yield html.unescape(text[position:start])
        position = _after_declaration(text, start)
        if position > start:
            continue
        name = _NAME.match(text, start)
        end = _tag_end(text, name.end()) if name else -1
        if not name or end < 0:
            yield "<"
            position = start + 1
            continue
        yield from _tag(text, start, name, end)
        position = _after_raw(text, name, end)
    yield html.unescape(text[position:])


def _after_declaration(text: str, start: int) -> int:
    """The place behind a comment or declaration that begins here (or the end of the text), else here."""
    if text.startswith("<!--", start):
        end = text.find("-->", start + 4)
        return end + 3 if end >= 0 else len(text)
    if text.startswith(("<!", "<?"), start):
        end = text.find(">", start)
        return end + 1 if end >= 0 else len(text)
    return start


def _tag_end(text: str, position: int) -> int:
    """Where a tag ends, -1 where it does not.

    Linear over the whole text: a tag in vain ends at the first < outside quotes, and a quotation mark swaps
    "outside" with "inside" of its kind, so that of the tags tried at most three pass over any character.
    """
    while stop := _STOP.search(text, position):
        if stop[0] in "<>":
            return stop.start() if stop[0] == ">" else -1
        position = text.find(stop[0], stop.end()) + 1
        if position == 0:
            break
    return -1


def _tag(text: str, start: int, name: re.Match[str], end: int) -> Iterator[Element | tuple[str]]:
    tag = name[1].lower()
    if text.startswith("</", start):
        yield (tag,)
        return
    found = _ATTRIBUTE.findall(text, name.end(), end)
    yield Element(tag, {key.lower(): html.unescape(a or b or c) for key, a, b, c in found})
    if text[end - 1] == "/":
        yield (tag,)


def _after_raw(text: str, name: re.Match[str], end: int) -> int:
    """Behind a start tag; of a script or style, behind its text, which is none of the page's."""
    tag = name[1].lower()
    if tag in _RAW and not name[0].startswith("</"):
        closing = re.compile(rf"</{tag}\b", re.IGNORECASE).search(text, end)
        return closing.start() if closing else len(text)
    return end + 1
