"""Which lines are a table: rows and their head between bars, tabs, wide blanks or tags, and the cells of each.

A line is a row where a head stands above it, and a head where a separator or a row stands below it.
What does not belong here: which lists of words are a head without a separator (`plain_tables`), what a column tells (`columns`).
"""

from __future__ import annotations

from dataclasses import dataclass

from assets.facts import headless, plain_tables
from assets.facts import regex as re
from assets.facts.cursor import Cursor
from assets.facts.model import Cell
from assets.facts.table_words import kind_of

_SEPARATOR = re.compile(r"[>\s]*+\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+$")
_NO_HEADER = ("", "")
_HTML_ROW = re.compile(r"[\s>]*(?:</?(?:table|thead|tbody)(?:\s[^<>]{0,200})?>\s*)*<tr[\s>]", re.IGNORECASE)
_HTML_CELL = re.compile(r"<t[dh](?:\s[^<>]{0,200})?>(?P<text>.*?)(?=</?t[dhr][\s>]|$)", re.IGNORECASE)
_BAR = re.compile(r"\|")
_BETWEEN_BARS = re.compile(r"[>\s]*\|.*\|\s*$")
_FEWEST_BARS = 2
_BETWEEN_TABS = re.compile(r"(?:^|(?<=\t))[^\t]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its cells, or the head of a table, which has none."""

    start: int
    cells: list[Cell] | None = None
    has_separator: bool = False
    is_alone: bool = False
    """Whether it begins a table apart from what stands above it."""


class TableLines:
    """Reads the lines of tables, one after another, and knows the headers above them."""

    def __init__(self, at: Cursor) -> None:
        self.at = at
        self.headers: list[tuple[str, str]] | None = None
        self.parted: list[tuple[str, str]] | None = None
        """The headers of a table behind which a blank line stands."""

    def part(self) -> None:
        """A blank line stands before the present one."""
        self.parted, self.headers = self.headers, None

    def end(self) -> None:
        """A heading or a rule ends the table."""
        self.headers = None

    def read(self, *, is_below_row: bool) -> Line | None:
        """The present line as a row below a head, or a head above a separator; None where it is neither."""
        at = self.at
        if at.first == "<" and (parts := _html_cells(at.raw)):
            # the first row of a table is its head: `<tr><td>提现</td><td>5</td></tr>`
            return self._row_of(parts, is_head=self.headers is None or "<table" in at.raw.lower())
        if "\t" in at.raw and (row := self._tabbed()):
            return row
        if "|" not in at.norm:
            return self._spaced()
        start = len(at.raw) - len(at.raw.lstrip())
        if self.headers is None and is_below_row and self._goes_on():
            self.headers = self.parted
        if self.headers is not None:
            return Line(start, _cells(at.raw, at.norm, self.headers))
        if _is_separator(at.raw):  # of a table without a header
            self.headers = [_NO_HEADER] * len(_cells(at.raw, at.norm, []))
            return Line(start)
        following = at.following()
        has_separator = _is_separator(following)
        is_head = has_separator or _is_head_of(at.raw, following)
        if not (is_head or at.norm.count("|") > 1):
            return None
        texts = [at.norm[cell.start : cell.end] for cell in _cells(at.raw, at.norm, [])]
        if not is_head and not (plain_tables.is_head(texts) and plain_tables.is_row_below(texts, following)):
            return None
        is_row = headless.is_row(texts)
        self.headers = [_NO_HEADER if is_row else (text, kind_of(text) or "") for text in texts]
        cells = _cells(at.raw, at.norm, self.headers) if is_row else None
        return Line(start, cells, has_separator=has_separator, is_alone=at.is_after_blank and not start)

    def _goes_on(self) -> bool:
        """Whether a row stands behind a blank line amid its table: it has as many cells, one of them with a number, and no separator follows."""
        at = self.at
        if self.parted is None or at.first != "|":
            return False
        cells = at.norm.strip().strip("|").split("|")
        return len(cells) == len(self.parted) and not _is_separator(at.following()) and any(map(str.isdigit, at.norm))

    def _tabbed(self) -> Line | None:
        """A row or the head of a table between tabs, as it is pasted from a sheet: the lines below have as many."""
        at = self.at
        parts = _tabbed(at.raw)
        if not parts or not (self.headers is not None or len(_tabbed(at.following())) == len(parts)):
            return None
        return self._row_of(parts, is_head=self.headers is None)

    def _spaced(self) -> Line | None:
        """So between blanks, below a head that is known as one."""
        at = self.at
        parts = plain_tables.spaced(at.raw)
        if not parts:
            return None
        if self.headers is not None:
            return self._row_of(parts, is_head=False) if len(parts) == len(self.headers) else None
        is_head = plain_tables.is_head([at.norm[start:end] for start, end in parts])
        return self._row_of(parts, is_head=True) if is_head and len(plain_tables.spaced(at.following())) == len(parts) else None

    def _row_of(self, parts: list[tuple[int, int]], *, is_head: bool) -> Line:
        """The head of a table, or a row below it."""
        at = self.at
        if is_head:
            self.headers = [(text, kind_of(text) or "") for text in (at.norm[start:end].strip() for start, end in parts)]
            return Line(at.start)
        return Line(at.start, cells_at(at.norm, parts, self.headers or []))


def _is_separator(line: str) -> bool:
    """Whether the line parts the head of a table from its rows."""
    return "|" in line and "-" in line and _SEPARATOR.match(line) is not None


def _is_head_of(line: str, following: str) -> bool:
    """Whether two lines between bars are the head and the first row of a table whose separator was lost in a mail."""
    bars = line.count("|")
    return bars > _FEWEST_BARS and following.count("|") == bars and all(_BETWEEN_BARS.match(row) for row in (line, following))


def _cells(raw: str, norm: str, headers: list[tuple[str, str]]) -> list[Cell]:
    """The cells of a table row with the headers above them and their kinds; an escaped bar parts nothing."""
    start = norm.index("|") + 1 if norm.lstrip(" >").startswith("|") else 0
    bars = [m.start() for m in _BAR.finditer(norm, start) if raw[m.start() - 1 : m.start()] != "\\"]
    if not bars or norm[bars[-1] + 1 :].strip():
        bars.append(len(norm))
    return cells_at(norm, list(zip([start, *(bar + 1 for bar in bars)], bars, strict=False)), headers)


def cells_at(norm: str, spans: list[tuple[int, int]], headers: list[tuple[str, str]]) -> list[Cell]:
    """The cells at the spans, without the blanks around their text."""
    found = []
    for column, (start, end) in enumerate(spans):
        text = norm[start:end]
        left = start + len(text) - len(text.lstrip())
        found.append(Cell(left, left + len(text.strip()), *(headers[column] if column < len(headers) else _NO_HEADER)))
    return found


def _tabbed(raw: str) -> list[tuple[int, int]]:
    """Where the cells of a line stand that tabs part into three or more."""
    if raw.count("\t") < _FEWEST_BARS or raw[0] in " \t#>-*+" or "|" in raw:
        return []
    return [match.span() for match in _BETWEEN_TABS.finditer(raw)]


def _html_cells(raw: str) -> list[tuple[int, int]]:
    """Where the cells of a `<tr>` stand that is written on one line."""
    return [match.span("text") for match in _HTML_CELL.finditer(raw)] if _HTML_ROW.match(raw) else []
