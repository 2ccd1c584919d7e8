"""Which document is the newest revision of which report; its facts, and no other revision's, stand in core.

What does not belong here: reading a document (`read`), tables and logs (`load`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import duckdb

from assets import warehouse
from assets.core.read import Raw, Read, read_all
from assets.core.rows import Row
from assets.house import House
from assets.projects.registry import Registry

TABLES = ("core.reports", "core.entries", "core.progress", "core.milestones", "core.measures", "core.plans", "core.rollouts",
          "core.incident_mentions", "core.unread_numbers", "core.findings")  # fmt: skip
_READ_AT_ONCE = 2000  # documents whose rows are held in memory at a time
_AS_READ = "? || ':' || md5(concat_ws('|', d.source_file, d.source_team, d.is_team_set))"
"""A document is read again when the reader changed, or its name or team, which the reader is told."""


def update(db: duckdb.DuckDBPyConnection, house: House, registry: Registry, version: str) -> int:
    """Read what this version has not read yet and put the newest revision of each report into core. Returns how many were read."""
    waiting = db.execute(
        f"""select document_id from raw.documents d where media = 'report'
            and not exists (from core.report_revisions r where r.document_id = d.document_id and r.reader_version = {_AS_READ})
            order by first_seen_at, source_file, document_id""",  # noqa: S608 - an expression of this module
        [version],
    ).fetchall()
    ids = [row[0] for row in waiting]
    for start in range(0, len(ids), _READ_AT_ONCE):
        readings = []
        for reading in read_all(_documents(db, ids[start : start + _READ_AT_ONCE]), registry):
            readings.append(reading)
            house.progress("reading", start + len(readings), len(ids))
        _record(db, readings, version)
        _replace(db, readings, registry)
    if not ids:
        _replace(db, [], registry)
    return len(ids)


def _documents(db: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> list[Raw]:
    rows = db.execute(
        """select document_id, source_file, source_team, coalesce(is_team_set, false), content from raw.documents
           where document_id in (select unnest(?::varchar[])) order by first_seen_at, source_file, document_id""",
        [list(ids)],
    ).fetchall()
    return [Raw(*row) for row in rows]


def _record(db: duckdb.DuckDBPyConnection, readings: list[Read], version: str) -> None:
    """The revisions that were just read."""
    ids = [r.document_id for r in readings]
    known = db.execute(
        f"select document_id, first_seen_at, {_AS_READ} from raw.documents d where document_id in (select unnest(?::varchar[]))",  # noqa: S608
        [version, ids],
    ).fetchall()
    seen = {document_id: (first_seen_at, as_read) for document_id, first_seen_at, as_read in known}
    db.execute("delete from core.report_revisions where document_id in (select unnest(?::varchar[]))", [ids])
    rows = (
        {**r.report, "first_seen_at": seen[r.document_id][0], "is_newest": False, "reader_version": seen[r.document_id][1]}
        for r in readings
    )
    warehouse.insert(db, "core.report_revisions", rows)


def _replace(db: duckdb.DuckDBPyConnection, readings: list[Read], registry: Registry) -> None:
    """Give every report the facts of its newest revision: the one edited or created last, else seen last (contract, Identity)."""
    db.execute(
        """update core.report_revisions r set is_newest = (r.document_id = n.newest) from (
               select v.report_id,
                      max_by(document_id, (coalesce(v.edited_at, v.created_at, timestamp '1900-01-01'),
                                           d.last_seen_at, d.first_seen_at, document_id)) as newest
               from core.report_revisions v join raw.documents d using (document_id) group by v.report_id) n
           where n.report_id = r.report_id and r.is_newest is distinct from (r.document_id = n.newest)"""
    )
    just_read = {r.document_id: r for r in readings}
    db.execute("create or replace temp table just_read as select unnest(?::varchar[]) as document_id", [list(just_read)])
    wanted = db.execute(
        """select v.report_id, v.document_id, (select count(*) from core.report_revisions c where c.report_id = v.report_id)
           from core.report_revisions v left join core.reports r using (report_id)
           where v.is_newest and (r.document_id is distinct from v.document_id or v.document_id in (from just_read))"""
    ).fetchall()
    others = [document_id for _, document_id, _ in wanted if document_id not in just_read]
    for read in read_all(_documents(db, others), registry):  # an earlier revision that has become the newest again
        just_read[read.document_id] = read
    gone = db.execute("select report_id from core.reports where report_id not in (select report_id from core.report_revisions)").fetchall()
    replaced = [row[0] for row in wanted] + [row[0] for row in gone]
    for table in TABLES:
        db.execute(f"delete from {table} where report_id in (select unnest(?::varchar[]))", [replaced])  # noqa: S608 - names of this module
    batches: dict[str, list[Row]] = defaultdict(list)
    for _, document_id, revisions in wanted:
        just_read[document_id].report["revision"] = revisions
        for table, rows in just_read[document_id].tables.items():
            batches[table] += rows
    for table, rows in batches.items():
        warehouse.insert(db, table, rows)
