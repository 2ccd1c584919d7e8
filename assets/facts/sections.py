"""What each entry is for: role of its section, label, objective, person; and from these its kind.

What does not belong here: what words are by themselves (`heading_words`), which project an entry speaks of (`naming`).
"""

from __future__ import annotations

from assets.facts import people_and_work
from assets.facts import regex as re
from assets.facts.goals import KEY_RESULT, is_goal, skip_ordinal
from assets.facts.heading_words import LONGEST_ROLE, SEVERAL, heading_text, is_person, is_state, objective_of, role_in, role_of, text_of
from assets.facts.incident_words import is_incident_title
from assets.facts.model import Entry
from assets.facts.patterns import Ending
from assets.facts.status_words import state_above
from assets.facts.text import normal, tidy
from assets.facts.words import GROUPS, section_words

_LABEL = re.compile(r"\s*[【\[]?\s*(?P<label>[^:，,。;；\]】|\d%()]{1,12}?)(?:\([^()]{0,20}\))?\s*(?:[】\]]\s*:?|:)\s*")
_NOTE_LABEL = re.compile(
    r"(?:原因|背景|风险点?|结论|口径|备注|值班表?|轮值|值守|休假|请假|出差|联系人|负责人|(?:值班|休假|年假|请假|调休|人员|考勤)(?:安排|情况|计划))$"
)
"""`漏测原因：` explains what it stands under."""
_OF_PEOPLE = re.compile(r"(?:值班表?|轮值|值守|休假|请假|联系人|(?:值班|休假|年假|请假|调休)(?:安排|情况|计划))$")
_MARKS_BEFORE = re.compile(r"^[^\w#@]+")
"""`💡 一句话：`"""
_BOLD = re.compile(r"\s*\*\*(?P<label>[^*:：]{1,12})\*\*\s*")
_NAMED = re.compile(r"\s*(?P<name>@?[^:，,。\s]{2,8}(?:\([^()]*\))?)\s*:\s*")
_NAMED_APART = re.compile(r"\s*(?P<name>@?[\u4e00-\u9fffA-Za-z]{2,8})\s*(?:[—–]+|--+|\||\s-\s|\s/\s)\s*(?=\S)")
"""`唐磊 —— 接口评审`"""
_REMARK = re.compile(r"\s*\([^()]*\)$")
_NOTHING = Ending(
    r"(?:无|暂无|没有|n/?a|none|-+|/|略|不涉及|无异常|同上|tbd|待补充|正常)[。.!]?"
    r"|(?:(?:以上|(?:[这本]周|今天)?(?:的?(?:内容|周报|情况|工作))?(?:大概|差不多)?就?(?:先?写?到这[里儿]?|这些|这样)(?:了|吧)?|下[周期]见|再见"
    r"|(?:最后)?(?:提前)?[祝愿]?(?:大家|各位)*(?:[\u4e00-\u9fff]{1,3}节|周末|假期|节日|新年|新春|国庆|元旦|五一)(?:都|好好|能|过个?)*(?:愉快|快乐|休息|安康|放松)(?:一下)?"
    r"|(?:大家|各位)?辛苦(?:了|大家了?|各位了?)?|(?:谢谢|感谢)(?:大家|各位)?|有(?:任何|什么)?(?:问题|疑问|建议|遗漏)(?:请|欢迎|可以|都可以|再|的?话)*(?:随时)?(?:找我|联系我?|反馈|沟通|交流|指正|补充)"
    r"|(?:祝|祝愿)?(?:大家|各位)(?:都)?(?:好|顺利|加油)|加油|此致|敬礼|祝好|顺颂商祺|best regards|regards)[\s，,。.!！~～:：、]*)+",
    re.IGNORECASE,
)
"""无 says nothing, nor does what ends a letter: `这周就这些，大家周末好好休息。`"""
_KINDS = {
    "update": "update",
    "metric": "metric",
    "incident": "incident",
    "plan": "plan",
    "review": "review",
    "note": "note",
    "rollout": "update",
}
_SAYS_DEED = re.compile(r"\d%|完成|上线")
_FOOTERS = frozenset(("填报人", "报送", "抄送", "主送", "审核", "审核人", "编制人", "编写", "撰写", "汇报人", "填写人", "联系人"))
"""Labels that say who wrote and who reads, wherever they stand."""
_SAME_ROLE = ("incident", "plan", "review")


