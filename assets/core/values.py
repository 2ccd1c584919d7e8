"""What people write in a correction → values as the columns of core hold them.

What does not belong here: which column a correction means (`corrections`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime

from assets.dictionary import Column

Value = str | float | bool | date | datetime | list[str] | None
"""What a column of a fact may hold."""
_LARGEST = 2**53


def cast(column: Column, value: object) -> Value:
    """A value as the column holds it. Raises `ValueError` where it is of another kind."""
    if value is None:
        return None
    try:
        return _CASTS[column.type](value)
    except (ValueError, TypeError):
        raise ValueError(f"{value} 不能作为 {column.name} 的值（类型 {column.type}）") from None


def _number(value: object) -> float:
    if not isinstance(value, int | float | str) or isinstance(value, bool) or not math.isfinite(number := float(value)):
        raise ValueError
    return number


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number) or abs(number) > _LARGEST:
        raise ValueError
    return int(number)


def _words(value: object) -> str:
    if isinstance(value, list | dict | bool):
        raise TypeError
    return sound(str(value))


def sound(text: str) -> str:
    """A text that can be stored; raises `UnicodeEncodeError` for half a surrogate pair."""
    text.encode("utf-8")
    return text


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _day(value: object) -> date:
    return value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(str(value))


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is not None:
        raise ValueError
    return moment


def _list(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_words(item) for item in value]


_CASTS: dict[str, Callable[[object], Value]] = {
    "VARCHAR": _words,
    "VARCHAR[]": _list,
    "DOUBLE": _number,
    "BIGINT": _whole,
    "INTEGER": _whole,
    "BOOLEAN": _truth,
    "DATE": _day,
    "TIMESTAMP": _moment,
}
