"""core.teams: what the settings say of each team, and the teams that only the reports know.

What does not belong here: what a deadline or a gap means (`expectations/core_reports.yml`, `sql/trends/weekly_reporting.sql`).
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from assets import warehouse
from assets.house import Team


def refresh(db: duckdb.DuckDBPyConnection, configured: Iterable[Team]) -> None:
    """Make core.teams anew. Call it inside a transaction, when core.reports is up to date."""
    rows = {team.name: _row(team) for team in configured}
    for (name,) in db.execute("select distinct team from core.reports where team is not null order by team").fetchall():
        rows.setdefault(name, {"team": name, "is_configured": False, "reporting_days": [], "holidays": []})
    db.execute("delete from core.teams")
    warehouse.insert(db, "core.teams", rows.values())


def _row(team: Team) -> dict[str, object]:
    return {
        "team": team.name, "is_configured": True, "deadline_hours": team.deadline_hours, "reporting_days": list(team.reporting_days),
        "holidays": list(team.holidays), "joined_week": team.joined, "left_week": team.left,
    }  # fmt: skip
