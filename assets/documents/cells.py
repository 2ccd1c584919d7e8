"""One cell → a text, a count, a quantity; or the reason why it is none. Nothing is guessed.

What does not belong here: dates and times (`moments`), which cell is what (`headers`), the facts of rows.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, time

from assets.documents.headers import plain, words

LARGEST = 1e15
"""Above it a DOUBLE no longer holds every whole number; nobody counts so far."""
MAX_LENGTH = 100
"""The longest date with weekday, time and zone has some 50 characters; a pasted page is not searched."""


_COUNT = re.compile(r"(?P<number>[+-]?\d+(?:\.0+)?)(?:个?城市?|座|个|家|cities|city)?", re.IGNORECASE)
_QUANTITY = re.compile(
    r"(?:约|近|超过|逾|大约|~|≈|>=?)?\s*(?P<number>[+-]?\d+(?:\.\d+)?)\s*(?P<scale>万|亿|千|k)?\s*(?:余|多|\+)?\s*"
    r"(?P<unit>[^\d\s]{0,8})",
    re.IGNORECASE,
)
_SCALES = {"": 1.0, "千": 1e3, "k": 1e3, "万": 1e4, "亿": 1e8}


class CellError(Exception):
    """A cell that says something that cannot be read: the rule it breaks, and as message why, in Chinese."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def read_text(value: object) -> str | None:
    """The words of a cell on one line; None when it says nothing (-, 无, N/A)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split()) if value is not None else ""
    return None if text.casefold() in words("blank") else text


def is_pending(value: object) -> bool:
    """Whether a date or status cell says that the thing is still to come (待定, 未上线)."""
    return isinstance(value, str) and plain(value) in words("pending")


def read_count(value: object) -> int | None:
    """A whole number of things; negative ones too (a rule judges them)."""
    if isinstance(value, (bool, date, time)):
        raise CellError("unreadable_source", "不是数字")
    if not isinstance(value, (int, float)):
        text = normal(value).replace(",", "").replace(" ", "")
        if text.casefold() in words("blank"):
            return None
        match = _COUNT.fullmatch(text)
        if not match:
            raise CellError("unreadable_source", "不是整数")
        value = float(match["number"])
    if not _sensible(value).is_integer():
        raise CellError("unreadable_source", "不是整数")
    return int(value)


def read_quantity(value: object) -> tuple[float | None, str | None]:
    """A number with 万 or 亿 multiplied out, and the unit that stands behind it."""
    if isinstance(value, (bool, date, time)):
        raise CellError("unreadable_source", "不是数字")
    if isinstance(value, (int, float)):
        return _sensible(value), None
    text = normal(value).replace(",", "")
    if text.casefold() in words("blank"):
        return None, None
    match = _QUANTITY.fullmatch(text)
    if not match:
        raise CellError("unreadable_source", "不是数字")
    number = _sensible(float(match["number"]) * _SCALES[(match["scale"] or "").lower()])
    return round(number, 6), match["unit"] or None


def _sensible(value: float) -> float:
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise CellError("unreadable_source", "数字大得不合理")
    return float(value)


def normal(value: object) -> str:
    """The cell's beginning in one form: half width, single spaces."""
    text = str(value)[:MAX_LENGTH] if value is not None else ""
    return " ".join(unicodedata.normalize("NFKC", text).split())
