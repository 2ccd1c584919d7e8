"""Clauses → milestones: what was, is being or will be reached, with its status and honest dates.

What is done, under way and planned in one line are separate rows. What does not belong here: table columns (`tables`).
"""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest

from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.model import Entry, Fact, Milestone
from assets.facts.scope import Scope
from assets.facts.text import FILLER, tidy
from assets.facts.words import EVENTS, STATUS, alternatives

_EVENT = re.compile(rf"(?:{EVENTS})")
_DELAYED = re.compile(
    rf"(?:{alternatives(STATUS['delayed'])}|改为(?=\s*\d)|提前(?:至|到)|现(?:在|改为|定为|定于|为)(?=\s*\d)|推到(?=\s*(?:\d{1, 2}[/.月]|下|本|明年)))"
)
_EARLIER = re.compile(r"提前(?:至|到)")
_PAUSED = re.compile(rf"(?:{alternatives(STATUS['paused'])})|\bhold\b", re.IGNORECASE)
_NOT_DONE = re.compile(
    r"(?:未|没有?|尚未|还没|不)(?:能|有|按期|按时|全部|最终)*(?:通过|完成|达成|上线|提测|交付|启动|开始|到货|就绪|开展|到位)(?!前)|没[\u4e00-\u9fff]{0,2}[完好]|驳回|不通过|失败"
)
_NOT_STARTED = re.compile(r"未开始|没开始|没启动|未启动|待启动|待开始|待定|待排期|未排期|TBD", re.IGNORECASE)
_PLANNED = re.compile(
    r"计划(?!书|表|项|拆解|内)|预计(?!.{0,3}算)|预期|预定|拟(?!定)|将于|将在|将(?!军|来)|争取|力争|打算|排期|目标(?!达成|准确|值|完成|客户|用户)|定于|定在|下周|下下周|最晚|不晚于|最迟|待(?!遇|办|机|命)|确保|承诺|准备(?=上|开|启|进|投|发|提|灰)|后续|明天|要求(?=\s*\d)|安排(?=在|于|\s*\d|下)|todo|tbd|尽快|下一步|再(?=全量|推|上)",
    re.IGNORECASE,
)
_DONE = re.compile(
    rf"(?:完成|完毕|完结|收官|封板|竣工|结束)(?!率|度|后(?!的)|时|前|情况|比例|时间|\s*[\d约近一二三四五六七八九十半]|的|者|标准|条件)|(?:{EVENTS})(?:已?(?:通过|成功(?!率)|就绪)|了(?!解)|已过|[过完]$|[完好]了)|(?<![未没不])(?:已|已经|均已|都已)(?:于|在|经|由|全部|全量|正式|全面|顺利|提前|按期|如期|完成|基本|成功|对|向|将|把|与|和|给|为)*[^，,。;；]{{0,14}}?(?:{EVENTS}|定位|修正|解决|恢复|讲|发|出|改|切|开|签|接|合入|覆盖|到位|提|送|交|关|停|投|下|上)|搞定|过会(?!议)|灰完|(?:写|做|切|接|改|开|跑|测|补|传|发|配|排|谈|签|核|对|清|拆|搬|迁|铺|装|换|讲|理|推|建|交|修|调)(?:完|好|齐)(?!成|毕|善|后|再)|^(?:\s|本周|这周)*(?:写|做|搭|开|出|补|改|修|加|建|整理|输出)了|(?<=[\u4e00-\u9fff])(?:开|办|做|发|交|签|定|改|修|搬|换|补|提|写|接|切|过|搭)了$|(?<!早)已(?!有|知|达|超|约|近|经|是|连续|累计|不)[\u4e00-\u9fff]{{1,4}}$|已完成|done\b|completed|✅|☑|√|(?<!用户)通过$",
    re.IGNORECASE,
)
_DOING = re.compile(
    rf"(?:进行|推进|开发|测试|处理|排查|评审|洽谈|谈判|联调|适配|{EVENTS}|观察|返工|跟进|整改|协调|审核|编码|沟通|编制|施工|打磨|筹备|招募)中(?!心|台|间|断|的|标|止|国|央|期|旬|午|信|行|农|转|长|小|型|文|石)|(?<=[\u4e00-\u9fff]{{2}})(?<![集其当命期空途手之年])中$|进行中|推进中|正在|仍在|ongoing|in progress|\bwip\b|🚧",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"启动(?!会|子|盘|时|耗时|速度|次数|率|成功|失败|中)|开始(?!时)|着手|进入|开展|开启|起$|继续")
