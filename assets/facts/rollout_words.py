"""The words by which sentences count cities. What does not belong here: how the counts are told apart (`rollouts`)."""

from __future__ import annotations

from assets.facts import regex as re

COUNT = re.compile(
    r"(?<![A-Za-z\d_第.])(?P<n>-?\d{1,4}|[一二两三四五六七八九十]{1,3})\s*(?P<u>(?:个|座)?\s?(?:地级|重点|试点)?(?:城市|城(?![市商乡中区镇际])|市(?![场民政值占面级区])))"
)
COUNTED = re.compile(
    r"(?:城市|开城)(?:数量?)?(?:新增|累计|剩余|已?达到?|增至|升至|扩至|为|共)?\s*[:：]?\s*(?:(?P<from>\d{1,4})\s*(?:→|->|至|到)\s*)?(?P<n>\d{1,4})\s*(?P<u>[个座])(?!城市|百分)"
)
GROWN = re.compile(
    r"(?:城市|开城|覆盖)(?:数量?)?\s*(?:(?:由|从)\s*(?P<from>\d{1,4})\s*[个座]?城?市?\s*(?:增|升|扩|涨|拓展|提升|增长|增加|扩大|扩展)?[至到]|(?P<was>\d{1,4})\s*[个座]?城?市?\s*→)\s*(?P<n>\d{1,4})\s*(?P<u>[个座]?城?市?)"
)
"""城市数由 40 增至 43."""
SHARE = re.compile(r"(?:城市|开城|开通)(?:数量?|进度)?\s*[:：]?\s*(?P<n>\d{1,4})\s*/\s*(?P<of>\d{1,4})(?![/\d.])")
"""开城 101/146."""
SHARE_OF_CITIES = re.compile(
    r"(?<![\d/.本周新增])(?P<n>\d{1,4})\s*/\s*(?P<of>\d{1,4})\s*(?:个|座)?\s?(?:城市|城(?![市商乡中区镇际])|市(?![场民政值占面级区]))"
)
"""已开 58/80 城."""
GREW = re.compile(r"(?P<was>\d{1,4})\s*[个座]?城市?\s*(?:→|->)\s*(?P<n>\d{1,4})\s*(?P<u>[个座]?城市?)")
"""58 城 → 61 城."""
PLUS = re.compile(r"(?<![\w%)/.])\+\s?(?P<n>\d{1,3})(?![\d.%])\s*(?P<u>(?:个|座)?(?:城市?)?)(?=\s*(?:$|[，,。;；、:：()]))")
"""本周 +3."""
TOTAL_SHARE = re.compile(r"(?:累计|已开通?|已覆盖|共)\s*[:：]?\s*(?P<n>\d{1,4})\s*/\s*(?P<of>\d{1,4})(?![/\d.])")
"""累计 22/40, beside a count of cities."""
OF_CITIES = re.compile(
    r"(?P<which>待开|未开|剩余|新增|新开|目标|计划)?(?:城市|开城)数量?\s*[:：为]?\s*(?P<n>\d{1,4})(?=\s*(?:$|[，,。;；()]))"
)
"""城市数 18."""
SAME_UNIT = re.compile(
    r"(?:(?:累计|目前|现)(?:上线|开通|开城|覆盖|落地)?|待开|剩余?|还剩|还差|目标|新增|其中本周|共|加起来|合计|总共|总计)\s*[:：]?\s*(?P<n>\d{1,4})\s*(?P<u>[个座])(?=了?\s*(?:$|[，,。;；)]))"
)
BARE = re.compile(r"(?P<n>-?\d{1,4})(?=\s*(?:$|[，。;；、)(]|,(?!\d)))")
_VERBS = r"开通|上线|开城|拓展|扩展|落地|启用|铺开"
KINDS = (
    (
        "remaining_cities",
        re.compile(
            r"待开|待拓|待签|剩余|还剩|还差|未(?:开|接入|上线|覆盖|推广|落地)|剩下|尚余|待上线|待推广|待铺|待接入|待拓|余(?:下)?$|尚有|剩$|还有|[rR]emaining:?$"
        ),
    ),
    ("target_cities", re.compile(r"目标|做到|开满|开到|开足|铺满|计划(?:覆盖|开通|完成|累计)|总数|共需|总计划|全部(?=\s*$)|要开|要到")),
    (
        "cumulative_cities",
        re.compile(
            r"累计|累积|总计|合计|加起来|一共|共计|已(?:经)?(?:开通?|覆盖|上线|推广|接入|铺|完成)|(?<!新增)(?<!新)覆盖|达到?|总共|共(?=\s*\(?$|开|覆盖|上线)|目前$|现有$|存量|总量|增至|升至|现有|在运营|总开城|已在\s*$|扩至|扩大到|扩展到|截[至止](?:到)?(?:本周|目前|今日|周[一二三四五六日])?$|维持|保持"
        ),
    ),
    (
        "new_cities",
        re.compile(r"新增|实际开|新开|新上|新拓|新接|新签|新落|本周开|本周上|本周扩|增加|新推|净增|开了|本周|" + _VERBS),
    ),
)
FUTURE = re.compile(r"计划|预计|下周|拟|将|准备|争取|力争|待(?!开|拓|签|上|推|铺|接)|下月|首批|年后|节后(?!第)")
CITY_WORD = re.compile(r"城|市")
AROUND_LIST = re.compile(r"^(?:分别(?:为|是)|包括|含|为|即)[:：]?|等\d*[个座]?(?:城市|城)?$|等$")
LIST_AFTER = re.compile(r"\s*(?:[个座]?城市?)?\s*(?:\((?P<p>[^()]*)\)|[:：]\s*(?P<c>[^，,。;；()\d]+))")
LIST_SPLIT = re.compile(r"(?:[、,，/\s及与;；]|(?<!呼)和)+")
NAME = re.compile(r"^[\u4e00-\u9fff]{2,8}$")
NOT_CITY = re.compile(
    r"城市$|^城|等|试点|完成|上线|推广|其中|新增|累计|待开|本周|覆盖|现有|目前|目标|补齐|包括|含|剩余|还剩|已开|区县|门店"
)
KEYWORDS_BEFORE_LIST = re.compile(r"(?:本周|新增|新开|新签|新拓|新接|新上线?|开通|拓展|上线|城市|了|[:：]|[(（])\s*")

