"""The trend tables as Dagster assets: one for each file of `sql/trends`, all made in one step.

A step each would open and close the warehouse, and write its records, nineteen times. What does not belong here: how a table is made
(`build.py`) and what it holds (the SQL files). Annotations are not postponed: Dagster looks at that of the context itself.
"""

from collections.abc import Iterator

import dagster as dg

from assets import dictionary
from assets.house import House
from assets.quality import engine
from assets.trends.files import TrendFile, trend_files
from assets.trends.preview import newest_rows
from assets.trends.together import refresh_all

RULE_OF_DEADLINE = "late_report"
"""The rule whose threshold is the deadline, in hours after the week's end, of the teams that have none of their own."""


def deadline_of(house: House) -> float | None:
    """Hours after the week's end until which a report is on time; None where the rule is off."""
    return engine.threshold_of(RULE_OF_DEADLINE, house.rules)


def column_schema(table: dictionary.Table) -> dg.TableSchema:
    """The dictionary's columns as Dagster shows them."""
    return dg.TableSchema([dg.TableColumn(c.name, c.type, c.description) for c in table.columns])


def _key(name: str) -> dg.AssetKey:
    return dg.AssetKey(name.split("."))


def _spec(trend: TrendFile) -> dg.AssetSpec:
    """The asset of one trend table, after the tables that it reads from."""
    table = dictionary.tables()[trend.table]
    return dg.AssetSpec(
        _key(trend.table),
        deps=[_key(name) for name in trend.inputs],
        group_name="trends",
        kinds={"duckdb", "sql"},
        description=f"{table.comment}\n\n```sql\n{trend.sql}```",
        metadata={"dagster/column_schema": column_schema(table), "sql_file": trend.path},
    )


@dg.multi_asset(name="trends", specs=[_spec(trend) for trend in trend_files().values()], can_subset=True)
def trends(context: dg.AssetExecutionContext, house: dg.ResourceParam[House]) -> Iterator[dg.MaterializeResult[None]]:
    """Make the chosen tables, or what has changed of them; each is kept as soon as it is made."""
    with house.open() as db:
        chosen = [name for name, trend in trend_files().items() if _key(trend.table) in context.selected_asset_keys]
        for name, (rows, was_made) in refresh_all(db, chosen, house.now(), deadline_of(house)).items():
            table = trend_files()[name].table
            yield dg.MaterializeResult(
                asset_key=_key(table),
                metadata={
                    "dagster/row_count": rows,
                    "was_unchanged": not was_made,
                    "preview": dg.MetadataValue.md(newest_rows(db, table)),
                },
            )
