"""What Dagster looks at every minute: alerts that wait to be sent, and runs that failed, were killed or did not happen.

Annotations are not postponed here: Dagster looks at that of the context itself. What does not belong here: sending
(`pipelines.alerts`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from assets.documents.watch import look
from pipelines.alerts import heartbeat, posting
from pipelines.alerts.delivery import is_due
from pipelines.alerts.heartbeat import Seen
from pipelines.alerts.job import send_alerts_job
from pipelines.alerts.sending import UndeliveredError
from pipelines.jobs import weekly_run
from pipelines.lock import locked
from pipelines.names import WEEKLY_RUN
from pipelines.orphans import SILENT, bury
from pipelines.problems import FailedError
from pipelines.settings import Settings
from pipelines.sources import configured

WELL = "well"
"""The cursor while there is no trouble; Dagster keeps the last one where it is given an empty one."""
_LOOKED_AT = 50
"""Runs of one week that are looked at: more than a person starts by hand."""


def sensors(settings: Settings) -> list[dg.SensorDefinition]:
    """All sensors. They are on from the start, as the schedule is."""
    return [changed_documents(settings), pending_alerts(settings), scheduled_runs(settings)]


def changed_documents(settings: Settings) -> dg.SensorDefinition:
    """Asks for a weekly run when the files of the configured sources differ, in content, from those of the last look.

    The first look asks for nothing: what is there then is for the schedule, or for whoever sets Weekhouse up.
    """

    @dg.sensor(
        name="changed_documents",
        job=weekly_run,
        minimum_interval_seconds=settings.watch_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts a run when a document was added, changed or removed. Notion is read by the schedule.",
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        found = look(settings.house(configured(settings)))
        if found.digest == context.cursor:
            return dg.SensorResult(skip_reason=f"{found.documents} documents, none of them changed")
        if context.cursor is None:
            return dg.SensorResult(skip_reason=f"{found.documents} documents; changes from now on start a run", cursor=found.digest)
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=found.digest)], cursor=found.digest)

    return watch


def pending_alerts(settings: Settings) -> dg.SensorDefinition:
    """Asks for a run of `send_alerts` while a message waits whose time has come."""

    @dg.sensor(
        name="pending_alerts",
        job=send_alerts_job(settings),
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sends what is pending in quality.alerts, with growing waits after failures.",
    )
    def look() -> dg.RunRequest | dg.SkipReason:
        house = settings.house(())
        if not house.warehouse_path.is_file():
            return dg.SkipReason("there is no warehouse yet")
        try:
            with locked(settings.home), house.open() as db:
                first = posting.first_pending(db)
        except FailedError as error:
            return dg.SkipReason(str(error))
        if any(is_due(message, house) for message in first):
            return dg.RunRequest()
        return dg.SkipReason(f"{len(first)} channels wait for their next attempt" if first else "nothing is pending")

    return look


def scheduled_runs(settings: Settings) -> dg.SensorDefinition:
    """Tells when the last scheduled run failed, did not happen or does not end; and when all is well again."""

    @dg.sensor(
        name="scheduled_runs",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells the channels of every team when a scheduled run failed or did not happen.",
    )
    def listen(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        _free_the_queue(settings, context.instance)
        now = datetime.now(ZoneInfo(settings.timezone))
        told = context.cursor or WELL
        found = heartbeat.trouble(
            last_tick(settings, now), now, _runs(context.instance), timedelta(minutes=settings.alerts.run_grace_minutes)
        )
        key = found.key if found else WELL
        if key == told:
            return dg.SensorResult(skip_reason=f"told already: {key}" if found else "the last scheduled run went well")
        outgoing = heartbeat.message(found, told, settings, settings.house(()))
        try:
            problems = heartbeat.tell(outgoing, settings, posting.routes(settings, context.log.info))
        except UndeliveredError as error:
            return dg.SensorResult(skip_reason=f"could not be told, will be tried again: {error}")
        said = "; ".join([outgoing.body.split("\n")[0], *problems])
        return dg.SensorResult(skip_reason=f"told: {said}", cursor=key)

    return listen


def _free_the_queue(settings: Settings, instance: dg.DagsterInstance) -> None:
    """A run that was killed counts as under way, and Dagster starts none beside it; it would wait for ever."""
    try:
        with locked(settings.home):
            bury(instance, SILENT)
    except FailedError:
        return  # a run is at work, and alive


def last_tick(settings: Settings, now: datetime) -> datetime:
    """When the schedule last asked for a run."""
    windows = dg.TimeWindowPartitionsDefinition(
        start=datetime(2000, 1, 1), fmt="%Y-%m-%dT%H:%M", timezone=settings.timezone, cron_schedule=settings.schedule
    )
    window = windows.get_prev_partition_window(now, respect_bounds=False)
    if window is None:
        raise ValueError(f"the schedule {settings.schedule!r} has no past")
    return window.end


def _runs(instance: dg.DagsterInstance) -> Sequence[Seen]:
    """The last weekly runs, in the order of their beginning."""
    records = instance.get_run_records(dg.RunsFilter(job_name=WEEKLY_RUN), limit=_LOOKED_AT)
    return [
        Seen(record.dagster_run.run_id, record.create_timestamp, record.dagster_run.is_success if record.dagster_run.is_finished else None)
        for record in reversed(records)
    ]
