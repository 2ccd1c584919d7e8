"""Tables without the lines of a table: columns parted by blanks, as mails have them, or by bars alone.

What does not belong here: rows between bars with a separator, tabs and tags (`markers`), who stands under whom (`outline`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.table_words import NAME_HEADER, NAMED, NOW, PART_HEADER, PHASE_HEADER, kind_of

_BETWEEN_BLANKS = re.compile(r"[^\s\u3000](?:[^\s\u3000]|[ \u00a0](?![ \u00a0\u3000]))*")
_FEWEST = 3
_LONGEST_HEADER = 12
_NO_HEADER = re.compile(r"[\d:：，,。;；%]|^[-=—]+$")


def spaced(raw: str) -> list[tuple[int, int]]:
    """Where the cells of a line stand that two blanks or more part into three or more."""
    if raw[:1] in " \u3000\t#>-*+|" or not ("  " in raw.rstrip() or "\u3000" in raw):
        return []
    found = [match.span() for match in _BETWEEN_BLANKS.finditer(raw)]
    return found if len(found) >= _FEWEST else []


def is_head(texts: Sequence[str]) -> bool:
    """Whether short words without figures head columns, most of them as tables are known to be headed."""
    if len(texts) < _FEWEST or any(not 0 < len(text) <= _LONGEST_HEADER or _NO_HEADER.search(text) for text in texts):
        return False
    return sum(map(_is_known, texts)) * 3 >= len(texts) * 2


def is_row_below(head: Sequence[str], line: str) -> bool:
    """Whether a line has as many bars as the head above it."""
    cells = line.replace("｜", "|").strip().strip("|").split("|")
    return len(cells) == len(head)


def _is_known(text: str) -> bool:
    patterns = (NAME_HEADER, NAMED, NOW, PART_HEADER, PHASE_HEADER)
    return kind_of(text) is not None or any(pattern.fullmatch(text) for pattern in patterns)
