"""The words by which clauses tell that something was, is being or will be reached. What does not belong here: how they are judged (`milestones`)."""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re
from assets.facts.patterns import Beginning, Ending, guarded
from assets.facts.words import EVENT_ALONE, EVENTS, SHORT_DEEDS, STATUS, any_of

EVENT = EVENT_ALONE


@lru_cache(maxsize=16)
def has_event(text: str) -> bool:
    """Whether a clause names a deed; several rules ask it of the clause in hand."""
    return EVENT.search(text) is not None


DELAYED = re.compile(
    rf"(?:{any_of(STATUS['delayed'])}|改为(?=\s*\d)|提前(?:至|到)|(?<![整修更批])改(?=\s*\d{{1,2}}(?:[/月]|\.\d{{1,2}}(?!\s*[\dA-Za-z%万亿])))|现(?:在看?|改为|定为|定于|为|预计|计划)?(?=\s*\d{{1,2}}(?:[/月]|\.\d{{1,2}}(?!\s*[\dA-Za-z%万亿])))|推到(?=\s*(?:\d{{1,2}}[/.月]|下|本|明年)))"
)

EARLIER = re.compile(r"提前(?:至|到)")

PAUSED = re.compile(rf"⏸|{any_of(STATUS['paused'])}|hold\b(?<=\bhold)|Hold\b|HOLD\b")

NOT_DONE = re.compile(
    r"部分完成|(?:未|没有?|尚未|还没|不)(?:能|有|按期|按时|全部|最终)*(?:通过|过(?=$|[，,])|完成|达成|上线|提测|交付|启动|开始|到货|就绪|开展|到位|恢复|对接|收到|拿到)(?!前)|[未没][\u4e00-\u9fff]{0,2}(?:[完好齐妥]|成(?!年|立|功))|驳回|打回|退回(?=$|了|[，,])|被拒|不通过|失败了|(?<![无零])(?:评审|割接|切换|上线|发布|升级|迁移|演练|验收|提测|部署|灰度|提审)失败(?!率|数|原因|重试|次)"
)

NOT_STARTED = re.compile(r"未开始|没开始|没启动|未启动|待启动|待开始|待定|待排期|未排期|TBD|Tbd|tbd")

PLANNED = re.compile(
    r"计划(?<![款期费息租偿]..)(?!书|表|单|页|项|性|外|拆解|内)|(?<![一二三四五六七八九十两几半多\d])年前(?!后)|预计(?!.{0,3}算)|预期|预定|拟(?!定)|将于|将在|将(?!军|来)|争取|力争|打算|排期|目标(?!达成|准确|值|完成|客户|用户)|定于|定在|下周|下下周|最晚|不晚于|最迟|待(?!遇|办|机|命)|确保|承诺|准备(?=上|开|启|进|投|发|提|灰)|后续|明天|要求(?=\s*\d)|安排(?=在|于|\s*\d|下)|todo|Todo|ToDo|TODO|tbd|Tbd|TBD|尽快|下一步|再(?=全量|推|上)",
)

