"""Everything made from raw anew is what the runs made step by step; what people decided stays; a difference is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published.publish import publish
from assets.quality import decisions
from assets.quality.rules import find_bad_entries
from pipelines import cli, rebuilding
from pipelines.rebuilding import rebuild
from pipelines.remaking import remake
from tests import small_home

SAMPLES = Path(__file__).parent.parent / "samples" / "reports"
REGISTRY = '[[project]]\nname = "贝易转"\naliases = ["C转"]\n'


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """A rebuild makes tables."""
    with pytest.MonkeyPatch.context() as patch:
        small_home.without_page_and_workbook(patch)
        yield


class Runs:
    """Some weeks of the samples with their tables, changed from run to run; every run is on the next day of April 2024."""

    def __init__(self, base: Path) -> None:
        self.source, self.registry, self.day = base / "reports", base / "projects.toml", 0
        shutil.copytree(SAMPLES, self.source, ignore=shutil.ignore_patterns("2024-W0*", "商户运营周报*"))
        self.house = House(base / "home", (Source(self.source),), registry_file=None, clock=lambda: datetime(2024, 4, self.day, 8))

    def run(self, *, is_whole: bool = False) -> None:
        """A run as far as the bad entries, or the whole of it, without Dagster."""
        self.day += 1
        with self.house.open() as db:
            collect(db, self.house)
            if is_whole:
                remake(db, self.house, f"run-{self.day}")
                publish(db, self.house, f"run-{self.day}")
            else:
                load(db, self.house)
                find_bad_entries(db, self.house)

    def file(self, week: str) -> Path:
        """A report of the samples."""
        return next((self.source / "支付交易").glob(f"{week} *.md"))

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query on the working warehouse."""
        with self.house.open() as db:
            return db.execute(query).fetchall()

    def edit(self, week: str, old: str, new: str) -> None:
        """Change a report."""
        path = self.file(week)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, _quick: None) -> Runs:
    """Runs in which reports were edited, set back, lost, moved and renamed, and a bad entry was acknowledged."""
    runs = Runs(tmp_path_factory.mktemp("grown"))
    runs.run()
    runs.edit("2024-W13", "存管路由开发进度80%", "存管路由开发进度85%")
    runs.file("2024-W12").unlink()
    (wrong,) = runs.ask("select min(bad_entry_id) from quality.bad_entries where state = 'open'")
    with runs.house.open() as db:
        decisions.decide(db, [str(wrong[0])], decisions.Decision("acknowledged", "甲", "已知"), runs.house.now())
    runs.run()
    runs.edit("2024-W13", "存管路由开发进度85%", "存管路由开发进度80%")
    moved = runs.file("2024-W11")
    moved.rename(runs.source / "商户运营" / moved.name)
    runs.registry.write_text(REGISTRY, "utf-8")
    object.__setattr__(runs.house, "registry_file", runs.registry)
    runs.run(is_whole=True)
    return runs


@pytest.fixture
def runs(grown: Runs, tmp_path: Path) -> Iterator[Runs]:
    """A copy to change."""
    copied = Runs.__new__(Runs)
    copied.source, copied.registry, copied.day = grown.source, grown.registry, grown.day + 1
    shutil.copytree(grown.house.home, tmp_path / "home", symlinks=True)
    copied.house = House(
        tmp_path / "home", grown.house.sources, registry_file=grown.registry, clock=lambda: datetime(2024, 4, copied.day, 8)
    )
    yield copied


@pytest.fixture
def _made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where a test rebuilds twice over the same raw, the second time takes the file that the first one made."""
    make, kept, stale = rebuilding._make, tmp_path / "made.duckdb", list[tuple[str, ...]]()

    def made(house: House, fresh: Path) -> tuple[str, ...]:
        if stale:
            shutil.copy(kept, fresh)
        else:
            stale.append(make(house, fresh))
            shutil.copy(fresh, kept)
        return stale[0]

    monkeypatch.setattr(rebuilding, "_make", made)


def inode(runs: Runs) -> int:
    return runs.house.warehouse_path.stat().st_ino


@pytest.mark.usefixtures("_made_once")
def test_everything_from_raw_anew_is_identical_and_takes_the_old_one_s_place(runs: Runs) -> None:
    kept = (
        "select bad_entry_id, state, first_seen_at from quality.bad_entries order by 1",
        "from quality.decisions order by all",
        "from quality.alerts order by all",
        "from raw.documents order by document_id",
        "from raw.sightings order by all",
    )
    before, file = [runs.ask(query) for query in kept], inode(runs)
    assert [len(rows) > 0 for rows in (before[0], before[1], before[3], before[4])] == [True] * 4
    assert rebuild(runs.house, is_dry=True).is_in_place is False
    assert inode(runs) == file
    result = rebuild(runs.house)
    assert (result.changes, result.stale, result.is_in_place) == ({}, (), True)
    assert result.tables > 25
    assert inode(runs) != file
    assert [runs.ask(query) for query in kept] == before
    assert [path.name for path in runs.house.home.iterdir() if "new" in path.name] == []
    with runs.house.open() as db:  # the next run finds nothing to do
        assert remake(db, runs.house, "again").resolved == ()
        assert not publish(db, runs.house).is_new


@pytest.mark.usefixtures("_made_once")
def test_what_differs_is_told_by_table_and_key_and_only_accepted_on_demand(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    with runs.house.open() as db:
        (fact,) = db.execute(
            "update core.progress set percent = 1 where fact_id = (select min(fact_id) from core.progress) returning fact_id"
        ).fetchone() or ("",)
        (lost,) = db.execute(
            "delete from core.plans where fact_id = (select min(fact_id) from core.plans) returning fact_id"
        ).fetchone() or ("",)
    file, home = inode(runs), ["--home", str(runs.house.home)]
    settings = runs.registry.parent / "weekhouse.toml"
    settings.write_text("", "utf-8")
    assert cli.main(["rebuild", *home, "--config", str(settings)]) == 3
    told = capsys.readouterr().out.splitlines()
    at = told.index("core.progress: 0 only in the new one, 0 only in the old one, 1 with other values")
    assert told[at + 1] == f"  ~ fact_id {fact}"
    at = told.index("core.plans: 1 only in the new one, 0 only in the old one, 0 with other values")
    assert told[at + 1] == f"  + fact_id {lost}"
    assert told[-1] == "the old warehouse stands; --accept puts the new one in its place"
    assert inode(runs) == file
    assert cli.main(["rebuild", *home, "--config", str(settings), "--accept"]) == 0
    assert runs.ask(f"select percent from core.progress where fact_id = '{fact}'") != [(1.0,)]
    with runs.house.open() as db:
        remake(db, runs.house, "again")
        assert publish(db, runs.house).is_new


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dry-run", "--accept"], "--dry-run and --accept exclude each other"),
        ([], "there is no warehouse in nowhere"),
    ],
)
def test_what_cannot_be_is_one_line(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["rebuild", "--home", "nowhere", *arguments]) == 2
    assert capsys.readouterr().err == f"weekhouse: {message}\n"
    assert not Path("nowhere").exists()
