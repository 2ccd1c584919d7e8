"""A worksheet that is given a table by columns and writes each of its rows in one piece.

The library writes cell by cell, each with all that any cell may have: of 800,000 cells, most of which repeat a value, that took two thirds
of the workbook's time. What does not belong here: which cells there are (`sheets`), what they hold and how they look (`cells`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, as the rest of its element behind its format."""

    content: str
    look: Format
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A column of a table: its values from top to bottom, and the cell of each; none where it is empty, or was written by itself."""

    values: Sequence[Any]
    cells: Mapping[Any, Cell | None]


class TableSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet whose last rows may be a table; what stands above it, or was written by itself, is the library's."""

    def __init__(self) -> None:
        """As the library makes it."""
        super().__init__()
        self._top = 0
        self._columns: Sequence[Filled] = ()

    def cell_of_text(self, text: str, look: Format) -> Cell:
        """The cell of a text, which the workbook stores once."""
        return Cell(f' t="s"><v>{self.str_table._get_shared_string_index(text)}</v></c>', look, is_text=True)

    def cell_of_number(self, number: float, look: Format) -> Cell:
        """The cell of a number, in the digits that the library would write."""
        return Cell(f"><v>{number:.16G}</v></c>", look)

    def write_table(self, top: int, columns: Sequence[Filled]) -> None:
        """Put columns of one length side by side, from a row on that is not the first."""
        self._top, self._columns = top, columns
        for column in columns:
            texts = {value for value, cell in column.cells.items() if cell and cell.is_text}
            self.str_table.count += sum(value in texts for value in column.values) - len(texts)  # each was counted once
        self._check_dimensions(top, 0)
        self._check_dimensions(top + len(columns[0].values) - 1, len(columns) - 1)

    def _write_rows(self) -> None:
        """The library's step that writes all rows."""
        if not self._columns:
            super()._write_rows()
            return
        self.dim_rowmax = self._top - 1
        super()._write_rows()
        letters = [xl_col_to_name(place) for place in range(len(self._columns))]
        for row, ends in enumerate(zip(*map(_ends, self._columns), strict=True), self._top):
            self._write_row(row, None, self.row_info.get(row))
            cells = [f'<c r="{letter}{row + 1}"{end}' if end else "" for letter, end in zip(letters, ends, strict=True)]
            if row in self.table:
                self._write_own(row, cells)
            self.fh.write("".join(cells))
            self._xml_end_tag("row")

    def _write_own(self, row: int, cells: list[str]) -> None:
        """Write the cells up to the last that was written by itself, and take them away."""
        for place, cell in sorted(self.table[row].items()):
            self.fh.write("".join(cells[:place]))
            self._write_cell(row, place, cell)
            cells[: place + 1] = [""] * (place + 1)


def _ends(column: Filled) -> list[str]:
    """What each row's element ends with, from its format on."""
    known = {value: f' s="{cell.look._get_xf_index()}"{cell.content}' if cell else "" for value, cell in column.cells.items()}
    return [known[value] for value in column.values]
