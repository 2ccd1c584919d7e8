"""Clauses → milestones: what was, is being or will be reached, with its status and honest dates.

What is done, under way and planned in one line are separate rows. What does not belong here: table columns (`tables`).
"""

from __future__ import annotations

from assets.facts import apart, awaited, several_days
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.deeds import event_of
from assets.facts.judging import judge
from assets.facts.milestone_dates import dated_after, explicit, is_bare_date, is_moved_by, moved_apart
from assets.facts.milestone_merging import completes, take_back, without_bare_states, without_marked
from assets.facts.milestone_rows import milestone
from assets.facts.milestone_states import (
    LABELS_OF_STATE,
    of_label,
    of_section,
    of_tag,
    stated,
    status_of_mark,
    status_of_section,
    ticked,
    under_way,
)
from assets.facts.milestone_words import DELAYED, OPENING, PAUSED, PLANNED, ROLES, STATUS_LABELS, TRIGGER, has_event, is_doing
from assets.facts.model import Fact, Milestone
from assets.facts.order_of_days import order
from assets.facts.parentheses import parenthesis, was_in_front
from assets.facts.promises import promise_before, promised_date
from assets.facts.scope import Scope
from assets.facts.telling import SAID
from assets.facts.tenses import lies_ahead, tense
from assets.facts.text import FILLER, says


def read(scope: Scope, *, is_promise: bool = False) -> list[Fact]:
    """The milestones of a scope, one for each clause that says that something was, is being or will be reached."""
    found: list[Fact] = []
    if scope.entry.role not in ROLES and not is_promise:
        return found
    telling = _telling(scope)
    for clause in telling:
        made = _clause(scope, clause, found)
        if made is None:
            if found and clause.end - clause.start <= _SHORTEST_DEED and _TAKEN_BACK.fullmatch(scope.norm, clause.start, clause.end):
                take_back(clause, found)
        elif not completes(made, found):
            awaited.forget_promise(scope, clause, made, found)
            several_days.set_same_day(scope, clause, made, found)
            found += [made, *several_days.further(scope, clause, made)]
    if len(found) > 1 and scope.norm[scope.start] in _MARKS:
        found = without_marked(scope, found)
    if not telling:
        return found
    if found and "|" in scope.norm and scope.entry.form != "row":
        found = without_bare_states(found)
    found += under_way(scope, found)
    if scope.entry.state or (scope.entry.label and scope.entry.body > scope.entry.start):
        found = of_tag(scope, found)
    if not found and scope.entry.label and scope.entry.label.lower() in STATUS_LABELS:
        found += stated(scope)
    if not found and not scope.city_spans and (status := status_of_mark(scope.entry) or status_of_section(scope.entry)):
        found += of_section(scope, status)
    is_labelled = scope.entry.label is not None and scope.norm[scope.entry.start] not in "【["
    if is_labelled and str(scope.entry.label).lower() in LABELS_OF_STATE and not scope.entry.children:
        found += of_label(scope, found)
    if not found and scope.entry.checked and scope.entry.role in ("update", "review"):
        found += ticked(scope)
    return found


def _telling(scope: Scope) -> list[Clause]:
    """The clauses without those that explain what the lights of the report mean: 🟢 正常 🟡 有风险 🔴 延期."""
    if scope.entry.label and _WHY.fullmatch(scope.entry.label):
        return []
    sign = _LIGHT_OR_SIGN.search(scope.norm)
    if sign and _SIGN.search(scope.norm, scope.entry.start):
        return []
    legend = _LEGEND.search(scope.norm, scope.start, scope.end) if sign else None
    if legend is None:
        return scope.clauses
    return [c for c in scope.clauses if c.end <= legend.start() or legend.end() <= c.start]


_MARKS = "✅✔☑√✓⏸"


_SHORTEST_BESIDE_LINK = 5  # code points; 旧跳板机 10.18.3.22 已关停 says more
_SHORTEST_DEED = 10  # code points; what is longer says more than that it failed
_TAKEN_BACK = re.compile(r"\s*(?:但|却|结果|还|尚|暂)?(?:未|没有?|不)(?:能|有)?(?:通过|过|达成|成功)\s*")


