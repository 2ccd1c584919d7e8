"""Runs the rules: every rule's SQL over `core`, its bad rows into the temporary tables `found_rows` and `bad_rows`.

What does not belong here: what the rules are (`expectations/`), the life of a bad entry over runs (`life`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

import duckdb

from assets.documents.cities import register
from assets.house import RuleSetting
from assets.quality import catalogue, functions, moments, repairs, sensitive
from assets.quality.catalogue import CatalogueError, Rule
from assets.warehouse import quoted

Cities = Sequence[Mapping[str, Any]]

COLUMNS = {
    "table_name": "varchar",
    "fact_id": "varchar",
    "entry_id": "varchar",
    "team": "varchar",
    "week": "varchar",
    "week_start": "date",
    "project": "varchar",
    "source_file": "varchar",
    "source_line": "integer",
    "quote": "varchar",
    "observed": "varchar",
    "expected": "varchar",
    "likely_cause": "varchar",
    "repair_fact_id": "varchar",
    "repair_column": "varchar",
    "repair_value": "varchar",
}
"""What a rule's SQL may give of a bad row; further columns serve its message."""
REQUIRED = ("team", "week", "source_file", "observed")
MASKED = ("quote", "observed", "expected", "message", "likely_cause", "repair_value")
"""The columns that may repeat sensitive text."""
_OF_REPAIR = {"likely_cause": "repair.cause", "repair_value": "nullif(repair.value, '')"}
"""What a rule's column `repair` (`repairs.STRUCT`) stands for."""
_FIELD = re.compile(r"\{([a-z_]+)\}")


def severity_of(rule: Rule, settings: Mapping[str, RuleSetting]) -> str:
    """The rule's severity, or what the settings make of it."""
    setting = settings.get(rule.name)
    return (setting.severity if setting else None) or rule.severity


def sql_of(rule: Rule, settings: Mapping[str, RuleSetting]) -> str:
    """The rule's SQL with the threshold that the settings give."""
    setting = settings.get(rule.name)
    return rule.text(setting.threshold if setting else None)


def threshold_of(name: str, settings: Mapping[str, RuleSetting]) -> float | None:
    """The threshold that a rule decides by; None where it is off or has none."""
    setting, rule = settings.get(name, RuleSetting()), catalogue.rules()[name]
    if not setting.is_on or rule.threshold is None:
        return None
    return rule.threshold.value if setting.threshold is None else setting.threshold


def check_settings(settings: Mapping[str, RuleSetting]) -> None:
    """Raise `CatalogueError`, one line, for a rule that does not exist or a setting that it cannot have."""
    known = catalogue.rules()
    for name, setting in settings.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise CatalogueError(f"rules.{name}: no such rule{hint}")
        if setting.severity not in (None, "error", "warning"):
            raise CatalogueError(f"rules.{name}.severity: {setting.severity!r} is neither error nor warning")
        if setting.threshold is not None and known[name].threshold is None:
            raise CatalogueError(f"rules.{name}.threshold: this rule has no threshold")


def active_rules(settings: Mapping[str, RuleSetting]) -> list[Rule]:
    """The rules that are on, in the order to run: what quarantines first, what asks for it after."""
    on = [rule for rule in catalogue.rules().values() if settings.get(rule.name, RuleSetting()).is_on]
    return sorted(on, key=lambda rule: (severity_of(rule, settings) != "error", rule.needs_accepted))


def register_functions(db: duckdb.DuckDBPyConnection) -> None:
    """Give the database the Python functions that the rules' SQL calls."""
    for together in (sensitive.FUNCTIONS, repairs.FUNCTIONS, moments.FUNCTIONS):
        functions.register(db, together)


def prepare(db: duckdb.DuckDBPyConnection, cities: Cities | None = None) -> None:
    """Give this connection what the rules' SQL uses: macros, functions, cities, and empty `found_rows`."""
    register_functions(db)
    db.execute(files(__package__).joinpath("macros.sql").read_text("utf-8"))
    suspicious = sensitive.prefilter_sql("text")
    db.execute(f"create or replace temp macro may_be_sensitive(text) as {suspicious}")
    _load_cities(db, cities)
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    db.execute(f"create or replace temp table found_rows (rule varchar, severity varchar, part varchar, {columns}, message varchar)")
    db.execute(
        "create or replace temp view quarantined as"
        " select distinct fact_id from found_rows where severity = 'error' and fact_id is not null"
    )


def _load_cities(db: duckdb.DuckDBPyConnection, given: Cities | None) -> None:
    """The temporary table `cities`: code, full name, and every other name that means the city."""
    if given is None:
        rows = [(city.code, city.full_name, list(city.names)) for city in register().cities]
    else:
        rows = [(city["code"], city["name"], city.get("aliases", [])) for city in given]
    shape = quoted('[{"code": "VARCHAR", "name": "VARCHAR", "aliases": ["VARCHAR"]}]')
    content = json.dumps([dict(zip(("code", "name", "aliases"), row, strict=True)) for row in rows], ensure_ascii=False)
    db.execute(f"create or replace temp table cities as select unnest(from_json_strict(?, {shape}), recursive := true)", [content])


