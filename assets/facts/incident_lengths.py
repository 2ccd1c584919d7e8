"""How long an incident lasted, where a report tells that in place of its end: 持续 24 分钟, a column 时长.

What does not belong here: `十分钟后恢复`, which is a time of its own (`incident_times`).
"""

from __future__ import annotations

from datetime import timedelta

from assets.facts import regex as re
from assets.facts.incident_units import Unit
from assets.facts.numbers import chinese

_LASTED = re.compile(
    r"(?:持续|连续|历时|耗时|中断|宕机|不可用|停服|停摆|卡顿|时长|总共|前后|\()(?:了|共|约|近|大约|将近|时间|时长|服务|[:：\s]){0,3}"
    r"(?P<n>\d{1,3}(?:\.\d)?|半|[一二两三四五六七八九十]{1,3})\s*个?(?P<half>半)?(?P<unit>小时|分钟?|mins?|h)(?:\s?(?P<more>\d{1,2})\s?分)?(?!\s*(?:[之以]?[后内前]|[一1]次))"
    r"|(?<=[抖卡断挂停瘫崩堵慢宕])了(?:约|近|大约)?\s*(?P<n3>\d{1,3}|半|[一二两三四五六七八九十]{1,3})\s*个?(?P<unit3>小时|分钟)"
    r"|起\s*(?P<n2>\d{1,3}|半)\s*个?(?P<unit2>小时|分钟)内"
)
_CELL = re.compile(r"\s*约?\s*(?P<n>\d{1,3}(?:\.\d)?)\s*(?P<unit>小时|分钟?|mins?|h)?\s*(?:(?P<more>\d{1,2})\s?分钟?)?\s*", re.IGNORECASE)
_HEADER = re.compile(r"时长|持续|多久|duration", re.IGNORECASE)


def lasted(unit: Unit) -> timedelta | None:
    """The length that the lines or the cells of an incident tell."""
    if unit.row:
        entry = unit.entries[0]
        for cell in entry.cells:
            if _HEADER.search(cell.header) and (told := _CELL.fullmatch(entry.norm, cell.start, cell.end)):
                return _length(told["n"], told["unit"] or ("h" if "小时" in cell.header else "分"), told["more"])
        return None
    for entry in unit.entries:
        if told := _LASTED.search(entry.norm, entry.start):
            more = told["more"] or ("30" if told["half"] else None)
            return _length(told["n"] or told["n2"] or told["n3"], told["unit"] or told["unit2"] or told["unit3"], more)
    return None


def _length(number: str, unit: str, more: str | None) -> timedelta:
    count = 0.5 if number == "半" else float(number) if number[0].isdigit() else float(chinese(number) or 0)
    return timedelta(minutes=count * (60 if unit[0] in "小hH" else 1) + int(more or 0))
