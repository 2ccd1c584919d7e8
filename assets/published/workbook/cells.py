"""How values become cells: type, number format and width, by what the dictionary says of the column.

Text is written as text whatever it begins with. What does not belong here: which cells there are (`sheets`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from assets.dictionary import Column
from assets.published.workbook.tables import Cell, Filled, TableSheet

LONGEST_TEXT = 32_767
"""Characters in a cell, by the file format."""
_FIRST_DAY = datetime(1899, 12, 30)
"""Day 0 of the format's count, for days from March 1900 on."""
_ACTS_WHEN_EDITED = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so would become a formula once somebody edits its cell, unless the cell is marked as text."""
_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_INTEGERS = ("INTEGER", "BIGINT")


@dataclass(slots=True)
class Style:
    """The formats of a workbook, each made once."""

    book: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def of(self, **properties: Any) -> Format:  # noqa: ANN401 - as the library has them
        """The format with these properties, at the top of the cell."""
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self.book.add_format({"valign": "top", **properties})
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet, by row and column from 0."""

    sheet: TableSheet
    style: Style

    def text(self, row: int, column: int, text: str, **properties: Any) -> None:  # noqa: ANN401
        """Write text that stays text, also when its cell is edited."""
        text, cell = _storable(text), self._look_of(text, properties)
        if text.startswith("<r>"):  # what looks like the library's own markup would be taken for it
            self.sheet.write_rich_string(row, column, text[:1], self.style.of(), text[1:], cell)
        elif text:
            self.sheet.write_string(row, column, text, cell)

    def table(self, top: int, columns: Sequence[tuple[Sequence[Any], Column, Mapping[str, Any]]]) -> None:
        """Write columns side by side from a row on: their values, what they are of, and how their texts look."""
        filled = []
        for place, (values, of, properties) in enumerate(columns):
            own = {value for value in set(values) if isinstance(value, str) and _is_unusual(value)}
            for row, value in enumerate(values, top) if own else ():
                if value in own:
                    self.text(row, place, value, **properties)
            # what a cell needs is made once for each value, in their order: most come many times
            cells = {value: None if value in own else self._of(value, of, properties) for value in dict.fromkeys(values)}
            filled.append(Filled(values, cells))
        self.sheet.write_table(top, filled)

    def _of(self, value: Any, of: Column, properties: Mapping[str, Any]) -> Cell | None:  # noqa: ANN401
        """The cell of a value; what is unknown leaves it empty."""
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self.sheet.cell_of_text(_storable(value), self._look_of(value, properties))
        if isinstance(value, datetime):
            return self._of_number((value - _FIRST_DAY).total_seconds() / 86_400, "yyyy-mm-dd hh:mm")
        if isinstance(value, date):
            return self._of_number((datetime(value.year, value.month, value.day) - _FIRST_DAY).days, "yyyy-mm-dd")
        return self._of_number(value, number_format(of, is_whole=value == int(value))) if math.isfinite(value) else None

    def _of_number(self, number: float, shown_as: str) -> Cell:
        return self.sheet.cell_of_number(number, self.style.of(num_format=shown_as))

    def _look_of(self, text: str, properties: Mapping[str, Any]) -> Format:
        return self.style.of(**properties, **({"quote_prefix": True} if text.startswith(_ACTS_WHEN_EDITED) else {}))


def _is_unusual(text: str) -> bool:
    """Whether the library has to look at it: it looks like its own markup, or may be longer than the format allows, in units of UTF-16."""
    return text.startswith("<r>") or len(text) > LONGEST_TEXT // 2


def _storable(text: str) -> str:
    """The text without what XML has not, cut where it is too long."""
    if "\ufffe" in text or "\uffff" in text:
        text = text.translate(_NO_XML)
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


@cache
def number_format(column: Column, *, is_whole: bool) -> str:
    """How a number of the column is shown. The value stays that of the database: 60 with the unit % is shown as 60%."""
    if column.unit == "fraction of 1":
        return "0.0%"
    if column.unit == "%":
        return '0"%"' if is_whole else '0.0###"%"'
    if column.type in _INTEGERS and column.unit is None:
        return "0"
    digits = "#,##0" if is_whole else "#,##0.0###"
    if column.unit == "pp":
        digits += '" pp"'
    return f"+{digits};-{digits};{digits}" if column.name in ("change", "days_moved") else digits


def shown(column: Column, words: Mapping[str, Any], values: Mapping[str, str]) -> Callable[[Any], Any]:
    """What turns a value of the column into what its cell holds: lists and yes or no as words, codes in the reader's language."""
    if column.type == "BOOLEAN":
        return {True: words["yes"], False: words["no"], None: None}.__getitem__
    if column.type.startswith("MAP"):
        return lambda value: words["comma"].join(f"{key} {number:g}" for key, number in (value or {}).items())
    if column.type.endswith("[]"):
        return lambda value: words["comma"].join(value or ())
    if values:
        return lambda value: values.get(value, value)
    return lambda value: value


def width(value: Any) -> int:  # noqa: ANN401 - a cell of any type
    """About how many letters wide a value is shown; Chinese characters are two."""
    if isinstance(value, str):
        return max((len(line.encode("gbk", "replace")) for line in value.split("\n")), default=0)
    if isinstance(value, datetime):
        return 16
    if isinstance(value, date):
        return 10
    return 0 if value is None else len(f"{value:,.6g}") + 1
