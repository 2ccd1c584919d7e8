"""Documents of `raw` → readings, on both cores when there are many.

What does not belong here: which of them count (`load`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from assets.core.rows import ReportRows, Row
from assets.documents.texts import text_of
from assets.facts import reader
from assets.projects.registry import Registry

WORTH_A_POOL = 400  # starting a pool costs about as much as reading 200 reports on one core
_CHUNK = 100
SectionWords = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Raw:
    """A report document as `raw.documents` holds it."""

    document_id: str
    source_file: str
    source_team: str | None
    is_team_set: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of one document."""

    document_id: str
    report: Row
    tables: dict[str, list[Row]]


def read_one(raw: Raw, registry: Registry, section_words: SectionWords) -> Read:
    """Read one report document."""
    text = text_of(raw.content, raw.source_file).text
    reading = reader.read(text, raw.source_file, raw.source_team, is_team_set=raw.is_team_set, section_words=section_words)
    rows = ReportRows(reading, raw.document_id, registry)
    return Read(raw.document_id, rows.report, rows.tables())


def _read_chunk(work: tuple[Sequence[Raw], Registry, SectionWords]) -> list[Read]:
    return [read_one(raw, work[1], work[2]) for raw in work[0]]


def read_all(documents: Sequence[Raw], registry: Registry, section_words: SectionWords) -> Iterator[Read]:
    """The readings in the order of the documents; `section_words` are those of the settings, by role."""
    cores = os.cpu_count() or 1
    if len(documents) < WORTH_A_POOL or cores < 2:
        yield from (read_one(raw, registry, section_words) for raw in documents)
        return
    chunks = [(documents[i : i + _CHUNK], registry, section_words) for i in range(0, len(documents), _CHUNK)]
    with ProcessPoolExecutor(max_workers=cores) as pool:
        for chunk in pool.map(_read_chunk, chunks):
            yield from chunk