_BARE_DONE = re.compile(r"(?:上线|下线|投产|发布|提测|开城|交付|过会|搞定|[切灰跑做写修]完|封版|全量|割接|立项|结项|签约|合入)$")
_WAS = re.compile(r"原(?:计划|定|本|排期|承诺)?|计划(?!书)|本应|应于|此前")
_ACTUAL = re.compile(r"实际")
_STRIP_HEAD = re.compile(
    r"^(?:暂时|方案(?=评审未)|较|约|近|[\s、,，:：·\-—>→=(（)\[\]]|已经?(?!有)|均(?!衡)|都(?!市)|也|并(?!行|发)|且|正式(?=上线|发布|投产|启用|开)|现(?!金|场|货|代)|目前|当前|本周|计划|预计|预期|预定|将于|将在|将|拟|于|在(?!线|途)|由(?!于)|从|至|到(?!货|账|店|期|位)|争取|力争|待(?!遇|办)|仍|正在|还|再|就|全部|基本|初步|顺利|成功|完成(?=.)|继续|可|能|会(?!议|员|计|签|场)|原(?!型|子)|实际|定于|定在|最晚|最迟|目标|时间|其中|同时|另|但|因|需(?!求)|要(?!素|件)|启动(?=.{2})|开始(?=.)|着手|进入|开展|开启|排期|延期|推迟|下周|明天|后(?!端|台|管|续|置|督)|起(?!草)|前(?!端|置|台|期|后)|了|的|各|确保|提前(?!还)|之|内(?!部|容|测|存)|左右|期间|[✅☑✔🚧⏸⏳⚠️❌🔴🟢🟡]|我方|我们|一并|开通(?=\d))+"
)
_STRIP_TAIL = re.compile(
    r"(?:[\s、,，:：·\-—>→=（(\[]|已经?|均|都|正式|计划|预计|预期|将于|将在|将|拟|于|在|由|从|至|到|争取|待定|待|仍|正在|还|再|全部|基本|初步|顺利|成功|完成|完毕|完结|结束|收官|进行中|进行|推进中|推进|工作|中|了|时间|日期|原|实际|状态|启动(?<=.{4})|延期|推迟|延后|顺延|推后|延至|延到|调整|改|暂停|挂起|搁置|阻塞|暂缓|未通过|未完成|通过|未开始|未启动|TBD|on hold|排期|因故?|而|被|后|的|起|前|达成|完|继续|开始|预定|定于|目前|当前|现|本周|下周|之|内|左右|目标|，|原定|最晚|最迟|可|能|会|需|要|就绪|提前|就|进展|正常|顺移|停滞|也)+$",
    re.IGNORECASE,
)
_MODIFIERS = re.compile(
    r"^(?:正式|全面|整体|最终|顺利|集中|统一|分批|首批)(?=上线|提测|开城|发布|投产|验收|联调|评审|启用|下线|切换|灰度|全量|开发|研发)"
)
_EFFECT = re.compile(r"\d+(?:\.\d+)?\s*(?:个|家|笔|条|台|次|起|人|户|万|亿|元|单|件|张|项|处|套|页|份|篇|%)")
_LONGEST_EVENT = 24
_ROLES = ("update", "review", "plan", "rollout", "note", "metric")


def read(scope: Scope, *, is_promise: bool = False) -> list[Fact]:
    """The milestones of a scope, one for each clause that says that something was, is being or will be reached."""
    found: list[Fact] = []
    if scope.entry.role not in _ROLES and not is_promise:
        return found
    for clause in scope.clauses:
        made = _clause(scope, clause, found)
        if made and not _completes(made, found):
            found.append(made)
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


