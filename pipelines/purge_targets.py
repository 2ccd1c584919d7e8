"""Which documents `weekhouse purge` means: by id, name, path or content.

What does not belong here: removing them (`purging`).
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assets.house import House
from pipelines.problems import UnusableError

if TYPE_CHECKING:
    from assets.purging import Held, Purge

_LEAST_ID = 8  # characters of an id that are enough to mean one of millions of documents
_ID = re.compile(rf"[0-9a-f]{{{_LEAST_ID},64}}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a command means: documents that are there, and ones of which an interrupted purge may have left something."""

    held: tuple[Held, ...]
    purged: tuple[Purge, ...]

    @property
    def unfinished(self) -> tuple[Purge, ...]:
        """The purges that did not come to their end."""
        return tuple(record for record in self.purged if record.finished_at is None)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to remove."""
        return not self.held and not self.unfinished

    @property
    def ids(self) -> list[str]:
        """The documents of both kinds."""
        return [*(held.document_id for held in self.held), *(record.document_id for record in self.unfinished)]


def choose(house: House, targets: Iterable[str]) -> Chosen:
    """The documents that are meant. Raises `UnusableError` for one that is not known."""
    from assets import purging

    with house.open() as db:
        held, purged = purging.documents(db), purging.purges(db)
    found: dict[str, Held] = {}
    known: dict[str, Purge] = {}
    for target in targets:
        content = _content(Path(target))
        meant = [h for h in held if content == h.document_id or _is_meant(target, h)]
        gone = [p for p in purged if _ID.fullmatch(target) and p.document_id.startswith(target)]
        if not meant and not gone:
            raise UnusableError(f"there is no document {target}{_near(target, held)}")
        found |= {h.document_id: h for h in meant}
        known |= {p.document_id: p for p in gone}
    return Chosen(tuple(found.values()), tuple(p for p in known.values() if p.document_id not in found))


def _content(path: Path) -> str | None:
    """The document that a file is, wherever it lies."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_meant(target: str, held: Held) -> bool:
    """By id or its beginning, by its name in the tables, or by its path, also where the file is gone."""
    if _ID.fullmatch(target) and held.document_id.startswith(target):
        return True
    path, source = Path(target).resolve(), Path(held.source).resolve()
    is_source = path == source and source.name == held.source_file
    return is_source or target == held.source_file or path == source / held.source_file


def _near(target: str, held: Sequence[Held]) -> str:
    close = difflib.get_close_matches(target, [h.source_file for h in held], n=1, cutoff=0.5)
    return f"; {close[0]} is meant?" if close else "; core.report_revisions has the ids and files of reports"
