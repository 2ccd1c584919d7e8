"""Which project an entry speaks of, from brackets, bold, labels, leading phrases, table cells and what it stands under.

What does not belong here: which names are one project (`assets.projects`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assets.facts import numbers, sections
from assets.facts.model import Entry
from assets.facts.names import Names
from assets.facts.patterns import guarded
from assets.facts.table_words import NOW, REGION_HEADER
from assets.facts.text import FILLER, normal, tidy
from assets.facts.words import EVENTS, GROUPS, STATUS, alternatives, section_words

_BRACKET = re.compile(
    r"\s*(?:【(?P<a>[^【】]{1,40})】|「(?P<b>[^「」]{1,40})」|《(?P<c>[^《》]{1,40})》|\[(?P<d>[^\[\]]{2,40})\](?!\()|(?:其中)?\"(?P<e>[^\"]{4,24})\"(?!的|等|、))\s*[:：]?\s*"
)
_MARKS = re.compile(r"[\s✅☑✔🚧⏸⏳❌🔴🟢🟡🟠⚠🎉🚀🔥💡📌▶️️→>·•*#]+")
_LEAD = re.compile(
    # the second way is for a bracket within the name; each asks for what may part only where its first character stands
    r"(?P<name>[^:，,。;；|()\[\]【】「」]{2,40}?(?:\([^()]{1,20}\)[^:，,。;；|()]{0,8}?)?"
    r"|[^:，,。;；|()\[\]【】「」]{2,40}+[^:，,。;；|()]{1,8}?)(?=[\s:，,→])\s*(?P<sep>(?<!\d):|:(?!\d{2}(?![\d/月.年-]))|，|,(?!\d{3})|\s(?:-{1,3}|[|/])\s|\s*→(?=\s*[\u4e00-\u9fff]))\s*"
)
_STATED = alternatives(w for words in STATUS.values() for w in words if w not in ("目标", "准备", "安排", "done", "doing"))
_NOT_A_NAME = re.compile(
    guarded(
        rf"\d\s*%|→|\d+/\d+|\d{{1,2}}\s?月(?!大促|账)|(?:{_STATED})|已|没(?!收)|未(?!来)|了$|中$|[写做切接改开跑测补]完|仍|累计|新增|新开|新接|新签|共计|本周|这周|上周|下周|当前|目前|其中|以及|由于|因为|受到|受(?![益理托众控权让])|暂无|没有|还剩|剩余|均|整体|(?<!T\+)\d[\d,.]*\s*[wWkK万亿]?\s*(?:家|笔|条|个|台|万|亿|次|人|城|起|元|%|ms|分钟|秒|张|件|户|单|天|小时|GB|TB|MB|款|项|成(?!功|立|本))|\d[wk]$|原定|原计划|还差|^(?:下面|以下|如下|上述)"
    )
)
_VERB_FIRST = re.compile(
    r"^(?:还(?!款)|仍|尚(?!书)|只|没|协助|完成|推进|跟进|参与|支持|修复|处理|配合|组织|新增|梳理|排查|解决|与|和(?!解)|对(?!账|接|公|客|外)|为|已|继续|持续|启动|开始|编写|输出|整理|申请|沟通|讨论|召开|制定|确认|确定|评估|提供|建议|协调|准备|发布|开展|落实|收集|撰写|进行|联合|参加|拉通|对齐|明确|分析|调研|增加|减少|优化了|从(?!业)|由|在(?![途线库])|经(?![纪营销济])|按(?![揭月日天])|把|将|因(?!子)|另|但|且|并(?!购|发|行)|其|该|此|受(?![益理托众控权让])|目前|当前|本周|上周|下周|今天|昨天|预计|计划|待(?![办付收遇])|需(?!求)|请(?!款|购)|总共|一共|共有|总计|合计|仅|主要|重点|首批|部分|所有|全部|共(?![享用管])|累计|平均|日均|月均|峰值|环比|同比)"
)
_CUT = re.compile(
    guarded(
        rf"(?:整体|总体|总进度|已|正式|全部|均(?!衡)|计划|预计|预期|拟|将|{_STATED}|(?<!二次)开发|研发(?!平台|中心|效能)|联调|测试(?!平台|环境)|提测|上线|下线|评审|进度|灰度|全量|试点|验收|投产|发布(?!平台|系统)|切量|切流|进展|收到(?=[^，,]{1, 6}\d)|采纳|本周|上周|下周|这周|这个月|今天|昨天|目前|当前|累计|新增|因(?!子)|由于|于(?=\s*\d|周|本|上|昨)|在(?=\s*\d|[\u4e00-\u9fff])(?![线途职售建研产])|从(?=\s*\d)|(?<!路)由(?=\s*\d)|目标|起试点|先(?=停|不|放)|又(?=开)|需求评审|成功率|准确率|达到|还剩|剩余|主流程|方案|完毕|覆盖)|\d+(?:\.\d+)?\s*%|\d{{1,2}}[/.月]\d|\d{{1,2}}\s?月|(?<![A-Za-zQHVv迭代第\d])\d{{2,}}|{FILLER}"
    )
)
_PHASE_TAIL = re.compile(r"\s*(?:(?:第?[一二三四五六七八九十\d]+期)|迭代\s?\d+|[vV]\d+(?:\.\d+)*|第[一二三四五六]阶段)")
_PHASE_INSIDE = re.compile(r".{2,}?(?:[一二三四五六七八九十]期|迭代\s?\d+|[vV]\d+(?:\.\d+)*|第[一二三四五六]阶段)[)）]?(?![)）])")
_TRAILING_DEED = re.compile(r"(?:立项|结项|联调|回归|编码|评审|验收|部署|提测|压测|自测|灰度|签约|试点|调研|选型|上会)$")
_SHORTEST_STEM = 3
_VERSION_PAREN = re.compile(r"[一二三四五六七八九十\d]期|迭代|[vV]\d|阶段|Q[1-4]|H[12]")
_PROJECT_HEADER = re.compile(
    r"^(?:项目|产品|项目名称?|项目/需求|需求(?:名称)?|模块|业务(?:线)?|专项|工作项|名称|project|产品线|系统名称|所属项目|方向|需求/项目|任务(?:名称)?|事项|工作事项|重点(?:项目|工作|事项)|内容)$",
    re.IGNORECASE,
)
_STRONG_HEADER = re.compile(r"项目|产品|专项|project|业务线", re.IGNORECASE)
_METRIC_NAME = re.compile(
    guarded(
        r"(?:率|(?<!对)比|可用性|耗时|次数|笔数|(?<!参|函|变)数|(?<![质流])量|金额|余额|占比|时长|均值|峰值|成本|QPS|TPS|RT|P\d\d|GMV|NPS|DAU|MAU|日活|周活|月活)$"
    )
)
_SEVERAL = re.compile(r".{2,}(?:与|和|及|、|&).{2,}")
_GROUP_WORD = re.compile(
    r"(?:协同|推广|拓展|沟通|合作|推进|支持|保障|日常|工作|管理|运营|事项|制度|侧|方向|线|域|组|类|条线|^.{0,2}中心|部|团队|板块|方面|领域)$"
)
_PROJECT_WORD = re.compile(
    r"(?:[一二三四五六]期[)）]?|项目|专项|系统|平台|改造|重构|迁移|升级|建设|治理|接入|引擎|优化|改版|评估|测评|精简|自查|核查|整治|试点|切换|[电线自国]\w[化]|扩容|缩容|补录|对接|直连|二期|三期|四期|一期|五期|[vV]?\d\.\d|[vV]\d)$"
)
_STRONG_NAME = re.compile(r"(?:[一二三四五六]期[)）]?|系统|平台|引擎|项目|专项|改造|重构|[vV]\d+(?:\.\d+)*|\d\.\d)$")
_UNITS_IN_NAMES = frozenset("期版号级周月日年点层类组路步本批轮代CUGMTK")
_GOAL = re.compile(
    r"[<>≤≥]\s?\d|^\d{1,2}\s?月|\d+(?:\.\d+)?\s*(?:%|亿|万|pp|个?城|家|个)|做到|达到|≥|≤|为\s*0|领先|(?:提升|降低|减少)(?:至|到)"
)
_GRADE = re.compile(r"\s*[`(\[]?P[0-4][`)\]]?$")
_UNDERTAKING = re.compile(r"[\w\s.]{2,8}(?:专项|平台|系统|引擎)(?:\s?[vV]?\d(?:\.\d+)*)?|[\w\s.]{2,8}(?:项目|工程)")
"""Begins like a deed and names an undertaking: 发布系统 v2, 启动耗时专项."""
_REPLACED = re.compile(r"\s*[\w. ]{1,12}→(?=[^→]{1,16}(?:迁移|升级|切换|替换|改造)$)")
"""Vue2 → of `Vue2 → Vue3 迁移`."""
_AROUND_HOLIDAY = re.compile(r"(?:元旦|春节|清明节?|五一|端午节?|中秋节?|国庆节?|十一|双十一|双十二|618)(?:假期)?(?:前|后|期间)")
_LAST_PAREN = re.compile(r"\s*\(([^()]*)\)?\s*$")
_PHASE_ALONE = re.compile(r"[\d\W]+|[vV]\d[\d.]*|Q[1-4]|H[12]|[上下]半年|[一二三四五六]期|A/?B(?:测试|实验)?")
_BOLD = re.compile(r"[^\w*]*\*\*(?P<n>[^*]{2,40}?)\s*[:：]?\s*\*\*\s*[:：，,\-]?\s*")
_STOP = re.compile(r"[，,。;；:]")
_DEED = re.compile(rf"(?:{EVENTS})")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_LONGEST_NAME = 26
_PHASE = re.compile(r"[一二三四五六]期|迭代|[vV]\d|\d\.\d")
_NUMBERED = re.compile(r"^KR?\s*\d|^20\d\d")
_DATE_BEFORE_NAME = re.compile(r"\d{1,2}[/.月]\d{1,2}日?\s*")
_ALIAS = re.compile(r"\s*\((?P<name>[A-Za-z][A-Za-z0-9 _-]{2,15}|[\u4e00-\u9fffA-Za-z]{2,6})\)")
_DAY_ALONE = re.compile(r"(?:周|星期)[一二三四五六日天](?![\u4e00-\u9fff])|\d{1,2}[/.月]\d{1,2}日?(?![\u4e00-\u9fff])")
"""`周三 8/2` heads what was done on a day."""
_STATE_ALONE = re.compile(rf"(?:已|本周|本期|正在)?(?:{_STATED})(?:的?(?:项目|事项|需求|任务|工作))?", re.IGNORECASE)
"""A heading that says how things stand (延期, 挂起, 已完成) and not which."""
_REPORT = re.compile(r"[周月日]报|weekly|report", re.IGNORECASE)
_SENTENCE_TAIL = re.compile(r"[的吧吗呢啦了事]$")
_SHORT = re.compile(r"[\u4e00-\u9fff]{2,3}(?:\(.*\))?")
_NUMBER_TAIL = re.compile(r"[\d.\s]+$")
_MARK = re.compile(r"[:：，,]")


def clean(name: str) -> str:
    """A name without marks, a trailing 项目进展 and a parenthesis that is no phase: `贝易转（C转）` → 贝易转."""
    lead = None if name[:1].isalnum() else _MARKS.match(name)
    words = tidy(name[lead.end() :] if lead else name).strip("【】「」《》[]\"' —-–")
    paren = _LAST_PAREN.search(words) if "(" in words else None
    if paren and not _VERSION_PAREN.search(paren[1]) and paren.start() > 1:
        words = words[: paren.start()]
    words = _GRADE.sub("", words) if words[-1:].isdigit() or words[-1:] in "`)]" else words
    if words.endswith(("进展", "情况", "进度", "状态", "工作", "这边", "那边", "这块", "这里")):
        words = words[:-2].removesuffix("项目") or words
    return words.strip()


def raw_name(entry: Entry, start: int, end: int) -> str:
    """The name at a span as written, cleaned."""
    shown = entry.raw[start:end].replace("（", "(").replace("）", ")").replace("*", "").replace("`", "")
    return clean(shown).replace("(", "（").replace(")", "）")


def is_name(words: str) -> bool:
    """Whether a leading phrase can be the name of a project: nominal, short, no status, no number with a unit."""
    text = tidy(_REPLACED.sub("", words) if "→" in words else words)
    if not 2 <= len(text) <= _LONGEST_NAME or text.lower() in section_words().labels or text.lower() in GROUPS or FILLER in words:
        return False
    return not (
        _NOT_A_NAME.search(text)
        or (_VERB_FIRST.match(text) and not _UNDERTAKING.fullmatch(text))
        or _AROUND_HOLIDAY.match(text)
        or sections.is_person(text)
        or _PHASE_ALONE.fullmatch(text)
        or (_DIGIT.search(text) and _is_counted(text))
    )


def _is_counted(text: str) -> bool:
    """Whether a phrase states an amount (`首屏 LCP P75 2.3s`), which no name does."""
    return bool(_METRIC_NAME.search(_NUMBER_TAIL.sub("", text))) or any(
        n.unit is not None and n.unit not in _UNITS_IN_NAMES and n.end == len(text) for n in numbers.find(text, 0, len(text))
    )


def _bracket(entry: Entry, start: int) -> tuple[str, int] | None:
    if entry.norm[start : start + 1].isalnum() and not entry.norm.startswith('其中"', start):
        return None
    lead = _MARKS.match(entry.norm, start)
    match = _BRACKET.match(entry.norm, lead.end() if lead else start)
    if not match:
        return None
    group = next(g for g in "abcde" if match[g] is not None)
    words = match[group].strip()
    if group == "e" and not is_name(words):
        return None
    if sections.label_at(words + ":", 0) or sections.objective_of(words) or not words or sections.is_person(words):
        return None
    if words.lower() in GROUPS or re.fullmatch(r"P\d|紧急|重要|高|中|低|新增|延期|完成|已完成|进行中|[A-Z]{1,3}-?\d+", words):
        return None
    return raw_name(entry, *match.span(group)), match.end()


def own(entry: Entry, start: int) -> tuple[str, int, str] | None:
    """The name that the text itself begins with, where the rest begins, and how it was told: bracket, bold, colon, comma or glued."""
    if found := _bracket(entry, start):
        return found[0], found[1], "bracket"
    bold = _BOLD.match(entry.raw, start) if "**" in entry.raw else None
    if bold and is_name(bold["n"].replace("：", "")) and not sections.label_at(bold["n"] + ":", 0):
        return raw_name(entry, *bold.span("n")), bold.end(), "bold"
    title = _TITLE.match(entry.norm, start)
    if title and is_name(title["name"]) and not _DEED_ALONE.fullmatch(title["name"]):
        return raw_name(entry, *title.span("name")), title.end(), "colon"
    lead = _LEAD.match(entry.norm, start)
    if lead and is_name(lead["name"]):
        how = "comma" if lead["sep"].strip() in ("，", ",") else "colon"
        if _METRIC_NAME.search(lead["name"].strip()) and (how == "comma" or not _is_topic(lead["name"], entry.norm, lead.end())):
            return None
        if how == "comma" and _DEED_ALONE.fullmatch(tidy(lead["name"])):
            return None
        return raw_name(entry, *lead.span("name")), lead.end(), how
    if (
        not _PUNCTUATED.search(entry.norm, start)
        and (spaced := _SPACED.match(entry.norm, start))
        and is_name(spaced["name"])
        and not _METRIC_NAME.search(spaced["name"])
        and not _DATE_ALONE.fullmatch(entry.norm, spaced.end())
    ):
        return raw_name(entry, *spaced.span("name")), spaced.end(), "space"
    return _glued(entry, start)


def _is_topic(name: str, norm: str, end: int) -> bool:
    """`日志成本：日均写入 86TB` is about costs, `可用性：核心交易 99.99%` is the measure."""
    return name.strip().endswith("成本") and bool(_OTHER_METRIC.match(norm, end))


_OTHER_METRIC = re.compile(r"(?!本周|当前|上周|目前|[为约达])[\u4e00-\u9fff]{3,}\s*\d")
_DEED_ALONE = re.compile(rf"(?:[vV]?\d+(?:\.\d+)+\s*)?(?:{EVENTS}|工作|事项|\s)+")
_TITLE = re.compile(r"(?P<name>[^:，,。;；|!?]{4,26})。\s*(?=\S)")
_OF_TABLE = re.compile(r"里程碑|节点|排期|计划|进展|进度|情况|总览|一览|清单|跟踪|明细|[表图]$")
_DATE_ALONE = re.compile(r"[\d/.月日号~ -]+(?:前|起|左右)?\s*")


class _Leads:
    """What the text of each entry begins with, found once: for the entry, for the heading above it and for plans."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], tuple[str, int, str] | None] = {}
        self._undertakings: dict[int, bool] = {}
        self.starts: dict[int, int] = {}
        """Where the text of each item began before a name was taken from it."""

    def at(self, entry: Entry, start: int) -> tuple[str, int, str] | None:
        """What `own` finds."""
        key = entry.position, start
        if key not in self._found:
            self._found[key] = own(entry, start)
        return self._found[key]

    def are_undertakings(self, entries: Sequence[Entry]) -> bool:
        """Whether most of the entries, and more than one, begin with the name of an undertaking (…改造, …重构)."""
        if not entries:
            return False
        key = entries[0].position
        if key not in self._undertakings:
            number = sum(_is_undertaking(self.at(entry, entry.body)) for entry in entries)
            self._undertakings[key] = number > 1 and number * 2 >= len(entries)
        return self._undertakings[key]


