"""What the headers of columns say of cities. What does not belong here: which columns of a row count them (`rollout_columns`)."""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re

REGION_HEADER = re.compile(r"^(?:区域|大区|地区|省份?|片区|战区|分公司|region|area)$", re.IGNORECASE)
_CITY_COUNTS = (
    # in this order: 待开城市 opens nothing, 累计新增 is no new count, and last week's is none of these
    (None, re.compile(r"上周|上期|上月|last|率|占比|名单|明细|列表|名称|下周|%|时间|日期|计划.*日|环比", re.IGNORECASE)),
    (
        "remaining_cities",
        re.compile(
            r"待开|待上线|待(?:拓展?|推广?|铺开?|接入?|落地|覆盖)|剩余|余量|差额|缺口|还剩|(?:还|尚)?没开|尚?未(?:开通?|上线|覆盖|完成|落地)|remaining|left|to go",
            re.IGNORECASE,
        ),
    ),
    (None, re.compile(r"(?:本周|本月|当月)(?:计划|目标)|计划新增")),
    (
        "cumulative_cities",
        re.compile(
            r"(?:开通|上线|覆盖|已开|落地)(?:城市)?总数|^总计$|^(?:当前|目前|现有?)?(?:城市|开城)(?:数量?)(?:\([个城]\))?$|^(?:目前|当前)$|^截[至止](?:目前|本周)?$"
        ),
    ),
    ("target_cities", re.compile(r"目标|盘子|规划|应开|总城市|城市总|总数|^计划(?:开?城市?)?(?:总?数)?$|target|goal|^全部", re.IGNORECASE)),
    (
        "cumulative_cities",
        re.compile(
            r"累计|累积|已开|已上线|已完成|已覆盖|已接入|覆盖城市|存量|在运营|总开|现有|total|cumulative|^合计|^live$|opened", re.IGNORECASE
        ),
    ),
    (
        "new_cities",
        re.compile(
            r"新增|新开|新上线?|新签|新拓|新接|新推|新铺|净增|增量|本周(?:开通?|上线?|扩|落地?|接入?|完成|数|城|拓展?|推广?)|^本周$|^\+?本周\+?$|增加|^new|added|this week",
            re.IGNORECASE,
        ),
    ),
)
_AROUND_COUNT = re.compile(
    r"\([^()]*\)|\d{1,2}[/.]\d{1,2}\s*[-~至到]\s*\d{1,2}[/.]\d{1,2}|\d{1,2}月[底末]?|截至|截止|W\d{1,2}|[本这当]?周|本期|年度|全年|今年|本年|[上下]半年|年[底内末]?|[QH][1-4]|季度|当前|目前|现有?|城市?|数量?|量|个|座|开通|上线|开城|覆盖|推广|接入|拓展|签约|完成|计划|累计|总计?|应|已|未|待|的|通|开|新增?|至今"
    r"|total|cities|city|number|count|of|so far|this week|opened|live|[\s#+]",
    re.IGNORECASE,
)
"""What may stand around the word by which a column counts cities; any other noun says that something else is counted: 新增商户."""
_LIST_OF_CITIES = re.compile(r"(?:本周)?(?:涉及|开通|上线)?城市")


@lru_cache(maxsize=1024)
def city_count(header: str) -> str | None:
    """What a column counts, if it is one of cities: 累计开通（城） → cumulative_cities."""
    words = header.strip()
    found = next(((name, pattern) for name, pattern in _CITY_COUNTS if pattern.search(words)), None)
    if found is None or found[0] is None or _LIST_OF_CITIES.fullmatch(words):
        return None
    return None if _AROUND_COUNT.sub("", found[1].sub("", words)) else found[0]
