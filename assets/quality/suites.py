"""The Great Expectations suites' run: `expectations/` over `core`, results into `quality.checks`.

Great Expectations is imported (2 to 4 s) only where something changed since the last time; else the last
results stand. What does not belong here: how it validates (`validation`), what is expected (`expectations/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from importlib import import_module
from types import ModuleType

import duckdb

from assets import collector, dictionary, stages, warehouse
from assets.house import House, RuleSetting
from assets.quality import catalogue, differences, engine, firing, rules, sensitive
from assets.quality.catalogue import Expectation, Rule, Suite
from assets.quality.later import put_off
from assets.quality.offers import Offers
from assets.quality.preview import ROWS, as_markdown
from assets.warehouse import quoted, transaction

STAGE = "checks"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A row of `quality.checks`, with whether it blocks and the first rows that failed."""

    table_name: str
    expectation: str
    column_name: str | None
    severity: str
    success: bool
    checked_rows: int
    failed_rows: int
    checked_at: datetime
    blocking: bool = False
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be validated: an expectation of Great Expectations, or a view of the rows that fail."""

    table: str
    name: str
    severity: str
    blocking: bool = False
    column: str | None = None
    expectation: Expectation | None = None
    view: str | None = None
    rows: str = ""
    """What to read instead of the table, if not all of it."""

    @property
    def key(self) -> str:
        """`core.progress.percent_present`."""
        return f"{self.table}.{self.name}"


def check(db: duckdb.DuckDBPyConnection, run_id: str, house: House) -> list[CheckResult]:
    """Validate every suite and write one row for each expectation and rule.

    Where nothing changed since the last time, nothing is written and the last results are given again. Raises
    `CatalogueError` for a mistaken suite, `validation.ValidationError` where one cannot be evaluated.
    """
    engine.check_settings(house.rules)
    inputs = rules.fingerprint(db, house)
    if inputs and stages.finished_with(db, STAGE) == inputs and (last := last_results(db)):
        return last
    house.progress("checks", 0, None)
    results = validate(db, house.rules, house.now(), inputs, rules.code(db, house))
    with transaction(db):
        warehouse.insert(db, "quality.checks", [asdict(result) | {"run_id": run_id} for result in results])
        if inputs:
            stages.finish(db, STAGE, inputs, house.now())
    return results


def validate(
    db: duckdb.DuckDBPyConnection, settings: Mapping[str, RuleSetting], at: datetime, inputs: str | None = None, code: str = ""
) -> list[CheckResult]:
    """Evaluate every suite on a connection of its own, so that nothing of it stays behind; `inputs` and `code` are those of `firing`."""
    put_off("scipy.stats", "altair")  # a third of the time: they are for distributions and their pictures
    engine.register_functions(db)  # on the connection that outlives the cursor
    with db.cursor() as cursor:
        with ThreadPoolExecutor(1) as beside, transaction(cursor):
            imported = beside.submit(_validation)  # DuckDB needs no Python
            offers = firing.fire(cursor, settings, inputs, code, at)
        validation = imported.result()
        tasks = [task for suite in catalogue.suites().values() for task in _tasks(cursor, suite, settings)]
        failed = _passed_again(cursor, tasks, offers)
        failed |= validation.failed_rows(cursor, [task for task in tasks if task.key not in failed])
        sizes = {table: _rows_of(cursor, table) for table in {task.table for task in tasks}}
        return [
            CheckResult(
                task.table,
                task.name,
                task.column,
                task.severity,
                failed[task.key] == 0,
                sizes[task.table],
                failed[task.key],
                at,
                task.blocking,
                _preview(cursor, task) if failed[task.key] else "",
            )
            for task in tasks
        ]


def _validation() -> ModuleType:
    """The module that imports Great Expectations."""
    with collector.importing():
        return import_module("assets.quality.validation")


def last_results(db: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """The results of the last run that validated."""
    blocking = {(suite.table, item.name) for suite in catalogue.suites().values() for item in suite.items if item.blocking}
    rows = db.execute(
        "select table_name, expectation, column_name, severity, success, checked_rows, failed_rows,"
        " checked_at"
        " from quality.checks where run_id = (select arg_max(run_id, checked_at) from quality.checks)"
        " order by table_name, expectation"
    ).fetchall()
    results = (CheckResult(*row) for row in rows)
    return [replace(r, blocking=(r.table_name, r.expectation) in blocking, preview=_preview_of_last(db, r)) for r in results]


def _preview_of_last(db: duckdb.DuckDBPyConnection, result: CheckResult) -> str:
    """The rows that fail a check that was not evaluated again, since nothing changed."""
    if result.success:
        return ""
    if result.expectation in catalogue.rules():
        return _shown(
            db,
            "select source_file, source_line, message from quality.bad_entries"  # noqa: S608 - a rule of the catalogue
            f" where rule = '{result.expectation}' and state <> 'resolved' order by source_file, source_line",
        )
    items = catalogue.suites()[result.table_name].expectations
    return _shown(db, next((item.rows_sql(result.table_name) for item in items if item.name == result.expectation), None))


def _tasks(db: duckdb.DuckDBPyConnection, suite: Suite, settings: Mapping[str, RuleSetting]) -> list[Task]:
    """What a suite asks; SQL becomes a view, so that its text needs no escaping on its way."""
    on = [rule for rule in suite.rules.values() if settings.get(rule.name, RuleSetting()).is_on]
    expected = [_of_expectation(db, suite, item) for item in suite.expectations]
    return expected + [_of_rule(db, rule, settings) for rule in on]


def _of_expectation(db: duckdb.DuckDBPyConnection, suite: Suite, item: Expectation) -> Task:
    view = None
    if item.sql is not None:
        view = _view(db, f"{suite.table}.{item.name}", str(item.rows_sql(suite.table)))
    return Task(suite.table, item.name, item.severity, item.blocking, item.column, item, view)


def _of_rule(db: duckdb.DuckDBPyConnection, rule: Rule, settings: Mapping[str, RuleSetting]) -> Task:
    view = _view(db, f"{rule.table}.{rule.name}", f"select * from bad_rows where rule = {quoted(rule.name)}")  # noqa: S608 - of the catalogue
    return Task(rule.table, rule.name, engine.severity_of(rule, settings), view=view)


def _passed_again(db: duckdb.DuckDBPyConnection, tasks: Iterable[Task], offers: Offers | None) -> dict[str, int]:
    """What passed the last time and passes over the reports that changed since: no row fails. What fails is left to be counted whole."""
    from assets.quality import validation  # noqa: PLC0415 - imports Great Expectations

    if offers is None or stages.finished_with(db, STAGE) != offers.since:
        return {}
    passed = {f"{result.table_name}.{result.expectation}" for result in last_results(db) if result.success}
    narrowed = [narrow for task in tasks if task.key in passed and (narrow := _narrowed(db, task, offers))]
    return {key: rows for key, rows in validation.failed_rows(db, narrowed).items() if rows == 0}


def _narrowed(db: duckdb.DuckDBPyConnection, task: Task, offers: Offers) -> Task | None:
    """The same over the changed reports only; None where they cannot tell. For a key all its rows are looked at, wherever they are."""
    item = task.expectation
    if item is None or not differences.has_part(dictionary.tables()[task.table]):
        return None
    if item.expect == "expect_column_values_to_be_unique":
        changed = offers.table(task.table, differences.REPORT)
        sql = f"select {item.column} from {task.table} where {item.column} in (select {item.column} from {changed})"  # noqa: S608
        db.execute(f"create or replace temp table {_keys(task.table)} as {sql}")
        return replace(task, rows=_keys(task.table))
    if not item.is_local:
        return None
    changed = offers.table(task.table, differences.REPORT)
    if item.sql is None:
        return replace(task, rows=changed)
    sql = offers.narrowed(str(item.rows_sql(changed)), differences.REPORT)
    return replace(task, rows=changed, view=_view(db, f"narrowed {task.key}", sql))


def _keys(table: str) -> str:
    return f"keys_of_{table.replace('.', '_')}"


def _view(db: duckdb.DuckDBPyConnection, name: str, sql: str) -> str:
    view = "failing_" + re.sub(r"\W", "_", name)
    db.execute(f"create or replace temp view {view} as {sql}")
    return view


def _rows_of(db: duckdb.DuckDBPyConnection, table: str) -> int:
    row = db.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 - a table of the dictionary
    return int(row[0]) if row else 0


def _preview(db: duckdb.DuckDBPyConnection, task: Task) -> str:
    if task.expectation is None:
        return _shown(db, f"select source_file, source_line, message from {task.view}")  # noqa: S608
    return _shown(db, task.expectation.rows_sql(task.table))


def _shown(db: duckdb.DuckDBPyConnection, sql: str | None) -> str:
    """The first rows of a query, masked."""
    return sensitive.mask(as_markdown(db.execute(f"select * from ({sql}) limit {ROWS}"))) if sql else ""  # noqa: S608
