"""A clause without its dates, its words of state and what is said by the way: what is left names the deed.

What does not belong here: which part of it does (`deeds`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.dates import When
from assets.facts.deeds_elsewhere import without_cause
from assets.facts.milestone_words import DELAYED, PAUSED, has_event


def without_dates(text: str, start: int, whens: Sequence[When], status: str) -> str:
    """The clause that begins at `start`, with a mark in the place of each date and word of state."""
    if status in ("delayed", "paused"):
        text = (DELAYED if status == "delayed" else PAUSED).sub(lambda word: "\u0001" * len(word[0]), text)
    for when in whens:
        left = when.start - start
        text = text[:left] + "\u0001" * (when.end - when.start) + text[left + when.end - when.start :]
    return text


def without_asides(text: str, whens: Sequence[When], status: str) -> str:
    """The same without why, by whom, until when and what comes first."""
    if status == "paused":
        text = _REASON.sub("", text)
    if status == "delayed" and "下" in text:
        text = _NEXT_TURN.sub("", text)
    if status == "planned" and whens and (behind := _AFTER_THAT.match(text)):
        text = text[behind.end() :]
    if status in ("paused", "delayed"):
        text = _BY_WHOM.sub("", without_cause(text))
    if status == "done" and "待" in text:
        text = _WHAT_WAITS.sub("", text)
    if status == "done" and "已" in text and (all_of := _ALL_OF.match(text)) and not has_event(all_of[0]):
        text = text[all_of.end() :]
    return text


_REASON = re.compile(r"(?<=\u0001)\s*(?::|(?:by|on|due to|until|waiting)\s).*$")
"""`混部方案 blocked：内核版本待确认`, `blocked by legal`: why it stands still."""
_NEXT_TURN = re.compile(r"下[一个]{0,2}(?:迭代|版本|窗口|班车|周期|阶段)")
"""`SDK 换代推迟到下个迭代`: when, and not what."""
_AFTER_THAT = re.compile(r"[^\u0001]*后\s*(?=\u0001\s*[\u4e00-\u9fff]{2})")
"""复演 of `整改后 4/20 复演`."""
_BY_WHOM = re.compile(r"^\s*[\u4e00-\u9fffA-Za-z]{2,6}(?:又|再|主动|临时)?[把将](?=[\u4e00-\u9fff]{2})")
"""`银行侧把联调窗口改成了 4/9`"""
_WHAT_WAITS = re.compile(r"(?<=[完好毕成过绪])[\s，,]*等?待(?![遇办]).*$")
"""`接口设计写完待评审`: what is to come."""
_ALL_OF = re.compile(r".*?已(?:经)?(?:全部|全数|悉数)(?=[\u4e00-\u9fff]{3})")
"""`17 张表已全部纳入强规则`: how many of what, in front of what was done with them."""
