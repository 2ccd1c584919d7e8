"""A look at a trend table: its newest rows as a markdown table.

What does not belong here: the published page and workbook (`assets.published`).
"""

from __future__ import annotations

import duckdb

PREVIEW_ROWS = 10
CELL_LENGTH = 40


def newest_rows(db: duckdb.DuckDBPyConnection, table: str, limit: int = PREVIEW_ROWS) -> str:
    """The last rows (tables are stored in the order of time), latest first, as markdown; text stays text."""
    rows = db.execute(f"select * from {table} order by rowid desc limit {limit}")  # noqa: S608
    names = [str(column[0]) for column in rows.description or ()]
    lines = [[_cell(value) for value in row] for row in rows.fetchall()]
    return "\n".join("| " + " | ".join(line) + " |" for line in [names, ["---"] * len(names), *lines])


def _cell(value: object) -> str:
    """A value that can break neither the table nor out of it: no line ends, bars or markup."""
    if value is None:
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    text = " ".join(text.split())
    text = text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
