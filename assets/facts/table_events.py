"""What the date of a column is the date of: the row's deed, what the header says, the next step, what the section is about.

What does not belong here: what deed a row tells (`table_deeds`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Cell
from assets.facts.table_deeds import change, deed, named_step, opening
from assets.facts.table_parts import part
from assets.facts.table_row import Row
from assets.facts.table_status import status_cell
from assets.facts.table_words import BARE_DATE, LATEST, PROMISED, SAYS_WHEN, START_HEADER

DONE_SECTION = re.compile(
    r"(?:本周|本期|已)*完成的?(?:事项|工作|任务|内容|项目|需求)|(?:本周|本期)(?:已)?完成|(?:本周|本期)?(?:成果|产出|交付)"
)
"""本周完成事项: what it dates is done."""
OUTLOOK = re.compile(r"计划|预计|预期|目标|截止")
"""Says of a day that it is aimed at, and not that it came about."""


def event_of(row: Row, cell: Cell) -> str:
    """What a date is the date of: the row's deed, else the header's, else the next step that stands beside a bare 时间."""
    if event := deed(row):
        return event
    words = SAYS_WHEN.sub("", cell.header).strip(" /")
    if not words and BARE_DATE.match(cell.header.strip()) and not _LIMIT.search(cell.header) and (step := _step_before(row, cell)):
        return row.title(step)
    if words == "完成" and (named := named_step(row)):
        return named  # 快捷签约改版上线 | 完成时间
    return opening(row, words) or words or change(row) or named_step(row) or _deed_of_section(row) or part(row) or "完成"


_LIMIT = re.compile(r"[时期]限")
"""完成时限 is that of the whole."""


def _deed_of_section(row: Row) -> str | None:
    """上线 below `本周上线` and `上线计划`, where no header says more than 时间."""
    found = _OF_DEED.fullmatch(row.entry.section or "")
    return found["deed"] if found else None


_OF_DEED = re.compile(
    r"(?:本周|下周|近期|本月|下月|本期|需求|版本|项目|系统|\d{1,2}月)?(?P<deed>上线|发布|发版|投产|提测|割接|开城|验收|评审)(?:计划|记录|清单|排期|安排|列表|情况|日历|窗口|进展|内容|需求|项目)?"
)


def _step_before(row: Row, cell: Cell) -> Cell | None:
    """下一步 | 时间: the date of the next step."""
    at = next(n for n, (c, _) in enumerate(row.columns) if c is cell)
    before, kind = next(((c, k) for c, k in reversed(row.columns[:at]) if k != "person"), (None, ""))
    return before if before and kind == "next" and row.text(before) and not row.is_dated(before) else None


def tells_deed(row: Row, cell: Cell) -> bool:
    """Whether a cell says again what its header dates: `3/27 上线` below 上线时间, but not below 计划上线."""
    said = SAYS_WHEN.sub("", cell.header).strip(" /")
    return bool(said) and not OUTLOOK.search(cell.header) and row.text(cell).endswith(said)


def is_tested(row: Row, cell: Cell) -> bool:
    """Whether 提测 heads a column of days beside those of what came of the tests: 用例数, 通过率, 缺陷."""
    return cell.header.strip() in ("提测", "转测") and any(_OF_TESTS.search(c.header) for c, _ in row.columns)


_OF_TESTS = re.compile(r"用例|缺陷|通过率|准出|[Bb]ug|BUG")


def is_same_deed(row: Row, cell: Cell) -> bool:
    """Whether the state says of the column's deed that it is done: 已上线 beside 预计上线."""
    said = SAYS_WHEN.sub("", cell.header).strip(" /")
    return bool(said) and row.text(status_cell(row)) in (f"已{said}", f"{said}完成", f"{said}成功", f"已完成{said}")


def is_of_other_deed(row: Row, event: str) -> bool:
    """Whether the state says that another step is done: 已提测 says nothing of 上线."""
    said = _DONE_DEED.fullmatch(row.text(status_cell(row)))
    return said is not None and said["deed"] not in event and any(said["deed"] in c.header for c, k in row.columns if k == "planned")


_DONE_DEED = re.compile(r"已(?P<deed>立项|评审|提测|转测|上线|发布|投产|验收|灰度)")


def role_of(header: str, kind: str) -> str:
    """What a column of dates tells of its milestone: planned, expected, latest, promised, actual or start."""
    if kind == "actual":
        return "latest" if LATEST.search(header) or re.search(r"预计|预测", header) else "actual"
    if START_HEADER.search(header):
        return "start"
    if PROMISED.match(header):
        return "promised"
    if LATEST.search(header):
        return "latest"
    return "expected" if re.search(r"预计|预期|eta", header, re.IGNORECASE) else "planned"
