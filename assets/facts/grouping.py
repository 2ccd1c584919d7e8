"""Whether a heading or a title only groups the projects below it.

What does not belong here: which project one names (`headings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assets.facts import heading_words
from assets.facts import regex as re
from assets.facts.goals import KEY_RESULT
from assets.facts.keyed_rows import is_of_states
from assets.facts.lead_index import Leads
from assets.facts.leads import is_undertaking as is_undertaken
from assets.facts.markers import chapter
from assets.facts.model import Entry
from assets.facts.name_words import (
    DEED,
    DEED_ALONE,
    FIELD,
    GROUP_WORD,
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
    without_counts,
)
from assets.facts.part_names import is_part
from assets.facts.patterns import Ending
from assets.facts.row_names import row_name
from assets.facts.table_titles import is_of_one, is_of_parts
from assets.facts.text import normal, tidy
from assets.facts.words import TRADE, section_words

_SEVERAL = re.compile(r".{2,}(?:与|和|及|、|&).{2,}")
DAY_ALONE = re.compile(r"(?:周|星期)[一二三四五六日天](?![\u4e00-\u9fff])|\d{1,2}[/.月]\d{1,2}日?(?![\u4e00-\u9fff])")
"""`周三 8/2` heads what was done on a day."""
_FEW = 2  # paragraphs; more of them that begin with names of their own are not about one project
MARK = re.compile(r"[:：，,]")
_MAY_DIRECT = "方主战板条抓"
_DIRECTION = re.compile(r"(?:方向|主线|战线|战役|板块|条线|抓手)\s?[一二三四五六七八九1-9]\s*[:：、.·-]")
"""`方向一：业务支撑` is one of the fields that a team works on."""


def is_grouping(heading: Entry, children: dict[int, list[Entry]], leads: Leads) -> bool:
    """Whether the items below a heading name their own projects, so that the heading only groups them."""
    items = [c for c in _speaking(heading, children) if c.form in ("item", "text", "row", "heading") and c.named_role != "note"]
    below = [c for c in items if c.form != "heading"]
    if chapter(heading.norm, 0) and sum(_has_list(c) for c in items) > 1:
        return True  # 一、 over 1、 and 2、 with lists of their own
    if any(c.label for c in below) and len(below) == len(items) and all(c.label or c.form != "row" for c in below):
        return not PROJECT_WORD.search(clean(normal(heading_words.text_of(heading)))) and _are_tagged(below, leads)
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
    name = clean(normal(heading_words.text_of(heading)))
    is_direction = name[0:1] in _MAY_DIRECT and _DIRECTION.match(name) is not None
    is_field = is_direction or is_of_many(name)
    may_be_glued = is_field and not name.endswith("中心")
    told = ("bracket", "bold", "colon", "comma") if is_field else ("bracket", "bold")
    told = (*told, "glued") if is_direction or (_SEVERAL.search(name) and all(c.form == "text" for c in items)) else told
    is_undertaking = bool(PROJECT_WORD.search(name)) and not is_of_many(name)
    if not TRADE.search(heading_words.text_of(heading)) and sum(_begins_with_name(c, leads) for c in items) * 3 >= len(items) * 2:
        return True  # 先说好消息
    has_no_parts = KEY_RESULT.match(normal(heading.text)) is not None or (
        is_field and not name.endswith(("中心", "管理", "运营"))
    )  # 渠道对接 names nothing of which 农行通道 could be a part
    ends_as_part = PART.search if has_no_parts else is_part
    others = [c for c in items if not (is_undertaking and c.form == "heading" and is_part(c.words))]
    named = sum(
        (c.form == "heading" and (has_no_parts or not is_part(c.words)))
        or (not is_undertaking and _is_title(c, is_field=has_no_parts) and (has_no_parts or not is_part(tidy(c.norm[c.body :]))))
        or bool((o := leads.name(c)) and (o[2] in told or (may_be_glued and is_undertaken(o))) and not ends_as_part(o[0]))
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
            (o := leads.name(c))
            and o[2] in ("bracket", "bold", "colon")
            and len(o[0]) > SHORTEST_STEM
            and not (OF_SHARES.search(o[0]) or ends_as_part(o[0]))
        )
        for c in items
    )
    if len(items) > 1 and colons * 3 >= len(items) * 2 and not is_undertaking:
        return True
    if (
        colons > _SOME
        and colons * 2 >= len(items)
        and not is_undertaking
        and any((o := leads.name(c)) and o[2] == "colon" and _IS_THING.search(o[0]) for c in items)
    ):
        return True
    is_shared = named > 1 or len(items) == 1 or told[-1] != "comma"  # of two paragraphs, the one that begins `Nacos 2.x 升级，`
    if len(items) == 1 and (o := leads.name(items[0])) and o[2] == "comma" and not is_undertaken(o):
        return False  # `App隐私政策更新，安卓各市场审核通过` below 隐私合规
    return bool(items) and is_shared and named * 2 >= len(items) and not is_undertaking


def _begins_with_name(item: Entry, leads: Leads) -> bool:
    """Whether an item begins with a name, of whatever form, that is none of a part or a deed."""
    found = leads.name(item)
    return found is not None and len(found[0]) > SHORTEST_STEM and not (is_part(found[0]) or DEED_ALONE.fullmatch(found[0]))


_SO_MANY_CITIES = re.compile(
    r"\s*(?:(?:本周|目前|当前)?(?:新增|新开|已开|累计|推至|覆盖)?\s*\d{1,4}\s*(?:/\s*\d{1,4}\s*城|个?城)|\d{1,4}\s*/\s*\d{2,4}[，,][^，,]{0,6}\d\s*城)"
)
"""`33/40 城，剩 7 城` is said of what the heading names."""


def _speaking(heading: Entry, children: dict[int, list[Entry]]) -> Iterator[Entry]:
    """What stands below a heading; where a title there names nothing (a day, a person, 前端, 进行中), what stands below that."""
    below = children.get(heading.position, ())
    are_sections = not _TEAM.search(heading.words) and all(e.form == "heading" and e.named_role in _ABOUT_ONE for e in below)
    for entry in below:
        if are_sections or (entry.form == "heading" and _names_nothing(entry)):
            yield from _speaking(entry, children)
        else:
            yield entry


_ABOUT_ONE = ("update", "rollout", "metric")
_TEAM = Ending(r"[组部线域]|团队|中心|小队")
"""进展 and 开城 below 租金代扣 are about it; below 支付组 they are about what they name."""


def _names_nothing(heading: Entry) -> bool:
    words = heading.words
    return heading.named_role is None and (
        heading.person or DAY_ALONE.match(words) is not None or heading_words.is_state(words) or heading_words.is_group(words)
    )


def _name_things(items: list[Entry], leads: Leads) -> bool:
    """Whether nearly all of many items begin with names, and some of them with those of things: `流量回放平台，…`, `缺陷预测模型，…` below 质量平台."""
    found = [o[0] for c in items if (o := leads.name(c)) and o[2] in ("bracket", "colon", "comma") and len(o[0]) > SHORTEST_STEM]
    told = [name for name in found if not is_part(name) and not DEED_ALONE.fullmatch(name)]
    return len(items) >= _MANY and len(told) * 5 >= len(items) * 4 and sum(_IS_THING.search(name) is not None for name in told) >= _SOME


def _are_undertakings(items: Sequence[Entry]) -> bool:
    """Whether all items are titles over lists of their own, one of them that of a thing: 城市配置平台 and 押金退还 below 渠道建设."""
    names = [tidy(c.norm[c.body :]) for c in items if _is_title(c)]
    return len(names) == len(items) > 1 and not any(map(is_part, names)) and any(map(_IS_THING.search, names))


def _has_parts(name: str) -> bool:
    """Whether what stands below a name are its parts: 规则引擎 below 对账平台, 协议迁移 below 存管二期."""
    return PHASE.search(name) is not None or _IS_THING.search(name) is not None


_MANY = 4
_IS_THING = re.compile(rf"(?:{THINGS})\s*[vV]?[\d.]*$")


def _are_titles_and_names(items: list[Entry], leads: Leads) -> bool:
    """Whether some items are titles over lists of their own, and the others begin with names before a colon."""
    titles = [c for c in items if _has_list(c) and not is_part(c.words)]
    rest = [leads.name(c) for c in items if c not in titles]
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
    named = sum((o := leads.name(item)) is not None and not METRIC_NAME.search(o[0]) for item in own)
    groups = [h for h in others if h.position < heading.position and h.project is None and any(i.project for i in children[h.position])]
    if groups and len(own) > _SOME and named * 5 >= len(own) * 4 and not any(h.project for h in others):
        return all(item.form == "item" for item in own)
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
    named = sum(bool(c.label) and c.norm[c.start : c.start + 1] in ("[", "【") and leads.name(c) is not None for c in below)
    return len(below) > 1 and named == len(below)


def _has_list(entry: Entry) -> bool:
    """Whether an item is nothing but a title over its own list."""
    words = tidy(entry.norm[entry.body :])
    return entry.form == "item" and entry.children > 0 and SHORTEST_STEM < len(words) <= LONGEST_NAME and not MARK.search(words)


def is_over_projects(below: Sequence[Entry], leads: Leads) -> bool:
    """Whether each item of a list begins with a name of its own before a colon, and none with a deed: 版本测试 over `清结算3月版本：…`."""
    found = [leads.name(entry) for entry in below]
    return len(found) > 1 and all(
        o is not None
        and o[2] == "colon"
        and len(o[0]) > SHORTEST_STEM
        and not is_part(o[0])
        and (PROJECT_WORD.search(o[0]) or not DEED.search(o[0]))
        for o in found
    )


def is_of_many(name: str) -> bool:
    """Whether a name is that of a field of work rather than of one project: 存管推广, 合同与诉讼."""
    return bool(GROUP_WORD.search(name) or _SEVERAL.search(name) or FIELD.fullmatch(name))


def is_over_titles(name: str, below: Sequence[Entry]) -> bool:
    """`- 存管` over `- 资金存管二期` and `- 存管路由`, which have their own lists, only groups them."""
    titles = sum(_is_title(entry) and not is_part(tidy(entry.norm[entry.body :])) for entry in below)
    if titles == len(below) > 1:
        return True
    is_field = titles > 0 and titles * 2 >= len(below) and len(name) < SHORTEST_STEM  # 风控 over 名单系统
    return is_field or (titles > 1 and titles * 4 >= len(below) * 3 and not PROJECT_WORD.search(name))


def _is_title(entry: Entry, *, is_field: bool = False) -> bool:
    """`（一）支付业务许可证续展` over its own list: a name and nothing else."""
    words = tidy(entry.norm[entry.body :])
    return (
        entry.form == "item"
        and entry.children > 0
        and (is_field or len(words) > SHORTEST_STEM)
        and is_name(words)
        and not (heading_words.role_of(words) or (GROUP_WORD.search(words) and not is_field) or DEED_ALONE.fullmatch(words))
    )
