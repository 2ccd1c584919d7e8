"""The command line: exit codes of the contract, one line a problem, what a run says. On real runs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from pipelines import cli, running
from pipelines.lock import locked
from tests import killing, once

REPORT = """# 2024-W13 支付周报

Team: 支付
Created: 2024年3月29日 20:07

## 项目进展

- 对账平台：开发进度60%
- 清结算：开发进度130%
"""
CLEAN = REPORT.replace("130%", "70%")

Run = Callable[..., "Result"]


class Result:
    """What a command gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder without settings, and Dagster's home given back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    yield


@pytest.fixture
def weekhouse(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> Result:
        code = cli.main(list(arguments))
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "2024-W13.md").write_text(REPORT, encoding="utf-8")
    return folder


def is_one_problem(result: Result, code: int, words: str) -> bool:
    """Whether the command ended with the code and one line on stderr that has the words."""
    lines = result.err.splitlines()
    return result.code == code and len(lines) == 1 and lines[0].startswith("weekhouse: ") and words in lines[0]


@pytest.fixture
def published(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Result:
    """A copy of a folder with a report and the HOME that a first run made of it, as current folder; gives what that run said."""
    made = once.first_run(tmp_path_factory)
    made.copy(tmp_path)
    return Result(0, made.out, made.err)


def test_a_run_reports_data_and_the_next_one_changes_nothing_and_tells_machines_so(
    weekhouse: Run, published: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published.err in ("", "attempts: 0\n")  # what its guard counted
    assert f"1 report of 1 team, 1 week ({once.WEEK})" in published.out
    assert "progress" in published.out
    assert "report.md:8: percent_out_of_range: " in published.out
    assert "this is the first publication" in published.out
    assert Path("home").stat().st_mode & 0o777 == 0o700
    standing = Path("home/published").resolve()
    again = weekhouse("run", "--home", "home")
    assert again.code == 0
    assert "nothing; the last publication stands" in again.out
    assert Path("home/published").resolve() == standing
    Path("weekhouse.toml").write_text("fail_on = 'error'\n[[sources]]\npath = 'reports'")  # `--fail-on` is asked in test_compare.py
    monkeypatch.setattr(running, "run", lambda *_, **__: running.Ran("another", Path("log")))  # would do the same again
    result = weekhouse("run", "--home", "home", "--json")
    told = json.loads(result.out)
    assert (result.code, result.err) == (3, "")
    assert told["counts"]["reports"] == 1
    assert told["is_new"] is False
    [source] = told["sources"]
    assert (source["source"], source["status"], source["documents"], source["problems"]) == ("reports", "unchanged", 1, 0)
    assert [entry["rule"] for entry in told["bad_entries"] if entry["severity"] == "error"] == ["percent_out_of_range"]


def test_a_run_says_what_changed_and_a_source_or_file_that_cannot_be_read_stops_no_other(weekhouse: Run, published: Result) -> None:
    Path("reports/report.md").write_text(once.REPORT.replace("130%", "70%"), encoding="utf-8")
    Path("reports/damaged.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    Path("weekhouse.toml").write_text("[[sources]]\npath = 'reports'\n[[sources]]\npath = 'gone'")
    result = weekhouse("run", "--home", "home")
    assert result.code == 0
    assert "core.progress" in next(line for line in result.out.splitlines() if line.startswith("  changed"))
    assert "1 report of 1 team" in result.out
    assert "percent_out_of_range" not in result.out
    assert "  source      gone: failed: 来源不存在" in result.out
    assert "  error    gone: unreadable_source: 来源不存在" in result.out
    assert "damaged.xlsx: unreadable_source: " in result.out


def test_unusable_arguments_are_told_before_anything_runs(weekhouse: Run, reports: Path) -> None:
    Path("empty").mkdir()
    Path("empty/notes.docx").write_text("")
    Path("file").write_text("")
    assert is_one_problem(weekhouse("run", "--home", "home", str(reports), "gone"), 2, "gone")
    assert is_one_problem(weekhouse("run", "--home", "home", "empty"), 2, "empty")
    assert is_one_problem(weekhouse("run", "--home", "file/home", str(reports)), 2, "file/home cannot be written")
    assert is_one_problem(weekhouse("run", "--fail-on", "all"), 2, "--fail-on")
    assert is_one_problem(weekhouse("run", "--config", "gone.toml"), 2, "gone.toml")
    assert is_one_problem(weekhouse("walk"), 2, "walk")
    Path("weekhouse.toml").write_text("colour = 1\n[[sources]]\npath = 'gone'")
    assert is_one_problem(weekhouse("run"), 2, "colour")
    Path("weekhouse.toml").write_text("[[sources]]\npath = 'gone'")
    assert is_one_problem(weekhouse("run"), 2, "gone")
    assert not Path("home").exists()
    assert not Path(".weekhouse").exists()


def test_two_runs_at_once_and_the_lock_of_a_killed_one(weekhouse: Run, reports: Path) -> None:
    with killing.holding(Path("home")) as pid:
        refused = weekhouse("run", "--home", "home", str(reports))
    assert is_one_problem(refused, 1, f"another run is at work on home (process {pid} on ")
    with locked(Path("home")):
        pass


def test_a_run_that_fails_leaves_what_was_published(weekhouse: Run, published: Result) -> None:
    standing = Path("home/published").resolve()
    Path("home/warehouse.duckdb").write_bytes(b"this is no database" * 1000)
    failed = weekhouse("run", "--home", "home")
    assert is_one_problem(failed, 1, "home/warehouse.duckdb does not open")
    assert Path("home/published").resolve() == standing
    assert weekhouse("query", "--home", "home", "select count(*) as n from core.reports").out == "n\n1\n"


def test_what_nobody_expected_is_a_line_and_a_log(weekhouse: Run, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a line\nand another")

    monkeypatch.setattr(running, "run", fails)
    result = weekhouse("run", "--home", "home", str(reports))
    assert is_one_problem(result, 1, "a line and another; log: home/logs/")
    assert "Traceback" in Path(result.err.strip().rpartition("log: ")[2]).read_text()


def test_check_says_where_and_writes_nothing(weekhouse: Run, reports: Path) -> None:
    before = sorted(Path().rglob("*"))
    found = weekhouse("check", "reports/2024-W13.md")
    assert found.code == 1
    line = next(line for line in found.out.splitlines() if "percent_out_of_range" in line)
    path, row, column, *_ = line.split(":")
    assert (path, row) == ("reports/2024-W13.md", "9")
    assert REPORT.splitlines()[8][int(column) - 1 :].startswith(("130%", "开发进度130%", "清结算"))
    (reports / "2024-W13.md").write_text(CLEAN, encoding="utf-8")
    assert weekhouse("check", "reports/2024-W13.md").code == 0
    assert is_one_problem(weekhouse("check", "reports/gone.md"), 2, "gone.md")
    (reports / "broken.xlsx").write_bytes(b"PK")
    assert weekhouse("check", "reports/broken.xlsx").code in (1, 2)
    (reports / "broken.xlsx").unlink()
    assert sorted(Path().rglob("*")) == before


def test_questions_go_to_the_publication_and_change_nothing(weekhouse: Run, published: Result) -> None:
    assert is_one_problem(weekhouse("query", "select 1"), 2, "there is no publication in .weekhouse")
    assert json.loads(weekhouse("query", "--home", "home", "--format", "json", "select 1 as one").out) == [{"one": 1}]
    assert is_one_problem(weekhouse("query", "--home", "home", "drop table core.reports"), 2, "read-only")
    assert is_one_problem(weekhouse("query", "--home", "home", "selekt"), 2, "Parser Error")
    listed = weekhouse("tables", "--home", "home").out
    assert "core.reports,1," in listed
    assert "raw." not in listed


def test_help_and_version(weekhouse: Run) -> None:
    assert "0.1.0" in weekhouse("--version").out
    assert all(name in weekhouse("--help").out for name in cli.cli.list_commands(click.Context(cli.cli)))
    assert weekhouse().code == 2


def test_commands_that_run_nothing_start_without_dagster() -> None:
    slow = "{'dagster', 'great_expectations', 'pandas', 'rich'}"
    code = f"import sys, pipelines.cli; sys.exit(bool({slow} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
