"""Rows that name no project, whose cells tell what was done as the items of a list would: 姓名 | 本周 | 下周, 本周工作 | 下周计划.

Each line of such a cell becomes an item, so that it may name its project itself. What does not belong here: which name that is (`naming`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assets.facts import regex as re
from assets.facts.model import Cell, Entry
from assets.facts.table_words import NOW, TASK_HEADER, tells

_BESIDE = ("person", "index")
_TOLD = ("text", "next", "")
_RISK = re.compile(r"风险|问题|困难|阻塞|协调|支持|求助|依赖|备注|原因|影响|描述|现象|risk|issue|note|remark", re.IGNORECASE)
_LINE = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ORDINAL = re.compile(r"\s*(?:\(?\d{1,2}\s?[.、)](?!\d)|[①-⑳]|[-•·])\s*")
_FIRST = re.compile(r"\s*(?:\(?1\s?[.、)](?!\d)|①)")
_PART = re.compile(r"\s*[;；]\s*")
_NEXT = re.compile(r"(?<=[;；。\s])\s*(?:\(?(?P<n>\d{1,2})\s?[.、)](?!\d)|[②-⑳])")


def items_of(row: Entry, is_named: Callable[[Entry], bool]) -> list[Entry]:
    """An item for each line of the cells of such a row, and for each part of a line that begins with a name of its own."""
    if row.role != "update" or row.project is not None or row.label is not None:
        return []
    cells = [cell for cell in row.cells if cell.kind not in _BESIDE]
    said = [cell for cell in cells if cell.end > cell.start]
    if not said or any(cell.kind not in _TOLD for cell in cells) or not all(_is_told(row, cell) for cell in said):
        return []
    return [_item(row, cell, start, end) for cell in said for start, end in _lines(row, cell, is_named)]


def _is_told(row: Entry, cell: Cell) -> bool:
    """Whether a cell holds sentences below a header that says of what time they are."""
    header = cell.header.strip()
    if cell.kind == "next":
        return True
    is_of_works = cell.kind == "text" or NOW.match(header) is not None or TASK_HEADER.match(header) is not None
    return is_of_works and (_RISK.search(header) is not None or tells(row.norm[cell.start : cell.end]))


def _lines(row: Entry, cell: Cell, is_named: Callable[[Entry], bool]) -> list[tuple[int, int]]:
    """Where the lines of a cell stand, without their ordinals."""
    cuts = [match.span() for match in _LINE.finditer(row.raw, cell.start, cell.end)]
    if not cuts and _FIRST.match(row.norm, cell.start):
        cuts = [(match.start(), match.start()) for match in _NEXT.finditer(row.norm, cell.start, cell.end)]
    if not cuts and is_named(_item(row, cell, cell.start, cell.end)):
        cuts = [
            match.span() for match in _PART.finditer(row.norm, cell.start, cell.end) if is_named(_item(row, cell, match.end(), cell.end))
        ]
    spans, start = [], cell.start
    for stop, after in (*cuts, (cell.end, cell.end)):
        ordinal = _ORDINAL.match(row.norm, start, stop)
        words = row.norm[ordinal.end() if ordinal else start : stop]
        left = stop - len(words.lstrip(" ;；"))
        right = stop - (len(words) - len(words.rstrip(" ;；")))
        spans += [(left, right)] if right > left else []
        start = after
    return spans


def _item(row: Entry, cell: Cell, start: int, end: int) -> Entry:
    norm = f"{' ' * start}{row.norm[start:end]}".ljust(len(row.norm))
    role = "plan" if cell.kind == "next" else row.role
    return replace(row, form="item", cells=(), norm=norm, start=start, body=start, role=role, kind=role)
