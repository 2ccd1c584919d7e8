"""Puts row groups of Parquet files together to another file, byte by byte, without reading the rows in them.

No library for Python can: bytes are copied, and the footer tells where they lie now (its fields: parquet.thrift of parquet-format).
What does not belong here: which row groups (`parquet`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.published import thrift
from assets.published.thrift import BINARY, I64, LIST, STRUCT, Struct

_MAGIC = b"PAR1"
_ROWS, _GROUPS, _OWN_WORDS = 3, 4, 5
"""Fields of the footer."""
_COLUMNS, _ROWS_OF_GROUP, _GROUP_BEGINS, _ORDINAL = 1, 3, 5, 7
"""Of a row group."""
_CHUNK_BEGINS, _META = 2, 3
_OUTSIDE = (4, 5, 6, 7)
"""Of a column in a row group; its indexes, which lie behind all row groups, and which readers do without."""
_SIZE, _DATA, _INDEX, _DICTIONARY = 7, 9, 10, 11
_BLOOM = (14, 15)
"""Of the column's own description; its Bloom filter lies behind all row groups, too."""


class BrokenFileError(Exception):
    """A file that is not whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file with its footer, and the row groups of it that are meant, by number."""

    file: Path
    footer: Struct
    groups: Sequence[int]


def footer(file: Path) -> Struct:
    """The footer of a Parquet file. Raises `BrokenFileError` when it has none."""
    with file.open("rb") as source:
        size = source.seek(0, 2)
        source.seek(max(size - 8, 0))
        length, magic = int.from_bytes(source.read(4), "little"), source.read()
        if magic != _MAGIC or length + 12 > size:
            raise BrokenFileError(str(file))
        source.seek(-8 - length, 2)
        return thrift.read(source.read(length))


def sizes(found: Struct) -> list[int]:
    """How many rows each row group has."""
    return [group[_ROWS_OF_GROUP][1] for group in _groups(found)]


def join(target: Path, pieces: Sequence[Piece], own_words: Mapping[str, str]) -> None:
    """Write the row groups one behind the other, with the schema of the first file and a footer that tells `own_words`."""
    groups: list[Struct] = []
    with target.open("wb") as out:
        out.write(_MAGIC)
        for piece in pieces:
            with piece.file.open("rb") as source:
                for number in piece.groups:
                    begin, end = _span(_groups(piece.footer)[number])
                    groups.append(_moved(_groups(piece.footer)[number], out.tell() - begin))
                    source.seek(begin)
                    out.write(source.read(end - begin))
        words = [{1: (BINARY, name.encode()), 2: (BINARY, text.encode())} for name, text in own_words.items()]
        told = thrift.write(
            pieces[0].footer
            | {
                _ROWS: (I64, sum(group[_ROWS_OF_GROUP][1] for group in groups)),
                _GROUPS: (LIST, (STRUCT, groups)),
                _OWN_WORDS: (LIST, (STRUCT, words)),
            }
        )
        out.write(told + len(told).to_bytes(4, "little") + _MAGIC)


def _groups(found: Struct) -> list[Struct]:
    groups: list[Struct] = found[_GROUPS][1][1]
    return groups


def _metas(group: Struct) -> list[Struct]:
    return [chunk[_META][1] for chunk in group[_COLUMNS][1][1]]


def _span(group: Struct) -> tuple[int, int]:
    """From where to where its bytes lie; each column begins with its dictionary, if it has one."""
    begins = [min(meta[name][1] for name in (_DATA, _DICTIONARY) if name in meta) for meta in _metas(group)]
    return min(begins), max(begin + meta[_SIZE][1] for begin, meta in zip(begins, _metas(group), strict=True))


def _moved(group: Struct, distance: int) -> Struct:
    """The same row group when its bytes lie elsewhere."""
    chunks = [
        _shifted(chunk, distance, (_CHUNK_BEGINS,), _OUTSIDE)
        | {_META: (STRUCT, _shifted(chunk[_META][1], distance, (_DATA, _INDEX, _DICTIONARY), _BLOOM))}
        for chunk in group[_COLUMNS][1][1]
    ]
    return _shifted(group, distance, (_GROUP_BEGINS,), (_ORDINAL,)) | {_COLUMNS: (LIST, (STRUCT, chunks))}


def _shifted(fields: Struct, distance: int, places: Sequence[int], left_out: Sequence[int]) -> Struct:
    def value(number: int, kept: Any) -> Any:  # noqa: ANN401 - of any type
        return kept + distance if number in places and kept else kept

    return {number: (kind, value(number, kept)) for number, (kind, kept) in fields.items() if number not in left_out}
