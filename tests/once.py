"""What is made once for all test files and all workers, to be looked at or copied: mostly a HOME after a real `weekhouse run`.

What does not belong here: what one file alone needs (a fixture of its module), and what is changed in a copy.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines import cli
from tests.guarding import guarded

SAMPLES = Path(__file__).parents[1] / "samples"
WEEK = f"{datetime.now() - timedelta(days=7):%G-W%V}"
REPORT = f"""# {WEEK} 支付周报

Team: 支付

## 项目进展

- 对账平台：开发进度60%
- 清结算：开发进度130%
"""


class Made(NamedTuple):
    """A folder in which `weekhouse run` was, and what that said."""

    folder: Path
    out: str
    err: str

    def copy(self, to: Path) -> Path:
        """The folder again, to change something in it."""
        shutil.copytree(self.folder, to, symlinks=True, dirs_exist_ok=True)
        return to


def made(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name, which the worker that wants it first makes while others wait."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, whole = base / name, base / f"{name}.whole"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed
            folder.mkdir(mode=0o700)
            make(folder)
            whole.touch()
    return folder


def first_run(factory: pytest.TempPathFactory) -> Made:
    """`reports` with last week's report, in which one percentage cannot be, settings that name it, and its first run's `home`.

    That run is the one that may attempt no connection (`tests/test_offline.py`).
    """

    def make(folder: Path) -> None:
        (folder / "reports").mkdir()
        (folder / "reports" / "report.md").write_text(REPORT, "utf-8")
        (folder / "weekhouse.toml").write_text('[[sources]]\npath = "reports"\n', "utf-8")
        done, _ = guarded(folder, "-m", "pipelines", "run", "--home", "home", is_isolated=True)
        assert done.returncode == 0, done.stderr
        _keep(folder, done.stdout, done.stderr)

    return _said(made(factory, "first-run", make))


def samples_run(factory: pytest.TempPathFactory) -> Made:
    """`samples` and what `weekhouse run` makes of them where nothing is set: `.weekhouse`."""

    def make(folder: Path) -> None:
        shutil.copytree(SAMPLES, folder / "samples")
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(folder)
            unset(patch, folder)
            assert cli.main(["run"]) == 0, err.getvalue()
        _keep(folder, out.getvalue(), err.getvalue())

    return _said(made(factory, "samples-run", make))


def unset(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """No setting in the environment; Dagster's own home elsewhere."""
    for name in [name for name in os.environ if name.startswith("WEEKHOUSE_")]:
        patch.delenv(name)
    patch.setenv("DAGSTER_HOME", str(folder))


def _keep(folder: Path, out: str, err: str) -> None:
    folder.with_suffix(".out").write_text(out, "utf-8")
    folder.with_suffix(".err").write_text(err, "utf-8")


def _said(folder: Path) -> Made:
    return Made(folder, folder.with_suffix(".out").read_text("utf-8"), folder.with_suffix(".err").read_text("utf-8"))
