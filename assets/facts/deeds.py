"""What a milestone is about: the clause without dates, words of status and the name of its project. What does not belong here: status and dates (`milestones`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.cores import LABEL, core_of
from assets.facts.dates import When
from assets.facts.milestone_words import (
    CAUSE,
    DELAYED,
    EARLIER,
    EFFECT,
    EFFECT_TAIL,
    EVENT,
    LONGEST_EVENT,
    NOT_STARTED,
    NOT_SUBJECT,
    PAUSED,
    SHORT_CLAUSE,
    SHORT_DEED,
    STRIP_HEAD,
    STRIP_TAIL,
    VERSION,
    has_event,
)
from assets.facts.model import Entry
from assets.facts.promises import LIGHT, promise_before, promised_deed, promised_words
from assets.facts.scope import Scope
from assets.facts.text import says, tidy
from assets.facts.words import CITY_NAMES, EVENTS, SHORT_DEEDS


def event_of(scope: Scope, clause: Clause, whens: list[When], status: str) -> str | None:
    """The normal form of what is reached: the clause without dates, words of status, and the project's name."""
    text = scope.norm[clause.start : clause.end]
    if EARLIER.search(text) and (deed := promised_deed(scope, clause)):
        return deed  # 原计划 12/26 上线，提前到 12/19
    if (
        status == "planned"
        and clause.before
        and _BY_RELEASE.match(text)
        and _MISSED.search(scope.norm, clause.before.start, clause.before.end)
    ):
        missed = _LATE.match(scope.norm[clause.before.start : clause.before.end])
        return (core_of(missed["what"], scope.project(clause)) if missed else "") or "上线"
    if status in ("delayed", "paused"):
        text = (DELAYED if status == "delayed" else PAUSED).sub(lambda word: "\u0001" * len(word[0]), text)
    for when in whens:
        left = when.start - clause.start
        text = text[:left] + "\u0001" * (when.end - when.start) + text[left + when.end - when.start :]
    is_of_city = text.rstrip()[-1:] == "开" and (scope.speaks_of_cities or text.partition("\u0001")[0].strip() in CITY_NAMES)
    if is_of_city and _OPENED_THEN.search(text):
        return "开城"
    project = scope.project(clause)
    if status == "paused":
        text = _REASON.sub("", text)
    if status in ("paused", "delayed"):
        text = _BY_WHOM.sub("", _without_cause(text))
    if status == "done" and "待" in text:
        text = _WHAT_WAITS.sub("", text)
    if status == "done" and "已" in text and (all_of := _ALL_OF.match(text)) and not has_event(all_of[0]):
        text = text[all_of.end() :]
    cleaned = [c for p in text.split("\u0001") if p.strip() and (c := core_of(p, project))]
    if status in ("paused", "delayed"):
        cleaned = [c for c in cleaned if not _DEMAND.fullmatch(c) and not (status == "delayed" and _AGENT.search(c))]
    if status == "planned" and len(cleaned) == 1 and _SAYS.fullmatch(cleaned[0]):
        cleaned = []
    if status == "planned" and (again := _AGAIN.search(text)):
        return SHORT_DEEDS[again["deed"]]
    with_event = [c for c in cleaned if has_event(c)]
    event: str | None
    if status == "delayed" and with_event:
        event = with_event[-1 if whens else 0]  # 上线顺延到修复后
    elif status == "delayed" and promise_before(scope, clause):
        event = _named_elsewhere(
            scope, clause, text, status
        )  # 原本9月18日要压测，现在看只能推迟到9月21日: what was promised tells what is moved
    elif cleaned:
        event = with_event[0] if len(with_event) == 1 else (with_event or cleaned)[-1]
    else:
        event = _named_elsewhere(scope, clause, text, status)
    if event is None:
        return None
    is_light = event in LIGHT or (event in ("启动", "开始") and scope.project(clause) is None)
    if is_light and clause.before and (heavy := _deed_before(scope, clause.before)):
        return heavy  # 改造方案评审，计划3月19日召开
    event = _LATE_BY.sub("", event) or event
    if not has_event(event):
        is_again = _ONCE_MORE.fullmatch(event) is not None
        is_of_other = is_again or _OF_REST.match(event) or _SCHEDULED.fullmatch(event)
        if is_of_other and (deed := _deed_in_front(scope, clause) or (own_deed(scope, clause) if is_again else None)):
            return deed
    if status == "planned" and not has_event(event) and (deed := _deed_of_topic(scope, clause)):
        event = deed
    if _SO_MANY_CITIES.fullmatch(event):
        return "开城"
    rest = EFFECT_TAIL.sub("", event) if _DIGIT.search(event) and not _OF_REST.match(event) else event
    event = _ADVERB.sub("", STRIP_TAIL.cut(rest).strip() or event)
    if status == "done" and EFFECT.search(event) and not (has_event(event) or _ALL_DONE.search(text)):
        return None
    event = _widened(scope, clause, event, text) or _ended(event, text)
    if event[-1] == "掉" and (own := own_deed(scope, clause, event[0])):
        return own  # 下线 of `老接口下线：周三下掉 7 个`
    return _HALF_WORD.sub("", event[-LONGEST_EVENT - 1 :])[-LONGEST_EVENT:] if len(event) > LONGEST_EVENT else event


