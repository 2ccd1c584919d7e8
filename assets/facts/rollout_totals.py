"""Which of the counts of a line is of all cities so far, where a later one or the others say it.

What does not belong here: what the words around a count say by themselves (`rollout_kinds`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts import rollout_words as words
from assets.facts.model import Rollout
from assets.facts.rollout_kinds import Count
from assets.facts.scope import Scope

_REACHED = re.compile(r"(?:达到?|来到|到了)\s*$")
"""突破 100 城，达到 103 城"""


def as_total(scope: Scope, row: Rollout) -> None:
    """`上线 9 城，尚余 16 城`: what is open stands beside what is left; `开通 41 城，其中本周 5 城`, `年目标 60 城，完成 41 城`."""
    if row.cumulative_cities is None and row.new_cities is not None and not row.cities:
        part = words.PART_OF_WEEK.search(scope.norm, scope.start, scope.end)
        is_new = words.NEW_OR_NOW.search(scope.norm, scope.start, part.start()) if part else None
        if part and not is_new and int(part["n"]) < row.new_cities:
            if words.PERIOD.search(scope.norm, scope.start, part.start()):
                row.new_cities = int(part["n"])  # 本月开了 5 城，其中本周 2 城
                scope.context.use(scope.entry, *part.span("n"))
                return
            row.cumulative_cities, row.new_cities = row.new_cities, int(part["n"])
            scope.context.use(scope.entry, *part.span("n"))
            return
    if row.target_cities is not None and row.cumulative_cities is None and row.new_cities is None:
        done = words.DONE_OF_GOAL.search(scope.norm, scope.start, scope.end)
        if done and int(done["n"]) <= row.target_cities:
            row.cumulative_cities = int(done["n"])
            scope.context.use(scope.entry, *done.span("n"))
            scope.city_spans.append(done.span("n"))
            return
    if row.target_cities is not None and row.cumulative_cities is None and row.new_cities is not None:
        actual = words.ACTUAL_OF_GOAL.search(scope.norm, scope.start, scope.end)
        if actual and int(actual["n"]) == row.new_cities:
            row.new_cities, row.cumulative_cities = None, row.new_cities
            return
    if row.new_cities is None or row.cumulative_cities is not None or row.remaining_cities is None or row.cities:
        return
    bare = words.BARE_VERB.search(scope.norm, scope.start, row.end) or words.OPEN_BEHIND.search(scope.norm, scope.start, row.end)
    is_new = words.NEW_OR_NOW.search(scope.norm, scope.start, bare.start("n")) if bare else None
    if bare and not is_new and int(bare["n"]) == row.new_cities:
        row.new_cities, row.cumulative_cities = None, row.new_cities


def as_number_of_all(scope: Scope, row: Rollout) -> None:
    """`总数 136 城，本周 +2` is all so far, where nothing else counts them."""
    if row.target_cities is None or row.cumulative_cities is not None or (row.remaining_cities is not None and row.new_cities is None):
        return
    told = words.NUMBER_OF_ALL.search(scope.norm, scope.start, scope.end)
    if told and int(told["n"]) == row.target_cities:
        row.cumulative_cities, row.target_cities = row.target_cities, None


def replaces(row: Rollout, kind: str, count: Count, before: str) -> bool:
    """Whether a count takes the place of one of its kind: the total of all, a part of what was said, or what the total is of (38/45)."""
    if kind == "target_cities" and count.group == "of":
        return row.cumulative_cities == int(count.match["n"])
    return _is_total(row, kind, count, before) or _is_part_of_all(row, kind, count, before)


def _is_part_of_all(row: Rollout, kind: str, count: Count, before: str) -> bool:
    """`31 城上线（含本周新增 3 城）`: what was read as new is all so far."""
    if kind != "new_cities" or row.new_cities is None or row.cumulative_cities is not None or row.cities:
        return False
    if not words.NEW_OR_NOW.search(before) or count.value >= row.new_cities or "含" not in before:
        return False
    row.cumulative_cities = row.new_cities
    return True


def _is_total(row: Rollout, kind: str, count: Count, before: str) -> bool:
    """`已推广至天津、石家庄、太原 3 城，累计 12 城`: those named are the new ones, as are those of all regions: `华东新增 2 城，合计 3 城`."""
    if kind != "cumulative_cities" or row.cumulative_cities is None or count.value <= row.cumulative_cities:
        return False
    if "累计" not in before:
        is_sum = "存量" in count.match.string and (row.new_cities or 0) + row.cumulative_cities == count.value
        is_open = is_sum or (row.new_cities is None and len(row.cities) != row.cumulative_cities)
        return is_open and (words.OF_ALL_NOW.search(before) is not None or _REACHED.search(before) is not None)
    if row.new_cities is None and row.cumulative_cities != len(row.cities):
        return False
    if row.new_cities is not None and row.new_cities >= row.cumulative_cities:
        return False
    row.new_cities = row.cumulative_cities
    return True
