"""Parquet files of which row groups are taken over as bytes: three readers find the rows that were written."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets import purging, warehouse
from assets.dictionary import Table
from assets.house import House
from assets.published import manifest, parquet, row_groups, thrift
from assets.published.publish import publish
from assets.published.row_groups import Piece
from tests import small_home

GROUP = 2_048
"""DuckDB writes none smaller, but at the end."""
ROWS = """
    select i as number, if(i % 7 = 0, null, 'text ' || (i * 7919) % 10007) as text, ['a', i::varchar] as texts, i % 3 = 0 as is_third,
        date '2024-01-01' + (i // 500)::integer as day, timestamp '2024-01-01 08:00' + to_minutes(i) as moment, i / 7 as share,
        map([i % 5], [i]) as counts, 'one of few ' || i % 4 as word, if(i > 5000, null, i) as rare
    from range({}, {}) numbers(i) order by i
"""


def written(file: Path, first: int, end: int) -> Piece:
    options = f"format parquet, compression zstd, row_group_size {GROUP}, kv_metadata {{own: 'old'}}"
    duckdb.execute(f"copy ({ROWS.format(first, end)}) to '{file}' ({options})")
    found = row_groups.footer(file)
    return Piece(file, found, range(len(row_groups.sizes(found))))


def test_three_readers_find_the_rows_of_joined_row_groups(tmp_path: Path) -> None:
    many, few = written(tmp_path / "many.parquet", 0, 9_000), written(tmp_path / "few.parquet", 20_000, 20_300)
    assert row_groups.sizes(many.footer) == [GROUP] * 4 + [9_000 - 4 * GROUP]
    target = tmp_path / "joined.parquet"
    row_groups.join(target, [Piece(many.file, many.footer, [3, 0, 4]), few], {"own": "新"})
    wanted = [
        *range(3 * GROUP, 4 * GROUP),
        *range(GROUP),
        *range(4 * GROUP, 9_000),
        *range(20_000, 20_300),
    ]
    rows = {row[0]: row for row in duckdb.execute(ROWS.format(0, 20_300)).fetchall()}
    assert duckdb.execute(f"from '{target}'").fetchall() == [rows[number] for number in wanted]
    table = pq.read_table(target)
    assert [tuple(row.values()) for row in table.to_pylist()] == [(*r[:7], list(r[7].items()), *r[8:]) for r in map(rows.get, wanted) if r]
    assert pq.ParquetFile(target).metadata.num_row_groups == 4
    assert pd.read_parquet(target)["text"].isna().sum() == sum(number % 7 == 0 for number in wanted)
    found = duckdb.execute(f"select number from '{target}' where text = 'text 7919' and day = '2024-01-01'").fetchall()
    assert found == [(1,)]  # by the statistics that say which row groups can hold it
    assert duckdb.execute(f"select decode(value) from parquet_kv_metadata('{target}')").fetchall() == [("新",)]


def test_no_row_group_is_a_file_too(tmp_path: Path) -> None:
    piece = written(tmp_path / "some.parquet", 0, 10)
    row_groups.join(tmp_path / "none.parquet", [Piece(piece.file, piece.footer, [])], {})
    assert pq.read_table(tmp_path / "none.parquet").schema.names == pq.read_table(piece.file).schema.names
    assert duckdb.execute(f"select count(*) from '{tmp_path / 'none.parquet'}'").fetchone() == (0,)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1PAR1", b"PAR1\xff\xff\xff\x00PAR1", b"PAR1 not at the end"])
def test_a_file_that_is_not_whole_has_no_footer(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.parquet").write_bytes(content)
    with pytest.raises(row_groups.BrokenFileError):
        row_groups.footer(tmp_path / "broken.parquet")


values = st.deferred(
    lambda: st.one_of(
        st.tuples(st.sampled_from([thrift.I16, thrift.I32, thrift.I64]), st.integers(-(2**63), 2**63 - 1)),
        st.tuples(st.just(thrift.BINARY), st.binary(max_size=300)),
        st.tuples(st.sampled_from([thrift.TRUE, thrift.FALSE]), st.none()),
        st.tuples(st.just(thrift.BYTE), st.binary(min_size=1, max_size=1)),
        st.tuples(st.just(thrift.DOUBLE), st.binary(min_size=8, max_size=8)),
        st.tuples(st.just(thrift.LIST), st.tuples(st.just(thrift.I64), st.lists(st.integers(-(2**63), 2**63 - 1), max_size=40))),
        st.tuples(st.just(thrift.STRUCT), structs),
    )
)
structs = st.dictionaries(st.integers(1, 2**15 - 1), values, max_size=5)


@given(structs)
def test_what_is_written_is_read_again(struct: thrift.Struct) -> None:
    assert thrift.read(thrift.write(struct)) == struct


def test_the_footers_of_duckdb_are_read_whole(tmp_path: Path) -> None:
    file = written(tmp_path / "some.parquet", 0, 5_000).file
    content = file.read_bytes()
    size = int.from_bytes(content[-8:-4], "little")
    assert thrift.write(row_groups.footer(file)) == content[-8 - size : -8]


MEASURES = """
    insert into core.measures by name
    select 'm' || i as fact_id, date '2024-01-01' + (7 * (i // 1000))::integer as week_start, i // 1000 || '.md' as source_file,
        i as source_line, 'quote ' || i as quote, i::double as value
    from range(16000) numbers(i)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with enough facts for eight row groups, published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROWS_OF_A_GROUP", GROUP)
        return small_home.make(tmp_path_factory.mktemp("large"), MEASURES)


@contextmanager
def home(large: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[duckdb.DuckDBPyConnection, House]]:
    """A copy of it, to change and publish again."""
    monkeypatch.setattr(parquet, "ROWS_OF_A_GROUP", GROUP)
    small_home.without_page_and_workbook(monkeypatch)
    with small_home.copied(large) as (db, house):
        yield db, house


def read(folder: Path, table: str = "core.measures") -> list[tuple[Any, ...]]:
    return duckdb.execute(f"from '{folder}/parquet/{table.replace('.', '/')}.parquet'").fetchall()


def stands(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def snapshot_rows(folder: Path, table: str = "core.measures") -> list[tuple[Any, ...]]:
    with warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True) as db:
        return db.execute(f"from {table}").fetchall()


def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables of which a file is written whole from now on."""
    found: list[str] = []
    goes_on = parquet._went_on

    def spied(db: duckdb.DuckDBPyConnection, table: Table, *others: Any) -> bool:
        went_on = goes_on(db, table, *others)
        found.extend([] if went_on else [table.full_name])
        return went_on

    monkeypatch.setattr(parquet, "_went_on", spied)
    return found


CHANGES = (
    ("update core.measures set value = -1 where fact_id = 'm1'", 1),
    ("delete from core.measures where source_file = '5.md'", 0),
    ("insert into core.measures (fact_id, week_start, value) select 'n' || i, date '2025-01-06', i from range(3000) numbers(i)", 3_000),
    ("insert into core.measures (fact_id, value) values ('without a week', 1)", 1),
)


@pytest.mark.parametrize("steps", [CHANGES[1:2], CHANGES[2:3], CHANGES, CHANGES[::-1]])  # the others are the first step of all
def test_what_is_taken_over_is_what_would_be_written(
    large: Path, monkeypatch: pytest.MonkeyPatch, steps: Sequence[tuple[str, int]]
) -> None:
    with home(large, monkeypatch) as (db, house):
        whole = copied(monkeypatch)
        for sql, _ in steps:
            before = (house.home / "published").resolve()
            kept = stands(before)
            db.execute(sql)
            folder = publish(db, house).folder
            assert stands(before) == kept
            assert "core.measures" not in whole
            assert manifest.read(folder)["goes_on_from"] == before.name
            assert sorted(read(folder), key=str) == sorted(snapshot_rows(folder), key=str)
            found = pq.ParquetFile(folder / "parquet/core/measures.parquet").metadata
            assert found.metadata[b"publication_id"] == folder.name.encode()
            assert max(found.row_group(number).num_rows for number in range(found.num_row_groups)) <= GROUP
        assert {path.suffix for path in (folder / "parquet").rglob("*.*")} == {".parquet"}


def test_rows_of_an_untouched_row_group_stay_where_they_are(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with home(large, monkeypatch) as (db, house):
        db.execute("update core.measures set value = -1 where fact_id = 'm1'")
        numbers = [row[0] for row in read(publish(db, house).folder)]
        assert numbers[0] == f"m{GROUP}"  # the first row group was written again, behind the others
        assert set(numbers[-GROUP:]) >= {"m0", "m1"}


def test_small_row_groups_do_not_add_up(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with home(large, monkeypatch) as (db, house):
        for number in range(6):
            db.execute(f"insert into core.measures (fact_id, week_start) values ('n{number}', date '2026-01-05' + 7 * {number})")
            folder = publish(db, house).folder
        metadata = pq.ParquetFile(folder / "parquet/core/measures.parquet").metadata
        assert metadata.num_rows == 16_006
        assert metadata.num_row_groups == 9  # one more than at first, that holds what came since


def test_a_purge_takes_nothing_over(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with home(large, monkeypatch) as (db, house):
        whole = copied(monkeypatch)
        purging.purge(db, [purging.Purge("d3", "reason", "who", datetime(2024, 4, 1), None, False)])
        folder = publish(db, house).folder
        assert manifest.read(folder)["goes_on_from"] is None
        assert whole == []  # nobody even looked at the files before
        assert read(folder) == snapshot_rows(folder)


def test_a_file_that_went_or_broke_is_written_whole(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with home(large, monkeypatch) as (db, house):
        before = (house.home / "published").resolve() / "parquet" / "core"
        (before / "measures.parquet").unlink()
        (before / "progress.parquet").write_bytes((before / "progress.parquet").read_bytes()[:-20])
        db.execute("update core.projects set project = '对账平台'")
        whole = copied(monkeypatch)
        folder = publish(db, house).folder
        assert {"core.measures", "core.progress"} <= set(whole)
        for table in ("core.measures", "core.progress", "core.projects"):
            assert read(folder, table) == snapshot_rows(folder, table)


def test_any_choice_of_row_groups_gives_their_rows(tmp_path: Path) -> None:
    many = written(tmp_path / "many.parquet", 0, 12_000)
    chosen = random.Random(1)
    for _ in range(5):
        groups = chosen.sample(range(6), chosen.randint(1, 6))
        row_groups.join(tmp_path / "x.parquet", [Piece(many.file, many.footer, groups)], {})
        numbers = [number for group in groups for number in range(group * GROUP, min(12_000, (group + 1) * GROUP))]
        assert pq.read_table(tmp_path / "x.parquet", columns=["number"])["number"].to_pylist() == numbers
