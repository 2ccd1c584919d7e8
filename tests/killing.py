"""Runs in processes of their own that are killed at a given place, for `tests/test_crash.py` and `benchmarks/soak_kills.py`.

The place is one of the log of an undisturbed run: a line and the time that passed since, so that it is the same on a slow day.
Runs are forked from a process that has imported everything, with a clock that stands still: two homes can then be compared whole.
What does not belong here: which places are tried.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import duckdb

from assets.house import House, Source
from assets.published import manifest, shelf
from pipelines import cli, running
from pipelines.lock import locked
from pipelines.settings import Settings

PATIENCE_SECONDS = 300.0
_LOOK_SECONDS = 0.005
_SHORTEST_SECONDS = 0.1
_LAST_EVENT = b'"event": "PIPELINE_SUCCESS"'
_PRELOADED = ["tests.killing", "pipelines.definitions", "pipelines.running", "assets.quality.validation", "pandas", "altair"]
_WORKERS = multiprocessing.get_context("forkserver")
_WORKERS.set_forkserver_preload(_PRELOADED)
OF_RUNS = {
    "quality.checks": {"run_id", "checked_at"},
    "raw.scanned_files": {"read_at_ns", "ctime_ns"},
    "ops.sources": {"status", "new_documents", "changed_documents", "gone_documents"},
    "ops.published_parts": {"content"},  # of quality.checks, among others
    "publication": {"run_id"},
}
"""The columns that say when or by which run something was done, or what was new to it: to the next run nothing is."""
_HOLD = """
import sys
from pathlib import Path
from pipelines.lock import {0}
with {0}(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
_LAST_CHECKS = "select * from quality.checks where run_id = (select max_by(run_id, checked_at) from quality.checks)"


@dataclass(frozen=True, slots=True)
class Task:
    """A run: of which HOME, over which source, at what time (local)."""

    home: Path
    source: Path
    now: datetime

    @property
    def house(self) -> House:
        """Its surroundings."""
        return replace(Settings(home=self.home).house((Source(self.source, label=self.source.name),)), clock=lambda: self.now)


@dataclass(frozen=True, slots=True)
class Place:
    """Behind so many lines of the log, and so many seconds later."""

    lines: int
    seconds: float


def _run(task: Task) -> None:
    os.chdir(task.home.parent)
    with locked(task.home, 5.0):
        running.run(Settings(home=task.home), task.house)


def _command(folder: Path, arguments: list[str], said: Path, prepare: Callable[[], None] | None) -> None:
    os.chdir(folder)
    with said.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if prepare:
        prepare()
    os._exit(cli.main(arguments))


def command(task: Task, prepare: Callable[[], None] | None = None, *options: str) -> tuple[int | None, list[str]]:
    """`weekhouse run` after `prepare`, by the clock of the machine: the exit code, and what it said on either stream."""
    arguments = ["run", "--json", "--home", str(task.home), *options, task.source.name]
    with tempfile.NamedTemporaryFile("r", suffix=".txt", encoding="utf-8") as said:
        with _started(_command, task.source.parent, arguments, Path(said.name), prepare) as process:
            process.join(PATIENCE_SECONDS)
        return process.exitcode, said.read().splitlines()


def without_rights() -> None:
    """Nothing is closed to root."""
    if os.geteuid() == 0:
        os.setuid(65534)


@contextmanager
def _started(target: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    process = _WORKERS.Process(target=target, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def run(task: Task) -> Path:
    """A run to its end; gives its log."""
    before = _logs(task.home)
    with _started(_run, task) as process:
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0, f"the run ended with {process.exitcode}"
    (log,) = _logs(task.home) - before
    return log


def run_and_kill(task: Task, place: Place) -> bool:
    """A run that is killed at a place; gives whether it was at work then, and not at its end already."""
    before, deadline = _logs(task.home), time.monotonic() + PATIENCE_SECONDS
    with _started(_run, task) as process, ExitStack() as opened:
        said, log = b"", None
        while process.is_alive() and said.count(b"\n") < place.lines:
            assert time.monotonic() < deadline, f"it did not come to line {place.lines}"
            time.sleep(_LOOK_SECONDS)
            log = log or next((opened.enter_context(each.open("rb")) for each in _logs(task.home) - before), None)
            said += log.read() if log else b""
        process.join(place.seconds)
        process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL), f"it had failed before it was killed: {process.exitcode}"
        said += log.read() if log else b""
        return process.exitcode != 0 and said.count(b"\n") >= place.lines and _LAST_EVENT not in said


def kill_at(task: Task, place: Place) -> None:
    """The same at a place where it surely is at work: ever nearer to the beginning, on the HOME as it was, where it had ended."""
    with tempfile.TemporaryDirectory() as name:
        kept = copy(task.home, Path(name) / "home")
        for earlier in _ever_earlier(place):
            if run_and_kill(task, earlier):
                return
            copy(kept, task.home)
    raise AssertionError(f"it had always ended before it was killed, from {place} down to its first line")


def _ever_earlier(place: Place) -> Iterator[Place]:
    """A place and some before it: half of the seconds each time, then three quarters of the lines, down to the first."""
    while place.lines:
        yield place
        is_at_line = place.seconds < _SHORTEST_SECONDS
        place = Place(place.lines * 3 // 4, 0.0) if is_at_line else replace(place, seconds=place.seconds / 2)


def _logs(home: Path) -> set[Path]:
    return set((home / "logs").glob("*-run-*"))


@contextmanager
def holding(home: Path, how: str = "locked") -> Iterator[int]:
    """A process that holds the lock of a HOME as `pipelines.lock` can, and is killed in the end; gives its id."""
    command = [sys.executable, "-c", _HOLD.format(how), str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout and holder.stdout.readline() == "held\n"
            yield holder.pid
        finally:
            holder.kill()


def places(log: Path, number: int) -> list[Place]:
    """So many places, spread evenly over the time of an undisturbed run."""
    times = [datetime.fromisoformat(json.loads(line)["at"]).timestamp() for line in log.read_text("utf-8").splitlines()]
    whole = times[-1] - times[0]
    wanted = [times[0] + whole * (nth + 0.5) / number for nth in range(number)]
    found = [(sum(moment <= at for moment in times), at) for at in wanted]
    return [Place(lines, at - times[lines - 1]) for lines, at in found]


def copy(home: Path, to: Path) -> Path:
    """A HOME to be killed in."""
    shutil.rmtree(to, ignore_errors=True)
    if home.is_dir():
        shutil.copytree(home, to, symlinks=True)
    return to


def check_whole(home: Path) -> str | None:
    """The id of the publication that stands, after looking that it is whole; None where there is none. Raises `AssertionError`."""
    link = home / shelf.LINK
    if not link.is_symlink():
        return None
    folder = shelf.current(home)
    assert folder, f"{link} leads nowhere"
    content = manifest.read(folder)
    assert folder.name == content["publication_id"]
    assert {name: (folder / name).stat().st_size for name in content["files"]} == {n: f["bytes"] for n, f in content["files"].items()}
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as db:
        assert db.execute("select publication_id from publication").fetchall() == [(folder.name,)]
        for name, table in content["tables"].items():
            parquet = folder / "parquet" / f"{name.replace('.', '/')}.parquet"
            counts = db.execute(f"select (select count(*) from {name}), (select count(*) from '{parquet}')").fetchall()
            assert counts == [(table["rows"], table["rows"])], name
    return folder.name


def contents(home: Path) -> dict[str, object]:
    """Everything that a run makes: each table of the working warehouse and of the snapshot, and the other published files."""
    found: dict[str, object] = {f"working {name}": rows for name, rows in _tables(home / "warehouse.duckdb")}
    folder = shelf.current(home)
    assert folder
    found |= {f"published {name}": rows for name, rows in _tables(folder / "warehouse.duckdb")}
    found["page"] = (folder / "index.html").read_bytes()
    own = manifest.read(folder)
    found["manifest"] = {name: value for name, value in own.items() if name not in ("run_id", "files")}
    return found


def _tables(file: Path) -> Iterator[tuple[str, list[str]]]:
    with duckdb.connect(str(file), read_only=True) as db:
        names = db.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        for schema, table in names:
            name = table if schema == "main" else f"{schema}.{table}"
            left_out = ", ".join(OF_RUNS.get(name, ()))
            columns = f"* exclude ({left_out})" if left_out else "*"
            rows = f"({_LAST_CHECKS})" if name == "quality.checks" else name
            yield name, sorted(str(row) for row in db.execute(f"select {columns} from {rows}").fetchall())