def run_rules(
    db: duckdb.DuckDBPyConnection,
    settings: Mapping[str, RuleSetting],
    cities: Cities | None = None,
    files: Collection[str] | None = None,
) -> None:
    """Fill `bad_rows` of this connection: a row per rule and entry (fact or file, where there is no entry).

    `cities` replaces the register of cities. With `files`, no warning is told of what stands in another file,
    but by rules whose rows stand in earlier reports.
    """
    check_settings(settings)
    prepare(db, cities)
    for rule in active_rules(settings):
        is_elsewhere_too = files is None or rule.stands_earlier or severity_of(rule, settings) == "error"  # which quarantines
        find(db, rule, settings, None if is_elsewhere_too else files)
    gather(db)


def gather(db: duckdb.DuckDBPyConnection) -> None:
    """Fill `bad_rows` from `found_rows`: several of one rule and entry become one that says so and lists their facts."""
    db.execute("drop table if exists found")
    db.execute(_ONE_PER_ENTRY)


def fields_of(message: str) -> list[str]:
    """The columns that a message names."""
    return _FIELD.findall(message)


def find(db: duckdb.DuckDBPyConnection, rule: Rule, settings: Mapping[str, RuleSetting], files: Collection[str] | None = None) -> None:
    """Append what a rule finds, in these `files` only if given, to `found_rows`. Raises `CatalogueError` for a mistaken rule."""
    sql = sql_of(rule, settings)
    if files is not None:
        sql = f"from ({sql}) where source_file in ({', '.join(map(quoted, files)) or 'null'})"
    find_by(db, rule, sql, severity_of(rule, settings))


def find_by(db: duckdb.DuckDBPyConnection, rule: Rule, sql: str, severity: str, *, is_masked: bool = False) -> None:
    """Append what a rule's SQL gives to `found_rows`, masked if asked for. Raises `CatalogueError` for a mistaken rule.

    Most rules find nothing, and what puts their rows in shape takes as long to plan as they do.
    """
    try:
        counted = db.execute(f"create or replace temp table found as {sql}").fetchone()
    except duckdb.ProgrammingError as error:
        raise CatalogueError(f"{rule.name}: {str(error).splitlines()[0]}") from error
    if counted and counted[0]:
        given = {name for name, *_ in db.execute("select * from found limit 0").description}
        of_part = _OF_PART[rule.rests_on] if rule.rests_on else ()
        missing = [name for name in (*REQUIRED, *of_part, *fields_of(rule.message)) if name not in given]
        if missing:
            raise CatalogueError(f"{rule.name}: the SQL gives no column {missing[0]}")
        db.execute(f"insert into found_rows by name {_found_rows(rule, given, severity, is_masked)}")


def _found_rows(rule: Rule, given: set[str], severity: str, is_masked: bool) -> str:
    """The rows of `found`, which has the `given` columns, as rows of `found_rows`."""
    cells = ", ".join(
        f"cast({name if name in given else _default(rule, name, given)} as {kind}) as {name}" for name, kind in COLUMNS.items()
    )
    part = f"coalesce({', '.join(_OF_PART[rule.rests_on])}, '')" if rule.rests_on else "null"
    of_rule = f"'{rule.name}' as rule, '{severity}' as severity, {part} as part"
    rows = f"select {of_rule}, {cells}, {_message_sql(rule.message)} as message from found"  # noqa: S608 - of the catalogue
    masks = ", ".join(f"{sensitive.mask_sql(column)} as {column}" for column in MASKED)
    return f"select * replace ({masks}) from ({rows})" if is_masked else rows  # noqa: S608 - the same


_OF_PART = {"report": ("report_id",), "project": ("project_id", "report_id")}
"""The columns that say which part a row was found in."""
_ONE_PER_ENTRY = """
create or replace temp table bad_rows as
with placed as (select *, coalesce(entry_id, fact_id, concat_ws(':', source_file, source_line)) as place from found_rows),
ranked as (
    select
        *,
        row_number() over (partition by rule, place order by source_line, observed, fact_id, project, quote) as nth,
        count(*) over (partition by rule, place) as of_place,
        list(fact_id) over (partition by rule, place) as facts
    from placed
)
select
    * exclude (part, message, place, nth, of_place, facts),
    message || case when of_place > 1 then '（同一条目共 ' || of_place || ' 处）' else '' end as message,
    list_sort(list_distinct(facts)) as fact_ids
from ranked
where nth = 1
"""


def _default(rule: Rule, column: str, given: set[str]) -> str:
    """The SQL for a column that a rule does not give: null, but its own table for that of a bad fact, which is what a repair changes."""
    if column == "table_name" and "fact_id" in given:
        return f"case when fact_id is not null then '{rule.table}' end"
    if column in _OF_REPAIR and "repair" in given:
        return _OF_REPAIR[column]
    if column == "repair_fact_id" and {"fact_id", "repair_column"} <= given:
        return "case when repair_column is not null then fact_id end"
    return "null"


def _message_sql(template: str) -> str:
    """`{part}/{whole}` as SQL: the words as literals, the columns as `shown(part)`."""
    pieces = enumerate(_FIELD.split(template))
    parts = [f"shown({piece})" if i % 2 else quoted(piece) for i, piece in pieces if piece]
    return f"concat({', '.join(parts)})"