def _ticked(scope: Scope) -> list[Fact]:
    """A ticked box says that its deed is done."""
    clause = scope.clauses[0] if scope.clauses else None
    text = scope.norm[clause.start : clause.end] if clause else ""
    if clause is None or not _EVENT.search(text) or _EFFECT.search(text):
        return []
    event = _event(scope, clause, [], "done")
    return [_milestone(scope, clause, event, "done", None, None)] if event else []


def _tense(text: str, role: str = "") -> str:
    if role == "plan":
        return "future"
    if _PLANNED.search(text) or _DELAYED.search(text):
        return "future"
    return "past" if re.search(r"(?<!未)已|昨|上周|实际", text) else ""


def _clause(scope: Scope, clause: Clause, found: list[Fact]) -> Milestone | None:
    entry, norm = scope.entry, scope.norm
    text = norm[clause.start : clause.end]
    if text.count(FILLER) > len(text) // 2:
        return None
    if any(a < clause.end and clause.start < b for a, b in scope.city_spans):
        return None
    whens = _explicit(norm, scope.context.dates(entry, clause.start, clause.end, _tense(text, entry.role)))
    if len(whens) == 2 and not clause.depth and "→" in text and _is_bare_date(text.replace("→", ""), whens):
        return _moved_apart(scope, clause, whens)
    if whens and not clause.depth and _is_bare_date(text, whens):
        return _dated_after(scope, clause, whens[0], found)
    if clause.depth:
        return _parenthesis(scope, clause, text, whens, found)
    if not whens and _EVENT.search(text) is None and not _TRIGGER.search(text):
        return None
    status, dates, original = _judge(scope, entry, text, clause, whens)
    if status is None:
        return None
    event = _event(scope, clause, whens, status)
    if event is None:
        return None
    return _milestone(scope, clause, event, status, dates, original)


def _explicit(norm: str, whens: list[When]) -> list[When]:
    """周一(3/10) is the date in the parenthesis."""
    return [
        w
        for w, after in zip_longest(whens, whens[1:])
        if not (after and re.match(r"[下本这上]*(?:周|星期)", w.text) and norm[w.end : after.start] in ("(", " ("))
    ]


_TRIGGER = re.compile(r"完|搞|毕|中$|延期|推迟|暂停|挂起|搁置|阻塞|待定|未|没|停|已|了$|[好齐]$|hold", re.IGNORECASE)


def _is_bare_date(text: str, whens: list[When]) -> bool:
    rest = text
    for when in whens:
        rest = rest.replace(when.text, "")
    return len(re.sub(r"[\s()（）]|计划|预计|截止|时间|DDL|:", "", rest)) == 0


def _moved_apart(scope: Scope, clause: Clause, whens: list[When]) -> Milestone | None:
    """`评估往后挪，2/19 → 2/26`: the dates of a move that the clause in front tells."""
    other = scope.before(clause)
    event = _event(scope, other, [], "delayed") if other else None
    return _milestone(scope, clause, event, "delayed", whens[1], whens[0]) if event else None


def _dated_after(scope: Scope, clause: Clause, when: When, found: list[Fact]) -> Milestone | None:
    """`双十二预案评审，12月3日`: a date by itself belongs to what stands in front."""
    other = scope.before(clause)
    last = found[-1] if found else None
    words = scope.norm[other.start : other.end] if other else ""
    if (
        other
        and (last is None or last.start < other.start)
        and _EVENT.search(words)
        and (when.first or when.last)
        and _lies_ahead(scope, when, is_done=False)
    ):
        event = _event(scope, other, [], "planned")
        return _milestone(scope, clause, event, "planned", when, None) if event else None
    if (
        isinstance(last, Milestone)
        and last.date_start is None
        and last.date_end is None
        and last.status in ("planned", "in_progress")
        and last.end >= clause.start - 3
    ):
        _set_dates(last, when)
    return None


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
    is_status = bool(re.fullmatch(r"\s*(?:未开始|待定|挂起|暂停|搁置|阻塞|进行中|已完成|已?上线|延期|on hold)\s*", text, re.IGNORECASE))
    if is_status or (whens and len(re.sub(r"[\s日前后起]|计划|预计|截止|完成|上线|DDL", "", rest)) <= 1):
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
            return None
        if whens and not (_EVENT.search(host_text) or scope.entry.role == "plan"):
            return None
        status, dates, original = _judge(scope, scope.entry, host_text + text, clause, whens)
        event = _event(scope, host, [], status or "planned")
        if status is None or event is None:
            return None
        made = _milestone(scope, host, event, status, dates, original)
        made.end = clause.end
        return made
    if _EVENT.search(text) and (whens or _DONE.search(text) or _PAUSED.search(text)) and not re.search(r"\d\s*%", text):
        status, dates, original = _judge(scope, scope.entry, text, clause, whens)
        event = _event(scope, clause, whens, status) if status else None
        return _milestone(scope, clause, event, status, dates, original) if status and event else None
    return None


