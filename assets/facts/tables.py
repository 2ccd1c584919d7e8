"""Rows of tables: what a column says is told by its header; a row is one project, measure, roll-out or milestone.

What does not belong here: incident tables (`incidents`), the plans of plan tables (`plans`), table files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assets.facts import numbers, updates
from assets.facts.context import Context
from assets.facts.dates import When, find
from assets.facts.incident_units import is_incident_row
from assets.facts.milestone_words import EVENT, NOT_STARTED
from assets.facts.model import Cell, Entry, Fact, Measure, Milestone, Progress, Rollout
from assets.facts.progress import component_of
from assets.facts.rollouts import cities_in
from assets.facts.table_words import BEFORE, CHANGE, EMPTY, GOAL, HEADER_UNIT, MULTIPLIER, NAMED, NOW, PERCENT_HEADER, STATUS_WORDS
from assets.facts.text import tidy

_LONGEST_STATUS = 8
"""A status column with more says it in prose."""
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_DAYS = re.compile(r"\d{1,2}[./月]\d{1,2}日?\s*[-~至]+\s*(?:\d{1,2}[./月])?\d{1,2}日?")
_SHORTEST_PERIOD, _LONGEST_PERIOD = 3, 7  # days between the first and the last of a week's column
_FIGURE = re.compile(r"[≥≤><~+-]?\s*\d[\d,.]*\s*(?:%|万|亿)?")
_STEP = re.compile(r"(?:需求|技术|方案|设计)?(?:立项|评审|开发|联调|提测|测试|验收|UAT|灰度|上线|发布|投产|结项)(?:完成)?")
_FEWEST_STEPS = 3
_PAIR = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}")
_PHRASE = re.compile(r"[\u4e00-\u9fff]{4}")
_DIGIT = re.compile(r"\d")
_COUNT = re.compile(r"[\d≥≤]")
_NUMERIC = re.compile(r"[\d.+\-]")
_VALUE = re.compile(r"\d|[一二三四五六七八九]成")
_BARE_VALUE = re.compile(r"[≥≤><=约~+\-¥$￥]?\s*[+\-]?\d")
_OF_PROJECT = re.compile(r"项目|产品")
_WORK_HEADER = re.compile(r"项目|专项|需求|任务|模块")
_DEED_HEADER = re.compile(r"事项|工作|内容|计划(?!.*时间)|任务|目标|安排|里程碑|动作")


@dataclass(slots=True)
class _Row:
    context: Context
    entry: Entry
    kinds: dict[str, Cell]
    columns: list[tuple[Cell, str]]

    @property
    def today(self) -> date:
        """The day the report speaks from."""
        return self.context.calendar.today if self.context.calendar else date.max

    def text(self, cell: Cell | None) -> str:
        """The cell in normal form, empty for a dash."""
        if cell is None:
            return ""
        words = self.entry.norm[cell.start : cell.end].strip()
        return "" if EMPTY.match(words) else words

    def is_dated(self, cell: Cell) -> bool:
        """Whether the words of a cell hold a date: `7/25 内测` under 里程碑."""
        return bool(self.context.dates(self.entry, cell.start, cell.end, "future"))


def read_row(context: Context, entry: Entry) -> list[Fact]:
    """Every fact of one table row."""
    for cell in entry.cells:
        cell.header = _period(context, cell.header) or cell.header
    columns = [(cell, cell.kind) for cell in entry.cells]
    kinds: dict[str, Cell] = {}
    for cell, kind in columns:
        if kind and (kind not in kinds or not kinds[kind].end > kinds[kind].start):
            kinds[kind] = cell
    row = _Row(context, entry, kinds, columns)
    if entry.label is not None:
        return _upright(row)
    if entry.role == "incident" or is_incident_row(entry):
        return _values(row, [c for c, k in columns if k in ("", "text")])
    if entry.role == "plan":
        return _planned(row)
    if _is_rollout(row):
        return _rollout(row)
    headers = [c.header for c, _ in columns]
    if any(NOW.match(h.strip()) for h in headers) and not _is_status_table(row):
        return _kpi(row)
    return _status(row)


def _period(context: Context, header: str) -> str | None:
    """本周 or 上周 for a column headed by its days, `1.13-1.19`."""
    if context.calendar is None or context.monday is None or not _DAYS.fullmatch(header.strip()):
        return None
    when = next(iter(find(header, context.calendar, is_cell=True)), None)
    if when is None or when.first is None or when.last is None or not _SHORTEST_PERIOD <= (when.last - when.first).days <= _LONGEST_PERIOD:
        return None
    return "本周" if when.last >= context.monday else "上周"


def _upright(row: _Row) -> list[Fact]:
    """One line of a project's sheet: `进度 | 76%`, `计划上线 | 9月12日`, `本周 | 联调完成`."""
    cell, kind = row.columns[0]
    if kind == "progress":
        return list(_progress(row))
    if kind in ("planned", "actual"):
        return _dates(row, [])
    if kind == "status":
        return _whole(row, [])
    return updates.span(row.context, row.entry, cell.start, cell.end) if kind not in ("index", "person", "effort", "event") else []


