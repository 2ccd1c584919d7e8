"""Rows on standard output: a table for people, Markdown, CSV or JSON for what comes after.

What does not belong here: where the rows come from (`querying`).
"""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import click

from pipelines.problems import UnusableError

SHAPES = ("table", "markdown", "csv", "json")
MOST_SHOWN = 500
"""Rows that a terminal is given; who wants more wants a file."""

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Row = Sequence[Any]


def put(names: Sequence[str], rows: Iterable[Row], shape: str | None = None) -> None:
    """Print rows in a shape; without one a table on a terminal, and CSV in a pipe. Raises `UnusableError`."""
    shape = shape or ("table" if sys.stdout.isatty() else "csv")
    {"table": _as_table, "markdown": _as_markdown, "csv": print_csv, "json": _as_json}[shape](names, rows)


def print_csv(names: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows as CSV on standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)


def _as_table(names: Sequence[str], rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text  # a bare string would be searched for markup

    given = iter(rows)
    table = Table(show_edge=False)
    for name in names:
        table.add_column(Text(name))
    for row in islice(given, MOST_SHOWN):
        table.add_row(*(Text(_printable(value)) for value in row))
    Console().print(table)
    if rest := sum(1 for _ in given):
        click.echo(f"… and {rest:,} more rows; --format csv prints all", err=True)


def _as_markdown(names: Sequence[str], rows: Iterable[Row]) -> None:
    click.echo("\n".join(markdown(names, rows)))


def markdown(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a Markdown table; text can neither break it nor leave it."""
    for cells in (names, ["---"] * len(names), *rows):
        yield "| " + " | ".join(_printable(cell).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _printable(value: object) -> str:
    """A value as text, without characters that a terminal would obey; nothing for null."""
    return "" if value is None else _OBEYED.sub("�", str(_plain(value) if isinstance(value, list | Mapping) else value))


def _as_json(names: Sequence[str], rows: Iterable[Row]) -> None:
    if twice := [name for name in names if names.count(name) > 1]:
        raise UnusableError(f"two columns are called {twice[0]}: give one another name, with `as`")
    click.echo(json.dumps([dict(zip(names, map(_plain, row), strict=True)) for row in rows], ensure_ascii=False, default=str))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    """A value that JSON has, also within lists and maps; what is no number is null."""
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
