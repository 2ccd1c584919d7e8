"""Milestones of columns that the remarks of the row tell, too: 已发版 beside 发版日 10/18.

What does not belong here: what the columns say by themselves (`table_milestones`), what the remarks do (`updates`).
"""

from __future__ import annotations

from collections.abc import Iterable

from assets.facts.model import Fact, Milestone
from assets.facts.table_deeds import deed
from assets.facts.table_row import Row

_WHOLE = ("整体", "完成")


def is_told(row: Row, fact: Milestone, texts: Iterable[Fact]) -> bool:
    """Whether the remarks tell the milestone, too: they may have moved it, and are then the ones that count."""
    told = [f for f in texts if isinstance(f, Milestone)]
    if fact.status == "planned" and any(f.status == "done" and f.date_end == fact.date_end for f in told):
        return True
    if any(f.status == fact.status and f.date_end == fact.date_end and _is_alike(f.event, fact.event) for f in told if f.date_end):
        return True
    undated = [f for f in told if f.status == "done" and f.date_start is None and f.date_end is None and _is_alike(f.event, fact.event)]
    if fact.status == "planned" and fact.date_start == fact.date_end and fact.date_end and fact.date_end <= row.today and undated:
        _take_dates(undated[0], fact)  # 已发版 beside 发版日 10/18
        return True
    moved = [f for f in told if f.status == "delayed" and (deed(row) or fact.event == "完成" or _is_alike(f.event, fact.event))]
    for other in moved if fact.status in ("planned", "delayed") else ():
        if deed(row) or other.event == "整体":
            other.event = fact.event
        if other.date_start is None and other.date_end is None and (fact.status == "delayed" or other.original_date_end):
            _take_dates(other, fact)
        elif other.date_end != fact.date_end and other.original_date_end is None:
            other.original_date_start, other.original_date_end = fact.date_start, fact.date_end
    return bool(moved) and fact.status in ("planned", "delayed")


def _take_dates(told: Milestone, fact: Milestone) -> None:
    """The remarks say that it is late (`由 9/12 推迟`), and the columns since when and until when."""
    told.event = fact.event
    told.date_start, told.date_end, told.date_precision, told.date_text = (
        fact.date_start,
        fact.date_end,
        fact.date_precision,
        fact.date_text,
    )
    if fact.original_date_end:
        told.original_date_start, told.original_date_end = fact.original_date_start, fact.original_date_end


def _is_alike(told: str, event: str) -> bool:
    return told in _WHOLE or event in told
