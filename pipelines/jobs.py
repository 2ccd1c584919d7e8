"""The jobs. What does not belong here: when they run (`schedules`)."""

from __future__ import annotations

import dagster as dg

WEEKLY_RUN = "weekly_run"

weekly_run = dg.define_asset_job(
    WEEKLY_RUN,
    selection=dg.AssetSelection.all(),
    description="Reads the sources, checks, builds trends and publishes. `weekhouse run` runs this job too.",
)
