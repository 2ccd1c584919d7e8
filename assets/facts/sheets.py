"""How a table is laid out: its title above the header, cells that are written once for several rows, sheets that stand upright.

Where rows leave the project's cell empty, it is that of the row above. A line of an upright sheet, `进度 | 76%`, becomes a row
of a single cell, with its first cell as header. What does not belong here: what a header means (`table_words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from assets.facts import calendars, columns, headless, planned_columns, table_grids
from assets.facts import regex as re
from assets.facts.heading_words import is_person
from assets.facts.model import Cell, Entry
from assets.facts.name_words import clean, is_name
from assets.facts.table_words import (
    DITTO,
    GOAL,
    IMPROVEMENT_HEADER,
    NAME_HEADER,
    NOW,
    PHASE_HEADER,
    TOTAL,
    kind_of,
)
from assets.facts.words import section_words

_THING = re.compile(r"^(?:项|项目|字段|类目|类别|分类|板块|栏目|维度|属性|事项|名称|key|item|field)?$", re.IGNORECASE)
_SAID = re.compile(r"^(?:内容|值|说明|详情|情况|描述|value|detail)?$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_COLUMNS = 2
_FEWEST_HEADERS = 2
_LONGEST_HEADER = 12


def turn(entries: list[Entry]) -> None:
    """Find the header of each table, and give the rows of upright tables their first cell as header, label and role."""
    for header, found in _tables(entries):
        has_second = header is not None and _is_second_header(header, found[0])
        if has_second:
            _head(found)
        rows = found[has_second:]
        if rows:
            calendars.turn(rows)
        if rows and rows[0].form == "item":
            continue
        if rows and not _is_sheet(rows):
            headless.name(rows)
        columns.tell_boxes(rows)
        if rows and planned_columns.tells_outcomes(rows):
            for row in rows:
                row.role = "update"
                for cell in row.cells:
                    cell.kind = "" if cell.kind == "next" and IMPROVEMENT_HEADER.match(cell.header.strip()) else cell.kind
        if rows and table_grids.is_grid(rows):
            for row in rows:
                row.is_grid, row.role = True, "rollout"
            continue
        _without_owner(rows)
        planned_columns.tell_works(rows)
        planned_columns.tell_plans(rows)
        planned_columns.tell_planned(rows)
        columns.tell(rows)
        if rows and _is_of_projects(rows):
            for row in rows:
                _part(row)
        elif rows and _is_sheet(rows):
            for row in rows:
                _turn(row)


def _without_owner(rows: Sequence[Entry]) -> None:
    """Let 项目（负责人） head the names of projects."""
    for n, cell in enumerate(rows[0].cells if rows else ()):
        match = _WITH_OWNER.fullmatch(cell.header.strip())
        if match and NAME_HEADER.match(match["name"].strip()):
            for row in rows:
                if n < len(row.cells):
                    row.cells[n].header, row.cells[n].kind = match["name"].strip(), ""


_WITH_OWNER = re.compile(r"(?P<name>[^()/]{2,6})(?:\([^()]{1,8}\)|/(?:负责人|责任人|owner))", re.IGNORECASE)


def fill(entries: list[Entry]) -> None:
    """Give rows whose cell of the project is empty the project of the row above: a name that is written once for several."""
    for _, rows in _tables(entries):
        name: str | None = None
        for row in rows:
            cell = _name_cell(row)
            if cell is None or row.label is not None or row.parts:
                break
            words = _words(row, cell)
            if words and not DITTO.fullmatch(words):
                name = None if TOTAL.fullmatch(words) else row.project
            elif name and not TOTAL.fullmatch(_first_words(row)):
                row.project = name


def _tables(entries: list[Entry]) -> Iterator[tuple[Entry | None, list[Entry]]]:
    """The rows of each table, with the line of its header."""
    header: Entry | None = None
    for form, group in groupby(entries, attrgetter("form")):
        found = list(group)
        if form == "row":
            first = 0
            for n, row in enumerate(found):
                if n and row.line_end > row.line:  # the first row of another table, with its separator
                    yield header, found[first:n]
                    header, first = None, n
            yield header, found[first:]
        header = found[-1] if form == "header" else None


def _name_cell(row: Entry) -> Cell | None:
    """The first column, or the second behind an ordinal, where its header names projects."""
    columns = [c for c in row.cells if c.kind != "index"]
    first = columns[0] if columns else None
    named = next((c for c in columns if NAME_HEADER.match(c.header.strip())), None)
    return named or (first if first and not first.kind else None)


def _words(row: Entry, cell: Cell) -> str:
    return row.norm[cell.start : cell.end].strip()


def _first_words(row: Entry) -> str:
    return next((words for cell in row.cells if (words := _words(row, cell))), "")


def _is_second_header(header: Entry, row: Entry) -> bool:
    """Whether the first row is the header proper, below a title or groups of columns that leave cells of the first line empty."""
    above = [cell.header.strip() for cell in row.cells]
    words = [_words(row, cell) for cell in row.cells]
    filled = [w for w in words if w]
    if not above or all(above) or len(filled) < _FEWEST_HEADERS or _DIGIT.search("".join(filled)):
        return False
    known = sum(bool(kind_of(w) or NAME_HEADER.match(w) or NOW.match(w) or PHASE_HEADER.fullmatch(w)) for w in filled)
    return known * 3 >= len(filled) * 2 and all(len(w) <= _LONGEST_HEADER for w in filled) and header.line < row.line


def _head(rows: list[Entry]) -> None:
    """Let the first row be a header; a group of columns above goes before each, `计划 | | 实际 |` over `提测 | 上线 | 提测 | 上线`."""
    first = rows[0]
    first.form, first.kind, first.project = "header", "heading", None
    groups = [cell.header.strip() for cell in first.cells]
    is_title = sum(map(bool, groups)) <= 1
    texts: list[str] = []
    group = ""
    for above, cell in zip(groups, first.cells, strict=True):
        words = _words(first, cell)
        group = above or (group if words else "")
        texts.append(words if is_title or not words else above if not words else f"{group}{words}" if group != words else words)
    for row in rows[1:]:
        for cell, text in zip(row.cells, texts, strict=False):
            cell.header, cell.kind = text, kind_of(text) or ""


def _is_sheet(rows: list[Entry]) -> bool:
    """Whether the rows are lines of a project's sheet: `进度 | 76%`."""
    if any(len(row.cells) != _COLUMNS for row in rows):
        return False
    thing, said = (cell.header.strip() for cell in rows[0].cells)
    known = sum(_is_known(_first_words(row)) for row in rows)
    return bool(_THING.match(thing) and _SAID.match(said)) and known * 2 >= len(rows)


