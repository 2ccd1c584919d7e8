"""The bytes of documents in `raw`: in one row up to `PART_BYTES`, else cut into rows of `raw.document_parts`.

DuckDB reads and writes 2,048 rows at a time, whatever their size: that there is a most for a row is what bounds its memory. What does
not belong here: what else is kept of a document (`shelf`), and when it is written (`intake`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb

from assets import warehouse

PART_BYTES = 16 * 1024
"""Most reports are in one piece, and 2,048 rows are 32 MB at most. The migration that cuts older homes has this number too."""
_WANTED = "(select unnest(?::varchar[]))"
_WHOLE = f"""
select document_id, content from raw.documents
where content is not null and rowid in (select rowid from raw.documents where document_id in {_WANTED})
"""  # noqa: S608 - an expression of this module. By rowid, what is not wanted is not read.
_PARTS = f"""
select document_id, content from raw.document_parts
where rowid in (select rowid from raw.document_parts where document_id in {_WANTED}) order by document_id, part
"""  # noqa: S608


def store(db: duckdb.DuckDBPyConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Append rows of `raw.documents`, each with its whole content; what is large goes into parts, which come first."""
    warehouse.insert(db, "raw.document_parts", (part for row in rows for part in _parts(row)))
    warehouse.insert(db, "raw.documents", ({**row, "content": None} if _is_large(row) else row for row in rows))


def contents(db: duckdb.DuckDBPyConnection, document_ids: Iterable[str]) -> dict[str, bytes]:
    """The bytes of documents as they came, by id. All are in memory at once: ask for few."""
    ids = [list(document_ids)]
    found: dict[str, bytes] = dict(db.execute(_WHOLE, ids).fetchall())
    parts: dict[str, list[bytes]] = defaultdict(list)
    for document_id, content in db.execute(_PARTS, ids).fetchall():
        parts[document_id].append(content)
    return found | {document_id: b"".join(pieces) for document_id, pieces in parts.items()}


def in_batches(sizes: Iterable[tuple[str, int]], most_bytes: int, most: int) -> Iterator[list[str]]:
    """Ids of documents (with their sizes) in order, in lists that are small enough to be held; a larger document is alone."""
    batch: list[str] = []
    held = 0
    for document_id, size in sizes:
        if batch and (held + size > most_bytes or len(batch) == most):
            yield batch
            batch, held = [], 0
        batch.append(document_id)
        held += size
    if batch:
        yield batch


def _parts(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    content = row["content"]
    if _is_large(row):
        for number, start in enumerate(range(0, len(content), PART_BYTES), 1):
            yield {"document_id": row["document_id"], "part": number, "content": content[start : start + PART_BYTES]}


def _is_large(row: dict[str, Any]) -> bool:
    return len(row["content"]) > PART_BYTES
