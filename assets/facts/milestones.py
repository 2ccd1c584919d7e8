"""Clauses → milestones: what was, is being or will be reached, with its status and honest dates.

What is done, under way and planned in one line are separate rows. What does not belong here: table columns (`tables`).
"""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest

from assets.facts import sections
from assets.facts.clauses import Clause
from assets.facts.date_patterns import START
from assets.facts.dates import When
from assets.facts.deeds import event_of, promise_before
from assets.facts.milestone_words import (
    ACTUAL,
    ADJACENT,
    BARE_DONE,
    BEGIN,
    COARSE,
    DELAYED,
    EARLIER,
    EFFECT,
    EVENT,
    FINISHED,
    NOT_DONE,
    NOT_STARTED,
    OPENING,
    PAUSED,
    PLANNED,
    ROLES,
    SHORT_CLAUSE,
    SHORTEST_DEED,
    STATUS_LABELS,
    TRIGGER,
    TROUBLE,
    WAS,
    is_doing,
    is_done,
)
from assets.facts.model import Entry, Fact, Milestone
from assets.facts.scope import Scope
from assets.facts.table_words import STATUS_WORDS
from assets.facts.text import FILLER, TWO_LETTERS, tidy
from assets.facts.words import EVENTS

_DEADLINE = re.compile(r"[内前底末初]$")
_THIS_WEEK = re.compile(r"本|这|当")
_KNOWN = re.compile(r"正式版|整体|可用|见效")
_OF_DATES = re.compile(r"[\s日前后起]|[上下中]午|晚上?|计划|预计|截止|完成|上线|DDL")
_NOT_PAUSED = re.compile(
    r"(?:暂停|挂起|搁置|阻塞)\s*\d+\s*[个项家条]|(?:解除|恢复|不再|无|取消)\s*(?:阻塞|暂停|挂起|搁置)|阻塞(?:点|项|问题|率|到)|(?:队列|线程|连接|行锁|消息)阻塞"
)
_NOT_BEGUN = re.compile(r"无法|不能|未能|后(?:[再在即可才会]|开展|启动|开始)(?![台端])")
"""What cannot be entered, or begins after something else: 备案批复后在济南开展试点."""
_DEED_OF_TALK = re.compile(r"[\u4e00-\u9fff][发交提签办换接跑测拿出修补开]了(?!解|断|无|吗)")
"""昨天给业务方发了 beta 包."""
_STATE = re.compile(r"缺口|紧张|不足|收紧|不够|够用|有限|吃紧|较多|偏多|人手|无人")
"""How things are at a time is nothing that is reached."""
_ATTRIBUTE = re.compile(r"\s*后?的")
"""春节前后的提前结算: the date says which, not when."""
_PERHAPS = re.compile(r"[没未不]|迟迟|尚|影响|可能|会(?!议|员)|导致|风险|担心")
_HELP = re.compile(r"支持|配合|准备|推进|跟进|协助|待|需|等|如何|方案|流程|规范")


def read(scope: Scope, *, is_promise: bool = False) -> list[Fact]:
    """The milestones of a scope, one for each clause that says that something was, is being or will be reached."""
    found: list[Fact] = []
    if scope.entry.role not in ROLES and not is_promise:
        return found
    for clause in scope.clauses:
        made = _clause(scope, clause, found)
        if made and not _completes(made, found):
            found.append(made)
    if not found and scope.entry.label and scope.entry.label.lower() in STATUS_LABELS:
        found += _stated(scope)
    if not found and (status := _status_of_mark(scope.entry) or _status_of_section(scope.entry)):
        found += _of_section(scope, status)
    if not found and scope.entry.checked and scope.entry.role in ("update", "review"):
        found += _ticked(scope)
    return found


