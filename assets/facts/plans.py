"""Items of next week's plan, and behind a label 计划: within a project → plans with their target week.

What does not belong here: the dated milestones that plans hold (`milestones`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from assets.facts import calendars, heading_words
from assets.facts import regex as re
from assets.facts.context import Context
from assets.facts.known_names import without_chore
from assets.facts.metadata import week_label
from assets.facts.model import Cell, Entry, Fact, Plan
from assets.facts.names import Names
from assets.facts.table_words import BARE_DATE, PHASE_DATE_HEADER, PHASE_HEADER
from assets.facts.text import tidy
from assets.facts.words import section_words

_ITEMS = re.compile(r"[；;]|。(?=.)|[，,]\s*(?=[二三四五六七八九十]是[\u4e00-\u9fffA-Za-z])")
_ITEMS_TOLD = re.compile(rf"{_ITEMS.pattern}|[，,]\s*(?=(?:其次|再次|最后|然后|再就是|还有)[是要把得再想会]?[\u4e00-\u9fffA-Za-z]{{3}})")
"""Of a line that counts them in words: `首先要盯住切读，其次是联调，最后把模板改一版`."""
_ORDINAL = re.compile(
    r"(?:[^:：；;。]{0,8}[一二两三四五六七八九十几\d]\s?(?:件(?:大|重要的)?事|项|点)\s*[:：]\s*)?[一二三四五六七八九十]是(?=[\u4e00-\u9fffA-Za-z])"
    r"|\d{1,2}(?:[、)]|\.(?!\d))\s*|[-·•]\s*"
)
"""Also of `主要三件事：一是报销直付提测，二是农行直连联调`."""
_NOTHING = re.compile(
    r"^20\d\d\s?[年/.-][\d年月日号/.:\s-]+$|^(?:无|暂无|待定|同上|略|n/?a|tbd|未定|[-/])[。.]?$|^(?:[下本这]周|主要|重点|只|就|先|\s)*[列做有办盯抓说]?(?:[一二两三四五六七八九十几]|\d)\s?件(?:大|重要的)?事|^如有(?:任何)?(?:问题|疑问|建议|遗漏)|^(?:以上|谢谢|辛苦|祝|提前祝)(?:[，,。！!～~大各你]|$)|^请(?:知悉|审阅|查收)|^(?:thanks|best|regards|br)\b",
    re.IGNORECASE,
)
_ENCLOSED = re.compile(r"附件?\s*\d*\s*:")
_DEED_HEADER = re.compile(r"[做干办]什么|要[做办]|事项|工作|内容|计划|任务|目标|安排|措施|里程碑|动作|变更|task|todo", re.IGNORECASE)
_SKIP_HEADER = re.compile(
    r"负责人|责任人|owner|优先级|状态|备注|序号|编号|^#$|截止|时间|日期|ddl|人员|^谁|什么时候|何时|哪天", re.IGNORECASE
)


def read(context: Context, entry: Entry) -> list[Fact]:
    """The plans of one item, one for each part between semicolons."""
    if entry.form == "row" and entry.role in ("update", "rollout"):
        return [*_next_week_cells(context, entry)]
    if entry.role in ("update", "rollout") and entry.form in ("item", "text") and ":" in entry.norm:
        return _behind_label(context, entry)
    if entry.role != "plan" or entry.kind == "empty" or entry.form not in ("item", "text", "row"):
        return []
    if entry.form == "row":
        return _row(context, entry)
    if _ENCLOSED.match(entry.norm, entry.start) or entry.norm.rstrip().endswith(":") or not entry.norm[entry.body :].strip():
        return []
    if _names_who(entry, context.entries) or _is_title(entry):
        return []
    return [*_parts(context, entry, entry.body, len(entry.norm.rstrip()))]


def _behind_label(context: Context, entry: Entry) -> list[Fact]:
    """`联调完成；下周：费率合同谈判`: a label within a line."""
    known = section_words().labels
    label = next((m for m in _LABEL_WITHIN.finditer(entry.norm, entry.body) if known.get(m["label"].lower()) == "plan"), None)
    if label is None:
        return []
    end = len(entry.norm.rstrip())
    other = _OTHER_LABEL.search(entry.norm, label.end(), end)
    return [*_parts(context, entry, label.end(), other.start() if other else end)]


_LABEL_WITHIN = re.compile(r"(?<=[；;。，,])\s*(?P<label>[^:，,。;；\s\d]{2,7}(?:\s(?:steps?|do|plan))?)\s*:")
_OTHER_LABEL = re.compile(r"[；;。]\s*(?:风险|问题|备注|原因|依赖|进展|本周|负责人|阻塞|影响)[^:，,。;；]{0,4}:")


def name(facts: Sequence[Fact]) -> None:
    """Give plans in tables of people, `李雷 | 联调完成 | 清算重构 9/4 提测`, the project that they begin with, if other cells tell of it."""
    unnamed = [fact for fact in facts if isinstance(fact, Plan) and fact.project is None and fact.entry.form == "row"]
    if unnamed:
        names = Names({fact.project for fact in facts if fact.project})
        for plan in unnamed:
            plan.project = names.begins(plan.text)


def _names_who(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a line over a list says whose it is, beside others that do: 大壮 beside 阿凯 and 小鱼."""
    if entry.form != "text" or not entry.children or _NICKNAME.fullmatch(entry.text) is None:
        return False
    beside = [e for e in entries if e.parent is entry.parent and e is not entry and e.form == "text" and e.children]
    return any(heading_words.is_person(e.text) for e in beside)


