"""A table file → sheets of rows as they stand: CSV, XLSX and JSON lines.

What does not belong here: which row is the header, and what cells mean.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from assets.documents import encoding
from assets.documents.headers import Kind, Row, find_header

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DELIMITERS = (",", ";", "\t")
MAX_WORKBOOK_BYTES = 64 * 1024 * 1024
"""Unpacked size of a workbook: 2,000 rows take 0.3 MB, and openpyxl needs a multiple of it in memory."""
MAX_ROWS = 50_000
"""Rows of a sheet that are read: every city of China for a hundred projects is 40,000."""
MAX_COLUMNS = 200
"""A stray cell in the last of Excel's 16,384 columns must not make every row so wide."""
_FIELD_LIMIT = 1024 * 1024


class NoTableError(Exception):
    """The file is not what its ending says. The message says in Chinese what is wrong."""


@dataclass(slots=True)
class Sheet:
    """The rows of one sheet (name None for a file without sheets), and lines that are no rows."""

    name: str | None
    rows: list[Row]
    first_line: int = 1
    """The line (row number) of rows[0]."""
    broken: list[tuple[int, str]] = field(default_factory=list)


def read_sheets(content: bytes, source_file: str, wanted: Sequence[Kind]) -> list[Sheet]:
    """The sheets of a table file, by the ending of its name. Raises `NoTableError`."""
    match PurePosixPath(source_file).suffix.lower():
        case ".xlsx":
            return _workbook(content)
        case ".jsonl":
            return [_json_lines(_text(content))]
        case _:
            return [_separated(_text(content), wanted)]


def _text(content: bytes) -> str:
    try:
        return encoding.decode(content).text
    except encoding.UndecodableError as error:
        raise NoTableError(str(error)) from None


def _separated(text: str, wanted: Sequence[Kind]) -> Sheet:
    """The rows under the delimiter that shows a header, else under the one that gives most columns."""
    sheets = [_split(text, delimiter) for delimiter in DELIMITERS]
    headers = [find_header(sheet.rows, wanted) for sheet in sheets]
    found = [(len(h.columns), -i) for i, h in enumerate(headers) if h]
    if found:
        return sheets[-max(found)[1]]
    return max(sheets, key=lambda sheet: max((len(row) for row in sheet.rows[:20]), default=0))


def _split(text: str, delimiter: str) -> Sheet:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return Sheet(None, [list(row) for row in rows])
    except csv.Error:
        return _split_by_line(text, delimiter)


def _split_by_line(text: str, delimiter: str) -> Sheet:
    """Line by line, where a quotation mark without its fellow would swallow the rest of the file."""
    sheet = Sheet(None, [])
    for number, line in enumerate(encoding.split_lines(text), start=1):
        try:
            sheet.rows.append(next(iter(csv.reader([line], delimiter=delimiter, strict=True)), []))
        except csv.Error:
            sheet.rows.append([])
            sheet.broken.append((number, f"第 {number} 行的引号没有成对，该行未计入；请改正。"))
    return sheet


def _json_lines(text: str) -> Sheet:
    """Objects as rows under a header of all their keys, which stands above the first line."""
    sheet = Sheet(None, [])
    objects: list[dict[str, object]] = []
    for number, line in enumerate(encoding.split_lines(text), start=1):
        found = _json_object(line)
        if found is None and line.strip():
            sheet.broken.append((number, f"第 {number} 行不是一个 JSON 对象，该行未计入；请改正。"))
        objects.append(found or {})
    keys = list(dict.fromkeys(key for found in objects for key in found))[:MAX_COLUMNS]
    sheet.first_line = 0
    sheet.rows = [keys, *([found.get(key) for key in keys] for found in objects)]
    return sheet


def _json_object(line: str) -> dict[str, object] | None:
    try:
        found = json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return {str(key): _scalar(value) for key, value in found.items()} if isinstance(found, dict) else None


def _scalar(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _workbook(content: bytes) -> list[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415  takes 0.2 s, and most runs read no workbook

    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoTableError("工作簿有密码，或是旧式 .xls 文件")
    _check_package(content)
    try:
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        return [_sheet(sheet) for sheet in book.worksheets]
    except Exception as error:  # noqa: BLE001  a damaged workbook raises whatever its damage meets
        raise NoTableError(f"工作簿已损坏（{type(error).__name__}）") from None


def _check_package(content: bytes) -> None:
    """Refuse what is no workbook, or would unpack to more than memory should hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if "[Content_Types].xml" not in package.namelist():
                raise NoTableError("不是 Excel 工作簿")
            if any(member.flag_bits & 1 for member in members):
                raise NoTableError("工作簿有密码")
            size = sum(member.file_size for member in members)
            if size > MAX_WORKBOOK_BYTES:
                raise NoTableError(f"工作簿解压后有 {size / 1024**2:.0f} MB，超过上限")
            for member in members:
                _refuse_declarations(package, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise NoTableError("不是 Excel 工作簿，或已损坏") from None


def _refuse_declarations(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No part of a workbook that Excel writes declares entities; one that does is meant to explode."""
    if member.filename.endswith((".xml", ".rels")):
        with package.open(member) as part:
            if b"<!DOCTYPE" in part.read(4096):
                raise NoTableError("工作簿含有 XML 实体声明，不安全")


def _sheet(sheet: Worksheet) -> Sheet:
    """All cells as values; a merged range has its value in each of its rows (in its first column only).

    Goes through the cells that exist: `iter_rows` would make all those between them and one stray cell.
    """
    values = {place: cell.value for place, cell in sheet._cells.items() if cell.value is not None}
    inside = [place for place in values if place[0] <= MAX_ROWS and place[1] <= MAX_COLUMNS]
    width = max((column for _, column in inside), default=0)
    rows: list[list[object]] = [[None] * width for _ in range(max((row for row, _ in inside), default=0))]
    for row, column in inside:
        rows[row - 1][column - 1] = values[row, column]
    found = Sheet(sheet.title, list(rows))
    if any(row > MAX_ROWS for row, _ in values):
        found.broken.append((MAX_ROWS + 1, f"工作表超过 {MAX_ROWS} 行，其后的行未计入；请拆分。"))
    for merged in sheet.merged_cells.ranges:
        _fill_down(rows, merged.bounds)
    return found


def _fill_down(rows: list[list[object]], bounds: tuple[int, int, int, int]) -> None:
    first_column, first_row, _, last_row = bounds
    for number in range(first_row, min(last_row, len(rows))):
        row = rows[number]
        if first_column <= len(row):
            row[first_column - 1] = rows[first_row - 1][first_column - 1]
