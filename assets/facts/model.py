"""What the reader gives: entries, facts, findings and unread numbers, each with its exact span.

What does not belong here: how they are found, and their columns in the database (`assets.facts.rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True)
class Cell:
    """A cell of a table row: its span in the line, the header above it, and what that says (`table_words`), if anything."""

    start: int
    end: int
    header: str
    kind: str = ""


@dataclass(slots=True)
class Entry:
    """An item of a report. `norm` is the whole first line in normal form; `start` is where its text begins there."""

    position: int
    line: int
    line_end: int
    raw: str
    norm: str
    start: int
    form: str
    """heading, item, text, row, code, property, rule or header: how it is written."""
    level: int = 0
    parent: Entry | None = None
    depth: int = 0
    kind: str = "update"
    role: str = "update"
    """What the section is for: update, metric, incident, plan, review, note, rollout."""
    named_role: str | None = None
    """The role that the words of a heading name."""
    section: str | None = None
    objective: str | None = None
    label: str | None = None
    project: str | None = None
    person: bool = False
    of_person: bool = False
    """Whether a heading names who works on what it names: `老邱｜测试环境`."""
    checked: bool | None = None
    state: str | None = None
    """已上线 of `【已上线】手续费阶梯计价`."""
    cells: Sequence[Cell] = ()
    parts: Sequence[Entry] = ()
    """The cells of a row whose columns are projects, each as a row by itself."""
    is_grid: bool = False
    """Whether a row says of a city or a product in each cell when the one opens for the other."""
    text: str = ""
    children: int = 0
    body: int = 0
    """Where the text begins after the label or the project's name."""
    incident: int | None = None
    topic: str | None = None
    """What the text begins with, where the project is that of what it stands under: a part of it, `深色模式：`."""
    topic_end: int = 0
    asked: str | None = None
    """The project that a question asks after, empty where it names none (`questions`)."""
    is_apart: bool = False
    """Whether an item is a title set apart from the paragraphs below it."""
    is_goal: bool = False
    """Whether an item is an objective or a key result, under which the work towards it stands."""
    offset: int = 0
    """Where a piece of a long line begins in it (`pieces`); 0 for every entry of a reading."""
    whole: tuple[str, str, str] | None = None
    """Line, normal form and text of an entry that is read in pieces."""
    words: str = ""
    """What a heading says, in normal form without ordinals and marks."""


@dataclass(slots=True, kw_only=True)
class Fact:
    """What every fact has: where it stands (0-based code points, end exclusive) and the rule that made it."""

    entry: Entry
    start: int
    end: int
    project: str | None
    rule: str

    @property
    def quote(self) -> str:
        """Exactly the span of the line."""
        return self.entry.raw[self.start : self.end]


@dataclass(slots=True, kw_only=True)
class Progress(Fact):
    """A stated degree of completion, in percent."""

    component: str
    percent: float
    previous_percent: float | None = None
    qualifier: str = "="


@dataclass(slots=True, kw_only=True)
class Milestone(Fact):
    """Something that was, is being or will be reached. Dates are inclusive."""

    event: str
    status: str
    date_start: date | None = None
    date_end: date | None = None
    date_precision: str | None = None
    date_text: str | None = None
    original_date_start: date | None = None
    original_date_end: date | None = None


@dataclass(slots=True, kw_only=True)
class Rollout(Fact):
    """Cities opened in the week, so far, still to open, and the goal."""

    new_cities: int | None = None
    cumulative_cities: int | None = None
    remaining_cities: int | None = None
    target_cities: int | None = None
    cities: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Measure(Fact):
    """A named number; 万 and 亿 are multiplied out, the unit is as written."""

    section: str | None
    name: str
    value: float
    unit: str | None = None
    previous_value: float | None = None
    is_target: bool = False


@dataclass(slots=True, kw_only=True)
class Incident(Fact):
    """A production incident; times are local wall time."""

    detected_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    service: str | None = None
    severity: str | None = None
    summary: str | None = None
    cause: str | None = None
    resolution: str | None = None
    affected_count: float | None = None
    affected_unit: str | None = None


@dataclass(slots=True, kw_only=True)
class Plan(Fact):
    """An item planned for a later week (ISO week, 2024-W14)."""

    target_week: str | None
    text: str


@dataclass(slots=True)
class Finding:
    """What the reader noticed that makes no fact."""

    rule: str
    entry: Entry | None
    start: int | None
    end: int | None
    observed: str
    expected: str | None
    message: str


@dataclass(slots=True)
class Unread:
    """A number whose value no rule used."""

    entry: Entry
    line: int
    start: int
    end: int
    quote: str
    text: str
    reason: str


@dataclass(slots=True)
class Report:
    """The metadata of a report. Times are local wall time as stated."""

    team: str
    title: str
    source_file: str
    week: str | None
    created_at: datetime | None
    edited_at: datetime | None
    author: str | None
    line_count: int
    reference: date | None
    """The day the report speaks from: its creation, else the Friday of its week."""


@dataclass(slots=True)
class Reading:
    """All that was read from one document."""

    report: Report
    entries: list[Entry]
    facts: list[Fact]
    findings: list[Finding]
    unread: list[Unread]
    marks: dict[int, bytearray] = field(default_factory=dict)
    """For each line of which a rule read something: a 1 for each code point of a date or a value that was read, up to the last."""