def _is_title(entry: Entry) -> bool:
    """Whether an item over its own list only names the project that the list is about."""
    name = _MARKS.sub("", entry.norm[entry.start :]).strip(" :】]」")
    return entry.children > 0 and entry.project is not None and name == entry.project


_MARKS = re.compile(r"^\W+")
_NICKNAME = re.compile(r"[\u4e00-\u9fff]{2,3}\s*[:：]?")


def _parts(context: Context, entry: Entry, start: int, end: int) -> list[Plan]:
    """A plan for each part between semicolons, and for each line of a cell."""
    found: list[Plan] = []
    items = _ITEMS_TOLD if "首先" in entry.norm[start : start + _EARLY] else _ITEMS
    edges = [*(m.span() for m in items.finditer(entry.norm, start, end)), (end, end)]
    names = _names(context, entry, start, edges)
    for (stop, after), project in zip(edges, names, strict=True):
        left = start + len(entry.norm[start:stop]) - len(entry.norm[start:stop].lstrip())
        if number := _ORDINAL.match(entry.norm, left, stop):
            left = number.end()
        text = calendars.text_of(entry, left, stop)
        if len(text) >= 2 and not _NOTHING.match(text) and not heading_words.is_person(text):
            found.append(_plan(context, entry, left, stop, text, project))
        start = after
    return found


def _names(context: Context, entry: Entry, start: int, edges: Sequence[tuple[int, int]]) -> list[str | None]:
    """The project of each part: the one that it names, else the one of the line, unless that is named in another part only."""
    found: list[str | None] = []
    first = start
    for stop, after in edges:
        number = _ORDINAL.match(entry.norm, start, stop)
        words = entry.norm[number.end() if number else start : stop].lstrip()
        found.append(context.projects.begins(words) or (context.projects.meant(without_chore(words)) if len(edges) > 1 else None))
        start = after
    is_of_part = entry.project in found and entry.body == entry.start
    if is_of_part and len({*found} - {None}) == 1:
        is_of_part = context.projects.meant(entry.norm[first : edges[0][0]]) != entry.project
    return [name or (None if is_of_part else entry.project) for name in found]


_EARLY = 8  # code points
_Span = tuple[int, int, bool]
"""Start, end, and whether a cell there holds a date alone."""


def _dated_cells(entry: Entry) -> list[_Span]:
    is_date = re.compile(r"截止|时间|日期|ddl|计划|完成|什么时候|何时|哪天", re.IGNORECASE)
    return [(c.start, c.end, bool(is_date.search(c.header))) for c in entry.cells if c.end > c.start]