_PART_OF = re.compile(r"[^的\s]{4,}(?=的)")
"""支付牌照续展 of `支付牌照续展的书面材料已完成92%`."""
_PUNCTUATED = re.compile(r"[，,；;。:]")
_SPACED = re.compile(r"(?P<name>[A-Za-z0-9\u4e00-\u9fff]{2,12})\s+(?=[\u4e00-\u9fff\d])")


def _glued(entry: Entry, start: int) -> tuple[str, int, str] | None:
    stop = _STOP.search(entry.norm, start)
    end = stop.start() if stop else len(entry.norm)
    cut = _CUT.search(entry.norm, start + 2, end)
    if not cut and not (_PHASE_INSIDE.match(entry.norm, start, end) and _DEED.search(entry.norm, start, end)):
        return None
    phase = _PHASE_TAIL.match(entry.norm, cut.start()) if cut else None
    at = phase.end() if phase else cut.start() if cut else end
    phased = _PHASE_INSIDE.match(entry.norm, start, at)
    deed = _TRAILING_DEED.search(entry.norm[start:at])
    if phased:
        at = phased.end()
    elif deed and deed.start() >= _SHORTEST_STEM:
        at = start + deed.start()
    if part := _PART_OF.match(entry.norm, start, at):
        at = part.end()
    words = tidy(entry.norm[start:at])
    if len(words) < _SHORTEST_STEM and _DEED.match(entry.norm, at):
        return None  # 性能测试中 is a deed, and names no project
    if is_name(entry.norm[start:at]) and not _METRIC_NAME.search(entry.norm[start:at]) and not _DEED_ALONE.fullmatch(words):
        return raw_name(entry, start, at), at, "glued"
    return None


