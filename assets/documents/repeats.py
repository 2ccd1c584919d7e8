"""One week of a project, or one incident, that tables give twice: the first counts, the second is told.

What does not belong here: a city opened twice, which is a fact and a rule's matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Record = dict[str, Any]
Held = dict[tuple[object, ...], Record]
_APART = ("fact_id", "report_id", "source_file", "source_line", "source_sheet", "cities")


def keep_first(rows: Iterable[Record], held: Held, *, is_same_file: bool) -> tuple[list[Record], list[Record]]:
    """The rows whose subject `held` does not know yet, and findings about the others.

    The same row in two files (a copy, an older export) is no mistake and not told.
    """
    kept: list[Record] = []
    findings: list[Record] = []
    for row in rows:
        first = held.setdefault(_subject(row), row)
        if first is row:
            kept.append(row)
        elif is_same_file or content(row) != content(first):
            findings.append(_told(row, first))
    return kept, findings


def content(row: Record) -> tuple[object, ...]:
    """What a row says, apart from where it stands. A city is the same by any of its names."""
    if "city" in row:
        return row["team"], row["project"], row["city_code"] or row["city"], row["opened_on"]
    return tuple(value for name, value in sorted(row.items()) if name not in _APART)


def _subject(row: Record) -> tuple[object, ...]:
    if "incident_id" in row:
        return row["team"], row["incident_id"]
    return row["team"], row["project"], row["week"]


def _told(row: Record, first: Record) -> Record:
    name = row.get("incident_id") or f"{row['project']} {row['week']}"
    where = "" if row["source_file"] == first["source_file"] else f"{first['source_file']} "
    where += f"工作表「{first['source_sheet']}」" if row["source_sheet"] != first["source_sheet"] else ""
    return {
        **{key: row[key] for key in ("report_id", "team", "week", "week_start", "source_file", "source_line")},
        "rule": "unreadable_source",
        "project": row.get("project"),
        "observed": name,
        "message": f"{name} 已在{where}第 {first['source_line']} 行给出，本行未计入；请只留一行。",
    }