def _today(scope: Scope) -> date:
    calendar = scope.context.calendar
    return calendar.today if calendar else date.max


def _judge(scope: Scope, entry: Entry, text: str, clause: Clause, whens: list[When]) -> tuple[str | None, When | None, When | None]:
    """Status, date and the date promised before, by what the clause says; no status means that it says nothing of the kind."""
    if _PAUSED.search(text) and not re.search(
        r"(?:解除|恢复|不再|无|取消)\s*(?:阻塞|暂停|挂起|搁置)|阻塞(?:点|项|问题|率)|(?:队列|线程|连接|行锁|消息)阻塞", text
    ):
        return ("paused", None, None) if entry.role != "plan" else (None, None, None)
    moved = _DELAYED.search(text)
    following = scope.clauses[scope.clauses.index(clause) + 1 :][:1]
    if moved and not whens and following and "→" in scope.norm[following[0].start : following[0].end]:
        return None, None, None  # the dates of the move come next
    if moved and not whens and (_EFFECT.search(text) or re.match(r"的?[\u4e00-\u9fff]+的", text[moved.end() :])):
        return None, None, None
    if moved and (whens or not re.search(r"时延|延迟|周期|未延期|无延期", text)):
        return _moved(scope, text, clause, whens, moved)
    if len(whens) == 2 and re.fullmatch(r"\s*(?:→|-+>|=+>)\s*", scope.norm[whens[0].end : whens[1].start]):
        return "delayed", whens[1], whens[0]
    actual = _ACTUAL.search(text)
    if actual and len(whens) == 2 and (_PLANNED.search(text) or _WAS.search(text)):
        return "done", whens[1], whens[0]
    when = whens[0] if whens else None
    if entry.role == "note" and not (
        when and (_PLANNED.search(text) or _EVENT.search(text) or (_lies_ahead(scope, when, is_done=False) and len(text) <= _SHORT_CLAUSE))
    ):
        return None, None, None
    if entry.role == "metric" and not when:
        return None, None, None
    if entry.role == "plan":
        if not (when and (when.first or when.last) and _is_ahead(scope, when) and _is_deed(text)):
            return None, None, None
        return "planned", _open_ended(when) if _BEGIN.search(text) else when, None
    if _NOT_STARTED.search(text) and not whens:
        return ("planned", None, None) if len(text) <= 20 else (None, None, None)
    if _NOT_DONE.search(text):
        return ("in_progress", None, None) if _EVENT.search(text) and not whens else (None, None, None)
    return _told(scope, text, when)


def _is_deed(text: str) -> bool:
    return (
        bool(_EVENT.search(text))
        or len(re.findall(r"[\u4e00-\u9fff]", re.sub(r"[上下本]?(?:周|月|半年|季度)[一二三四五六日初底中末内]?|\d+[日号]?", "", text)))
        >= _SHORTEST_DEED
    )


def _is_ahead(scope: Scope, when: When) -> bool:
    end = when.last or when.first
    return end is not None and end >= _today(scope)


