"""Dates and states in parentheses, which belong to what stands in front: 压测报告输出（11/27）, 上线（原 4/3）调至 4/10.

What does not belong here: dates behind a comma (`milestone_dates`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.deeds import event_of
from assets.facts.done_words import is_done
from assets.facts.heading_words import is_person
from assets.facts.judging import judge
from assets.facts.milestone_dates import is_bare_date, is_vague
from assets.facts.milestone_rows import milestone, set_dates
from assets.facts.milestone_words import DELAYED, NOT_DONE, PAUSED, has_event
from assets.facts.model import Fact, Milestone
from assets.facts.scope import Scope
from assets.facts.tenses import day_of, lies_ahead
from assets.facts.words import CITY_NAMES

_FORMERLY = re.compile(r"\s*(?:原|was\b|计划|[本应]应|应\s*\d|约定|排期)")

_ACTUALLY = re.compile(r"实际?\s*\d|实际|[过了]的?\s*$|完成|[做上提]的\s*$")

STATUS_ALONE = re.compile(
    r"\s*(?:未开始|待定|挂起|暂停|搁置|阻塞|进行中|已?完成|(?:尚?未|没)(?:完成|启动|上线|提测)|已?上线|延期|on hold|done|✅|√)\s*",
    re.IGNORECASE,
)

_DUE = re.compile(
    r"\s*(?:之?前)?(?:要|得|需要?|必须|务必|应该?|争取|会|能)*+(?:有|给|出|拿|拿到|收到|落实|解决|做[完好]|弄[完好]|搞定|定下来|定|到位|交)?(?:结论|结果|答复|说法|反馈|定论|回复|准信)?\s*"
)
"""`催农行证书（4.2 前要有结论）`: by when something is to come of it."""

_ACT = re.compile(r"\s*[\u4e00-\u9fff]{1,3}[审评测验签发稿会版]\s*")
"""`大促预案第一版（周四内审）`"""

_OF_DATES = re.compile(
    r"[0-2]?\d(?::\d\d)?(?:\s*[-~至到]\s*[0-2]?\d(?::\d\d)?)?\s*点|[\s日前后起]|[上下中]午|[凌清]晨|[早晚夜][上间]?|下班前|收盘前|开盘前|目标|争取|力争|最[晚迟快早]|不晚于|计划|预计|截止|完成|上线|[dD][dD][lL]|ETA|eta|[dD]ue|:"
)

_REACHED = re.compile(r"完成|上线")
"""`阶段一（3/15 完成）` says itself what came of it."""
_SURELY_DONE = re.compile(r"已|了|完|通过|好$")


def _corrected(status: str, words: str) -> str:
    """What a status in brackets makes of what stands in front: 压测完成（未通过）, 上线 5月中旬（延期）."""
    if status == "done" and NOT_DONE.search(words):
        return "in_progress"
    return "delayed" if status == "planned" and _LATER.search(words) else status


_LATER = re.compile(r"延期|[较比]原?(?:计划|定|排期)的?要?(?:延后|推迟|延迟|滞后|晚)")
"""`7/20（较原计划延后 3 天）`"""


def _is_date(scope: Scope, clause: Clause) -> bool:
    whens = scope.context.dates(scope.entry, clause.start, clause.end, "")
    return bool(whens) and is_bare_date(scope.norm[clause.start : clause.end], whens)


_HOLIDAY = re.compile(r"\s*(?:元旦|春节|清明|五一|劳动节|端午|中秋|国庆|双节|双十[一二]|双\s?1[12]|618)节?(?:假期|期间)?\s*")

_UNMOVED = re.compile(r"(?:暂时|暂|先|都|均|仍)*(?:不动|不受影响|不调整?|不改|没动)$")
"""`上线日期暂时不动（5/20）`"""


def _as_it_was(scope: Scope, clause: Clause, host: Clause, whens: list[When], found: list[Fact]) -> Milestone | None:
    """`提测晚了两天（原 5/12，实际 5/14）`: when it was to be, and when it was or will be."""
    text = scope.norm[clause.start : clause.end]
    other = clause if len(whens) == 2 else clause.before
    if other is None or not _FORMERLY.match(scope.norm, other.start, other.end):
        return None
    before = whens[:1] if other is clause else scope.context.dates(scope.entry, other.start, other.end, "")
    is_moved = DELAYED.search(text) is not None
    if len(before) != 1 or not (is_moved or _ACTUALLY.search(text) or _NOW.match(text)):
        return None
    status = "delayed" if is_moved or lies_ahead(scope, whens[-1], is_done=True) else "done"
    last = found[-1] if found else None
    if isinstance(last, Milestone) and last.start >= host.start and last.date_end in (None, before[0].last):
        made = last
        made.status, made.end = status, clause.end
        set_dates(made, whens[-1])
    else:
        event = event_of(scope, host, [], "planned") if has_event(scope.norm[host.start : host.end]) else None
        if event is None:
            return None
        made = milestone(scope, host, event, status, whens[-1], None)
    made.original_date_start, made.original_date_end = before[0].first, before[0].last
    return made


_NOW = re.compile(r"\s*(?:现|新|改)\s*[:为到]?\s*")
"""`提测（原 6/6，现 6/20）`"""

_WAS_ONLY = re.compile(r"\s*原(?:定|计划|排期|为)?\s*")


def _move(last: Milestone, whens: list[When]) -> None:
    """From the first date to the second."""
    was, now = whens
    last.status = "planned" if now.first and was.first and now.first < was.first else "delayed"
    last.rule = f"milestone_{last.status}"
    last.original_date_start, last.original_date_end = was.first, was.last
    set_dates(last, now)


def _is_followed_by_move(scope: Scope, clause: Clause) -> bool:
    """Whether `（原 4/3）` stands within `上线（原 4/3）调至 4/10`."""
    after = scope.clauses[clause.index + 1] if clause.index + 1 < len(scope.clauses) else None
    return after is not None and after.start <= clause.end + 2 and bool(DELAYED.search(scope.norm, after.start, after.end))


def was_in_front(scope: Scope, clause: Clause) -> tuple[Clause, When] | None:
    """What is moved, and from when: 联调 and 3/27 of `联调（原 3/27）因接口变更推到 4/10`."""
    paren = scope.clauses[clause.index - 1] if clause.index else None
    if paren is None or paren.host is None or clause.depth or scope.norm[paren.end] != ")" or scope.norm[clause.start - 1] not in ") ":
        return None
    whens = scope.context.dates(scope.entry, paren.start, paren.end, "")
    is_old = len(whens) == 1 and _WAS_ONLY.fullmatch(scope.norm[paren.start : paren.end].replace(whens[0].text, ""))
    return (paren.host, whens[0]) if is_old else None


def parenthesis(scope: Scope, clause: Clause, text: str, whens: list[When], found: list[Fact]) -> Milestone | None:
    """A date or status in parentheses belongs to what stands in front: 压测报告输出（11/27）."""
    host = clause.host
    if host is None:
        return None
    rest = text
    for when in whens:
        rest = rest.replace(when.text, "")
    if whens and _WAS_ONLY.fullmatch(rest) and _is_followed_by_move(scope, clause):
        found[:] = [f for f in found if f.start < host.start]  # 上线（原 4/3）调至 4/10
        return None
    if whens and (made := _as_it_was(scope, clause, host, whens, found)) is not None:
        return made if made not in found else None
    last = found[-1] if found else None
    if len(whens) == 2 and DELAYED.search(text) and has_event(scope.norm[host.start : host.end]):
        if isinstance(last, Milestone) and last.start >= host.start and last.date_start is None:
            _move(last, whens)  # 提测 (3.26 改到 4.2，环境坏了两天)
            return None
        event = event_of(scope, host, [], "delayed")
        if event and not (isinstance(last, Milestone) and last.start >= host.start):
            made = milestone(scope, host, event, "delayed", whens[1], whens[0])
            _move(made, whens)
            return made
    if whens and isinstance(last, Milestone) and last.start >= host.start and (last.date_start or last.date_end):
        _beside_date(last, clause, rest, whens[0])
        return None
    if not whens and isinstance(last, Milestone) and last.start >= host.start and _LATER.match(text):
        last.status = _corrected(last.status, text)
        return None
    if STATUS_ALONE.fullmatch(text) or (
        whens and (len(_OF_DATES.sub("", rest)) <= 1 or _DUE.fullmatch(rest) or is_person(rest.strip(" @")))
    ):
        return _of_state(scope, clause, host, text, rest, whens, found)
    if len(whens) == 1 and _ACT.fullmatch(rest) and lies_ahead(scope, whens[0], is_done=False):
        return milestone(scope, clause, rest.strip(), "planned", whens[0], None)
    is_list = text.count("/") > 1  # 按节点放款（开工/水电/竣工）
    if has_event(text) and not is_list and (whens or is_done(text) or PAUSED.search(text)) and not _PERCENT.search(text):
        status, dates, original = judge(scope, scope.entry, text, clause, whens)
        event = event_of(scope, clause, whens, status) if status else None
        return milestone(scope, clause, event, status, dates, original) if status and event else None
    return None


def _beside_date(last: Milestone, clause: Clause, rest: str, when: When) -> None:
    """`4/3 上线（原 3/27）` and `节前巡检（2/7）`: when it was to be, and which day it is."""
    if _FORMERLY.match(rest) and last.original_date_end is None:
        last.original_date_start, last.original_date_end, last.end = when.first, when.last, clause.end
        if last.status == "planned" and last.date_start and when.first and when.first < last.date_start and _WAS_ONLY.fullmatch(rest):
            last.status = "delayed"  # 4/3 上线（原 3/27）
    elif (is_vague(last, when) or (last.date_precision == "ten_days" and when.precision == "day")) and len(_OF_DATES.sub("", rest)) <= 1:
        set_dates(last, when)  # 节前巡检（2/7）


def _of_state(scope: Scope, clause: Clause, host: Clause, text: str, rest: str, whens: list[When], found: list[Fact]) -> Milestone | None:
    """A parenthesis that says no more than when, or how it stands: `上线（6/19）`, `上线 5 月中旬（延期）`."""
    last = found[-1] if found else None
    is_last = scope.entry.checked is not None and clause.end + 1 >= scope.end and len(found) <= 1
    if whens and is_last and not has_event(scope.norm[host.start : host.end]):
        host = scope.clauses[0]  # - [x] 全量回归，1,126 条用例，失败 14 条 (5.13)
    if whens and any(map(str.isdigit, rest)):
        scope.context.use(scope.entry, clause.start, clause.end)  # 4/3 凌晨 0–6 点
    if (
        whens
        and isinstance(last, Milestone)
        and last.start >= host.start
        and last.date_start is None
        and last.date_end is None
        and last.date_text is None
    ):
        if len(whens) == 2 and "→" in rest and lies_ahead(scope, whens[1], is_done=True):
            _move(last, whens)
            last.end = clause.end
            return None  # 上线（6/10 → 6/20）
        if last.status == "done" and whens[0].first and whens[0].first > day_of(scope):
            if _SURELY_DONE.search(scope.norm, host.start, host.end):
                return None
            last.status = "planned"  # 提测（6/10）、上线（6/19）
        set_dates(last, whens[0])
        last.end = clause.end
        return None
    if whens and scope.speaks_of_cities and (city := scope.norm[host.start : host.end].rpartition(":")[2].strip()) in CITY_NAMES:
        is_ahead = lies_ahead(scope, whens[0], is_done=False)
        return milestone(scope, host, f"{city}开城", "planned" if is_ahead else "done", whens[0], None)  # 在途：上饶（6/18）
    host_text = _UNMOVED.sub("不变", scope.norm[host.start : host.end])
    if isinstance(last, Milestone) and last.start >= host.start and not whens:
        last.status = _corrected(last.status, text)
        return None
    if _HOLIDAY.fullmatch(host_text) or (not whens and _is_date(scope, host)):
        return None  # 端午（6/19）值班, 5月中旬（延期）
    is_told = has_event(host_text) or _REACHED.search(rest) or (whens[:1] and whens[0].edge == "前")
    if whens and not (is_told or scope.entry.role == "plan" or scope.entry.checked is False):
        return None
    status, dates, original = judge(scope, scope.entry, host_text + text, clause, whens)
    event = event_of(scope, host, [], status or "planned") or event_of(scope, clause, [], status or "planned")
    if status is None or event is None:
        return None
    if "上线" in rest and not has_event(event):
        event += "上线"
    made = milestone(scope, host, event, status, dates, original)
    made.end = clause.end
    return made


_PERCENT = re.compile(r"\d\s*%")