_DONE = re.compile(
    guarded(
        rf"(?:完成|完毕|完结|收官|封板|竣工|结束)(?!率|度|后(?!的)|时|前|情况|比例|时间|\s*(?:[\d约近二三四五六七八九十半]|一(?!对一))|的|者|标准|条件)|(?<![未没不])(?:已|已经|均已|都已)(?:于|在|经|由|全部|全量|正式|全面|顺利|提前|按期|如期|完成|基本|成功|对|向|将|把|与|和|给|为)*[^，,。;；]{{0,14}}?(?:(?i:{EVENTS})|定位|修正|解决|恢复|讲|发|出|改|切|开|签|接|合入|覆盖|到位|提|送|交|关|停|投|下|上)|搞定|敲定|谈妥|商定|拍板|过会(?!议)|灰完|(?<=[A-Za-z])\s?[完好](?=$|了|[，,、])|(?:写|做|切|接|升|改|开|跑|测|补|传|发|配|排|谈|签|核|对|清|拆|搬|迁|铺|装|换|讲|理|推|建|交|修|调|备|凑|约|配)(?:完|好|齐)(?<!对齐)(?!成|毕|善|后|以后|之后|再|整|全|备|美)|(?<![没未不待需请要])(?:评|测|审|聊|谈|看|跑|试|验|走|过)过(?!之后|以后|后|程|滤|期|渡|载|多|高|大|小)|^(?:\s|本周|这周|[本上这]?周[一二三四五六日天])*(?:写|做|搭|开|出|补|改|修|加|建|整理|输出|组织|开展|召开|举行|进行)了|(?<=[\u4e00-\u9fff])(?:开|办|做|发|交|签|定|改|修|搬|换|补|提|写|接|切|过|搭)了$|(?<!早)已(?!被|有|离职|催|知|反馈|沟通|同步|约|报[给告]|提醒|达|超|约|近|经|是|连续|累计|不)[\u4e00-\u9fff]{{1,4}}$|已完成|已(?:经)?(?:全部|全数|悉数)(?=[\u4e00-\u9fff]{{2}})|[dD](?i:one)\b|[cC](?i:ompleted)|✅|☑|√|✔|✓|(?<!用户)通过(?=$|待)|通过了|[cC](?i:ode complete)|\b[rRlLsSdDmMaApP](?i:(?<=p)assed|(?<=r)eleased|(?<=l)aunched|(?<=s)hipped|(?<=s)igned|(?<=d)eployed|(?<=m)erged|(?<=a)pproved)\b|[gG](?i:A on)"
    )
)

_SO_MANY = r"完成(?=\s*\d[\d,.]*\s*万?\s*[个家条台项笔户套份])"
"""`离职账号清理完成 612 个`: how many there were, behind what was done with them."""

_DEED_DONE = re.compile(
    rf"(?:{EVENTS})(?:已?(?:通过|成功(?!率)|就绪)|了(?!解)|已过|[过完]$|[完好]了|\s?(?:ok(?![A-Za-z])|没啥?问题|无问题)|{_SO_MANY})",
    re.IGNORECASE,
)
_BEHIND_DEED = re.compile(r"[通成就了过完题kK]")


def is_done(text: str) -> bool:
    """Whether a clause says that something is done; `评审通过` and `提测了` end in few ways, which are looked for first."""
    return _DONE.search(text) is not None or (_BEHIND_DEED.search(text) is not None and _DEED_DONE.search(text) is not None)


_IN_COURSE = re.compile(
    rf"(?:进行|推进|开发|测试|处理|排查|评审|洽谈|谈判|联调|适配|{EVENTS}|观察|返工|跟进|整改|协调|审核|编码|沟通|编制|施工|打磨|筹备|招募)中(?!心|台|间|断|的|标|止|国|央|期|旬|午|信|行|农|转|长|小|型|文|石)|(?:(?<=[\u4e00-\u9fff]{{2}})|(?<=[A-Za-z])\s?)(?<![集其当命期空途手之年晋汉])中$|进行中|推进中",
    re.IGNORECASE,
)

_DOING = re.compile(
    guarded(
        rf"正在|仍在|进行到|还在(?:{EVENTS})|在[走做办谈改写测跟推跑查搭补调赶评审弄搞配排出](?!途|线|库|行|于|即|售|试(?:环境|机|集群|库|网|服))(?![台版口差入现货发资])|ongoing|in progress|\bwip\b|🚧"
    ),
    re.IGNORECASE,
)


def is_doing(text: str) -> bool:
    """Whether a clause says that something is under way; most words for it end in 中, which is looked for first."""
    return ("中" in text and _IN_COURSE.search(text) is not None) or _DOING.search(text) is not None


