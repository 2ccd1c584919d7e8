"""One file of a source → the documents that it holds: itself, or those of an export in a zip.

What does not belong here: which files are read (`collect`), and where documents are kept (`shelf`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assets.documents import encoding, notion, pages
from assets.documents.archive import Archive
from assets.documents.grid import NoTableError, read_sheets
from assets.documents.headers import Kind, find_header, kinds
from assets.documents.reading import Limits, UnreadableError, read_bytes
from assets.documents.scan import FileSeen, media_of
from assets.documents.texts import is_page


@dataclass(frozen=True, slots=True)
class Document:
    """What a source delivered under a name."""

    source_file: str
    content: bytes
    media: str
    encoding: str | None


@dataclass(slots=True)
class Courier:
    """Brings documents and refusals, and counts what it passed over."""

    limits: Limits
    scratch: Path | None = None
    wanted: Sequence[Kind] = field(default_factory=kinds)
    """The kinds of tables, by their headers."""
    ignored: int = 0

    def fetch(self, seen: FileSeen) -> Iterator[Document | tuple[str, UnreadableError]]:
        """The documents of a file, and a refusal for each that cannot be had."""
        for source_file, content in self._contents(seen):
            if isinstance(content, UnreadableError):
                yield source_file, content
                continue
            try:
                document = as_document(source_file, content)
            except UnreadableError as problem:
                yield source_file, problem
                continue
            if document:
                yield document
            else:
                self.ignored += 1

    def without_rows(self, files: list[FileSeen]) -> list[FileSeen]:
        """The files without the pages of the rows of a table that Notion keeps as a database."""
        databases = [seen for seen in files if notion.is_database(seen.file)]
        if not databases:
            return files
        folders = notion.folders_of_pages(seen.file for seen in databases if self._is_row_table(seen))
        kept = [seen for seen in files if not notion.is_below(seen.file, folders)]
        self.ignored += len(files) - len(kept)
        return kept

    def _is_row_table(self, seen: FileSeen) -> bool:
        try:
            return is_row_table(seen.file, read_bytes(seen.path, self.limits.file_bytes), self.wanted)
        except UnreadableError:
            return False

    def _contents(self, seen: FileSeen) -> Iterator[tuple[str, bytes | UnreadableError]]:
        if media_of(seen.file) == "archive":
            archive = Archive(_is_document, partial(is_row_table, wanted=self.wanted), self.limits, self.scratch)
            yield from archive.read(seen.path, seen.file)
            self.ignored += archive.ignored
            return
        try:
            yield seen.file, read_bytes(seen.path, self.limits.file_bytes)
        except UnreadableError as problem:
            yield seen.file, problem


def is_row_table(name: str, content: bytes, wanted: Sequence[Kind]) -> bool:
    """Whether a table file is a roll-out table or incident log, so that pages of its rows are no reports."""
    try:
        headers = [find_header(sheet.rows, wanted) for sheet in read_sheets(content, name, wanted)]
    except NoTableError:
        return False
    return any(header and not header.missing for header in headers)


def _is_document(name: str) -> bool:
    return media_of(name) in ("report", "table") and not notion.is_index(name)


def as_document(source_file: str, content: bytes) -> Document | None:
    """The document, or None for a page that only lists others. Raises `UnreadableError` for what is no text."""
    media = media_of(source_file) or "report"
    if source_file.lower().endswith(".xlsx"):
        return Document(source_file, content, media, None)
    try:
        decoded = encoding.decode(content)
        if is_page(source_file) and pages.is_list_of_pages(decoded.text):
            return None
    except encoding.UndecodableError as error:
        raise UnreadableError(str(error), f"{error}，未读取；请另存为 UTF-8 文本后再放入。") from None
    return Document(source_file, content, media, decoded.encoding)
