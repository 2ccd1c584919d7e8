"""Done, under way or planned, by the words of a clause and where its date lies.

What does not belong here: words of moving and of pausing, sections of plans and remarks (`judging`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.dated import SO_MANY, WIDENS, dated
from assets.facts.dates import When
from assets.facts.done_words import is_done, is_nearly
from assets.facts.milestone_words import (
    BARE_DONE,
    BEGIN,
    COARSE,
    EFFECT,
    EVENT,
    FINISHED,
    PLANNED,
    SHORT_CLAUSE,
    has_event,
    is_doing,
)
from assets.facts.scope import Scope
from assets.facts.tenses import day_of, is_in_name, is_long_ago, lies_ahead, open_ended
from assets.facts.words import EVENTS

_THIS_WEEK = re.compile(r"[本这当](?!个?月)")

_NOT_BEGUN = re.compile(
    r"可以?(?:启动|开始|进入|开展)|无法|不能|未能|(?<![功性职])能(?:否|够|按期|按时|如期)*进入|后(?:[再在即可才会]|开展|启动|开始)(?![台端])"
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

_HELP = re.compile(r"可(?=[\u4e00-\u9fff]{2}$)|支持|推动|促进|助力|加快|配合|准备|推进|跟进|协助|待|需(?!求)|等(?![保级])|如何|流程\s*:")


def told(scope: Scope, text: str, when: When | None) -> tuple[str | None, When | None, When | None]:
    """Done, under way or planned, by the words of the clause and where its date lies."""
    nothing = (None, None, None)
    if _NOT_OPENED.match(text) or _NOT_TOLD.search(text) or scope.context.has_finding(scope.entry, text):
        return nothing
    planned, done = PLANNED.search(_without_plan(text) if "计划" in text else text), is_done(text)
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
    if (stated is None or stated.precision in COARSE) and _REACHED.match(text):
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
    if done and is_nearly(text):
        done = False  # 马上要上线了
    if done and "后" in text and _BEFORE_IT.search(text) and not SAID.search(text):
        done = False
    if done and stated and _is_attribute(text, stated):
        stated, is_ahead = None, False
    if not stated and ("再" in text or "即" in text) and _BEFORE_NEXT.search(text):
        return nothing
    if done and not (planned and "已" not in text):
        if (
            is_ahead
            and stated
            and stated.precision in COARSE
            and stated.first
            and stated.first <= day_of(scope)
            and _SO_MANY_DONE.search(text)
        ):
            return nothing  # 一季度完成了 96 个, told in March
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
        (BARE_DONE.search(text.rstrip(" 。")) or _ALL_OF_THEM.search(text) or _DID_QUOTED.search(text) or _INTO.search(text))
        and scope.entry.checked is not False
        and not scope.entry.children
        and not _HELP.search(text)
        and not _PERHAPS.search(text)
        and not is_nearly(text)
        and not _OF_DEED.search(text)
        and not (_AFTERWARDS.search(text) and "经过" not in text)
    ):
        return "done", None, None
    return nothing


_SO_MANY_DONE = re.compile(r"[成完][了过]\s?\d")
_REACHED = re.compile(
    r"\s*(?:已|提前|超额)?(?:完成|达成)了?\s*(?:[月季年周][度内]?|全年|本[周月]|[QH]\d|\d{1,2}\s?月)?\s*的?(?:计划|目标|任务|指标)\s*(?:的|$)"
)

_ALREADY = re.compile(
    r"\d[日号]?\s?(?:端午|中秋|国庆|春节|元旦|五一)?[\u4e00-\u9fff]{2,6}(?:表|单|方案|通知|公告|计划|名单|排期|预案)已[\u4e00-\u9fff]{1,3}$"
)
"""`6/22-6/24 端午值班表已发`: what is dated is not what was done."""

_AS_PLANNED = re.compile(r"按照?原?定?计划(?!在|于(?![^，,]*完成))")
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
    rf"(?:全部|[均都])已?[切迁换导归升并][到至入成][\u4e00-\u9fffA-Za-z]{{2,8}}\s*$|(?:全部|[均都]|悉数|全数|如期|按期|按时|准时)(?:已|被)?(?:(?!支持|需求|体验|文档|方案|报告|准备|分析|保障|覆盖)(?:{EVENTS}))了?\s*$"
)
"""5 个中危全部关闭"""

_INTO = re.compile(r"(?<=[\u4e00-\u9fffA-Za-z]{2})\s?(?:接进(?![展度行来])|合入|并[到入]|改走)\s?[\u4e00-\u9fffA-Za-z\d. ]{2,10}$")
"""`代码合入主干`, `日志接进平台`"""

_OF_DEED = re.compile(r"的[\u4e00-\u9fff]{2}\s*$")
"""`和前端工具的打通` names a deed."""

_DID_QUOTED = re.compile(
    r"(?:上线|发布|投产|推出|开放)了?\s*(?:「[^「」]{2,16}」|《[^《》]{2,16}》|\"[^\"]{2,16}\")[\u4e00-\u9fff]{0,6}\s*$"
)
"""上线「存管开户」场景"""

_BEFORE_IT = re.compile(r"[补写做接改测走跑配备凑收理谈签][完好齐][^，,]{1,8}后(?![端台续置督管])[\u4e00-\u9fff]{2}")
"""补齐评估后重审 tells what comes."""

_BEFORE_NEXT = re.compile(
    r"(?:通过|完成|[完好后])(?:之后|以后|后)?再[切上开发推全启做定迁放灰提排]|通过(?:之?后)?[即就便](?:可|能)?[上发切推]"
)
"""演练通过再切生产 tells what comes."""

_OF_IT = re.compile(r"[^，,。]{1,14}?的(?=[^，,。]{2,}?已)")


def _without_plan(text: str) -> str:
    return _AS_PLANNED.sub(lambda words: " " * len(words[0]), text)


def _is_tonight(scope: Scope, text: str, stated: When) -> bool:
    """`今晚上线` and `3/29 夜里发`, told that day, are to come."""
    is_today = stated.precision == "day" and stated.first == day_of(scope) and not SAID.search(text)
    is_evening = (
        stated.clock is not None and stated.clock.hour >= _EVENING and has_event(text.partition(stated.text)[2])
    )  # 3/29 23:00 执行割接
    return is_today and (is_evening or "今晚" in stated.text or _NIGHT.match(text.partition(stated.text)[2]) is not None)


_EVENING = 20  # o'clock, when reports of the day are written
_NIGHT = re.compile(r"\s?(?:今晚|夜里|夜间|深夜|晚上|晚间|晚(?=[\u4e00-\u9fff]{2})(?![点于了])|下班后|收市后)")


def _is_attribute(text: str, stated: When) -> bool:
    """Whether a date is part of what is done, and not when: 上周用户反馈较多的文案已修改上线."""
    found = _OF_IT.match(text.partition(stated.text)[2])
    return found is not None and not is_done(found[0])


_THEN_WAITS = re.compile(r"(?:完成|完毕|通过|就绪|[写做开改跑测][完好])[\s,，]*等?待$")
"""`系统开发完成待发布` tells first what is done."""

_NAMED_PLAN = re.compile(r"(?<![本下上这每][周月年])[\u4e00-\u9fff]{2}(?<![侧方组队期们])计划(?!\s*(?:完成|结束|于|在|将))")
"""`资金计划模块开发完成`, `测试计划评审通过` are of a plan, and no plans."""

_OPENS_NO_STATE = (
    r"\s*(?:建议|提议|除非|原则上(?=[每应需不要都])|能否|是否|要不要|不(?:会|影响|排除|确定))|\s*每[周月](?=[^，,]{0,12}[前于])|\s*(?:去年|前年|往年)"
    r"|[^，,:]{0,8}(?:标准|准入|准出|定义|原则|口径)\s*:|\s*(?:若|如果|假如|万一|一旦|发现\s?\d)|\s*[这本]周主要在[做赶忙推]|\s*(?:在此)?期间(?:只|不|仅|禁)"
    r"|\s*(?:备选(?!的)|(?:原则上)?同意(?!书))|\s*(?:主要|根本|直接)?(?:原因|结论)(?:[就也还都主要]*(?:[是为:：]|在于))"
    r"|等(?!到?\s*(?:\d{1,2}\s?[/月.]|下周|周[一二三四五六日]|月底))[^，,]{1,20}(?:后|再|才)|\s*等(?![保级额比])[^，,]{2,16}(?:结束|完成|通过|[完好齐])\s*$"
    r"|截[至止](?!日|时间)|\s*是(?!否)|\s*(?:竞品|友商|同行|竞对|央行|人行|监管|行业)(?=.{0,4}(?:预计|将|拟|计划|大会|峰会|论坛))"
    r"|\s*(?:竞品|友商|同行|竞对)(?!调研|分析|对比|体验|报告|梳理)|\s*(?:希望|麻烦|烦请|恳请|请)(?!款|购|求)|\s*[和与跟同][^，,]{2,10}(?:定了|说好了?|商量好?了?)$"
    r"|\s*(?:否则|不然|要不然|错过(?!了))|[这那也就正恰\s]*(?:说明(?!书|会|文档|页)|意味着|表明|印证了|反映出)|\s*而(?:不是|非)"
    r"|\s*(?:我们?|大家)?(?:一开始|起初)?(?:都|还)?以为|[^，,]{0,4}没有?(?:把|将|打算|必要|理由|办法|人[愿肯敢会能再])|\s*离[^，,]{1,10}还|\s*(?:考虑到|鉴于|临近)|\s*(?:至于)?(?:何时|什么时候|哪天)[^，,]*看|\s*(?:节前|年前|上[周月]|去年|此前|之前)[^，,\d]{0,6}[是为有]\s*\d[^，,]*$|\s*(?:还|就|都|也)?[要得]?看(?![板护守])[^，,]*(?:排期|结果|运气|情况|进度|意思)\s*$|\s*(?:[较比](?!对|价|选|武|例|原|计划|排期|预[期计])|相[较比])[^，,]*?(?:[升降涨跌增减高低多少快慢长短好差]|回落|改善|持平)"
    r"|\s*(?:我们?)?(?:已经?)?[和与跟同][^，,]{2,8}?(?:(?:聊|商量)过|打过招呼|通过气)了?\s*$"
)
"""What begins a clause that tells of no state: a wish, a rule, a condition, a rival."""
_SAYS_NO_STATE = (
    r"为准\s*$|能不能|(?:自行|各自)完成|(?:上线|提测|发布|投产)前必须|这回事|的?可能性|(?:窗口|时间|日期)为每|(?:完成|做)了(?:大量|不少|许多|很多|一些|若干)"
    r"|(?:核心|重点|主要|首要|主攻)(?:工作|任务|目标|方向|事项)(?:仍|还|依然)?[是为在:]|\d\s*(?:分钟|小时|秒|h|min)(?:左右|以?内)?(?:就|即可|可)?[跑做处]完|能否|[线测收审度]的前提|[他她]们?已经?能|开了[一两三四五几\d]{1,2}\s?[次场轮个][^，,]{0,4}会|(?:提醒|通知|告诉|要求|催)[我他她咱]们|完观察了?[一两三四五六七几\d]{1,2}\s?[天日周]\s*$|以来\s*$|等于[没白]|(?:不用|不必|无需|用不着)(?:再)?(?:等|拖)[到在]|[完好过]才(?:发现|知道|明白|意识)|(?:通过|完成|[完好过])之?前[^，,]{0,4}不|(?:恢复|[后了])就会|[抽腾凑]不[出开]|范围[由从]|真正在用"
    r"|\d\s?[个家条套台项张][\u4e00-\u9fff]{1,8}[中里](?:的|有)?\s*\d|[=＝]\s*已|只有\s*\d(?!\d?\s?[/月]\s?\d)|[一二两三四五六七八九十几]\s?件大?事(?!\s*:)"
    r'|可能(?:要|会|得)|(?:人|同学|人手|人力|资源)都?被(?:抽|借|调|拉|占)|状态[\u4e00-\u9fff]{0,3}[是为]\s*["“「]|没希望|没戏|无望|够呛|\d\s?%\s?是'
    r"|催(?:一?下|促|办|进度)?\s*$|倒数第|起不来|[连登跑]不[上来]|已(?:经)?(?:要求|催|提醒|请|通知)[^\d，,]{2,}$|怕|担心|以免|避免|防止|避开|错开|绕开|无法|不(?:建议|宜|允许|推荐)|原本|原先"
    r"|最初|影响(?!评估|面|范围|分析|力|小)|(?<![按照依是])原(?:计划|定|来|约|排期|打算|拟|\s*\d)|不再[是为]|本来|[本原](?:应(?!用)|该)|(?:应该|早该|早应)[^，,]*就[^，,]+的$"
    r"|就该(?=[\u4e00-\u9fff])|按(?:原)?计划[^，,]{0,8}[该应]|不(?:了(?!解)|成(?!立|熟|本|为)|完(?!整|善|全|美)|动(?!产)|下来|出来|过去)(?!起)|赶不上|来不及"
    r"|再(?:细|详|慢慢|好好)?[看说议碰聊]$|先不|暂不|不再"
    r"|目标(?:值|为|是|[:：≥>≤<]|[\u4e00-\u9fff]{0,6})?\s*\d(?!\d?\s*[/月号日]|\d?\.\d{1,2}(?![\d%]|\s?(?:天|小时|分|秒|个|万|亿|倍|元|pp))|\d{3}[-/年])"
    r"|(?:率|占比|金额|数量|预算)\s*(?:\d(?!\d?\s?[/月]\s?\d)|约)"
)

_SO_MANY_CITIES = re.compile(r"\d\s*[个座]?城市?(?![市场商])")
"""已签约 14 城"""

_NOTHING_NEW = (
    r"(?:^|[本这]周|目前|暂时?)\s*(?:没有|无)(?:新|其[他它]|任何|重大)[^，,]{0,6}$"
    r"|^\s*(?:以上|[本这]周|目前)?的?(?:其[他它余]|各项?|剩余|日常|整体)的?[\u4e00-\u9fff]{0,4}?(?:工作|事项|项目|需求|任务|系统|业务|模块|方面|事情)?"
    r"(?:均|都|也|仍|在)*(?:按[^，,]{0,6}(?:计划|排期|节奏|进度)|正常|照常|有序|稳步|如期|按部就班)[^，,]{0,6}$"
)
"""本周无新开城; 本周其他工作均按计划推进."""

_WORK_BEGUN = re.compile(r"工作(?:已|正式|全面)*启动$|开始[写做改测搭跑切迁接建补调看排理谈画拆搬装铺试用走](?!议|能)")
"""系统侧开始写代码"""

_HAS_BEGUN = re.compile(
    r"已(?:经|正式|全面|分批)?(?:启动|开始|进入|开展|着手|动手|开启)|(?:开工|动工)了|刚(?:刚)?开工$|(?<=[\u4e00-\u9fff]{2})(?<!重新)启动了\s*$"
)

_OF_CALENDAR = re.compile(r"\s*(?:[一二三四]季|[一二三四五六七八九十]{1,2}月|上|下|本|Q|H|\d)")

_OF_SO_MANY = re.compile(r"(?<![\d/.])(?P<n>\d{1,4})\s*/\s*(?P<of>\d{1,4})(?![\d/.])")

_DONE_ALONE = re.compile(r"\s*已(?!完成|结束|完结)[\u4e00-\u9fff]{1,2}\s*")

_SHARE = re.compile(r"[写做跑改切搬迁测接换]了(?:不到|快|近|约)?(?:一?大?半|一?多半)\s*$|百分之|[\d一二三四五六七八九]\s*[%成]")


def _intended(text: str, stated: When | None, *, is_begun: bool) -> tuple[str | None, When | None, When | None]:
    is_widened = stated is not None and WIDENS.fullmatch(text.partition(stated.text)[2]) is not None
    if EFFECT.search(text) and not has_event(text) and "完" not in text and not _DEED_OF_TALK.search(text) and not is_widened:
        return None, None, None  # 本月账单预计 412 万元
    if stated is not None and stated.precision in COARSE and "目标" in text and _AIMED_AT.fullmatch(text.partition(stated.text)[2]):
        return None, None, None  # 目标 Q2 85
    if stated is not None:
        return "planned", open_ended(stated) if is_begun else stated, None
    is_short = len(text) <= SHORT_CLAUSE and has_event(text) and not EFFECT.search(text)  # 计划迁移 44 套
    return ("planned", None, None) if is_short and _WAITS.search(text) and not _WAITING.search(text) else (None, None, None)


_AIMED_AT = re.compile(r"[前末底内]?\s*(?:达到?|做到|[到至为])?\s*\d[\d.,]*\s*[^\s\d]{0,3}\s*")
_WAITS = re.compile(rf"(?:^|[:，,\s])[^，,\\d]{{0,8}}待(?:{EVENTS})|(?:计划|预计|拟)(?!中)[^，,]{{0,6}}(?:{EVENTS})")

_WAITING = re.compile(r"目标|等待|待客户|待业务")

_DEED_OF_TALK = re.compile(
    r"解决|处理掉?$|消除|闭环|[升迁切跑清换搬做写改拆补推接建配测审核][完好齐]|[切放扩推灰][到至]?\s*\d+\s*%|[迁切升换清推拆补修改测]$|[铺推扩切迁开放升换装接][到至完满]?(?:全部|全量|所有|全国|全网)"
)
_ABSENT = (
    r"(?:接口人|负责人|对接人|联系人|经办人|同学|领导|老板|经理|总监|组长)[^，,]{0,4}换了|[休请][年婚产陪病事个\s]{0,3}假(?!期)|调休|(?:去|到|要|在)[\u4e00-\u9fff]{0,4}出差|(?:在外|外出)(?:学习|培训|开会)"
    r"|(?:年假|休假|请假|调休)\s*$|愉快|快乐|辛苦|[下再]周?见\s*$"
)
"""两位同学休年假: who is away is no milestone, nor is what is wished: 周末愉快."""
ABSENT = re.compile(_ABSENT)
_NOT_OPENED = re.compile(_OPENS_NO_STATE)
_NOT_TOLD = re.compile("|".join((_SAYS_NO_STATE, _NOTHING_NEW, _ABSENT)))
"""What tells of no state: looked for at once, since most clauses have nothing of the kind."""