def _moved(scope: Scope, text: str, clause: Clause, whens: list[When], moved: re.Match[str]) -> tuple[str | None, When | None, When | None]:
    at = clause.start + moved.start()
    after = [w for w in whens if w.start >= at or (w.start <= at < w.end)]
    before = [w for w in whens if w.start < at and w not in after]
    status = "planned" if _EARLIER.search(text) else "delayed"
    if status == "planned" and after and re.search(r"了|已", text) and not _lies_ahead(scope, after[-1], is_done=True):
        status = "done"
    if after:
        return status, after[-1], before[-1] if before else _was(scope, clause)
    if before and len(before) == 1 and _WAS.search(text[: before[0].start - clause.start]):
        return status, None, before[0]
    if before and re.search(r"(?:将|预计|计划|至|到)\s*$", text[: before[0].start - clause.start]):
        return status, before[-1], None
    return status, None, before[-1] if before else _was(scope, clause)


def _was(scope: Scope, clause: Clause) -> When | None:
    """The date promised before, where the clause in front names it: 原计划12月底完成，现推迟到…."""
    other = _promise_before(scope, clause)
    whens = scope.context.dates(scope.entry, other.start, other.end, "") if other else []
    return whens[0] if whens else None


def _promise_before(scope: Scope, clause: Clause) -> Clause | None:
    """The clause in front that tells the old promise: 原计划 3/7 结束."""
    other = scope.before(clause)
    while other is not None and not re.search(
        r"原(?:计划|定|本|来|排期|先|\s*\d)|本来|赶不上|^\s*计划\s*\d", scope.norm[other.start : other.end]
    ):
        other = scope.before(other)
    return other


def _told(scope: Scope, text: str, when: When | None) -> tuple[str | None, When | None, When | None]:
    """Done, under way or planned, by the words of the clause and where its date lies."""
    nothing = (None, None, None)
    if re.search(
        r"原(?:计划|定|来|\s*\d)|本来|赶不上|来不及|再[看说议]$|先不|暂不|不再|(?:率|占比|金额|数量|预算)\s*[\d约]", text
    ) or scope.context.has_finding(scope.entry, text):
        return nothing
    planned, done, doing, begun = _PLANNED.search(text), _DONE.search(text), _DOING.search(text), _BEGIN.search(text)
    stated = when if when and (when.first or when.last or when.edge) else None
    if stated and stated.precision == "week" and re.match(r"本|这|当", stated.text) and not planned:
        stated = None
    if (
        stated
        and stated.precision in _COARSE
        and (done or doing or re.match(r"\s*(?:上|下|本|Q|H|\d)", stated.text))
        and not planned
        and not _ADJACENT.match(text.partition(stated.text)[2])
    ):
        stated = None  # Q4 OKR草稿写完: the quarter is part of the name
    is_ahead = stated is not None and _lies_ahead(scope, stated, is_done="已" in text)
    if begun and re.search(r"已(?:经|正式|全面|分批)?(?:启动|开始|进入|开展|着手|开启)", text):
        done = None
    if done and re.search(r"百分之|[\d一二三四五六七八九]\s*[%成]", text):
        done = None  # a share that is done is progress
    if done and not (planned and "已" not in text):
        if is_ahead:
            return "planned", stated, None
        if _EFFECT.search(text) and not _FINISHED.search(text):
            return nothing
        return "done", stated, None
    if doing and not planned:
        return "in_progress", _open_ended(stated), None
    if planned:
        return _intended(text, stated, is_begun=bool(begun))
    if begun and (stated or _EVENT.search(text[begun.end() :] + text[: begun.start()])):
        return ("planned" if is_ahead else "in_progress"), _open_ended(stated), None
    if stated:
        return _dated(text, stated, is_ahead=is_ahead)
    if _BARE_DONE.search(text.rstrip(" 。")) and not re.search(r"支持|配合|准备|推进|跟进|协助|待|需|等|如何|方案|流程|规范", text):
        return "done", None, None
    return nothing


_COARSE = ("month", "quarter", "half", "year")
_ADJACENT = re.compile(
    rf"\s*(?:$|[\u4e00-\u9fff]{{1,4}}$|完成|已|上线|内|前|初|底|中|达|启动|进入|开始|可|要|再|全部|全面|正式|发|投产|交|收|(?:{EVENTS})(?:$|完成|[，,]))"
)
_FINISHED = re.compile(r"完成(?!\s*\d)|完毕|上线|投产|发布|提测|验收|评审|割接|[切灰跑做写修开接]完|迁移完|切换|清理|处理完")


