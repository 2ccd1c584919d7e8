"""`weekhouse diff` and `weekhouse run --dry-run`: what changed is told by table and key, and looking changes nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published.changes import Change
from assets.published.differences import Differing, differences
from assets.published.publish import Publication, publish
from assets.quality.rules import find_bad_entries
from assets.trends.build import build
from pipelines import cli, rehearsing, running
from pipelines.lock import LOCK_FILE, locked, still
from pipelines.problems import FailedError
from tests import killing, small_home

REPORT = """# 2024-W{week}

Team: 支付
Created: 2024年3月{day}日 20:07

- 对账平台：开发进度{percent}%
- 存管衍生，预计{promised}上线
- 交易不成退代，本周新增{new}城，累计{cumulative}城，待开{left}城
- 退款链路优化：开发进度{other}%
"""
W12 = REPORT.format(week=12, day=22, percent=40, promised="3/28", new=5, cumulative=80, left=20, other=10)
W13 = REPORT.format(week=13, day=29, percent=60, promised="4/16", new=5, cumulative=85, left=15, other=130)


class Said:
    """What a command printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Said]


@pytest.fixture
def weekhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))

    def run(*arguments: str) -> Said:
        code = cli.main(list(arguments))
        return Said(code, *capsys.readouterr())

    return run


def published(home: Path, reports: Path, day: int) -> Publication:
    """The publication of these reports on a day of April."""
    return publish_from(House(home, sources=(Source(reports),), clock=lambda: datetime(2024, 4, day, 8)))


