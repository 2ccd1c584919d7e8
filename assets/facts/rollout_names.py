"""The cities that a line of a roll-out names: beside their count, in front of their total, or with no count at all.

What does not belong here: the counts (`rollouts`), and whether there is such a city (the rule `city_unknown`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts import rollout_forms as forms
from assets.facts import rollout_words as words
from assets.facts.words import CITY_NAMES

_LONGEST_LIST = 80  # code points of a list of cities in front of its total
_LONGEST_NAME = 6
_VERBS = r"(?:新增|新[上开]通?|新一批|新城(?=\s*[:：])|上新|[拿啃攻]下|落子|新点亮|开通|上线|落地|新签|新拓|新接|(?<=本周)(?:加|试点|铺开|切换?)|(?<=这周)(?:加|试点|铺开|切换?)|[拓扩]展[至到]|进驻|铺到)"
_VERB_OF_WEEK = r"(?:本|这)周(?:又|只|仅|就|先)?开了?"
_NAMES = r"[\u4e00-\u9fff]{2,5}(?:[、/][\u4e00-\u9fff]{2,5}|\s(?=[\u4e00-\u9fff]{2,4}(?:\s|$|[，。;；]))[\u4e00-\u9fff]{2,4})*"
_LISTED = forms.CITY_LIST.replace("{2,5}", "{2,5}?")
_NAMED = re.compile(
    rf"(?:本周|其中|新|已|陆续|正式)*{_VERBS}了?(?:覆盖|开通|上线|接入)?(?:的?城市?|的(?=是))?(?:有|为|是)?\s*[:：]?\s*(?P<names>{_NAMES})(?=\s*(?:$|[，,。;；()]))"
)
_OPENED = re.compile(
    rf"(?:^|(?<=[:：，,。;；\s]))(?:{_VERB_OF_WEEK}|[本这]周)?(?P<names>{_LISTED})(?P<deed>(?:[两三四五六]?[市地])?(?:本周|这周|已经?|[均都]|同步|陆续|正式|顺利|如期|全部|一起|一并)*(?:开通|上线|开城|落地|新开|放开|铺开|加入|[开切跑铺][起过上][来去]|开了|(?<=已)开))?(?=了?\s*(?:$|[，,。;；(]))"
)
"""`泉州、漳州本周开通` and `本周只开了惠州`: cities by their names."""
_ONE = re.compile(r"(?<=..)[一两三四五六七八九]个$")
"""`只新开了镇江一个`"""
_DAY_AT_END = re.compile(r"(?:[/.]\s?\d{1,2}|[日号]|周[一二三四五六日天])\s?$")
_OF_EACH = re.compile(r"\([^()]{2,10}\)\s*、")
_OTHER_THINGS = re.compile(
    r"商户|门店|账户|账号|环境|联调|银行|渠道|用户|客户|接口|功能|小区|物业|项目|产品|网点|入口|页面|场景|套餐|规则|模块|机构|版本|公司|学校|医院|支持|服务|系统|方案|能力|城市|计划|完成"
)


def cities_in(text: str) -> tuple[str, ...]:
    """The names of a list such as 苏州、无锡、常州 or 厦门、东莞市等."""
    text = words.AROUND_LIST.sub("", text.strip())
    names = [_ONE.sub("", n) for n in words.LIST_SPLIT.split(text) if n]
    return tuple(n for n in names if words.NAME.match(n) and not words.NOT_CITY.search(n))


def beside(norm: str, start: int, span: tuple[int, int], end: int) -> tuple[str, ...]:
    """The names behind a count, 2 城（苏州、无锡）, else those in front: 苏州、无锡 2 城, or 新增：苏州、无锡，共 2 城."""
    after = words.LIST_AFTER.match(norm, span[1], end)
    if after and (names := cities_in(after["p"] or after["c"] or "")):
        return names
    total = words.LISTED_TOTAL.search(norm, max(0, span[0] - _LONGEST_LIST), span[0])
    before = norm[total.start() if total else start : span[0]]
    lead = list(words.KEYWORDS_BEFORE_LIST.finditer(before))
    text = before[lead[-1].end() :] if lead else before
    if any(map(str.isdigit, text)):
        return ()  # 除西藏、青海外 29 省 46 城
    name = text.strip()
    is_one = len(name) <= _LONGEST_NAME and (words.NAME.match(name) if lead else name.removesuffix("市") in CITY_NAMES)
    return cities_in(text) if "、" in text or is_one else ()


def opened(norm: str, start: int, end: int, *, is_alone: bool, is_cell: bool = False) -> tuple[re.Match[str], tuple[str, ...]] | None:
    """`本周新开城市：苏州、无锡` counts by naming all of them, and so does `新增苏州、无锡` where they are in the register or counts stand beside it."""
    for named in _NAMED.finditer(norm, start, end):
        names = cities_in(named["names"])
        if norm.startswith("(", named.end()) and _OF_EACH.match(norm, named.end()):
            continue  # 赣州（存管）、襄阳（代扣）
        if norm.endswith(("无", "没", "没有", "未"), start, named.start()):
            continue  # 本周无新增投诉
        if " " in named["names"] and not all(name.removesuffix("市") in CITY_NAMES for name in names):
            continue  # 新增绵阳 德阳, but no words that blanks part
        if "等" in named["names"] or not names or _OTHER_THINGS.search(named["names"]):
            continue
        if named[0].startswith("开通") and _DAY_AT_END.search(norm[start : named.start()]):
            continue  # 3/26 开通绵阳，3/28 开通德阳
        if norm.endswith("城市", start, named.start("names")) and not all(name.removesuffix("市") in CITY_NAMES for name in names):
            continue  # 新开城市风控预案
        verb = norm[named.start() : named.start("names")]
        if (
            not is_alone
            or "城" in verb
            or (not is_cell and ("新" in verb or "加" in verb) and all(n.removesuffix("市") in CITY_NAMES for n in names))
        ):
            return named, names
    return None if is_alone else _by_name(norm, start, end)


def _by_name(norm: str, start: int, end: int) -> tuple[re.Match[str], tuple[str, ...]] | None:
    """Cities of the register of which it is said that they opened, beside a count of all."""
    for named in _OPENED.finditer(norm, start, end):
        names = tuple(words.LIST_SPLIT.split(named["names"]))
        is_said = "周" in named[0] if len(names) == 1 else named["deed"] or named.start() < named.start("names")
        if is_said and all(name.removesuffix("市") in CITY_NAMES for name in names):
            return named, names
    return None