def label_at(norm: str, start: int) -> tuple[str, str, int] | None:
    """The label at `start` with its role and where the text after it begins."""
    match = _LABEL.match(norm, start) if ":" in norm or "】" in norm or "]" in norm else None
    if not match:
        return None
    label = match["label"].strip()
    label = label if label[:1].isalnum() else _MARKS_BEFORE.sub("", label)
    role = section_words().labels.get(label.lower()) or ("note" if _NOTE_LABEL.search(label) else None)
    return (label, role, match.end()) if role else None


def _bold_label(entry: Entry) -> tuple[str, str, int] | None:
    """`**进展** 文档站上线`: a label in bold without a colon."""
    match = _BOLD.match(entry.raw, entry.body) if "**" in entry.raw else None
    role = section_words().labels.get(match["label"].strip().lower()) if match else None
    return (match["label"].strip(), role, match.end()) if match and role else None


def assign(entries: list[Entry]) -> None:
    """Set role, kind, section, objective, label, person and body of every entry, from the top down."""
    title = next((e for e in entries if e.form not in ("property", "rule")), None)
    grouping = _grouping(entries)
    people, works = people_and_work.of_people(entries, is_person), people_and_work.works(entries)
    called = people_and_work.named_beside(entries, is_person)
    for entry in entries:
        above = entry.parent
        entry.role = _role_above(above)
        entry.objective = entry.objective or (above.objective if above else None)
        entry.section = above.section if above else None
        if entry.form == "heading":
            if entry.position in people:
                entry.of_person, entry.body = True, people[entry.position]
            _heading(entry, is_title=entry is title and entry.level == 1, is_work=entry.position in works)
        elif entry.form in ("item", "text"):
            if entry.position in people:
                entry.of_person, entry.body = True, people[entry.position]
            _item(entry, is_group=entry.position in grouping, is_called=entry.position in called, is_work=entry.position in works)
        elif entry.role == "update" and _is_planned(entry):
            entry.role = "plan"
        entry.kind = _kind(entry)


def _is_planned(entry: Entry) -> bool:
    """Whether a row is of a table of what comes next: `| 下周计划 | 负责人 | 截止 |`."""
    first = next((c for c in entry.cells if c.kind != "index"), None) if entry.form == "row" else None
    return first is not None and first.kind == "next" and not any(state_above(c.header.strip()) for c in entry.cells)


def _heading(entry: Entry, *, is_title: bool, is_work: bool) -> None:
    words = normal(text_of(entry))
    plain = entry.words = heading_text(words)
    entry.objective = objective_of(words) or entry.objective
    entry.section = tidy(words).strip("【】「」[] ")
    entry.named_role = found = None if KEY_RESULT.match(words) else role_in(plain) or ("incident" if is_incident_title(plain) else None)
    is_thing = bool(entry.objective or BOARD.search(plain) or any(role_of(part) != "metric" for part in SEVERAL.split(plain)))
    if found in ("metric", "rollout") and is_work and is_thing:
        entry.named_role = found = None
    entry.person = entry.person or (found is None and is_person(plain))
    if is_title:
        return
    if entry.parent is None or not (found in (None, "update") and entry.role in (*_SAME_ROLE, "metric", "rollout", "note")):
        entry.role = found or (entry.role if entry.role != "note" else "update")


BOARD = re.compile(r"[\u4e00-\u9fff]{2}(?:大盘|看板|大屏)$")
"""代扣监控大盘 over `进展：…` and `延期：…` is what is being made."""


