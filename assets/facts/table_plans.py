"""Rows of plan tables: their dated items are planned milestones, too.

What does not belong here: the plans themselves (`plans`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts import table_steps, updates
from assets.facts.columns import is_day
from assets.facts.milestone_words import EVENT
from assets.facts.model import Cell, Fact
from assets.facts.table_deeds import made
from assets.facts.table_measures import values
from assets.facts.table_row import Row
from assets.facts.table_words import SAYS_WHEN
from assets.facts.text import tidy

_COUNT = re.compile(r"[\d≥≤]")
_DEED_HEADER = re.compile(r"[做干办]什么|要[做办]|事项|工作|内容|计划(?!.*时间)|任务|目标|安排|里程碑|动作|变更")
_LONGEST_EVENT = 24


def read(row: Row) -> list[Fact]:
    """The dated items of a plan table are planned milestones too (contract, Plans)."""
    if steps := table_steps.read(row):
        return steps
    deed = next((c for c, k in row.columns if row.text(c) and _is_planned_deed(row, c, k)), None)
    deed = deed or row.name_cell()
    if deed is None:
        return []
    facts: list[Fact] = []
    for cell, kind in row.columns:
        if cell is deed or (kind != "planned" and not is_day(row.text(cell))):
            continue
        for when in row.dates(cell, "future")[:1]:
            if when.first or when.last:
                title = tidy(row.entry.raw[deed.start : deed.end])[:_LONGEST_EVENT]
                dated = SAYS_WHEN.sub("", cell.header) if title == row.entry.project else ""
                is_known = row.entry.project == title and row.context.projects.meant(title) == title
                event = dated if EVENT.fullmatch(dated) else _delivered(row, deed) if is_known else title
                fact = made(row, deed, event, "planned", when)
                fact.project = row.entry.project if row.entry.project != fact.event else None
                facts.append(fact)
    if not facts:
        facts += updates.span(row.context, row.entry, deed.start, deed.end)
    return facts + values(row, [c for c, k in row.columns if k == "" and c is not deed and _COUNT.match(row.text(c))])


def _is_planned_deed(row: Row, cell: Cell, kind: str) -> bool:
    """Whether a cell says what shall be done; below 计划 it does unless it is a day."""
    if kind == "next" or (kind == "planned" and cell.header.strip() == "计划"):
        return not (kind == "planned" and row.dates(cell, "future"))
    return kind not in ("planned", "person", "index") and _DEED_HEADER.search(cell.header) is not None


def _delivered(row: Row, deed: Cell) -> str:
    """科目评审纪要 of `押金冻结新账本 | 何川 | 科目评审纪要 | 3/13`, where the first is a project that the report tells of."""
    told = next((c for c, k in row.columns if k in ("", "text", "next") and c is not deed and len(row.text(c)) > 1), None)
    return row.title(told)[:_LONGEST_EVENT] if told else "完成"
