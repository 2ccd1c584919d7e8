"""Documents that were purged: their content is refused when a source still has it.

What does not belong here: purging (`assets.purging`).
"""

from __future__ import annotations

import duckdb

from assets.documents.reading import UnreadableError

SHORT_ID = 12
"""Characters of a document's id that people are shown and may type."""


def refusals(db: duckdb.DuckDBPyConnection) -> dict[str, UnreadableError]:
    """The refusal of each document that was purged and not allowed again, by its id."""
    rows = db.execute("select document_id, purged_at from ops.purges where not coalesce(is_allowed, false)").fetchall()
    return {document_id: _refusal(document_id, f"{purged_at:%Y-%m-%d}") for document_id, purged_at in rows}


def _refusal(document_id: str, day: str) -> UnreadableError:
    again = f"weekhouse purge {document_id[:SHORT_ID]} --allow-again"
    return UnreadableError("已清除的内容", f"此内容已于 {day} 按要求清除，未读取；请从来源删除或改写它，确需读取请运行 {again}。")