def _role_above(above: Entry | None) -> str:
    """The role of what an entry stands under; a key result is a goal, and what stands below it is not."""
    while above is not None and above.is_goal:
        above = above.parent
    return above.role if above else "update"


def _goal(entry: Entry) -> bool:
    """Whether an item is a goal over its own list; then it states what shall be, and names no more than its objective."""
    if not entry.children:
        return False
    objective = objective_of(entry.norm[entry.start :])
    if not is_goal(entry, objective):
        return False
    entry.objective = objective or entry.objective
    entry.is_goal = True
    entry.role = "metric" if entry.role == "update" else entry.role
    return True


def _grouping(entries: list[Entry]) -> set[int]:
    """Items over lists that say how things stand (本周完成, 进行中, 挂起), beside others of the kind."""
    beside: dict[int, list[int]] = {}
    for entry in entries:
        if entry.form == "item" and entry.children and len(entry.text) <= LONGEST_ROLE:
            words = heading_text(normal(entry.text))
            if is_state(words) or role_in(words):
                beside.setdefault(entry.parent.position if entry.parent else -1, []).append(entry.position)
    return {position for group in beside.values() if len(group) > 1 for position in group}


_QUOTED_TITLE = re.compile(r"「[^「」]{4,}」|《[^《》]{4,}》")
"""「开城数据看板」 over its own list is the name of a thing, and no section of figures."""


def _item(entry: Entry, *, is_group: bool, is_called: bool, is_work: bool) -> None:
    is_tagged = entry.body > entry.start
    if not is_tagged:
        skip_ordinal(entry)
        if _goal(entry):
            return
    found = label_at(entry.norm, entry.body) or _bold_label(entry)
    if found:
        entry.label, role, entry.body = found
        if entry.label == "附" and entry.form == "text":
            role = role_of(entry.norm[entry.body :]) or "update"  # 附：本周发布清单
            entry.body = len(entry.norm.rstrip()) if entry.children else entry.body
        if (
            entry.label in _FOOTERS
            or (entry.form == "text" and entry.role == "plan" and (role == "note" or entry.label == "说明"))
            or _OF_PEOPLE.search(entry.label)
        ):
            entry.role = "note"
            return
        if entry.role not in _SAME_ROLE:
            entry.role = role
        if entry.form == "text" and not entry.norm[entry.body :].strip():
            entry.section = entry.label
        return
    person = _NAMED.match(entry.norm, entry.body) if ":" in entry.norm else None
    if entry.role == "plan" and not person:
        person = _NAMED_APART.match(entry.norm, entry.body)
    if person and (is_person(person["name"]) or (is_called and person["name"].lower() not in GROUPS)):
        entry.person, entry.body = True, person.end()
        return
    words = entry.norm[entry.body :].strip(" :")
    if entry.children and is_person(words):
        entry.person, entry.body = True, len(entry.norm.rstrip())  # `- 苏航（数币、代扣）` over a list
        return
    words = _REMARK.sub("", words) if words.endswith(")") else words
    if (
        len(words) <= LONGEST_ROLE
        and (entry.children or entry.norm.rstrip().endswith(":"))
        and entry.role in ("update", "note", "metric")
        and not _QUOTED_TITLE.fullmatch(words)
    ):
        is_group = is_group or (entry.form == "text" and entry.children > 0 and is_state(words))  # `灰度中：` over a list
        role_found = (None if is_work and BOARD.search(words) else role_of(words)) or ("update" if is_group and is_state(words) else None)
        if role_found and (is_group or not _SAYS_DEED.search(words)):
            entry.role, entry.label, entry.body = role_found, words, len(entry.norm.rstrip())


def _kind(entry: Entry) -> str:
    if entry.form in ("heading", "header"):
        return "heading"
    if entry.form in ("property", "code"):
        return "note"
    rest = entry.norm[entry.body :].strip()
    if entry.form == "rule" or _NOTHING.is_all(rest) or not (rest or entry.norm[entry.start :].strip()):
        return "empty"
    return _KINDS[entry.role]
