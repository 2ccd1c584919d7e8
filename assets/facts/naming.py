"""Which project an entry speaks of, from brackets, bold, labels, leading phrases, table cells and what it stands under.

What does not belong here: which names are one project (`assets.projects`).
"""

from __future__ import annotations

from assets.facts import fields, heading_words, sections, told_cells
from assets.facts import regex as re
from assets.facts.before_names import DATE_BEFORE_NAME, behind_day
from assets.facts.glued_names import glued, ticked
from assets.facts.grouping import is_beside_groups, is_grouping, is_of_many, is_over_projects, is_over_titles
from assets.facts.headings import heading_project, rolled_out, spread_thing
from assets.facts.known_names import resolve, taken_from_above
from assets.facts.lead_index import Leads
from assets.facts.leads import own
from assets.facts.model import Entry
from assets.facts.name_words import (
    DEED_ALONE,
    PROJECT_WORD,
    SHORTEST_STEM,
    THINGS,
    is_name,
    raw_name,
)
from assets.facts.nicknames import called_foreign, called_short
from assets.facts.objectives import called_by_objective
from assets.facts.own_names import is_of_its_own, is_own_below
from assets.facts.row_names import row_name

_REMARK = re.compile(r"\s*\([^()]*\)$")
_STAGE = re.compile(
    r"\s*(?:里程碑|节点|[Mm]ilestone|M)\s?[一二三四五六七八九\d]{1,2}\s*[(:]\s*(?P<of>[^():，,。;；]{2,16}?)\s*(?:\)\s*:|:)\s*"
)
"""`里程碑二（支付链路）：…` says what is reached."""
_OF_WORK = ("update", "rollout")
_SPREAD = ("开城", "推广", "拓展", "铺开", "铺设")
"""`押金代付开城` over its list is about 押金代付."""
_OF_WEEK = re.compile(r"(?<![A-Za-z])W\d{1,2}(?!\d)|第\s?\d{1,2}\s?周|20\d\d\s?[年./-]")
"""`账户组 W12（2026-03-16 ~ 03-20）` is the report's title."""


def assign(entries: list[Entry]) -> None:
    """Set project and body of every entry, from the top down; then let plans find the names that the report uses."""
    children: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent:
            children.setdefault(entry.parent.position, []).append(entry)
    title = next((e for e in entries if e.form not in ("property", "rule")), None)
    first = next((e for e in entries if e.form == "heading"), None)
    for position in called_foreign(entries):
        entries[position].person = False
    nicknames = called_short(entries)
    by_objective = called_by_objective(entries)
    leads = Leads()
    leads.find_fields(entries)
    leads.divided = fields.divided(entries, children, leads)
    for entry in entries:
        if entry.form == "heading":
            if entry.position in nicknames:
                entry.person = True
            if not _is_of_report(entry, title, first):
                entry.project = heading_project(entry, children, leads, by_objective.get(entry.position))
                if entry.project and is_beside_groups(entry, children, leads):
                    entry.project = None
                if entry.asked is not None:
                    entry.project = entry.asked or None
            if entry.project is None and entry.parent and entry.role not in ("note",):
                entry.project = entry.parent.project
        elif entry.form == "row":
            entry.project = row_name(entry) or taken_from_above(entry)
            if items := told_cells.items_of(entry, _names_itself):
                entry.parts = items
                for item in items:
                    _text_project(item, children, leads)
                    leads.starts.pop(item.position, None)
        elif entry.form in ("item", "text"):
            _text_project(entry, children, leads)
            above = entries[entry.position - 1] if entry.position else entry
            if _are_parts_of_last(entry, above):
                entry.project, entry.body = above.project, entry.start
            if entry.project is None and _goes_on(entry, above):
                found = leads.at(entry, entry.body)
                entry.project = above.project if found is None or _ROUND.match(found[0]) else None
    resolve(entries, leads)


def _names_itself(item: Entry) -> bool:
    """Whether a part of a cell begins with a name."""
    found = own(item, item.body)
    return found is not None and len(found[0]) > SHORTEST_STEM and not DEED_ALONE.fullmatch(found[0])


def _is_of_report(heading: Entry, title: Entry | None, first: Entry | None) -> bool:
    """Whether a heading is the report's own title, which may stand below an aside."""
    if heading is title:
        return heading.level == 1 or _OF_WEEK.search(heading.norm) is not None
    return heading is first and heading.level == 1 and _OF_WEEK.search(heading.norm) is not None


