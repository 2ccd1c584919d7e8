"""The configuration of sources, how each one stands after a run, and the words and limits that settings extend."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.core.load import load
from assets.documents import places
from assets.documents.asset import documents
from assets.documents.collect import Collected, collect
from assets.documents.reading import Limits
from assets.facts import reader
from assets.house import House, NotionSource, Source
from pipelines import report, settings, sources
from pipelines.problems import UnusableError
from pipelines.settings import SettingsError
from tests import small_home

ID = "2f26ee68df304251aad48ddc420cba3d"
REPORT = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n\n- 存管路由开发进度60%\n"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty current folder, no settings and no token in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("WEEKHOUSE_", "NOTION_")):
            monkeypatch.delenv(name)


def configured(text: str) -> settings.Settings:
    Path("weekhouse.toml").write_text(text, encoding="utf-8")
    return settings.load()


def mistakes(text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        configured(text)
    return caught.value.lines


def test_several_teams_and_kinds_of_sources() -> None:
    found = configured(f"""
        [[sources]]
        path = "reports"
        team = "支付"
        name = "payments"
        [[sources]]
        path = "logs"
        [[sources]]
        notion_database = "https://www.notion.so/acme/2024-{ID.upper()}?v=0123456789abcdef0123456789abcdef"
        team = "风控"
        token_env = "RISK_TOKEN"
        [[sources]]
        notion_page = "2f26ee68-df30-4251-aad4-8ddc420cba3e"
        notion_url = "http://127.0.0.1:8080/"
    """).configured_sources
    assert found == (
        Source(Path("reports"), "支付", "payments"),
        Source(Path("logs")),
        NotionSource(ID, is_database=True, team="风控", token_env="RISK_TOKEN"),
        NotionSource(ID[:-1] + "e", is_database=False, url="http://127.0.0.1:8080"),
    )
    assert [source.name for source in found] == ["payments", "logs", f"notion:{ID}", f"notion:{ID[:-1]}e"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[sources]]\nteam = 'a'", "weekhouse.toml: sources.0: a source has one of path, notion_database, notion_page; this one has none"),
        (f"[[sources]]\npath = 'a'\nnotion_page = '{ID}'", "weekhouse.toml: sources.0: a source has one of path, notion_database,"),
        (f"[[sources]]\nnotion_databse = '{ID}'", "weekhouse.toml: sources.0.notion_databse: there is no such setting; notion_database is"),
        ("[[sources]]\nnotion_page = 'weekly'", "weekhouse.toml: sources.0.notion_page: 'weekly' is neither a Notion id"),
        (
            f"[[sources]]\nnotion_page = '{ID}'\ntoken_env = 'a b'",
            "weekhouse.toml: sources.0.token_env: 'a b' is no name of an environment",
        ),
        (
            f"[[sources]]\nnotion_page = '{ID}'\nnotion_url = 'http://api.example'",
            "weekhouse.toml: sources.0.notion_url: 'http://api.example'",
        ),
        (
            "[[sources]]\npath = 'a'\ntoken_env = 'T'",
            "weekhouse.toml: sources.0: token_env belongs to a Notion source, and this one is a path",
        ),
        ("[[sources]]\npath = 'a'\n[[sources]]\npath = 'a'\nteam = 'b'", "weekhouse.toml: sources: two sources are a; give each its own"),
        ("[[sources]]\npath = 'a'\nteam = ''", "weekhouse.toml: sources.0.team: String should have at least 1 character"),
        ("[limits]\narchive_file = 1", "weekhouse.toml: limits.archive_file: there is no such setting; archive_files is meant?"),
        ("[limits]\nfile_mb = 0", "weekhouse.toml: limits.file_mb: Input should be greater than or equal to 1 (it is 0)"),
        ("[headers]\ncitys = ['地区']", "weekhouse.toml: headers: there is no column citys; city is meant?"),
        ("[headers]\ncity = ['项 目']", "weekhouse.toml: headers: '项 目' cannot mean city: it means project"),
        ("[headers]\ncity = ['地区']\nproject = ['地区']", "weekhouse.toml: headers: '地区' cannot mean city: it means project"),
        ("[headers]\ncity = '地区'", "weekhouse.toml: headers.city: Input should be a valid tuple"),
        ("[sections]\nincidents = ['救火']", "weekhouse.toml: sections: there is no role of a section incidents; incident is meant?"),
        ("[sections]\nplan = [' ']", "weekhouse.toml: sections: plan: ' ' is no word of 1 to 30 characters"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_is_meant(text: str, line: str) -> None:
    found = mistakes(text)
    assert len(found) == 1
    assert found[0].startswith(line)


@pytest.mark.parametrize("setting", ["token_env", "token"])
def test_a_token_in_the_settings_is_refused_and_not_repeated(setting: str) -> None:
    found = mistakes(f"[[sources]]\nnotion_page = '{ID}'\n{setting} = 'ntn_secretsecret'")
    assert len(found) == 1
    assert "ntn_" not in found[0]


def test_a_variable_that_holds_a_token_is_no_unknown_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEEKHOUSE_TOKEN", "ntn_secret")
    assert configured(f"[[sources]]\nnotion_page = '{ID}'\ntoken_env = 'WEEKHOUSE_TOKEN'").configured_sources


def test_sources_none_of_which_can_be_read_are_told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = configured(f"[[sources]]\npath = 'gone'\n[[sources]]\nnotion_page = '{ID}'\nname = 'weekly'")
    with pytest.raises(UnusableError) as caught:
        sources.chosen(found)
    assert [line.split(" ")[-1] for line in caught.value.lines] == ["gone", "set"]
    monkeypatch.setenv("NOTION_TOKEN", "x")
    assert len(sources.chosen(found)) == 2


def test_a_path_on_the_command_line_has_the_team_and_name_of_its_settings() -> None:
    Path("reports").mkdir()
    Path("reports/w13.md").write_text(REPORT, "utf-8")
    found = configured("[[sources]]\npath = 'reports'\nteam = '支付'\nname = 'payments'")
    assert sources.chosen(found, (Path("reports"),)) == (Source(Path("reports"), "支付", "payments"),)


def test_a_source_without_anything_to_read_is_refused_and_one_report_at_any_depth_is_enough() -> None:
    found = configured("[[sources]]\npath = 'reports'")
    for name in ("reports/2024/支付/photo.png", "reports/.hidden/w13.md", "reports/~$w13.md", "reports/index.html"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x", "utf-8")
    with pytest.raises(UnusableError, match="there is no report, table or log"):
        sources.chosen(found)
    Path("reports/2024/支付/w13.md").write_text(REPORT, "utf-8")
    assert len(sources.chosen(found)) == 1


class Home:
    """Folders of two teams and a warehouse; the clock goes on by a day with every run."""

    def __init__(self, root: Path) -> None:
        self.root, self.days = root, 0
        self.sources = (Source(root / "pay", "支付", "pay"), Source(root / "risk", None, "risk"))
        for name in ("pay", "risk"):
            self.write(f"{name}/2024-W13.md", REPORT)

    def write(self, name: str, text: str | bytes) -> None:
        """A file of a source."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def house(self, **options: Any) -> House:
        """The house of a run."""
        return House(self.root / "home", self.sources, clock=lambda: datetime(2024, 4, self.days, 8), **options)

    def run(self, **options: Any) -> Collected:
        """Collect and load, a day after the run before."""
        self.days += 1
        house = self.house(**options)
        with house.open() as db:
            collected = collect(db, house)
            load(db, house)
        return collected

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        with self.house().open() as db:
            return db.execute(sql).fetchall()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setattr(places, "RACY_NS", -60_000_000_000)
    found = Home(tmp_path)
    with small_home.kept_open(House(tmp_path / "home")):
        yield found


