"""Likely causes: the single-value repairs of numbers that would make a contradiction go away.

Each function names a repair only where it fits alone; None where several would do. A repair says what is probably
meant (`cause`), which of the values is the wrong one (`place`), and the `value` that would be right. What does not
belong here: finding the contradiction (the rules' SQL), stating it (their messages), dates and times (`moments`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from assets.quality.functions import Function
from assets.quality.slips import is_reordered, is_slip, is_telling_slip, rewritten, shown

STRUCT = "STRUCT(cause VARCHAR, place VARCHAR, value VARCHAR)"
_WIDEST_SEARCH = 200_000
"""Above so many candidates a repair is never the only one, so that they are not tried."""
_TEN_THOUSAND = 10_000
_LEAST_FIGURES = 4
"""One mistyped digit of a rate is evidence only where three others agree."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One value that would make it right. `is_slip`: a slip of the pen, a copied value or a forgotten 万 explains it, too."""

    cause: str
    place: str
    value: str
    is_slip: bool = False

    def as_row(self) -> dict[str, str]:
        """As the SQL sees it."""
        row = asdict(self)
        del row["is_slip"]
        return row


def fits_alone(found: Iterable[Repair]) -> dict[str, str] | None:
    """The only repair that a slip explains, else the only repair; None where several would do."""
    different = {(repair.place, repair.value): repair for repair in sorted(found, key=lambda repair: repair.is_slip)}
    slips = [repair for repair in different.values() if repair.is_slip]
    candidates = slips or list(different.values())
    return candidates[0].as_row() if len(candidates) == 1 else None


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


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part, a whole and the rate (in percent, to `digits` decimals) that is stated of them."""

    part: float
    whole: float
    rate: float
    digits: int

    @property
    def stated(self) -> str:
        """The rate as it is written."""
        return f"{self.rate:.{self.digits}f}%"

    @property
    def quotient(self) -> str:
        """The rate as it would be right."""
        return f"{100 * self.part / self.whole:.{self.digits}f}"

    def fits(self, part: float, whole: float) -> bool:
        """Whether these two would have the stated rate."""
        return part <= whole and round(100 * part / whole, self.digits) == self.rate

    @property
    def half_step(self) -> float:
        """How far the true rate may lie from one that is rounded."""
        return 0.5 / float(10**self.digits)


def ratio_repair(part: float, whole: float, rate: float, digits: int, last: list[float | None]) -> dict[str, str] | None:
    """Which of part, whole and rate (in percent, to `digits` decimals) is the wrong one. `last`: last week's three."""
    if part <= 0 or whole <= 0 or rate <= 0:
        return None
    ratio = Ratio(part, whole, rate, digits)
    last_part, last_whole, last_rate = last
    found = [*_whole_repairs(ratio, last_whole), *_part_repairs(ratio, last_part)]
    meant = ratio.quotient
    if last_rate == rate:
        found.append(Repair(f"比率沿用了上次的 {ratio.stated}，可能应为 {meant}%", "rate", meant, is_slip=True))
    elif _is_slip_of_rate(meant, f"{rate:.{digits}f}"):
        found.append(Repair(f"{shown(part)}/{shown(whole)} = {meant}%，比率可能应为 {meant}%", "rate", meant, is_slip=True))
    return fits_alone(found)


def _is_slip_of_rate(quotient: str, stated: str) -> bool:
    return is_reordered(quotient, stated) or (len(stated.replace(".", "")) >= _LEAST_FIGURES and is_slip(quotient, stated))


def _whole_repairs(ratio: Ratio, last: float | None) -> Iterable[Repair]:
    part, half = ratio.part, ratio.half_step
    near = _whole_numbers(100 * part / (ratio.rate + half), 100 * part / max(ratio.rate - half, half))
    if (meant := _only([value for value in near if ratio.fits(part, value)], ratio.whole)) is not None:
        text = f"{ratio.stated} = {shown(part)}/{meant}，分母可能应为 {meant}"
        yield Repair(text, "whole", str(meant), is_slip(str(meant), shown(ratio.whole)))
    for other, words in _other_units(ratio.whole, last):
        if ratio.fits(part, other):
            yield Repair(f"{ratio.stated} = {shown(part)}/{shown(other)}，分母可能{words}「万」", "whole", shown(other), is_slip=True)


def _part_repairs(ratio: Ratio, last: float | None) -> Iterable[Repair]:
    whole, half = ratio.whole, ratio.half_step
    near = _whole_numbers(whole * (ratio.rate - half) / 100, whole * (ratio.rate + half) / 100)
    if (meant := _only([value for value in near if ratio.fits(value, whole)], ratio.part)) is not None:
        copied = "沿用了上次的数，" if last == ratio.part else ""
        text = f"{ratio.stated} = {meant}/{shown(whole)}，分子{copied}可能应为 {meant}"
        yield Repair(text, "part", str(meant), last == ratio.part or is_slip(str(meant), shown(ratio.part)))
    for other, words in _other_units(ratio.part, last):
        if ratio.fits(other, whole):
            yield Repair(f"{ratio.stated} = {shown(other)}/{shown(whole)}，分子可能{words}「万」", "part", shown(other), is_slip=True)