def _widened(scope: Scope, clause: Clause, event: str, text: str) -> str | None:
    """放量 of `7/13 放到 20%`, which is 灰度 behind 灰度中."""
    if event not in _DEED_OF_SHARE or not _OF_SHARE.search(text):
        return None
    return "灰度" if "灰度" in scope.norm[scope.start : clause.start] else _DEED_OF_SHARE[event]


def _ended(event: str, text: str) -> str:
    """招投标流程走完 and no 招投标流程走: a verb of one character is none without its end."""
    at = text.rfind(event)
    is_verb = at >= 0 and _VERB_TO_END.search(event) and not has_event(event[-2:])
    if at >= 0 and _VERB_OF_ARRIVAL.search(event) and text.startswith("到", at + len(event)):
        return event + "到"
    return event + "完" if is_verb and _END.match(text, at + len(event)) else event


_ALL_DONE = re.compile(r"(?:全部|[均都])[\u4e00-\u9fff]{1,2}完(?![成善])")
"""`23 个方案全部审完`"""
_VERB_TO_END = re.compile(r"[走刷跑补写改做搬拆清换接推装录导查谈签配理调测建铺升迁删扩核洗灌搭验评审讲]$")
_VERB_OF_ARRIVAL = re.compile(r"[拿收领等]$")
_END = re.compile(r"完(?![成毕结善])")


_HALF_WORD = re.compile(r"^[A-Za-z]+\s+")
"""`a cluster failover drill` is left of a name where only its last part is kept."""


def event_of_promise(scope: Scope, clause: Clause) -> str | None:
    """切换 of `6/12 的切换取消，现在看要到 7/8`: what the clause in front said would come."""
    return _named_elsewhere(scope, clause, "", "delayed")


def own_deed(scope: Scope, clause: Clause, first: str = "") -> str | None:
    """迁移 of 旧库迁移: the deed by which the project is called, where it begins so."""
    project = scope.project(clause)
    own = EVENT.findall(project) if project else []
    is_last = own and project is not None and project.removesuffix("会").endswith(own[-1]) and own[-1].startswith(first)
    return str(own[-1]) if is_last and scope.entry.form != "row" else None


def _deed_before(scope: Scope, other: Clause) -> str | None:
    """改造方案评审 of `改造方案评审，计划3月19日召开`, 旧埋点停写 of `旧埋点停写，周一操作`."""
    words = scope.norm[other.start : other.end]
    core = "" if NOT_SUBJECT.search(words) else core_of(words, scope.project(other))
    if 0 < len(core) <= SHORT_CLAUSE:
        return core
    deeds = EVENT.findall(words)
    return str(deeds[-1]) if deeds else None


def _deed_of_topic(scope: Scope, clause: Clause) -> str | None:
    """开城 of `开城节奏：上海7/23，广深8月上旬`: the label says what is dated, the clauses where."""
    entry = scope.entry
    found = _SCHEDULE.match(entry.topic) if entry.topic and entry.topic_end <= clause.start else None
    return found["deed"] if found else None


