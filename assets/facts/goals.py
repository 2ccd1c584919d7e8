"""Objectives and key results: what they want to reach, and which of them are called by a project.

What does not belong here: the roles of sections (`sections`) and whose the work below a goal is (`naming`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Entry

KEY_RESULT = re.compile(
    r"\W*(?:O\d{1,2}\s*[-_.·/]?\s*)?(?:KR|关键结果)\s?[一二三四五六\d]{1,2}(?:[.-]\d{1,2})?(?![A-Za-z\d%])\s*(?:\([^()]{1,12}\)\s*)?(?:[:.、|·-]\s*)*"
)
"""The ordinal of a key result, `O1-KR2（40%）：`, behind which stands what it is about."""
GOAL = re.compile(
    r"[<>≤≥]\s?\d|^\d{1,2}\s?月|\d+(?:\.\d+)?\s*(?:%|亿|万|pp|个?城|家|个)|做到|达到|≥|≤|为\s*0|领先|(?:提升|降低|减少)(?:至|到)"
)
_AIM = re.compile(
    r"(?:提升|提高|降低|减少|压降|缩短|扩大|实现|完成|打造|夯实|保障|推动|推进|优化|建立|建成|落地|上线|支持|覆盖|新增|全年|年[内底])|[QH]\d"
)
"""Begins what a key result wants to reach, where another names the project: `KR1 收银台改版`."""
_MEASURED = re.compile(r"(?:时效|效率|体验|满意度|可用性|[^利费汇税概]率|时长|耗时|覆盖城市|成本|占比)\s*$")
"""Ends a key result that says what is measured: `KR1.2 解约退款时效`."""
_STANDS = re.compile(r"[:：].*(?:进度|完成|已|[，,].*[，,])")
"""`KR1 订单库单元化：进度 70%，北京已切流` tells how a key result stands, which is no goal."""


def skip_ordinal(entry: Entry) -> None:
    """Let the text of a key result begin behind its ordinal, where anything stands there."""
    if "KR" not in entry.norm and "关键结果" not in entry.norm:
        return
    ordinal = KEY_RESULT.match(entry.norm, entry.start)
    if ordinal and entry.norm[ordinal.end() :].strip():
        entry.body = ordinal.end()


def is_goal(entry: Entry, objective: str | None) -> bool:
    """Whether an item is an objective or a key result over the work towards it: `- O1：商户自助化率做到 70%`, `KR1 动销率 55%`."""
    is_key_result = entry.body > entry.start
    if not (is_key_result or objective):
        return False
    is_aim = GOAL.search(entry.norm, entry.body) or _AIM.match(entry.norm, entry.body) or _MEASURED.search(entry.norm, entry.body)
    if is_key_result and not is_aim:
        return False  # `KR1 收银台改版` is the name of a project
    return not _STANDS.search(entry.norm, entry.start)
