"""Whose a count of cities is: of the product that a line names first, or of those that its clauses name one by one.

What does not belong here: what a count counts (`rollout_kinds`).
"""

from __future__ import annotations

from collections.abc import Iterator

from assets.facts import leads
from assets.facts import regex as re
from assets.facts import rollout_forms as forms
from assets.facts import rollout_words as words
from assets.facts.clauses import Clause
from assets.facts.name_words import CITIES, DEED_ALONE, is_name
from assets.facts.scope import Scope
from assets.facts.words import CITY_NAMES, GROUPS

_SHORTEST_NAME = 2
_FEWEST = 2
_LED = re.compile(
    r"(?:其中|本周|这周)?\s*(?P<name>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z\d]{1,9}?)\s*(?:本周|这周|目前|Q[1-4]|[上下]半年|年[底内]前?)?\s*"
    r"(?:(?:新增|新开|目标|开满|[又再]开|累计|已开通?|开了|覆盖|[推扩铺][至到]|剩余|还剩|待开)了?(?:至|到)?\s*(?:(?:[\u4e00-\u9fff]{2,4}、){1,8}[\u4e00-\u9fff]{2,4}?等?\s*)?\d|城市\s*:?\s*\d|\+\s?\d|(?<!\d)\d+\s*(?:[→/]\s*\d|[个座]?城))"
)
"""`代扣新增 3 城` begins with a product, `累计 46 城` with none."""
_DONE_TO = re.compile(
    r"(?:本周)?(?:完成|推进|继续推进|实现|落实|启动)了?(?P<name>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z\d ]{1,11}?)\s*(?:新增|剩余|共)?\s*\d+\s*个?城"
)
_RATE_OF = re.compile(r"(?P<name>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z\d ]{1,11}?)(?:城市|开城)?(?:完成|覆盖|开通)率")
_STATED = re.compile(
    r"(?:本周|目前)?(?P<name>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z\d]{1,9}?)\s*"
    r"(?:(?:现|总|共|已经?|本周|这周|目前|全国)*(?:覆盖|新[开增上拓接签落切进铺]|开[到了通城至]|推[广到]|城市|上线|增加|点亮|总[数量计共]|存量|还[剩差有需]|[仅只]?剩|尚?余|尚?未开|待[开上推拓接覆]|累计|环比|[较比]上周|年[底内]前?|目标|到本周|现有|在[营线]|至今|年初|净增|周内|本期|未(?:上线|开))[^，,。;；]{0,12}?\d|(?<!\d)\d+\s*[个座]?城|(?:新[开增上]|开[通了])了?(?=[\u4e00-\u9fff]{2,4}(?:[、和，。]|$))|(?<=\s)(?:[\u4e00-\u9fff]{2,4}、)+[\u4e00-\u9fff]{2,4}\s*(?:\d|[两三四五六七八九]城))"
)
"""`代扣覆盖 136 城`, `存管还剩 10 城` and `存管 3 个城市本周上线`."""
_OBJECTIVE = re.compile(r"(?:O|KR|目标)\s?\d{1,2}(?:\.\d)?")
_OF_ALL = re.compile(
    r"[一二两三四五六七八九十]+[个座]?(?:城市?)?$|(?:华[东南西北中]|[东西][南北]|[东南西北]部|京津冀|长三角|珠三角|大湾区)(?:区|大区|区域|片区)?$|(?:推广|运营|拓展|开城|业务|项目|工作|专项|支持|城市)组$|新城$|第[一二三四五六七八九十\d]{1,3}[批期]$|本[期轮批]$|[又再]下一城$|今年的?$|在[线营]$|在运营$|筹备$|[一二三四五]线(?:城市)?$|省会(?:城市)?$|[地县]级市?$|各(?:个|区|产品|业务|城市|大区|项目|条?线)|全年|年度|本[周月]|累计|目标|全国|全省|全部|大区|其中|合计|总计|[离距](?=\s*\d)"
)
_NO_PRODUCT = re.compile(
    r"(?:推广|运营|拓展|开城|业务|项目|工作|专项|支持|城市)组$|团队$|[^中小]组$|团队$|^[一二两三四五六七八九十]+[个座]?$|^华[东南西北中]$|^[东西][南北]$|^北方$|^南方$|^[离距](?=年|目标|全)|^(?:年初)?至今|^在线|^各|全国|推广|活跃|筹备|灰度|在途|全年|全省|全部|其[中余他它]|合计|总[计共]|累计?$|目前|当前|现在|直营|加盟|自营|合作|[一二三四]线|省会|[地县]级|试点|首批|[一二三四]批|区$|大区|部$|月$|年$|季$|内$|共$|上[周月]|本[周月期轮批]|这周|还|已|新|剩|待|未|目标|计划|预计|实际|暂|停|另"
)
_SHARED_OUT = re.compile(
    r"(?P<n>\d{1,4})\s*(?:个?城市?|个)次?\s*[:(，,]\s*(?:其中|分别是?)?[:：]?\s*(?P<parts>[\u4e00-\u9fffA-Za-z]{2,10}\s*\d{1,3}\s*个?城?(?:\([^()\d]*\))?(?:[、，,]\s*[\u4e00-\u9fffA-Za-z]{2,10}\s*\d{1,3}\s*个?城?(?:\([^()\d]*\))?)+)"
)
_TOLD_OF_ALL = re.compile(
    r"(?P<label>[^，,。;；:\d]{0,6}(?:开城|新开|已开|待开|城市|新增|累计|剩余|目标)[^，,。;；:\d]{0,3}):\s*(?P<parts>[\u4e00-\u9fffA-Za-z]{2,10}\s*\d{1,3}\s*个?城?市?(?:[、，,;；/]\s*[\u4e00-\u9fffA-Za-z]{2,10}\s*\d{1,3}\s*个?城?市?)+)\s*(?:$|[;；。])\s*"
)
_LISTED_COUNTS = re.compile(
    r"(?<![\u4e00-\u9fff])(?:(?P<so_far>截[至止]?(?:到?(?:本周|目前))|目前)(?:大区|全国|区域)?|本周)?(?P<first>[\u4e00-\u9fffA-Za-z]{2,10}?)(?P<kind>累计|新增|新开|已开|覆盖|剩余|待开)?\s*(?P<n>\d{1,3})\s*(?P<unit>个?城市?|个)(?P<parts>(?:、[\u4e00-\u9fffA-Za-z]{2,10}?\s*\d{1,3}\s*(?:个?城市?|个))+)"
)
_ONE = r"[\u4e00-\u9fffA-Za-z]{2,10}\s*(?:[:：]\s*)?\d{1,3}\s*个?城市?"
_BARE_LIST = re.compile(rf"\s*{_ONE}(?:\s*[，,、|;；/]\s*{_ONE})+\s*[。.]?\s*")
_SHARE = re.compile(r"(?P<name>[\u4e00-\u9fffA-Za-z]{2,10}?)\s*(?:累计|新增|新开|已开)?\s*:?\s*(?P<n>\d{1,3})")
_REGION_BEHIND = re.compile(
    r"(?<=..)(?:华[东南西北中]|[东西][南北]|北方|南方|[东南西北]部|京津冀|长三角|珠三角|大湾区|云南|贵州|四川|湖南|湖北|江西|安徽|江苏|浙江|福建|广东|广西|海南|河南|河北|山东|山西|陕西|甘肃|青海|辽宁|吉林|苏[南北]|皖[南北]|浙[南北东西]|粤[东西北])(?:区|大区|区域|片区|省)?$"
)


