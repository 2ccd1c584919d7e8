"""The words by which sentences count cities. What does not belong here: how the counts are told apart (`rollouts`)."""

from __future__ import annotations

import re

COUNT = re.compile(
    r"(?<![A-Za-z\d_第.])(?P<n>-?\d{1,4}|[一二两三四五六七八九十]{1,3})\s*(?P<u>(?:个|座)?\s?(?:地级|重点|试点)?(?:城市|城(?![市商乡中区镇际])|市(?![场民政值占面级区])))"
)
COUNTED = re.compile(
    r"(?:城市|开城)(?:数量?)?(?:新增|累计|剩余|已?达到?|增至|升至|扩至|为|共)?\s*[:：]?\s*(?:(?P<from>\d{1,4})\s*(?:→|->|至|到)\s*)?(?P<n>\d{1,4})\s*(?P<u>[个座])(?!城市|百分)"
)
GROWN = re.compile(
    r"(?:城市|开城|覆盖)(?:数量?)?\s*(?:由|从)\s*(?P<from>\d{1,4})\s*[个座]?城?市?\s*(?:增|升|扩|涨|拓展|提升|增长|增加|扩大|扩展)?[至到]\s*(?P<n>\d{1,4})\s*(?P<u>[个座]?城?市?)"
)
"""城市数由 40 增至 43."""
SHARE = re.compile(r"(?:城市|开城|开通)(?:数量?|进度)?\s*[:：]?\s*(?P<n>\d{1,4})\s*/\s*(?P<of>\d{1,4})(?![/\d.])")
"""开城 101/146."""
PLUS = re.compile(r"(?<![\w%)/.])\+\s?(?P<n>\d{1,3})(?![\d.%])\s*(?P<u>(?:个|座)?(?:城市?)?)(?=\s*(?:$|[，,。;；、:：()]))")
"""本周 +3."""
NAMED_ONLY = re.compile(
    r"(?:本周|新增|新开|新上线?|新签约?|新拓|新接)(?:已?开通|上线|新增|新开|开城)?(?:的)?城市(?:有|为)?\s*[:：](?P<names>[\u4e00-\u9fff、/ ]++)(?=$|[，,。;；])"
)
"""本周新开城市：苏州、无锡."""
SAME_UNIT = re.compile(
    r"(?:累计|待开|剩余|还剩|还差|目标|新增|共|加起来|合计|总共|总计)\s*[:：]?\s*(?P<n>\d{1,4})\s*(?P<u>[个座])(?=了?\s*(?:$|[，,。;；)]))"
)
BARE = re.compile(r"(?P<n>-?\d{1,4})(?=\s*(?:$|[，。;；、)(]|,(?!\d)))")
_VERBS = r"开通|上线|开城|拓展|扩展|落地|启用|铺开"
KINDS = (
    (
        "remaining_cities",
        re.compile(r"待开|待拓|待签|剩余|还剩|还差|未开|剩下|尚余|待上线|待推广|待铺|待接入|待拓|余(?:下)?$|尚有|剩$|还有"),
    ),
    ("target_cities", re.compile(r"目标|做到|开满|开到|开足|铺满|计划(?:覆盖|开通|完成|累计)|总数|共需|总计划|全部(?=\s*$)|要开|要到")),
    (
        "cumulative_cities",
        re.compile(
            r"累计|累积|总计|合计|加起来|一共|共计|已(?:经)?(?:开通?|覆盖|上线|推广|接入|铺|完成)|覆盖|达到?|总共|共(?=\s*\(?$|开|覆盖|上线)|目前$|现有$|存量|总量|增至|升至|现有|在运营|总开城|扩至|扩大到|扩展到"
        ),
    ),
    (
        "new_cities",
        re.compile(r"新增|实际开|新开|新上|新拓|新接|新签|新落|本周开|本周上|本周扩|增加|新推|净增|开了|本周|" + _VERBS),
    ),
)
FUTURE = re.compile(r"计划|预计|下周|拟|将|准备|争取|力争|待(?!开|拓|签|上|推|铺|接)|下月|首批|年后|节后(?!第)")
CITY_WORD = re.compile(r"城|市")
LIST_AFTER = re.compile(r"\s*(?:城市)?\s*(?:\((?P<p>[^()]*)\)|[:：]\s*(?P<c>[^，,。;；()\d]+))")
LIST_SPLIT = re.compile(r"[、,，/\s和及与;；]+")
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
IS_GOAL = re.compile(r"\s*(?:的)?(?:年度|阶段|全年|季度)?目标")
ALL_DONE = re.compile(r"(?:已|完成).{0,6}全部\s*$")
KEYWORD_AT_END = re.compile(r"(?:新增|新开|累计|待开|剩余|还剩|目标|开城)(?:城市)?(?:数)?[:：]?\s*$")
NOT_IN_NAME = re.compile(
    r"本周|这周|上周|新增|新开|新签|新上|新拓|新接|累计|已开|目前|当前|共开|城市数|(?:上线|推广|开通|覆盖|已开|拓展|接入)?的?城市|开城|试点|区域|覆盖"
)
"""Where the name of a product ends in a line of counts: 物业费对账城市, 分润结算这周新开了洛阳."""