def _without_cause(text: str) -> str:
    return _UNTIL.sub("\u0001", CAUSE.sub("\u0001", text))


def _named_elsewhere(scope: Scope, clause: Clause, text: str, status: str) -> str | None:
    """A clause of status alone (`7/29 完成`, `暂时搁置`) speaks of its topic, of the clause in front, or of the whole project."""
    if status == "delayed" and scope.entry.label and EVENT.fullmatch(scope.entry.label):
        return scope.entry.label
    if short := SHORT_DEED.search(text):
        kept = _KEPT.match(scope.norm, clause.before.start, clause.before.end) if clause.before and short[1] in _ENDED_DEEDS else None
        return (kept["what"] if kept else "") + SHORT_DEEDS[short[1]]
    if share := _OF_SHARE.search(text):
        return _DEED_OF_SHARE[share[0]]
    verb = _VERB.search(text)
    entry = scope.entry
    if status == "delayed" and (deed := promised_deed(scope, clause)):
        return deed
    if status == "delayed" and _OF_END.search(text):
        return "完成"
    if entry.topic and entry.topic_end <= clause.start and (core := core_of(entry.topic, None)):
        return core
    if verb and verb[0] not in ("完成", "结束", "开始", "恢复"):
        return verb[0]
    if (status == "delayed" or EARLIER.search(text)) and (words := promised_words(scope, clause)):
        return "开城" if words.endswith(" 开") and scope.speaks_of_cities else words
    if (verb or text.rstrip()[-1:] == "完") and (going := _going_on(scope, clause, status)):
        return going
    other = clause.before
    while other is not None:
        words = _without_cause(scope.norm[other.start : other.end]).split("\u0001")[0]
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
        if words.strip() and not _NO_SUBJECT.match(words):
            words = EFFECT_TAIL.sub("", VERSION.sub("", words))
            is_cause = entry.project is not None and not _DEED_LAST.search(words)
            is_cause = is_cause and (status == "paused" or (status == "delayed" and bool(_DEED_LAST.search(entry.project or ""))))
            if (
                not is_cause
                and not NOT_SUBJECT.search(words)
                and not (status == "planned" and _OVER.search(words))
                and (core := core_of(words, scope.project(clause)))
                and len(core) <= LONGEST_EVENT
            ):
                return core
            if status == "paused" and _STILL_NOT.search(words) and (deeds := EVENT.findall(words)):
                return str(deeds[-1])  # 还没有恢复对接，先挂起
            break
        other = other.before
    if status in ("paused", "in_progress"):
        return "整体"
    if above := _deed_above(entry):
        return above
    if own := own_deed(scope, clause):
        return own
    if status == "delayed":
        return "整体"
    if status == "planned" and NOT_STARTED.search(text):
        return "整体"
    if verb is None:
        rest = tidy(" ".join(_without_head(part) for part in text.split("\u0001")))
        if says(rest) and "\u0001" in text:
            return rest
        return "整体" if status == "done" and re.search(r"已|✅|完", text) else None
    return verb[0]


def _going_on(scope: Scope, clause: Clause, status: str) -> str | None:
    """数据清洗 of `数据清洗进行中，预计 7 月中旬完成`, 联调 of `联调完成 80%，月底完成`, 现场评估 of `现场评估 6/9 开始，6/11 结束`."""
    other = clause.before
    whens = scope.context.dates(scope.entry, other.start, other.end, "") if other and status in ("done", "planned") else []
    if other and len(whens) == 1 and whens[0].edge == "起" and whens[0].end == other.end:
        return core_of(scope.norm[other.start : whens[0].start], scope.project(clause)) or None
    if status != "planned":
        return None
    found = _IN_COURSE.fullmatch(scope.norm, other.start, other.end) if other else None
    return core_of(found["what"], scope.project(clause)) or None if found else None