def _row_name(entry: Entry) -> str | None:
    columns = [c for c in entry.cells if _PROJECT_HEADER.match(c.header.strip())]
    columns.sort(key=lambda c: not _STRONG_HEADER.search(c.header))
    for cell in columns:
        if cell.end > cell.start and _LETTER.search(entry.norm, cell.start, cell.end):
            text = entry.norm[cell.start : cell.end]
            found = _bracket(entry, cell.start)
            return found[0] if found else raw_name(entry, cell.start, cell.end) if len(text) <= _LONGEST_NAME + 10 else None
    return _first_cell(entry)


def _first_cell(entry: Entry) -> str | None:
    """The first column of a table of states names what they are the states of: 渠道 | 阶段 | 说明 | 上线时间."""
    kinds = {cell.kind for cell in entry.cells}
    if entry.role in ("incident", "plan", "metric") or any(NOW.match(cell.header.strip()) for cell in entry.cells):
        return None
    first = entry.cells[0] if entry.cells else None
    is_state = {"status", "planned", "progress"} & kinds or ("event" in kinds and "text" in kinds)
    if first is None or not is_state or first.kind or not is_name(entry.norm[first.start : first.end]):
        return None
    return raw_name(entry, first.start, first.end)


def _is_grouping(heading: Entry, children: list[Entry], leads: _Leads) -> bool:
    """Whether the items below a heading name their own projects, so that the heading only groups them."""
    items = [c for c in children if c.form in ("item", "text", "row", "heading") and c.named_role != "note"]
    below = [c for c in items if c.form != "heading"]
    if any(c.label for c in below) and len(below) == len(items):
        return False
    if any(c.form == "heading" and sections.heading_text(normal(c.text)).lower() in section_words().labels for c in items):
        return False
    if rows := [c for c in items if c.form == "row"]:
        return any(_row_name(row) for row in rows) or not _is_of_one(heading, rows[0])
    name = clean(heading.text)
    told = ("bracket", "bold", "colon", "comma") if _is_of_many(name) else ("bracket", "bold")
    named = sum(c.form == "heading" or _is_title(c) or bool((o := leads.at(c, c.body)) and o[2] in told) for c in items)
    if len(items) > 1 and named == len(items):
        return True
    colons = sum(
        bool((o := leads.at(c, c.body)) and o[2] in ("bracket", "bold", "colon") and len(o[0]) >= _SHORTEST_STEM + 1) for c in items
    )
    if len(items) > 1 and colons * 3 >= len(items) * 2 and not _PROJECT_WORD.search(name):
        return True
    return bool(items) and named * 2 >= len(items) and not _PROJECT_WORD.search(name)