def _is_rollout(row: _Row) -> bool:
    about_cities = (
        any("城" in c.header for c, _ in row.columns) or row.entry.role == "rollout" or re.search(r"城市|开城", row.entry.section or "")
    )
    return (
        bool(about_cities)
        and sum(k in row.kinds for k in ("new", "cumulative", "remaining")) >= 1
        and not any("%" in row.text(row.kinds.get(k)) for k in ("new", "cumulative"))
    )


def _integer(row: _Row, cell: Cell | None) -> int | None:
    words = row.text(cell)
    match = re.match(r"[+]?\s*(-?\d{1,5})", words)
    if cell is None or not match:
        return None
    left = row.entry.norm.index(match[1], cell.start)
    row.context.use(row.entry, left, left + len(match[1]))
    return int(match[1])


def _rollout(row: _Row) -> list[Fact]:
    counts = {
        name: _integer(row, row.kinds.get(kind))
        for name, kind in (
            ("new_cities", "new"),
            ("cumulative_cities", "cumulative"),
            ("remaining_cities", "remaining"),
            ("target_cities", "target"),
        )
    }
    if all(v is None for v in counts.values()):
        return []
    cells = [row.kinds[k] for k in ("new", "cumulative", "remaining", "target") if k in row.kinds and row.kinds[k].end > row.kinds[k].start]
    listed = row.text(row.kinds.get("cities"))
    new = row.text(row.kinds.get("new"))
    inner = re.search(r"\(([^()]*)\)", new)
    names = cities_in(listed) or (cities_in(inner[1]) if inner else ())
    facts: list[Fact] = [
        Rollout(
            entry=row.entry,
            start=min(c.start for c in cells),
            end=max(c.end for c in cells),
            project=_project(row),
            rule="rollout_row",
            cities=names,
            **counts,
        )
    ]
    facts += _texts(row)
    return facts


def _project(row: _Row) -> str | None:
    if row.entry.project:
        return row.entry.project
    cell = next(
        (
            c
            for c, k in row.columns
            if k == "" and re.search(r"[A-Za-z\u4e00-\u9fff]", row.text(c)) and not re.match(r"[\d.,+-]", row.text(c))
        ),
        None,
    )
    return tidy(row.entry.raw[cell.start : cell.end]) if cell else None


def _is_status_table(row: _Row) -> bool:
    """Columns 上周 and 本周 of percentages beside a project are its progress."""
    if row.entry.role == "metric" or not any(_WORK_HEADER.search(c.header) for c, _ in row.columns):
        return False
    return any(k in row.kinds for k in ("status", "progress", "planned", "event"))


