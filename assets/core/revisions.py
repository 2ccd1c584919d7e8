"""Which document is the newest revision of which report; its facts, and no other revision's, stand in core.

What does not belong here: reading a document (`read`), tables and logs (`load`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import duckdb

from assets import warehouse
from assets.core import periods
from assets.core.correcting import Corrector
from assets.core.read import Raw, Read, reading
from assets.core.rows import Row
from assets.core.statements import statements
from assets.documents.contents import contents, in_batches
from assets.house import House
from assets.projects.registry import Registry

TABLES = ("core.reports", "core.entries", "core.progress", "core.milestones", "core.measures", "core.plans", "core.rollouts",
          "core.incident_mentions", "core.unread_numbers", "core.findings")  # fmt: skip
_AT_ONCE_BYTES = 1024 * 1024
"""Text whose rows are held in memory at a time: dense reports take a hundred times as much."""
_AT_ONCE = 2000
Reader = Callable[[list[Raw]], Iterator[Read]]
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
        f"""select document_id, size_bytes from raw.documents d where media = 'report'
            and not exists (from core.report_revisions r where r.document_id = d.document_id and r.reader_version = {_AS_READ})
            order by first_seen_at, source_file, document_id""",  # noqa: S608 - an expression of this module
        [version],
    ).fetchall()
    periods.forget(db, _purged(db))
    done = 0
    with reading(sum(size for _, size in waiting), registry, house.sections) as read:
        for batch in _ahead(db, read, in_batches(waiting, _AT_ONCE_BYTES, _AT_ONCE)):
            readings = []
            for one in batch:
                readings.append(one)
                done += 1
                house.progress("reading", done, len(waiting))
            _record(db, readings, version)
            _replace(db, readings, read)
        if not waiting:
            _replace(db, [], read)
        _correct(db, read, corrector)
    db.execute(_COUNT)
    periods.compare(db)
    return [document_id for document_id, _ in waiting]


def _ahead(db: duckdb.DuckDBPyConnection, read: Reader, batches: Iterable[list[str]]) -> Iterator[Iterator[Read]]:
    """The readings of each batch; where several processes read, they are at the next one while this one is stored."""
    ready: Iterator[Read] | None = None
    for ids in batches:
        coming = read(_documents(db, ids))
        if ready is not None:
            yield ready
        ready = coming
    if ready is not None:
        yield ready


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


def _documents(db: duckdb.DuckDBPyConnection, ids: list[str]) -> list[Raw]:
    rows = db.execute(
        """select document_id, source_file, source_team, coalesce(is_team_set, false), first_seen_at::date from raw.documents
           where document_id in (select unnest(?::varchar[])) order by first_seen_at, source_file, document_id""",
        [ids],
    ).fetchall()
    held = contents(db, ids)
    return [Raw(document_id, file, team, is_team_set, held[document_id], seen) for document_id, file, team, is_team_set, seen in rows]


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


def _replace(db: duckdb.DuckDBPyConnection, readings: list[Read], read: Reader) -> None:
    """Give every report the facts of its newest revision (`periods`), which may be an earlier one again."""
    periods.order(db)
    just_read = {r.document_id: r for r in readings}
    wanted = db.execute(
        """select v.report_id, v.document_id, d.size_bytes
           from core.report_revisions v left join core.reports r using (report_id) join raw.documents d on d.document_id = v.document_id
           where v.is_newest and (r.document_id is distinct from v.document_id or v.document_id in (select unnest(?::varchar[])))""",
        [list(just_read)],
    ).fetchall()
    gone = db.execute("select report_id from core.reports where report_id not in (select report_id from core.report_revisions)").fetchall()
    _remove(db, [row[0] for row in (*wanted, *gone)])
    _insert(db, _by_table(just_read[document_id] for _, document_id, _ in wanted if document_id in just_read))
    others = [(document_id, size) for _, document_id, size in wanted if document_id not in just_read]
    for ids in in_batches(others, _AT_ONCE_BYTES, _AT_ONCE):
        _insert(db, _by_table(read(_documents(db, ids))))


def _correct(db: duckdb.DuckDBPyConnection, read: Reader, corrector: Corrector) -> None:
    """Give the reports that corrections bear on their facts from the reader again, put right. All at once: one is told from another."""
    reports = corrector.touched(db)
    if reports:
        rows = db.execute("select document_id from core.reports where report_id in (select unnest(?::varchar[]))", [reports]).fetchall()
        tables = _by_table(read(_documents(db, [row[0] for row in rows])))
        corrector.apply(tables)
        _remove(db, reports)
        _insert(db, tables)


def _by_table(readings: Iterable[Read]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = defaultdict(list)
    for one in readings:
        for table, rows in one.tables.items():
            tables[table] += rows
    return tables


def _insert(db: duckdb.DuckDBPyConnection, tables: dict[str, list[Row]]) -> None:
    for table, rows in tables.items():
        warehouse.insert(db, table, rows)


def _remove(db: duckdb.DuckDBPyConnection, reports: list[str]) -> None:
    for table in TABLES:
        db.execute(f"delete from {table} where report_id in (select unnest(?::varchar[]))", [reports])  # noqa: S608 - names of this module
