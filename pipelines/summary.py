"""What `weekhouse run` says at its end: read from the publication, so that it shows what people will see.

What does not belong here: how it is laid out on the terminal (`report`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assets import warehouse
from assets.house import House
from assets.published import manifest, shelf
from pipelines.alerts.outcome import Delivered

_BAD_ENTRIES = """
    select severity, rule, source_file, source_line, message
    from quality.bad_entries
    where state in ('open', 'acknowledged')
    order by severity, source_file, source_line, rule, bad_entry_id
"""
_CORRECTIONS = """
    select state, 'corrections/' || correction_file || ':' || correction_line as place, why
    from quality.corrections order by correction_file, correction_line
"""
_SOURCES = """
    select source, kind, team, status, why, documents, new_documents as new, changed_documents as changed, gone_documents as gone, problems
    from ops.sources where list_contains(?, source) order by source
"""


@dataclass(frozen=True, slots=True)
class BadEntry:
    """One bad entry, as a person needs it."""

    severity: str
    rule: str
    source_file: str | None
    source_line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A run's result. `is_new` is false when nothing had changed since the publication that stands."""

    publication_id: str
    folder: str
    is_new: bool
    previous_publication_id: str | None
    counts: dict[str, Any]
    first_week: str | None
    last_week: str | None
    sources: list[dict[str, Any]]
    changes: dict[str, dict[str, int]]
    bad_entries: list[BadEntry]
    corrections: list[dict[str, str | None]]
    seconds: float
    run_id: str
    log: str
    alerts: list[Delivered] = field(default_factory=list)

    def of_severity(self, severity: str) -> list[BadEntry]:
        """The bad entries of one severity."""
        return [entry for entry in self.bad_entries if entry.severity == severity]

    def as_json(self) -> dict[str, Any]:
        """Everything, for machines."""
        return asdict(self)


def gather(house: House, run_id: str, log: Path, seconds: float, alerts: Sequence[Delivered] = ()) -> Summary:
    """Read the publication that stands, and the state of the sources from the working warehouse."""
    folder = shelf.current(house.home)
    if folder is None:
        raise FileNotFoundError(f"{house.home / shelf.LINK} is not there after a run that succeeded")
    content = manifest.read(folder)
    is_new = content["run_id"] == run_id
    with warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True) as db:
        bad = [BadEntry(*row) for row in db.execute(_BAD_ENTRIES).fetchall()]
        corrections = [dict(zip(("state", "place", "why"), row, strict=True)) for row in db.execute(_CORRECTIONS).fetchall()]
        weeks = db.execute("select min(week), max(week) from core.reports").fetchone() or (None, None)
    return Summary(
        publication_id=content["publication_id"],
        folder=str(house.home / shelf.LINK),
        is_new=is_new,
        previous_publication_id=content["previous_publication_id"],
        counts=content["counts"],
        first_week=weeks[0],
        last_week=weeks[1],
        sources=_sources(house),
        changes=content["changes"] if is_new else {},
        bad_entries=bad,
        corrections=corrections,
        seconds=round(seconds, 1),
        run_id=run_id,
        log=str(log),
        alerts=list(alerts),
    )


def _sources(house: House) -> list[dict[str, Any]]:
    """How the sources of this run stand."""
    with warehouse.connect(house.warehouse_path, read_only=True) as db:
        cursor = db.execute(_SOURCES, [[source.name for source in house.sources]])
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
