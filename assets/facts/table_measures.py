"""Cells of numbers → measures and progress: 指标 | 本周 | 上周 | 目标, columns named by their headers, 进度.

What does not belong here: columns of cities (`table_rollouts`), sentences in cells (`updates`).
"""

from __future__ import annotations

from assets.facts import numbers, updates
from assets.facts import regex as re
from assets.facts.model import Cell, Fact, Measure, Progress
from assets.facts.numbers import Number
from assets.facts.progress import component_of
from assets.facts.quantity_names import trimmed
from assets.facts.table_deeds import deed
from assets.facts.table_row import Row
from assets.facts.table_words import (
    BEFORE,
    CHANGE,
    GOAL,
    HEADER_UNIT,
    MULTIPLIER,
    NAMED,
    NOW,
    PERCENT_HEADER,
    PHASE_HEADER,
    SIDE_HEADER,
    UNIT_HEADER,
)
from assets.facts.text import tidy

_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PHRASE = re.compile(r"[\u4e00-\u9fff]{4}")
_VALUE = re.compile(r"\d|[一二三四五六七八九]成")
_BARE_VALUE = re.compile(r"[≥≤><=约~+\-¥$￥]?\s*[+\-]?\d")
_BARE_PERCENT = re.compile(r"(?:100|\d{1,2})(?:\.\d+)?")
_OF_PROJECT = re.compile(r"项目|产品")
_CLOCK = re.compile(r":[0-5]\d(?!\d)")
_ABOUT = re.compile(r"\s*(?:约|~|近)")
_ARROW = re.compile(r"→|->|=>")
_BEFORE_NOW = re.compile(r"上周|上期|前")
_BEGINS_WITH_NUMBER = re.compile(r"[约~近█▓▒░■□▰▱●○\s]*[+]?(?:\d|[一二三四五六七八九]成|百分之|过半)")
_AROUND_COMPONENT = re.compile(r"本周|当前|\(.*\)|%")
_MULTIPLIED = re.compile(r"[万亿wWkK]")
_LONGEST_NAME = 40


def kpi(row: Row) -> list[Fact]:
    """指标 | 本周 | 上周 | 环比 | 目标."""
    cell = row.name_cell()
    if cell is None:
        return []
    raw_name = row.text(cell)
    row.context.use(row.entry, cell.start, cell.end)
    name = tidy(HEADER_UNIT.sub("", raw_name)) or tidy(raw_name)
    unit = next((row.text(c) for c, _ in row.columns if UNIT_HEADER.match(c.header.strip())), "")
    is_of_project = any(_OF_PROJECT.search(c.header) and c is not cell for c, _ in row.columns)
    if goal := _what_is_aimed_at(row):
        name, is_of_project = goal, True  # 接口自动化 | 用例 3,000 条 | 2,610 条
    of = _Named(name, f"({unit})" if unit else raw_name, row.entry.project if is_of_project else None)
    others = [(c, k) for c, k in row.columns if c is not cell and not UNIT_HEADER.match(c.header.strip())]
    facts, current = _now(row, of, others)
    return facts + _compared(row, of, others, current)


def _what_is_aimed_at(row: Row) -> str | None:
    """用例 of the goal `用例 3,000 条`, where the row is of a project."""
    cell = next((c for c, _ in row.columns if GOAL.search(c.header) and row.text(c)), None)
    found = numbers.find(row.entry.norm, cell.start, cell.end) if cell and row.entry.project else []
    if cell is None or not found:
        return None
    before, behind = row.entry.norm[cell.start : found[0].start], row.entry.norm[found[0].end : cell.end]
    return next((words for part in (behind, before) if _WORD.match(words := trimmed(part))), None)


class _Named:
    """What the numbers of a row are called, where their unit stands, and the project they are of."""

    def __init__(self, name: str, unit_source: str, project: str | None) -> None:
        self.name, self.unit_source, self.project = name, unit_source, project

    def value(self, row: Row, cell: Cell, more: str = "") -> Measure | None:
        """The number of a cell under this name."""
        return value(row, cell, f"{self.name}{more}", self.unit_source, self.project)


