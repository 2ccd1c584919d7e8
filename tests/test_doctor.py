"""`doctor` on a healthy home and on broken ones, and `status`: they say what is, and change nothing. On copies of one real run."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines import cli
from pipelines.health import work
from pipelines.health.finding import Finding
from pipelines.health.state import ALIVE_SECONDS, Dagster, Run, State, ticks
from pipelines.lock import locked
from pipelines.settings import Settings
from tests import killing, once
from tests.notion_server import TOKEN

NOW = datetime.now()
SETTINGS = '[[sources]]\npath = "reports"\n[[channels]]\nname = "group"\nkind = "wecom"\nurl_env = "GROUP_URL"\n'

ROOT = Path(__file__).parents[1]
AS_ANOTHER = """
import contextlib, io, json, sys
from pipelines import cli
from tests.killing import without_rights
def told(command):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        return cli.main([command, "--home", "home"]), said.getvalue()
for command in sys.argv[1:]:
    told(command)  # imports what is needed: Python itself may be closed to the other account
without_rights()
print(json.dumps([told(command) for command in sys.argv[1:]]))
"""

Doctor = Callable[..., dict[str, Finding]]


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listening: int) -> Path:
    """A copy of a folder with settings, a report and a HOME in which a run was, to break."""
    folder = once.first_run(tmp_path_factory).copy(tmp_path / "copy")
    (folder / "weekhouse.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DAGSTER_HOME", str(folder))
    monkeypatch.setenv("GROUP_URL", f"http://127.0.0.1:{listening}/send?key=secret-key-1")
    return folder


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str]) -> Doctor:
    """What `doctor` finds, by topic, with the exit code that follows from it."""

    def examine(home: str = "home") -> dict[str, Finding]:
        code = cli.main(["doctor", "--home", home, "--json"])
        found = [Finding(**one) for one in json.loads(capsys.readouterr().out)]
        assert code == int(any(one.level == "FAIL" for one in found))
        assert all(one.advice for one in found if one.level != "ok")
        return {one.topic: one for one in found}

    return examine


def every(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time; reading a database may leave its shared memory beside it."""
    return {
        str(p): (p.stat().st_size, p.stat().st_mtime_ns)
        for p in folder.rglob("*")
        if p.is_file() and p.suffix not in (".db-shm", ".db-wal")
    }


def test_a_healthy_home_is_well_and_stays_as_it_is(house: Path, doctor: Doctor) -> None:
    before = every(house / "home")
    found = doctor()
    assert {topic: one.level for topic, one in found.items() if one.level != "ok"} == {}
    assert {"versions", "settings", "source", "channel", "disk", "privacy", "publication", "warehouse", "last run", "schedule"} <= set(
        found
    )
    assert every(house / "home") == before


def test_the_home_need_not_exist_and_is_not_made(house: Path, doctor: Doctor, capsys: pytest.CaptureFixture[str]) -> None:
    found = doctor("nowhere")
    assert (found["home"].level, found["schedule"].level) == ("warn", "warn")
    assert cli.main(["status", "--home", "nowhere"]) == 0
    assert "published   nothing yet" in capsys.readouterr().out
    assert not (house / "nowhere").exists()


def _break_warehouse(home: Path) -> None:
    (home / "warehouse.duckdb").write_bytes(b"no database" * 1000)


def _break_newer(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("insert into ops.schema_versions values (9999, 'later', now(), '9.9')")


def _lose_warehouse(home: Path) -> None:
    (home / "warehouse.duckdb").unlink()


def _lose_publication(home: Path) -> None:
    shutil.rmtree((home / "published").resolve())


def _lose_link(home: Path) -> None:
    (home / "published").unlink()


def _break_publication(home: Path) -> None:
    (home / "published" / "warehouse.duckdb").write_bytes(b"")


def _lose_workbook(home: Path) -> None:
    (home / "published" / "workbook.xlsx").unlink()


def _lose_parquet(home: Path) -> None:
    (home / "published" / "parquet" / "core" / "reports.parquet").unlink()


def _break_manifest(home: Path) -> None:
    (home / "published" / "manifest.json").write_text("{", encoding="utf-8")


def _cut_page(home: Path) -> None:
    (home / "published" / "index.html").write_bytes(b"<html>")


def _garble_snapshot(home: Path) -> None:
    file = home / "published" / "warehouse.duckdb"
    file.write_bytes(b"x" * file.stat().st_size)


def _turn_clock_back(home: Path) -> None:
    with closing(sqlite3.connect(home / "dagster" / "history" / "runs.db")) as db, db:
        db.execute("update runs set create_timestamp = datetime(create_timestamp, '+1 days')")


def _break_privacy(home: Path) -> None:
    home.chmod(0o755)


def _break_run(home: Path) -> None:
    with closing(sqlite3.connect(home / "dagster" / "history" / "runs.db")) as db, db:
        db.execute("update runs set status = 'FAILURE'")


def _break_dagster(home: Path) -> None:
    for file in (home / "dagster" / "history").iterdir():
        file.write_bytes(b"no database" * 1000)


@pytest.mark.parametrize(
    ("topic", "breaking", "words"),
    [
        ("warehouse", _break_warehouse, "does not open"),
        ("warehouse", _break_newer, "newer Weekhouse"),
        ("warehouse", _lose_warehouse, "is gone"),
        ("publication", _break_publication, "warehouse.duckdb is not as it was written"),
        ("publication", _garble_snapshot, "warehouse.duckdb does not open"),
        ("publication", _lose_workbook, "workbook.xlsx is missing"),
        ("publication", _lose_parquet, "parquet/core/reports.parquet is missing"),
        ("publication", _cut_page, "index.html is not as it was written"),
        ("publication", _break_manifest, "manifest.json cannot be read"),
        ("clock", _turn_clock_back, "the last run began at"),
        ("publication", _lose_publication, "leads to none"),
        ("publication", _lose_link, "leads to none"),
        ("privacy", _break_privacy, "0755"),
        ("last run", _break_run, "failure"),
        ("dagster", _break_dagster, "does not open"),
    ],
)
def test_what_is_broken_in_a_home_fails(house: Path, doctor: Doctor, topic: str, breaking: Callable[[Path], None], words: str) -> None:
    breaking(house / "home")
    found = doctor()[topic]
    assert found.level == "FAIL" and words in found.message


def test_a_home_of_another_account_is_named_and_no_damage(house: Path) -> None:
    (house / "home").chmod(0)
    for code, said in as_another(house, "doctor", "status"):
        assert code == 1 and "by this account" in said and "run as the owner" in said, said
    (house / "home").chmod(0o700)


def test_a_home_of_another_account_in_a_folder_that_is_open_is_named_too() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "home").mkdir(mode=0)
        for code, said in as_another(folder, "doctor", "status"):
            (told,) = (line for line in said.splitlines() if "by this account" in line)
            assert code == 1 and "run as the owner of" in told, said


