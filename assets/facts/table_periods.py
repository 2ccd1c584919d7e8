"""Columns headed by days and weeks: which of them is this week's, and which the last one's.

What does not belong here: days that head what is done on them (`table_grids`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.context import Context
from assets.facts.dates import find
from assets.facts.model import Entry

_DAYS = re.compile(r"\d{1,2}[./月]\d{1,2}日?\s*[-~至]+\s*(?:\d{1,2}[./月])?\d{1,2}日?")
_SHORTEST_PERIOD, _LONGEST_PERIOD = 3, 7  # days between the first and the last of a week's column
_WEEK = re.compile(r"W(\d{1,2})", re.IGNORECASE)


def period(context: Context, header: str) -> str | None:
    """本周 or 上周 for a column headed by its days, `1.13-1.19`."""
    if context.monday and (week := _WEEK.fullmatch(header.strip())):
        return {0: "本周", 1: "上周"}.get(context.monday.isocalendar().week - int(week[1]))
    if context.calendar is None or context.monday is None or not _DAYS.fullmatch(header.strip()):
        return None
    when = next(iter(find(header, context.calendar, is_cell=True)), None)
    if when is None or when.first is None or when.last is None or not _SHORTEST_PERIOD <= (when.last - when.first).days <= _LONGEST_PERIOD:
        return None
    return "本周" if when.last >= context.monday else "上周"


def tell_days(context: Context, entry: Entry) -> None:
    """Let percentages below 3/15, 3/22 and 3/29 be those of now, of before and of nothing more."""
    if context.calendar is None or entry.project is None or entry.role == "metric":
        return
    days = [(cell, entry.norm[cell.start : cell.end].strip()) for cell in entry.cells if _ONE_DAY.fullmatch(cell.header.strip())]
    if len(days) < _SHORTEST_PERIOD - 1 or not all(_PERCENT.fullmatch(words) for _, words in days if words):
        return
    today = context.calendar.today
    past = [
        cell
        for cell, words in days
        if words and (when := next(iter(find(cell.header, context.calendar, is_cell=True)), None)) and when.last and when.last <= today
    ]
    for cell, _ in days:
        cell.header, cell.kind = "#", "index"
    if past:
        past[-1].header, past[-1].kind = "进度", "progress"
    if past[:-1]:
        past[-2].header, past[-2].kind = "上周进度", "last_progress"


_ONE_DAY = re.compile(r"\d{1,2}\s?[/.月]\s?\d{1,2}\s?日?")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?\s?%")
