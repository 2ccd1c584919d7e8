"""Whether a name below a title that is a project is another project, a part of it, or something that it made.

What does not belong here: what a text begins with (`leads`), and whether titles only group (`headings`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.goals import KEY_RESULT
from assets.facts.grouping import is_of_many
from assets.facts.lead_index import Leads
from assets.facts.leads import is_undertaking
from assets.facts.model import Entry
from assets.facts.name_words import CITIES, DEED, OF_SHARES, PART, PHASE, PROJECT_WORD, SHORTEST_STEM, THINGS, is_of_city, without_counts
from assets.facts.part_names import is_part

_STRONG_NAME = re.compile(r"(?:[一二三四五六]期[)）]?|系统|平台|引擎|项目|专项|改造|重构|[vV]\d+(?:\.\d+)*|\d\.\d)$")
_STEP = re.compile(r"(?:兼容性?|性能|接口|回归|冒烟|全量|功能|安全|压力|自动化|单元|集成|系统)测试")
_UNDERTAKEN = re.compile(r".{2}(?:迁移|改造|重构|升级|切换|治理|拆分|归档|收敛|替换|统一|下线)")
"""`CI 迁移 GitLab：42 条流水线迁了 35 条` is about what was undertaken, `招行：30%` about a part."""
_THERE = re.compile(r"(?:这边|那边|这块)\s*[，,:]?\s*$")
_BRACKETED = re.compile(r"\W*[【《「]")
_ARTEFACT = re.compile(
    r"(?:模板|模型|方案|文档|[PMB]RD|原型|规则集?|策略|手册|算法|协议|SDK|接口|固件|镜像|脚本|词表|名单|标签|问卷|话术|文案|报文|样例|指引|设计稿?|视觉稿?|交互稿?|题库|清单|合同|口径)\s?[vV]?\d+(?:\.\d+)*(?:\s?版)?"
)
"""协议模板 v3 below 定金托管 is what that project made, and no project."""
_OF_OTHERS = re.compile(r"(?:配合|协同|合作|协作|联动|方面|领域)$")
"""风控配合 heads what is done for others, each paragraph of its own thing."""


def is_of_its_own(entry: Entry, found: tuple[str, int, str], inherited: str | None, siblings: Sequence[Entry], leads: Leads) -> bool:
    """Whether a name below a heading that is a project is another project: by its phase, its kind of word, or 这边 behind it."""
    name, end, how = found
    if inherited is None or has_phase(inherited) or name in inherited or inherited in name:
        return False
    if how != "bracket" and _PHASE_FIRST.match(name):
        return False  # V2 需求串讲 is a step of the project above
    if how in ("comma", "glued") and is_of_city(name):
        return False
    if how != "bracket" and (_ARTEFACT.search(name) or CITIES.search(name) or is_part(name)):
        return False
    if (stem := _PHASE_TAIL.sub("", name)) != name and stem and (inherited.endswith(stem) or _THING.fullmatch(stem)):
        return False  # 模型 v6 below 盗卡识别模型, 看板 2.0 below 风控大盘
    if stem != name and "期" not in name[len(stem) :] and how in ("comma", "glued") and _shares_word(stem, inherited):
        return False  # 评级卡 V4 below 商户风险评级
    if how != "bracket" and not has_phase(name) and leads.speak_of_whole(siblings):
        return False
    above = entry.parent.norm[entry.parent.start :] if entry.parent else ""
    if how != "bracket" and not has_phase(name) and without_counts(above) != above:
        return False
    if how == "topic":
        is_group = not PROJECT_WORD.search(inherited) or inherited.endswith(("系统", "平台"))
        return is_group and (len(name) > SHORTEST_STEM + 1 or leads.are_topics(siblings))
    if how in ("colon", "bold") and (_STRONG_NAME.search(name) or _is_listed(entry, name, end, inherited)):
        return not (len(name) <= SHORTEST_STEM + 1 and DEED.search(name, 2) and PROJECT_WORD.search(inherited))  # 作业改造 below Flink 升级
    is_in_brackets = entry.parent is not None and _BRACKETED.match(entry.parent.raw) is not None
    is_bracketed = is_in_brackets and not is_of_many(inherited)
    if how in ("comma", "glued") and is_in_brackets and _shares_word(name, inherited):
        return False  # 评级结果推送收单系统 below 【商户风险评级】
    if how == "comma" and entry.form == "text" and PROJECT_WORD.search(name) and leads.are_undertakings(siblings):
        return True
    if how in ("comma", "glued") and is_undertaking(found) and not PROJECT_WORD.search(inherited) and leads.are_undertakings(siblings):
        return True  # 押金退还页重构 beside others below a heading that is none
    is_of_field = not PROJECT_WORD.search(inherited)
    if len(siblings) == 1 and entry.form == "text" and how == "glued" and not has_phase(name):
        return False  # the only paragraph below a title is about that
    if (
        how == "glued"
        and entry.form == "text"
        and ((PROJECT_WORD.search(name) and is_of_field and not is_bracketed) or "(" in entry.norm[entry.body : end + 1])
    ):
        return True  # a paragraph of its own
    if how == "glued" and entry.form == "text" and len(name) > SHORTEST_STEM + 1 and _OF_OTHERS.search(inherited):
        return True
    return has_phase(name) or bool(_THERE.search(entry.norm[entry.body : end + 2].split("，")[0]))


_PHASE_FIRST = re.compile(r"(?:[vV]\d+(?:\.\d+)*|[一二三四五六]期|迭代\s?\d+|[pP]hase\s?\d)\s*的?(?=[\u4e00-\u9fff]{2})")
_THING = re.compile(THINGS)
_PHASE_TAIL = re.compile(r"\s*(?:[一二三四五六]期|迭代\s?\d+|[vV]?\d+(?:\.\d+)*)$")


def is_own_below(above: Entry, found: tuple[str, int, str], inherited: str | None, siblings: Sequence[Entry], leads: Leads) -> bool:
    """Whether a name in an item's list is another project than the item's."""
    name, _, how = found
    if PART.search(name) or (is_part(name) and not above.is_goal):
        return False
    if above.is_goal and how in ("bold", "colon") and len(name) > SHORTEST_STEM:
        return True
    if how in ("comma", "glued") and _is_result(above, inherited) and _OF_THING.match(name) and not _shares_word(name, inherited or ""):
        return True  # 流量回放平台 below `KR2 接口自动化覆盖核心场景`
    if inherited and _is_another_of_its_kind(name, inherited):
        return True
    if above.form != "item" or inherited is None or has_phase(inherited) or how not in ("bold", "colon"):
        return False
    is_group = not PROJECT_WORD.search(inherited) or inherited.endswith(("平台", "系统"))  # a thing on which much is done
    if is_group and leads.are_names(siblings):
        return True
    is_long = len(name) > SHORTEST_STEM + 1  # 触达平台 and 应用改造 are parts
    return (
        is_group
        and is_long
        and how == "colon"
        and _is_bare(above)
        and bool(PROJECT_WORD.search(name))
        and not leads.speak_of_whole(siblings)
    )


def _is_result(above: Entry, inherited: str | None) -> bool:
    """Whether what a name stands below is a goal, or a key result without a phase."""
    return above.is_goal or (KEY_RESULT.match(above.norm, above.start) is not None and not has_phase(inherited))


def _shares_word(name: str, other: str) -> bool:
    """Whether two names have a word of two characters in common: 路由规则引擎 is a part of 存管路由平台化."""
    return any(name[at : at + 2] in other and name[at : at + 2] not in _COMMON for at in range(len(name) - 1))


_COMMON = frozenset(("实时", "智能", "自动", "数据", "线上", "统一", "移动"))


def _is_another_of_its_kind(name: str, inherited: str) -> bool:
    """资金水位看板 below 经营看板 is another one."""
    own, other = _OF_THING.match(name), _OF_THING.match(inherited)
    if own is None or other is None or own["thing"] != other["thing"] or has_phase(inherited):
        return False
    return name.endswith(own["thing"]) and name not in inherited and inherited not in name


_OF_THING = re.compile(
    r"(?!.*[两三四五六七八九十\d]\s?[个块套条])[\w\s]{2,}?(?P<thing>平台|系统|引擎|看板|大盘|大屏|报表|网关|小程序|机器人|助手|台账|SDK|[Aa]gent)"
)


def _is_bare(above: Entry) -> bool:
    """Whether an item is nothing but a name over its list."""
    return above.form == "item" and above.project is not None and above.norm[above.body :].strip(" :") in ("", above.project)


def _is_listed(entry: Entry, name: str, end: int, inherited: str) -> bool:
    """Whether `学费分期：…` stands below a heading that groups projects (教育缴费), which is no bracketed or bold name of one."""
    heading = entry.parent
    is_project = PROJECT_WORD.search(inherited) and len(inherited) > SHORTEST_STEM
    is_group = heading is not None and not _BRACKETED.match(heading.raw) and not is_project
    is_long = len(name) > SHORTEST_STEM or (len(name) == SHORTEST_STEM and not DEED.search(name))
    is_counted = entry.norm[end : end + 1].isdigit() and not _UNDERTAKEN.search(name)
    return is_group and is_long and not (OF_SHARES.search(name) or _STEP.fullmatch(name)) and not is_counted


def has_phase(name: str | None) -> bool:
    """Whether a name says of which phase or version it is."""
    return bool(name and PHASE.search(name))
