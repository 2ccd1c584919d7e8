"""The life of a bad entry: recognised, acknowledged, muted, resolved, reopened; and the commands `issues`, `ack`, `mute`, `why`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets import stages, warehouse
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.quality import decisions, engine, examples, rules
from pipelines import cli
from tests import small_home

DAY = [datetime(2024, 4, day, 8) for day in range(1, 31)]
BAD = {"percent": 110.0, "project": "A", "quote": "开发进度110%", "source_line": 5}
MENDED = {**BAD, "percent": 11.0, "quote": "开发进度11%"}


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return examples.warehouse_of({})


class Days:
    """Runs of the rules on days of April, over one row of progress."""

    def __init__(self, db: duckdb.DuckDBPyConnection, home: Path) -> None:
        self.db, self.home = db, home
        self.run(0, BAD)
        ((self.id,),) = db.execute("select bad_entry_id from quality.bad_entries").fetchall()

    def run(self, day: int, *rows: dict[str, Any]) -> rules.Found:
        """Run the rules on a day; rows given take the place of those before."""
        if rows:
            self.db.execute("delete from core.progress")
            warehouse.insert(self.db, "core.progress", [examples.whole_row("core.progress", i, row) for i, row in enumerate(rows, 1)])
            stages.finish(self.db, "core", repr(rows), DAY[day])
        return rules.find_bad_entries(self.db, House(home=self.home, clock=lambda: DAY[day]))

    def decide(self, kind: decisions.Kind, day: int, until: date | None = None) -> None:
        """Somebody decides on a day."""
        decisions.decide(self.db, [self.id], decisions.Decision(kind, "张三", "已知", until), DAY[day])

    @property
    def state(self) -> str:
        """The state of the bad entry."""
        ((state,),) = self.db.execute("select state from quality.bad_entries where bad_entry_id = ?", [self.id]).fetchall()
        return str(state)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.db.execute(sql).fetchall()


@pytest.fixture
def days(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> Days:
    return Days(db, tmp_path)


def test_an_acknowledgement_stays_until_the_entry_is_mended_and_returns(days: Days) -> None:
    days.decide("acknowledged", 1)
    assert days.state == "acknowledged"
    days.run(2, {**BAD, "source_line": 9})
    assert days.state == "acknowledged"
    days.run(3, MENDED)
    assert days.state == "resolved"
    assert days.run(4, BAD).reopened == (days.id,)
    assert days.state == "open"
    known = "select first_seen_at, last_seen_at, times_seen, reopened_at, resolved_at from quality.bad_entries"
    assert days.ask(known) == [(DAY[0], DAY[4], 3, DAY[4], None)]


def test_a_mute_ends_with_its_day_though_nothing_else_changed(days: Days) -> None:
    days.decide("muted", 1, DAY[3].date())
    assert days.run(3).is_unchanged or days.state == "muted"
    assert days.state == "muted"
    found = days.run(4)
    assert not found.is_unchanged
    assert (found.new, found.reopened, found.resolved) == ((), (), ())
    assert days.state == "open"
    assert days.run(5).is_unchanged


def test_a_mute_outlasts_a_mended_report(days: Days) -> None:
    days.decide("muted", 1, DAY[20].date())
    days.run(2, MENDED)
    assert days.state == "resolved"
    days.run(3, BAD)
    assert days.state == "muted"


def test_a_decision_runs_no_rule_again(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    days.decide("acknowledged", 1)
    monkeypatch.setattr(engine, "run_rules", lambda *_: pytest.fail("ran"))
    assert not days.run(2).is_unchanged
    assert days.run(3).is_unchanged
    assert days.state == "acknowledged"


def test_the_last_decision_counts_and_can_be_taken_back(days: Days) -> None:
    days.decide("acknowledged", 1)
    days.decide("muted", 2, DAY[20].date())
    assert days.state == "muted"
    assert days.ask("select decision, ended_at from quality.decisions order by decided_at") == [("acknowledged", DAY[2]), ("muted", None)]
    decisions.take_back(days.db, [days.id], DAY[3])
    assert days.state == "open"


@pytest.mark.parametrize("text", [BAD, {**BAD, "quote": "A 端开发的进度 110%", "source_line": 7, "entry_id": "e9"}])
def test_decisions_survive_a_rebuild_from_raw(days: Days, text: dict[str, Any]) -> None:
    days.decide("acknowledged", 1)
    days.run(2, text)
    for table in ("core.progress", "quality.bad_entries", "quality.rule_stats", "ops.stages"):
        days.db.execute(f"delete from {table}")
    found = days.run(3, text)
    assert (found.new, found.reopened) == ((), ())
    assert days.state == "acknowledged"
    assert days.ask("select first_seen_at, message is null from quality.bad_entries") == [(DAY[0], False)]


def test_a_forgotten_entry_that_is_mended_is_resolved(days: Days) -> None:
    days.decide("acknowledged", 1)
    days.db.execute("delete from quality.bad_entries")
    assert days.run(2, MENDED).resolved == (days.id,)


def test_stats_count_by_week_and_rule_what_became_of_bad_entries(days: Days) -> None:
    others = [{**BAD, "source_line": line, "entry_id": f"e{line}", "quote": f"{line}：进度110%", "week": "2024-W12"} for line in (6, 7, 8)]
    days.run(1, BAD, *others)
    days.decide("acknowledged", 2)
    days.run(3, *others[:2])
    stats = "select rule, week, fired, acknowledged, muted, resolved, open from quality.rule_stats order by week"
    assert days.ask(stats) == [("percent_out_of_range", "2024-W12", 3, 0, 0, 1, 2), ("percent_out_of_range", "2024-W13", 1, 1, 0, 1, 0)]


# --- commands

W12 = """# 2024-W12 支付周报

