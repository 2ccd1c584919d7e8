"""Dagster's way to the publication. What does not belong here: how it is made (`publish`).

Annotations are not postponed here: Dagster looks at that of the context itself.
"""

from collections.abc import Mapping

import dagster as dg

from assets import dictionary
from assets.house import House
from assets.published.changes import Change
from assets.published.publish import publish

_RESTS_ON = [
    dg.AssetKey(["quality", "bad_entries"]),
    *(dg.AssetKey([t.schema, t.name]) for t in dictionary.tables().values() if t.schema == "trends"),
]


@dg.asset(
    key=["published", "publication"],
    deps=_RESTS_ON,
    group_name="published",
    kinds={"duckdb", "parquet"},
    description="Snapshot, Parquet files, page, workbook and manifest that people use: whole, masked, swapped at once.",
)
def publication(context: dg.AssetExecutionContext, house: dg.ResourceParam[House]) -> dg.MaterializeResult[None]:
    """Publish the working warehouse."""
    with house.open() as db:
        made = publish(db, house, context.run.run_id)
    return dg.MaterializeResult(
        metadata={
            "publication_id": made.publication_id,
            "folder": dg.MetadataValue.path(str(made.folder)),
            "is_new": made.is_new,
            "dagster/row_count": sum(made.rows.values()),
            "rows": dg.MetadataValue.json(made.rows),
            "changes": dg.MetadataValue.md(_as_markdown(made.changes)),
        }
    )


def _as_markdown(changes: Mapping[str, Change]) -> str:
    rows = [f"| {name} | {c.added} | {c.removed} | {c.changed} |" for name, c in changes.items()]
    return "\n".join(["| table | added | removed | changed |", "|---|---|---|---|", *rows])
