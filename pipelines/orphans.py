"""Runs whose process is gone: Dagster would wait for them for ever, and let none follow.

What does not belong here: runs that fail by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg

_MESSAGE = "the process of this run is gone: it was killed, or the machine stopped; the next run does its work"


SILENT = timedelta(minutes=10)
"""Longer than a run that lives says nothing of itself while it has not got the lock: it starts, and waits two minutes for it."""


def bury(instance: dg.DagsterInstance, silent: timedelta = timedelta()) -> Sequence[str]:
    """Mark every run that says it is under way, and was silent for so long, as failed, whoever started it; gives their ids.

    Call it with HOME locked: whoever works on HOME holds the lock, so that none of these can be at work.
    """
    under_way = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING]
    gone = instance.get_runs(dg.RunsFilter(statuses=under_way, updated_before=datetime.now(UTC) - silent))
    for run in gone:
        instance.report_run_failed(run, _MESSAGE)
    return [run.run_id for run in gone]
