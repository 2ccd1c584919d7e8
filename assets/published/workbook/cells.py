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
from xlsxwriter.worksheet import Worksheet

from assets.dictionary import Column

LONGEST_TEXT = 32_767
"""Characters in a cell, by the file format."""
_FIRST_DAY = datetime(1899, 12, 30)
"""Day 0 of the format's count, for days from March 1900 on."""
_ACTS_WHEN_EDITED = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so would become a formula once somebody edits its cell, unless the cell is marked as text."""
_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_INTEGERS = ("INTEGER", "BIGINT")

Cell = tuple[Any, ...]
"""The library's function that writes a cell, and what it takes after row and column."""


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

    sheet: Worksheet
    style: Style

    def text(self, row: int, column: int, text: str, **properties: Any) -> None:  # noqa: ANN401
        """Write text that stays text, also when its cell is edited."""
        if text:
            write, *content = self._of_text(text, properties)
            write(row, column, *content)

    def value(self, row: int, column: int, value: Any, of: Column) -> None:  # noqa: ANN401
        """Write a value of a table's column; what is unknown leaves its cell empty."""
        self.values(row, column, [value], of)

    def values(self, row: int, column: int, values: Sequence[Any], of: Column, **properties: Any) -> None:  # noqa: ANN401
        """Write values one below the other, from a row on. What a cell needs is made once for each value: most come many times."""
        known = {value: self._of(value, of, properties) for value in set(values)}
        for number, value in enumerate(values, row):
            if cell := known[value]:
                write, *content = cell
                write(number, column, *content)

    def _of(self, value: Any, of: Column, properties: Mapping[str, Any]) -> Cell | None:  # noqa: ANN401
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._of_text(value, properties)
        if isinstance(value, datetime):
            return self._of_number((value - _FIRST_DAY).total_seconds() / 86_400, "yyyy-mm-dd hh:mm")
        if isinstance(value, date):
            return self._of_number((datetime(value.year, value.month, value.day) - _FIRST_DAY).days, "yyyy-mm-dd")
        return self._of_number(value, number_format(of, is_whole=value == int(value))) if math.isfinite(value) else None

    def _of_text(self, text: str, properties: Mapping[str, Any]) -> Cell:
        if "\ufffe" in text or "\uffff" in text:  # XML has no such characters
            text = text.translate(_NO_XML)
        if len(text) > LONGEST_TEXT:
            text = f"{text[: LONGEST_TEXT - 1]}…"
        cell = self.style.of(**properties, **({"quote_prefix": True} if text.startswith(_ACTS_WHEN_EDITED) else {}))
        if text.startswith("<r>"):  # what looks like the library's own markup would be taken for it
            return self.sheet.write_rich_string, text[:1], self.style.of(), text[1:], cell
        return self.sheet.write_string, text, cell

    def _of_number(self, number: float, shown_as: str) -> Cell:
        return self.sheet.write_number, number, self.style.of(num_format=shown_as)


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
