"""Cells of percentages → progress: columns 进度 and 本周进度, and those headed by a part of a project.

What does not belong here: other numbers (`table_measures`), sentences in cells (`updates`).
"""

from __future__ import annotations

from assets.facts import numbers
from assets.facts import regex as re
from assets.facts.components import component_of
from assets.facts.model import Cell, Progress
from assets.facts.numbers import Number
from assets.facts.table_deeds import deed
from assets.facts.table_parts import part
from assets.facts.table_row import Row
from assets.facts.table_status import has_span
from assets.facts.table_words import NOW, PERCENT_HEADER, PHASE_HEADER, SIDE_HEADER

_BARE_PERCENT = re.compile(r"(?:(?:100|\d{1,2})(?:\.\d+)?\s*(?:→|->|=>)\s*)?(?:100|\d{1,2})(?:\.\d+)?")
_PERCENT_ALONE = re.compile(r"[约~]?\s*\d{1,3}(?:\.\d+)?\s*%")
_HOW_FAR = re.compile(r"完成|进展|进度|状态|情况")
"""80% below 完成情况."""
_AIMED_AT = re.compile(r"计划|目标|应|偏差|变化|率")
_ABOUT = re.compile(r"\s*(?:约|~|近)")
_ARROW = re.compile(r"→|->|=>")
_BEFORE_NOW = re.compile(r"上周|上期|前")
_BEGINS_WITH_NUMBER = re.compile(r"[约~近█▓▒░■□▰▱●○\s]*[+]?(?:\d|[一二三四五六七八九]成|百分之|过半)")
_AROUND_COMPONENT = re.compile(
    r"本周|当前|最新|实际|累计|\(.*\)|%|完成(?:百分比|占比)|百分比|done|complete[d]?|completion|progress", re.IGNORECASE
)


def read(row: Row) -> list[Progress]:
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
    if (
        kind in ("status", "text")
        and _PERCENT_ALONE.fullmatch(row.text(cell))
        and _HOW_FAR.search(cell.header)
        and not _AIMED_AT.search(cell.header)
    ):
        return True
    if not (kind == "progress" or NOW.match(cell.header.strip()) or is_phase(row, cell)):
        return False
    words = row.text(cell)
    return bool(_BEGINS_WITH_NUMBER.match(words)) and ("%" in words or not row.is_dated(cell))


def is_phase(row: Row, cell: Cell) -> bool:
    """Whether a column is headed by a part of a project, 开发 or 前端, of which it gives the percentage."""
    header = cell.header.strip()
    is_part = PHASE_HEADER.fullmatch(header) or SIDE_HEADER.fullmatch(header)
    return bool(is_part) and row.entry.project is not None and row.entry.role != "metric" and "%" in row.text(cell)


def _stage(row: Row) -> str | None:
    """开发 of a row `开发 | 6/6 | 85%` of a table of stages."""
    first = next((kind for _, kind in row.columns if kind != "index"), None)
    return deed(row) if first == "event" or (row.kinds.get("event") and has_span(row)) else None


def _component(row: Row, header: str) -> str:
    """What the header of a percentage says, else the part of the project in a column of its own: 项目 | 模块 | 进度."""
    said = component_of(_AROUND_COMPONENT.sub("", header), row.project)
    named = part(row) if said == "整体" else None
    if named is None:
        return said
    return named if (words := component_of(named, row.project)) == "整体" else words


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
    return Progress(
        entry=row.entry,
        start=cell.start,
        end=cell.end,
        project=row.project,
        rule="progress_cell",
        component=_stage(row) or _component(row, "" if NOW.match(cell.header.strip()) else cell.header),
        percent=number.value,
        previous_percent=before,
        qualifier="~" if _ABOUT.match(row.entry.norm[cell.start : cell.end]) else "=",
    )
