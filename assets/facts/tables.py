"""Rows of tables: what a column says is told by its header; a row is one project, measure, roll-out or milestone.

What does not belong here: incident tables (`incidents`), the plans of plan tables (`plans`), table files.
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts import (
    rollout_columns,
    table_grids,
    table_measures,
    table_milestones,
    table_periods,
    table_plans,
    table_progress,
    table_rollouts,
    table_row,
    table_states,
    table_steps,
    table_texts,
    updates,
)
from assets.facts.context import Context
from assets.facts.incident_search import is_incident_row
from assets.facts.model import Cell, Entry, Fact, Milestone, Progress
from assets.facts.table_deeds import is_past, made
from assets.facts.table_measures import values
from assets.facts.table_progress import is_phase, is_progress
from assets.facts.table_row import Row
from assets.facts.table_status import word_of
from assets.facts.table_words import GOAL, HEADER_UNIT, NOW, is_of_now

_FIGURE = re.compile(r"[≥≤><~+-]?\s*\d[\d,.]*\s*(?:%|万|亿)?")
_WORK_HEADER = re.compile(r"项目|专项|需求|任务|模块|事项|工作|project", re.IGNORECASE)
_OBJECTIVE = re.compile(r"(?:KR|O)\s?\d{1,2}(?:[-.]\d{1,2})?(?![\d%])", re.IGNORECASE)
_PROJECT_HEADER = re.compile(r"(?:重点|所属)?(?:项目|专项|需求)(?:名称?)?|project", re.IGNORECASE)
_AMOUNT_AIMED_AT = re.compile(r"[\d零一二三四五六七八九]")


def read_row(context: Context, entry: Entry) -> list[Fact]:
    """Every fact of one table row."""
    if not entry.cells:
        return []
    of_days = table_grids.of_days(table_row.of(context, entry)) if entry.role in ("update", "rollout", "plan") else []
    for cell in entry.cells:
        if period := table_periods.period(context, cell.header):
            unit = HEADER_UNIT.search(cell.header)  # 本周（万笔）
            cell.header = period + (unit[0] if unit and (unit["mult"] or unit["unit"]) else "")
    table_periods.tell_days(context, entry)
    row = table_row.of(context, entry)
    if entry.is_grid:
        return table_grids.read(row)
    if of_days:
        return of_days
    if rollout_columns.is_rollout(row) and entry.role != "incident":
        return _rollout(row)
    if entry.label is not None:
        return _upright(row)
    if entry.role in ("update", "rollout") and (stated := table_states.cells_of(row)):
        rest = table_row.of(context, entry, {cell.start for cell, _ in stated})
        return table_states.read(row) + (_status(rest) if rest.columns else [])
    if (entry.role == "incident" and not _is_of_improvements(row)) or is_incident_row(entry):
        return values(row, [c for c, k in row.columns if k in ("", "text")]) + _improvement(row)
    if entry.role == "plan":
        return table_plans.read(row)
    if any(is_of_now(c.header, k, row.text(c)) for c, k in row.columns) and not _is_status_table(row):
        return table_measures.kpi(row)
    return _status(row)


def _improvement(row: Row) -> list[Fact]:
    """What an incident's row promises against the next, by the day behind it: 改进项 | 截止."""
    at = next((n for n, (c, _) in enumerate(row.columns) if _IMPROVEMENT_HEADER.search(c.header) and row.text(c)), None)
    if at is None:
        return []
    promise = row.columns[at][0]
    days = [when for cell, kind in row.columns[at + 1 :] if kind == "planned" for when in row.dates(cell, "future")]
    return [made(row, promise, row.title(promise), "planned", days[0])] if days and not is_past(row, days[0]) else []


def _is_of_improvements(row: Row) -> bool:
    """改进项 | 负责人 | 完成时间 | 状态 below a post-mortem tells of what is done against the next."""
    is_dated = "status" in row.kinds and bool({"planned", "actual"} & set(row.kinds))
    return is_dated and any(_IMPROVEMENT_HEADER.search(c.header) for c, _ in row.columns)


_IMPROVEMENT_HEADER = re.compile(r"改进|整改|行动项|措施|action|待办", re.IGNORECASE)


def _upright(row: Row) -> list[Fact]:
    """One line of a project's sheet: `进度 | 76%`, `计划上线 | 9月12日`, `本周 | 联调完成`."""
    cell, kind = row.columns[0]
    if is_progress(row, cell, kind):
        return list(table_progress.read(row))
    if step := table_steps.one(row):
        return step
    if kind in ("planned", "actual"):
        return table_milestones.dates(row)
    if kind == "status" and word_of(row.text(cell)):
        return table_milestones.whole(row)
    return updates.span(row.context, row.entry, cell.start, cell.end) if kind not in ("index", "person", "effort") else []


