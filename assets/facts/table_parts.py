"""The part of a project that a row is about, in a column of its own: 项目 | 模块 | 进度.

What does not belong here: what is said of it (`table_progress`, `table_milestones`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Cell
from assets.facts.table_row import Row, once
from assets.facts.table_status import word_of
from assets.facts.table_words import DITTO, PART_HEADER, TOTAL

_NAMES_PART = re.compile(r"(?!\d{1,2}[/.月-]\d)(?!.*[，,。;；:：%、])(?=.*[^\W\d]).{2,16}")
"""Of several parts, or with a state or a day beside it, a cell tells what was done."""


@once
def part(row: Row) -> str | None:
    """计费 of a row of 清算核心重构."""
    project = row.entry.project
    if project is None:
        return None
    cells = [c for c, k in row.columns if k in ("", "text", "event") and PART_HEADER.fullmatch(c.header.strip())]
    return next((row.title(c) for c in cells if _names_part(row, c) and project not in (row.title(c), row.text(c))), None)


def _names_part(row: Row, cell: Cell) -> bool:
    words = row.text(cell)
    return _NAMES_PART.fullmatch(words) is not None and word_of(words) is None and not TOTAL.fullmatch(words) and not DITTO.fullmatch(words)
