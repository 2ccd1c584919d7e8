"""Where a date lies, seen from the report: ahead or behind, and whether it is one or part of a name.

What does not belong here: what is reached then (`judging`, `deeds`).
"""

from __future__ import annotations

from datetime import date

from assets.facts import regex as re
from assets.facts.dates import When
from assets.facts.milestone_words import ADJACENT, COARSE, DELAYED, PLANNED
from assets.facts.scope import Scope

_BY_THEN = re.compile(
    r"(?:决定|确认|评估|讨论|定)是否|[\u4e00-\u9fff]{2}[在到](?:周|星期)[一二三四五六日天]\s*$|(?<!上)(?:周|星期)[一二三四五六日天]之?前(?![端台找联来去到])|才(?:能|会|可以)|(?:周|星期)[一二三四五六日天]就?(?:能|可以|会(?![上议后前中员]))|(?<!提)前(?:要|可|能|会|都|全部|把)?(?:完成|上线|提测|交付|搞定|处理|给|出|改|修|补)"
)
_TO_COME = re.compile(
    r"(?<!安)(?<!编)排(?:在|到)?周[一二三四五六日天]|^\s*(?:还|仍|其)?(?:剩|余下|还差)|(?:周|星期)[一二三四五六日天][^，,]{0,4}再(?!次|度)"
)
"""剩 3 处周一改, 周一再放到 50%."""
_PAST = re.compile(
    r"已(?<!未已)|昨|上周|实际|(?:周|星期)[一二三四五六日天](?!.*(?:要|快|就|该)[^，,]{0,6}了)[^，,]*[\u4e00-\u9fff](?<!为)了(?!解)"
)
_DEADLINE = frozenset("内前底末初起")


def tense(text: str, role: str = "") -> str:
    """Where a date without a year lies, as far as the words around it tell: future, past or an empty string."""
    if role == "plan":
        return "future"
    if PLANNED.search(text) or DELAYED.search(text) or ("已" not in text and _BY_THEN.search(text)) or _TO_COME.search(text):
        return "future"
    return "past" if _PAST.search(text) else ""


def day_of(scope: Scope) -> date:
    """The day from which the report speaks."""
    calendar = scope.context.calendar
    return calendar.today if calendar else date.max


def lies_ahead(scope: Scope, when: When, *, is_done: bool) -> bool:
    """Whether the date is still to come; a span that has begun is, unless the clause says 已."""
    today = day_of(scope)
    if when.first is None:
        return when.last is not None and when.last > today
    if when.first > today:
        return True
    return not is_done and when.last is not None and when.last > today and when.precision not in ("day",)


def is_not_over(scope: Scope, when: When) -> bool:
    """Whether a date is not over yet."""
    end = when.last or when.first
    return end is not None and end >= day_of(scope)


def is_in_name(text: str, when: When) -> bool:
    """Whether a quarter or month is part of a name: Q4 OKR草稿写完, 3 月容量评审会材料."""
    if when.text[0] in "年月季" and _OF_YEAR.fullmatch(when.text) and _CLOSING.match(text.partition(when.text)[2]):
        return True  # 年中决算保障
    return when.precision in COARSE and when.text[-1] not in _DEADLINE and not ADJACENT.match(text.partition(when.text)[2])


def open_ended(when: When | None) -> When | None:
    """A beginning has a start and no end (contract, Spans)."""
    if when is None or when.precision in ("range", "week") or when.first is None or "内" in when.text:
        return when
    return When(when.start, when.end, when.first, None, when.precision, when.text, when.has_year, edge=when.edge)


def is_long_ago(scope: Scope, when: When) -> bool:
    """Whether a date is too old to be when it was done: it says of what."""
    end = when.last or when.first
    return end is not None and (day_of(scope) - end).days > _LONGEST_AGO


_OF_YEAR = re.compile(r"年[中底末初终]|月[末底初]|季末")
_CLOSING = re.compile(r"(?:决算|结算|关账|大促|考核|审计|总结|盘点|冲刺|奖金)")
_LONGEST_AGO = 150  # days
