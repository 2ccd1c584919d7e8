"""Which titles stand under which section, where their make does not tell it.

A section with nothing below it but titles made like itself holds those up to the next section: `**下周计划**`, then `**存管**` with its list. And sections of
the whole report stand behind its projects: 线上问题 and 下周计划 below the last of 【存管】, 【代扣】 and 【物保】, which would be told of that project alone.
What does not belong here: how titles are known (`titles`), what each is for (`sections`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import heading_words
from assets.facts.model import Entry
from assets.facts.text import normal

_CLOSING = ("plan", "incident", "review")
_BESIDE = (*_CLOSING, "note", "metric", "rollout")
_HOLDING = ("update", "plan", "rollout")
"""An empty 线上问题 says that there was none, and holds nothing that follows."""


def arrange(entries: Sequence[Entry]) -> None:
    """Let titles stand under the sections that they are of."""
    titles = [entry for entry in entries if entry.form == "heading"]
    is_changed = _adopt(titles, entries) | _lift(entries) if len(titles) > 1 else False
    if is_changed:
        for entry in entries:
            entry.depth = entry.parent.depth + 1 if entry.parent else entry.depth


def _adopt(titles: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    """Empty sections take the titles that follow, made as they are, up to the next that names a section."""
    holder: Entry | None = None
    is_changed = False
    for entry in titles:
        if holder is not None and (entry.level < holder.level or (entry.level == holder.level and entry.parent is not holder.parent)):
            holder = None
        if holder is not None and entry.level == holder.level:
            if _role(entry) is None:
                _move(entry, holder)
                is_changed = True
                continue
            holder = None
        if holder is None and _holds(entry, entries):
            holder = entry
    return is_changed


def _holds(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a section has nothing of its own, and a title made like it follows at once; the report's own title is none."""
    if entry.children or not entry.position or entry.position + 1 >= len(entries) or _role(entry) not in _HOLDING:
        return False
    following = entries[entry.position + 1]
    return following.form == "heading" and following.level == entry.level and following.parent is entry.parent and _role(following) is None


def _lift(entries: Sequence[Entry]) -> bool:
    """Closing sections stand beside the projects where none of the projects before has any of its own."""
    titles: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent is not None and entry.parent.form == "heading" and _is_title(entry, entries):
            titles.setdefault(entry.parent.position, []).append(entry)
    is_changed = False
    for position, below in titles.items():
        project = entries[position]
        if _are_closing(project, below) and _is_last_of_several(project, entries, titles):
            for entry in below:
                _move(entry, project.parent)
            is_changed = True
    return is_changed


def _move(entry: Entry, parent: Entry | None) -> None:
    if entry.parent is not None:
        entry.parent.children -= 1
    entry.parent = parent
    if parent is not None:
        parent.children += 1


def _are_closing(project: Entry, below: Sequence[Entry]) -> bool:
    """Whether all titles below the last project name sections, and one is of a closing section."""
    roles = [_role(entry) for entry in below]
    return roles[0] in _BESIDE and None not in roles and any(role in _CLOSING for role in roles) and _role(project) is None


def _is_last_of_several(project: Entry, entries: Sequence[Entry], titles: dict[int, list[Entry]]) -> bool:
    """Whether projects stand in front, none of which has a section of its own, and none behind."""
    beside = [e for e in entries if e.form == "heading" and e.parent is project.parent and e.level == project.level]
    at = beside.index(project)
    named = [e for e in beside[:at] if e.children and _role(e) is None]
    return bool(named) and not any(titles.get(e.position) for e in named) and all(_role(e) is not None for e in beside[at + 1 :])


def _is_title(entry: Entry, entries: Sequence[Entry]) -> bool:
    """A heading, or words and a colon over a list, set apart: `下周计划：`."""
    if entry.form == "heading":
        return True
    above = entries[entry.position - 1]
    return entry.form == "text" and entry.children > 0 and entry.norm.rstrip().endswith(":") and entry.line > above.line_end + 1


def _role(entry: Entry) -> str | None:
    return heading_words.role_of(normal(entry.text).rstrip(" :"))
