"""What a count of cities counts: new ones, all so far, those that are left, or how many there shall be.

By its form, else by the last word in front that says it, else by the words behind. What does not belong here: which numbers may count cities (`rollouts`).
"""

from __future__ import annotations

from dataclasses import dataclass

from assets.facts import regex as re
from assets.facts import rollout_names
from assets.facts import rollout_words as words
from assets.facts.clauses import Clause
from assets.facts.numbers import chinese
from assets.facts.scope import Scope
from assets.facts.tenses import day_of, lies_ahead

_LONGEST_LIST = 80  # code points of a list of cities in front of its total
_REACH = 16  # code points in front of a count, where its verb may stand
_MISCOUNTED = 2  # cities by which a list and its count may differ
_BEHIND = 16  # code points behind a count, where its verb may stand


@dataclass(frozen=True, slots=True)
class Count:
    """A number that may count cities; `kind` where its form tells what it counts."""

    match: re.Match[str]
    group: str = "n"
    is_city: bool = True
    kind: str | None = None

    @property
    def start(self) -> int:
        """Where the number begins."""
        return self.match.start(self.group)

    @property
    def end(self) -> int:
        """Behind the unit, where one belongs to the number."""
        return self.match.end() if self.group == "n" and self.kind is None else self.match.end(self.group)

    @property
    def value(self) -> int:
        """The number, also where it is written in Chinese."""
        text = self.match[self.group]
        return int(text) if text.lstrip("-").isdigit() else int(chinese(text) or 0)


def kind_of(scope: Scope, count: Count, clause: Clause, before: str) -> str | None:
    """The column that a count belongs to, None where nothing says what it counts."""
    after = _behind(scope.norm, count)
    if words.PUT_OFF.search(before) or (count.match[count.group] == "一" and words.NOT_ONE.match(after)):
        return None
    if count.is_city and words.WAITING.match(after):
        return "remaining_cities"
    kind = count.kind or _kind_of_unit(count) or kind_before(before, after) or _kind_behind(scope, count, clause, after)
    if kind == "cumulative_cities" and words.OF_BATCH.search(before) and words.STANDS.match(after):
        kind = "new_cities"  # 第八批 5 城已全部上线
    if kind in ("new_cities", "cumulative_cities") and words.OTHER_BEHIND.match(after):
        return None
    if kind is None and (count.match[0].startswith(("城市数", "开城数")) or _OF_ALL_CITIES.match(count.match[0])):
        kind = "cumulative_cities"
    kind = kind or _of_name_alone(scope, count, clause, after) or _of_label(scope, count)
    if kind and scope.entry.is_goal:
        return "target_cities"
    if kind in ("cumulative_cities", None) and _is_of_list(scope, count):
        return "new_cities"
    if kind == "target_cities" and not count.kind and before.rstrip().endswith(("全部", "全量")) and words.STANDS.match(after):
        return "cumulative_cities"  # 全部 12 城已开完
    if kind == "new_cities" and words.WEEK_ALONE.search(before) and _is_after_last_week(scope, count):
        return "cumulative_cities"
    if kind == "cumulative_cities" and not count.kind and _is_intended(scope, clause, before, count):
        return "target_cities"
    return kind


_OF_ALL_CITIES = re.compile(r"城市\s*[:：]?\s*\d{1,4}\s*个")
"""`城市 23 个，本周新增 2 个`"""


def _of_label(scope: Scope, count: Count) -> str | None:
    """`本周：保定、廊坊（2 城）` below its product: the label says what is counted."""
    entry = scope.entry
    label = words.COUNTING_LABEL.fullmatch(entry.norm, entry.start, entry.body) if count.is_city and entry.body > entry.start else None
    return kind_before(label[0].rstrip(" :"), "") if label else None


def _of_name_alone(scope: Scope, count: Count, clause: Clause, after: str) -> str | None:
    """`存管 46 城（新增赣州、九江）` counts all so far: nothing but the name stands in front."""
    entry, norm = scope.entry, scope.norm
    name = norm[clause.start : count.start].strip(" :")
    if not name and clause.host and clause.host.start <= entry.body:
        name = norm[clause.host.start : clause.host.end].strip(" :")  # 存管（46 城，+2）
    elif not name and entry.start < entry.body == count.start:
        name = norm[entry.start : entry.body].strip(" :：|*【】")
    elif not name and entry.start == count.start and words.TOLD_MORE.match(after):
        name = entry.project or ""  # 136 城，较上周增加 3 城 below the title of its product
    if not (name and name == entry.project and count.is_city) or words.NO_STATE.search(name) or not words.TOLD_NEXT.match(after):
        return None
    if told := kind_before(name, ""):
        return told  # 全年目标 120 城
    if not (scope.speaks_of_cities or clause.depth or words.TOLD_MORE.match(after)):
        return None
    return "new_cities" if "新" in (entry.section or "") else "cumulative_cities"


def _behind(norm: str, count: Count) -> str:
    """The words behind a count and the names of its cities."""
    listed = words.LISTED.match(norm, count.end)
    start = listed.end() if listed else count.end
    dated = words.DAY_BEHIND.match(norm, start)
    return norm[start : (dated.end() if dated else start) + _BEHIND]


def _is_of_list(scope: Scope, count: Count) -> bool:
    """Whether a total is that of the cities listed in front: 本周新开：太原、大同、临汾，共 3 城, and not 合计 18 城."""
    total = words.LISTED_TOTAL.search(scope.norm, max(scope.start, count.start - _LONGEST_LIST), count.start)
    return total is not None and count.value <= len(words.LIST_SPLIT.split(total["names"])) + _MISCOUNTED


