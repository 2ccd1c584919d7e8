"""What runs are given: the `House`, and Dagster's own home below it.

What does not belong here: settings (`settings`) and what the assets do with the house.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.house import House
from pipelines import clock, orphans, privacy, retention
from pipelines.lock import locked
from pipelines.logs import RUN_LOGGER

PATIENCE_SECONDS = 120.0
"""A scheduled run waits for the minute's sending of alerts, instead of being lost for a week."""
INSTANCE_SETTINGS = """\
# Written by weekhouse when it makes this folder; yours to change afterwards.
telemetry:
  enabled: false
# No invitation to join a community on the first visit.
nux:
  enabled: false
# Progress goes to the terminal, logs to HOME/logs: output is not captured a second time.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
# One run at a time, whoever asked for it.
concurrency:
  runs:
    max_concurrent_runs: 1
retention:
  schedule:
    purge_after_days: 365
  sensor:
    purge_after_days:
      skipped: 7
      failure: 90
      success: 365
event_log_storage:
  module: pipelines.event_log
  class: EventLog
  config:
    base_dir:
      env: DAGSTER_HOME
"""


def house_resource(house: House) -> dg.ResourceDefinition:
    """The house for runs that Dagster starts: HOME stays locked as long as the run lasts.

    `weekhouse run` locks HOME itself, before anything starts, and gives the bare house.
    """

    @dg.resource(description="Where a run writes, what it reads and what time it is.")
    def locked_house(context: dg.InitResourceContext) -> Iterator[House]:
        if context.instance is not None and context.run is not None:
            clock.check(context.instance, context.run.run_id)
            orphans.sign(context.instance, context.run.run_id)
        with locked(house.home, PATIENCE_SECONDS):
            privacy.keep(house.home, house.readers)
            yield house
            if context.instance is not None:
                retention.apply(house, context.instance)

    return locked_house


@dg.logger({}, description="The log file of `weekhouse run`; a run of the UI has its events.")
def run_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """The logger whose records go to HOME/logs."""
    return logging.getLogger(RUN_LOGGER)


def dagster_home(home: Path) -> Path:
    """HOME/dagster with its settings, made if need be; DAGSTER_HOME names it from now on."""
    folder = (home / "dagster").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    if not settings.exists():
        settings.write_text(INSTANCE_SETTINGS, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder
