"""Columns of dates and states → milestones: 里程碑 | 计划 | 调整后 | 实际 | 状态, and a column for each step.

However many columns speak of it, a milestone of a row is one. What does not belong here: what one cell says (`table_status`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assets.facts import regex as re
from assets.facts import table_steps
from assets.facts.dates import When
from assets.facts.milestone_words import is_not_started
from assets.facts.model import Cell, Fact, Milestone
from assets.facts.name_words import is_name
from assets.facts.table_deeds import deed, deed_cell, done_thing, end_of, is_past, made, named_step, opening
from assets.facts.table_events import DONE_SECTION, OUTLOOK, event_of, is_of_other_deed, is_same_deed, is_tested, role_of, tells_deed
from assets.facts.table_parts import part
from assets.facts.table_remarks import is_told
from assets.facts.table_row import Row
from assets.facts.table_status import LONGEST_STATUS, Dated, dated, status_cell, status_of, tells_steps

_PAIR = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}")
_DUTY = re.compile(r"值班|班次|值守人")
_REACHED = re.compile(r"(?:完成|达成)(?:时间|日期|日)")
_STEP_BEHIND = re.compile(r"(?:立项|评审|提测|转测)(?:时间|日期|日)$")
"""A date of a step by which work begins, 提测日期 in a table of what is tested, tells that it was taken where it lies behind."""
_OPENED = re.compile(r"(?:开通|开城|上线|开业|落地)(?:时间|日期|日)?")
"""So does the day of a city's opening."""
_ON_A_DAY = re.compile(r"日期|时间|星期|周几")


@dataclass(slots=True)
class _Column:
    """A column of dates: `role` is planned, expected, latest, promised, actual or start."""

    cell: Cell
    role: str
    told: Dated


def read(row: Row, texts: list[Fact]) -> list[Fact]:
    """The milestones of a row by its columns; a later date in the remarks moves them, and what they tell is not told twice."""
    found = _by_date(row, texts)
    return _whole(row, found) + found


def whole(row: Row) -> list[Fact]:
    """A status of the whole project is the event 整体 (contract, Status)."""
    return _whole(row, [])


def dates(row: Row) -> list[Fact]:
    """What the columns of dates say by themselves."""
    return _by_date(row, [])


def _whole(row: Row, found: list[Fact]) -> list[Fact]:
    if table_steps.asked_of(row):
        return []
    status, cell, event = status_of(row), status_cell(row), deed(row)
    if (
        status is None
        or cell is None
        or "%" in row.text(cell)
        or (found and (event or opening(row) or named_step(row)))
        or not (event or row.project)
    ):
        return []
    if any(isinstance(f, Milestone) and f.status == status for f in found):
        return []
    thing = done_thing(row) if status == "done" or done_thing(row) != row.project else None
    event = event or opening(row) or thing or part(row)
    told = dated(row, cell, "past" if status == "done" else "future") if status in ("delayed", "done") and row.is_dated(cell) else None
    found = [made(row, cell, event or "整体", status, told.when if told else None, told.was if told else None)]
    names = row.project.split("、") if row.project and not event else []
    for name in names[1:] if all(map(is_name, names)) else ():  # 进行中 | 租约补签、电费预警
        found[0].project = names[0]
        found.append(replace(found[0], project=name))
    return [*found]


def _by_date(row: Row, texts: list[Fact]) -> list[Fact]:
    is_of_duty = any(_DUTY.search(c.header) for c, _ in row.columns)
    if (
        is_of_duty
        or (not any(_PAIR.search(row.text(c)) for c, k in row.columns if k not in ("planned", "actual")) and row.entry.project is None)
        or is_of_duty
    ):
        for cell in (c for c, k in row.columns if k in ("planned", "actual")):
            row.dates(cell)  # is read, and no fact: the figures of a day, who is on duty
        return []
    if steps := table_steps.read(row):
        return steps
    found: list[Fact] = []
    for event, columns in _groups(row).items():
        fact = _settled(row, event, columns)
        if fact and not is_told(row, fact, texts):
            found.append(fact)
    return found


def _groups(row: Row) -> dict[str, list[_Column]]:
    """The columns of dates by what they are the dates of: 计划提测 and 计划上线 are two, 计划上线 and 预计上线 one."""
    groups: dict[str, list[_Column]] = {}
    for cell, kind in row.columns:
        if kind == "actual" or (kind == "planned" and (deed(row) or not tells_steps(row, cell))):
            role = role_of(cell.header.strip(), kind)
            role = "actual" if role == "planned" and _is_outcome(row, cell) else role
            is_behind = role == "actual" or (status_of(row) == "done" and _ON_A_DAY.fullmatch(cell.header.strip()))
            if pair := _planned_and_actual(row, cell):
                groups.setdefault(event_of(row, cell), []).extend(pair)
                continue
            told = dated(row, cell, "past" if is_behind else "future")
            groups.setdefault(event_of(row, cell), []).append(_Column(cell, role, told))
    named = [event for event in groups if event != "完成"]
    if len(named) == 1 and "完成" in groups:  # 计划上线 | 实际完成
        groups[named[0]] += groups.pop("完成")
    if (moved := _status_date(row) or _date_told(row)) and len(groups) == 1:
        next(iter(groups.values())).append(moved)
    return groups


def _planned_and_actual(row: Row, cell: Cell) -> list[_Column]:
    """3/22 / 3/25 below 计划/实际."""
    days = row.dates(cell) if _BOTH.fullmatch(cell.header.strip()) else []
    if len(days) < 2:
        return []
    return [_Column(cell, "planned", Dated(days[0])), _Column(cell, "actual", Dated(days[1]))]


