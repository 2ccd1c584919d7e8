"""Which reports hold other rows of core than when the rules last ran, and which projects these name.

Nothing has to say what it changed: the rows themselves are compared, as one hash for each report. A table file counts as a report; a row
without a project stands for its report alone. What does not belong here: offering the rows to a rule (`offers`), and keeping what it found
(`firing`).
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from assets import dictionary
from assets.dictionary import Table
from assets.warehouse import quoted

REPORT, PROJECT, _RECALLED = "report", "project", "recalled"
MOST_CHANGED = 0.2
"""Of all reports: where more are to be looked at, all of them take no longer."""
_NOW, _THEN = "temp.reports_now", "ops.rule_reports"
_CHANGED = f"select part from changed_parts where rests_on = '{REPORT}'"  # noqa: S608 - names of this module
_DIFFER = f"""
select coalesce(n.report_id, t.report_id)
from {_NOW} n full join {_THEN} t on n.report_id = t.report_id where n.content is distinct from t.content
"""  # noqa: S608 - the same
_STANDING_ERRORS = "select distinct fact_id from {} where severity = 'error' and fact_id is not null"


def has_part(table: Table) -> bool:
    """Whether a table's rows are those of reports or table files."""
    return table.schema == "core" and _has(table, "report_id")


def part_of(table: Table, rests_on: str) -> str:
    """SQL for the report, or the project, that a row belongs to."""
    names = ("project_id", "report_id") if rests_on == PROJECT and _has(table, "project_id") else ("report_id",)
    return f"coalesce({', '.join(names)}, '')"


def compared() -> list[Table]:
    """The tables whose rows are compared; what a revision said is another only where its row of `core.report_revisions` is."""
    return [table for table in dictionary.tables().values() if has_part(table) and table.name != "fact_revisions"]


def find(db: duckdb.DuckDBPyConnection, recalled: Iterable[str]) -> bool:
    """Fill the temporary table `changed_parts`; whether it is so little that the rest need not be looked at.

    Reports in which one of the `recalled` rules found something are to be looked at, too.
    """
    _note(db)
    rules = ", ".join(map(quoted, recalled)) or "null"
    db.execute("create or replace temp table changed_parts (rests_on varchar, part varchar)")
    _add(db, _DIFFER)
    db.execute(f"insert into changed_parts select distinct '{_RECALLED}', part from ops.found_rows where rule in ({rules})")  # noqa: S608
    row = db.execute(f"select (select count(distinct part) from ({changed(REPORT)})), count(*) from {_NOW}").fetchone()  # noqa: S608
    looked_at, held = row or (0, 0)
    return bool(looked_at <= MOST_CHANGED * held)


def changed(rests_on: str) -> str:
    """A query for the reports, or the projects, that are to be looked at."""
    kinds = (REPORT, _RECALLED) if rests_on == REPORT else (rests_on,)
    return f"select part from changed_parts where rests_on in ({', '.join(map(quoted, kinds))})"  # noqa: S608 - names of this module


def _note(db: duckdb.DuckDBPyConnection) -> None:
    """Hash the rows of each report as they are now."""
    rows = " union all ".join(
        f"select {part_of(table, REPORT)} as report_id, hash(row) as content from {table.full_name} as row"  # noqa: S608 - of the dictionary
        for table in compared()
    )
    db.execute(
        f"""create or replace temp table reports_now as
            select report_id, count(*) || ':' || sum(content) as content from ({rows}) group by report_id"""  # noqa: S608 - the same
    )


def _add(db: duckdb.DuckDBPyConnection, reports: str) -> bool:
    """Count the reports that a query gives as changed, with the projects that they name or named. Whether any was not yet."""
    db.execute(f"create or replace temp table added as ({reports}) except ({_CHANGED})")
    if db.execute("select 1 from added limit 1").fetchone() is None:
        return False
    db.execute(f"insert into changed_parts select '{REPORT}', * from added")  # noqa: S608 - a name of this module
    named = f"select part from ({_projects('added')}) union select unnest(projects) from {_THEN} where report_id in (from added)"  # noqa: S608 - the same
    known = f"select part from changed_parts where rests_on = '{PROJECT}'"  # noqa: S608 - the same
    db.execute(f"insert into changed_parts select '{PROJECT}', * from (({named}) except ({known}))")  # noqa: S608 - the same
    return True


def _projects(reports: str) -> str:
    """A query for the reports that a table lists, each with the projects that its rows belong to."""
    return " union ".join(
        f"select {part_of(table, REPORT)} as report_id, {part_of(table, PROJECT)} as part from {table.full_name}"  # noqa: S608 - of the dictionary
        f" where {part_of(table, REPORT)} in (select * from {reports})"
        for table in compared()
        if _has(table, "project_id")
    )


def take_quarantined(db: duckdb.DuckDBPyConnection, asked: Iterable[str]) -> bool:
    """Count as changed what holds a fact that errors of the `asked` rules name now, or named then, but not both. Whether there was any."""
    then = f"{_STANDING_ERRORS.format('ops.found_rows')} and rule in ({', '.join(map(quoted, asked)) or 'null'})"
    now = _STANDING_ERRORS.format("found_rows")
    db.execute(f"create or replace temp table requarantined as (({now}) except ({then})) union (({then}) except ({now}))")
    if db.execute("select 1 from requarantined limit 1").fetchone() is None:
        return False
    facts = [table for table in compared() if table.is_fact]
    held = (f"select {part_of(table, REPORT)} from {table.full_name} where fact_id in (from requarantined)" for table in facts)  # noqa: S608
    return _add(db, " union ".join(held))


def remember(db: duckdb.DuckDBPyConnection, *, is_whole: bool) -> None:
    """Keep what the rows are now. Call it in the transaction that keeps what the rules found."""
    if is_whole:
        _note(db)
        reports = f"select report_id from {_NOW}"  # noqa: S608 - names of this module
        db.execute(f"delete from {_THEN}")  # noqa: S608 - the same
    else:
        reports = _CHANGED
        db.execute(f"delete from {_THEN} where report_id in ({reports})")  # noqa: S608 - the same
    db.execute(
        f"""insert into {_THEN} by name
            select report_id, content, coalesce(projects, []) as projects
            from {_NOW} left join (
                select report_id, list(part order by part) as projects from ({_projects(f"({reports})")}) group by report_id
            ) using (report_id)
            where report_id in ({reports})"""  # noqa: S608 - the same
    )


def forget(db: duckdb.DuckDBPyConnection) -> None:
    """Keep nothing of it."""
    db.execute(f"delete from {_THEN}")  # noqa: S608 - a name of this module


def _has(table: Table, column: str) -> bool:
    return any(each.name == column for each in table.columns)
