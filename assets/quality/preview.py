"""Rows as Markdown tables for Dagster's metadata. What does not belong here: which rows are bad."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

ROWS = 10
"""Enough to see what is wrong; all of them are in the table."""
_WIDTH = 120


def newest_bad_entries(db: duckdb.DuckDBPyConnection) -> str:
    """The unresolved bad entries found last, errors first."""
    return as_markdown(
        db.execute(
            "select severity, rule, week, project,"
            " source_file || ':' || coalesce(source_line, 1) as place, message"
            " from quality.bad_entries where state <> 'resolved'"
            " order by severity, first_seen_at desc, week desc, source_file, source_line, rule limit ?",
            [ROWS],
        )
    )


def as_markdown(result: duckdb.DuckDBPyConnection) -> str:
    """The rows of a result as a Markdown table; text stays text. Empty where there is none."""
    names = [column[0] for column in result.description]
    rows = result.fetchall()
    if not rows:
        return ""
    return "\n".join([_line(names), _line("---" for _ in names), *(_line(_cells(row)) for row in rows)])


def _cells(row: Sequence[object]) -> Iterable[str]:
    return (_plain("" if value is None else str(value)) for value in row)


def _plain(text: str) -> str:
    short = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
    for mark in "\\`*_[]<>|#":
        short = short.replace(mark, f"\\{mark}")
    return " ".join(short.split())


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
