"""What the readers of all tables share: the rows below a header, their cells, facts and findings.

What does not belong here: what a city, a week or an incident is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from assets import stages
from assets.documents.cells import CellError, read_text
from assets.documents.grid import Sheet
from assets.documents.headers import Header, Row, plain, words
from assets.documents.moments import monday, week_name

Record = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """The table file that rows come from. `team` keeps the rows of two teams apart."""

    source_file: str
    document_id: str | None = None
    team: str | None = None


@dataclass(slots=True)
class TableReading:
    """What a table file says, as rows of core.city_openings, rollouts, incidents and findings.

    `pending` counts cities listed without a date of opening: they are still to come, and make no fact.
    """

    openings: list[Record] = field(default_factory=list)
    rollouts: list[Record] = field(default_factory=list)
    incidents: list[Record] = field(default_factory=list)
    findings: list[Record] = field(default_factory=list)
    pending: int = 0


@dataclass(slots=True)
class Body:
    """A sheet below its header: cells by column, with the address of each, and what is wrong with them."""

    origin: Origin
    sheet: Sheet
    header: Header
    findings: list[Record]

    def rows(self) -> Iterator[RowReader]:
        """The rows that say something; neither totals nor the header said again."""
        names = {column: plain(self._cell(self.header.row, column)) for column in self.header.columns}
        for number in range(self.header.row + 1, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            says = [read_text(value) for value in row]
            first = next((text for text in says if text), "")
            is_header = all(plain(self._cell(number, column)) == name for column, name in names.items() if name)
            if first and not is_header and plain(first) not in words("totals"):
                yield RowReader(self, number)

    def _cell(self, number: int, column: str) -> object:
        row: Row = self.sheet.rows[number]
        position = self.header.columns.get(column)
        return row[position] if position is not None and position < len(row) else None


@dataclass(slots=True)
class RowReader:
    """One row: its cells, and the findings and facts that it makes."""

    body: Body
    number: int

    @property
    def line(self) -> int:
        """The row's number in its file."""
        return self.body.sheet.first_line + self.number

    def raw(self, column: str) -> object:
        """The cell as it came; 同上 is the cell above."""
        number = self.number
        value = self.body._cell(number, column)
        while isinstance(value, str) and value.strip() in words("ditto") and number > self.body.header.row + 1:
            number -= 1
            value = self.body._cell(number, column)
        return value

    def text(self, column: str) -> str | None:
        """The cell's words."""
        return read_text(self.raw(column))

    def read(self, column: str, reader: Callable[[object], T]) -> T | None:
        """The cell's value; where it cannot be read, a finding, and None."""
        try:
            return reader(self.raw(column))
        except CellError as error:
            self.tell(error.rule, column, f"写的是「{self.shown(column)}」，{error}，未计入；请改正。")
            return None

    def shown(self, column: str) -> str:
        """The cell as a message quotes it."""
        return str(read_text(self.raw(column)) or "")[:40]

    def tell(self, rule: str, column: str, words_after_address: str) -> None:
        """A finding about one cell."""
        label = self.body.header.kind.labels[column]
        message = f"{self.address(column)}（{label}）{words_after_address}"
        self.body.findings.append(finding(self.body.origin, rule, message, self.line, observed=self.shown(column) or None))

    def address(self, column: str) -> str:
        """The cell's address as a spreadsheet shows it: 「浙江」B7; in JSON lines the line."""
        if self.body.sheet.first_line == 0:
            return f"第 {self.line} 行"
        sheet = f"「{self.body.sheet.name}」" if self.body.sheet.name else ""
        return f"{sheet}{column_letters(self.body.header.columns.get(column, 0))}{self.line}"

    def fact(self, read_by: str, day: date, key: Sequence[object], **values: object) -> Record:
        """A row of a fact table, in the week of `day`."""
        origin, sheet = self.body.origin, self.body.sheet.name
        return {
            "fact_id": fact_id(read_by, origin.team, origin.source_file, sheet, *key),
            "report_id": origin.document_id,
            "team": origin.team,
            "week": week_name(day),
            "week_start": monday(day),
            "source_file": origin.source_file,
            "source_line": self.line,
            "source_sheet": sheet,
            "read_by": read_by,
            **values,
        }


def finding(
    origin: Origin,
    rule: str,
    message: str,
    line: int | None = None,
    observed: str | None = None,
    **values: object,
) -> Record:
    """A row of core.findings about a table."""
    return {
        "rule": rule,
        "report_id": origin.document_id,
        "team": origin.team,
        "source_file": origin.source_file,
        "source_line": line,
        "observed": observed,
        "message": message,
        **values,
    }


def fact_id(*key: object) -> str:
    """A stable key made of what the fact is about."""
    return stages.fingerprint(key)[:24]


def column_letters(position: int) -> str:
    """A column (0-based) as spreadsheets name it: A, B … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
