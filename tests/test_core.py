"""Documents → core: revisions of a report, and an incident that report and log both tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets.core.load import Loaded, load
from assets.documents.collect import collect
from assets.house import House, Source

REPORT = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n\n## O1\n\n- 存管路由开发进度{}%\n"
Run = Callable[[], Loaded]


class Home:
    """A folder of sources and a warehouse; every run is a day later."""

    def __init__(self, base: Path) -> None:
        self.reports = base / "src" / "支付"
        self.reports.mkdir(parents=True)
        self.days = 0
        self.house = House(home=base / "home", sources=(Source(base / "src"),), clock=lambda: datetime(2024, 4, 1 + self.days, 8))

    def run(self) -> Loaded:
        """Collect and load, a day after the run before."""
        self.days += 1
        with self.house.open() as db:
            collect(db, self.house)
            return load(db, self.house)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query on the warehouse."""
        with self.house.open() as db:
            return db.execute(query).fetchall()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield Home(tmp_path)


def test_a_changed_report_is_a_new_revision_whose_facts_replace_the_old_ones(home: Home) -> None:
    file = home.reports / "a.md"
    file.write_text(REPORT.format(80), "utf-8")
    assert home.run().read == 1
    file.write_text(REPORT.format(85), "utf-8")
    home.run()
    assert home.ask("select percent from core.progress") == [(85.0,)]
    assert home.ask("select revision from core.reports") == [(2,)]
    assert home.ask("select count(*), count(*) filter (is_newest) from core.report_revisions") == [(2, 1)]


def test_a_report_set_back_to_an_earlier_text_says_again_what_it_said(home: Home) -> None:
    file = home.reports / "a.md"
    for percent in (80, 85, 80):
        file.write_text(REPORT.format(percent), "utf-8")
        home.run()
    assert home.ask("select percent from core.progress") == [(80.0,)]


def test_a_report_edited_later_wins_whichever_is_seen_last(home: Home) -> None:
    edited = REPORT.format(90).replace("20:00\n", "20:00\nLast edited: 2024/03/30 09:00\n")
    (home.reports / "edited.md").write_text(edited, "utf-8")
    home.run()
    (home.reports / "older.md").write_text(REPORT.format(80), "utf-8")
    home.run()
    assert home.ask("select percent from core.progress") == [(90.0,)]


def test_a_second_run_reads_nothing_and_changes_nothing(home: Home) -> None:
    (home.reports / "a.md").write_text(REPORT.format(80), "utf-8")
    home.run()
    before = home.ask("from core.progress")
    again = home.run()
    assert again.is_unchanged and again.read == 0
    assert home.ask("from core.progress") == before


def test_a_vanished_report_keeps_its_facts(home: Home) -> None:
    file = home.reports / "a.md"
    file.write_text(REPORT.format(80), "utf-8")
    home.run()
    file.unlink()
    (home.reports / "b.md").write_text("# 2024-W14\n\n- 存管路由联调完成\n", "utf-8")
    home.run()
    assert home.ask("select week from core.reports order by week") == [("2024-W13",), ("2024-W14",)]


def test_a_file_that_moves_to_another_team_is_read_again(home: Home) -> None:
    file = home.reports / "a.md"
    file.write_text(REPORT.format(80), "utf-8")
    home.run()
    other = home.reports.parent / "清结算"
    other.mkdir()
    file.rename(other / "a.md")
    home.run()
    assert home.ask("select team from core.reports") == [("清结算",)]


LOG = "编号,服务,级别,发现时间,开始时间,结束时间,摘要,原因,处理,影响数量,影响单位\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("INC-7,order-api,P2,2024-03-26 16:25,2024-03-26 16:20,2024-03-26 16:40,超时,,,40,笔", [("INC-7", "both", 40.0)]),
        ("INC-8,bill-center,P2,2024-03-26 16:25,2024-03-26 16:20,,超时,,,,", [("INC-8", "log", None), (None, "report", None)]),
        ("INC-9,order-api,P2,2024-03-27 09:00,,,超时,,,,", [("INC-9", "log", None), (None, "report", None)]),
    ],
)
def test_report_and_log_tell_one_incident_when_service_and_time_agree(home: Home, row: str, expected: list[tuple[object, ...]]) -> None:
    text = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n\n## 生产事件\n\n- 3/26 16:23 监控发现order-api大量超时，重启后恢复\n"
    (home.reports / "a.md").write_text(text, "utf-8")
    (home.reports / "log.csv").write_text(LOG + row + "\n", "utf-8")
    home.run()
    told = "case when origin = 'report' then null else incident_id end"
    assert home.ask(f"select {told}, origin, affected_count from core.incidents order by origin") == expected


def test_ids_do_not_depend_on_the_order_of_loading(tmp_path: Path) -> None:
    texts = {"a.md": REPORT.format(80), "b.md": REPORT.format(85).replace("W13", "W14").replace("03/29", "04/05")}
    ids = []
    for number, names in enumerate((("a.md", "b.md"), ("b.md", "a.md"))):
        home = Home(tmp_path / str(number))
        for name in names:
            (home.reports / name).write_text(texts[name], "utf-8")
            home.run()
        ids.append(home.ask("select fact_id, entry_id, report_id, project_id from core.progress order by all"))
    assert ids[0] == ids[1] and len(ids[0]) == 2


def test_an_older_home_gains_missing_columns(home: Home) -> None:
    (home.reports / "a.md").write_text(REPORT.format(80), "utf-8")
    home.run()
    db = duckdb.connect(str(home.house.warehouse_path))
    db.execute("alter table core.progress drop column qualifier")
    db.close()
    assert home.ask("select count(qualifier) from core.progress") == [(0,)]
