"""What can be the name of a project, and what cannot: nominal, short, without a status or an amount.

What does not belong here: where a name stands in a text (`leads`) and what is named by it (`naming`).
"""

from __future__ import annotations

from functools import lru_cache

from assets.facts import heading_words, numbers
from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.patterns import Beginning, Ending, guarded
from assets.facts.text import FILLER, tidy
from assets.facts.words import CITY_NAMES, EVENT_ALONE, EVENTS, PROVINCES, STATED, SectionWords, section_words

MARKS = re.compile(r"[\s\U0001f300-\U0001faff\u2600-\u27bf\u23e9-\u23fa\u25a0-\u25ff\u2b00-\u2bff\ufe0f→>·•*#]+")
_NAMED_AFTER_STATES = (
    "落地页|(?:成功|通过|完成|达成|交付)率.|启动(?:耗时|速度|性能|优化|[器页图])|计划(?:任务|还款)|目标(?:管理|客群|人群)|排期(?:工具|系统|平台)"
    "|交付(?:平台|中台|工具|系统|管理|助手|中心|链路|流程|看板|工作台|SOP)"
)
"""Words of status that are parts of names: 启动耗时专项, 交付中台."""
_NOT_A_NAME = re.compile(
    rf"\d\s*%|→|(?<![A-Za-z])\+\d|\d+/\d+|\d{{1,2}}\s?月(?!大促|账|版本|[关结封]账|决算)|(?!{_NAMED_AFTER_STATES})(?:{STATED})|已|没(?!收)|未(?!来|成年)|(?<!为)了(?!解)|完$|推后$|[A-Za-z]\s?过$|(?<!每)(?:周|星期)[一二三四五六日天](?![报会])|中$|(?<![路自理])由$|从$|(?<![签秒速])到$|(?:只|仅|共|还|原|现)有$|的$|(?<=[\u4e00-\u9fff])在[走做办谈改写测跟跑查补调赶弄](?![改试])|不(?:准|对|够|足|行|齐|通|稳|一致|完整|清楚|理想)$|(?:主要|突出|遇到)[\u4e00-\u9fff]{{0,3}}(?:卡点|难点|堵点|痛点)$|(?:发出|敲定|谈妥|办妥|[收配到]齐)$|[写做切接改开跑测补迁]完|[写做改跑测切迁搞]了|仍|累计|新增|新开|新接(?!口)|新签(?!约)|共计|本周|这周|上周|下周|当前|目前|其中|在[写做走办谈改测推查补调]$|[dD]one$|[迁切升换搬转][到至]|占$|不[开做上]$|(?:维持|保持)$|处[于在]|总算|终于|最[\u4e00-\u9fff]$|(?:不错|还行|还好|尚可|亮眼|难看)$|[两三四五六]地$|[两三四五六]省$|[降涨]了?$|(?:更新|推进|推广|调整)[到至]|以及|由于|因为|受到|受(?![益理托众控权让])|暂无|没有|还剩|剩余|依[旧然]|照旧|[没不]变(?:$|\s*\()|(?:过|一大?|大|多)半(?![径导])|暂时|先(?:留|并|放|用|跑|走|按|不)|[开上发提切放]的(?:灰度|版本?|线|测|量)|=|(?<![行华作])为$|均|整体|总体|(?<!T\+)\d[\d,.]*\s*[wWkK万亿]?\s*(?:家|笔|条|个|台|万|亿|次|人|城|起|元|%|ms|分钟|秒|张|件|户|单|天|小时|GB|TB|MB|款|项|成(?!功|立|本))|\d[wk]$|[一二两三四五六七八九十几\d]\s?件(?:大|小)?事$|本来|[这那][几两些]个|(?<![拆部])分(?:[两三四五六七八九十几\d]|多个?)[批步个次轮波](?:$|[推上迁切做进])|原定|原本|原计划|[还仍正]在(?!途)|(?<![A-Za-z])[oO][kK]$|还差|(?<=..)(?:今天|昨天|明天)|^(?:下面|以下|如下|上述)|(?<![拆区])分[两二三四五六七八九十几\d]{{1,2}}[批步轮次](?:$|进行|推进)|^(?:试点|开城|推广|已开|待开|新增|覆盖|上线)?的?城市(?:数量?)?$|^(?:元旦|春节|清明节?|五一|端午节?|中秋节?|国庆节?|十一|双十一|双十二|618)(?:假期)?(?:前|后|期间)|^(?:[上下]半年|全年|今年|年[内底初]|[离距]年底)(?:度|的)?(?:目标|计划)?$|(?:之后|以后|以来|突破)$|(?:之|以)后[\u4e00-\u9fff]{2}|表现(?:平稳|稳定|良好|不错|正常)$|^(?:历史|存量|增量|新[切换]|缺口|储备|规划|应开|[又再]开|[再拿]下|点亮|打通|净增|覆盖[到至]?)$|^总数|^(?:[tT]otal|[rR]emaining|[tT]arget|[nN]ew)(?:\s?\d+)?$"
)
_VERB_FIRST = Beginning(
    r"(?:好在|所幸|幸好|幸亏|可惜|不过|然而|于是|因此|所以|只好|各(?=个?(?:产品|业务|城市|区域|大区|项目|条?线|渠道|银行|团队|系统|端))|还(?!款)|原因[是为]|等待|[上下]午|[早晚]上(?!班)|这|影响(?=年|月|Q|H|\d|目标|后续)|首周|首日|大家|各位|[我咱你他它]们|[算加]上|至此|剩下|上述|前述|仍|尚(?!书)|只|没|协助|完成|推进|跟进|参与|支持|修复|处理|配合|组织|新增|梳理|排查|解决|与|和(?![解包])|对(?!账|接|公|客|外)|为|已|继续|持续|启动|开始|编写|输出|整理|申请|沟通|讨论|召开|制定|确认|确定|评估|提供|建议|协调|准备|发布|开展|落实|收集|撰写|进行|联合|参加|拉通|对齐|明确|分析|调研|增加|减少|优化了|从(?!业)|由|在(?![途线库])|经(?![纪营销济租])|按(?![揭月日天])|把|将|给(?!付|薪|排水)|因(?!子)|另|但|且|并(?!购|发|行)|其|该|此|受(?![益理托众控权让])|目前|当前|本周|上周|下周|今天|昨天|明天|年[内末]|预计|计划|待(?![办付收遇])|需(?!求)|请(?!款|购)|总共|一共|共有|总计|合计|仅|主要|重点|首批|部分|所有|全部|共(?![享用管])|目标|截[至止]|年底|下一步|接下来|随后|后续[是为]|[本上下]?周[一二三四五六日天末]|累计|平均|日均|月均|峰值|环比|同比|希望|考虑(?!到货)|原则上|能不能|能否|是否|要不要|除非|不(?:会|影响|排除|确定|建议)|没有|担心|如果|假如|万一|感觉|竞品(?!分析|监[测控]|平台|调研|情报)|友商|同行|去年|前年|新同学|新员工|(?:上线|提测|发布|投产|切换|迁移)前(?=必须|要|需|应|得))"
)
SHORTEST_STEM = 3
_VERSION_PAREN = re.compile(r"[一二三四五六七八九十\d]期|迭代|[vV]\d|阶段|Q[1-4]|H[12]")
_CODENAME = re.compile(r"代号|code\s?name", re.IGNORECASE)
METRIC_NAME = Ending(
    guarded(
        r"(?:率|(?<!对)比|可用性|耗时|次数|笔数|(?<![参函变对取补刷洗跑采])数|(?<![质流])量|金额|余额|占比|比例|时长|时效|均值|峰值|成本|QPS|TPS|RT|P\d\d|GMV|NPS|CSAT|(?<!..)(?:AUC|KS|PSI)|满意度|[得评打]分|DAU|MAU|日活|周活|月活|(?<![A-Za-z])(?:[aA]vailability|[uU]ptime|[cC]overage|[uU]tili[sz]ation|[lL]atency|[cC]ost|[tT]hroughput|[rR]ate|[rR]atio|[vV]olume))"
    )
)
OF_SHARES = Ending(r"灰度|[放切][量流]|覆盖|渗透|转化")
"""`通道灰度：招行 30%，农行 10%` is about shares, and no project of its own."""
PART = Ending(r"模块|子系统|部分|环节|侧|(?<!区)域|单元|模式")
"""What a project consists of."""
CITIES = re.compile(r"(?:城市|地区|区域|省份)$")
"""`试点城市：北京、上海` says where."""
GROUP_WORD = re.compile(
    r"(?:协同|推广|拓展|能力|沟通|合作|推进|支持|配合|保障|日常|工作|管理|运营|事项|制度|侧|方向|线|域|组|类|条线|^.{0,2}中心|部|团队|板块|方面|领域|时效|效率|体验|满意度|可用性|覆盖城市)$"
)
FIELD = re.compile(
    r"(?:.{1,4}(?:业务|产品|运维|协作|依赖|战役|任务|动态|小队|梯队|优先级|攻坚|端)"
    r"|.{1,4}基建|(?:客户|商户)成功|(?:头部|腰部|中小|长尾|重点|战略|KA|[大小])(?:客户|商户|[BC]端?)|核心交易|交易链路|(?:监管|审计|现场)?检查整改|审计整改项?|存量优化|(?:平台|数据|云)工程"
    r"|(?:代码|线上|线下|生产|研发|工程|测试|信息|数据|网络|系统|平台|监管|内部|外部|版本|上线|发布|架构|效能|成本|业务|财务|资金|支付|风控|交易|提效|降本)(?:质量|效能|安全|合规|左移|演进|表现|增效|提效|降本|提升)"
    r"|[A-CH][端类5]|(?:系统|平台|架构|技术|产品|功能|体验|性能|成本|效[率能]|质量|稳定性|工程|能力|体系|业务|需求|版本|快速|敏捷|常规|日常|本|数据|安全)(?:优化|升级|治理|迭代|提升|内容)"
    r"|(?:业务|合规|法务|监管|外部|客户|机构|银行|渠道|商户|财务|审计|系统|内部|第?三方)?(?:需求)?(?<=..)对接|(?:新|存量|重点|一线|各|老)城市|上线内容|迭代内容)"
)
"""A field of work by its two words: 支付业务, 架构治理, 法务对接; one may be a project of that name, too, where nothing below it is named."""
PROJECT_WORD = Ending(
    r"(?:[一二三四五六]期[)）]?|项目|专项|系统|平台|改造|重构|重做|重写|迁移|升级|建设|治理|接入|引擎|优化|拆分|归档|收敛|替换|瘦身|上云|改版|统一|提速|提效|评估|测评|精简|自查|核查|整治|(?<![差问漏缺隐风][距题洞陷患险])整改|试点|切换|[电线自国容单]\w[化]|[pP]hase\s?\d|扩容|缩容|补录|对接|直连|二期|三期|四期|一期|五期|[vV]?\d\.\d|[vV]\d)"
)
THINGS = r"工具|平台|系统|中心|看板|引擎|小程序|助手|机器人|网关|大盘|大屏|[aA]pp|APP|SDK|模型|钱包|[aA]gent|中台"
"""What a thing is called by that work is done on."""
_UNITS_IN_NAMES = frozenset("期版号级周月日年点层类组路步本批轮代CUGMTK")
_OWNER = re.compile(r"\s+@\S+\s*$")
_GRADE = re.compile(r"(?<![A-Za-z])\s*[`(\[【]?P[0-4][`)\]】]?$")
_UNDERTAKING = re.compile(
    r"[\w\s.]{2,8}(?:专项|平台|系统|引擎|中台|工具|助手|机器人|网关|小程序|模型|组件|门户|看板)(?:\s?[vV]?\d(?:\.\d+)*)?|[\w\s.]{2,8}(?:项目|工程)"
    r"|(?:发布|分析|(?:申请|处理|评估|确认)(?=[页单台流中]))\w{1,8}(?:改版|改造|提速|提效|重构|升级|优化|迁移|治理|建设|拆分|上云|接入|扩容|统一|瘦身|加固|收敛|精简|简化|合并|替换|归档|打通|适配|切换)"
)
"""Begins like a deed and names an undertaking: 发布系统 v2, 启动耗时专项, 发布流水线提速."""
_REPLACED = re.compile(r"\s*[\w. ]{1,12}→(?=[^→]{1,16}(?:迁移|升级|切换|替换|改造)$)")
"""Vue2 → of `Vue2 → Vue3 迁移`."""
_FROM_TO = re.compile(r"\s*(?:\([^()]{1,16}→[^()]{1,16}\)|(?<=升级)\s?[vV]?\d+(?:\.\d+)*\s?→\s?[vV]?\d+(?:\.\d+)*)\s*$")
"""`代扣协议迁移（旧通道 → 网联）` and `Flink 集群升级 1.13 → 1.17` tell from what to what."""
_OF_THING = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:还款|分期|理财|储蓄|扣款|缴费|资金|付款|代扣|排班|采购|营销|头寸)计划(?:管理|重算|编排|生成|查询|变更|调整|自动化|平台|中心|引擎|服务|优化|改造)?"
    r"|(?:灯塔|星火|北斗|登月|曙光|启明|凤凰|长城|雷霆|磐石|基石|破晓|远航|扬帆|春雷|护航|飞轮|火种|鲲鹏|昆仑|银河|星辰|极光|金盾|方舟|彩虹|蓝鲸|攀登|长征|清风|萤火|燎原)计划"
    r"|计划任务(?:迁移|治理|改造|平台|拆分|收敛|优化)"
    r"|(?:待[\u4e00-\u9fff]{2,3}|预期|拟合|延期|结束|通过|成功|落地|达成|排期|开始[\u4e00-\u9fff]{2}|启动[盘器页图]|完成[度率]|处理|申请|确认|发布|沟通|讨论|建议|对照|未[达读清]|已[读婚]|没收|只读|解决方案|准备|对齐|协调)"
    rf"[\u4e00-\u9fff]{{0,4}}?(?:{THINGS}|改版|改造|加速|优化|提醒|回执|弹窗|消息|账户|账项|支付|还款|收益|副本|保证金|记录|[页单表书函器金区库])"
)
"""Begins like a state or a deed and names a thing: 待付款提醒, 结束页改版, 完成度看板, 启动盘加速, 发布单."""
_OWNER = re.compile(r"(?:\s*[(（]?@[^\s@()（）]{1,12}[)）]?)+$")
"""`代扣二期 @吴桐` says who does it."""
_LAST_PAREN = re.compile(r"\s*\(([^()]*)\)?\s*$")
_PHASE_ALONE = re.compile(
    r"[\d\W]+|[vV]\d[\d.]*|[vV]?\d[\d.]*\s?版本?|(?:[pP]hase|PHASE)\s?\d|Q[1-4]|H[12]|[上下]半年|[一二三四五六]期|A/?B(?:测试|实验)?"
)
_FIRST_OF_PHASE = frozenset("pPvVQHA上下一二三四五六")
DEED = EVENT_ALONE
_UNDERTAKEN = r"(?:埋点|对账|清分|结算|配置|推送|备份|用例|预案)(?:治理|改造|重构|迁移|升级|优化|切换|提速|提效|拆分)"
"""埋点治理 is made of two deeds, of which the first is a thing, and is an undertaking."""
_DATE_OF_DEED = re.compile(
    rf"(?:计划|预计|实际|原|新|正式|最终)*(?:{EVENTS})?(?:时间点?|日期|窗口|节点|时间节点)(?:点|安排)?"
    rf"|\d{{1,2}}\.\d{{1,2}}\s*(?:{EVENTS})+|(?:{EVENTS})+\s*\d{{1,2}}\.(?!0(?!\d))\d{{1,2}}"
)
"""上线时间 and `提测 6.10` are what is dated, and no project."""
_ANY = re.compile(r"(?:本|该|此|整个|整体|各|其他|其余)?(?:项目|系统|平台|专项|工程|需求|功能|任务|事项)|[本当]月|本季度?|本年")
"""`项目暂停` is said of the project in hand."""
_SIDE = re.compile(r"[\u4e00-\u9fff]{1,3}侧|[我对行甲乙各双三]方|(?:我|咱)们")
"""银行侧 and 我方 say whose part it is."""
_LAST_OF_DATE = frozenset("间点期口排")
_ENUMERATED = re.compile(r"[\u4e00-\u9fff]{2,3}(?:、[\u4e00-\u9fff]{2,3})+")
"""嘉兴、湖州 and 建行、招行 are places and banks."""
_PLACES = re.compile(r"[、和与/]")
_PLACES_BEGIN = frozenset(name[:2] for name in CITY_NAMES | PROVINCES)
_DIGIT = re.compile(r"\d")
LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]")
LONGEST_NAME = 26
_KEY_RESULT = re.compile(r"KR\s?\d{1,2}(?:\.\d)?[\s:.、-]+(?=\S{2})")
_EMOJI_BEHIND = re.compile(r"[\s\U0001f300-\U0001faff\u2600-\u27bf\u23e9-\u23fa\ufe0f]+$")
_ORDINAL = re.compile(r"^\d{1,2}(?:[、)]|\.(?!\d))\s*(?=\S)")
PHASE = re.compile(r"[一二三四五六]期|迭代|[pP]hase\s?\d|[vV]\d|\d\.\d")
_MAJOR_VERSION = re.compile(r"[\u4e00-\u9fff]\s?[1-9]\.0$")
_NUMBER_TAIL = re.compile(r"[\d.\s]+$")