def _completes(made: Milestone, found: list[Fact]) -> bool:
    """`发票夹同步延期，原 12/25，新排期 1/8` is one move."""
    last = found[-1] if found else None
    is_same = isinstance(last, Milestone) and last.status == made.status == "delayed" and last.date_start is None and last.date_end is None
    if not (is_same and isinstance(last, Milestone) and (made.date_start or made.date_end) and made.project == last.project):
        return False
    last.date_start, last.date_end, last.date_precision, last.date_text = (
        made.date_start,
        made.date_end,
        made.date_precision,
        made.date_text,
    )
    last.original_date_start, last.original_date_end = made.original_date_start, made.original_date_end
    return True


def _stated(scope: Scope) -> list[Fact]:
    """`状态：已完成` is a status of the whole project."""
    clause = scope.clauses[0] if scope.clauses else None
    text = scope.norm[clause.start : clause.end] if clause else ""
    status = next((status for status, words in STATUS_WORDS if words.search(text)), None)
    return [_milestone(scope, clause, "整体", status, None, None)] if clause and status and len(text) <= SHORT_CLAUSE else []


def _status_of_mark(entry: Entry) -> str | None:
    """The status that a mark before the text gives: `⏸️ 外部数据采购：预算没批下来`."""
    is_update = entry.form in ("item", "text") and entry.role == "update"
    return _STATUS_OF_MARK.get(entry.norm[entry.start : entry.start + 1]) if is_update else None


_STATUS_OF_MARK = {"⏸": "paused", "✅": "done"}


def _status_of_section(entry: Entry) -> str | None:
    """The status that a heading gives to all items below it: 挂起, On hold."""
    above = entry.parent if entry.form in ("item", "text") and entry.role in ("update", "note") else None
    while above is not None and above.form != "heading":
        above = above.parent
    words = sections.heading_text(above.norm[above.start :]) if above else ""
    return next((status for status, pattern in _SECTION_STATUS if pattern.fullmatch(words)), None)


def _of_section(scope: Scope, status: str) -> list[Fact]:
    """An item that says nothing of its own status has that of its section."""
    clause = scope.clauses[0] if scope.clauses else None
    if clause is None:
        return []
    project = scope.entry.project
    deed = _DEED_LAST.search(project) if project and status == "done" else None
    event = deed[0] if deed else None if project else event_of(scope, clause, [], status)
    return [_milestone(scope, clause, event or "整体", status, None, None)]


_DEED_LAST = re.compile(rf"(?:{EVENTS})$")
_SECTION_STATUS = (("paused", re.compile(r"(?:已?(?:挂起|暂停|搁置|暂缓)|on hold|paused)(?:中|的?(?:项目|事项|需求))?", re.IGNORECASE)),)


def _ticked(scope: Scope) -> list[Fact]:
    """A ticked box says that its deed is done."""
    clause = scope.clauses[0] if scope.clauses else None
    text = scope.norm[clause.start : clause.end] if clause else ""
    lead = scope.norm[scope.entry.start : scope.entry.body]
    if clause and EVENT.search(lead) and not EVENT.search(text):
        return [_milestone(scope, clause, tidy(lead).strip("，, :："), "done", None, None)]
    if clause is None or not EVENT.search(text) or EFFECT.search(text):
        return []
    event = event_of(scope, clause, [], "done")
    return [_milestone(scope, clause, event, "done", None, None)] if event else []


def _tense(text: str, role: str = "") -> str:
    if role == "plan":
        return "future"
    if PLANNED.search(text) or DELAYED.search(text):
        return "future"
    return "past" if _PAST.search(text) else ""


_PAST = re.compile(r"已(?<!未已)|昨|上周|实际")