_BOTH = re.compile(r"计划(?:时间|日期|完成)?\s?/\s?实际(?:时间|日期|完成)?")


def _is_outcome(row: Row, cell: Cell) -> bool:
    """Whether 完成时间 stands beside 计划时间, and is when it came about."""
    if not _REACHED.fullmatch(cell.header.strip()):
        return False
    return any(k == "planned" and c is not cell and OUTLOOK.search(c.header) for c, k in row.columns)


def _status_date(row: Row) -> _Column | None:
    """A state that holds a date, `延期至4/20`, is where the milestone stands now."""
    cell = row.kinds.get("status")
    if cell is None or len(row.text(cell)) > LONGEST_STATUS or not row.is_dated(cell):
        return None
    return _Column(cell, "latest", dated(row, cell, "future"))


def _date_told(row: Row) -> _Column | None:
    """`预计 4/3` in the remarks of what is late."""
    if status_of(row) != "delayed":
        return None
    cell = next((c for c, k in row.columns if k == "text" and row.is_dated(c) and _NEW_DAY.match(row.text(c))), None)
    return _Column(cell, "latest", dated(row, cell, "future")) if cell and len(row.text(cell)) <= _LONGEST_DAY else None


_NEW_DAY = re.compile(r"预计|调整[为至到]|改[为至到]|顺延[至到]|\d")
_LONGEST_DAY = 12


def _settled(row: Row, event: str, columns: list[_Column]) -> Milestone | None:
    """One milestone of all the columns that speak of it."""
    by_role = {column.role: column for column in reversed(columns)}
    first = by_role.get("promised") or by_role.get("planned") or by_role.get("expected")
    latest = by_role.get("latest") or next((by_role[r] for r in ("expected", "planned") if r in by_role and by_role[r] is not first), None)
    actual = by_role.get("actual")
    status = _status(row, [c.told for c in (actual, latest, first) if c])
    if status == "done" and is_of_other_deed(row, event):
        status = None
    if actual and actual.told.when and (is_past(row, actual.told.when) or status == "done"):
        return made(row, actual.cell, event, "done", actual.told.when, first.told.when if first else None)
    later = latest if latest and latest.told.when else actual if actual and actual.told.when else None
    main = later or first or latest or actual or by_role["start"]
    was = first.told.when if later and first else main.told.was
    return _judged(row, event, main, was, status)


def _status(row: Row, told: list[Dated]) -> str | None:
    """The state beside a date counts more than the row's, and that more than 待定 in place of a date."""
    beside = next((t.status for t in told if t.when and t.status), None)
    return beside or status_of(row) or next((t.status for t in told if t.status), None)


def _judged(row: Row, event: str, column: _Column, was: When | None, status: str | None) -> Milestone | None:
    """What a row's status and its latest date say together."""
    cell, when = column.cell, column.told.when
    if status is None and deed(row) and when and is_past(row, when) and row.text(row.kinds.get("progress")) in ("100%", "100"):
        status = "done"
    if (
        status is None
        and when
        and is_past(row, when)
        and DONE_SECTION.fullmatch(row.entry.section or "")
        and not OUTLOOK.search(cell.header)
    ):
        status = "done"
    was = was or column.told.was
    is_move = when is not None and was is not None
    if status == "done":
        return _reached(row, event, column, was)
    if status == "paused":
        return made(row, cell, event, "paused", None, when or was) if deed(row) or opening(row) else None
    if column.role == "latest" and "实际" in cell.header and when and status is None and is_past(row, when):
        return made(row, cell, event, "done", when, was)
    if when is None:
        return _undated(row, event, cell, status, was)
    is_behind = _STEP_BEHIND.match(cell.header.strip()) or is_tested(row, cell) or (opening(row) and _OPENED.fullmatch(cell.header.strip()))
    if (is_behind or tells_deed(row, cell)) and is_past(row, when) and status != "delayed":
        return made(row, cell, event, "done", when, was)
    if is_move and was and end_of(when) != end_of(was):
        is_later = end_of(when) > end_of(was)
        return made(row, cell, event, "delayed" if is_later or status == "delayed" else "planned", when, was)
    return made(row, cell, event, "delayed" if status == "delayed" else "planned", when)


def _reached(row: Row, event: str, column: _Column, was: When | None) -> Milestone | None:
    """A milestone that is done, on the date of its column where that is no plan for a day to come."""
    when = column.told.when
    is_told = column.told.status == "done" or column.role == "latest"
    is_outcome = is_told or (not OUTLOOK.search(column.cell.header) and when is not None and when.last is not None)
    is_outcome = is_outcome or is_same_deed(row, column.cell)
    if when and is_past(row, when) and (deed(row) or opening(row) or done_thing(row) or is_outcome):
        return made(row, column.cell, event, "done", when, was)
    if deed(row) or opening(row):
        return made(row, _telling(row, column.cell), event, "done", None, when or was)
    return made(row, column.cell, event, "done", None) if column.told.status == "done" else None


def _undated(row: Row, event: str, cell: Cell, status: str | None, was: When | None) -> Milestone | None:
    """A milestone without a date has the state that its row or the cell states."""
    if status and (deed(row) or opening(row)):
        return made(row, _telling(row, cell), event, status, None, was)
    if was or (deed(row) and is_not_started(row.text(cell))):
        return made(row, deed_cell(row) or cell, event, "delayed" if was else "planned", None, was)
    return None


def _telling(row: Row, cell: Cell) -> Cell:
    """The cell of states, or where that is empty the one that tells in its stead: 已上线 below 上线时间."""
    state = status_cell(row)
    return state if state is not None and state.end > state.start else cell
