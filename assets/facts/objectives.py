"""What headings name behind an objective: the project of `O1-KR2 佣金代扣`.

What does not belong here: goals in lists (`goals`), headings without an objective (`headings`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.name_words import THINGS, is_name
from assets.facts.text import normal, tidy

_REACH = 10  # code points within which an objective begins
_BEHIND_OBJECTIVE = re.compile(
    r"\W*(?:(?:[\u4e00-\u9fff]{0,4}目标|OKR|Objective|[QH]\d)[\s:·_-]*)?(?P<objective>O\d{1,2})\s*[-_.·/]?\s*(?P<kr>KR\s?\d(?:\.\d)?)?\s*[-·/|:：,，]*\s*(?P<name>[^:：。;；]{2,26})",
    re.IGNORECASE,
)
_SCORED = re.compile(r"(?:自评|[评得打]分|score|信心)\W*\d", re.IGNORECASE)
_PHASED = re.compile(r"(?:[一二三四五六]期|迭代\s?\d|[vV]?\d+(?:\.\d+)?|phase\s?\d)[)）]?$", re.IGNORECASE)


def called_by_objective(entries: list[Entry]) -> dict[int, str]:
    """What headings name behind an objective: `O1-KR2 佣金代扣`, `O2 对账引擎 v3`, and `O1｜押金管理` where one beside it is of O1 too."""
    beside: dict[int, list[tuple[Entry, re.Match[str]]]] = {}
    for entry in entries:
        is_near = entry.form == "heading" and "O" in entry.text[:_REACH].upper()
        match = _BEHIND_OBJECTIVE.fullmatch(tidy(normal(entry.text))) if is_near else None
        if match and is_name(match["name"]):
            beside.setdefault(entry.parent.position if entry.parent else -1, []).append((entry, match))
    found: dict[int, str] = {}
    for headings in beside.values():
        objectives = [match["objective"] for _, match in headings if not match["kr"]]
        is_shared = len(set(objectives)) < len(objectives)
        found |= {
            e.position: m["name"] for e, m in headings if is_shared or m["kr"] or _is_phased(m["name"]) or _IS_THING.fullmatch(m["name"])
        }
    return found


_IS_THING = re.compile(rf"[^与和及、&/]{{3,}}(?:{THINGS})")
"""自助取数助手 of `O4 自助取数助手`."""


def _is_phased(name: str) -> bool:
    """Whether a name ends in a phase, and not in the score of an objective: `体验与信任（自评 0.8）`."""
    return _PHASED.search(name) is not None and not _SCORED.search(name)
