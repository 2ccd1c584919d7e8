"""The trend tables: a golden case for every SQL file (`tests/sql/<table>.yml`), and what holds for all.

A golden case has `given` (rows by table; what is left out is null) and `expect` (the table's rows in order; what is left
out must be null). `week_start` follows from `week`; of a trend, lists of ids that are left out are empty, but `fact_ids` is
then its `fact_id` alone. A file holds one or more.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
import yaml

from assets import dictionary, stages, warehouse
from assets.house import House, RuleSetting
from assets.trends import build as building
from assets.trends import files, freshness
from assets.trends.asset import trends
from assets.trends.build import build, build_table, prepare
from assets.trends.preview import newest_rows
from assets.trends.together import refresh_all
from tests import simulated

CASES_DIR = Path(__file__).parent / "sql"
TREND_TABLES = {name: table for name, table in dictionary.tables().items() if table.schema == "trends"}
NOW = datetime(2024, 4, 1, 8)

KINDS_OF_FACT = ("progress", "milestones", "rollouts", "city_openings", "measures", "incidents", "plans")
VIEWS = {  # what the views of sql/macros.sql read
    "quarantined_facts": {"quality.bad_entries"},
    "doubts": {"quality.bad_entries"},
    "entries_of_facts": {"core.entries", *(f"core.{kind}" for kind in KINDS_OF_FACT)},
}

Rows = list[dict[str, Any]]


def golden_cases() -> Iterator[Any]:
    for path in sorted(CASES_DIR.glob("*.yml")):
        for case in yaml.load_all(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


def monday_of(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def whole(table: dictionary.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with all columns of the table; one that the table does not have is a mistake in the case."""
    names = [column.name for column in table.columns]
    unknown = set(row) - set(names)
    assert not unknown, f"{table.full_name} has no {unknown}"
    full = {name: row.get(name) for name in names}
    if full.get("week") and "week_start" in full:
        full["week_start"] = full["week_start"] or monday_of(full["week"])
    if table.schema == "trends":
        own = [full["fact_id"]] if full.get("fact_id") else []
        full |= {name: own if name == "fact_ids" else [] for name in names if name.endswith("_ids") and full[name] is None}
    return full


def give(db: duckdb.DuckDBPyConnection, table_name: str, rows: Rows) -> None:
    """Insert rows into a table of the dictionary, which is made if it is a trend table."""
    table = dictionary.tables()[table_name]
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    db.execute(f"create table if not exists {table_name} ({columns})")
    casts = ", ".join(f"cast({'cast(? as json)' if is_nested(column.type) else '?'} as {column.type})" for column in table.columns)
    values = [
        [
            json.dumps(cell) if is_nested(column.type) and cell is not None else cell
            for column, cell in zip(table.columns, whole(table, row).values(), strict=True)
        ]
        for row in rows
    ]
    if values:
        db.execute(f"insert into {table_name} values {', '.join([f'({casts})'] * len(values))}", list(chain.from_iterable(values)))


def is_nested(type_name: str) -> bool:
    return type_name.endswith("[]") or type_name.startswith("MAP")


