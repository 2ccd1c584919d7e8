"""Lines too long for a person to have written: the rules read them in pieces, and their facts come back to the line.

A rule may look at everything in front of a number. On a line of megabytes, which an export without line ends gives, that
would take time by the square; in pieces it takes time in proportion. What does not belong here: reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assets.facts import regex as re
from assets.facts.model import Cell, Entry, Fact, Finding

LONGEST = 1_000
"""Code points of a piece. The longest paragraph of the annotated reports has 400."""
_SHORTEST = LONGEST // 2
_UNCUT = 200  # a shorter line holds no gap that costs anything
_READ = ("item", "text", "row")
_END = re.compile(r"[。；;!?|]")
_BREAK = re.compile(r"[，,、\s)]")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_GAP = re.compile(r"\s{100,}+")
"""Blank for so long, a line is two: what stands on both sides of it is not one sentence."""


def cut(entries: list[Entry]) -> list[Entry]:
    """The entries with long lines in pieces, each the start of its line or standing under that start."""
    if all(len(entry.norm) <= _UNCUT for entry in entries):
        return entries
    found: list[Entry] = []
    for entry in entries:
        found.append(entry)
        if len(entry.norm) <= _UNCUT:
            continue
        (_, end), *later = _spans(entry.norm)
        if end < len(entry.norm):
            if entry.form in _READ:
                found += [_piece(entry, span) for span in later]
            _shorten(entry, end)
    for position, entry in enumerate(found):
        entry.position = position
    return found


def _spans(norm: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of a line stand: between gaps, and no longer than `LONGEST`."""
    start = 0
    if _GAP.match(norm):
        yield 0, 1
    for gap in [*_GAP.finditer(norm), None]:
        end = gap.start() if gap else len(norm)
        while end - start > LONGEST:
            stop = _stop(norm, start)
            yield start, stop
            start = stop
        if end > start:
            yield start, end
        start = gap.end() if gap else end


def _stop(norm: str, start: int) -> int:
    """The last end of a sentence within reach, else of a clause or a word, else as far as the reach goes."""
    for pattern in (_END, _BREAK, _WORD):
        stops = [match.end() for match in pattern.finditer(norm, start + _SHORTEST, start + LONGEST)]
        if stops:
            return stops[-1]
    return start + LONGEST


def _piece(entry: Entry, span: tuple[int, int]) -> Entry:
    """A later piece of a line, as a paragraph under its start."""
    start, end = span
    raw, norm = entry.raw[start:end], entry.norm[start:end]
    return Entry(0, entry.line, entry.line, raw, norm, 0, "text", parent=entry, depth=entry.depth + 1, text=raw.strip(), offset=start)


def _shorten(entry: Entry, end: int) -> None:
    """Let the entry be its first piece until `join`."""
    entry.whole = (entry.raw, entry.norm, entry.text)
    entry.raw, entry.norm = entry.raw[:end], entry.norm[:end]
    entry.start, entry.body = min(entry.start, end), min(entry.body, end)
    entry.text = entry.raw[entry.start :].strip()
    entry.cells = [Cell(c.start, min(c.end, end), c.header, c.kind) for c in entry.cells if c.start < end]


def join(entries: list[Entry], facts: Sequence[Fact], findings: Sequence[Finding]) -> list[Entry]:
    """Undo `cut`: whole lines again, and facts and findings where they stand in them."""
    for fact in facts:
        if fact.entry.offset and fact.entry.parent:
            fact.start, fact.end = fact.start + fact.entry.offset, fact.end + fact.entry.offset
            fact.entry = fact.entry.parent
    for finding in findings:
        piece = finding.entry
        if piece and piece.offset and piece.parent and finding.start is not None and finding.end is not None:
            finding.start, finding.end = finding.start + piece.offset, finding.end + piece.offset
            finding.entry = piece.parent
    found = [entry for entry in entries if not entry.offset]
    for position, entry in enumerate(found):
        entry.position = position
        if entry.whole:
            entry.raw, entry.norm, entry.text = entry.whole
    return found
