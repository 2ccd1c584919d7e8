"""Rows that are written over several lines: a table of HTML with a line for each cell, a name over `进度：60%` and `上线时间：4/16`.

The rules read such a row in one piece, and its facts come back to the lines. What does not belong here: what a header means (`table_words`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assets.facts import regex as re
from assets.facts.keyed_rows import begins_row, is_header
from assets.facts.model import Cell, Entry, Fact, Finding
from assets.facts.name_words import is_name
from assets.facts.table_status import LONGEST_STATUS, word_of
from assets.facts.table_words import BEFORE, GOAL, NOW, kind_of

CELL = "cell"
"""The form of a line that is a cell of such a row, until `unfold`."""
_STRONG = frozenset(("planned", "actual", "status", "progress"))
"""The kinds of columns whose cells lines are; a line for each count of cities tells it by itself."""
_FEWEST = 2
_FEWEST_OF_BLOCK = 3
_LONGEST_TITLE = 30
_KEYED = re.compile(r"\s*(?P<key>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z/ ]{0,9}(?:\([^()]{1,10}\))?)\s*:\s*(?=\S)")
_TAGGED = re.compile(r"[\s>]*<(?P<tag>/?(?:table|thead|tbody|tr|td|th))(?=[\s>])", re.IGNORECASE)
_CELL_ENDS = re.compile(r"</t[dh]\s*>\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fold:
    """A row, and the lines it is made of: where each begins in it, and its form."""

    row: Entry
    starts: tuple[int, ...]
    lines: tuple[Entry, ...]
    forms: tuple[str, ...]


def fold(entries: list[Entry]) -> tuple[list[Entry], list[Fold]]:
    """The entries with a row in front of the lines that are its cells."""
    groups = [*_tables(entries), *_labelled(entries)] if _may_have(entries) else []
    if not groups:
        return entries, []
    folds = {}
    for number, (form, title, lines, headers) in enumerate(groups, 1):
        made = _made(-number, form, title, lines, headers)
        folds[lines[0].position] = made
    found: list[Entry] = []
    for entry in entries:
        if entry.position in folds:
            found.append(folds[entry.position].row)
        found.append(entry)
    for position, entry in enumerate(found):
        entry.position = position
    return found, [*folds.values()]


_Group = tuple[str, Entry | None, Sequence[Entry], Sequence[str]]
"""row or header, the title over it, its lines, the header of each."""


def _may_have(entries: Sequence[Entry]) -> bool:
    return any(":" in entry.norm or "<t" in entry.raw for entry in entries if entry.form in ("item", "text"))


def _made(number: int, form: str, title: Entry | None, lines: Sequence[Entry], headers: Sequence[str]) -> Fold:
    """The row of a group; the title's words are its first cell."""
    parts = [title, *lines] if title else [*lines]
    names = [*(["指标" if any(map(_is_of_measure, headers)) else "项目"] if title else []), *headers]
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(part.raw) + 1
    parent = title if title is not None and title.form == "heading" else title.parent if title else lines[0].parent
    row = Entry(0, number, number, "\n".join(p.raw for p in parts), "\n".join(p.norm for p in parts), 0, form, parent=parent)
    row.cells = [_cell(part, start, name, part is title) for part, start, name in zip(parts, starts, names, strict=True)]
    row.depth, row.text = lines[0].depth, row.raw.strip()
    forms = tuple(part.form for part in parts)
    for part in parts:
        part.form = part.form if part.form == "heading" else CELL
    return Fold(row, tuple(starts), tuple(parts), forms)


def _cell(part: Entry, at: int, header: str, is_title: bool) -> Cell:
    """The value of a line, behind its key."""
    keyed = None if is_title or part.raw.lstrip().startswith("<") else _KEYED.match(part.norm, part.start)
    start = keyed.end() if keyed else part.start
    text = part.norm[start:].rstrip(" :")
    start += len(text) - len(text.lstrip())
    return Cell(at + start, at + start + len(text.strip()), header, kind_of(header) or "")


def _is_of_measure(header: str) -> bool:
    return NOW.match(header) is not None or BEFORE.match(header) is not None


def _tables(entries: Sequence[Entry]) -> Iterator[_Group]:
    """The rows of tables of HTML: `<tr>`, a line for each `<td>`, `</tr>`."""
    headers: list[str] | None = None
    cells: list[Entry] | None = None
    for entry in entries:
        tag = _TAGGED.match(entry.raw) if entry.form == "text" and "<" in entry.raw else None
        name = tag["tag"].lower() if tag else ""
        if name == "table":
            headers = None
        elif name == "tr":
            cells = []
        elif name in ("td", "th") and cells is not None and _CELL_ENDS.search(entry.raw):
            cells.append(entry)
        elif name == "/tr" and cells:
            words = [cell.norm[cell.start :].strip() for cell in cells]
            yield ("row", None, cells, [*headers, *[""] * len(cells)][: len(cells)]) if headers else ("header", None, cells, words)
            headers, cells = headers or words, None
        elif not name:
            cells = None


