"""Tables of one project, which their title names: 里程碑 | 时间 below 存管路由, 模块 | 进度 below 清算核心重构.

What does not belong here: titles over anything else (`headings`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.city_headers import REGION_HEADER
from assets.facts.model import Cell, Entry
from assets.facts.name_words import DEED_ALONE, FIELD, GROUP_WORD, PHASE, PROJECT_WORD, clean, is_name
from assets.facts.text import normal

STRONG_HEADER = re.compile(r"项目|产品|专项|project|业务线", re.IGNORECASE)
"""Names projects whatever stands below."""
_OF_TABLE = re.compile(r"里程碑|节点|排期|计划|进展|进度|情况|总览|一览|清单|跟踪|明细|[表图]$")
_TABLE = re.compile(
    r"(?<=[\u4e00-\u9fffA-Za-z\d])(?:的)?(?:项目|关键|重要)?(?:里程碑|节点|排期)(?:计划|进展|进度|情况|跟踪|表|一览|明细|清单)?$"
)
_PART = re.compile(
    r"(?:子|分|功能|业务)?模块(?:名称)?|子\S{1,4}|功能(?:点|项|模块)?|分项|细项|(?:组|部)件|部分|拆分|分支|端|(?:改造|迁移)?对象|(?:工作|交付)[包件]|(?:sub-?)?module|component|sub-?task",
    re.IGNORECASE,
)
"""Names parts even where no column names the project; 事项 and 任务 may name projects themselves."""
_OF_FIGURES = re.compile(r"(?:核心|关键|主要|业务)?指标(?:名称|项)?|数据项|metric", re.IGNORECASE)
_COUNTS = frozenset(("new", "cumulative", "remaining"))


def is_of_one(title: str, row: Entry) -> bool:
    """Whether the rows of a table are milestones or cities of the project in its title."""
    name = clean(without_table(title))
    return is_name(name) and not _OF_TABLE.search(name) and _is_part(row)


def is_of_parts(title: str, row: Entry) -> bool:
    """Whether they are parts of it."""
    name = clean(without_table(title))
    is_scheduled = name != clean(title) and is_work(name) and _is_of_tasks(row)
    return (_is_of_parts(row) or is_scheduled) and is_name(name) and _may_have_parts(name) and not _OF_TABLE.search(name)


def without_table(title: str) -> str:
    """清算核心重构 of `清算核心重构里程碑`; what a team works on, `项目里程碑`, stays as it is."""
    name = _TABLE.sub("", title)
    return name if is_work(name) else title


def is_work(name: str) -> bool:
    """Whether a name tells by its end that it is one of a project: 清算核心重构, 存管路由二期."""
    return bool(PROJECT_WORD.search(name) or PHASE.search(name)) and not PROJECT_WORD.is_all(name)


def names_part(row: Entry) -> bool:
    """Whether the first cell of a row is a part of the project in the title over its table, 计费 below 模块, and no project."""
    above = row.parent
    if above is None or not above.project:
        return False
    if above.form == "item":
        return _is_of_parts(row) and clean(above.norm[above.body :] or above.norm[above.start :]) == above.project
    if above.form != "heading":
        return False
    if _is_of_tasks(row) and is_work(above.project) and clean(normal(above.text)) != above.project:
        return clean(without_table(normal(above.text))) == above.project  # 预授权改造排期
    if not _is_of_parts(row):
        return False
    return _may_have_parts(above.project) and clean(normal(above.text)).startswith(above.project)


def _may_have_parts(name: str) -> bool:
    """Whether a name may be one of a project that has parts; a field of work has projects, and `A 工作包` is called by what stands below."""
    return is_work(name) or not (GROUP_WORD.search(name) or FIELD.fullmatch(name) or _CALLED_BY_PARTS.search(name))


_CALLED_BY_PARTS = re.compile(r"(?:包|模块|子项|部分|组件|对象|功能)$")


def _is_of_parts(row: Entry) -> bool:
    first = _first(row)
    if first is None or first.kind not in ("", "text") or not _PART.fullmatch(first.header.strip()):
        return False
    return not any(STRONG_HEADER.search(cell.header) for cell in row.cells)


def _is_of_tasks(row: Entry) -> bool:
    first = _first(row)
    return first is not None and _TASK.fullmatch(first.header.strip()) is not None


_TASK = re.compile(r"(?:具体|关键|主要|重点|工作)?(?:任务|事项|工作项?|工作内容|内容)(?:名称)?|tasks?", re.IGNORECASE)


def _is_part(row: Entry) -> bool:
    first = _first(row)
    if first is None:
        return False
    if _OF_FIGURES.fullmatch(first.header.strip()) and len(row.cells) > 1:
        return True
    is_deed = bool(DEED_ALONE.fullmatch(row.norm, first.start, first.end)) and not STRONG_HEADER.search(first.header)
    is_count = first.kind in _COUNTS and len({cell.kind for cell in row.cells} & _COUNTS) > 1
    is_period = _PERIOD_HEADER.fullmatch(first.header.strip()) is not None
    return is_period or first.kind in ("event", "cities") or is_count or bool(REGION_HEADER.match(first.header.strip())) or is_deed


_PERIOD_HEADER = re.compile(r"周次|周|周数|期次|week", re.IGNORECASE)


def _first(row: Entry) -> Cell | None:
    return next((cell for cell in row.cells if cell.kind != "index"), None)