def _deed_in_front(scope: Scope, clause: Clause) -> str | None:
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
    words = tidy(words)
    lead = STRIP_HEAD.match(words)
    return words[lead.end() :] if lead else words


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


_REASON = re.compile(r"(?<=\u0001)\s*(?::|(?:by|on|due to|until|waiting)\s).*$")
"""`混部方案 blocked：内核版本待确认`, `blocked by legal`: why it stands still."""
_ALL_OF = re.compile(r".*?已(?:经)?(?:全部|全数|悉数)(?=[\u4e00-\u9fff]{3})")
"""`17 张表已全部纳入强规则`: how many of what, in front of what was done with them."""
_WHAT_WAITS = re.compile(r"(?<=[完好毕成过绪])[\s，,]*待(?![遇办]).*$")
"""`接口设计写完待评审`: what is to come."""
_ADVERB = re.compile(r"(?<=[\w)）])(?:[均都也]?已经?(?:全部|正式|全量|成功|顺利|基本)?|正在)(?=[\u4e00-\u9fff]{1,4}$)")
"""签约页上线 of `签约页已经上线`."""
_OF_REST = re.compile(r"^\s*(?:还|其)?(?:剩下?|剩余|余下?|其余|另外)[^，,\u0001]{0,8}")
"""剩下的下周做: of what the clause in front tells."""
_ONCE_MORE = re.compile(
    r"(?:再|重新?|加|补|另)[\u4e00-\u9fff]{0,2}[一两二三\d]\s?[场次轮遍回批]|重[开跑做测审走办来演]|(?:接着|继续)[跑做弄测改写补搬切推]|(?:再)?来[一两二三\d]\s?[次遍场轮]"
)
"""`培训只来了六成，下周二补一场`: what was done is done again."""
_LATE_BY = re.compile(r"(?:比|较)?(?:原?计划)?(?:提前|晚|迟|早|拖)了?约?[\d一二两三四五半几]+个?多?(?:天|周|日|小时|工作日|月|星期)$")
"""提测 of 提测晚了两天."""
_SCHEDULED = re.compile(r"(?:第[一二三四五]次)?(?:重新?|另行?|再次?|暂时?|又)?(?:预?约|定|排|改|安排|协调)(?:了|好|在|到|于|时间)*")
"""`割接失败，重新约 3/26`: of what stands in front."""
_COUNTED_DEED = re.compile(r"(?P<deed>[\u4e00-\u9fff]{1,4}?)[完好了]\s?\d|已(?P<other>[\u4e00-\u9fff]{1,4}?)\s?\d")
_SO_MANY_CITIES = re.compile(r"新?[开上]通?\s*[\d一二两三四五六七八九十]+\s*[个座]?城市?")
"""开 4 城 of `原计划本周开 4 城，延到下周`."""
_VERB = re.compile(r"上线|恢复|启动|复审|提测|全量|灰度|完成|结束|开始")
_IN_COURSE = re.compile(
    r"\s*(?:目前|当前|正在)?(?P<what>[^，,\d:：]{2,16}?)(?:(?:正在|还在|仍在)?(?:进行|推进)?中|(?:已|已经)?(?:完成度?|进度)?(?:约|近|至|到|[从由]\s*\d[\d.]*\s*%[^，,\d]{1,5})?\s*\d[\d.]*\s*%)"
)
_AGAIN = re.compile(rf"[后完好]\s*\u0001+\s*(?:再|就)?(?P<deed>{'|'.join(SHORT_DEEDS)})\s*$")
"""`补自测后周二再提`: what comes first is said in front of the date."""
_OVER = re.compile(r"(?:了|过|[写做跑谈聊对][完好])\s*$")
"""`方案对过了，计划明年 Q1 做`: what is over is not what is planned."""
_SAYS = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}|[一两三四五六几\d]\s?家)(?:都|也|那边|这边|侧)?(?:说|答应|承诺|表示|反馈|回复)(?:了|最快|最晚)?"
)
"""`两家都说 8 月底前给`: who says it, not what."""
_DEMAND = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,6}(?:要求|通知|决定|建议|希望|同意)先?|(?:老板|领导|业务|产品|运营|客户|监管|总部|上级|[\u4e00-\u9fff]{1,4}[方侧组部])(?:临时|紧急|突然|主动|那边|这边)*"
)
"""`业务要求先停一停`: who wants it, not what."""
_AGENT = re.compile(r"(?:机构|方|银行|部门|团队|客户|供应商|厂商|业务侧|法务|财务)$")
"""`测评机构改期`: who moved it, not what."""
_OPENED_THEN = re.compile(r"\u0001\s*(?:再|才|就|能)?开\s*$")
"""`蚌埠 12 月 18 号开` in a report of cities."""
_OF_SHARE = re.compile(r"[切放灰扩](?=[到至]?\s*\d+\s*%)")
_DEED_OF_SHARE = {"切": "切量", "放": "放量", "灰": "灰度", "扩": "放量"}
"""`4/3 切 20%`"""
_NO_SUBJECT = re.compile(r"\s*(?:原(?:定|计划)|受(?!理)|因|由于|等|卡在|缺)")
_LATE_ALONE = re.compile(r"\s*(?:[上本这]周|今天|暂时?|还|仍|也|一直)*[没未不](?:完成|做完|搞定|弄完|排上|赶上|成|达成|通过|全部完成)\s*")
_LATE = re.compile(
    rf"(?P<what>[^\d，,]{{0,12}}?(?:{EVENTS}))(?:(?=[较比])|[本这]周|暂时?|还|仍|一直|也)*(?:[没未][\u4e00-\u9fff]{{1,5}}|[没未](?:赶|搭|排)上[\u4e00-\u9fff]{{2,6}}|错过[\u4e00-\u9fff]{{2,6}}|[较比](?:原?计划|预期|排期|上周)?(?:晚|慢|滞后|落后|推后)[^，,]{{0,6}})\s*$"
)
_UNTIL = re.compile(r"[^，,]*[没未][^，,]*?之?前(?![端台])")
"""人行新规没落地之前: until when, not what."""
_DEED_LAST = re.compile(rf"(?:{EVENTS})\s*$")
_SCHEDULE = re.compile(rf"(?P<deed>.{{0,8}}?(?:{EVENTS}))(?:节奏|时间|排期|计划|安排|窗口|日期)?$")
_DIGIT = re.compile(r"\d")
_COUNTED = re.compile(r"\s?\d[\d,.]*\s*(?:个|家|笔|条|台|项|张|份|页|处|套)")
"""补充 12 条用例，7/22 前完成: how many says nothing of what."""
_CHANGED = re.compile(
    r"(?P<what>[^\d，,]{2,}?)(?:(?:从|由)\s*\d[^，,]*?(?:[改调换][成到至为]|[降升提增减缩扩加延放][成到至为低高大小长短])|(?:提前|推后|调整|[改调提降升缩])[到至为成]\s*\d)"
)
"""`告警阈值从 30 分钟改成 10 分钟，9/26 前完成`: what is changed until then."""
_STILL_NOT = re.compile(r"(?:还|仍|一直)[没未]")
_KEPT = re.compile(r"\s*(?P<what>[^\d，,]{2,8}?)(?:先|暂时?|仍|还|继续|临时)?(?:留|保留|并行|兜底)")
"""`老逻辑先留着当兜底，9.5 删`: what is kept until then."""
_ENDED_DEEDS = "删停拆撤"
_BY_WHOM = re.compile(r"^\s*[\u4e00-\u9fffA-Za-z]{2,6}(?:又|再|主动|临时)?[把将](?=[\u4e00-\u9fff]{2})")
"""`银行侧把联调窗口改成了 4/9`"""
_BY_RELEASE = re.compile(r"\s*[随跟搭赶][^，,]*?(?:版本?|窗口|班车|批次)")
_MISSED = re.compile(r"[没未](?:赶|搭|排)上|错过|赶不上")
"""`登录改造没赶上本周窗口，随下周四的版本上`"""
_OF_END = re.compile(r"(?:完成|完工)的?(?:时间|日期|节点)")
"""`完成时间从 12/27 调整到 1/17`"""
