"""The sources → `raw`: distinct content stored once, every refusal told, unchanged files not read again.

What does not belong here: what the documents say, and Dagster.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from assets import warehouse
from assets.documents import encoding
from assets.documents.reading import MAX_BYTES, UnreadableError, read_bytes
from assets.documents.scan import FileSeen, Listing, list_files, media_of, team_of
from assets.documents.shelf import (
    Scanned,
    Shelf,
    Sighting,
    replace_problems,
    replace_scanned,
    scanned,
    state_of,
)
from assets.house import House, Source

__all__ = ["Collected", "SourceCount", "collect", "state_of"]

RACY_NS = 2_000_000_000
"""A file changed less than 2 s before it was read may change again within the clock's step (FAT: 2 s)."""
PROGRESS_STEP = 100
"""How many files go by between two words about progress."""


@dataclass(slots=True)
class SourceCount:
    """What one source delivered; `gone` are files of the last scan that vanished (their facts stay)."""

    source: str
    status: str = "ok"
    """ok, empty (no report or table in it), missing, or unreadable (nothing in it could be read)."""
    files: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: int = 0
    ignored: int = 0
    gone: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Collected:
    """The counts of every source, in the order of the sources, and how many documents `raw` holds now."""

    sources: tuple[SourceCount, ...]
    documents: int

    @property
    def is_usable(self) -> bool:
        """Whether any source delivered anything."""
        return any(source.status == "ok" for source in self.sources)


def collect(db: duckdb.DuckDBPyConnection, house: House, limit_bytes: int = MAX_BYTES) -> Collected:
    """Scan every source of the house and bring `raw` up to date, in one transaction."""
    with warehouse.transaction(db):
        shelf = Shelf(db, house.now())
        names = {source.name for source in house.sources}
        scans = [_Scan(shelf, source, house, limit_bytes) for source in dict.fromkeys(house.sources)]
        counts = tuple(scan.run() for scan in scans)
        shelf.finish(names)
        replace_problems(db, names, (row for scan in scans for row in scan.problem_rows()))
    return Collected(counts, len(shelf.stored))


class _Scan:
    """One pass over one source."""

    def __init__(self, shelf: Shelf, source: Source, house: House, limit_bytes: int) -> None:
        self.shelf, self.source, self.house, self.limit_bytes = shelf, source, house, limit_bytes
        self.problems: dict[str, UnreadableError] = {}
        self.count = SourceCount(source.name)

    def run(self) -> SourceCount:
        """List, read what changed, and remember it."""
        listing = list_files(self.source, self.house.home)
        self.problems.update(listing.problems)
        before = scanned(self.shelf.db, self.source.name)
        read_again: list[str] = []
        rows: list[Scanned] = []
        for seen in self._with_progress(listing.files):
            if not self._see_unchanged(seen, before.get(seen.file, [])):
                read_again.append(seen.file)
                rows.extend(self._read(seen, before))
        gone = self._gone(listing, before)
        replace_scanned(self.shelf.db, self.source.name, [*read_again, *gone], rows)
        return self._counted(listing, gone)

    def problem_rows(self) -> Iterator[dict[str, object]]:
        """The refusals of this scan as rows of `raw.source_problems`."""
        for source_file, problem in sorted(self.problems.items()):
            yield {
                "source": self.source.name,
                "source_file": source_file,
                "source_team": team_of(self.source, source_file),
                "observed": problem.observed,
                "message": str(problem),
                "seen_at": self.shelf.now,
            }

    def _see_unchanged(self, seen: FileSeen, rows: list[Scanned]) -> bool:
        """Whether the file is as it was when it was read; its documents are then noted as seen."""
        is_unchanged = bool(rows) and all(
            (row.size_bytes, row.mtime_ns, row.ctime_ns) == (seen.size, seen.mtime_ns, seen.ctime_ns)
            and max(row.mtime_ns, row.ctime_ns) < row.read_at_ns - RACY_NS
            and row.document_id in self.shelf.stored
            for row in rows
        )
        if is_unchanged:
            self.count.unchanged += 1
            for row in rows:
                self.shelf.see(self._sighting(row.document_id, row.source_file))
        return is_unchanged

    def _read(self, seen: FileSeen, before: dict[str, list[Scanned]]) -> list[Scanned]:
        """Read a file and keep its documents; a refusal is noted and yields none."""
        read_at = time.time_ns()
        try:
            content = read_bytes(seen.path, self.limit_bytes)
            encoding_name = _encoding_of(seen.file, content)
        except UnreadableError as problem:
            self.problems[seen.file] = problem
            return []
        sighting = self._sighting(hashlib.sha256(content).hexdigest(), seen.file)
        is_new = self.shelf.add(sighting, content, media_of(seen.file) or "report", encoding_name)
        known = {row.document_id for row in before.get(seen.file, [])}
        self._count_read(is_new, known, sighting.document_id)
        marks = (seen.size, seen.mtime_ns, seen.ctime_ns, read_at)
        return [Scanned(self.source.name, seen.file, seen.file, *marks, sighting.document_id)]

    def _count_read(self, is_new: bool, known: set[str], document_id: str) -> None:
        if document_id in known:
            self.count.unchanged += 1
        elif known:
            self.count.changed += 1
        elif is_new:
            self.count.new += 1

    def _sighting(self, document_id: str, source_file: str) -> Sighting:
        team = team_of(self.source, source_file)
        return Sighting(document_id, self.source.name, source_file, team, self.source.team is not None)

    def _gone(self, listing: Listing, before: dict[str, list[Scanned]]) -> list[str]:
        present = {seen.file for seen in listing.files}
        return [file for file in before if file not in present and not listing.hides(file)]

    def _with_progress(self, files: list[FileSeen]) -> Iterator[FileSeen]:
        for done, seen in enumerate(files):
            if done % PROGRESS_STEP == 0:
                self.house.progress("读取来源", done, len(files))
            yield seen
        self.house.progress("读取来源", len(files), len(files))

    def _counted(self, listing: Listing, gone: list[str]) -> SourceCount:
        count = self.count
        count.files, count.ignored, count.gone = len(listing.files), listing.ignored, gone
        count.problems = len(self.problems)
        readable = sum(seen.file not in self.problems for seen in listing.files)
        if listing.is_missing:
            count.status = "missing"
        elif not readable:
            count.status = "unreadable" if self.problems else "empty"
        return count


def _encoding_of(file: str, content: bytes) -> str | None:
    """The encoding of a text file, null for a workbook. Refuses what is no text."""
    if file.lower().endswith(".xlsx"):
        return None
    try:
        return encoding.decode(content).encoding
    except encoding.UndecodableError as error:
        raise UnreadableError(str(error), f"{error}，未读取；请另存为 UTF-8 文本后再放入。") from None