def _text_project(entry: Entry, children: dict[int, list[Entry]], leads: Leads) -> None:
    below = children.get(entry.position, [])
    siblings = children[entry.parent.position] if entry.parent else ()
    if entry.role == "incident":
        return
    inherited = entry.asked or taken_from_above(entry)
    if entry.label and not (inherited is None and entry.label):
        entry.project = inherited
        return
    if entry.label and entry.role == "rollout" and (name := rolled_out(entry)):
        entry.project = name
        return
    if entry.is_goal:
        entry.project = inherited or _aimed_at(entry, leads)
        return
    if ":" in entry.norm and (staged := _STAGE.match(entry.norm, entry.body)):
        entry.project, entry.topic, entry.topic_end = inherited, staged["of"].strip(), staged.end()
        return
    found = leads.at(entry, entry.body)
    leads.starts[entry.position] = entry.body
    if found is None and inherited is None and (behind := behind_day(entry)) > entry.body:
        found = _behind_date(glued(entry, behind))
    if found is None and inherited is None and entry.role == "update":
        found = ticked(entry)
    above = entry.parent
    is_below_heading = (
        above is not None and (above.form == "heading" or (above.is_apart and entry.form == "text")) and above.named_role is None
    )
    is_own = found is not None and is_below_heading and is_of_its_own(entry, found, inherited, siblings, leads)
    if found and not is_own and above is not None and above.position in leads.divided:
        is_own = fields.names_itself(above, entry, leads)
    if found and inherited is not None and found[0] in leads.fields:
        is_own, found = False, (found[0], found[1], "colon")
    elif found and above is not None and not is_own and not (found[2] == "glued" and above.form == "heading" and entry.form == "text"):
        is_own = is_own_below(above, found, inherited, siblings, leads)
    if entry.asked or (above is not None and above.asked):
        is_own = False  # the answer is about what was asked after
    if found and found[2] == "bold" and not entry.norm[found[1] :].strip() and is_over_titles(found[0], below):
        return
    # `存管路由：` over its list names no more than it would without a colon
    is_bare = found is not None and found[2] == "colon" and bool(below) and not entry.norm[found[1] :].strip() and entry.role in _OF_WORK
    if found and not is_bare and not _is_dated_deed(entry, found) and (inherited is None or found[2] == "bracket" or is_own):
        name, body, how = found
        is_metric = (entry.role == "metric" and how not in ("bracket", "bold")) or (
            entry.role == "note" and how not in ("bracket", "bold", "colon")
        )
        if not is_metric:
            entry.project = name
            if how != "glued":
                entry.body = body
            return
    words = entry.norm[entry.body :].strip(" :")
    if inherited is None and (found is None or is_bare) and below and words.endswith(_SPREAD) and (name := spread_thing(words)):
        entry.project = name
        return
    if (
        inherited is None
        and (below or entry.state)
        and entry.role in _OF_WORK
        and is_name(_of_month((_REMARK.sub("", words) if "→" in words else words).removesuffix("落地")))
        and not heading_words.is_group(words)
        and not (is_over_projects(below, leads) and not PROJECT_WORD.search(words))
        and not (is_of_many(_REMARK.sub("", words)) and is_grouping(entry, children, leads))
        and not is_over_titles(words, below)
        and not ((heading_words.role_of(words) and not sections.BOARD.search(words)) or DEED_ALONE.fullmatch(words))
    ):
        entry.project = raw_name(entry, entry.body, entry.body + len(entry.norm[entry.body :].rstrip(" :")))
        return
    entry.project = inherited
    if found and found[2] != "glued" and not is_bare:
        entry.topic, entry.topic_end = found[0], found[1]


def _goes_on(entry: Entry, above: Entry) -> bool:
    """Whether a line that names nothing itself goes on with the paragraph of the line above: `另外兴业的账单格式上周改版`."""
    is_beside = above.form == entry.form == "text" and above.line_end == entry.line - 1 and above.parent is entry.parent
    return is_beside and above.role == entry.role == "update" and above.norm.rstrip().endswith("。")


def _are_parts_of_last(entry: Entry, above: Entry) -> bool:
    """`2) 账户域改造 70%，清算域改造 45%，整体 62%` behind `1) 同城双活二期：…`: parts of a whole that only the item before it names."""
    is_beside = entry.form == above.form == "item" and above.parent is entry.parent and above.project is not None
    return is_beside and "%" in entry.norm and _PARTS_OF_WHOLE.match(entry.norm, entry.start) is not None


_PARTS_OF_WHOLE = re.compile(
    r"\s*[^，,。;；:\d]{1,8}(?:域|侧|端|模块|部分)[^，,。;；:\d]{0,6}\d[\d.]*\s?%[，,、](?:[^，,。;；:\d]{2,14}\d[\d.]*\s?%[，,、]){1,4}(?:整体|总体|总)(?:进度|完成)?\s?\d[\d.]*\s?%"
)


def _of_month(words: str) -> str:
    """差异处理 of the title `7 月差异处理`, which is the name of that month's; `7 月上线` names nothing."""
    month = _MONTH.match(words) if words[:1].isdigit() else None
    return words[month.end() :] if month and not DEED_ALONE.fullmatch(words, month.end()) else words


_MONTH = re.compile(r"\d{1,2}\s?月份?(?=[\u4e00-\u9fff]{4})(?![初底中末上下前后内起])")


def _aimed_at(entry: Entry, leads: Leads) -> str | None:
    """公积金代扣 of `KR1 公积金代扣接入 20 家分行`; an objective names none."""
    found = leads.at(entry, entry.body) if entry.body > entry.start else None
    return found[0] if found and found[2] in ("glued", "space") else None


def _is_dated_deed(entry: Entry, found: tuple[str, int, str]) -> bool:
    """`封网：11/9 起` says when, and names no project; nor does `第二轮 7/30 开始`."""
    name, end, how = found
    if name[:1] == "第" and _ROUND.match(name):
        return True
    return how == "colon" and len(name) <= SHORTEST_STEM and bool(DEED_ALONE.fullmatch(name) and DATE_BEFORE_NAME.match(entry.norm, end))


_ROUND = re.compile(r"第[一二三四五六七八九十\d][轮批次]")


_THING = re.compile(rf"\w{{2}}(?:{THINGS})")
"""门店大屏 of `4/24 门店大屏上线`."""


def _behind_date(found: tuple[str, int, str] | None) -> tuple[str, int, str] | None:
    """The name in `8/27 商户签约电子化上线`."""
    if found is None or found[2] != "glued":
        return None
    return found if len(found[0]) > SHORTEST_STEM + 1 or _THING.fullmatch(found[0]) else None
