"""Status, date and the date promised before of what a clause says is reached.

What does not belong here: which clause it is (`milestones`) and what is reached (`deeds`).
"""

from __future__ import annotations

from assets.facts import moves
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.dates import When
from assets.facts.done_words import is_done
from assets.facts.milestone_words import (
    ACTUAL,
    BEGIN,
    DELAYED,
    NOT_DONE,
    PAUSED,
    PLANNED,
    SHORT_CLAUSE,
    SHORTEST_DEED,
    WAS,
    has_event,
    is_not_started,
)
from assets.facts.model import Entry
from assets.facts.patterns import Beginning
from assets.facts.promises import promise_before, promised_date
from assets.facts.scope import Scope
from assets.facts.so_far import is_so_far
from assets.facts.telling import ABSENT, told
from assets.facts.tenses import is_in_name, is_not_over, lies_ahead, open_ended
from assets.facts.words import EVENTS

_STILL = re.compile(rf"[还仍]在[^，,\d的]{{0,14}}?(?:{EVENTS})\s*$")
"""`合同还在 legal review` among the blockers says what is under way."""
_NOT_PAUSED = re.compile(
    r"[单光仅只]靠[^，,]*推不[动下]|(?:暂停|挂起|搁置|阻塞)\s*\d+\s*[个项家条]|(?:解除|恢复|不再|无|没有?|取消)\s*(?:阻塞|暂停|挂起|搁置)|阻塞(?:点|项|性|级|类|问题|缺陷|用例|工单|[Bb]ug|BUG|率|到)|(?<!暂)停了?\s*(?:大?半天|[\d一二两三四五六七八九十半]+\s?(?:多|个)*\s?(?:小时|分钟|天|h|min))|(?:队列|线程|连接|行锁|消息)阻塞|停掉?了(?=(?:最后|老|旧|原|全部|所有|[一两三四五六七八九\d]+\s?[个台套])[\u4e00-\u9fff]{2})"
)
_AFTER_IT = re.compile(r"\s*(?:前|后|$|[,，])")


def judge(scope: Scope, entry: Entry, text: str, clause: Clause, whens: list[When]) -> tuple[str | None, When | None, When | None]:
    """Status, date and the date promised before, by what the clause says; no status means that it says nothing of the kind."""
    if not whens and (_OF_THEM.match(text) or ("在" in text and _AT_WORK.fullmatch(text))):
        return None, None, None
    if _NOT_SAID.search(text):
        return None, None, None
    paused = PAUSED.search(text)
    if paused and not _NOT_PAUSED.search(text) and (paused[0][0] != "卡" or _is_stuck(text[: paused.start()])):
        if moves.is_conditional(scope, clause.before):
            return None, None, None  # 要是 CPU 抬得太高，就再缓一缓
        since = whens[0] if whens and whens[0].edge == "起" else None
        return ("paused", since, None) if entry.role != "plan" else (None, None, None)
    if not whens and _CANCELLED.search(text):
        return "paused", None, None
    if (
        len(whens) == 1
        and "的" in text
        and _TAKEN_OFF.fullmatch(text.replace(whens[0].text, ""))
        and not moves.following_move(scope, clause)
    ):
        return "paused", None, whens[0]
    if (word := DELAYED.search(text)) and (move := moves.told(scope, text, clause, whens, word)):
        return move
    if len(whens) == 2 and re.fullmatch(r"\s*(?:[\u4e00-\u9fff]{2,6}\s*)?(?:→|-+>|=+>)\s*", scope.norm[whens[0].end : whens[1].start]):
        is_earlier = whens[0].first and whens[1].first and whens[1].first < whens[0].first
        return ("planned" if is_earlier else "delayed"), whens[1], whens[0]
    if len(whens) == 2 and ACTUAL.search(text) and (PLANNED.search(text) or WAS.search(text)):
        return "done", whens[1], whens[0]
    if len(whens) == 1 and _STAYS.search(text) and has_event(text) and lies_ahead(scope, whens[0], is_done=False):
        return "planned", whens[0], None
    if len(whens) == 1 and _SETTLED_ON.search(text) and (promise := promise_before(scope, clause)) and _is_later(scope, promise, whens[0]):
        return "delayed", whens[0], promised_date(scope, promise)
    when = next((w for w in whens if not is_in_name(text, w)), whens[0]) if whens else None
    if when and when.text[0] == "下" and when.precision == "week" and ":" not in text:
        when = next((w for w in whens if w.precision == "day" and not w.edge), when)  # 下周主要盯 4/3 的割接
    if when and (when.precision == "ten_days" or when.text == "年中") and not _AFTER_IT.match(text.partition(when.text)[2]):
        when = next((w for w in whens if w.precision == "day"), when)  # 年底封网 12/27 开始
    if entry.role == "note" and not (
        _STILL.search(text)
        or (when and (PLANNED.search(text) or has_event(text) or (lies_ahead(scope, when, is_done=False) and len(text) <= SHORT_CLAUSE)))
    ):
        return None, None, None
    if entry.role == "metric" and not when:
        return None, None, None
    if entry.role == "plan" and not ("已" in text and is_done(text)):
        if (
            not (
                when and (when.first or when.last) and is_not_over(scope, when) and (_is_deed(entry, text) or _is_held(scope, clause, text))
            )
            or is_in_name(text, when)
            or _GOAL.search(text)
            or ABSENT.search(text)
        ):
            return None, None, None
        return "planned", open_ended(when) if BEGIN.search(text) else when, None
    if _NOT_NOW.search(text):
        return None, None, None
    if not whens and is_not_started(text):
        if _OPEN_DETAIL.search(text):
            return None, None, None
        return ("planned", None, None) if len(text) <= 20 else (None, None, None)
    if _HOW_OFTEN_OR_NO_DATE.search(text):
        return None, None, None
    if NOT_DONE.search(text) and not _FEW_CAME.search(text):  # 机器未到货，延期至 12/22
        is_open = has_event(text) and not whens and not moves.following_move(scope, clause)
        return ("in_progress", None, None) if is_open else (None, None, None)
    if not whens and is_so_far(scope, clause, text):
        return None, None, None
    return told(scope, text, when)


