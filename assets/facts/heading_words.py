"""What the words of a heading are by themselves: the role of a section, a group, a state, an objective, or a person's name.

The same words stand over lists, in tags and before colons, so most of the reader asks here; where they stand is nothing to them.
What does not belong here: what an entry is for, which depends on what it stands under (`sections`).
"""

from __future__ import annotations

from functools import lru_cache

from assets.facts import ordinals
from assets.facts import regex as re
from assets.facts.markers import DAY
from assets.facts.model import Entry
from assets.facts.patterns import Among, Ending
from assets.facts.text import FILLER, tidy
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
_PERSON = re.compile(
    rf"^@?(?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|[小老阿][\u4e00-\u9fff]|[A-Z][a-z]{{2,9}}(?!\s*\((?![^()]{{1,3}}\)|[^()]*(?:[休假组]|[前后]端|测试|产品))))(?:\s*\(.*\))?$"
)
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
SEVERAL = re.compile(r"[/、与和及&]")
_LONGEST_DAY = 24
LONGEST_ROLE = 16  # a list item longer than this says something; it is no section
_STATE = re.compile(
    rf"(?:已经?|本周|本期|正在|目前|近期)*(?:{STATED}|上线|发布|投产|[已待未](?:{EVENTS})|(?:{EVENTS}|规划)中|在[建研途]|有?(?:进展|变化|风险)|没进展|卡[住着]|受阻|不太?顺|正常(?:推进)?|顺利(?:推进)?)(?:的?(?:项目|事项|需求|任务|工作|事)|的)?",
    re.IGNORECASE,
)
_FEW = 3


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
    return role_in(heading_text(text))


def role_in(words: str) -> str | None:
    """The role of the words, else of the words without a remark in parentheses: 重点关注（红黄灯）, 下周（三天）要做的."""
    known = section_words()
    found = _role_named(words, known)
    found = found or (_role_named(_INNER.sub("", words), known) if ")" in words else None)
    return found or (_role_of_parts(words, known) if len(words) <= LONGEST_ROLE and SEVERAL.search(words) else None)


def _role_of_parts(words: str, known: SectionWords) -> str | None:
    """The role that each of several parts has: 小需求与支持, 日常/杂项; one part that may be any work is enough: Toil & 项目."""
    parts = [part.strip() for part in SEVERAL.split(words)]
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
    return words in GROUPS or all(part.strip() in GROUPS for part in SEVERAL.split(words))


def is_state(text: str) -> bool:
    """Whether a heading says how things stand (延期, 挂起, 已完成) and not which."""
    if _STATE.fullmatch(text):
        return True
    parts = [part.strip() for part in SEVERAL.split(text)]
    return 1 < len(parts) <= _FEW and all(map(_STATE.fullmatch, parts))  # 卡住 / 延期


def objective_of(text: str) -> str | None:
    """O1 of `【O1 业务服务】` or `目标一`."""
    if not _MAY_BE_OBJECTIVE.search(text):
        return None
    match = _OBJECTIVE.match(heading_text(text)) or _OBJECTIVE.match(tidy(text).strip("【[「 "))
    if not match:
        return None
    return match[1].upper() if match[1] else f"O{_CN.get(match[2] or match[3], match[2] or match[3])}"
