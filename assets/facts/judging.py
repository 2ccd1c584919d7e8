"""Status, date and the date promised before of what a clause says is reached.

What does not belong here: which clause it is (`milestones`) and what is reached (`deeds`).
"""

from __future__ import annotations

from assets.facts import moves
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.dated import SO_MANY, WIDENS, dated
from assets.facts.dates import When
from assets.facts.done_words import is_done
from assets.facts.milestone_words import (
    ACTUAL,
    BARE_DONE,
    BEGIN,
    COARSE,
    DELAYED,
    EFFECT,
    EVENT,
    FINISHED,
    NOT_DONE,
    NOT_STARTED,
    PAUSED,
    PLANNED,
    SHORT_CLAUSE,
    SHORTEST_DEED,
    WAS,
    has_event,
    is_doing,
)
from assets.facts.model import Entry
from assets.facts.patterns import guarded
from assets.facts.scope import Scope
from assets.facts.so_far import is_so_far
from assets.facts.tenses import day_of, is_in_name, is_long_ago, is_not_over, lies_ahead, open_ended
from assets.facts.words import EVENTS

_STILL = re.compile(rf"[还仍]在[^，,\d的]{{0,14}}?(?:{EVENTS})\s*$")
"""`合同还在 legal review` among the blockers says what is under way."""
_THIS_WEEK = re.compile(r"[本这当](?!个?月)")
_NOT_PAUSED = re.compile(
    r"(?:暂停|挂起|搁置|阻塞)\s*\d+\s*[个项家条]|(?:解除|恢复|不再|无|没有?|取消)\s*(?:阻塞|暂停|挂起|搁置)|阻塞(?:点|项|性|级|类|问题|缺陷|用例|工单|[Bb]ug|BUG|率|到)|停了?\s*(?:大?半天|[\d一二两三四五六七八九十半]+\s?(?:多|个)*\s?(?:小时|分钟|天|h|min))|(?:队列|线程|连接|行锁|消息)阻塞|停掉?了(?=(?:最后|老|旧|原|全部|所有|[一两三四五六七八九\d]+\s?[个台套])[\u4e00-\u9fff]{2})"
)
_NOT_BEGUN = re.compile(
    r"可以?(?:启动|开始|进入|开展)|无法|不能|未能|能(?:否|够|按期|按时|如期)*进入|后(?:[再在即可才会]|开展|启动|开始)(?![台端])"
)
"""What cannot be entered, or begins after something else: 备案批复后在济南开展试点."""
_PERHAPS = re.compile(
    r"照样|照旧|逾期|届时|可以|能够|有望|应该|应当|必须|须|希望|建议|考虑|[没未不]|迟迟|尚|影响|可能|会(?!议|员)|导致|风险|担心|延迟|耽误"
)
_AFTERWARDS = re.compile(r"(?<!今)(?<!前)后(?![端台续置督管])(?!.*[已了])|之后|首个|即可|才能|方可")
"""观察两周后下线 tells what comes, and not that it came."""
SAID = re.compile(
    r"已|完成|过|了|[写做跑改开测切修补搭]完|\b(?:done|complete|completed|finished|merged|released|shipped|deployed|passed|approved)\b",
    re.IGNORECASE,
)
_AFTER_IT = re.compile(r"\s*(?:前|后|$|[,，])")
_HELP = re.compile(r"可(?=[\u4e00-\u9fff]{2}$)|支持|推动|促进|助力|加快|配合|准备|推进|跟进|协助|待|需(?!求)|等(?![保级])|如何|流程\s*:")


