"""Damaged reports, and what must hold of the reading of any text whatsoever.

A mutation takes a text and a source of chance; the same seed always gives the same report.
`make soak` runs them by the hundred thousand (`benchmarks/soak_reader.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random

from assets.facts import reader
from assets.facts.model import Fact, Reading
from assets.facts.text import split_lines
from tests import annotated

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
NEWEST = (
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima",
    "mike", "november", "oscar", "papa", "quebec", "sierra", "tango", "uniform", "victor", "whiskey", "xray", "yankee",
    "zulu", "amber", "bronze", "copper", "dune", "ember", "fern", "gale", "hazel", "iris", "jade",
    "kelp", "mango", "lotus", "nori", "olive", "pear", "quince", "rowan", "sage",
    "teak", "umber", "vine", "walnut", "aspen", "zinnia", "birch", "yew", "cedar", "elm",
    "fir", "alder", "acacia", "balsa", "cypress", "ebony", "ficus", "ginkgo", "holly", "juniper",
    "kiwi", "larch", "maple", "nutmeg", "sorrel", "tulip", "walrus",
)  # fmt: skip
SETS = ("dev", "more", "wide", "far", "aside", "blind", "final", "last", "unseen", "kept", "wordings", *NEWEST)
_DIGITS = re.compile("[0-9０-９]+")
_ODD = (
    "|", "```", "---", "4/31", "周三（6/6）", "9" * 400, "１２３４５", "0/0", "25:61", "-", "（", "）)", "：", "【", "**", "<b>", "&#160;",
    "\u2028", "\x00", "\ue000", "\ufeff", "\u3000", "²", "٣", "𝟗", "①", "百分之", "∞", "🚀", "1e999", "20240230", "\\|", "](", "http://",
)  # fmt: skip
_LONGEST = 20_000
"""Code points; a repeated repetition would otherwise take the afternoon."""


@cache
def reports() -> tuple[tuple[str, str], ...]:
    """The name and text of every annotated report and every sample."""
    gold = [annotated.load_text(path) for folder in SETS for path in sorted((GOLD / folder).glob("*.md"))]
    samples = [path for path in sorted((ROOT / "samples").rglob("*")) if path.suffix in (".md", ".txt")]
    return (*gold, *((path.name, path.read_text("utf-8", "replace")) for path in samples))


def _flip_bytes(text: str, chance: Random) -> str:
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 30)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data).decode(chance.choice(("utf-8", "gb18030", "latin-1")), "replace")


def _cut_lines(text: str, chance: Random) -> str:
    return "\n".join(line for line in text.split("\n") if chance.random() < 0.7)


def _cut_ends(text: str, chance: Random) -> str:
    ends = [(chance.randrange(len(line) + 1), line) for line in text.split("\n")]
    return "\n".join(line[:end] if chance.random() < 0.3 else line for end, line in ends)


def _shuffle_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def _shuffle_words(text: str, chance: Random) -> str:
    words = re.split(r"([，。；：\s]+)", text)
    chance.shuffle(words)
    return "".join(words)


def _nest(text: str, chance: Random) -> str:
    lead, step = chance.choice(("- ", "> ", "1. ", "　", "\t", "# ", "| ")), chance.choice((0, 1, 2))
    return "\n".join(" " * (step * number) + lead + line for number, line in enumerate(text.split("\n")))


def _repeat_line(text: str, chance: Random) -> str:
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    return "\n".join([*lines[:place], *[lines[place]] * chance.randint(2, 60), *lines[place:]])


def _repeat_piece(text: str, chance: Random) -> str:
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.randint(1, 12)]
    return text[:start] + piece * chance.randint(2, 200) + text[start:]


def _join_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    glue = chance.choice(("", " ", "，", "|", "；"))
    start, count = chance.randrange(len(lines)), chance.randint(2, 12)
    return "\n".join([*lines[:start], glue.join(lines[start : start + count]), *lines[start + count :]])


def _join_reports(text: str, chance: Random) -> str:
    return chance.choice(("", "\n", "\n\n")).join((text, chance.choice(reports())[1]))


def _strew(text: str, chance: Random) -> str:
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(_ODD) + text[place:]
    return text


def _other_digits(text: str, chance: Random) -> str:
    return re.sub("[0-9]", lambda digit: chance.choice("0123456789") if chance.random() < 0.4 else digit[0], text)


def _full_width(text: str, chance: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and chance.random() < 0.5 else c for c in text)


def _line_ends(text: str, chance: Random) -> str:
    return text.replace("\n", chance.choice(("\r", "\r\n", "\n\r", "\n\n")))


def _lose_marks(text: str, chance: Random) -> str:
    lost = chance.choice(("，", "：:", "-*#", "|", " ", "（）()", "\n"))
    return "".join(c for c in text if c not in lost)


MUTATIONS: tuple[Callable[[str, Random], str], ...] = (
    _flip_bytes, _cut_lines, _cut_ends, _shuffle_lines, _shuffle_words, _nest, _repeat_line, _repeat_piece, _join_lines, _join_reports,
    _strew, _other_digits, _full_width, _line_ends, _lose_marks,
)  # fmt: skip


def mutated(seed: int) -> tuple[str, str]:
    """Name and text of the damaged report of a seed: one to three mutations of a report."""
    chance = Random(seed)
    name, text = chance.choice(reports())
    for mutation in chance.choices(MUTATIONS, k=chance.randint(1, 3)):
        text = mutation(text[:_LONGEST], chance)
    return name, text


def faults(name: str, text: str, *, is_read_twice: bool = False) -> list[str]:
    """What does not hold of the reading of a text; nothing, or the reader is wrong."""
    reading = reader.read(text, name)
    lines = split_lines(text.removeprefix("\ufeff"))
    found = [*_line_faults(reading, lines), *_span_faults(reading, lines), *_number_faults(reading, lines)]
    if is_read_twice and shown(reading) != shown(reader.read(text, name)):
        found.append("the same text is read in two ways")
    return found


def _line_faults(reading: Reading, lines: list[str]) -> Iterator[str]:
    """Every line that is not blank lies in exactly one entry."""
    owners = [0] * (len(lines) + 1)
    for entry in reading.entries:
        for number in range(entry.line, entry.line_end + 1):
            owners[number] += 1
    for number, line in enumerate(lines, 1):
        if owners[number] > 1 or (line.strip() and not owners[number]):
            yield f"line {number} lies in {owners[number]} entries: {line[:80]!r}"


def _span_faults(reading: Reading, lines: list[str]) -> Iterator[str]:
    """What a fact, a finding or an unread number quotes stands where it says."""
    spans = [(fact.entry.line, fact.start, fact.end, fact.quote) for fact in reading.facts]
    spans += [(u.line, u.start, u.end, u.quote) for u in reading.unread]
    for line, start, end, quote in spans:
        if not 0 <= start < end <= len(lines[line - 1]) or lines[line - 1][start:end] != quote:
            yield f"line {line}: {quote[:80]!r} is not at {start}…{end}"
    for finding in reading.findings:
        if finding.entry and finding.start is not None and not 0 <= finding.start < (finding.end or 0) <= len(finding.entry.raw):
            yield f"line {finding.entry.line}: {finding.rule} is not at {finding.start}…{finding.end}"


def _number_faults(reading: Reading, lines: list[str]) -> Iterator[str]:
    """Every run of digits was read by a rule or is listed as unread."""
    marks = {number: reading.marks.get(number, bytearray()).ljust(len(line), b"\0") for number, line in enumerate(lines, 1)}
    for unread in reading.unread:
        marks[unread.line][unread.start : unread.end] = b"\1" * (unread.end - unread.start)
    for number, line in enumerate(lines, 1):
        for run in _DIGITS.finditer(line):
            if marks[number].find(1, *run.span()) < 0:
                yield f"line {number}: nobody read {run[0][:40]!r} in {line[:80]!r}"


def shown(reading: Reading) -> list[str]:
    """Everything that a reading says, for comparison."""
    entries = [f"{e.line} {e.line_end} {e.form} {e.kind} {e.role} {e.project} {e.start} {e.depth}" for e in reading.entries]
    facts = [_fact(fact) for fact in reading.facts]
    others: Iterable[str] = (f"{u.line} {u.start} {u.reason}" for u in reading.unread)
    return [str(reading.report), *entries, *facts, *others, *(finding.message for finding in reading.findings)]


def _fact(fact: Fact) -> str:
    values = [getattr(fact, name) for name in type(fact).__slots__]
    return f"{fact.entry.line} {fact.start} {fact.end} {fact.project} {fact.rule} {values}"
