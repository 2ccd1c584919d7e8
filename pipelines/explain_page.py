"""How a report that is explained looks: in colour and folded on a terminal, with marks and unfolded in a pipe.

What does not belong here: finding and reading the report (`explain`), and the short form of a fact (`short`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from assets.facts.model import Entry, Fact, Finding, Reading, Unread
from pipelines.short import in_full, in_short, kind_of, moment

STYLES = {
    "progress": "green",
    "milestone": "cyan",
    "rollout": "magenta",
    "measure": "bright_blue",
    "incident": "dark_orange",
    "plan": "underline",
}
"""A plan is the whole item, in which other facts may lie; so it has a line instead of a colour."""
FINDING, UNEXPLAINED, UNREAD, FAINT = "bold red", "black on bright_yellow", "dim", "dim"
_LONGEST_QUOTE = 30
"""Cells: enough to tell the facts of a line apart, and short enough to leave the values on the same line."""
_TAB = 4
_OPENING = frozenset("（【《“‘「([")
_CLOSING = frozenset("，。；：、）】》”’」！？…,.;:)]!?%")
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What would steer the terminal or turn the text around."""


@dataclass(slots=True)
class Line:
    """A line of the report and what was made of it."""

    number: int
    text: str
    entry: Entry | None = None
    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """What is printed: in colour on a terminal, folded to its width; with marks and unfolded in a pipe."""

    console: Console
    gutter: int = 0

    @property
    def is_marked(self) -> bool:
        """Whether marks stand for the colours that are not there."""
        return self.console.color_system is None or self.console.no_color

    def report(self, reading: Reading, lines: list[Line]) -> None:
        """The whole report, then what the colours mean and how much was read."""
        self.gutter = len(str(len(lines))) + 2
        self._put("", Text(_head(reading), style="bold"))
        for finding in reading.findings:
            if finding.entry is None:
                self._put("", _finding(finding))
        self._put("", Text())
        for line in lines:
            self._line(line)
            for note in _notes(line):
                self._put("", note, indent=2)
        self._put("", Text())
        for text in (self._legend(), Text(_counts(reading))):
            self._put("", text)

    def one(self, line: Line) -> None:
        """One line with all that is known about it."""
        self.gutter = len(str(line.number)) + 2
        self._line(line)
        if line.entry:
            self._fields("entry", "bold", _about(line.entry))
        for fact in line.facts:
            span = f"{fact.start + 1}–{fact.end} {_clean(fact.quote)}"
            known = [("rule", fact.rule), ("project", fact.project or "none"), *in_full(fact)]
            self._fields(kind_of(fact), STYLES[kind_of(fact)], [("columns", span), *known])
        for finding in line.findings:
            said = [("observed", finding.observed), ("expected", finding.expected or "")]
            self._fields(finding.rule, FINDING, [*said, ("message", finding.message)])
        for number in line.unread:
            style = UNEXPLAINED if number.reason == "unexplained" else "bold"
            span = f"{number.start + 1}–{number.end} {number.quote}"
            self._fields("unread", style, [("columns", span), ("reason", number.reason)])
        if not (line.facts or line.findings or line.unread):
            self._put("", Text("nothing was read here, and there was no number to read", style=FAINT), indent=2)

    def _fields(self, title: str, style: str, values: list[tuple[str, str]]) -> None:
        self._put("", Text(title, style=style), indent=2)
        for name, value in values:
            if value:
                self._put("", Text.assemble((f"{name:<20}", FAINT), _clean(value)), indent=4)

    def _line(self, line: Line) -> None:
        text = _with_marks(line) if self.is_marked else _coloured(line)
        text.expand_tabs(_TAB)
        self._put(str(line.number), text)

    def _legend(self) -> Text:
        if self.is_marked:
            return Text("⟦…⟧ read as a fact · ⟦!…⟧ cannot be · ⟦?…⟧ a number that no rule explains")
        styles = [*STYLES.items(), ("cannot be", FINDING), ("unexplained number", UNEXPLAINED), ("unread number", UNREAD)]
        return Text(" · ").join(Text(name, style=style) for name, style in styles)

    def _put(self, number: str, text: Text, indent: int = 0) -> None:
        width = self.console.width - self.gutter - indent if self.console.is_terminal else None
        for part in folded(text, width):
            margin = f"{number:>{self.gutter - 2}}  {'':{indent}}"
            number = ""
            if self.console.is_terminal:
                self.console.print(Text.assemble((margin, FAINT), part), soft_wrap=True)
            else:
                self.console.file.write(f"{margin}{part.plain}".rstrip() + "\n")


def folded(text: Text, width: int | None) -> list[Text]:
    """The text in parts of at most `width` cells: Chinese is cut anywhere, a Latin word or number moves on whole."""
    if width is None or text.cell_len <= max(width, 2):
        return [text]
    plain, cuts, begin, used = text.plain, list[int](), 0, 0
    for at, char in enumerate(plain):
        if used + cell_len(char) > max(width, 2):
            begin = _cut(plain, begin, at)
            cuts.append(begin)
            used = cell_len(plain[begin:at])
        used += cell_len(char)
    return list(text.divide(cuts))


