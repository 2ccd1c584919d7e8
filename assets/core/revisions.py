"""Which document is the newest revision of which report; its facts, and no other revision's, stand in core.

What does not belong here: reading a document (`read`), tables and logs (`load`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

import duckdb

from assets import warehouse
from assets.core import periods
from assets.core.correcting import Corrector
from assets.core.read import Raw, Read, read_all
from assets.core.rows import Row
from assets.core.statements import statements
from assets.house import House
from assets.projects.registry import Registry

TABLES = ("core.reports", "core.entries", "core.progress", "core.milestones", "core.measures", "core.plans", "core.rollouts",
          "core.incident_mentions", "core.unread_numbers", "core.findings")  # fmt: skip
Reader = Callable[[list[Raw]], Iterator[Read]]
_READ_AT_ONCE = 2000  # documents whose rows are held in memory at a time
_AS_READ = "? || ':' || md5(concat_ws('|', d.source_file, d.source_team, d.is_team_set))"
"""A document is read again when the reader changed, or its name or team, which the reader is told."""

_COUNT = """
update core.reports r set revision = c.revisions
from (select report_id, count(*) as revisions from core.report_revisions group by report_id) c
where r.report_id = c.report_id and r.revision is distinct from c.revisions
"""


def update(db: duckdb.DuckDBPyConnection, house: House, registry: Registry, version: str, corrector: Corrector) -> list[str]:
    """Read what this version has not read yet, and the house's weeks; put each report's newest revision into core, corrected.

    Returns the ids of the documents that were read.
    """
    if house.weeks:
        db.execute(
            "update core.report_revisions set reader_version = null where week in (select unnest(?::varchar[]))", [sorted(house.weeks)]
        )
    waiting = db.execute(
        f"""select document_id from raw.documents d where media = 'report'
            and not exists (from core.report_revisions r where r.document_id = d.document_id and r.reader_version = {_AS_READ})
            order by first_seen_at, source_file, document_id""",  # noqa: S608 - an expression of this module
        [version],
    ).fetchall()
    ids = [row[0] for row in waiting]
    read = partial(read_all, registry=registry, section_words=house.sections)
    periods.forget(db, _purged(db))
    for start in range(0, len(ids), _READ_AT_ONCE):
        readings = []
        for reading in read(_documents(db, ids[start : start + _READ_AT_ONCE])):
            readings.append(reading)
            house.progress("reading", start + len(readings), len(ids))
        _record(db, readings, version)
        _replace(db, readings, read)
    corrected = corrector.touched(db)
    if corrected or not ids:
        _replace(db, [], read, corrector, corrected)
    db.execute(_COUNT)
    periods.compare(db)
    return ids


def weeks_of(db: duckdb.DuckDBPyConnection, documents: list[str]) -> dict[date, int]:
    """The Mondays of the weeks that documents report on, with how many do."""
    rows = db.execute(
        """select week_start, count(*) from core.report_revisions
           where document_id in (select unnest(?::varchar[])) and week_start is not null group by week_start order by week_start""",
        [documents],
    ).fetchall()
    return dict(rows)


def _purged(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Revisions whose document is in raw no longer."""
    rows = db.execute("select document_id from core.report_revisions where document_id not in (select document_id from raw.documents)")
    return [row[0] for row in rows.fetchall()]


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
    periods.forget(db, ids)
    rows = (
        {**r.report, "first_seen_at": seen[r.document_id][0], "is_newest": False, "reader_version": seen[r.document_id][1]}
        for r in readings
    )
    warehouse.insert(db, "core.report_revisions", rows)
    warehouse.insert(db, "core.fact_revisions", (row for r in readings for row in statements(r.document_id, r.tables)))


def _replace(
    db: duckdb.DuckDBPyConnection,
    readings: list[Read],
    read: Reader,
    corrector: Corrector | None = None,
    anew: Iterable[str] = (),
) -> None:
    """Give every report the facts of its newest revision (`periods`).

    The reports `anew` get theirs from the reader again, for the corrector to put right.
    """
    periods.order(db)
    just_read = {r.document_id: r for r in readings}
    db.execute("create or replace temp table just_read as select unnest(?::varchar[]) as document_id", [list(just_read)])
    wanted = db.execute(
        """select v.report_id, v.document_id
           from core.report_revisions v left join core.reports r using (report_id)
           where v.is_newest and (r.document_id is distinct from v.document_id or v.document_id in (from just_read)
                                  or v.report_id in (select unnest(?::varchar[])))""",
        [list(anew)],
    ).fetchall()
    others = [document_id for _, document_id in wanted if document_id not in just_read]
    for reading in read(_documents(db, others)):  # an earlier revision that has become the newest again
        just_read[reading.document_id] = reading
    gone = db.execute("select report_id from core.reports where report_id not in (select report_id from core.report_revisions)").fetchall()
    replaced = [row[0] for row in wanted] + [row[0] for row in gone]
    for table in TABLES:
        db.execute(f"delete from {table} where report_id in (select unnest(?::varchar[]))", [replaced])  # noqa: S608 - names of this module
    batches: dict[str, list[Row]] = defaultdict(list)
    for _, document_id in wanted:
        for table, rows in just_read[document_id].tables.items():
            batches[table] += rows
    if corrector:
        corrector.apply(batches)
    for table, rows in batches.items():
        warehouse.insert(db, table, rows)