def _is_of_many(name: str) -> bool:
    """Whether a name is that of a field of work rather than of one project: 存管推广, 合同与诉讼."""
    return bool(_GROUP_WORD.search(name) or _SEVERAL.search(name))


def _is_over_titles(name: str, below: Sequence[Entry]) -> bool:
    """`- 存管` over `- 资金存管二期` and `- 存管路由`, which have their own lists, only groups them."""
    titles = sum(_is_title(entry) for entry in below)
    return titles > 1 and titles * 4 >= len(below) * 3 and not _PROJECT_WORD.search(name)


def _is_of_one(heading: Entry, row: Entry) -> bool:
    """Whether the rows of a table are milestones or cities of the project in the heading: 里程碑 | 时间 | 状态 below 存管路由."""
    first = next((cell for cell in row.cells if cell.kind != "index"), None)
    is_part = first is not None and (first.kind in ("event", "cities") or bool(REGION_HEADER.match(first.header.strip())))
    return is_part and is_name(clean(heading.text)) and not _OF_TABLE.search(clean(heading.text))


def _is_title(entry: Entry) -> bool:
    """`（一）支付业务许可证续展` over its own list: a name and nothing else."""
    words = tidy(entry.norm[entry.body :])
    return (
        entry.form == "item"
        and entry.children > 0
        and len(words) > _SHORTEST_STEM
        and is_name(words)
        and not (sections.role_of(words) or _GROUP_WORD.search(words) or _DEED_ALONE.fullmatch(words))
    )