def clean(name: str) -> str:
    """A name without marks, a trailing 项目进展 and a parenthesis that is no phase: `贝易转（C转）` → 贝易转."""
    lead = None if name[:1].isalnum() else MARKS.match(name)
    words = tidy(name[lead.end() :] if lead else name).strip("【】「」《》[]\"' —-–")
    words = _KEY_RESULT.sub("", words) if words.startswith("KR") else words
    words = _ORDINAL.sub("", words) if words[:1].isdigit() else words
    words = _OWNER.sub("", words) if "@" in words else words
    words = words if words[-1:].isalnum() else _EMOJI_BEHIND.sub("", words)
    words = _FROM_TO.sub("", words) if "→" in words and words[-1].isdigit() else words
    paren = _LAST_PAREN.search(words) if "(" in words else None
    if paren and not (_VERSION_PAREN.search(paren[1]) or _CODENAME.search(paren[1])) and paren.start() > 1:
        words = words[: paren.start()]
    words = _GRADE.sub("", words) if words[-1:].isdigit() or words[-1:] in "`)]】" else words
    if words.endswith(("进展", "情况", "进度", "状态", "工作", "这边", "那边", "这块", "这里", "方面")):
        words = words[:-2].removesuffix("项目") or words
    return words.strip()


def raw_name(entry: Entry, start: int, end: int) -> str:
    """The name at a span as written, cleaned."""
    shown = entry.raw[start:end].replace("（", "(").replace("）", ")").replace("*", "").replace("`", "")
    return clean(shown).replace("(", "（").replace(")", "）")