def _lies_ahead(scope: Scope, when: When, *, is_done: bool) -> bool:
    """Whether the date is still to come; a span that has begun is, unless the clause says 已."""
    today = _today(scope)
    if when.first is None:
        return when.last is not None and when.last > today
    if when.first > today:
        return True
    return not is_done and when.last is not None and when.last > today and when.precision not in ("day",)


def _intended(text: str, stated: When | None, *, is_begun: bool) -> tuple[str | None, When | None, When | None]:
    if stated is not None:
        return "planned", _open_ended(stated) if is_begun and stated.precision == "day" else stated, None
    is_short = len(text) <= _SHORT_CLAUSE and bool(_EVENT.search(text))
    waits = re.search(rf"(?:^|[:，,\s])[^，,\\d]{{0,8}}待(?:{EVENTS})|(?:计划|预计|拟)(?!中)[^，,]{{0,6}}(?:{EVENTS})", text)
    return ("planned", None, None) if is_short and waits and not re.search(r"目标|等待|待客户|待业务", text) else (None, None, None)


def _dated(text: str, stated: When, *, is_ahead: bool) -> tuple[str | None, When | None, When | None]:
    """A date without a word of status: what lies ahead is planned, what lies behind is done."""
    if stated.edge == "起" and _EVENT.search(text) and not is_ahead:
        return "in_progress", stated, None
    is_known = bool(_EVENT.search(text) or re.search(r"正式版|整体|可用|见效", text) or (stated.edge == "起" and is_ahead))
    if is_ahead:
        rest = re.sub(r"\s", "", text.replace(stated.text, ""))
        is_deed = is_known or stated.edge == "前" or (2 <= len(rest) <= _SHORT_CLAUSE)
        return (
            ("planned", stated, None)
            if is_deed and not (_EFFECT.search(text) and not is_known and stated.edge != "前")
            else (None, None, None)
        )
    if (
        stated.precision == "day"
        and not stated.clock
        and re.fullmatch(r"\s*[\u4e00-\u9fff]{2,6}", text.partition(stated.text)[2])
        and not _EFFECT.search(text)
    ):
        return "done", stated, None
    if (
        not is_known
        or stated.clock
        or stated.precision in ("month", "quarter", "half", "year")
        or (_EFFECT.search(text) and not _FINISHED.search(text) and not re.search(r"灰度|全量|开城", text))
    ):
        return None, None, None
    return "done", stated, None


_SHORT_CLAUSE = 16
_SHORTEST_DEED = 2


def _open_ended(when: When | None) -> When | None:
    """A beginning has a start and no end (contract, Spans)."""
    if when is None or when.precision != "day" or when.first is None:
        return when
    return When(when.start, when.end, when.first, None, when.precision, when.text, when.has_year, edge=when.edge)


def _event(scope: Scope, clause: Clause, whens: list[When], status: str) -> str | None:
    """The normal form of what is reached: the clause without dates, words of status, and the project's name."""
    text = scope.norm[clause.start : clause.end]
    for when in whens:
        left = when.start - clause.start
        text = text[:left] + "\u0001" * (when.end - when.start) + text[left + when.end - when.start :]
    project = scope.project(clause)
    if status in ("paused", "delayed"):
        text = _without_cause(text)
    cleaned = [c for p in text.split("\u0001") if p.strip() and (c := _core(p, project))]
    with_event = [c for c in cleaned if _EVENT.search(c)]
    event: str | None
    if status == "delayed" and with_event:
        event = with_event[-1]
    elif cleaned:
        event = with_event[0] if len(with_event) == 1 else (with_event or cleaned)[-1]
    else:
        event = _named_elsewhere(scope, clause, text, status)
    if event is None or (status == "done" and _EFFECT.search(event) and not _EVENT.search(event)):
        return None
    event = _EFFECT_TAIL.sub("", event).strip() or event
    return event[-_LONGEST_EVENT:] if len(event) > _LONGEST_EVENT else event


