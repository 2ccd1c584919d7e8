"""The order of a report's revisions, when each counted, and what each changed.

What does not belong here: reading documents (`read`) and which facts stand in core (`revisions`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files

import duckdb

from assets import warehouse
from assets.core.changes import changes
from assets.core.statements import Row

_AT_ONCE = 100  # revisions whose statements are held in memory at a time
_IDS = "(select unnest(?::varchar[]))"
_MADE_OF_REVISIONS = (
    ("core.report_revisions", "document_id"), ("core.fact_revisions", "document_id"),
    ("core.fact_changes", "document_id"), ("core.fact_changes", "previous_document_id"),
)  # fmt: skip
_TO_COMPARE = """
select document_id, earlier from (
    select document_id, previous_document_id, lag(document_id) over (partition by report_id order by revision) as earlier
    from core.report_revisions
) where previous_document_id is distinct from earlier order by document_id
"""


def order(db: duckdb.DuckDBPyConnection) -> None:
    """Number the revisions that have been read, and say when each counted; the one that does is the newest."""
    db.execute(files("sql").joinpath("core/periods.sql").read_text("utf-8"))


def compare(db: duckdb.DuckDBPyConnection) -> None:
    """Compare each revision with the one before it, where that was not done yet."""
    waiting = db.execute(_TO_COMPARE).fetchall()
    db.execute(f"delete from core.fact_changes where document_id in {_IDS}", [[later for later, _ in waiting]])  # noqa: S608
    for start in range(0, len(waiting), _AT_ONCE):
        _compare(db, waiting[start : start + _AT_ONCE])


def forget(db: duckdb.DuckDBPyConnection, document_ids: Iterable[str]) -> None:
    """Remove revisions with what they stated and changed; those that follow them will be compared anew."""
    ids = [list(document_ids)]
    for table, column in _MADE_OF_REVISIONS:
        db.execute(f"delete from {table} where {column} in {_IDS}", ids)  # noqa: S608 - names of this module
    db.execute(f"update core.report_revisions set previous_document_id = null where previous_document_id in {_IDS}", ids)  # noqa: S608


def _compare(db: duckdb.DuckDBPyConnection, pairs: list[tuple[str, str | None]]) -> None:
    said = _statements(db, [one for pair in pairs for one in pair if one])
    rows = (
        {**row, "document_id": later, "previous_document_id": earlier}
        for later, earlier in pairs
        if earlier
        for row in changes(said[earlier], said[later])
    )
    warehouse.insert(db, "core.fact_changes", rows)
    compared = [[later for later, _ in pairs], [earlier for _, earlier in pairs]]
    db.execute(
        """update core.report_revisions r set previous_document_id = p.earlier
           from (select unnest(?::varchar[]) as later, unnest(?::varchar[]) as earlier) p where r.document_id = p.later""",
        compared,
    )


def _statements(db: duckdb.DuckDBPyConnection, document_ids: list[str]) -> dict[str, list[Row]]:
    cursor = db.execute(
        f"""select document_id, kind, fact_key, project_as_written, source_line, quote, values_json from core.fact_revisions
            where document_id in {_IDS} order by document_id, source_line, char_start, kind, fact_id""",  # noqa: S608
        [document_ids],
    )
    names = [column[0] for column in cursor.description or ()]
    found: dict[str, list[Row]] = defaultdict(list)
    for row in cursor.fetchall():
        found[row[0]].append(dict(zip(names, row, strict=True)))
    return found
