"""How a table is laid out: its title above the header, cells that are written once for several rows, sheets that stand upright.

Where rows leave the project's cell empty, it is that of the row above. A line of an upright sheet, `进度 | 76%`, becomes a row
of a single cell, with its first cell as header. What does not belong here: what a header means (`table_words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from assets.facts import calendars, columns, headless, table_grids
from assets.facts import regex as re
from assets.facts.columns import is_day, most
from assets.facts.heading_words import is_person
from assets.facts.model import Cell, Entry
from assets.facts.name_words import clean, is_name
from assets.facts.table_lines import cells_at
from assets.facts.table_status import word_of
from assets.facts.table_words import (
    BEFORE,
    DITTO,
    EMPTY,
    GOAL,
    IMPROVEMENT_HEADER,
    NAME_HEADER,
    NAMED,
    NOW,
    PHASE_HEADER,
    TASK_HEADER,
    TOTAL,
    kind_of,
)
from assets.facts.words import section_words

_THING = re.compile(r"^(?:项|项目|字段|类目|类别|维度|属性|事项|名称|key|item|field)?$", re.IGNORECASE)
_SAID = re.compile(r"^(?:内容|值|说明|详情|情况|描述|value|detail)?$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_COLUMNS = 2
_FEWEST_HEADERS = 2
_LONGEST_HEADER = 12


def spread(entries: Iterable[Entry]) -> None:
    """Make a row of what is written like one: `项目：账户中心；进度：70%；上线时间：4/25`, `指标：告警量；本周：12 条；上周：9 条`.

    One without a name, `负责人：李四｜状态：延期｜进度：70%`, is of what it stands under.
    """
    for entry in entries:
        if entry.norm.count(":") < _FEWEST_KEYS or entry.form not in ("item", "text"):
            continue
        end = entry.norm.find(":", entry.start, entry.start + _REACH)
        key = entry.norm[entry.start : end].strip() if end > 0 else ""
        may_be_row = begins_row(key) or (kind_of(key) in _OF_TITLE and ("|" in entry.norm or ";" in entry.norm))
        cells = _keyed(entry) if may_be_row else []
        if cells and (begins_row(key) or any(cell.kind in _OF_STATES for cell in cells)):
            entry.form, entry.cells, entry.label, entry.body = "row", cells, None, entry.start


def is_of_states(entry: Entry) -> bool:
    """Whether a line tells by keys how what it stands under stands: `状态：延期｜进度：70%｜预计完成：6/5`."""
    first = entry.cells[0] if entry.form == "row" and entry.cells else None
    if first is None or first.kind not in _OF_TITLE or not entry.norm.startswith(first.header, entry.start):
        return False
    return any(cell.kind in _OF_STATES for cell in entry.cells)


_REACH = 12
"""Code points within which the first key ends."""
_FEWEST_KEYS = 3
_OF_STATES = frozenset(("status", "progress", "planned"))
_OF_TITLE = frozenset(("status", "progress", "person"))
"""The kinds of the first key of `状态：延期｜进度：70%｜预计完成：5/22→6/5`, which tells of what it stands under."""
_KEY = re.compile(r"(?:^|(?<=[;|，,。])|(?<=\s))\s*(?P<key>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z/ ]{0,9}(?:\([^()]{1,10}\))?)\s*:")


@lru_cache(maxsize=1024)
def begins_row(key: str) -> bool:
    """Whether a key names what the row is about."""
    patterns = (NAME_HEADER, TASK_HEADER, NAMED, _FIRST_KEY)
    return any(pattern.match(key) for pattern in patterns)


_FIRST_KEY = re.compile(r"(?:序号|版本|专项|城市|目标|O|OKR|产品线|任务|事项)$")


def _keyed(entry: Entry) -> list[Cell]:
    """The values behind keys, the first of them one that names the row; of several ways to part them, that of the second key."""
    keys = list(_KEY.finditer(entry.norm, entry.start))
    if len(keys) < _FEWEST_KEYS or keys[0].start("key") > entry.start:
        return []
    mark = entry.norm[keys[1].start("key") - 1]
    keys = [key for n, key in enumerate(keys) if n == 0 or entry.norm[key.start("key") - 1] == mark]
    known = sum(is_header(key["key"].strip()) for key in keys)
    if len(keys) < _FEWEST_KEYS or known * 2 < len(keys):
        return []
    ends = [key.start() for key in keys[1:]] + [len(entry.norm)]
    spans = [(key.end(), key.end() + len(entry.norm[key.end() : end].rstrip(" ；;|，,。"))) for key, end in zip(keys, ends, strict=True)]
    texts = [(key["key"].strip(), kind_of(key["key"]) or "") for key in keys]
    return cells_at(entry.norm, spans, texts)


def is_header(key: str) -> bool:
    """Whether a key is known as the header of a column."""
    return bool(begins_row(key) or kind_of(key) or NOW.match(key) or BEFORE.match(key) or PHASE_HEADER.fullmatch(key) or GOAL.search(key))


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
        if rows and _tells_outcomes(rows):
            for row in rows:
                row.role = "update"
                for cell in row.cells:
                    cell.kind = "" if cell.kind == "next" and IMPROVEMENT_HEADER.match(cell.header.strip()) else cell.kind
        if rows and table_grids.is_grid(rows):
            for row in rows:
                row.is_grid, row.role = True, "rollout"
            continue
        _without_owner(rows)
        _tell_plans(rows)
        _tell_planned(rows)
        columns.tell(rows)
        if rows and _is_of_projects(rows):
            for row in rows:
                _part(row)
        elif rows and _is_sheet(rows):
            for row in rows:
                _turn(row)


def _tell_plans(rows: Sequence[Entry]) -> None:
    """Let a column 计划 be one of what is planned, and not of days, where its cells say so: 项目 | 进展 | 计划."""
    for n, cell in enumerate(rows[0].cells if rows else ()):
        if cell.header.strip().lower() == "plan" and _are_days(rows, n):
            for row in rows:
                row.cells[n].kind = "planned"
        if cell.header.strip() != "计划" or any(c.kind in ("event", "actual") for c in rows[0].cells):
            continue
        cells = [(row, row.cells[n]) for row in rows if n < len(row.cells)]
        words = [filled for row, c in cells if (filled := _words(row, c)) and not EMPTY.match(filled)]
        if words and all(_DEED.search(_DAYS.sub("", w)) for w in words):
            for _, c in cells:
                c.kind = "next"


def _without_owner(rows: Sequence[Entry]) -> None:
    """Let 项目（负责人） head the names of projects."""
    for n, cell in enumerate(rows[0].cells if rows else ()):
        match = _WITH_OWNER.fullmatch(cell.header.strip())
        if match and NAME_HEADER.match(match["name"].strip()):
            for row in rows:
                if n < len(row.cells):
                    row.cells[n].header, row.cells[n].kind = match["name"].strip(), ""


_WITH_OWNER = re.compile(r"(?P<name>[^()/]{2,6})(?:\([^()]{1,8}\)|/(?:负责人|责任人|owner))", re.IGNORECASE)


def _tells_outcomes(rows: Sequence[Entry]) -> bool:
    """Whether a table below 里程碑计划 or headed by 待办 says what came about: 实际完成日期, a state that is 已完成."""
    if rows[0].role != "plan":
        return False
    return any(
        (cell.kind == "actual" and not EMPTY.match(words)) or (cell.kind == "status" and word_of(words) == "done")
        for row in rows
        for cell in row.cells
        if (words := _words(row, cell))
    )


def _tell_planned(rows: Sequence[Entry]) -> None:
    """Let the first column of 计划 | 完成情况 name what was planned."""
    first = next(((n, c) for n, c in enumerate(rows[0].cells) if c.kind != "index"), None) if rows else None
    if first is None or not _PLANNED.fullmatch(first[1].header.strip()) or not any(c.kind in ("status", "text") for c in rows[0].cells):
        return
    cells = [(row, row.cells[first[0]]) for row in rows if first[0] < len(row.cells)]
    if all(_DEED.search(_DAYS.sub("", _words(row, c))) for row, c in cells):
        for _, c in cells:
            c.header, c.kind = "事项", ""


_PLANNED = re.compile(r"(?:上周|本周|本期|原定|原)?计划(?:事项|内容|工作|任务|项)?")
_DAYS = re.compile(
    r"\d{1,2}\s?月(?:\d{1,2}\s?日|[上中下]旬|[初底末中])?|月[初底末中]|[周星期]+[一二三四五六日天]|[本下]周|待定|前|左右|之?后"
)


def _are_days(rows: Sequence[Entry], column: int) -> bool:
    words = [_words(row, row.cells[column]) for row in rows if column < len(row.cells)]
    return most(words, is_day)


_DEED = re.compile(r"[\u4e00-\u9fff]{2}")


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