def _name_cell(row: _Row) -> Cell | None:
    named = next((c for c, _ in row.columns if NAMED.match(c.header.strip()) and row.text(c)), None)
    return named or next(
        (c for c, k in row.columns if k not in ("index", "person") and row.text(c) and not _NUMERIC.match(row.text(c))), None
    )


def _kpi(row: _Row) -> list[Fact]:
    """指标 | 本周 | 上周 | 环比 | 目标."""
    cell = _name_cell(row)
    if cell is None:
        return []
    raw_name = row.text(cell)
    row.context.use(row.entry, cell.start, cell.end)
    name = tidy(HEADER_UNIT.sub("", raw_name)) or tidy(raw_name)
    project = row.entry.project if any(_OF_PROJECT.search(c.header) and c is not cell for c, _ in row.columns) else None
    facts: list[Fact] = []
    current: Measure | None = None
    for column, _ in row.columns:
        if column is cell:
            continue
        header = column.header.strip()
        if NOW.match(header) and _PHRASE.search(row.text(column)):
            facts += updates.span(row.context, row.entry, column.start, column.end)
        elif NOW.match(header):
            found = _value(row, column, name, raw_name, project)
            if found:
                current = current or found
                facts.append(found)
        elif CHANGE.search(header):
            change = _value(row, column, f"{name}{header}", "", project)
            facts += [change] if change and change.unit else []
    for column, kind in row.columns:
        header = column.header.strip()
        if column is cell or NOW.match(header) or CHANGE.search(header):
            continue
        if BEFORE.match(header):
            last = _value(row, column, name, raw_name, project)
            if last and current:
                current.previous_value = last.value
        elif GOAL.search(header):
            goal = _value(row, column, name, raw_name, project)
            if goal:
                goal.is_target, goal.unit = True, goal.unit or (current.unit if current else None)
                facts.append(goal)
        elif kind == "text":
            facts += updates.span(row.context, row.entry, column.start, column.end) if row.text(column) else []
        elif kind in ("", "progress", "new", "cumulative", "remaining"):
            extra = _value(row, column, f"{name}{tidy(header)}", raw_name, project)
            facts += [extra] if extra else []
    return facts


def _value(row: _Row, cell: Cell, name: str, unit_source: str, project: str | None) -> Measure | None:
    """The first number of a cell, with the unit of the cell, else of the name or header in parentheses."""
    if not row.text(cell):
        return None
    found = numbers.find(row.entry.norm, cell.start, cell.end)
    if not found or row.context.dates(row.entry, cell.start, cell.end):
        return None
    number = found[0]
    before = row.entry.norm[cell.start : number.start].strip(" ≥≤><=约~+()")
    if _WORD.search(before):
        return None
    value, unit = number.value, number.unit
    stated = HEADER_UNIT.search(unit_source) or HEADER_UNIT.search(cell.header)
    if stated and (stated["mult"] or stated["unit"]):
        is_multiplied = re.search(r"[万亿wWkK]", row.entry.norm[number.digits_end : number.end]) is not None
        if stated["mult"] and not number.is_percent and not is_multiplied:
            value = round(value * MULTIPLIER[stated["mult"]], 6)
        unit = unit or stated["unit"]
    elif PERCENT_HEADER.search(cell.header):
        unit = unit or "%"
    sign = row.entry.norm[cell.start : number.start].strip()
    if sign in ("↓", "-") and value > 0:
        value = -value
    for other in found if len(found) > 1 and row.text(cell).count("(") == 0 else [number]:
        row.context.use(row.entry, other.start, other.end)
    return Measure(
        entry=row.entry,
        start=cell.start,
        end=cell.end,
        project=project,
        rule="measure_cell",
        section=row.entry.section,
        name=name[:40],
        value=value,
        unit=unit,
    )


