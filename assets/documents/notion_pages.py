"""A page or table of Notion as a scan sees it, before its blocks are read: id, title, path, last edit, properties.

What does not belong here: which of them there are (`notion_place`), and their blocks (`notion_blocks`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from assets.documents.notion_values import Json, instant, name_of, properties_of, title_of, value_text


@dataclass(slots=True)
class PageSeen:
    """A page, or a database that is a table, with its last edit as mark of a change."""

    file: str
    title: str
    folder: str
    mtime_ns: int
    properties: Sequence[tuple[str, str]] = ()
    tree: list[Json] | None = None
    content: bytes | None = None
    size: int = 0

    @property
    def ctime_ns(self) -> int:
        """Pages have one time only."""
        return self.mtime_ns

    @property
    def source_file(self) -> str:
        """Its path as an export would name it."""
        return path_of(self.folder, f"{name_of(self.title)} {self.file}{'.md' if self.content is None else '.csv'}")

    @property
    def below(self) -> str:
        """The folder of its subpages."""
        return path_of(self.folder, name_of(self.title))


def seen_page(page: Json, folder: str, zone: ZoneInfo) -> PageSeen:
    """A page as the API describes it. Raises `KeyError`, `TypeError` or `ValueError` on another shape."""
    return PageSeen(plain_id(page), title_of(page), folder, edited(page), list(properties_of(page, zone)))


def edited(thing: Json) -> int:
    """When a page or block was last edited, in nanoseconds since 1970; Notion cuts it to the minute."""
    return int(instant(thing["last_edited_time"]).timestamp()) * 10**9


def plain_id(thing: Json) -> str:
    """An id without its dashes, as exports have it in names."""
    return str(thing["id"]).replace("-", "")


def path_of(folder: str, name: str) -> str:
    """A name in a folder, or at the top."""
    return f"{folder}/{name}" if folder else name


def as_table(rows: Sequence[Json], zone: ZoneInfo) -> bytes:
    """The properties of pages as CSV, columns by name: the API promises no order."""
    columns = sorted({name for row in rows for name in row["properties"]})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([value_text(row["properties"][name], zone) if name in row["properties"] else "" for name in columns])
    return text.getvalue().encode("utf-8", errors="replace")