def judge(scope: Scope, entry: Entry, text: str, clause: Clause, whens: list[When]) -> tuple[str | None, When | None, When | None]:
    """Status, date and the date promised before, by what the clause says; no status means that it says nothing of the kind."""
    if not whens and (_OF_THEM.match(text) or _AT_WORK.fullmatch(text)):
        return None, None, None
    if PAUSED.search(text) and not _NOT_PAUSED.search(text):
        since = whens[0] if whens and whens[0].edge == "起" else None
        return ("paused", since, None) if entry.role != "plan" else (None, None, None)
    if not whens and _CANCELLED.search(text):
        return "paused", None, None
    if (word := DELAYED.search(text)) and (move := moves.told(scope, text, clause, whens, word)):
        return move
    if len(whens) == 2 and re.fullmatch(r"\s*(?:[\u4e00-\u9fff]{2,6}\s*)?(?:→|-+>|=+>)\s*", scope.norm[whens[0].end : whens[1].start]):
        is_earlier = whens[0].first and whens[1].first and whens[1].first < whens[0].first
        return ("planned" if is_earlier else "delayed"), whens[1], whens[0]
    if len(whens) == 2 and ACTUAL.search(text) and (PLANNED.search(text) or WAS.search(text)):
        return "done", whens[1], whens[0]
    if len(whens) == 1 and _STAYS.search(text) and has_event(text) and lies_ahead(scope, whens[0], is_done=False):
        return "planned", whens[0], None
    when = next((w for w in whens if not is_in_name(text, w)), whens[0]) if whens else None
    if when and when.precision == "ten_days" and not _AFTER_IT.match(text.partition(when.text)[2]):
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
            not (when and (when.first or when.last) and is_not_over(scope, when) and (_is_deed(text) or _is_held(scope, clause, text)))
            or is_in_name(text, when)
            or _GOAL.search(text)
            or _ABSENT.search(text)
        ):
            return None, None, None
        return "planned", open_ended(when) if BEGIN.search(text) else when, None
    if _NOT_NOW.search(text):
        return None, None, None
    if not whens and NOT_STARTED.search(text):
        if _OPEN_DETAIL.search(text):
            return None, None, None
        return ("planned", None, None) if len(text) <= 20 else (None, None, None)
    if _HOW_OFTEN.search(text) or _NO_DATE.search(text):
        return None, None, None
    if NOT_DONE.search(text) and not _FEW_CAME.search(text):  # 机器未到货，延期至 12/22
        is_open = has_event(text) and not whens and not moves.following_move(scope, clause)
        return ("in_progress", None, None) if is_open else (None, None, None)
    if not whens and is_so_far(scope, clause, text):
        return None, None, None
    return _told(scope, text, when)


_CANCELLED = re.compile(
    rf"(?:{EVENTS})(?:会|窗口|计划)?(?:因[^，,]{{2,10}}?|临时|已经?|被|暂时|最终|的|都|全部)*(?<!支持)(?<!申请)(?<!办理)取消了?\s*$"
)
"""割接因暴雨取消"""
_STAYS = re.compile(r"(?:不变|不动|不受影响|不调整?|照旧)\s*$")
"""`4/20 的上线时间保持不变`"""
_OPEN_DETAIL = re.compile(
    r"(?:^\s*(?:具体|新的?|后续)(?:[\u4e00-\u9fff]{2})?(?:时间|日期|排期|安排)|地点|场地|人选|名单|金额|价格|分工|形式|主题|议题|预算)(?:还|仍|暂)?(?:待定|未定|没定)\s*$"
)
"""`下周一团建，地点待定`: what is open is no milestone."""
_NO_DATE = re.compile(r"没有?(?:明确|确定|具体|确切)?的?[\u4e00-\u9fff]{0,4}(?:时间|日期|排期|计划|结论|说法)\s*$")
"""没有恢复时间"""
_HOW_OFTEN = re.compile(r"(?:打回|退回|驳回|失败)了?\s?(?:过?\s?)(?:\d+|[一两三几])\s?[次回轮]")
"""`提测打回 3 次` counts, and tells nothing of the state."""
_OF_THEM = re.compile(
    r"\s*(?:其中|还有|另有|另外|剩下?|余下?|有)?\s?\d+\s?[个家条项处笔件张页套台例单起](?:里|中|还|仍|都|均|也)*(?:已|待|[没未]|在(?!线)|切换失败|失败|[改修关][完了]|[完关]闭)"
)
"""`反馈 11 条意见，其中 8 条已改` counts how far it went."""
_AT_WORK = re.compile(r"\s*[\u4e00-\u9fff]{2,6}\s?\d+\s?[个家条项处笔件张套例单起](?:还|仍|均|都)*在(?!线)[\u4e00-\u9fff]{1,2}\s*")
"""`差异 8 笔在查` counts what is being looked into."""
_GOAL = re.compile(r"目标\s*$|[一二两三四五六七八九十几]\s?件大?事$")
"""冲到年内目标, 下周只列四件事."""