VERB_AT_END = re.compile(rf"(?:已|了|全部|正式|成功|陆续|分批|\s)*(?:{_VERBS})(?:了|城市)?\s*$")
"""The verb of a count, which says nothing of its kind where a word in front does: 累计开通, 剩余上线."""
LISTED_TOTAL = re.compile(r"新[开增上签接拓][^。；;，,\d]*[:：]?[^。；;\d]*、[^。；;\d]*[，,]\s*[共计合一]*共?\s*$")
"""本周新开：太原、大同、临汾，共 3 城."""
LAST_WEEK = re.compile(r"上周|上期|上月|此前|原有|之前")
STILL_TO_OPEN = re.compile(r"\s*(?:待开|未开|待上)")
LISTED = re.compile(r"\s*\([^()\d]{2,60}\)(?=\s*\S)")
"""The names between a count and its verb: 试点 3 城（合肥、芜湖、蚌埠）本周开通."""
OPENED = re.compile(r"\s*的?(?:\d{1,2}[/.月]\d{1,2}日?\s*)?(?:本周|已|均已|都)?(?:新开|上线|开通|已开|开城)")
IS_GOAL = re.compile(r"\s*(?:的)?(?:年度|阶段|全年|季度)?目标")
ALL_DONE = re.compile(r"(?:已|完成).{0,6}全部\s*$")
KEYWORD_AT_END = re.compile(r"(?:新增|新开|累计|待开|剩余?|还剩|还差|目标|开城|已开|覆盖|[rR]emaining)(?:城市)?(?:数)?[:：]?\s*$")
NOT_IN_NAME = re.compile(
    r"本周|这周|上周|新增|新开|新签|新上|新拓|新接|累计|已开|目前|当前|共开|城市数|(?:上线|推广|开通|覆盖|已开|拓展|接入)?的?城市|开城|试点|区域|覆盖"
)
"""Where the name of a product ends in a line of counts: 物业费对账城市, 分润结算这周新开了洛阳."""