Team: 支付
Created: 2024年3月22日 18:00

## 城市推广

- 退代：本周新增5城，累计101城，待开45城
"""
W13 = """# 2024-W13 支付周报

Team: 支付
Created: 2024年3月29日 20:07

## 城市推广

- 退代：本周新增35城，累计163城，待开10城
- 值班 13800001234

## 项目进展

- 清结算：开发进度130%
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the rules have run over two reports; the clock of the commands is the real one."""
    folder = tmp_path_factory.mktemp("judged")
    (folder / "corrections").mkdir()
    (folder / "reports").mkdir()
    for name, text in (("W12.md", W12), ("W13.md", W13)):
        (folder / "reports" / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        remake()
    return folder


@pytest.fixture
def place(judged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it to work in."""
    shutil.copytree(judged, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    with small_home.kept_open(House(home=Path(".weekhouse"))):
        yield tmp_path


def remake() -> None:
    house = House(home=Path(".weekhouse"), sources=(Source(Path("reports")),), corrections_folder=Path("corrections"))
    with house.open() as db:
        collect(db, house)
        load(db, house)
        rules.find_bad_entries(db, house)


@pytest.fixture
def weekhouse(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def listed(weekhouse: Run, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(weekhouse("issues", "--format", "json", *arguments)[1])
    return found


def id_of(weekhouse: Run, rule: str) -> str:
    ((bad),) = listed(weekhouse, "--rule", rule)
    return str(bad["bad_entry_id"])


def test_issues_lists_and_filters(place: Path, weekhouse: Run) -> None:
    everything = listed(weekhouse)
    assert everything[0]["rule"] == "percent_out_of_range"
    assert {"rollout_discontinuity", "sensitive_text"} <= {bad["rule"] for bad in everything}
    assert listed(weekhouse, "--week", "2024-W12") == listed(weekhouse, "--team", "清算") == listed(weekhouse, "--state", "resolved") == []
    code, out, err = weekhouse("issues", "--rule", "percent_out_of_range")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:3] == ["  W13.md:13", "  开发进度写作 130%，应在 0–100% 之间，请核对原文"]
    assert weekhouse("issues", "--format", "csv")[1].startswith("bad_entry_id,severity,")


def test_ack_and_mute_by_the_beginning_of_an_id(place: Path, weekhouse: Run) -> None:
    bad = id_of(weekhouse, "percent_out_of_range")
    code, out, _ = weekhouse("ack", bad[:6], "--by", "张三", "--note", "在改")
    assert code == 0
    assert f"{bad[:8]} is acknowledged: " in out
    assert [(b["state"], b["decided_by"], b["note"]) for b in listed(weekhouse, "--state", "acknowledged")] == [
        ("acknowledged", "张三", "在改")
    ]
    assert weekhouse("mute", bad, "--days", "14")[0] == 0
    (muted,) = listed(weekhouse, "--state", "muted")
    assert date.fromisoformat(muted["until_on"]) == House(home=place).now().date() + timedelta(days=14)
    assert bad not in {b["bad_entry_id"] for b in listed(weekhouse)}
    assert weekhouse("mute", bad, "--undo")[0] == 0
    assert bad in {b["bad_entry_id"] for b in listed(weekhouse, "--state", "open")}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ack", "zzz"], "there is no bad entry zzz"),
        (["ack", ""], "there is no bad entry"),
        (["mute", "ID"], "--until DATE or --days N"),
        (["mute", "ID", "--days", "3", "--until", "2999-01-01"], "--until DATE or --days N"),
        (["mute", "ID", "--until", "2024-01-01"], "--until 2024-01-01 is past"),
        (["mute", "ID", "--until", "soon"], "soon"),
        (["mute", "ID", "--days", "0"], "--days"),
        (["issues", "--state", "bad"], "--state"),
        (["issues", "--home", "nowhere"], "there is no warehouse in nowhere"),
        (["why", "zzz"], "there is no bad entry zzz"),
        (["why", "weekly_nothing", "A"], "weekly_nothing is no table of trends"),
        (["why", "weekly_progress", "A", "--correct"], "--correct goes with the ID"),
    ],
)
def test_what_cannot_be_is_one_line(place: Path, weekhouse: Run, arguments: list[str], words: str) -> None:
    given = [id_of(weekhouse, "percent_out_of_range") if word == "ID" else word for word in arguments]
    code, _, err = weekhouse(*given)
    assert code == 2
    assert len(err.splitlines()) == 1
    assert words in err