def _status(row: _Row) -> list[Fact]:
    """项目 | 状态 | 进度 | 进展 | 计划完成时间, and tables of milestones."""
    facts: list[Fact] = list(_progress(row))
    texts = _texts(row)
    dated = _dates(row, texts)
    facts += _whole(row, dated)
    facts += dated + texts
    figures = ("", "new", "cumulative", "remaining", "target")
    facts += _values(row, [c for c, k in row.columns if k in figures or (k == "text" and _FIGURE.fullmatch(row.text(c)))])
    return facts


def _progress(row: _Row) -> list[Progress]:
    found: list[Progress] = []
    last = row.kinds.get("last_progress")
    previous = numbers.find(row.entry.norm, last.start, last.end) if last else []
    for cell, kind in row.columns:
        is_now = bool(NOW.match(cell.header.strip()))
        if (kind != "progress" and not is_now) or not row.text(cell):
            continue
        values = numbers.find(row.entry.norm, cell.start, cell.end)
        if not values or (not values[0].is_percent and not PERCENT_HEADER.search(cell.header)):
            continue
        arrow = len(values) > 1 and re.search(r"→|->|=>", row.entry.norm[values[0].end : values[1].start])
        number, before = (values[1], values[0].value) if arrow else (values[0], previous[0].value if previous else None)
        if len(values) > 1 and re.search(r"上周|上期|前", row.entry.norm[values[0].end : values[1].start]):
            before = values[1].value
        project = _project(row)
        for used in (*values, *previous):
            row.context.use(row.entry, used.start, used.end)
        component = component_of("" if is_now else re.sub(r"本周|当前|\(.*\)", "", cell.header), project)
        found.append(
            Progress(
                entry=row.entry,
                start=cell.start,
                end=cell.end,
                project=project,
                rule="progress_cell",
                component=component,
                percent=number.value,
                previous_percent=before,
                qualifier="~" if re.match(r"\s*(?:约|~|近)", row.entry.norm[cell.start : cell.end]) else "=",
            )
        )
    return found


def _texts(row: _Row) -> list[Fact]:
    facts: list[Fact] = []
    for cell, kind in row.columns:
        if (
            kind == "text"
            or (kind == "event" and row.is_dated(cell))
            or (kind == "progress" and not re.match(r"[约~]?\s*\d+(?:\.\d+)?\s*%", row.text(cell)))
            or (kind == "status" and (len(row.text(cell)) > _LONGEST_STATUS or _status_word(row.text(cell)) is None))
            or kind == "next"
            or _is_prose(row, cell, kind)
        ) and row.text(cell):
            facts += updates.span(row.context, row.entry, cell.start, cell.end)
    if _status_of(row) == "paused":
        facts = [
            f for f in facts if not (isinstance(f, Milestone) and f.status == "planned" and f.date_start is None and f.date_end is None)
        ]
    return facts


def _is_prose(row: _Row, cell: Cell, kind: str) -> bool:
    """A column with another header may hold sentences, too."""
    return kind == "" and bool(_PHRASE.search(row.text(cell))) and not _DIGIT.search(row.text(cell)) and cell is not _name_cell(row)


def _deed(row: _Row) -> str | None:
    cell = row.kinds.get("event")
    if cell and (_status_word(row.text(cell)) or row.is_dated(cell) or _is_stage(row, cell)):
        return None
    return tidy(row.entry.raw[cell.start : cell.end]) if cell and row.text(cell) else None


def _is_stage(row: _Row, cell: Cell) -> bool:
    """阶段 beside 上线时间 is where the project stands, and not what is dated."""
    return cell.header.strip() == "阶段" and any(k == "planned" and EVENT.search(c.header) for c, k in row.columns)


def _event_of(row: _Row, cell: Cell) -> str:
    words = re.sub(
        r"\(.*?\)|最新|当前|调整后|计划|预计|预期|实际|目标|要求|承诺|拟|原定|截止|时间|日期|节点|点|ddl|deadline|eta|due|date|日$|排期",
        "",
        cell.header,
        flags=re.IGNORECASE,
    ).strip()
    return _deed(row) or words or "完成"


