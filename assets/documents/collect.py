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
from assets.documents.delivery import Courier, Document
from assets.documents.reading import Limits, UnreadableError
from assets.documents.scan import FileSeen, Listing, list_files, team_of
from assets.documents.shelf import (
    Scanned,
    Shelf,
    Sighting,
    files_with_problems,
    replace_problems,
    replace_scanned,
    scanned,
    state_of,
)
from assets.house import House, Source

__all__ = ["Collected", "SourceCount", "collect", "state_of"]

RACY_NS = 2_000_000_000
"""A file changed less than 2 s before it was read may change again within the clock's step (FAT: 2 s)."""
DEFAULT_LIMITS = Limits()
PROGRESS_STEP = 100
"""How many files go by between two words about progress."""


@dataclass(slots=True)
class SourceCount:
    """What one source delivered; `gone` are documents of the last scan that vanished (their facts stay)."""

    source: str
    status: str = "ok"
    """ok, empty (no report or table in it), missing, or unreadable (nothing in it could be read)."""
    files: int = 0
    """Documents and refusals: a file each, or several in an archive."""
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


def collect(db: duckdb.DuckDBPyConnection, house: House, limits: Limits = DEFAULT_LIMITS) -> Collected:
    """Scan every source of the house and bring `raw` up to date, in one transaction."""
    with warehouse.transaction(db):
        shelf = Shelf(db, house.now())
        names = {source.name for source in house.sources}
        scans = [_Scan(shelf, source, house, limits) for source in dict.fromkeys(house.sources)]
        counts = tuple(scan.run() for scan in scans)
        shelf.finish(names)
        replace_problems(db, names, (row for scan in scans for row in scan.problem_rows()))
    return Collected(counts, len(shelf.stored))


class _Scan:
    """One pass over one source."""

    def __init__(self, shelf: Shelf, source: Source, house: House, limits: Limits) -> None:
        self.shelf, self.source, self.house = shelf, source, house
        self.courier = Courier(limits, house.home if house.home.is_dir() else None)
        self.problems: dict[str, UnreadableError] = {}
        self.count = SourceCount(source.name)
        self.delivered = 0

    def run(self) -> SourceCount:
        """List, read what changed, and remember it."""
        listing = list_files(self.source, self.house.home)
        self.problems.update(listing.problems)
        before = scanned(self.shelf.db, self.source.name)
        troubled = files_with_problems(self.shelf.db, self.source.name)
        again: list[str] = []
        rows: list[Scanned] = []
        for seen in self._with_progress(self.courier.without_rows(listing.files)):
            known = before.get(seen.file, [])
            if seen.file in troubled or not self._see_unchanged(seen, known):
                again.append(seen.file)
                rows.extend(self._read(seen, known))
        vanished = self._vanished(listing, before)
        replace_scanned(self.shelf.db, self.source.name, [*again, *vanished], rows)
        return self._counted(listing)

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
            self.count.unchanged += len(rows)
            self.delivered += len(rows)
            for row in rows:
                self.shelf.see(self._sighting(row.document_id, row.source_file))
        return is_unchanged

    def _read(self, seen: FileSeen, before: list[Scanned]) -> list[Scanned]:
        """Read a file and keep its documents; refusals are noted."""
        marks = (seen.size, seen.mtime_ns, seen.ctime_ns, time.time_ns())
        known = {row.source_file: row.document_id for row in before}
        rows: list[Scanned] = []
        for item in self.courier.fetch(seen):
            if not isinstance(item, Document):
                self.problems[item[0]] = item[1]
                continue
            sighting = self._sighting(hashlib.sha256(item.content).hexdigest(), item.source_file)
            is_new = self.shelf.add(sighting, item.content, item.media, item.encoding)
            self._count_read(is_new, known.get(item.source_file), sighting.document_id)
            rows.append(Scanned(self.source.name, seen.file, item.source_file, *marks, sighting.document_id))
        self.delivered += len(rows)
        if seen.file not in self.problems:
            delivered = {row.source_file for row in rows} | self.problems.keys()
            self.count.gone += [name for name in known if name not in delivered]
        return rows

    def _count_read(self, is_new: bool, known: str | None, document_id: str) -> None:
        if document_id == known:
            self.count.unchanged += 1
        elif known:
            self.count.changed += 1
        elif is_new:
            self.count.new += 1

    def _sighting(self, document_id: str, source_file: str) -> Sighting:
        team = team_of(self.source, source_file)
        return Sighting(document_id, self.source.name, source_file, team, self.source.team is not None)

    def _vanished(self, listing: Listing, before: dict[str, list[Scanned]]) -> list[str]:
        present = {seen.file for seen in listing.files}
        vanished = [file for file in before if file not in present and not listing.hides(file)]
        self.count.gone += [row.source_file for file in vanished for row in before[file]]
        return vanished

    def _with_progress(self, files: list[FileSeen]) -> Iterator[FileSeen]:
        for done, seen in enumerate(files):
            if done % PROGRESS_STEP == 0:
                self.house.progress("collecting", done, len(files))
            yield seen
        self.house.progress("collecting", len(files), len(files))

    def _counted(self, listing: Listing) -> SourceCount:
        count = self.count
        count.files, count.problems = self.delivered + len(self.problems), len(self.problems)
        count.ignored = listing.ignored + self.courier.ignored
        if listing.is_missing:
            count.status = "missing"
        elif not self.delivered:
            count.status = "unreadable" if self.problems else "empty"
        return count
