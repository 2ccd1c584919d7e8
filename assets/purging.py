"""What a purge takes out of the working warehouse: a document and all that was made of it; and the record that this was done.

What does not belong here: files (publications, backups, logs), and the free blocks of the warehouse file (`renewal`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from assets import dictionary, warehouse
from assets.core import periods
from assets.published import parts
from assets.quality import firing

PURGED_TEXT = "（内容已按要求清除）"
_IDS = "(select unnest(?::varchar[]))"
_FIND = """
    select d.document_id, d.source, d.source_file, d.media, d.size_bytes, d.first_seen_at,
           r.team, r.week, r.title, r.revision, coalesce(r.is_newest, false),
           (select count(*) from core.report_revisions o where o.report_id = r.report_id),
           (select count(*) from core.fact_revisions f where f.document_id = d.document_id and f.kind <> 'entries')
    from raw.documents d left join core.report_revisions r using (document_id)
"""
_OF_TABLES = """
    union all select fact_id, report_id in (from purged) from {} where fact_id is not null
    and report_id in (select document_id from raw.documents)
"""
"""Facts of table files, which have no revisions; a report's have another report_id."""
_KEYS = """
create or replace temp table keys_of_documents as
with purged as (select unnest($ids::varchar[]) as document_id),
stated as (
    select fact_id as key, document_id in (from purged) as is_purged from core.fact_revisions
    {of_tables}
)
select key, bool_and(is_purged) as is_purged from stated group by key
"""
_BAD_ENTRIES = """
with purged as (select key from keys_of_documents where is_purged),
kept as (select key from keys_of_documents where not is_purged),
files as (select source_file from raw.documents where document_id in (select unnest($ids::varchar[])))
select bad_entry_id from quality.bad_entries
where entry_id in (from purged) or fact_id in (from purged) or list_has_any(coalesce(fact_ids, []), (select list(key) from purged))
   or (state = 'resolved' and source_file in (from files) and (entry_id is null or entry_id not in (from kept)))
order by bad_entry_id
"""
"""What is resolved may have been found in any revision of its file: it goes, unless a revision that stays has its entry."""


@dataclass(frozen=True, slots=True)
class Held:
    """A document of raw, and the report whose revision it is (None for a table), with what was made of it."""

    document_id: str
    source: str
    source_file: str
    media: str
    size_bytes: int
    first_seen_at: datetime
    team: str | None
    week: str | None
    title: str | None
    revision: int | None
    is_newest: bool
    revisions: int
    facts: int


@dataclass(frozen=True, slots=True)
class Purge:
    """A record of `ops.purges`. `finished_at` is None where files may still hold the document."""

    document_id: str
    reason: str
    purged_by: str
    purged_at: datetime
    finished_at: datetime | None
    is_allowed: bool


def documents(db: duckdb.DuckDBPyConnection) -> list[Held]:
    """Every document that could be purged, by name and age."""
    return [Held(*row) for row in db.execute(f"{_FIND} order by d.source_file, d.first_seen_at, d.document_id").fetchall()]


def purges(db: duckdb.DuckDBPyConnection) -> list[Purge]:
    """What was purged, in the order in which it was."""
    columns = "document_id, reason, purged_by, purged_at, finished_at, is_allowed"
    return [Purge(*row) for row in db.execute(f"select {columns} from ops.purges order by purged_at, document_id").fetchall()]  # noqa: S608


def bad_entries_of(db: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> list[str]:
    """The bad entries that only these documents gave rise to."""
    facts = [table.full_name for table in dictionary.tables().values() if table.schema == "core" and table.is_fact]
    db.execute(_KEYS.format(of_tables="".join(_OF_TABLES.format(name) for name in facts)), {"ids": list(ids)})
    return [row[0] for row in db.execute(_BAD_ENTRIES, {"ids": list(ids)}).fetchall()]


def purge(db: duckdb.DuckDBPyConnection, records: Iterable[Purge]) -> None:
    """Remove documents with their revisions, facts' history and bad entries, and record it, in one transaction.

    Facts, trends and what other reports say about them follow from `raw` when they are made again.
    """
    records = list(records)
    ids = [record.document_id for record in records]
    with warehouse.transaction(db):
        forget_bad_entries(db, bad_entries_of(db, ids))
        periods.forget(db, ids)
        firing.forget(db)
        parts.forget(db)
        for table in dictionary.tables().values():
            if table.schema == "raw" and any(column.name == "document_id" for column in table.columns):
                db.execute(f"delete from {table.full_name} where document_id in {_IDS}", [ids])  # noqa: S608 - names of the dictionary
        db.execute(f"delete from ops.purges where document_id in {_IDS}", [ids])  # noqa: S608
        rows = [{name: getattr(record, name) for name in Purge.__slots__} for record in records]
        warehouse.insert(db, "ops.purges", rows)


def forget_bad_entries(db: duckdb.DuckDBPyConnection, bad_entry_ids: Sequence[str]) -> None:
    """Remove bad entries, what people decided on them, and the words of the alerts that told of them."""
    ids = [list(bad_entry_ids)]
    for table in ("quality.bad_entries", "quality.decisions"):
        db.execute(f"delete from {table} where bad_entry_id in {_IDS}", ids)  # noqa: S608 - names of this module
    db.execute("delete from quality.alerts where state = 'pending' and list_has_any(bad_entry_ids, ?::varchar[])", ids)
    db.execute("update quality.alerts set body = ? where list_has_any(bad_entry_ids, ?::varchar[])", [PURGED_TEXT, *ids])


def allow(db: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
    """Let the content of documents that were purged come back with the next run."""
    db.execute(f"update ops.purges set is_allowed = true where document_id in {_IDS}", [list(ids)])  # noqa: S608


def finish(db: duckdb.DuckDBPyConnection, ids: Sequence[str], at: datetime) -> None:
    """Record that nothing of the documents is left in HOME."""
    db.execute(f"update ops.purges set finished_at = ? where document_id in {_IDS}", [at, list(ids)])  # noqa: S608
