"""The rules: every example of every rule, the catalogue's complaints, settings, and the life of a bad entry.

The contract's table of rules is repeated here on purpose: a rule that vanishes or changes its severity must fail.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets import stages, warehouse
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, RuleSetting, Source, Team
from assets.quality import catalogue, describe, engine, examples, rules, sensitive
from assets.quality.catalogue import CatalogueError, Example, Rule

ERRORS = {
    "unreadable_source", "percent_out_of_range", "invalid_date", "incident_interval_inverted", "future_incident",
    "negative_count", "week_unknown",
}  # fmt: skip
WARNINGS = {
    "empty_report", "duplicate_report", "rollout_discontinuity", "rollout_target_changed", "rollout_list_mismatch",
    "rollout_source_mismatch", "city_unknown", "city_opened_twice", "ratio_mismatch", "progress_regressed",
    "progress_stale", "done_with_open_work", "milestone_slipped", "milestone_overdue", "plan_dropped",
    "incident_outside_week", "incident_unlogged", "incident_unreported", "incident_conflict",
    "severity_contradiction", "availability_contradiction", "measure_jump", "week_mismatch", "missing_week",
    "late_report", "project_unknown", "unread_number", "sensitive_text", "correction_refused",
}  # fmt: skip
ACROSS_WEEKS = {
    "rollout_discontinuity", "rollout_target_changed", "city_opened_twice", "progress_regressed", "progress_stale", "milestone_slipped",
    "milestone_overdue", "plan_dropped", "measure_jump", "availability_contradiction",
}  # fmt: skip
NOON = datetime(2024, 4, 1, 12)
EXAMPLES = [
    pytest.param(rule, does_fire, number, id=f"{rule.name}: {example.what}")
    for rule in catalogue.rules().values()
    for does_fire, given_examples in ((True, rule.fires), (False, rule.silent))
    for number, example in enumerate(given_examples)
]


def example_of(rule: Rule, does_fire: bool, number: int) -> Example:
    return (rule.fires if does_fire else rule.silent)[number]


@cache
def bad_rows(name: str, does_fire: bool, number: int) -> list[dict[str, Any]]:
    """What a rule makes of one of its examples, which more than one test looks at."""
    rule = catalogue.rules()[name]
    return examples.bad_rows(rule, example_of(rule, does_fire, number))


def house_of(tmp_path: Path, at: datetime = NOON, **settings_of: RuleSetting) -> House:
    return House(home=tmp_path, clock=lambda: at, rules=settings_of)


def found(db: duckdb.DuckDBPyConnection, columns: str = "rule, state, source_line") -> list[tuple[object, ...]]:
    return db.execute(f"select {columns} from quality.bad_entries order by all").fetchall()


def progress(db: duckdb.DuckDBPyConnection, *rows: dict[str, object]) -> None:
    db.execute("delete from core.progress")
    whole = [examples.whole_row("core.progress", i, dict(row)) for i, row in enumerate(rows, 1)]
    warehouse.insert(db, "core.progress", whole)


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return examples.warehouse_of({})


def test_every_rule_of_the_contract_is_there_with_its_severity() -> None:
    assert {name for name, rule in catalogue.rules().items() if rule.severity == "error"} == ERRORS
    assert {name for name, rule in catalogue.rules().items() if rule.severity == "warning"} == WARNINGS


@pytest.mark.parametrize(("rule", "does_fire", "number"), EXAMPLES)
def test_example(rule: Rule, does_fire: bool, number: int) -> None:
    example, bad = example_of(rule, does_fire, number), bad_rows(rule.name, does_fire, number)
    assert [row["source_line"] for row in bad] == (example.lines if does_fire else [])
    assert not example.says or example.says in "\n".join(row["message"] for row in bad)
    assert not example.cause or example.cause in "\n".join(row["likely_cause"] or "" for row in bad)
    for row in bad:
        assert None not in (row["observed"], row["expected"], row["source_file"], row["message"])


@pytest.mark.parametrize("name", sorted(ACROSS_WEEKS))
def test_a_rule_across_weeks_uses_accepted_rows_and_names_the_report(name: str) -> None:
    rule = catalogue.rules()[name]
    assert rule.needs_accepted
    told = [row["message"] for number in range(len(rule.fires)) for row in bad_rows(name, True, number)]
    assert any(re.search(r"2024-W\d\d.*\.md", message) for message in told)


@pytest.mark.parametrize("rule", catalogue.rules().values(), ids=str)
def test_a_rule_has_an_example_that_fires(rule: Rule) -> None:
    assert any(example.lines for example in rule.fires)


def test_an_empty_warehouse_is_silent(db: duckdb.DuckDBPyConnection) -> None:
    engine.run_rules(db, {})
    assert db.execute("from bad_rows").fetchall() == []


def test_the_page_of_rules_is_up_to_date() -> None:
    """`python -m assets.quality.describe > docs/rules.md` makes it so."""
    assert (catalogue.DIRECTORY.parent / "docs" / "rules.md").read_text("utf-8") == describe.page()


# --- the catalogue's complaints

WHOLE = """
table: core.progress
owner: 组
rules:
  too_high:
    severity: warning
    reason: r
    message: "{percent}"
    sql: select *, '1' as observed from core.progress where percent > 5
    fires: [{what: a, rows: {core.progress: [{percent: 6}]}, lines: [1]}]
    silent: [{what: b, rows: {core.progress: [{percent: 1}]}}]
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("table: core.progress", "table: core.nothing", "table: there is no table core.nothing"),
        ("severity: warning", "severity: bad", "rules.too_high.severity"),
        ("    reason: r\n", "", "rules.too_high.reason: Field required"),
        ("    reason: r\n", "    reason: r\n    colour: red\n", "rules.too_high.colour"),
        ("> 5", "> $threshold", "too_high: $threshold is used without being defined"),
        ("too_high:", "TooHigh:", "TooHigh: a name is lower_snake_case"),
        ("owner: 组", "owner: [", "while parsing"),
        ("fires: [{what: a, rows: {core.progress: [{percent: 6}]}, lines: [1]}]", "fires: []", "rules.too_high.fires"),
    ],
)
def test_a_mistaken_suite_is_refused_in_one_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    (tmp_path / "core_progress.yml").write_text(WHOLE.replace(old, new), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        catalogue.read_suite(tmp_path / "core_progress.yml")
    assert str(caught.value).startswith("core_progress.yml: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_sound_suite_is_read(tmp_path: Path) -> None:
    (tmp_path / "core_progress.yml").write_text(WHOLE, "utf-8")
    assert catalogue.read_suite(tmp_path / "core_progress.yml").rules["too_high"].table == "core.progress"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"sql": "select 1 from nowhere"}, "nowhere"),
        ({"sql": "select * from core.progress"}, "gives no column observed"),
        ({"message": "{colour}", "sql": "select * exclude (fact_id), '1' as observed from core.progress"}, "gives no column colour"),
    ],
)
def test_a_rule_whose_sql_is_mistaken_names_itself(db: duckdb.DuckDBPyConnection, change: dict[str, str], complaint: str) -> None:
    engine.prepare(db)
    warehouse.insert(db, "core.progress", [{"fact_id": "f"}])
    rule = catalogue.rules()["progress_regressed"].model_copy(update=change)
    with pytest.raises(CatalogueError, match=rf"progress_regressed: .*{complaint}"):
        engine.find(db, rule, {})


