"""Headings side by side that divide a team's work (商户进件, 收款设备, 商户后台), so that their items name projects of their own.

One heading over items that begin with names can be a project with its parts; several of which most items do, are no projects.
What does not belong here: what a single heading tells (`headings`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import heading_words
from assets.facts.lead_index import Leads
from assets.facts.model import Entry
from assets.facts.name_words import COMMON_LATIN, DEED, OF_SHARES, PROJECT_WORD, SHORTEST_STEM, clean
from assets.facts.part_names import is_part
from assets.facts.text import normal

_FEWEST = 3  # headings; two projects side by side are common
_SHARE = 0.6  # of the items; measured on the annotated reports: half takes parts for projects, two thirds misses fields
_LONG = 5  # code points


def divided(entries: Sequence[Entry], children: dict[int, list[Entry]], leads: Leads) -> set[int]:
    """The positions of the headings that divide the work."""
    beside: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        if entry.form == "heading" and entry.role == "update" and not (entry.person or entry.named_role):
            below = children.get(entry.position)
            if below and all(c.form in ("item", "text") for c in below):
                beside.setdefault((entry.parent.position if entry.parent else -1, entry.level), []).append(entry)
    return {h.position for group in beside.values() if len(group) >= _FEWEST and _are_fields(group, children, leads) for h in group}


def _are_fields(headings: Sequence[Entry], children: dict[int, list[Entry]], leads: Leads) -> bool:
    over = [h for h in headings if not PROJECT_WORD.search(clean(normal(heading_words.text_of(h))))]
    items = [(h, item) for h in over for item in children[h.position]]
    if len(over) < _FEWEST or len(items) < 2 * len(over):
        return False
    return sum(names_itself(h, item, leads, is_sure=False) for h, item in items) >= _SHARE * len(items)


def names_itself(heading: Entry, item: Entry, leads: Leads, *, is_sure: bool = True) -> bool:
    """Whether an item begins with the name of its own project rather than with a part or a step of the heading's.

    Where the headings surely divide the work, a long name may hold a deed: `结算卡变更人脸校验，测试完成`.
    """
    found = leads.at(item, item.body) if item.form in ("item", "text") and not item.label else None
    if found is None or OF_SHARES.search(found[0]) or is_part(found[0]) or found[0] in heading.norm:
        return False
    name = found[0]
    if found[2] in ("glued", "comma", "space") and COMMON_LATIN.search(name):
        return False  # partner bank, 外部 auditor
    if is_sure and len(name) > _LONG:
        return True
    return len(name) > SHORTEST_STEM + 1 and (not DEED.search(name) or PROJECT_WORD.search(name) is not None)
