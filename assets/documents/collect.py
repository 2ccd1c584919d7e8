"""The sources → `raw`: distinct content stored once, every refusal told, what is unchanged not read again.

What does not belong here: what the documents say, how a kind of source answers (`places`), and Dagster.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from assets import warehouse
from assets.collector import uncollected
from assets.documents import sightings, standing
from assets.documents.delivery import Document
from assets.documents.intake import intake
from assets.documents.places import Folder, Place, Seen
from assets.documents.reading import UnreadableError
from assets.documents.refusals import refusals
from assets.documents.scan import media_of, team_of
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
from assets.documents.standing import SourceCount
from assets.house import AnySource, House, NotionSource

__all__ = ["Collected", "SourceCount", "collect", "state_of"]

PROGRESS_STEP = 100
"""How many files go by between two words about progress."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The counts of every source, in the order of the sources, and how many documents `raw` holds now."""

    sources: tuple[SourceCount, ...]
    documents: int

    @property
    def is_usable(self) -> bool:
        """Whether any source delivered anything."""
        return any(source.documents for source in self.sources)


def collect(db: duckdb.DuckDBPyConnection, house: House) -> Collected:
    """Scan every source of the house and bring `raw` up to date, all or nothing."""
    with intake(db) as incoming, uncollected():  # what is noted of 100,000 files stays until the end
        shelf = Shelf(db, house.now(), incoming)
        names = {source.name for source in house.sources}
        versions = standing.versions(db)
        scans = [_Scan(shelf, source, house, versions.get(source.name)) for source in dict.fromkeys(house.sources)]
        counts = tuple(scan.run() for scan in scans)
        with warehouse.transaction(db):
            shelf.finish(names)
            for scan in scans:
                replace_scanned(db, scan.source.name, scan.again, scan.rows)
            shelf.note_seen(names)
            sightings.note(db, shelf.now)
            replace_problems(db, names, (row for scan in scans for row in scan.problem_rows()))
            standing.replace(db, [(scan.count, scan.place.version) for scan in scans], shelf.now)
    return Collected(counts, len(shelf.stored))


def _place(source: AnySource, house: House, before: dict[str, list[Scanned]]) -> Place[Any]:
    """The source as a scan sees it."""
    if isinstance(source, NotionSource):
        from assets.documents.notion_place import NotionPlace  # noqa: PLC0415 - most runs need no HTTP client, which takes 0.3 s

        return NotionPlace(source, house, before)
    return Folder(source, house)


class _Scan:
    """One pass over one source."""

    def __init__(self, shelf: Shelf, source: AnySource, house: House, version: str | None) -> None:
        self.shelf, self.source, self.house = shelf, source, house
        self.before = scanned(shelf.db, source.name)
        self.refused = refusals(shelf.db)
        self.place = _place(source, house, self.before)
        self.is_known = version == self.place.version
        self.count = SourceCount.of(source)
        self.again: list[str] = []
        self.rows: list[Scanned] = []
        """What takes the place of all that `raw.scanned_files` has of the items in `again`."""

    def run(self) -> SourceCount:
        """Look at everything, read what changed, and remember it. A source that fails keeps what it had."""
        troubled = files_with_problems(self.shelf.db, self.source.name)
        present: set[str] = set()
        try:
            for seen in self._with_progress(self.place.items()):
                known = self.before.get(seen.file, [])
                if seen.source_file in troubled or not self._see_unchanged(seen, known):
                    self.rows += self._read(seen, known)
                    self.again.append(seen.file)
                present.add(seen.file)
        except UnreadableError as problem:
            self.place.problems[""] = problem
        self.again += self._vanished(present)
        self.count.ignored = self.place.ignored
        self.count.settle(self.place.problems, has_new_problems=not self.place.problems.keys() <= troubled)
        return self.count

    def problem_rows(self) -> Iterator[dict[str, object]]:
        """The refusals of this scan as rows of `raw.source_problems`."""
        for source_file, problem in sorted(self.place.problems.items()):
            yield {
                "source": self.source.name,
                "source_file": source_file,
                "source_team": team_of(self.source, source_file),
                "observed": problem.observed,
                "message": str(problem),
                "seen_at": self.shelf.now,
            }

    def _see_unchanged(self, seen: Seen, rows: list[Scanned]) -> bool:
        """Whether the item is as it was when it was read; its documents are then noted as seen."""
        is_unchanged = (
            self.is_known
            and bool(rows)
            and self.place.is_unchanged(seen, rows)
            and all(row.document_id in self.shelf.stored for row in rows)
        )
        if is_unchanged:
            self.count.unchanged += len(rows)
            self.count.documents += len(rows)
            for row in rows:
                self.shelf.see(self._sighting(row.document_id, row.source_file))
        return is_unchanged

    def _read(self, seen: Seen, before: list[Scanned]) -> list[Scanned]:
        """Read an item and keep its documents; refusals are noted, and what they hide stays as it was."""
        marks = (seen.size, seen.mtime_ns, seen.ctime_ns, time.time_ns())
        is_archive = media_of(seen.source_file) == "archive"
        missed = {row.source_file if is_archive else seen.source_file: row for row in before}
        rows: list[Scanned] = []
        for item in self.place.fetch(seen):
            if not isinstance(item, Document):
                self.place.problems[item[0]] = item[1]
                continue
            sighting = self._sighting(hashlib.sha256(item.content).hexdigest(), item.source_file)
            if refusal := self.refused.get(sighting.document_id):
                self.place.problems[item.source_file] = refusal
                continue
            is_new = self.shelf.add(sighting, item.content, item.media, item.encoding)
            known = missed.pop(item.source_file, None)
            self._count_read(is_new, known.document_id if known else None, sighting.document_id)
            rows.append(Scanned(self.source.name, seen.file, item.source_file, *marks, sighting.document_id))
        self.count.documents += len(rows)
        hidden = [name for name in missed if {name, seen.source_file} & self.place.problems.keys()]
        self.count.gone += [name for name in missed if name not in hidden]
        return rows + [self._assumed(missed[name]) for name in hidden]

    def _assumed(self, row: Scanned) -> Scanned:
        """A document that could not be looked at, noted as still there."""
        self.shelf.assume(self._sighting(row.document_id, row.source_file))
        return row

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

    def _vanished(self, present: set[str]) -> list[str]:
        """The items that were there last time and are not now; those behind a problem are assumed to be."""
        missed = {file: rows for file, rows in self.before.items() if file not in present}
        hidden = {file for file, rows in missed.items() if self.place.hides(rows[0])}
        for row in (row for file in hidden for row in missed[file]):
            self._assumed(row)
        vanished = [file for file in missed if file not in hidden]
        self.count.gone += [row.source_file for file in vanished for row in missed[file]]
        return vanished

    def _with_progress(self, items: Iterable[Seen]) -> Iterator[Seen]:
        total = len(items) if isinstance(items, list) else None
        done = 0
        for seen in items:
            if total is None or done % PROGRESS_STEP == 0:
                self.house.progress("collecting", done, total)
            yield seen
            done += 1
        self.house.progress("collecting", done, total)
