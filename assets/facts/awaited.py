"""A date by itself behind what is awaited: what was promised, is not there yet, or waits for something else.

`原来说 3 月底迁完，现在看要到 4.15`; `专线还没交付，运营商说 11 月底`; `老网关下线，等两个调用方，大概 4 月底`. What does not belong here: clauses
that say what happens then (`milestones`), dates directly behind a deed (`milestone_dates`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.cores import core_of
from assets.facts.dates import When
from assets.facts.deeds import event_of
from assets.facts.deeds_elsewhere import event_of_promise, own_deed
from assets.facts.milestone_rows import milestone, set_dates
from assets.facts.milestone_words import DELAYED, EVENT
from assets.facts.model import Fact, Milestone
from assets.facts.promises import promise_before, promised_date
from assets.facts.scope import Scope
from assets.facts.tenses import lies_ahead
from assets.facts.words import EVENTS

_SAID = r"[\u4e00-\u9fff]{2,8}?(?:说|讲|改口|答应|承诺|回复|反馈|表示|告知|通知|给的?(?:时间|日期|排期)?是?)"
_ONLY_WHEN = re.compile(
    rf"\s*(?:但是?|不过|所以|因此)?(?:{_SAID}|[据听]?说是?|[\u4e00-\u9fff]{{1,6}}(?:那边|这边|侧|方)|供应商|厂商|厂家|承诺|答应|对方|客户|业务)?"
    r"(?:[\s:]|现在?|目前|当前|最新|实际|估计|预[计期]|大概率?|大约|应该|可能|看来?|来看|只[能好]|重新?|[下后][一]?个|窗口|时间|日期|计划|目标|调整|变成|差不多|初步|有望|排期|左右|之?[前后]"
    r"|最[快早迟晚]|暂|判断|评估下来|测算|[要得会能可才只再新另改推挪延拖顺滑放等到至为在于是约定排往期迟也已先行给交出约内吧了])*+"
)
_COMPLETED = re.compile(r"\s*(?:才?能?|可以?)?(?:完成|结束|做完|搞定)\s*$")
"""`开发滞后，预计 6/20 完成`"""
_NOT_YET = re.compile(
    r"(?P<what>[^，,]*?)(?:还|仍|尚|暂|一直|都|也)*(?:没有?|未)(?:能|有)?(?:按期|按时|如期)?(?P<deed>[\u4e00-\u9fff]{1,6}?)(?:[完好齐成]|到位|下来)?\s*$"
)
"""`第二条还没交付`"""
_BLANK_DEED = ("做", "弄", "搞", "完成", "有", "动", "好", "到位", "消息", "结果", "结论", "排")
_WAITS = re.compile(
    r"\s*(?:还|现在|目前|但|需要?(?!求)|要|得|先)*+(?:等|待|差|缺|卡在?|取决于|依赖|(?:已经?|又|也|反复|多次)*催|因(?!子)|由于|受(?!理)|[^，,\d]{2,10}(?:调整|冲突|变更|变化|不足|紧张|晚了)\s*$)"
)
_AWAITED = re.compile(r"\s*(?:还|现在|目前|但|要|得)*(?:等待|[等待])(?P<what>[^\d，,没未]{2,12})")
_SUBJECT_WAITS = re.compile(r"(?P<what>[^\d，,等待没未]{2,12}?)(?:还|现在|目前|仍)*(?:要|需要?|得)等(?=[\u4e00-\u9fffA-Za-z]{2})")
"""`二期要等风控提供错误码，预计年底前`"""
_GIVEN = re.compile(r"[给交出]\s*[了吧]?\s*$")
"""`等 UX 出稿，下周三给`"""
_DEED_LAST = re.compile(rf"(?:{EVENTS})\s*$")
_OPEN = re.compile(r"再[看说议谈]")
_STATED = re.compile(r"[了已没未不]|完成|通过|中$|\d\s*%")


def read(scope: Scope, clause: Clause, text: str, when: When, found: list[Fact]) -> Milestone | None:
    """The milestone of a clause that says nothing but when, where one in front tells what is awaited; None where none does."""
    if clause.before is None or not lies_ahead(scope, when, is_done=False):
        return None
    rest = text.replace(when.text, "")
    last = found[-1] if found else None
    if (
        isinstance(last, Milestone)
        and last.start == clause.before.start
        and _has_no_date(last, text)
        and _ONLY_WHEN.fullmatch(_COMPLETED.sub("", rest))
    ):
        found.remove(last)
        set_dates(last, when)
        return last
    if not _ONLY_WHEN.fullmatch(rest):
        return None
    if promise := promise_before(scope, clause):
        was = promised_date(scope, promise)
        event = event_of_promise(scope, clause)
        if event is None or (was and was.first and when.first and when.first <= was.first):
            return None
        _forget(promise, found)
        return milestone(scope, clause, event, "delayed", when, was)
    if isinstance(last, Milestone) and last.start == clause.before.start and _is_later(last, text, when):
        _forget(clause.before, found)
        made = milestone(scope, clause, last.event, "delayed", when, None)
        made.original_date_start, made.original_date_end = last.date_start, last.date_end
        return made
    other, event = (None, None) if DELAYED.search(text) or _OPEN.search(text) else _waits_for(scope, clause)
    if other is None or event is None:
        return None
    _forget(other, found)
    return milestone(scope, clause, event, "planned", when, None)


def _has_no_date(last: Milestone, text: str) -> bool:
    """`合同签署往后拖，估计 4 月中旬`: what is moved waits for its date, as does what is open: `验收待定，初步 4/20`."""
    is_open = last.status == "delayed" or (last.status == "planned" and "初步" in text)
    return is_open and last.date_start is None and last.date_end is None and last.original_date_end is None


_LATER_NOW = re.compile(r"要到|得到|只能|看来|[目前现在]看|估计要?|恐怕|怕是")


def _is_later(last: Milestone, text: str, when: When) -> bool:
    """`上线 DDL 4/8，目前看要到 4/12` moves what the clause in front dates."""
    day = last.date_start or last.date_end
    return last.status == "planned" and day is not None and when.first is not None and when.first > day and bool(_LATER_NOW.search(text))


def _waits_for(scope: Scope, clause: Clause) -> tuple[Clause | None, str | None]:
    """What the date is of, and the clause that says it: one that tells what is not there yet, or a deed that waits for something."""
    other = clause.before
    if other and (told := _said_to_wait(scope, clause, other)):
        return told
    next_start = clause.start
    while other is not None and _WAITS.match(scope.norm, other.start, other.end):
        next_start, other = other.start, other.before
    if other is None:
        return clause, own_deed(scope, clause)
    words = scope.norm[other.start : other.end]
    if other.end >= next_start - 3 and (late := _NOT_YET.fullmatch(words)):
        deed = "" if late["deed"] in _BLANK_DEED else late["deed"]
        return other, core_of(late["what"] + deed, scope.project(other)) or deed or None
    if _DEED_LAST.search(words) and not _STATED.search(words):
        return other, event_of(scope, other, [], "planned") or str(EVENT.findall(words)[-1])
    return None, None


def _said_to_wait(scope: Scope, clause: Clause, other: Clause) -> tuple[Clause, str | None] | None:
    """The clause in front says what is awaited, or that something waits: `等 UX 出稿，下周三给`, `等待提测，开发给的时间是 4/24`, `二期要等错误码，预计年底前`."""
    name = scope.project(other)
    start = other.start + (len(name) if name and scope.norm.startswith(name, other.start) else 0)
    awaited = _AWAITED.fullmatch(scope.norm, start, other.end)
    if awaited and _GIVEN.search(scope.norm, clause.start, clause.end):
        return clause, core_of(awaited["what"], None)
    is_first = other.before is None or _STATED.search(scope.norm, other.before.start, other.before.end)
    if awaited and is_first and _DEED_LAST.search(awaited["what"]):
        is_again = "重新" in awaited["what"] or "再次" in awaited["what"]  # 等开发重新提测
        return other, (None if is_again else own_deed(scope, clause)) or core_of(awaited["what"], None)
    subject = _SUBJECT_WAITS.match(scope.norm, start, other.end)
    return (other, core_of(subject["what"], name)) if subject else None


def forget_promise(scope: Scope, clause: Clause, made: Milestone, found: list[Fact]) -> None:
    """`按原排期 3/28 上线，因封网只能改 4/9` is one move, not two dates."""
    if made.status == "delayed" and made.start == clause.start and (promise := promise_before(scope, clause)):
        _forget(promise, found)


def _forget(told: Clause, found: list[Fact]) -> None:
    """A clause that tells what is awaited is no milestone of its own."""
    found[:] = [f for f in found if not (isinstance(f, Milestone) and told.start <= f.start < told.end)]
