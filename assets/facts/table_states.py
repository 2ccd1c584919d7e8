"""Columns headed by states that name what is in each: 项目 | 已完成 | 进行中 | 未开始.

What does not belong here: a column that says the state of its row (`table_status`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts import updates
from assets.facts.model import Cell, Fact, Milestone
from assets.facts.name_words import DEED_ALONE, is_name
from assets.facts.status_words import state_above
from assets.facts.table_row import Row, once
from assets.facts.table_status import is_state
from assets.facts.text import tidy
from assets.facts.words import EVENTS

_WAITING = re.compile(r"待办(?:事项)?|to ?do", re.IGNORECASE)
"""A column of plans beside those of states."""
_FEWEST = 2
_PARTED = re.compile(r"[、;；,，/|]|\n")
_TOLD = re.compile(r"\d\s*%|\d{1,2}[/.月]\d{1,2}|[。:：]")
_LONGEST = 18
"""Code points of what is named; more of them tell something."""
_DEED = re.compile(rf"(?:{EVENTS})$")
_ORDINAL = re.compile(r"\s*(?:\d{1,2}\s?[.、)](?!\d)|[①-⑳•·-])\s*")


@once
def cells_of(row: Row) -> list[tuple[Cell, str]]:
    """The cells of such columns with the states that head them, where two states or more do."""
    found = [(cell, status) for cell, _ in row.columns if (status := state_above(cell.header.strip()))]
    heads = {status for _, status in found} | {"waiting" for cell, _ in row.columns if _WAITING.fullmatch(cell.header.strip())}
    told = [row.text(cell) for cell, _ in found if row.text(cell)]
    return found if len(heads) >= _FEWEST and not any(map(_is_value, told)) else []


def _is_value(words: str) -> bool:
    """Whether a cell counts, dates or ticks what another column names."""
    return (words[:1].isdigit() and words[-1:].isdigit()) or is_state(words) or len(words) < _FEWEST


def read(row: Row) -> list[Fact]:
    """A milestone for each thing that the cells name; sentences are read as such."""
    facts: list[Fact] = []
    for cell, status in cells_of(row):
        words = row.text(cell)
        if not words:
            continue
        told = updates.span(row.context, row.entry, cell.start, cell.end) if status == "done" or not _are_names(words) else []
        facts += told or ([fact for part in _parts(row, cell) if (fact := _named(row, *part, status))] if _are_names(words) else [])
    return facts


def _are_names(words: str) -> bool:
    return not _TOLD.search(words) and all(len(part.strip()) <= _LONGEST for part in _PARTED.split(words))


def _parts(row: Row, cell: Cell) -> list[tuple[int, int]]:
    """Where the names in a cell stand, without the ordinals in front."""
    edges = [*(match.span() for match in _PARTED.finditer(row.entry.norm, cell.start, cell.end)), (cell.end, cell.end)]
    spans, start = [], cell.start
    for stop, after in edges:
        number = _ORDINAL.match(row.entry.norm, start, stop)
        words = row.entry.norm[number.end() if number else start : stop]
        left = stop - len(words.lstrip())
        spans += [(left, left + len(words.strip()))] if words.strip() else []
        start = after
    return spans


def _named(row: Row, start: int, end: int, status: str) -> Milestone | None:
    """押金秒退 of no project is one; what ends in a deed, and what a project's row names, is an event."""
    name = tidy(row.entry.raw[start:end])
    if len(name) < _FEWEST:
        return None
    is_event = row.entry.project is not None or _DEED.search(name) or DEED_ALONE.fullmatch(name) or not is_name(name)
    project, event = (row.entry.project, name) if is_event else (name, "整体")
    return Milestone(entry=row.entry, start=start, end=end, project=project, rule="milestone_cell", event=event, status=status)