def _heading_project(entry: Entry, children: list[Entry], leads: _Leads) -> str | None:
    if not children or entry.person or entry.named_role or entry.role in ("note", "metric", "incident", "rollout"):
        return None
    shown = normal(entry.text)
    words = sections.heading_text(shown)
    if sections.objective_of(shown) or sections.is_group(shown) or not _LETTER.search(words):
        return None
    if _NUMBERED.match(words) or len(words) > _LONGEST_NAME + 8 or _is_grouping(entry, children, leads):
        return None
    if (
        _DAY_ALONE.match(words)
        or _SENTENCE_TAIL.search(words)
        or _GOAL.search(shown)
        or _REPORT.search(words)
        or _STATE_ALONE.fullmatch(words)
    ):
        return None
    name = clean(words.replace("（", "(").replace("）", ")")).replace("(", "（").replace(")", "）")
    name = _MARK.split(name)[0]
    return name if len(name) >= 2 else None


def assign(entries: list[Entry]) -> None:
    """Set project and body of every entry, from the top down; then let plans find the names that the report uses."""
    children: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent:
            children.setdefault(entry.parent.position, []).append(entry)
    title = next((e for e in entries if e.form not in ("property", "rule")), None)
    nicknames = _nicknames(entries)
    leads = _Leads()
    for entry in entries:
        below = children.get(entry.position, [])
        if entry.form == "heading":
            if entry.position in nicknames:
                entry.person = True
            if entry is not title or entry.level != 1:
                entry.project = _heading_project(entry, below, leads)
            if entry.project is None and entry.parent and entry.role not in ("note",):
                entry.project = entry.parent.project
        elif entry.form == "row":
            entry.project = _row_name(entry) or _inherited(entry)
        elif entry.form in ("item", "text"):
            _text_project(entry, below, children[entry.parent.position] if entry.parent else (), leads)
    _known_names(entries, leads)


