"""Dagster's way to the bad entries. What does not belong here: how they are found (`rules`).

Annotations are not postponed here: Dagster looks at that of the context itself.
"""

import dagster as dg

from assets import dictionary
from assets.house import House
from assets.quality.preview import newest_bad_entries
from assets.quality.rules import find_bad_entries

_TABLE = dictionary.tables()["quality.bad_entries"]


@dg.asset(
    key=["quality", "bad_entries"],
    deps=[dg.AssetKey([t.schema, t.name]) for t in dictionary.tables().values() if t.schema == "core"],
    group_name="quality",
    kinds={"duckdb", "sql"},
    description=_TABLE.comment,
    metadata={"dagster/column_schema": dg.TableSchema([dg.TableColumn(c.name, c.type, c.description) for c in _TABLE.columns])},
)
def bad_entries(house: dg.ResourceParam[House]) -> dg.MaterializeResult[None]:
    """Run every rule and bring `quality.bad_entries` up to date."""
    with house.open() as db:
        found = find_bad_entries(db, house)
        preview = newest_bad_entries(db)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(found.by_rule.values()),
            "errors": found.count("error"),
            "warnings": found.count("warning"),
            "by_rule": dg.MetadataValue.json({f"{severity} {rule}": number for (severity, rule), number in found.by_rule.items()}),
            "new": len(found.new),
            "reopened": len(found.reopened),
            "resolved": len(found.resolved),
            "was_unchanged": found.is_unchanged,
            "preview": dg.MetadataValue.md(preview),
        }
    )