def of_clause(scope: Scope, clause: Clause) -> str | None:
    """The product of a count: lines of roll-outs name theirs first, also below a heading of many, sentence by sentence or one by one."""
    if (led := _led(scope, clause)) is not None:
        return led
    entry = scope.entry
    lead = next(c for c in scope.clauses if c.sentence == clause.sentence)
    project = scope.project(clause)
    is_first = lead is scope.clauses[0]
    is_told = is_first and (entry.body > entry.start or entry.parent is None or entry.parent.form != "heading")
    if project and (_OBJECTIVE.fullmatch(project) or _OF_ALL.match(project) or words.NOT_IN_NAME.fullmatch(project)):
        project = None
    if entry.form == "row" or (is_told and project):
        return of_product(project) or project
    found = leads.own(entry, entry.start if is_told else lead.start)
    if project and found and found[2] == "colon" and CITIES.search(found[0]):
        return project
    own = found[0] if found and not DEED_ALONE.fullmatch(found[0]) and (is_first or not words.NOT_IN_NAME.search(found[0])) else None
    if own and (_OBJECTIVE.fullmatch(own) or _OF_ALL.match(own)):
        own = None
    if not is_first and own is None and words.CITY_WORD.search(scope.norm, scope.start, lead.start):
        told = of_clause(scope, scope.clauses[0])
        project = told if told and "、" not in told else project
    own, project = (None if name in CITY_NAMES else name for name in (own, project))  # 绵阳（3/26）、德阳（3/28）开城
    known = of_product(own) or of_product(project) or project or scope.context.projects.stands_in(scope.norm[scope.start : scope.end])
    return known or _in_front(scope, lead) or _in_front(scope, scope.clauses[0])


