"""Corrections: read from YAML, applied between reader and core, refused when the source says something else, never applied twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from assets.core import corrections
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.quality.rules import find_bad_entries
from tests import small_home

NOW = datetime(2024, 4, 2, 8)
REPORT = """# 2024-W13 支付周报

Team: 支付
Created: 2024年3月29日 20:07

## 项目进展

- 对账平台：开发进度60%
- 清结算：开发进度130%
- 账户，会员，清结算增量开发进度100%
"""
TABLE = "项目,周,新增城市数,累计城市数,待开城市数\n退代,2024-W12,5,101,45\n退代,2024-W13,35,163,10\n"
LOG = "编号,服务,级别,发现时间,开始时间,结束时间\nINC-1,pay-gateway,P2,2024-03-26 10:42,2024-03-26 10:40,2024-03-26 10:20\n"
WHOLE = """
- team: 支付
  week: 2024-W13
  line: 9
  quote: 开发进度130%
  table: progress
  column: percent
  expect: 130
  value: 13
  reason: 多写了一个 0
  who: 张三
"""


ROLLOUT = "- {file: t.csv, line: 3, table: rollouts, column: cumulative_cities, expect: 163, value: 136, reason: 抄错, who: 张三}"


class Place:
    """A folder with reports and corrections, and the warehouse made of them."""

    def __init__(self, folder: Path) -> None:
        self.reports, self.corrections, self.home = folder / "reports", folder / "corrections", folder / "home"
        for path in (self.reports, self.corrections):
            path.mkdir()
        (self.reports / "W13.md").write_text(REPORT, "utf-8")

    def load(self, now: datetime = NOW, *, is_judged: bool = False) -> bool:
        """Bring the warehouse up to date, as far as the facts or the bad entries; whether core had to be."""
        house = House(home=self.home, sources=(Source(self.reports),), corrections_folder=self.corrections, clock=lambda: now)
        with house.open() as db:
            collect(db, house)
            loaded = load(db, house)
            if is_judged:
                find_bad_entries(db, house)
        return not loaded.is_unchanged

    def correct(self, text: str, name: str = "a.yml") -> None:
        """Write a file of corrections."""
        (self.corrections / name).write_text(text, "utf-8")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with House(home=self.home).open() as db:
            return db.execute(sql).fetchall()

    def percents(self) -> list[float]:
        """The progress in core, in the order of the report."""
        return [row[0] for row in self.ask("select percent from core.progress order by source_line, fact_id")]

    def outcome(self) -> list[tuple[Any, ...]]:
        """What became of each correction."""
        return self.ask("select state, why from quality.corrections order by correction_file, correction_line")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    with small_home.kept_open(House(home=found.home)):
        yield found


def test_a_correction_changes_the_fact_and_is_listed(place: Place) -> None:
    place.load(is_judged=True)
    assert place.percents() == [60, 130, 100, 100]
    place.correct(WHOLE)
    assert place.load(is_judged=True)
    assert place.percents() == [60, 13, 100, 100]
    listed = "select state, why, expect, value, team, week, source_line, project, who, reason, correction_line from quality.corrections"
    assert place.ask(listed) == [("applied", None, "130", "13", "支付", "2024-W13", 9, "清结算", "张三", "多写了一个 0", 2)]
    assert place.ask("select fact_id from core.progress where percent = 13") == place.ask("select fact_id from quality.corrections")
    assert place.ask("select rule, state from quality.bad_entries where rule = 'percent_out_of_range'") == [
        ("percent_out_of_range", "resolved")
    ]


def test_replaying_applies_it_once_and_taking_it_away_takes_it_back(place: Place) -> None:
    place.correct(WHOLE + WHOLE.replace("expect: 130", "expect: 13").replace("value: 13", "value: 1.3"))
    for _ in range(3):
        place.load()
        assert place.percents() == [60, 13, 100, 100]
    assert place.outcome() == [("applied", None), ("refused", "原文的 percent 现在是 130，不是 13")]
    assert not place.load()
    (place.corrections / "a.yml").unlink()
    assert place.load()
    assert place.percents() == [60, 130, 100, 100]
    assert place.outcome() == []


def test_it_survives_other_edits_of_the_report_and_is_refused_when_the_source_is_mended(place: Place) -> None:
    place.correct(WHOLE)
    place.load()
    report = place.reports / "W13.md"
    report.write_text(REPORT.replace("- 对账平台", "- 风控引擎：开发进度10%\n- 对账平台"), "utf-8")
    place.load()
    assert place.percents() == [10, 60, 13, 100, 100]
    report.write_text(REPORT.replace("130%", "70%"), "utf-8")
    place.load(is_judged=True)
    assert place.percents() == [60, 70, 100, 100]
    assert place.outcome() == [("refused", "原文里没有它所指的事实")]
    told = (
        "select source_file, source_line, severity, message from quality.bad_entries where rule = 'correction_refused' and state = 'open'"
    )
    assert place.ask(told) == [("corrections/a.yml", 2, "warning", "更正未生效：原文里没有它所指的事实；请修改或删去这条更正")]
    (place.corrections / "a.yml").unlink()
    place.load(is_judged=True)
    assert place.ask(told) == []


def test_it_ends_after_its_day(place: Place) -> None:
    place.correct(WHOLE + "  until: 2024-04-05\n")
    place.load(datetime(2024, 4, 5, 23))
    assert place.percents()[1] == 13
    assert not place.load(datetime(2024, 4, 5, 23, 30))
    assert place.load(datetime(2024, 4, 6, 1))
    assert place.percents()[1] == 130
    assert place.outcome() == [("expired", "有效期至 2024-04-05")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("week: 2024-W13", "week: 2024-W12", "没有找到它所指的周报或表格"),
        ("line: 9\n  quote: 开发进度130%", "line: 8", "原文的 percent 现在是 60，不是 130"),
        ("line: 9\n  quote: 开发进度130%", "line: 7", "原文里没有它所指的事实"),
        (
            "line: 9\n  quote: 开发进度130%\n  table: progress\n  column: percent\n  expect: 130",
            "line: 10\n  table: progress\n  column: percent\n  expect: 100",
            "有 2 条事实都符合",
        ),
    ],
)
def test_it_is_refused(place: Place, old: str, new: str, why: str) -> None:
    place.correct(WHOLE.replace(old, new))
    place.load()
    assert place.percents() == [60, 130, 100, 100]
    ((state, told),) = place.outcome()
    assert state == "refused"
    assert why in told


def test_two_corrections_of_one_value_do_not_fight(place: Place) -> None:
    place.correct(WHOLE)
    place.correct(WHOLE.replace("value: 13\n", "value: 30\n"), "b.yml")
    place.load()
    assert place.percents()[1] == 13
    assert place.outcome() == [("applied", None), ("refused", "corrections/a.yml:2 已经更正了同一个值")]


def test_where_tells_facts_of_one_span_apart(place: Place) -> None:
    text = WHOLE.replace("line: 9\n  quote: 开发进度130%", "line: 10\n  where: {component: 会员}").replace("expect: 130", "expect: 100")
    place.correct(text.replace("value: 13", "value: 90"))
    place.load()
    assert place.ask("select component, percent from core.progress where source_line = 10 order by all") == [
        ("会员", 90),
        ("清结算增量开发", 100),
    ]


def test_rows_of_tables_and_logs_are_corrected_too(place: Place) -> None:
    (place.reports / "rollout.csv").write_text(TABLE, "utf-8")
    (place.reports / "log.csv").write_text(LOG, "utf-8")
    place.correct("""
