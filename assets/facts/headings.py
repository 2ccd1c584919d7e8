"""The project that a heading, a title over a list or a row names, or whether it only groups the projects below it.

What does not belong here: the projects of items (`naming`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assets.facts import regex as re
from assets.facts import sections, tags
from assets.facts.goals import GOAL, KEY_RESULT
from assets.facts.lead_index import Leads
from assets.facts.leads import bracket
from assets.facts.markers import STANDS_BEHIND, chapter
from assets.facts.model import Entry
from assets.facts.name_words import (
    DEED,
    DEED_ALONE,
    GROUP_WORD,
    LETTER,
    LONGEST_NAME,
    METRIC_NAME,
    OF_SHARES,
    PART,
    PHASE,
    PROJECT_WORD,
    SHORTEST_STEM,
    THINGS,
    clean,
    is_name,
    raw_name,
)
from assets.facts.sheets import is_of_states
from assets.facts.table_titles import STRONG_HEADER, is_of_one, is_of_parts, names_part, without_table
from assets.facts.table_words import REGION_HEADER, is_of_now, is_version_of
from assets.facts.text import normal, tidy
from assets.facts.words import EVENTS, section_words

_PROJECT_HEADER = re.compile(
    r"^(?:项目|产品|项目名称?|项目/需求|需求(?:名称)?|模块|业务(?:线)?|专项|工作项|名称|project|产品线|系统名称|所属项目|方向|需求/项目|任务(?:名称)?|事项|工作事项|重点(?:项目|工作|事项)|内容)$",
    re.IGNORECASE,
)
_KEY_RESULTS = re.compile(r"(?:KR|关键结果|key results?)$", re.IGNORECASE)
_SEVERAL = re.compile(r".{2,}(?:与|和|及|、|&).{2,}")
_NUMBERED = re.compile(r"^KR?\s*\d{1,2}(?![A-Za-z\d])|^20\d\d")
_DAY_ALONE = re.compile(r"(?:周|星期)[一二三四五六日天](?![\u4e00-\u9fff])|\d{1,2}[/.月]\d{1,2}日?(?![\u4e00-\u9fff])")
"""`周三 8/2` heads what was done on a day."""
_REMARK = re.compile(
    rf"\s*(?:[(\[【]|(?<=\s)[-|·]\s)\s*(?P<said>[^()\[\]【】]*?(?:\d\s?%|\d{{1,2}}[/.月]\d{{1,2}}日?\s*(?:{EVENTS})|已(?:{EVENTS})(?![\u4e00-\u9fff]{{4}})|(?<=[-|·(\[【\s])(?:暂停|挂起|搁置|延期)(?=[)\]】:：\s]*$))[^()\[\]【】]*)[)\]】]?\s*[:：]?\s*$"
)
"""`网关改造（6/18 上线）`, `生物识别登录 — 暂停`: how it stands."""
_GRADE = re.compile(r"^P[0-4](?:\s*[-:·|/]\s*|\s+)(?=\S)")
_REPORT = re.compile(r"[周月日]报(?![自系平生推优改工看模表订机])|weekly|report", re.IGNORECASE)  # and no 资金日报自动化
_OF_DAYS = re.compile(r"[\u4e00-\u9fff]{4,}[日月]报")
"""资金对账日报 below the title is something that is made."""
_SENTENCE_TAIL = re.compile(r"[的吧吗呢啦了事]$")
_COLUMNS_OF_LIST = 2
_FEW = 2  # paragraphs; more of them that begin with names of their own are not about one project
_MARK = re.compile(r"[:：，,]")
_MAY_DIRECT = "方主战板条抓"
_DIRECTION = re.compile(r"(?:方向|主线|战线|战役|板块|条线|抓手)\s?[一二三四五六七八九1-9]\s*[:：、.·-]")
"""`方向一：业务支撑` is one of the fields that a team works on."""


def row_name(entry: Entry) -> str | None:
    """The project of a table row: the cell of the column for it, else the first cell of a table of states."""
    if names_part(entry):
        return None
    columns = [c for c in entry.cells if _is_of_projects(c.header)]
    columns = columns or [c for c in entry.cells if _KEY_RESULTS.match(c.header.strip()) and not GOAL.search(entry.norm, c.start, c.end)]
    columns.sort(key=lambda c: not STRONG_HEADER.search(c.header))
    for cell in columns:
        if cell.end > cell.start and LETTER.search(entry.norm, cell.start, cell.end):
            text = entry.norm[cell.start : cell.end]
            if DEED_ALONE.fullmatch(text) and not STRONG_HEADER.search(cell.header):
                return None  # 方案评审 below 事项 is what the heading's project goes through
            start = tags.behind(entry, cell.start, cell.end)
            found = bracket(entry, start)
            return found[0] if found else raw_name(entry, start, cell.end) if len(text) <= LONGEST_NAME + 10 else None
    return _first_cell(entry)


@lru_cache(maxsize=512)
def _is_of_projects(header: str) -> bool:
    """项目, and each way to say it in `版本 / 项目`."""
    words = header.strip()
    return bool(_PROJECT_HEADER.match(words)) or ("/" in words and any(_PROJECT_HEADER.match(part.strip()) for part in words.split("/")))


def _first_cell(entry: Entry) -> str | None:
    """The first column of a table of states names what they are the states of: 渠道 | 阶段 | 说明 | 上线时间."""
    first = next(
        (cell for cell in entry.cells if cell.kind != "index" or is_version_of(cell.header, entry.norm[cell.start : cell.end])), None
    )
    words = entry.norm[first.start : first.end] if first else ""
    is_version = first is not None and first.kind == "index" and is_version_of(first.header, words)
    if (
        first is None
        or (first.kind and not is_version)
        or REGION_HEADER.match(first.header.strip())
        or entry.role in ("incident", "metric")
        or (entry.role == "plan" and not is_version)
        or DEED_ALONE.fullmatch(words)
    ):
        return None
    if any(is_of_now(c.header, c.kind, entry.norm[c.start : c.end]) for c in entry.cells) or not is_name(words):
        return None
    kinds = {cell.kind for cell in entry.cells}
    if not ({"status", "planned", "progress", "next"} & kinds or ("text" in kinds and len(entry.cells) > _COLUMNS_OF_LIST)):
        return None
    return raw_name(entry, tags.behind(entry, first.start, first.end), first.end)


def is_grouping(heading: Entry, children: dict[int, list[Entry]], leads: Leads) -> bool:
    """Whether the items below a heading name their own projects, so that the heading only groups them."""
    items = [c for c in _speaking(heading, children) if c.form in ("item", "text", "row", "heading") and c.named_role != "note"]
    below = [c for c in items if c.form != "heading"]
    if chapter(heading.norm, 0) and sum(_has_list(c) for c in items) > 1:
        return True  # 一、 over 1、 and 2、 with lists of their own
    if any(c.label for c in below) and len(below) == len(items) and all(c.label or c.form != "row" for c in below):
        return not PROJECT_WORD.search(clean(normal(sections.text_of(heading)))) and _are_tagged(below, leads)
    if any(c.form == "heading" and c.words.lower() in section_words().labels for c in items):
        return False
    if any(map(is_of_states, items)):
        return False
    if rows := [c for c in items if c.form == "row"]:
        title = without_counts(normal(heading.text))
        return not is_of_parts(title, rows[0]) and (any(map(row_name, rows)) or not is_of_one(title, rows[0]))
    if leads.speak_of_whole(items) or any(_SO_MANY_CITIES.match(c.norm, c.body) for c in below):
        return False
    if len(items) > _FEW and all(c.form == "text" for c in items) and leads.are_undertakings(items):
        return True
    name = clean(normal(sections.text_of(heading)))
    is_direction = name[0:1] in _MAY_DIRECT and _DIRECTION.match(name) is not None
    told = ("bracket", "bold", "colon", "comma") if is_direction or is_of_many(name) else ("bracket", "bold")
    told = (*told, "glued") if is_direction or (_SEVERAL.search(name) and all(c.form == "text" for c in items)) else told
    is_undertaking = bool(PROJECT_WORD.search(name)) and not is_of_many(name) and not _FOR_OTHERS.search(name)
    others = [c for c in items if not (is_undertaking and c.form == "heading" and PART.search(c.words))]
    named = sum(
        c.form == "heading"
        or (not is_undertaking and _is_title(c))
        or bool((o := leads.at(c, c.body)) and o[2] in told and not PART.search(o[0]))
        for c in others
    )
    if len(items) > 1 and named == len(items):
        return True
    if _name_things(items, leads) or (is_undertaking and not _has_parts(name) and _are_undertakings(items)):
        return True
    if _are_titles_and_names(others, leads):
        return True
    colons = sum(
        bool(
            (o := leads.at(c, c.body))
            and o[2] in ("bracket", "bold", "colon")
            and len(o[0]) > SHORTEST_STEM
            and not (OF_SHARES.search(o[0]) or PART.search(o[0]))
        )
        for c in items
    )
    if len(items) > 1 and colons * 3 >= len(items) * 2 and (not PROJECT_WORD.search(name) or _FOR_OTHERS.search(name)):
        return True
    is_shared = named > 1 or len(items) == 1 or told[-1] != "comma"  # of two paragraphs, the one that begins `Nacos 2.x 升级，`
    return bool(items) and is_shared and named * 2 >= len(items) and not PROJECT_WORD.search(name)


_FOR_OTHERS = re.compile(r"(?:需求|业务|合规|法务|监管|外部|客户|机构|银行|渠道|商户|财务|审计)对接$")
"""法务需求对接 is what is done for whom, and no project."""
_SO_MANY_CITIES = re.compile(
    r"\s*(?:(?:本周|目前|当前)?(?:新增|新开|已开|累计|推至|覆盖)?\s*\d{1,4}\s*(?:/\s*\d{1,4}\s*城|个?城)|\d{1,4}\s*/\s*\d{2,4}[，,][^，,]{0,6}\d\s*城)"
)
"""`33/40 城，剩 7 城` is said of what the heading names."""


def _speaking(heading: Entry, children: dict[int, list[Entry]]) -> Iterator[Entry]:
    """What stands below a heading; where a title there names nothing (a day, a person, 前端, 进行中), what stands below that."""
    for entry in children.get(heading.position, ()):
        if entry.form == "heading" and _names_nothing(entry):
            yield from _speaking(entry, children)
        else:
            yield entry


def _names_nothing(heading: Entry) -> bool:
    words = heading.words
    return heading.named_role is None and (
        heading.person or _DAY_ALONE.match(words) is not None or sections.is_state(words) or sections.is_group(words)
    )


def _name_things(items: list[Entry], leads: Leads) -> bool:
    """Whether nearly all of many items begin with names, and some of them with those of things: `流量回放平台，…`, `缺陷预测模型，…` below 质量平台."""
    found = [o[0] for c in items if (o := leads.at(c, c.body)) and o[2] in ("bracket", "colon", "comma") and len(o[0]) > SHORTEST_STEM]
    told = [name for name in found if not PART.search(name) and not DEED_ALONE.fullmatch(name)]
    return len(items) >= _MANY and len(told) * 5 >= len(items) * 4 and sum(_IS_THING.search(name) is not None for name in told) >= _SOME


def _are_undertakings(items: Sequence[Entry]) -> bool:
    """Whether all items are titles over lists of their own, one of them that of a thing: 城市配置平台 and 押金退还 below 渠道建设."""
    names = [tidy(c.norm[c.body :]) for c in items if _is_title(c)]
    return len(names) == len(items) > 1 and not any(map(PART.search, names)) and any(map(_IS_THING.search, names))


def _has_parts(name: str) -> bool:
    """Whether what stands below a name are its parts: 规则引擎 below 对账平台, 协议迁移 below 存管二期."""
    return PHASE.search(name) is not None or _IS_THING.search(name) is not None


_MANY = 4
_IS_THING = re.compile(rf"(?:{THINGS})\s*[vV]?[\d.]*$")


def _are_titles_and_names(items: list[Entry], leads: Leads) -> bool:
    """Whether some items are titles over lists of their own, and the others begin with names before a colon."""
    titles = [c for c in items if _has_list(c) and not PART.search(c.words)]
    rest = [leads.at(c, c.body) for c in items if c not in titles]
    return len(titles) > 1 and rest != [] and all(o and o[2] in ("bracket", "bold", "colon") and len(o[0]) > SHORTEST_STEM for o in rest)


def is_beside_groups(heading: Entry, children: dict[int, list[Entry]], leads: Leads) -> bool:
    """Whether the headings beside it all group the projects of their items, and its own items begin with names: 商户后台 beside 进件与签约."""
    own = children[heading.position]
    if heading.parent is None or len(own) < _SOME or (PROJECT_WORD.search(heading.project or "") and not all(map(_is_second_level, own))):
        return False
    others = [
        h
        for h in children[heading.parent.position]
        if h is not heading and h.form == "heading" and h.level == heading.level and h.named_role is None and h.position in children
    ]
    named = sum((o := leads.at(item, item.body)) is not None and not METRIC_NAME.search(o[0]) for item in own)
    if len(others) < _SOME or named * 3 < len(own) * 2 or any(item.form != "item" for item in own):
        return False
    return all(
        h.project is None and any(item.project for item in children[h.position])
        if h.position < heading.position
        else is_grouping(h, children, leads)
        for h in others
    )


_SOME = 2


def _is_second_level(item: Entry) -> bool:
    """`4.1 权限收敛：…` counts projects below a chapter, as `2.1` does below another."""
    return _SECOND_LEVEL.match(item.norm) is not None


_SECOND_LEVEL = re.compile(r"\s*\d{1,2}\.\d{1,2}\s*(?=[A-Za-z\u4e00-\u9fff])")


def _are_tagged(below: Sequence[Entry], leads: Leads) -> bool:
    """Whether a list names projects behind how they stand: `[done] 收银台迁移，…` and `[doing] 鸿蒙收银台，…`."""
    named = sum(bool(c.label) and c.norm[c.start : c.start + 1] in ("[", "【") and leads.at(c, c.body) is not None for c in below)
    return len(below) > 1 and named == len(below)


def _has_list(entry: Entry) -> bool:
    """Whether an item is nothing but a title over its own list."""
    words = tidy(entry.norm[entry.body :])
    return entry.form == "item" and entry.children > 0 and SHORTEST_STEM < len(words) <= LONGEST_NAME and not _MARK.search(words)


def is_over_projects(below: Sequence[Entry], leads: Leads) -> bool:
    """Whether each item of a list begins with a name of its own before a colon, and none with a deed: 版本测试 over `清结算3月版本：…`."""
    found = [leads.at(entry, entry.body) for entry in below]
    return len(found) > 1 and all(
        o is not None and o[2] == "colon" and len(o[0]) > SHORTEST_STEM and (PROJECT_WORD.search(o[0]) or not DEED.search(o[0]))
        for o in found
    )


def is_of_many(name: str) -> bool:
    """Whether a name is that of a field of work rather than of one project: 存管推广, 合同与诉讼."""
    return bool(GROUP_WORD.search(name) or _SEVERAL.search(name))


def is_over_titles(name: str, below: Sequence[Entry]) -> bool:
    """`- 存管` over `- 资金存管二期` and `- 存管路由`, which have their own lists, only groups them."""
    titles = sum(_is_title(entry) for entry in below)
    if titles == len(below) > 1 and not any(PART.search(tidy(entry.norm[entry.body :])) for entry in below):
        return True
    is_field = titles > 0 and titles * 2 >= len(below) and len(name) < SHORTEST_STEM  # 风控 over 名单系统
    return is_field or (titles > 1 and titles * 4 >= len(below) * 3 and not PROJECT_WORD.search(name))


def _is_title(entry: Entry) -> bool:
    """`（一）支付业务许可证续展` over its own list: a name and nothing else."""
    words = tidy(entry.norm[entry.body :])
    return (
        entry.form == "item"
        and entry.children > 0
        and len(words) > SHORTEST_STEM
        and is_name(words)
        and not (sections.role_of(words) or GROUP_WORD.search(words) or DEED_ALONE.fullmatch(words))
    )


def heading_project(entry: Entry, children: dict[int, list[Entry]], leads: Leads, of_objective: str | None = None) -> str | None:
    """The project that a heading names, if it names one; `of_objective` are its words behind the objective that it belongs to."""
    if entry.position not in children or entry.person or entry.role in ("note", "metric", "incident"):
        return None
    is_of_thing = entry.named_role == "rollout" and _is_rollout_of_thing(entry.words)
    if entry.named_role and not is_of_thing:
        return None
    if entry.role == "rollout" and not is_of_thing and not (entry.parent and entry.parent.named_role == "rollout"):
        return None
    title = _GRADE.sub("", _REMARK.sub("", normal(sections.text_of(entry)))).partition(" | ")[0]
    if lit := STANDS_BEHIND.search(title, 1):
        title = title[: lit.start()]
    if bracketed := _WITH_STATE.match(title):
        title = bracketed["name"]
    shown = of_objective or without_counts(title)
    words = _GRADE.sub("", sections.heading_text(shown))
    if sections.objective_of(shown) or sections.is_group(shown) or not LETTER.search(words):
        return None
    if _NUMBERED.match(words) or len(words) > LONGEST_NAME + 8 or is_grouping(entry, children, leads):
        return None
    if "KR" in shown and GOAL.search(words):
        return _spread(shown)
    if (
        _DAY_ALONE.match(words)
        or _SENTENCE_TAIL.search(words)
        or GOAL.search(words)
        or (_REPORT.search(words) and not (entry.parent and _OF_DAYS.fullmatch(words)))
        or sections.is_state(words)
        or (len(words) < SHORTEST_STEM and DEED_ALONE.fullmatch(words))
    ):
        return None
    if entry.of_person and not PROJECT_WORD.search(words) and _name_themselves(children[entry.position], leads):
        return None
    if PART.search(words) and entry.parent and entry.parent.project:
        return None  # **账务模块** below 支付中台重构
    name = clean(words.replace("（", "(").replace("）", ")")).replace("(", "（").replace(")", "）")
    name = without_table(_MARK.split(name)[0])
    return name if len(name) >= 2 and not sections.is_group(name) else None


def _spread(title: str) -> str | None:
    """数币收租 of the key result `KR1 数币收租覆盖 50 城`: what shall be spread, not what shall be measured."""
    ordinal = KEY_RESULT.match(title)
    found = _SPREAD.match(title, ordinal.end()) if ordinal else None
    return found["name"].strip() if found and is_name(found["name"]) else None


_SPREAD = re.compile(
    r"\s*(?P<name>[^\d，,:：;；]{2,20}?)\s*(?:全年|年[内底]前?)?(?:覆盖|推广?[至到]?|扩展?[至到]|开[城通满到]|接入|上线|铺[开至到]|拓展[至到]?)\D{0,4}\d+\s*(?:个?城|(?<=开城\d\d)个|(?<=开城\s\d\d)\s?个)"
)


def rolled_out(entry: Entry) -> str | None:
    """物业费代扣 of the title over a list `物业费代扣城市推广`."""
    return spread_thing(entry.norm[entry.start :].strip(" :"))


def spread_thing(words: str) -> str | None:
    """退代 of 退代城市明细."""
    return _OF_ROLLOUT.sub("", words) if _is_rollout_of_thing(words) else None


def _name_themselves(items: Sequence[Entry], leads: Leads) -> bool:
    """Whether half of the items of a person begin with names, so that what stands behind the person is a field of work."""
    own = [c for c in items if c.form in ("item", "text") and not c.label]
    return sum(leads.at(c, c.body) is not None for c in own) * 2 >= len(own)


def _is_rollout_of_thing(words: str) -> bool:
    """Whether a section of roll-outs is that of one thing: 存管城市拓展, not 城市推广 and 各业务开城进展."""
    stem = _OF_ROLLOUT.sub("", words)
    return stem != words and len(stem) >= _SHORTEST_THING and not sections.is_group(stem) and not _ANY_THING.search(stem) and is_name(stem)


_SHORTEST_THING = 2
_OF_ROLLOUT = re.compile(
    r"(?:业务)?(?:全国|线下|分)?(?:城市|开城|区域|地市)?(?:推广|拓展|铺设|推进|覆盖|开城|开通|上线)?(?:进展|情况|进度|数据|明细)?$"
)
_ANY_THING = re.compile(
    r"业务|产品|项目|各|全国|重点|本周|本月|所有|整体|总体|新|其他|城市(?!(?:服务|合伙|运营|代理)\w)|区域|大区|组|团队|主要"
)


def without_counts(words: str) -> str:
    """二手托管 of the heading `二手托管（+6，累计 47）吴桐`, which is a project by what it tells."""
    told = _TOLD.search(words) if "(" in words else None
    if told is None or PHASE.search(told["said"]) or (told["who"] and not sections.is_person(told["who"])):
        return words
    return words[: told.start()]


_WITH_STATE = re.compile(r"\s*[【〖『「《\[](?P<name>[^【】〖〗『』「」《》\[\]]{2,40})[】〗』」》\]]\s*[^\w\s()（）]\ufe0f?\s*\w{0,6}\s*$")
"""`【门店通】🟡 有风险`"""
_TOLD = re.compile(r"\s*\((?P<said>[^()]*(?:[+-]\d|\d\s?[城家个%项条笔]|[，,])[^()]*)\)\s*(?P<who>[\u4e00-\u9fff]{2,4})?$")


def remark(entry: Entry) -> tuple[int, int] | None:
    """Where a heading that is a project says how it stands: `支付主题域重建 [进度 45% → 58%]`, `网关改造（6/18 上线）`."""
    found = _REMARK.search(entry.norm, entry.start) if entry.form == "heading" and entry.project and entry.role == "update" else None
    return found.span("said") if found and found["said"] else None
