"""New documents into core: the newest revision of each report replaces the earlier one's facts, in one transaction.

What does not belong here: reading (`assets.facts`, `assets.documents.tables`) and collecting (`assets.documents.collect`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

import duckdb

from assets import dictionary, stages, warehouse
from assets.core import corrections, revisions, teams
from assets.core.correcting import Corrector
from assets.core.rows import occurred_week, table_rows
from assets.documents.collect import state_of
from assets.documents.shelf import tables_to_read
from assets.documents.tables import Origin, merge, read_table
from assets.house import House
from assets.projects import catalogue, names
from assets.projects import registry as registries
from assets.projects.names import Named
from assets.projects.registry import Registry

STAGE = "core"
_CODE = ("assets.facts", "assets.documents", "assets.core", "sql.core")
_NO_CODE = ("rules.yml", "asset.py")  # the reader's own documentation, and Dagster's way in
_OF_TABLES = ("core.rollouts", "core.city_openings", "core.incident_mentions", "core.findings")


@dataclass(slots=True)
class Loaded:
    """What was done: documents read now, and rows by core table."""

    read: int = 0
    is_unchanged: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    weeks: dict[date, int] = field(default_factory=dict)
    """The Mondays of the weeks that were read now, with their number of reports."""


def load(db: duckdb.DuckDBPyConnection, house: House) -> Loaded:
    """Bring core up to date with raw. Raises `RegistryError` when the registry cannot be used."""
    registry = registries.load(house.registry_file)
    today, corrected = house.now().date(), corrections.read(house.corrections_folder)
    version = stages.fingerprint([reader_version(), house.timezone, sorted(house.sections.items()), sorted(house.headers.items())])
    put_right = corrections.fingerprint(corrected, today)
    inputs = stages.fingerprint([version, registry.fingerprint, names.VERSION, state_of(db), *house.teams, put_right])
    loaded = Loaded()
    if stages.finished_with(db, STAGE) == inputs and not house.weeks:
        loaded.is_unchanged = True
    else:
        with warehouse.transaction(db):
            corrector = Corrector(corrected, registry, today)
            read = take_in(db, house, registry, version, corrector)
            loaded.read, loaded.weeks = len(read), revisions.weeks_of(db, read)
            settle(db, house, registry, catalogue.unify(db, registry))
            stages.finish(db, STAGE, inputs, house.now())
    loaded.rows = row_counts(db)
    return loaded


def take_in(db: duckdb.DuckDBPyConnection, house: House, registry: Registry, version: str, corrector: Corrector) -> list[str]:
    """What documents, tables and refusals say, row by row into core. Returns the ids of the reports that were read."""
    read = revisions.update(db, house, registry, version, corrector)
    _tables(db, house, registry, corrector)
    _source_problems(db)
    corrector.write(db)
    return read


def settle(db: duckdb.DuckDBPyConnection, house: House, registry: Registry, named: list[Named]) -> None:
    """Make anew what only all rows of core together say: teams, incidents and projects, of which `named` has the names."""
    teams.refresh(db, house.teams)
    _merge_incidents(db)
    catalogue.build(db, registry, named)


def _merge_incidents(db: duckdb.DuckDBPyConnection) -> None:
    """Make core.incidents anew: mentions in report and log of one incident are one row."""
    db.execute(files("sql").joinpath("core/incidents.sql").read_text("utf-8"))


@cache
def reader_version() -> str:
    """Changes with every change of the code or words that make facts of bytes, so that nothing stays read by an older one."""
    parts = [
        path
        for package in _CODE
        for path in sorted(files(package).iterdir(), key=lambda path: path.name)
        if path.name.endswith((".py", ".yml", ".csv", ".sql")) and path.name not in _NO_CODE
    ]
    return stages.fingerprint(path.read_text("utf-8") for path in parts)


def row_counts(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows by core table."""
    names = [t.full_name for t in dictionary.tables().values() if t.schema == "core"]
    query = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)  # noqa: S608 - names of our dictionary
    return dict(db.execute(query).fetchall())


def _tables(db: duckdb.DuckDBPyConnection, house: House, registry: Registry, corrector: Corrector) -> None:
    """Read every table file in its newest state; they are few, and say together what one alone does not."""
    readings = [
        read_table(content, Origin(seen.source_file, seen.document_id, seen.source_team), timezone=house.timezone, synonyms=house.headers)
        for seen, content in tables_to_read(db)
    ]
    whole = merge(readings)
    for table in _OF_TABLES:  # what is no report's; also of tables that raw has no longer
        db.execute(f"delete from {table} where report_id not in (select report_id from core.reports)")  # noqa: S608 - names of this module
    mentions = [{**row, "occurred_week": occurred_week(row)} for row in table_rows(whole.incidents, None, registry)]
    found = {
        "core.rollouts": table_rows(whole.rollouts, None, registry),
        "core.city_openings": table_rows(whole.openings, None, registry),
        "core.incident_mentions": mentions,
        "core.findings": table_rows(whole.findings, None, registry),
    }
    corrector.apply(found)
    for table, rows in found.items():
        warehouse.insert(db, table, rows)


def _source_problems(db: duckdb.DuckDBPyConnection) -> None:
    """What the sources could not deliver are findings too; a source that failed as a whole stands under its own name."""
    db.execute("delete from core.findings where report_id is null")
    db.execute(
        """insert into core.findings by name
           select 'unreadable_source' as rule, coalesce(source_team, 'default') as team,
                  coalesce(nullif(source_file, ''), source) as source_file, observed, message
           from raw.source_problems"""
    )