def _rollout(row: Row) -> list[Fact]:
    """The counts of cities, and what the other columns say."""
    if table_rollouts.is_across(row):
        return [*table_rollouts.read(row)]
    counted = table_rollouts.cells_of(row)
    for cell in (c for c, k in row.columns if k == "planned"):
        row.dates(cell)  # 日期 says when they were counted
    rest = [(c, k) for c, k in row.columns if not any(c is other for other in counted)]
    figures = [c for c, k in rest if k not in ("index", "person", "effort", "next") and _FIGURE.fullmatch(row.text(c))]
    told = table_texts.read(row, [(c, k) for c, k in rest if c not in figures])
    return [*table_rollouts.joined(table_rollouts.read(row), told), *values(row, figures)]


def _is_status_table(row: Row) -> bool:
    """Columns 上周 and 本周 of percentages beside a project are its progress."""
    if row.entry.role == "metric":
        return False
    if {"person", "status", "next"} & set(row.kinds) and any(table_texts.is_told(row, c) for c, _ in row.columns):
        return True  # 姓名 | 本周 | 下周
    if not any(_WORK_HEADER.search(c.header) for c, _ in row.columns):
        return False
    if any(is_of_now(c.header, k, row.text(c)) for c, k in row.columns) and any(_is_goal(row, c) for c, _ in row.columns):
        return False
    is_of_weeks = row.entry.project is not None and any(NOW.match(c.header.strip()) and "%" in row.text(c) for c, _ in row.columns)
    return is_of_weeks or any(k in row.kinds for k in ("status", "progress", "planned", "event", "next"))


def _status(row: Row) -> list[Fact]:
    """项目 | 状态 | 进度 | 进展 | 计划完成时间, and tables of milestones."""
    facts: list[Fact] = list(table_progress.read(row))
    texts = table_texts.read(row, row.columns)
    if any(isinstance(f, Progress) and f.component == "整体" for f in facts):
        texts = [f for f in texts if not (isinstance(f, Progress) and f.component == "整体")]  # 当前 64.1% of what is measured
    facts += table_milestones.read(row, texts) + texts
    figures = ("", "new", "cumulative", "remaining", "target")
    cells = [c for c, k in row.columns if k in figures or (k == "text" and _FIGURE.fullmatch(row.text(c)))]
    if "progress" in row.kinds:
        for cell in [c for c in cells if _BESIDE_PROGRESS.search(c.header)]:
            row.context.use(row.entry, cell.start, cell.end)
            cells.remove(cell)
    facts = _without_repeats(facts)
    taken = {f.start for f in facts}
    return facts + values(row, [c for c in cells if c.start not in taken and not is_phase(row, c)])


def _without_repeats(facts: list[Fact]) -> list[Fact]:
    """The facts of a row without those that a dated one says too: 延期 beside 提测延至 4/8, 已上线 beside `3/27 上线`."""
    dated = [f for f in facts if isinstance(f, Milestone) and f.date_start is not None]
    return [
        f
        for f in facts
        if not isinstance(f, Milestone) or f.date_start is not None or f.date_end is not None or not any(_says(d, f) for d in dated)
    ]


def _says(dated: Milestone, fact: Milestone) -> bool:
    """Whether a dated milestone says what one without a date does: `3/26 上线` says 账单合并上线, too."""
    is_same = fact.event == dated.event or (dated.status == "done" and fact.event.endswith(dated.event))
    return fact.status == dated.status and (is_same or (dated.status == "delayed" and fact.event == "整体"))


_BESIDE_PROGRESS = re.compile(r"变化|偏差|差异|差值|增幅|环比|较上周|(?:计划|目标|应完成)(?:进度|完成率|完成度)")
"""+15% below 变化 says no more than the progress and that of last week."""


def _is_goal(row: Row, cell: Cell) -> bool:
    """Whether a column 目标 holds the value that is aimed at, and no day (`Q2 全部下线`), nor the objective that the project behind it serves: `O1 稳定`."""
    words = row.text(cell)
    if words == "100%" or not GOAL.search(cell.header) or not _AMOUNT_AIMED_AT.search(_OBJECTIVE.sub("", words)):
        return False
    is_served = any(c.start > cell.start and _PROJECT_HEADER.fullmatch(c.header.strip()) for c, _ in row.columns)
    return not is_served and not row.is_dated(cell)