def _nicknames(entries: list[Entry]) -> set[int]:
    """Sections that are all called by two or three characters (大鹏, 苗苗) are people's."""
    sections_of: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        if entry.form == "heading" and entry.role == "update":
            sections_of.setdefault((entry.parent.position if entry.parent else -1, entry.level), []).append(entry)
    found: set[int] = set()
    for group in sections_of.values():
        short = [e for e in group if e.named_role is None and _SHORT.fullmatch(sections.heading_text(normal(e.text)))]
        others = sum(not e.person and e.named_role is None for e in group) - sum(not e.person for e in short)
        if short and len(short) + sum(e.person for e in group) > 1 and not others:
            found |= {e.position for e in short}
    return found


def _inherited(entry: Entry) -> str | None:
    above = entry.parent
    while above and not above.project:
        above = above.parent
    return above.project if above else None


def _text_project(entry: Entry, below: list[Entry], siblings: Sequence[Entry], leads: _Leads) -> None:
    if entry.role == "incident":
        return
    inherited = _inherited(entry)
    if entry.label and not (inherited is None and entry.label):
        entry.project = inherited
        return
    found = leads.at(entry, entry.body)
    leads.starts[entry.position] = entry.body
    if found is None and inherited is None and (dated := _DATE_BEFORE_NAME.match(entry.norm, entry.body)):
        found = _behind_date(_glued(entry, dated.end()))
    above = entry.parent
    is_below_heading = above is not None and above.form == "heading" and above.named_role is None
    is_own = found is not None and is_below_heading and _is_of_its_own(entry, found, inherited, siblings, leads)
    if found and above is not None and not is_own:
        is_own = found[2] == "colon" and _is_bare(above) and bool(_PROJECT_WORD.search(found[0]))
    if found and (inherited is None or found[2] == "bracket" or is_own):
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
        and below
        and entry.role in ("update", "rollout")
        and is_name(words)
        and not (_is_of_many(words) and _is_grouping(entry, below, leads))
        and not _is_over_titles(words, below)
        and not (sections.role_of(words) or _DEED_ALONE.fullmatch(words))
    ):
        entry.project = raw_name(entry, entry.body, entry.body + len(entry.norm[entry.body :].rstrip(" :")))
        return
    entry.project = inherited
    if found and found[2] != "glued":
        entry.topic, entry.topic_end = found[0], found[1]


