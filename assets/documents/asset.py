"""Dagster's way to the documents. What does not belong here: how they are collected (`collect`).

Annotations are not postponed here: Dagster looks at that of the resource itself.
"""

import dagster as dg
import duckdb

from assets.documents.collect import Collected, SourceCount, collect
from assets.house import House

PREVIEW_ROWS = 5


@dg.asset(
    key=["raw", "documents"],
    group_name="documents",
    kinds={"duckdb"},
    description="Every report, roll-out table and incident log exactly as it came, each content once.",
)
def documents(house: dg.ResourceParam[House]) -> dg.MaterializeResult[None]:
    """Scan the sources and store what is new."""
    with house.open() as db:
        collected = collect(db, house)
        newest = _newest(db)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": collected.documents,
            "sources": dg.MetadataValue.md(_as_markdown(collected)),
            "failed": sum(source.status == "failed" for source in collected.sources),
            "problems": sum(source.problems for source in collected.sources),
            "gone": dg.MetadataValue.json([name for source in collected.sources for name in source.gone]),
            "newest": dg.MetadataValue.md(newest),
        }
    )


def _as_markdown(collected: Collected) -> str:
    return "\n".join(
        [
            "| source | team | status | documents | new | changed | unchanged | gone | problems | why |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *(_row(source) for source in collected.sources),
        ]
    )


def _row(s: SourceCount) -> str:
    values = (s.source, s.team or "", s.status, s.documents, s.new, s.changed, s.unchanged, len(s.gone), s.problems, s.why or "")
    return "| " + " | ".join(str(value).replace("|", "\\|") for value in values) + " |"


def _newest(db: duckdb.DuckDBPyConnection) -> str:
    """The latest documents by name; their content stays in raw."""
    rows = db.execute(
        """
        select source_file, coalesce(source_team, '—'), encoding, size_bytes, first_seen_at
        from raw.documents order by first_seen_at desc, source_file limit ?
        """,
        [PREVIEW_ROWS],
    ).fetchall()
    lines = [f"| {' | '.join(str(value) for value in row)} |" for row in rows]
    return "\n".join(["| document | team | encoding | bytes | first seen |", "|---|---|---|---|---|", *lines])
