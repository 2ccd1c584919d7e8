"""The assets of core: one step that brings every table up to date.

What does not belong here: how (`load`).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets import dictionary
from assets.core.load import load
from assets.house import House

TABLES = [table for table in dictionary.tables().values() if table.schema == "core"]
_PREVIEW_ROWS = 10


@dg.multi_asset(
    name="core",
    specs=[
        dg.AssetSpec(["core", t.name], deps=[dg.AssetKey(["raw", "documents"])], description=t.comment, group_name="core", kinds={"duckdb"})
        for t in TABLES
    ],
    can_subset=False,
)
def core(house: dg.ResourceParam[House]) -> Iterator[dg.MaterializeResult[None]]:
    """Documents → one row for each typed fact, with the line that it was read from."""
    with house.open() as db:
        loaded = load(db, house)
        for table in TABLES:
            preview = db.execute(f"select * from {table.full_name} limit {_PREVIEW_ROWS}").df()  # noqa: S608 - a name of the dictionary
            yield dg.MaterializeResult(
                asset_key=["core", table.name],
                metadata={
                    "dagster/row_count": loaded.rows[table.full_name],
                    "documents_read": loaded.read,
                    "is_unchanged": loaded.is_unchanged,
                    "preview": dg.MetadataValue.md(preview.astype(str).to_markdown(index=False) if len(preview) else "—"),
                },
            )
