"""Which tables are published, and the words of the columns and tables that exist only in the snapshot.

What does not belong here: the tables that the warehouse has too (`assets.dictionary`) and how any is filled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml

from assets import dictionary
from assets.dictionary import Column, Table

STATUS_OF_ROW = Column(
    name="status_of_row",
    type="VARCHAR",
    description="accepted, flagged (a warning bears on it) or quarantined (an error keeps it out of trends)",
    zh="行状态",
)

DICTIONARY = Table(
    schema="main",
    name="dictionary",
    grain="column of a published table",
    description="What every published column means.",
    zh="数据字典",
    key=("table_name", "column_name"),
    is_fact=False,
    columns=(
        Column("table_name", "VARCHAR", "table, with its schema", "表"),
        Column("column_name", "VARCHAR", "column", "列"),
        Column("position", "INTEGER", "1-based order of the column in its table", "次序"),
        Column("type", "VARCHAR", "DuckDB type", "类型"),
        Column("meaning", "VARCHAR", "what the column holds", "含义"),
        Column("unit", "VARCHAR", "unit of the value, null where it has none", "单位"),
        Column("zh", "VARCHAR", "Chinese label of the column", "中文名"),
        Column("table_meaning", "VARCHAR", "what the table holds", "表含义"),
        Column("table_zh", "VARCHAR", "Chinese label of the table", "表中文名"),
        Column("grain", "VARCHAR", "what one row of the table is", "粒度"),
    ),
)

PUBLICATION = Table(
    schema="main",
    name="publication",
    grain="publication (always exactly one)",
    description="Which publication this is; manifest.json and every Parquet file have the same id.",
    zh="发布",
    key=("publication_id",),
    is_fact=False,
    columns=(
        Column("publication_id", "VARCHAR", "key of the publication", "发布编号"),
        Column("created_at", "TIMESTAMP", "when it was written, local time", "创建时间"),
        Column("run_id", "VARCHAR", "Dagster run that wrote it, null outside Dagster", "运行编号"),
    ),
)


@cache
def published_tables() -> dict[str, Table]:
    """Every published table by `schema.name`: the dictionary's, facts with `status_of_row` at the end."""
    return {
        name: replace(table, columns=(*table.columns, STATUS_OF_ROW)) if table.is_fact else table
        for name, table in dictionary.tables().items()
        if table.schema in dictionary.PUBLISHED_SCHEMAS
    }


@dataclass(frozen=True, slots=True)
class View:
    """A view of the snapshot: its words and its query."""

    table: Table
    query: str


def views() -> list[View]:
    """Every view: those of history (`sql/views`), and the short names of schema main (`short.yml`)."""
    return [View(view, files("sql").joinpath(f"views/{view.name}.sql").read_text("utf-8")) for view in dictionary.views().values()] + [
        _short(name, **spec)
        for name, spec in yaml.load(files("assets.dictionary").joinpath("short.yml").read_text("utf-8"), Loader=yaml.CSafeLoader).items()
    ]


def _short(name: str, of: str, where: str = "", description: str | None = None) -> View:
    table = published_tables()[of]
    words = replace(table, schema="main", name=name, description=description or table.description)
    return View(words, f"select * from {of}" + (f" where {where}" if where else ""))  # noqa: S608 - of our own file


def dictionary_rows() -> list[dict[str, object]]:
    """The rows of `main.dictionary`."""
    return [
        {
            "table_name": table.full_name,
            "column_name": column.name,
            "position": position,
            "type": column.type,
            "meaning": column.description,
            "unit": column.unit,
            "zh": column.zh,
            "table_meaning": table.description,
            "table_zh": table.zh,
            "grain": table.grain,
        }
        for table in (*published_tables().values(), *(view.table for view in views()), DICTIONARY, PUBLICATION)
        for position, column in enumerate(table.columns, start=1)
    ]