def _labelled(entries: Sequence[Entry]) -> Iterator[_Group]:
    """Names over lists of keys and values, and blocks of them whose first key names the row."""
    below: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.parent is not None:
            below.setdefault(entry.parent.position, []).append(entry)
    for title in entries:
        lines = below.get(title.position, [])
        if title.form in ("item", "heading", "text") and len(lines) >= _FEWEST and (keys := _keys(lines)) and _is_title(title):
            yield "row", (None if begins_row(keys[0]) else title), lines, keys
    yield from _blocks(entries)


def _blocks(entries: Sequence[Entry]) -> Iterator[_Group]:
    """Lines one after another, the first of which names the row: `产品：租金代扣`, `累计：27`, `待开：8`."""
    block: list[Entry] = []
    for entry in (*entries, None):
        is_next = entry is not None and block and entry.line == block[-1].line_end + 1 and entry.form == "text"
        if entry is not None and is_next and (key := _KEYED.match(entry.norm, entry.start)) and not begins_row(key["key"].strip()):
            block.append(entry)
            continue
        if len(block) >= _FEWEST_OF_BLOCK and (keys := _keys(block, is_named=True)):
            yield "row", None, block, keys
        key = _KEYED.match(entry.norm, entry.start) if entry is not None and entry.form == "text" else None
        block = [entry] if entry is not None and key and begins_row(key["key"].strip()) else []


def _is_title(entry: Entry) -> bool:
    """Whether a line is nothing but a name."""
    words = entry.norm[entry.start :].strip(" :#")
    return 1 < len(words) <= _LONGEST_TITLE and ":" not in words and not any(mark in words for mark in "，,。;；%")


def _keys(lines: Sequence[Entry], *, is_named: bool = False) -> list[str] | None:
    """The keys of lines that are all keys and values, and by which a table could be headed."""
    if any(":" not in line.norm for line in lines):
        return None
    inner = {line.position for line in lines}
    if any(line.form not in ("item", "text") for line in lines) or (not is_named and any(line.children for line in lines)):
        return None
    if is_named and any(line.parent is not None and line.parent.position not in inner and line.parent != lines[0].parent for line in lines):
        return None
    found = [_KEYED.match(line.norm, line.start) for line in lines]
    keys = [match["key"].strip() for match in found if match]
    if len(keys) < len(lines) or len(set(keys)) < len(keys) or not all(map(is_header, keys)):
        return None
    values = [line.norm[match.end() :].strip() for line, match in zip(lines, found, strict=True) if match]
    if begins_row(keys[0]) and len(keys) >= _FEWEST_OF_BLOCK and is_name(values[0]):
        return keys
    is_prose = any(_PROSE.search(value) is not None and not _is_cell(key, value) for key, value in zip(keys, values, strict=True))
    return keys if sum(map(_is_cell, keys, values)) >= _FEWEST and not is_prose else None


_PROSE = re.compile(r"[，,;；。]\s*\S")
"""`本周：模型离线评估完成，AB 实验 5/14 开始` tells more than a cell does."""


def _is_cell(key: str, value: str) -> bool:
    """Whether a key is the header of counts, days or states, and the value no more than that: `进度：60%`, not `进度：开发完成，在联调`."""
    if kind_of(key) == "person":
        return len(value) <= LONGEST_STATUS
    is_header_of_values = kind_of(key) in _STRONG or _is_of_measure(key) or GOAL.search(key) is not None
    return is_header_of_values and (_FIGURE.fullmatch(value) is not None or (len(value) <= LONGEST_STATUS and word_of(value) is not None))


_FIGURE = re.compile(
    r"(?:[+≥≤<>~-]\s?)?\d[\d,./月日~: -]*\s?(?:%|[万亿])?\s?[\u4e00-\u9fffA-Za-z]{0,4}(?:\([^()]{1,12}\))?|[-—–/]|[\d一二三四五六七八九十]{1,2}月[上中下]?[旬初底]"
)
"""A number with its unit, or a day."""


def unfold(
    folds: Sequence[Fold], entries: list[Entry], facts: Sequence[Fact], findings: Sequence[Finding], marks: dict[int, bytearray]
) -> list[Entry]:
    """Undo `fold`: the lines as they were, and what was read of the rows where it stands in them."""
    if not folds:
        return entries
    by_row = {fold.row.line: fold for fold in folds}
    every: list[Fact | Finding] = [*facts, *findings]
    for told in every:
        made = by_row.get(told.entry.line) if told.entry else None
        if made and told.start is not None and told.end is not None:
            n = bisect_right(made.starts, told.start) - 1
            at, line = made.starts[n], made.lines[n]
            told.start, told.end, told.entry = told.start - at, min(told.end - at, len(line.raw)), line
    for made in folds:
        used = marks.pop(made.row.line, bytearray())
        for (start, end), line, form in zip(pairwise((*made.starts, len(made.row.raw) + 1)), made.lines, made.forms, strict=True):
            line.form = form
            if form != "heading":
                line.project, line.role, line.kind = made.row.project, made.row.role, made.row.kind
            own = marks.setdefault(line.line, bytearray())
            own.extend(bytes(max(0, end - start - 1 - len(own))))
            for at, is_used in enumerate(used[start : end - 1]):
                own[at] |= is_used
    rows = {id(fold.row) for fold in folds}
    return [entry for entry in entries if id(entry) not in rows]
