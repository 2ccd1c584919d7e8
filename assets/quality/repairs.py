"""Likely causes: the single-value repairs that would make a contradiction go away.

Each function names a repair only where it fits alone; None where several would do. What does not belong here:
finding the contradiction (the rules' SQL) and stating it (their messages).
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from assets.quality.functions import Function

_WIDEST_SEARCH = 200_000
"""Above so many candidates a repair is never the only one, so that they are not tried."""
_SHORT_OUTAGE = timedelta(hours=12)
_LATELY = timedelta(days=14)


def shown(value: float) -> str:
    """A number as a person writes it: 96 rather than 96.0."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def is_reordered(meant: str, written: str) -> bool:
    """Whether `written` is `meant` with two neighbours swapped, or one character dropped or added."""
    if len(meant) == len(written):
        differing = [i for i, (a, b) in enumerate(zip(meant, written, strict=True)) if a != b]
        if len(differing) != 2 or differing[1] != differing[0] + 1:
            return False
        first, second = differing
        return meant[first] == written[second] and meant[second] == written[first]
    longer, shorter = (meant, written) if len(meant) > len(written) else (written, meant)
    return len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def is_slip(meant: str, written: str) -> bool:
    """Whether `written` is `meant` with a slip of the pen: reordered, or one character mistyped."""
    mistyped = sum(a != b for a, b in zip(meant, written, strict=False)) if len(meant) == len(written) else 0
    return mistyped == 1 or is_reordered(meant, written)


def _only(candidates: list[int], written: float) -> int | None:
    """The candidate that fits alone: the only one, else the only one that a slip of the pen explains."""
    if len(candidates) == 1:
        return candidates[0]
    slips = [value for value in candidates if is_slip(str(value), shown(written))]
    return slips[0] if len(slips) == 1 else None


def _whole_numbers(low: float, high: float) -> list[int]:
    """The positive whole numbers from `low` to `high`; none where they are too many to be a repair."""
    first, last = max(1, math.floor(low)), math.ceil(high)
    return list(range(first, last + 1)) if last - first <= _WIDEST_SEARCH else []


def ratio_cause(part: float, whole: float, rate: float, digits: int) -> str | None:
    """Which of part, whole and rate (in percent, stated to `digits` decimals) is probably the wrong one."""
    if part <= 0 or whole <= 0 or rate <= 0:
        return None
    half = 0.5 * 10**-digits
    wholes = [
        value
        for value in _whole_numbers(100 * part / (rate + half), 100 * part / max(rate - half, half))
        if value >= part and round(100 * part / value, digits) == rate
    ]
    parts = [
        value
        for value in _whole_numbers(whole * (rate - half) / 100, whole * (rate + half) / 100)
        if value <= whole and round(100 * value / whole, digits) == rate
    ]
    found: list[tuple[bool, str]] = []
    stated = f"{rate:.{digits}f}%"
    if (value := _only(wholes, whole)) is not None:
        text = f"{stated} = {shown(part)}/{value}，分母可能应为 {value}"
        found.append((is_slip(str(value), shown(whole)), text))
    if (value := _only(parts, part)) is not None:
        text = f"{stated} = {value}/{shown(whole)}，分子可能应为 {value}"
        found.append((is_slip(str(value), shown(part)), text))
    quotient = f"{100 * part / whole:.{digits}f}"
    if is_reordered(quotient, f"{rate:.{digits}f}"):
        found.append((True, f"{shown(part)}/{shown(whole)} = {quotient}%，比率可能应为 {quotient}%"))
    return _fits_alone(found)


def _fits_alone(found: list[tuple[bool, str]]) -> str | None:
    """The only repair, else the only one that is a slip of the pen."""
    if len(found) == 1:
        return found[0][1]
    slips = [text for is_a_slip, text in found if is_a_slip]
    return slips[0] if len(slips) == 1 else None


def sum_cause(last: float, new: float, total: float) -> str | None:
    """Which of last week's total, this week's addition and this week's total is probably the wrong one."""
    if total == last and new > 0:
        return f"累计 {shown(total)} 与上次相同，可能沿用了上次的数，应为 {shown(last + new)}"
    found: list[tuple[bool, str]] = []
    for name, meant, written in (
        ("累计", last + new, total),
        ("新增", total - last, new),
        ("上次累计", total - new, last),
    ):
        if meant >= 0 and is_slip(shown(meant), shown(written)):
            found.append((True, f"{name}可能应为 {shown(meant)}（写作 {shown(written)}）"))
    return _fits_alone(found)


def percent_cause(percent: float) -> str | None:
    """A percentage above 100 that becomes a likely one when a lost decimal point is put back."""
    for power in (10, 100, 1000):
        if 90 <= percent / power < 100:
            return f"可能漏写小数点，应为 {shown(round(percent / power, 6))}%"
    return None


def interval_cause(started: datetime, ended: datetime) -> str | None:
    """Why an end may lie before its start: the next day meant, or the two exchanged."""
    next_day = ended + timedelta(days=1)
    if started <= next_day <= started + _SHORT_OUTAGE:
        return f"结束可能应为次日 {next_day:%Y-%m-%d %H:%M}"
    if started - ended <= _SHORT_OUTAGE:
        return f"开始与结束可能写反，应为 {ended:%H:%M}–{started:%H:%M}"
    same_day = datetime.combine(started.date(), ended.time())
    if started <= same_day <= started + _SHORT_OUTAGE:
        return f"结束日期可能应为 {same_day:%Y-%m-%d}"
    return None


def future_cause(happened: datetime, written: datetime) -> str | None:
    """The date shortly before the report that a future one probably stands for."""
    found = {candidate for candidate in _neighbours(happened) if written - _LATELY <= candidate <= written}
    return f"日期可能应为 {found.pop():%Y-%m-%d}" if len(found) == 1 else None


def _neighbours(moment: datetime) -> list[datetime]:
    """The moment in the month before, in the year before, and with month and day exchanged."""
    months = moment.year * 12 + moment.month - 2
    parts = [
        (months // 12, months % 12 + 1, moment.day),
        (moment.year - 1, moment.month, moment.day),
        (moment.year, moment.day, moment.month),
    ]
    dates: list[datetime] = []
    for year, month, day in parts:
        try:
            dates.append(moment.replace(year=year, month=month, day=day))
        except ValueError:  # no such day in that month
            continue
    return dates


FUNCTIONS: tuple[Function, ...] = (
    ("is_slip", is_slip, ["VARCHAR", "VARCHAR"], "BOOLEAN"),
    ("ratio_cause", ratio_cause, ["DOUBLE", "DOUBLE", "DOUBLE", "INTEGER"], "VARCHAR"),
    ("sum_cause", sum_cause, ["DOUBLE", "DOUBLE", "DOUBLE"], "VARCHAR"),
    ("percent_cause", percent_cause, ["DOUBLE"], "VARCHAR"),
    ("interval_cause", interval_cause, ["TIMESTAMP", "TIMESTAMP"], "VARCHAR"),
    ("future_cause", future_cause, ["TIMESTAMP", "TIMESTAMP"], "VARCHAR"),
)
