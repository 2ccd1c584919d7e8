"""`weekhouse purge`: nothing of a document is left in HOME, the rest is as if it had never come, and it does not come back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from assets import warehouse
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published.publish import publish
from assets.purging import PURGED_TEXT
from assets.quality import decisions
from assets.quality.rules import find_bad_entries
from pipelines import cli, purge_targets, purging
from pipelines.remaking import remake
from tests import small_home

SECRET, RATE = "hunter2secretpassphrase", "90210.77"
REPORT = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n\n- 存管路由开发进度{}%{}\n- 电话接通率 {}%\n"
TABLE = "项目,周,新增城市数,累计城市数,待开城市数\n交易不成退代,2024-W13,{},{},10\n"
OTHER = "# 2024-W14\n\nCreated: 2024/04/05 20:00\n\n- 存管路由开发进度90%\n"
EARLIER = "publications/20240101T000000-aaaaaaaa/index.html"


class Home:
    """Two reports and a table in a HOME where W13 and the table were changed once: a leak was put right, too late."""

    def __init__(self, base: Path) -> None:
        self.source, self.home = base / "src", base / "home"
        self.days = 2
        (self.source / "支付").mkdir(parents=True)

    @property
    def house(self) -> House:
        """The run's surroundings; runs are a day apart and in the past, so that what tests write is newer."""
        start = datetime.now().replace(microsecond=0) - timedelta(days=9)
        return House(self.home, (Source(self.source),), clock=lambda: start + timedelta(days=self.days))

    def write(self, percent: int, secret: str, rate: str, opened: int) -> None:
        """W13 and the table."""
        self.days += 1
        (self.source / "支付" / "a.md").write_text(REPORT.format(percent, secret, rate), "utf-8")
        (self.source / "支付" / "cities.csv").write_text(TABLE.format(opened, 100 + opened), "utf-8")

    def run(self, *, is_whole: bool = True) -> None:
        """A run without Dagster."""
        with self.house.open() as db:
            collect(db, self.house)
            if is_whole:
                remake(db, self.house, "run")
                publish(db, self.house, "run")
            else:
                load(db, self.house)
                find_bad_entries(db, self.house)

    def ask(self, query: str, file: Path | None = None) -> list[tuple[object, ...]]:
        """The rows of a query on the working warehouse, or another file."""
        with duckdb.connect(str(file or self.house.warehouse_path), read_only=True) as db:
            return db.execute(query).fetchall()

    def purge(self, *arguments: str) -> int:
        """The command, sure and with a reason."""
        return cli.main(["purge", "--home", str(self.home), "--yes", "--reason", "口令泄露", *arguments])

    def id_of(self, percent: int, secret: str, rate: str) -> str:
        """The document's id."""
        return sha256(REPORT.format(percent, secret, rate).encode()).hexdigest()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("grown"))
    (home.source / "支付" / "b.md").write_text(OTHER, "utf-8")
    home.write(80, f"，口令 {SECRET}", RATE, 5)
    home.run(is_whole=False)
    with home.house.open() as db:
        (wrong,) = db.execute("select bad_entry_id from quality.bad_entries where rule = 'percent_out_of_range'").fetchone() or ("",)
        decisions.decide(db, [wrong], decisions.Decision("acknowledged", "甲", "已知"), home.house.now())
        for state in ("sent", "pending"):
            alert = {"alert_id": state, "state": state, "body": f"接通率 {RATE}%", "bad_entry_ids": [wrong], "tellings": ["new"]}
            warehouse.insert(db, "quality.alerts", [alert])
    home.write(85, "", "98.6", 6)
    home.run()
    return home


