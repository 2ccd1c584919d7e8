"""The first sheet: what the workbook is, which publication, how fresh, how to read it, and what each sheet holds.

What does not belong here: the sheets themselves (`sheets`, `charts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from assets.published.workbook.cells import Grid

_WIDTHS = (22, 70, 12, 24, 60)
_TITLE_HEIGHT = 26
_BESIDE: dict[str, Any] = {"indent": 1, "align": "left"}
_SIDES: Mapping[str, dict[str, Any]] = {"rows": {"align": "right"}, "range": _BESIDE}
_NOTES = ("noteUnknown", "noteExcluded", "noteSource", "noteMasked")
_PUBLICATION = """
    with newest as (select max(week) as week from trends.weekly_reporting where not is_missing)
    select
        publication_id, created_at,
        (select count(*) from core.reports) as reports, (select count(distinct team) from core.reports) as teams,
        (select min(week) from core.reports) as first_week, week as last_week,
        (select any_value(week_start) + 6 from trends.weekly_reporting r where r.week = newest.week)::date as last_day,
        (select list(team order by team) from trends.weekly_reporting r where r.week = newest.week and is_missing) as missing,
        (select count(*) from quality.bad_entries where severity = 'error' and state is distinct from 'resolved') as errors,
        (select count(*) from quality.bad_entries where severity = 'warning' and state is distinct from 'resolved') as warnings
    from publication, newest
"""


@dataclass(frozen=True, slots=True)
class Publication:
    """Which publication the workbook is of, and what it holds; `last_day` is the Sunday of the newest reports' week."""

    publication_id: str
    created_at: datetime
    reports: int
    teams: int
    first_week: str | None
    last_week: str | None
    last_day: date | None
    missing: Sequence[str] | None
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a sheet; `total` is above `rows` where older rows were left out."""

    name: str
    about: str
    rows: int
    total: int
    first: str | None = None
    last: str | None = None


def read(db: duckdb.DuckDBPyConnection) -> Publication:
    """The publication of a snapshot."""
    row = db.execute(_PUBLICATION).fetchone()
    if row is None:
        raise LookupError("the snapshot does not say which publication it is")
    return Publication(*row)


def about(grid: Grid, publication: Publication, lines: Sequence[Line], words: Mapping[str, Any]) -> None:
    """Fill the first sheet."""
    for place, letters in enumerate(_WIDTHS):
        grid.sheet.set_column(place, place, letters)
    grid.sheet.set_row(0, _TITLE_HEIGHT)
    grid.text(0, 0, words["title"], bold=True, font_size=16)
    grid.text(1, 0, words["lead"])
    row = 3
    for name, text in _facts(publication, words):
        grid.text(row, 0, words[name], bold=True)
        grid.text(row, 1, text)
        row += 1
    for number, note in enumerate(_NOTES):
        grid.text(row, 0, words["notes"] if number == 0 else "", bold=True)
        grid.text(row, 1, words[note])
        row += 1
    _contents(grid, row + 1, lines, words)


def _facts(publication: Publication, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "publication", publication.publication_id
    yield "created", f"{publication.created_at:%Y-%m-%d %H:%M}"
    yield "reports", str(publication.reports)
    yield "teams", str(publication.teams)
    if publication.last_week is None or publication.last_day is None:
        yield "freshness", words["empty"]
        return
    yield "weeks", f"{publication.first_week} … {publication.last_week}"
    days = (publication.created_at.date() - publication.last_day).days
    yield "freshness", words["fresh" if days > 0 else "freshWithin"].format(week=publication.last_week, days=days)
    yield "missing", words["comma"].join(publication.missing or ()) or words["complete"]
    yield "bad", words["badCounts"].format(error=publication.errors, warning=publication.warnings)


def _contents(grid: Grid, row: int, lines: Sequence[Line], words: Mapping[str, Any]) -> None:
    """A table of the sheets, with links to them."""
    for place, name in enumerate(("sheet", "content", "rows", "range")):
        grid.text(row, place, words[name], bold=True, bottom=1, **_SIDES.get(name, {}))
    link = grid.style.of(font_color="#0563C1", underline=1)
    for number, line in enumerate(lines, row + 1):
        grid.sheet.write_url(number, 0, f"internal:'{line.name}'!A1", link, line.name)
        grid.text(number, 1, line.about, text_wrap=True)
        grid.sheet.write_number(number, 2, line.rows, grid.style.of(num_format="#,##0"))
        if line.first:
            grid.text(number, 3, line.first if line.first == line.last else f"{line.first} … {line.last}", **_BESIDE)
        if line.total > line.rows:
            grid.text(number, 4, words["cut"].format(rows=f"{line.rows:,}", total=f"{line.total:,}"))
