"""The files of `sql/`: what each reads and makes, and in which order they run.

What does not belong here: running them (`build.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files

from assets import dictionary

HEADER = "-- inputs:"
CONTINUED = "--   "
GOES_ON_FROM = "-- goes on from: "
ALWAYS_READS = "-- always reads: "


class TrendError(Exception):
    """A file of `sql/` that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class TrendFile:
    """One file of `sql/trends`: a single SELECT over its inputs, the `schema.table` names of its header."""

    name: str
    sql: str
    inputs: tuple[str, ...]

    @property
    def goes_on_from(self) -> str | None:
        """What its rows of a week rest on of earlier ones, `project` or `week` (`part.py`); None for a table that is always made whole."""
        return self._told(GOES_ON_FROM)

    @property
    def always_reads(self) -> tuple[str, ...]:
        """The inputs of which it needs all rows, however few of its own are made anew."""
        return tuple((self._told(ALWAYS_READS) or "").split(", "))

    def _told(self, header: str) -> str | None:
        return next((line.removeprefix(header) for line in self.sql.splitlines() if line.startswith(header)), None)

    @property
    def table(self) -> str:
        """The table that it makes."""
        return f"trends.{self.name}"

    @property
    def path(self) -> str:
        """How messages name the file."""
        return f"sql/trends/{self.name}.sql"


def inputs_of(sql: str) -> tuple[str, ...]:
    """The tables named after `-- inputs:`, on that line and on the indented comment lines that follow it."""
    listed: str | None = None
    for line in sql.splitlines():
        if listed is not None and not line.startswith(CONTINUED):
            break
        if listed is not None:
            listed += line.removeprefix(CONTINUED)
        elif line.startswith(HEADER):
            listed = line.removeprefix(HEADER)
    return tuple(name.strip() for name in (listed or "").split(",") if name.strip())


@cache
def macros() -> str:
    """The SQL that every file may rely on (`sql/macros.sql` and the wording of findings, `sql/sentences.sql`)."""
    return "\n".join(files("sql").joinpath(name).read_text("utf-8") for name in ("macros.sql", "sentences.sql"))


@cache
def trend_files() -> dict[str, TrendFile]:
    """Every file of `sql/trends` by its name, each after the ones that it reads from."""
    texts = {
        entry.name.removesuffix(".sql"): entry.read_text("utf-8")
        for entry in files("sql").joinpath("trends").iterdir()
        if entry.name.endswith(".sql")
    }
    found = {name: TrendFile(name, text, inputs_of(text)) for name, text in texts.items()}
    return {name: found[name] for name in in_order(found.values())}


def in_order(trends: Iterable[TrendFile]) -> list[str]:
    """Names so that inputs come first, else by name. Raises TrendError on a cycle or an unknown table."""
    by_table = {trend.table: trend for trend in sorted(trends, key=lambda trend: trend.name)}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for trend in by_table.values():
        for table in (trend.table, *trend.inputs):
            if table not in dictionary.tables() and (table == trend.table or table not in by_table):
                raise TrendError(f"{trend.path}: {table} is not in the data dictionary (assets/dictionary)")
        sorter.add(trend.name, *(by_table[table].name for table in trend.inputs if table in by_table))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise TrendError(f"sql/trends: files read from each other: {' -> '.join(error.args[1])}") from error
