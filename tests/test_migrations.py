"""Upgrades of older homes: each migration on a home of its time, once, all or nothing; a newer home is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets import migrations
from assets.house import House
from assets.migrations import Migration, NewerHomeError
from pipelines import cli

NOW = datetime(2026, 11, 23, 8)
OLD_DOCUMENTS = """
create schema raw;
create table raw.documents (
    document_id varchar, source varchar, source_file varchar, content blob, first_seen_at timestamp, last_seen_at timestamp
);
insert into raw.documents values
    ('there', 'src', 'a.md', 'a', '2024-01-01', '2024-03-01'), ('gone', 'src', 'b.md', 'b', '2024-01-01', '2024-02-01');
create table raw.scanned_files (source varchar, file varchar, source_file varchar, document_id varchar);
insert into raw.scanned_files values ('src', 'a.md', 'a.md', 'there');
"""
OLD_BAD_ENTRIES = """
create schema quality;
create table quality.bad_entries (bad_entry_id varchar, rule varchar, severity varchar, state varchar);
insert into quality.bad_entries values ('b1', 'percent_out_of_range', 'error', 'open');
create table quality.alerts (alert_id varchar, channel varchar, state varchar, body varchar);
insert into quality.alerts values ('a1', 'group', 'pending', '周报检查');
"""
OLD_LARGE_DOCUMENT = """
create schema raw;
create table raw.documents (document_id varchar, content blob);
insert into raw.documents values ('small', repeat('a', 16384)::blob), ('large', (repeat('b', 16384) || repeat('c', 16384) || 'd')::blob);
"""
OLD_BAD_ROWS = """
create schema ops;
create table ops.bad_rows (rule varchar, quote varchar);
insert into ops.bad_rows values ('percent_out_of_range', '986%');
"""
CASES: dict[int, tuple[str, str, list[tuple[object, ...]]]] = {
    1: (OLD_DOCUMENTS, "from raw.sightings", [("gone", datetime(2024, 1, 1), datetime(2024, 2, 1))]),
    2: (
        OLD_BAD_ENTRIES,
        "select bad_entry_id, times_seen, kind, position, body from quality.bad_entries, quality.alerts",
        [("b1", 1, "digest", 1, "周报检查")],
    ),
    3: (
        OLD_LARGE_DOCUMENT,
        "select document_id, part, octet_length(content), content[1:1] from raw.document_parts"
        " union all select document_id, null, octet_length(content), content[1:1] from raw.documents order by 1, 2",
        [
            *(("large", 1, 16384, b"b"), ("large", 2, 16384, b"c"), ("large", 3, 1, b"d"), ("large", None, None, None)),
            ("small", None, 16384, b"a"),
        ],
    ),
    4: (
        OLD_BAD_ROWS,
        "select table_name from duckdb_tables() where schema_name = 'ops' and table_name in ('bad_rows', 'found_rows')",
        [("found_rows",)],
    ),
}
"""By number of the migration: the home of its time, a question, and the answer after the upgrade."""


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "home").mkdir()
    return House(tmp_path / "home", clock=lambda: NOW)


def aged(house: House, sql: str) -> None:
    with duckdb.connect(str(house.warehouse_path)) as db:
        db.execute(sql)


def answer(house: House, query: str) -> list[tuple[object, ...]]:
    with house.open() as db:
        return db.execute(query).fetchall()


def test_every_migration_has_a_case_and_the_numbers_have_no_gap() -> None:
    numbers = [migration.number for migration in migrations.migrations()]
    assert numbers == list(range(1, len(numbers) + 1)) == sorted(CASES)


@pytest.mark.parametrize("number", sorted(CASES))
def test_an_older_home_is_brought_up_to_date(house: House, number: int) -> None:
    old, query, expected = CASES[number]
    aged(house, old)
    assert answer(house, query) == expected
    assert answer(house, query) == expected  # not a second time
    assert answer(house, "select version, applied_at from ops.schema_versions order by 1") == [
        (migration.number, NOW) for migration in migrations.migrations()
    ]


def test_a_new_home_has_the_newest_version(house: House) -> None:
    query = "select version, name, applied_at from ops.schema_versions order by 1"
    assert answer(house, query) == [(migration.number, migration.name, NOW) for migration in migrations.migrations()]


def test_in_a_new_home_no_migration_has_anything_to_do(house: House) -> None:
    """There they are only noted."""
    tables = "select sql, estimated_size > 0 from duckdb_tables() order by all"
    with house.open() as db:
        before = db.execute(tables).fetchall()
        assert sum(has_rows for _, has_rows in before) == 1
        for migration in migrations.migrations():
            db.execute(migration.sql)
        assert db.execute(tables).fetchall() == before


def test_a_migration_that_fails_leaves_nothing_behind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    aged(house, OLD_DOCUMENTS)
    broken = Migration(1, "broken", "delete from raw.documents; insert into raw.nowhere values (1)")
    monkeypatch.setattr(migrations, "migrations", lambda: (broken,))
    with pytest.raises(duckdb.CatalogException), house.open():
        pass
    monkeypatch.undo()
    assert answer(house, "select count(*) from raw.documents") == [(2,)]
    assert len(answer(house, "from ops.schema_versions")) == migrations.newest()


def test_a_newer_home_is_refused_in_one_line_and_left_alone(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with house.open() as db:
        db.execute("insert into ops.schema_versions values (?, 'later', ?, '9.9')", [migrations.newest() + 1, NOW])
        db.execute("alter table ops.stages drop finished_at")
    before = house.warehouse_path.read_bytes()
    with pytest.raises(NewerHomeError), house.open():
        pass
    report = house.home.parent / "2024-W13.md"
    report.write_text("# 2024-W13\n\n- 对账平台：开发进度60%\n", encoding="utf-8")
    commands: list[Callable[[], int]] = [
        lambda: cli.main(["issues", "--home", str(house.home)]),
        lambda: cli.main(["backup", "--home", str(house.home)]),
        lambda: cli.main(["run", "--home", str(house.home), str(report)]),
    ]
    for command in commands:
        assert command() == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "newer Weekhouse" in line and str(migrations.newest() + 1) in line
    assert house.warehouse_path.read_bytes() == before


def test_a_backup_of_a_newer_home_is_refused(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with house.open():
        pass
    assert cli.main(["backup", "--home", str(house.home), str(tmp_path / "out")]) == 0
    (file,) = (tmp_path / "out").glob("*.tar")
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as older:
        older.setattr(migrations, "migrations", lambda: (Migration(0, "before", ""),))
        assert cli.main(["restore", str(file), "--home", str(tmp_path / "new")]) == 2
    assert "newer Weekhouse" in capsys.readouterr().err
    assert not (tmp_path / "new" / "warehouse.duckdb").exists()
    shutil.rmtree(tmp_path / "out")
