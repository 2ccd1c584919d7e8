"""The project that a heading or a title over a list names.

What does not belong here: whether it only groups (`grouping`), the projects of rows (`row_names`) and of items (`naming`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import heading_words
from assets.facts import regex as re
from assets.facts.goals import GOAL, KEY_RESULT
from assets.facts.grouping import DAY_ALONE, MARK, is_grouping
from assets.facts.lead_index import Leads
from assets.facts.model import Entry
from assets.facts.name_words import (
    DEED_ALONE,
    LETTER,
    LONGEST_NAME,
    PROJECT_WORD,
    SHORTEST_STEM,
    clean,
    is_name,
    without_counts,
)
from assets.facts.part_names import is_part
from assets.facts.table_titles import without_table
from assets.facts.text import normal
from assets.facts.title_lines import STANDS_BEHIND
from assets.facts.words import EVENTS

_NUMBERED = re.compile(r"^KR?\s*\d{1,2}(?![A-Za-z\d])|^20\d\d")
_REMARK = re.compile(
    rf"\s*(?:[(\[【]|(?<=\s)[-|·]\s)\s*(?P<said>[^()\[\]【】]*?(?:\d\s?%|\d{{1,2}}[/.月]\d{{1,2}}日?\s*(?:{EVENTS})|已(?:{EVENTS})(?![\u4e00-\u9fff]{{4}})|(?<=[-|·(\[【\s])(?:暂停|挂起|搁置|延期)(?=[)\]】:：\s]*$))[^()\[\]【】]*)[)\]】]?\s*[:：]?\s*$"
)
"""`网关改造（6/18 上线）`, `生物识别登录 — 暂停`: how it stands."""
_GRADE = re.compile(r"^P[0-4](?:\s*[-:·|/]\s*|\s+)(?=\S)")
_REPORT = re.compile(r"[周月日]报(?![自系平生推优改工看模表订机])|weekly|report", re.IGNORECASE)  # and no 资金日报自动化
_OF_DAYS = re.compile(r"(?:[\u4e00-\u9fff]{4,}|(?:资金|头寸|对账|清算|经营|城市|运营|交易|监管|销售).{0,2})[日月]报")
"""资金对账日报 below the title is something that is made."""
_SENTENCE_TAIL = re.compile(
    r"[的吧吗呢啦了事]$|^(?:首?先|再|最后|顺便|也|另外)?[说讲聊谈](?:[说讲聊谈]|一?下|几句)?(?=[\u4e00-\u9fff]{2})|^关于人$"
)


def heading_project(entry: Entry, children: dict[int, list[Entry]], leads: Leads, of_objective: str | None = None) -> str | None:
    """The project that a heading names, if it names one; `of_objective` are its words behind the objective that it belongs to."""
    if entry.position not in children or entry.person or entry.role in ("note", "metric", "incident"):
        return None
    is_of_thing = entry.named_role == "rollout" and _is_rollout_of_thing(entry.words)
    if entry.named_role in (None, "rollout") and not is_of_thing and (thing := _thing_behind(normal(heading_words.text_of(entry)))):
        return thing
    if entry.named_role and not is_of_thing:
        return None
    if entry.role == "rollout" and not is_of_thing and not (entry.parent and entry.parent.named_role == "rollout"):
        return None
    title = _GRADE.sub("", _REMARK.sub("", normal(heading_words.text_of(entry)))).partition(" | ")[0]
    if lit := STANDS_BEHIND.search(title, 1):
        title = title[: lit.start()]
    if bracketed := _WITH_STATE.match(title):
        title = bracketed["name"]
    shown = of_objective or without_counts(title)
    words = _GRADE.sub("", heading_words.heading_text(shown))
    if heading_words.objective_of(shown) or heading_words.is_group(shown) or not LETTER.search(words):
        return None
    if _NUMBERED.match(words) or len(words) > LONGEST_NAME + 8 or is_grouping(entry, children, leads):
        return None
    if "KR" in shown and GOAL.search(words):
        return _spread(shown)
    if (
        DAY_ALONE.match(words)
        or _SENTENCE_TAIL.search(words)
        or GOAL.search(words)
        or (_REPORT.search(words) and not (entry.parent and _OF_DAYS.fullmatch(words)))
        or heading_words.is_state(words)
        or (len(words) < SHORTEST_STEM and DEED_ALONE.fullmatch(words))
    ):
        return None
    if entry.of_person and not PROJECT_WORD.search(words) and _name_themselves(children[entry.position], leads):
        return None
    if is_part(words) and entry.parent and entry.parent.project:
        return None  # **账务模块** below 支付中台重构
    words = spread_thing(words) or words if is_of_thing and _PARTED.search(words) else words
    name = clean(words.replace("（", "(").replace("）", ")")).replace("(", "（").replace(")", "）")
    name = without_table(MARK.split(name)[0])
    return name if len(name) >= 2 and not heading_words.is_group(name) else None


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
    return (
        stem != words
        and len(stem) >= _SHORTEST_THING
        and not heading_words.is_group(stem)
        and not _ANY_THING.search(stem)
        and is_name(stem)
    )


def _thing_behind(title: str) -> str | None:
    """二类户开户 of `城市开通（二类户开户）`, but none of `开城进展（截至 3/29）`."""
    found = (
        _THING_BEHIND.fullmatch(heading_words.heading_text(title).replace("（", "(").replace("）", ")"))
        if "城" in title or "推广" in title
        else None
    )
    thing = found["thing"].strip() if found else ""
    return thing if thing and not _ANY_THING.search(thing) and not heading_words.is_group(thing) and is_name(thing) else None


_THING_BEHIND = re.compile(
    r"(?:(?:城市|开城|区域|地市)(?:推广|拓展|铺设|推进|覆盖|开通|上线)?(?:进展|情况|进度|数据|明细)?|推广(?:进展|情况|进度|数据))\s*(?:\(|[-–—·:|]\s?)\s*(?P<thing>[^()\d]{2,16}?)\)?"
)
_SHORTEST_THING = 2
_OF_ROLLOUT = re.compile(
    r"(?:\s*[-–—·:|/]\s*)?(?:业务)?(?:全国|线下|分)?(?:城市|开城|区域|地市)?(?:推广|拓展|铺设|推进|覆盖|开城|开通|上线)?(?:进展|情况|进度|数据|明细)?$"
)
_PARTED = re.compile(r"\s*[-–—·|/]\s*\S{2,6}$")
"""`租金代扣 - 开城进展`"""
_ANY_THING = re.compile(
    r"业务|产品|项目|各|全国|重点|本周|本月|所有|整体|总体|新(?!房)|其他|城市(?!(?:服务|合伙|运营|代理)\w)|区域|大区|组|团队|主要"
)


_WITH_STATE = re.compile(r"\s*[【〖『「《\[](?P<name>[^【】〖〗『』「」《》\[\]]{2,40})[】〗』」》\]]\s*[^\w\s()（）]\ufe0f?\s*\w{0,6}\s*$")
"""`【门店通】🟡 有风险`"""


def remark(entry: Entry) -> tuple[int, int] | None:
    """Where a heading that is a project says how it stands: `支付主题域重建 [进度 45% → 58%]`, `网关改造（6/18 上线）`."""
    found = _REMARK.search(entry.norm, entry.start) if entry.form == "heading" and entry.project and entry.role == "update" else None
    return found.span("said") if found and found["said"] else None
