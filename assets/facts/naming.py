"""Which project an entry speaks of, from brackets, bold, labels, leading phrases, table cells and what it stands under.

What does not belong here: which names are one project (`assets.projects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assets.facts import fields, sections
from assets.facts import regex as re
from assets.facts.goals import KEY_RESULT
from assets.facts.headings import (
    heading_project,
    is_beside_groups,
    is_grouping,
    is_of_many,
    is_over_projects,
    is_over_titles,
    rolled_out,
    row_name,
    without_counts,
)
from assets.facts.lead_index import Leads
from assets.facts.leads import CODENAMED, glued, is_undertaking, ticked
from assets.facts.model import Entry
from assets.facts.name_words import (
    CITIES,
    DEED,
    DEED_ALONE,
    LETTER,
    OF_SHARES,
    PART,
    PHASE,
    PROJECT_WORD,
    SHORTEST_STEM,
    THINGS,
    is_name,
    raw_name,
)
from assets.facts.names import Names
from assets.facts.nicknames import called_foreign, called_short
from assets.facts.objectives import called_by_objective
from assets.facts.text import normal
from assets.facts.words import GROUPS

_STRONG_NAME = re.compile(r"(?:[一二三四五六]期[)）]?|系统|平台|引擎|项目|专项|改造|重构|[vV]\d+(?:\.\d+)*|\d\.\d)$")
_DATE_BEFORE_NAME = re.compile(r"\d{1,2}[/.月]\d{1,2}日?\s*")
_REMARK = re.compile(r"\s*\([^()]*\)$")
_STAGE = re.compile(
    r"\s*(?:里程碑|节点|[Mm]ilestone|M)\s?[一二三四五六七八九\d]{1,2}\s*[(:]\s*(?P<of>[^():，,。;；]{2,16}?)\s*(?:\)\s*:|:)\s*"
)
"""`里程碑二（支付链路）：…` says what is reached."""
_REMARKS = re.compile(r"(?:其他|补充)?(?:备注|说明|补充|附注)(?:说明)?")
"""Below such a heading `**设备指纹 v3**：鸿蒙端开发中` goes on with what a table told."""
_STEP = re.compile(r"(?:兼容性?|性能|接口|回归|冒烟|全量|功能|安全|压力|自动化|单元|集成|系统)测试")
_UNDERTAKEN = re.compile(r".{2}(?:迁移|改造|重构|升级|切换|治理|拆分|归档|收敛|替换|统一|下线)")
"""`CI 迁移 GitLab：42 条流水线迁了 35 条` is about what was undertaken, `招行：30%` about a part."""
_THERE = re.compile(r"(?:这边|那边|这块)\s*[，,:]?\s*$")
_DIGIT_NEXT = re.compile(r"\s*[vV]?\d{1,2}\.\d")
_BRACKETED = re.compile(r"\W*[【《「]")
_ARTEFACT = re.compile(
    r"(?:模板|模型|方案|文档|[PMB]RD|原型|规则集?|策略|手册|算法|协议|SDK|接口|固件|镜像|脚本|词表|名单|标签|问卷|话术|文案|报文|样例|指引|设计稿?|视觉稿?|交互稿?|题库|清单|合同|口径)\s?[vV]?\d+(?:\.\d+)*(?:\s?版)?"
)
"""协议模板 v3 below 定金托管 is what that project made, and no project."""
_ALIAS = re.compile(r"\s*\((?P<name>[A-Za-z][A-Za-z0-9 _-]{2,15}|[\u4e00-\u9fffA-Za-z]{2,6})\)")


def assign(entries: list[Entry]) -> None:
    """Set project and body of every entry, from the top down; then let plans find the names that the report uses."""
    children: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent:
            children.setdefault(entry.parent.position, []).append(entry)
    title = next((e for e in entries if e.form not in ("property", "rule")), None)
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
            if entry is not title or (entry.level != 1 and not _OF_WEEK.search(entry.norm)):
                entry.project = heading_project(entry, children, leads, by_objective.get(entry.position))
                if entry.project and is_beside_groups(entry, children, leads):
                    entry.project = None
            if entry.project is None and entry.parent and entry.role not in ("note",):
                entry.project = entry.parent.project
        elif entry.form == "row":
            entry.project = row_name(entry) or _inherited(entry)
        elif entry.form in ("item", "text"):
            _text_project(entry, children, leads)
            above = entries[entry.position - 1] if entry.position else entry
            if entry.project is None and _goes_on(entry, above) and leads.at(entry, entry.body) is None:
                entry.project = above.project
    _known_names(entries, leads)


def _inherited(entry: Entry) -> str | None:
    above = entry.parent
    while above and not above.project:
        above = above.parent
    return above.project if above else None


def _text_project(entry: Entry, children: dict[int, list[Entry]], leads: Leads) -> None:
    below = children.get(entry.position, [])
    siblings = children[entry.parent.position] if entry.parent else ()
    if entry.role == "incident":
        return
    inherited = _inherited(entry)
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
    if found is None and inherited is None and (behind := _behind_day(entry)) > entry.body:
        found = _behind_date(glued(entry, behind))
    if found is None and inherited is None and entry.role == "update":
        found = ticked(entry)
    above = entry.parent
    is_below_heading = (
        above is not None and (above.form == "heading" or (above.is_apart and entry.form == "text")) and above.named_role is None
    )
    is_own = found is not None and is_below_heading and _is_of_its_own(entry, found, inherited, siblings, leads)
    if found and not is_own and above is not None and above.position in leads.divided:
        is_own = fields.names_itself(above, entry, leads)
    if found and inherited is not None and found[0] in leads.fields:
        is_own, found = False, (found[0], found[1], "colon")
    elif found and above is not None and not is_own:
        is_own = _is_own_below(above, found, inherited, siblings, leads)
    if found and found[2] == "bold" and not entry.norm[found[1] :].strip() and is_over_titles(found[0], below):
        return
    if found and not _is_dated_deed(entry, found) and (inherited is None or found[2] == "bracket" or is_own):
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
    if (
        inherited is None
        and (below or entry.state)
        and entry.role in ("update", "rollout")
        and is_name(_of_month((_REMARK.sub("", words) if "→" in words else words).removesuffix("落地")))
        and words.lower() not in GROUPS
        and not is_over_projects(below, leads)
        and not (is_of_many(_REMARK.sub("", words)) and is_grouping(entry, children, leads))
        and not is_over_titles(words, below)
        and not (sections.role_of(words) or DEED_ALONE.fullmatch(words))
    ):
        entry.project = raw_name(entry, entry.body, entry.body + len(entry.norm[entry.body :].rstrip(" :")))
        return
    entry.project = inherited
    if found and found[2] != "glued":
        entry.topic, entry.topic_end = found[0], found[1]


def _goes_on(entry: Entry, above: Entry) -> bool:
    """Whether a line that names nothing itself goes on with the paragraph of the line above: `另外兴业的账单格式上周改版`."""
    is_beside = above.form == entry.form == "text" and above.line_end == entry.line - 1 and above.parent is entry.parent
    return is_beside and above.role == entry.role == "update" and above.norm.rstrip().endswith("。")


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
    """`封网：11/9 起` says when, and names no project."""
    name, end, how = found
    return how == "colon" and len(name) <= SHORTEST_STEM and bool(DEED_ALONE.fullmatch(name) and _DATE_BEFORE_NAME.match(entry.norm, end))


def _behind_day(entry: Entry) -> int:
    """Where the words behind the day begin with which the text begins, if it does: 4/3 提测."""
    dated = _DATE_BEFORE_NAME.match(entry.norm, entry.body) if entry.norm[entry.body : entry.body + 1].isdigit() else None
    return dated.end() if dated else entry.body


def _behind_date(found: tuple[str, int, str] | None) -> tuple[str, int, str] | None:
    """The name in `8/27 商户签约电子化上线`."""
    return found if found and found[2] == "glued" and len(found[0]) > SHORTEST_STEM + 1 else None


_OF_OTHERS = re.compile(r"(?:配合|协同|合作|协作|联动|方面|领域)$")
"""风控配合 heads what is done for others, each paragraph of its own thing."""


def _is_of_its_own(entry: Entry, found: tuple[str, int, str], inherited: str | None, siblings: Sequence[Entry], leads: Leads) -> bool:
    """Whether a name below a heading that is a project is another project: by its phase, its kind of word, or 这边 behind it."""
    name, end, how = found
    if inherited is None or _has_phase(inherited) or name in inherited or inherited in name:
        return False
    if how != "bracket" and (_ARTEFACT.search(name) or CITIES.search(name)):
        return False
    if (stem := _PHASE_TAIL.sub("", name)) != name and stem and inherited.endswith(stem):
        return False  # 模型 v6 below 盗卡识别模型
    if how != "bracket" and not _has_phase(name) and leads.speak_of_whole(siblings):
        return False
    above = entry.parent.norm[entry.parent.start :] if entry.parent else ""
    if how != "bracket" and not _has_phase(name) and without_counts(above) != above:
        return False
    if how == "colon" and (_STRONG_NAME.search(name) or _is_listed(entry, name, end, inherited)):
        return not (len(name) <= SHORTEST_STEM + 1 and DEED.search(name, 2) and PROJECT_WORD.search(inherited))  # 作业改造 below Flink 升级
    if how == "comma" and entry.form == "text" and PROJECT_WORD.search(name) and leads.are_undertakings(siblings):
        return True
    if how in ("comma", "glued") and is_undertaking(found) and not PROJECT_WORD.search(inherited) and leads.are_undertakings(siblings):
        return True  # 押金退还页重构 beside others below a heading that is none
    is_of_field = not PROJECT_WORD.search(inherited)
    if len(siblings) == 1 and entry.form == "text" and how == "glued" and not _has_phase(name):
        return False  # the only paragraph below a title is about that
    if how == "glued" and entry.form == "text" and ((PROJECT_WORD.search(name) and is_of_field) or "(" in entry.norm[entry.body : end + 1]):
        return True  # a paragraph of its own
    if how == "glued" and entry.form == "text" and len(name) > SHORTEST_STEM + 1 and _OF_OTHERS.search(inherited):
        return True
    return _has_phase(name) or bool(_THERE.search(entry.norm[entry.body : end + 2].split("，")[0]))


_OF_WEEK = re.compile(r"(?<![A-Za-z])W\d{1,2}(?!\d)|第\s?\d{1,2}\s?周|20\d\d\s?[年./-]")
"""`账户组 W12（2026-03-16 ~ 03-20）` is the report's title."""
_PHASE_TAIL = re.compile(r"\s*(?:[一二三四五六]期|迭代\s?\d+|[vV]?\d+(?:\.\d+)*)$")