def as_another(folder: Path, *commands: str) -> list[tuple[int, str]]:
    """Commands of another account in a folder, in a process of its own: the exit code of each, and what it said on either stream."""
    command_line = [sys.executable, "-c", AS_ANOTHER, *commands]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command_line, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    told = [(code, said) for code, said in json.loads(done.stdout)]
    assert len(told) == len(commands)
    return told


def test_an_old_last_run_and_old_reports_are_told(house: Path, doctor: Doctor) -> None:
    with closing(sqlite3.connect(house / "home" / "dagster" / "history" / "runs.db")) as db, db:
        db.execute("update runs set create_timestamp = datetime(create_timestamp, '-30 days')")
        db.execute("update daemon_heartbeats set timestamp = ?", [NOW - timedelta(seconds=2 * ALIVE_SECONDS)])
    assert doctor()["schedule"].level == "warn"


def test_sources_and_channels_that_cannot_be_reached_fail(house: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(house / "reports")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("GROUP_URL", f"http://127.0.0.1:{port}/send?key=secret-key-1")
    found = doctor()
    assert (found["source"].level, found["channel"].level) == ("FAIL", "FAIL")
    assert "secret" not in found["channel"].line and str(port) in found["channel"].message


def test_an_address_that_others_can_read_is_not_used(house: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    file = house / "group.url"
    file.write_text(f"http://127.0.0.1:{listening}/send?key=1\n")
    file.chmod(0o644)
    monkeypatch.delenv("GROUP_URL")
    monkeypatch.setenv("GROUP_URL_FILE", str(file))
    found = doctor()["channel"]
    assert found.level == "FAIL" and "chmod 600" in found.message
    file.chmod(0o600)
    assert doctor()["channel"].level == "ok"


def test_a_token_that_notion_does_not_take_fails(house: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_OF_TEST", TOKEN)
    with refusing() as address:
        source = f'[[sources]]\nnotion_page = "{"0" * 32}"\ntoken_env = "TOKEN_OF_TEST"\nnotion_url = "{address}"\n'
        (house / "weekhouse.toml").write_text(source, encoding="utf-8")
        found = doctor()["source"]
    assert found.level == "FAIL" and "does not take the token" in found.message and TOKEN not in found.line


class _Unauthorized(BaseHTTPRequestHandler):
    """Takes no token."""

    def do_GET(self) -> None:
        """Refuse."""
        self.send_response(401)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@contextmanager
def refusing() -> Iterator[str]:
    """The address of a Notion that takes no token."""
    with HTTPServer(("127.0.0.1", 0), _Unauthorized) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_mistakes_in_the_settings_are_lines(house: Path, doctor: Doctor) -> None:
    (house / "weekhouse.toml").write_text('langauge = "en"\n', encoding="utf-8")
    assert "langauge" in doctor()["settings"].message
    (house / "weekhouse.toml").write_text('schedule = "0 8 31 2 *"\n', encoding="utf-8")
    assert "never comes" in doctor()["settings"].message
    assert cli.main(["serve", "--home", "home"]) == cli.main(["status", "--home", "home"]) == 2


def test_a_run_that_is_under_way_is_no_obstacle(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with killing.holding(house / "home") as pid:
        assert cli.main(["doctor", "--home", "home"]) == 0
        assert f"a run is at work (process {pid}" in capsys.readouterr().out
        assert cli.main(["status", "--home", "home"]) == 0
        assert f"at work     process {pid}" in capsys.readouterr().out
    with locked(house / "home"):
        pass


def test_status_names_weeks_and_teams(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "--home", "home"]) == 0
    out = capsys.readouterr().out
    assert f"weeks       1 ({once.WEEK} … {once.WEEK})" in out
    assert "team        支付: 1 of 1 weeks" in out
    assert cli.main(["status", "--home", "home", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["published"]["weeks"] == 1


@pytest.mark.parametrize(
    ("server", "level", "words"), [(None, "warn", "Dagster's daemon, which is not running"), ("process 7", "ok", "waits for its turn")]
)
def test_a_run_that_is_queued_was_not_killed(tmp_path: Path, server: str | None, level: str, words: str) -> None:
    settings, now = Settings(home=tmp_path), datetime.now(ZoneInfo("Asia/Shanghai"))
    dagster = Dagster(last_run=Run("r", "QUEUED", now, None))
    (found,) = (f for f in work.check(State(settings, now, ticks(settings, now), dagster=dagster, server=server)) if f.topic == "last run")
    assert (found.level, words in found.message) == (level, True)
