"""core.project_names and core.projects: what every name in core means, and the projects that come of it.

What does not belong here: which names are one project (`registry`, `names`).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import duckdb

from assets import dictionary, warehouse
from assets.projects import names
from assets.projects.names import Named
from assets.projects.registry import Registry

AS_WRITTEN = "project_as_written"
_DERIVED = ("core.incidents", "core.fact_revisions", "core.fact_changes")
"""Tables whose names need no deciding: made anew from core.incident_mentions, or what also earlier revisions wrote."""


def unify(db: duckdb.DuckDBPyConnection, registry: Registry, elsewhere: Mapping[str, int] | None = None) -> list[Named]:
    """Give every row of core the project that its name means among all names of core. What was written stays in `project_as_written`.

    `elsewhere` are names that are used in other reports than these, with in how many.
    """
    tables = [
        table.full_name
        for table in dictionary.tables().values()
        if table.schema == "core" and table.full_name not in _DERIVED and any(column.name == AS_WRITTEN for column in table.columns)
    ]
    mentions = " union all ".join(f"select {AS_WRITTEN} as name, coalesce(report_id, '') as report_id from {table}" for table in tables)  # noqa: S608
    uses = dict(db.execute(f"select name, count(distinct report_id) from ({mentions}) where name is not null group by name").fetchall())  # noqa: S608
    counted = {name: uses.get(name, 0) + (elsewhere or {}).get(name, 0) for name in {*uses, *(elsewhere or {})}}
    named = names.decide(counted, registry)
    db.execute("delete from core.project_names")
    warehouse.insert(
        db,
        "core.project_names",
        (
            {
                "name": n.name,
                "project_id": n.project.project_id,
                "project": n.project.name,
                "how": n.how,
                "score": n.score,
                "reports": n.reports,
            }
            for n in named
        ),
    )
    for table in tables:
        db.execute(
            f"""update {table} as t set project_id = n.project_id, project = n.project from core.project_names n
                where t.{AS_WRITTEN} = n.name and (t.project_id is distinct from n.project_id or t.project is distinct from n.project)"""  # noqa: S608
        )
    return named


def build(db: duckdb.DuckDBPyConnection, registry: Registry, named: list[Named]) -> None:
    """Make core.projects anew: every project that is named, and those that one of them is part of."""
    projects = {n.project.project_id: n.project for n in named}
    described = {row[0]: row[1:] for row in db.execute(files("sql").joinpath("core/projects.sql").read_text("utf-8")).fetchall()}
    rows = []
    for project in registry.with_parents(projects[key] for key in sorted(projects)):
        aliases, objective, first_week, last_week = described.get(project.project_id, ([], None, None, None))
        rows.append(
            {
                "project_id": project.project_id,
                "project": project.name,
                "phase": project.phase,
                "parent_project_id": project.parent_id,
                "aliases": aliases,
                "objective": objective,
                "first_week": first_week,
                "last_week": last_week,
                "is_registered": project.is_registered,
            }
        )
    db.execute("delete from core.projects")
    warehouse.insert(db, "core.projects", rows)