def _clause(scope: Scope, clause: Clause, found: list[Fact]) -> Milestone | None:
    entry, norm = scope.entry, scope.norm
    text = norm[clause.start : clause.end]
    if (text[0] in "先再接然最下首其" and _SAYS_WHAT_NEXT.fullmatch(text)) or (text[0] == "截" and _AS_OF.fullmatch(text)):
        return None
    if text[0] in "从自" and clause.before is None and _SINCE_THEN.fullmatch(text):
        return None
    if FILLER in text and text.count(FILLER) > len(text) // 2 and len(text.replace(FILLER, "").strip()) <= _SHORTEST_BESIDE_LINK:
        return None
    is_of_cities = bool(scope.city_spans) and any(a < clause.end and clause.start < b for a, b in scope.city_spans)
    whens: list[When] = []
    if scope.context.may_be_dated(entry, clause.start, clause.end):
        whens = explicit(norm, scope.context.dates(entry, clause.start, clause.end, tense(text, entry.role) or order(scope, clause, found)))
    if is_of_cities and not (len(whens) == 1 and _opens(scope, text, whens[0])):
        return None
    if clause.depth:
        return parenthesis(scope, clause, text, whens, found)
    if whens:
        if is_moved_by(scope, clause, whens, found):
            return None
        if len(whens) == 1 and (told := awaited.read(scope, clause, text, whens[0], found)):
            return told
        if len(whens) == 2 and "→" in text and is_bare_date(text.replace("→", ""), whens):
            return moved_apart(scope, clause, whens)
        if (
            len(whens) == 1
            and not entry.topic
            and "开始" in text
            and _BEGUN.fullmatch(text)
            and (clause.before is None or _is_done_before(clause, found))
        ):
            is_ahead = lies_ahead(scope, whens[0], is_done=False)
            return milestone(scope, clause, "开始", "planned" if is_ahead else "in_progress", whens[0], None)
        if is_bare_date(_ENDED.sub("", text) if "实际" in text and len(whens) == 1 else text, whens):
            return dated_after(scope, clause, whens, found)
        if len(whens) == 1 and (made := apart.read(scope, clause, text, whens[0], found)):
            return made
    elif not (has_event(text) or TRIGGER.search(text) or PAUSED.search(text) or DELAYED.search(text)):
        return None
    status, dates, original = judge(scope, entry, text, clause, whens)
    if status is None or (status == "paused" and _is_said(scope, clause, text, found)) or _is_reason(scope, clause, text):
        return None
    if status == "done" and dates is None and found and _follows(clause, found[-1]) and not SAID.search(text):
        if _TOGETHER.match(text):
            return None  # 上线时间 8 月上旬，和商户侧联合发布
        status = "planned"
    if status == "in_progress" and dates is None and entry.label in _DONE_LABELS and not is_doing(text):
        status = "done"  # 已完成：双写开启
    if status == "done" and dates and original is None and "计划" in norm and (promise := promise_before(scope, clause)):
        original = promised_date(scope, promise)
    event = _opened(text) if is_of_cities else event_of(scope, clause, whens, status)
    if status == "delayed" and (was := was_in_front(scope, clause)):
        event, original = event_of(scope, was[0], [], "planned") or event, was[1]
    if event is None:
        return None
    return milestone(scope, clause, event, status, dates, original)


def _is_done_before(clause: Clause, found: list[Fact]) -> bool:
    """`活动配置完成，12月1日开始`: what is done in front is not what begins."""
    last = found[-1] if found else None
    return isinstance(last, Milestone) and last.status == "done" and clause.before is not None and last.start == clause.before.start


def _follows(clause: Clause, last: Fact) -> bool:
    """`2/24 解除封网，恢复开城`: what follows what is dated ahead, and is not said to be done, comes with it."""
    is_ahead = isinstance(last, Milestone) and last.status == "planned" and last.date_start is not None
    return is_ahead and clause.before is not None and last.start == clause.before.start


def _opens(scope: Scope, text: str, when: When) -> bool:
    """Whether a clause that counts cities also says when they open: 剩余 14 城计划 4 月底前全部完成."""
    if when.precision in ("day", "ten_days") and OPENING.search(text):
        return True
    is_of_rest = PLANNED.search(text) or _REST.match(text) or _THE_REST.search(text)
    return is_of_rest is not None and _OPENS_ALL.search(text) is not None and lies_ahead(scope, when, is_done=False)


def _opened(text: str) -> str:
    """What is said of so many cities: 开城, but 上线 of `规则包 5/29 在四个城市上线`."""
    found = _IN_CITIES.search(text)
    return found["deed"] if found else "开城"