def test_an_ambiguous_id_names_the_candidates(place: Path, weekhouse: Run) -> None:
    with House(home=Path(".weekhouse")).open() as db:
        db.execute("insert into quality.bad_entries (bad_entry_id, state) values ('feed0001', 'open'), ('feed0002', 'open')")
    code, _, err = weekhouse("ack", "feed")
    assert code == 2
    assert "feed0001, feed0002" in err
    assert weekhouse("ack", "feed0001")[0] == 0


def test_why_shows_lines_values_reports_rule_and_what_to_do(place: Path, weekhouse: Run) -> None:
    bad = id_of(weekhouse, "rollout_discontinuity")
    code, out, err = weekhouse("why", bad[:8])
    assert (code, err) == (0, "")
    for shown in (
        "上次累计 101（2024-W12，W12.md:8）+ 本周新增 35 = 136，报告写累计 163",
        "累计可能应为 136",
        "W13.md:8",
        "  >    8  - 退代：本周新增35城，累计163城，待开10城",
        "       9  - 值班 ███████████",
        "last_cities       101",
        "W12.md:8\n  >    8  - 退代：本周新增5城，累计101城，待开45城",
        "owner 数据平台组",
        "with accepted as (",
        f"weekhouse ack {bad[:8]}",
        "column: cumulative_cities",
    ):
        assert shown in out
    assert "13800001234" not in out


def test_the_correction_is_ready_to_paste(place: Path, weekhouse: Run) -> None:
    bad = id_of(weekhouse, "rollout_discontinuity")
    code, text, _ = weekhouse("why", bad, "--correct")
    assert code == 0
    assert "who: ???" in text
    Path("corrections/a.yml").write_text(text.replace("???", "张三"), "utf-8")
    remake()
    assert listed(weekhouse, "--rule", "correction_refused") == listed(weekhouse, "--rule", "rollout_discontinuity") == []
    assert [b["state"] for b in listed(weekhouse, "--all", "--rule", "rollout_discontinuity")] == ["resolved"]
    told = weekhouse("why", bad)[1]
    assert "corrected by corrections/a.yml:2: cumulative_cities 163 → 136" in told
    assert "the rule does not fire now" in told
    assert "expect: 163" in weekhouse("why", bad, "--correct")[1]


def test_a_correction_without_a_known_value_asks_for_it_and_is_refused_until_it_is_said(place: Path, weekhouse: Run) -> None:
    text = weekhouse("why", id_of(weekhouse, "percent_out_of_range"), "--correct")[1]
    assert "value: ???" in text
    Path("corrections/a.yml").write_text(text, "utf-8")
    remake()
    (refused,) = listed(weekhouse, "--rule", "correction_refused")
    assert "还是 ???" in refused["message"]
    assert refused["source_file"] == "corrections/a.yml"
    assert "  >" in weekhouse("why", refused["bad_entry_id"])[1]


def test_what_is_no_value_has_no_correction(place: Path, weekhouse: Run) -> None:
    code, _, err = weekhouse("why", id_of(weekhouse, "sensitive_text"), "--correct")
    assert code == 2
    assert "no single value" in err


def test_why_of_a_trend_is_handed_to_lineage(place: Path, weekhouse: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lineage = pytest.importorskip("pipelines.lineage")
    asked: list[Any] = []
    monkeypatch.setattr(lineage, "show", lambda settings, table, keys: asked.append((table, keys)))
    for table in ("weekly_progress", "trends.weekly_progress"):
        assert weekhouse("why", table, "2024-W13", "退代")[0] == 0
    assert asked == [("trends.weekly_progress", ["2024-W13", "退代"])] * 2
