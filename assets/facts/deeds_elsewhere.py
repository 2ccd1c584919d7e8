"""What a milestone is about where its clause names nothing: the clause in front, the topic, the title above, the promise that it takes back.

What does not belong here: what the clause itself names (`deeds`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.cores import LABEL, core_of
from assets.facts.milestone_words import (
    CAUSE,
    EARLIER,
    EFFECT_TAIL,
    EVENT,
    LONGEST_EVENT,
    NOT_SUBJECT,
    SHORT_CLAUSE,
    SHORT_DEED,
    STRIP_HEAD,
    VERSION,
    has_event,
    is_not_started,
)
from assets.facts.model import Entry
from assets.facts.promises import promised_deed, promised_words
from assets.facts.scope import Scope
from assets.facts.text import says, tidy
from assets.facts.words import EVENTS, SHORT_DEEDS


def event_of_promise(scope: Scope, clause: Clause) -> str | None:
    """切换 of `6/12 的切换取消，现在看要到 7/8`: what the clause in front said would come."""
    return named_elsewhere(scope, clause, "", "delayed")


def missed_before(scope: Scope, clause: Clause, text: str) -> str | None:
    """登录改造 of `登录改造没赶上本周窗口，随下周四的版本上`."""
    other = clause.before
    if other is None or not _BY_RELEASE.match(text) or not _MISSED.search(scope.norm, other.start, other.end):
        return None
    missed = _LATE.match(scope.norm[other.start : other.end])
    return (core_of(missed["what"], scope.project(clause)) if missed else "") or "上线"


def own_deed(scope: Scope, clause: Clause, first: str = "") -> str | None:
    """迁移 of 旧库迁移: the deed by which the project is called, where it begins so."""
    project = scope.project(clause)
    own = EVENT.findall(project) if project else []
    is_last = own and project is not None and project.removesuffix("会").endswith(own[-1]) and own[-1].startswith(first)
    return str(own[-1]) if is_last and scope.entry.form != "row" else None


def deed_before(scope: Scope, other: Clause) -> str | None:
    """改造方案评审 of `改造方案评审，计划3月19日召开`, 旧埋点停写 of `旧埋点停写，周一操作`."""
    words = scope.norm[other.start : other.end]
    core = "" if NOT_SUBJECT.search(words) else core_of(words, scope.project(other))
    if 0 < len(core) <= SHORT_CLAUSE:
        return core
    deeds = EVENT.findall(words)
    return str(deeds[-1]) if deeds else None


def deed_of_topic(scope: Scope, clause: Clause) -> str | None:
    """开城 of `开城节奏：上海7/23，广深8月上旬`: the label says what is dated, the clauses where."""
    entry = scope.entry
    found = _SCHEDULE.match(entry.topic) if entry.topic and entry.topic_end <= clause.start else None
    return found["deed"] if found else None


def without_cause(text: str) -> str:
    """The words of a clause without why and until when."""
    return _UNTIL.sub("\u0001", CAUSE.sub("\u0001", text))


def named_elsewhere(scope: Scope, clause: Clause, text: str, status: str) -> str | None:
    """A clause of status alone (`7/29 完成`, `暂时搁置`) speaks of its topic, of the clause in front, or of the whole project."""
    if status == "delayed" and scope.entry.label and EVENT.fullmatch(scope.entry.label):
        return scope.entry.label
    if short := SHORT_DEED.search(text):
        kept = _KEPT.match(scope.norm, clause.before.start, clause.before.end) if clause.before and short[1] in _ENDED_DEEDS else None
        return (kept["what"] if kept else "") + SHORT_DEEDS[short[1]]
    if share := OF_SHARE.search(text):
        return DEED_OF_SHARE[share[0]]
    verb = _VERB.search(text)
    entry = scope.entry
    if status == "delayed" and (deed := promised_deed(scope, clause)):
        return deed
    if status == "delayed" and _OF_END.search(text):
        return "完成"
    is_told = entry.topic and entry.topic_end <= clause.start and not (status == "paused" and _NO_SUBJECT.match(entry.topic))
    if entry.topic and is_told and (core := core_of(entry.topic, None)):
        return core + (_going_on(scope, clause, status) or "" if status == "planned" else "")
    if verb and verb[0] not in ("完成", "结束", "开始", "恢复"):
        return verb[0]
    if (status == "delayed" or EARLIER.search(text)) and (words := promised_words(scope, clause)):
        return "开城" if words.endswith(" 开") and scope.speaks_of_cities else words
    if (verb or text.rstrip()[-1:] == "完") and (going := _going_on(scope, clause, status)):
        return going
    other = clause.before
    while other is not None:
        words = without_cause(scope.norm[other.start : other.end]).split("\u0001")[0]
        is_held = status == "planned" and text.rstrip()[-1:] in "开办"  # 9 月版本评审会，周一下午开
        if is_held or (status == "paused" and _MAY_BE_DATED.search(words)):  # 还款日历原本月底上线，搁置
            words = _undated(scope, other, words)
        if status == "delayed" and _LATE_ALONE.fullmatch(words):
            other = other.before
            continue  # 本周没完成，延到下周四
        if status in ("planned", "done") and (changed := _CHANGED.match(words)):
            return core_of(changed["what"], scope.project(clause)) or core_of(changed["what"], None)
        words = LABEL.sub("", words) if has_event(words) else words
        if status in ("delayed", "planned") and (late := _LATE.match(words)):
            words = late["what"]  # 误报清理这周没排上，挪到下周
        words = _COUNTED.sub("", words) if status == "planned" and has_event(words) else words
        if status in ("delayed", "planned") and (turn := _TURN.fullmatch(words)):
            return turn[0].strip()  # 第5批因临近封网，由 9/27 推迟到 10/11
        if words.strip() and not _NO_SUBJECT.match(words):
            words = EFFECT_TAIL.sub("", VERSION.sub("", words))
            is_cause = entry.project is not None and not _DEED_LAST.search(words)
            is_cause = (is_cause or (status == "paused" and _WHY.search(words) is not None)) and (
                status == "paused" or (status == "delayed" and bool(_DEED_LAST.search(entry.project or "")))
            )
            if (
                not is_cause
                and not NOT_SUBJECT.search(words)
                and not (status == "planned" and _OVER.search(words))
                and (core := core_of(words, scope.project(clause)))
                and len(core) <= LONGEST_EVENT
            ):
                return core
            if status == "paused" and (part := _PART_FIRST.match(words)):
                return str(part["part"])
            if status == "paused" and _STILL_NOT.search(words) and (deeds := EVENT.findall(words)):
                return str(deeds[-1])  # 还没有恢复对接，先挂起
            break
        other = other.before
    if status in ("paused", "in_progress"):
        return "整体"
    if above := _deed_above(entry):
        return above
    if status == "planned" and clause.before and (said := _said_of_rest(scope, clause, text)):
        return said
    if own := own_deed(scope, clause):
        return own
    if status == "delayed":
        return "整体"
    if status == "planned" and is_not_started(text):
        return "整体"
    if verb is None:
        rest = tidy(" ".join(_without_head(part) for part in text.split("\u0001")))
        if says(rest) and "\u0001" in text:
            return rest
        return "整体" if status == "done" and re.search(r"已|✅|完", text) else None
    return verb[0]


def _said_of_rest(scope: Scope, clause: Clause, text: str) -> str | None:
    """跑完 of `回归还剩 12 条用例，预计周一跑完`, 联调 of `还差两个接口没联调，周三前弄完`, 第二轮 of `第一轮压测做完，第二轮 4/3`."""
    if ended := _FINISHED.search(text):
        return deed_in_front(scope, clause) if ended[0][0] in "弄做搞" else ended[0]
    turn = _TURN.search(text)
    return turn[0].strip() if turn and "次" not in turn[0] else None


def _going_on(scope: Scope, clause: Clause, status: str) -> str | None:
    """数据清洗 of `数据清洗进行中，预计 7 月中旬完成`, 联调 of `联调完成 80%，月底完成`, 现场评估 of `现场评估 6/9 开始，6/11 结束`."""
    other = clause.before
    whens = scope.context.dates(scope.entry, other.start, other.end, "") if other and status in ("done", "planned") else []
    if other and len(whens) == 1 and whens[0].edge == "起" and whens[0].end == other.end:
        return core_of(scope.norm[other.start : whens[0].start], scope.project(clause)) or None
    if status != "planned":
        return None
    if other is None:
        return None
    label = LABEL.match(scope.norm[other.start : other.end])  # `账户域：单元化改造 60%，预计 4 月底完成`
    found = _IN_COURSE.fullmatch(scope.norm, other.start + (label.end() if label else 0), other.end)
    return core_of(found["what"], scope.project(clause)) or None if found else None


def deed_in_front(scope: Scope, clause: Clause) -> str | None:
    """轮换 of `12 套环境轮换完 9 套，剩下的下周做`."""
    other = clause.before
    while other is not None:
        if deeds := EVENT.findall(scope.norm, other.start, other.end):
            return str(deeds[-1])
        if counted := _COUNTED_DEED.search(scope.norm, other.start, other.end):
            return str(counted["deed"] or counted["other"])
        other = other.before
    return None


def _without_head(words: str) -> str:
    """开完 of `预计9月内全部开完`."""
    return STRIP_HEAD.cut(tidy(words))


def _undated(scope: Scope, clause: Clause, words: str) -> str:
    """The words of a clause without its dates."""
    for when in scope.context.dates(scope.entry, clause.start, clause.end, ""):
        words = words.replace(when.text, "")
    return words


_MAY_BE_DATED = re.compile(r"[\d周][/.月一二三四五六日天]|[月年季]?[底末初中]")


def _deed_above(entry: Entry) -> str | None:
    """全链路压测 over `第二轮原定 10/29，提前到 10/28`."""
    above = entry.parent if entry.form == "item" else None
    is_title = above is not None and above.form == "item" and above.project == entry.project and len(above.text) <= SHORT_CLAUSE
    words = tidy(above.norm[above.body :]) if above is not None and is_title else ""
    return words if words and has_event(words) and not NOT_SUBJECT.search(words) else None


_COUNTED_DEED = re.compile(r"(?P<deed>[\u4e00-\u9fff]{1,4}?)[完好了]\s?\d|已(?P<other>[\u4e00-\u9fff]{1,4}?)\s?\d")

_VERB = re.compile(r"上线|恢复|启动|复审|提测|全量|灰度|完成|结束|开始")

_IN_COURSE = re.compile(
    r"\s*(?:目前|当前|正在)?(?P<what>[^，,\d:：]{2,16}?)(?:(?:正在|还在|仍在)?(?:进行|推进)?中|(?:已|已经)?(?:完成度?|进度)?(?:约|近|至|到|[从由]\s*\d[\d.]*\s*%[^，,\d]{1,5})?\s*\d[\d.]*\s*%)"
)

_OVER = re.compile(r"(?:了|过|[写做跑谈聊对][完好])\s*$")
"""`方案对过了，计划明年 Q1 做`: what is over is not what is planned."""

_TURN = re.compile(r"\s*第\s?[一二三四五六七八九十\d]{1,3}\s?[批轮期次阶波]段?\s*")
_FINISHED = re.compile(r"[\u4e00-\u9fff]完(?![成毕结])")
_WHY = re.compile(r"(?:优先级|资源|人力|人员|预算|排期|政策|业务|组织|架构|方向|策略|计划)[^，,]{0,4}(?:调整|变化|变动|变更|冻结)\s*$")
"""`业务优先级调整，先放一放`: why, and not what."""
_NO_SUBJECT = re.compile(r"\s*(?:原(?:定|计划)|受(?!理)|因|由于|等|卡在|缺|排不上)")

_LATE_ALONE = re.compile(r"\s*(?:[上本这]周|今天|暂时?|还|仍|也|一直)*[没未不](?:完成|做完|搞定|弄完|排上|赶上|成|达成|通过|全部完成)\s*")

_UNTIL = re.compile(r"[^，,]*[没未][^，,]*?之?前(?![端台])")
"""人行新规没落地之前: until when, not what."""

_DEED_LAST = re.compile(rf"(?:{EVENTS})\s*$")

_SCHEDULE = re.compile(rf"(?P<deed>.{{0,8}}?(?:{EVENTS}))(?:节奏|时间|排期|计划|安排|窗口|日期)?$")

_COUNTED = re.compile(r"\s?\d[\d,.]*\s*(?:个|家|笔|条|台|项|张|份|页|处|套)")
"""补充 12 条用例，7/22 前完成: how many says nothing of what."""

_CHANGED = re.compile(
    r"(?P<what>[^\d，,]{2,}?)(?:(?:从|由)\s*\d[^，,]*?(?:[改调换][成到至为]|[降升提增减缩扩加延放][成到至为低高大小长短])|(?:提前|推后|调整|[改调提降升缩])[到至为成]\s*\d)"
)
"""`告警阈值从 30 分钟改成 10 分钟，9/26 前完成`: what is changed until then."""

_PART_FIRST = re.compile(
    r"\s*(?P<part>[\u4e00-\u9fffA-Za-z]{1,6}?(?:域|端|部分|模块|子系统))(?:自己|这边|那边|的|自建|目前|现在)?(?=[\u4e00-\u9fff]{3})"
)
"""风控域 of `风控域自建配置太多，暂时搁置`."""
_STILL_NOT = re.compile(r"(?:还|仍|一直)[没未]")

_KEPT = re.compile(r"\s*(?P<what>[^\d，,]{2,8}?)(?:先|暂时?|仍|还|继续|临时)?(?:留|保留|并行|兜底|[没未](?:有)?[删停拆撤下])")
"""`老逻辑先留着当兜底，9.5 删`: what is kept until then."""

_ENDED_DEEDS = "删停拆撤"

_OF_END = re.compile(r"(?:完成|完工)的?(?:时间|日期|节点)")
"""`完成时间从 12/27 调整到 1/17`"""
OF_SHARE = re.compile(r"[切放灰扩](?=[到至]?\s*\d+\s*%)")
DEED_OF_SHARE = {"切": "切量", "放": "放量", "灰": "灰度", "扩": "放量"}
"""`4/3 切 20%`"""
_LATE = re.compile(
    rf"(?P<what>[^\d，,]{{0,12}}?(?:{EVENTS}))(?:(?=[较比])|[本这]周|暂时?|还|仍|一直|也)*(?:[没未][\u4e00-\u9fff]{{1,5}}|[没未](?:赶|搭|排)上[\u4e00-\u9fff]{{2,6}}|错过[\u4e00-\u9fff]{{2,6}}|[较比](?:原?计划|预期|排期|上周)?(?:晚|慢|滞后|落后|推后)[^，,]{{0,6}})\s*$"
)
_BY_RELEASE = re.compile(r"\s*[随跟搭赶][^，,]*?(?:版本?|窗口|班车|批次)")
_MISSED = re.compile(r"[没未](?:赶|搭|排)上|错过|赶不上")
