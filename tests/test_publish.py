"""The publication: whole, masked, with each row's status, swapped at once; on rows put into `core`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from assets import dictionary, stages, warehouse
from assets.house import House
from assets.published import manifest, shelf, snapshot, tables
from assets.published.changes import Change
from assets.published.masking import masked
from assets.published.publish import Publication, publish
from tests import small_home

ADDRESS = "10.20.30.40"
PROGRESS = [
    {
        "fact_id": "f1",
        "week": "2024-W13",
        "source_line": 3,
        "percent": 50.0,
        "quote": f"进度50% 见 {ADDRESS} 处",
    },
    {"fact_id": "f2", "week": "2024-W13", "source_line": 2, "percent": 150.0, "quote": "进度150%"},
    {"fact_id": "f3", "week": "2024-W13", "source_line": 1, "percent": 20.0, "quote": "进度20%"},
    {"fact_id": "f4", "week": "2024-W13", "source_line": 4, "percent": 30.0, "quote": "进度30%"},
]


class Clock:
    """A clock that goes on by a minute at each look."""

    def __init__(self) -> None:
        self.time = datetime(2024, 4, 1, 8)

    def __call__(self) -> datetime:
        """The present."""
        self.time += timedelta(minutes=1)
        return self.time


def bad(number: int, fact: str, severity: str, state: str = "open") -> dict[str, Any]:
    words = {"rule": "percent_out_of_range", "message": f"{fact} 在 {ADDRESS} 上"}
    return {"bad_entry_id": f"b{number}", "fact_id": fact, "severity": severity, "state": state, **words}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "home", clock=Clock())


@pytest.fixture
def db(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse whose publications have neither page nor workbook."""
    small_home.without_page_and_workbook(monkeypatch)
    with filled(house) as db:
        yield db


class Stands(NamedTuple):
    """A publication that tests only look at, and the open warehouse that it was made of."""

    db: duckdb.DuckDBPyConnection
    home: Path
    publication: Publication


@pytest.fixture(scope="module")
def stands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stands]:
    house = House(tmp_path_factory.mktemp("stands") / "home", clock=Clock())
    with filled(house) as db:
        yield Stands(db, house.home, publish(db, house, run_id="run-1"))


@contextmanager
def filled(house: House) -> Iterator[duckdb.DuckDBPyConnection]:
    """The open warehouse of a new home, with rows."""
    with house.open() as db:
        for table in dictionary.tables().values():
            if table.schema == "trends":
                columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
                db.execute(f"create table {table.full_name} ({columns})")
        warehouse.insert(db, "core.progress", PROGRESS)
        warehouse.insert(db, "core.rollouts", [{"fact_id": "f5", "cities": ["上海", ADDRESS]}])
        bad_entries = [bad(1, "f2", "error"), bad(2, "f2", "warning"), bad(3, "f3", "warning")]
        warehouse.insert(db, "quality.bad_entries", [*bad_entries, bad(4, "f4", "error", state="resolved")])
        finish_stages(db, "first")
        yield db


def finish_stages(db: duckdb.DuckDBPyConnection, inputs: str) -> None:
    for stage in ("core", "rules", "checks", "trends"):
        stages.finish(db, stage, inputs, datetime(2024, 4, 1))


def ask(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True) as snapshot_db:
        return snapshot_db.execute(sql).fetchall()


def test_every_fact_has_its_status(stands: Stands) -> None:
    found = ask(stands.home, "select fact_id, status_of_row from core.progress")
    # in the order of the report's lines; a resolved error counts for nothing, an error outweighs a warning
    assert found == [("f3", "flagged"), ("f2", "quarantined"), ("f1", "accepted"), ("f4", "accepted")]
    assert "status_of_row" not in [name for name, *_ in stands.db.execute("describe core.progress").fetchall()]


def test_every_table_of_the_dictionary_is_there_with_words(stands: Stands) -> None:
    publication = stands.publication
    found = {name for (name,) in ask(stands.home, "select schema_name || '.' || table_name from duckdb_tables()")}
    wanted = {name for name, table in dictionary.tables().items() if table.schema in dictionary.PUBLISHED_SCHEMAS}
    assert found == wanted | {"main.dictionary", "main.publication"}
    assert set(publication.rows) == wanted
    assert not ask(stands.home, "from duckdb_tables() where comment is null and not internal")
    assert not ask(stands.home, "from duckdb_columns() where comment is null and not internal")
    schemas = {name for (name,) in ask(stands.home, "select schema_name from duckdb_schemas() where not internal")}
    assert schemas == {"core", "trends", "quality"}


