"""Whether bare digits are a date: what stands around `5/7`, `12.14`, `03-29` and `29号` tells it from ratios and measures.

What does not belong here: forms that say by themselves that they are dates.
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.patterns import Ending

REACH = 24
"""So many characters in front of a date can hold a cue. A bound, so that time stays linear in the length of a line."""

_CUE = re.compile(
    r"(?:于|在|至|到|从|自|由|[✓✅]|原|[dD]eadline:?|计划|预计|实际|截止|截至|预期|拟|约|[仍还就]按|[仍还]是|仍为|最[快早晚迟]|争取|力争|有望|打算|准备|承诺|说好|约好|敲定|改[为期到至成约排走]?|延期|推迟|挪到?|定|\(|时间|日期|DDL|ddl|上线|提测|完成|投产|发布|评审|验收|启动|封版|割接|切换|复测|交付|封网|:)\s*$"
)
_VERB = re.compile(
    r"\s*(?:改期|改[到至为]|延[期后到至]|推[迟到后]|挪|改\s*[\d下本])|\s*(?:日|前|之前|后|起|开始|左右)?\s*(?:已|将|正式|全部|完成|全面|小流量|分批|首批|灰度|试|再|会|要|就|才|应该?|能够?|可以?)*\s*"
    r"(?:UAT|SIT|P[oO]C|上线|提测|开城|灰度|全量|发布|投产|启动|完成|评审|联调|切|开始|交付|验收|割接|迁移|封版|发版|封网|部署|小流量"
    r"|演练|恢复|回归|测试|前|起|后|左右|进|开|转测|立项|结项|宣讲|培训|出|下线|收尾|达|[\u4e00-\u9fff](?:得)?[完好齐](?!善|整|全)|\(?周[一二三四五六日]|\(?星期)"
)
_AFTER = re.compile(
    r"\s*\(?\s*(?:周|星期|礼拜)[一二三四五六日天]"
    r"|\s?下班前"
    r"|已经(?![是有])"
    r"|\s?(?:[上下]午|凌晨|[早晚]上|[早晚]间|中午|傍晚|夜[间里]|[深半]夜|夜(?=[切割发升上迁换停]))"
    r"|\s*[,，T]?\s*(?:上午|下午|凌晨|早上?|晚[上间]?|中午|傍晚)?\s?[0-9]{1,2}\s?(?::\s?[0-9]{2}|[点时](?!间|长|延|效))"
)
_RANGE_AFTER = re.compile(r"\s*(?:-{1,3}|~|至|到|→)\s*[0-9]{1,2}(?:\.[0-9]{1,2})?(?![0-9]|\s?[天%个小分])")
_RANGE_BEFORE = Ending(r"[0-9]\s?(?:-|~|至|到)\s?")
_ENGLISH_DEEDS = r"(?:UAT|SIT|P[oO]C|[gG]o-?[lL]ive|[rR]elease|[lL]aunch|[dD]emo|[cC]ut-?over|[kK]ick)\b"
_UNIT = re.compile(
    rf"\s*(?!{_ENGLISH_DEEDS})(?:个百分点|个|%|‰|pp|天|日均|人日|人天|人月|小时|h\b|分钟|秒|ms|s\b|元|万|亿|w\b|k\b|倍|版|家|笔|条|台|次|人|户"
    r"|G|M|K|T|版本|折|分(?!批|行|阶)|米|公里|度|级|[a-zA-Z](?![a-zA-Z0-9]{1,20}[-_])"
    r"|[降升](?!级)|增(?![量补])|缩(?!容)|[涨减跌]|提[升高]|优化[至到])"
)
_VALUE_BEFORE = re.compile(
    r"(?:[A-Za-z]|满意度|好评度|[质健]\w分|固件|客户端|驱动|内核|补丁|升级[到至为]|(?<=[0-9]\s)升级(?:[到至为]|\s)*|(?<![改换出封定排文体语])版本?|(?:[降升涨增减跌落提跑冲飙][低高长加少]?|均|达|[评得]分|率|均值|指数|系数|倍数|版本|比)\s?[至到为:]?)\s*$"
)
_UPGRADE = Ending(r"[A-Za-z][A-Za-z.]*\s?[\u4e00-\u9fff]{0,4}升级\s*")
_UPGRADED = Ending(r"升级\s*")
_TO_VERSION = re.compile(r"\s*(?:→|升级?[到至]|到|至)\s*[vV]?\d+\.\d")
_FROM_VERSION = Ending(r"[A-Za-z][A-Za-z.]*\s?[\u4e00-\u9fff]{0,4}升级\s*[vV]?\d+(?:\.\d+)+\s*(?:→|升级?[到至]|到|至)\s*")
_DOCUMENT = re.compile(r"(?<![A-Za-z])(?:PRD|BRD|MRD|UAT|SIT|P[oO]C|DDL|ETA)\s*$")
"""What has no versions: PRD 9.29 评审通过."""
_COUNTED = re.compile(
    r"\s*(?:个|家|项|条|台|城|笔|已?(?:完成|通过|接入|迁移|就绪|上线完)(?:\s*$|[,，;；。、)(])"
    r"|的\s?(?:流量|用户|请求|商户|客户|数据|任务|代码|机器|门店|城市))"
)
_BARE_DEED = re.compile(r"\s*(?:接入|迁移)\s*(?:$|[,，;；。、)(])")
"""`中信 4/8 接入` says when; how many were is said of what is counted, or with 已."""
_REST = re.compile(r"\s*[，,;；(]\s*(?:还|仍|其)?(?:剩[余下]?|余下?|差|未完成)\s*(\d{1,2})\s?(?![\d/.月:])")
_COUNT_CUE = re.compile(r"(?:完成|通过|接入|迁移|进度|接口|用例|任务|应用|页面|模块|需求|服务|城市|机构|银行|剩余|已切|脚本|表)\s*$")
_COUNT_NOUN = re.compile(r"(?:进度|接口|用例|任务|应用|页面|模块|服务|机构|银行|剩余|脚本)\s*[(:]\s*$")
_NO_DATE = re.compile(
    r"(?<![0-9/.])(?:0|1[3-9]|[2-9][0-9]|[0-9]{3,})/[0-9]+(?![0-9/])|(?<![0-9/])[0-9]{1,2}/(?:0|3[2-9]|[4-9][0-9]|[0-9]{3,})(?![0-9/])"
)
_FULL_DOTTED = 4  # 9.20 and 12.19; 9.2 is too short to tell
_DATED_BEHIND = re.compile(r"\s*[\u4e00-\u9fff]{2,4}\s*\(\s*\d{1,2}\s?[/.月]\s?\d")
"""`2.1 发布（5/28）` is a version, and says itself when."""
_WORD_BEFORE = re.compile(r"[\u4e00-\u9fff]\s*$")
_AMID_WORDS = re.compile(r"\s?[\u4e00-\u9fff]{2}")
_SHORT_DEED = re.compile(r"\s?[上提测评审发验切签演](?=$|[，,。;；、)])")
"""原定 3.14，改 3.21 上."""
_VERB_ALONE = re.compile(
    r"\s?[上提测评审发验切签删停关拆换撤推清](?=$|[，,。;；、)])|\s?[删停关拆撤换][\u4e00-\u9fff]{1,6}(?=$|[，,。;；、)])"
)
"""`老逻辑先留着，9.5 删`"""
_OF_TURN = Ending(r"第[一二三四五六七八九十0-9]{1,3}(?:批|轮|期|次|阶段|波|步)\s*")
"""`第一轮 6.11 完成，第二轮 6.16`"""
_RATED = re.compile(r"[率比值均量额数分度时长]\s*$|[约为仅近超]\s*$")
_CLAUSE_BEGINS = frozenset("，,。;；:|(、") | {""}
_FEW = 6  # that are left of 1/3 and 2/8
_PLANNED_BEFORE = re.compile(
    r"计划|预计|预期|争取|目标|定[于在]|[于在到至为]\s*$|截[止至]|最[晚迟]|延期|推迟|顺延|排期|原|实际|交付|日期|时间"
)
_ENDS = re.compile(r"\s*(?:(?:[凌清]晨|[早晚]上?|[上下]午|夜[里间]|[零0]点|左右)\s*)?(?:$|[,，;；。、)(|])")
_DAY_BEFORE = re.compile(
    r"(?:^|[，,;；。]|于|在|计划|预计|拟|定|改[为到至成]?|[至到为原现]|初步|本月|争取|\(|[0-9]\s?[日号]\s?[、和至到-])\s*$"
)
_DEED_BEFORE = re.compile(
    r"(?:UAT|SIT|P[oO]C|上线|提测|开城|灰度|全量|发布|投产|启动|评审|联调|切换|交付|验收|割接|部署|演练|完成|签约|迁移|[✅✓☑]|ETA:?|DDL:?|[dD]eadline:?)\s*$"
)
"""`上线 20 号`"""
_DAY_AFTER = re.compile(
    r"\s*(?:上午|下午|凌晨|早上?|晚上?)?\s?[0-9]{1,2}\s?(?::[0-9]{2}|[点时](?!间|长|延|效))"
    r"|\s*(?:前|之前|起|晚|上午|下午|凌晨)?\s*(?:已|将|正式|全部|开始)*"
    r"(?:UAT|SIT|P[oO]C|上线|提测|开城|灰度|全量|发布|投产|启动|完成(?![率度])|评审|联调|切换|交付|验收|割接|封版|发版|部署|演练|恢复)"
)


def is_ratio(before: str, after: str, left: int, is_near: bool, is_far: bool) -> bool:
    """7/12 and 5/7 完成 are ratios; 6/26 全量上线 and 计划 5/7 完成 are dates. `is_near`: as a date it is near the report; `left`: 5 of 7/12."""
    if left < 0 or _RANGE_BEFORE.search(before):
        return False
    if (rest := _REST.match(after)) and int(rest[1]) == left > 0:
        return True  # 漏洞修复 3/5，剩余 2 个
    counted, ends = _COUNTED.match(after), _ENDS.match(after)
    if is_far and ends and _WORD_BEFORE.search(before) and not (_PLANNED_BEFORE if left <= _FEW else _CUE).search(before):
        return True  # 渠道适配 11/16 in May, 新支付方式上线 1/3 in July
    if ends and (_NO_DATE.search(before) or _NO_DATE.search(after)) and not _CUE.search(before):
        return True  # 支付链路 9/12，人脸 0/3: what stands beside a ratio is one
    if before.rstrip()[-1:] in _CLAUSE_BEGINS:
        return not is_near and bool(counted or (ends and _COUNT_NOUN.search(before)))
    if _COUNT_CUE.search(before):
        return bool(counted or ends)
    return bool(counted) and not is_near and not _CUE.search(before) and not _BARE_DEED.match(after)


def is_dotted_date(text: str, start: int, end: int, stop: int, *, is_near: bool) -> bool:
    """Whether 12.14 is a date rather than a number: a cue before, a deed, a range, a weekday or a time after it.

    Near the report, two digits between Chinese words (`华夏12.19现场检查`) or with a leading zero (`08.12 凌晨`) are enough.
    """
    before = text[max(0, start - REACH) : start]
    if not is_near and (_DATED_BEHIND.match(text, end) or _UPGRADED.search(before)):
        return False
    if not is_near and _WORD_BEFORE.search(before) and not (_CUE.search(before) or _RANGE_BEFORE.search(before)):
        return False  # 小程序 2.3 开发完成, told in May
    if is_near and end - start >= _FULL_DOTTED and not _RATED.search(before):
        is_alone = before.rstrip()[-1:] in _CLAUSE_BEGINS and _ENDS.match(text, end, stop)
        if text[start] == "0" or is_alone or _SHORT_DEED.match(text, end, stop) or _AMID_WORDS.match(text, end, stop):
            return True
    if is_near and _OF_TURN.search(before) and _ENDS.match(text, end, stop):
        return True
    if is_near and before.rstrip()[-1:] in _CLAUSE_BEGINS and _VERB_ALONE.match(text, end, stop):
        return True
    return bool(
        _CUE.search(before)
        or _RANGE_BEFORE.search(before)
        or any(pattern.match(text, end, stop) for pattern in (_VERB, _RANGE_AFTER, _AFTER))
    )


def is_measured(text: str, start: int, end: int, stop: int) -> bool:
    """Whether 12.14 is a value or a version: it has a unit, or what stands before it rises or is rated."""
    before = text[max(0, start - REACH) : start]
    return is_version(text, start, end) or bool(
        _UNIT.match(text, end, stop) or (_VALUE_BEFORE.search(before) and not _DOCUMENT.search(before))
    )


def is_version(text: str, start: int, end: int) -> bool:
    """Whether digits are of a version from which or to which something is upgraded: 1.13 and 1.17 of `Flink 升级 1.13 → 1.17`."""
    before = text[max(0, start - REACH) : start]
    return (_TO_VERSION.match(text, end) is not None and _UPGRADE.search(before) is not None) or _FROM_VERSION.search(before) is not None


def is_dashed_date(text: str, start: int, end: int, stop: int) -> bool:
    """Whether 03-29 is a date: a cue before, a deed or a time after it."""
    before = text[max(0, start - REACH) : start]
    cued = _CUE.search(before) or _RANGE_BEFORE.search(before)
    return bool(cued or _VERB.match(text, end, stop) or _AFTER.match(text, end, stop))


_CLOCK_BEHIND = re.compile(
    r"\s?(?:(?:上午|下午|凌晨|早上?|晚上?|中午|傍晚)\s?)?(?:\d{1,2}:\d{2}|(?<=午|晨|上|晚|早)\s?[\d一二三四五六七八九十两]{1,2}\s?点)"
)


def is_day_of_month(text: str, start: int, end: int, stop: int) -> bool:
    """Whether 29号 is a day: 计划29号提测 and 26 日 14:20 are, 3 号节点 and 3日完成率 are not."""
    before = text[max(0, start - REACH) : start]
    if _CLOCK_BEHIND.match(text, end, stop):
        return not before.endswith(("每月", "每个月", "T+"))
    deed = _DAY_AFTER.match(text, end, stop)
    if not (deed or _ENDS.match(text, end, stop)):
        return False
    return bool(_DAY_BEFORE.search(before)) or (text[end - 1] == "号" and bool(deed or _DEED_BEFORE.search(before)))
