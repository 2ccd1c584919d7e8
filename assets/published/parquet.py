"""Writes `parquet/`: each published table as one file, of which unchanged row groups are those of the publication before, byte by byte.

What does not belong here: how row groups come to another file (`row_groups`), and which parts of a table changed (`parts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from assets import dictionary, warehouse
from assets.dictionary import Table
from assets.published import memory, row_groups, snapshot, tables
from assets.published.parts import near, within
from assets.published.row_groups import Piece
from assets.published.snapshot import Base
from assets.warehouse import quoted

AT_ONCE = 2
"""Files that are written at a time: so many cores are everywhere. Where most is taken over it is one: page and workbook, which are made
meanwhile, take longer then, and need a core to themselves."""
ROWS_OF_A_GROUP = 40_960
"""A third of DuckDB's own: less is written again beside what is new, files are as quick to read and up to a tenth larger. One of less than
half as many is written again too, or each week would leave one of its own."""
_OPTIONS = "format parquet, compression zstd, compression_level 1"
"""The lowest level of compression: two thirds of the time of the usual one for files as small."""


def write(folder: Path, publication_id: str, base: Base | None = None) -> None:
    """Write the tables of the snapshot that lies in the folder; each file tells the publication.

    With a `base`, on which the snapshot was written too, row groups without a changed part are taken from the files beside it.
    """
    for schema in dictionary.PUBLISHED_SCHEMAS:
        (folder / "parquet" / schema).mkdir(parents=True)
    with warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True) as db, memory.bounded(db):

        def write_table(table: Table) -> None:
            with db.cursor() as cursor:
                if base is None or not _went_on(cursor, table, _file(folder, table), base, publication_id):
                    words = f"kv_metadata {{publication_id: {quoted(publication_id)}}}"
                    _copy(cursor, f"from {table.full_name}", _file(folder, table), words)

        with ThreadPoolExecutor(1 if base else AT_ONCE) as pool:  # a small table is written by one thread
            list(pool.map(write_table, tables.published_tables().values()))


def _went_on(db: duckdb.DuckDBPyConnection, table: Table, file: Path, base: Base, publication_id: str) -> bool:
    """Write the file of what the one before held and what changed; not when that one is not whole, or nothing of it would stay."""
    before = _file(base.file.parent, table)
    try:
        footer = row_groups.footer(before)
    except (row_groups.BrokenFileError, FileNotFoundError):
        return False
    sizes = row_groups.sizes(footer)
    left = _left(db, before, sizes, table, base) if table.full_name in base.changed else set()
    kept = [number for number in range(len(sizes)) if number not in left]
    if not kept:
        return False
    pieces, rest, new = [Piece(before, footer, kept)], file.with_suffix(".rest"), file.with_suffix(".new")
    if table.full_name in base.changed:
        row_groups.join(rest, [Piece(before, footer, sorted(left))], {})
        _copy(db, _renewed(db, table, rest, base), new)
        pieces.append(Piece(new, found := row_groups.footer(new), range(len(row_groups.sizes(found)))))
    row_groups.join(file, pieces, {"publication_id": publication_id})
    for path in (rest, new):
        path.unlink(missing_ok=True)
    return True


def _left(db: duckdb.DuckDBPyConnection, file: Path, sizes: Sequence[int], table: Table, base: Base) -> set[int]:
    """The row groups that do not stay: those with a row of a changed part, and small ones."""
    begins = [sum(sizes[:number]) for number in range(len(sizes))]
    numbered = f"read_parquet({quoted(str(file))}, file_row_number = true)"
    holding = f"""
        select distinct number
        from (select file_row_number as place from {numbered} where {within(table, base.changed)})
        asof join (select unnest($begins) as begin, unnest(range(len($begins))) as number) on place >= begin
    """  # noqa: S608 - names of the dictionary
    found = {int(number) for (number,) in db.execute(holding, {"begins": begins}).fetchall()}
    return found | {number for number, size in enumerate(sizes) if size < ROWS_OF_A_GROUP // 2}


def _renewed(db: duckdb.DuckDBPyConnection, table: Table, rest: Path, base: Base) -> str:
    """The query for what stays of row groups that do not, and for what changed."""
    stays = f"select * from read_parquet({quoted(str(rest))}) where {within(table, base.changed)} is not true"  # noqa: S608 - of the dictionary
    comes = f"select * from {table.full_name} where {near(db, table, base.changed)}"  # noqa: S608 - of the dictionary
    return f"from ({stays} union all by name {comes}) source {snapshot.order(table)}"


def _copy(db: duckdb.DuckDBPyConnection, query: str, file: Path, *options: str) -> None:
    told = ", ".join([_OPTIONS, f"row_group_size {ROWS_OF_A_GROUP}", *options])
    db.execute(f"copy ({query}) to {quoted(str(file))} ({told})")


def _file(folder: Path, table: Table) -> Path:
    return folder / "parquet" / table.schema / f"{table.name}.parquet"
