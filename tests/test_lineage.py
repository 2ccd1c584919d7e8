"""Lineage: from a row of a trend to its facts, their lines and the bad entries on them; and `weekhouse why TABLE KEY…`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets import dictionary, warehouse
from assets.house import House
from assets.published import manifest, rows, shelf, snapshot
from assets.trends import lineage
from assets.trends.build import build
from pipelines import lineage as pages
from pipelines.problems import UnusableError
from pipelines.settings import Settings
from tests.test_trends import TREND_TABLES, fact, give, many_rows, report, rows_of

WORDS = ("2024-W11", "2024-W12", "2024-W13")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of three weeks: 对账 at 60, 60 and (quarantined) 350 %, a plan done, a quiet team."""
    house = House(tmp_path_factory.mktemp("home"), clock=lambda: datetime(2024, 4, 1, 8))
    with house.open() as db:
        for number, week in enumerate(WORDS):
            percent = (60, 60, 350)[number]
            row = {"component": "对账", "percent": percent, "quote": f"对账{percent}%", "source_sheet": "表1" if number else None}
            give(db, "core.reports", [{**report("pay", week), "title": f"周报 {week}"}])
            give(db, "core.progress", [fact("pay", week, 1, **row)])
        plan = fact("pay", "2024-W12", 2, target_week="2024-W13", text="对账接口联调", quote="对账接口联调")
        answer = {"entry_id": "e", "team": "pay", "week": "2024-W13", "kind": "update", "text": "对账接口联调完成", "project_id": "p2"}
        give(db, "core.plans", [plan])
        give(db, "core.entries", [{**answer, "source_file": "pay/2024-W13.md", "source_line": 9}])
        give(db, "core.projects", [{"project_id": "p1", "project": "项目1", "aliases": ["老名"]}])
        give(db, "core.measures", [fact("pay", "2024-W11", 3, name=name, value=1, section="运行") for name in ("甲", "乙")])
        give(db, "quality.bad_entries", BAD_ENTRIES)
        build(db)
        with shelf.new_publication(house.home, "first") as folder:
            rows.prepare(db)
            snapshot.write(db, folder, {"publication_id": "first", "created_at": house.now()}, house.progress)
            manifest.write(folder, {})
    return house.home


def bad_entry(number: int, rule: str, message: str, severity: str = "warning", state: str = "open", **of: Any) -> dict[str, Any]:
    words = {"rule": rule, "severity": severity, "state": state, "message": message}
    return {"bad_entry_id": f"b{number}", "team": "pay", "week": "2024-W12", **words, **of}


BAD_ENTRIES = [
    bad_entry(1, "percent_out_of_range", "350% 不对", "error", fact_id="pay-2024-W13-1"),
    bad_entry(2, "ratio_mismatch", "存疑", fact_ids=["x", "pay-2024-W12-1"]),
    bad_entry(3, "late_report", "迟交", source_file="pay/2024-W11.md"),
    bad_entry(4, "measure_jump", "旧的", "error", "resolved", fact_id="pay-2024-W11-1"),
]