BEGIN = re.compile(r"启动(?!会|得|子|盘|时|耗时|速度|次数|率|成功|失败|中)|开始(?!时)|着手|进入|开展|开启|(?<!\d)(?<!\d\s)(?<!引)起$|继续")

BARE_DONE = Ending(
    r"(?<![未没不待])(?:上线|下线|投产|发布|提测|开城|交付|过会|搞定|[切灰跑做写修]完|封版|全量|上线灰度|割接|立项|结项|签约|合入|定稿|到货|入库|归档|闭环|清零|生效|过审|获批|竣工|完工|收官|合并|到位"
    r"|[接打跑拉调联连贯]通|[收补配备]齐|[谈办弄商]妥|[敲商谈议]定|[关下停删清换拆撤摘]掉|[拿收领要等]到|[发寄送递转交划打拨]出)了?"
)

WAS = re.compile(r"原(?:计划|定|本|排期|承诺)?|计划(?!书)|本应|应于|此前")

ACTUAL = re.compile(r"实际")

STRIP_HEAD = Beginning(
    guarded(
        r"(?:@\w{1,8}\s|[一二三四五六七八九十]是(?=[\u4e00-\u9fff]{2})|[凌清早]晨|[早晚][上间]|晚(?!点|到|于|期)|[上下]午|傍晚|中午|当[天晚日]|暂定|暂时|双方|约定|约好|商定|敲定|说好|处于|现在看|看来?(?=只能|要)|只能|只好|估计|正常的?话|下一步是|接下来是?|方案(?=评审未)|较|约|近|[\s、,，:：·\-—>→=(（)\[\]]|已经?(?!有)|均(?!衡)|都(?!市)|也|并(?!行|发)|且|正式(?=上线|发布|投产|启用|开)|现(?!金|场|货|代)|目前|当前|本周|计划|预计|预期|预定|将于|将在|将|拟|于|在(?!线|途)|由(?!于)|从|至|到(?!货|账|店|期|位)|争取|力争|待(?!遇|办)|仍|正在|还|再|就|全部|基本|初步|顺利|成功|完成(?=.)|继续|可(?![疑视用观信靠控行])|能|会(?!议|员|计|签|场)|原(?!型|子)|实际|定于|定在|最晚|最迟|目标|时间|其中|同时|另|但|因|需(?!求)|要(?!素|件)|启动(?=.{2})|开始(?=.)|着手|进入|开展|开启|排期|延期|推迟|下周|明天|后(?!端|台|管|续|置|督)|起(?!草)|前(?!端|置|台|期|后)|了|的|各|确保|提前(?!还)|之|内(?![部容测存核网控审嵌])|左右|期间|[✅☑✔🚧⏸⏳⚠️❌🔴🟢🟡]|我方|我们|一并|开通(?=\d)|[\d一二两三四五六七八九十半]+\s?个?(?:周|天|月|星期|工作日)(?=$|[到至后]))+"
    )
)

STRIP_TAIL = Ending(
    guarded(
        r"(?:[\s、,，:：·\-—>→=（(\[]|已经?|均|都|正式|计划|预计|预期|将于|将在|将|拟|于|在|由|从|至|到|争取|待定|待|仍|正在|还|再|全部|基本|初步|顺利|成功|完成|完毕|完结|结束|收官|进行中|进行|推进中|推进|工作|中|了|时间|日期|原|实际|状态|启动(?<=.{4})|延期|推迟|延后|顺延|推后|延至|延到|调整|(?<![整修更批])改|暂停|挂起|搁置|阻塞|暂缓|未通过|未完成|通过|未开始|未启动|[tT](?i:bd)|[oO](?i:n hold)|排期|因故?|而|被|后|的|起|前|达成|完|继续|开始|预定|定于|目前|当前|现|本周|下周|之|内|左右|目标|，|原定|最晚|最迟|可|(?<![性功职])能|会|需|要|就绪|提前|就|进展|正常|顺移|停滞|也|处于|[dD](?i:one)|[oO](?i:k)|没啥?问题|无问题|只能|只好|约定|打算)+"
    )
)

