"""The two sheets with a chart: cities opened by project over time, and the progress that was stated last.

Each chart stands above the numbers that it draws. What does not belong here: the sheets of whole tables (`sheets`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from xlsxwriter.chart import Chart

from assets.dictionary import Column
from assets.published.workbook.cells import Grid, width

MOST_PROJECTS = 8
"""So many lines can be told apart, by the colours of Okabe and Ito for colour-blind readers."""
MOST_WEEKS = 104
RECENT_WEEKS = 6
MOST_BARS = 40
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")
_LIGHT = "#BBBBBB"
_HEIGHT, _WIDTH, _HEIGHT_OF_BARS, _HEIGHT_OF_ROW = 480, 1000, 24, 20
"""In pixels."""
_PERCENT = Column("percent", "DOUBLE", "", "", "%")
_NAME = Column("name", "VARCHAR", "", "")
_CITIES = Column("cumulative_cities", "BIGINT", "", "", "cities")

_WEEKS = """
    with bounds as (select min(week_start) as first, max(week_start) as last from trends.weekly_rollout where cumulative_cities is not null)
    select strftime(monday, '%G-W%V')
    from bounds, range(greatest(first, last - (7 * $most)::integer)::timestamp, last + 1, interval 7 day) weeks(monday)
    order by monday
"""
_ROLLOUTS = """
    select project_id, any_value(project), max(week) as last
    from trends.weekly_rollout where cumulative_cities is not null
    group by project_id order by last desc, max(cumulative_cities) desc, project_id limit $most
"""
_CUMULATIVE = "select project_id, week, cumulative_cities from trends.weekly_rollout where cumulative_cities is not null"
_PROGRESS = """
    with newest as (select week_start from trends.weekly_reporting where not is_missing order by week_start desc limit 1),
    last as (
        select * from trends.weekly_progress
        where percent is not null and week_start > (from newest) - 7 * $weeks
        qualify row_number() over (partition by project_id, component order by week desc) = 1
    )
    select project || ' · ' || component, percent, previous_percent, week
    from last order by week desc, project, component limit $most
"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a chart shows: a column of names, and beside it a column of numbers for each series; `of` says what they are."""

    kind: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    of: Column
    colours: Sequence[str] = COLOURS


def rollout(db: duckdb.DuckDBPyConnection, words: Mapping[str, Any]) -> Drawing:
    """A line for each of the roll-outs named last; a week that says nothing is a gap in the numbers."""
    projects = db.execute(_ROLLOUTS, {"most": MOST_PROJECTS}).fetchall()
    values = {(project_id, week): cities for project_id, week, cities in db.execute(_CUMULATIVE).fetchall()}
    weeks = db.execute(_WEEKS, {"most": MOST_WEEKS}).fetchall()
    rows = [[week, *(values.get((project_id, week)) for project_id, *_ in projects)] for (week,) in weeks]
    return Drawing("line", [words["week"], *(name for _, name, _ in projects)], rows, _CITIES)


def progress(db: duckdb.DuckDBPyConnection, words: Mapping[str, Any]) -> Drawing:
    """Two bars for each component: what was stated last, and the value before."""
    found = db.execute(_PROGRESS, {"most": MOST_BARS, "weeks": RECENT_WEEKS}).fetchall()
    rows = [[f"{name} ({week})", percent, previous] for name, percent, previous, week in found]
    return Drawing("bar", [words["component"], words["percent"], words["previous"]], rows, _PERCENT, (COLOURS[0], _LIGHT))


def draw(grid: Grid, drawing: Drawing, title: str, nothing: str) -> None:
    """The chart, and below it the numbers under their headings; a sentence where there is `nothing` to draw."""
    if not drawing.rows:
        grid.text(0, 0, nothing)
        return
    name = grid.sheet.get_name()
    top = 1 + _height(drawing) // _HEIGHT_OF_ROW  # the headings stand below the chart
    chart = grid.style.book.add_chart({"type": drawing.kind})
    names = _range(name, drawing.rows, 0, top)
    for place, heading in enumerate(drawing.headings[1:], 1):
        colour = drawing.colours[place - 1]
        values = _range(name, drawing.rows, place, top)
        chart.add_series(
            {
                # as a reference, since a name that begins with = would be taken for a formula
                "name": [name, top, place],
                "name_data": [heading],
                "categories": names[0],
                "categories_data": names[1],
                "values": values[0],
                "values_data": values[1],
                "line": {"color": colour, "width": 2} if drawing.kind == "line" else {"none": True},
                "fill": {"color": colour},
                "marker": {"type": "circle", "size": 4, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
    _frame(chart, drawing, title)
    grid.sheet.insert_chart(0, 0, chart)
    _numbers(grid, drawing, top)


def _range(name: str, rows: Sequence[Sequence[Any]], place: int, top: int) -> tuple[list[Any], list[Any]]:
    """The cells of a column, and their values, which viewers show that do not calculate."""
    return [name, top + 1, place, top + len(rows), place], [row[place] for row in rows]


def _frame(chart: Chart, drawing: Drawing, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("span")
    gridlines = {"visible": True, "line": {"color": _LIGHT}}
    if drawing.kind == "bar":  # its axis of names is y, its axis of numbers x
        chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}, "interval_unit": 1, "num_font": {"size": 8}})
        chart.set_x_axis({"min": 0, "max": 100, "major_gridlines": gridlines})
    else:
        chart.set_y_axis({"min": 0, "major_gridlines": gridlines})
    chart.set_size({"width": _WIDTH, "height": _height(drawing)})


def _height(drawing: Drawing) -> int:
    return max(_HEIGHT, _HEIGHT_OF_BARS * len(drawing.rows)) if drawing.kind == "bar" else _HEIGHT


def _numbers(grid: Grid, drawing: Drawing, top: int) -> None:
    for place, heading in enumerate(drawing.headings):
        grid.text(top, place, heading, bold=True, bottom=1, align="right" if place else "left")
    grid.table(top + 1, [(values, drawing.of if place else _NAME, {}) for place, values in enumerate(zip(*drawing.rows, strict=True))])
    for place, heading in enumerate(drawing.headings):
        grid.sheet.set_column(place, place, min(50, 2 + max(width(value) for value in (heading, *(row[place] for row in drawing.rows)))))
