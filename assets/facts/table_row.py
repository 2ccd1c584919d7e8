"""One row of a table while it is read: its cells by what their headers say, its name and its project.

What does not belong here: what follows from them (`table_milestones`, `table_measures`, `table_rollouts`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from assets.facts import regex as re
from assets.facts.context import Context
from assets.facts.dates import When
from assets.facts.model import Cell, Entry
from assets.facts.table_words import EMPTY, GROUPS_OF_NAMES, IMPROVEMENT_HEADER, NAMED, TOTAL, is_version_of
from assets.facts.text import tidy

_NUMERIC = re.compile(r"[\d.+\-](?![\d.,%+\-]*\s?[\u4e00-\u9fff]{2})")
_LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_AMOUNT = re.compile(r"[\d.,+-]")


@dataclass(slots=True)
class Row:
    """A row with the first filled cell of each kind, and all cells in order with their kinds."""

    context: Context
    entry: Entry
    kinds: dict[str, Cell]
    columns: list[tuple[Cell, str]]
    found: dict[str, Any] = field(default_factory=dict)
    """What was found out of the row, by the name of the question (`once`)."""
    _texts: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day the report speaks from."""
        return self.context.calendar.today if self.context.calendar else date.max

    @property
    def project(self) -> str | None:
        """The row's project, else what its first cell of words says; none for a row of totals."""
        if self.entry.project or self.is_total:
            return self.entry.project
        if any(IMPROVEMENT_HEADER.match(c.header.strip()) for c, _ in self.columns):
            return None
        cell = next((c for c, k in self.columns if k == "" and _LETTER.search(self.text(c)) and not _AMOUNT.match(self.text(c))), None)
        return self.title(cell) if cell else None

    @property
    def is_total(self) -> bool:
        """Whether the row sums up the others: 合计."""
        first = next((self.text(c) for c, _ in self.columns if self.text(c)), "")
        return TOTAL.fullmatch(first) is not None

    def text(self, cell: Cell | None) -> str:
        """The cell in normal form, empty for a dash."""
        if cell is None:
            return ""
        span = cell.start, cell.end
        if span not in self._texts:
            words = self.entry.norm[cell.start : cell.end].strip()
            self._texts[span] = "" if EMPTY.match(words) else words
        return self._texts[span]

    def title(self, cell: Cell) -> str:
        """The cell as a name."""
        return tidy(self.entry.raw[cell.start : cell.end])

    def dates(self, cell: Cell, tense: str = "", *, is_cell: bool = True) -> list[When]:
        """The time expressions of a cell; below a header of dates, bare digits are dates too."""
        return self.context.dates(self.entry, cell.start, cell.end, tense, is_cell=is_cell)

    def is_dated(self, cell: Cell) -> bool:
        """Whether the words of a cell hold a date: `7/25 内测` under 里程碑."""
        return bool(self.dates(cell, "future", is_cell=False))

    def name_cell(self) -> Cell | None:
        """The cell that says what the row is of."""
        named = [c for c, _ in self.columns if NAMED.match(c.header.strip()) and self.text(c)]
        named.sort(key=lambda c: GROUPS_OF_NAMES.match(c.header.strip()) is not None)
        return next(iter(named), None) or next(
            (
                c
                for c, k in self.columns
                if (k not in ("index", "person") or is_version_of(c.header, self.text(c)))
                and self.text(c)
                and not _NUMERIC.match(self.text(c))
            ),
            None,
        )


def of(context: Context, entry: Entry, without: Collection[int] = ()) -> Row:
    """The row of an entry, without the cells that begin where others have read them."""
    columns = [(cell, cell.kind) for cell in entry.cells if cell.start not in without]
    kinds: dict[str, Cell] = {}
    for cell, kind in columns:
        if kind and (kind not in kinds or not kinds[kind].end > kinds[kind].start):
            kinds[kind] = cell
    return Row(context, entry, kinds, columns)


_Found = TypeVar("_Found")


def once(ask: Callable[[Row], _Found]) -> Callable[[Row], _Found]:
    """A question about a row that is asked for each of its cells, answered once."""
    name = ask.__name__

    @wraps(ask)
    def asked(row: Row) -> _Found:
        found = row.found
        if name not in found:
            found[name] = ask(row)
        return found[name]  # type: ignore[no-any-return]

    return asked
