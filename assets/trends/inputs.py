"""What the inputs of a trend table hold, week by week, and from which day on they differ from what the table was made of.

Nothing has to say what it changed: the rows themselves are compared, as one hash for each week. What does not belong here: making the
table anew from that day on (`build.py`), and stages (`freshness.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from assets import dictionary, stages
from assets.trends.files import TrendFile

_NOW, _THEN = "ops.input_weeks", "ops.trend_inputs"
_CODE = "code"
_BAD_ENTRIES = "quality.bad_entries"
_FACTS = tuple(name for name, table in dictionary.tables().items() if table.is_fact and name != "core.incident_mentions")
_FIRST_WEEKS = {
    "core.plans": "least(week_start, week_start_of(target_week))",
    "core.incidents": "min(least(week_start, week_start_of(occurred_week))) over (partition by team, coalesce(incident_id, fact_id))",
    "core.teams": "cast(null as date)",
}
"""The Monday of the first week that a row bears on, where that is not its own (null: every week); of an incident that of all tellings."""
_UNDATED_BEAR_ON_NOTHING = ("core.city_openings", _BAD_ENTRIES)
"""Tables whose rows without a week are in no trend: openings that a table lists, and what is wrong with a source as a whole."""
_BAD = """
select least(bad.week_start, facts.first_start) as starts_on, bad as held
from (
    select bad_entry_id, rule, severity, team, week, week_start, fact_id, fact_ids, entry_id, source_file, source_line, quote
    from quality.bad_entries
    where state is distinct from 'resolved'
) as bad
left join (
    select bad_entry_id, min(first_start) as first_start
    from (select bad_entry_id, unnest(coalesce(fact_ids, [fact_id])) as fact_id from quality.bad_entries)
    inner join ({facts}) using (fact_id)
    group by bad_entry_id
) as facts using (bad_entry_id)
"""
"""What of a bad entry trends look at; it bears on the first week of the facts that it names."""
_WITH_DOUBTS = """
select {first_week} as starts_on, (row, against.doubts) as held
from {table} as row
left join (
    select cited.key, list_sort(list((doubts.fact_id, doubts.bad_entry_id))) as doubts
    from (select {key} as key, unnest(fact_ids) as fact_id from {table}) as cited
    inner join doubts using (fact_id)
    group by cited.key
) as against on against.key = {key}
"""
_WITH_GAPS = """
with counted as (select distinct week_start from core.reports where week_start <= cast(created_at as date) + 10 or created_at is null)
select coalesce(before.week_start + 7, row.week_start) as starts_on, row as held
from core.reports as row
asof left join counted as before on row.week_start > before.week_start
"""
"""A report bears on the weeks before it for which nobody reported, since it makes them missing (weekly_reporting.sql has the bound)."""
_WITH_OUTCOMES = """
with aims as (
    select fact_id, team, project_id, series_section(project_id, section) as place, aimed_name(name) as aimed, unit
    from core.measures
    where is_target
),
outcomes as (
    select distinct team, project_id, series_section(project_id, section) as place, name, unit
    from core.measures
    where not coalesce(is_target, false) and week is not null and value is not null and name in (select aimed from aims)
),
answered as (
    select aims.fact_id
    from aims
    inner join outcomes
        on outcomes.name = aims.aimed
        and outcomes.team = aims.team
        and outcomes.project_id is not distinct from aims.project_id
        and outcomes.place is not distinct from aims.place
        and outcomes.unit is not distinct from aims.unit
)
select row.week_start as starts_on, (row, row.fact_id in (from answered)) as held
from core.measures as row
"""
"""A target with whether there is a measure that it is of, which may be stated later for the first time."""
_SPECIAL = {
    ("trends.weekly_measures", "core.measures"): _WITH_OUTCOMES,
    ("trends.weekly_reporting", "core.reports"): _WITH_GAPS,
}
"""Inputs that bear on other weeks, or with something else, in one trend than in others."""


@dataclass(frozen=True, slots=True)
class Since:
    """The first day on which the inputs differ. Without a day everything does; without a difference nothing."""

    day: date | None
    is_changed: bool = True


WHOLE = Since(None)


def since(db: duckdb.DuckDBPyConnection, trend: TrendFile, code: str) -> Since:
    """From when on a table is to be made anew. `code` stands for all that its rows rest on besides its inputs' rows."""
    note(db, trend, trend.inputs)
    row = db.execute(
        f"""select count(*), count(*) filter (where starts_on is null), min(starts_on)
            from (({_held(trend)}) except all (select input, starts_on, content from {_THEN} where trend = $trend)
                  union all
                  ((select input, starts_on, content from {_THEN} where trend = $trend) except all ({_held(trend)})))""",  # noqa: S608
        {"trend": trend.table, "code": code},
    ).fetchone()
    differing, everywhere, day = row or (0, 0, None)
    if everywhere or not _exists(db, trend.table):
        return WHOLE
    return Since(day, is_changed=differing > 0)