def is_name(words: str) -> bool:
    """Whether a leading phrase can be the name of a project: nominal, short, no status, no number with a unit."""
    text = tidy(_REPLACED.sub("", _FROM_TO.sub("", words)) if "→" in words else words)
    text = text if text[:1].isalnum() or not (marks := MARKS.match(text)) else text[marks.end() :]
    known = section_words()
    if not 2 <= len(text) <= LONGEST_NAME or text.lower() in known.labels or FILLER in words:
        return False
    return _is_nominal(text, known)


@lru_cache(maxsize=512)
def _is_nominal(text: str, _: SectionWords) -> bool:
    """The same of words without marks, of which several rules ask; who is a person depends on the words for sections."""
    return not (
        ((_NOT_A_NAME.search(text) or (_VERB_FIRST.match(text) and not _UNDERTAKING.fullmatch(text))) and not _OF_THING.fullmatch(text))
        or heading_words.is_person(text)
        or ((text[0] in _FIRST_OF_PHASE or not text[0].isalpha()) and _PHASE_ALONE.fullmatch(text))
        or ((text[-1] in _LAST_OF_DATE or "." in text) and _DATE_OF_DEED.fullmatch(text))
        or (len(text) <= SHORTEST_STEM + 1 and (_SIDE.fullmatch(text) or _ANY.fullmatch(text)))
        or (text[:2] in _PLACES_BEGIN and all(map(_is_place, _PLACES.split(text))))
        or ("、" in text and _ENUMERATED.fullmatch(text))
        or (not text.isalpha() and _DIGIT.search(text) and _is_counted(text))
    )


