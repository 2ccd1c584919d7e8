"""What stands behind the plan at a report's end and is none of it: what is said to the readers, and who wrote it.

What does not belong here: farewells that say nothing anywhere (`sections`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assets.facts import heading_words
from assets.facts import regex as re
from assets.facts.model import Entry


def mark(entries: Sequence[Entry]) -> None:
    """Let such lines be notes."""
    for above, entry in pairwise(entries):
        if entry.form == "text" and entry.role == "plan" and not entry.label and not entry.children and _closes(entry, above):
            entry.role = entry.kind = "note"


def _closes(entry: Entry, above: Entry) -> bool:
    """Whether a paragraph set apart behind the list of a plan is none of it: 竞品也上了免押，大家留意。, or who wrote the report."""
    words = entry.norm[entry.start :].strip(" -—–")
    signed = _SIGNED.fullmatch(words)
    is_apart = entry.line - above.line_end >= _APART
    name = (signed["by"] or signed["who"]) if signed else None
    if signed and (heading_words.is_person(name) if name else is_apart):
        return True
    if (written := _WRITTEN_BY.fullmatch(words)) and heading_words.is_person(written["who"]):
        return True
    if above.form not in ("item", "text", "row") or not is_apart:
        return False
    if _TO_ALL.search(words):
        return True
    return above.form == "item" and _SENTENCE.search(words) is not None and not _OF_WORK.search(words)


_APART = 2
"""Lines from the end of one to the next, where a blank one stands between."""
_SENTENCE = re.compile(r"[，,].*[。！!~]$|^\(.*\)$")
_OF_WORK = re.compile(r"下[周月]|节后|将|计划|预计|启动|开始|完成|推进|准备|争取|继续|安排|上线|提测|联调|\d{1,2}[/月.]\d{1,2}")
_TO_ALL = re.compile(
    r"大家|各位|拜托|感谢|谢谢|辛苦|请假|团建|欢迎|以.{2,10}为准|联系我|找我|[周月]报|愉快|快乐|下周[再见聊]|[(—-]完[)—-]|总结$|领导(?:协调|关注|支持|拍板)"
    r"|^[特专]此(?:报告|汇报|说明)|^妥否|请[审批][阅示]|望(?:周知|知悉)|^[(]?完[)]?$|^END$|^(?:以上|PS\b|P\.S)",
    re.IGNORECASE,
)
"""What is said to the readers behind a plan, and is none of it: `联系我请打 138…，或企业微信。`"""
_SIGNED = re.compile(
    r"(?P<team>[\u4e00-\u9fff\w]{2,10}(?:组|部|团队|中心|小组|科|室))(?:\s+(?P<by>[\u4e00-\u9fff]{2,4}))?|(?P<who>[\u4e00-\u9fff]{2,4})(?:\s*(?:20\d\d\s?[年./-]\s?)\d{1,2}\s?[月./-]\s?\d{1,2}日?)?"
)
"""`存管系统组 郑国良`, `存管组`, `王伟 2024-03-29`"""
_WRITTEN_BY = re.compile(r"[\u4e00-\u9fff]{1,4}人\s*:\s*(?P<who>[\u4e00-\u9fff]{2,4})")
