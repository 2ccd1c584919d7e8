"""How many an incident hurt: the count that the words of impact lead to.

The first count behind 影响, else one that failed, else any, what was mended last; where something was hurt (3 家银行) weighs less than what (1,206 笔).
What does not belong here: times, and counts of machines and retries, which are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assets.facts import dates, numbers
from assets.facts import regex as re
from assets.facts.context import Context
from assets.facts.incident_units import Unit
from assets.facts.incident_words import COUNT_UNITS, ENGLISH_UNITS, IMPACT, MENDED, NOT_AFFECTED
from assets.facts.model import Entry
from assets.facts.text import FILLER

_HEADER = re.compile(
    r"影响|现象|描述|说明|内容|情况|摘要|概[述要况]|简[述介]|经过|过程|详情|故障$|what|后果|结果|损失|波及|问题|事件|数|范围|量|impact|summary|affected|detail",
    re.IGNORECASE,
)
_COUNTED_HEADER = re.compile(r"(?P<unit>[笔户人单条家次])数|(?:影响|受影响)(?:用户|商户|客户|订单|交易|请求)数?|affected", re.IGNORECASE)
_FELT = re.compile(r"影响(?!面积)|affect|impact", re.IGNORECASE)
_FELT_AFTER = re.compile(r"[^，,。;；\d]{0,16}(?:受影响|被影响|受损|affected)")
_FAILED_AFTER = re.compile(
    r"[^，,。;；\d]{0,16}(?:失败|受阻|无法|报错|超时|丢失|延迟|晚出|未到账|未收到|未成功|重复|异常|掉单|failed|lost|timed out)"
)
_NAMED = re.compile(
    r"(?P<unit>次数|笔数|户数|人数|单数|条数|家数)\s*[:：]?\s*(?:约|共|为)?\s*$"
    r"|(?:^|[，,。;；|(\s])(?:用户|商户|客户|订单|交易)\s*(?:约|共|近)?\s*$"
    r"|(?:数量|(?:失败|错误|异常|报错|影响|投诉|掉单)[数量]|(?:影响|波及|涉及)[:：]?\s*(?:用户|商户|客户|订单|交易|请求|车辆|PV|UV)数?)\s*[:：]?\s*(?:约|共|为)?\s*$"
)
_WHERE = re.compile(
    r"\s*(?:渠道|通道|资方|系统|服务|应用|业务线?(?!单)|分片|库|表|任务|机房|银行|城市|机构)(?!用户|商户|客户|.{0,4}(?:晚|失败|中断|不可用))"
)
_NO_THING = re.compile(
    r"\s*(?:个?\s?(?:节点|服务器|机器|容器|线程|副本|实例|接口)|台?(?:服务器|机器)|IP|[Pp]od|月|小时|分钟|名?(?:同学|值班|研发|开发|工程师|测试))"
)
_MACHINE = re.compile(r"\s*个?\s?(?:节点|实例|接口|容器|[Pp]od|副本)")
_HURT_MACHINE = re.compile(r"(?:影响|波及)(?:了|到|约|线上|生产)?\s*$")
"""`影响 63 个实例` counts what was hurt, `重启 63 个实例` does not."""
_LABELLED = re.compile(r"(?:影响|波及|受影响|[Ii]mpact|[Aa]ffected|[Ss]cope)(?:面|范围|情况|量)?\s*:\s*[^，,。;；\d]{0,10}等待")
"""`影响：签约等待 287 单`"""
_TOLD_BY_ONE = re.compile(r"(?:反馈|投诉|咨询)[^，,。;；\d]{0,8}(?:收到|看到|被扣|扣了|扣款)\s*$")
"""用户反馈收到两条短信 is what happened to one."""
_RETRIED = re.compile(r"重试[^，,。;；\d]{0,4}$")
_OCCURRED = re.compile(r"(?:抖动|发生|重启|告警|报警|波动|闪断|切换|中断)(?:了|共)?\s*$")
"""`抖动 2 次` counts how often it happened."""
_NO_TIMES = re.compile(r"\s*(?:重试|告警)")
_MACHINES = re.compile(r"(?:机器|服务器|节点|容器|实例|主机|Pod|pod)\s*$")
_COMPLAINTS = re.compile(r"(?:诉|咨询|工单|报障|进线)[^，,。;；\d]{0,4}$")
_ODD = re.compile(rf"\s?(?:余|多|来)\s?(?P<unit>{COUNT_UNITS})")
_ENGLISH_UNIT = re.compile(rf"\s?(?:failed |affected |duplicate )?(?P<unit>{ENGLISH_UNITS})(?![A-Za-z])", re.IGNORECASE)
_MENDED = 3  # what was mended is what was hurt, where no other number is
_COUNT_UNIT = re.compile(COUNT_UNITS)
_NEAR = 24  # code points


class Count(NamedTuple):
    """A number of what was hurt, its unit where told, and where it stands; the lower its rank, the more it is the impact."""

    rank: int
    start: int
    value: float
    unit: str | None
    entry: Entry
    end: int


def affected(context: Context, unit: Unit) -> Count | None:
    """The stated impact of an incident."""
    best: Count | None = None
    for entry in unit.entries:
        spans = [(c.start, c.end, c.header) for c in entry.cells] if unit.row else [(entry.start, len(entry.norm), "")]
        for start, end, header in spans:
            if unit.row and not _HEADER.search(header):
                continue
            found = min(_counts(context, unit, entry, (start, end), header), default=None, key=lambda c: c[:2])
            if found and (best is None or found.rank < best.rank):
                best = found
    return best


def _counts(context: Context, unit: Unit, entry: Entry, span: tuple[int, int], header: str) -> Iterator[Count]:
    start, end = span
    norm = entry.norm
    taken = _moments(context, unit, entry, span)
    for number in numbers.find(norm, start, end):
        if number.value < 0 or FILLER in norm[number.start : number.end] or any(a < number.end and number.start < b for a, b in taken):
            continue
        before, after = norm[start : number.start], norm[number.end : min(end, number.end + _NEAR)]
        counted = _unit(number, before, after, header)
        if counted is None or _is_none(counted, before, after):
            continue
        sentence = before[max(before.rfind(mark) for mark in "。;；\n") + 1 :]
        in_words = not norm[number.start].isdigit()  # 会生成两笔退款单 tells what went wrong
        yield Count(_rank(sentence, after, header, counted) + 2 * in_words, number.start, number.value, counted or None, entry, number.end)


def _moments(context: Context, unit: Unit, entry: Entry, span: tuple[int, int]) -> list[tuple[int, int]]:
    if not unit.row:
        return unit.taken.get(entry.position, [])
    moments: list[dates.When | dates.Clock] = [*context.dates(entry, *span, "past"), *dates.find_clocks(entry.norm, *span)]
    return [(moment.start, moment.end) for moment in moments]


def _unit(number: numbers.Number, before: str, after: str, header: str) -> str | None:
    """The unit as written, from the name (影响笔数 128 → 笔) or the header; empty where only the name says that it counts."""
    if number.unit is not None:
        return number.unit if _COUNT_UNIT.fullmatch(number.unit) else None
    if english := _ENGLISH_UNIT.match(after):
        return english["unit"]
    if odd := _ODD.match(after):
        return odd["unit"]
    named = _NAMED.search(before) or (_COUNTED_HEADER.search(header) if not before.strip() else None)
    if not named:
        return None
    return (named["unit"] or "")[:1]


def _is_none(unit: str, before: str, after: str) -> bool:
    """Machines, retries, alarms, and the number of incidents itself count nobody who was hurt."""
    return bool(
        (NOT_AFFECTED.search(before) and not _LABELLED.match(before))
        or _TOLD_BY_ONE.search(before)
        or (_NO_THING.match(after) and not (_HURT_MACHINE.search(before) and _MACHINE.match(after)))
        or (unit == "次" and (_NO_TIMES.match(after) or _RETRIED.search(before) or _OCCURRED.search(before)))
        or (unit in ("台", "个") and _MACHINES.search(before))
        or (unit == "起" and not _COMPLAINTS.search(before))
    )


def _rank(sentence: str, after: str, header: str, unit: str) -> int:
    if MENDED.search(sentence):
        return _MENDED
    if _FELT.search(header) or _FELT.search(sentence) or _FELT_AFTER.match(after):
        rank = 0
    elif IMPACT.search(sentence[-_NEAR:]) or _NAMED.search(sentence) or _FAILED_AFTER.match(after):
        rank = 1
    else:
        rank = 2
    return rank + (unit == "城" or (unit in ("个", "家") and _WHERE.match(after) is not None))
