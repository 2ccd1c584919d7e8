"""Times of day: 14:30, 下午3点半, 23:40-次日00:35.

What does not belong here: the day that they are of.
"""

from __future__ import annotations

from datetime import time

from assets.facts import regex as re
from assets.facts.numbers import chinese
from assets.facts.when import Clock

RANGE = r"(?:\s*(?:-{1,3}|~|至|到|→)\s*)"
_NEXT_DAY = "次日|翌日|第二天|隔天"
_AFTERNOON = ("下午", "晚上", "傍晚", "晚", "晚间", "夜里", "半夜", "深夜", "夜间", "PM")
_NIGHT = ("夜里", "半夜", "深夜", "夜间")
_SMALL_HOURS = 7  # 夜里1:20 is of the morning, 夜里 11:20 is not
_NOON_HOURS = 3  # 中午1点 is 13:00


_DIGITS = "一二三四五六七八九"
_HOUR = rf"(?:二?十[{_DIGITS}]?|[{_DIGITS}两])"


_SPOKEN = rf"{_HOUR}(?=点)"
_SPOKEN_SURELY = (
    rf"(?:(?<=上午|下午|凌晨|早上|晚上|中午|傍晚|夜里|晚间){_HOUR}(?=点)|{_HOUR}(?=点(?:半|零[{_DIGITS}]|[二三四五]?十|[一三]刻)))"
)
"""By itself 三点 may be three points; 下午三点 and 三点半 are times."""


def _clock(part: str, minutes: str) -> str:
    """The pattern of one time of day; its groups end in `part`."""
    return (
        rf"(?:(?P<half_{part}>上午|下午|凌晨|早上|晚上|中午|傍晚|夜里|[半深]夜|夜间|清[早晨]|晚间?|早|AM|PM)\s?)?"
        rf"(?:(?P<hour_{part}>[0-9]{{1,2}})\s?:\s?(?P<minute_{part}>{minutes})(?::[0-5][0-9])?(?![0-9])"
        rf"|(?P<spoken_{part}>{_SPOKEN_SURELY})点(?![建需改原要问])"
        rf"(?:(?P<said_{part}>零[{_DIGITS}]|[二三四五]?十[{_DIGITS}]?|[一三]刻|半)分?(?!钟))?"
        rf"|(?P<oclock_{part}>[0-9]{{1,2}})\s?[点时](?![间长延效]|建议|问题|需求|改进|原因|要求)"
        rf"(?:\s?零?\s?(?P<past_{part}>[0-5]?[0-9](?=\s?分)|[0-5][0-9](?![0-9.:%]|\s?[个条笔家人单次万户]))(?:\s?分(?!钟))?|(?P<thirty_{part}>半)|(?P<quarter_{part}>[一三]刻)(?!钟)|整)?)"
    )


def _interval(minutes: str) -> str:
    later = _clock("b", minutes).replace(_SPOKEN_SURELY, _SPOKEN)  # behind 三点半到 any 四点 is one
    return _clock("a", minutes) + rf"(?:{RANGE}(?P<next_day>{_NEXT_DAY})?\s*" + later + r")?"


AFTER_DAY = re.compile(r"\s*[,，T]?\s*" + _interval("[0-9]{2}") + r"(?:Z|[+-][0-9]{2}:[0-9]{2})?")
"""The time of day that follows a day. Its minutes may be impossible, which is then a problem of the date."""
_BARE = re.compile(
    rf"(?=[次翌第隔\s上下凌早晚中傍夜半深清AP0-9一二两三四五六七八九十])(?P<first_next_day>{_NEXT_DAY})?\s*(?<!(?<![PS])[0-9]:)(?<![0-9.PS])"
    + _interval("[0-5][0-9]")
)
_HINT = re.compile(r"[0-9]\s?[:点时]|[一二两三四五六七八九十]点")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


def time_of(match: re.Match[str], part: str) -> time | None:
    """The time of day; 下午3点 is 15:00. None where none was stated or it cannot be."""
    hour = match[f"hour_{part}"] or match[f"oclock_{part}"]
    half = match[f"half_{part}"] or _half_before(match, part)
    if spoken := match[f"spoken_{part}"]:
        return _time(_number(spoken), _spoken_minutes(match[f"said_{part}"]), half)
    if hour is None:
        return None
    minutes = int(
        match[f"minute_{part}"]
        or match[f"past_{part}"]
        or _QUARTERS.get(match[f"quarter_{part}"] or "", 0)
        or (30 if match[f"thirty_{part}"] else 0)
    )
    return _time(int(hour), minutes, half)


def _half_before(match: re.Match[str], part: str) -> str:
    """下午 also of 4 点 in `下午 3 点半到 4 点`, 晚 of both in `晚 8:20-8:50`; behind 晚上 11 点 a 1 点 is of the next morning."""
    half = match["half_a"] or ""
    if part != "b" or match["next_day"] is not None or half not in _AFTERNOON:
        return ""
    is_later = _hour(match, "a") <= _hour(match, "b")
    return half if is_later or (half == "下午" and match["minute_b"] is None) else ""


def _hour(match: re.Match[str], part: str) -> int:
    """The hour as written; 0 where none is."""
    if spoken := match[f"spoken_{part}"]:
        return _number(spoken)
    return int(match[f"hour_{part}"] or match[f"oclock_{part}"] or 0)


def _spoken_minutes(words: str | None) -> int:
    """零五, 四十 and 半 of 四点零五, 三点四十 and 三点半."""
    return 0 if words is None else _QUARTERS.get(words) or _number(words.removeprefix("零"))


def _number(words: str) -> int:
    return int(chinese(words) or 0)


def _time(hours: int, minutes: int, half: str) -> time | None:
    if half in _NIGHT and 0 < hours < _SMALL_HOURS:
        return time(hours, minutes) if minutes < 60 else None
    if (half in _AFTERNOON and hours < 12) or (half == "中午" and hours < _NOON_HOURS):
        hours += 12
    elif half == "凌晨" and hours == 12:
        hours = 0
    if hours == 24 and minutes == 0:
        return time(23, 59)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def find_clocks(text: str, start: int, end: int) -> list[Clock]:
    """Times of day between `start` and `end`, in order."""
    if not _HINT.search(text, start, end):
        return []
    found = []
    for match in _BARE.finditer(text, start, end):
        first, last = time_of(match, "a"), time_of(match, "b")
        if first:
            is_next = bool(match["first_next_day"])
            found.append(Clock(match.start(), match.end(), first, last, is_next, bool(match["next_day"])))
    return found
