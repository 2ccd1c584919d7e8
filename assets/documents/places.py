"""What a scan asks of a source, whatever its kind, and how a directory or file answers.

What does not belong here: Notion's way of answering (`notion_place`), and what the scan makes of the answers (`collect`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from assets import stages
from assets.documents.delivery import Courier, Document
from assets.documents.headers import kinds
from assets.documents.reading import UnreadableError
from assets.documents.scan import FileSeen, list_files
from assets.documents.shelf import Scanned
from assets.house import House, Source

RACY_NS = 2_000_000_000
"""A file changed less than 2 s before it was read may change again within the clock's step (FAT: 2 s)."""


class Seen(Protocol):
    """A file or page, with the marks by which a change shows."""

    @property
    def file(self) -> str:
        """By which it is known from scan to scan."""

    @property
    def source_file(self) -> str:
        """Its path below the SOURCE."""

    @property
    def size(self) -> int:
        """Of a file: bytes."""

    @property
    def mtime_ns(self) -> int:
        """When it was changed, as it says itself."""

    @property
    def ctime_ns(self) -> int:
        """When it was changed, as the file system says."""


Kind = TypeVar("Kind", bound=Seen)


class Place(Protocol[Kind]):
    """A source as a scan sees it. `problems` are refusals by path; under "" stands why the source as a whole failed."""

    problems: dict[str, UnreadableError]
    version: str
    """What its answers rest on beside the documents: when that changes, everything is read again."""

    @property
    def ignored(self) -> int:
        """How many files or pages were passed over."""

    def items(self) -> Iterable[Kind]:
        """What there is, in order. Raises `UnreadableError` when the source fails as a whole."""

    def is_unchanged(self, seen: Kind, rows: Sequence[Scanned]) -> bool:
        """Whether an item is as it was when these rows (never none) were made of it."""

    def fetch(self, seen: Kind) -> Iterator[Document | tuple[str, UnreadableError]]:
        """The documents of an item, and a refusal for each that cannot be had."""

    def hides(self, row: Scanned) -> bool:
        """Whether something that was not met may still be there, behind a problem."""


class Folder:
    """A directory or file."""

    def __init__(self, source: Source, house: House) -> None:
        self.source, self.house = source, house
        self.courier = Courier(house.limits, house.home if house.home.is_dir() else None, kinds(house.headers))
        self.listing = list_files(source, house.stands_for or house.home)
        self.problems = self.listing.problems
        self.version = stages.fingerprint([house.limits, sorted(house.headers.items())])

    @property
    def ignored(self) -> int:
        """How many files were passed over."""
        return self.listing.ignored + self.courier.ignored

    def items(self) -> list[FileSeen]:
        """Its files by path."""
        return self.courier.without_rows(self.listing.files)

    def is_unchanged(self, seen: FileSeen, rows: Sequence[Scanned]) -> bool:
        """By size and times, unless it was changed just before it was read."""
        marks = seen.size, seen.mtime_ns, seen.ctime_ns
        newest = max(seen.mtime_ns, seen.ctime_ns) + RACY_NS
        return all((row.size_bytes, row.mtime_ns, row.ctime_ns) == marks and newest < row.read_at_ns for row in rows)

    def fetch(self, seen: FileSeen) -> Iterator[Document | tuple[str, UnreadableError]]:
        """The documents of a file."""
        return self.courier.fetch(seen)

    def hides(self, row: Scanned) -> bool:
        """Whether it may lie below a folder that could not be opened."""
        return self.listing.hides(row.file)