# --- settings


@pytest.mark.parametrize(
    ("name", "setting", "complaint"),
    [
        ("progress_regresed", RuleSetting(), "no such rule; did you mean progress_regressed"),
        ("progress_regressed", RuleSetting(severity="fatal"), "neither error nor warning"),
        ("empty_report", RuleSetting(threshold=1), "has no threshold"),
    ],
)
def test_a_wrong_setting_fails_loudly(tmp_path: Path, name: str, setting: RuleSetting, complaint: str) -> None:
    with examples.warehouse_of({}) as db, pytest.raises(CatalogueError, match=complaint):
        rules.find_bad_entries(db, house_of(tmp_path, **{name: setting}))


def test_settings_switch_off_and_change_severity_and_threshold(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    progress(db, {"percent": 40.0, "previous_percent": 50.0, "project": "A"})
    assert rules.find_bad_entries(db, house_of(tmp_path)).count("warning") == 1
    for setting in (RuleSetting(is_on=False), RuleSetting(threshold=10)):
        assert rules.find_bad_entries(db, house_of(tmp_path, progress_regressed=setting)).by_rule == {}
    as_error = house_of(tmp_path, progress_regressed=RuleSetting(severity="error"))
    assert rules.find_bad_entries(db, as_error).by_rule == {("error", "progress_regressed"): 1}


def test_the_teams_of_the_settings_reach_rules(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for week, day in ((10, "2024-03-08"), (13, "2024-03-31")):
        text = f"# 2024-W{week} 周报\n\nTeam: 支付\nCreated: {day} 18:00\n\n- 对账：开发进度60%\n"
        (tmp_path / "reports" / f"W{week}.md").write_text(text, "utf-8")
    team = Team("支付", deadline_hours=-48, holidays=("2024-W11",))
    house = House(
        home=tmp_path / "home", sources=(Source(tmp_path / "reports"),), teams=(team, Team("清算", joined="2024-W12")), clock=lambda: NOON
    )
    with house.open() as db:
        collect(db, house)
        load(db, house)
        rules.find_bad_entries(db, house)
        assert db.execute(
            "select team, week, rule from quality.bad_entries where rule in ('late_report', 'missing_week') order by all"
        ).fetchall() == [
            ("支付", "2024-W12", "missing_week"),
            ("支付", "2024-W13", "late_report"),
            ("清算", "2024-W12", "missing_week"),
        ]
        set_aside = replace(house, teams=())
        assert not load(db, set_aside).is_unchanged
        assert db.execute("select team, is_configured from core.teams").fetchall() == [("支付", False)]


# --- the life of a bad entry


def test_it_keeps_its_id_when_lines_move_and_text_is_edited_a_little(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    bad = {"project": "A", "component": "开发", "percent": 110.0, "source_line": 5, "quote": "A端开发进度110%"}
    progress(db, bad)
    (first,) = rules.find_bad_entries(db, house_of(tmp_path)).new
    for edited in (
        {**bad, "source_line": 9, "entry_id": "moved", "fact_id": "other"},
        {**bad, "entry_id": "edited", "percent": 120.0, "quote": "A 端开发的进度 120%"},
        {**bad, "quote": "A 端开发的进度 120%，偏快", "percent": 120.0},
    ):
        progress(db, edited)
        again = rules.find_bad_entries(db, house_of(tmp_path))
        assert (again.new, again.reopened, again.resolved) == ((), (), ())
        assert found(db, "bad_entry_id, source_line, state") == [(first, edited["source_line"], "open")]


def test_ids_are_unique_and_the_same_in_a_new_warehouse(tmp_path: Path) -> None:
    twice = [{"percent": 110.0, "project": "A", "quote": "进度110%", "source_line": line} for line in (3, 4)]
    ids = []
    for _ in range(2):
        with examples.warehouse_of({"core.progress": twice}) as db:
            ids.append(rules.find_bad_entries(db, house_of(tmp_path)).new)
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_an_id_freed_by_an_edit_is_not_given_twice(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    one = {"percent": 110.0, "project": "A", "source_line": 3, "entry_id": "a", "quote": "前端开发进度110%"}
    progress(db, one)
    rules.find_bad_entries(db, house_of(tmp_path))
    edited = {**one, "quote": "前端开发进度130%"}
    progress(db, edited)
    rules.find_bad_entries(db, house_of(tmp_path))
    progress(db, edited, {**one, "source_line": 8, "entry_id": "b"})
    rules.find_bad_entries(db, house_of(tmp_path))
    assert len(set(found(db, "bad_entry_id"))) == 2
    assert found(db, "source_line, state") == [(3, "open"), (8, "open")]


def test_it_is_resolved_when_mended_and_reopened_when_it_returns(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    bad = {"percent": 110.0, "project": "A", "quote": "进度110%"}
    days = [datetime(2024, 4, day) for day in (1, 2, 3)]
    progress(db, bad)
    (first,) = rules.find_bad_entries(db, house_of(tmp_path, days[0])).new
    progress(db, {**bad, "percent": 11.0, "quote": "进度11%"})
    assert rules.find_bad_entries(db, house_of(tmp_path, days[1])).resolved == (first,)
    assert found(db, "state, first_seen_at, last_seen_at") == [("resolved", days[0], days[0])]
    progress(db, bad)
    assert rules.find_bad_entries(db, house_of(tmp_path, days[2])).reopened == (first,)
    assert found(db, "state, first_seen_at, last_seen_at") == [("open", days[0], days[2])]


def test_one_bad_entry_per_entry_and_rule_lists_all_its_facts(db: duckdb.DuckDBPyConnection) -> None:
    progress(db, *({"percent": 110.0, "source_line": 5, "component": name} for name in ("账户", "会员")))
    engine.run_rules(db, {})
    assert db.execute("select fact_ids from bad_rows").fetchall() == [(["core.progress-1", "core.progress-2"],)]


def test_nothing_of_a_run_that_fails_stays(db: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    progress(db, {"percent": 110.0})
    monkeypatch.setattr("assets.quality.life._insert_new", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rules.find_bad_entries(db, house_of(tmp_path))
    assert found(db) == []
    assert stages.finished_with(db, "rules") is None


def test_it_runs_again_only_when_facts_rules_or_settings_changed(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    progress(db, {"percent": 110.0})
    stages.finish(db, "core", "first", NOON)
    assert not rules.find_bad_entries(db, house_of(tmp_path)).is_unchanged
    again = rules.find_bad_entries(db, house_of(tmp_path))
    assert again.is_unchanged
    assert again.by_rule == {("error", "percent_out_of_range"): 1}
    off = house_of(tmp_path, percent_out_of_range=RuleSetting(is_on=False))
    assert not rules.find_bad_entries(db, off).is_unchanged
    stages.finish(db, "core", "second", NOON)
    assert not rules.find_bad_entries(db, off).is_unchanged


def test_an_error_row_serves_no_other_rule_as_last_value(db: duckdb.DuckDBPyConnection) -> None:
    progress(
        db,
        {"week": "2024-W11", "project": "A", "percent": 60.0},
        {"week": "2024-W12", "project": "A", "percent": 800.0},
        {"week": "2024-W13", "project": "A", "percent": 50.0},
    )
    engine.run_rules(db, {})
    told = db.execute("select message from bad_rows where rule = 'progress_regressed'").fetchall()
    assert len(told) == 1
    assert "2024-W11" in told[0][0]


# --- sensitive text


def test_what_is_written_holds_no_sensitive_text(tmp_path: Path) -> None:
    line = "看板 http://10.21.4.66:9200/_cat，值班 13800001234，进度 37"
    rows = {
        "core.entries": [{"source_line": 1, "text": line}],
        "core.unread_numbers": [{"source_line": 1, "text": line, "quote": "37", "reason": "unexplained"}],
    }
    with examples.warehouse_of(rows) as db:
        rules.find_bad_entries(db, house_of(tmp_path))
        written = str(found(db, "*"))
    assert "sensitive_text" in written
    assert "unread_number" in written
    assert "10.21.4.66" not in written
    assert "13800001234" not in written


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("IP  192.0.2.144，好", "IP  ███████████，好"),
        ("http://d.cn/x?scode=AbCd00&tab=1)", "http://d.cn/x?scode=██████&tab=1)"),
        ("张工 138 0000 1234", "张工 █████████████"),
        ("电话010-88886666", "电话████████████"),
        ("全角１０．１．２．３", "全角████████"),
        ("提取码: a1b2", "提取码: ████"),
        ("v1.2.3.4，SDK 版本 10.2.3.4，1.2.3.400，1.2.3.4.5", None),
        ("交易 13800001234 笔，单号 INC-20240508-01，2024-03-29 20:07:11", None),
        ("12:17-- 14:54，1:1，std::vector", None),
    ],
)
def test_mask(text: str, masked: str | None) -> None:
    assert sensitive.mask(text) == (masked or text)


PIECES = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        [
            "10.1.2.3",
            "13800001234",
            "010-88886666",
            "?scode=abcdef",
            "token=",
            "v1.2.3.4",
            "１０.2.3.4",
            "fe80::1",
            "2001:db8：：1",
            "（010）88886666",
            "138　0000 1234",
            "（3）",
            "：",
            "密码：ab12",
            " ",
        ]
    ),
)


@given(st.lists(PIECES, max_size=6).map("".join))
@settings(max_examples=settings.default.max_examples * 2)
def test_masking_keeps_length_and_is_done_once(text: str) -> None:
    masked = sensitive.mask(text)
    assert len(masked) == len(text)
    assert all(a in (b, sensitive.MASK) for a, b in zip(masked, text, strict=True))
    assert (masked == text) == (not sensitive.spans(text))


@given(st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=20, max_size=20))
@settings(max_examples=settings.default.max_examples // 10)  # of twenty texts each
def test_the_database_masks_what_python_masks(texts: list[str]) -> None:
    with duckdb.connect() as db:
        sensitive.register(db)
        query = f"select {sensitive.mask_sql('text')} from (select unnest(?::varchar[]) as text)"
        clean = [text.replace("\x00", "").encode("utf-8", "ignore").decode() for text in texts]
        assert [row[0] for row in db.execute(query, [clean]).fetchall()] == [sensitive.mask(text) for text in clean]
