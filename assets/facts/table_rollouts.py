"""Tables of roll-outs: 项目 | 本周新增 | 累计 | 待开 | 目标, also with the counts below each other.

What does not belong here: roll-outs in sentences (`rollouts`), roll-out tables that are files of their own (`assets.documents`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.city_headers import REGION_HEADER
from assets.facts.headings import spread_thing
from assets.facts.model import Cell, Entry, Fact, Rollout
from assets.facts.rollout_columns import COUNT, columns_of, count_of_row, holds, with_all_so_far
from assets.facts.rollout_names import cities_in
from assets.facts.rollout_products import of_product
from assets.facts.table_row import Row
from assets.facts.table_words import BEFORE, NOW
from assets.facts.text import tidy
from assets.facts.words import CITY_NAMES

_COUNT_OF_NAMES = re.compile(
    r"[\u4e00-\u9fff]{2,5}(?:[、/][\u4e00-\u9fff]{2,5})*\s*(?:\(\s*(?:共\s*)?|[共等]\s*|(?=\d{1,3}\s*个?城))(?P<n>\d{1,3})\s*个?城?市?\s*\)?"
)
"""赣州、九江（2） and 赣州、九江2城"""
_DIGITS = re.compile(r"\d+")
_WEEK = re.compile(r"(?:20\d\d\s?[-年]?\s?)?(?:W|第)\s?(\d{1,2})(?:\s?周)?\s*(?:$|\()", re.IGNORECASE)
"""W13 below 周次."""
_NONE = re.compile(r"\s*(?:暂?无|没有)\s*")
_NO_NEW = re.compile(r"(?:[本这]周)?(?:暂?无|没有?|未)(?:新增|新?开(?:城|通)?)?(?:城市)?")
_TOLD_AROUND = re.compile(r"^(?:新开|新增|开了|上线)|\s*\(?\d{1,2}[/.]\d{1,2}\)?\s*|(?:先后|均?已)?(?:开城|开通|上线)$")
_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_LISTED = re.compile(r"\d\s*(?:个?城市?|个|座)?\s*[:：]?\s*(?P<names>[\u4e00-\u9fff][^()]*)")


def is_across(row: Row) -> bool:
    """Whether each cell of the row is a count of another thing: 本周新增 | 3 | 1 below 指标 | 房租代扣 | 押金托管."""
    return count_of_row(row) is not None


def read(row: Row) -> list[Rollout]:
    """The roll-out of a row: of its project, or in a table on its side one for each project's column; totals are of none."""
    kind = count_of_row(row)
    if kind:
        return _across(row, kind)
    week = _WEEK.match(row.text(row.columns[0][0]))
    if week and row.context.monday and int(week[1]) != row.context.monday.isocalendar().week:
        for _, cell in columns_of(row):
            row.context.use(row.entry, cell.start, cell.end)
        return []  # what stood in another week
    counts: dict[str, int] = {}
    cells: list[Cell] = []
    for kinds, cell in with_all_so_far(columns_of(row)):
        found = _numbers(row, cell, len(kinds))
        if not found and kinds == ["new_cities"] and (told := _told(row, cell)) is not None:
            counts.setdefault("new_cities", told)
            cells.append(cell)
        for name, number in zip(kinds, found, strict=False):
            counts.setdefault(name, number)
        cells += [cell] if found else []
    if not counts or (row.is_total and _project(row) is None):
        return []
    return [_rollout(row, cells, _project(row), counts, _names(row))]


def joined(counted: list[Rollout], told: list[Fact]) -> list[Fact]:
    """The facts of a row, where `本周无` and `新增 3 城：太原、晋中、大同` in another cell belong to its counts."""
    if len(counted) != 1:
        return [*counted, *told]
    row, rest = counted[0], [fact for fact in told if not (isinstance(fact, Rollout) and fact.project in (None, counted[0].project))]
    for fact in told:
        if isinstance(fact, Rollout) and fact.project in (None, row.project) and row.new_cities is None and fact.new_cities is not None:
            row.new_cities, row.cities = fact.new_cities, row.cities or fact.cities
            row.start, row.end = min(row.start, fact.start), max(row.end, fact.end)
    return [row, *rest]


