"""Cells of numbers → measures: 指标 | 本周 | 上周 | 目标, columns named by their headers.

What does not belong here: columns of completion (`table_progress`) and of cities (`table_rollouts`), sentences in cells (`updates`).
"""

from __future__ import annotations

from assets.facts import numbers, table_progress, updates
from assets.facts import regex as re
from assets.facts.model import Cell, Fact, Measure
from assets.facts.numbers import Number
from assets.facts.quantity_names import trimmed
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
    UNIT_HEADER,
)
from assets.facts.text import tidy

_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PHRASE = re.compile(r"[\u4e00-\u9fff]{4}")
_VALUE = re.compile(r"\d|[一二三四五六七八九]成")
_BARE_VALUE = re.compile(r"[≥≤><=约~+\-¥$￥]?\s*[+\-]?\d")
_OF_PROJECT = re.compile(r"项目|产品")
_CLOCK = re.compile(r":[0-5]\d(?!\d)")
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
        elif kind == "progress" and _is_of_objectives(row):
            facts += [p for p in table_progress.read(row) if p.start == column.start]
        elif kind in ("", "progress", "new", "cumulative", "remaining"):
            extra = of.value(row, column, tidy(header))
            facts += [extra] if extra else []
    return facts


def _is_of_objectives(row: Row) -> bool:
    """Whether the row is of a key result, whose 完成度 is a progress."""
    return any(_OBJECTIVE.fullmatch(c.header.strip()) for c, _ in row.columns)


_OBJECTIVE = re.compile(r"O|KR|OKR|关键结果|key results?|objectives?", re.IGNORECASE)


def value(row: Row, cell: Cell, name: str, unit_source: str, project: str | None) -> Measure | None:
    """The first number of a cell, with the unit of the cell, else of the name or header in parentheses."""
    if not row.text(cell):
        return None
    found = numbers.find(row.entry.norm, cell.start, cell.end)
    if not found or (not _has_unit(cell.header) and row.dates(cell, is_cell=False)) or _CLOCK.match(row.entry.norm, found[0].end):
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


def _has_unit(header: str) -> bool:
    """Whether a header tells the unit of its numbers, so that 12.3 below 笔数（万） is no day."""
    stated = HEADER_UNIT.search(header)
    return stated is not None and bool(stated["mult"] or stated["unit"])


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
    if BEFORE.match(row.text(row.columns[0][0])):  # 上周 | 99.91% below 支付成功率
        for cell in cells:
            row.context.use(row.entry, cell.start, cell.end)
        return facts
    for cell in cells:
        text = row.text(cell)
        if not text or not _VALUE.search(text):
            continue
        header = tidy(HEADER_UNIT.sub("", cell.header))
        thing = _thing(row)
        name, project = (f"{tidy(HEADER_UNIT.sub('', thing))}{header}", row.entry.project) if thing else (header, row.project)
        is_told = NOW.match(cell.header.strip()) and _PHRASE.search(text)  # 28 条预案评审完毕
        found = value(row, cell, name, thing, project) if header and _BARE_VALUE.match(text) and not is_told else None
        if found:
            found.is_target = bool(GOAL.search(cell.header))
            facts += _in_week(found, header, facts)
        elif cell.kind != "index" and _CHINESE.search(text) and cell is not row.name_cell() and row.title(cell) != row.entry.project:
            facts += updates.span(row.context, row.entry, cell.start, cell.end)
    return facts


def _in_week(found: Measure, header: str, facts: list[Fact]) -> list[Fact]:
    """本周可用率 | 上周可用率 | 目标 is one measure, 可用率, with last week's value and a goal."""
    before = [fact for fact in facts if isinstance(fact, Measure) and not fact.is_target and fact.entry is found.entry]
    if found.is_target and _GOAL_ALONE.fullmatch(header) and len(before) == 1 and before[0].unit == found.unit:
        found.name = before[0].name
    if week := _OF_WEEK.fullmatch(header):
        name = found.name.removesuffix(header) + week["of"]
        now = next((fact for fact in before if fact.name == name), None)
        if week["last"] and now:
            now.previous_value = found.value
            return []
        found.name = found.name if week["last"] else name
    return [found]


_GOAL_ALONE = re.compile(r"目标值?|SL[AO](?:目标)?|target|goal", re.IGNORECASE)
_OF_WEEK = re.compile(r"(?:(?P<last>上周|上期|前一?周)|本周|本期|这周)的?(?P<of>[^\d]{2,})")


def _thing(row: Row) -> str:
    """What the numbers of a row are of, where the first column names measures: 指标 | iOS | Android; or all of them: 合计."""
    first = row.columns[0][0]
    is_measure = NAMED.match(first.header.strip()) or row.is_total or (not first.header.strip() and row.entry.role == "metric")
    is_week = NOW.match(row.text(first)) is not None  # 本周 | 99.95% below 支付成功率
    return row.text(first) if is_measure and not is_week and not _BARE_VALUE.match(row.text(first)) else ""