def _in_front(scope: Scope, lead: Clause) -> str | None:
    """存管 of `完成存管 2 城上线` and `存管覆盖率 76.7%（46/60 城）`."""
    found = _DONE_TO.match(scope.norm, lead.start) or _RATE_OF.match(scope.norm, lead.start)
    if found and _is_product(found["name"].strip()):
        return found["name"].strip()
    stated = _STATED.match(scope.norm, lead.start, lead.end)
    return of_product(stated["name"]) if stated and _is_product(stated["name"]) else None


def _led(scope: Scope, clause: Clause) -> str | None:
    """代扣 of `存管累计 46 城，代扣累计 31 城，剩余 19 城`, where more than one clause of the line begins with a product."""
    names: dict[int, str] = {}
    for other in scope.clauses:
        if other.depth == 0 and (name := _name_in_front(scope, other)):
            names[other.index] = name
    if len(set(names.values())) < _FEWEST:
        return None
    host = clause.host or clause
    last = max((index for index in names if index <= host.index and scope.clauses[index].sentence == host.sentence), default=None)
    return scope.context.projects.begins(names[last]) or names[last] if last is not None else None


def _name_in_front(scope: Scope, clause: Clause) -> str | None:
    found = _LED.match(scope.norm, clause.start, clause.end)
    name = found["name"] if found else None
    return name if name and _is_product(name) else None


def _is_product(name: str) -> bool:
    if DEED_ALONE.fullmatch(name):
        return False
    return not _NO_PRODUCT.search(name) and name.lower() not in GROUPS and name not in CITY_NAMES and is_name(name)


def shared_out(scope: Scope) -> Iterator[tuple[re.Match[str], tuple[tuple[str, int, tuple[int, int]], ...]]]:
    """The shares of `共新开 12 城：存管 3、代扣 2、退代 7`, where they are those of products and add up."""
    for total in _SHARED_OUT.finditer(scope.norm, scope.start, scope.end):
        shares = tuple((m["name"], int(m["n"]), m.span("n")) for m in _SHARE.finditer(scope.norm, *total.span("parts")))
        if all(_is_product(name) for name, _, _ in shares) and sum(count for _, count, _ in shares) == int(total["n"]):
            yield total, shares


def bare(scope: Scope) -> tuple[tuple[str, int, tuple[int, int]], ...]:
    """The counts of a line that is nothing but products with theirs: `存管 57 城｜代扣 41 城`."""
    start = scope.entry.start if scope.start == scope.entry.body else scope.start
    if not _BARE_LIST.fullmatch(scope.norm, start, scope.end):
        return ()
    shares = tuple((m["name"], int(m["n"]), m.span("n")) for m in _SHARE.finditer(scope.norm, start, scope.end))
    return shares if all(_is_product(name) for name, _, _ in shares) else ()


def with_new(scope: Scope) -> tuple[tuple[str, int, int, tuple[int, int], tuple[int, int]], ...]:
    """All so far and the new ones in a line that is nothing but products with both: `存管 23（+2）、代扣 41（+5）`."""
    start = scope.entry.start if scope.start == scope.entry.body else scope.start
    if "(" not in scope.norm or not _WITH_NEW_ALL.fullmatch(scope.norm, start, scope.end):
        return ()
    found = tuple(
        (m["name"], int(m["n"]), int(m["new"]), m.span("n"), m.span("new")) for m in _WITH_NEW_OF.finditer(scope.norm, start, scope.end)
    )
    return found if all(_is_product(name) and new <= some for name, some, new, _, _ in found) else ()


_NEW_OF = r"[\u4e00-\u9fffA-Za-z]{2,10}\s*(?::\s*)?\d{1,3}\s*(?:个?城\s*|个\s*)?\(\s*(?:(?:本周|新增)\s*)?(?:[+]\s*)?\d{1,3}\s*\)"
_WITH_NEW_ALL = re.compile(rf"\s*{_NEW_OF}(?:\s*[，,、|;；]\s*{_NEW_OF})+\s*[。.]?\s*")
_WITH_NEW_OF = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z]{2,10})\s*(?::\s*)?(?P<n>\d{1,3})\s*个?城?\s*\(\s*(?:本周|新增)?\s*[+]?\s*(?P<new>\d{1,3})\s*\)"
)


def pairs(scope: Scope) -> tuple[tuple[str, int, int, tuple[int, int]], ...]:
    """What is open of all in a line that is nothing but products with both: `退代 41/50、押金 12/15`."""
    start = scope.entry.start if scope.start == scope.entry.body else scope.start
    if "/" not in scope.norm or not _PAIRS.fullmatch(scope.norm, start, scope.end):
        return ()
    found = tuple((m["name"], int(m["n"]), int(m["of"]), m.span("n")) for m in _PAIR.finditer(scope.norm, start, scope.end))
    return found if all(_is_product(name) and some <= of for name, some, of, _ in found) else ()


