"""A date without a word of status. What does not belong here: words of status (`judging`)."""

from __future__ import annotations

from assets.facts import heading_words
from assets.facts import regex as re
from assets.facts.dates import When
from assets.facts.milestone_words import BARE_DONE, COARSE, EFFECT, FINISHED, OPENING, SHORT_CLAUSE, SHORT_DEED, TROUBLE, has_event
from assets.facts.words import CITY_NAMES

_DEED_OF_TALK = re.compile(
    r"[发上提开切放]的(?:[线测城量]|版本?)$|[\u4e00-\u9fff][发交提签办换接跑测拿出修补开]了(?!解|断|无|吗)|[\u4e00-\u9fff\s天日晚午]?[发寄送递交转推]出(?:去)?了?$"
)
"""昨天给业务方发了 beta 包, 上周五发的版."""
_CLEFT = re.compile(r"\s*(?:才|刚|就)?(?![那这])[\u4e00-\u9fff]{1,4}(?<![拖挂坏丢错崩卡说要想用有是新旧大小])的")
"""`白名单周二加的` tells when it was done."""
_STATE = re.compile(
    r"补班|放假|调休|到期(?![日换续])|[撞挤堆]在|扎堆|延续[到至]|撑[到至]|(?:保留|服务|维护|并行)[到至][\s\d年月底末中初旬日号]+$|沿用|(?:有效|试用|质保|保修|公示|优惠|冻结|过渡|观察|免费|宽限)期|缺口|紧张|不足|收紧|不够|够用|有限|吃紧|较多|偏多|人手|无人|(?:冲突|撞车|排满|集中|多|紧|忙)\s*$|得(?:紧|多|快|慢|厉害|很)\s*$|不(?:足|够|齐|稳|通|畅|力|全|准|对|到位|及时|一致|完整|明朗|确定|具备|清楚|理想|稳定|可用|匹配|符|支持|同意|认可)\s*$"
)
"""How things are at a time is nothing that is reached."""
_FROM_THEN = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,10}(?:走|改用|采用|使用|切到?|改走|改按|按|由|执行|实行|停用|停止)[\u4e00-\u9fff]{2}|[^，,\d]{0,14}(?:放开|开放|启用|停用|生效)\s*$"
)
"""3/19 起新签合同走新链, 3/27 起对全部新商户放开."""
_BATCH = re.compile(
    r"\s*(?:[夜晚]里?|晚?上|[凌清]晨|早上?|[上下]午|中午)?\s*(?:又|再|已)?[切迁换升推放发搬导割转]了?(?:最后|剩余|剩下|余下|第[一二三四五六七八九十\d]+|首|头)[一两二三\d]?[批轮波个期]"
)
"""3/26 夜里切最后一批 21 万户"""
_NOT_DONE_THEN = re.compile(r"不(?:再)?(?:[开上发做提测推切升动改停变]|发版|上线|提测|开城|变更|发布)$")
"""海口、三亚节前不开."""
_BECAUSE = re.compile(r"\s*主要(?:是|因|受|来自|由于|集中)")
"""主要是年底奖金后的首付款."""
_ATTRIBUTE = re.compile(r"\s*后?的")
"""春节前后的提前结算: the date says which, not when."""
_RELEASE = re.compile(r"\s*的?\s*(?:[大小]|常规|例行|月度|周)?(?:版本?|窗口|班车|发版|发布|迭代|批次|变更)[^，,]{0,4}[发上走出投切推合]")
"""随 3/20 的版本一起发: the date is that of the release."""
_ON_TIME = re.compile(r"如期|按期|按时|准时")
_BARE_DEED = re.compile(
    r"\s*(?:正式|全面|执行|进行|实施)?(?:全量|上线|发布|投产|提测|割接|切换|封版|开城|下线|推全)\s*|\s*(?:做|完成|组织|进行)了(?:[一两二三\d]\s?[次轮遍场])?[\u4e00-\u9fff]{2,8}"
)
"""今日下午 15:00 全量"""
SO_MANY = re.compile(r"\s*(?:到货|到位|交付|发货|入库|签约|投放|布放|安装|下线|下架|关停|扩容|回收)\s*\d")
"""硬件 3/10 到货 200 台"""
_REMAINS = re.compile(r"\s*[还仍其]?(?:剩|余下?)[\u4e00-\u9fff]{0,2}\s*\d*")
"""剩 3 处周一改"""
_USE = re.compile(
    r"[铺推扩切迁放升换装接][到至完满](?:全部|全量|所有|全国|全网)|正式版|整体|可用|放开[给到至]|见效|[切放扩][到至]?\s*\d+\s*%"
)
_WIDER = re.compile(r"灰度|全量|开城|[放切]量|切流|[放切扩][到至]")
_DIGIT = re.compile(r"\d")
WIDENS = re.compile(
    r"\s*(?:再|又|还|继续|先)?(?:放开|扩大|扩展|增加|新增|推广|[放扩推接加迁切上开])[到至]?\s?\d+\s*[个家台户套张条][\u4e00-\u9fff]{0,6}"
)
"""4/22 再放开 10 个仓库"""
_TAKEN_OFF = re.compile(r"[下关停删清换拆撤摘]掉|(?<!再)发布?了?\s?[vV]?\d+(?:\.\d+)+\s?版?本?$")
_COMES = re.compile(r"\s*(?:又|也|就)?[快要]?[到来]了\s*")
_GIVEN_THEN = re.compile(r"\s*[定出给交批][的了]?\s*")
_FEW_WORDS = re.compile(r"\s*[\u4e00-\u9fff]{2,6}")
OF_PEOPLE = re.compile(
    r"轮值|值班(?!分级|手册|平台|系统|规范|制度|流程|机制)|值日|加班|[Oo]n-?call|休假|请假|调休|出差|外出|年假|值守人|主\s?[\u4e00-\u9fff]{2,3}$|留\s?\d+\s?人|有[一两二三四五\d]\s?[位名个](?:同事|同学|人)|\d\s?人值守"
)
"""Who is where on which days is no milestone."""