def _is_later(scope: Scope, promise: Clause, when: When) -> bool:
    """`本来说好 4 月 1 日提测，商量之后定在 4 月 8 日`."""
    was = promised_date(scope, promise)
    return was is not None and was.first is not None and when.first is not None and was.first < when.first


_NOT_SAID = re.compile(
    r"^\s*(?:除非|即使|哪怕|就算|宁可|如果|要是(?!求)|假如|万一|倘若|[^，,\d]{0,4}(?:同事|同学|有人|领导|老板|业务|产品|对方)[又还也]?问)|能不能|会不会|[来好完过]就会|催着|的(?:意思|想法|建议|意见)是"
)
"""What may be, or is asked: `除非监管叫停`, `有同事问能不能提前到四月`."""
_SETTLED_ON = re.compile(
    r"(?:商量|讨论|协商|沟通|权衡|评估|最后|最终|只能|只好|重新|双方|现在|暂时)[^，,\d]{0,6}[定放排约挪][在到于了]|^\s*(?:暂时?|先|都|又)?[定放排约][在到]"
)


def _is_stuck(subject: str) -> bool:
    """`联调卡在对方环境`, `目前卡在银行侧排期`: a deed or the whole, and no party of it."""
    return has_event(subject) or not subject.strip("目前现在还暂时，, ")