def publish_from(house: House) -> Publication:
    """Collect, judge and publish a snapshot alone, without checks."""
    with pytest.MonkeyPatch.context() as patch, house.open() as db:
        small_home.with_snapshot_alone(patch)
        collect(db, house)
        load(db, house)
        find_bad_entries(db, house)
        build(db)
        return publish(db, house)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A home with three publications: one report, a second one, and the second one edited; and their ids."""
    folder = tmp_path_factory.mktemp("compared")
    reports = folder / "reports"
    reports.mkdir()
    ids = []
    for day, (week, text) in enumerate([(12, W12), (13, W13), (13, W13.replace("60%", "70%").replace("本周新增5城", "本周新增4城"))], 1):
        (reports / f"2024-W{week}.md").write_text(text, "utf-8")
        ids.append(published(folder / "home", reports, day).publication_id)
    return folder / "home", ids


def test_the_newest_is_compared_with_the_one_before(weekhouse: Run, homes: tuple[Path, list[str]]) -> None:
    home, ids = homes
    said = weekhouse("diff", "--home", str(home))
    assert (said.code, said.err) == (0, "")
    first, *lines = said.out.splitlines()
    assert first == f"{ids[1]} → {ids[2]}"
    for line in (
        "core.progress: 1 changed",
        "  ~ 2024-W13.md:6 对账平台 「开发进度70%」: quote 开发进度60% → 开发进度70%, percent 60.0 → 70.0",
        "core.rollouts: 1 changed",
        "trends.weekly_progress: 1 changed",
        "  ~ week 2024-W13, project 对账平台, component 开发: percent 60.0 → 70.0, change 20.0 → 30.0",
    ):
        assert line in lines, said.out
    assert not [line for line in lines if line.startswith(("quality.checks", "quality.alerts"))]
    assert any(line.startswith("  + 2024-W13.md:8 rollout_discontinuity 「") for line in lines)


def test_any_two_can_be_named_by_the_beginning_of_their_ids(weekhouse: Run, homes: tuple[Path, list[str]]) -> None:
    home, ids = homes
    forward = weekhouse("diff", ids[0], ids[1][:9], "--home", str(home)).out.splitlines()
    backward = weekhouse("diff", ids[1], ids[0], "--home", str(home)).out.splitlines()
    assert (forward[0], backward[0]) == (f"{ids[0]} → {ids[1]}", f"{ids[1]} → {ids[0]}")
    assert "core.reports: 1 added" in forward
    assert "core.reports: 1 removed" in backward
    assert "  + 2024-W13.md 「2024-W13」: " in "\n".join(forward)
    assert sum(line.startswith("  +") for line in forward) == sum(line.startswith("  −") for line in backward) > 10
    assert weekhouse("diff", ids[1], ids[1], "--home", str(home)).out.splitlines()[1:] == ["no difference"]


def test_json_and_csv_have_every_row_and_value(weekhouse: Run, homes: tuple[Path, list[str]]) -> None:
    home, ids = homes
    told = json.loads(weekhouse("diff", "--home", str(home), "--format", "json").out)
    assert (told["before"], told["after"], told["versions"]) == (ids[1], ids[2], {})
    (row,) = told["tables"]["trends.weekly_progress"]["rows"]
    assert (row["change"], row["key"]["week"], row["key"]["component"]) == ("changed", "2024-W13", "开发")
    assert row["values"]["percent"] == {"before": 60.0, "after": 70.0}
    added = [row["values"]["rule"] for row in told["tables"]["quality.bad_entries"]["rows"] if row["change"] == "added"]
    assert "rollout_discontinuity" in added
    lines = list(
        csv.DictReader(io.StringIO(weekhouse("diff", "--home", str(home), "--format", "csv", "--table", "trends.weekly_progress").out))
    )
    assert {line["table"] for line in lines} == {"trends.weekly_progress"}
    assert ("percent", "60.0", "70.0") in [(line["column"], line["before"], line["after"]) for line in lines]


def test_the_text_shows_so_many_rows_and_says_how_many_there_are(weekhouse: Run, homes: tuple[Path, list[str]]) -> None:
    home, ids = homes
    lines = weekhouse("diff", ids[0], ids[1], "--home", str(home), "--limit", "1", "--table", "core.entries").out.splitlines()
    assert lines[1:] == ["core.entries: 7 added", lines[2], "  … and 6 more"]


PROBLEMS = [
    (("diff", "--home", "nowhere"), "there is no publication in nowhere"),
    (("diff", "2023"), "no publication is called 2023; there are 2024"),
    (("diff", "2024"), "more than one publication is called 2024"),
    (("diff", "--table", "core.progres"), "core.progress is meant?"),
]


@pytest.mark.parametrize(("arguments", "words"), PROBLEMS)
def test_a_problem_is_one_line(weekhouse: Run, homes: tuple[Path, list[str]], arguments: tuple[str, ...], words: str) -> None:
    said = weekhouse(*arguments, *([] if "--home" in arguments else ["--home", str(homes[0])]))
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert words in said.err


def test_the_first_publication_has_none_before_it(weekhouse: Run, homes: tuple[Path, list[str]], tmp_path: Path) -> None:
    home, ids = homes
    shutil.copytree(home / "publications" / ids[0], tmp_path / "home" / "publications" / ids[0])
    (tmp_path / "home" / "published").symlink_to(f"publications/{ids[0]}")
    said = weekhouse("diff", "--home", "home")
    assert (said.code, said.err) == (2, f"weekhouse: {ids[0]} has none before it on the shelf; there is {ids[0]}\n")


@pytest.fixture
def altered(homes: tuple[Path, list[str]], tmp_path: Path) -> Callable[[str], list[Differing]]:
    """What differs once a statement was run on the newest snapshot."""
    before = homes[0] / "published" / "warehouse.duckdb"

    def compare(sql: str) -> list[Differing]:
        after = tmp_path / "after.duckdb"
        shutil.copy(before, after)
        with duckdb.connect(str(after)) as db:
            db.execute(sql)
        return list(differences(before, after))

    return compare


CASES = [
    # a fact whose key changed with its value, at the same place: changed
    ("update core.progress set fact_id = 'x' || fact_id, percent = percent + 1 where source_line = 6", "core.progress", Change(changed=2)),
    # a table without a key: rows come and go, as often as they are there
    ("insert into core.unread_numbers from core.unread_numbers limit 2", "core.unread_numbers", Change(added=2)),
    ("delete from core.unread_numbers", "core.unread_numbers", Change(removed=14)),
    # a null is a value like others
    ("update trends.weekly_rollout set cumulative_cities = null", "trends.weekly_rollout", Change(changed=2)),
    ("delete from trends.weekly_rollout where week = '2024-W12'", "trends.weekly_rollout", Change(removed=1)),
]


@pytest.mark.parametrize(("sql", "table", "change"), CASES)
def test_how_rows_differ(altered: Callable[[str], list[Differing]], sql: str, table: str, change: Change) -> None:
    (found,) = altered(sql)
    assert (found.table.full_name, found.change) == (table, change)
    assert len(found.rows) == change.added + change.removed + change.changed
    assert {row.change for row in found.rows} == {name for name in ("added", "removed", "changed") if getattr(change, name)}


def test_facts_of_one_place_are_not_mixed_up(altered: Callable[[str], list[Differing]]) -> None:
    same_place = "insert into core.progress select * replace (fact_id || '-2' as fact_id) from core.progress where source_line = 6"
    (found,) = altered(f"{same_place}; delete from core.progress where source_line = 6 and not fact_id like '%-2'")
    assert found.change == Change(changed=2)
    (found,) = altered(
        f"{same_place}; {same_place.replace('-2', '-3')}; delete from core.progress where source_line = 6 and length(fact_id) = 16"
    )
    assert (found.change.removed, found.change.changed) == (2, 0)


def test_a_table_and_a_column_that_only_one_has(altered: Callable[[str], list[Differing]]) -> None:
    gone = altered("drop view review; drop table trends.quarterly_review")
    assert [(found.table.full_name, found.change.removed > 0) for found in gone] == [("trends.quarterly_review", True)]
    (found,) = altered(
        "drop view plans; alter table trends.weekly_plans add column mood varchar; alter table trends.weekly_plans drop column text"
    )
    assert (found.change, found.new_columns, found.gone_columns) == (Change(), ("mood",), ("text",))


def test_records_of_runs_are_no_difference(altered: Callable[[str], list[Differing]]) -> None:
    assert altered("update quality.bad_entries set times_seen = 9, last_seen_at = now(); delete from quality.checks") == []
    assert altered("update core.report_revisions set reader_version = 'other'") == []


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file, link and folder below a folder, with its content and when that was written."""
    found = {}
    for path in sorted(folder.rglob("*")):
        kept = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = f"{content} {kept.st_mode} {kept.st_mtime_ns}"
    return found