def _now(row: Row, of: _Named, columns: list[tuple[Cell, str]]) -> tuple[list[Fact], Measure | None]:
    """The columns of this week's values, and of changes."""
    facts: list[Fact] = []
    current: Measure | None = None
    for column, _ in columns:
        header = column.header.strip()
        if NOW.match(header) and _PHRASE.search(row.text(column)):
            facts += updates.span(row.context, row.entry, column.start, column.end)
        elif NOW.match(header):
            found = of.value(row, column)
            current = current or found
            facts += [found] if found else []
        elif CHANGE.search(header):
            change = value(row, column, f"{of.name}{header}", "", of.project)
            facts += [change] if change and change.unit else []
    return facts, current


def _compared(row: Row, of: _Named, columns: list[tuple[Cell, str]], current: Measure | None) -> list[Fact]:
    """The columns beside: last week's value, the target, and others named by their headers."""
    facts: list[Fact] = []
    for column, kind in columns:
        header = column.header.strip()
        if NOW.match(header) or CHANGE.search(header):
            continue
        if BEFORE.match(header):
            last = of.value(row, column)
            if last and current:
                current.previous_value = last.value
        elif GOAL.search(header):
            goal = of.value(row, column)
            if goal:
                goal.is_target, goal.unit = True, goal.unit or (current.unit if current else None)
                facts.append(goal)
        elif kind == "text":
            facts += updates.span(row.context, row.entry, column.start, column.end) if row.text(column) else []
        elif kind in ("", "progress", "new", "cumulative", "remaining"):
            extra = of.value(row, column, tidy(header))
            facts += [extra] if extra else []
    return facts


def value(row: Row, cell: Cell, name: str, unit_source: str, project: str | None) -> Measure | None:
    """The first number of a cell, with the unit of the cell, else of the name or header in parentheses."""
    if not row.text(cell):
        return None
    found = numbers.find(row.entry.norm, cell.start, cell.end)
    if not found or row.dates(cell, is_cell=False) or _CLOCK.match(row.entry.norm, found[0].end):
        return None
    number = found[0]
    before = row.entry.norm[cell.start : number.start].strip(" ≥≤><=约~+()")
    if _WORD.search(before):
        return None
    amount, unit = _with_unit(row, cell, number, unit_source)
    for other in found if len(found) > 1 and row.text(cell).count("(") == 0 else [number]:
        row.context.use(row.entry, other.start, other.end)
    return Measure(
        entry=row.entry,
        start=cell.start,
        end=cell.end,
        project=project,
        rule="measure_cell",
        section=row.entry.section,
        name=name[:_LONGEST_NAME],
        value=amount,
        unit=unit,
    )


def _with_unit(row: Row, cell: Cell, number: Number, unit_source: str) -> tuple[float, str | None]:
    """The value multiplied out, negative behind ↓, and its unit."""
    amount, unit = number.value, number.unit
    stated = HEADER_UNIT.search(unit_source) or HEADER_UNIT.search(cell.header)
    if stated and (stated["mult"] or stated["unit"]):
        is_multiplied = _MULTIPLIED.search(row.entry.norm, number.digits_end, number.end) is not None
        if stated["mult"] and not number.is_percent and not is_multiplied:
            amount = round(amount * MULTIPLIER[stated["mult"]], 6)
        unit = unit or stated["unit"]
    elif PERCENT_HEADER.search(cell.header):
        unit = unit or "%"
    sign = row.entry.norm[cell.start : number.start].strip()
    return (-amount if sign in ("↓", "-") and amount > 0 else amount), unit


