"""New documents into core: the newest revision of each report replaces the earlier one's facts, in one transaction.

What does not belong here: reading (`assets.facts`, `assets.documents.tables`) and collecting (`assets.documents.collect`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import duckdb

from assets import dictionary, stages, warehouse
from assets.core.read import Raw, Read, read_all
from assets.core.rows import Row, occurred_week, table_rows
from assets.documents.collect import state_of
from assets.documents.tables import Origin, merge, read_table
from assets.house import House
from assets.projects import catalogue, names
from assets.projects import registry as registries
from assets.projects.registry import Registry

STAGE = "core"
_OF_REPORTS = ("core.reports", "core.entries", "core.progress", "core.milestones", "core.measures", "core.plans", "core.rollouts",
               "core.incident_mentions", "core.unread_numbers", "core.findings")  # fmt: skip
_OF_TABLES = ("core.rollouts", "core.city_openings", "core.incident_mentions", "core.findings")
_READ_AT_ONCE = 2000  # documents whose rows are held in memory at a time


@dataclass(slots=True)
class Loaded:
    """What was done: documents read now, and rows by core table."""

    read: int = 0
    is_unchanged: bool = False
    rows: dict[str, int] = field(default_factory=dict)


def load(db: duckdb.DuckDBPyConnection, house: House) -> Loaded:
    """Bring core up to date with raw. Raises `RegistryError` when the registry cannot be used."""
    registry = registries.load(house.registry_file)
    version = stages.fingerprint([reader_version(), house.timezone])
    inputs = stages.fingerprint([version, registry.fingerprint, names.VERSION, state_of(db)])
    loaded = Loaded()
    if stages.finished_with(db, STAGE) == inputs:
        loaded.is_unchanged = True
    else:
        with warehouse.transaction(db):
            loaded.read = _reports(db, house, registry, version)
            _tables(db, house, registry)
            _source_problems(db)
            named = catalogue.unify(db, registry)
            db.execute(files("sql").joinpath("core/incidents.sql").read_text("utf-8"))
            catalogue.build(db, registry, named)
            stages.finish(db, STAGE, inputs, house.now())
    loaded.rows = row_counts(db)
    return loaded


@cache
def reader_version() -> str:
    """Changes with every change of the reader's code or words, so that nothing stays read by an older one."""
    parts = sorted(path.name for path in files("assets.facts").iterdir() if path.name.endswith((".py", ".yml")))
    return stages.fingerprint(files("assets.facts").joinpath(name).read_text("utf-8") for name in parts)


def row_counts(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows by core table."""
    names = [t.full_name for t in dictionary.tables().values() if t.schema == "core"]
    query = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)  # noqa: S608 - names of our dictionary
    return dict(db.execute(query).fetchall())


def _reports(db: duckdb.DuckDBPyConnection, house: House, registry: Registry, version: str) -> int:
    """Read the documents that this version has not read yet; the newest revision of each report stands in core."""
    waiting = db.execute(
        """select document_id from raw.documents d where media = 'report'
           and not exists (from core.report_revisions r where r.document_id = d.document_id and r.reader_version = ?)
           order by first_seen_at, source_file, document_id""",
        [version],
    ).fetchall()
    ids = [row[0] for row in waiting]
    for start in range(0, len(ids), _READ_AT_ONCE):
        documents = _documents(db, ids[start : start + _READ_AT_ONCE])
        readings = []
        for reading in read_all(documents, registry):
            readings.append(reading)
            house.progress("reading", start + len(readings), len(ids))
        _store(db, readings, version)
    return len(ids)


def _documents(db: duckdb.DuckDBPyConnection, ids: list[str]) -> list[Raw]:
    rows = db.execute(
        """select document_id, source_file, source_team, coalesce(is_team_set, false), content from raw.documents
           where document_id in (select unnest(?)) order by first_seen_at, source_file, document_id""",
        [ids],
    ).fetchall()
    return [Raw(*row) for row in rows]


def _store(db: duckdb.DuckDBPyConnection, readings: list[Read], version: str) -> None:
    """Record the revisions, then replace the rows of every report whose newest revision was just read."""
    db.execute("create or replace temp table just_read as select unnest(?::varchar[]) document_id", [[r.document_id for r in readings]])
    before = db.execute("select distinct report_id from core.report_revisions where document_id in (from just_read)").fetchall()
    db.execute("delete from core.report_revisions where document_id in (from just_read)")
    seen = dict(db.execute("select document_id, first_seen_at from raw.documents where document_id in (from just_read)").fetchall())
    warehouse.insert(
        db,
        "core.report_revisions",
        ({**r.report, "first_seen_at": seen[r.document_id], "is_newest": False, "reader_version": version} for r in readings),
    )
    touched = sorted({r.report["report_id"] for r in readings} | {row[0] for row in before})
    db.execute("create or replace temp table touched as select unnest(?::varchar[]) report_id", [touched])
    db.execute(
        """update core.report_revisions r set is_newest = (document_id = newest) from (
               select report_id,
                      max_by(document_id, (coalesce(edited_at, created_at, timestamp '1900-01-01'), first_seen_at, document_id)) newest
               from core.report_revisions where report_id in (from touched) group by report_id) n
           where n.report_id = r.report_id"""
    )
    for table in _OF_REPORTS:
        db.execute(f"delete from {table} where report_id in (from touched)")  # noqa: S608 - names of this module
    newest = {
        row[0]
        for row in db.execute("select document_id from core.report_revisions where is_newest and report_id in (from touched)").fetchall()
    }
    counts = dict(
        db.execute("select report_id, count(*) from core.report_revisions where report_id in (from touched) group by 1").fetchall()
    )
    batches: dict[str, list[Row]] = defaultdict(list)
    for reading in readings:
        if reading.document_id in newest:
            reading.report["revision"] = counts[reading.report["report_id"]]
            for table, rows in reading.tables.items():
                batches[table] += rows
    for table, rows in batches.items():
        warehouse.insert(db, table, rows)


def _tables(db: duckdb.DuckDBPyConnection, house: House, registry: Registry) -> None:
    """Read every table file in its newest state; they are few, and say together what one alone does not."""
    current = db.execute(
        """select document_id, source_file, source_team, content from raw.documents where media = 'table'
           qualify row_number() over (partition by source_file, source_team order by last_seen_at desc, first_seen_at desc, document_id) = 1
           order by source_file, document_id"""
    ).fetchall()
    readings = [
        read_table(content, Origin(file, document_id, team), timezone=house.timezone) for document_id, file, team, content in current
    ]
    whole = merge(readings)
    for table in _OF_TABLES:
        reports = "(select document_id from raw.documents where media = 'table')"
        db.execute(f"delete from {table} where report_id in {reports}")  # noqa: S608 - names of this module
    mentions = [{**row, "occurred_week": occurred_week(row)} for row in table_rows(whole.incidents, None, registry)]
    warehouse.insert(db, "core.rollouts", table_rows(whole.rollouts, None, registry))
    warehouse.insert(db, "core.city_openings", table_rows(whole.openings, None, registry))
    warehouse.insert(db, "core.incident_mentions", mentions)
    warehouse.insert(db, "core.findings", table_rows(whole.findings, None, registry))


def _source_problems(db: duckdb.DuckDBPyConnection) -> None:
    """What the sources could not deliver are findings too."""
    db.execute("delete from core.findings where report_id is null")
    db.execute(
        """insert into core.findings by name
           select 'unreadable_source' as rule, coalesce(source_team, 'default') as team, source_file, observed, message
           from raw.source_problems"""
    )
