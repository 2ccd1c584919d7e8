"""`weekhouse check`: the findings of a draft beside the published history are those that a run would have."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published.publish import publish
from assets.quality import decisions, rules
from assets.trends.build import build
from pipelines import cli
from tests import once, small_home

ROOT = Path(__file__).parent.parent
LINE = re.compile(r"(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<rule>\w+): (?P<severity>error|warning): (?P<message>.+)")
DRAFT = """# 2024-W14 支付周报

Team: 支付
Created: 2024年4月5日 18:00

## 项目进展

- 退代：本周新增9城，累计163城，待开10城
- 清结算：开发进度130%
"""
EARLIER = """# 2024-W13 支付周报

Team: 支付
Created: 2024年3月29日 18:00

## 项目进展

- 退代：本周新增35城，累计136城，待开10城

## 下周计划

- 灾备切换演练方案评审
"""

Run = Callable[..., tuple[int, list[str], str]]


def publish_reports(home: Path, reports: Path) -> None:
    """The snapshot alone: `check` looks at nothing else."""
    house = House(home=home, sources=(Source(reports),))
    with pytest.MonkeyPatch.context() as patch, house.open() as db:
        small_home.with_snapshot_alone(patch)
        collect(db, house)
        load(db, house)
        rules.find_bad_entries(db, house)
        build(db)
        publish(db, house)


@pytest.fixture
def weekhouse(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, list[str], str]:
        code = cli.main(list(arguments))
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return run


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a published week and the draft of the next."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "reports").mkdir()
    (folder / "reports" / "W13.md").write_text(EARLIER, "utf-8")
    publish_reports(folder / ".weekhouse", folder / "reports")
    (folder / "draft.md").write_text(DRAFT, "utf-8")
    return folder


@pytest.fixture
def place(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in."""
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(lines: list[str]) -> set[tuple[str, str]]:
    """Line and rule of each finding."""
    return {(match["line"], match["rule"]) for line in lines if (match := LINE.fullmatch(line))}


def test_a_draft_is_compared_with_what_is_published(place: Path, weekhouse: Run) -> None:
    code, lines, err = weekhouse("check", "draft.md")
    assert (code, err) == (1, "")
    assert all(LINE.fullmatch(line) for line in lines)
    assert {("8", "rollout_discontinuity"), ("9", "percent_out_of_range"), ("1", "plan_dropped")} <= found(lines)
    (told,) = (line for line in lines if "rollout_discontinuity" in line)
    assert told.startswith("draft.md:8:")
    assert "上次累计 136（2024-W13，W13.md:8）+ 本周新增 9 = 145，报告写累计 163" in told
    (dropped,) = (line for line in lines if "plan_dropped" in line)
    assert dropped.startswith("draft.md:1:1: ")
    assert "（见 W13.md:12）" in dropped