def rows_of(db: duckdb.DuckDBPyConnection, table_name: str) -> Rows:
    result = db.execute(f"select * from {table_name}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, map(rounded, row), strict=True)) for row in result.fetchall()]


def build_alone(db: duckdb.DuckDBPyConnection, name: str) -> None:
    """One table, which is made of facts alone."""
    trend = files.trend_files()[name]
    assert not [table for table in trend.inputs if table.startswith("trends.")]
    prepare(db)
    build_table(db, trend)


def rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse.connect(":memory:")
    warehouse.create_tables(connection)
    yield connection
    connection.close()


@pytest.mark.parametrize(("name", "case"), list(golden_cases()))
def test_golden_case(db: duckdb.DuckDBPyConnection, name: str, case: dict[str, Any]) -> None:
    trend = files.trend_files()[name]
    unread = set(case["given"]) - set(trend.inputs)
    assert not unread, f"{trend.path} does not read {unread}"
    for table_name in trend.inputs:
        give(db, table_name, case["given"].get(table_name, []))
    prepare(db, case.get("deadline_hours"))
    assert build_table(db, trend) == len(case["expect"])
    assert rows_of(db, trend.table) == [whole(TREND_TABLES[trend.table], row) for row in case["expect"]]


def test_every_file_has_a_case_and_every_case_a_file() -> None:
    assert {path.stem for path in CASES_DIR.glob("*.yml")} == set(files.trend_files())


def test_every_file_is_in_the_dictionary_and_the_reverse() -> None:
    assert {trend.table for trend in files.trend_files().values()} == set(TREND_TABLES)


def test_tables_of_an_empty_warehouse_have_the_columns_of_the_dictionary(
    db: duckdb.DuckDBPyConnection,
) -> None:
    assert build(db) == dict.fromkeys([t.table for t in files.trend_files().values()], 0)
    for name, table in TREND_TABLES.items():
        have = [(row[0], row[1]) for row in db.execute(f"describe {name}").fetchall()]
        assert have == [(column.name, column.type) for column in table.columns], name
        assert all(column.description and column.zh for column in table.columns), name


def test_weekly_tables_have_a_quarterly_sister_that_says_how_it_sums_up() -> None:
    weekly = {name.removeprefix("weekly_") for name in files.trend_files() if name.startswith("weekly_")}
    quarterly = {name.removeprefix("quarterly_") for name in files.trend_files() if name.startswith("quarterly_")}
    assert quarterly - weekly == {"promises", "review"}  # the first counts by quarter only, the second is of highlights
    assert weekly - quarterly == {"highlights"}
    for name in quarterly:
        said = TREND_TABLES[f"trends.quarterly_{name}"].description
        assert re.search(r"\b(sums?|last value|means?|counts?|rate)\b", said, re.IGNORECASE), name


@pytest.mark.parametrize("trend", files.trend_files().values(), ids=lambda trend: trend.name)
def test_the_header_names_what_is_read(trend: files.TrendFile) -> None:
    code = re.sub(r"--.*", "", trend.sql)
    read = set(re.findall(r"\b(?:from|join)\s+((?:core|quality|trends|raw|ops)\.\w+)", code))
    for view, behind in VIEWS.items():
        read |= behind if re.search(rf"\b{view}\b", code) else set()
    assert set(trend.inputs) == read
    assert trend.sql.startswith(f"-- {trend.table}: ")
    assert f"\n-- grain: {'week' if trend.name.startswith('weekly') else 'quarter'}" in trend.sql


@pytest.mark.parametrize("trend", files.trend_files().values(), ids=lambda trend: trend.name)
def test_style_of_the_sql(trend: files.TrendFile) -> None:
    code = re.sub(r"--.*|'[^']*'", "", trend.sql)
    assert code == code.lower()
    assert all(len(line) <= 120 for line in trend.sql.splitlines())
    assert not re.search(r"\{\{|\{%|\b(primary key|unique|sequence|enum|current_date|now\(\)|random)\b", code)


def test_inputs_of_a_header_over_two_lines() -> None:
    assert files.inputs_of("-- x\n-- inputs: core.a,\n--   core.b\n--\n-- core.c") == ("core.a", "core.b")
    assert files.inputs_of("select 1") == ()


def test_files_run_after_their_inputs() -> None:
    order = [trend.table for trend in files.trend_files().values()]
    for trend in files.trend_files().values():
        assert all(order.index(t) < order.index(trend.table) for t in trend.inputs if t in order)


def test_a_cycle_and_an_unknown_input_are_named() -> None:
    one = files.TrendFile("weekly_plans", "", ("trends.quarterly_plans",))
    two = files.TrendFile("quarterly_plans", "", ("trends.weekly_plans",))
    with pytest.raises(files.TrendError, match=r"read from each other: .*weekly_plans"):
        files.in_order([one, two])
    with pytest.raises(files.TrendError, match=r"sql/trends/weekly_plans\.sql: core\.nothing"):
        files.in_order([files.TrendFile("weekly_plans", "", ("core.nothing",))])
    with pytest.raises(files.TrendError, match=r"sql/trends/other\.sql: trends\.other"):
        files.in_order([files.TrendFile("other", "", ())])


def test_a_file_that_fails_is_named_and_nothing_is_half_built(db: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    build(db)
    give(db, "core.reports", [report("pay", "2024-W13")])
    broken = dict(files.trend_files())
    broken["quarterly_rollout"] = files.TrendFile("quarterly_rollout", "select nothing from core.reports", ())
    monkeypatch.setattr(building, "trend_files", lambda: broken)
    with pytest.raises(files.TrendError, match=r"^sql/trends/quarterly_rollout\.sql: .*nothing"):
        build(db)
    assert rows_of(db, "trends.weekly_reporting") == []


def report(team: str, week: str) -> dict[str, Any]:
    return {
        "report_id": f"{team}-{week}",
        "team": team,
        "week": week,
        "created_at": datetime.combine(monday_of(week), datetime.min.time()).replace(hour=18),
        "source_file": f"{team}/{week}.md",
    }


def fact(team: str, week: str, number: int, **values: Any) -> dict[str, Any]:
    return {
        "fact_id": f"{team}-{week}-{number}",
        "report_id": f"{team}-{week}",
        "entry_id": f"entry-{team}-{week}-{number}",
        "team": team,
        "week": week,
        "project_id": f"p{number % 3}",
        "project": f"项目{number % 3}",
        "source_file": f"{team}/{week}.md",
        "source_line": number,
        **values,
    }


WEEKS = ("2020-W52", "2020-W53", "2021-W01", "2021-W02", "2024-W51", "2024-W52", "2025-W01", "2025-W02")


def many_rows() -> dict[str, Rows]:
    """By table: two teams, three projects, weeks across two years' ends, and something of every kind."""
    found: dict[str, Rows] = {}
    for at, week in enumerate(WEEKS):
        for team in ("pay", "shop"):
            found.setdefault("core.reports", []).append(report(team, week))
            for n in range(3):
                values: dict[str, dict[str, Any]] = {
                    "core.progress": {"component": "对账", "percent": 10.0 * at + n},
                    "core.rollouts": {
                        "new_cities": 5,
                        "cumulative_cities": 5 * at,
                        "remaining_cities": 90 - 5 * at,
                    },
                    "core.measures": {"section": "运行", "name": "可用性", "value": 99.0 + n, "unit": "%"},
                    "core.milestones": {"event": "上线", "status": "planned", "date_end": monday_of(week)},
                    "core.incidents": {
                        "occurred_week": week,
                        "started_at": monday_of(week),
                        "severity": "P1",
                    },
                    "core.plans": {"target_week": WEEKS[min(at + 1, 7)], "text": f"计划{n}"},
                    "core.entries": {"kind": "update", "text": f"计划{n}完成"},
                }
                for kind, its in values.items():
                    origin = {"origin": "report"} if kind in ("core.rollouts", "core.incidents") else {}
                    row = {**fact(team, week, n), **its, **origin}
                    row = row if kind != "core.entries" else {k: v for k, v in row.items() if k != "fact_id"}
                    found.setdefault(kind, []).append(row)
    return found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with many rows, of which the trends are built."""
    file = tmp_path_factory.mktemp("filled") / "warehouse.duckdb"
    with warehouse.connect(file) as db:
        warehouse.create_tables(db)
        for table, rows in many_rows().items():
            give(db, table, rows)
        build(db)
    return file


@pytest.fixture(scope="module")
def built(filled: Path) -> dict[str, Rows]:
    """The rows of its trends."""
    with warehouse.connect(filled, read_only=True) as db:
        return {name: rows_of(db, name) for name in TREND_TABLES}


@pytest.fixture
def many(filled: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of it, to change and build again."""
    with warehouse.connect(shutil.copy(filled, tmp_path)) as db:
        yield db


def test_two_builds_give_the_same_rows_in_the_same_order(many: duckdb.DuckDBPyConnection, built: dict[str, Rows]) -> None:
    assert all(built.values()), "every table has rows"
    assert build(many) == {name: len(rows) for name, rows in built.items()}
    assert {name: rows_of(many, name) for name in built} == built


def test_keys_of_the_dictionary_identify_rows(built: dict[str, Rows]) -> None:
    for name, table in TREND_TABLES.items():
        keys = [tuple(row[column] for column in table.key) for row in built[name]]
        assert len(keys) == len(set(keys)), name


def test_weeks_and_quarters_across_the_years_end(built: dict[str, Rows]) -> None:
    for name in TREND_TABLES:
        for row in built[name]:
            if "week" in row:
                assert row["week_start"] == monday_of(row["week"]), name
            else:
                start = row["quarter_start"]
                assert row["quarter"] == f"{start.year}-Q{start.month // 3 + 1}", name
                assert start.day == 1, name
    quarters = {row["quarter"] for row in built["trends.quarterly_progress"]}
    assert quarters == {"2020-Q4", "2021-Q1", "2024-Q4", "2025-Q1"}
    weeks = {row["week"] for row in built["trends.weekly_reporting"]}
    assert {"2020-W53", "2021-W01", "2024-W01", "2024-W52", "2025-W01"} <= weeks
    assert "2024-W53" not in weeks


@pytest.mark.parametrize(
    ("week", "quarter", "quarter_start"),
    [
        ("2020-W53", "2020-Q4", date(2020, 10, 1)),  # Thursday 31 December
        ("2021-W01", "2021-Q1", date(2021, 1, 1)),
        ("2024-W13", "2024-Q1", date(2024, 1, 1)),  # Thursday 28 March, Sunday 31 March
        ("2024-W14", "2024-Q2", date(2024, 4, 1)),  # Monday 1 April
        ("2025-W01", "2025-Q1", date(2025, 1, 1)),  # Monday 30 December, Thursday 2 January
        ("2025-W14", "2025-Q2", date(2025, 4, 1)),  # Monday 31 March, Thursday 3 April
        ("2024-W99", None, None),
    ],
)
def test_the_quarter_of_a_week_is_that_of_its_thursday(
    db: duckdb.DuckDBPyConnection, week: str, quarter: str | None, quarter_start: date | None
) -> None:
    prepare(db)
    row = db.execute(
        """select iso_week_of(monday), quarter_of(monday), quarter_start_of(monday)
        from (select week_start_of(?) as monday)""",
        [week],
    ).fetchone()
    assert row == (week if quarter else None, quarter, quarter_start)


@pytest.mark.parametrize("state", ["open", "acknowledged", "muted", None])
def test_quarantined_rows_are_left_out_of_every_table_and_counted(many: duckdb.DuckDBPyConnection, state: str | None) -> None:
    quarantined = f"pay-{WEEKS[3]}-1"  # the same id in every kind of fact
    give(many, "quality.bad_entries", [{"bad_entry_id": "b", "fact_id": quarantined, "severity": "error", "state": state}])
    build(many)
    for name, table in TREND_TABLES.items():
        rows = rows_of(many, name)
        for row in rows:
            assert quarantined not in [row.get("fact_id"), row.get("target_fact_id"), *(row.get("fact_ids") or [])]
        if "excluded_rows" in {column.name for column in table.columns}:
            excluded = [row["excluded_rows"] or 0 for row in rows]
            if name.endswith("_availability"):  # counts the year so far
                assert max(excluded) == 1, name
            else:
                assert sum(excluded) == (6 if name.endswith("_reporting") else 1), name  # six kinds of fact have that id


def test_a_resolved_error_and_a_warning_quarantine_nothing(many: duckdb.DuckDBPyConnection, built: dict[str, Rows]) -> None:
    bad = {"fact_id": f"pay-{WEEKS[3]}-1"}
    give(many, "quality.bad_entries", [{**bad, "severity": "error", "state": "resolved"}])
    give(many, "quality.bad_entries", [{**bad, "severity": "warning", "state": "open"}])
    build(many)
    contents = {name: rows for name, rows in built.items() if "reporting" not in name}
    assert {name: rows_of(many, name) for name in contents} == contents


def test_forecasts_hold_the_true_week_in_seven_of_ten(db: duckdb.DuckDBPyConnection) -> None:
    """Measured when the method was chosen: 76 %, with a latest end in 67 % (benchmarks/forecast.py)."""
    series = simulated.rollouts()
    true_end = {str(number): points[-1][0] for number, points in enumerate(series)}
    warehouse.insert(db, "core.rollouts", simulated.rows(series))
    build_alone(db, "weekly_rollout")
    forecasts = [row for row in rows_of(db, "trends.weekly_rollout") if row["forecast_week_low"]]
    held = [
        monday_of(row["forecast_week_low"]) <= true_end[row["project_id"]]
        and (row["forecast_week_high"] is None or true_end[row["project_id"]] <= monday_of(row["forecast_week_high"]))
        for row in forecasts
    ]
    assert len(held) > 2000
    assert sum(held) / len(held) >= 0.7
    with_end = [row for row in forecasts if row["forecast_week_high"]]
    assert len(with_end) / len(forecasts) >= 0.6


def test_a_project_that_two_teams_report_does_not_jump_between_them(db: duckdb.DuckDBPyConnection) -> None:
    """Team pay was first; shop's report comes later in each week, and says 20 less."""
    for at, week in enumerate(("2024-W10", "2024-W11", "2024-W12", "2024-W13")):
        give(db, "core.progress", [fact("pay", week, 1, component="整体", percent=60 + at)])
        if at:
            give(db, "core.progress", [fact("shop", week, 1, component="整体", percent=40 + at)])
    build_alone(db, "weekly_progress")
    rows = rows_of(db, "trends.weekly_progress")
    assert [row["change"] for row in rows] == [None, 1, 1, 1]
    assert [row["other_teams"] for row in rows] == [None, ["shop"], ["shop"], ["shop"]]


@pytest.mark.parametrize(("left", "week"), [(260, "2029-W12"), (261, None)])
def test_nothing_is_forecast_beyond_five_years(db: duckdb.DuckDBPyConnection, left: int, week: str | None) -> None:
    """A city in every week: 260 cities take 260 weeks from 2024-W13."""
    for cumulative, week_of in enumerate(("2024-W10", "2024-W11", "2024-W12", "2024-W13"), start=1):
        counts = {"cumulative_cities": cumulative, "remaining_cities": left + 4 - cumulative}
        give(db, "core.rollouts", [fact("pay", week_of, 1, origin="report", **counts)])
    build_alone(db, "weekly_rollout")
    last = rows_of(db, "trends.weekly_rollout")[-1]
    assert [last[name] for name in ("forecast_week_low", "forecast_week", "forecast_week_high")] == [week] * 3


def test_a_pace_in_doubt_has_no_latest_end(db: duckdb.DuckDBPyConnection) -> None:
    """One city in three steps: pace 1 / 3, spread 1.645^2 * (1 - 1 / 3) / 2 = 0.902, and 1 / 9 < 0.902 / 3."""
    for week, cumulative in (("2024-W10", 1), ("2024-W11", 2), ("2024-W12", 2), ("2024-W13", 2)):
        counts = {"cumulative_cities": cumulative, "remaining_cities": 32 - cumulative}
        give(db, "core.rollouts", [fact("pay", week, 1, origin="report", **counts)])
    build_alone(db, "weekly_rollout")
    last = rows_of(db, "trends.weekly_rollout")[-1]
    assert last["forecast_week"] == "2025-W51"  # 30 / (1 / 3) = 90 weeks
    assert last["forecast_week_low"] < last["forecast_week"]
    assert last["forecast_week_high"] is None


def test_a_milestone_is_followed_for_a_quarter_beyond_its_date(db: duckdb.DuckDBPyConnection) -> None:
    """Promised for 2024-W05: carried to W18, 13 weeks on; without a date 13 weeks from W01, to W14."""
    for number in range(1, 31):
        give(db, "core.reports", [report("pay", f"2024-W{number:02}")])
    promised = fact("pay", "2024-W01", 1, event="上线", status="planned", date_end=monday_of("2024-W05"))
    undated = fact("pay", "2024-W01", 2, event="上线", status="planned")
    give(db, "core.milestones", [promised, undated])
    build(db)
    last_week = {row["project_id"]: row["week"] for row in rows_of(db, "trends.weekly_milestones")}
    assert last_week == {"p1": "2024-W18", "p2": "2024-W14"}


def kinds_of(db: duckdb.DuckDBPyConnection, table: str, **where: str) -> list[str]:
    rows = [row for row in rows_of(db, table) if all(row[name] == value for name, value in where.items())]
    return [row["kind"] for row in rows]


def test_reports_without_facts_make_no_findings_and_no_numbers(db: duckdb.DuckDBPyConnection) -> None:
    give(db, "core.reports", [report("pay", "2024-W12"), report("pay", "2024-W13")])
    made = build(db)
    silent = {name for name, rows in made.items() if not rows}
    told = {f"trends.{grain}_{kind}" for grain in ("weekly", "quarterly") for kind in ("reporting", "incidents")}
    assert set(made) - silent == told | {"trends.quarterly_review"}
    assert kinds_of(db, "trends.quarterly_review") == ["no_incident", "reporting"]


def test_one_week_alone_is_compared_with_nothing(db: duckdb.DuckDBPyConnection) -> None:
    week = "2024-W13"
    give(db, "core.reports", [report("pay", week)])
    give(db, "core.progress", [fact("pay", week, 1, percent=30, component="整体")])
    give(db, "core.rollouts", [fact("pay", week, 2, origin="report", cumulative_cities=5, remaining_cities=5)])
    give(db, "core.incidents", [fact("pay", week, 3, origin="report", occurred_week=week, started_at=monday_of(week))])
    build(db)
    (progress,), (rollout,), (incidents,) = (rows_of(db, f"trends.weekly_{name}") for name in ("progress", "rollout", "incidents"))
    assert (progress["percent"], progress["change"], progress["weeks_unchanged"]) == (30, None, 0)
    assert (rollout["share_done"], rollout["change"], rollout["forecast_week"]) == (0.5, None, None)
    assert (incidents["incidents"], incidents["minutes"], incidents["weeks_since_incident"]) == (1, None, None)
    assert kinds_of(db, "trends.weekly_highlights") == ["incident"]


def test_a_team_that_stopped_is_missing_in_every_week_since(db: duckdb.DuckDBPyConnection) -> None:
    for week in ("2024-W10", "2024-W11", "2024-W12", "2024-W13"):
        give(db, "core.reports", [report("pay", week)])
    give(db, "core.reports", [report("shop", "2024-W10")])
    give(db, "core.progress", [fact("shop", "2024-W10", 1, percent=30, component="整体")])
    build(db)
    (quarter,) = [row for row in rows_of(db, "trends.quarterly_reporting") if row["team"] == "shop"]
    assert (quarter["weeks"], quarter["missing_weeks"], quarter["facts"]) == (4, 3, 1)
    assert kinds_of(db, "trends.weekly_highlights", team="shop") == ["report_missing"] * 3
    assert [row["incidents"] for row in rows_of(db, "trends.weekly_incidents") if row["team"] == "shop"] == [0, None, None, None]
    assert len(rows_of(db, "trends.weekly_progress")) == 1


def test_a_week_of_quarantined_rows_has_no_value_and_says_so(db: duckdb.DuckDBPyConnection) -> None:
    for week, percent in (("2024-W11", 50), ("2024-W12", 950), ("2024-W13", 50)):
        give(db, "core.reports", [report("pay", week)])
        give(db, "core.progress", [fact("pay", week, 1, percent=percent, component="整体")])
    bad = {"fact_id": "pay-2024-W12-1", "severity": "error", "state": "open", "rule": "percent_out_of_range", "quote": "进度950%"}
    give(db, "quality.bad_entries", [{**bad, "bad_entry_id": "b", "team": "pay", "week": "2024-W12"}])
    build(db)
    rows = rows_of(db, "trends.weekly_progress")
    assert [row["percent"] for row in rows] == [50, None, 50]
    assert [row["excluded_fact_ids"] for row in rows] == [[], ["pay-2024-W12-1"], []]
    assert rows[2]["weeks_unchanged"] == 2, "the run goes on over what is unknown"
    (finding,) = rows_of(db, "trends.weekly_highlights")
    assert (finding["week"], finding["kind"], finding["bad_entry_ids"]) == ("2024-W12", "doubtful_numbers", ["b"])
    assert "「进度950%」" in finding["sentence_zh"]


def test_at_most_twenty_findings_a_week_the_weightiest(db: duckdb.DuckDBPyConnection) -> None:
    give(db, "core.reports", [report("pay", "2024-W12"), report("pay", "2024-W13")])
    for number in range(25):
        for week, percent in (("2024-W12", 10), ("2024-W13", 100 if number == 24 else 40)):
            row = fact("pay", week, number, percent=percent, component="整体")
            give(db, "core.progress", [{**row, "project_id": f"p{number}", "project": f"项目{number}"}])
    build(db)
    rows = rows_of(db, "trends.weekly_highlights")
    assert [row["rank"] for row in rows] == list(range(1, 21))
    assert [row["weight"] for row in rows] == sorted((row["weight"] for row in rows), reverse=True)
    assert rows[0]["project"] == "项目24"


def finish_upstream(db: duckdb.DuckDBPyConnection, inputs: str) -> None:
    for stage in freshness.UPSTREAM_STAGES:
        stages.finish(db, stage, inputs, NOW)


def test_tables_are_made_again_only_when_something_changed(db: duckdb.DuckDBPyConnection) -> None:
    name = "weekly_reporting"
    assert refresh_all(db, [name], NOW)[name] == (0, True)
    assert refresh_all(db, [name], NOW)[name] == (0, True), "nothing is known of the facts"
    finish_upstream(db, "one")
    for trend in files.trend_files():
        assert stages.finished_with(db, freshness.STAGE) is None
        assert not freshness.is_current(db)
        assert refresh_all(db, [trend], NOW)[trend] == (0, True)
    assert freshness.is_current(db)
    finished = stages.finished_with(db, freshness.STAGE)
    assert finished
    assert refresh_all(db, [name], NOW)[name] == (0, False)
    assert not freshness.is_current(db, deadline_hours=12)
    give(db, "core.reports", [report("pay", "2024-W13")])
    finish_upstream(db, "two")
    made = {trend for trend in files.trend_files() if refresh_all(db, [trend], NOW)[trend][1]}
    assert {"weekly_reporting", "quarterly_reporting", "weekly_progress"} <= made, "those that read reports"
    assert not made & {"quarterly_progress", "quarterly_rollout"}, "those whose rows rest on rows that are still the same"
    assert freshness.is_current(db)
    assert rows_of(db, "trends.weekly_reporting")[0]["week"] == "2024-W13"
    assert stages.finished_with(db, freshness.STAGE) not in (None, finished)


def test_another_sql_makes_the_tables_that_read_from_it_again(db: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    finish_upstream(db, "one")
    before = freshness.fingerprints(db)
    changed = dict(files.trend_files())
    plain = changed["weekly_reporting"]
    changed["weekly_reporting"] = files.TrendFile(plain.name, plain.sql + " -- changed", plain.inputs)
    monkeypatch.setattr(freshness, "trend_files", lambda: changed)
    after = freshness.fingerprints(db)
    stale = {name.removeprefix("trends.") for name in after if after[name] != before[name]}
    readers = {"availability", "incidents", "milestones", "plans", "reporting"}
    others = {"quarterly_promises", "weekly_highlights", "quarterly_review"}
    assert stale == {f"{grain}_{name}" for grain in ("weekly", "quarterly") for name in readers} | others


def test_preview_shows_text_as_text(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("create table trends.seen as select '24-W13' w, 'a|b\n<i>`x`</i>' as t, 0.5::double as n, null u")
    assert newest_rows(db, "trends.seen").splitlines() == [
        "| w | t | n | u |",
        "| --- | --- | --- | --- |",
        "| 24-W13 | a\\|b &lt;i>\\`x\\`&lt;/i> | 0.5 |  |",
    ]


def test_assets_build_the_tables_and_show_their_rows(tmp_path: Path) -> None:
    house = House(home=tmp_path, clock=lambda: NOW, rules={"late_report": RuleSetting(threshold=12)})
    with house.open() as db:
        give(db, "core.reports", [report("pay", "2024-W13")])
        finish_upstream(db, "one")
    for was_unchanged in (False, True):
        run = dg.materialize([trends], resources={"house": house})
        assert run.success
        seen = {e.asset_key.to_user_string(): e.materialization.metadata for e in run.get_asset_materialization_events()}
        assert set(seen) == {name.replace(".", "/") for name in TREND_TABLES}
        reporting = seen["trends/weekly_reporting"]
        assert reporting["dagster/row_count"].value == 1
        assert reporting["was_unchanged"].value is was_unchanged
        assert "2024-W13" in str(reporting["preview"].value)
    with house.open() as db:
        assert rows_of(db, "trends.weekly_reporting")[0]["is_late"] is False
        assert freshness.is_current(db, deadline_hours=12)


def test_assets_depend_on_what_their_files_read() -> None:
    for name, trend in files.trend_files().items():
        found = {".".join(key.path) for key in trends.asset_deps[dg.AssetKey(["trends", name])]}
        assert found == set(trend.inputs)


def test_one_table_can_be_made_alone(tmp_path: Path) -> None:
    house = House(home=tmp_path, clock=lambda: NOW)
    with house.open() as db:
        give(db, "core.reports", [report("pay", "2024-W13")])
        finish_upstream(db, "one")
    run = dg.materialize([trends], resources={"house": house}, selection=[dg.AssetKey(["trends", "weekly_reporting"])])
    assert [e.asset_key.path[-1] for e in run.get_asset_materialization_events() if e.asset_key] == ["weekly_reporting"]
