"""Cells that hold sentences, read as the text of items.

What does not belong here: what their columns say besides (`tables`).
"""

from __future__ import annotations

from dataclasses import replace

from assets.facts import regex as re
from assets.facts import updates
from assets.facts.model import Cell, Fact, Milestone
from assets.facts.table_deeds import deed_cell
from assets.facts.table_progress import is_progress
from assets.facts.table_row import Row
from assets.facts.table_status import LONGEST_STATUS, is_state_alone, status_cell, status_of, tells_steps, word_of
from assets.facts.table_words import NOW, PHASE_HEADER, TASK_HEADER, tells

_PHRASE = re.compile(r"[\u4e00-\u9fff]{4}")
_WORD = re.compile(r"[\u4e00-\u9fffA-Z]{2,6}")
_ENGLISH = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,}")
_DIGIT = re.compile(r"\d")


def read(row: Row, columns: list[tuple[Cell, str]]) -> list[Fact]:
    """What the columns of sentences say; a project that is paused plans nothing without a date."""
    facts: list[Fact] = []
    for cell, kind in columns:
        if kind == "next":
            facts += _next(row, cell)
        elif row.text(cell) and _is_text(row, cell, kind):
            facts += updates.span(row.context, row.entry, cell.start, cell.end)
    if status_of(row) == "paused":
        return [f for f in facts if not (_is_open_plan(f) or (isinstance(f, Milestone) and f.status == "paused" and f.event == "整体"))]
    return facts


def _is_open_plan(fact: Fact) -> bool:
    return isinstance(fact, Milestone) and fact.status == "planned" and fact.date_start is None and fact.date_end is None


def _is_text(row: Row, cell: Cell, kind: str) -> bool:
    """Whether a cell is read as sentences; a status of many words and a column with another header may hold some, too."""
    words = row.text(cell)
    if kind == "event":
        return row.is_dated(cell)
    if cell is deed_cell(row) or (kind == "text" and cell is status_cell(row)):
        return False
    if kind == "text":
        is_named = bool({"planned", "actual", "status"} & set(row.kinds)) and row.title(cell) == row.entry.project
        return not is_named
    if kind == "planned":
        return deed_cell(row) is None and tells_steps(row, cell)
    if kind == "progress":
        return not is_progress(row, cell, kind) and cell is not status_cell(row)
    if kind == "status":
        if is_state_alone(row, cell):
            return False
        return len(words) > LONGEST_STATUS or "%" in words or (word_of(words) is None and status_of(row) is None)
    if "person" in row.kinds and row.entry.project is None and (is_told(row, cell) or _is_done_by(row, cell)):
        return True
    if kind == "" and row.entry.project and NOW.match(cell.header.strip()) and (_WORD.fullmatch(words) or _ENGLISH.search(words)):
        return True  # 联调中
    is_prose = kind == "" and bool(_PHRASE.search(words)) and not _DIGIT.search(words) and cell is not row.name_cell()
    return is_prose and not PHASE_HEADER.fullmatch(cell.header.strip())


def is_told(row: Row, cell: Cell) -> bool:
    """Whether a column 本周 holds what was done, and no value."""
    return NOW.match(cell.header.strip()) is not None and tells(row.text(cell))


def _is_done_by(row: Row, cell: Cell) -> bool:
    """Whether 做了什么 beside a person says what was done, and nothing beside it when or how it stands."""
    is_of_works = TASK_HEADER.match(cell.header.strip()) is not None or _OF_WEEK.fullmatch(cell.header.strip()) is not None
    return is_of_works and tells(row.text(cell)) and not {"planned", "actual", "status", "progress"} & set(row.kinds)


_OF_WEEK = re.compile(r"(?:本周|这周)?(?:事项|做了什么|干了什么)")


def _next(row: Row, cell: Cell) -> list[Fact]:
    """The dated items of a column 下周计划 are planned milestones: `4/3提测`, and not 提测 alone."""
    if not row.text(cell):
        return []
    ahead = replace(row.entry, role="plan")
    facts = updates.span(row.context, ahead, cell.start, cell.end)
    for fact in facts:
        fact.entry = row.entry
    return facts
