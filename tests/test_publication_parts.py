"""A publication that goes on from the one before holds what one written anew holds; on rows put into `core`."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets import purging, warehouse
from assets.house import House
from assets.published import changes, manifest
from assets.published.publish import Publication, publish
from assets.quality import sensitive
from tests import small_home

ADDRESS = "10.20.30.40"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_home.make(tmp_path_factory.mktemp("first"))


def differences(db: duckdb.DuckDBPyConnection, house: House, publication: Publication) -> dict[str, changes.Change]:
    """What a publication holds other than one that is written anew from the same rows, beside it."""
    beside = House(house.home.with_name("anew"), clock=house.clock)
    shutil.rmtree(beside.home, ignore_errors=True)
    beside.home.mkdir()
    noted = db.execute("from ops.published_parts").fetchall()
    stages = db.execute("from ops.stages").fetchall()
    with pytest.MonkeyPatch.context() as patch:
        small_home.with_snapshot_alone(patch)
        anew = publish(db, beside)
    db.execute("delete from ops.published_parts")
    db.executemany("insert into ops.published_parts values (?, ?, ?, ?)", noted)
    db.execute("delete from ops.stages")
    db.executemany("insert into ops.stages values (?, ?, ?)", stages)
    assert publication.rows == anew.rows
    files = (folder / warehouse.WAREHOUSE_FILE for folder in (publication.folder, anew.folder))
    return changes.between(*files, is_complete=True)


def goes_on(publication: Publication) -> bool:
    """Whether a publication took over what the one before held."""
    return manifest.read(publication.folder)["goes_on_from"] is not None


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    small_home.without_page_and_workbook(monkeypatch)


CHANGES = {
    "a fact that was mended": "update core.progress set percent = 99 where fact_id = 'f3-4'",
    "a fact that went": "delete from core.progress where fact_id = 'f3-4'",
    "a week that went": "delete from core.progress where source_file = '3.md'",
    "a fact of no week": "insert into core.progress (fact_id, percent) values ('without', 1)",
    "a fact of a new week": "insert into core.progress (fact_id, week, week_start, percent) values ('new', '2025-W01', '2024-12-30', 1)",
    "a bad entry on an old fact": (
        "insert into quality.bad_entries (bad_entry_id, fact_id, severity, state, week_start)"
        " values ('b1', 'f2-2', 'error', 'open', date '2024-03-04')"
    ),
    "a project's name": "update core.projects set project = '对账平台'",
    "another revision": "insert into core.fact_revisions (document_id, kind, fact_id, quote) values ('d99', 'progress', 'f1', '进度2%')",
    "something to mask": f"update core.progress set quote = '见 {ADDRESS}' where fact_id = 'f11-1'",
    "nothing": "select 1",
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_written_and_the_rest_taken_over(what: str, first: Path) -> None:
    with small_home.copied(first) as (db, house):
        db.execute(CHANGES[what])
        second = publish(db, house)
        assert goes_on(second)
        assert differences(db, house, second) == {}
        told = {name: change for name, change in second.changes.items() if change}
        assert bool(told) == (what not in ("nothing", "another revision"))  # what no change is told of: see changes._NOT_TOLD
        assert ADDRESS.encode() not in (second.folder / warehouse.WAREHOUSE_FILE).read_bytes()
        parquet = (second.folder / "parquet/core/progress.parquet").as_posix()
        assert db.execute(f"select count(*) from '{parquet}'").fetchone() == (second.rows["core.progress"],)
        own = db.execute(f"select decode(value) from parquet_kv_metadata('{parquet}') where decode(key) = 'publication_id'").fetchone()
        assert own == (second.publication_id,)
        assert manifest.read(second.folder)["publication_id"] == second.publication_id


def test_where_much_changed_all_is_written_anew(first: Path) -> None:
    with small_home.copied(first) as (db, house):
        db.execute("update core.progress set percent = percent + 1")
        last = publish(db, house)
        assert not goes_on(last)
        assert differences(db, house, last) == {}


def test_other_masks_write_all_anew(first: Path) -> None:
    with small_home.copied(first) as (db, house):
        sensitive.use({"project": "进度7"})
        try:
            second = publish(db, house)
        finally:
            sensitive.use({})
        assert not goes_on(second)
        assert "进度7".encode() not in (second.folder / warehouse.WAREHOUSE_FILE).read_bytes()


def test_after_a_purge_nothing_is_taken_over(first: Path) -> None:
    with small_home.copied(first) as (db, house):
        purging.purge(db, [purging.Purge("d3", "reason", "who", datetime(2024, 4, 1), None, False)])
        assert not goes_on(publish(db, house))


def test_a_publication_that_somebody_replaced_is_not_gone_on_from(first: Path) -> None:
    with small_home.copied(first) as (db, house):
        before = house.home.joinpath("published").readlink()
        db.execute(CHANGES["a fact that was mended"])
        second = publish(db, house)
        (house.home / "published").unlink()
        (house.home / "published").symlink_to(before, target_is_directory=True)
        assert before.name != second.publication_id
        last = publish(db, house)
        assert not goes_on(last)
        assert differences(db, house, last) == {}


step = st.one_of(
    st.tuples(
        st.just("update core.progress set percent = $number where source_file = $file"), st.integers(0, 5), st.integers(0, small_home.WEEKS)
    ),
    st.tuples(
        st.just("delete from core.progress where source_line = $number and source_file = $file"), st.integers(0, 9), st.integers(0, 3)
    ),
    st.tuples(
        st.just("insert into core.progress (fact_id, source_line, source_file) values (uuid(), $number, $file)"),
        st.integers(0, 9),
        st.integers(0, 99),
    ),
)


@settings(max_examples=settings.default.max_examples // 20)  # each publishes some times
@given(st.lists(st.lists(step, max_size=3), min_size=1, max_size=3))
def test_any_history_of_changes_ends_as_if_written_anew(first: Path, history: list[list[tuple[str, int, int]]]) -> None:
    with small_home.copied(first) as (db, house):
        for steps in history:
            for sql, number, week in steps:
                db.execute(sql, {"number": number, "file": f"{week}.md"})
            last = publish(db, house)
        assert differences(db, house, last) == {}
