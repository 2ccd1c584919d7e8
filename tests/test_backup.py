"""`backup` and `restore`: what comes back is what was there, damage is seen, and a purge reaches backups."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from assets.published import changes, manifest, shelf
from pipelines import archive, cli
from pipelines.problems import UnusableError
from tests import killing, once

RUNS = "dagster/history/runs.db"


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a HOME after a run, with an alert, to change."""
    home = once.first_run(tmp_path_factory).copy(tmp_path / "copy") / "home"
    (home / "alerts").mkdir(exist_ok=True)
    (home / "alerts" / "a.txt").write_text("告警", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return home


def backup(home: Path, *arguments: str) -> Path:
    """A new backup, by the command."""
    before = set(home.parent.rglob("weekhouse-*.tar"))
    assert cli.main(["backup", "--home", str(home), *arguments]) == 0
    (file,) = set(home.parent.rglob("weekhouse-*.tar")) - before
    return file


def restore(file: Path, home: Path, *arguments: str) -> int:
    return cli.main(["restore", str(file), "--home", str(home), *arguments])


def all_rows(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the working warehouse."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as db:
        names = [name for (name,) in db.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()]
        return {name: sorted(db.execute(f"from {name}").fetchall(), key=repr) for name in names}


def test_what_is_restored_is_what_was_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(home / RUNS)) as pages:  # Dagster's pages write on while it is made
        pages.execute("pragma journal_mode = wal")
        pages.execute("update runs set status = 'second'")
        pages.commit()
        file = backup(home)
    assert file.parent == home / "backups" and file.stat().st_mode & 0o077 == 0
    assert str(file) in capsys.readouterr().out
    again = home.parent / "again"
    assert restore(file, again) == 0
    assert all_rows(again) == all_rows(home)
    assert again.stat().st_mode & 0o777 == 0o700
    first, second = shelf.current(home), shelf.current(again)
    assert first and second and manifest.read(first) == manifest.read(second)
    assert changes.between(first / "warehouse.duckdb", second / "warehouse.duckdb") == {}
    with closing(sqlite3.connect(again / RUNS)) as db:
        assert db.execute("select status from runs").fetchall() == [("second",)]
    for name in ("dagster/dagster.yaml", "alerts/a.txt"):
        assert (again / name).read_bytes() == (home / name).read_bytes()
    assert sorted(path.name for path in again.iterdir() if path.name.startswith(".")) == [".lock", ".serve.lock"]


def test_a_home_that_is_not_empty_is_replaced_only_when_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = backup(home)
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("delete from core.progress")
    assert restore(file, home) == 2
    assert "--force" in capsys.readouterr().err
    assert all_rows(home)["core.progress"] == []
    assert restore(file, home, "--force") == 0
    assert len(all_rows(home)["core.progress"]) == 2
    assert file.is_file()


@pytest.mark.parametrize("where", [0.2, 0.5, 0.999])
def test_damage_is_seen_before_anything_is_replaced(home: Path, where: float, capsys: pytest.CaptureFixture[str]) -> None:
    file, before = backup(home), all_rows(home)
    data = bytearray(file.read_bytes())
    size = data.rfind(b"}") + 1  # the manifest's end; behind it there is only padding
    for place in range(int(size * where), int(size * where) + 64):
        data[place % size] ^= 0xFF
    file.write_bytes(bytes(data))
    assert restore(file, home, "--force") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert all_rows(home) == before


def test_half_a_backup_and_other_files_are_refused(home: Path, tmp_path: Path) -> None:
    file = backup(home)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    text = tmp_path / "notes.txt"
    text.write_text("no tar", encoding="utf-8")
    for wrong in (file, text):
        assert restore(wrong, tmp_path / "new") == 2


def test_no_path_leads_out_of_an_archive(tmp_path: Path) -> None:
    evil, content = tmp_path / "evil.tar", tmp_path / "a"
    content.write_text("x", encoding="utf-8")
    (tmp_path / "out").mkdir()
    for name in ("../outside", "/tmp/outside"):
        with tarfile.open(evil, "w") as tar:
            entry = tarfile.TarInfo(name)
            entry.size = 1
            with content.open("rb") as file:
                tar.addfile(entry, file)
        with pytest.raises(UnusableError, match="does not belong"):
            archive.unpack(evil, tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_the_newest_backups_stay_in_home_and_all_elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEEKHOUSE_KEPT_BACKUPS", "2")
    made = [backup(home) for _ in range(3)]
    assert sorted((home / "backups").iterdir()) == sorted(made[1:])
    outside = [backup(home, str(home.parent / "outside")) for _ in range(3)]
    assert all(file.is_file() for file in outside)


def test_it_waits_for_a_run_and_gives_up_in_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with killing.holding(home) as pid:
        assert cli.main(["backup", "--home", str(home), "--wait", "0"]) == 1
        assert f"process {pid}" in capsys.readouterr().err
    backup(home)


def test_a_purge_reaches_backups_in_home_and_elsewhere_and_a_restore_names_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside, gone = backup(home, str(home.parent / "outside")), backup(home, str(home.parent / "stick"))
    inside = backup(home)
    carried_away = gone.rename(gone.with_name("carried-away.tar"))
    (document,) = [row[0] for row in all_rows(home)["raw.documents"]]
    assert cli.main(["purge", "--home", str(home), "--yes", "--reason", "test", "report.md"]) == 0
    out = capsys.readouterr().out
    assert not outside.exists() and not inside.exists()
    assert f"cannot be reached, remove it yourself: {gone}" in out
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as db:
        assert db.execute("select file from ops.backups where removed_at is null").fetchall() == [(str(gone),)]
    assert restore(carried_away, home, "--force") == 0
    assert f"weekhouse purge {str(document)[:12]}" in capsys.readouterr().out
