"""Runs whose process is gone: Dagster would wait for them for ever, and let none follow.

What does not belong here: runs that fail by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from pipelines.jobs import WEEKLY_RUN

_MESSAGE = "the process of this run is gone: it was killed, or the machine stopped; the next run does its work"


def bury(instance: dg.DagsterInstance) -> Sequence[str]:
    """Mark every weekly run that says it is under way as failed; gives their ids.

    Call it with HOME locked: whoever works on HOME holds the lock, so that none of these can be alive.
    """
    under_way = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING]
    gone = instance.get_runs(dg.RunsFilter(job_name=WEEKLY_RUN, statuses=under_way))
    for run in gone:
        instance.report_run_failed(run, _MESSAGE)
    return [run.run_id for run in gone]