def test_the_dictionary_describes_every_column(stands: Stands) -> None:
    undescribed = """
        select c.schema_name, c.table_name, c.column_name from duckdb_columns() c
        anti join dictionary d
        on d.table_name = c.schema_name || '.' || c.table_name and d.column_name = c.column_name
        where not c.internal
    """
    assert ask(stands.home, undescribed) == []
    words = ask(stands.home, "select meaning, zh from dictionary where column_name = 'status_of_row'")
    assert set(words) == {(tables.STATUS_OF_ROW.description, tables.STATUS_OF_ROW.zh)}


def unpacked(path: Path) -> str:
    """All text in a file: of a table of Parquet its rows, of a workbook its parts, since both are compressed."""
    if path.suffix == ".parquet":
        return str(duckdb.execute("from read_parquet(?)", [str(path)]).fetchall())
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return path.read_bytes().decode(errors="replace")


def test_no_byte_of_what_is_published_holds_sensitive_text(stands: Stands) -> None:
    publication = stands.publication
    quotes = dict(ask(stands.home, "select fact_id, quote from core.progress"))
    assert quotes["f1"] == f"进度50% 见 {'█' * len(ADDRESS)} 处"
    assert ask(stands.home, "select cities from core.rollouts") == [(["上海", "█" * len(ADDRESS)],)]
    files = [path for path in publication.folder.rglob("*") if path.is_file()]
    assert len(files) == 4 + len(publication.rows)  # manifest, snapshot, page, workbook
    assert [path.name for path in files if ADDRESS in unpacked(path)] == []
    assert stands.db.execute("select quote from core.progress where fact_id = 'f1'").fetchall() == [(PROGRESS[0]["quote"],)]


def test_keys_that_are_hashes_are_not_masked(db: duckdb.DuckDBPyConnection) -> None:
    snapshot.sensitive.register(db)
    key = "abc" + "x13800138000x".replace("x", "a") + "0" * 20
    for name, value, is_kept in (("document_id", key, True), ("incident_id", "电话 13800138000", False)):
        expression = masked(dictionary.Column(name, "VARCHAR", "", ""))
        found = db.execute(f'select {expression} from (select ? as "{name}", true as is_suspicious)', [value]).fetchone()
        assert found is not None
        assert (found[0] == value) is is_kept


def test_parquet_and_manifest_say_the_same_as_the_snapshot(stands: Stands) -> None:
    publication = stands.publication
    manifest = json.loads((stands.home / "published" / "manifest.json").read_text())
    assert manifest["publication_id"] == publication.publication_id
    assert (manifest["run_id"], manifest["previous_publication_id"]) == ("run-1", None)
    assert ask(stands.home, "select publication_id, run_id from publication") == [(publication.publication_id, "run-1")]
    assert manifest["counts"]["bad_entries"] == {"error": 1, "warning": 2}
    for name, rows in publication.rows.items():
        file = stands.home / "published" / "parquet" / f"{name.replace('.', '/')}.parquet"
        assert duckdb.execute("select count(*) from read_parquet(?)", [str(file)]).fetchone() == (rows,)
        assert manifest["tables"][name]["rows"] == rows
        written = duckdb.execute("select decode(value) from parquet_kv_metadata(?)", [str(file)]).fetchall()
        assert (publication.publication_id,) in written


def test_what_changed_is_told_by_table_and_key(db: duckdb.DuckDBPyConnection, house: House) -> None:
    publish(db, house)
    db.execute("update core.progress set percent = 55 where fact_id = 'f1'")
    db.execute("delete from core.progress where fact_id = 'f4'")
    warehouse.insert(db, "core.progress", [{"fact_id": "f6"}, {"fact_id": "f7"}])
    unread = {"source_file": "a.md", "quote": "7"}
    warehouse.insert(db, "core.unread_numbers", [unread, unread])
    db.execute("update quality.bad_entries set last_seen_at = '2024-05-01'")
    finish_stages(db, "second")
    second = publish(db, house)
    assert second.changes == {"core.progress": Change(2, 1, 1), "core.unread_numbers": Change(added=2)}
    db.execute("delete from core.unread_numbers")
    warehouse.insert(db, "core.unread_numbers", [unread])
    finish_stages(db, "third")
    assert publish(db, house).changes == {"core.unread_numbers": Change(removed=1)}


def test_nothing_is_published_twice(db: duckdb.DuckDBPyConnection, house: House) -> None:
    first = publish(db, house)
    again = publish(db, house)
    assert (again.is_new, again.publication_id, again.rows) == (False, first.publication_id, first.rows)
    assert again.folder == first.folder.resolve()
    assert publish(db, replace(house, language="en")).is_new
    finish_stages(db, "second")
    assert publish(db, house).is_new
    shutil.rmtree(house.home / "publications")
    assert publish(db, house).is_new