def _is_own_below(above: Entry, found: tuple[str, int, str], inherited: str | None, siblings: Sequence[Entry], leads: Leads) -> bool:
    """Whether a name in an item's list is another project than the item's."""
    name, _, how = found
    if PART.search(name):
        return False
    if above.is_goal and how in ("bold", "colon") and len(name) > SHORTEST_STEM:
        return True
    is_result = above.is_goal or (KEY_RESULT.match(above.norm, above.start) is not None and not _has_phase(inherited))
    if is_result and how in ("comma", "glued") and _OF_THING.match(name) and not _shares_word(name, inherited or ""):
        return True  # 流量回放平台 below `KR2 接口自动化覆盖核心场景`
    if inherited and _is_another_of_its_kind(name, inherited):
        return True
    if above.form != "item" or inherited is None or _has_phase(inherited) or how not in ("bold", "colon"):
        return False
    is_group = not PROJECT_WORD.search(inherited) or inherited.endswith(("平台", "系统"))  # a thing on which much is done
    if is_group and leads.are_names(siblings):
        return True
    return is_group and how == "colon" and _is_bare(above) and PROJECT_WORD.search(name) is not None and not leads.speak_of_whole(siblings)


def _shares_word(name: str, other: str) -> bool:
    """Whether two names have a word of two characters in common: 路由规则引擎 is a part of 存管路由平台化."""
    return any(name[at : at + 2] in other and name[at : at + 2] not in _COMMON for at in range(len(name) - 1))