def _cut(plain: str, begin: int, at: int) -> int:
    """Where to cut at or before `at`: not within a Latin word, not between a mark and what it opens or closes."""
    start = at
    if plain[at] in _CLOSING or plain[at - 1] in _OPENING:
        start = at - 1
    elif plain[at].isascii() and not plain[at].isspace():
        while start > begin and plain[start - 1].isascii() and not plain[start - 1].isspace():
            start -= 1
    return start if start > begin else at


def _spans(line: Line) -> Iterator[tuple[int, int, str, str]]:
    """What is marked in a line, the widest first: start, end, style and mark."""
    spans = [(fact.start, fact.end, STYLES[kind_of(fact)], "") for fact in line.facts]
    for number in line.unread:
        is_odd = number.reason == "unexplained"
        spans.append((number.start, number.end, UNEXPLAINED if is_odd else UNREAD, "?" if is_odd else "-"))
    for finding in line.findings:
        if finding.start is not None and finding.end is not None:
            spans.append((finding.start, finding.end, FINDING, "!"))
    yield from sorted(spans, key=lambda span: span[0] - span[1])


def _coloured(line: Line) -> Text:
    text = Text(_clean(line.text))
    for start, end, style, _ in _spans(line):
        text.stylize(style, start, end)
    return text


def _with_marks(line: Line) -> Text:
    """The line with ⟦…⟧ around each span; numbers that need no explanation are only listed."""
    spans = dict.fromkeys((start, end, mark) for start, end, _, mark in _spans(line) if mark != "-")
    before: defaultdict[int, str] = defaultdict(str)
    after: defaultdict[int, str] = defaultdict(str)
    for start, end, mark in spans:
        before[start] += f"⟦{mark}"
        after[end] += "⟧"
    text = _clean(line.text)
    return Text("".join(f"{after[at]}{before[at]}{text[at : at + 1]}" for at in range(len(text) + 1)))


def _notes(line: Line) -> Iterator[Text]:
    """A line of text for each fact and finding, and one for all numbers that have a reason."""
    for fact in line.facts:
        kind = kind_of(fact)
        quote = f" · “{_shortened(fact.quote)}”" if len(line.facts) > 1 else ""
        origin = f" · {_clean(fact.project or 'no project')} · rule {fact.rule}{quote}"
        yield Text.assemble((f"{kind:<10}", STYLES[kind]), _clean(in_short(fact)), (origin, FAINT))
    yield from (_finding(finding) for finding in line.findings)
    odd = [number for number in line.unread if number.reason == "unexplained"]
    yield from (Text(f"unread    {_clean(number.quote)} (unexplained)", style=UNEXPLAINED) for number in odd)
    told: defaultdict[str, list[str]] = defaultdict(list)
    for number in line.unread:
        if number not in odd:
            told[number.reason].append(_clean(number.quote))
    if told:
        reasons = "; ".join(f"{' '.join(numbers)} ({reason})" for reason, numbers in told.items())
        yield Text(f"unread    {reasons}", style=UNREAD)


def _finding(finding: Finding) -> Text:
    return Text(f"{finding.rule}: {_clean(finding.message)}", style=FINDING)


def _about(entry: Entry) -> list[tuple[str, str]]:
    parents: list[str] = []
    above = entry.parent
    while above:
        parents.append(_shortened(above.text or above.raw))
        above = above.parent
    lines = f"lines {entry.line}–{entry.line_end}" if entry.line_end > entry.line else ""
    return [
        ("kind", ", ".join(filter(None, (entry.kind, entry.form, f"depth {entry.depth}", lines)))),
        ("section is for", entry.role),
        ("section", entry.section or ""),
        ("objective", entry.objective or ""),
        ("under", " › ".join(reversed(parents))),
        ("label", entry.label or ""),
        ("project", entry.project or ""),
        ("topic", entry.topic or ""),
        ("incident", "part of one" if entry.incident is not None else ""),
    ]


def _head(reading: Reading) -> str:
    report = reading.report
    written = f"written {moment(report.created_at)}" if report.created_at else "no creation time"
    author = f"by {report.author}" if report.author else None
    parts = (report.source_file, f"team {report.team}", report.week or "no week", written, author)
    return _clean(" · ".join(filter(None, parts)))


def _counts(reading: Reading) -> str:
    kinds = Counter(kind_of(fact) for fact in reading.facts)
    facts = ", ".join(f"{kinds[kind]} {kind}" for kind in STYLES if kinds[kind]) or "none"
    odd = sum(number.reason == "unexplained" for number in reading.unread)
    unread = f"{len(reading.unread)} numbers unread, {odd} of them unexplained"
    return f"facts: {facts} · {len(reading.findings)} that cannot be · {unread}"


def _shortened(text: str) -> str:
    text = _clean(" ".join(text.split()))
    return text if cell_len(text) <= _LONGEST_QUOTE else set_cell_size(text, _LONGEST_QUOTE - 1).rstrip() + "…"


def _clean(text: str) -> str:
    """The text without characters that would steer the terminal, each replaced by one other."""
    return _UNPRINTABLE.sub("�", text)