def test_nothing_is_written(place: Path, weekhouse: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    weekhouse("check", "draft.md")
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before


def test_an_edited_report_takes_the_place_of_the_published_one(place: Path, weekhouse: Run) -> None:
    edited = place / "edited.md"
    edited.write_text(EARLIER.replace("累计136城", "累计139城"), "utf-8")
    code, lines, _ = weekhouse("check", "edited.md")
    assert (code, found(lines)) == (0, set())


def test_what_was_acknowledged_is_not_told_again(place: Path, weekhouse: Run) -> None:
    (place / "reports" / "W14.md").write_text(DRAFT, "utf-8")
    house = House(home=place / ".weekhouse", sources=(Source(place / "reports"),))
    publish_reports(house.home, place / "reports")
    assert ("9", "percent_out_of_range") in found(weekhouse("check", "draft.md")[1])
    with house.open() as db:
        ((bad,),) = db.execute("select bad_entry_id from quality.bad_entries where rule = 'percent_out_of_range'").fetchall()
        decisions.decide(db, [bad], decisions.Decision("acknowledged"), house.now())
    publish_reports(house.home, place / "reports")
    assert ("9", "percent_out_of_range") not in found(weekhouse("check", "draft.md")[1])


def test_the_team_may_be_told(place: Path, weekhouse: Run) -> None:
    (place / "draft.md").write_text(DRAFT.replace("Team: 支付\n", ""), "utf-8")
    assert "rollout_discontinuity" in {rule for _, rule in found(weekhouse("check", "draft.md")[1])}
    assert ("1", "plan_dropped") not in found(weekhouse("check", "draft.md")[1])
    assert ("1", "plan_dropped") in found(weekhouse("check", "draft.md", "--team", "支付")[1])


def test_without_a_publication_the_draft_stands_alone(place: Path, weekhouse: Run) -> None:
    assert found(weekhouse("check", "draft.md", "--home", "elsewhere")[1]) == {("9", "percent_out_of_range")}
    assert not (place / "elsewhere").exists()


@pytest.mark.parametrize("name", ["x" * 300 + ".md", "nowhere.md", "."])
def test_unusable_is_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weekhouse: Run, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    code, lines, err = weekhouse("check", name)
    assert (code, lines, len(err.splitlines())) == (2, [], 1)


def test_a_run_and_a_check_agree_on_every_sample(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weekhouse: Run
) -> None:
    """The same findings: each report of the samples is checked against the publication of all of them."""
    monkeypatch.chdir(once.samples_run(tmp_path_factory).copy(tmp_path))
    with House(home=tmp_path / ".weekhouse").open() as db:
        rows = db.execute("select source_file, cast(coalesce(source_line, 1) as varchar), rule from quality.bad_entries").fetchall()
    samples = tmp_path / "samples" / "reports"
    names = sorted(path.relative_to(samples).as_posix() for path in samples.rglob("*") if path.suffix in (".md", ".csv"))
    different = {}
    for name in names[:: max(1, len(names) // 8)]:
        code, lines, _ = weekhouse("check", f"samples/reports/{name}")
        expected = {(line, rule) for file, line, rule in rows if file == name}
        if code != 2 and found(lines) != expected:
            different[name] = found(lines) ^ expected
    assert not different


def test_it_imports_neither_pandas_nor_great_expectations(place: Path) -> None:
    """Each of them would take longer than all the rest, and DuckDB and pyarrow ask for pandas by themselves."""
    command = [sys.executable, "-X", "importtime", "-m", "pipelines", "check", "draft.md"]
    told = subprocess.run(command, cwd=place, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False)
    assert told.returncode == 1, told.stderr[-500:]
    assert "draft.md:9:" in told.stdout
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "duckdb" in imported
    assert not imported & {"pandas.core", "great_expectations", "dagster"}  # a refused import of pandas is listed too


def test_the_hook_of_the_documentation_stops_a_commit(place: Path) -> None:
    """The script of docs/check.md, in a repository, on a report with an error."""
    script = re.search(r"```sh\n(#!/bin/sh\n.*?)```", (ROOT / "docs" / "check.md").read_text("utf-8"), re.S)
    assert script
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run([*git, "init", "-q"], cwd=place, check=True)
    hook = place / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(script[1], "utf-8")
    hook.chmod(0o755)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    subprocess.run([*git, "add", "draft.md"], cwd=place, check=True)
    refused = subprocess.run([*git, "commit", "-qm", "draft"], cwd=place, env={"PATH": path}, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "draft.md:9:" in refused.stdout + refused.stderr
    (place / "draft.md").write_text(DRAFT.replace("130%", "30%"), "utf-8")
    subprocess.run([*git, "add", "draft.md"], cwd=place, check=True)
    allowed = subprocess.run([*git, "commit", "-qm", "draft"], cwd=place, env={"PATH": path}, capture_output=True, text=True, check=False)
    assert allowed.returncode == 0, allowed.stderr
