"""A publication that goes on from the one before holds what one written anew holds; on rows put into `core`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import dictionary, purging, warehouse
from assets.house import House
from assets.published import changes, manifest
from assets.published.page import build as page
from assets.published.publish import Publication, publish
from assets.published.workbook import build as workbook
from assets.quality import sensitive

FIRST = date(2024, 1, 1)
WEEKS = 12
ADDRESS = "10.20.30.40"


def row(week: int, number: int, **others: Any) -> dict[str, Any]:
    monday = FIRST + timedelta(weeks=week)
    place = {"week": f"{monday:%G-W%V}", "week_start": monday, "source_file": f"{week}.md", "source_line": number}
    return {"fact_id": f"f{week}-{number}", "team": "甲", **place, "quote": f"进度{number}%", "percent": float(number)} | others


@contextmanager
def home() -> Iterator[tuple[duckdb.DuckDBPyConnection, House]]:
    """A home with twelve weeks of ten facts, and its connection."""
    folder = Path(tempfile.mkdtemp())
    try:
        house = House(folder / "home", clock=lambda: datetime(2024, 4, 1, 8))
        with house.open() as db:
            for table in dictionary.tables().values():
                if table.schema == "trends":
                    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
                    db.execute(f"create table {table.full_name} ({columns})")
            facts = [row(week, number) for week in range(WEEKS) for number in range(10)]
            warehouse.insert(db, "core.progress", facts)
            revisions = [
                {"document_id": f"d{week}", "kind": "progress", "fact_id": f"f{week}-1", "quote": "进度1%"} for week in range(WEEKS)
            ]
            warehouse.insert(db, "core.fact_revisions", revisions)
            warehouse.insert(db, "core.projects", [{"project_id": "p1", "project": "对账"}])
            yield db, house
    finally:
        shutil.rmtree(folder)


def differences(db: duckdb.DuckDBPyConnection, house: House, publication: Publication) -> dict[str, changes.Change]:
    """What a publication holds other than one that is written anew from the same rows, beside it."""
    beside = House(house.home.with_name("anew"), clock=house.clock)
    shutil.rmtree(beside.home, ignore_errors=True)
    beside.home.mkdir()
    noted = db.execute("from ops.published_parts").fetchall()
    stages = db.execute("from ops.stages").fetchall()
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
def without_page_and_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are made of the snapshot, whole, and take most of the time."""
    for module in (page, workbook):
        monkeypatch.setattr(module, "write", lambda *_: None)


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
def test_what_changed_is_written_and_the_rest_taken_over(what: str) -> None:
    with home() as (db, house):
        publish(db, house)
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


def test_where_much_changed_all_is_written_anew() -> None:
    with home() as (db, house):
        publish(db, house)
        db.execute("update core.progress set percent = percent + 1")
        last = publish(db, house)
        assert not goes_on(last)
        assert differences(db, house, last) == {}


def test_other_masks_write_all_anew() -> None:
    with home() as (db, house):
        publish(db, house)
        sensitive.use({"project": "进度7"})
        try:
            second = publish(db, house)
        finally:
            sensitive.use({})
        assert not goes_on(second)
        assert "进度7".encode() not in (second.folder / warehouse.WAREHOUSE_FILE).read_bytes()


def test_after_a_purge_nothing_is_taken_over() -> None:
    with home() as (db, house):
        publish(db, house)
        purging.purge(db, [purging.Purge("d3", "reason", "who", datetime(2024, 4, 1), None, False)])
        assert not goes_on(publish(db, house))


def test_a_publication_that_somebody_replaced_is_not_gone_on_from() -> None:
    with home() as (db, house):
        first = publish(db, house)
        db.execute(CHANGES["a fact that was mended"])
        second = publish(db, house)
        (house.home / "published").unlink()
        (house.home / "published").symlink_to(f"publications/{first.publication_id}", target_is_directory=True)
        assert first.publication_id != second.publication_id
        last = publish(db, house)
        assert not goes_on(last)
        assert differences(db, house, last) == {}


step = st.one_of(
    st.tuples(st.just("update core.progress set percent = $number where source_file = $file"), st.integers(0, 5), st.integers(0, WEEKS)),
    st.tuples(
        st.just("delete from core.progress where source_line = $number and source_file = $file"), st.integers(0, 9), st.integers(0, 3)
    ),
    st.tuples(
        st.just("insert into core.progress (fact_id, source_line, source_file) values (uuid(), $number, $file)"),
        st.integers(0, 9),
        st.integers(0, 99),
    ),
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(step, max_size=3), min_size=1, max_size=3))
def test_any_history_of_changes_ends_as_if_written_anew(history: list[list[tuple[str, int, int]]]) -> None:
    with home() as (db, house):
        publish(db, house)
        for steps in history:
            for sql, number, week in steps:
                db.execute(sql, {"number": number, "file": f"{week}.md"})
            last = publish(db, house)
        assert differences(db, house, last) == {}
