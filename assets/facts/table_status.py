"""What a cell says of a state and of dates: 延期, ✅, `3.12→3.20`, `4/25（原4/18）`.

What does not belong here: which milestone it is (`table_milestones`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from assets.facts import regex as re
from assets.facts.dates import When
from assets.facts.milestone_words import DELAYED, EVENT
from assets.facts.model import Cell
from assets.facts.status_words import OUTCOME_HEADER, STATUS_WORDS
from assets.facts.table_days import day_of
from assets.facts.table_row import Row, once
from assets.facts.table_words import START_HEADER
from assets.facts.words import EVENTS

PLANNED_HEADER = re.compile(r"(?:上周|本周|本期|原定)计划(?:事项|内容|工作|任务|项)?")
"""Heads what was planned, of which another column says what came about."""
LONGEST_STATUS = 8
"""A status column with more says it in prose."""
_EMOJI = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u23E9-\u23FF\uFE0F\s]+")
_ARROW = re.compile(r"→|-+>|=+>|>>?")
_FORMERLY = re.compile(r"原(?:计划|定|排期)?|was|from", re.IGNORECASE)
_IS_DEED = re.compile(r"(?![已未待])(?!.*中$)")
_STAGE = re.compile(
    r"(?:需求|方案|技术|接口)?(?:评审|设计|开发|研发|编码|联调|自测|测试|提测|回归|验收|UAT|SIT|压测|灰度|试点|试运行|观察|全量|推广)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_OPEN = re.compile(r"(?:时间|日期)?(?:待定|未定)|TBD", re.IGNORECASE)
"""In place of the next milestone beside a progress: nothing is said of the state."""
_STEPS = re.compile(EVENTS)
_MARKS = re.compile(r"[\s():：,，;；→>~-]|计划|预计|实际")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, the one that it replaces, and the state that stands beside it."""

    when: When | None
    was: When | None = None
    status: str | None = None


def word_of(words: str) -> str | None:
    """The status that a few words name; what the words say counts more than the colour in front."""
    plain = _EMOJI.sub("", words)
    return _first_of(plain) or _first_of(words)


@lru_cache(maxsize=512)
def _first_of(words: str) -> str | None:
    return next((status for status, pattern in STATUS_WORDS if words and pattern.search(words)), None)


def is_state(words: str) -> bool:
    """Whether a cell of milestones holds a state instead: 已上线 and 评审中 do, 压测通过 is what is to be reached."""
    return word_of(words) is not None and not (EVENT.search(words) and _IS_DEED.match(words))


@once
def status_cell(row: Row) -> Cell | None:
    """The column of states; 里程碑 or 进度 may hold one: 已完成."""
    if cell := row.kinds.get("status"):
        return cell
    event, progress = row.kinds.get("event"), row.kinds.get("progress")
    if event is not None and (event is next((c for c, k in row.columns if k != "index"), None) or has_span(row)):
        event = None  # 开发 in front of 3/29 and 80% is what the row is about
    is_open = progress is not None and event is not None and _OPEN.fullmatch(row.text(event)) is not None
    if event and is_state(row.text(event)) and not is_open:
        return event
    if event and progress and event is not row.name_cell() and _STAGE.fullmatch(row.text(event)):
        return event
    if progress and not _DIGIT.search(row.text(progress)) and word_of(row.text(progress)):
        return progress
    return (
        _remark(row) if event or "planned" in row.kinds or any(PLANNED_HEADER.fullmatch(c.header.strip()) for c, _ in row.columns) else None
    )


def has_span(row: Row) -> bool:
    """Whether the row has a day of its beginning beside that of its end: 阶段 | 计划开始 | 计划结束."""
    planned = [START_HEADER.search(c.header) is not None for c, k in row.columns if k == "planned"]
    return any(planned) and not all(planned)


def _remark(row: Row) -> Cell | None:
    """In a table of dates 进展 or 备注 may hold no more than a state."""
    return next((c for c, k in row.columns if k == "text" and _BARE_STATE.fullmatch(row.text(c))), None)


_BARE_STATE = re.compile(
    r"(?:已|均已|按期|按时|如期|提前)?(?:完成|达成)|未(?:开始|启动|完成|达成)|(?:正常)?(?:进行|推进)中|已?(?:暂停|挂起|搁置)|已(?:到位|就绪|到货|签约|回复|解决|上线|发布|投产|交付|提测|验收|发版)|已?(?:延期|推迟)|待(?:启动|开始)|[✅✔√☑]\ufe0f?"
)