def values(row: Row, cells: list[Cell]) -> list[Fact]:
    """Columns of numbers are measures, named by their header."""
    facts: list[Fact] = []
    for cell in cells:
        text = row.text(cell)
        if not text or not _VALUE.search(text):
            continue
        header = tidy(HEADER_UNIT.sub("", cell.header))
        thing = _thing(row)
        name, project = (f"{thing}{header}", row.entry.project) if thing else (header, row.project)
        found = value(row, cell, name, "", project) if header and _BARE_VALUE.match(text) else None
        if found:
            found.is_target = bool(GOAL.search(cell.header))
            facts.append(found)
        elif cell.kind != "index" and _CHINESE.search(text) and cell is not row.name_cell() and row.title(cell) != row.entry.project:
            facts += updates.span(row.context, row.entry, cell.start, cell.end)
    return facts


def _thing(row: Row) -> str:
    """What the numbers of a row are of, where the first column names measures: 指标 | iOS | Android; or all of them: 合计."""
    first = row.columns[0][0]
    is_measure = NAMED.match(first.header.strip()) or row.is_total or (not first.header.strip() and row.entry.role == "metric")
    return row.text(first) if is_measure and not _BARE_VALUE.match(row.text(first)) else ""


def progress(row: Row) -> list[Progress]:
    """Columns 进度 and 本周进度, and those headed by a step: 开发 | 联调 | 测试."""
    last = row.kinds.get("last_progress")
    previous = numbers.find(row.entry.norm, last.start, last.end) if last else []
    found = [p for cell, kind in row.columns if (p := _progress(row, cell, kind, previous))]
    if found:
        for used in previous:
            row.context.use(row.entry, used.start, used.end)
    return found


def is_progress(row: Row, cell: Cell, kind: str) -> bool:
    """Whether a cell states a degree of completion by itself, and not in a sentence: `开发80%，测试20%`."""
    if not (kind == "progress" or NOW.match(cell.header.strip()) or is_phase(row, cell)):
        return False
    words = row.text(cell)
    return bool(_BEGINS_WITH_NUMBER.match(words))


def is_phase(row: Row, cell: Cell) -> bool:
    """Whether a column is headed by a part of a project, 开发 or 前端, of which it gives the percentage."""
    header = cell.header.strip()
    is_part = PHASE_HEADER.fullmatch(header) or SIDE_HEADER.fullmatch(header)
    return bool(is_part) and row.entry.project is not None and row.entry.role != "metric" and "%" in row.text(cell)


def _stage(row: Row) -> str | None:
    """开发 of a row `开发 | 6/6 | 85%` of a table of stages."""
    first = next((kind for _, kind in row.columns if kind != "index"), None)
    return deed(row) if first == "event" else None


def _progress(row: Row, cell: Cell, kind: str, previous: list[Number]) -> Progress | None:
    if not is_progress(row, cell, kind):
        return None
    values = numbers.find(row.entry.norm, cell.start, cell.end)
    is_percent = bool(values) and (
        values[0].is_percent
        or bool(PERCENT_HEADER.search(cell.header))
        or (kind == "progress" and _BARE_PERCENT.fullmatch(row.text(cell)) is not None)
    )
    if not is_percent:
        return None
    is_moved = len(values) > 1 and _ARROW.search(row.entry.norm[values[0].end : values[1].start])
    number, before = (values[1], values[0].value) if is_moved else (values[0], previous[0].value if previous else None)
    if len(values) > 1 and _BEFORE_NOW.search(row.entry.norm[values[0].end : values[1].start]):
        before = values[1].value
    for used in values:
        row.context.use(row.entry, used.start, used.end)
    is_now = NOW.match(cell.header.strip())
    return Progress(
        entry=row.entry,
        start=cell.start,
        end=cell.end,
        project=row.project,
        rule="progress_cell",
        component=_stage(row) or component_of("" if is_now else _AROUND_COMPONENT.sub("", cell.header), row.project),
        percent=number.value,
        previous_percent=before,
        qualifier="~" if _ABOUT.match(row.entry.norm[cell.start : cell.end]) else "=",
    )