def _is_place(word: str) -> bool:
    return word.removesuffix("市") in CITY_NAMES or word.removesuffix("省") in PROVINCES


def may_be_title(words: str) -> bool:
    """Whether bare words may be a title: a name, also of a key result (`KR3 城市经营看板`, which counts no cities), and more than a deed."""
    words = _KEY_RESULT.sub("", words) if words.startswith("KR") else words
    return is_name(words) and not DEED_ALONE.fullmatch(words)


def _is_counted(text: str) -> bool:
    """Whether a phrase states an amount (`首屏 LCP P75 2.3s`), which no name does."""
    if _MAJOR_VERSION.search(text):
        return False  # 免押评分 2.0
    return bool(METRIC_NAME.search(_NUMBER_TAIL.sub("", text))) or any(
        n.unit is not None and n.unit not in _UNITS_IN_NAMES and n.end == len(text) for n in numbers.find(text, 0, len(text))
    )


COMMON_LATIN = re.compile(r"(?<![A-Za-z_.\d-])[a-z]{3,}(?![A-Za-z_.\d-])")
"""An English word that names nothing of its own: partner bank, 外部 auditor; pay-core and fx_rate are names."""
DEED_ALONE = re.compile(
    rf"(?!{_UNDERTAKEN}$)(?:[vV]?\d+(?:\.\d+)+\s*)?(?:{EVENTS}|工作|事项|\s)+(?:[vV]\d+(?:\.\d+)*)?|(?:元旦|春节|清明|五一|端午|中秋|国庆|年[终底末]|[季月][末底]|大促|双十[一二]|双\s?1[12]|618)封[版网盘]"
)


def is_of_city(name: str) -> bool:
    """Whether a name begins with a city's and goes on: 成都存量项目切换 is what is done there."""
    return any(len(name) > length and name[:length] in CITY_NAMES for length in (2, 3))


def without_counts(words: str) -> str:
    """二手托管 of the heading `二手托管（+6，累计 47）吴桐`, which is a project by what it tells."""
    told = _TOLD.search(words) if "(" in words else None
    if told is None or PHASE.search(told["said"]) or (told["who"] and not heading_words.is_person(told["who"])):
        return words
    return words[: told.start()]


_TOLD = re.compile(r"\s*\((?P<said>[^()]*(?:[+-]\d|\d\s?[城家个%项条笔]|[，,])[^()]*)\)\s*(?P<who>[\u4e00-\u9fff]{2,4})?$")