def _dates(row: _Row, texts: list[Fact]) -> list[Fact]:
    """Planned and actual dates: both are one milestone that is done; a later date in the remarks moves it."""
    if any(re.search(r"值班|班次|值守人", c.header) for c, _ in row.columns):
        return []
    plans = [
        (c, w) for c, k in row.columns if k == "planned" for w in row.context.dates(row.entry, c.start, c.end, "future", is_cell=True)[:1]
    ]
    if not any(_PAIR.search(row.text(c)) for c, k in row.columns if k not in ("planned", "actual")) and row.entry.project is None:
        return []  # the figures of a day
    if made := _moved(row, plans):
        return [made]
    if steps := _steps(row):
        return steps
    actuals = [
        (c, w) for c, k in row.columns if k == "actual" for w in row.context.dates(row.entry, c.start, c.end, "past", is_cell=True)[:1]
    ]
    moved = [f for f in texts if isinstance(f, Milestone) and f.status == "delayed"]
    status = _status_of(row)
    if actuals:
        cell, when = actuals[0]
        made = _made(row, cell, _event_of(row, cell), "done", when)
        if plans:
            made.original_date_start, made.original_date_end = plans[0][1].first, plans[0][1].last
        return [made]
    found: list[Fact] = []
    for cell, when in plans:
        event = _event_of(row, cell)
        same = [f for f in moved if _deed(row) or f.event in ("整体", "完成", event) or event in f.event or event == "完成"]
        if same:
            _merge(row, same, cell, when)
            continue
        if status in ("done", "paused") or any(isinstance(f, Milestone) and f.date_end == when.last and f.status == "done" for f in texts):
            done = status == "done" and (when.last or when.first) is not None and row.context.calendar is not None
            is_outcome = not re.search(r"计划|预计|预期|目标|截止", cell.header) and when.last is not None and when.last <= row.today
            if done and (_deed(row) or is_outcome):
                found.append(_made(row, cell, _event_of(row, cell), "done", when))
            continue
        stated = "delayed" if status == "delayed" else "planned"
        found.append(_made(row, cell, _event_of(row, cell), stated, when))
    undated = [c for c, k in row.columns if k == "planned" and not any(c is p for p, _ in plans)]
    if not plans and _deed(row) and status not in ("done",) and undated and NOT_STARTED.search(row.text(undated[0])):
        found.append(_made(row, row.kinds["event"], _deed(row) or "", "planned", None))
    return found


def _steps(row: _Row) -> list[Fact]:
    """立项 | 评审 | 提测 | 上线: a column a milestone, with its date; what lies behind is done."""
    columns = [c for c, _ in row.columns if _STEP.fullmatch(c.header.strip())]
    if len(columns) < _FEWEST_STEPS:
        return []
    found: list[Fact] = []
    for cell in columns:
        when = next(iter(row.context.dates(row.entry, cell.start, cell.end, is_cell=True)), None)
        end = (when.last or when.first) if when else None
        if when and end:
            found.append(_made(row, cell, cell.header.strip(), "done" if end <= row.today else "planned", when))
        elif NOT_STARTED.search(row.text(cell)):
            found.append(_made(row, cell, cell.header.strip(), "planned", None))
    return found


def _moved(row: _Row, plans: list[tuple[Cell, When]]) -> Milestone | None:
    """原计划 beside 最新预计: the promise and where it stands now."""
    old = next((p for p in plans if p[0].header.strip().startswith("原")), None)
    new = next((p for p in plans if not p[0].header.strip().startswith("原")), None)
    if old is None or new is None or not any(c.header.strip().startswith("原") for c, _ in row.columns):
        return None
    is_later = (new[1].last or new[1].first or row.today) > (old[1].last or old[1].first or row.today)
    made = _made(row, new[0], _event_of(row, new[0]), "delayed" if is_later else "planned", new[1])
    if is_later:
        made.original_date_start, made.original_date_end = old[1].first, old[1].last
    return made


