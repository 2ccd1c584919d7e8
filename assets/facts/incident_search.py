"""Where a report tells of incidents: in sections of them, in tables, and in items that look like one.

What does not belong here: which lines of a section are of one incident (`incident_sections`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from assets.facts import incident_columns
from assets.facts import regex as re
from assets.facts.day_sections import heading_of
from assets.facts.incident_sections import is_whole, section
from assets.facts.incident_units import BY_CLOCK, CLOCK, DAY, TIME_HEADER, Unit, begin, is_specific
from assets.facts.incident_words import ENDED, INCIDENT_WORD, SEVERITY, UNIT_LABEL
from assets.facts.model import Entry

_EFFECT_HEADER = re.compile(r"级别|等级|恢复|影响|现象|故障|severity|sev|impact", re.IGNORECASE)
_CHANGE_HEADER = re.compile(r"发布|上线|变更|窗口|维护|计划")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_HURT = re.compile(
    r"(?:影响|波及|误伤|涉及|白屏|损失)[^，,。;；\d]{0,8}\d|\d[^，,。;；\d]{1,10}(?:受影响|被影响|受损)|(?:失败|[多少错漏重][算扣发付收计][了款]?|重复[\u4e00-\u9fff]{2}|[少多][卖生收扣][成了]?)[^，,。;；\d]{0,6}\d[\d,.]*\s?万?[笔单次人户条]"
    r"|\d[\d,.]*\s?[万千]?[多余]?[笔单次人户条家个位台名][^，,。;；\d]{0,10}(?:打不开|[丢漏]|没[扣付收退到发登开进刷享领拿][成到上款货]?|[刷扣付用登进打]不[了上开动]|算错|失败|重复|丢失|掉单|挂起|被[退拒拦]|[未没]到账|无法|延[后迟误]|推迟|晚[到出])"
)
_PROOF = re.compile(
    r"恢复|定级|关灰度|修数|修完|止血|已修复|后(?:已|全部|[均都])?(?:正常|好了)|(?:\d|分)\s?(?:左右)?[^，,。;；\d]{0,4}修复|回滚|[重补][跑推发试传](?:成功|完成|[之以]?后)|监控发现|告警|投诉|反馈|回[刷滚补]|补[发券单款]|解决|[\d分]\s?(?:左右)?[\u4e00-\u9fff]{0,4}发现|alert|rollback|recovered|restored|mitigated",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:线上|生产|现网)?(?:问题|事件|故障|事故|异常)\s*:|(?:线上|生产|现网)\s?(?:[bB]ug|BUG|缺陷)\s*:")
_LOOSE_DAY = re.compile(
    r"[\d昨今前周](?:(?<=\d)\d?\s?[/.月-]\s?\d{1,2}|(?<=\d)\d?\s?[日号]\s?(?:\d{1,2}\s?[:点时]|[上下]午|早|晚|凌晨|中午|[夜傍])|(?<=昨)|(?<=[今前])天|(?<=周)[一二三四五六日])"
)
_FIELD = re.compile(
    rf"(?:(?:故障|事件|事故|问题|业务|用户)?(?:{UNIT_LABEL.pattern.removeprefix('^')}|概况|背景|后果|损失|资损|教训|反思|排查过程|恢复过程))[与和及]?\w{{0,2}}\s*:?$",
    re.IGNORECASE,
)
_NO_INCIDENT = re.compile(r"演练|值守|窗口|计划|预计|维护(?!未|没|时[误把]|期间误)|公告|压测|提测|联调")
_PLANNED_NEXT = re.compile(r"[;；。]\s*(?:原?计划|预计)[^;；。]*")
"""`14:34 切回，影响 27 笔；计划 4/2 再切` plans nothing until then."""
_FAILURE = re.compile(r"故障|事故|告警|报警|异常|超时|误报|P\d")
_OF_WORK = re.compile(
    r"(?:P\d\s?|无效|新增|误)?(?:故障|事故|告警|报警|异常|超时|误报)(?:的?(?:治理|专项|评审|复盘会|整改|规则|大盘|项|平台|率|数|收敛|降噪|流程|预案)|(?:减少|下降)?\s?\d(?!\d?\s?[起次][:,，]\s*\d{1,2}[/.月]))"
    r"|(?:无|没有|未见|未发现)(?:明显|任何|业务|新增)?异常|P\d\s?(?:接口|需求|用例|缺陷|任务|bug)"
)
"""Words of failures that tell of none: 告警治理, P1 故障专项, 观察 30 分钟无异常."""
_CLOCK_MARK = re.compile(r"[:点时]")


def units(entries: Sequence[Entry]) -> list[Unit]:
    """The units of a report in the order of its entries."""
    below: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent:
            below.setdefault(entry.parent.position, []).append(entry)

    def tree(entry: Entry) -> list[Entry]:
        return [entry] + [e for child in below.get(entry.position, []) if child.form != "heading" for e in tree(child)]

    found: list[Unit] = []
    fields: set[int] = set()
    taken: set[int] = set()
    for entry in entries:
        children = below.get(entry.position, [])
        if children:
            fields |= _fields(entry, children)
        if entry.position in fields:
            continue
        if children and (entry.role == "incident" or entry.form != "heading"):
            told = [c for c in children if c.kind != "empty" and c.form not in ("header", "rule")]
            children = [c for c in told if c.form != "heading" or c.position in fields]
        if entry.role == "incident":
            is_label = entry.label is not None and (entry.parent is None or entry.parent.role != "incident")
            if entry.form == "heading" or (is_label and entry.form != "row"):
                found += section(entry, children, tree)
        elif entry.form == "row":
            if entry.role != "plan" and (rows := _turned(entry, entries)):
                found += incident_columns.units(entry.parent, rows)
                taken |= {row.position for row in rows}
            elif entry.position not in taken and entry.role != "plan" and is_incident_row(entry):
                found.append(Unit([entry], row=True))
        elif entry.form in ("item", "text") and entry.role in ("update", "metric", "note") and entry.position not in taken:
            course = _course(entry, entries) or labelled(entry, entries) or _looked_back(entry, entries) if not children else []
            if sum(map(is_whole, children)) < _SOME and _looks_like_one(entry, children or course):
                told = [*tree(entry), *course]
                found.append(Unit([*told, *_told_next(entry, told[-1], entries)], is_timeline=bool(children or course)))
                taken |= {e.position for e in found[-1].entries}
    return found


_SOME = 2
"""So many items that each tell an incident by itself are not the course of one: 值班 above what happened on each day."""


def _course(entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """`9:45 监控报警` and `10:06 恢复` on the lines below `3/26 账户查询变慢，经过如下：`."""
    found: list[Entry] = []
    for child in entries[entry.position + 1 :]:
        before = found[-1] if found else entry
        if child.line != before.line_end + 1 or child.parent is not entry.parent or not BY_CLOCK.match(begin(child)):
            break
        found.append(child)
    return found if len(found) > 1 else []


def labelled(entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """The fields on the lines below one: `故障时间：3/27 14:05–14:40`, `影响范围：873 笔` below `故障现象：pay-core 超时`."""
    if not _LABEL.match(begin(entry)):
        return []
    found: list[Entry] = []
    for child in entries[entry.position + 1 :]:
        before = found[-1] if found else entry
        if child.line != before.line_end + 1 or child.parent is not entry.parent or not _LABEL.match(begin(child)):
            break
        found.append(child)
    told = [entry, *found]
    is_of_one = any(_TIME_LABEL.match(begin(e)) and CLOCK.search(e.norm) for e in told) and any(_GRADE_LABEL.match(begin(e)) for e in told)
    return found if len(told) >= _FEWEST_FIELDS and is_of_one else []


def _looked_back(entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """The fields below a line that says of what they are: `复盘｜corp-notify 重复到账通知`."""
    below = entries[entry.position + 1] if entry.position + 1 < len(entries) else None
    if below is None or below.line != entry.line_end + 1 or not _LOOKED_BACK.match(begin(entry)):
        return []
    fields = labelled(below, entries)
    return [below, *fields] if fields else []


_LOOKED_BACK = re.compile(r"(?:[PS]\d级?\s?)?(?:故障|事件|事故|问题)?(?:复盘|通报|回顾)\s*[|:·-]\s*\S")
_FEWEST_FIELDS = 3
_OF_ONE = r"(?:故障|事件|事故|问题|影响|发生|开始|起止|结束|恢复|发现|告警|持续)"
_LABEL = re.compile(
    rf"{_OF_ONE}?(?:时间线?|时段|时长|时刻|现象|描述|概述|摘要|标题|名称|范围|面|业务|服务|系统|模块|级别|等级|定级|方式|编号)(?:\s*[】\]:]|\s+\S)"
    rf"|(?:故障|事件|事故|问题)?{_OF_ONE}(?:\s*[】\]:]|\s+\S)|(?:故障|事件|事故|问题|直接|根本?)?(?:原因|根因|[起诱]因|因)\s*[】\]:]|(?:处理|处置|解决|改进|整改|后续|修复)(?:措施|方案|过程|经过|项)?\s*[】\]:]|(?:责任人|结论|复盘)\s*[】\]:]"
)
_TIME_LABEL = re.compile(rf"{_OF_ONE}?(?:时间|时段|时长|时刻|现象|经过)|发生|开始|起止|发现|恢复")
_GRADE_LABEL = re.compile(rf"{_OF_ONE}?(?:级别|等级|定级|影响|范围|面)|影响|故障")


def is_said_of_one(child: Entry) -> bool:
    """Whether a line is a step or a field of the incident in the line above: `14:08 告警`, `影响 873 笔`, `P3`."""
    words = begin(child)
    dated = DAY.match(words)
    return bool(
        BY_CLOCK.match(words[dated.end() :].lstrip() if dated else words)
        or UNIT_LABEL.match(words)
        or _LABEL.match(words)
        or _GRADE_ALONE.fullmatch(words)
    )


_GRADE_ALONE = re.compile(r"(?:[PS]\d|[一二三四]级)(?:级|故障|事件)?", re.IGNORECASE)


def _told_next(first: Entry, entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """`影响 15 笔放款延迟，级别 P3。` on the line below the paragraph of an incident, and `影响：15 笔` below its list."""
    found: list[Entry] = []
    for child in entries[entry.position + 1 :]:
        before = found[-1] if found else entry
        is_prose = child.form == first.form == before.form == "text" and child.parent is entry.parent
        is_listed = first is not entry and child.form == first.form == "item" and child.parent is first.parent and ":" in child.norm
        if (
            not (is_prose or is_listed)
            or child.line != before.line_end + 1
            or not _EFFECT_FIRST.match(begin(child))
            or CLOCK.search(child.norm)
        ):
            break
        found.append(child)
    return found


_EFFECT_FIRST = re.compile(r"(?:影响|波及|级别|定级|根因|根本原因|直接原因|原因)")


def _fields(entry: Entry, children: Sequence[Entry]) -> set[int]:
    """The headings 影响, 原因, 处理 below an incident, which are fields of it."""
    named = {c.position for c in children if c.form == "heading" and _FIELD.match(begin(c))}
    return named if len(named) > 1 or (named and is_specific(entry)) else set()


def _turned(first: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """The rows of a table that begins here and tells incidents in its columns, with times of day."""
    if len(first.cells) < incident_columns.FEWEST_COLUMNS or (first.position and entries[first.position - 1].form == "row"):
        return []
    rows = list(takewhile(lambda e: e.form == "row", entries[first.position :]))
    return rows if incident_columns.is_turned(rows) and any(_TIME.search(row.norm) for row in rows) else []


def is_incident_row(entry: Entry) -> bool:
    """A table of incidents is one wherever it stands: moments of day, and a column of grade, effect or recovery."""
    headers = " ".join(c.header for c in entry.cells)
    if _LASTED.search(entry.norm) and _HURT.search(entry.norm) and _WATCH.search(headers) and TIME_HEADER.search(headers):
        return INCIDENT_WORD.search(entry.norm) is not None and not _NO_INCIDENT.search(entry.norm)
    return bool(
        TIME_HEADER.search(headers) and _EFFECT_HEADER.search(headers) and not _CHANGE_HEADER.search(headers) and _TIME.search(entry.norm)
    )


_WATCH = re.compile(r"值班")
"""`| 3/26 | 李四 | 14:20-14:50 pay-gateway 超时，影响 412 笔 |` below 日期, 值班人 and 情况."""


def _looks_like_one(entry: Entry, children: list[Entry]) -> bool:
    """Outside a section of incidents an item is one if it tells when, what failed, and that it was noticed, mended or felt."""
    text = entry.norm[entry.start :]
    if not children and not _CLOCK_MARK.search(text):
        return False
    if entry.parent is not None and entry.parent.form == "heading" and _REHEARSED.search(entry.parent.norm, entry.parent.start):
        return False
    is_of_change = _CHANGED.search(text) is not None
    text = _OF_WORK.sub("", text) if _FAILURE.search(text) else text
    if _NO_INCIDENT.search(_PLANNED_NEXT.sub("", text)):
        return False
    if children and all(map(is_said_of_one, children)):
        text = "\n".join([text, *(c.norm for c in children)])
    if not (_LOOSE_DAY.search(text) or heading_of(entry)):
        return False
    if not CLOCK.search(text):
        return False
    is_course = not is_of_change and len(CLOCK.findall(text)) > 1 and ENDED.search(text) is not None
    is_known = is_course or _PROOF.search(text) or SEVERITY.search(text) or (_NAMED.match(text) and ENDED.search(text))
    is_hurt = _HURT.search(text) is not None
    if INCIDENT_WORD.search(text) or _NAMED.match(text):
        has_span = _LASTED.search(text) is not None and not is_of_change
        return bool(is_known or has_span or (is_hurt and not (is_of_change and _only_failed(text))) or _is_of_trouble(entry))
    return is_hurt and (bool(is_known) or (_LASTED.search(text) is not None and not is_of_change))


def _is_of_trouble(entry: Entry) -> bool:
    """Whether the title above is of problems: what failed at a time of day is one without the word that it was mended."""
    above = entry.parent
    return above is not None and above.form == "heading" and _TROUBLE.search(above.norm, above.start) is not None


_TROUBLE = re.compile(r"(?:问题|异常|告警|故障|事件)\s*[】\]]?\s*$")
_REHEARSED = re.compile(r"演练|压测|联调")


def _only_failed(text: str) -> bool:
    """`灰度 12 家商户，失败 3 笔`: a count of failures, and no other word of what went wrong."""
    return INCIDENT_WORD.search(text.replace("失败", "")) is None and _NAMED.match(text) is None


_LASTED = re.compile(r"\d{1,2}:\d{2}\s*(?:[-~→至到]+|-{1,3})\s*(?:次日)?\s*\d{1,2}:\d{2}")
_CHANGED = re.compile(r"发布|变更|上线|投产|升级|扩容|割接|切换|迁移|灰度|评审|会议|复盘会|沟通|培训|值班|调整|试点|活动|大促|峰值|高峰")
"""`3/26 14:20-14:50 pay-core 线程池满了，影响 36 笔` tells what failed; with a word of a change it may tell how long that took."""
