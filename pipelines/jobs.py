"""The jobs. What does not belong here: when they run (`schedules`)."""

from __future__ import annotations

import dagster as dg

from assets.core.asset import WEEKS
from pipelines.names import WEEKLY_RUN, WEEKS_RUN

weekly_run = dg.define_asset_job(
    WEEKLY_RUN,
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(WEEKS),
    description="Reads the sources, checks, builds trends and publishes. `weekhouse run` runs this job too.",
)
weeks_run = dg.define_asset_job(
    WEEKS_RUN,
    selection=dg.AssetSelection.all(),
    description="Reads the reports of the chosen weeks again, all in one run, then checks, builds trends and publishes.",
)
