"""What a milestone is about: the clause without dates, words of status and the name of its project. What does not belong here: status and dates (`milestones`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.bared import without_asides, without_dates
from assets.facts.clauses import Clause
from assets.facts.cores import core_of
from assets.facts.dates import When
from assets.facts.deeds_elsewhere import (
    DEED_OF_SHARE,
    OF_SHARE,
    deed_before,
    deed_in_front,
    deed_of_topic,
    missed_before,
    named_elsewhere,
    own_deed,
)
from assets.facts.milestone_words import (
    EARLIER,
    EFFECT,
    EFFECT_TAIL,
    LONGEST_EVENT,
    STRIP_TAIL,
    has_event,
)
from assets.facts.patterns import Ending
from assets.facts.promises import LIGHT, promise_before, promised_deed
from assets.facts.scope import Scope
from assets.facts.words import CITY_NAMES, EVENTS, SHORT_DEEDS


def event_of(scope: Scope, clause: Clause, whens: list[When], status: str) -> str | None:
    """The normal form of what is reached: the clause without dates, words of status, and the project's name."""
    text = scope.norm[clause.start : clause.end]
    if "提" in text and EARLIER.search(text) and (deed := promised_deed(scope, clause)):
        return deed  # 原计划 12/26 上线，提前到 12/19
    if "排期" in text and _SETTLED.fullmatch(text.replace(whens[0].text, "") if whens else text):
        return "排期"
    if status == "planned" and (missed := missed_before(scope, clause, text)):
        return missed
    text = without_dates(text, clause.start, whens, status)
    is_of_city = text.rstrip()[-1:] == "开" and (scope.speaks_of_cities or text.partition("\u0001")[0].strip() in CITY_NAMES)
    if is_of_city and _OPENED_THEN.search(text):
        return "开城"
    project = scope.project(clause)
    text = without_asides(text, whens, status)
    cleaned = [c for p in text.split("\u0001") if p.strip() and (c := core_of(p, project))]
    if status in ("paused", "delayed"):
        cleaned = [c for c in cleaned if not _DEMAND.fullmatch(c) and not (status == "delayed" and _AGENT.search(c))]
    if status == "planned" and len(cleaned) == 1 and _SAYS.fullmatch(cleaned[0]) and not has_event(cleaned[0]):
        cleaned = []
    if status == "planned" and (again := _AGAIN.search(text)):
        return SHORT_DEEDS[again["deed"]]
    event = _chosen(scope, clause, text, status, cleaned, is_dated=bool(whens))
    if event is None:
        return None
    if event in _ENDS and (ended := _ended_before(scope, clause, status)):
        return ended  # 旧证书替换，周三搞定
    if event in _ENDS and (turn := _TURN.search(text)):
        return turn[0]
    if status == "done" and _QUANTITY.fullmatch(event):
        return None  # 已完成 1.2PB
    is_light = event in LIGHT or (event in ("启动", "开始") and scope.project(clause) is None)
    if is_light and clause.before and (heavy := deed_before(scope, clause.before)):
        return heavy  # 改造方案评审，计划3月19日召开
    event = _LATE_BY.cut(event) or event
    if (short := event.lstrip("才就再又")) in SHORT_DEEDS and whens:
        return SHORT_DEEDS[short]  # 周五才上
    if not has_event(event):
        is_again = _ONCE_MORE.fullmatch(event) is not None
        is_of_other = is_again or _OF_REST.match(event) or _SCHEDULED.fullmatch(event)
        if is_of_other and (deed := deed_in_front(scope, clause) or (own_deed(scope, clause) if is_again else None)):
            return deed
        if is_of_other and clause.before and (part := _PART_DONE.match(scope.norm, clause.before.start, clause.before.end)):
            return str(part["part"])
    if status == "planned" and not has_event(event) and (deed := deed_of_topic(scope, clause)):
        event = deed
    if event[:1] in "新开上" and _SO_MANY_CITIES.fullmatch(event):
        return "开城"
    rest = EFFECT_TAIL.sub("", event) if not event.isalpha() and _DIGIT.search(event) and not _OF_REST.match(event) else event
    if _COUNTING.fullmatch(rest.strip()) and (all_done := _OF_ALL.search(text)):
        rest = all_done[0]
    counted = event if has_event(event) and not has_event(rest) else None  # 120 个标签验收
    event = STRIP_TAIL.cut(rest).strip() or event
    event = _ADVERB.sub("", event) if "已" in event or "正在" in event else event
    event = _AT_IT.sub("", event) if status == "in_progress" and "在" in event else event
    if (
        status == "done"
        and EFFECT.search(event)
        and not (has_event(event) or _ALL_DONE.search(text) or (whens and _DONE_THEN.search(text)))
    ):
        return None
    event = counted or _widened(scope, clause, event, text) or _ended(event, text)
    if event[-1:] == "掉" and (own := own_deed(scope, clause, event[0])):
        return own  # 下线 of `老接口下线：周三下掉 7 个`
    return _HALF_WORD.sub("", event[-LONGEST_EVENT - 1 :])[-LONGEST_EVENT:] if len(event) > LONGEST_EVENT else event


