"""Tables whose columns are products, cities or days: the cell says when, or what, of the row's city or project.

What does not belong here: a column for each step of a project (`table_steps`), columns that count cities (`table_rollouts`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts import updates
from assets.facts.columns import is_day
from assets.facts.dates import When, find
from assets.facts.model import Cell, Entry, Fact, Milestone
from assets.facts.name_words import clean, is_name
from assets.facts.table_days import week_of
from assets.facts.table_deeds import ends_in_deed, is_past, made
from assets.facts.table_row import Row
from assets.facts.table_status import LONGEST_STATUS, dated, is_state
from assets.facts.table_words import EMPTY, NOW, PHASE_HEADER, kind_of
from assets.facts.words import CITY_NAMES

_CITY_HEADER = re.compile(r"(?:开通|上线|推广)?(?:城市|地市|地区)(?:名称?)?|city", re.IGNORECASE)
_TICK = re.compile(r"[√✓✔✅☑●○◯✗✘×❌xXyYnN⭕是否]\ufe0f?")
_TICKED = re.compile(r"[√✓✔✅☑●⭕]\ufe0f?")
_WEEK = re.compile(r"(?:20\d\d\s?[-年]?\s?)?(?:W\s?\d{1,2}|第\s?\d{1,2}\s?周)", re.IGNORECASE)
_DAY = re.compile(
    r"\d{1,2}\s?月第\s?[一二三四五1-5]\s?周|\d{1,2}\s?[/.月]\s?\d{1,2}\s?[日号]?(?:\s?\(?周?[一二三四五六日]\)?)?(?:\s?[-~至]\s?(?:\d{1,2}\s?[/.月]\s?)?\d{1,2}\s?[日号]?)?"
)
_FEWEST = 2


def is_grid(rows: list[Entry]) -> bool:
    """Whether a table has a row for each city and a column for each product, or the other way round, and says when they open."""
    cells = _without_remarks(rows[0])
    if len(cells) <= _FEWEST or rows[0].role not in ("update", "rollout", "plan"):
        return False
    heads = [cell.header.strip() for cell in cells]
    is_by_city = _CITY_HEADER.fullmatch(heads[0]) is not None and all(map(_is_thing, heads[1:]))
    if not is_by_city and sum(map(_is_city, heads[1:])) < max(_FEWEST, len(heads) - _FEWEST):
        return False
    said = [
        words for row in rows for cell in _without_remarks(row)[1:] if not EMPTY.match(words := row.norm[cell.start : cell.end].strip())
    ]
    return bool(said) and all(map(_says_when, said))


def _without_remarks(row: Entry) -> list[Cell]:
    return [cell for cell in row.cells if cell.kind not in ("text", "person", "index")]


def _says_when(words: str) -> bool:
    """Whether a cell is a day, a state or both: `3/28 已开`."""
    rest = _DAY.sub("", words, count=1).strip()
    return is_day(words) or _TICK.fullmatch(words) is not None or (len(rest) <= LONGEST_STATUS and (not rest or is_state(rest)))


def _is_thing(header: str) -> bool:
    return not (kind_of(header) or NOW.match(header) or PHASE_HEADER.fullmatch(header)) and is_name(header)


def _is_city(words: str) -> bool:
    return words.removesuffix("市") in CITY_NAMES


def read(row: Row) -> list[Fact]:
    """The milestones of such a row; a tick that stands for every week says nothing of this one."""
    first, *rest = (cell for cell, kind in row.columns if kind not in ("text", "person", "index"))
    head = first.header.strip()
    facts: list[Fact] = []
    for cell in rest:
        if not row.text(cell) or _TICK.fullmatch(row.text(cell)):
            continue
        is_by_city = _CITY_HEADER.fullmatch(head) is not None
        city = row.title(first) if is_by_city else cell.header.strip()
        if (is_by_city or _is_city(city)) and (fact := _opening(row, cell, f"{city}开城")):
            fact.project = clean(cell.header) if is_by_city else row.project
            facts.append(fact)
    for cell in (c for c, kind in row.columns if kind == "text" and row.text(c)):
        facts += updates.span(row.context, row.entry, cell.start, cell.end)
    return facts


def _opening(row: Row, cell: Cell, event: str) -> Milestone | None:
    told = dated(row, cell, "")
    if told.when is None:
        return made(row, cell, event, told.status, None) if told.status else None
    if told.was:
        return made(row, cell, event, "delayed", told.when, told.was)
    return made(row, cell, event, told.status or ("done" if is_past(row, told.when) else "planned"), told.when)


def of_days(row: Row) -> list[Fact]:
    """提测 below W15 and √ below 4/1, of the project or the city of the row."""
    days = [(cell, when) for cell, _ in row.columns[1:] if (when := _day(row, cell.header.strip()))]
    told = [row.text(cell) for cell, _ in days if row.text(cell)]
    if len(days) < _FEWEST or not told or not all(_TICKED.fullmatch(words) or ends_in_deed(words) for words in told):
        return []
    first = row.columns[0][0]
    facts: list[Fact] = []
    for n, (cell, when) in enumerate(days):
        words = row.text(cell)
        if not words or (n + 1 < len(days) and words == row.text(days[n + 1][0])):
            continue  # of a deed that takes several weeks, the last one
        event = row.title(cell)
        if _TICKED.fullmatch(words):
            event = f"{row.title(first)}开城" if _is_city(row.text(first)) else "完成"
        fact = made(row, cell, event, "done" if is_past(row, when) else "planned", when)
        fact.project = None if _is_city(row.text(first)) else row.project
        facts.append(fact)
    return facts


def _day(row: Row, header: str) -> When | None:
    """The day or the week that heads a column."""
    if _WEEK.fullmatch(header):
        span = week_of(row, header)
        return When(0, len(header), *span, "week", header) if span else None
    if row.context.calendar is None or not _DAY.fullmatch(header):
        return None
    when = next(iter(find(header, row.context.calendar, is_cell=True)), None)
    return when if when and when.first and when.last else None