def _clause(scope: Scope, clause: Clause, found: list[Fact]) -> Milestone | None:
    entry, norm = scope.entry, scope.norm
    text = norm[clause.start : clause.end]
    if (FILLER in text and text.count(FILLER) > len(text) // 2) or len(_LIGHTS.findall(text)) >= _FEWEST_OF_LEGEND:
        return None
    is_of_cities = bool(scope.city_spans) and any(a < clause.end and clause.start < b for a, b in scope.city_spans)
    whens: list[When] = []
    if START.search(norm, clause.start, clause.end):  # before its tense is told
        whens = _explicit(norm, scope.context.dates(entry, clause.start, clause.end, _tense(text, entry.role)))
    if is_of_cities and not (len(whens) == 1 and whens[0].precision in ("day", "ten_days") and OPENING.search(text)):
        return None
    if clause.depth:
        return _parenthesis(scope, clause, text, whens, found)
    if len(whens) == 2 and "→" in text and _is_bare_date(text.replace("→", ""), whens):
        return _moved_apart(scope, clause, whens)
    if whens and _is_bare_date(text, whens):
        return _dated_after(scope, clause, whens, found)
    if not (whens or EVENT.search(text) or TRIGGER.search(text) or PAUSED.search(text) or DELAYED.search(text)):
        return None
    status, dates, original = _judge(scope, entry, text, clause, whens)
    if status is None or (status == "paused" and _is_said(scope, clause, text, found)):
        return None
    event = "开城" if is_of_cities else event_of(scope, clause, whens, status)
    if event is None:
        return None
    return _milestone(scope, clause, event, status, dates, original)


def _is_said(scope: Scope, clause: Clause, text: str, found: list[Fact]) -> bool:
    """`深色模式先不做了，搁置` says the same twice."""
    last = found[-1] if found else None
    is_next = isinstance(last, Milestone) and last.status == "paused" and clause.before is not None and last.start == clause.before.start
    return is_next and not TWO_LETTERS.match(PAUSED.sub("", text))


def _explicit(norm: str, whens: list[When]) -> list[When]:
    """周一(3/10) is the date in the parenthesis."""
    if len(whens) < 2:
        return whens
    if whens[0].edge and _OF_HOLIDAY.match(whens[0].text) and whens[1].precision == "day" and whens[1].first:
        return whens[1:]  # 春节前封网时间为 2/9
    return [
        w
        for w, after in zip_longest(whens, whens[1:])
        if not (after and re.match(r"[下本这上]*(?:周|星期)", w.text) and norm[w.end : after.start] in ("(", " ("))
    ]


_LIGHTS = re.compile("[🟢🟡🔴🟠⚪🔵]")
_FEWEST_OF_LEGEND = 3  # so many lights in one clause explain what the lights mean


def _is_bare_date(text: str, whens: list[When]) -> bool:
    rest = text
    for when in whens:
        rest = rest.replace(when.text, "")
    return _DATE_WORDS.fullmatch(rest) is not None


_DATE_WORDS = re.compile(
    r"(?:[\s()（）到至]|@\S+|实际|计划|预计|截止|时间|DDL|ETA|eta|:|[凌清早]晨|[早晚][上间]?|[上下]午|傍晚|中午|全天|左右)*"
)


def _moved_apart(scope: Scope, clause: Clause, whens: list[When]) -> Milestone | None:
    """`评估往后挪，2/19 → 2/26`: the dates of a move that the clause in front tells."""
    other = clause.before
    event = event_of(scope, other, [], "delayed") if other else None
    return _milestone(scope, clause, event, "delayed", whens[1], whens[0]) if event else None


def _dated_after(scope: Scope, clause: Clause, whens: list[When], found: list[Fact]) -> Milestone | None:
    """`双十二预案评审，12月3日`: a date by itself belongs to what stands in front; `计划12.20 实际12.23` are two of them."""
    when = whens[0]
    other = clause.before
    last = found[-1] if found else None
    words = scope.norm[other.start : other.end] if other else ""
    if isinstance(last, Milestone) and last.end >= clause.start - 3 and "实际" in scope.norm[clause.start : clause.end]:
        if len(whens) > 1:
            _set_dates(last, when)
        last.original_date_start, last.original_date_end, last.status = last.date_start, last.date_end, "done"
        _set_dates(last, whens[-1])
        return None
    if (
        other
        and (last is None or last.start < other.start)
        and EVENT.search(words)
        and (when.first or when.last)
        and _lies_ahead(scope, when, is_done=False)
    ):
        event = event_of(scope, other, [], "planned")
        return _milestone(scope, clause, event, "planned", when, None) if event else None
    if isinstance(last, Milestone) and other and last.start == other.start and _is_agreed(scope, last, words, when):
        last.status = "planned"
        _set_dates(last, when)
        return None
    if (
        isinstance(last, Milestone)
        and ((last.date_start is None and last.date_end is None) or _is_vague(last, when))
        and (last.status in ("planned", "in_progress") or (last.status == "done" and not _lies_ahead(scope, when, is_done=True)))
        and last.end >= clause.start - 3
    ):
        _set_dates(last, when)
    return None


def _is_agreed(scope: Scope, last: Milestone, words: str, when: When) -> bool:
    """`上线窗口和运维约好了，9月26日`: what is done is the agreement."""
    is_dated = last.date_start is not None or last.date_end is not None
    return last.status == "done" and not is_dated and _lies_ahead(scope, when, is_done=True) and bool(_AGREED.search(words))


_OF_HOLIDAY = re.compile(r"[元春清五劳端中国长节].*[前后]")
_AGREED = re.compile(r"约好|定好|定了|敲定|商定|确[定认]|说好|谈好|排好|约定")


def _is_vague(last: Milestone, when: When) -> bool:
    """Whether the date that stands in the name of a deed (春节前巡检, 3 月评审会材料) gives way to one that follows it."""
    is_of_holiday = bool(last.date_text and _OF_HOLIDAY.match(last.date_text))
    return (last.date_precision in COARSE or is_of_holiday) and when.precision not in COARSE


def _parenthesis(scope: Scope, clause: Clause, text: str, whens: list[When], found: list[Fact]) -> Milestone | None:
    """A date or status in parentheses belongs to what stands in front: 压测报告输出（11/27）."""
    host = clause.host
    if host is None:
        return None
    rest = text
    for when in whens:
        rest = rest.replace(when.text, "")
    last = found[-1] if found else None
    if whens and isinstance(last, Milestone) and last.start >= host.start and (last.date_start or last.date_end):
        if re.match(r"\s*(?:原|计划)", rest) and last.original_date_end is None:
            last.original_date_start, last.original_date_end, last.end = whens[0].first, whens[0].last, clause.end
        return None
    is_status = bool(
        re.fullmatch(
            r"\s*(?:未开始|待定|挂起|暂停|搁置|阻塞|进行中|已?完成|(?:尚?未|没)(?:完成|启动|上线|提测)|已?上线|延期|on hold|done|✅|√)\s*",
            text,
            re.IGNORECASE,
        )
    )
    if is_status or (whens and len(_OF_DATES.sub("", rest)) <= 1):
        if (
            whens
            and isinstance(last, Milestone)
            and last.start >= host.start
            and last.date_start is None
            and last.date_end is None
            and last.date_text is None
        ):
            if last.status == "done" and whens[0].first and whens[0].first > _today(scope):
                return None
            _set_dates(last, whens[0])
            last.end = clause.end
            return None
        host_text = scope.norm[host.start : host.end]
        if isinstance(last, Milestone) and last.start >= host.start and not whens:
            last.status = "in_progress" if NOT_DONE.search(text) and last.status == "done" else last.status
            return None
        if whens and not (EVENT.search(host_text) or scope.entry.role == "plan" or whens[0].edge == "前"):
            return None
        status, dates, original = _judge(scope, scope.entry, host_text + text, clause, whens)
        event = event_of(scope, host, [], status or "planned")
        if status is None or event is None:
            return None
        made = _milestone(scope, host, event, status, dates, original)
        made.end = clause.end
        return made
    if EVENT.search(text) and (whens or is_done(text) or PAUSED.search(text)) and not re.search(r"\d\s*%", text):
        status, dates, original = _judge(scope, scope.entry, text, clause, whens)
        event = event_of(scope, clause, whens, status) if status else None
        return _milestone(scope, clause, event, status, dates, original) if status and event else None
    return None


def _today(scope: Scope) -> date:
    calendar = scope.context.calendar
    return calendar.today if calendar else date.max


def _judge(scope: Scope, entry: Entry, text: str, clause: Clause, whens: list[When]) -> tuple[str | None, When | None, When | None]:
    """Status, date and the date promised before, by what the clause says; no status means that it says nothing of the kind."""
    if PAUSED.search(text) and not _NOT_PAUSED.search(text):
        since = whens[0] if whens and whens[0].edge == "起" else None
        return ("paused", since, None) if entry.role != "plan" else (None, None, None)
    moved = DELAYED.search(text)
    if moved and not whens and (moved[0][-1] in "到至为" or entry.role == "plan"):
        moved = None  # 连接池由 200 调到 350
    following = scope.clauses[clause.index + 1] if moved and clause.index + 1 < len(scope.clauses) else None
    if following and not whens and "→" in scope.norm[following.start : following.end]:
        return None, None, None  # the dates of the move come next
    if moved and not whens and (EFFECT.search(text) or re.match(r"的?[\u4e00-\u9fff]+的", text[moved.end() :])):
        return None, None, None
    if moved and (whens or not re.search(r"时延|延迟|周期|未延期|无延期", text)):
        return _moved(scope, text, clause, whens, moved)
    if len(whens) == 2 and re.fullmatch(r"\s*(?:→|-+>|=+>)\s*", scope.norm[whens[0].end : whens[1].start]):
        return "delayed", whens[1], whens[0]
    actual = ACTUAL.search(text)
    if actual and len(whens) == 2 and (PLANNED.search(text) or WAS.search(text)):
        return "done", whens[1], whens[0]
    when = whens[0] if whens else None
    if entry.role == "note" and not (
        when and (PLANNED.search(text) or EVENT.search(text) or (_lies_ahead(scope, when, is_done=False) and len(text) <= SHORT_CLAUSE))
    ):
        return None, None, None
    if entry.role == "metric" and not when:
        return None, None, None
    if entry.role == "plan" and not (is_done(text) and "已" in text):
        if not (when and (when.first or when.last) and _is_ahead(scope, when) and _is_deed(text)) or _names(text, when):
            return None, None, None
        return "planned", _open_ended(when) if BEGIN.search(text) else when, None
    if _NOT_NOW.search(text):
        return None, None, None
    if NOT_STARTED.search(text) and not whens:
        return ("planned", None, None) if len(text) <= 20 else (None, None, None)
    if NOT_DONE.search(text):
        return ("in_progress", None, None) if EVENT.search(text) and not whens else (None, None, None)
    return _told(scope, text, when)


def _names(text: str, when: When) -> bool:
    """Whether a quarter or month is part of a name: Q4 OKR草稿写完, 3 月容量评审会材料."""
    is_deadline = _DEADLINE.search(when.text)
    return when.precision in COARSE and not is_deadline and not ADJACENT.match(text.partition(when.text)[2])


def _is_deed(text: str) -> bool:
    return (
        bool(EVENT.search(text))
        or len(re.findall(r"[\u4e00-\u9fff]", re.sub(r"[上下本]?(?:周|月|半年|季度)[一二三四五六日初底中末内]?|\d+[日号]?", "", text)))
        >= SHORTEST_DEED
    )


def _is_ahead(scope: Scope, when: When) -> bool:
    end = when.last or when.first
    return end is not None and end >= _today(scope)


def _moved(scope: Scope, text: str, clause: Clause, whens: list[When], moved: re.Match[str]) -> tuple[str | None, When | None, When | None]:
    at = clause.start + moved.start()
    after = [w for w in whens if w.start >= at or (w.start <= at < w.end)]
    before = [w for w in whens if w.start < at and w not in after]
    status = "planned" if EARLIER.search(text) else "delayed"
    if status == "planned" and after and re.search(r"了|已", text) and not _lies_ahead(scope, after[-1], is_done=True):
        status = "done"
    if after:
        return status, after[-1], before[-1] if before else _was(scope, clause)
    if before and len(before) == 1 and WAS.search(text[: before[0].start - clause.start]):
        return status, None, before[0]
    if before and re.search(r"(?:将|预计|计划|至|到)\s*$", text[: before[0].start - clause.start]):
        return status, before[-1], None
    return status, None, before[-1] if before else _was(scope, clause)


def _was(scope: Scope, clause: Clause) -> When | None:
    """The date promised before, where the clause in front names it: 原计划12月底完成，现推迟到…."""
    other = promise_before(scope, clause)
    whens = scope.context.dates(scope.entry, other.start, other.end, "") if other else []
    return whens[0] if whens else None


def _told(scope: Scope, text: str, when: When | None) -> tuple[str | None, When | None, When | None]:
    """Done, under way or planned, by the words of the clause and where its date lies."""
    nothing = (None, None, None)
    if _NOT_TOLD.search(text) or scope.context.has_finding(scope.entry, text):
        return nothing
    planned, done = PLANNED.search(text), is_done(text)
    stated = when if when and (when.first or when.last or when.edge) else None
    if stated and stated.precision == "week" and _THIS_WEEK.match(stated.text) and not planned:
        stated = None
    if stated and not planned and (done or _OF_CALENDAR.match(stated.text) or is_doing(text)) and _names(text, stated):
        stated = None
    is_ahead = stated is not None and _lies_ahead(scope, stated, is_done="已" in text)
    if done and (
        _SHARE.search(text) or (_DONE_ALONE.fullmatch(text) and not EVENT.search(text)) or (_HAS_BEGUN.search(text) and BEGIN.search(text))
    ):
        done = False  # a share that is done is progress
    if done and not (planned and "已" not in text):
        if is_ahead:
            return "planned", stated, None
        if EFFECT.search(text) and not FINISHED.search(text):
            return nothing
        return "done", stated, None
    if not planned and is_doing(text):
        return "in_progress", _open_ended(stated), None
    begun = None if _NOT_BEGUN.search(text) else BEGIN.search(text)
    if planned:
        return _intended(text, stated, is_begun=bool(begun))
    if begun and (stated or _HAS_BEGUN.search(text) or EVENT.search(text[begun.end() :] + text[: begun.start()])):
        return ("planned" if is_ahead else "in_progress"), _open_ended(stated), None
    if stated:
        return _dated(text, stated, is_ahead=is_ahead)
    if (
        BARE_DONE.search(text.rstrip(" 。"))
        and scope.entry.checked is not False
        and not scope.entry.children
        and not _HELP.search(text)
        and not _PERHAPS.search(text)
    ):
        return "done", None, None
    return nothing


_NOT_TOLD = re.compile(
    r"^\s*(?:若|如果|假如|万一|一旦)|^截[至止](?!日|时间)|怕|担心|以免|避免|防止|避开|错开|绕开|无法|原本|原先|最初|影响(?!评估|面|范围|分析|力|小)|原(?:计划|定|来|\s*\d)|本来|赶不上|来不及|再[看说议]$|先不|暂不|不再|目标(?:值|为|是|[:：≥>≤<]|[\u4e00-\u9fff]{0,6})?\s*\d(?!\d?\s*[/月号日]|\d?\.\d{1,2}(?![\d%]))|(?:率|占比|金额|数量|预算)\s*[\d约]"
)
_NOT_NOW = re.compile(r"暂不|先不|暂未")
_OF_PEOPLE = re.compile(r"轮值|值班|值日|加班|[Oo]n-?call|休假|请假|调休|出差|外出|年假|值守人|主\s?[\u4e00-\u9fff]{2,3}$")
"""Who is where on which days is no milestone."""
_HAS_BEGUN = re.compile(r"已(?:经|正式|全面|分批)?(?:启动|开始|进入|开展|着手|开启)")
_OF_CALENDAR = re.compile(r"\s*(?:[一二三四]季|上|下|本|Q|H|\d)")
_DONE_ALONE = re.compile(r"\s*已[\u4e00-\u9fff]{1,2}\s*")
_SHARE = re.compile(r"百分之|[\d一二三四五六七八九]\s*[%成]")


def _lies_ahead(scope: Scope, when: When, *, is_done: bool) -> bool:
    """Whether the date is still to come; a span that has begun is, unless the clause says 已."""
    today = _today(scope)
    if when.first is None:
        return when.last is not None and when.last > today
    if when.first > today:
        return True
    return not is_done and when.last is not None and when.last > today and when.precision not in ("day",)


def _intended(text: str, stated: When | None, *, is_begun: bool) -> tuple[str | None, When | None, When | None]:
    if EFFECT.search(text) and not EVENT.search(text) and "完成" not in text:
        return None, None, None  # 本月账单预计 412 万元
    if stated is not None:
        return "planned", _open_ended(stated) if is_begun and stated.precision == "day" else stated, None
    is_short = len(text) <= SHORT_CLAUSE and bool(EVENT.search(text))
    waits = re.search(rf"(?:^|[:，,\s])[^，,\\d]{{0,8}}待(?:{EVENTS})|(?:计划|预计|拟)(?!中)[^，,]{{0,6}}(?:{EVENTS})", text)
    return ("planned", None, None) if is_short and waits and not re.search(r"目标|等待|待客户|待业务", text) else (None, None, None)


def _dated(text: str, stated: When, *, is_ahead: bool) -> tuple[str | None, When | None, When | None]:
    """A date without a word of status: what lies ahead is planned, what lies behind is done."""
    if TROUBLE.search(text) or _STATE.search(text) or _OF_PEOPLE.search(text) or _ATTRIBUTE.match(text.partition(stated.text)[2]):
        return None, None, None
    if stated.edge == "起" and EVENT.search(text) and not is_ahead:
        return "in_progress", stated, None
    is_known = bool(
        EVENT.search(text)
        or OPENING.search(text)
        or re.search(r"正式版|整体|可用|见效|[切放扩][到至]?\s*\d+\s*%", text)
        or (stated.edge == "起" and is_ahead)
    )
    if is_ahead:
        rest = re.sub(r"\s", "", text.replace(stated.text, ""))
        is_deed = is_known or stated.edge == "前" or (2 <= len(rest) <= SHORT_CLAUSE)
        return (
            ("planned", stated, None)
            if is_deed and not (EFFECT.search(text) and not is_known and stated.edge != "前")
            else (None, None, None)
        )
    if (
        stated.precision == "day"
        and not stated.clock
        and re.search(r"\d", stated.text)
        and re.fullmatch(r"\s*[\u4e00-\u9fff]{2,6}", text.partition(stated.text)[2])
        and not sections.is_person(text.partition(stated.text)[2].strip())
        and not EFFECT.search(text)
    ):
        return "done", stated, None
    if stated.precision == "day" and not stated.clock and _DEED_OF_TALK.search(text) and not EFFECT.search(text):
        return "done", stated, None
    if (
        not is_known
        or stated.clock
        or stated.precision in ("ten_days", *COARSE)
        or (EFFECT.search(text) and not FINISHED.search(text) and not re.search(r"灰度|全量|开城", text))
    ):
        return None, None, None
    return "done", stated, None


def _open_ended(when: When | None) -> When | None:
    """A beginning has a start and no end (contract, Spans)."""
    if when is None or when.precision != "day" or when.first is None:
        return when
    return When(when.start, when.end, when.first, None, when.precision, when.text, when.has_year, edge=when.edge)


def _set_dates(row: Milestone, when: When) -> None:
    row.date_start, row.date_end = when.first, when.last
    row.date_precision, row.date_text = when.precision, when.text


def _milestone(scope: Scope, clause: Clause, event: str, status: str, when: When | None, original: When | None) -> Milestone:
    row = Milestone(
        entry=scope.entry,
        start=clause.start,
        end=clause.end,
        project=scope.project(clause),
        rule=f"milestone_{status}",
        event=event,
        status=status,
    )
    if when:
        _set_dates(row, when)
    if original:
        row.original_date_start, row.original_date_end = original.first, original.last
    return row
