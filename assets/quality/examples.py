"""The examples of rules and expectations as rows: small mappings, filled up to whole rows of `core`.

Tests use it; a run does not. What does not belong here: the examples (`expectations/*.yml`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from assets import dictionary, warehouse
from assets.house import RuleSetting
from assets.quality import catalogue, engine
from assets.quality.catalogue import Example, Rows, Rule

WEEK = "2024-W13"


def monday(week: str | None) -> date | None:
    """The Monday of an ISO week written 2024-W13."""
    return datetime.strptime(f"{week}-1", "%G-W%V-%u").date() if week else None


def whole_row(table: str, number: int, given: dict[str, Any]) -> dict[str, Any]:
    """A row of a table: what the example says, and plain values for the rest."""
    week = given.get("week", WEEK)
    line = given.get("source_line", number)
    plain: dict[str, Any] = {
        "fact_id": f"{table}-{number}",
        "entry_id": f"e{line}",
        "report_id": f"r-{week}",
        "document_id": f"d-{week}",
        "team": "支付",
        "week": week,
        "week_start": monday(week),
        "project_id": given.get("project"),
        "source_file": f"{week}.md",
        "source_line": line,
        "source_line_end": line,
        "title": week,
        "kind": "update",
        "origin": "report",
        "qualifier": "=",
        "is_target": False,
        "unit": None,
    }
    row = {**plain, **given}
    for column in dictionary.tables()[table].columns:
        value = row.get(column.name)
        if isinstance(value, str) and column.type in ("TIMESTAMP", "DATE"):
            moment = datetime.fromisoformat(value)
            row[column.name] = moment.date() if column.type == "DATE" else moment
        elif isinstance(value, date) and not isinstance(value, datetime) and column.type == "TIMESTAMP":
            row[column.name] = datetime(value.year, value.month, value.day)
    return row


def warehouse_of(rows: Rows) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory that holds the rows, by `schema.table`; `cities` are the register's.

    Mentions of incidents become incidents as in a run.
    """
    db = warehouse.connect(":memory:")
    warehouse.create_tables(db)
    _put(db, rows)
    return db


@contextmanager
def holding(rows: Rows) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one warehouse of all examples, which holds these rows while the block looks: a warehouse takes longer to make than most rules."""
    db = _emptied_afterwards()
    try:
        _put(db, rows)
        yield db
    finally:
        for table in {*rows, "core.incidents"} - {"cities"}:
            db.execute(f"delete from {table}")  # noqa: S608 - of the dictionary


@cache
def _emptied_afterwards() -> duckdb.DuckDBPyConnection:
    return warehouse_of({})


def _put(db: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    for table, given in rows.items():
        if table != "cities":
            warehouse.insert(db, table, [whole_row(table, i, row) for i, row in enumerate(given, 1)])
    if "core.incident_mentions" in rows:
        db.execute(files("sql").joinpath("core/incidents.sql").read_text("utf-8"))


def bad_rows(rule: Rule, example: Example) -> list[dict[str, Any]]:
    """What the rule makes of an example, alone but for the errors that quarantine."""
    with holding(example.rows) as db:
        off = {name: RuleSetting(is_on=False) for name in catalogue.rules() if name != rule.name}
        if rule.needs_accepted:
            off = {name: s for name, s in off.items() if catalogue.rules()[name].severity != "error"}
        settings = {**off, rule.name: RuleSetting(threshold=example.threshold)}
        engine.run_rules(db, settings, example.rows.get("cities"))
        cursor = db.execute("select * from bad_rows where rule = ? order by source_line", [rule.name])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
