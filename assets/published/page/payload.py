"""Everything that the page shows, as plain values for JSON: rows of the views, and the sources of the facts that they rest on.

What does not belong here: which tables and columns (`views`), how it is written into the page (`build`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import duckdb
import pyarrow as pa

from assets import dictionary
from assets.published.page.views import VIEWS, View

Rows = list[tuple[Any, ...]]
Table = tuple[list[str], Rows]
Numbers = Mapping[str, Mapping[str, int]]
"""By kind (fact, entry, bad_entry) the row's number by key."""

MOST_WEEKS = 53
"""A year, and the same week of the year before."""
LEAST_WEEKS = 13
MOST_REPORTS = 600
"""The year of ten teams and some more. Where a year holds more reports the page shows fewer weeks, a quarter at least, to stay mailable."""

_PLAIN = {str, int, bool, type(None)}
"""What JSON has as it is."""

_WEEKS = """
with spoken as (
    select week, week_start from trends.weekly_reporting
    union select week, week_start from trends.weekly_rollout
    union select week, week_start from trends.weekly_progress
    union select week, week_start from trends.weekly_measures
    union select week, week_start from trends.weekly_incidents
)
select week, (select count(*) from core.reports where reports.week = spoken.week)
from spoken
where week_start <= (select created_at from publication)
order by week desc
limit $most
"""
_SOURCES = {
    "core.reports": "select report_id, null, source_file, null, null, null from core.reports",
    "core.entries": "select entry_id, entry_id, source_file, source_line, null, null from core.entries",
}
_ENTRIES = """
select entry_id, text from core.entries where entry_id in (select entry_id from temp.sources)
order by source_file, source_line, entry_id
"""


def payload(db: duckdb.DuckDBPyConnection, language: str) -> dict[str, Any]:
    """The page's values, from a connection to the snapshot. In them the id of a fact, an entry or a bad entry is its row's number."""
    weeks, is_cut = _weeks(db)
    bounds = _bounds(weeks)
    found = {name: _read(db, view, bounds, language) for name, view in VIEWS.items()}
    keyed = {"fact": _sources(db, found), "bad_entry": found["bad"], "entry": _rows(db, _ENTRIES)}
    numbers = {kind: {row[0]: number for number, row in enumerate(rows)} for kind, (_, rows) in keyed.items()}
    found |= {name: _without_key(keyed[kind]) for name, kind in (("facts", "fact"), ("entries", "entry"), ("bad", "bad_entry"))}
    found["files"] = _rows(db, "select source_file as file, title, author, week from core.reports order by created_at")
    return {
        "publication": _publication(db),
        "weeks": weeks,
        "isCut": is_cut,
        "tables": {name: _by_column(columns, rows, numbers) for name, (columns, rows) in found.items()},
    }


def _weeks(db: duckdb.DuckDBPyConnection) -> tuple[list[str], bool]:
    """The newest weeks in order, and whether older ones were left out."""
    found = db.execute(_WEEKS, {"most": MOST_WEEKS + 1}).fetchall()
    taken: list[str] = []
    reports = 0
    for week, number in found[:MOST_WEEKS]:
        reports += number
        if len(taken) >= LEAST_WEEKS and reports > MOST_REPORTS:
            break
        taken.append(week)
    return taken[::-1], len(taken) < len(found)


def _bounds(weeks: Sequence[str]) -> dict[str, str]:
    """First and last week and quarter; nothing lies between empty texts."""
    if not weeks:
        return dict.fromkeys(("first", "last", "first_quarter", "last_quarter"), "")
    return {"first": weeks[0], "last": weeks[-1], "first_quarter": _quarter(weeks[0]), "last_quarter": _quarter(weeks[-1])}


def _quarter(week: str) -> str:
    """The quarter of an ISO week, which is that of its Thursday."""
    thursday = date.fromisocalendar(int(week[:4]), int(week[6:]), 4)
    return f"{thursday.year}-Q{(thursday.month + 2) // 3}"


def _read(db: duckdb.DuckDBPyConnection, view: View, bounds: Mapping[str, str], language: str) -> Table:
    # a sentence stands in the language of the page, the other one is left out
    selected = ", ".join(f'"sentence_{language}" as sentence' if name == "sentence" else f'"{name}"' for name in view.columns.split())
    first, last = ("$first_quarter", "$last_quarter") if view.period == "quarter" else ("$first", "$last")
    query = f"select {selected} from {view.table} where ({view.where}) and {view.period} between {first} and {last} order by all"  # noqa: S608
    return _rows(db, query, {name: value for name, value in bounds.items() if f"${name}" in query.replace(f"${name}_", "")})


def _rows(db: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, str] | None = None) -> Table:
    result = db.execute(query, parameters or {})
    return [column[0] for column in result.description or ()], result.fetchall()


def _sources(db: duckdb.DuckDBPyConnection, found: Mapping[str, Table]) -> Table:
    """Where each fact, report or entry stands that a row rests on; also as `temp.sources`."""
    wanted = pa.table({"fact_id": pa.array(sorted(_ids(found)), pa.string())})
    facts = [
        f"select fact_id, entry_id, source_file, source_line, source_sheet, quote from {name}"  # noqa: S608 - names of the dictionary
        for name, table in dictionary.tables().items()
        if table.is_fact
    ]
    # a mention of an incident and the incident made of it have one id and one place
    query = f"""
        create or replace temp table sources as
        with places(fact_id, entry_id, file, line, sheet, quote) as ({" union all ".join([*facts, *_SOURCES.values()])})
        select * from places semi join wanted using (fact_id)
        qualify row_number() over (partition by fact_id order by quote nulls last) = 1
    """  # noqa: S608 - names of the dictionary
    db.register("wanted", wanted)
    db.execute(query)
    db.unregister("wanted")
    return _rows(db, "from temp.sources order by file, line, fact_id")


def _ids(found: Mapping[str, Table]) -> set[str]:
    ids: set[Any] = set()
    for columns, rows in found.values():
        for place, name in enumerate(columns):
            if name.endswith("fact_id"):
                ids.update(row[place] for row in rows if row[place])
            elif name.endswith("fact_ids"):
                ids.update(*(row[place] for row in rows if row[place]))
    return ids - {None}


def _publication(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    columns, rows = _rows(db, "select publication_id as id, created_at as createdAt from publication")
    return {name: _plain(value) for name, value in zip(columns, rows[0], strict=True)}


def _without_key(table: Table) -> Table:
    """Without the first column: a row's number stands for it."""
    columns, rows = table
    return columns[1:], [row[1:] for row in rows]


def _by_column(columns: Sequence[str], rows: Rows, numbers: Numbers) -> dict[str, list[Any]]:
    """The values of each column: half the bytes of rows, and smaller when compressed."""
    return {name: _values(name, [row[place] for row in rows], numbers) for place, name in enumerate(columns)}


def _values(name: str, values: list[Any], numbers: Numbers) -> list[Any]:
    for kind, of_kind in numbers.items():
        if name.endswith(f"{kind}_id"):
            return [of_kind.get(value) for value in values]
        if name.endswith(f"{kind}_ids"):
            return [[of_kind[key] for key in value or () if key in of_kind] for value in values]
    return values if {*map(type, values)} <= _PLAIN else [_plain(value) for value in values]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    """A value that JSON has: times to the minute, whole floats as integers, what is no number as null."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if not math.isfinite(value) else int(value) if value == int(value) else round(value, 6)
    return value
