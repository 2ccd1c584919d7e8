"""A clock that jumped backwards is told before a run: what it saw later would count as older than what was seen before.

Compared is the machine's clock with when the last run began, as Dagster recorded it (UTC, so that no change to winter time is one).
What does not belong here: the time that a run goes by (`assets.house`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipelines.problems import UnusableError

if TYPE_CHECKING:
    import dagster as dg

ADVICE = "set the clock, or where it was wrong then, `weekhouse run --clock-is-right` once"
TOLERANCE_SECONDS = 300.0
"""So much a clock is set back by time servers in everyday life."""


def check(instance: dg.DagsterInstance, own_run_id: str | None = None) -> None:
    """Raise `UnusableError` when the clock is behind the beginning of the last run; `own_run_id` is the one that asks."""
    if behind := lag(instance, own_run_id):
        raise UnusableError(f"{behind}: {ADVICE}")


def lag(instance: dg.DagsterInstance, own_run_id: str | None = None) -> str | None:
    """How the clock is behind the beginning of the last run, None when it is not."""
    now = datetime.now(UTC)
    before = [record for record in instance.get_run_records(limit=2) if record.dagster_run.run_id != own_run_id]
    if before and (before[0].create_timestamp - now).total_seconds() > TOLERANCE_SECONDS:
        begun = before[0].create_timestamp.astimezone()
        return f"the clock says {now.astimezone():%Y-%m-%d %H:%M}, but the last run began at {begun:%Y-%m-%d %H:%M}"
    return None
