"""What each entry is for: role of its section, label, objective, person; and from these its kind.

What does not belong here: which project it speaks of (`naming`).
"""

from __future__ import annotations

from functools import lru_cache

from assets.facts import ordinals, people_and_work
from assets.facts import regex as re
from assets.facts.goals import KEY_RESULT, is_goal, skip_ordinal
from assets.facts.incident_words import is_incident_title
from assets.facts.markers import DAY
from assets.facts.model import Entry
from assets.facts.patterns import Among, Ending
from assets.facts.text import FILLER, normal, tidy
from assets.facts.words import EVENTS, GROUPS, STATED, SURNAMES, SectionWords, section_words

_TAIL = re.compile(rf"\]?\({FILLER}+\)\W*$|\s*\{{#[^{{}}]*\}}$|[^\w()（）%+】\]》」?？!！\"”]+$")
"""What decorates the end of a heading: an emoji, the target of a link, an anchor."""
_OBJECTIVE = re.compile(
    r"^(?:(?:(?:[\u4e00-\u9fff]{0,4}目标|OKR|Objective|[QH]\d)[\s:·_-]*)?(O\d{1,2})(?![A-Za-z\d])|Objective\s*(\d)|目标\s*([一二三四五六七八九1-9])(?![\u4e00-\u9fff]))",
    re.IGNORECASE,
)
"""O1 also behind what it is: `目标 O1：代扣业务上量`, `OKR-O1`, `Q3 O2`."""
_MAY_BE_OBJECTIVE = re.compile(r"[Oo目]")
_CN = {c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}
_LABEL = re.compile(r"\s*[【\[]?\s*(?P<label>[^:，,。;；\]】|\d%()]{1,12}?)(?:\([^()]{0,20}\))?\s*(?:[】\]]\s*:?|:)\s*")
_NOTE_LABEL = re.compile(
    r"(?:原因|背景|风险点?|结论|口径|备注|值班表?|轮值|值守|休假|请假|出差|联系人|负责人|(?:值班|休假|年假|请假|调休|人员|考勤)(?:安排|情况|计划))$"
)
"""`漏测原因：` explains what it stands under."""
_OF_PEOPLE = re.compile(r"(?:值班表?|轮值|值守|休假|请假|联系人|(?:值班|休假|年假|请假|调休)(?:安排|情况|计划))$")
_MARKS_BEFORE = re.compile(r"^[^\w#@]+")
"""`💡 一句话：`"""
_BOLD = re.compile(r"\s*\*\*(?P<label>[^*:：]{1,12})\*\*\s*")
_PERSON = re.compile(
    rf"^@?(?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|[小老阿][\u4e00-\u9fff]|[A-Z][a-z]{{2,9}}(?!\s*\((?![^()]{{1,3}}\)|[^()]*(?:[休假组]|[前后]端|测试|产品))))(?:\s*\(.*\))?$"
)
_NAMED = re.compile(r"\s*(?P<name>@?[^:，,。\s]{2,8}(?:\([^()]*\))?)\s*:\s*")
_NAMED_APART = re.compile(r"\s*(?P<name>@?[\u4e00-\u9fffA-Za-z]{2,8})\s*(?:[—–]+|--+|\||\s-\s|\s/\s)\s*(?=\S)")
"""`唐磊 —— 接口评审`"""
_MAY_BE_PERSON = Among(rf"\s@{SURNAMES}小老阿A-Z")
_MARKS_BEHIND = re.compile(r"[^\w()（）]+$|^\s+")
"""What people put behind their names: `阿杜 🐟`."""
_NO_PERSON = re.compile(
    r"[化库包码率案融用制机器件口线端面网图表卡单账款费品业务类型块层区域期版盘控房园备宝店协]$|^周[一二三四五六日天末内]"
    r"|^(?:鲁班|方舟|金盾|金刚|雷霆|雷达|白泽|白虎|龙门|石墨|黄河|黄金|高铁|熊猫|马达|江海|金鹰|金星|钱庄|康庄)$"
    r"|^(?:Copilot|Agent|Gateway|Mesh|Iceberg|Flink|Spark|Kafka|Redis|Nacos|Apollo|Atlas|Titan|Phoenix|Sentinel|Harbor|Doris|Hudi|Hive|Presto|Trino"
    r"|Pulsar|Envoy|Istio|Docker|Jenkins|Grafana|Ledger|Cashier|Wallet|Checkout|Payout|Refund|Console|Portal|Router|Billing|Escrow|Fintech)$"
)
"""单元化, 金融, 方案 begin with surnames, and are none."""
_DEED = re.compile(rf"(?:{EVENTS})+")
"""关停 and 支持 are none either."""
_INNER = re.compile(r"\s*\([^()]*\)")
_REMARK = re.compile(r"\s*\([^()]*\)$")
_SEVERAL = re.compile(r"[/、与和及&]")
_NOTHING = Ending(
    r"(?:无|暂无|没有|n/?a|none|-+|/|略|不涉及|无异常|同上|tbd|待补充|正常)[。.!]?"
    r"|(?:(?:以上|(?:[这本]周|今天)?(?:的?(?:内容|周报|情况|工作))?(?:大概|差不多)?就?(?:先?写?到这[里儿]?|这些|这样)(?:了|吧)?|下[周期]见|再见"
    r"|(?:最后)?(?:提前)?[祝愿]?(?:大家|各位)*(?:[\u4e00-\u9fff]{1,3}节|周末|假期|节日|新年|新春|国庆|元旦|五一)(?:都|好好|能|过个?)*(?:愉快|快乐|休息|安康|放松)(?:一下)?"
    r"|(?:大家|各位)?辛苦(?:了|大家了?|各位了?)?|(?:谢谢|感谢)(?:大家|各位)?|有(?:任何|什么)?(?:问题|疑问|建议|遗漏)(?:请|欢迎|可以|都可以|再|的?话)*(?:随时)?(?:找我|联系我?|反馈|沟通|交流|指正|补充)"
    r"|(?:祝|祝愿)?(?:大家|各位)(?:都)?(?:好|顺利|加油)|加油|此致|敬礼|祝好|顺颂商祺|best regards|regards)[\s，,。.!！~～:：、]*)+",
    re.IGNORECASE,
)
"""无 says nothing, nor does what ends a letter: `这周就这些，大家周末好好休息。`"""
_LONGEST_DAY = 24
_LONGEST_ROLE_ITEM = 16  # a list item longer than this says something; it is no section
_STATE = re.compile(
    rf"(?:已经?|本周|本期|正在|目前|近期)*(?:{STATED}|上线|发布|投产|[已待未](?:{EVENTS})|(?:{EVENTS}|规划)中|在[建研途]|有?(?:进展|变化|风险)|没进展|卡[住着]|受阻|不太?顺|正常(?:推进)?|顺利(?:推进)?)(?:的?(?:项目|事项|需求|任务|工作|事)|的)?",
    re.IGNORECASE,
)
_FEW = 3
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


