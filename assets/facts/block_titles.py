"""Titles that are items or lines like those below them, told by the blank lines around: `- 账户中心` over `- 联调完成`, or over a paragraph.

Where the indentation was lost, a block begins with a name, and the lines that follow say something. What does not belong here: titles with
marks of their own (`titles`), titles that are counted (`counted_titles`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from assets.facts import markers, title_lines
from assets.facts.cursor import Cursor

_FEWEST = 2
_SHORTEST, _LONGEST = 2, 20
_REACH = 60
"""Code points of a line that are looked at."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without a blank one between them."""

    lines: Sequence[int]
    title: str | None
    """section or name, where the first line may be a title."""
    is_item: bool
    """Whether the first line is an item that is not indented."""
    is_text: bool
    """Whether all lines are plain text."""
    is_flat: bool
    """Whether the second is not indented, either."""
    names: int
    """How many of the others may be titles, too, where the first may be the name of a thing."""

    @property
    def is_headed(self) -> bool:
        """Whether its first line is the title of the others."""
        others = len(self.lines) - 1
        return self.is_flat and (self.title == "section" or (self.title == "name" and self.names * 2 < others))


class BlockTitles:
    """Tells which items of a report are titles; `is_section` and `is_name` are told of words."""

    def __init__(self, at: Cursor, is_section: Callable[[str], bool], is_name: Callable[[str], bool]) -> None:
        self.at, self.lines, self.is_section, self.is_name = at, at.lines, is_section, is_name

    def has(self, index: int) -> bool:
        """Whether a line is such a title."""
        return self._title(index) is not None and index in self._titles

    @cached_property
    def _titles(self) -> set[int]:
        """The first lines of blocks, where there are several titles among them, and more than blocks that have none."""
        blocks = [
            self._block([n for n, _ in group])
            for is_text, group in groupby(enumerate(self.lines), lambda line: bool(line[1].strip()))
            if is_text
        ]
        return self._items(blocks) | self._texts(blocks)

    def _items(self, blocks: Sequence[_Block]) -> set[int]:
        found: set[int] = set()
        others = 0
        for block, below in zip(blocks, [*blocks[1:], None], strict=True):
            if not block.is_item:
                continue
            is_below_title = found and block.lines[0] - max(found) == _FEWEST
            if block.is_headed or (len(block.lines) == 1 and block.title and below and self._may_stand_under(below, block.title)):
                found.add(block.lines[0])
            elif not is_below_title and (block.is_flat or len(block.lines) == 1):
                others += 1
        return found if len(found) >= _FEWEST and len(found) > others else set()

    def _texts(self, blocks: Sequence[_Block]) -> set[int]:
        """`存管路由二期` over `联调完成` and `方案评审通过`, all lines of plain text."""
        several = [block for block in blocks if block.is_text and len(block.lines) > 1]
        titled = (block for block in several if block.title == "name" and block.names * 2 < len(block.lines) - 1)
        found = {block.lines[0] for block in titled if self.lines[block.lines[0]][0].isalpha()}  # 1.2.1 counts
        return found if len(found) >= _FEWEST and len(found) * 2 > len(several) else set()

    def _may_stand_under(self, block: _Block, title: str) -> bool:
        """Whether a block may be what a title apart is over: a paragraph, a table, or a list that has no title."""
        first = self.lines[block.lines[0]]
        if block.is_item:
            return not block.is_headed and (title == "section" or len(block.lines) > 1)
        return title == "section" or (first[0] not in "#【 \t\u3000" and not title_lines.BOLD_LINE.match(first))

    def _block(self, lines: Sequence[int]) -> _Block:
        title = self._title(lines[0])
        names = sum(self._title(n) is not None for n in lines[1:]) if title == "name" else 0
        first = self.lines[lines[0]]
        is_flat = len(lines) > 1 and not markers.indent(self.lines[lines[1]])[1]
        is_text = all(_is_text(self.lines[n]) for n in lines)
        return _Block(lines, title, markers.is_bullet(first, 0), is_text, is_flat, names)

    def _title(self, index: int) -> str | None:
        """Whether an item says nothing, and names a section or a thing."""
        line = self.lines[index]
        if len(line) >= _REACH:
            return None
        norm = self.at.normal_of(index)
        found = markers.marker(norm, 0) if markers.is_bullet(line, 0) else None
        if found is None and not _is_text(line):
            return None
        words = markers.without_remark(norm[found[1] if found else 0 :].strip()).rstrip(" :")
        if not _SHORTEST <= len(words) <= _LONGEST or markers.NO_TITLE.search(words) or words[0] in "[☐☑✓" or "%" in words:
            return None
        if self.is_section(words) or self.is_section(f"{words}:") or markers.DAY.fullmatch(words):
            return "section"
        return "name" if self.is_name(words) else None


def _is_text(line: str) -> bool:
    """Whether a line begins with a word and not with a mark or an ordinal."""
    return line[:1].isalnum() and markers.marker(line, 0) is None
