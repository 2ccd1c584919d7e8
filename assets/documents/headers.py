"""Which row of a sheet is the header, of which kind of table, by the names in `headers.yml`.

What does not belong here: reading files, and the rows below the header.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

HEADER_ROWS = 20
"""Above a header stand a title, a date and a few notes; without one in 20 rows it is another sheet."""
MIN_MATCHED = 2
"""With one known header (周, 项目) a sheet is something else; with two it is a table that lacks a column."""
_UNIT = re.compile(r"[(（\[【](?![^()（）\[\]【】]*(?:计划|预计|原定|plan))[^()（）\[\]【】]*[)）\]】]", re.IGNORECASE)
"""A unit or remark in brackets; not one that makes another column of it (上线日期（计划））."""
_NOISE = re.compile(r"[\s:*#_]+")

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table: what it must have, and by which (plain) header each column is known."""

    name: str
    required: tuple[str, ...]
    one_of: tuple[str, ...]
    labels: Mapping[str, str]
    column_of: Mapping[str, str]

    def missing(self, columns: Iterable[str]) -> list[str]:
        """The labels of what a table with these columns lacks; none when it is of this kind."""
        present = set(columns)
        lacking = [self.labels[column] for column in self.required if column not in present]
        if self.one_of and not present.intersection(self.one_of):
            lacking.append(" / ".join(self.labels[column] for column in self.one_of))
        return lacking


@dataclass(frozen=True, slots=True)
class Header:
    """A header found: its row (0-based), and the column (0-based) of each field."""

    kind: Kind
    row: int
    columns: Mapping[str, int]
    names: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """What the table lacks to be of its kind."""
        return self.kind.missing(self.columns)


def plain(value: object) -> str:
    """A header or word as it is compared: without width, case, spaces, units in brackets and marks."""
    text = unicodedata.normalize("NFKC", str(value)) if value is not None else ""
    return _NOISE.sub("", _UNIT.sub("", text)).casefold()


@cache
def words(name: str) -> frozenset[str]:
    """A list of `headers.yml` (blank, pending, totals, ditto), in lower case and in plain form."""
    return frozenset(form for word in _book()[name] for form in (str(word).casefold(), plain(word)))


def kinds(synonyms: Mapping[str, Sequence[str]] | None = None) -> list[Kind]:
    """The kinds of tables; `synonyms` adds further headers to a column ({"city": ["地区"]})."""
    found = []
    for name, spec in _book().items():
        if isinstance(spec, dict):
            found.append(_kind(name, spec, synonyms or {}))
    return found


def find_header(rows: Sequence[Row], wanted: Sequence[Kind]) -> Header | None:
    """The first complete header; else the most complete one that lacks something; else None."""
    best: Header | None = None
    for number, row in enumerate(rows[:HEADER_ROWS]):
        for names in _readings(rows, number, row):
            candidates = [_match(kind, number, names) for kind in wanted]
            complete = [header for header in candidates if not header.missing]
            if complete:
                return max(complete, key=lambda header: len(header.columns))
            likeliest = max(candidates, key=lambda header: len(header.columns))
            if len(likeliest.columns) >= MIN_MATCHED and (not best or len(likeliest.columns) > len(best.columns)):
                best = likeliest
    return best


def _readings(rows: Sequence[Row], number: int, row: Row) -> list[list[str]]:
    """A row's names: as it is, and with its gaps filled from the row above (merged cells over two rows)."""
    names = [_label(value) for value in row]
    if number == 0:
        return [names]
    above = [_label(value) for value in rows[number - 1]]
    above += [""] * (len(names) - len(above))
    return [names, [name or upper for name, upper in zip(names, above, strict=False)]]


def _label(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _match(kind: Kind, row: int, names: Sequence[str]) -> Header:
    columns: dict[str, int] = {}
    for position, name in enumerate(names):
        column = kind.column_of.get(plain(name))
        if column:
            columns.setdefault(column, position)
    return Header(kind, row, columns, tuple(name for name in names if name))


def _kind(name: str, spec: Mapping[str, Any], synonyms: Mapping[str, Sequence[str]]) -> Kind:
    columns = {column: [*names, *synonyms.get(column, ())] for column, names in spec["columns"].items()}
    return Kind(
        name=name,
        required=tuple(spec["required"]),
        one_of=tuple(spec.get("one_of", ())),
        labels={column: str(names[0]) for column, names in columns.items()},
        column_of={plain(header): column for column, names in columns.items() for header in names},
    )


@cache
def _book() -> dict[str, Any]:
    text = files(__package__).joinpath("headers.yml").read_text("utf-8")
    book: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return book