_COMMON = frozenset(("实时", "智能", "自动", "数据", "线上", "统一", "移动"))


def _is_another_of_its_kind(name: str, inherited: str) -> bool:
    """资金水位看板 below 经营看板 is another one."""
    own, other = _OF_THING.match(name), _OF_THING.match(inherited)
    if own is None or other is None or own["thing"] != other["thing"] or _has_phase(inherited):
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


def _has_phase(name: str | None) -> bool:
    return bool(name and PHASE.search(name))


def _with_version(entry: Entry, known: Names, leads: Leads) -> str | None:
    """收单 4.11 of `收单 4.11 提测`, where the report knows it by that name."""
    name = entry.project
    at = entry.norm.find(name) if name else -1
    if name is None or at < 0 or not _DIGIT_NEXT.match(entry.norm, at + len(name)):
        return None
    whole = known.begins(entry.norm[leads.starts.get(entry.position, entry.body) :])
    return whole if whole is not None and whole.startswith(name) else None


def _aliases(entries: Iterable[Entry]) -> dict[str, str]:
    """What stands in parentheses behind a name is another name of it: `Gateway 双活 (Phoenix)`."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.project and "(" in entry.norm:
            at = entry.norm.find(entry.project)
            if code := CODENAMED.match(normal(entry.project)):
                found.setdefault(code["code"].strip(), entry.project)
            alias = _ALIAS.match(entry.norm, at + len(entry.project)) if at >= 0 else None
            if alias and not PHASE.search(alias["name"]) and not DEED.search(alias["name"]) and LETTER.search(alias["name"]):
                found.setdefault(alias["name"].strip(), entry.project)
    return found


def _known_names(entries: Iterable[Entry], leads: Leads) -> None:
    """Plans name projects in short; the longest name of the report that begins alike is meant."""
    names = {e.project for e in entries if e.project and e.role in ("update", "rollout")}
    names |= {e.project for e in entries if e.project and e.form == "heading"}
    names |= {part.project for e in entries for part in e.parts if part.project}
    known = Names(names, _aliases(entries))
    for entry in entries:
        if entry.role == "note" and entry.project in names and _REMARKS.fullmatch(entry.section or ""):
            entry.role = entry.kind = "update"
        if entry.form in ("item", "text") and entry.role not in ("plan", "incident") and entry.kind != "empty":
            entry.project = known.begins(entry.norm[_behind_day(entry) :]) or entry.project
            entry.project = _with_version(entry, known, leads) or entry.project
        if entry.role != "plan" or entry.form == "heading" or entry.label:
            continue
        text = entry.norm if entry.form == "row" else entry.norm[entry.start if entry.person else entry.body :]
        if entry.form == "row" and entry.project in names:
            continue
        text = _CHORE.sub("", text)
        best = known.meant(text if entry.project is None or entry.form == "row" else entry.project + text)
        start = leads.starts.get(entry.position, entry.start)
        how = (leads.at(entry, start) or ("", 0, ""))[2]
        if how in ("comma", "space", "glued") and best != entry.project:
            entry.body = start
        if best:
            entry.project = best
        elif entry.form != "row" and entry.project and how not in ("bracket", "bold", "colon") and not PROJECT_WORD.search(entry.project):
            entry.project = _inherited(entry) or _thing(entry.project)


def _thing(name: str) -> str | None:
    """取数助手 of the plan `取数助手权限校验提测`, which the report names nowhere else."""
    found = _ON_THING.match(name)
    return found["thing"] if found else None


_CHORE = re.compile(
    r"^\s*(?:(?:配合|协助|协同|联合|会同|督促|推动)[\u4e00-\u9fff]{1,4}?)?(?:继续)?(?:完成|推进|跟进|启动|开展|组织|催办|落实|做好|准备|安排|梳理|输出|催)(?!度|率)"
)
"""What a plan says of a project before its name: `配合产品完成企业会员认证终版评审`."""
_ON_THING = re.compile(
    rf"(?P<thing>(?!各|所有|相关|全部|其他|外部|第三方|银行|业务|公司|内部|周边)[\w. ]{{2,12}}?(?:{THINGS}))(?!侧|组|团队|同学|部)"
)
