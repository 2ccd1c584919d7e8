"""`weekhouse tables` and `weekhouse query`: questions to the published snapshot, which is opened read-only.

What does not belong here: the working warehouse.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import duckdb

from assets import warehouse
from assets.published import shelf
from pipelines.problems import UnusableError

SHAPES = ("table", "csv", "json")
TABLES = """
    select schema_name || '.' || table_name as "table", estimated_size as "rows", comment as meaning
    from duckdb_tables() where not internal
    union all select schema_name || '.' || view_name, null, comment from duckdb_views() where not internal
    order by 1
"""


def show(home: Path, sql: str, shape: str | None = None) -> None:
    """Print the answer: a table for people, CSV in a pipe, JSON when asked for."""
    names, rows = ask(home, sql)
    shape = shape or ("table" if sys.stdout.isatty() else "csv")
    {"table": _as_table, "csv": print_csv, "json": _as_json}[shape](names, rows)


def ask(home: Path, sql: str, parameters: Sequence[Any] = ()) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows. Raises `UnusableError`."""
    folder = shelf.current(home)
    if folder is None:
        raise UnusableError(f"there is no publication in {home}: run `weekhouse run` first, or name another --home")
    try:
        with warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True) as db:
            answer = db.execute(sql, parameters or None)
            return [name for name, *_ in answer.description or []], answer.fetchall()
    except duckdb.Error as error:
        raise UnusableError(" ".join(str(error).split())) from None


def _as_table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*names, show_edge=False)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console().print(table)


def print_csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows as CSV on standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)


def _as_json(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, default=str))
