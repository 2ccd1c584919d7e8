"""What each sheet holds: which table, columns and rows of the snapshot, in which order, under which headings.

What does not belong here: how cells look (`cells`) and how the file is written (`build`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import duckdb
import yaml

from assets.dictionary import Column, Table
from assets.published.tables import DICTIONARY, published_tables
from assets.published.workbook.cells import shown

MOST_ROWS = 4_000
"""Of each table, so that office programs open the file in seconds: a year of ten teams' milestones."""
MOST_ROWS_OF_FORMAT = 1_000_000
_OLDEST = """
    with oldest as (select max(week_start) - (7 * ($weeks - 1))::integer as monday from trends.weekly_reporting where not is_missing)
    select strftime(monday, '%G-W%V'), year(monday + 3) || '-Q' || quarter(monday + 3) from oldest
"""
"""The first week of so many that end with the newest report's, and its quarter, which is that of its Thursday."""
_TYPED_BY_PEOPLE = ("bad_entry_id", "incident_id")
_ALARMS = {"is_missing": "yes", "is_late": "yes", "is_overdue": "yes", "is_contested": "yes", "is_met": "no"}
_SENTENCE = "sentence_"
_CODES = {"status": "status", "state": "state", "kind": "kinds", "rule": "rules", "outcome": "plans"}
"""Columns of codes, and where the page's words say them in the reader's language."""
_OF_DICTIONARY = ("table_name", "table_zh", "grain", "column_name", "zh", "meaning", "unit")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: what its columns are, and its rows as they are shown.

    `first` and `last` are the periods between which the rows lie; `total` is how many the table has.
    """

    name: str
    about: str
    headings: list[str]
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    total: int
    first: str | None = None
    last: str | None = None
    alarms: Mapping[int, str] = field(default_factory=dict)
    """What a cell of a column holds where something is late, missing or wrong."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of the workbook: `words` are its own, `codes` the page's."""

    language: str
    words: Mapping[str, Any]
    codes: Mapping[str, Any]

    def title(self, of: Column | Table) -> str:
        """How a column or table is called: its Chinese label, or its name as English words."""
        return of.zh if self.language == "zh" else of.name.removesuffix("_en").replace("_", " ").capitalize()

    def of_codes(self, table: Table, column: Column) -> Mapping[str, str]:
        """What the codes of a column mean."""
        if column.name == "severity" and table.schema == "quality":  # of an incident it is the grade as written
            return dict(self.codes["severity"])
        return dict(self.words["values"].get(column.name) or self.codes.get(_CODES.get(column.name, ""), {}))


@dataclass(frozen=True, slots=True)
class Spec:
    """A table's entry in `sheets.yml`."""

    about: str
    columns: str = ""
    where: str = "true"
    order: str = ""
    period: str = ""
    unread: list[str] = field(default_factory=list)


def sheets(db: duckdb.DuckDBPyConnection, tongue: Tongue, weeks: int) -> Iterator[Sheet]:
    """The sheets one by one with so many weeks of reports, from a connection to the snapshot."""
    listed = yaml.load(files(__package__).joinpath("sheets.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    week, quarter = db.execute(_OLDEST, {"weeks": weeks}).fetchone() or (None, None)
    for name, spec in listed["sheets"].items():
        oldest = quarter if name.startswith("trends.quarterly_") else week
        yield _sheet(db, published_tables()[name], Spec(**spec, unread=listed["unread"]), tongue, oldest or "")
    yield _dictionary(db, tongue)


def _sheet(db: duckdb.DuckDBPyConnection, table: Table, spec: Spec, tongue: Tongue, oldest: str) -> Sheet:
    """The newest whole periods that fit, from the oldest wanted on; rows of no period are always there."""
    period = spec.period or ("quarter" if table.name.startswith("quarterly_") else "week")
    source = f"from {table.full_name} where {spec.where}"
    bounds = f"""
        with periods as (select {period} as period, sum(count(*)) over (order by {period} desc nulls first) as n {source} group by {period})
        select
            coalesce(min(period) filter (where period >= $oldest and n <= $most), greatest(max(period), $oldest)),
            max(period) filter (where period >= $oldest), coalesce(max(n), 0)::bigint
        from periods
    """  # noqa: S608 - names of the dictionary and of sheets.yml
    first, last, total = db.execute(bounds, {"most": MOST_ROWS, "oldest": oldest}).fetchone() or (None, None, 0)
    columns = _columns(table, spec, tongue)
    names = ", ".join(f'"{column.name}"' for column in columns)
    order = spec.order or ", ".join([f"{period} desc", *(f'"{name}"' for name in table.key if name != period)])
    query = f"select {names} {source} and ({period} is null or {period} >= $first) order by {order} limit {MOST_ROWS_OF_FORMAT}"
    rows = _shown(db.execute(query, {"first": first}).fetchall(), table, columns, tongue)
    alarms = {place: sign for place, c in enumerate(columns) if (sign := _alarm(table, c, tongue))}
    about = spec.about if tongue.language == "zh" else table.comment
    headings = [tongue.title(column) for column in columns]
    return Sheet(tongue.title(table), about, headings, columns, rows, total, first if last else None, last, alarms)


def _alarm(table: Table, column: Column, tongue: Tongue) -> str | None:
    """The word of the column that is bad news, if it has one."""
    if column.name in _ALARMS:
        return str(tongue.words[_ALARMS[column.name]])
    return tongue.codes["severity"]["error"] if (table.schema, column.name) == ("quality", "severity") else None


def _columns(table: Table, spec: Spec, tongue: Tongue) -> tuple[Column, ...]:
    known = {column.name: column for column in table.columns}
    if spec.columns:
        return tuple(known[name] for name in spec.columns.split())
    others = (f"{_SENTENCE}{other}" for other in ("zh", "en") if other != tongue.language)
    left_out = {*spec.unread, *others}
    return tuple(
        c for c in table.columns if c.name not in left_out and (c.name in _TYPED_BY_PEOPLE or not c.name.endswith(("_id", "_ids")))
    )


def _shown(rows: list[tuple[Any, ...]], table: Table, columns: tuple[Column, ...], tongue: Tongue) -> list[list[Any]]:
    ways = [shown(column, tongue.words, tongue.of_codes(table, column)) for column in columns]
    return [[way(value) for way, value in zip(ways, row, strict=True)] for row in rows]


def _dictionary(db: duckdb.DuckDBPyConnection, tongue: Tongue) -> Sheet:
    known = {column.name: column for column in DICTIONARY.columns}
    columns = tuple(known[name] for name in _OF_DICTIONARY)
    query = f"select {', '.join(_OF_DICTIONARY)} from dictionary order by table_name, position"  # noqa: S608 - names of our own
    rows = [list(row) for row in db.execute(query).fetchall()]
    about = tongue.words["aboutDictionary"]
    return Sheet(tongue.title(DICTIONARY), about, [tongue.title(c) for c in columns], columns, rows, len(rows))
