"""`weekhouse run` over every kind of source at once, as configured: one warehouse, whose facts are those of the folder and the tables.

Then a report is edited, `weekhouse history` shows both revisions and the difference, and `weekhouse rebuild` makes the same again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import openpyxl
import pytest

from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published.publish import publish
from pipelines import cli
from pipelines.remaking import remake
from pipelines.settings import load as load_settings
from pipelines.sources import chosen
from tests import small_home
from tests.notion_server import TOKEN, FakeNotion, serving
from tests.test_notion_api import FACTS, SAMPLES, as_blocks, zipped
from tests.test_pages import as_notion_html

PART = "ExportBlock-0a1b2c3d-0000-4000-8000-000000000000-Part-1.zip"
TEAM, WEEK = "支付交易", "2024-W13"
TABLES = '[[sources]]\npath = "tables"\nteam = "支付交易"\n'
FOLDER = '[[sources]]\npath = "folder"\n'
OTHERS = '[[sources]]\npath = "nested.zip"\n[[sources]]\npath = "html.zip"\n[[sources]]\nnotion_page = "{root}"\nnotion_url = "{url}"\n'


REPORTS = "select team, week, title, created_at from core.reports order by all"


class Place(NamedTuple):
    """A folder with the sources, settings that name all of them, and a home."""

    base: Path

    def run(self, *command: str) -> int:
        """A command over all sources."""
        return cli.main([*command, "--config", str(self.base / "all.toml"), "--home", str(self.base / "all")])

    def run_plainly(self) -> None:
        """A run without Dagster, page and workbook."""
        settings = load_settings(self.base / "all.toml", self.base / "all")
        house = settings.house(chosen(settings, ()))
        with pytest.MonkeyPatch.context() as patch, house.open() as db:
            small_home.without_page_and_workbook(patch)
            collect(db, house)
            remake(db, house, "plainly")
            publish(db, house, "plainly")

    def ask(self, query: str, publication: str = "published") -> list[tuple[Any, ...]]:
        """What is published, or was."""
        with duckdb.connect(str(self.base / "all" / publication / "warehouse.duckdb"), read_only=True) as db:
            return db.execute(query).fetchall()

    def ask_first(self, query: str) -> list[tuple[Any, ...]]:
        """What the first run published."""
        return self.ask(query, f"publications/{min(path.name for path in (self.base / 'all' / 'publications').iterdir())}")


def facts(ask: Callable[[str], list[tuple[Any, ...]]]) -> dict[str, list[str]]:
    """The facts by table, without where they stand."""
    return {
        table: sorted(map(str, ask(f"select team, week, project, {columns} from core.{table}")))
        for table, columns in {**FACTS, "city_openings": "city, city_code, opened_on"}.items()
    }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The sources after a first run over all of them."""
    found, notion = Place(tmp_path_factory.mktemp("everything")), FakeNotion()
    with pytest.MonkeyPatch.context() as patch, serving(notion) as notion.url:
        patch.setenv("NOTION_TOKEN", TOKEN)
        root = write_sources(found.base, notion)
        (found.base / "all.toml").write_text(FOLDER + OTHERS.format(root=root, url=notion.url) + TABLES, "utf-8")
        assert found.run("run") == 0
        yield found


@pytest.fixture(scope="module")
def alone(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of the folder and the tables alone, as they were at first; as far as the facts."""
    house = House(place.base / "alone", (Source(place.base / "first"), Source(place.base / "tables", team=TEAM)))
    with house.open() as db:
        collect(db, house)
        load(db, house)
        yield db


def write_sources(base: Path, notion: FakeNotion) -> str:
    """The same reports as a folder, a nested zip, an HTML export and pages of Notion, whose root is returned; two tables and a log."""
    texts = {f"{path.parent.name}/{path.name}": path.read_text("utf-8-sig", "replace") for path in SAMPLES.rglob("2024-W[01][013]*.md")}
    files = {name: text for name, text in sorted(texts.items()) if "|" not in text and "- [" not in text and "\t" not in text}
    for name, text in files.items():
        (base / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (base / "folder" / name).write_text(text, "utf-8")
    shutil.copytree(base / "folder", base / "first")
    (base / "nested.zip").write_bytes(zipped({PART: zipped(files)}))
    (base / "html.zip").write_bytes(zipped({str(Path(name).with_suffix(".html")): as_notion_html(text) for name, text in files.items()}))
    pages: dict[str, list[Any]] = {}
    for name, text in files.items():
        title, properties, blocks = as_blocks(text)
        pages.setdefault(name.split("/")[0], []).append(notion.page(title, blocks, properties))
    teams = [notion.page(team, [notion.child(notion.database("周报", ids))]) for team, ids in pages.items()]
    (base / "tables").mkdir()
    (base / "tables" / "开城.csv").write_text("项目;城市;上线日期\n物保三期;杭州;2024-03-05\n", "gbk")
    sheet = openpyxl.Workbook()
    for cells in (("项目", "周", "新增城市数"), ("退代", WEEK, 35)):
        sheet.worksheets[0].append(cells)
    sheet.save(base / "tables" / "周报.xlsx")
    log = next(SAMPLES.glob("*.csv"))
    (base / "tables" / log.name).write_bytes(log.read_bytes())
    return str(notion.page("全部", [notion.child(team) for team in teams])).replace("-", "")


def test_all_sources_together_give_the_facts_of_the_folder_and_the_tables(place: Place, alone: duckdb.DuckDBPyConnection) -> None:
    expected = facts(lambda query: alone.execute(query).fetchall())
    assert min(map(len, expected.values())) > 0
    assert facts(place.ask_first) == expected
    assert place.ask_first(REPORTS) == alone.execute(REPORTS).fetchall()
    assert place.ask_first("select count(*) from core.findings where rule = 'unreadable_source'") == [(0,)]


def test_an_edited_report_shows_its_two_revisions_and_the_difference(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    [file] = [path for path in (place.base / "folder" / TEAM).iterdir() if path.name.startswith(WEEK)]
    text = file.read_text("utf-8")
    assert "存管路由开发进度80%" in text
    file.write_text(text.replace("存管路由开发进度80%", "存管路由开发进度85%"), "utf-8")
    place.run_plainly()
    capsys.readouterr()
    assert place.run("history", TEAM, WEEK) == 0
    shown = capsys.readouterr().out
    assert (
        f"《{WEEK}》 4 revisions, 2 of them different" in shown
    )  # Markdown, HTML and the API's pages are three documents that say the same
    assert (shown.count("says the same as"), shown.count(" against ")) == (2, 1)
    assert "~ progress 存管路由 / 开发: percent 80 → 85\n" in shown
    assert place.ask(f"select before, after from core.changes where week = '{WEEK}' and kind = 'progress'") == [("80", "85")]


def test_a_rebuild_is_identical(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("rebuild") == 0
    assert "identical" in capsys.readouterr().out
