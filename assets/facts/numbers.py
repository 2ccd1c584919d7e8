"""Numbers with sign, multiplier and unit → values, each with its span.

What does not belong here: dates (`dates`) and what a number is the number of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assets.facts import regex as re
from assets.facts.patterns import firsts
from assets.facts.words import UNITS

_MULTIPLIERS = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4,
    "w": 1e4, "W": 1e4, "千": 1e3, "k": 1e3, "K": 1e3,
}  # fmt: skip
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SCALE = {"十": 10, "百": 100, "千": 1000}
_WHOLES = frozenset(("需求", "项目", "用例", "接口", "缺陷", "页面", "城", "城市"))
"""Of which there are no parts: the 6.3 of `钱包 6.3 需求评审` is a version."""
_IN_OTHER_UNIT = {"万元": (1e4, "元"), "亿元": (1e8, "元"), "个百分点": (1, "pp"), "百分点": (1, "pp"), "成": (10, "%")}
_IN_SMALLER: dict[tuple[str | None, str | None], int] = {
    **dict.fromkeys([("分", "秒"), ("分钟", "秒"), ("小时", "分"), ("小时", "分钟")], 60),
    ("天", "小时"): 24,
}
"""How many of a smaller unit of time one of the larger is."""
_LONGEST = 15
"""Digits: a double holds no more of them, and a longer run is a card or an order."""

_NEXT = firsts(rf"[\s%+多余]|{'|'.join(_MULTIPLIERS)}|{UNITS}")
NUMBER = re.compile(
    # the first digit stands first, so that the engine runs from digit to digit; the lookbehinds are for what is before it
    r"(?P<digits>[0-9](?<![A-Za-z0-9_\ue000].)(?<![0-9.]\..)"
    r"(?:[0-9]{0,2}+(?:,[0-9]{3})++(?:\.[0-9]++)?(?![0-9,][0-9])|[0-9]*+(?:\.[0-9]++)?+)(?!\.?[0-9]))"
    rf"(?:(?=[{_NEXT}])"  # behind the digits of a date or a time stands none of these
    r"(?P<mult>\s?(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?!米|克|瓦|字节)|[wWkK](?![A-Za-z0-9])))?"
    r"(?:\+(?!\s?\d)|[多余])?"
    rf"(?P<unit>\s{{0,3}}(?:%|成(?![功为立员果本交长熟绩型])|{UNITS})(?:(?<=[A-Za-z])(?![A-Za-z0-9])|(?<![A-Za-z]))"
    r"(?:/(?:天|日|秒|分钟?|小时|月|周|年|笔|次|人|s|min|h))?)?)?"
)
_OF_TIME = frozenset(("天", "日", "小时", "h", "分钟", "min", "秒", "s"))
_RATE_WITHIN = re.compile(r"\s?(?:以?内)?[\u4e00-\u9fff]{2,6}率(?!先)")
"""A time in front of it is part of its name: 5 分钟响应率."""
_SIGN = re.compile(r"(?:(?<![\w%)+\-\ue000])(?<![0-9%]\s)|(?<=[\u4e00-\u9fff]))[+-]$")
_CHINESE = re.compile(
    r"(?P<cn>[一二两三四五六七八九十百千](?<![第周期].)[一二两三四五六七八九十百千零]{0,6})(?P<mult>[万亿])?"
    r"(?P<unit>成(?![功为立员果本交长熟绩型])[一二三四五六七八九]?|个百分点|%|(?:个|座)?城市?(?![市商乡中])|家(?!族)|笔|元"
    r"|条(?!件)|台|起(?!步|来|草)|次(?!日)|人(?![员工])|户|个(?:接口|城市|月))"
)
_SHARE = re.compile(r"百分之(?P<n>[一二三四五六七八九十百零点两]+|[0-9]{1,15}(?:\.[0-9]{1,15})?)|过半|一半|半数")


@dataclass(slots=True, eq=False)
class Number:
    """A number as stated, 万 and 亿 multiplied out, its unit as written; its span, and where its digits end."""

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
    decimals = "".join(str(_DIGIT[c]) for c in part if c in _DIGIT)
    return float(f"{total + current}.{decimals or 0}")


def find(text: str, start: int, end: int) -> list[Number]:
    """Every number between `start` and `end`, in order: digits, 六成, 百分之十, 两城, 过半."""
    found: list[Number] = []
    match = NUMBER.search(text, start, end)
    while match:  # of none or few, as mostly, that is faster than an iterator
        if number := _of(match, start):
            found.append(number)
        match = NUMBER.search(text, match.end(), end)
    if len(found) > 1 and ("分" in text or "时" in text or "天" in text):
        found = _whole(text, found)
    worded = _worded(text, start, end) if _CHINESE.search(text, start, end) else []
    if "百分之" in text or "半" in text:
        worded += _shares(text, start, end)
    if not worded:
        return found
    apart: list[Number] = []
    for number in sorted(worded + found, key=lambda n: (n.start, -n.end)):
        if not apart or number.start >= apart[-1].end:
            apart.append(number)
    return apart


def _whole(text: str, numbers: list[Number]) -> list[Number]:
    """The numbers, those of one duration put together in its smaller unit: 4 分 12 秒 are 252 秒."""
    kept = numbers[:1]
    for number in numbers[1:]:
        last = kept[-1]
        many = _IN_SMALLER.get((last.unit, number.unit), 0)
        if number.value < many and not text[last.end : number.start].strip(" 零"):
            kept[-1] = Number(last.start, number.end, number.digits_end, last.value * many + number.value, number.unit)
        else:
            kept.append(number)
    return kept


def _of(match: re.Match[str], start: int) -> Number | None:
    """The number of a match; its sign may stand in front, but not before `start`."""
    digits, multiplier, unit = match.groups()
    left, end = match.span()
    digits_end = left + len(digits)
    if len(digits) > _LONGEST and sum(map(str.isdigit, digits)) > _LONGEST:
        return None
    value = float(digits.replace(",", "") if "," in digits else digits)
    if multiplier:
        value = round(value * _MULTIPLIERS[multiplier.strip()], 6)
    if unit:
        unit = unit.lstrip()
        if unit in _OF_TIME and _RATE_WITHIN.match(match.string, end):
            return None
        if unit in _WHOLES and "." in digits and not multiplier:
            return Number(left, digits_end, digits_end, value, None, is_bare=True)
        if changed := _IN_OTHER_UNIT.get(unit):
            factor, unit = changed
            value = value if factor == 1 else round(value * factor, 6)
    if left > start and (sign := match.string[left - 1]) in "+-" and _SIGN.search(match.string, left - 1, left):
        left -= 1
        value = -value if sign == "-" else value
    return Number(left, end, digits_end, value, unit, not unit and not multiplier)


def _shares(text: str, start: int, end: int) -> Iterator[Number]:
    """百分之十 and 过半."""
    for m in _SHARE.finditer(text, start, end):
        share = m["n"]
        value = 50.0 if share is None else float(share) if share[0].isdigit() else chinese(share)
        if value is not None:
            yield Number(m.start(), m.end(), m.end(), value, "%")


def _worded(text: str, start: int, end: int) -> list[Number]:
    """六成, 两城, 一百二十条; one is an article rather than a count, except of cities; 二次 is an ordinal."""
    found: list[Number] = []
    for m in _CHINESE.finditer(text, start, end):
        value = chinese(m["cn"])
        if value is None:
            continue
        unit = m["unit"]
        if unit[0] == "成":
            found.append(Number(m.start(), m.end(), m.end(), value * 10 + (chinese(unit[1:]) or 0), "%"))
        elif (value > 1 and m[0] != "二次") or "城" in unit:
            value *= _MULTIPLIERS[m["mult"]] if m["mult"] else 1
            found.append(Number(m.start(), m.end(), m.end("cn"), value, "pp" if unit == "个百分点" else unit))
    return found