@once
def status_of(row: Row) -> str | None:
    """The status that the row states, where its column holds no more than that."""
    cell = status_cell(row)
    words = _WHY.sub("", row.text(cell))
    if cell and OUTCOME_HEADER.match(cell.header.strip()) and (answer := _answer(words)):
        return answer if _OF_DELAY.search(cell.header) is None else "delayed" if answer == "done" else None
    if len(words) > LONGEST_STATUS or ("%" in words and words != "100%"):
        return None
    return word_of(words) or (_of_stage(row) if _STAGE.fullmatch(words) and not _has_next(row) else None)


_WHY = re.compile(r"(?<=[^\s(])\s*\([^()%/.月日号]*\)$")
"""`冻结（等业务排期）`, `已完成（延后 2 天）`"""


def is_state_alone(row: Row, cell: Cell) -> bool:
    """Whether a cell says a state and at most why in parentheses."""
    return len(_WHY.sub("", row.text(cell))) <= LONGEST_STATUS and status_of(row) is not None and cell is status_cell(row)


def _has_next(row: Row) -> bool:
    """Whether the row tells its next milestone, 下一节点 | 节点日期, so that the stage it is in is not the state of that."""
    event = row.kinds.get("event")
    return event is not None and _NEXT.match(event.header.strip()) is not None and row.text(event) != ""


_NEXT = re.compile(r"下一?个?|next", re.IGNORECASE)


_OF_DELAY = re.compile(r"延期|逾期|滞后|超期|延迟")
"""是否延期"""


def _of_stage(row: Row) -> str | None:
    """灰度 | 85%: the stage that a project is in, which 100% ends."""
    progress = row.kinds.get("progress")
    return None if progress is None or not row.text(progress) else "done" if row.text(progress) in ("100%", "100") else "in_progress"


def _answer(words: str) -> str | None:
    """是否完成: 是, Y, √ or 否, N, ×."""
    if re.fullmatch(r"是|y|yes|√|✓|✔️?|对", words, re.IGNORECASE):
        return "done"
    return "planned" if re.fullmatch(r"否|n|no|×|x|✗|✘|❌|未", words, re.IGNORECASE) else None


def dated(row: Row, cell: Cell, tense: str) -> Dated:
    """What a cell of dates says."""
    found = row.dates(cell, tense)
    if not found and (day := day_of(row, cell)):
        return Dated(day)
    if not found:
        return Dated(None, status=word_of(row.text(cell)) if len(row.text(cell)) <= LONGEST_STATUS else None)
    rest = row.entry.norm[cell.start : cell.end]
    for when in found:
        rest = rest.replace(when.text, " ")
    rest = _MARKS.sub("", rest)
    status = word_of(rest) if rest and len(rest) <= LONGEST_STATUS else None
    if status == "done" and found[0].first is None:
        status = None  # 3/31 前完成
    if len(found) > 1:
        when, was = _apart(row, found[0], found[1])
        return Dated(when, was, status)
    is_struck = row.entry.raw[: found[0].start].endswith("~~") and row.entry.raw[found[0].end :].startswith("~~")
    return Dated(None, found[0], status) if is_struck or _FORMERLY.fullmatch(rest) else Dated(found[0], status=status)


def tells_steps(row: Row, cell: Cell) -> bool:
    """Whether a cell of dates says itself what they are the dates of: `9/12 提测，9/26 上线` below 计划上线."""
    words = row.text(cell)
    if not EVENT.search(words) or "原" in words:
        return False
    for when in row.dates(cell, "future"):
        words = words.replace(when.text, " ")
    found = [match[0] for match in _STEPS.finditer(words)]
    return any(event != "完成" and event not in cell.header for event in found) and not is_state(_MARKS.sub("", words))


def _apart(row: Row, first: When, second: When) -> tuple[When, When | None]:
    """Which of two dates stands now, and which is the one before."""
    between = row.entry.norm[first.end : second.start]
    is_struck = row.entry.raw[: first.start].endswith("~~")
    if is_struck or _ARROW.search(between) or DELAYED.search(between):
        return second, first
    if re.search(rf"[(,，;\s](?:{_FORMERLY.pattern})\s*[:：]?\s*$", between, re.IGNORECASE):
        return first, second
    if _FORMERLY.search(row.entry.norm[max(0, first.start - 4) : first.start]):
        return second, first
    return first, None