def _is_after_last_week(scope: Scope, count: Count) -> bool:
    """Whether the count of last week stands in front: 上周 21 城，本周 23 城."""
    last = words.COUNT_OF_LAST_WEEK.search(scope.norm, scope.start, count.start)
    return last is not None and int(last["n"]) <= count.value


def _kind_of_unit(count: Count) -> str | None:
    """The kind that the unit names: 70 个目标城市, 6 个待开城市."""
    unit = count.match.groupdict().get("u") or ""
    return next((kind for kind, words_of_kind in _UNITS.items() if any(word in unit for word in words_of_kind)), None)


_UNITS = {
    "target_cities": ("目标",),
    "remaining_cities": ("待开", "未开"),
    "cumulative_cities": ("已开", "存量"),
    "new_cities": ("新增", "个新城"),
}


def happened(scope: Scope, count: Count, kind: str, clause: Clause, before: str) -> bool:
    """Whether a count is none that is planned, and a bare one stands right behind the word that says what it counts."""
    if not count.is_city and not words.KEYWORD_AT_END.search(before):
        return False
    is_plan = scope.entry.role == "plan"
    is_state = kind in ("remaining_cities", "cumulative_cities") and not is_plan and not words.FUTURE.search(before)
    if kind == "target_cities" or is_state:
        return True
    is_told = before.rstrip().endswith(("实际", "实际开", "实开", "实际上线"))  # 计划 3 城实际 2 城
    if is_plan or (words.FUTURE.search(scope.norm[clause.start : count.start]) and not is_told):
        return False
    if words.FIRST_ONES.search(before) and not _kind_behind(scope, count, clause, _behind(scope.norm, count)):
        return False
    whens = scope.context.dates(scope.entry, clause.start, count.start)
    return not any(w.first and w.first > day_of(scope) for w in whens)  # 7月中旬新增 3 城


def _is_intended(scope: Scope, clause: Clause, before: str, count: Count) -> bool:
    """Whether a total is one to come: 年底前覆盖 20 城."""
    begins = max(clause.start, scope.norm.rfind("/", clause.start, count.start) + 1)  # 计划 30 城 / 已开 12 城
    if words.FUTURE.search(scope.norm, begins, count.start):
        return True
    whens = [
        w for w in scope.context.dates(scope.entry, clause.start, count.start) if not w.text.startswith(("本周", "这周", "本月"))
    ]  # 到本周末累计
    return any(lies_ahead(scope, when, is_done="已" in before) for when in whens if when.edge == "前" or when.precision != "week")


def kind_before(before: str, after: str) -> str | None:
    """What a count counts, by the last word in front that says it; a verb right behind 累计 or 剩余 says nothing of its own."""
    if words.REST.search(before) and (words.STILL_TO_OPEN.match(after) or words.TO_COME.match(after)):
        return "remaining_cities"
    if words.STOPPED.search(before) or words.OTHER_DEED.search(before):
        return None
    if words.OF_WEEK_ONLY.search(before):
        return None  # 本周目标 3 城
    if words.STANDING.search(before) and not words.NEW_OR_NOW.search(before):
        return "cumulative_cities"
    before = words.NOUN.sub("", before).rstrip()
    if words.IS_GOAL.match(after):
        return "target_cities"
    if words.ALL_DONE.search(before[-_REACH:]):
        return "cumulative_cities"
    verb = words.VERB_AT_END.search(before[-_REACH:])
    stem = before[: len(before) - len(verb[0])] if verb else before
    governing = _last(stem) if verb else None
    if governing and governing[0] == len(stem) and governing[1] != "new_cities":
        return governing[1]
    last = _last(before)
    if last and last[1] == "cumulative_cities" and words.SUM_OF_WEEK.search(before):
        return "new_cities"
    if words.STILL_TO_OPEN.match(after) and not (last and last[1] == "target_cities"):
        return "remaining_cities"
    return last[1] if last else None


def _kind_behind(scope: Scope, count: Count, clause: Clause, after: str) -> str | None:
    """What a count counts, by the words behind it: 3 城本周开通, 合肥、芜湖 2 城已开通, but 其中 11 城已上线."""
    is_opened, is_standing = words.OPENED.match(after), words.STANDS.match(after)
    verb = is_opened or is_standing
    if verb is None or _NEXT_COUNT.match(after, verb.end()):
        return None
    if is_standing and words.IN_USE.search(is_standing[0]):
        return "cumulative_cities"  # 46 城（本周 +2）, 北京、上海 2 城运行
    is_of_week = "本周" in after or "新" in after or not is_standing
    names = () if is_of_week else rollout_names.beside(scope.norm, clause.start, (count.start, count.end), scope.end)
    return "new_cities" if is_of_week or names else "cumulative_cities"


_NEXT_COUNT = re.compile(r"了?\s*\d")
"""`15 城本周上线 4 城`: the verb belongs to the next count."""


def _last(before: str) -> tuple[int, str] | None:
    """Where the last word ends that says what is counted, and what it says."""
    last: tuple[int, str] | None = None
    for kind, pattern in words.KINDS:
        for m in pattern.finditer(before):
            if last is None or m.end() > last[0] or (m.end() == last[0] and kind != "new_cities" and last[1] == "new_cities"):
                last = (m.end(), kind)
    return last
