"""Tables without a header, | 对账 | 90% | 4/16 上线 |: what a column says is told by its cells.

What does not belong here: columns whose header is unknown (`columns`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assets.facts import regex as re
from assets.facts.columns import is_day, is_ordinal, is_percent, most, of
from assets.facts.heading_words import is_person
from assets.facts.model import Entry
from assets.facts.name_words import METRIC_NAME
from assets.facts.table_status import is_state
from assets.facts.table_words import NAME_HEADER, NOW, PHASE_HEADER, kind_of

_VALUE = re.compile(r"[约近~]?\s*\d{1,3}(?:\.\d+)?\s*%|\d{1,2}[/.月]\d{1,2}日?\s?(?:已|计划|预计)?[\u4e00-\u9fff]{2,6}")
_NUMBER = "#"
_IS_NUMBER = re.compile(r"[¥$+-]?\d[\d,.]*\s?[万亿]?\S{0,2}$")
_KINDS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("序号", "index", is_ordinal),
    ("进度", "progress", is_percent),
    ("时间", "planned", is_day),
    ("负责人", "person", is_person),
    ("状态", "status", is_state),
    (_NUMBER, "index", lambda text: _IS_NUMBER.match(text) is not None),
)
"""In this order: what heads a column whose cells are such, and its kind."""
_FEWEST = 2


def is_row(texts: Sequence[str]) -> bool:
    """Whether what stands where a header would is a row itself: it holds a value, and nothing by which a column is headed."""
    return any(map(_VALUE.fullmatch, texts)) and not any(map(_is_header, texts))


def _is_header(text: str) -> bool:
    patterns = (NAME_HEADER, NOW, PHASE_HEADER)
    return kind_of(text) is not None or any(pattern.fullmatch(text) for pattern in patterns)


def name(rows: Sequence[Entry]) -> None:
    """Give the columns headers by what stands in them; the first one of words names what the rows are of."""
    if any(cell.header for row in rows for cell in row.cells) or len(rows[0].cells) < _FEWEST:
        return
    columns = [of(rows, n) for n in range(len(rows[0].cells))]
    kinds = [next(((header, kind) for header, kind, fits in _KINDS if most(words, fits)), ("进展", "text")) for _, words in columns]
    first = next((n for n, (_, kind) in enumerate(kinds) if kind == "text"), None)
    if first is not None:
        is_of_measures = rows[0].role == "metric" or most(columns[first][1], _is_measure)
        now = next((n for n, (header, kind) in enumerate(kinds) if is_of_measures and (kind == "progress" or header == _NUMBER)), None)
        kinds = [
            ("本周", "") if n == now else (_NUMBER, "index") if is_of_measures and kind == "progress" else (header, kind)
            for n, (header, kind) in enumerate(kinds)
        ]
        kinds[first] = ("指标" if is_of_measures else "项目"), ""
    for (cells, _), (header, kind) in zip(columns, kinds, strict=True):
        for cell in cells:
            cell.header, cell.kind = header, kind


def _is_measure(text: str) -> bool:
    return METRIC_NAME.search(text) is not None
