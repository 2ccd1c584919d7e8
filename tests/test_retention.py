"""What a run removes when it is too old: logs, and records of runs; never what says which weeks are there."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import dagster as dg

from pipelines import logs, retention

SUCCESS, FAILURE, STARTED = dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED
DAY = 86_400


def test_old_logs_go_and_new_ones_and_other_folders_stay(tmp_path: Path) -> None:
    for name, age in (("old.log", 91), ("new.log", 89)):
        log = tmp_path / "logs" / name
        log.parent.mkdir(exist_ok=True)
        log.touch()
        os.utime(log, (time.time() - age * DAY,) * 2)
    (tmp_path / "old.log").touch()
    os.utime(tmp_path / "old.log", (0, 0))
    retention.old_logs(tmp_path, 90)
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["new.log"]
    assert (tmp_path / "old.log").exists()


def test_old_runs_go_but_those_that_read_reports_and_those_under_way(tmp_path: Path) -> None:
    runs = {
        ("weekly_run", SUCCESS, 200): True,
        ("weekly_run", FAILURE, 200): False,
        ("weeks_run", SUCCESS, 200): True,
        ("__ASSET_JOB", SUCCESS, 200): True,
        ("__ASSET_JOB", FAILURE, 200): False,
        ("weekly_run", STARTED, 200): True,
        ("send_alerts", SUCCESS, 200): False,
        ("send_alerts", SUCCESS, 10): True,
    }
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        ids = {run: instance.add_run(dg.DagsterRun(job_name=run[0], status=run[1])).run_id for run in runs}
        with closing(sqlite3.connect(tmp_path / "history" / "runs.db")) as db, db:
            for (_, _, age), run_id in ids.items():
                db.execute("update runs set create_timestamp = datetime('now', ?) where run_id = ?", [f"-{age} days", run_id])
        retention.old_runs(instance, 90)
        assert {run: instance.has_run(run_id) for run, run_id in ids.items()} == runs


def test_a_log_has_a_line_of_json_for_each_record(tmp_path: Path) -> None:
    with logs.logged(tmp_path, "run") as log:
        logging.getLogger("weekhouse").info("第一行\n第二行")
        try:
            raise ValueError("没有")
        except ValueError:
            logging.getLogger("weekhouse").exception("失败")
    first, second = (json.loads(line) for line in log.read_text("utf-8").splitlines())
    assert (first["message"], first["level"], first["logger"]) == ("第一行\n第二行", "info", "weekhouse")
    assert "ValueError: 没有" in second["traceback"]