@pytest.fixture
def db(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(home / "published" / "warehouse.duckdb", read_only=True) as connection:
        yield connection


def of(db: duckdb.DuckDBPyConnection, name: str, **conditions: str) -> lineage.Lineage:
    table = TREND_TABLES[f"trends.{name}"]
    (row,) = lineage.rows(db, table, conditions)
    return lineage.of_row(db, table, row)


def test_a_value_leads_to_its_lines_the_newest_first(db: duckdb.DuckDBPyConnection) -> None:
    found = of(db, "weekly_progress", week="2024-W12", project_id="p1")
    assert [(o.source_file, o.source_line, o.source_sheet, o.quote) for o in found.origins] == [
        ("pay/2024-W12.md", 1, "表1", "对账60%"),
        ("pay/2024-W11.md", 1, None, "对账60%"),
    ]
    assert [o.table for o in found.origins] == ["core.progress"] * 2
    assert found.excluded == ()


def test_bad_entries_stand_at_their_fact_unless_resolved(db: duckdb.DuckDBPyConnection) -> None:
    newest, oldest = of(db, "weekly_progress", week="2024-W12").origins
    assert [bad.bad_entry_id for bad in newest.bad_entries] == ["b2"]
    assert newest.status_of_row == "flagged"
    assert oldest.bad_entries == ()
    assert oldest.status_of_row == "accepted"


def test_a_row_of_quarantined_facts_rests_on_nothing_and_says_what_was_left_out(db: duckdb.DuckDBPyConnection) -> None:
    found = of(db, "weekly_progress", week="2024-W13")
    assert found.origins == ()
    assert [(o.quote, o.status_of_row, o.bad_entries[0].rule) for o in found.excluded] == [
        ("对账350%", "quarantined", "percent_out_of_range")
    ]


def test_status_is_that_of_the_snapshot(db: duckdb.DuckDBPyConnection) -> None:
    stored = dict(db.execute("select fact_id, status_of_row from core.progress").fetchall())
    assert {o.id: o.status_of_row for o in lineage.origins_of(db, stored)} == stored


def test_a_plan_leads_to_its_answer_and_a_report_to_itself(db: duckdb.DuckDBPyConnection) -> None:
    plans = of(db, "weekly_plans", week="2024-W13")
    assert [(o.table, o.source_line, o.quote) for o in plans.origins] == [
        ("core.entries", 9, "对账接口联调完成"),
        ("core.plans", 2, "对账接口联调"),
    ]
    (reported,) = of(db, "weekly_reporting", week="2024-W11").origins
    assert (reported.table, reported.quote, reported.bad_entries[0].rule) == ("core.reports", "周报 2024-W11", "late_report")


def test_a_finding_in_doubt_names_the_bad_entries_that_no_fact_has(db: duckdb.DuckDBPyConnection) -> None:
    found = of(db, "weekly_highlights", kind="doubtful_numbers")
    assert {bad.bad_entry_id for bad in found.doubts} == {"b1", "b2"}


@pytest.mark.parametrize("project", ["p1", "项目1", "老名"])
def test_a_project_is_named_by_key_name_or_alias(db: duckdb.DuckDBPyConnection, project: str) -> None:
    assert len(lineage.rows(db, TREND_TABLES["trends.weekly_progress"], {"project_id": project})) == 3


def test_every_id_of_every_trend_leads_somewhere(tmp_path: Path) -> None:
    with warehouse.connect(":memory:") as filled:
        warehouse.create_tables(filled)
        for table, rows in many_rows().items():
            give(filled, table, rows)
        build(filled)
        for name in TREND_TABLES:
            ids = {each for row in rows_of(filled, name) for each in row["fact_ids"]}
            assert ids, name
            assert {origin.id for origin in lineage.origins_of(filled, ids)} == ids, name


def shown(home: Path, capsys: pytest.CaptureFixture[str], table: str, *keys: str) -> str:
    pages.show(Settings(home=home), table, keys)
    return capsys.readouterr().out


def test_show_tells_the_value_its_line_and_what_is_against_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(home, capsys, "weekly_progress", "2024-W12", "老名", "对账")
    assert text.splitlines()[0] == "trends.weekly_progress  week=2024-W12 project=项目1 component=对账"
    assert "  percent           60 %\n" in text
    assert "rests on 2 of core\n  pay/2024-W12.md [表1]:1  flagged progress\n      ⟦对账60%⟧\n" in text
    assert "      warning ratio_mismatch: 存疑  (b2)\n  pay/2024-W11.md:1  accepted progress\n" in text


def test_show_tells_what_was_left_out_and_what_is_in_doubt(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(home, capsys, "trends.weekly_progress", "week=2024-W13")
    assert "rests on nothing that counts\nleft out 1 of core, in error\n  pay/2024-W13.md [表1]:1  quarantined progress\n" in text
    text = shown(home, capsys, "weekly_highlights", "team=pay", "kind=doubtful_numbers")
    assert "in doubt\n      error percent_out_of_range: 350% 不对  (b1)\n" in text


@pytest.mark.parametrize(
    ("table", "keys", "problem"),
    [
        ("weekly_rolout", [], "no trend table weekly_rolout; is trends.weekly_rollout"),
        ("nonsense", [], "known: trends."),
        ("weekly_progress", ["weak=2024-W13"], "no column weak; is week meant?"),
        ("weekly_progress", ["2024-W12", "p1", "对账", "pay"], "pay: one key too many; a row of trends.weekly_progress is named by week, "),
        ("weekly_progress", ["2024-W21"], "no row with week 2024-W21; there is 2024-W1"),
        ("weekly_progress", ["2024-W12", "项目l"], "no row with project 项目l; there is 项目1"),
        ("weekly_progress", ["2024-W21", "项目l"], "no row with week=2024-W21 project_id=项目l"),
        ("weekly_measures", ["2024-W11"], "2 rows of trends.weekly_measures are named so; add name:; name=乙; name=甲"),
    ],
)  # fmt: skip
def test_a_near_miss_is_named(home: Path, table: str, keys: list[str], problem: str) -> None:
    with pytest.raises(UnusableError) as told:
        pages.show(Settings(home=home), table, keys)
    assert problem in str(told.value)


def test_without_a_publication_there_is_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match="there is no publication in"):
        pages.show(Settings(home=tmp_path), "weekly_progress", ["2024-W12"])


def test_every_trend_has_the_columns_that_lineage_needs() -> None:
    for name, table in lineage.trend_tables().items():
        columns = {column.name: column.type for column in table.columns}
        assert columns["fact_ids"] == "VARCHAR[]", name
        assert table.key, name
    assert "core.progress" in dictionary.tables()
