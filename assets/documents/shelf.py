"""The tables of schema raw: what they hold, and how one scan changes them.

What does not belong here: files and their formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import duckdb

from assets import stages, warehouse
from assets.documents.contents import contents
from assets.documents.intake import Intake


class Sighting(NamedTuple):
    """Where a document was seen, and whose it is there."""

    document_id: str
    source: str
    source_file: str
    source_team: str | None
    is_team_set: bool


class Scanned(NamedTuple):
    """A row of `raw.scanned_files`."""

    source: str
    file: str
    source_file: str
    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    read_at_ns: int
    document_id: str


@dataclass(slots=True)
class Shelf:
    """The stored documents and what this scan saw of them."""

    db: duckdb.DuckDBPyConnection
    now: datetime
    intake: Intake
    stored: dict[str, Sighting] = field(default_factory=dict)
    named: dict[str, Sighting] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        rows = self.db.execute("select document_id, source, source_file, source_team, is_team_set from raw.documents").fetchall()
        self.stored = {row[0]: Sighting._make(row) for row in rows}

    def see(self, sighting: Sighting) -> None:
        """Note where a document is; its first name in the order of the scan is the one that counts."""
        self.seen.add(sighting.document_id)
        self.assume(sighting)

    def assume(self, sighting: Sighting) -> None:
        """Note where a document is for all we know: it was there, and its place could not be looked at."""
        self.named.setdefault(sighting.document_id, sighting)

    def add(self, sighting: Sighting, content: bytes, media: str, encoding: str | None) -> bool:
        """Note a document and keep its content. Returns whether it is new."""
        self.see(sighting)
        if sighting.document_id in self.stored:
            return False
        self.stored[sighting.document_id] = sighting
        described = {"media": media, "encoding": encoding, "size_bytes": len(content), "first_seen_at": self.now}
        self.intake.add({**sighting._asdict(), **described, "content": content})
        return True

    def finish(self, sources: set[str]) -> None:
        """Write what is waiting; bring name and team of all documents seen up to date. Call it in a transaction."""
        self.intake.write()
        renamed = [s for s in self.named.values() if self._is_better(s, sources)]
        _with(self.db, _RENAME, "raw.documents", (s._asdict() for s in renamed))

    def note_seen(self, sources: set[str]) -> None:
        """Bring `last_seen_at` up to date: of all that the sources have now, but what was assumed. Call it after `replace_scanned`."""
        assumed = sorted(self.named.keys() - self.seen)
        self.db.execute(_SEEN, {"now": self.now, "sources": sorted(sources), "assumed": assumed})

    def _is_better(self, sighting: Sighting, sources: set[str]) -> bool:
        """A name from another source is kept while that was not scanned now, unless a team was set since."""
        known = self.stored[sighting.document_id]
        is_newer = known.source in sources or (sighting.is_team_set and not known.is_team_set)
        return is_newer and known != sighting


def _with(db: duckdb.DuckDBPyConnection, statement: str, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """One set-based statement over rows with a table's columns, if there are any."""
    with warehouse.incoming(db, table, rows) as given:
        if given.rows:
            db.execute(statement.format(incoming=f"({given.query})"), given.parameters)


_SEEN = """
update raw.documents set last_seen_at = $now
where document_id in (select document_id from raw.scanned_files where list_contains($sources, source))
  and not list_contains($assumed::varchar[], document_id)
"""
_READ_AGAIN = "delete from raw.scanned_files where (source, file) in (select (source, file) from {incoming})"
_RENAME = """
update raw.documents as d
set source = i.source, source_file = i.source_file, source_team = i.source_team, is_team_set = i.is_team_set
from {incoming} as i where d.document_id = i.document_id
"""


def scanned(db: duckdb.DuckDBPyConnection, source: str) -> dict[str, list[Scanned]]:
    """What the last scan of a source found, by file."""
    rows = db.execute(
        """
        select source, file, source_file, size_bytes, mtime_ns, ctime_ns, read_at_ns, document_id
        from raw.scanned_files where source = ? order by source_file
        """,
        [source],
    ).fetchall()
    found: dict[str, list[Scanned]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(Scanned._make(row))
    return found


def files_with_problems(db: duckdb.DuckDBPyConnection, source: str) -> set[str]:
    """The paths of which the last scan refused something, and those above: they are read again."""
    rows = db.execute("select source_file from raw.source_problems where source = ?", [source]).fetchall()
    parts = [row[0].split("/") for row in rows]
    return {"/".join(part[:length]) for part in parts for length in range(1, len(part) + 1)}


def replace_scanned(db: duckdb.DuckDBPyConnection, source: str, files: Iterable[str], rows: Iterable[Scanned]) -> None:
    """Put the rows of files that were read again, or are gone, in place of the old ones."""
    keys = [{"source": source, "file": file} for file in files]
    if keys:
        _with(db, _READ_AGAIN, "raw.scanned_files", keys)
        warehouse.insert(db, "raw.scanned_files", (row._asdict() for row in rows))


def replace_problems(db: duckdb.DuckDBPyConnection, sources: set[str], rows: Iterable[dict[str, Any]]) -> None:
    """Put the problems of the sources scanned now in place of their old ones."""
    db.execute("delete from raw.source_problems where list_contains(?, source)", [sorted(sources)])
    warehouse.insert(db, "raw.source_problems", rows)


def state_of(db: duckdb.DuckDBPyConnection) -> str:
    """A fingerprint of what facts rest on: documents, their names and teams, which are there, problems."""
    documents = db.execute(
        """
        select count(*), sum(hash((d.document_id, d.source, d.source_file, d.source_team, d.is_team_set,
               d.document_id in (select document_id from raw.scanned_files))))
        from raw.documents as d
        """
    ).fetchall()
    problems = db.execute("select source, source_file, source_team, message from raw.source_problems order by all").fetchall()
    return stages.fingerprint([*documents, "problems", *problems])


def tables_to_read(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[Sighting, bytes]]:
    """The newest content of every table file ever seen, one after the other in order; of a vanished file, its last one."""
    rows = db.execute(
        """
        select document_id, source, source_file, source_team, is_team_set
        from raw.documents where media = 'table'
        qualify row_number() over (
            partition by source, source_file order by last_seen_at desc, first_seen_at desc, document_id
        ) = 1
        order by source, source_file
        """
    ).fetchall()
    for sighting in map(Sighting._make, rows):
        yield sighting, contents(db, [sighting.document_id])[sighting.document_id]