@lru_cache(maxsize=512)
def heading_text(text: str) -> str:
    """The heading without ordinals, brackets and emphasis: `## 【一、重点项目】` → 重点项目."""
    words = tidy(text)
    if len(words) <= _LONGEST_DAY and DAY.fullmatch(words):
        return words.strip("【】 ")  # 5.13 周一 has no ordinal
    words = words if words[-1:].isalnum() else _TAIL.sub("", words)
    return ordinals.without(words).replace("】", "").strip(" ]》」:：")


def text_of(heading: Entry) -> str:
    """What a heading says behind its tags, as written."""
    words = heading.text if heading.body == heading.start else heading.raw[heading.body :].strip(" \t#*_:：")
    owner = _OWNER.search(words) if ":" in words or "：" in words else None
    return words[: owner.start()].strip(" *") if owner else words


_OWNER = re.compile(r"\s*(?<=[^(（])[|｜·,，]?\s*(?:负责人|[Oo]wner|跟进人|主责人?|对接人)\s*[:：]\s*@?[\w、/ ]{2,16}$")
"""`【西南区】负责人：陈果`"""


def role_of(text: str) -> str | None:
    """The role that the words of a heading name, None when they name none."""
    return _role_in(heading_text(text))


def _role_in(words: str) -> str | None:
    """The role of the words, else of the words without a remark in parentheses: 重点关注（红黄灯）, 下周（三天）要做的."""
    known = section_words()
    found = _role_named(words, known)
    found = found or (_role_named(_INNER.sub("", words), known) if ")" in words else None)
    return found or (_role_of_parts(words, known) if len(words) <= _LONGEST_ROLE_ITEM and _SEVERAL.search(words) else None)


def _role_of_parts(words: str, known: SectionWords) -> str | None:
    """The role that each of several parts has: 小需求与支持, 日常/杂项; one part that may be any work is enough: Toil & 项目."""
    parts = [part.strip() for part in _SEVERAL.split(words)]
    if not _ANY_WORK.isdisjoint(parts):
        return "update"
    roles = {"update" if part.lower() in GROUPS else _role_named(part, known) for part in parts}
    return roles.pop() if len(roles) == 1 else None


