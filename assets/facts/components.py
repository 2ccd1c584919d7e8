"""What a percentage is the completion of, in normal form. What does not belong here: where in a text it is named (`progress`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.quantity_words import COMPONENT_NOISE, LEAD_NOISE, WHOLE

_HERE = re.compile(r"^(?:这边|那边|这块|方面)")


_EDGES = " ,，:：-的█▓▒░■□▰▱●○▮▯[]"
"""Blanks, marks and the blocks of a bar drawn in characters: `需求分析 ██████░░░░ 60%`."""


def component_of(name: str, project: str | None) -> str:
    """The normal form of what is complete: POS押金进度 → POS押金, 整体开发 → 整体, the project's own name → 整体."""
    words = LEAD_NOISE.sub("", name.replace("】", "") if "】" in name else name).strip(" ,，:：-")
    for _ in range(2):
        words = COMPONENT_NOISE.cut(words).strip(_EDGES)
    if project and words.startswith(project):
        words = _HERE.sub("", words[len(project) :]).strip(" ,，:：-的")
    return "整体" if len(words) < 2 or not any(map(str.isalnum, words)) or WHOLE.match(words) else words
