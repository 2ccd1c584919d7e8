"""The published history laid beside a draft in memory, so that the rules see both; as much of it as they need, a year and more.

What does not belong here: reading the draft and telling what is wrong in it (`checking`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from assets import dictionary
from assets.projects import catalogue
from assets.projects.names import Named
from assets.projects.registry import Registry
from assets.warehouse import quoted

PUBLISHED = "published"
_REACH_DAYS = 400
"""How far back a draft is compared: over a year, so that the year's availability and last year's same week are in it."""
_RECENT = "(week_start is null or week_start >= (from draft_since))"
_OF_TEAM = "team in (from draft_teams)"
_OF_TEAM_OR_PROJECT = f"({_OF_TEAM} or project_id in (from draft_projects))"
_SCOPES = {
    "core.reports": f"({_OF_TEAM} or {_RECENT})",
    "core.entries": f"{_OF_TEAM_OR_PROJECT} and {_RECENT}",
    "core.progress": f"{_OF_TEAM_OR_PROJECT} and {_RECENT}",
    "core.milestones": f"{_OF_TEAM_OR_PROJECT} and {_RECENT}",
    "core.rollouts": _OF_TEAM_OR_PROJECT,
    "core.city_openings": _OF_TEAM_OR_PROJECT,
    "core.measures": f"{_OF_TEAM} and {_RECENT}",
    "core.plans": f"{_OF_TEAM} and {_RECENT}",
    "core.incident_mentions": _RECENT,
}
"""What the rules may compare a draft with. A fact that a draft states anew, and its older text, are left out."""
_NOT_DRAFT = "report_id not in (from draft_reports) and source_file not in (from draft_files)"
_NAMES = f"""
    select project_as_written, count(distinct report_id) from {PUBLISHED}.core.entries
    where project_as_written is not null and {_NOT_DRAFT} and {_RECENT} group by all
"""  # noqa: S608 - names of this module
_MENTIONS = f"""
    insert into core.entries by name
    select distinct on (project_id, week) entry_id, report_id, team, week, week_start, project_id, project, source_file, source_line, kind
    from {PUBLISHED}.core.entries
    where project_id is not null and {_NOT_DRAFT} and {_RECENT} and not {_OF_TEAM_OR_PROJECT}
"""  # noqa: S608 - names of this module
"""Of all other projects one mention a week: which names are known."""


def note_draft(db: duckdb.DuckDBPyConnection) -> None:
    """Remember what is the draft: its reports, files and teams, before anything lies beside it."""
    db.execute(
        "create temp table draft_files as select distinct source_file from raw.documents union select source_file from raw.source_problems"
    )
    db.execute("create temp table draft_reports as select report_id from core.reports union select document_id from raw.documents")
    db.execute("create temp table draft_teams as select distinct team from core.reports where team is not null")
    earliest = f"coalesce(min(week_start), date '0001-01-01' + {_REACH_DAYS}) - {_REACH_DAYS}"
    db.execute(f"create temp table draft_since as select cast({earliest} as date) as day from core.reports")  # noqa: S608 - a number


def lay_beside(db: duckdb.DuckDBPyConnection, snapshot: Path, registry: Registry) -> list[Named]:
    """Attach a snapshot as `published` and copy what the rules need of it. Returns what the names of both together mean."""
    db.execute(f"attach {quoted(str(snapshot))} as {PUBLISHED} (read_only)")
    named = catalogue.unify(db, registry, dict(db.execute(_NAMES).fetchall()))
    mentions = " union ".join(f"select project_id from {name}" for name in _SCOPES if name != "core.reports")  # noqa: S608
    db.execute(f"create temp table draft_projects as select project_id from ({mentions}) where project_id is not null")  # noqa: S608
    present = _present(db)
    for name, scope in _SCOPES.items():
        if columns := ", ".join(f'"{c.name}"' for c in dictionary.tables()[name].columns if (name, c.name) in present):
            db.execute(f"insert into {name} by name select {columns} from {PUBLISHED}.{name} where {_NOT_DRAFT} and {scope}")  # noqa: S608
    db.execute(_MENTIONS)
    return named


def _present(db: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """The tables and columns that the snapshot has, which may be of another version."""
    rows = db.execute("select schema_name, table_name, column_name from duckdb_columns() where database_name = ?", [PUBLISHED]).fetchall()
    return {(f"{schema}.{table}", column) for schema, table, column in rows}
