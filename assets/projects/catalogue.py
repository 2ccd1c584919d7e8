"""core.projects: every project that entries and facts name, from the rows of core and the registry.

What does not belong here: which names are one project (`registry`).
"""

from __future__ import annotations

from importlib.resources import files

import duckdb

from assets import warehouse
from assets.projects.registry import Registry


def build(db: duckdb.DuckDBPyConnection, registry: Registry) -> None:
    """Make core.projects anew."""
    found = db.execute(files("sql").joinpath("core/projects.sql").read_text("utf-8")).fetchall()
    rows = []
    for project_id, name, aliases, objective, first_week, last_week in found:
        known = registry.resolve(name)
        rows.append({
            "project_id": project_id, "project": known.name if known.is_registered else name, "phase": known.phase, "parent_project_id": None,
            "aliases": sorted(set(aliases)), "objective": objective, "first_week": first_week, "last_week": last_week, "is_registered": known.is_registered,
        })  # fmt: skip
    db.execute("delete from core.projects")
    warehouse.insert(db, "core.projects", rows)