MODIFIERS = Beginning(
    r"(?:正式|全面|整体|最终|顺利|集中|统一|分批|首批)(?=上线|提测|开城|发布|投产|验收|联调|评审|启用|下线|切换|灰度|全量|开发|研发)"
)

EFFECT = re.compile(r"\d\d*(?:\.\d+)?\s*(?:个|家|笔|条|台|次|起|人|户|万|亿|元|单|件|张|项|处|套|页|份|篇|%)")

LONGEST_EVENT = 24

ROLES = ("update", "review", "plan", "rollout", "note", "metric")

TRIGGER = re.compile(
    r"完|搞|毕|过|中$|在|done|merged|released|shipped|launched|deployed|approved|signed|延期|推迟|暂停|挂起|搁置|阻塞|待定|待排|待启|待开|未|没|停|已|了$|好$|齐$|hold|Hold|HOLD|通过|✅|✔|✓|⏸|[通齐妥定掉到出]$"
)

COARSE = ("month", "quarter", "half", "year")

ADJACENT = re.compile(
    rf"\s*(?:$|[\u4e00-\u9fff]{{1,2}}$|[\u4e00-\u9fff]完|上线|下线|投产|发布|启动|提测|开城|推广|推到|交付|开放|完成|已|上线|内|前|初|底|中|达|启动|进入|开始|可|要|再|全部|全面|正式|发|投产|交|收|(?:{EVENTS})(?:$|完成|[，,]))"
)

FINISHED = re.compile(
    rf"完成(?!\s*\d)|^(?:\d{{1,2}}\s?月)?[^\d]*(?:{EVENTS}){_SO_MANY}|已(?:经)?(?:全部|全数|悉数)|完毕|上线|投产|发布|提测|验收|评审|定稿|割接|[切灰跑做写修开接]完|迁移完|切换|清理|处理完|已(?:全部|全量|均|都|经)?[\u4e00-\u9fff]{{1,3}}\s*[✅☑√]?$"
)

SHORT_CLAUSE = 16

SHORTEST_DEED = 2

EFFECT_TAIL = re.compile(r"\s*(?:约|近)?\d[\d,.]*\s*(?:万|亿|[wWkK])?\s*(?:个|家|笔|条|台|次|起|人|户|元|单|件|张|%|项)[^，,]{0,4}$")

CAUSE = re.compile(r"(?:因(?!子)|由于|受(?!理)).*?(?=暂停|挂起|搁置|阻塞|延期|推迟|延后|顺延|调整|on hold|$)", re.IGNORECASE)

SHORT_DEED = re.compile(rf"(?:^|[\s\u0001再就要来会])({'|'.join(SHORT_DEEDS)})[了过]?\s*$")

VERSION = re.compile(r"(?<![\d.])[vV]?\d+(?:\.\d+)+\s*(?=[\u4e00-\u9fff])")

OPENING = re.compile(r"城市?.{0,12}开$|开城|城市?上线|城开[通完]?|开通")

TROUBLE = re.compile(
    r"被误|(?:满|异常|失败|超时|失效|丢失|积压)$|报错|配错|误操作|误删|宕机|故障(?!演练|复盘|注入|自愈|处理|分析)|告警|抖动|中断|不可用|打满|卡顿|升高|飙升|拉低|搞挂|挂(?:了|半天)|写满|坏盘|过期|打不开"
)

STATUS_LABELS = frozenset(("状态", "当前状态", "项目状态", "进展状态", "status"))

NOT_SUBJECT = re.compile(r"\d|没|不(?!良)|还差|还剩|赶不上|来不及|^(?:等|缺|受|因|由于|待)|完成|已|未|通过|受到?|一致|正常|中$|进度|[:：]")
