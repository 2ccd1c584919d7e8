"""`weekhouse run`: the Dagster job in this process, on the instance in HOME, so that its runs are in the UI.

What does not belong here: the command line (`cli`) and what is shown at the end (`summary`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from assets import collector
from assets.house import House
from pipelines.logs import RUN_LOGGER, logged
from pipelines.problems import FailedError
from pipelines.settings import Settings

if TYPE_CHECKING:
    import dagster as dg


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that succeeded."""

    run_id: str
    log: Path


def run(settings: Settings, house: House, definitions: dg.Definitions | None = None, *, is_clock_right: bool = False) -> Ran:
    """Run the weekly job, of other definitions in tests. Call it with HOME locked.

    `is_clock_right`: also when the last run seems to lie in the future. Raises `FailedError`, `UnusableError`.
    """
    _open(house)
    with logged(house.home, "run") as log:
        os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "true")
        result = _execute(settings, house, definitions, is_clock_right=is_clock_right)
    if not result.success:
        raise FailedError(f"the run failed in {_failure(result)}; the last publication stands; log: {log}")
    return Ran(result.run_id, log)


def _open(house: House) -> None:
    """Bring an older home up to date, and tell in one line why a warehouse does not open, before anything else happens."""
    try:
        with house.open():
            pass
    except duckdb.Error as error:
        reason = " ".join(str(error).split())
        raise FailedError(
            f"{house.warehouse_path} does not open: {reason}; `weekhouse doctor` says more, a backup can be restored"
        ) from None


def _execute(settings: Settings, house: House, definitions: dg.Definitions | None, *, is_clock_right: bool) -> dg.ExecuteInProcessResult:
    """Dagster is imported here: a command that does not run anything starts without it."""
    with collector.importing():
        import dagster as dg

        from pipelines import clock, retention
        from pipelines.definitions import assemble
        from pipelines.names import WEEKLY_RUN
        from pipelines.orphans import bury
        from pipelines.resources import dagster_home

        dagster_home(house.home)
        opened = dg.DagsterInstance.get()  # imports what its storage needs
    with opened as instance:
        if not is_clock_right:
            clock.check(instance)
        bury(instance)
        job = (definitions or assemble(settings, house)).resolve_job_def(WEEKLY_RUN)
        result = job.execute_in_process(run_config={"loggers": {RUN_LOGGER: {}}}, instance=instance, raise_on_error=False)
        retention.apply(house, instance)
        return result


def _failure(result: dg.ExecuteInProcessResult) -> str:
    """The first step that failed and the innermost cause, in one line."""
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            message = " ".join(error.message.split()) if error else "no reason was given"
            return f"{event.step_key}: {message}"
    return next((e.message or "" for e in result.all_events if e.is_failure), "the run did not start")
