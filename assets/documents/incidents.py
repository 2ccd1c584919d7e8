"""Incident logs: a row per incident.

What does not belong here: matching them with the incidents of reports.
"""

from __future__ import annotations

from datetime import datetime

from assets.documents.cells import read_quantity
from assets.documents.moments import read_time, week_name
from assets.documents.rows import Body, Record, RowReader, TableReading, fact_id

TIMES = ("detected_at", "started_at", "ended_at")
TEXTS = ("severity", "summary", "cause", "resolution")


def read_incidents(body: Body, reading: TableReading, timezone: str) -> None:
    """Rows of a log; times with a zone become wall time of `timezone`."""
    for row in body.rows():
        times = {name: row.read(name, lambda value: read_time(value, timezone)) for name in TIMES}
        moment = times["started_at"] or times["detected_at"] or times["ended_at"]
        if moment:
            reading.incidents.append(_incident(row, times, moment))
        else:
            _tell_timeless(row)


def _incident(row: RowReader, times: dict[str, datetime | None], moment: datetime) -> Record:
    service = row.text("service")
    if service is None:
        row.tell("unreadable_source", "service", "是空的，无法与周报中的事件对应；请补上。")
    incident_id = row.text("incident_id") or f"log-{fact_id(service, *times.values())[:8]}"
    count, unit = row.read("affected_count", read_quantity) or (None, None)
    values = {
        "incident_id": incident_id,
        "service": service,
        **times,
        **{name: row.text(name) for name in TEXTS},
        "affected_count": count,
        "affected_unit": row.text("affected_unit") or unit,
        "occurred_week": week_name(moment.date()),
    }
    return row.fact("table.incident_log", moment.date(), (incident_id,), origin="log", **values)


def _tell_timeless(row: RowReader) -> None:
    if not any(row.text(name) for name in TIMES):
        present = next(name for name in TIMES if name in row.body.header.columns)
        row.tell("unreadable_source", present, "是空的，这一事件没有任何时间，未计入；请补上。")
