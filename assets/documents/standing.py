"""How each source stands after its last scan: counts, status, and the table `ops.sources` that remembers it.

What does not belong here: scanning (`collect`), and how it is shown (`pipelines.report`, the Dagster asset).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from assets import warehouse
from assets.documents.reading import UnreadableError
from assets.house import AnySource, NotionSource


@dataclass(slots=True)
class SourceCount:
    """What one source delivered; `gone` are documents of the last scan that vanished (their facts stay)."""

    source: str
    kind: str = "path"
    team: str | None = None
    status: str = "ok"
    """ok, unchanged, empty (no report or table in it), or failed (nothing could be had, or not all was met)."""
    why: str | None = None
    documents: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: int = 0
    ignored: int = 0
    gone: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, source: AnySource) -> SourceCount:
        """A source of which nothing is counted yet."""
        return cls(source.name, "notion" if isinstance(source, NotionSource) else "path", source.team)

    @property
    def files(self) -> int:
        """Documents and refusals: a file each, or several in an archive."""
        return self.documents + self.problems

    def settle(self, problems: dict[str, UnreadableError], *, has_new_problems: bool) -> None:
        """The status that follows from the counts and the refusals by path ("": of the source as a whole)."""
        self.problems = len(problems)
        if "" in problems or (problems and not self.documents):
            file, first = min(problems.items())
            self.status, self.why = "failed", f"{file}: {first}" if file else str(first)
        elif not self.documents:
            self.status = "empty"
        elif self.unchanged == self.documents and not self.gone and not has_new_problems:
            self.status = "unchanged"


def versions(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """By source, what its last scan rested on beside the documents."""
    return dict(db.execute("select source, version from ops.sources").fetchall())


def replace(db: duckdb.DuckDBPyConnection, counts: Iterable[tuple[SourceCount, str]], now: datetime) -> None:
    """Put the standing of the sources scanned now, each with its version, in place of the old one."""
    delivered = dict(db.execute("select source, delivered_at from ops.sources").fetchall())
    rows = [
        {
            "source": count.source,
            "kind": count.kind,
            "team": count.team,
            "status": count.status,
            "why": count.why,
            "documents": count.documents,
            "new_documents": count.new,
            "changed_documents": count.changed,
            "gone_documents": count.gone,
            "problems": count.problems,
            "ignored": count.ignored,
            "scanned_at": now,
            "delivered_at": delivered.get(count.source) if count.status == "failed" else now,
            "version": version,
        }
        for count, version in counts
    ]
    db.execute("delete from ops.sources where list_contains(?, source)", [[row["source"] for row in rows]])
    warehouse.insert(db, "ops.sources", rows)