def note(db: duckdb.DuckDBPyConnection, trend: TrendFile, tables: Iterable[str]) -> None:
    """Look at what some of its inputs hold, week by week, unless that is known."""
    for table in tables:
        _note(db, trend, table)


def remember(db: duckdb.DuckDBPyConnection, trend: TrendFile, code: str) -> None:
    """Keep what the table is made of now. Call it in the transaction that makes it."""
    db.execute(f"delete from {_THEN} where trend = ?", [trend.table])  # noqa: S608 - a name of this module
    db.execute(f"insert into {_THEN} select $trend, * from ({_held(trend)})", {"trend": trend.table, "code": code})  # noqa: S608


def _held(trend: TrendFile) -> str:
    """What the inputs hold now, as rows of input, first day and content."""
    names = ", ".join(f"'{_name(trend, table)}'" for table in trend.inputs)
    return f"""select input, starts_on, content from {_NOW} where input in ({names})
               union all select '{_CODE}', cast(null as date), $code"""  # noqa: S608 - names of our own files


def _name(trend: TrendFile, table: str) -> str:
    if _is_doubted(trend, table):
        return f"{table} with doubts"
    return f"{table} of {trend.table}" if (trend.table, table) in _SPECIAL else table


def _is_doubted(trend: TrendFile, table: str) -> bool:
    """Whether the trend tells of bad entries against facts that a team's rows cite: these may be told in later weeks than the row's."""
    return _BAD_ENTRIES in trend.inputs and table.startswith("trends.") and "project_id" not in _columns(table)


def _columns(table: str) -> set[str]:
    return {column.name for column in dictionary.tables()[table].columns}


def _note(db: duckdb.DuckDBPyConnection, trend: TrendFile, table: str) -> None:
    """Hash an input by week, once for each state of it."""
    name = _name(trend, table)
    rests_on = [stages.finished_with(db, stage) for stage in _stages(trend, table)]
    version = _version(_rows(trend, table), rests_on)
    if db.execute(f"select bool_and(version = ?) from {_NOW} where input = ?", [version, name]).fetchone() == (True,):  # noqa: S608
        return
    db.execute(f"delete from {_NOW} where input = ?", [name])  # noqa: S608 - a name of this module
    _hash(db, name, _rows(trend, table), version, f"starts_on is not null or {table not in _UNDATED_BEAR_ON_NOTHING}")


def _hash(db: duckdb.DuckDBPyConnection, name: str, rows: str, version: str, condition: str) -> None:
    db.execute(
        f"""insert into {_NOW} select $name, starts_on, count(*) || ':' || sum(hash(held)), $version
            from ({rows}) where {condition} group by starts_on""",  # noqa: S608 - queries of this module
        {"name": name, "version": version},
    )


def _stages(trend: TrendFile, table: str) -> tuple[str, ...]:
    """The stages that decide what an input holds."""
    if table.startswith("core.") or table == _BAD_ENTRIES:
        return "rules", "core"
    return (table, "rules") if _is_doubted(trend, table) else (table,)


def _version(rows: str, rests_on: Iterable[str | None]) -> str:
    return stages.fingerprint([duckdb.__version__, rows, *rests_on])


def follow(db: duckdb.DuckDBPyConnection, table: str, stood: str | None, stands: str, first: date | None) -> None:
    """Keep what is known of a trend table as an input where it was made anew from a day on only, or not at all.

    `stood` and `stands` are what its stage finished with before and now. Without it the whole table would be hashed again.
    """
    rows = _plain(table)
    before, now = _version(rows, [stood]), _version(rows, [stands])
    if first is not None:
        db.execute(f"delete from {_NOW} where input = ? and version = ? and starts_on >= ?", [table, before, first])  # noqa: S608 - a name of this module
    known = db.execute(f"update {_NOW} set version = ? where input = ? and version = ?", [now, table, before]).fetchone()  # noqa: S608 - the same
    if first is not None and known and known[0]:
        _hash(db, table, rows, now, f"starts_on >= date '{first}'")


def _plain(table: str) -> str:
    return f"select {first_week(table)} as starts_on, held from {table} as held"  # noqa: S608 - names of our own files


def _rows(trend: TrendFile, table: str) -> str:
    """A query for an input's rows, each with the first day that it bears on."""
    if table == _BAD_ENTRIES:
        facts = " union all ".join(f"select fact_id, {first_week(fact)} as first_start from {fact}" for fact in _FACTS)  # noqa: S608
        return _BAD.format(facts=facts)
    if query := _SPECIAL.get((trend.table, table)):
        return query
    if _is_doubted(trend, table):
        key = f"({', '.join(dictionary.tables()[table].key)})"
        return _WITH_DOUBTS.format(first_week=first_week(table), table=table, key=key)
    return _plain(table)


def first_week(table: str) -> str:
    """SQL for the first day that a row of a table bears on."""
    return _FIRST_WEEKS.get(table, "quarter_start" if table.startswith("trends.quarterly_") else "week_start")


def _exists(db: duckdb.DuckDBPyConnection, table: str) -> bool:
    schema, name = table.split(".")
    return db.execute("select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]).fetchone() is not None