def _is_known(words: str) -> bool:
    return kind_of(words) is not None or NOW.match(words) is not None or words.lower() in section_words().labels


def _turn(row: Entry, column: int = 1) -> None:
    row.label = _words(row, row.cells[0])
    row.cells = [Cell(row.cells[column].start, row.cells[column].end, row.label, kind_of(row.label) or "")]
    role = section_words().labels.get(row.label.lower())
    if role in ("plan", "note", "metric") and row.role == "update":
        row.role = role


def _is_of_projects(rows: Sequence[Entry]) -> bool:
    """Whether the columns are projects or people, and the rows say what is told of each: 进度 | 70% | 45% below `| | 账户中心 | 清分引擎 |`."""
    headers = [cell.header.strip() for cell in rows[0].cells]
    is_named = len(headers) == _COLUMNS and NAME_HEADER.match(headers[0])  # `| 项目名称 | 清算核心重构 |` over `| 进度 | 85% |`
    if not (is_named or (len(headers) > _COLUMNS and _THING.match(headers[0]))) or not all(map(_is_project, headers[1:])):
        return False
    known = sum(_is_known(words := _first_words(row)) or PHASE_HEADER.fullmatch(words) is not None for row in rows)
    return len(rows) > 1 and known * 3 >= len(rows) * 2


def _is_project(header: str) -> bool:
    """Whether a header names a project or a person, and says nothing of what stands below."""
    is_said = kind_of(header) or NOW.match(header) or PHASE_HEADER.fullmatch(header) or GOAL.search(header)
    return not is_said and (is_name(header) or is_person(header))


def _part(row: Entry) -> None:
    """Make each cell a row by itself, of the project in its header."""
    parts = []
    for column, cell in enumerate(row.cells[1:], 1):
        if cell.end > cell.start and cell.header:
            of_person = is_person(cell.header)
            part = replace(row, person=of_person, project=None if of_person else clean(cell.header))
            _turn(part, column)
            parts.append(part)
    row.parts = parts
