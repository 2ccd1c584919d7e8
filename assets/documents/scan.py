"""A SOURCE → the files in it that could be documents, in order. Nothing is opened, no link is followed.

What does not belong here: reading the files, and what became of them last time.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from assets.documents import notion
from assets.documents.reading import UnreadableError, not_regular, unreadable
from assets.house import AnySource, NotionSource, Source

MEDIA = {
    ".md": "report",
    ".txt": "report",
    ".html": "report",
    ".htm": "report",
    ".csv": "table",
    ".xlsx": "table",
    ".jsonl": "table",
    ".zip": "archive",
}
"""What a file is, by its ending in lower case. Files with other endings are passed over and counted."""


class FileSeen(NamedTuple):
    """A file of a source with the marks by which a change shows. No dataclass with a path: ten years of reports are 100,000 of them."""

    file: str
    found_at: str
    size: int
    mtime_ns: int
    ctime_ns: int

    @property
    def path(self) -> Path:
        """Where to open it."""
        return Path(self.found_at)

    @property
    def source_file(self) -> str:
        """The path of the document that it is, unless it is an archive."""
        return self.file


@dataclass(slots=True)
class Listing:
    """What a source holds: files in order, refusals by path, and how many files were passed over."""

    files: list[FileSeen] = field(default_factory=list)
    problems: dict[str, UnreadableError] = field(default_factory=dict)
    ignored: int = 0
    is_missing: bool = False

    def hides(self, file: str) -> bool:
        """Whether a file that was not seen may still be there, below a folder that could not be opened."""
        return any(not folder or file.startswith(f"{folder}/") for folder in self.problems)


def list_files(source: Source, apart_from: Path) -> Listing:
    """The documents-to-be of a source, sorted by path; `apart_from` (the HOME) is not entered."""
    listing = Listing()
    try:
        root = source.path.resolve(strict=True)
        if root.is_dir():
            for _ in _walk(root, apart_from.resolve(), listing):
                pass
        elif media_of(root.name):
            listing.files.append(_seen(str(root), _readable(source.path.name), root.stat()))
        else:
            listing.problems[""] = UnreadableError(root.suffix or "无扩展名", _unknown_ending(root))
    except FileNotFoundError:
        listing.is_missing = True
        listing.problems[""] = UnreadableError("不存在", "来源不存在，没有读取；请检查路径，或确认磁盘已挂载。")
    except OSError as error:
        listing.problems[""] = unreadable(error)
    listing.files = _without_attachments(sorted(listing.files, key=lambda seen: seen.file), listing)
    return listing


def has_files(source: Source, apart_from: Path) -> bool:
    """Whether `list_files` would find any; it is not looked further than the first folder with one."""
    listing = Listing()
    try:
        root = source.path.resolve(strict=True)
        if root.is_dir():
            return any(listing.files for _ in _walk(root, apart_from.resolve(), listing))
        return media_of(root.name) is not None
    except OSError:
        return False


def media_of(name: str) -> str | None:
    """report, table, or None for a file that is passed over."""
    dot = name.rfind(".")
    if dot < 1 or name[dot - 1] == "/":
        return None
    return MEDIA.get(name[dot:].lower())


def team_of(source: AnySource, source_file: str) -> str | None:
    """The team: the source's setting, else the first folder below it (without Notion's wrapping and id).

    What lies below the pages of a Notion database is in folders that are named after reports, not teams.
    """
    if source.team is not None or (isinstance(source, NotionSource) and source.is_database):
        return source.team
    return _team_of_folder(source_file.rpartition("/")[0])


@lru_cache(4096)
def _team_of_folder(folder: str) -> str | None:
    folders = notion.folders_of(f"{folder}/") if folder else []
    return notion.without_id(folders[0]) if folders else None


def _walk(root: Path, apart_from: Path, listing: Listing) -> Iterator[None]:
    """Fill a listing, folder by folder."""
    folders = [(root, "")]
    while folders:
        folder, prefix = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            listing.problems[prefix.rstrip("/")] = unreadable(error)
            continue
        for entry in _visible(entries):
            name = prefix + _readable(entry.name)
            if not entry.is_dir(follow_symlinks=False):
                _add(entry, name, listing)
            elif Path(entry.path) != apart_from:
                folders.append((Path(entry.path), f"{name}/"))
        yield


def _add(entry: os.DirEntry[str], name: str, listing: Listing) -> None:
    if notion.is_index(name) or not (media_of(name) or entry.is_symlink()):
        listing.ignored += 1
    elif entry.is_file(follow_symlinks=False):
        try:
            listing.files.append(_seen(entry.path, name, entry.stat(follow_symlinks=False)))
        except OSError as error:
            listing.problems[name] = unreadable(error)
    elif media_of(name) or Path(entry.path).is_dir():
        listing.problems[name] = not_regular()
    else:
        listing.ignored += 1


def _without_attachments(files: list[FileSeen], listing: Listing) -> list[FileSeen]:
    """The files without the zips that somebody attached to a page of an unpacked export."""
    if not any(media_of(seen.file) == "archive" for seen in files):
        return files
    folders = notion.folders_of_pages(seen.file for seen in files)
    kept = [s for s in files if media_of(s.file) != "archive" or not notion.is_below(s.file, folders)]
    listing.ignored += len(files) - len(kept)
    return kept


def _visible(entries: list[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    """Neither hidden files nor the lock files of an open Excel, nor macOS's leftovers in archives."""
    return (e for e in entries if not e.name.startswith((".", "~$")) and e.name != "__MACOSX")


def _seen(found_at: str, file: str, status: os.stat_result) -> FileSeen:
    return FileSeen(file, found_at, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _readable(name: str) -> str:
    """The file's name as Unicode text in one composition, also where a Chinese Windows wrote it in GBK."""
    if name.isascii():
        return name
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8 stand in it as surrogates
        name = os.fsencode(name).decode("gb18030", errors="replace")
    return unicodedata.normalize("NFC", name)


def _unknown_ending(path: Path) -> str:
    return f"不认识的文件类型 {path.suffix or '（无扩展名）'}，未读取；可以读取的是 {'、'.join(MEDIA)}。"
