"""Corrections applied to rows on their way from the reader into core, and what became of each.

A correction always meets rows as they were read, never ones that are corrected already, so that it cannot apply
twice. What does not belong here: the files (`corrections`), and which reports are read anew for them (`revisions`).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import duckdb

from assets import warehouse
from assets.core.corrections import Correction
from assets.core.rows import Row, key, occurred_week, week_start
from assets.core.values import Value
from assets.projects.registry import Registry

TABLE = "quality.corrections"
REFUSED = "correction_refused"
EMPTY, LIST_MARK = "空", "、"
_APPLIED, _EXPIRED, _REFUSED = "applied", "expired", "refused"


class Corrector:
    """The corrections of one load. Hand it all rows that it may concern, then ask it for what became of each correction."""

    def __init__(self, corrections: Iterable[Correction], registry: Registry, today: date) -> None:
        self._registry = registry
        self._outcomes: dict[str, tuple[Correction, str, str | None, Row]] = {}
        self._open: list[Correction] = []
        self._by: dict[tuple[str, str], str] = {}
        for correction in corrections:
            if correction.mistake:
                self._tell(correction, _REFUSED, correction.mistake)
            elif correction.until and correction.until < today:
                self._tell(correction, _EXPIRED, f"有效期至 {correction.until}")
            else:
                self._open.append(correction)
                self._tell(correction, _REFUSED, "没有找到它所指的周报或表格")

    def touched(self, db: duckdb.DuckDBPyConnection) -> list[str]:
        """The reports that a correction bears on, now or in the load before: their rows have to come from the reader again."""
        before = db.execute(f"select team, week, source_file from {TABLE} where state = ?", [_APPLIED]).fetchall()  # noqa: S608 - our table
        named = [*before, *((c.team, c.week, c.source_file) for c in self._open)]
        weeks = [f"{team}|{week}" for team, week, _ in named if team and week]
        rows = db.execute(
            "select report_id from core.reports where concat(team, '|', week) in (select unnest(?::varchar[]))"
            " or source_file in (select unnest(?::varchar[]))",
            [weeks, [file for _, _, file in named if file]],
        ).fetchall()
        return [row[0] for row in rows]

    def apply(self, tables: Mapping[str, list[Row]]) -> None:
        """Put right what corrections name among the rows, in place. Without a file a correction means a report's fact."""
        wanted = {c.table for c in self._open}
        by_file: dict[tuple[str, str], list[Row]] = defaultdict(list)
        by_week: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for table in wanted & set(tables):
            for row in tables[str(table)]:
                by_file[str(table), row["source_file"]].append(row)
                if row.get("entry_id"):
                    by_week[str(table), str(row["team"]), str(row["week"])].append(row)
        found = [(correction, _near(correction, by_file, by_week)) for correction in self._open]
        fitting = [(correction, self._the_one(correction, near)) for correction, near in found if near]
        for correction, fact in fitting:  # only now: each has to see what the source says
            if fact is not None:
                self._change(fact, str(correction.column), correction.value)
                self._tell(correction, _APPLIED, None, fact)

    def write(self, db: duckdb.DuckDBPyConnection) -> None:
        """Record what became of each correction, and a finding for each that is refused. Call it inside a transaction."""
        db.execute(f"delete from {TABLE}")  # noqa: S608 - our table
        warehouse.insert(db, TABLE, self._rows())
        warehouse.insert(db, "core.findings", (_finding(c, str(why)) for c, state, why, _ in self._outcomes.values() if state == _REFUSED))

    def _tell(self, correction: Correction, state: str, why: str | None, row: Row | None = None) -> None:
        self._outcomes[correction.place] = (correction, state, why, row or {})

    def _the_one(self, correction: Correction, near: list[Row]) -> Row | None:
        """The row that a correction is to change; where there is none or more than one, it is told why."""
        column = str(correction.column)
        meant = _meant(correction, near)
        fitting = [row for row in meant if _is_same(row.get(column), correction.expect)]
        if not meant:
            self._tell(correction, _REFUSED, "原文里没有它所指的事实")
        elif not fitting:
            said = "、".join(sorted({shown(row.get(column)) for row in meant}))
            self._tell(correction, _REFUSED, f"原文的 {column} 现在是 {said}，不是 {shown(correction.expect)}")
        elif len(fitting) > 1:
            self._tell(correction, _REFUSED, f"有 {len(fitting)} 条事实都符合，请用 quote 或 where 说明是哪一条")
        elif (fitting[0]["fact_id"], column) in self._by:
            self._tell(correction, _REFUSED, f"{self._by[fitting[0]['fact_id'], column]} 已经更正了同一个值")
        else:
            self._by[fitting[0]["fact_id"], column] = correction.place
            return fitting[0]
        return None

    def _change(self, row: Row, column: str, value: Value) -> None:
        row[column] = value
        if column == "project_as_written":
            found = self._registry.resolve(str(value)) if value else None
            row |= {"project_id": found.project_id if found else None, "project": found.name if found else None}
        if "occurred_week" in row:
            row["occurred_week"] = occurred_week(row)

    def _rows(self) -> Iterable[Row]:
        seen: Counter[str] = Counter()
        for c, state, why, row in self._outcomes.values():
            same = key("correction", c.file, c.team, c.week, c.source_file, c.source_line, c.quote, c.fact_id, c.table, c.column)
            seen[same] += 1
            week = row.get("week", c.week)
            yield {
                "correction_id": key(same, seen[same]), "correction_file": c.file, "correction_line": c.line, "state": state, "why": why,
                "team": row.get("team", c.team), "week": week, "week_start": monday(week), "project": row.get("project"),
                "table_name": c.table, "column_name": c.column, "expect": shown(c.expect), "value": shown(c.value),
                "fact_id": row.get("fact_id"), "source_file": row.get("source_file", c.source_file),
                "source_line": row.get("source_line", c.source_line), "quote": row.get("quote", c.quote),
                "reason": c.reason, "who": c.who, "until_on": c.until,
            }  # fmt: skip


