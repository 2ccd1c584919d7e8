"""What is left of a part of a clause without words of status, labels and the project's name. What does not belong here: which part tells (`deeds`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.milestone_words import LONGEST_EVENT, MODIFIERS, STRIP_HEAD, STRIP_TAIL
from assets.facts.text import says, tidy

_ORDINAL = re.compile(r"第\s?[一二三四五六七八九十\d]+[次轮遍回]")
"""第二次 of `演练 2 次，第二次通过` is of what stands in front."""
_PARTED = re.compile(r"([发上提开切放])的([线测城量版])本?$")
"""上线 of `新版 8/20 上的线`."""
_HERE = re.compile(r"^(?:这边|那边|这块|方面)")
LABEL = re.compile(r"^.{1,12}[:：]\s*(?=.{2})")
_DISPOSED = re.compile(r"^.{0,12}?(?:就|便|又|也|已经?|先|都|天|们|我|^)把(?![控关握脉])(?=[\u4e00-\u9fffA-Za-z]{3})")
"""测试环境打通 of `拿到之后当天就把测试环境打通了`."""
_VERSION = re.compile(r"[vV]?\d+(?:\.\d+)+(?:-[\w.]+)?\s*(?:版本?)?(?:已|正式|全量)*(?=[\u4e00-\u9fff]{2})")


def core_of(part: str, project: str | None) -> str:
    """The words of a deed: 风控规则迁移 of `风控规则迁移已基本完成`; empty where nothing is left."""
    words = tidy(part.replace("【", "").replace("】", "") if "】" in part else part)
    if project and words.startswith(project):
        words = _HERE.sub("", words[len(project) :])
    words = LABEL.sub("", words) if len(words) > LONGEST_EVENT else words
    words = _DISPOSED.sub("", words) if "把" in words else words
    for _ in range(2):
        before = words
        words = STRIP_TAIL.cut(STRIP_HEAD.cut(words))
        if words == before:
            break
    if "." in words and (version := _VERSION.match(words)):
        words = words[version.end() :]
    words = MODIFIERS.cut(words)
    words = words[:-2] if words.endswith(("时间", "日期")) else words
    words = words.removeprefix("它的").removeprefix("的").rstrip()
    words = _PARTED.sub(r"\1\2", words) if "的" in words else words
    if words[:1] == "第" and _ORDINAL.fullmatch(words):
        return ""
    if words in ("项目", "工作", "暂时", "目前", "整体", "全部", "部分", "项目整体", "方面", "本期", "本次"):
        return "整体" if words in ("项目", "整体", "项目整体") else ""
    return words if says(words) else ""