_OF_PROJECTS = re.compile(r"项目|专项|产品|版本|project", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
_NEXT_WEEK = re.compile(r"下一?周|次周|next week", re.IGNORECASE)
"""周五 below it is the Friday of that week, also where the report is written on a Thursday."""
_DURING = re.compile(r".{0,2}(?:期间|假期|值班|保障|放假)")
_HOLIDAY = re.compile(r"[元春清五劳端中国长节]")


def _next_week_cells(context: Context, entry: Entry) -> list[Plan]:
    """A column 下周计划 of a status table plans for its row's project."""
    cells = [c for c in entry.cells if c.kind == "next" and c.end > c.start]
    found: list[Plan] = []
    for cell in cells:
        plans = _parts(context, entry, cell.start, cell.end)
        if len(plans) == 1 and plans[0].target_week == context.next_week and (day := _day_behind(entry, cell)):
            plans[0].target_week = _week(context, entry, [(day.start, day.end, True)])
        found += plans
    return found


def _day_behind(entry: Entry, cell: Cell) -> Cell | None:
    """The day of the next step in a column of its own: 下一步 | 谁 | 什么时候."""
    behind = entry.cells[entry.cells.index(cell) + 1 :]
    day = next((c for c in behind if c.kind != "person"), None)
    return (
        day
        if day and day.kind == "planned" and day.end > day.start and BARE_DATE.match(day.header.strip()) and "限" not in day.header
        else None
    )


def _row(context: Context, entry: Entry) -> list[Fact]:
    if len([c for c in entry.cells if PHASE_HEADER.fullmatch(c.header) or PHASE_DATE_HEADER.fullmatch(c.header)]) > 1:
        return []  # 提测 | 上线 of a project
    deeds = [c for c in entry.cells if c.end > c.start and _DEED_HEADER.search(c.header) and not _SKIP_HEADER.search(c.header)]
    deeds = [c for c in deeds if not _is_day(entry, c)]
    deeds = deeds or [
        c
        for c in entry.cells
        if c.end > c.start and not _SKIP_HEADER.search(c.header) and re.search(r"[\u4e00-\u9fff]", entry.norm[c.start : c.end])
    ]
    if not deeds or _NOTHING.match(entry.norm[deeds[-1].start : deeds[-1].end].strip()):
        return []
    cell = deeds[-1] if len(deeds) < 3 else deeds[0]
    text = tidy(entry.raw[cell.start : cell.end])
    is_own = entry.project != text or _OF_PROJECTS.search(cell.header) is not None
    project = entry.project if is_own else context.projects.meant(text)
    return [_plan(context, entry, cell.start, cell.end, text, project, spans=sorted(_dated_cells(entry), key=lambda span: not span[2]))]


def _is_day(entry: Entry, cell: Cell) -> bool:
    """9/5 below 计划完成."""
    return cell.kind in ("planned", "actual") and _DAY.fullmatch(entry.norm, cell.start, cell.end) is not None


_DAY = re.compile(r"(?:20\d\d[./年-])?\d{1,2}[./月-]\d{0,2}[日底初中上下旬前]{0,3}(?:\s*[-~至]\s*[\d./月日-]+)?\s*(?:\([^()]{1,6}\))?\s*")


def _plan(
    context: Context, entry: Entry, start: int, end: int, text: str, project: str | None, *, spans: list[_Span] | None = None
) -> Plan:
    week = _week(context, entry, spans or [(start, end, False)])
    return Plan(entry=entry, start=start, end=end, project=project, rule="plan", text=text, target_week=week)


def _week(context: Context, entry: Entry, spans: list[_Span]) -> str | None:
    """The week of the item's own date, else the week after the report's (contract, Plans)."""
    if context.monday is None:
        return None
    for left, right, is_date in spans:
        whens = context.dates(entry, left, right, "future", is_cell=is_date)
        for when in sorted(whens, key=lambda w: (entry.norm[w.start - 1 : w.start] == "(", bool(_HOLIDAY.match(w.text)))):
            if _HOLIDAY.match(when.text) and when.text.endswith("前"):
                continue  # 五一前容量评估 tells by when at the latest
            if _HOLIDAY.match(when.text) and (_DURING.match(entry.norm, when.end - 2) or entry.norm.startswith("的", when.end)):
                continue  # 春节期间值班 and 端午后的复盘 are what is prepared
            if _WEEKDAY.fullmatch(when.text) and _NEXT_WEEK.search(entry.section or ""):
                continue
            is_span = when.first == context.report.reference and when.precision == "range"
            day = when.last if when.first is None or is_span else when.first
            is_over = (
                when.precision == "day" and context.report.reference is not None and day is not None and day <= context.report.reference
            )
            if when.precision in ("day", "range", "week") and day and day >= context.monday and not is_over:
                return week_label(day - timedelta(days=day.weekday()))
    return context.next_week
