"""Who can read what, where secrets come from, and that words of reports and arguments never become SQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets.credentials import SecretError, secret
from assets.documents.collect import collect
from assets.house import House, Source, Team
from assets.published import shelf
from assets.published.publish import publish
from pipelines import cli, privacy
from pipelines.lock import locked
from pipelines.remaking import remake

EVIL = """'); drop table core.reports; --"""
QUOTED = """甲"; delete from raw.documents; --"""
REPORT = (
    f"# 2024-W13 {EVIL}\n\nTeam: {QUOTED}\n\n## 项目进展 {EVIL}\n\n- {EVIL}：开发进度160%\n- 对账{QUOTED}：已开城 3 个（广州、{EVIL}）\n"
)
REPO = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A HOME of a report whose every word wants to be SQL, written by whoever has an open umask."""
    folder = tmp_path_factory.mktemp("evil")
    (folder / "src" / EVIL).mkdir(parents=True)
    (folder / "src" / EVIL / f"2024-W13 {QUOTED}.md".replace("/", "")).write_text(REPORT, encoding="utf-8")
    house = House(
        folder / "home",
        (Source(folder / "src", label=EVIL),),
        teams=(Team(QUOTED, joined="2024-01-01"),),
        clock=lambda: datetime(2024, 4, 1, 8),
    )
    before = os.umask(0o022)
    with locked(house.home), house.open() as db:
        collect(db, house)
        remake(db, house, EVIL)
        publish(db, house, EVIL)
    os.umask(before)
    return folder


def test_words_of_reports_stay_words(made: Path) -> None:
    with duckdb.connect(str(made / "home" / "warehouse.duckdb"), read_only=True) as db:
        assert db.execute("select count(*) from raw.documents").fetchall() == [(1,)]
        assert db.execute("select team, contains(title, 'drop table') from core.reports").fetchall() == [(QUOTED, True)]
        assert db.execute("select count(*) from quality.bad_entries where rule = 'percent_out_of_range'").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("history", EVIL, "2024-W13"),
        ("history", QUOTED, EVIL),
        ("issues", "--team", EVIL, "--rule", QUOTED),
        ("why", EVIL),
        ("why", "weekly_progress", EVIL, QUOTED, EVIL),
        ("why", "weekly_progress", f'project_id" = 1 or 1=1; {EVIL}=x'),
        ("ack", QUOTED, "--note", EVIL),
        ("purge", EVIL, "--yes", "--reason", QUOTED),
        ("alerts", "send", EVIL),
    ],
)
def test_arguments_stay_words(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    home = shutil.copytree(made / "home", tmp_path / "home", symlinks=True)
    assert cli.main([*arguments, "--home", "home"]) in (0, 2)
    for file in (home / "warehouse.duckdb", home / "published" / "warehouse.duckdb"):
        with duckdb.connect(str(file), read_only=True) as db:
            assert db.execute("select count(*) from core.reports").fetchall() == [(1,)]


def test_a_home_is_private_and_what_is_published_is_open(made: Path) -> None:
    home = made / "home"
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "warehouse.duckdb").stat().st_mode & 0o077 == 0
    published = shelf.current(home)
    assert published
    for path in (published.parent, published, *published.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


@pytest.mark.parametrize(("readers", "mode"), [("owner", 0o700), ("group", 0o710), ("everyone", 0o711)])
def test_readers_pass_through_a_home_as_far_as_the_setting_says(made: Path, tmp_path: Path, readers: str, mode: int) -> None:
    home = shutil.copytree(made / "home", tmp_path / "home", symlinks=True)
    (home / "logs").mkdir()
    for path in (home, home / "warehouse.duckdb", home / "logs"):
        path.chmod(0o755)
    (home / "notes.txt").write_text("not ours", encoding="utf-8")
    (home / "notes.txt").chmod(0o644)
    privacy.keep(home, readers)
    assert home.stat().st_mode & 0o777 == mode
    assert privacy.opened(home) == []
    assert (home / "notes.txt").stat().st_mode & 0o777 == 0o644
    assert (home / "published" / "warehouse.duckdb").resolve().stat().st_mode & 0o777 == 0o644


def test_a_secret_comes_from_the_environment_or_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text("ntn_hidden\n")
    file.chmod(0o600)
    monkeypatch.setenv("TOKEN_FILE", str(file))
    assert secret("TOKEN") == "ntn_hidden"
    monkeypatch.setenv("TOKEN", "ntn_first")
    assert secret("TOKEN") == "ntn_first"


@pytest.mark.parametrize(
    ("mode", "content", "words"),
    [(0o640, "ntn_hidden", "chmod 600"), (0o604, "ntn_hidden", "chmod 600"), (0o600, " \n", "is empty"), (None, "", "cannot be read")],
)
def test_a_file_that_is_no_secret_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int | None, content: str, words: str
) -> None:
    file = tmp_path / "token"
    if mode is not None:
        file.write_text(content)
        file.chmod(mode)
    monkeypatch.setenv("TOKEN_FILE", str(file))
    with pytest.raises(SecretError, match=words) as refused:
        secret("TOKEN")
    assert "ntn_hidden" not in str(refused.value)


def test_what_systemd_guards_may_show_a_right_of_its_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("ntn_hidden")
    (tmp_path / "token").chmod(0o440)
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert secret("TOKEN") == "ntn_hidden"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("click==", "click>="), "neither a pinned package"),
        (("    --hash=sha256:", "    # --hash=sha256:"), "has no hash"),
        (("\nclick==", "\nother==1 \\\nclick=="), "other has no hash"),
        (("\nclick==", "\nclack=="), "click is not in requirements.lock"),
    ],
)
def test_the_audit_of_the_lock_notices(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    for name in ("pyproject.toml", "requirements.lock", "requirements-uv.lock", ".ci/locked"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPO / name, tmp_path / name)
    audit = [sys.executable, str(tmp_path / ".ci" / "locked")]
    assert subprocess.run(audit, check=False).returncode == 0
    lock = tmp_path / "requirements.lock"
    lock.write_text(lock.read_text("utf-8").replace(*change), encoding="utf-8")
    done = subprocess.run(audit, check=False, capture_output=True, text=True)
    assert done.returncode == 1 and words in done.stderr