@pytest.fixture
def home(grown: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A copy to change, with what else a HOME may hold."""
    copied = Home.__new__(Home)
    copied.source, copied.home, copied.days = tmp_path / "src", tmp_path / "home", grown.days
    shutil.copytree(grown.source, copied.source)
    shutil.copytree(grown.home, copied.home, symlinks=True)
    for name in (
        "backups/new/warehouse.duckdb",
        "dagster/event_log.db",
        "dagster/history/runs.db",
        "logs/run.log",
        "alerts/a.txt",
        EARLIER,
    ):
        (copied.home / name).parent.mkdir(parents=True, exist_ok=True)
        (copied.home / name).write_text(SECRET, "utf-8")
    (copied.home / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n", "utf-8")
    old = copied.home / "backups" / "old.zip"
    old.write_bytes(b"from before the document came")
    os.utime(old, (0, 0))
    monkeypatch.chdir(tmp_path)
    yield copied


@pytest.fixture
def _quick(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish a snapshot alone from here on."""
    small_home.with_snapshot_alone(monkeypatch)


def files_with(folder: Path, text: str) -> list[str]:
    """The files whose bytes have the text."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    )


def tables_with(file: Path, text: str) -> list[str]:
    """The tables with the text in any column."""
    with duckdb.connect(str(file), read_only=True) as db:
        tables = [name for (name,) in db.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()]
        return [name for name in tables if db.execute(f"select 1 from {name} t where contains(t::varchar, '{text}')").fetchone()]


def leaked(home: Home) -> str:
    return home.id_of(80, f"，口令 {SECRET}", RATE)


def test_nothing_of_the_document_is_left_and_the_rest_stays(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    working = home.house.warehouse_path
    assert {"raw.documents", "core.fact_revisions"} <= set(tables_with(working, SECRET))
    assert {"quality.bad_entries", "quality.decisions", "quality.alerts"} <= set(tables_with(working, RATE))
    assert "warehouse.duckdb" in files_with(home.home, SECRET)
    newest_table = sha256(TABLE.format(6, 106).encode()).hexdigest()
    assert home.ask("select new_cities from core.rollouts") == [(6,)]
    assert home.purge(leaked(home)[:12], newest_table) == 0
    said = capsys.readouterr().out
    assert "支付 2024-W13 《2024-W13》: 1 other revision of it stays" in said
    snapshot = (home.home / "published").resolve() / "warehouse.duckdb"
    assert files_with(home.home, SECRET) == []
    for file in (working, snapshot):
        assert tables_with(file, SECRET) == tables_with(file, RATE) == []
    assert home.ask("select percent from core.progress order by 1") == [(85.0,), (90.0,)]
    assert home.ask("select revision, is_newest from core.report_revisions where week = '2024-W13'") == [(1, True)]
    assert home.ask("select revision from core.reports where week = '2024-W13'") == [(1,)]
    assert home.ask("from core.fact_changes") == []
    assert home.ask("select alert_id, body from quality.alerts") == [("sent", PURGED_TEXT)]
    assert home.ask("select new_cities from core.rollouts") == [(5,)]  # what the table said before
    assert len(list((home.home / "publications").iterdir())) == 1
    assert sorted(path.name for path in (home.home / "backups").iterdir()) == ["old.zip"]
    assert sorted(path.name for path in (home.home / "dagster").iterdir()) == ["dagster.yaml"]
    record = "select document_id, reason, finished_at is not null, contains(purged_by, '@') from ops.purges order by 1"
    assert home.ask(record) == [(one, "口令泄露", True, True) for one in sorted((leaked(home), newest_table))]


@pytest.mark.usefixtures("_quick")
def test_the_same_content_is_refused_until_it_is_allowed_again(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert home.purge("支付/b.md") == 0
    home.days += 1
    home.run(is_whole=False)
    assert home.ask("select week from core.reports") == [("2024-W13",)]
    found = home.ask("select rule, source_file, observed, message from core.findings where source_file = '支付/b.md'")
    ((rule, file, observed, message),) = found
    short = sha256(OTHER.encode()).hexdigest()[:12]
    assert (rule, file, observed) == ("unreadable_source", "支付/b.md", "已清除的内容")
    assert f"weekhouse purge {short} --allow-again" in str(message)
    assert home.purge(short) == 2
    assert "purged already" in capsys.readouterr().err
    assert home.purge(short, "--allow-again") == 0
    home.run(is_whole=False)
    assert home.ask("select week from core.reports order by 1") == [("2024-W13",), ("2024-W14",)]
    capsys.readouterr()
    assert cli.main(["purge", "--home", str(home.home)]) == 0
    assert f"{short} " in (said := capsys.readouterr().out)
    assert said.endswith("口令泄露 (allowed again)\n")


@pytest.mark.usefixtures("_quick")
def test_what_was_interrupted_is_finished_by_the_same_command(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(purging, "write_anew", interrupted)
        assert home.purge(leaked(home)) == 130
    capsys.readouterr()
    assert cli.main(["purge", "--home", str(home.home)]) == 0
    assert "interrupted: purge it again" in capsys.readouterr().out
    assert home.purge(leaked(home)) == 0
    assert files_with(home.home, SECRET) == []
    assert home.ask("select reason, finished_at is not null from ops.purges") == [("口令泄露", True)]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("支付/a.md", 2),
        ("{source}/支付/a.md", 2),
        ("{source}/支付/cities.csv", 2),
        ("copy.md", 1),
    ],
)
def test_a_file_means_every_revision_of_that_name_or_just_its_content(home: Home, grown: Home, target: str, expected: int) -> None:
    shutil.copy(home.source / "支付" / "b.md", "copy.md")
    assert len(purge_targets.choose(home.house, [target.format(source=grown.source)]).held) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["支付/a.mb"], "there is no document 支付/a.mb; 支付/a.md is meant?"),
        (["0123456789abcdef"], "there is no document 0123456789abcdef; core.report_revisions has the ids and files of reports"),
        (["src"], "there is no document src; core.report_revisions has the ids and files of reports"),
        (["支付/a.md"], "--reason is needed: it is all that stays of the document"),
        (["支付/a.md", "--reason", "口令"], "this cannot be undone: give --yes, or answer at a terminal"),
    ],
)
def test_nothing_is_removed_without_a_document_a_reason_and_a_yes(
    home: Home, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["purge", "--home", str(home.home), *arguments]) == 2
    assert capsys.readouterr().err == f"weekhouse: {message}\n"
    assert home.ask("select count(*) from raw.documents") == [(5,)]
    assert home.ask("select count(*) from ops.purges") == [(0,)]