def _behind_date(found: tuple[str, int, str] | None) -> tuple[str, int, str] | None:
    """The name in `8/27 商户签约电子化上线`."""
    return found if found and found[2] == "glued" and len(found[0]) > _SHORTEST_STEM + 1 else None


def _is_undertaking(found: tuple[str, int, str] | None) -> bool:
    return found is not None and len(found[0]) > _SHORTEST_STEM + 1 and bool(_PROJECT_WORD.search(found[0]))


def _is_of_its_own(entry: Entry, found: tuple[str, int, str], inherited: str | None, siblings: Sequence[Entry], leads: _Leads) -> bool:
    """Whether a name below a heading that is a project is another project: by its phase, its kind of word, or 这边 behind it."""
    name, end, how = found
    if inherited is None or _has_phase(inherited) or name in inherited or inherited in name:
        return False
    if how == "colon" and (_STRONG_NAME.search(name) or _is_listed(entry, name, end, inherited)):
        return True
    if how == "comma" and entry.form == "text" and _PROJECT_WORD.search(name):
        return True
    if how in ("comma", "glued") and _is_undertaking(found) and not _PROJECT_WORD.search(inherited) and leads.are_undertakings(siblings):
        return True  # 押金退还页重构 beside others below a heading that is none
    if how == "glued" and entry.form == "text" and (_PROJECT_WORD.search(name) or "(" in entry.norm[entry.body : end + 1]):
        return True  # a paragraph of its own
    return _has_phase(name) or bool(re.search(r"(?:这边|那边|这块)\s*[，,:]?\s*$", entry.norm[entry.body : end + 2].split("，")[0]))


