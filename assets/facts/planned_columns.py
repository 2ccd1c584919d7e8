"""Tables about what was planned: which column names it, which says when, and whether the table says what came about.

What does not belong here: the plans (`plans`), the milestones of plan tables (`table_plans`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.columns import is_day, most
from assets.facts.model import Cell, Entry
from assets.facts.table_status import word_of
from assets.facts.table_words import EMPTY


def tell_plans(rows: Sequence[Entry]) -> None:
    """Let a column 计划 be one of what is planned, and not of days, where its cells say so: 项目 | 进展 | 计划."""
    for n, cell in enumerate(rows[0].cells if rows else ()):
        if cell.header.strip().lower() == "plan" and _are_days(rows, n):
            for row in rows:
                for planned in row.cells[n : n + 1]:
                    planned.kind = "planned"
        if cell.header.strip() != "计划" or any(c.kind in ("event", "actual") for c in rows[0].cells):
            continue
        cells = [(row, row.cells[n]) for row in rows if n < len(row.cells)]
        words = [filled for row, c in cells if (filled := _words(row, c)) and not EMPTY.match(filled)]
        if words and all(_DEED.search(_DAYS.sub("", w)) for w in words):
            for _, c in cells:
                c.kind = "next"


def tell_works(rows: Sequence[Entry]) -> None:
    """Let 计划 and 实际完成 over what was to be done, and was, be no columns of days: only the second tells."""
    heads = [c.header.strip() for c in rows[0].cells] if rows else []
    actual = next((n for n, head in enumerate(heads) if _ACTUAL.fullmatch(head)), None)
    plan = next((n for n, head in enumerate(heads) if _PLAN.fullmatch(head)), None)
    if actual is None or plan is None:
        return
    both = [(row, row.cells[plan], row.cells[actual]) for row in rows if max(plan, actual) < len(row.cells)]
    if both and all(_DEED.search(_DAYS.sub("", _words(row, p))) and not _words(row, p)[:1].isdigit() for row, p, _ in both):
        for _, planned, done in both:
            planned.header, planned.kind, done.kind = "#", "index", "text"


_ACTUAL = re.compile(r"(?:本周)?实际(?:完成|进展|情况|完成情况)?")
_PLAN = re.compile(r"(?:本周|上周)?计划(?:完成|进展|内容)?")


def tells_outcomes(rows: Sequence[Entry]) -> bool:
    """Whether a table below 里程碑计划 or headed by 待办 says what came about: 实际完成日期, a state that is 已完成."""
    if rows[0].role != "plan":
        return False
    return any(
        (cell.kind == "actual" and not EMPTY.match(words)) or (cell.kind == "status" and word_of(words) == "done")
        for row in rows
        for cell in row.cells
        if (words := _words(row, cell))
    )


def tell_planned(rows: Sequence[Entry]) -> None:
    """Let the first column of 计划 | 完成情况 name what was planned."""
    first = next(((n, c) for n, c in enumerate(rows[0].cells) if c.kind != "index"), None) if rows else None
    if first is None or not _PLANNED.fullmatch(first[1].header.strip()) or not any(c.kind in ("status", "text") for c in rows[0].cells):
        return
    cells = [(row, row.cells[first[0]]) for row in rows if first[0] < len(row.cells)]
    if all(_DEED.search(_DAYS.sub("", _words(row, c))) for row, c in cells):
        for _, c in cells:
            c.header, c.kind = "事项", ""


_PLANNED = re.compile(r"(?:上周|本周|本期|原定|原)?计划(?:事项|内容|工作|任务|项)?")
_DAYS = re.compile(
    r"\d{1,2}\s?月(?:\d{1,2}\s?日|[上中下]旬|[初底末中])?|月[初底末中]|[周星期]+[一二三四五六日天]|[本下]周|待定|前|左右|之?后"
)


def _are_days(rows: Sequence[Entry], column: int) -> bool:
    words = [_words(row, row.cells[column]) for row in rows if column < len(row.cells)]
    return most(words, is_day)


_DEED = re.compile(r"[\u4e00-\u9fff]{2}")


def _words(row: Entry, cell: Cell) -> str:
    return row.norm[cell.start : cell.end].strip()