STANDING = (
    "select source, kind, team, status, documents, new_documents, changed_documents, gone_documents, problems from ops.sources order by 1"
)


def test_every_source_has_a_standing_of_its_own(home: Home) -> None:
    home.run()
    first = [("pay", "path", "支付", "ok", 1, 1, 0, [], 0), ("risk", "path", None, "ok", 1, 0, 0, [], 0)]
    assert home.rows(STANDING) == first
    home.run()
    assert [row[3] for row in home.rows(STANDING)] == ["unchanged", "unchanged"]
    home.write("pay/2024-W13.md", REPORT.replace("60", "70"))
    home.write("pay/2024-W14.md", REPORT.replace("W13", "W14"))
    home.write("pay/broken.md", b"\x00\x01\x02")
    (home.root / "risk" / "2024-W13.md").unlink()
    home.run()
    assert home.rows(STANDING) == [
        ("pay", "path", "支付", "ok", 2, 1, 1, [], 1), ("risk", "path", None, "empty", 0, 0, 0, ["2024-W13.md"], 0)
    ]  # fmt: skip


def test_what_vanished_keeps_its_facts(home: Home) -> None:
    home.write("risk/2024-W12.md", REPORT.replace("W13", "W12"))
    home.run()
    facts = home.rows("select team, week, percent from core.progress order by all")
    (home.root / "risk" / "2024-W12.md").unlink()
    home.run()
    assert ("default", "2024-W12", 60.0) in facts
    assert home.rows("select team, week, percent from core.progress order by all") == facts


