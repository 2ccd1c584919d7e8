"""`weekhouse check`: what the reader and the rules would flag, found in a warehouse in memory.

What does not belong here: the rules (`expectations/`) and the Great Expectations suites, which check tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets import dictionary, warehouse
from assets.house import House
from pipelines.problems import UnusableError

_FLAGGED = """
    select b.severity, b.source_file, coalesce(b.source_line, 1), coalesce(s.char_start, 0) + 1,
           b.rule, b.message
    from quality.bad_entries b
    left join spans s on s.key = coalesce(b.fact_id, b.rule || ':' || b.entry_id || ':' || b.quote)
    order by b.source_file, b.source_line, 4, b.rule, b.bad_entry_id
"""


@dataclass(frozen=True, slots=True)
class Flagged:
    """One thing that would be flagged."""

    severity: str
    line: str


def check(house: House) -> list[Flagged]:
    """Read the sources of the house and apply the rules; nothing is written. By file and line."""
    from assets.core.load import load
    from assets.documents.collect import collect
    from assets.quality.rules import find_bad_entries

    with warehouse.connect(":memory:") as db:
        warehouse.create_tables(db)
        collect(db, house)
        load(db, house)
        find_bad_entries(db, house)
        if not db.execute("select 1 from raw.documents limit 1").fetchone():
            raise UnusableError(_unreadable(db))
        db.execute(_spans())
        paths = _paths(db)
        rows = db.execute(_FLAGGED).fetchall()
    return [
        Flagged(severity, f"{paths.get(file, file)}:{line}:{column}: {severity}: {rule}: {message}")
        for severity, file, line, column, rule, message in rows
    ]


def _spans() -> str:
    """Where each fact and finding begins in its line."""
    facts = [
        f"select fact_id as key, char_start from {table.full_name}"  # noqa: S608 - names of the dictionary
        for table in dictionary.tables().values()
        if table.is_fact
    ]
    finding = "select rule || ':' || entry_id || ':' || quote, char_start from core.findings"
    unread = "select 'unread_number:' || entry_id || ':' || quote, char_start from core.unread_numbers"
    union = " union all ".join((*facts, finding, unread))
    spans = f"select key, min(char_start) as char_start from ({union}) group by key"  # noqa: S608
    return f"create temp table spans as {spans}"


def _unreadable(db: duckdb.DuckDBPyConnection) -> str:
    row = db.execute("select source, message from raw.source_problems order by 1 limit 1").fetchone()
    return f"{row[0]}: {row[1]}" if row else "there is nothing to read in these files"


def _paths(db: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    """The path to show for each source_file: the one that was given, completed below a folder."""
    rows = db.execute("""
        select source, source_file from raw.documents
        union all select source, source_file from raw.source_problems
    """).fetchall()
    return {file: source if Path(source).is_file() else f"{source}/{file}" for source, file in rows}
