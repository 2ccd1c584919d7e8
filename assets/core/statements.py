"""What one revision of a report stated, as rows of `core.fact_revisions`: its facts and its text, as written.

What does not belong here: which revision counts when (`periods`), and what two of them differ in (`changes`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assets import dictionary

Row = dict[str, Any]

KINDS = {
    "core.progress": "progress",
    "core.milestones": "milestones",
    "core.rollouts": "rollouts",
    "core.measures": "measures",
    "core.incident_mentions": "incidents",
    "core.plans": "plans",
    "core.entries": "entries",
}
"""The tables whose rows a report states, with how `kind` names them."""
TEXT_KINDS = ("plans", "entries")
"""Kinds that have no subject but their own words."""
_ABOUT = {
    "progress": ("component",),
    "milestones": ("event",),
    "rollouts": (),
    "measures": ("name",),
    "incidents": ("service",),
}
"""The columns that, beside the project, say what a fact is about: they stay when its values change."""
_OF_ENTRIES = ("kind",)
_DERIVED = ("origin", "incident_id", "occurred_week")
"""Columns of facts that a report does not state."""


def statements(document_id: str, tables: Mapping[str, list[Row]]) -> Iterator[Row]:
    """The rows of one revision, from its rows by core table."""
    for table, kind in KINDS.items():
        for row in tables.get(table, ()):
            yield {
                "document_id": document_id,
                "report_id": row["report_id"],
                "kind": kind,
                "fact_id": row["entry_id"] if kind == "entries" else row["fact_id"],
                "fact_key": _key(kind, row),
                "project_as_written": row["project_as_written"],
                "source_line": row["source_line"],
                "char_start": row.get("char_start"),
                "char_end": row.get("char_end"),
                "quote": row["text"] if kind == "entries" else row["quote"],
                "values_json": json.dumps(_values(table, row), ensure_ascii=False),
            }


def _key(kind: str, row: Row) -> str | None:
    if kind in TEXT_KINDS:
        return None
    goal = "目标" if row.get("is_target") else None
    return " / ".join(part for part in (row["project_as_written"], *(row[name] for name in _ABOUT[kind]), goal) if part)


def _values(table: str, row: Row) -> dict[str, str | list[str]]:
    """Texts only, so that masking a telephone number leaves JSON behind."""
    return {name: _text(row[name]) for name in _columns(table) if row.get(name) not in (None, [])}


def _columns(table: str) -> tuple[str, ...]:
    return _OF_ENTRIES if table == "core.entries" else tuple(c for c in dictionary.tables()[table].own if c not in _DERIVED)


def _text(value: object) -> str | list[str]:
    match value:
        case list():
            return [str(item) for item in value]
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.15g}"
    return str(value)
