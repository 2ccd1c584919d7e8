"""The trend tables as Dagster assets: one for each file of `sql/trends`.

What does not belong here: how a table is made (`build.py`) and what it holds (the SQL files).
"""

from __future__ import annotations

import dagster as dg

from assets import dictionary
from assets.house import House
from assets.quality import engine
from assets.trends.files import TrendFile, trend_files
from assets.trends.freshness import refresh
from assets.trends.preview import newest_rows

RULE_OF_DEADLINE = "late_report"
"""The rule whose threshold is the deadline, in hours after the week's end, of the teams that have none of their own."""


def deadline_of(house: House) -> float | None:
    """Hours after the week's end until which a report is on time; None where the rule is off."""
    return engine.threshold_of(RULE_OF_DEADLINE, house.rules)


def column_schema(table: dictionary.Table) -> dg.TableSchema:
    """The dictionary's columns as Dagster shows them."""
    return dg.TableSchema([dg.TableColumn(c.name, c.type, c.description) for c in table.columns])


def trend_asset(trend: TrendFile) -> dg.AssetsDefinition:
    """The asset that makes one trend table, after the tables that it reads from."""
    table = dictionary.tables()[trend.table]

    @dg.asset(
        key=dg.AssetKey(["trends", trend.name]),
        deps=[dg.AssetKey(name.split(".")) for name in trend.inputs],
        group_name="trends",
        kinds={"duckdb", "sql"},
        description=f"{table.comment}\n\n```sql\n{trend.sql}```",
        metadata={"dagster/column_schema": column_schema(table), "sql_file": trend.path},
    )
    def trend_table(house: dg.ResourceParam[House]) -> dg.MaterializeResult[None]:
        with house.open() as db:
            rows, was_made = refresh(db, trend.name, house.now(), deadline_of(house))
            shown = newest_rows(db, trend.table)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": rows,
                "was_unchanged": not was_made,
                "preview": dg.MetadataValue.md(shown),
            }
        )

    return trend_table


trend_assets = [trend_asset(trend) for trend in trend_files().values()]