_PAIR_OF = r"[\u4e00-\u9fffA-Za-z]{2,10}\s*(?::\s*)?\d{1,3}\s*/\s*\d{1,3}(?:\s*个?城|\s*个)?"
_PAIRS = re.compile(rf"\s*{_PAIR_OF}(?:\s*[，,、|;；]\s*{_PAIR_OF})+\s*[。.]?\s*")
_PAIR = re.compile(r"(?P<name>[\u4e00-\u9fffA-Za-z]{2,10})\s*(?::\s*)?(?P<n>\d{1,3})\s*/\s*(?P<of>\d{1,3})")


def listed(scope: Scope) -> Iterator[tuple[str, tuple[tuple[str, int, tuple[int, int]], ...]]]:
    """`存管累计 46 城、代扣 31 城`: the word that counts stands behind the first product alone."""
    for found in _LISTED_COUNTS.finditer(scope.norm, scope.start, scope.end) if "、" in scope.norm else ():
        text = [(m["name"], int(m["n"]), m.span("n")) for m in _SHARE.finditer(scope.norm, *found.span("parts"))]
        shares = ((found["first"], int(found["n"]), found.span("n")), *text)
        if found["unit"] == "个" and scope.entry.role != "rollout":
            continue
        if all(_is_product(name) for name, _, _ in shares) and (word := found["kind"] or (found["so_far"] and "累计")):
            yield word, shares
    for found in _RESPECTIVELY.finditer(scope.norm, scope.start, scope.end) if "分别" in scope.norm else ():
        names = words.LIST_SPLIT.split(found["names"].replace("与", "、"))
        counts = list(_NUMBER.finditer(scope.norm, *found.span("counts")))
        if len(names) == len(counts) and all(map(_is_product, names)):
            yield found["kind"], tuple((name, int(n[0]), n.span()) for name, n in zip(names, counts, strict=True))


_RESPECTIVELY = re.compile(
    r"(?P<names>[\u4e00-\u9fffA-Za-z、]{2,30}?[、和与及][\u4e00-\u9fffA-Za-z]{2,10}?)(?:两个?(?:产品|项目))?(?:本周|目前)?分别(?P<kind>累计|新增|新开|已开|覆盖|剩余|待开)(?:到|了|开通?|上线)*\s*"
    r"(?P<counts>\d{1,4}\s*(?:个?城市?|个)?(?:\s*[、和与，,/]\s*\d{1,4}\s*(?:个?城市?|个)?)+)"
)
"""`存管与代扣分别累计 90 城、34 城`"""
_NUMBER = re.compile(r"\d+")


def of_labels(scope: Scope) -> Iterator[tuple[str, tuple[tuple[str, int, tuple[int, int]], ...]]]:
    """`新开：存管 2 城、代扣 3 城；累计开城数：存管 46、代扣 31`: the labels count, and the counts are of products."""
    is_of_cities = scope.entry.role == "rollout" or "城" in scope.norm
    told = _TOLD_OF_ALL.match(scope.norm, scope.entry.start, scope.end) if is_of_cities else None
    while told:
        shares = tuple((m["name"], int(m["n"]), m.span("n")) for m in _SHARE.finditer(scope.norm, *told.span("parts")))
        if all(_is_product(name) for name, _, _ in shares):
            yield told["label"], shares
        told = _TOLD_OF_ALL.match(scope.norm, told.end(), scope.end)


def of_product(name: str | None) -> str | None:
    """The name up to the words that count: 物业费对账城市 → 物业费对账, 存管华东 → 存管; none where nothing is left of it, or cities stand in it."""
    end = words.NOT_IN_NAME.search(name) if name else None
    found = name[: end.start()].rstrip() if name and end else name
    found = _before_cities(found) if found and "、" in found else found
    found = _without_city(_REGION_BEHIND.sub("", found)) if found else found
    if found and _OF_ALL.match(found):
        return None
    return found if found and len(found) >= _SHORTEST_NAME and not forms.COUNT.search(found) else None


def _without_city(name: str) -> str:
    """存管 of `存管太原3/28开城`."""
    return next((name[:-size] for size in (3, 2) if len(name) >= _SHORTEST_NAME + size and name[-size:] in CITY_NAMES), name)


def _before_cities(name: str) -> str:
    """存管 of `存管苏州、无锡、常州三城`."""
    starts = range(_SHORTEST_NAME, name.index("、"))
    return next((name[:at].rstrip() for at in starts if name[at : name.index("、")] in CITY_NAMES), name)
