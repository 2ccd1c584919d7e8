"""The Great Expectations suites: every expectation has an example that fails it, and a broken key blocks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import dagster as dg
import duckdb
import duckdb_engine
import pytest

from assets import dictionary, stages, warehouse
from assets.house import House, RuleSetting
from assets.quality import asset, catalogue, checks, engine, examples, rules, suites, validation
from assets.quality.catalogue import Expectation, Suite

NOON = datetime(2024, 4, 1, 12)
SUITES = catalogue.suites()
COMMON = {item.name for item in catalogue.read_suite(catalogue.DIRECTORY / catalogue.COMMON).expectations}
EXPECTATIONS = [
    pytest.param(suite, item, id=f"{suite.table}.{item.name}")
    for suite in SUITES.values()
    for item in suite.expectations
    if item.name not in COMMON or suite.table == "core.progress"
]
BAD = {
    "core.progress": [
        {"source_line": 1, "percent": 110.0, "component": "账户"},
        {"source_line": 1, "percent": 110.0, "component": "会员"},
        {"source_line": 2, "percent": 40.0, "previous_percent": 50.0, "project": "A"},
    ],
    "core.entries": [{"source_line": 9, "text": "节点 10.1.2.3"}],
}


def house_of(home: Path, **settings: RuleSetting) -> House:
    return House(home=home, clock=lambda: NOON, rules=settings)


def failures(db: duckdb.DuckDBPyConnection, suite: Suite, item: Expectation) -> int:
    with db.cursor() as cursor:
        task = suites._of_expectation(cursor, suite, item)
        return validation.failed_rows(cursor, [task])[task.key]


@pytest.fixture(scope="module")
def failures_of_nothing() -> dict[str, int]:
    """What each expectation finds in empty tables."""
    with examples.warehouse_of({}) as db, db.cursor() as cursor:
        tasks = [suites._of_expectation(cursor, suite, item) for suite in SUITES.values() for item in suite.expectations]
        return validation.failed_rows(cursor, tasks)


@pytest.mark.parametrize(("suite", "item"), EXPECTATIONS)
def test_the_example_fails_the_expectation_is_shown_and_an_empty_table_does_not(
    suite: Suite, item: Expectation, failures_of_nothing: dict[str, int]
) -> None:
    assert failures_of_nothing[f"{suite.table}.{item.name}"] == 0
    with examples.holding({suite.table: item.fails}) as db:
        assert len(db.execute(str(item.rows_sql(suite.table))).fetchall()) == failures(db, suite, item) > 0


@pytest.mark.parametrize("table", [name for name in SUITES if name.startswith("core.")])
def test_keys_and_references_block_and_nothing_else_does(table: str) -> None:
    keys = ("_present", "_unique", "_is_known")
    for item in SUITES[table].items:
        is_key = (
            any(item.name.endswith(end) and (item.column or "").endswith("_id") for end in keys) if isinstance(item, Expectation) else False
        )
        assert item.blocking == is_key, item.name


def test_every_core_table_has_a_suite() -> None:
    assert set(SUITES) == {name for name, table in dictionary.tables().items() if table.schema == "core"}


def test_the_checks_count_what_the_rules_find(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    house = house_of(tmp_path)
    with examples.warehouse_of(BAD) as db:
        rules.find_bad_entries(db, house)
        results = suites.check(db, "run-1", house)
        counted = dict(db.execute("select rule, count(*) from quality.bad_entries group by rule").fetchall())
        written = db.execute("select count(*), any_value(run_id) from quality.checks").fetchone()
    by_rule = {r.expectation: r.failed_rows for r in results if r.expectation in catalogue.rules()}
    assert {name: number for name, number in by_rule.items() if number} == counted
    assert set(by_rule) == set(catalogue.rules())
    assert written == (len(results), "run-1")
    shown = next(r for r in results if r.expectation == "sensitive_text")
    assert (shown.failed_rows, shown.checked_rows, shown.success, shown.severity) == (1, 1, False, "warning")
    assert "10.1.2.3" not in str(results)
    assert capfd.readouterr() == ("", "")


def test_settings_reach_the_checks_and_the_connection_is_left_without_traces(tmp_path: Path) -> None:
    settings = {"percent_out_of_range": RuleSetting(severity="warning"), "sensitive_text": RuleSetting(is_on=False)}
    with examples.warehouse_of(BAD) as db:
        results = {r.expectation: r for r in suites.check(db, "run-1", house_of(tmp_path, **settings))}
        assert db.execute("select count(*) from duckdb_views() where temporary and not internal").fetchone() == (0,)
        engine.run_rules(db, {})
    assert results["percent_out_of_range"].severity == "warning"
    assert "sensitive_text" not in results


def test_nothing_is_validated_again_while_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_of(tmp_path)
    with examples.warehouse_of({**BAD, "core.measures": [{"value": None, "name": "成功率"}]}) as db:
        stages.finish(db, "core", "first", NOON)
        first = suites.check(db, "run-1", house)
        rules.find_bad_entries(db, house)
        monkeypatch.setattr(suites, "validate", lambda *_: pytest.fail("validated again"))
        again = suites.check(db, "run-2", house)
        assert db.execute("select distinct run_id from quality.checks").fetchall() == [("run-1",)]
    key = lambda r: (r.table_name, r.expectation, r.failed_rows, r.success, r.blocking, bool(r.preview))  # noqa: E731
    assert sorted(map(key, again)) == sorted(map(key, first))


def test_an_expectation_that_cannot_be_evaluated_is_no_bad_data() -> None:
    item = SUITES["core.progress"].expectations[0].model_copy(update={"column": "colour", "expect": "expect_column_values_to_not_be_null"})
    with examples.warehouse_of({}) as db, pytest.raises(validation.ValidationError, match=r"core\.progress\.fact_id_present: "):
        failures(db, SUITES["core.progress"], item)


def test_upstream_still_needs_the_buffering_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, `BufferedCursor` and `BufferedConnection` can go: upstream fetches before it closes."""
    monkeypatch.setattr(validation, "BufferedConnection", duckdb_engine.ConnectionWrapper)
    suite = SUITES["core.progress"]
    with examples.warehouse_of({}) as db, pytest.raises(validation.ValidationError):
        failures(db, suite, suite.expectations[1])


