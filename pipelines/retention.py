"""What is removed after a run: logs, and Dagster's record of runs, that are older than the settings keep them.

Runs that read reports and succeeded stay: Dagster knows from their events which weeks are there, and they are few. What does not belong
here: publications (`assets.published.shelf`) and backups (`backing_up`), which are kept by number when a new one is made.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from assets.house import House
from pipelines.alerts.job import SEND_ALERTS

_AT_ONCE = 500
"""More run records are left to the next run: removing one takes some milliseconds."""
_DAY_SECONDS = 86_400


def apply(house: House, instance: dg.DagsterInstance) -> None:
    """Remove what is too old. Call it with HOME locked. What cannot be removed stays, for the next run."""
    old_logs(house.home, house.kept_logs_days)
    old_runs(instance, house.kept_runs_days)


def old_logs(home: Path, kept_days: int) -> None:
    """Remove the logs of HOME/logs that nobody has written to for so many days."""
    oldest = time.time() - kept_days * _DAY_SECONDS
    for log in (home / "logs").glob("*"):
        with suppress(OSError):
            if log.is_file() and log.stat().st_mtime < oldest:
                log.unlink()


def old_runs(instance: dg.DagsterInstance, kept_days: int) -> None:
    """Remove the records of runs that ended so many days ago, but for those that read reports and succeeded."""
    ended = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED],
        created_before=datetime.now(UTC) - timedelta(days=kept_days),
    )
    for record in instance.get_run_records(ended, limit=_AT_ONCE, ascending=True):
        run = record.dagster_run
        if run.job_name == SEND_ALERTS or not run.is_success:
            instance.delete_run(run.run_id)
