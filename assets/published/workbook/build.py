"""Writes `workbook.xlsx`: what it is, two charts, a sheet for each trend, bad entries and the data dictionary.

What does not belong here: what the sheets hold (`sheets`, `charts`, `about`) and how cells look (`cells`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter import Workbook

from assets import warehouse
from assets.dictionary import Column
from assets.published import page
from assets.published.words import in_language
from assets.published.workbook import charts
from assets.published.workbook.about import Line, Publication, about, read
from assets.published.workbook.cells import Grid, Style, width
from assets.published.workbook.sheets import Sheet, Tongue, sheets
from assets.published.workbook.tables import TableSheet
from assets.warehouse import WAREHOUSE_FILE

WORKBOOK_FILE = "workbook.xlsx"
WIDEST = 60
"""Letters; longer text is wrapped."""
MOST_LINES = 8
"""Of a wrapped text; the whole of a longer one is in its cell."""
_FILTER_BUTTON = 3
_LINE_HEIGHT = 15
_A4 = 9
_ALARM = {"font_color": "#9C0006", "bg_color": "#FFE3DC"}
"""What is late, missing or wrong, to be seen while scrolling; the word says it too."""


def write(folder: Path, language: str, weeks: int) -> None:
    """Write the workbook of the publication in a folder, from the snapshot that lies there, so that it is masked like it.

    It holds so many weeks, back from the newest report.
    """
    tongue = Tongue(language, in_language(__package__, language), in_language(page.__package__, language))
    with (
        warehouse.connect(folder / WAREHOUSE_FILE, read_only=True) as db,
        # texts are written once and shared by their cells, which an open row by row cannot: a quarter of the time, for 120 MB at most
        Workbook(folder / WORKBOOK_FILE, {"tmpdir": str(folder)}) as book,
    ):
        _fill(book, db, tongue, weeks)


def _fill(book: Workbook, db: duckdb.DuckDBPyConnection, tongue: Tongue, weeks: int) -> None:
    publication, words, style = read(db), tongue.words, Style(book)
    # the time of the publication, so that the same content gives the same bytes
    book.set_properties({"title": words["title"], "comments": publication.publication_id, "created": publication.created_at})
    book.set_custom_property("publication_id", publication.publication_id)
    first = _tab(book, words["about"], publication, words)
    drawings = {"rollout": charts.rollout(db, words), "progress": charts.progress(db, words)}
    lines = []
    for name, drawing in drawings.items():
        tab = _tab(book, words["charts"][name]["title"], publication, words)
        charts.draw(Grid(tab, style), drawing, words["charts"][name]["what"], words["none"])
        lines.append(Line(tab.get_name(), words["charts"][name]["about"], len(drawing.rows), len(drawing.rows)))
    for sheet in sheets(db, tongue, weeks):
        _write_sheet(Grid(_tab(book, sheet.name, publication, words), style), sheet)
        lines.append(Line(sheet.name, sheet.about, len(sheet.rows), sheet.total, sheet.first, sheet.last))
    about(Grid(first, style), publication, lines, words)


def _tab(book: Workbook, name: str, publication: Publication, words: Mapping[str, Any]) -> TableSheet:
    """A sheet that prints on A4, as wide as the paper, with the publication at its foot."""
    tab: TableSheet = book.add_worksheet(name, TableSheet)
    tab.set_landscape()
    tab.set_paper(_A4)
    tab.fit_to_pages(1, 0)
    tab.set_footer(f"&L{publication.publication_id}&R{words['page']}")
    return tab


def _write_sheet(grid: Grid, sheet: Sheet) -> None:
    """Headings that stay in view, filters, rows; columns as wide as what is in them."""
    tab, widths = grid.sheet, _widths(sheet.headings, sheet.rows)
    tab.freeze_panes(1, 0)
    tab.repeat_rows(0)
    tab.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    looks = [_look(sheet.columns, place, letters) for place, letters in enumerate(widths)]
    for place, (heading, letters, look) in enumerate(zip(sheet.headings, widths, looks, strict=True)):
        side = {"align": "right"} if _is_number(sheet.columns[place]) else look
        grid.text(0, place, heading, bold=True, bg_color="#DDEBF7", bottom=1, **side | {"text_wrap": True})
        tab.set_column(place, place, min(letters, WIDEST) + 2)
        if (sign := sheet.alarms.get(place)) and sheet.rows:
            told = {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": grid.style.of(**_ALARM)}
            tab.conditional_format(1, place, len(sheet.rows), place, told)
    long = [place for place, letters in enumerate(widths) if letters > WIDEST]
    for number, row in enumerate(sheet.rows, 1):
        lines = max((1 + (width(row[place]) - 1) // WIDEST for place in long if row[place]), default=1)
        if lines > 1:  # office programs leave rows as high as one line unless told
            tab.set_row(number, _LINE_HEIGHT * min(lines, MOST_LINES))
    if sheet.rows:
        columns = zip(*sheet.rows, strict=True)
        grid.table(1, list(zip(columns, sheet.columns, looks, strict=True)))


def _look(columns: Sequence[Column], place: int, letters: int) -> dict[str, Any]:
    """Long text is wrapped; text right of a number keeps away from it."""
    is_beside = place > 0 and _is_number(columns[place - 1]) and not _is_number(columns[place])
    return ({"text_wrap": True} if letters > WIDEST else {}) | ({"indent": 1, "align": "left"} if is_beside else {})


def _is_number(column: Column) -> bool:
    return column.type in ("INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP")


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """How many letters wide the widest cell of each column is."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in headings)
    return [
        max(width(heading) + _FILTER_BUTTON, max(map(width, set(values)), default=0))  # most values come many times
        for heading, values in zip(headings, columns, strict=True)
    ]