def _other_units(value: float, last: float | None) -> Iterable[tuple[float, str]]:
    """The value with 万 for 个 and the reverse, where that is of last week's size."""
    for other, words in ((value * _TEN_THOUSAND, "漏写了"), (value / _TEN_THOUSAND, "多写了")):
        if last is None or last / 10 <= other <= last * 10:
            yield other, words


def sum_repair(last: float, new: float, total: float, last_new: list[float | None], wholes: list[float | None]) -> dict[str, str] | None:
    """Which of last week's total, this week's addition and this week's total is the wrong one.

    `last_new` is last week's addition, `wholes` what is left this week and last week's whole, which bears witness.
    """
    found = []
    left, whole = wholes
    if left is not None and whole is not None:
        if total + left == whole and total >= last:
            text = f"累计 {shown(total)} + 待开 {shown(left)} 仍是 {shown(whole)}，新增可能应为 {shown(total - last)}"
            return Repair(text, "new", shown(total - last), is_slip=True).as_row()
        if last + new + left == whole:
            text = f"待开 {shown(left)}，总数 {shown(whole)}，累计可能应为 {shown(last + new)}"
            return Repair(text, "total", shown(last + new), is_slip=True).as_row()
    if total == last and new > 0:
        text = f"累计 {shown(total)} 与上次相同，可能沿用了上次的数，应为 {shown(last + new)}"
        found.append(Repair(text, "total", shown(last + new), is_slip=True))
    if last_new == [new] and total > last:
        text = f"新增 {shown(new)} 与上次相同，可能沿用了上次的数，应为 {shown(total - last)}"
        found.append(Repair(text, "new", shown(total - last), is_slip=True))
    for name, place, meant, written in (
        ("累计", "total", last + new, total),
        ("新增", "new", total - last, new),
        ("上次累计", "last", total - new, last),
    ):
        if meant >= 0 and is_telling_slip(shown(meant), shown(written)) and place not in {repair.place for repair in found}:
            found.append(Repair(f"{name}可能应为 {shown(meant)}（写作 {shown(written)}）", place, shown(meant), is_slip=True))
    return fits_alone(found)


def split_repair(done: float, left: float, last_total: float, last: list[float | None]) -> dict[str, str] | None:
    """Which of cities open and cities left is wrong, where they do not make last week's total. `last`: last week's two."""
    found = []
    for name, place, meant, written, before, other, other_before in (
        ("待开", "remaining", last_total - done, left, last[1], done, last[0]),
        ("累计", "cumulative", last_total - left, done, last[0], left, last[1]),
    ):
        if meant >= 0 and written == before and other != other_before:
            found.append(Repair(f"{name} {shown(written)} 沿用了上次的数，可能应为 {shown(meant)}", place, shown(meant), is_slip=True))
        elif meant >= 0 and is_telling_slip(shown(meant), shown(written)):
            found.append(Repair(f"{name}可能应为 {shown(meant)}（写作 {shown(written)}）", place, shown(meant), is_slip=True))
    return fits_alone(found)


def percent_repair(percent: float) -> dict[str, str] | None:
    """A percentage above 100 that becomes a likely one when a lost decimal point or a digit too many is put right."""
    if percent < 0:
        return Repair(f"可能多写了负号，应为 {shown(-percent)}%", "rate", shown(-percent)).as_row() if percent >= -100 else None
    found = [
        Repair(f"可能漏写小数点，应为 {value}%", "rate", value, is_slip=True)
        for value in (shown(round(percent / power, 6)) for power in (10, 100, 1000))
        if 90 <= float(value) < 100
    ]
    return fits_alone(found)


def number_repair(written: float, low: float, high: float, name: str) -> dict[str, str] | None:
    """A number with swapped digits or a digit too many that is out of bounds and would lie within them."""
    found = [
        Repair(f"{name}可能应为 {text}（写作 {shown(written)}）", "value", text, is_slip=True)
        for text in rewritten(shown(written))
        if low <= float(text) <= high
    ]
    return fits_alone(found)


FUNCTIONS: tuple[Function, ...] = (
    ("is_slip", is_slip, ["VARCHAR", "VARCHAR"], "BOOLEAN"),
    ("ratio_repair", ratio_repair, ["DOUBLE", "DOUBLE", "DOUBLE", "INTEGER", "DOUBLE[]"], STRUCT),
    ("sum_repair", sum_repair, ["DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE[]", "DOUBLE[]"], STRUCT),
    ("split_repair", split_repair, ["DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE[]"], STRUCT),
    ("percent_repair", percent_repair, ["DOUBLE"], STRUCT),
    ("number_repair", number_repair, ["DOUBLE", "DOUBLE", "DOUBLE", "VARCHAR"], STRUCT),
)
