"""Tables that stand upright: a project's sheet with a line for each thing said of it, `进度 | 76%`.

Each such row becomes one of a single cell, with its first cell as header. What does not belong here: what a header means (`table_words`).
"""

from __future__ import annotations

import re
from itertools import groupby

from assets.facts.model import Cell, Entry
from assets.facts.table_words import NOW, kind_of
from assets.facts.words import section_words

_THING = re.compile(r"^(?:项|项目|字段|类目|类别|维度|属性|事项|名称|key|item|field)?$", re.IGNORECASE)
_SAID = re.compile(r"^(?:内容|值|说明|详情|情况|描述|value|detail)?$", re.IGNORECASE)
_COLUMNS = 2


def turn(entries: list[Entry]) -> None:
    """Give the rows of upright tables their first cell as header, label and, where it is one of a plan or a note, role."""
    for is_row, group in groupby(entries, lambda entry: entry.form == "row" and len(entry.cells) == _COLUMNS):
        rows = list(group) if is_row else []
        if rows and _is_upright(rows):
            for row in rows:
                _turn(row)


def _is_upright(rows: list[Entry]) -> bool:
    thing, said = (cell.header.strip() for cell in rows[0].cells)
    known = sum(_is_known(_first(row)) for row in rows)
    return bool(_THING.match(thing) and _SAID.match(said)) and known * 2 >= len(rows)


def _is_known(words: str) -> bool:
    return kind_of(words) is not None or NOW.match(words) is not None or words.lower() in section_words().labels


def _first(row: Entry) -> str:
    return row.norm[row.cells[0].start : row.cells[0].end].strip()


def _turn(row: Entry) -> None:
    row.label = _first(row)
    row.cells = [Cell(row.cells[1].start, row.cells[1].end, row.label)]
    role = section_words().labels.get(row.label.lower())
    if role in ("plan", "note", "metric") and row.role == "update":
        row.role = role