- {file: rollout.csv, line: 3, table: core.rollouts, column: cumulative_cities, expect: 163, value: 136, reason: 抄错, who: 张三}
- {file: log.csv, line: 2, table: incidents, column: ended_at, expect: 2024-03-26 10:20, value: 2024-03-27 10:20, reason: 次日, who: 张三}
- {file: log.csv, line: 2, table: incidents, column: started_at, expect: 2024-03-26 10:40:00, value: 2024-03-19 10:40, reason: 周, who: 李}
""")
    place.load()
    assert place.outcome() == [("applied", None)] * 3
    assert place.ask("select max(cumulative_cities) from core.rollouts") == [(136,)]
    ended = "select ended_at, occurred_week from core.incidents"
    assert place.ask(ended) == [(datetime(2024, 3, 27, 10, 20), "2024-W12")]


def test_a_corrected_project_is_another_project(place: Place) -> None:
    place.correct(
        WHOLE.replace("column: percent", "column: project").replace("expect: 130", "expect: 清结算").replace("value: 13", "value: 对账平台")
    )
    place.load()
    assert place.outcome() == [("applied", None)]
    projects = "select project, count(distinct project_id) from core.progress where source_line in (8, 9) group by project"
    assert place.ask(projects) == [("对账平台", 1)]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("- team: [", 1, "不是有效的 YAML"),
        ("- 5", 1, "更正要写成若干行 key: value"),
        (WHOLE.replace("who: 张三", "whom: 张三"), 11, "whom：没有这个键"),
        (WHOLE.replace("  who: 张三\n", ""), 2, "缺少 who"),
        (WHOLE.replace("who: 张三", "who: ???"), 11, "who：还是 ???，请填写"),
        (WHOLE.replace("reason: 多写了一个 0", "reason:"), 10, "reason：应为文字"),
        (WHOLE.replace("table: progress", "table: reports"), 6, "table：reports 不能更正"),
        (WHOLE.replace("column: percent", "column: colour"), 7, "column：core.progress 没有 colour 列"),
        (WHOLE.replace("column: percent", "column: source_line"), 7, "column：source_line 说明事实的出处"),
        (WHOLE.replace("value: 13", "value: 很多"), 9, "value：很多 不能作为 percent 的值"),
        (WHOLE.replace("value: 13", "value: .inf"), 9, "value：inf 不能作为"),
        (WHOLE.replace("line: 9", "line: 0"), 4, "line：应为从 1 起的行号"),
        (WHOLE + "  until: soon\n", 12, "until：应为日期"),
        (WHOLE + "  who: 李四\n", 2, "同一个键写了两次"),
        (WHOLE.replace("  line: 9\n  quote: 开发进度130%\n", ""), 2, "没有说清是哪条事实"),
        (WHOLE + "  where: {colour: red}\n", 12, "where：core.progress 没有 colour 列"),
        (WHOLE.replace("reason: 多写了一个 0", 'reason: "\\ud800"'), 2, "surrogates not allowed"),
        (WHOLE.replace("value: 13", 'value: "\\ud800"'), 9, "不能作为 percent 的值"),
        (ROLLOUT.replace("value: 136", "value: 99999999999999999999"), 1, "不能作为 cumulative_cities 的值"),
        ("[" * 100_000, 1, "嵌套太深"),
        ("? [a, b]\n: c", 1, ""),
        ("a: 1\n---\nb: 2", 2, "不是有效的 YAML"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    (tmp_path / "a.yml").write_text(text, "utf-8")
    (read,) = corrections.read(tmp_path)
    assert read.mistake is not None
    assert why in read.mistake
    assert "\n" not in read.mistake
    assert (read.file, read.line) == ("a.yml", line)


def test_a_mistaken_file_breaks_neither_the_run_nor_the_others(place: Place) -> None:
    place.correct(WHOLE)
    place.correct("team: [", "b.yml")
    (place.corrections / "c.yml").write_bytes(b"\xff\xfe\x00")
    (place.corrections / "README.md").write_text("no correction", "utf-8")
    place.load(is_judged=True)
    assert place.percents()[1] == 13
    states = [state for state, _ in place.outcome()]
    assert states == ["applied", "refused", "refused"]
    assert place.ask("select count(*) from quality.bad_entries where rule = 'correction_refused'") == [(2,)]


def test_no_folder_no_corrections(tmp_path: Path) -> None:
    assert corrections.read(None) == corrections.read(tmp_path / "nowhere") == []
