"""Tables of incidents that stand on their side: a column for each incident, and 时间, 服务, 级别, 影响 in the first cell of the rows.

What does not belong here: tables with a row for each incident (`incident_rows`), and lists of two columns (`incident_sections`).
"""

from __future__ import annotations

from dataclasses import replace

from assets.facts.incident_units import TIME_HEADER, Unit
from assets.facts.incident_words import UNIT_LABEL
from assets.facts.model import Cell, Entry

FEWEST_COLUMNS = 3


def is_turned(rows: list[Entry]) -> bool:
    """Whether the first cells of most rows are the fields of an incident, and no header is."""
    if len(rows) < 2 or len(rows[0].cells) < FEWEST_COLUMNS or any(TIME_HEADER.search(cell.header) for cell in rows[0].cells):
        return False
    return sum(bool(UNIT_LABEL.match(_words(row, row.cells[0]))) for row in rows if row.cells) * 2 > len(rows)


def units(head: Entry | None, rows: list[Entry]) -> list[Unit]:
    """An incident for each column; each of its lines is a field, and what it says stands where it stood."""
    if not rows:
        return []
    columns = range(1, max(len(row.cells) for row in rows))
    told = (
        [_field(row, row.cells[0], row.cells[at]) for row in rows if at < len(row.cells) and _words(row, row.cells[at])] for at in columns
    )
    return [Unit(fields, head, is_timeline=True) for fields in told if fields]


def _words(row: Entry, cell: Cell) -> str:
    return row.norm[cell.start : cell.end].strip()


def _field(row: Entry, label: Cell, cell: Cell) -> Entry:
    """A line that says `级别: P2`: the cells between are blank."""
    blank = " " * (cell.start - label.end - 1)
    norm, raw = (f"{text[: label.end]}:{blank}{text[cell.start : cell.end]}" for text in (row.norm, row.raw))
    return replace(row, form="item", norm=norm, raw=raw, start=label.start, body=label.end + 1)
