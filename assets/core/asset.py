"""The assets of core: one step that brings every table up to date, and the weeks that were read.

Annotations are not postponed here: Dagster looks at that of the context itself. What does not belong here: how (`load`).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import dagster as dg

from assets import dictionary
from assets.core.load import load
from assets.house import House
from assets.quality.preview import ROWS, as_markdown

TABLES = [table for table in dictionary.tables().values() if table.schema == "core"]
WEEKS = dg.AssetKey(["weeks", "reports"])


def reports_by_week(partitions: dg.WeeklyPartitionsDefinition, label_of: Callable[[str], str]) -> dg.AssetsDefinition:
    """The weeks as partitions: which were read, and a way to read one or a range of them again, in one run.

    `label_of` gives the ISO week of a partition key. The weekly run does not materialize this asset; it records here what it reads.
    """

    @dg.asset(
        key=WEEKS,
        deps=[dg.AssetKey(["raw", "documents"])],
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name="core",
        kinds={"duckdb"},
        description="The weeks whose reports were read. Materializing some reads their reports again and makes their facts anew.",
    )
    def reports(context: dg.AssetExecutionContext, house: dg.ResourceParam[House]) -> dg.MaterializeResult[None]:
        weeks = frozenset(label_of(key) for key in context.partition_keys)
        with house.open() as db:
            loaded = load(db, replace(house, weeks=weeks))
        return dg.MaterializeResult(metadata={"weeks": len(weeks), "documents_read": loaded.read})

    return reports


@dg.multi_asset(
    name="core",
    specs=[
        dg.AssetSpec(
            ["core", t.name], deps=[dg.AssetKey(["raw", "documents"]), WEEKS], description=t.comment, group_name="core", kinds={"duckdb"}
        )
        for t in TABLES
    ],
    can_subset=False,
)
def core(context: dg.AssetExecutionContext, house: dg.ResourceParam[House]) -> Iterator[dg.MaterializeResult[None]]:
    """Documents → one row for each typed fact, with the line that it was read from."""
    with house.open() as db:
        loaded = load(db, house)
        for monday, reports in loaded.weeks.items():
            context.log_event(dg.AssetMaterialization(WEEKS, partition=monday.isoformat(), metadata={"reports": reports}))
        for table in TABLES:
            preview = as_markdown(db.execute(f"select * from {table.full_name} limit {ROWS}"))  # noqa: S608 - a name of the dictionary
            yield dg.MaterializeResult(
                asset_key=["core", table.name],
                metadata={
                    "dagster/row_count": loaded.rows[table.full_name],
                    "documents_read": loaded.read,
                    "is_unchanged": loaded.is_unchanged,
                    "preview": dg.MetadataValue.md(preview or "—"),
                },
            )
