"""Lines that are written like the rows of a table: `项目：账户中心；进度：70%；上线时间：4/25`.

What does not belong here: keys and values on lines of their own (`folded`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from assets.facts import regex as re
from assets.facts.model import Cell, Entry
from assets.facts.table_lines import cells_at
from assets.facts.table_words import BEFORE, GOAL, NAME_HEADER, NAMED, NOW, PHASE_HEADER, TASK_HEADER, kind_of


def spread(entries: Iterable[Entry]) -> None:
    """Make a row of what is written like one: `项目：账户中心；进度：70%；上线时间：4/25`, `指标：告警量；本周：12 条；上周：9 条`.

    One without a name, `负责人：李四｜状态：延期｜进度：70%`, is of what it stands under.
    """
    for entry in entries:
        if entry.norm.count(":") < _FEWEST_KEYS or entry.form not in ("item", "text"):
            continue
        end = entry.norm.find(":", entry.start, entry.start + _REACH)
        key = entry.norm[entry.start : end].strip() if end > 0 else ""
        may_be_row = begins_row(key) or (kind_of(key) in _OF_TITLE and ("|" in entry.norm or ";" in entry.norm))
        cells = _keyed(entry) if may_be_row else []
        if cells and (begins_row(key) or any(cell.kind in _OF_STATES for cell in cells)):
            entry.form, entry.cells, entry.label, entry.body = "row", cells, None, entry.start


def is_of_states(entry: Entry) -> bool:
    """Whether a line tells by keys how what it stands under stands: `状态：延期｜进度：70%｜预计完成：6/5`."""
    first = entry.cells[0] if entry.form == "row" and entry.cells else None
    if first is None or first.kind not in _OF_TITLE or not entry.norm.startswith(first.header, entry.start):
        return False
    return any(cell.kind in _OF_STATES for cell in entry.cells)


_REACH = 12
"""Code points within which the first key ends."""
_FEWEST_KEYS = 3
_OF_STATES = frozenset(("status", "progress", "planned"))
_OF_TITLE = frozenset(("status", "progress", "person"))
"""The kinds of the first key of `状态：延期｜进度：70%｜预计完成：5/22→6/5`, which tells of what it stands under."""
_KEY = re.compile(r"(?:^|(?<=[;|，,。])|(?<=\s))\s*(?P<key>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z/ ]{0,9}(?:\([^()]{1,10}\))?)\s*:")


@lru_cache(maxsize=1024)
def begins_row(key: str) -> bool:
    """Whether a key names what the row is about."""
    patterns = (NAME_HEADER, TASK_HEADER, NAMED, _FIRST_KEY)
    return any(pattern.match(key) for pattern in patterns)


_FIRST_KEY = re.compile(r"(?:序号|版本|专项|城市|目标|O|OKR|产品线|任务|事项)$")


def _keyed(entry: Entry) -> list[Cell]:
    """The values behind keys, the first of them one that names the row; of several ways to part them, that of the second key."""
    keys = list(_KEY.finditer(entry.norm, entry.start))
    if len(keys) < _FEWEST_KEYS or keys[0].start("key") > entry.start:
        return []
    mark = entry.norm[keys[1].start("key") - 1]
    keys = [key for n, key in enumerate(keys) if n == 0 or entry.norm[key.start("key") - 1] == mark]
    known = sum(is_header(key["key"].strip()) for key in keys)
    if len(keys) < _FEWEST_KEYS or known * 2 < len(keys):
        return []
    ends = [key.start() for key in keys[1:]] + [len(entry.norm)]
    spans = [(key.end(), key.end() + len(entry.norm[key.end() : end].rstrip(" ；;|，,。"))) for key, end in zip(keys, ends, strict=True)]
    texts = [(key["key"].strip(), kind_of(key["key"]) or "") for key in keys]
    return cells_at(entry.norm, spans, texts)


def is_header(key: str) -> bool:
    """Whether a key is known as the header of a column."""
    return bool(begins_row(key) or kind_of(key) or NOW.match(key) or BEFORE.match(key) or PHASE_HEADER.fullmatch(key) or GOAL.search(key))