def test_a_publication_that_is_no_longer_whole_is_made_anew(house: House) -> None:
    with filled(house) as db:
        first = publish(db, house)
        (house.home / "published" / "parquet" / "core" / "plans.parquet").unlink()
        assert publish(db, house).is_new
        for name in ("workbook.xlsx", "warehouse.duckdb", "manifest.json"):
            (house.home / "published" / name).write_bytes(b"")
            made = publish(db, house)
            assert made.is_new and made.rows == first.rows, name
            assert manifest.flaw(made.folder) is None
            assert (house.home / "published").resolve() == made.folder.resolve()


def test_old_publications_go_and_open_readers_keep_theirs(db: duckdb.DuckDBPyConnection, house: House) -> None:
    house = replace(house, kept_publications=2)
    made = [publish_anew(db, house, "0")]
    with duckdb.connect(str(house.home / "published" / "warehouse.duckdb"), read_only=True) as reader:
        made += [publish_anew(db, house, str(number)) for number in range(1, 4)]
        assert reader.execute("select count(*) from core.progress").fetchone() == (4,)
    on_the_shelf = sorted(path.name for path in (house.home / "publications").iterdir())
    assert on_the_shelf == [publication.publication_id for publication in made[-2:]]
    assert (house.home / "published").resolve().name == made[-1].publication_id


def publish_anew(db: duckdb.DuckDBPyConnection, house: House, inputs: str) -> Publication:
    finish_stages(db, inputs)
    return publish(db, house)


def test_a_clock_that_stands_still_gives_no_id_twice(db: duckdb.DuckDBPyConnection, house: House) -> None:
    house = replace(house, clock=lambda: datetime(2024, 4, 1))
    first = publish(db, house)
    db.execute("delete from ops.stages")
    second = publish(db, house)
    third = publish(db, house)
    assert len({first.publication_id, second.publication_id, third.publication_id}) == 3


def test_a_failure_leaves_the_last_publication_and_no_rubbish(
    db: duckdb.DuckDBPyConnection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(db, house)
    finish_stages(db, "second")
    db.execute("alter table core.plans drop column text")
    with pytest.raises(duckdb.Error):
        publish(db, house)
    assert (house.home / "published").resolve() == first.folder.resolve()
    assert [path.name for path in (house.home / "publications").iterdir()] == [first.publication_id]
    db.execute("drop table core.plans")
    with pytest.raises(snapshot.MissingTableError, match=r"core\.plans"):
        publish(db, house)
    assert db.execute("select database_name from duckdb_databases() where not internal").fetchall() == [("warehouse",)]


def test_what_a_killed_run_left_is_cleaned(db: duckdb.DuckDBPyConnection, house: House) -> None:
    rubbish = house.home / "publications" / ".20240101T000000-abc.tmp"
    rubbish.mkdir(parents=True)
    (rubbish / "warehouse.duckdb").write_text("half")
    (house.home / ".published.tmp").symlink_to("publications/nowhere")
    publish(db, house)
    assert not rubbish.exists()
    assert not (house.home / ".published.tmp").is_symlink()


def test_published_files_can_be_read_by_all(stands: Stands) -> None:
    folder = stands.publication.folder
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert folder.stat().st_mode & 0o777 == 0o755
    assert stands.home.stat().st_mode & 0o777 == 0o700


def test_an_old_client_reads_the_format(stands: Stands) -> None:
    tags = ask(stands.home, "select tags['storage_version'] from duckdb_databases() where database_name = 'warehouse'")
    assert str(tags[0][0]).strip("[]'").startswith("v1.0.0")


def test_a_relative_home_works(db: duckdb.DuckDBPyConnection, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house.home.parent)
    near = replace(house, home=Path("home"), kept_publications=1)
    publish_anew(db, near, "1")
    last = publish_anew(db, near, "2")
    assert shelf.current(Path("home")) == (house.home / "publications" / last.publication_id).resolve()
    assert len(list((house.home / "publications").iterdir())) == 1


def test_a_database_has_threads_for_its_groups_of_rows(tmp_path: Path) -> None:
    def threads(file: Path) -> int:
        with warehouse.connect(file) as db:
            return int((db.execute("select current_setting('threads')").fetchone() or (0,))[0])

    with duckdb.connect(tmp_path / "large.duckdb") as db:
        usual = int((db.execute("select current_setting('threads')").fetchone() or (0,))[0])
        db.execute("create table t as from range(200_000)")
    assert (threads(tmp_path / "small.duckdb"), threads(tmp_path / "large.duckdb")) == (1, min(2, usual))


def test_a_database_draws_no_progress_in_a_process_that_was_forked() -> None:
    """There the main module has no file, and DuckDB takes it for a prompt."""
    asks = """
from assets import warehouse
print(warehouse.connect(":memory:").execute("select current_setting('enable_progress_bar')").fetchone())
"""
    done = subprocess.run([sys.executable, "-c", asks], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    assert done.stdout == "(False,)\n"
