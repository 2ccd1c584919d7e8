"""Where a weekday lies by what is told in front of it: `联调周五完成，周一提测` is of the next week.

What does not belong here: dates that say themselves where they lie (`tenses`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.milestone_words import has_event
from assets.facts.model import Fact, Milestone
from assets.facts.scope import Scope
from assets.facts.tenses import day_of


def order(scope: Scope, clause: Clause, found: list[Fact]) -> str:
    """Where the weekday of `联调周五完成，周一提测` and `还有 3 个 bug，周一修复` lies: ahead, because of what stands in front."""
    other = clause.before
    weekday = _WEEKDAY.match(scope.norm, clause.start, clause.end) if other else None
    if other is None or weekday is None or _IS_DONE.search(scope.norm, clause.start, clause.end):
        return ""
    if _FAILED.search(scope.norm, other.start, other.end):
        return "future"  # 评审没过，周三重评
    if _LEFT.match(scope.norm, other.start, other.end) or _IS_UNDER_WAY.fullmatch(scope.norm, other.start, other.end):
        return "future"
    is_early = weekday[1] in "一二" and day_of(scope).weekday() >= _THURSDAY
    if is_early and _DONE_BEFORE.search(scope.norm, other.start, other.end):
        return "future"  # 申请已批，机器周一到位
    last = found[-1] if found else None
    if not isinstance(last, Milestone) or last.status != "done":
        return ""
    if last.start < other.start and (
        has_event(scope.norm[other.start : other.end]) or other.before is None or last.start != other.before.start
    ):
        return ""
    if last.date_start is None:
        return "future" if is_early and last.date_end is None else ""
    return (
        "future" if last.date_start.weekday() > "一二三四五六日天".index(weekday[1]) and _WEEKDAY_SAID.search(last.date_text or "") else ""
    )


_WEEKDAY = re.compile(r"(?:(?![上下本这每全])[\u4e00-\u9fff]){0,4}?(?:周|星期)([一二三四五六日天])")
_WEEKDAY_SAID = re.compile(r"^本?(?:周|星期)")
_IS_DONE = re.compile(r"已|了|完|过")
_LEFT = re.compile(r"(?:[^，,:：]{1,12}[:：])?\s*(?:还[有剩差]|剩[余下]?|遗留)\s*(?:的|约)?\s*\d")
_IS_UNDER_WAY = re.compile(r"(?!.*(?:率|灰度|[放切]|流量|覆盖))[^，,]{0,14}?(?<!\d)[1-9]?\d(?:\.\d+)?\s*%\s*(?:左右|以上|多|了)*")
"""`开发 90% 了，周三收尾`: what is not complete ends after it is told."""
_FAILED = re.compile(r"[没未](?:能|有)?通?过$")
_DONE_BEFORE = re.compile(r"已[\u4e00-\u9fff]{1,2}$")
_THURSDAY = 3
"""From then on `开发完成，周一提测` is of the next week."""
