"""Table files → facts: which sheets are roll-out tables or incident logs, and what they say together.

What does not belong here: formats (`grid`), headers, rows (`rollouts`, `incidents`), the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assets.documents.grid import NoTableError, Sheet, read_sheets
from assets.documents.headers import Header, Kind, find_header, kinds
from assets.documents.incidents import read_incidents
from assets.documents.repeats import Held, content, keep_first
from assets.documents.rollouts import DERIVED, read_openings, read_weeks, weekly_rollouts
from assets.documents.rows import Body, Origin, Record, TableReading, finding

__all__ = ["Origin", "TableReading", "merge", "read_table"]

_NOTION_DATABASE = re.compile(r"[0-9a-f]{32}(_all)?\.csv$")
SHOWN_HEADERS = 12
"""How many headers a message names."""


def read_table(
    data: bytes,
    origin: Origin,
    *,
    timezone: str = "Asia/Shanghai",
    synonyms: Mapping[str, Sequence[str]] | None = None,
) -> TableReading:
    """What one file says. Whatever cannot be read is a finding, loses nothing else and raises nothing."""
    reading, wanted = TableReading(), kinds(synonyms)
    try:
        sheets = read_sheets(data, origin.source_file, wanted)
    except NoTableError as error:
        reading.findings.append(
            finding(
                origin,
                "unreadable_source",
                f"{error}，未读取；请重新导出或另存后再放入。",
                observed=str(error),
            )
        )
        return reading
    headers = [find_header(sheet.rows, wanted) for sheet in sheets]
    for sheet, header in zip(sheets, headers, strict=True):
        if header and not header.missing:
            _read_sheet(Body(origin, sheet, header, reading.findings), reading, timezone)
        elif header:
            reading.findings.append(_lacking(origin, sheet, header))
    if not any(headers) and not _NOTION_DATABASE.search(origin.source_file):
        reading.findings.append(_no_table(origin, sheets, wanted))
    return _joined([reading], is_same_file=True)


def merge(readings: Iterable[TableReading]) -> TableReading:
    """What several files say together: what two of them hold counts once, and cities add up across files."""
    return _joined(readings, is_same_file=False)


def _joined(readings: Iterable[TableReading], *, is_same_file: bool) -> TableReading:
    whole = TableReading()
    weeks: Held = {}
    incidents: Held = {}
    for reading in readings:
        opened = {content(row) for row in whole.openings}
        whole.openings += [row for row in reading.openings if content(row) not in opened]
        stated = [row for row in reading.rollouts if row["read_by"] != DERIVED]
        kept_weeks, told_weeks = keep_first(stated, weeks, is_same_file=is_same_file)
        kept_incidents, told_incidents = keep_first(reading.incidents, incidents, is_same_file=is_same_file)
        whole.rollouts += kept_weeks
        whole.incidents += kept_incidents
        whole.findings += [*reading.findings, *told_weeks, *told_incidents]
        whole.pending += reading.pending
    derived = weekly_rollouts(whole.openings)
    whole.rollouts += [row for row in derived if (row["team"], row["project"], row["week"]) not in weeks]
    return whole


def _read_sheet(body: Body, reading: TableReading, timezone: str) -> None:
    reading.findings.extend(finding(body.origin, "unreadable_source", message, line) for line, message in body.sheet.broken)
    match body.header.kind.name:
        case "city_rollout":
            read_openings(body, reading)
        case "week_rollout":
            read_weeks(body, reading)
        case _:
            read_incidents(body, reading, timezone)


def _lacking(origin: Origin, sheet: Sheet, header: Header) -> Record:
    place = f"工作表「{sheet.name}」" if sheet.name else "表格"
    found = "、".join(header.names[:SHOWN_HEADERS])
    missing = "、".join(f"「{label}」" for label in header.missing)
    message = f"{place}缺少{missing}列，未读取；第 {header.row + sheet.first_line} 行的表头是：{found}。"
    return finding(
        origin, "unreadable_source", message, max(header.row + sheet.first_line, 1), observed=found,
        expected="、".join(header.missing),
    )  # fmt: skip


def _no_table(origin: Origin, sheets: Sequence[Sheet], wanted: Sequence[Kind]) -> Record:
    first = next((row for sheet in sheets for row in sheet.rows if any(row)), [])
    found = "、".join(str(value) for value in first if value not in (None, ""))[:80]
    needed = "；或 ".join("、".join(kind.missing(())) for kind in wanted)
    message = f"没有找到表头，未读取；需要的列是 {needed}；文件开头是：{found or '空白'}。"
    return finding(origin, "unreadable_source", message, observed=found or "空白", expected=needed)