def _opens_city(text: str, stated: When) -> bool:
    """Whether a clause is `唐山 5/20 开`, in which 唐 is nobody's name."""
    before, _, rest = text.partition(stated.text)
    return rest.strip() in _OPENS and before.strip().removesuffix("市") in CITY_NAMES


_OPENS = frozenset(("开", "上", "切", "开了", "上了", "切了"))


def dated(text: str, stated: When, *, is_ahead: bool) -> tuple[str | None, When | None, When | None]:
    """A date without a word of status: what lies ahead is planned, what lies behind is done."""
    if stated.precision != "day" and _BECAUSE.match(text):
        return None, None, None
    if (
        TROUBLE.search(text)
        or _NOT_DONE_THEN.search(text)
        or _STATE.search(text)
        or OF_PEOPLE.search(text)
        or (_ATTRIBUTE.match(rest_of := text.partition(stated.text)[2]) and not _RELEASE.match(rest_of))
    ):
        return None, None, None
    rest = text.partition(stated.text)[2]
    if stated.text == "月初" and not has_event(text):
        return None, None, None  # 月初扣款高峰
    if stated.precision != "day" and _COMES.fullmatch(rest):
        return None, None, None  # 年底快到了
    if stated.edge == "起" and not is_ahead and (has_event(text) or _FEW_WORDS.fullmatch(rest) or _FROM_THEN.match(rest)):
        return "in_progress", stated, None
    is_known = bool(
        has_event(text)
        or (is_ahead and _REMAINS.match(text))
        or OPENING.search(text)
        or _opens_city(text, stated)
        or SHORT_DEED.search(text.replace(stated.text, " "))
        or _USE.search(text)
        or (not is_ahead and BARE_DONE.search(text.rstrip()))
        or _TAKEN_OFF.search(text)
        or (is_ahead and stated.precision == "day" and WIDENS.fullmatch(text.partition(stated.text)[2]))
        or (stated.edge == "起" and is_ahead)
    )
    if is_ahead:
        if heading_words.is_person(text.replace(stated.text, "").strip()) or (
            not is_known and heading_words.is_person(text.partition(stated.text)[0].strip())
        ):
            return None, None, None
        rest = "".join(text.replace(stated.text, "").split())
        is_deed = is_known or stated.edge == "前" or (2 <= len(rest) <= SHORT_CLAUSE)
        return (
            ("planned", stated, None)
            if is_deed and not (EFFECT.search(text) and not is_known and stated.edge != "前")
            else (None, None, None)
        )
    if stated.precision == "day" and not stated.clock and _GIVEN_THEN.fullmatch(rest) and text[:2].strip() and not EFFECT.search(text):
        return "done", stated, None  # 交互稿 3/25 定
    if _ON_TIME.search(text) and has_event(text):
        return "done", stated, None
    if (
        stated.precision == "day"
        and not stated.clock
        and _DIGIT.search(stated.text)
        and _FEW_WORDS.fullmatch(text.partition(stated.text)[2])
        and not heading_words.is_person(text.partition(stated.text)[2].strip())
        and not EFFECT.search(text)
    ):
        return "done", stated, None
    if stated.precision == "day" and (_CLEFT.fullmatch(rest) or _BATCH.match(rest)):
        return "done", stated, None
    if stated.precision == "day" and not stated.clock and _DEED_OF_TALK.search(text) and not EFFECT.search(text):
        return "done", stated, None
    if (
        not is_known
        or (stated.clock and not _BARE_DEED.fullmatch(rest))
        or stated.precision in ("ten_days", *COARSE)
        or (
            EFFECT.search(text)
            and not FINISHED.search(text)
            and not _WIDER.search(text)
            and not _TAKEN_OFF.search(text)
            and not SO_MANY.match(rest)
        )
    ):
        return None, None, None
    return "done", stated, None