def _is_deed(text: str) -> bool:
    return has_event(text) or len(_CHINESE.findall(_OF_CALENDAR_ANYWHERE.sub("", text))) >= SHORTEST_DEED


def _is_held(scope: Scope, clause: Clause, text: str) -> bool:
    """`9 月版本评审会，周一下午开`: a meeting and when it is."""
    other = clause.before
    return other is not None and text[-1] in "开办" and _OF_MEETING.search(scope.norm, other.start, other.end) is not None


_OF_MEETING = re.compile(rf"(?:会议?|{EVENTS})\s*$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OF_CALENDAR_ANYWHERE = re.compile(r"[上下本]?(?:周|月|半年|季度)[一二三四五六日初底中末内]?|\d+[日号]?")


def _told(scope: Scope, text: str, when: When | None) -> tuple[str | None, When | None, When | None]:
    """Done, under way or planned, by the words of the clause and where its date lies."""
    nothing = (None, None, None)
    if _NOT_TOLD.search(text) or _NOTHING_NEW.search(text) or _ABSENT.search(text) or scope.context.has_finding(scope.entry, text):
        return nothing
    planned, done = PLANNED.search(_AS_PLANNED.sub(lambda words: " " * len(words[0]), text)), is_done(text)
    stated = when if when and (when.first or when.last or when.edge) else None
    if done and planned and planned[0] == "计划" and stated is None and _NAMED_PLAN.search(text):
        planned = None
    if stated and stated.precision == "week" and _THIS_WEEK.match(stated.text) and not planned:
        stated = None
    if (
        stated
        and not planned
        and (done or stated.text[0] in "年月季" or _OF_CALENDAR.match(stated.text) or is_doing(text))
        and is_in_name(text, stated)
    ):
        stated = None
    if done and stated and is_long_ago(scope, stated):
        stated = None  # 2019 年前交易冷备完成
    if (stated is None or stated.precision in COARSE) and _REACHED.search(text):
        return nothing  # 完成 Q2 目标
    if stated and not planned and _WITHIN.match(stated.text) and EFFECT.search(text):
        return nothing
    if stated and planned and planned[0] == "要求" and _WITHIN.match(stated.text) and not has_event(text):
        return nothing  # 监管要求 5 天以内
    is_ahead = stated is not None and (lies_ahead(scope, stated, is_done="已" in text) or _is_tonight(scope, text, stated))
    if done and scope.entry.checked is False and not SAID.search(text):
        done = False  # a box that is not ticked
    if done and scope.entry.children and text.strip(" :") == scope.entry.project:
        done = False  # 单测补齐 over its list is what the work is called
    if done and planned and stated is None and _THEN_WAITS.search(text, 0, planned.end()):
        planned = None
    if done and (
        _SHARE.search(text) or (_DONE_ALONE.fullmatch(text) and not has_event(text)) or (_HAS_BEGUN.search(text) and BEGIN.search(text))
    ):
        done = False  # a share that is done is progress
    if done and stated is None and (share := _OF_SO_MANY.search(text)) and int(share["n"]) < int(share["of"]):
        done = False  # 用例 12/15 通过
    if done and "后" in text and _BEFORE_IT.search(text) and not SAID.search(text):
        done = False
    if done and stated and _is_attribute(text, stated):
        stated, is_ahead = None, False
    if not stated and "再" in text and _BEFORE_NEXT.search(text):
        return nothing
    if done and not (planned and "已" not in text):
        if is_ahead:
            return ("done", None, None) if _ALREADY.search(text) else ("planned", stated, None)
        is_on_day = (
            stated is not None
            and stated.precision == "day"
            and ("已" in text or _WIDENED.search(text) or SO_MANY.match(text.partition(stated.text)[2]))
        )
        if (EFFECT.search(text) or _SO_MANY_CITIES.search(text)) and not (FINISHED.search(text) or is_on_day):
            return nothing
        return "done", stated, None
    if not planned and is_doing(text):
        if ("🚧" in text or "🔄" in text) and _SHARE.search(text) and not is_doing(text.replace("🚧", " ").replace("🔄", " ")):
            return nothing  # 🚧 埋点补齐 90%
        return "in_progress", open_ended(stated), None
    begun = None if _NOT_BEGUN.search(text) else BEGIN.search(text)
    if planned:
        return _intended(text, stated, is_begun=bool(begun))
    if begun and begun[0] == "进入" and EFFECT.search(text):
        return nothing  # 进入签约页 18,000 人
    if begun and (
        stated or _WORK_BEGUN.search(text) or _HAS_BEGUN.search(text) or EVENT.search(text[begun.end() :] + text[: begun.start()])
    ):
        return ("planned" if is_ahead else "in_progress"), open_ended(stated), None
    if stated and is_ahead and stated.precision in COARSE and EFFECT.search(text) and stated.first and stated.first <= day_of(scope):
        return nothing  # 5 月下线闲置机器 62 台, told in May
    if stated:
        return dated(text, stated, is_ahead=is_ahead)
    if _NOW.match(text) and not (done or EFFECT.search(text)):
        return "in_progress", None, None
    if (
        (BARE_DONE.search(text.rstrip(" 。")) or _ALL_OF_THEM.search(text) or _DID_QUOTED.search(text))
        and scope.entry.checked is not False
        and not scope.entry.children
        and not _HELP.search(text)
        and not _PERHAPS.search(text)
        and not _OF_DEED.search(text)
        and not (_AFTERWARDS.search(text) and "经过" not in text)
    ):
        return "done", None, None
    return nothing


_REACHED = re.compile(
    r"^\s*(?:已|提前|超额)?(?:完成|达成)了?\s*(?:[月季年周][度内]?|全年|本[周月]|[QH]\d|\d{1,2}\s?月)?\s*的?(?:计划|目标|任务|指标)\s*(?:的|$)"
)
_ALREADY = re.compile(
    r"\d[日号]?\s?(?:端午|中秋|国庆|春节|元旦|五一)?[\u4e00-\u9fff]{2,6}(?:表|单|方案|通知|公告|计划|名单|排期|预案)已[\u4e00-\u9fff]{1,3}$"
)
"""`6/22-6/24 端午值班表已发`: what is dated is not what was done."""
_AS_PLANNED = re.compile(r"按照?原?定?计划(?!于|在)")
"""`按原计划 3/27 完成` tells what came about."""
_NOW = re.compile(
    r"\s*(?:目前|当前|现阶段|现)(?:仍|还|正|主要|都|处于|在)*(?:排查|梳理|开发|联调|测试|对接|沟通|整改|改造|准备|评估|调研|设计|编写|适配|优化|跟进|推进|协调|定位|核对|验证|迁移|清理|谈判|走流程)(?!完|好|通过|成功|环境|人员|资源|平台)"
)
"""目前排查原因"""
_WITHIN = re.compile(r"[\d一二两三四五六七八九十半]{1,3}\s?个?(?:天|日|周|星期|月|工作日)(?:之|以)?内")
"""`两天内签约 312 单`: how long it took."""
_WIDENED = re.compile(r"(?:灰度|放量|切量|切流|推全|全量|开城|开通|上线|试点)了")
"""`8/20 灰度了 3 个城市`: how far it went on a day is reached then."""
_ALL_OF_THEM = re.compile(
    rf"(?:全部|[均都]|悉数|全数|如期|按期|按时|准时)(?:已|被)?(?:(?!支持|需求|体验|文档|方案|报告|准备|分析|保障|覆盖)(?:{EVENTS}))了?\s*$"
)
"""5 个中危全部关闭"""
_OF_DEED = re.compile(r"的[\u4e00-\u9fff]{2}\s*$")
"""`和前端工具的打通` names a deed."""
_DID_QUOTED = re.compile(
    r"(?:上线|发布|投产|推出|开放)了?\s*(?:「[^「」]{2,16}」|《[^《》]{2,16}》|\"[^\"]{2,16}\")[\u4e00-\u9fff]{0,6}\s*$"
)
"""上线「存管开户」场景"""
_BEFORE_IT = re.compile(r"[补写做接改测走跑配备凑收理谈签][完好齐][^，,]{1,8}后(?![端台续置督管])[\u4e00-\u9fff]{2}")
"""补齐评估后重审 tells what comes."""
_BEFORE_NEXT = re.compile(r"(?:通过|完成|[完好后])(?:之后|以后|后)?再[切上开发推全启做定迁放灰提]")
"""演练通过再切生产 tells what comes."""
_OF_IT = re.compile(r"[^，,。]{1,14}?的(?=[^，,。]{2,}?已)")


def _is_tonight(scope: Scope, text: str, stated: When) -> bool:
    """`今晚上线` and `3/29 夜里发`, told that day, are to come."""
    is_today = stated.precision == "day" and stated.first == day_of(scope) and not SAID.search(text)
    return is_today and (stated.text.endswith("今晚") or _NIGHT.match(text.partition(stated.text)[2]) is not None)


_NIGHT = re.compile(r"\s?(?:今晚|夜里|夜间|深夜|晚上|晚间|下班后|收市后)")


def _is_attribute(text: str, stated: When) -> bool:
    """Whether a date is part of what is done, and not when: 上周用户反馈较多的文案已修改上线."""
    found = _OF_IT.match(text.partition(stated.text)[2])
    return found is not None and not is_done(found[0])


_THEN_WAITS = re.compile(r"(?:完成|完毕|通过|就绪|[写做开改跑测][完好])[\s,，]*待$")
"""`系统开发完成待发布` tells first what is done."""


_NAMED_PLAN = re.compile(r"(?<![本下上这每][周月年])[\u4e00-\u9fff]{2}(?<![侧方组队期们])计划(?!\s*(?:完成|结束|于|在|将))")
"""`资金计划模块开发完成`, `测试计划评审通过` are of a plan, and no plans."""
_NOT_TOLD = re.compile(
    guarded(
        r"\d\s?[个家条套台项张][\u4e00-\u9fff]{1,8}[中里](?:的|有)?\s*\d|[=＝]\s*已|只有\s*\d(?!\d?\s?[/月]\s?\d)|[一二两三四五六七八九十几]\s?件大?事(?!\s*:)|可能(?:要|会|得)|(?:人|同学|人手|人力|资源)都?被(?:抽|借|调|拉|占)|^\s*(?:若|如果|假如|万一|一旦|发现\s?\d)|^\s*[这本]周主要在[做赶忙推]|^\s*(?:在此)?期间(?:只|不|仅|禁)|^\s*(?:备选|(?:原则上)?同意(?!书))|^\s*(?:主要|根本|直接)?(?:原因|结论)(?:[是为:：]|在于)|状态[\u4e00-\u9fff]{0,3}[是为]\s*[\"“「]|没希望|没戏|无望|够呛|^等(?!到?\s*(?:\d{1,2}\s?[/月.]|下周|周[一二三四五六日]|月底))[^，,]{1,20}(?:后|再|才)|^\s*等(?![保级额比])[^，,]{2,16}(?:结束|完成|通过|[完好齐])\s*$|^截[至止](?!日|时间)|^\s*是(?!否)|\d\s?%\s?是|^\s*(?:竞品|友商|同行|竞对)(?!调研|分析|对比|体验|报告|梳理)|催(?:一?下|促|办|进度)?\s*$|^\s*(?:希望|麻烦|烦请|恳请|请)(?!款|购|求)|倒数第|起不来|[连登跑]不[上来]|已(?:经)?(?:要求|催|提醒|请|通知)[^\d，,]{2,}$|^\s*[和与跟同][^，,]{2,10}(?:定了|说好了?|商量好?了?)$|^\s*(?:否则|不然|要不然|错过(?!了))|怕|担心|以免|避免|防止|避开|错开|绕开|无法|不(?:建议|宜|允许|推荐)|原本|原先|最初|影响(?!评估|面|范围|分析|力|小)|(?<![按照依是])原(?:计划|定|来|约|排期|打算|拟|\s*\d)|不再[是为]|本来|[本原](?:应(?!用)|该)|(?:应该|早该|早应)[^，,]*就[^，,]+的$|就该(?=[\u4e00-\u9fff])|按(?:原)?计划[^，,]{0,8}[该应]|不(?:了(?!解)|成(?!立|熟|本|为)|完(?!整|善|全|美)|动(?!产)|下来|出来|过去)(?!起)|赶不上|来不及|再[看说议碰聊]$|先不|暂不|不再|目标(?:值|为|是|[:：≥>≤<]|[\u4e00-\u9fff]{0,6})?\s*\d(?!\d?\s*[/月号日]|\d?\.\d{1,2}(?![\d%]))|(?:率|占比|金额|数量|预算)\s*(?:\d(?!\d?\s?[/月]\s?\d)|约)"
    )
)
_SO_MANY_CITIES = re.compile(r"\d\s*[个座]?城市?(?![市场商])")
"""已签约 14 城"""
_NOTHING_NEW = re.compile(
    r"(?:^|[本这]周|目前|暂时?)\s*(?:没有|无)(?:新|其[他它]|任何|重大)[^，,]{0,6}$"
    r"|^\s*(?:以上|[本这]周|目前)?的?(?:其[他它余]|各项?|剩余|日常|整体)的?[\u4e00-\u9fff]{0,4}?(?:工作|事项|项目|需求|任务|系统|业务|模块|方面|事情)?"
    r"(?:均|都|也|仍|在)*(?:按[^，,]{0,6}(?:计划|排期|节奏|进度)|正常|照常|有序|稳步|如期|按部就班)[^，,]{0,6}$"
)
"""本周无新开城; 本周其他工作均按计划推进."""
_FEW_CAME = re.compile(r"[没未](?:到|来)齐")
"""`评审人没到齐` is no deed that is not done."""
_ABSENT = re.compile(
    r"(?:接口人|负责人|对接人|联系人|经办人)[^，,]{0,4}换了|[休请][年婚产陪病事个\s]{0,3}假(?!期)|调休|(?:去|到|要|在)[\u4e00-\u9fff]{0,4}出差|(?:在外|外出)(?:学习|培训|开会)"
    r"|(?:年假|休假|请假|调休)\s*$|愉快|快乐|辛苦|[下再]周?见\s*$"
)
"""两位同学休年假: who is away is no milestone, nor is what is wished: 周末愉快."""
_NOT_NOW = re.compile(r"暂不|先不|暂未(?!开始|启动)")
_WORK_BEGUN = re.compile(r"开始[写做改测搭跑切迁接建补调看排理谈画拆搬装铺试用走](?!议|能)")
"""系统侧开始写代码"""
_HAS_BEGUN = re.compile(r"已(?:经|正式|全面|分批)?(?:启动|开始|进入|开展|着手|开启)")
_OF_CALENDAR = re.compile(r"\s*(?:[一二三四]季|[一二三四五六七八九十]{1,2}月|上|下|本|Q|H|\d)")
_OF_SO_MANY = re.compile(r"(?<![\d/.])(?P<n>\d{1,4})\s*/\s*(?P<of>\d{1,4})(?![\d/.])")
_DONE_ALONE = re.compile(r"\s*已(?!完成|结束|完结)[\u4e00-\u9fff]{1,2}\s*")
_SHARE = re.compile(r"百分之|[\d一二三四五六七八九]\s*[%成]")


def _intended(text: str, stated: When | None, *, is_begun: bool) -> tuple[str | None, When | None, When | None]:
    is_widened = stated is not None and WIDENS.fullmatch(text.partition(stated.text)[2]) is not None
    if EFFECT.search(text) and not has_event(text) and "完" not in text and not _DEED_OF_TALK.search(text) and not is_widened:
        return None, None, None  # 本月账单预计 412 万元
    if stated is not None:
        return "planned", open_ended(stated) if is_begun and stated.precision == "day" else stated, None
    is_short = len(text) <= SHORT_CLAUSE and has_event(text) and not EFFECT.search(text)  # 计划迁移 44 套
    return ("planned", None, None) if is_short and _WAITS.search(text) and not _WAITING.search(text) else (None, None, None)


_WAITS = re.compile(rf"(?:^|[:，,\s])[^，,\\d]{{0,8}}待(?:{EVENTS})|(?:计划|预计|拟)(?!中)[^，,]{{0,6}}(?:{EVENTS})")
_WAITING = re.compile(r"目标|等待|待客户|待业务")


_DEED_OF_TALK = re.compile(
    r"解决|处理掉?$|消除|闭环|[升迁切跑清换搬做写改拆补推接建配测审核][完好齐]|[切放扩推灰][到至]?\s*\d+\s*%|[迁切升换清推拆]$"
)