def test_a_dry_run_shows_what_would_change_and_changes_nothing(weekhouse: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home lies within the source, and none of it is read as a report."""
    here, scratch = tmp_path / "here", tmp_path / "scratch"
    here.mkdir()
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.chdir(here)
    Path("2024-W12.md").write_text(W12, "utf-8")
    published(Path(".weekhouse"), Path(), 1)
    with locked(Path(".weekhouse")):
        Path("2024-W13.md").write_text(W13, "utf-8")
    before = fingerprint(here)
    said = weekhouse("run", ".", "--dry-run", "--fail-on", "error")
    assert (said.code, said.err) == (3, "")
    assert fingerprint(here) == before
    lines = said.out.splitlines()
    assert lines[0] == "2 reports of 1 team, 2 weeks (2024-W12 … 2024-W13)"
    assert "  source      .: 2 documents, 1 new" in lines
    assert "  bad entries 1 error, " in said.out
    assert "core.reports: 1 added" in lines
    assert any(line.startswith("  + 2024-W13.md:9 percent_out_of_range 「") for line in lines)
    assert lines[-1].startswith("dry run: nothing was published, sent or changed")
    assert list(scratch.iterdir()) == []


def test_a_dry_run_needs_no_home_and_makes_none(weekhouse: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the plain functions for the run itself, which the test above has."""

    def run(_settings: object, house: House, **_options: object) -> running.Ran:
        publish_from(house)
        return running.Ran("run", house.home / "run.log")

    monkeypatch.setattr(rehearsing.running, "run", run)
    (tmp_path / "2024-W12.md").write_text(W12, "utf-8")
    said = weekhouse("run", "2024-W12.md", "--dry-run", "--home", "none", "--json")
    assert (said.code, said.err) == (0, "")
    told = json.loads(said.out)
    assert (told["is_dry_run"], told["before"], told["tables"], told["counts"]["reports"]) == (True, None, {}, 1)
    assert not (tmp_path / "none").exists()


def test_the_log_of_a_dry_run_that_failed_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    house = House(tmp_path / "home")

    def fails(settings: object, house: House, **_options: object) -> None:
        (house.home / "logs").mkdir()
        (house.home / "logs" / "run.log").write_text("why")
        raise FailedError(f"the run failed; log: {house.home / 'logs' / 'run.log'}")

    monkeypatch.setattr(rehearsing.running, "run", fails)
    with pytest.raises(FailedError) as failure:
        rehearsing.rehearse(cli.load(None, house.home), house, 1, is_json=False)
    log = Path(failure.value.lines[0].rpartition("log: ")[2])
    assert log.read_text() == "why"
    assert [folder.name for folder in tmp_path.iterdir()] == [log.parent.name]
    assert log.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("other", "mine", "is_let_in"), [("locked", still, False), ("still", locked, False), ("still", still, True)])
def test_a_home_that_is_looked_at_stands_still(tmp_path: Path, other: str, mine: Callable[..., object], is_let_in: bool) -> None:
    with locked(tmp_path):
        pass
    written = (tmp_path / LOCK_FILE).read_text()
    with killing.holding(tmp_path, other):
        if is_let_in:
            with mine(tmp_path, 0.0):  # type: ignore[attr-defined]
                assert (tmp_path / LOCK_FILE).read_text() == written
        else:
            with pytest.raises(FailedError, match="is at work"), mine(tmp_path, 0.0):  # type: ignore[attr-defined]
                pass
