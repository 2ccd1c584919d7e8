"""What a report said when, and what changed: revisions, periods, differences, the views, and `weekhouse history`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest

from assets import dictionary, warehouse
from assets.core import load as load_module
from assets.core.changes import changes
from assets.core.load import Loaded, load
from assets.core.rows import ReportRows
from assets.core.statements import statements
from assets.documents.collect import collect
from assets.facts import reader
from assets.house import House, Source
from assets.projects.registry import Registry
from assets.published.publish import publish
from assets.quality.rules import find_bad_entries
from assets.trends.build import build
from pipelines import cli
from tests import small_home

HEAD = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n{}\n## 【O1 业务服务】\n\n"


def said(text: str) -> list[dict[str, object]]:
    """The statements of a report with this body."""
    reading = reader.read(HEAD.format("") + text, "支付/a.md", "支付")
    return list(statements("d", ReportRows(reading, "d", Registry()).tables()))


def shown(row: dict[str, object]) -> tuple[object, ...]:
    name = row.get("column_name")
    return (row["change"], row["kind"], row["fact_key"], *((name, row["before"], row["after"]) if name else ()))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("- 存管路由开发进度80%", "- 存管路由开发进度80%", [], id="the same"),
        pytest.param(
            "- 存管路由开发进度80%",
            "- 存管路由开发进度85%",
            [("changed", "progress", "存管路由 / 开发", "percent", "80", "85")],
            id="a value",
        ),
        pytest.param(
            "- 存管路由开发进度80%\n- 资金盘点开发进度30%",
            "- 资金盘点开发进度30%\n- 存管路由开发进度80%",
            [],
            id="lines that only moved",
        ),
        pytest.param(
            "- 物保三期，计划4/7上线",
            "- 物保三期，延期至5月中旬上线",
            [
                ("changed", "milestones", "物保三期 / 上线", "date_end", "2024-04-07", "2024-05-20"),
                ("changed", "milestones", "物保三期 / 上线", "date_precision", "day", "ten_days"),
                ("changed", "milestones", "物保三期 / 上线", "date_start", "2024-04-07", "2024-05-11"),
                ("changed", "milestones", "物保三期 / 上线", "date_text", "4/7", "5月中旬"),
                ("changed", "milestones", "物保三期 / 上线", "status", "planned", "delayed"),
            ],
            id="a date",
        ),
        pytest.param(
            "- 交易不成退代，本周新增2城：北京、上海，累计10城",
            "- 交易不成退代，本周新增3城：北京、上海、广州，累计10城",
            [
                ("changed", "rollouts", "交易不成退代", "cities", "北京 上海", "北京 上海 广州"),
                ("changed", "rollouts", "交易不成退代", "new_cities", "2", "3"),
            ],
            id="a list",
        ),
        pytest.param(
            "- 存管路由开发进度80%",
            "- 存管路由开发进度80%\n- 资金盘点开发进度30%",
            [("added", "progress", "资金盘点 / 开发")],
            id="a fact that came",
        ),
        pytest.param(
            "- 存管路由开发进度80%\n- 资金盘点开发进度30%",
            "- 存管路由开发进度80%",
            [("removed", "progress", "资金盘点 / 开发")],
            id="a fact that went",
        ),
        pytest.param("- 与法务同学聊了很久", "- 与法务同学聊了一会", [], id="words without a fact"),
    ],
)
def test_two_revisions_differ_fact_by_fact(before: str, after: str, expected: list[tuple[object, ...]]) -> None:
    found = [shown(row) for row in changes(said(before), said(after)) if row["kind"] != "entries"]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_an_edited_line_is_one_change_and_another_line_is_two() -> None:
    body = "- 与法务同学聊了很久\n- 团队建设\n"
    found = [row for row in changes(said(body), said("- 与法务同学聊了一会\n- 面试标准讨论\n")) if row["kind"] == "entries"]
    assert [(row["change"], row["previous_quote"], row["quote"]) for row in found] == [
        ("changed", "与法务同学聊了很久", "与法务同学聊了一会"),
        ("added", None, "面试标准讨论"),
        ("removed", "团队建设", None),
    ]


def test_of_facts_about_one_subject_only_the_one_that_changed_is_told() -> None:
    lines = [f"- 营销平台，预计4/{day}上线\n" for day in (12, 16, 19)]
    found = list(changes(said("".join(lines)), said("".join(lines).replace("4/16", "4/26"))))
    assert {(row["column_name"], row["before"], row["after"]) for row in found if row["kind"] == "milestones"} == {
        ("date_start", "2024-04-16", "2024-04-26"), ("date_end", "2024-04-16", "2024-04-26"), ("date_text", "4/16", "4/26"),
    }  # fmt: skip


class Home:
    """Sources and a warehouse in memory; every run is on the next day of April 2024, at eight."""

    def __init__(self, base: Path) -> None:
        self.source = base / "src"
        (self.source / "支付").mkdir(parents=True)
        self.day = 0
        self.db = warehouse.connect(":memory:")
        warehouse.create_tables(self.db)
        for view in dictionary.views().values():
            self.db.execute(f"create temp view {view.name} as {files('sql').joinpath(f'views/{view.name}.sql').read_text('utf-8')}")
        self.house = House(home=base / "home", sources=(Source(self.source),), clock=lambda: datetime(2024, 4, self.day, 8))

    def write(self, name: str, body: str | None, edited: str = "") -> None:
        """A report, or none: the file is removed."""
        path = self.source / "支付" / name
        if body is None:
            path.unlink()
        else:
            path.write_text(HEAD.format(f"Last edited: {edited}\n" if edited else "") + body, "utf-8")

    def run(self) -> Loaded:
        """The next day's run as far as core."""
        self.day += 1
        collect(self.db, self.house)
        return load(self.db, self.house)

    def publish(self) -> None:
        """What is there into a publication."""
        find_bad_entries(self.db, self.house)
        build(self.db)
        with pytest.MonkeyPatch.context() as patch:
            small_home.with_snapshot_alone(patch)
            publish(self.db, self.house)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query on the warehouse; the views have no schema here."""
        return self.db.execute(query).fetchall()

    def periods(self) -> list[tuple[object, ...]]:
        """Number of the revision, first and last day on which it counted."""
        return self.ask("""
            select revision, day(valid_from), day(valid_to)
            from core.report_periods join core.report_revisions using (document_id) order by valid_from
        """)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield Home(tmp_path)


A, B, C = "- 存管路由开发进度80%\n", "- 存管路由开发进度85%\n", "- 存管路由开发进度90%\n"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([A], [(1, 1, None)]),
        ([A, B], [(1, 1, 2), (2, 2, None)]),
        ([A, A, B], [(1, 1, 3), (2, 3, None)]),
        ([A, B, A], [(1, 1, 2), (2, 2, 3), (1, 3, None)]),
        ([A, B, A, B], [(1, 1, 2), (2, 2, 3), (1, 3, 4), (2, 4, None)]),
        ([A, B, C, A], [(1, 1, 2), (2, 2, 3), (3, 3, 4), (1, 4, None)]),
        ([A, None, B], [(1, 1, 3), (2, 3, None)]),
        ([A, B, None, A], [(1, 1, 2), (2, 2, 4), (1, 4, None)]),
    ],
)
def test_each_revision_counts_from_the_run_that_saw_it_to_the_one_that_saw_another(
    home: Home, texts: list[str | None], expected: list[tuple[object, ...]]
) -> None:
    (home.source / "支付" / "other.md").write_text("# 2024-W12\n\n- 资金盘点完成\n", "utf-8")
    other = (1, 1, None)
    for text in texts:
        home.write("a.md", text)
        home.run()
    assert sorted(map(repr, home.periods())) == sorted(map(repr, [other, *expected]))
    newest = home.ask("select revision from core.report_revisions where is_newest and week = '2024-W13'")
    assert newest == [(expected[-1][0],)]


def test_on_every_day_the_history_says_what_the_report_said_then(home: Home) -> None:
    for text in (A, B, A, C):
        home.write("a.md", text)
        home.run()
    on = """select values_json->>'percent' from history where kind = 'progress' and week = '2024-W13' and team = '支付'
            and valid_from <= timestamp '2024-04-{:02} 20:00' and (valid_to is null or valid_to > timestamp '2024-04-{:02} 20:00')"""
    assert [home.ask(on.format(day, day)) for day in (1, 2, 3, 4, 30)] == [[("80",)], [("85",)], [("80",)], [("90",)], [("90",)]]
    assert home.ask("select previous_revision, revision, day(seen_at), before, after from changes where kind = 'progress' order by 2") == [
        (1, 2, 2, "80", "85"),
        (2, 3, 4, "85", "90"),
    ]


def test_a_version_that_was_older_when_it_came_never_counts_but_is_remembered(home: Home) -> None:
    home.write("new.md", B, edited="2024/04/01 10:00")
    home.run()
    home.write("old.md", A, edited="2024/03/30 10:00")
    home.run()
    assert home.periods() == [(2, 1, None)]
    assert home.ask("select revision, values_json->>'percent' from core.fact_revisions join core.report_revisions using (document_id) "
                    "where kind = 'progress' order by 1") == [(1, "80"), (2, "85")]  # fmt: skip
    assert home.ask("select previous_revision, revision, before, after from changes where column_name = 'percent'") == [(1, 2, "80", "85")]


def test_a_file_that_disappeared_keeps_its_facts_and_is_told(home: Home) -> None:
    home.write("a.md", A)
    home.run()
    home.write("a.md", None)
    (home.source / "支付" / "other.md").write_text("# 2024-W14\n\n- 资金盘点完成\n", "utf-8")
    home.run()
    assert home.ask("select day(gone_at), is_newest from core.report_revisions where week = '2024-W13'") == [(2, True)]
    assert home.ask("select percent from core.progress") == [(80.0,)]
    home.write("a.md", A)
    home.run()
    assert home.ask("select gone_at from core.report_revisions where week = '2024-W13'") == [(None,)]
    assert home.ask("select day(seen_from), day(seen_until) from raw.sightings join raw.documents using (document_id) "
                    "where source_file = '支付/a.md' order by 1") == [(1, 2), (3, None)]  # fmt: skip


def test_the_history_of_a_report_that_went_to_another_team_goes_with_it(home: Home) -> None:
    for text in (A, B):
        home.write("a.md", text)
        home.run()
    (home.source / "清结算").mkdir()
    (home.source / "支付" / "a.md").rename(home.source / "清结算" / "a.md")
    home.run()
    assert home.ask("select team, revision, previous_document_id is null from core.report_revisions order by team desc") == [
        ("清结算", 1, True),
        ("支付", 1, True),
    ]
    assert home.ask("from core.fact_changes") == []


def test_only_what_is_new_is_read_and_all_of_it_by_another_reader(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, week in (("a.md", 13), ("b.md", 14)):
        (home.source / "支付" / name).write_text(f"# 2024-W{week}\n\n{A}", "utf-8")
    assert home.run().read == 2
    assert home.run().read == 0
    (home.source / "支付" / "b.md").write_text(f"# 2024-W14\n\n{B}", "utf-8")
    assert home.run().read == 1
    monkeypatch.setattr(load_module, "reader_version", lambda: "another")
    before = home.ask("from core.fact_changes") + home.ask("from core.fact_revisions order by all")
    assert home.run().read == 3
    assert home.ask("from core.fact_changes") + home.ask("from core.fact_revisions order by all") == before


def test_another_registry_renames_in_every_report_what_was_read_before(home: Home, tmp_path: Path) -> None:
    home.write("a.md", A)
    home.run()
    registry = tmp_path / "projects.toml"
    registry.write_text('[[project]]\nname = "存管"\naliases = ["存管路由"]\n', "utf-8")
    object.__setattr__(home.house, "registry_file", registry)
    home.run()
    assert home.ask("select project from core.progress") == [("存管",)]
    assert home.ask("select project, fact_key from history where kind = 'progress'") == [("存管", "存管路由 / 开发")]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """W13 in two revisions, of which the second was lost; W14 once."""
    home = Home(tmp_path_factory.mktemp("published"))
    home.write("a.md", "- 存管路由开发进度80%\n- 与法务同学聊了很久\n- 联系电话 13812345678\n")
    home.run()
    home.write("a.md", "- 存管路由开发进度85%\n- 与法务同学聊了一会\n- 联系电话 13812345678\n\n# 下周工作\n\n1. 分账评审\n")
    home.run()
    home.write("a.md", None)
    (home.source / "支付" / "b.md").write_text("# 2024-W14\n\nCreated: 2024/04/05 20:00\n\n- 资金盘点完成\n", "utf-8")
    home.run()
    home.publish()
    return home


def command(home: Home, *arguments: str) -> list[str]:
    return ["history", "--home", str(home.house.home), *arguments]


def test_the_command_tells_revisions_and_what_changed(published: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(command(published, "支付", "W13")) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "《2024-W13》 2 revisions"
    assert "       first seen 2024-04-01 08:00, counted 2024-04-01 08:00 to 2024-04-02 08:00" in printed
    assert "       gone since 2024-04-03 08:00: no source has it any more, its facts stay" in printed
    assert printed[printed.index("revision 2 against 1:") + 1 :] == [
        "  ~ progress 存管路由 / 开发: percent 80 → 85",
        "      支付/a.md:7: 存管路由开发进度85%",
        "  ~ text: text 与法务同学聊了很久 → 与法务同学聊了一会",
        "      支付/a.md:8: 与法务同学聊了一会",
        "  + text",
        "      支付/a.md:11: 下周工作",
        "  + plans",
        "      支付/a.md:13: 分账评审",
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-03-31", ["at the end of 2024-03-31 it was not known"]),
        (
            "2024-04-01",
            ["at the end of 2024-04-01 it said (revision 1):", "    支付/a.md:7: progress 存管路由 / 开发: percent 80, qualifier ="],
        ),
        ("2024-04-02", ["at the end of 2024-04-02 it said (revision 2):", "what it says now differs in:", "    nothing"]),
    ],
)
def test_the_command_tells_what_was_said_on_a_day(
    published: Home, capsys: pytest.CaptureFixture[str], day: str, expected: list[str]
) -> None:
    assert cli.main(command(published, "支付", "2024-W13", "--on", day)) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in expected if line not in printed] == []


def test_machines_get_the_same(published: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(command(published, "支付", "W13", "--on", "2024-04-01", "--format", "json")) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert [row["revision"] for row in told["revisions"]] == [1, 2]
    assert told["revision_then"]["revision"] == 1
    assert ("percent", "80", "85") in [(row["column_name"], row["before"], row["after"]) for row in told["since"]]
    assert cli.main(command(published, "支付", "W13", "--format", "csv")) == 0
    assert "percent,80,85" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["支村", "2024-W13"], "there is no report of a team 支村; 支付 is meant?"),
        (["支付", "2024W13"], "支付 has no report of week 2024W13; 2024-W13 is meant?"),
        (["支付", "W1"], "支付 has no report of week W1; known: 2024-W13, 2024-W14"),
        (["清结算", "W13"], "there is no report of a team 清结算; known: 支付"),
    ],
)
def test_what_is_not_known_gets_the_nearest(
    published: Home, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert cli.main(command(published, *arguments)) == 2
    assert capsys.readouterr().err == f"weekhouse: {message}\n"


def test_the_snapshot_answers_by_itself_and_masked(published: Home, capsys: pytest.CaptureFixture[str]) -> None:
    query = "select revision, valid_to is null, quote from core.history where quote like '联系电话%' order by 1"
    assert cli.main(["query", "--home", str(published.house.home), "--format", "json", query]) == 0
    assert [row["quote"] for row in json.loads(capsys.readouterr().out)] == ["联系电话 ███████████"] * 2
    described = "select count(*) from duckdb_columns() where table_name in ('history', 'changes') and comment is null"
    assert cli.main(["query", "--home", str(published.house.home), "--format", "csv", described]) == 0
    assert capsys.readouterr().out.split() == ["count_star()", "0"]
