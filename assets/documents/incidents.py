"""Incident logs: a row per incident.

What does not belong here: matching them with the incidents of reports.
"""

from __future__ import annotations

from datetime import datetime

from assets.documents.cells import read_quantity
from assets.documents.moments import read_time, week_name
from assets.documents.rows import Body, RowReader, TableReading, fact_id

TIMES = ("detected_at", "started_at", "ended_at")
TEXTS = ("severity", "summary", "cause", "resolution")


def read_incidents(body: Body, reading: TableReading, timezone: str) -> None:
    """Rows of a log; times with a zone become wall time of `timezone`. A number given twice is read once."""
    seen: dict[str, int] = {}
    for row in body.rows():
        times = {name: row.read(name, lambda value: read_time(value, timezone)) for name in TIMES}
        moment = times["started_at"] or times["detected_at"] or times["ended_at"]
        if moment is None:
            _tell_timeless(row)
            continue
        incident_id = row.text("incident_id") or f"log-{fact_id(row.text('service'), *times.values())[:8]}"
        first = seen.setdefault(incident_id, row.line)
        if first != row.line:
            row.tell(
                "unreadable_source",
                "incident_id",
                f"与第 {first} 行的编号相同（{incident_id}），未计入；请只留一行。",
            )
        else:
            reading.incidents.append(_incident(row, incident_id, times, moment))


def _incident(
    row: RowReader, incident_id: str, times: dict[str, datetime | None], moment: datetime
) -> dict[str, object]:
    if row.text("service") is None:
        row.tell("unreadable_source", "service", "是空的，无法与周报中的事件对应；请补上。")
    count, unit = row.read("affected_count", read_quantity) or (None, None)
    return row.fact(
        "table.incident_log", moment.date(), (incident_id,),
        incident_id=incident_id, service=row.text("service"), **times, **{name: row.text(name) for name in TEXTS},
        affected_count=count, affected_unit=row.text("affected_unit") or unit,
        origin="log", occurred_week=week_name(moment.date()),
    )  # fmt: skip


def _tell_timeless(row: RowReader) -> None:
    if not any(row.text(name) for name in TIMES):
        present = next(name for name in TIMES if name in row.body.header.columns)
        row.tell("unreadable_source", present, "是空的，这一事件没有任何时间，未计入；请补上。")
