"""Runs whose process is gone: Dagster would wait for them for ever, and let none follow.

What does not belong here: runs that fail by themselves.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg

SILENT = timedelta(minutes=10)
"""Longer than a run that lives says nothing of itself while it has not got the lock: it starts, and waits two minutes for it."""
_PROCESS = "weekhouse/process"
_MESSAGE = "the process of this run is gone: it was killed, or the machine stopped; the next run does its work"
_UNDER_WAY = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING]


def sign(instance: dg.DagsterInstance, run_id: str) -> None:
    """Note the process of a run that is about to wait for the lock, so that nobody takes it for dead meanwhile."""
    instance.add_run_tags(run_id, {_PROCESS: str(os.getpid())})


def bury(instance: dg.DagsterInstance, silent: timedelta = timedelta()) -> Sequence[str]:
    """Mark every run that says it is under way, and was silent for so long, as failed, whoever started it; gives their ids.

    Call it with HOME locked: whoever works on HOME holds the lock, so that none of these can be at work. Those that may be
    starting or waiting for the lock are spared.
    """
    now = datetime.now(UTC)
    found = instance.get_run_records(dg.RunsFilter(statuses=_UNDER_WAY, updated_before=now - silent))
    gone = [record.dagster_run for record in found if now - record.update_timestamp > SILENT or not _may_wait(record.dagster_run)]
    for run in gone:
        instance.report_run_failed(run, _MESSAGE)
    return [run.run_id for run in gone]


def _may_wait(run: dg.DagsterRun) -> bool:
    process = run.tags.get(_PROCESS)
    return run.status == dg.DagsterRunStatus.STARTING if process is None else _is_alive(int(process))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