def cells_of(row: Row) -> list[Cell]:
    """The cells that a roll-out was read from."""
    return [c for _, c in columns_of(row)] + [c for c, k in row.columns if k == "cities"]


def _told(row: Row, cell: Cell) -> int | None:
    """How many cities a cell tells without a number: none in 无新增, two in 新开武汉、长沙 and in `武汉、长沙 6/10 开城`."""
    text, calendar = row.text(cell), row.context.calendar
    if _NO_NEW.fullmatch(text.strip()) or _NONE.fullmatch(row.entry.norm, cell.start, cell.end):
        return 0
    if calendar and any(when.first and when.first > calendar.today for when in row.context.dates(row.entry, cell.start, cell.end)):
        return None  # 武汉 6/20 开城
    names = cities_in(_TOLD_AROUND.sub("", text))
    return len(names) if names and all(name.removesuffix("市") in CITY_NAMES for name in names) else None


def _across(row: Row, kind: str) -> list[Rollout]:
    """A count for each project: 指标 | 房租代扣 | 押金托管."""
    cells = [c for c, _ in row.columns if (row.entry.label or c is not row.columns[0][0]) and not BEFORE.match(c.header.strip())]
    found: list[Rollout] = []
    for cell in cells:
        header = cell.header.strip()
        is_own = row.entry.label is not None or NOW.match(header)
        if number := _numbers(row, cell, 1):
            found.append(_rollout(row, [cell], _inherited(row.entry) if is_own else tidy(header), {kind: number[0]}, ()))
    return found


def _numbers(row: Row, cell: Cell, count: int) -> list[int]:
    """The counts of a cell: one, or those between the bars of 5/43/52."""
    norm = row.entry.norm
    if count > 1:
        found = [match.span() for match in _DIGITS.finditer(norm, cell.start, cell.end)]
        spans = found if holds(row.text(cell), count) else []
    else:
        one = COUNT.match(norm, cell.start, cell.end) or _COUNT_OF_NAMES.fullmatch(norm, cell.start, cell.end)
        spans = [one.span("n")] if one else []
    for span in spans:
        row.context.use(row.entry, *span)
    return [int(norm[start:end]) for start, end in spans]


def _names(row: Row) -> tuple[str, ...]:
    """The cities named in a column of theirs, or beside the count: `2（苏州、无锡）`, `5城：绍兴、嘉兴`."""
    listed = row.text(row.kinds.get("cities"))
    new = next((row.text(c) for kinds, c in columns_of(row) if "new_cities" in kinds), "")
    inner, behind = _IN_PARENTHESES.search(new), _LISTED.match(new)
    return cities_in(listed) or (cities_in(inner[1]) if inner else ()) or (cities_in(behind["names"]) if behind else ())


def _project(row: Row) -> str | None:
    """The row's project; a region is none and counts for none, and a total is of what the table stands under."""
    if _WEEK.match(row.text(row.columns[0][0])):
        return _inherited(row.entry)
    is_region = REGION_HEADER.match(row.columns[0][0].header.strip()) is not None
    if is_region and not row.is_total and row.entry.project in (None, row.title(row.columns[0][0])):
        return None
    if row.is_total or is_region:
        return _inherited(row.entry) if row.entry.project in (None, row.title(row.columns[0][0])) else row.entry.project
    return row.project


def _inherited(entry: Entry) -> str | None:
    above = entry.parent
    while above and not (above.project or (above.form == "heading" and above.named_role == "rollout" and spread_thing(above.words))):
        above = above.parent
    return (above.project or spread_thing(above.words)) if above else None


def _rollout(row: Row, cells: list[Cell], project: str | None, counts: dict[str, int], names: tuple[str, ...]) -> Rollout:
    return Rollout(
        entry=row.entry,
        start=min(c.start for c in cells),
        end=max(c.end for c in cells),
        project=of_product(project) or project,
        rule="rollout_row",
        cities=names,
        new_cities=counts.get("new_cities"),
        cumulative_cities=counts.get("cumulative_cities"),
        remaining_cities=counts.get("remaining_cities"),
        target_cities=counts.get("target_cities"),
    )
