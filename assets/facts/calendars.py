"""Tables of days and what is done on them, 日期 | 事项: each row is read as the line `4/2 退款直通车放量` of a list.

What does not belong here: tables that say more of each thing, as its state or its project (`tables`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.model import Cell, Entry
from assets.facts.table_words import EMPTY
from assets.facts.text import tidy

_DAY_HEADER = re.compile(r"(?:关键|重要)?(?:日期|时间|时间点|日|星期|周几|周|哪天|几号|day|date|weekday)", re.IGNORECASE)
_DAY = re.compile(
    r"(?:20\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?[日号]?(?:\s*\(?(?:周|星期|礼拜)?[一二三四五六日天]\)?)?|(?:[本下上]?(?:周|星期|礼拜))[一二三四五六日天]"
)
_DEED_HEADER = re.compile(
    r"(?:关键|重要|主要|重点|具体|本周|今日|当日)?(?:事项|事件|内容|工作|任务|安排|活动|日程|记录|动态|动作)(?:内容|事项|安排|记录|说明|描述)?|[做干][了的]?(?:什么|啥)(?:事)?|what|event|item|task",
    re.IGNORECASE,
)
_PARTS_NOTHING = "·"
_GAP = re.compile(rf"\s*{_PARTS_NOTHING}")
_BESIDE = ("person", "index")
_ROLES = ("update", "plan", "rollout")


def turn(rows: Sequence[Entry]) -> None:
    """Let the rows of such a table be items."""
    found = _columns(rows)
    if found is None:
        return
    for row in rows:
        if len(row.cells) > max(found):
            _to_item(row, *(row.cells[n] for n in found))


def _columns(rows: Sequence[Entry]) -> tuple[int, int] | None:
    """The column of days and that of what is done, where no other says anything of it."""
    first = rows[0]
    if first.role not in _ROLES:
        return None
    days = [n for n, cell in enumerate(first.cells) if _DAY_HEADER.fullmatch(cell.header.strip()) and _are_days(rows, n)]
    told = [n for n, cell in enumerate(first.cells) if n not in days and cell.kind not in _BESIDE and any(_words(row, n) for row in rows)]
    if not days or len(told) != 1 or days[0] > told[0] or not _DEED_HEADER.fullmatch(first.cells[told[0]].header.strip()):
        return None
    return days[0], told[0]


def _are_days(rows: Sequence[Entry], column: int) -> bool:
    said = [words for row in rows if (words := _words(row, column))]
    return bool(said) and all(_DAY.fullmatch(words) for words in said)


def _words(row: Entry, column: int) -> str:
    """What a cell says, empty for a dash."""
    if column >= len(row.cells):
        return ""
    words = row.norm[row.cells[column].start : row.cells[column].end].strip()
    return "" if EMPTY.match(words) else words


def _to_item(row: Entry, day: Cell, deed: Cell) -> None:
    """Leave nothing but the day and what is done on it, each where it stands, and between them what parts no clause."""
    gap = _PARTS_NOTHING.rjust(deed.start - day.end)
    row.norm = f"{' ' * day.start}{row.norm[day.start : day.end].replace('.', '/')}{gap}{row.norm[deed.start : deed.end]}".ljust(
        len(row.norm)
    )
    row.form, row.cells, row.start = "item", (), day.start
    row.body = row.start


def text_of(entry: Entry, start: int, end: int) -> str:
    """What a line says, without what stands between the day and the deed of a row."""
    gap = _GAP.search(entry.norm, start, end) if entry.raw.lstrip()[:1] in _OF_TABLES else None
    return tidy(f"{entry.raw[start : gap.start()]} {entry.raw[gap.end() : end]}" if gap else entry.raw[start:end])


_OF_TABLES = ("|", "<")
