"""What is made anew from a week on gives the rows that making everything gives, whatever changed: random histories, random changes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from assets import dictionary, stages, warehouse
from assets.trends import freshness, inputs, part
from assets.trends.build import build
from assets.trends.files import TrendFile, trend_files
from assets.trends.together import refresh_all

NOW = datetime(2024, 12, 1, 8)
FIRST = date(2023, 10, 2)
WEEKS = 40
TEAMS = ("pay", "risk", "loan")
PROJECTS = tuple("ABCDEF")
EVENTS = ("上线", "提测", "首批上线", "评审", "联调完成")
MEASURES = ("可用性", "可用性目标", "投诉", "入金成功率", "目标入金成功率")
WORDS = ("对账平台提测完成", "灰度两城", "补单工具评审通过", "对账平台联调", "清分改造上线")
_OF_BAD_ENTRIES = ("team", "week", "week_start", "project", "source_file", "source_line", "fact_id", "entry_id", "quote")
FACTS = tuple(name for name, table in dictionary.tables().items() if table.is_fact)


class History:
    """Reports of three teams over some weeks, with facts of every kind; every change leaves a random other history."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.serial = 0
        self.reports: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows by table."""
        found: dict[str, list[dict[str, Any]]] = {}
        for rows_by_table in self.reports.values():
            for table, rows in rows_by_table.items():
                found.setdefault(table, []).extend(rows)
        return found

    def add(self, team: str, number: int) -> None:
        """A report of a week, with entries, facts and what is wrong with them."""
        self.serial += 1
        monday = FIRST + timedelta(weeks=number)
        report_id = f"r{self.serial}"
        common = {
            "report_id": report_id,
            "team": team,
            "week": f"{monday:%G-W%V}",
            "week_start": monday,
            "source_file": f"{team}/{self.serial}.md",
        }
        self.reports[report_id] = {"core.reports": [{**common, "title": "x", "created_at": self._written(monday)}]}
        for line in range(self.chance.randint(2, 8)):
            self._entry(common, monday, line)

    def _written(self, monday: date) -> datetime | None:
        days = self.chance.choice((None, 3, 4, 4, 4, 8, 8, -40))  # the last one claims a week that it cannot know
        return None if days is None else datetime(monday.year, monday.month, monday.day, 9) + timedelta(days=days)

    def _entry(self, common: dict[str, Any], monday: date, line: int) -> None:
        pick = self.chance.choice
        project = pick((*PROJECTS, None))
        entry_id = f"e{self.serial}-{line}"
        placed = {**common, "project_id": project, "project": project, "entry_id": entry_id, "source_line": line}
        rows = self.reports[common["report_id"]]
        kind = pick(("update", "metric", "plan"))
        rows.setdefault("core.entries", []).append({**placed, "kind": kind, "text": pick(WORDS)})
        table, own = pick(self._facts(monday))
        fact = {**placed, "fact_id": f"f{self.serial}-{line}", "char_start": line, "quote": "x", "project_as_written": project, **own}
        rows.setdefault(table, []).append(fact)
        if self.chance.random() < 0.2:
            self._bad_entry(fact)

    def _facts(self, monday: date) -> list[tuple[str, dict[str, Any]]]:
        pick, day = self.chance.choice, monday + timedelta(days=self.chance.randint(-30, 90))
        moment = datetime.combine(monday - timedelta(days=self.chance.choice((0, 0, 20))), datetime.min.time()) + timedelta(hours=10)
        count = self.chance.randint(1, 30)
        return [
            ("core.progress", {
                "component": pick((None, "开发")), "percent": float(pick((10, 50, 50, 100))), "previous_percent": pick((None, 10.0)),
            }),
            ("core.milestones", {
                "event": pick(EVENTS), "status": pick(("planned", "done", "delayed", "paused")),
                "date_start": pick((None, day)), "date_end": pick((None, day)), "original_date_end": pick((None, None, day)),
            }),
            ("core.rollouts", {
                "new_cities": pick((None, 3)), "cumulative_cities": pick((None, count)), "remaining_cities": pick((None, 40 - count)),
                "target_cities": pick((None, None, 35)), "origin": pick(("report", "table")),
            }),
            ("core.measures", {
                "section": pick(("运行", "一、运行")), "name": pick(MEASURES), "value": float(pick((99, 99.5, 100, 3))), "unit": "%",
                "is_target": pick((True, False)), "previous_value": pick((None, 98.0)),
            }),
            ("core.incidents", {
                "incident_id": pick(("i1", "i2", f"i{self.serial}")), "started_at": moment, "occurred_week": f"{moment:%G-W%V}",
                "ended_at": pick((None, moment + timedelta(minutes=9))), "severity": pick(("P1", None)),
                "affected_count": pick((None, 7.0)), "affected_unit": "笔", "origin": pick(("report", "log")),
            }),
            ("core.plans", {"text": pick(WORDS), "target_week": f"{monday + timedelta(weeks=pick((1, 1, 3))):%G-W%V}"}),
            ("core.city_openings", {"city": pick(("北京", "上海")), "origin": "report"}),
        ]  # fmt: skip

    def _bad_entry(self, fact: dict[str, Any]) -> None:
        shared = {
            name: fact[name]
            for name in ("team", "week", "week_start", "project", "source_file", "source_line", "fact_id", "entry_id", "quote")
        }
        rule, severity = self.chance.choice((("ratio_mismatch", "error"), ("ratio_mismatch", "warning"), ("milestone_slipped", "warning")))
        row = {**shared, "bad_entry_id": f"b{fact['fact_id']}", "rule": rule, "severity": severity, "fact_ids": [fact["fact_id"]]}
        state = self.chance.choice(("open", "muted", "resolved"))
        self.reports[fact["report_id"]].setdefault("quality.bad_entries", []).append({**row, "state": state})

    def change(self, what: int) -> None:
        """Another week, an earlier report that comes late, one that goes, one that is written anew, or judgements that change."""
        known = list(self.reports)
        if what == 0 or not known:
            last = max((rows["core.reports"][0]["week_start"] for rows in self.reports.values()), default=FIRST)
            weeks_on = self.chance.choice((1, 1, 3))
            for team in TEAMS:
                self.add(team, (last - FIRST).days // 7 + weeks_on)
        elif what == 1:
            self.add(self.chance.choice(TEAMS), self.chance.randint(0, WEEKS))
        elif what in (2, 3):
            gone = self.reports.pop(self.chance.choice(known))["core.reports"][0]
            if what == 3:
                self.add(gone["team"], (gone["week_start"] - FIRST).days // 7)
        else:
            judged = [row for rows in self.reports.values() for row in rows.get("quality.bad_entries", ())]
            for row in self.chance.sample(judged, min(2, len(judged))):
                row["state"] = "resolved" if row["state"] != "resolved" else "open"


def put(db: duckdb.DuckDBPyConnection, history: History) -> None:
    for table in ("core.reports", "core.entries", "core.teams", "quality.bad_entries", *FACTS):
        db.execute(f"delete from {table}")
    for table, rows in history.tables().items():
        warehouse.insert(db, table, rows)


def rows_of(db: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return sorted(map(str, db.execute(f"from {table}").fetchall()))


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(":memory:") as connection:
        warehouse.create_tables(connection)
        connection.execute("create schema if not exists trends")
        yield connection


@pytest.fixture
def whole() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(":memory:") as connection:
        warehouse.create_tables(connection)
        connection.execute("create schema if not exists trends")
        yield connection


def assert_known(db: duckdb.DuckDBPyConnection, table: str) -> None:
    """What is kept of a table as an input of others is what its rows hold."""
    first = inputs.first_week(table)
    rows = f"select {first} as starts_on, count(*) || ':' || sum(hash(held)) as content from {table} as held group by all order by all"
    known = db.execute("select starts_on, content from ops.input_weeks where input = ? order by all", [table]).fetchall()
    assert known in ([], db.execute(rows).fetchall()), table


def bring_up_to_date(db: duckdb.DuckDBPyConnection, given: str, at_once: int | None = None) -> dict[str, bool]:
    for stage in freshness.UPSTREAM_STAGES:
        stages.finish(db, stage, given, NOW)
    return {name: made[1] for name, made in refresh_all(db, trend_files(), NOW, 12.0, at_once).items()}


FEW_STEPS, MANY_STEPS = ((1, 4), (0, 2, 3)), ((0,), (1,), (2,), (3,), (4,))
"""What changes before each step: every kind of change in two steps, since a step is long however little changed; or one by one."""


@pytest.mark.parametrize(
    ("seed", "steps"), [(0, FEW_STEPS), *(pytest.param(seed, MANY_STEPS, marks=pytest.mark.soak) for seed in range(8))]
)
def test_parts_and_the_whole_are_the_same(
    seed: int,
    steps: tuple[tuple[int, ...], ...],
    db: duckdb.DuckDBPyConnection,
    whole: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: set[str] = set()
    make_since = part.make_since

    def noted(db: duckdb.DuckDBPyConnection, trend: TrendFile, day: date) -> date:
        made.add(trend.name)
        return make_since(db, trend, day)

    monkeypatch.setattr(freshness, "make_since", noted)
    history = History(seed)
    for number in range(WEEKS):
        for team in TEAMS:
            if history.chance.random() < 0.8:
                history.add(team, number)
    put(db, history)
    bring_up_to_date(db, f"{seed}-first")
    assert made == set()
    for step, changes in enumerate(steps):
        for what in changes:
            history.change(what)
        for each in (db, whole):
            put(each, history)
        bring_up_to_date(db, f"{seed}-{step}", at_once=1 + step % 2)
        build(whole, 12.0)
        for trend in trend_files().values():
            assert rows_of(db, trend.table) == rows_of(whole, trend.table), f"step {step}: {trend.table}"
            assert_known(db, trend.table)
    assert {name for name, trend in trend_files().items() if trend.goes_on_from} == made


def test_where_no_row_changed_nothing_is_made(db: duckdb.DuckDBPyConnection) -> None:
    history = History(1)
    for number in range(WEEKS):
        history.add("pay", number)
    put(db, history)
    assert all(bring_up_to_date(db, "one").values())
    put(db, history)
    assert not any(bring_up_to_date(db, "two").values())