def _is_bare(above: Entry) -> bool:
    """Whether an item is nothing but a name over its list."""
    return above.form == "item" and above.project is not None and above.norm[above.body :].strip(" :") in ("", above.project)


def _is_listed(entry: Entry, name: str, end: int, inherited: str) -> bool:
    """Whether `学费分期：…` stands below a heading that groups projects (教育缴费), which is no bracketed or bold name of one."""
    heading = entry.parent
    is_project = _PROJECT_WORD.search(inherited) and len(inherited) > _SHORTEST_STEM
    is_group = heading is not None and not re.match(r"\W*[【《「]", heading.raw) and not is_project
    is_long = len(name) > _SHORTEST_STEM or (len(name) == _SHORTEST_STEM and not _DEED.search(name))
    return is_group and is_long and not entry.norm[end : end + 1].isdigit()


def _has_phase(name: str | None) -> bool:
    return bool(name and _PHASE.search(name))


def _aliases(entries: Iterable[Entry]) -> dict[str, str]:
    """What stands in parentheses behind a name is another name of it: `Gateway 双活 (Phoenix)`."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.project and "(" in entry.norm:
            at = entry.norm.find(entry.project)
            alias = _ALIAS.match(entry.norm, at + len(entry.project)) if at >= 0 else None
            if alias and not _PHASE.search(alias["name"]) and not _DEED.search(alias["name"]) and _LETTER.search(alias["name"]):
                found.setdefault(alias["name"].strip(), entry.project)
    return found


def _known_names(entries: Iterable[Entry], leads: _Leads) -> None:
    """Plans name projects in short; the longest name of the report that begins alike is meant."""
    names = {e.project for e in entries if e.project and e.role in ("update", "rollout")}
    names |= {e.project for e in entries if e.project and e.form == "heading"}
    known = Names(names, _aliases(entries))
    for entry in entries:
        if entry.form in ("item", "text") and entry.role not in ("plan", "incident") and entry.kind != "empty":
            dated = _DATE_BEFORE_NAME.match(entry.norm, entry.body)
            entry.project = known.begins(entry.norm[dated.end() if dated else entry.body :]) or entry.project
        if entry.role != "plan" or entry.form == "heading" or entry.label:
            continue
        text = entry.norm if entry.form == "row" else entry.norm[entry.start if entry.person else entry.body :]
        if entry.form == "row" and entry.project in names:
            continue
        best = known.meant(text if entry.project is None or entry.form == "row" else entry.project + text)
        start = leads.starts.get(entry.position, entry.start)
        how = (leads.at(entry, start) or ("", 0, ""))[2]
        if how in ("comma", "space", "glued") and best != entry.project:
            entry.body = start
        if best:
            entry.project = best
        elif entry.form != "row" and entry.project and how not in ("bracket", "bold", "colon") and not _PROJECT_WORD.search(entry.project):
            entry.project = _inherited(entry)
