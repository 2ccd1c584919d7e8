"""The code location: everything that Dagster sees, put together in one function.

What does not belong here: what the assets, jobs and schedules do.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import dagster as dg

import assets.core.asset
import assets.documents.asset
import assets.published.asset
import assets.quality.asset
import assets.quality.checks
import assets.trends.asset
from assets.house import House
from pipelines import settings as settings_module
from pipelines import weeks
from pipelines.jobs import weekly_run, weeks_run
from pipelines.logs import RUN_LOGGER
from pipelines.resources import house_resource, run_logger
from pipelines.schedules import weekly_schedule
from pipelines.sensors import sensors
from pipelines.settings import Settings
from pipelines.sources import configured

ASSET_MODULES = (
    assets.documents.asset,
    assets.core.asset,
    assets.quality.asset,
    assets.trends.asset,
    assets.published.asset,
)
CHECK_MODULES = (assets.quality.checks,)


def assemble(
    settings: Settings | None = None,
    house: House | dg.ResourceDefinition | None = None,
    asset_modules: Sequence[ModuleType] = ASSET_MODULES,
    check_modules: Sequence[ModuleType] = CHECK_MODULES,
) -> dg.Definitions:
    """The definitions. `house` is a `House`, or a resource that gives one; else that of the settings."""
    settings = settings or settings_module.load()
    return dg.Definitions(
        assets=[
            *dg.load_assets_from_modules(asset_modules),
            assets.core.asset.reports_by_week(weeks.partitions(settings), weeks.label_of),
        ],
        asset_checks=dg.load_asset_checks_from_modules(check_modules) if check_modules else None,
        jobs=[weekly_run, weeks_run],
        schedules=[weekly_schedule(settings)],
        sensors=sensors(settings),
        resources={"house": house or house_resource(settings.house(configured(settings)))},
        loggers={RUN_LOGGER: run_logger, "console": dg.colored_console_logger},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` and the daemon load, lazily: importing this module reads no settings."""
    return assemble()
