"""A run that is killed, or has no room, no right or no source, loses nothing: the next one ends as if nothing had happened."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import dagster as dg
import pytest

from assets.documents.collect import collect
from assets.house import House, Source
from pipelines import clock
from tests import killing
from tests.killing import Task

KILLS = 3
SAMPLES = Path(__file__).parents[1] / "samples" / "reports" / "支付交易"
BEFORE, NOW = datetime(2026, 11, 16, 8), datetime(2026, 11, 23, 8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`before` is a HOME of last week, `src` has changed since, `whole` is what an undisturbed run makes of it."""
    base = tmp_path_factory.mktemp("crash")
    source = base / "src"
    source.mkdir()
    reports = sorted(SAMPLES.glob("2024-W1[123]*.md"))
    for file in (*reports[:2], SAMPLES / "开城进度_交易不成退代.csv"):
        shutil.copy(file, source)
    killing.run(Task(base / "before", source, BEFORE))
    shutil.copy(reports[2], source)
    changed = source / reports[1].name
    changed.write_text(changed.read_text("utf-8").replace("%", "5%", 1), "utf-8")
    (source / reports[0].name).unlink()
    log = killing.run(Task(killing.copy(base / "before", base / "whole"), source, NOW))
    log.rename(base / "log")
    return base


@pytest.fixture(scope="module")
def whole(folder: Path) -> dict[str, object]:
    return killing.contents(folder / "whole")


@pytest.fixture
def task(folder: Path, tmp_path: Path) -> Task:
    """The same run on a copy of last week's HOME."""
    return Task(killing.copy(folder / "before", tmp_path / "home"), folder / "src", NOW)


def differences(home: Path, whole: dict[str, object]) -> list[str]:
    found = killing.contents(home)
    return [name for name in {**found, **whole} if found.get(name) != whole.get(name)]


def _limit(size_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))


def test_runs_without_room_and_killed_ones_leave_what_was_published_and_the_next_ends_as_an_undisturbed_one(
    folder: Path, whole: dict[str, object], task: Task
) -> None:
    """No room, at once and in the middle; killed, later each time; all on one HOME. `make soak` gives every kill a HOME of its own."""
    published = killing.check_whole(task.home)
    for kilobytes in (4, 600):
        code, said = killing.command(task, partial(_limit, kilobytes * 1024))
        assert code == 1 and len(said) == 1 and said[0].startswith("weekhouse: "), said
        assert killing.check_whole(task.home) == published
    for place in killing.places(folder / "log", KILLS):
        killing.kill_at(task, place)
        assert killing.check_whole(task.home) in (published, killing.check_whole(folder / "whole"))
    killing.run(task)
    assert killing.check_whole(task.home)
    assert differences(task.home, whole) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other accounts reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_home_that_cannot_be_written_is_one_line(open_folder: Path) -> None:
    home, source = open_folder / "home", open_folder / "src"
    home.mkdir()
    source.mkdir()
    (source / "2024-W13.md").write_text("# 2024-W13\n\n- 对账平台：开发进度60%\n", encoding="utf-8")
    home.chmod(0o555)
    code, said = killing.command(Task(home, source, NOW), killing.without_rights)
    assert (code, len(said)) == (2, 1) and "cannot be written" in said[0], said
    assert list(home.iterdir()) == []


def test_a_source_that_vanishes_while_it_is_read_costs_nothing(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(folder / "src", source)
    house = House(tmp_path / "home", (Source(source),), clock=lambda: NOW)
    with house.open() as db:
        collect(db, house)
        known = db.execute("select document_id from raw.documents order by 1").fetchall()
        (source / "2024-W14.md").write_text("# 2024-W14\n\n- 对账平台：开发进度60%\n", encoding="utf-8")

        def vanish(_what: str, _done: int, _total: int | None) -> None:
            shutil.rmtree(source, ignore_errors=True)

        collect(db, replace(house, progress=vanish))
        collect(db, house)
        assert set(db.execute("select document_id from raw.documents").fetchall()) >= set(known)
        assert db.execute("select status from ops.sources").fetchall() == [("failed",)]


def test_a_clock_that_jumped_backwards_is_told_and_can_be_answered(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a HOME in which nothing changed: runs that have nothing to make look at the clock too."""
    task = Task(killing.copy(folder / "whole", tmp_path / "home"), folder / "src", NOW)
    with closing(sqlite3.connect(task.home / "dagster" / "history" / "runs.db")) as db, db:
        db.execute("update runs set create_timestamp = datetime(create_timestamp, '+1 days')")
    published = killing.check_whole(task.home)
    code, said = killing.command(task)
    assert (code, len(said)) == (2, 1) and "set the clock" in said[0], said
    assert killing.check_whole(task.home) == published
    assert killing.command(task, None, "--clock-is-right")[0] == 0
    monkeypatch.setenv("DAGSTER_HOME", str(task.home / "dagster"))
    with dg.DagsterInstance.from_config(str(task.home / "dagster")) as instance:
        clock.check(instance)  # the next run needs no answer