def test_a_source_that_fails_is_told_keeps_its_facts_and_is_tried_again(home: Home) -> None:
    home.run()
    facts = home.rows("select * from core.progress")
    (home.root / "pay").rename(home.root / "elsewhere")
    collected = home.run()
    assert [(source.status, source.gone) for source in collected.sources] == [("failed", []), ("unchanged", [])]
    assert home.rows("select status, why like '来源不存在%', scanned_at::date::varchar, delivered_at::date::varchar from ops.sources") == [
        ("failed", True, "2024-04-02", "2024-04-01"), ("unchanged", None, "2024-04-02", "2024-04-02"),
    ]  # fmt: skip
    assert home.rows("select rule, team, source_file from core.findings") == [("unreadable_source", "支付", "pay")]
    assert home.rows("select * from core.progress") == facts
    (home.root / "elsewhere").rename(home.root / "pay")
    assert [source.status for source in home.run().sources] == ["unchanged", "unchanged"]
    assert home.rows("select rule from core.findings") == []


def test_a_damaged_file_is_told_again_until_it_can_be_read_and_its_report_stays(home: Home) -> None:
    home.run()
    home.write("pay/2024-W13.md", REPORT.encode() + b"\xff\xfe\x00")
    for _ in range(2):
        count = home.run().sources[0]
        assert (count.status, count.problems, count.gone) == ("failed", 1, [])
    assert "2024-W13.md" in (count.why or "")
    assert home.rows("select count(*) from core.progress where team = '支付'") == [(1,)]
    home.write("pay/2024-W13.md", REPORT.replace("60", "70"))
    assert home.run().sources[0].changed == 1


def line_of(**options: Any) -> str:
    source = {"source": "pay", "status": "ok", "why": None, "documents": 30, "new": 0, "changed": 0, "gone": [], "problems": 0, **options}
    return ", ".join(report.standing(source))


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"new": 30}, "30 documents"),
        ({"status": "unchanged"}, "unchanged, 30 documents"),
        ({"new": 2, "changed": 1, "problems": 1}, "30 documents, 2 new, 1 changed, 1 unreadable file"),
        ({"gone": ["a.md"]}, "30 documents, 1 gone (the facts stay): a.md"),
        ({"gone": list("abcdefg")}, "30 documents, 7 gone (the facts stay): a, b, c, d, e, …"),
        ({"status": "failed", "why": "来源不存在。"}, "failed: 来源不存在。"),
        ({"status": "empty", "documents": 0}, "empty, 0 documents"),
    ],
)
def test_the_summary_says_how_a_source_stands(options: dict[str, Any], line: str) -> None:
    assert line_of(**options) == line


