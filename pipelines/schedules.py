"""When the jobs run. What does not belong here: what they do (`jobs`)."""

from __future__ import annotations

import dagster as dg

from pipelines.jobs import weekly_run
from pipelines.settings import Settings


def weekly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """The weekly run at the time of the settings.

    It is on from the start: one that waits for somebody to switch it on is a week without a publication that
    nobody notices, and a run too many changes nothing.
    """
    return dg.ScheduleDefinition(
        name="weekly",
        job=weekly_run,
        cron_schedule=settings.schedule,
        execution_timezone=settings.timezone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Mondays at 08:00, unless the setting `schedule` says otherwise.",
    )
