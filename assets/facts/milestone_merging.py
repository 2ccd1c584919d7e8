"""Milestones of one text that are one: what is told twice, moved by the next clause, taken back, or told by a mark, too.

What does not belong here: what a clause tells (`milestones`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.done_words import is_done
from assets.facts.milestone_words import DELAYED, EVENT, PAUSED, has_event
from assets.facts.model import Fact, Milestone
from assets.facts.parentheses import STATUS_ALONE
from assets.facts.scope import Scope


def without_marked(scope: Scope, found: list[Fact]) -> list[Fact]:
    """`✔️ 错峰配置，周三已上线`: the mark is of the whole item, and what stands behind it says what was done."""
    first, second = found[0], found[1]
    if scope.norm[scope.start] == _PAUSE:  # ⏸ 法务模板调整，项目暂停
        are_paused = all(isinstance(f, Milestone) and f.status == "paused" for f in (first, second))
        return found[1:] if are_paused and not PAUSED.search(scope.norm, first.start + 1, first.end) else found
    text = scope.norm[first.start + 1 : first.end]
    is_by_mark = isinstance(first, Milestone) and first.status == "done" and not first.date_text and not is_done(text)
    return found[1:] if is_by_mark and isinstance(second, Milestone) and second.status == "done" else found


def without_bare_states(found: list[Fact]) -> list[Fact]:
    """`渠道直连 | 延期 | 联调由 4/2 推迟到 4/9`: a state between bars is of the whole, and goes without saying where more is told."""
    bare = [f for f in found if isinstance(f, Milestone) and not f.date_text and STATUS_ALONE.fullmatch(f.quote)]
    if len(found) > len(bare):
        return [f for f in found if f not in bare]
    for fact in bare:
        fact.event = EVENT.findall(fact.quote)[0] if EVENT.search(fact.quote) else "整体"
    return [*bare[:1]]


_PAUSE = "⏸"


def take_back(clause: Clause, found: list[Fact]) -> None:
    """`评审了记账模板，未通过`: what was tried is not done."""
    last = found[-1] if found else None
    if isinstance(last, Milestone) and last.status == "done" and clause.before and last.start == clause.before.start:
        last.status = "in_progress"


def completes(made: Milestone, found: list[Fact]) -> bool:
    """`发票夹同步延期，原 12/25，新排期 1/8` is one move."""
    last = found[-1] if found else None
    if isinstance(last, Milestone) and last.status == "planned" and made.event == last.event and _replaces(made, last):
        last.original_date_start, last.original_date_end = last.date_start, last.date_end
        _set_as(last, made)
        return True
    if isinstance(last, Milestone) and _moves(made, last):
        last.original_date_start, last.original_date_end = last.date_start, last.date_end
        _set_as(last, made)
        return True
    if isinstance(last, Milestone) and last.status == "paused" and made.event == last.event and made.date_start and "取消" in last.quote:
        _set_as(last, made)  # 割接因银行侧原因取消，改期至 6/20
        last.status = "delayed"
        return True
    if isinstance(last, Milestone) and _comes_then(made, last):
        _set_as(last, made)  # 提测 3/27 延期，4/3 再提
        last.status = "delayed"
        return True
    if isinstance(last, Milestone) and _came_late(made, last):
        _set_as(last, made)  # 联调比计划晚 3 天，3/27 完成
        return True
    if isinstance(last, Milestone) and made.quote.strip() in ("完成", "已完成") and last.status == made.status and last.event == made.event:
        return True  # 联调（原定 3/18，实际 3/21）完成
    if isinstance(last, Milestone) and last.status == made.status == "done" and _AT_ONCE.fullmatch(made.quote):
        return True  # 3/27 夜里割接，一次成功
    if isinstance(last, Milestone) and _OPEN_NOW.fullmatch(made.quote) and last.status in ("delayed", "paused"):
        return True  # 切换往后延，时间待定
    if isinstance(last, Milestone) and _DONE_NOW.fullmatch(made.quote) and last.status in ("planned", "done") and made.date_start is None:
        if made.entry.norm[last.end : made.start].strip(" ，,") or not (last.date_start or last.date_end):
            return False
        last.status = "done"  # 3/29 前提交材料，已完成
        if last.date_start is None:
            last.date_end = last.date_precision = last.date_text = None
        return True
    is_same = isinstance(last, Milestone) and last.status == made.status == "delayed" and last.date_start is None and last.date_end is None
    if is_same and isinstance(last, Milestone) and made.event not in (last.event, "整体") and has_event(DELAYED.sub(" ", made.quote)):
        return False  # 专线延期，割接从 11/12 推迟到 11/26
    if not (is_same and isinstance(last, Milestone) and (made.date_start or made.date_end) and made.project == last.project):
        return False
    last.event = made.event if last.event == "整体" else last.event
    if made.original_date_end is not None:  # else what was said in front stays: 提测 3/27 延期，新时间 4/3
        last.original_date_start, last.original_date_end = made.original_date_start, made.original_date_end
    _set_as(last, made)
    return True


def _came_late(made: Milestone, last: Milestone) -> bool:
    """Whether what is late by some days is then said to be done."""
    is_open = last.status == "delayed" and last.date_start is None and last.date_end is None
    is_one = made.event in last.event or last.event in made.event
    is_behind = made.entry.norm[last.end : made.start].strip(" ，,") == ""
    return is_open and is_one and is_behind and made.status == "done" and made.date_start is not None


def _comes_then(made: Milestone, last: Milestone) -> bool:
    """Whether what was put off is then said to come: `提测延期，4/3 再提`."""
    is_open = last.status == "delayed" and last.date_start is None and last.date_end is None
    is_behind = made.entry.norm[last.end : made.start].strip(" ，,") == ""
    return is_open and is_behind and made.status == "planned" and made.date_start is not None and _ONCE_MORE.search(made.quote) is not None


def _moves(made: Milestone, last: Milestone) -> bool:
    """`切换计划 6/6，预计延到 6/18`: a move that names nothing is of what the clause in front plans."""
    if made.status != "delayed" or made.event != "整体" or last.status != "planned" or _WHOLE.search(made.quote):
        return False
    if has_event(DELAYED.sub(" ", made.quote)):
        return False
    is_behind = made.entry.norm[last.end : made.start].strip(" ，,") == ""
    return is_behind and made.date_start is not None and last.date_start is not None and made.date_start > last.date_start


_OPEN_NOW = re.compile(r"\s*(?:新?(?:的)?(?:时间|日期|排期))?(?:另|还|仍|暂)?(?:待定|未定|没定)\s*")
_DONE_NOW = re.compile(r"\s*已(?:经|全部|如期|按期|按时)*完成\s*")
_AT_ONCE = re.compile(r"\s*(?:均|都|全部)?(?:一次性?|顺利|圆满)(?:成功|通过|过会|过|完成)了?\s*")
_ONCE_MORE = re.compile(r"(?:再|才|重新?)[提上发测切推开审评做交走跑演验签](?:测|线|布|审|一次|一版|批|会)?\s*$")
_WHOLE = re.compile(r"整体|项目|全部")


def _replaces(made: Milestone, last: Milestone) -> bool:
    """Whether the date of the same deed takes the place of the one before: `4/2 提测 → 4/8 提测`, `计划 3/25 上线，实际 3/27 上线`."""
    if made.date_start is None or last.date_start is None:
        return False
    if made.status == "done" and "实际" in made.quote:
        return True
    if made.status != "planned" or not _ARROW.fullmatch(made.entry.norm, last.end, made.start):
        return False
    made.status = "delayed" if made.date_start > last.date_start else "planned"
    return True


def _set_as(last: Milestone, made: Milestone) -> None:
    """Let a milestone have the status and dates of another."""
    last.status = made.status
    last.date_start, last.date_end, last.date_precision, last.date_text = (
        made.date_start,
        made.date_end,
        made.date_precision,
        made.date_text,
    )


_ARROW = re.compile(r"\s*(?:→|-+>|=+>)\s*")
