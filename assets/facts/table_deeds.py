"""What a row is about, and the milestone that a cell of it tells.

What does not belong here: which cells tell one (`table_milestones`, `table_steps`).
"""

from __future__ import annotations

from datetime import date

from assets.facts import regex as re
from assets.facts.dates import When
from assets.facts.milestone_words import EVENT
from assets.facts.model import Cell, Milestone
from assets.facts.table_row import Row, once
from assets.facts.table_status import PLANNED_HEADER, has_span, is_state
from assets.facts.table_words import IMPROVEMENT_HEADER, TASK_HEADER
from assets.facts.words import CITY_NAMES, EVENTS

_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
_MILESTONE_HEADER = re.compile(r"里程碑|节点|milestone", re.IGNORECASE)
_CHANGE_HEADER = re.compile(r"(?:变更|操作|活动)(?:事项|内容|名称|项)?")
_IDENTIFIER = re.compile(r"[A-Z]{2,}[-_]?\d[\d-]*")
_ENDS_IN_DEED = re.compile(rf"(?:{EVENTS})$")
_STEPS = "立项|[评复]审|提测|转测|[验初终]验|验收|封版|封板|发版|灰度|全量|上线|发布|投产|割接|开城|开通|结项|演练"
_ENDS_IN_STEP = re.compile(rf"(?:{_STEPS})$")
_ENDS_IN_STAGE = re.compile(rf"(?:{_STEPS}|联调|[冒压内公]测|定稿|试点|试运行|[放切]量|切换|[初终]稿|测评)$")
_NAME_HEADER = re.compile(r"名称|(?:本月|月度|阶段|工作)?目标|内容|事件|节点|(?:重要|关键|重点)(?:事项|事件|工作)")
_SEVERAL = re.compile(r"[、,，\d]")


def made(row: Row, cell: Cell, event: str, status: str, when: When | None, was: When | None = None) -> Milestone:
    """A milestone of the row's project that a cell tells; where that is empty, its deed does."""
    told = cell if cell.end > cell.start else deed_cell(row) or cell
    fact = Milestone(
        entry=row.entry, start=told.start, end=told.end, project=row.project, rule="milestone_cell", event=event, status=status
    )
    if when:
        fact.date_start, fact.date_end, fact.date_precision, fact.date_text = when.first, when.last, when.precision, when.text
    if was:
        fact.original_date_start, fact.original_date_end = was.first, was.last
    return fact


@once
def deed_cell(row: Row) -> Cell | None:
    """What the row is about: a column 里程碑, or 任务 beside the project's; `已完成` or a date there names nothing."""
    events = [c for c, kind in row.columns if kind == "event"]
    named = next((c for c in events if _MILESTONE_HEADER.search(c.header) and row.text(c)), None)  # and not the 阶段 in front
    improvement = next((c for c, _ in row.columns if IMPROVEMENT_HEADER.match(c.header.strip())), None)
    cell = improvement or named or row.kinds.get("event") or _task(row)
    if cell is None or not row.text(cell):
        return None
    is_first = cell is next((c for c, k in row.columns if k != "index"), None) or has_span(row)
    is_stage = not is_first and cell.header.strip() == "阶段" and any(k == "planned" and EVENT.search(c.header) for c, k in row.columns)
    is_number = _IDENTIFIER.fullmatch(row.text(cell)) is not None
    return None if is_stage or is_number or (not is_first and is_state(row.text(cell))) or row.is_dated(cell) else cell


@once
def deed(row: Row) -> str | None:
    """The name of what the row is about."""
    cell = deed_cell(row)
    return row.title(cell) if cell else None


def _task(row: Row) -> Cell | None:
    if planned := planned_cell(row):
        return planned
    is_of_dates = any(kind in ("planned", "actual") for kind in row.kinds)
    if is_of_dates and row.entry.role == "plan" and (planned := row.kinds.get("next")):
        return planned  # `| 下周计划 | 负责人 | 截止 |`
    if not is_of_dates or not row.entry.project:
        return None
    task = next((c for c, _ in row.columns if TASK_HEADER.match(c.header.strip()) and row.text(c)), None)
    task = task or _deed_first(row)
    return task if task and _is_other(row, task) else None


@once
def planned_cell(row: Row) -> Cell | None:
    """预授权联调 below 上周计划, beside 本周完成情况."""
    return next((c for c, _ in row.columns if PLANNED_HEADER.fullmatch(c.header.strip()) and _PAIR.search(row.text(c))), None)


def _deed_first(row: Row) -> Cell | None:
    """方案评审 of a first column with another header, in a table below the project's heading."""
    cell, kind = next(((c, k) for c, k in row.columns if k != "index"), (None, ""))
    return cell if cell is not None and not kind and _ENDS_IN_DEED.search(row.text(cell)) else None


@once
def done_thing(row: Row) -> str | None:
    """In a table of 事项, what is named by its deed is what is reached: 会员积分联调 | 已完成."""
    return change(row) or _deed_below(row, TASK_HEADER)


@once
def change(row: Row) -> str | None:
    """So in a table of 变更, with dates too: 网关证书更换 | 5/28 | 成功."""
    cell = next((c for c, _ in row.columns if _CHANGE_HEADER.fullmatch(c.header.strip()) and row.text(c)), None)
    return _deed_below(row, _CHANGE_HEADER) or (row.title(cell) if cell and _is_other(row, cell) else None)


@once
def named_step(row: Row) -> str | None:
    """佣金分账二期上线 below 事项: by its end it names a step rather than a project, as 协查接口升级 does."""
    for header, end in ((TASK_HEADER, _ENDS_IN_STEP), (_NAME_HEADER, _ENDS_IN_STAGE)):
        if (words := _deed_below(row, header)) and end.search(words):
            return words
    return None


def _deed_below(row: Row, header: re.Pattern[str]) -> str | None:
    cell = next((c for c, _ in row.columns if header.fullmatch(c.header.strip()) and row.text(c)), None)
    return row.title(cell) if cell and _ENDS_IN_DEED.search(row.text(cell)) else None


def ends_in_deed(words: str) -> bool:
    """Whether a cell is called by what is done: 提测, 接口联调."""
    return _ENDS_IN_DEED.search(words) is not None


def _is_other(row: Row, cell: Cell) -> bool:
    """Whether a cell is another than the one that named the project."""
    return row.entry.project not in (row.title(cell), row.text(cell))


def opening(row: Row, words: str = "") -> str | None:
    """In a table of cities, with a city a row, what is dated is its opening: 苏州开城."""
    cell = row.kinds.get("cities")
    name = row.text(cell)
    is_own = cell is row.columns[0][0] or name.removesuffix("市") in CITY_NAMES
    is_one = is_own and _PAIR.match(name) and not _SEVERAL.search(name)
    return f"{name}{words or '开城'}" if is_one else None


def end_of(when: When) -> date:
    """The day by which something is reached."""
    return when.last or when.first or date.max


def is_past(row: Row, when: When) -> bool:
    """Whether a date lies behind the report, or is its day."""
    return end_of(when) <= row.today
