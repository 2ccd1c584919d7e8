"""New documents into core: the newest revision of each report replaces the earlier one's facts, in one transaction.

What does not belong here: reading (`assets.facts`, `assets.documents.tables`) and collecting (`assets.documents.collect`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import duckdb

from assets import dictionary, stages, warehouse
from assets.core import revisions
from assets.core.rows import occurred_week, table_rows
from assets.documents.collect import state_of
from assets.documents.shelf import tables_to_read
from assets.documents.tables import Origin, merge, read_table
from assets.house import House
from assets.projects import catalogue, names
from assets.projects import registry as registries
from assets.projects.registry import Registry

STAGE = "core"
_OF_TABLES = ("core.rollouts", "core.city_openings", "core.incident_mentions", "core.findings")


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
            loaded.read = revisions.update(db, house, registry, version)
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
    parts = sorted(
        path.name for path in files("assets.facts").iterdir() if path.name.endswith((".py", ".yml")) and path.name != "rules.yml"
    )
    return stages.fingerprint(files("assets.facts").joinpath(name).read_text("utf-8") for name in parts)


def row_counts(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows by core table."""
    names = [t.full_name for t in dictionary.tables().values() if t.schema == "core"]
    query = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)  # noqa: S608 - names of our dictionary
    return dict(db.execute(query).fetchall())


def _tables(db: duckdb.DuckDBPyConnection, house: House, registry: Registry) -> None:
    """Read every table file in its newest state; they are few, and say together what one alone does not."""
    readings = [
        read_table(t["content"], Origin(t["source_file"], t["document_id"], t["source_team"]), timezone=house.timezone)
        for t in tables_to_read(db)
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
