"""The Dagster job that sends what is pending. What does not belong here: when it runs (`pipelines.sensors`).

Annotations are not postponed here: Dagster looks at that of the context itself.
"""

import dagster as dg

from pipelines.alerts import posting
from pipelines.alerts.delivery import Patience
from pipelines.alerts.outcome import lines
from pipelines.lock import locked
from pipelines.problems import FailedError
from pipelines.settings import Settings

SEND_ALERTS = "send_alerts"
PATIENCE_SECONDS = 10.0
"""It holds the lock of HOME, for which a weekly run would wait: what a robot does not take now, the next minute's run sends."""


def send_alerts_job(settings: Settings) -> dg.JobDefinition:
    """The job, with the channels of the settings."""

    @dg.op(description="Sends what is pending in quality.alerts.")
    def send_pending(context: dg.OpExecutionContext) -> None:
        patience = Patience(PATIENCE_SECONDS, is_only_due=True, give_up_after_days=settings.alerts.give_up_after_days)
        try:
            with locked(settings.home):
                found = posting.send(settings, settings.house(()), context.log.info, patience)
        except FailedError as error:
            context.log.info(f"not now: {error}")
            return
        for line in lines(found):
            context.log.info(line)

    @dg.job(name=SEND_ALERTS, description="Sends what is pending in quality.alerts.", executor_def=dg.in_process_executor)
    def send_alerts() -> None:
        send_pending()

    return send_alerts
