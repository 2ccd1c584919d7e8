"""The project that a row of a table names. What does not belong here: what the table's title names (`table_titles`, `headings`)."""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re
from assets.facts import tags
from assets.facts.city_headers import REGION_HEADER
from assets.facts.goals import GOAL
from assets.facts.leads import bracket
from assets.facts.model import Cell, Entry
from assets.facts.name_words import (
    DEED_ALONE,
    LETTER,
    LONGEST_NAME,
    is_name,
    raw_name,
)
from assets.facts.table_titles import STRONG_HEADER, names_part
from assets.facts.table_words import is_of_now, is_version_of, tells
from assets.facts.text import FILLER

_PROJECT_HEADER = re.compile(
    r"^(?:项目|产品|项目名称?|项目/需求|需求(?:名称)?|模块|业务(?:线)?|专项|工作项|名称|project|产品线|系统名称|所属项目|方向|工作流|工作包|事情|活儿?|条线|work ?stream|需求/项目|任务(?:名称)?|事项|工作事项|重点(?:项目|工作|事项)|内容)$",
    re.IGNORECASE,
)
_LINK = re.compile(rf"\s*\[(?P<name>[^\[\]]{{2,40}})\]\({FILLER}+\)")
"""`[商户进件](https://…)`"""
_KEY_RESULTS = re.compile(r"(?:KR|关键结果|key results?)$", re.IGNORECASE)
_COLUMNS_OF_LIST = 2


def row_name(entry: Entry) -> str | None:
    """The project of a table row: the cell of the column for it, else the first cell of a table of states."""
    if names_part(entry):
        return None
    columns = [c for c in entry.cells if _is_of_projects(c.header) or is_version_of(c.header, entry.norm[c.start : c.end].strip())]
    columns = columns or [c for c in entry.cells if _KEY_RESULTS.match(c.header.strip()) and not GOAL.search(entry.norm, c.start, c.end)]
    if entry.cells and _PERIOD.match(entry.norm, entry.cells[0].start, entry.cells[0].end):
        return None
    columns.sort(key=lambda c: not STRONG_HEADER.search(c.header))
    for cell in columns:
        if cell.end > cell.start and LETTER.search(entry.norm, cell.start, cell.end):
            text = entry.norm[cell.start : cell.end]
            if DEED_ALONE.fullmatch(text) and not STRONG_HEADER.search(cell.header):
                return None  # 方案评审 below 事项 is what the heading's project goes through
            if link := _LINK.match(entry.norm, cell.start, cell.end):
                return raw_name(entry, *link.span("name"))
            start = tags.behind(entry, cell.start, cell.end)
            found = bracket(entry, start)
            return found[0] if found else raw_name(entry, start, cell.end) if len(text) <= LONGEST_NAME + 10 else None
    return _first_cell(entry)


@lru_cache(maxsize=512)
def _is_of_projects(header: str) -> bool:
    """项目, and each way to say it in `版本 / 项目`."""
    words = header.strip()
    return bool(_PROJECT_HEADER.match(words)) or ("/" in words and any(_PROJECT_HEADER.match(part.strip()) for part in words.split("/")))


_WORK_HEADER = re.compile(r"(?:重点|主要|具体|本周)?工作(?:内容|项|任务)?|(?:交付|建设|改造)(?:物|件|内容|项)|版本(?:名称?)?")
"""Heads the names of works where columns of states and dates stand beside."""


_PERIOD = re.compile(r"(?:20\d\d\s?[-年]?\s?)?(?:[Ww]\s?\d{1,2}|第\s?\d{1,2}\s?周)\s*$")
"""W13 below 周次 is no project."""
_CLASS_HEADER = re.compile(r"(?:工作|任务|事项)?(?:分类|类别|类型|性质|条目类型)")
"""Heads of what kind a work is, beside the column that names it."""


def _is_value(entry: Entry, cell: Cell, *, is_told: bool) -> bool:
    """Whether a cell is the present value of a measure; where states or plans stand beside it may tell what was done."""
    words = entry.norm[cell.start : cell.end]
    return is_of_now(cell.header, cell.kind, words) and not (is_told and tells(words))


def _first_cell(entry: Entry) -> str | None:
    """The first column of a table of states names what they are the states of: 渠道 | 阶段 | 说明 | 上线时间."""
    first = next(
        (
            cell
            for cell in entry.cells
            if (cell.kind != "index" and not _CLASS_HEADER.fullmatch(cell.header.strip()))
            or is_version_of(cell.header, entry.norm[cell.start : cell.end])
        ),
        None,
    )
    words = entry.norm[first.start : first.end] if first else ""
    is_version = first is not None and first.kind == "index" and is_version_of(first.header, words)
    if (
        first is None
        or (first.kind and not is_version and not _WORK_HEADER.fullmatch(first.header.strip()))
        or REGION_HEADER.match(first.header.strip())
        or entry.role in ("incident", "metric")
        or (entry.role == "plan" and not is_version)
        or DEED_ALONE.fullmatch(words)
    ):
        return None
    kinds = {cell.kind for cell in entry.cells}
    is_told = bool({"person", "status", "next"} & kinds)
    if any(_is_value(entry, c, is_told=is_told) for c in entry.cells) or not is_name(words):
        return None
    if not ({"status", "planned", "progress", "next"} & kinds or ("text" in kinds and len(entry.cells) > _COLUMNS_OF_LIST)):
        return None
    return raw_name(entry, tags.behind(entry, first.start, first.end), first.end)