_EFFECT_TAIL = re.compile(r"\s*(?:约|近)?\d[\d,.]*\s*(?:万|亿|[wWkK])?\s*(?:个|家|笔|条|台|次|起|人|户|元|单|件|张|%|项)[^，,]{0,4}$")
_CAUSE = re.compile(r"(?:因(?!子)|由于|受(?!理)).*?(?=暂停|挂起|搁置|阻塞|延期|推迟|延后|顺延|调整|on hold|$)", re.IGNORECASE)


def _without_cause(text: str) -> str:
    return _CAUSE.sub("\u0001", text)


def _named_elsewhere(scope: Scope, clause: Clause, text: str, status: str) -> str | None:
    """A clause of status alone (`7/29 完成`, `暂时搁置`) speaks of its topic, of the clause in front, or of the whole project."""
    verb = re.search(r"上线|恢复|启动|复审|提测|全量|灰度|完成|结束|开始", text)
    entry = scope.entry
    if entry.topic and entry.topic_end <= clause.start and (core := _core(entry.topic, None)):
        return core
    if verb and verb[0] not in ("完成", "结束", "开始", "恢复"):
        return verb[0]
    if status == "delayed" and (promise := _promise_before(scope, clause)):
        words = scope.norm[promise.start : promise.end]
        for when in scope.context.dates(entry, promise.start, promise.end, ""):
            words = words.replace(when.text, " ")
        if core := _core(re.sub(r"(?:原(?:计划|定|本|来|排期|先)|本来|赶不上)(?:说|是|为|在|于)?", " ", words), scope.project(clause)):
            return core
    other = scope.before(clause)
    while other is not None:
        words = _without_cause(scope.norm[other.start : other.end]).split("\u0001")[0]
        if not re.match(r"\s*原(?:定|计划)", words):
            if not _NOT_SUBJECT.search(words) and (core := _core(words, scope.project(clause))) and len(core) <= _LONGEST_EVENT:
                return core
            break
        other = scope.before(other)
    project = scope.project(clause)
    deed = _EVENT.findall(project) if project else []
    if deed and project and project.endswith(deed[-1]) and entry.form != "row":
        return str(deed[-1])
    if status in ("paused", "delayed", "in_progress"):
        return "整体"
    if status == "planned" and _NOT_STARTED.search(text):
        return "整体"
    if verb is None:
        rest = re.sub(r"^(?:全部|均|都|再|就|会|可|能)+", "", tidy(text.replace("\u0001", " ")))
        if len(re.sub(r"[\W\d_]", "", rest)) >= 2 and "\u0001" in text:
            return rest
        return "整体" if status == "done" and re.search(r"已|✅|完", text) else None
    return verb[0]


_NOT_SUBJECT = re.compile(r"\d|^(?:等|缺|受|因|由于|待)|完成|已|未|通过|受到?|一致|正常|中$|进度|[:：]")


def _core(part: str, project: str | None) -> str:
    words = tidy(part.replace(FILLER, " "))
    if project and words.startswith(project):
        words = words[len(project) :]
    words = re.sub(r"^.{1,12}[:：]\s*(?=.{2})", "", words) if len(words) > _LONGEST_EVENT else words
    for _ in range(2):
        words = _STRIP_HEAD.sub("", words)
        words = _STRIP_TAIL.sub("", words)
    words = re.sub(r"^[vV]?\d+(?:\.\d+)+(?:-[\w.]+)?\s*(?:版本?)?(?:已|正式|全量)*(?=[\u4e00-\u9fff]{2})", "", words)
    words = _MODIFIERS.sub("", words)
    words = re.sub(r"(?:时间|日期)$", "", words)
    words = re.sub(r"^的|\s+$", "", words)
    if words in ("项目", "工作", "暂时", "目前", "整体", "全部", "项目整体", "方面"):
        return "整体" if words in ("项目", "整体", "项目整体") else ""
    return words if len(re.sub(r"[\W\d_]", "", words)) >= 2 else ""


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
