"""Documents of `raw` → readings, on both cores when there are many.

What does not belong here: which of them count (`load`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import chain
from types import ModuleType

from assets.core.rows import ReportRows, Row
from assets.documents.contents import in_batches
from assets.documents.texts import text_of
from assets.projects.registry import Registry

WORTH_A_POOL_BYTES = 1024 * 1024
"""Starting a pool costs about as much as reading 200 reports on one core."""
_CHUNK_BYTES = 128 * 1024
"""Text that a process is handed at a time: enough to be worth the way, and each core has a share of a batch."""
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
    first_seen_on: date
    """A week that the report names without a year is not later."""


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of one document."""

    document_id: str
    report: Row
    tables: dict[str, list[Row]]


@cache
def _reader() -> ModuleType:
    from assets.facts import reader, regex  # noqa: PLC0415 - they take a quarter of a second, and an unchanged run reads nothing

    regex.keep()
    return reader


def read_one(raw: Raw, registry: Registry, section_words: SectionWords) -> Read:
    """Read one report document."""
    text = text_of(raw.content, raw.source_file).text
    reading = _reader().read(
        text, raw.source_file, raw.source_team, is_team_set=raw.is_team_set, section_words=section_words, seen=raw.first_seen_on
    )
    rows = ReportRows(reading, raw.document_id, registry)
    return Read(raw.document_id, rows.report, rows.tables())


@contextmanager
def reading(size_bytes: int, registry: Registry, section_words: SectionWords) -> Iterator[Callable[[Sequence[Raw]], Iterator[Read]]]:
    """A way to read documents, in their order; on all cores when there are so many bytes of them that it pays.

    `section_words` are those of the settings, by role.
    """
    cores = os.cpu_count() or 1
    if size_bytes < WORTH_A_POOL_BYTES or cores < 2:
        yield lambda documents: (read_one(raw, registry, section_words) for raw in documents)
        return
    read_chunk = partial(_read_chunk, registry=registry, section_words=section_words)
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few reports are read without

    _reader()  # here, so that the workers inherit it
    with ProcessPoolExecutor(cores) as pool:
        yield lambda documents: chain.from_iterable(pool.map(read_chunk, _chunks(documents)))


def _chunks(documents: Sequence[Raw]) -> list[list[Raw]]:
    by_id = {raw.document_id: raw for raw in documents}
    sizes = [(raw.document_id, len(raw.content)) for raw in documents]
    return [[by_id[one] for one in ids] for ids in in_batches(sizes, _CHUNK_BYTES, _CHUNK)]


def _read_chunk(documents: list[Raw], registry: Registry, section_words: SectionWords) -> list[Read]:
    return [read_one(raw, registry, section_words) for raw in documents]
