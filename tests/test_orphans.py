"""Runs that were killed: they are found by any job, and only once they can no longer be alive."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.orphans import SILENT, bury, sign
from pipelines.sensors import sensors
from pipelines.settings import Settings

FAILURE, STARTED, SUCCESS = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.SUCCESS


def _run(instance: dg.DagsterInstance, folder: Path, job: str, status: dg.DagsterRunStatus, silent: timedelta) -> str:
    run_id = instance.add_run(dg.DagsterRun(job_name=job, status=status)).run_id
    with closing(sqlite3.connect(folder / "history" / "runs.db")) as db, db:
        db.execute("update runs set update_timestamp = datetime('now', ?)", [f"-{silent.total_seconds()} seconds"])
    return run_id


@pytest.mark.parametrize("job", ["weekly_run", "weeks_run", "__ASSET_JOB", "send_alerts"])
def test_a_run_of_any_job_that_was_killed_is_marked_as_failed(tmp_path: Path, job: str) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        run_id = _run(instance, tmp_path, job, STARTED, timedelta(seconds=2))
        assert bury(instance) == [run_id]
        assert instance.get_run_by_id(run_id).status == FAILURE  # type: ignore[union-attr]


def test_a_run_that_waits_for_the_lock_is_not_taken_for_dead(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        waiting = _run(instance, tmp_path, "weekly_run", STARTED, timedelta(seconds=2))
        sign(instance, waiting)
        starting = _run(instance, tmp_path, "weekly_run", dg.DagsterRunStatus.STARTING, timedelta(seconds=2))
        killed = _run(instance, tmp_path, "weekly_run", STARTED, timedelta(seconds=2))
        with subprocess.Popen([sys.executable, "-c", ""]) as process:
            process.wait()
        instance.add_run_tags(killed, {"weekhouse/process": str(process.pid)})
        assert bury(instance) == [killed]
        assert {instance.get_run_by_id(run).status for run in (waiting, starting)} == {STARTED, dg.DagsterRunStatus.STARTING}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "silent", "after"),
    [
        (STARTED, SILENT + timedelta(seconds=5), FAILURE),
        (STARTED, SILENT - timedelta(minutes=1), STARTED),
        (SUCCESS, SILENT * 10, SUCCESS),
    ],
)
def test_while_pages_are_served_a_killed_run_holds_the_others_back_for_minutes_only(
    tmp_path: Path, status: dg.DagsterRunStatus, silent: timedelta, after: dg.DagsterRunStatus
) -> None:
    settings = Settings(home=tmp_path / "home")
    (listen,) = (sensor for sensor in sensors(settings) if sensor.name == "scheduled_runs")
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        run_id = _run(instance, tmp_path, "weekly_run", status, silent)
        listen.evaluate_tick(dg.build_sensor_context(instance=instance))
        assert instance.get_run_by_id(run_id).status == after  # type: ignore[union-attr]