def _chosen(scope: Scope, clause: Clause, text: str, status: str, cleaned: list[str], *, is_dated: bool) -> str | None:
    """The part of a clause that tells what is reached, or what stands elsewhere."""
    with_event = [c for c in cleaned if has_event(c)]
    if status == "delayed" and with_event:
        return with_event[-1 if is_dated else 0]  # 上线顺延到修复后
    if status == "delayed" and promise_before(scope, clause):
        return named_elsewhere(
            scope, clause, text, status
        )  # 原本9月18日要压测，现在看只能推迟到9月21日: what was promised tells what is moved
    if len(cleaned) > 1 and (cleaned[-1] in LIGHT or cleaned[-1] in _ENDS or cleaned[-1] in ("启动", "开始")):
        return cleaned[-2] + cleaned[-1]  # 联络人会议 4/27 召开
    if cleaned:
        return with_event[0] if len(with_event) == 1 else (with_event or cleaned)[-1]
    return named_elsewhere(scope, clause, text, status)


def _widened(scope: Scope, clause: Clause, event: str, text: str) -> str | None:
    """放量 of `7/13 放到 20%`, which is 灰度 behind 灰度中."""
    if event not in DEED_OF_SHARE or not OF_SHARE.search(text):
        return None
    return "灰度" if "灰度" in scope.norm[scope.start : clause.start] else DEED_OF_SHARE[event]


def _ended(event: str, text: str) -> str:
    """招投标流程走完 and no 招投标流程走: a verb of one character is none without its end."""
    at = text.rfind(event)
    is_verb = at >= 0 and event[-1:] in _VERBS_TO_END and not has_event(event[-2:])
    if at >= 0 and event[-1:] in _VERBS_OF_ARRIVAL and text.startswith("到", at + len(event)):
        return event + "到"
    return event + "完" if is_verb and _END.match(text, at + len(event)) else event


def _ended_before(scope: Scope, clause: Clause, status: str) -> str | None:
    """回退 of `日志组件回退到 2.17，已完成`, 自动切读 of `延迟超 5s 自动切读，9 月下旬完成`: the clause in front names what has an end."""
    other = clause.before
    if other is None or status not in ("done", "planned"):
        return None
    words = scope.norm[other.start : other.end]
    if _STATED.search(words):
        return None
    named = deed_before(scope, other) if status == "done" else None
    runs = _RUN.findall(words)
    return named or (core_of(runs[-1], scope.project(clause)) or None if runs and _DIGIT.search(words) else None)


_SETTLED = re.compile(r"\s*(?:具体|最终|上线|开发|测试)?排期(?:能|可以?|会|要)?[定出给]下?来?\s*")
"""`排期下周定`"""
_STATED = re.compile(r"[了已没未不]|完成|通过|中$|\d\s*%|进行|正在")
_RUN = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z]{2,}")
_TURN = re.compile(r"第\s?[一二三四五六七八九十\d]{1,3}\s?[批轮期次阶波]段?")
_QUANTITY = re.compile(r"\d[\d.,]*\s*(?:[KMGTP]B?|[万亿wWkK])?", re.IGNORECASE)
_ENDS = frozenset(("完成", "搞定", "落地", "结束", "闭环", "办结", "收官", "收口", "收尾", "处理"))
"""Words that say that something has come to its end, and not what."""
_ALL_DONE = re.compile(r"(?:全部|[均都])[\u4e00-\u9fff]{1,2}完(?![成善])")
"""`23 个方案全部审完`"""
_DONE_THEN = re.compile(r"[切迁换升改搬接推铺]完了?\s*$")
"""`14 个应用周三晚上切完`"""
_VERBS_TO_END = frozenset("走刷跑补写改做搬拆清换接推装录导查谈签配理调测建铺升迁删扩核洗灌搭验评审讲")
_VERBS_OF_ARRIVAL = frozenset("拿收领等")
_END = re.compile(r"完(?![成毕结善])")


