"""How Notion names the files of an export: ids behind titles, wrapping folders, parts, folders of pages.

What does not belong here: opening anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

_ID = re.compile(r"[ \-]?[0-9a-f]{32}$")
_WRAPPER = re.compile(r"(?:[0-9a-f-]{36}_)?Export(?:Block)?-[0-9a-f-]{8,}.*|Private & Shared|.+\.zip", re.IGNORECASE)
_PART = re.compile(r"(?:[0-9a-f-]{36}_)?Export(?:Block)?-[0-9a-f-]{8,}(?:-Part-\d+)?\.zip", re.IGNORECASE)
_PAGE = re.compile(r"[0-9a-f]{32}(?:_all)?\.(?i:md|html|csv)$")


def without_id(title: str) -> str:
    """A page's title without the id that Notion puts behind it."""
    return _ID.sub("", title).strip() or title


def folders_of(source_file: str) -> list[str]:
    """The folders above a document, without those that the export wraps around it."""
    return [part for part in source_file.split("/")[:-1] if not _WRAPPER.fullmatch(part)]


def is_part(name: str) -> bool:
    """Whether a zip inside an export's zip is a part of the export, and not a file that somebody attached."""
    return "/" not in name and bool(_PART.fullmatch(name))


def is_database(name: str) -> bool:
    """Whether a CSV file is a database of an export: the view, or with `_all` all its rows."""
    return name[-4:].lower() == ".csv" and bool(_PAGE.search(name))


def is_index(name: str) -> bool:
    """Whether a file is the list of pages that an HTML export begins with."""
    return name.rsplit("/", 1)[-1].lower() == "index.html"


def folders_of_pages(names: Iterable[str]) -> set[str]:
    """The folders that hold what belongs to these pages: subpages, rows of a database, attachments."""
    found: set[str] = set()
    for name in filter(_PAGE.search, names):
        path = PurePosixPath(name)
        stem = path.stem.removesuffix("_all")
        found.update(str(path.with_name(folder)) for folder in (stem, without_id(stem)))
    return found


def is_below(name: str, folders: set[str]) -> bool:
    """Whether a file lies in one of the folders, at any depth."""
    return bool(folders) and any(str(parent) in folders for parent in PurePosixPath(name).parents)
