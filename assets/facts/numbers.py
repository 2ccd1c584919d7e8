"""Numbers with sign, multiplier and unit → values, each with its span.

What does not belong here: dates (`dates`) and what a number is the number of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assets.facts.words import UNITS

_MULTIPLIERS = {"万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "w": 1e4, "W": 1e4, "千": 1e3, "k": 1e3, "K": 1e3, "mio": 1e6}
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SCALE = {"十": 10, "百": 100, "千": 1000}

NUMBER = re.compile(
    r"(?<![A-Za-z\d_\ue000])(?<![\d.]\.)(?P<sign>(?<![\d\w%)\u4e00-\u9fff])[+-]\s?|(?<=[\u4e00-\u9fff:：(（ ])[+-](?=\d))?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]\d)|\d+(?:\.\d+)?)(?!\.\d)"
    r"(?P<mult>\s?(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?!米|克|瓦|字节)|[wW](?![A-Za-z])|[kK](?![A-Za-z])))?(?P<more>[+多余]|余)?"
    rf"(?P<unit>\s?(?:%|{UNITS})(?:(?<=[A-Za-z])(?![A-Za-z])|(?<![A-Za-z]))(?:/(?:天|日|秒|分钟?|小时|月|周|年|笔|次|人|s|min|h))?)?"
)
_CHINESE = re.compile(
    rf"(?<![第\u4e00-\u9fff零〇])?(?P<cn>[一二两三四五六七八九十百千零]{{1,7}})(?P<unit>成(?![功为立员果本交长熟])|个百分点|%|(?:个|座)?城市?(?![市商乡中])|家(?!族)|笔|条(?!件)|台|起(?!步|来|草)|次(?!日)|人(?![员工])|户|个(?:接口|城市|月))"
)
_HUNDREDTHS = re.compile(r"百分之(?P<n>[一二三四五六七八九十百零点两]+|\d+(?:\.\d+)?)")
_HALF = re.compile(r"(?<![一-龥])?(?:过半|一半|半数)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as stated: the value with 万 and 亿 multiplied out, its unit as written, the span with and without unit."""

    start: int
    end: int
    digits_end: int
    value: float
    unit: str | None
    is_bare: bool = False

    @property
    def is_percent(self) -> bool:
        """Whether the unit is the percent sign."""
        return self.unit == "%"


def chinese(word: str) -> float | None:
    """The value of a Chinese numeral below ten thousand: 一百二十 → 120, 十二 → 12, 三点五 → 3.5."""
    whole, _, part = word.partition("点")
    total = current = 0
    for char in whole:
        if char in _SCALE:
            total += (current or 1) * _SCALE[char]
            current = 0
        elif char in _DIGIT:
            current = _DIGIT[char]
        else:
            return None
    value = float(total + current)
    return float(f"{int(value)}.{''.join(str(_DIGIT[c]) for c in part if c in _DIGIT)}") if part else value


def _of(match: re.Match[str]) -> Number:
    value = float(match["digits"].replace(",", ""))
    multiplier = (match["mult"] or "").strip()
    unit = (match["unit"] or "").strip()
    if multiplier:
        value = round(value * _MULTIPLIERS[multiplier], 6)
    if unit in ("万元", "亿元"):
        value, unit = round(value * _MULTIPLIERS[unit[0]], 6), "元"
    if (match["sign"] or "").strip() == "-":
        value = -value
    if unit == "个百分点" or unit == "百分点":
        unit = "pp"
    return Number(match.start(), match.end(), match.end("digits"), value, unit or None, not unit and not multiplier)


def find(text: str, start: int, end: int) -> list[Number]:
    """Every number between `start` and `end`, in order: digits, 六成, 百分之十, 两城, 过半."""
    found = [_of(m) for m in NUMBER.finditer(text, start, end)]
    extra: list[Number] = []
    if "百分之" in text:
        for m in _HUNDREDTHS.finditer(text, start, end):
            value = float(m["n"]) if m["n"][0].isdigit() else chinese(m["n"])
            if value is not None:
                found = [n for n in found if n.end <= m.start() or n.start >= m.end()]
                extra.append(Number(m.start(), m.end(), m.end(), value, "%"))
    for m in _CHINESE.finditer(text, start, end):
        value = chinese(m["cn"])
        if value is None or any(e.start <= m.start() < e.end for e in extra):
            continue
        if m["unit"] == "成":
            extra.append(Number(m.start(), m.end(), m.end(), value * 10, "%"))
        elif value > 1 or "城" in m["unit"]:
            extra.append(Number(m.start(), m.end(), m.end("cn"), value, m["unit"]))
    for m in _HALF.finditer(text, start, end):
        extra.append(Number(m.start(), m.end(), m.end(), 50.0, "%"))
    return sorted(found + extra, key=lambda n: n.start) if extra else found