_IN_CITIES = re.compile(r"在[^，,]{1,14}城市?\s*(?:都|均|全部|全面|正式|同时|同步)*(?P<deed>上线|灰度|试点|启用|发布|投产|全量|试运行)")
_THE_REST = re.compile(r"(?:完成|[开上]完|开通|上线|覆盖)(?:剩余|剩下|余下|其余)")
_OPENS_ALL = re.compile(r"全部|完成|完毕|[开上铺切]完")
_REST = re.compile(r"\s*[还仍其]?(?:剩|余|待开|未开|另外)")


def _is_reason(scope: Scope, clause: Clause, text: str) -> bool:
    """`因为产品调整了优先级，搁置` tells why, and not what was done."""
    if text[0] not in "因由原" or not _REASON.match(text) or PAUSED.search(text) or DELAYED.search(text):
        return False
    if text[0] == "原":
        return True
    after = scope.clauses[clause.index + 1] if clause.index + 1 < len(scope.clauses) else None
    return after is not None and after.sentence == clause.sentence


_REASON = re.compile(r"(?:因为|由于|因(?![子此而])|原因(?:是|在于|为|:))(?!.*已)")


def _is_said(scope: Scope, clause: Clause, text: str, found: list[Fact]) -> bool:
    """`深色模式先不做了，搁置` says the same twice."""
    if says(_FOR_NOW.sub("", PAUSED.sub("", text))):
        return False
    project = scope.project(clause)
    return any(isinstance(f, Milestone) and f.status == "paused" and f.project == project for f in found)


_FOR_NOW = re.compile(r"暂时|目前|先")
_SAYS_WHAT_NEXT = re.compile(
    r"(?:先|再|接着|接下来|然后|最后|下面|首先|其次)(?:来|就)?(?:说|讲|聊|看|汇报)(?:说|讲|聊|看|一下|下)?[^，,\d]{1,12}的\s*"
)
"""`先说已经做完的。` says what comes next in the text."""
_TOGETHER = re.compile(r"\s*[和跟与随同][^，,]{2,12}(?:一起|一同|一并|联合|同步|同时|一道)")
_DONE_LABELS = frozenset(("已完成", "完成", "本周完成"))
_ENDED = re.compile(r"[才就]?(?:完成|做完|结束)了?\s*$")
"""`计划 3/26 完成联调，实际 3/28 完成`"""
_AS_OF = re.compile(r"\s*截[至止]到?(?:本周[五末]?|上周[五末]?|目前|当前|现在|今[日天])\s*")
"""`截止本周，存管累计 28 城` says up to when it counts."""
_SINCE_THEN = re.compile(r"[从自][^，,]{1,10}?(?:开始|起|以来)\s*")
"""`从上周开始，接口全部切到新域名` says since when."""
_BEGUN = re.compile(r"\s*\d(?:\d?\s?月\s?\d{1,2}|[^，,\u4e00-\u9fff]{1,5})[日号]?\s*(?:正式)?开始\s*")
"""`7/21 开始` is said of what the item is called."""
_WHY = re.compile(r"根因|(?:根本|直接|故障|事故)原因")
_SIGNS = r"(?:打[勾钩叉]|勾选|标[红黄绿灰]|加粗|粗体|斜体|删除线|[红黄绿]色)的?\s*(?:=|表示|代表|为|即|是)|\[[xX√✓ ]?\]\s*(?:=|表示|代表|为)|请?[飘标][红黄绿]$|写[左右上下][边面栏]"
_SIGN = re.compile(_SIGNS)
"""`打勾 = 本周完成，未打勾 = 还在做` explains the signs of the report."""
_LIGHT = "[🟢🟡🔴🟠⚪🔵✅☑✔🚧⏸🕒❌⏳⚠🛑⛔🔄]"
_LIGHT_OR_SIGN = re.compile(f"{_LIGHT}|{_SIGNS}")
"""Hardly any line has either, and is looked at once."""
_LEGEND = re.compile(
    rf"(?:{_LIGHT}\ufe0f?\s*(?:[:=]\s*)?[\u4e00-\u9fff]{{0,3}}(?:完成|上线|进行|推进|正常|可控|风险|关注|预警|延期|延迟|滞后|偏差|暂停|挂起|搁置|阻塞|取消|终止|未开始|未启动|待[开启]\w|待排期|done|doing|wip|hold)[\u4e00-\u9fff]{{0,2}}[\s，,、;；/|()]*){{3,}}"
)