def test_the_ui_shows_every_source(home: Home) -> None:
    home.sources = (*home.sources, Source(home.root / "gone", "风控", "gone|here"))
    result = dg.materialize([documents], resources={"house": House(home.root / "home", home.sources)})
    [materialization] = result.asset_materializations_for_node("raw__documents")
    lines = str(materialization.metadata["sources"].value).splitlines()
    assert lines[2] == "| pay | 支付 | ok | 1 | 1 | 0 | 0 | 0 | 0 |  |"
    assert lines[4].startswith("| gone\\|here | 风控 | failed | 0 | 0 | 0 | 0 | 0 | 1 | 来源不存在")
    assert materialization.metadata["failed"].value == 1


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("limits", "observed"),
    [
        (Limits(members=2), "3 个文件"),
        (Limits(file_bytes=40), "0.0 MB"),
        (Limits(ratio=0, ratio_from=0), "压缩比 1"),
        (Limits(total_bytes=150), "总量过大"),
    ],
)
def test_limits_are_settings_and_another_limit_reads_everything_again(home: Home, limits: Limits, observed: str) -> None:
    home.write("pay/export.zip", zipped({f"2024-W0{week}.md": REPORT.replace("W13", f"W0{week}") for week in (1, 2, 3)}))
    assert home.run().sources[0].documents == 4
    home.run(limits=limits)
    assert observed in [row[0] for row in home.rows("select observed from raw.source_problems")]
    home.run()
    assert home.rows("select observed from raw.source_problems") == []


def test_limits_of_the_settings_reach_the_house() -> None:
    house = configured("[limits]\nfile_mb = 1\narchive_mb = 2\narchive_files = 3\narchive_ratio = 4\narchive_depth = 5").house(())
    assert house.limits == Limits(file_bytes=1024**2, total_bytes=2 * 1024**2, members=3, ratio=4, depth=5)
    assert configured("").house(()).limits == Limits()


def test_headers_of_the_settings_make_a_table_readable(home: Home) -> None:
    home.write("pay/开城.csv", "项目,落地城市,上线日期\n物保三期,杭州,2024-03-05\n")
    home.run()
    assert home.rows("select count(*) from core.city_openings") == [(0,)]
    assert home.rows("select observed from core.findings where rule = 'unreadable_source'") == [("项目、落地城市、上线日期",)]
    home.run(headers={"city": ("落地城市",)})
    assert home.rows("select team, city from core.city_openings") == [("支付", "杭州")]
    assert home.rows("select count(*) from core.findings where rule = 'unreadable_source'") == [(0,)]


SECTIONS = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n\n## {}\n\n- 存管路由完成对账联调\n"


@pytest.mark.parametrize(
    ("words", "heading", "kind"),
    [
        ({}, "排兵布阵", "update"),
        ({"plan": ("排兵布阵",)}, "一、排兵布阵（节后）", "plan"),
        ({"note": ("本周进展",)}, "本周进展", "note"),
        ({"review": ("回头看",)}, "回头看", "review"),
        ({"plan": ("ROADMAP Ahead",)}, "Roadmap ahead", "plan"),
    ],
)
def test_sections_are_known_by_the_words_of_the_settings(words: dict[str, tuple[str, ...]], heading: str, kind: str) -> None:
    def kinds(**options: Any) -> list[str]:
        return [entry.kind for entry in reader.read(SECTIONS.format(heading), "a.md", **options).entries if entry.form == "item"]

    before = kinds()
    assert kinds(section_words=words) == [kind]
    assert kinds() == before


def test_labels_are_known_by_the_words_of_the_settings() -> None:
    text = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n\n- 存管路由\n    - 打算：4/7 上线\n"

    def plans(words: dict[str, tuple[str, ...]]) -> int:
        return sum(type(fact).__name__ == "Plan" for fact in reader.read(text, "a.md", section_words=words).facts)

    assert (plans({}), plans({"plan": ("打算",)})) == (0, 1)


def test_other_words_read_every_report_again(home: Home) -> None:
    home.write("pay/2024-W13.md", SECTIONS.format("排兵布阵"))
    home.run()
    assert home.rows("select count(*) from core.plans") == [(0,)]
    home.run(sections={"plan": ("排兵布阵",)})
    assert home.rows("select team, text from core.plans") == [("支付", "存管路由完成对账联调")]
    home.run()
    assert home.rows("select count(*) from core.plans") == [(0,)]