def _merge(row: _Row, moved: list[Milestone], cell: Cell, when: When) -> None:
    for fact in moved:
        if _deed(row) or fact.event == "整体":
            fact.event = _event_of(row, cell)
        if fact.date_end != when.last and fact.original_date_end is None:
            fact.original_date_start, fact.original_date_end = when.first, when.last


def _made(row: _Row, cell: Cell, event: str, status: str, when: When | None) -> Milestone:
    made = Milestone(
        entry=row.entry, start=cell.start, end=cell.end, project=_project(row), rule="milestone_cell", event=event, status=status
    )
    if when:
        made.date_start, made.date_end, made.date_precision, made.date_text = when.first, when.last, when.precision, when.text
    return made


def _status_word(words: str) -> str | None:
    return next((status for status, pattern in STATUS_WORDS if words and pattern.search(words)), None)


def _status_cell(row: _Row) -> Cell | None:
    event = row.kinds.get("event")
    return row.kinds.get("status") or (event if event and _status_word(row.text(event)) else None)


def _status_of(row: _Row) -> str | None:
    words = row.text(_status_cell(row))
    return _status_word(words) if len(words) <= _LONGEST_STATUS else None


def _whole(row: _Row, dated: list[Fact]) -> list[Fact]:
    """A status of the whole project is the event 整体 (contract, Status)."""
    status, cell = _status_of(row), _status_cell(row)
    if status is None or cell is None:
        return []
    if any(isinstance(f, Milestone) and f.status == status for f in dated):
        return []
    return [_made(row, cell, _deed(row) or "整体", status, None)]


def _values(row: _Row, cells: list[Cell]) -> list[Fact]:
    """Columns of numbers are measures, named by their header."""
    facts: list[Fact] = []
    for cell in cells:
        text = row.text(cell)
        if not text or not _VALUE.search(text):
            continue
        header = tidy(HEADER_UNIT.sub("", cell.header))
        name, project = (f"{_thing(row)}{header}", row.entry.project) if _thing(row) else (header, _project(row))
        found = _value(row, cell, name, "", project) if header and _BARE_VALUE.match(text) else None
        if found:
            found.is_target = bool(GOAL.search(cell.header))
            facts.append(found)
        elif cell.kind != "index" and _CHINESE.search(text) and cell is not _name_cell(row):
            facts += updates.span(row.context, row.entry, cell.start, cell.end)
    return facts


def _thing(row: _Row) -> str:
    """What the numbers of a row are of, where the first column names measures: 指标 | iOS | Android."""
    first = row.columns[0][0]
    is_measure = NAMED.match(first.header.strip()) or (not first.header.strip() and row.entry.role == "metric")
    return row.text(first) if is_measure and not _BARE_VALUE.match(row.text(first)) else ""


def _planned(row: _Row) -> list[Fact]:
    """The dated items of a plan table are planned milestones too (contract, Plans)."""
    deed = next(
        (c for c, k in row.columns if row.text(c) and k not in ("planned", "person", "index") and _DEED_HEADER.search(c.header)),
        None,
    )
    deed = deed or _name_cell(row)
    if deed is None:
        return []
    facts: list[Fact] = []
    for cell, kind in row.columns:
        if kind != "planned" or cell is deed:
            continue
        for when in row.context.dates(row.entry, cell.start, cell.end, "future", is_cell=True)[:1]:
            if when.first or when.last:
                made = _made(row, deed, tidy(row.entry.raw[deed.start : deed.end])[:24], "planned", when)
                made.project = row.entry.project if row.entry.project != made.event else None
                facts.append(made)
    if not facts:
        facts += updates.span(row.context, row.entry, deed.start, deed.end)
    facts += _values(row, [c for c, k in row.columns if k == "" and c is not deed and _COUNT.match(row.text(c))])
    return facts
