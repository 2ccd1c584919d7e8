"""The state of a HOME, read from publication, working warehouse and Dagster without changing any of them.

What does not belong here: whether a state is good (`checks_*`) and how it is shown.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb

from assets import warehouse
from assets.published import manifest, shelf
from pipelines.lock import SERVE_LOCK, looked_at
from pipelines.names import WEEKLY_RUN
from pipelines.settings import Settings, SettingsError

if TYPE_CHECKING:
    import dagster as dg

ALIVE_SECONDS = 180.0
"""Dagster's daemon says every 30 s that it is alive."""
_TEAMS = """
    select team, count(*) filter (not is_missing) as reported, count(*) as expected, list(week order by week) filter (is_missing) as missing
    from trends.weekly_reporting group by team order by team
"""
_WEEKS = "select count(distinct week), min(week), max(week) from core.reports"


@dataclass(frozen=True, slots=True)
class Published:
    """The publication that stands. `teams`: by name the weeks reported, the weeks expected, and which are missing."""

    publication_id: str
    created_at: datetime
    folder: Path
    weeks: int
    first_week: str | None
    last_week: str | None
    errors: int
    warnings: int
    teams: Mapping[str, tuple[int, int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Working:
    """The working warehouse. `holder`: who is at work on it, so that it was not looked at. `problem`: why it does not open."""

    holder: str | None = None
    problem: str | None = None
    schema_version: int | None = None
    pending: int = 0
    failed: int = 0
    oldest_pending_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A weekly run; times are aware. `status` is Dagster's."""

    run_id: str
    status: str
    created_at: datetime
    seconds: float | None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Dagster:
    """What Dagster knows: the last weekly run, when its daemon was last heard of, whether the schedule is on.

    `clock`: how the machine's is behind the last run.
    """

    last_run: Run | None = None
    heard_at: datetime | None = None
    is_schedule_on: bool = True
    problem: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Ticks:
    """When the schedule last asked for a run, and when it does next."""

    last: datetime
    next: datetime

    @property
    def expected_week(self) -> str:
        """The newest week that was over at the last tick."""
        return f"{self.last - timedelta(days=7):%G-W%V}"


@dataclass(frozen=True, slots=True)
class State:
    """All of it, at one moment (local time of the settings)."""

    settings: Settings
    now: datetime
    ticks: Ticks
    published: Published | None = None
    flaw: str | None = None
    """What is wrong with the publication that stands, which was not looked at then."""
    working: Working | None = None
    dagster: Dagster = field(default_factory=Dagster)
    server: str | None = None
    """Who runs `weekhouse serve` over this HOME."""


def look(settings: Settings) -> State:
    """Look at a HOME, which may not be there."""
    now = datetime.now(ZoneInfo(settings.timezone))
    with looked_at(settings.home, name=SERVE_LOCK) as server:
        pass
    folder = shelf.current(settings.home)
    flaw = manifest.flaw(folder) if folder else None
    found = published(folder) if folder and not flaw else None
    return State(settings, now, ticks(settings, now), found, flaw, working(settings.home), of_dagster(settings), server)


def published(folder: Path) -> Published:
    """What a publication says. Raises `duckdb.Error` when its snapshot is damaged inside."""
    content: dict[str, Any] = manifest.read(folder)
    with warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True) as db:
        weeks, first, last = db.execute(_WEEKS).fetchone() or (0, None, None)
        teams = {name: (reported, expected, missing or []) for name, reported, expected, missing in db.execute(_TEAMS).fetchall()}
    bad = content["counts"]["bad_entries"]
    created_at = datetime.fromisoformat(content["created_at"])
    return Published(content["publication_id"], created_at, folder, weeks, first, last, bad["error"], bad["warning"], teams)


def working(home: Path) -> Working | None:
    """The working warehouse, None where there is none."""
    path = home / warehouse.WAREHOUSE_FILE
    if not path.is_file():
        return None
    with looked_at(home) as holder:
        if holder:
            return Working(holder=holder)
        try:
            with warehouse.connect(path, read_only=True) as db:
                return _read(db)
        except duckdb.Error as error:
            return Working(problem=" ".join(str(error).split()))


def _read(db: duckdb.DuckDBPyConnection) -> Working:
    from assets.migrations import version_of

    counts = {state: (int(number), oldest) for state, number, oldest in db.execute(_ALERTS).fetchall()} if _has_alerts(db) else {}
    pending, oldest = counts.get("pending", (0, None))
    return Working(None, None, version_of(db), pending, counts.get("failed", (0, None))[0], oldest)


_ALERTS = "select state, count(*), min(created_at) from quality.alerts group by state"


def _has_alerts(db: duckdb.DuckDBPyConnection) -> bool:
    query = "select 1 from duckdb_tables() where schema_name = 'quality' and table_name = 'alerts'"
    return db.execute(query).fetchone() is not None


def of_dagster(settings: Settings) -> Dagster:
    """What Dagster's instance in HOME says; nothing where no run ever was."""
    folder = (settings.home / "dagster").resolve()
    if not ((folder / "dagster.yaml").is_file() and (folder / "history" / "runs.db").is_file()):
        return Dagster()
    import dagster as dg

    os.environ["DAGSTER_HOME"] = str(folder)
    try:
        with dg.DagsterInstance.get() as instance:
            return _ask(instance, ZoneInfo(settings.timezone))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with its files is a finding
        return Dagster(problem=" ".join(str(error).split())[:200])


def _ask(instance: dg.DagsterInstance, zone: ZoneInfo) -> Dagster:
    import dagster as dg

    from pipelines import clock

    records = instance.get_run_records(dg.RunsFilter(job_name=WEEKLY_RUN), limit=1)
    heard = [beat.timestamp for beat in instance.get_daemon_heartbeats().values()]
    off = [s for s in instance.all_instigator_state() if s.name == "weekly" and s.status.value == "STOPPED"]
    return Dagster(
        last_run=_run(records[0], zone) if records else None,
        heard_at=datetime.fromtimestamp(max(heard), zone) if heard else None,
        is_schedule_on=not off,
        clock=clock.lag(instance),
    )


def _run(record: dg.RunRecord, zone: ZoneInfo) -> Run:
    seconds = record.end_time - record.start_time if record.end_time and record.start_time else None
    return Run(record.dagster_run.run_id, record.dagster_run.status.value, record.create_timestamp.astimezone(zone), seconds)


def ticks(settings: Settings, now: datetime) -> Ticks:
    """The schedule's last and next moments. Raises `SettingsError` when there are none."""
    import dagster as dg

    try:
        windows = dg.TimeWindowPartitionsDefinition(
            start=datetime(2000, 1, 1), fmt="%Y-%m-%dT%H:%M", timezone=settings.timezone, cron_schedule=settings.schedule
        )
    except dg.DagsterInvalidDefinitionError:
        raise SettingsError(f"schedule: {settings.schedule!r} never comes (example: 0 8 * * 1, Mondays at 08:00)") from None
    before, after = (find(now, respect_bounds=False) for find in (windows.get_prev_partition_window, windows.get_next_partition_window))
    if before is None or after is None:
        raise ValueError(f"the schedule {settings.schedule!r} has no past or no future")
    return Ticks(before.end, after.start)