_BY_THE_WAY = "临时|已经?|被|暂时|最终|的|都|全部"
_CANCELLED = re.compile(
    rf"(?:{EVENTS}|项目|任务)(?:会|窗口|计划)?(?:{_BY_THE_WAY})*+(?:因[^，,]{{2,10}}?(?:{_BY_THE_WAY})*+)?(?<!支持)(?<!申请)(?<!办理)(?:取消|终止|砍掉|作废|搁浅|卡住|受阻)了?\s*$"
)
"""割接因暴雨取消"""
_TAKEN_OFF = re.compile(rf"\s*(?:所以|因此|于是)?\s*的(?:{EVENTS})(?:已经?|只好|只能|临时)?(?:取消|作废|泡汤)了?\s*")
"""`4 月 8 日的提测取消`"""
_STAYS = re.compile(r"(?:不变|不动|不受影响|不调整?|照旧)\s*$")
"""`4/20 的上线时间保持不变`"""
_OPEN_DETAIL = re.compile(
    r"(?:^\s*(?:具体|新的?|后续)(?:[\u4e00-\u9fff]{2})?(?:时间|日期|排期|安排)|地点|场地|人选|名单|金额|价格|分工|形式|主题|议题|预算)(?:还|仍|暂)?(?:待定|未定|没定)\s*$"
)
"""`下周一团建，地点待定`: what is open is no milestone."""
_HOW_OFTEN_OR_NO_DATE = re.compile(
    r"(?:打回|退回|驳回|失败)了?\s?(?:过?\s?)(?:\d+|[一两三几])\s?[次回轮]"
    r"|没有?(?:明确|确定|具体|确切)?的?[\u4e00-\u9fff]{0,4}(?:时间|日期|排期|计划|结论|说法)\s*$"
)
"""`提测打回 3 次` counts, 没有恢复时间 waits: neither tells of the state."""
_OF_THEM = Beginning(
    r"(?:[\u4e00-\u9fff\s]{2,6}\d+\s?[个项条家]?\s*[:：])?\s*(?:已[\u4e00-\u9fff]{1,3}|[\u4e00-\u9fff]{2}中|待[\u4e00-\u9fff]{2})\s*\d{1,3}\s*[个项条家]?\s*$|\s*(?:尚?未|没有?|待)(?:开始|启动|排期|完成)\s*\d|\s*(?:还|仍|尚|另)有\s?\d+\s?[个家条项处笔件张页套台例单起][\u4e00-\u9fff]{1,6}?(?:还|仍|都|均)*(?:待|[没未])|\s*(?:其中|还剩|剩下?|余下?)\s?\d+\s?[个家条项处笔件张套例单起][\u4e00-\u9fff]{1,6}?(?:还|仍|都|均)*(?:待|[没未])|\s*(?:其中|还有|另有|另外|剩下?|余下?|有)?\s?\d+\s?[个家条项处笔件张页套台例单起](?:里|中|还|仍|都|均|也)*(?:已|待|[没未]|在(?!线)|切换失败|失败|[改修关][完了]|[完关]闭)"
)
"""`反馈 11 条意见，其中 8 条已改` counts how far it went."""
_AT_WORK = re.compile(r"\s*[\u4e00-\u9fff]{2,6}\s?\d+\s?[个家条项处笔件张套例单起](?:还|仍|均|都)*在(?!线)[\u4e00-\u9fff]{1,2}\s*")
"""`差异 8 笔在查` counts what is being looked into."""
_GOAL = re.compile(r"目标\s*$|[一二两三四五六七八九十几]\s?件大?事$")
"""冲到年内目标, 下周只列四件事."""


def _is_deed(entry: Entry, text: str) -> bool:
    is_english = _ENGLISH.search(text) is not None and not _ON_CALL.search(entry.norm)
    return has_event(text) or is_english or len(_CHINESE.findall(_OF_CALENDAR_ANYWHERE.sub("", text))) >= SHORTEST_DEED


def _is_held(scope: Scope, clause: Clause, text: str) -> bool:
    """`9 月版本评审会，周一下午开`: a meeting and when it is."""
    other = clause.before
    return other is not None and text[-1] in "开办" and _OF_MEETING.search(scope.norm, other.start, other.end) is not None


_OF_MEETING = re.compile(rf"(?:会议?|{EVENTS})\s*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OF_CALENDAR_ANYWHERE = re.compile(r"[上下本]?(?:周|月|半年|季度)[一二三四五六日初底中末内]?|\d+[日号]?")


_ENGLISH = re.compile(r"(?<![A-Za-z])(?!(?:KR|OKR|ETA|eta|DDL|ddl)(?![a-z]))[A-Za-z]{2,}")
_ON_CALL = re.compile(r"on-?\s?call|duty|OOO", re.IGNORECASE)
"""`QA 4/3` below the plans"""
_FEW_CAME = re.compile(r"[没未](?:到|来)齐")
"""`评审人没到齐` is no deed that is not done."""
_NOT_NOW = re.compile(r"前(?:先|都|暂|均)?不(?:能|得|可|会)?[有再上开发切动做]|[没未]能?赶上|赶不上|错过|暂不|先不|暂未(?!开始|启动)")