_ANY_WORK = frozenset(("项目", "需求", "迭代", "专项", "事项", "任务", "交付"))


@lru_cache(maxsize=512)
def _role_named(words: str, known: SectionWords) -> str | None:
    if not known.may_name(words):
        role = known.labels.get(words.lower())
        return role if role in ("update", "plan") else None  # 现状 and 后续 also head sections
    role = next((role for role, pattern in known.roles if pattern.search(words)), None)
    return None if _is_work(words, role) else role


_ENGLISH_WORK = Ending(
    r"(?i:\s(?:platform|engine|tool(?:ing)?|page|system|portal|bot|widget|cent(?:er|re)|console|app|sdk|api|gateway|migration|refactor(?:ing)?"
    r"|upgrade|rewrite|revamp|redesign|integration|automation|service|module|pipeline|model|control|framework|library|statement))s?(?:\s[vV]?\d[\d.]*)?"
)


def _is_work(words: str, role: str | None) -> bool:
    """Whether words that begin like a section are what is built: 故障演练平台, 分享页改版, 其他支付方式接入; 其他系统 is a section."""
    if role is not None and words.isascii() and _ENGLISH_WORK.search(words):
        return True  # Risk Engine, Incident platform
    found = _WORK.search(words) if role in ("incident", "note", "update") else None
    if found is None:
        return False
    return role != "update" or (found.start() >= _LONGEST_KIND and words[:2] not in _WEEKS)


_WORK = Ending(
    r"平台|系统|工具|引擎|总线|中台|机器人|助手|自愈|自动化|演练|中心|服务|小程序|组件|弹窗|页面?|体系|裂变|功能|模型|网关|重构|改造|改版|迁移|接入|[一二三四五六]期|[vV]\d+(?:\.\d+)*"
)
_LONGEST_KIND = 4
"""其他, 重点, 业务: what stands before 系统 in the name of a section is shorter than this."""
_WEEKS = frozenset(("本周", "这周", "当周", "本期"))


def is_person(text: str) -> bool:
    """Whether a heading or label is a person's name."""
    if not _MAY_BE_PERSON[text[:1]]:
        return False
    words = _MARKS_BEHIND.sub("", text)
    if not _PERSON.match(words) or _NO_PERSON.search(words) or _DEED.fullmatch(words):
        return False
    return words.lower() not in section_words().labels and words.lower() not in GROUPS and role_of(words) is None


def is_group(text: str) -> bool:
    """Whether a heading is a word that only groups (前端, 测试 …)."""
    words = heading_text(text).lower().removesuffix("组").removesuffix("侧").removesuffix("团队")
    return words in GROUPS or all(part.strip() in GROUPS for part in _SEVERAL.split(words))


def is_state(text: str) -> bool:
    """Whether a heading says how things stand (延期, 挂起, 已完成) and not which."""
    if _STATE.fullmatch(text):
        return True
    parts = [part.strip() for part in _SEVERAL.split(text)]
    return 1 < len(parts) <= _FEW and all(map(_STATE.fullmatch, parts))  # 卡住 / 延期


def objective_of(text: str) -> str | None:
    """O1 of `【O1 业务服务】` or `目标一`."""
    if not _MAY_BE_OBJECTIVE.search(text):
        return None
    match = _OBJECTIVE.match(heading_text(text)) or _OBJECTIVE.match(tidy(text).strip("【[「 "))
    if not match:
        return None
    return match[1].upper() if match[1] else f"O{_CN.get(match[2] or match[3], match[2] or match[3])}"


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
    return first is not None and first.kind == "next"


def _heading(entry: Entry, *, is_title: bool, is_work: bool) -> None:
    words = normal(text_of(entry))
    plain = entry.words = heading_text(words)
    entry.objective = objective_of(words) or entry.objective
    entry.section = tidy(words).strip("【】「」[] ")
    entry.named_role = found = None if KEY_RESULT.match(words) else _role_in(plain) or ("incident" if is_incident_title(plain) else None)
    is_thing = bool(entry.objective or BOARD.search(plain) or any(role_of(part) != "metric" for part in _SEVERAL.split(plain)))
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
        if entry.form == "item" and entry.children and len(entry.text) <= _LONGEST_ROLE_ITEM:
            words = heading_text(normal(entry.text))
            if is_state(words) or _role_in(words):
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
        len(words) <= _LONGEST_ROLE_ITEM
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
