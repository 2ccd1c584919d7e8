"""The blocks of Notion's API → the elements that Notion's HTML export has for them, so that one writer makes the Markdown of both.

What does not belong here: requests (`notion_api`), and how elements are written (`pages`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from assets.documents.markup import Element
from assets.documents.notion_values import UNTITLED, Json, day_text, name_of, plain
from assets.documents.pages import notion_markdown

Nodes = list[Element | str]

CHILDREN = "children"
"""The key under which `notion_api` puts the blocks inside a block."""
_LISTS = {"bulleted_list_item": "ul", "numbered_list_item": "ol", "to_do": "ul", "toggle": "ul"}
_HEADINGS = {f"heading_{level}": f"h{level}" for level in range(1, 5)}
_MARKS = (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strikethrough", "del"))
_PLACES = {"child_page": ".md", "child_database": ".csv"}
_GROUPS = ("toggle", "column_list", "column", "synced_block", "divider", "breadcrumb", "table_of_contents", "unsupported")
_SILENT = {*_PLACES, *_HEADINGS, *_GROUPS}
"""What groups, divides or leads to other pages and says nothing itself."""
_LINKS = ("bookmark", "embed", "link_preview")
_FILES = ("file", "pdf", "video", "audio")


def as_markdown(title: str, properties: Iterable[tuple[str, str]], blocks: Sequence[Json], zone: ZoneInfo) -> str:
    """A page as the Markdown export has it: title, property lines, blocks. Raises `KeyError`, `TypeError` on what is no block."""
    rows: Nodes = [Element("tr", children=[Element("th", children=[name]), Element("td", children=[value])]) for name, value in properties]
    head: Nodes = [Element("h1", children=[title])]
    if rows:
        head.append(Element("table", {"class": "properties"}, rows))
    return notion_markdown([*head, *_Blocks(zone, name_of(title)).nodes(blocks)])


def own_pages(blocks: Sequence[Json]) -> Iterator[Json]:
    """The pages and databases among the blocks, at any depth, in order."""
    for block in blocks:
        if block["type"] in _PLACES:
            yield block
        yield from own_pages(block.get(CHILDREN, ()))


def is_list_of_pages(blocks: Sequence[Json]) -> bool:
    """Whether a page is only the way to others, grouped at most: then it is no report."""
    return any(own_pages(blocks)) and not any(_says_something(block) for block in blocks)


def _says_something(block: Json) -> bool:
    words = block[block["type"]].get("rich_text")
    is_said = block["type"] not in _SILENT and (words is None or bool(plain(words).strip()))
    return is_said or any(_says_something(inside) for inside in block.get(CHILDREN, ()))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """What the elements of a page need to know: the time zone, and the folder that its subpages lie in."""

    zone: ZoneInfo
    folder: str

    def nodes(self, blocks: Sequence[Json]) -> Nodes:
        """The elements of a run of blocks."""
        found: Nodes = []
        number = 0
        for block in blocks:
            kind, held = block["type"], block[block["type"]]
            number = (held.get("list_start_index") or number + 1) if kind == "numbered_list_item" else 0
            found += self._block(kind, held, block, number, self.nodes(block.get(CHILDREN, ())))
        return found

    def _block(self, kind: str, held: Json, block: Json, number: int, below: Nodes) -> Nodes:
        words = self._words(held.get("rich_text") or ())
        if kind in _LISTS:
            return [Element(_LISTS[kind], {"start": str(number)}, [Element("li", children=[*_box(kind, held), *words, *below])])]
        if kind in _HEADINGS:
            return [Element(_HEADINGS[kind], children=words), *below]
        if kind in _PLACES:
            title = held.get("title") or UNTITLED
            name = f"{name_of(title)} {block['id'].replace('-', '')}{_PLACES[kind]}"
            return [_paragraph(_link(title, f"{quote(self.folder)}/{quote(name)}"))]
        if kind == "table":
            return [Element("table", children=[self._row(row) for row in block.get(CHILDREN, ())])]
        if kind in _LINKS or kind in _FILES or kind == "image":
            return [_paragraph(self._media(kind, held))]
        return self._text(kind, held, words, below)

    def _text(self, kind: str, held: Json, words: Nodes, below: Nodes) -> Nodes:
        match kind:
            case "code":
                return [Element("pre", children=[plain(held["rich_text"])])]
            case "quote":
                return [Element("blockquote", children=[_paragraph(*words), *below])]
            case "callout":
                icon = (held.get("icon") or {}).get("emoji") or ""
                parts: Nodes = [Element("div", children=[icon]), Element("div", children=[_paragraph(*words), *below])]
                return [Element("figure", {"class": "callout"}, parts)]
            case "equation":
                return [_paragraph(f"${held['expression']}$")]
            case "divider":
                return [Element("hr")]
        return [_paragraph(*words), *below]  # a paragraph, a column, a synced block, and whatever Notion adds

    def _row(self, row: Json) -> Element:
        return Element("tr", children=[Element("td", children=self._words(cell)) for cell in row["table_row"]["cells"]])

    def _media(self, kind: str, held: Json) -> Element | str:
        """A picture, file or link by a name that stays: the addresses of uploaded files change from hour to hour."""
        caption = plain(held.get("caption") or [])
        if kind in _LINKS:
            return _link(caption or held["url"], held["url"])
        is_uploaded = held["type"] != "external"
        address = held[held["type"]].get("url") or ""
        target = unquote(urlsplit(address).path.rsplit("/", 1)[-1]) if is_uploaded else address
        if kind == "image":
            return Element("img", {"src": target, "alt": caption})
        return _link(caption or held.get("name") or target, target)

    def _words(self, rich: Sequence[Json]) -> Nodes:
        return list(self._parts(rich))

    def _parts(self, rich: Sequence[Json]) -> Iterator[Element | str]:
        for part in rich:
            node: Element | str = self._characters(part)
            for name, tag in _MARKS:
                if part["annotations"].get(name):
                    node = Element(tag, children=[node])
            yield Element("a", {"href": part["href"]}, [node]) if part.get("href") else node

    def _characters(self, part: Json) -> str:
        match part["type"], part.get("mention"):
            case "equation", _:
                return f"${part['equation']['expression']}$"
            case "mention", {"type": "date", "date": value}:
                return f"@{day_text(value, self.zone)}"
        return str(part["plain_text"])


def _box(kind: str, held: Json) -> Nodes:
    """The box of a to-do."""
    if kind != "to_do":
        return []
    return [Element("div", {"class": "checkbox checkbox-on" if held["checked"] else "checkbox checkbox-off"})]


def _paragraph(*nodes: Element | str) -> Element:
    return Element("p", children=list(nodes))


def _link(text: str, target: str) -> Element:
    return Element("a", {"href": target}, [text])