_HALF_WORD = re.compile(r"^[A-Za-z]+\s+")
"""`a cluster failover drill` is left of a name where only its last part is kept."""


_COUNTING = re.compile(r"(?:累计|合计|总计|一?共|总共|总|目前)")
_OF_ALL = re.compile(r"(?:全部|[均都]已?)[\u4e00-\u9fff]完(?=[成了]?\s*$)")
"""全部切完 of `累计 386 万户全部切完`."""
_ADVERB = re.compile(r"(?<=[\w)）])(?:[均都也]?已经?(?:全部|正式|全量|成功|顺利|基本)?|正在)(?=[\u4e00-\u9fff]{1,4}$)")
"""签约页上线 of `签约页已经上线`."""
_AT_IT = re.compile(rf"(?<=[\w)）])[还仍]?在(?=(?:{EVENTS})$)")
"""提现场景压测 of `提现场景在压测`."""
_OF_REST = re.compile(r"^\s*(?:还|其)?(?:剩下?|剩余|余下?|其余|另外)[^，,\u0001]{0,8}")
"""剩下的下周做: of what the clause in front tells."""
_PART_DONE = re.compile(r"\s*(?P<part>[\u4e00-\u9fffA-Za-z]{2,10}?)(?:完成度?|做到|进度)?\s*\d+\s*(?:%|[个家条项张份套台])")
"""前端 of `前端 80%，剩余下周完成`"""
_ONCE_MORE = re.compile(
    r"(?:再|重新?|加|补|另)[\u4e00-\u9fff]{0,2}[一两二三\d]\s?[场次轮遍回批]|重[开跑做测审走办来演评提报验试压]|(?:接着|继续)[跑做弄测改写补搬切推]|(?:再)?来[一两二三\d]\s?[次遍场轮]"
)
"""`培训只来了六成，下周二补一场`: what was done is done again."""
_LATE_BY = Ending(r"(?:比|较)?(?:原?计划)?(?:提前|晚|迟|早|拖)了?约?[\d一二两三四五半几]+个?多?(?:天|周|日|小时|工作日|月|星期)")
"""提测 of 提测晚了两天."""
_SCHEDULED = re.compile(r"(?:第[一二三四五]次)?(?:重新?|另行?|再次?|暂时?|又)?(?:预?约|定|排|改|安排|协调)(?:了|好|在|到|于|时间)*")
"""`割接失败，重新约 3/26`: of what stands in front."""
_SO_MANY_CITIES = re.compile(r"新?[开上]通?\s*[\d一二两三四五六七八九十]+\s*[个座]?城市?")
"""开 4 城 of `原计划本周开 4 城，延到下周`."""
_AGAIN = re.compile(rf"[后完好]\s*\u0001+\s*(?:再|就)?(?P<deed>{'|'.join(SHORT_DEEDS)})\s*$")
"""`补自测后周二再提`: what comes first is said in front of the date."""
_SAYS = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}|[一两三四五六几\d]\s?家)(?:都|也|那边|这边|侧)?(?:说|答应|承诺|表示|反馈|回复)(?:了|最快|最晚)?"
)
"""`两家都说 8 月底前给`: who says it, not what."""
_DEMAND = re.compile(
    r"被[\u4e00-\u9fff]{1,8}|[\u4e00-\u9fffA-Za-z]{2,6}(?:要求|通知|决定|建议|希望|同意)先?|(?:老板|领导|业务|产品|运营|客户|监管|总部|上级|[\u4e00-\u9fff]{1,4}[方侧组部])(?:临时|紧急|突然|主动|那边|这边)*"
)
"""`业务要求先停一停`: who wants it, not what."""
_AGENT = re.compile(r"(?:机构|方|银行|部门|团队|客户|供应商|厂商|业务侧|法务|财务)$")
"""`测评机构改期`: who moved it, not what."""
_OPENED_THEN = re.compile(r"\u0001\s*(?:再|才|就|能)?开\s*$")
"""`蚌埠 12 月 18 号开` in a report of cities."""
_DIGIT = re.compile(r"\d")
