"""Rules and expectations that look at what changed find what they find in everything: random histories, random changes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets import dictionary, stages, warehouse
from assets.house import House, RuleSetting
from assets.quality import catalogue, differences, firing, offers, rules, suites, validation

NOON = datetime(2024, 12, 2, 12)
FIRST = date(2024, 1, 1)
WEEKS = 9
TEAMS = ("支付", "风控", "default")
PROJECTS = ("对账平台", "停车代扣", "刷脸付", "对账平台二期")
CITIES = ("苏州", "无锡", "义鸟", "襄阳")
TEXTS = ("对账平台完成", "联系 13800001234", "看 10.1.2.3", "补单工具", "剩余3个接口", "属性：x")
KINDS = " ".join(f"when '{name}' then '{rule.rests_on}'" for name, rule in catalogue.rules().items() if rule.rests_on)
COUNTED = f"""
select rule, count(*), count(*) filter (where (case rule {KINDS} end, part) in (from changed_parts))
from ops.found_rows where part is not null group by rule
"""
COMPARED = [table for table in dictionary.tables().values() if table.schema == "core"]


class History:
    """Reports of some weeks, a roll-out table and an incident log; every change leaves a random other history."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.serial = 0
        self.documents: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for number in range(WEEKS):
            for team in TEAMS:
                if self.chance.random() < 0.85:
                    self.add(team, number)
        self.tabulate()

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows by table."""
        found: dict[str, list[dict[str, Any]]] = {}
        for rows_by_table in self.documents.values():
            for table, rows in rows_by_table.items():
                found.setdefault(table, []).extend(rows)
        names = {row["project_id"]: row["project"] for rows in found.values() for row in rows if row.get("project_id")}
        found["core.projects"] = [{"project_id": key, "project": name} for key, name in names.items()]
        found["core.teams"] = [{"team": team, "is_configured": False, "holidays": []} for team in TEAMS]
        found["core.incidents"] = found.get("core.incident_mentions", [])
        found["raw.documents"] = [{"document_id": key, "source_file": f"{key}.md", "media": "report"} for key in self.documents]
        return found

    def add(self, team: str, number: int) -> None:
        """A report of a week."""
        self.serial += 1
        monday, report_id = FIRST + timedelta(weeks=number), f"r{self.serial}"
        common = self._common(report_id, team, monday)
        written = datetime.combine(monday + timedelta(days=self.chance.choice((4, 4, 9))), datetime.min.time())
        self.documents[report_id] = {"core.reports": [{**common, "document_id": report_id, "title": "周报", "created_at": written}]}
        entries = self.chance.choice((1, 6, 8))
        for line in range(1, entries + 1):
            self._entry(common, line, is_heading=entries == 1)

    def tabulate(self) -> None:
        """The roll-out table and the incident log, anew."""
        self.documents["t"] = {}
        for line in range(12):
            monday = FIRST + timedelta(weeks=self.chance.randrange(WEEKS))
            common = {**self._common("t", "default", monday), "entry_id": None}
            self._fact(common, line, "core.rollouts", {"cumulative_cities": self.chance.randint(1, 9), "origin": "table"})
            opened = {"city": self.chance.choice(CITIES), "opened_on": monday, "origin": "table"}
            self._fact(common, line, "core.city_openings", opened)
            self._fact(common, line, "core.incident_mentions", {**self._incident(monday), "origin": "log"})

    def _common(self, report_id: str, team: str, monday: date) -> dict[str, Any]:
        return {
            "report_id": report_id, "team": team, "week": f"{monday:%G-W%V}", "week_start": monday, "source_file": f"{report_id}.md",
        }  # fmt: skip

    def _entry(self, common: dict[str, Any], line: int, *, is_heading: bool) -> None:
        pick = self.chance.choice
        placed = {**common, "entry_id": f"{common['report_id']}-{line}", "source_line": line, "source_line_end": line}
        kind = "heading" if is_heading else pick(("update", "metric", "plan"))
        project = self._project(common["team"])
        entry = {**placed, "project_id": project, "project": project, "kind": kind, "text": pick(TEXTS), "position": line}
        self.documents[common["report_id"]].setdefault("core.entries", []).append(entry)
        for _ in range(self.chance.randint(1, 3)):
            for table, own in pick(self._facts(common["week_start"])):
                self._fact(placed, line, table, own)

    def _fact(self, placed: dict[str, Any], line: int, table: str, own: dict[str, Any]) -> None:
        self.serial += 1
        project = self._project(placed["team"])
        named = {"project_id": project, "project": project, "fact_id": f"f{self.serial}", "source_line": line, "char_start": self.serial}
        rows = self.documents[placed["report_id"]].setdefault(table, [])
        rows.append({"quote": str(own.get("percent", own.get("value", "x"))), **placed, **named, **own})

    def _project(self, team: str) -> str | None:
        """One of all teams, or the team's own, which most changes leave alone."""
        return self.chance.choice((*PROJECTS, *[f"{team}专项"] * len(PROJECTS), None))

    def _incident(self, monday: date) -> dict[str, Any]:
        begun = datetime.combine(monday + timedelta(days=self.chance.choice((1, 1, 30))), datetime.min.time())
        return {
            "started_at": begun, "ended_at": begun + timedelta(minutes=self.chance.choice((9, 9, -9))), "service": self.chance.choice("ab"),
            "severity": self.chance.choice(("P1", None)), "affected_count": self.chance.choice((None, 5.0, -5.0)),
            "occurred_week": f"{begun:%G-W%V}",
        }  # fmt: skip

    def _facts(self, monday: date) -> list[list[tuple[str, dict[str, Any]]]]:
        """What may stand together in an entry."""
        pick, day = self.chance.choice, monday + timedelta(days=self.chance.randint(-20, 40))
        count, part = self.chance.randint(1, 9), float(pick((96, 69)))
        percent = float(pick((50, 50, 50, 50, 986)))
        named = {"unit": "条", "is_target": False}
        return [
            [("core.progress", {"component": pick((None, "开发")), "percent": percent, "previous_percent": pick((None, None, 70.0))})],
            [
                ("core.progress", {"component": "开发", "percent": 100.0, "char_start": 1, "char_end": 4}),
                ("core.measures", {
                    **named, "name": pick(("还剩", "还剩", "已测")), "value": 2.0, "quote": "还剩 2 个", "char_start": 5, "char_end": 9,
                }),
            ],
            [("core.milestones", {
                "event": pick(("上线", "提测")), "status": pick(("planned", "done", "delayed")), "date_start": day, "date_end": day,
                "date_precision": "day", "original_date_end": pick((None, None, day - timedelta(days=9))),
            })],
            [("core.rollouts", {
                "new_cities": pick((None, 2, 3, -1)), "cumulative_cities": count, "cities": pick(([], self.chance.sample(CITIES, 2))),
                "remaining_cities": pick((20, 21)) - count, "origin": "report",
            })],
            [
                ("core.measures", {**named, "name": "总询问量", "value": 162.0}),
                ("core.measures", {**named, "name": "准确条数", "value": part}),
                ("core.measures", {**named, "name": "准确率", "value": 57.14, "unit": "%", "quote": "准确率57.14%"}),
            ],
            [("core.measures", {**named, "name": pick(("可用性", "电话接通率")), "value": float(pick((100, 40, 986))), "unit": "%"})],
            [("core.measures", {**named, "name": "未完成接口", "value": float(pick((3, -2)))})],
            [("core.measures", {**named, "name": "交易", "value": float(pick((30, 40, 400000))), "unit": None})],
            [("core.incident_mentions", {**self._incident(monday), "origin": "report"})],
            [("core.plans", {"text": pick(TEXTS), "target_week": f"{monday + timedelta(weeks=1):%G-W%V}"})],
            [("core.unread_numbers", {"quote": "37", "text": "37 待确认", "reason": pick(("unexplained", "ordinal"))})],
            [("core.findings", {
                "rule": pick(("invalid_date", "week_mismatch", "correction_refused")), "observed": "2/30", "message": "不存在",
            })],
        ]  # fmt: skip

    def change(self, what: int) -> None:
        """Another week, a late report, one that goes, one written anew, a project of another name, tables anew, another percentage."""
        reports = [key for key in self.documents if key != "t"]
        one = self.chance.choice(reports)
        if what == 0:
            for team in TEAMS:
                self.add(team, WEEKS + self.serial % 3)
        elif what == 1:
            self.add(self.chance.choice(TEAMS), self.chance.randrange(WEEKS))
        elif what in (2, 3):
            gone = self.documents.pop(one)["core.reports"][0]
            if what == 3:
                self.add(gone["team"], (gone["week_start"] - FIRST).days // 7)
        elif what == 4:
            self._rename(*self.chance.sample(PROJECTS, 2))
        elif what == 5:
            self.tabulate()
        else:
            facts = [row for table, rows in self.documents[one].items() if table == "core.progress" for row in rows]
            for row in facts:
                row["percent"] = 20.0 if row["percent"] > 100 else 986.0

    def _rename(self, old: str, new: str) -> None:
        for rows_by_table in self.documents.values():
            for row in (row for rows in rows_by_table.values() for row in rows if row.get("project_id") == old):
                row.update(project_id=new, project=new)


def put(db: duckdb.DuckDBPyConnection, history: History, step: str) -> None:
    for table in (*(table.full_name for table in COMPARED), "raw.documents"):
        db.execute(f"delete from {table}")
    for table, rows in history.tables().items():
        warehouse.insert(db, table, rows)
    stages.finish(db, "core", step, NOON)


def rows_of(db: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return sorted(map(str, db.execute(query).fetchall()))


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(":memory:") as connection:
        warehouse.create_tables(connection)
        yield connection


@pytest.fixture
def whole() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(":memory:") as connection:
        warehouse.create_tables(connection)
        yield connection


FEW_STEPS, MANY_STEPS = ((1, 6), (2, 3, 5), (0, 4)), tuple((what,) for what in (*range(7), *range(7)))
"""What changes before each step: every kind of change in three steps, since a step is long however little changed; or one by one."""
RARE = {"progress_stale"}
"""Needs weeks in which little changes: its rows are kept in many steps only."""


@pytest.mark.parametrize(
    ("seed", "steps", "errors"),
    [(8, FEW_STEPS, ()), (1, ((6,),), ("progress_regressed",)), pytest.param(1, MANY_STEPS, (), marks=pytest.mark.soak)],
    ids=["few", "errors", "many"],
)
def test_what_changed_and_everything_give_the_same(
    seed: int,
    steps: tuple[tuple[int, ...], ...],
    errors: tuple[str, ...],
    *,
    db: duckdb.DuckDBPyConnection,
    whole: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(differences, "MOST_CHANGED", 1.0)
    kept: Counter[str] = Counter()
    found: Counter[str] = Counter()
    house = House(home=tmp_path, clock=lambda: NOON, rules={name: RuleSetting(severity="error") for name in errors})
    history = History(seed)
    for step, changes in enumerate(((), *steps)):
        for what in changes:
            history.change(what)
        for each in (db, whole):
            put(each, history, str(step))
        rules.find_bad_entries(db, house)
        firing.forget(whole)
        rules.find_bad_entries(whole, house)
        for table in ("ops.found_rows", "ops.rule_reports", "quality.bad_entries"):
            assert rows_of(db, f"from {table}") == rows_of(whole, f"from {table}"), f"step {step}: {table}"
        for rule, rows, new in db.execute(COUNTED).fetchall() if step else ():
            found[rule], kept[rule] = found[rule] + new, kept[rule] + rows - new
    narrowed = set() if errors else {name for name, rule in catalogue.rules().items() if rule.rests_on}
    assert {name for name in narrowed if not found[name]} == set()
    never_kept = {name for name in narrowed if not kept[name] and not catalogue.rules()[name].recalls}
    assert never_kept == (set() if errors or steps is MANY_STEPS else RARE)


def test_a_rule_that_rests_on_a_part_reads_nothing_that_nobody_compares() -> None:
    for rule in catalogue.rules().values():
        if rule.rests_on:
            names = {name for _, name in offers.READS.findall(rule.sql)}
            apart = {name for name in names if not differences.has_part(dictionary.tables()[name])}
            assert apart <= {"core.teams"}, rule.name  # of which the settings decide
            assert "raw." not in rule.sql, rule.name


# --- expectations


def mistaken(history: History, step: int) -> None:
    """First keys that stand twice, in a report that did not change too, and what refers to nothing and cannot be; then most is mended."""
    rows = history.tables()
    one, other = rows["core.progress"][0], rows["core.progress"][-1]
    measure, entry = rows["core.measures"][-1], rows["core.entries"][-1]
    if step == 1:
        other["fact_id"] = one["fact_id"]
        measure.update(entry_id="nowhere", value=None, week_start=measure["week_start"] + timedelta(days=1))
        entry.update(kind="strange", parent_entry_id=rows["core.entries"][0]["entry_id"])
    elif step == 2:
        other["fact_id"] = "mended"
        history.documents.popitem()


def test_expectations_over_what_changed_and_over_everything_count_the_same(
    db: duckdb.DuckDBPyConnection, whole: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrowed: Counter[str] = Counter()
    failed_rows = validation.failed_rows

    def noted(db: duckdb.DuckDBPyConnection, tasks: Sequence[suites.Task]) -> dict[str, int]:
        narrowed.update(task.key for task in tasks if task.rows)
        return failed_rows(db, tasks)

    monkeypatch.setattr(differences, "MOST_CHANGED", 1.0)
    monkeypatch.setattr(validation, "failed_rows", noted)
    history = History(2)
    for step in range(3):
        mistaken(history, step)
        results = []
        for each in (db, whole) if step else (db,):  # the first time both would look at everything
            put(each, history, str(step))
            if each is whole:
                firing.forget(each)
            house = House(home=tmp_path, clock=lambda step=step: NOON + timedelta(days=step))
            results.append(
                {(r.table_name, r.expectation): (r.failed_rows, r.checked_rows) for r in suites.check(each, f"run-{step}", house)}
            )
        assert results[0] == results[-1], f"step {step}"
        history.add("支付", WEEKS + step)
    keys = {f"{suite.table}.{item.name}" for suite in catalogue.suites().values() for item in suite.expectations if item.is_local}
    assert len(keys & set(narrowed)) > 60
    assert narrowed["core.reports.report_id_unique"] == 2