def _near(
    correction: Correction,
    by_file: Mapping[tuple[str, str], list[Row]],
    by_week: Mapping[tuple[str, str, str], list[Row]],
) -> list[Row]:
    """The rows of the file that a correction names, else of the team's reports of the week."""
    table = str(correction.table)
    if correction.source_file:
        return by_file.get((table, correction.source_file), [])
    return by_week.get((table, str(correction.team), str(correction.week)), [])


def _meant(correction: Correction, near: list[Row]) -> list[Row]:
    """The rows that a correction names; a quote is found again where its line has moved."""
    said = {"team": correction.team, "week": correction.week, "quote": correction.quote, "fact_id": correction.fact_id}
    rows = [row for row in near if all(value is None or row.get(name) == value for name, value in said.items())]
    rows = [row for row in rows if all(_is_where(row, name, value) for name, value in correction.where.items())]
    on_line = [row for row in rows if correction.source_line in (None, row.get("source_line"))]
    return on_line or (rows if correction.quote or correction.fact_id else [])


def _is_where(row: Row, name: str, value: Value) -> bool:
    return _is_same(row.get(name), value) or (name == "project_as_written" and row.get("project") == value)


def _is_same(read: Value, expected: Value) -> bool:
    if isinstance(read, float) and isinstance(expected, float):
        return math.isclose(read, expected, rel_tol=1e-9)
    return bool(read == expected)


def shown(value: Value) -> str:
    """A value as a correction writes it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    return LIST_MARK.join(value) if isinstance(value, list) else EMPTY if value is None else str(value)


def monday(week: str | None) -> date | None:
    """The Monday of a week as a person wrote it; None where it is none."""
    try:
        return week_start(week)
    except ValueError:
        return None


def _finding(correction: Correction, why: str) -> Row:
    return {
        "rule": REFUSED, "team": correction.team or "default", "week": correction.week if monday(correction.week) else None,
        "week_start": monday(correction.week), "source_file": f"corrections/{correction.file}", "source_line": correction.line,
        "quote": correction.reason, "observed": why, "expected": "生效的更正",
        "message": f"更正未生效：{why}；请修改或删去这条更正",
    }  # fmt: skip
