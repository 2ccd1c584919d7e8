"""When an incident ended: by a word that says so, by how long it lasted, else the last of its times.

What does not belong here: how the times and what happened then are found (`incident_times`), the words themselves (`incident_words`).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from assets.facts import regex as re
from assets.facts.incident_lengths import lasted
from assets.facts.incident_units import Moment, Unit
from assets.facts.incident_words import CHANGE, INCIDENT_WORD, NOT_ENDED

_REACH_OF_CHANGE = 24
_BROKE = re.compile(r"[^，,。;；]{0,6}(?:后|导致|引[发起]|有误|错|漏|缺|带[上出进入]|造成)")
"""`14:02 pay-core 发布后配置缺失` is what went wrong."""
_OF_CHANGE = re.compile(r"[^，,。;；带]{0,6}的")


_CLAUSE_END = re.compile(r"[，,。;；→]|、(?=\s*\d{1,2}:\d{2})|-+>")
_SENTENCE_END = re.compile(r"[。;；\n]")


def told(unit: Unit) -> datetime | None:
    """`14:30 回滚，14:40 恢复` ends at 14:40; a post-mortem with its last 恢复."""
    ends = [m for m in unit.times if m.role == "ended_at"]
    sure = [m for m in ends if m.is_sure]
    if not ends:
        return None
    if sure:
        return sure[-1 if unit.is_timeline else 0].at
    return ends[-1].at


def ended_at(unit: Unit, first: datetime, said: datetime | None) -> datetime | None:
    """When what began at `first` ended, where that is not said, or only said of a step: a 回滚 before the last of its times."""
    if said is None and first.time() != time.min and (length := lasted(unit)):
        return first + length
    if unit.interval or (said and unit.is_timeline) or any(m.is_sure for m in unit.times if m.role == "ended_at"):
        return said
    return _last(unit, said or first) or said


def _last(unit: Unit, first: datetime) -> datetime | None:
    """The last of several times, where no word that is known says how it ended: `9:12 起超时，9:40 回魂`."""
    moments = [m for m in unit.times if m.role != "day"]
    last = moments[-1] if len(moments) > 1 and not unit.row else None
    if last is None or last.role is not None or not first < last.at <= first + _LONGEST:
        return None
    after = _SENTENCE_END.split(last.entry.norm[last.end :])[0]
    is_step = _GOES_ON.search(_CLAUSE_END.split(after.lstrip(" ，,:"))[0]) or NOT_ENDED.search(after) or INCIDENT_WORD.search(after)
    return None if is_step or not after.strip(" ，,") or is_of_change(unit, last) else last.at


_LONGEST = timedelta(hours=24)
_GOES_ON = re.compile(
    r"定位|排查|查[到明看出]|介入|拉群|拉会|升级|联系|通知|上报|确认|扩散|加剧|恶化|达到?峰|[仍还]|才|前|发布|复盘|会|启动|开始|准备|尝试|着手|计划|预计|重启(?!后)|扩容(?!后)|发现|反馈|来电|投诉|客诉|找"
)


def is_of_change(unit: Unit, moment: Moment) -> bool:
    """`14:02 pay-core 发布新版本` in a timeline; elsewhere `14:02 的发布`, for the change is told with what it broke."""
    after = _CLAUSE_END.split(moment.entry.norm[moment.end : moment.end + _REACH_OF_CHANGE])[0]
    change = CHANGE.search(after)
    if change is None:
        return False
    is_felt = INCIDENT_WORD.search(after) is not None or _BROKE.match(after, change.end()) is not None
    return not is_felt if unit.is_timeline else _OF_CHANGE.match(after, change.end()) is not None
