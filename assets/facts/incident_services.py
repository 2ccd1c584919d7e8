"""Which service an incident is of: a name such as pay-core, a noun that marks one (支付网关), a label, else what stands beside the day.

What does not belong here: columns of services (`incident_details`), and the words of services (`incident_words`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.incident_units import begin
from assets.facts.incident_words import (
    CHINESE_SERVICE,
    INFRASTRUCTURE,
    LATIN_NAME,
    LATIN_SERVICE,
    LATIN_WORD,
    NOT_SERVICE,
    SERVICE_LABEL,
)
from assets.facts.model import Entry

_BETWEEN_BARS = re.compile(r"(?:[PS]\d|SEV-?\d|[一二三四]级(?:事件|故障)?)\s*\|\s*(?P<s>[\u4e00-\u9fff]{2,10})\s*\|\s*(?=\d)")
"""`P2 | 聚合码 | 3/26 18:20 开始`"""
_QUOTED = re.compile(r"「(?P<s>[^「」]{2,12})」")
_SERVICES = (SERVICE_LABEL, LATIN_SERVICE, LATIN_WORD, CHINESE_SERVICE, LATIN_NAME, _QUOTED, _BETWEEN_BARS, INFRASTRUCTURE)


_WHY = re.compile(
    r"^(?:(?:因为?|由于)[\u4e00-\u9fff]{0,6}?(?:错误|异常|失误|不当|问题|变更|过期|升级|发布|故障|耗尽|打满)|[用客商]户反馈)(?=[\u4e00-\u9fffA-Z]{3})"
)
"""What stands before the service in `因配置错误支付网关不可用`."""
_HOUR = re.compile(r"^(?:[凌清]晨|[早晚][上间]|[上中下]午|傍晚|[半深午]夜|夜[里间]|晚高峰|起)(?=[\u4e00-\u9fffA-Z]{3})")
"""`3/26 凌晨对账任务卡死`"""


def service(told: Sequence[Entry]) -> str | None:
    """A name such as pay-core wherever it stands, else a Chinese one (支付网关), else a bare word (redis)."""
    mending = [entry for entry in told if _OF_MENDING.match(begin(entry))]
    for entries in ([entry for entry in told if entry not in mending], mending):
        for pattern in _SERVICES:
            for entry in entries:
                for match in pattern.finditer(_until_improvements(entry)):
                    if not NOT_SERVICE.match(match["s"]):
                        return _WHY.sub("", _HOUR.sub("", match["s"]))
    return next(filter(None, map(_beside_day, told)), None)


def _until_improvements(entry: Entry) -> str:
    """The words of an entry in front of `Action：大盘加渠道占比`, which names no service that failed."""
    found = _IMPROVEMENTS.search(entry.norm, entry.start + 1)
    return entry.norm[entry.start : found.start() if found else None]


_IMPROVEMENTS = re.compile(r"(?:Action|action|AI|改进(?:措施|项)?|整改(?:措施|项)?|后续(?:措施|动作)?)\s*:")
_OF_MENDING = re.compile(r"(?:处理|处置|改进|整改|后续|解决|修复|(?:根本|直接)?原因|根因)(?:过程|措施|方案|方式|项|分析)?\s*:")
"""`处理：重启 auth 节点` names what was restarted, `原因：调度平台主备同时持锁` what was behind it."""


def _beside_day(entry: Entry) -> str | None:
    """What no noun marks as a service, by where it stands: `清算` in `3/26 清算 9:12 起超时` and `代付 - 3/28 15:21 到 16:02`."""
    words = begin(entry)
    found = _BETWEEN.search(words) or _IN_FRONT.match(words)
    return found["s"] if found and not _NO_NAME.search(found["s"]) and not NOT_SERVICE.match(found["s"]) else None


_DAY = r"(?:20\d\d[-/.年])?\d{1,2}(?:[/.-]\d{1,2}|\s?月\s?\d{1,2}\s?日)"
_NAME = r"(?P<s>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]{1,9}?)"
_BETWEEN = re.compile(rf"(?<![\d/.-]){_DAY}[,，\s]\s*{_NAME}\s?(?:[(:]\s?)?(?=\d{{1,2}}:\d{{2}})")
_IN_FRONT = re.compile(
    rf"(?:[\[【(]?[PS]\d[\]】)]?\s*[|:·-]?\s*|[\[【]?[一二三四]级(?:故障|事件)?[\]】]?\s*[|:·-]?\s*)?[\[【]?{_NAME}[\]】]?\s*[:|·-]*\s*(?={_DAY}\s?[,，]?\s?[凌早晚上下中]?[晨上午]?\s?\d{{1,2}}\s?[:点])"
)
_NO_NAME = re.compile(
    r"[周月日晨午晚早夜间时][一二三四五六日上间里]?$|本周|上周|昨|今|当[天日]|发[生现]|开始|时间|问题|事[件故项]|故障|异常|告警|线上|生产|[起次个]$|日期|恢复|影响|概述|经过|复盘|通报|另|其|共|新增|起|于|在|由|左右|因|后|我们|值班|用户|客服|商户|运营|[故事]"
)
