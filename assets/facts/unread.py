"""Numbers whose value no rule used, with the reason (contract: every number is read or listed).

What does not belong here: reading them.
"""

from __future__ import annotations

from bisect import bisect_right

from assets.facts import regex as re
from assets.facts.clauses import Clause, split
from assets.facts.context import Context
from assets.facts.model import Cell, Entry, Unread
from assets.facts.patterns import Ending
from assets.facts.quantity_words import ERROR_CODES
from assets.facts.text import FILLER

_NUMBER = re.compile(r"[0-9０-９][0-9０-９]*+(?:[,，][0-9０-９]{3}(?![0-9０-９]))*(?:[.．][0-9０-９]+)*")
_EFFORT = re.compile(r"^\s*(?:人日|人天|人月|工时|天|小时|个?工作日|周|个月|h\b)")
_EFFORT_BEFORE = re.compile(r"投入|休假|请假|工时|人力|耗时|值班|加班|晚$|年假|花费|安排|抽调|抽走|增派|支援|借调")
_ORDINAL_BEFORE = Ending(r"(?:第|双|迭代|阶段|轮|批次?|期|步骤|Top|TOP|[QHPOKVv]|KR|Phase|phase|Sprint|sprint|M|W|L|T\+|D\+)\s*")
_ORDINAL_AFTER = re.compile(r"^\s*(?:[、.)）](?!\d)|期|号|季度|级|类|版|代|阶段|批|轮|楼|届|月|日|年|周|半年|点|岁)")


def collect(context: Context, lines: list[str]) -> list[Unread]:
    """Every number outside the spans that rules used, in order of place."""
    found: list[Unread] = []
    for entry in context.entries:
        for number in range(entry.line, entry.line_end + 1):
            raw = lines[number - 1]
            if (first := _NUMBER.search(raw)) and (left := _left(first, raw, context.marks.get(number, b""))):
                found += _line(entry, number, raw, left)
    return found


def _line(entry: Entry, number: int, raw: str, left: list[tuple[int, int]]) -> list[Unread]:
    norm = entry.norm if number == entry.line else raw
    clauses: list[Clause] | None = None
    whole = raw.strip() if len(raw) <= _LONGEST_TEXT else ""
    found = []
    for start, end in left:
        text = whole
        if not text:
            clauses = split(norm, 0, len(norm)) if clauses is None else clauses
            at = bisect_right(clauses, start, key=lambda c: c.start) - 1
            clause = clauses[at] if at >= 0 and clauses[at].start <= start < clauses[at].end else None
            text = raw[clause.start : min(clause.end, clause.start + _LONGEST_TEXT)] if clause else raw[max(0, start - 20) : end + 20]
        reason = _reason(entry, norm, raw, start, end, is_first=number == entry.line)
        found.append(Unread(entry, number, start, end, raw[start:end], text[:_LONGEST_TEXT], reason))
    return found


def _left(number: re.Match[str] | None, raw: str, read: bytes | bytearray) -> list[tuple[int, int]]:
    """The numbers from the first that no rule read; of one of which a part was read, the runs of digits that are left."""
    found: list[tuple[int, int]] = []
    while number:
        start, end = span = number.span()
        number_read = read.count(1, start, end)
        if number_read == 0:
            found.append(span)
        elif number_read < end - start:
            found += [run.span() for run in _RUN.finditer(raw, start, end) if read.find(1, *run.span()) < 0]
        number = _NUMBER.search(raw, end)
    return found


_NAMED = re.compile(r"618|315|818|1111|1212|12378|12345|12315|12306|996|20[12]\d")
"""Days of shopping, numbers of hotlines and years name what they stand before."""
_VERSION = re.compile(r"\d{1,2}\.0")
_IN_CLOCK = re.compile(r"\d:[0-5]\d(?!\d)")
_RUN = re.compile(r"[0-9０-９]+")
_LONGEST_TEXT = 80
_ERROR_CODES = frozenset(map(str, ERROR_CODES))
_CODE_AFTER = re.compile(r"\s*(?:错误|状态码|报错|端口|异常码)")
_ORDINAL_HEADER = re.compile(r"序号|编号|^#$|^No|优先级|版本|环境|ID")
_EFFORT_HEADER = re.compile(r"投入|人日|工时|人天|人力")
_NAME_BEFORE = Ending(r"(?:[A-Za-z_#/@:]-?|[A-Za-z]\.?|\d\.|[A-Za-z]-\d*-?|[A-Za-z]\s)")
_LETTER_BEFORE = Ending(r"(?:^|\W)[QHPOKVMWL]\s?")
_NAME_AFTER = re.compile(r"[A-Za-z_]|\.\d|-\d{2,}|\s?(?:分钟|小时|秒|天)(?:以?内)?[\u4e00-\u9fff]{2,6}率")


def _cell(entry: Entry, position: int) -> Cell | None:
    """The cell of a row that holds a position."""
    at = bisect_right(entry.cells, position, key=lambda cell: cell.start) - 1
    return entry.cells[at] if at >= 0 and position < entry.cells[at].end else None


def _reason(entry: Entry, norm: str, raw: str, start: int, end: int, *, is_first: bool) -> str:
    if FILLER in norm[start:end]:
        return "address"
    if not norm[start:end].strip("; "):
        return "ordinal"  # 2. of a list in one line
    if entry.form in ("property", "heading", "code", "header", "rule") or (is_first and start < entry.start):
        return "ordinal" if entry.form in ("heading", "item", "text", "header") else "identifier"
    if end <= entry.body and entry.form in ("item", "text") and norm.startswith(("KR", "关键结果"), entry.start):
        return "ordinal"
    before, after = norm[max(0, start - 12) : start], norm[end : end + 12]
    if entry.role == "incident" and raw[start:end] in _ERROR_CODES:
        return "identifier"
    if raw[start:end].count(".") > 1 or _CODE_AFTER.match(after) or (entry.project and raw[start:end] in entry.project):
        return "identifier"
    cell = _cell(entry, start) if entry.form == "row" else None
    if cell and _ORDINAL_HEADER.search(cell.header):
        return "ordinal" if re.fullmatch(r"\s*\d+\s*", norm[cell.start : end]) else "identifier"
    if cell and _EFFORT_HEADER.search(cell.header):
        return "effort"
    if (_NAME_BEFORE.search(before) and not _LETTER_BEFORE.search(before)) or _NAME_AFTER.match(after):
        return "identifier"
    if _NAMED.fullmatch(norm[start:end]) or _VERSION.fullmatch(norm[start:end]) or _IN_CLOCK.search(norm[max(0, start - 3) : end + 3]):
        return "identifier"
    if "." in raw[start:end] and before.rstrip().endswith(("升级", "升级到", "升级至", "升级为")):
        return "identifier"  # Camunda 升级到 7.19
    if _EFFORT.match(after) or _EFFORT_BEFORE.search(before[-5:]):
        return "effort"
    if _ORDINAL_BEFORE.search(before) or _ORDINAL_AFTER.match(after):
        return "ordinal"
    return "unexplained"
