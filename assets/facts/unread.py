"""Numbers whose value no rule used, with the reason (contract: every number is read or listed).

What does not belong here: reading them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from assets.facts.clauses import Clause, split
from assets.facts.context import Context
from assets.facts.model import Entry, Unread
from assets.facts.text import FILLER

_NUMBER = re.compile(r"[0-9０-９]+(?:[,，][0-9０-９]{3}(?![0-9０-９]))*(?:[.．][0-9０-９]+)*")
_EFFORT = re.compile(r"^\s*(?:人日|人天|人月|工时|天|小时|个?工作日|周|个月|h\b)")
_EFFORT_BEFORE = re.compile(r"投入|休假|请假|工时|人力|耗时|值班|加班|晚$|年假|花费")
_ORDINAL_BEFORE = re.compile(r"(?:第|迭代|阶段|轮|批次?|期|步骤|Top|TOP|[QHPOKVv]|KR|Phase|phase|Sprint|sprint|M|W|L|T\+|D\+)\s*$")
_ORDINAL_AFTER = re.compile(r"^\s*(?:[、.)）](?!\d)|期|号|季度|级|类|版|代|阶段|批|轮|楼|届|月|日|年|周|半年|点|岁)")


def collect(context: Context, lines: list[str]) -> list[Unread]:
    """Every number outside the spans that rules used, in order of place."""
    found: list[Unread] = []
    for entry in context.entries:
        for number in range(entry.line, entry.line_end + 1):
            raw = lines[number - 1]
            if any(char.isdigit() for char in raw):
                found += _line(context, entry, number, raw)
    return found


def _line(context: Context, entry: Entry, number: int, raw: str) -> list[Unread]:
    used = _merged(context.used.get(number, ()))
    norm = entry.norm if number == entry.line else raw
    clauses: list[Clause] | None = None
    found = []
    for start, end in _left(raw, used):
        text = raw.strip() if len(raw) <= _LONGEST_TEXT else ""
        if not text:
            clauses = split(norm, 0, len(norm)) if clauses is None else clauses
            at = bisect_right(clauses, start, key=lambda c: c.start) - 1
            clause = clauses[at] if at >= 0 and clauses[at].start <= start < clauses[at].end else None
            text = raw[clause.start : clause.end] if clause else raw[max(0, start - 20) : end + 20]
        reason = _reason(entry, norm, raw, start, end, is_first=number == entry.line)
        found.append(Unread(entry, number, start, end, raw[start:end], text[:_LONGEST_TEXT], reason))
    return found


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _left(raw: str, used: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The numbers outside the used spans; of one that a span cuts, the runs of digits that are left."""

    def is_used(start: int, end: int) -> bool:
        at = bisect_right(used, start, key=lambda span: span[0]) - 1
        return (at >= 0 and used[at][1] > start) or (at + 1 < len(used) and used[at + 1][0] < end)

    for match in _NUMBER.finditer(raw):
        if not is_used(*match.span()):
            yield match.span()
        else:
            yield from (run.span() for run in _RUN.finditer(raw, *match.span()) if not is_used(*run.span()))


_RUN = re.compile(r"[0-9０-９]+")
_LONGEST_TEXT = 80


def _reason(entry: Entry, norm: str, raw: str, start: int, end: int, *, is_first: bool) -> str:
    if FILLER in norm[start:end]:
        return "address"
    if entry.form in ("property", "heading", "code", "header", "rule") or (is_first and start < entry.start):
        return "ordinal" if entry.form in ("heading", "item", "text", "header") else "identifier"
    before, after = norm[max(0, start - 12) : start], norm[end : end + 8]
    if (
        raw[start:end].count(".") > 1
        or re.match(r"\s*(?:错误|状态码|报错|端口|异常码)", after)
        or (entry.project and raw[start:end] in entry.project)
    ):
        return "identifier"
    if entry.form == "row" and any(
        c.start <= start < c.end and re.search(r"序号|编号|^#$|^No|优先级|版本|环境|ID", c.header) for c in entry.cells
    ):
        return (
            "ordinal"
            if re.fullmatch(r"\s*\d+\s*", norm[max((c.start for c in entry.cells if c.start <= start), default=0) : end])
            else "identifier"
        )
    if entry.form == "row" and any(c.start <= start < c.end and re.search(r"投入|人日|工时|人天|人力", c.header) for c in entry.cells):
        return "effort"
    if (
        re.search(r"[A-Za-z_#/@:]-?$|[A-Za-z]\.?$|\d\.$|[A-Za-z]-\d*$|[A-Za-z]\s$", before)
        and not re.search(r"(?:^|\W)[QHPOKVMWL]\s?$", before)
    ) or re.match(r"[A-Za-z_]|\.\d|-\d{2,}", after):
        return "identifier"
    if _EFFORT.match(after) or _EFFORT_BEFORE.search(before[-5:]):
        return "effort"
    if _ORDINAL_BEFORE.search(before) or _ORDINAL_AFTER.match(after):
        return "ordinal"
    return "unexplained"