# --- Dagster


def core_assets() -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The core tables as Dagster knows them, made by nobody here."""

    @dg.multi_asset(specs=[dg.AssetSpec(dg.AssetKey(name.split("."))) for name in SUITES], name="core")
    def core() -> object:
        yield from (dg.MaterializeResult(asset_key=dg.AssetKey(name.split("."))) for name in SUITES)

    return [core]


def run(house: House) -> dg.ExecuteInProcessResult:
    definitions = dg.Definitions(
        assets=[*core_assets(), asset.bad_entries],
        asset_checks=[checks.core_checks],
        resources={"house": house},
        jobs=[dg.define_asset_job("all", selection="*")],
        executor=dg.in_process_executor,
    )
    return definitions.resolve_job_def("all").execute_in_process(raise_on_error=False)


def fill(house: House, rows: catalogue.Rows) -> None:
    with house.open() as db:
        for table, given in rows.items():
            warehouse.insert(db, table, [examples.whole_row(table, i, row) for i, row in enumerate(given, 1)])


SOUND = {
    "raw.documents": [{"document_id": "d"}],
    "core.reports": [{"report_id": "r", "document_id": "d", "quarter": "2024-Q1"}],
    "core.entries": [{"entry_id": "e", "report_id": "r", "text": "进度110%"}],
}


def test_bad_entries_do_not_block(tmp_path: Path) -> None:
    house = house_of(tmp_path)
    fill(house, {**SOUND, "core.progress": [{"entry_id": "e", "report_id": "r", "percent": 110.0}]})
    result = run(house)
    assert result.success
    evaluations = {e.check_name: e for e in result.get_asset_check_evaluations()}
    assert not evaluations["percent_out_of_range"].passed
    assert evaluations["percent_out_of_range"].metadata["failed_rows"].value == 1
    made = next(e for e in result.get_asset_materialization_events() if e.asset_key.path == ["quality", "bad_entries"])
    assert made.materialization.metadata["errors"].value == 1


def test_a_broken_key_blocks_what_comes_after(tmp_path: Path) -> None:
    house = house_of(tmp_path)
    fill(house, {**SOUND, "core.progress": [{"fact_id": "f", "entry_id": "e", "report_id": "r", "percent": 50.0}] * 2})
    result = run(house)
    assert not result.success
    assert {e.check_name for e in result.get_asset_check_evaluations() if not e.passed} == {"fact_id_unique"}
    assert not any(e.asset_key.path == ["quality", "bad_entries"] for e in result.get_asset_materialization_events())
