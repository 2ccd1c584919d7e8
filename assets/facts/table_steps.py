"""A column a milestone: 立项 | 评审 | 提测 | 上线, with a date or a state for each.

What does not belong here: columns of dates of one milestone (`table_milestones`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Cell, Fact, Milestone
from assets.facts.table_deeds import is_past, made
from assets.facts.table_row import Row
from assets.facts.table_status import LONGEST_STATUS, dated
from assets.facts.table_words import PHASE_DATE_HEADER, PHASE_HEADER
from assets.facts.words import EVENTS

_FEWEST = 2
_ASKED = re.compile(rf"是否已?(?P<deed>{EVENTS})")
"""是否提测 | 是否上线"""
_YES = re.compile(r"是|已?[完达]成|[yY](?:es)?|[√✓✔✅]\ufe0f?")


def read(row: Row) -> list[Fact]:
    """The milestones of such columns; what lies behind is done."""
    columns = [c for c, _ in row.columns if PHASE_HEADER.fullmatch(c.header.strip())]
    if asked := asked_of(row):
        return [made(row, cell, event, "done", None) for cell, event in asked if _YES.fullmatch(row.text(cell))]
    columns = columns or [c for c, _ in row.columns if PHASE_DATE_HEADER.fullmatch(c.header.strip())]
    if len(columns) < _FEWEST:
        return []
    return [fact for cell in columns if "%" not in row.text(cell) and (fact := _step(row, cell))]


def asked_of(row: Row) -> list[tuple[Cell, str]]:
    """The columns that ask for one step each, and the steps."""
    asked = [(c, found["deed"]) for c, _ in row.columns if (found := _ASKED.fullmatch(c.header.strip()))]
    return asked if len(asked) >= _FEWEST else []


def one(row: Row) -> list[Fact]:
    """The milestone of a line of a sheet: `提测 | 4/11`."""
    cell = row.columns[0][0]
    fact = _step(row, cell) if PHASE_HEADER.fullmatch(cell.header.strip()) and "%" not in row.text(cell) else None
    return [fact] if fact else []


def _step(row: Row, cell: Cell) -> Milestone | None:
    told, event = dated(row, cell, ""), cell.header.strip()
    if of_date := PHASE_DATE_HEADER.fullmatch(event):
        event = of_date["phase"]
    if told.when is None:
        text = row.text(cell)
        status = told.status if len(text) <= LONGEST_STATUS else None
        return made(row, cell, event, status, None) if status else None
    if told.was:
        return made(row, cell, event, "delayed", told.when, told.was)
    return made(row, cell, event, told.status or ("done" if is_past(row, told.when) else "planned"), told.when)
