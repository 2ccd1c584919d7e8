"""Tables of roll-outs: 项目 | 本周新增 | 累计 | 待开 | 目标, also with the counts below each other.

What does not belong here: roll-outs in sentences (`rollouts`), roll-out tables that are files of their own (`assets.documents`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.headings import spread_thing
from assets.facts.model import Cell, Entry, Fact, Rollout
from assets.facts.rollout_names import cities_in
from assets.facts.rollout_products import of_product
from assets.facts.table_row import Row, once
from assets.facts.table_words import BEFORE, NOW, REGION_HEADER, city_count
from assets.facts.text import tidy
from assets.facts.words import CITY_NAMES

_ABOUT_CITIES = re.compile(r"城市|[开扩拓铺]城|[(:]城\)|city|cities|roll-?out", re.IGNORECASE)
_OF_OPENINGS = re.compile(r"[开扩拓]城|城市.?(?:推广|开通|拓展|上线|覆盖)")
"""城市推广 over the names of what is rolled out."""
_CITY = re.compile(r"城|cit(?:y|ies)", re.IGNORECASE)
_COUNT = re.compile(r"[+约]?\s*(?P<n>-?\d{1,5})(?!\d|\.\d|\s*%|\s*/\s*\d|\s*月|\s?(?:[件笔万元户家单条次人亿天起台张分秒]|pp))")
_COUNT_OF_NAMES = re.compile(
    r"[\u4e00-\u9fff]{2,5}(?:[、/][\u4e00-\u9fff]{2,5})*\s*(?:\(\s*(?:共\s*)?|[共等]\s*|(?=\d{1,3}\s*个?城))(?P<n>\d{1,3})\s*个?城?市?\s*\)?"
)
"""赣州、九江（2） and 赣州、九江2城"""
_OF_CITIES = re.compile(r"(?:覆盖)?城市(?:数|进度|覆盖)?")
_OPEN_CITIES = re.compile(r"(?:开通|上线|在线|推广|合作|运营)的?城市")
_COUNT_ALONE = re.compile(r"\s*\d{1,4}\s*[个座]?城?\s*")
"""46 below 开通城市, where others have names."""
_PROGRESS = re.compile(r"(?:开城|城市|推广|本周|当前|最新)?(?:进度|进展|完成情况|达成|数量|数值)")
_OPENING = re.compile(r"(?:开城|扩城|城市推广|城市)(?:数|进度)?$")
"""存管开城 | 46/60"""
_CHANGE = re.compile(r"(?:较|比|环比)上[周期]|周?环比|周增|变化")
"""46 below 覆盖城市数, and +2 below 较上周."""
_PAIR = re.compile(r"\s*(?P<a>\d{1,5})\s*/\s*(?P<b>\d{1,5})\s*(?:城|个)?\s*")
_COUNTS = re.compile(r"\s*(?:\d{1,5}\s*/\s*)+\d{1,5}\s*(?:城|个)?\s*")
_GOAL = re.compile(r"目标|规划|计划|应开|target|goal", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NONE = re.compile(r"\s*(?:暂?无|没有)\s*")
_SEVERAL = re.compile(r"\(([^()]*/[^()]*)\)")
_NO_NEW = re.compile(r"(?:[本这]周)?(?:暂?无|没有?|未)(?:新增|新?开(?:城|通)?)?(?:城市)?")
_TOLD_AROUND = re.compile(r"^(?:新开|新增|开了|上线)|\s*\(?\d{1,2}[/.]\d{1,2}\)?\s*|(?:先后|均?已)?(?:开城|开通|上线)$")
_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_LISTED = re.compile(r"\d\s*(?:个?城市?|个|座)?\s*[:：]?\s*(?P<names>[\u4e00-\u9fff][^()]*)")


def is_rollout(row: Row) -> bool:
    """Whether the columns, or in an upright table the first cell, count cities."""
    if row.entry.role == "plan" or any(
        "%" in row.text(c) for c, _ in row.columns if city_count(c.header) in ("new_cities", "cumulative_cities")
    ):
        return False
    return (_is_about_cities(row) and any(_counts(row.text(c), len(kinds)) for kinds, c in _columns(row))) or _count_of_row(row) is not None


_DAYS = re.compile(r"\d{1,2}[/.]\d{1,2}\s*[-~至到]\s*\d{1,2}[/.]\d{1,2}")
"""`12/18-12/22 新增`"""
_SOME = 2
"""Columns that may count cities; more of them do in a report about their opening."""


def is_across(row: Row) -> bool:
    """Whether each cell of the row is a count of another thing: 本周新增 | 3 | 1 below 指标 | 房租代扣 | 押金托管."""
    return _count_of_row(row) is not None


def _counts(words: str, count: int) -> bool:
    """Whether a cell holds as many counts as its header names: 3/18 below 计划开城 is a day."""
    if count == 1:
        return _COUNT.match(words) is not None
    return _COUNTS.fullmatch(words) is not None and words.count("/") == count - 1


def read(row: Row) -> list[Rollout]:
    """The roll-out of a row: of its project, or in a table on its side one for each project's column; totals are of none."""
    kind = _count_of_row(row)
    if kind:
        return _across(row, kind)
    counts: dict[str, int] = {}
    cells: list[Cell] = []
    for kinds, cell in _with_all_so_far(_columns(row)):
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


def _with_all_so_far(columns: list[tuple[list[str], Cell]]) -> list[tuple[list[str], Cell]]:
    """总城市数 beside 目标 counts all so far, where no other column does."""
    goals = [cell for kinds, cell in columns if kinds == ["target_cities"]]
    if len(goals) < _SOME or any("cumulative_cities" in kinds for kinds, _ in columns):
        return columns
    so_far = [cell for cell in goals if "总" in cell.header and _GOAL.search(cell.header) is None]
    return [(["cumulative_cities"] if cell in so_far else kinds, cell) for kinds, cell in columns]


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
    return [c for _, c in _columns(row)] + [c for c, k in row.columns if k == "cities"]


def _told(row: Row, cell: Cell) -> int | None:
    """How many cities a cell tells without a number: none in 无新增, two in 新开武汉、长沙 and in `武汉、长沙 6/10 开城`."""
    text, calendar = row.text(cell), row.context.calendar
    if _NO_NEW.fullmatch(text.strip()) or _NONE.fullmatch(row.entry.norm, cell.start, cell.end):
        return 0
    if calendar and any(when.first and when.first > calendar.today for when in row.context.dates(row.entry, cell.start, cell.end)):
        return None  # 武汉 6/20 开城
    names = cities_in(_TOLD_AROUND.sub("", text))
    return len(names) if names and all(name.removesuffix("市") in CITY_NAMES for name in names) else None


def _is_about_cities(row: Row) -> bool:
    return (
        row.entry.role == "rollout"
        or "cities" in row.kinds
        or "(城)" in row.text(row.columns[0][0])
        or any(_CITY.search(c.header) for c, _ in row.columns[0 if row.entry.label else 1 :])
        or _OF_OPENINGS.search(row.columns[0][0].header) is not None
        or any("城" in row.text(c) for _, c in _columns(row))
        or bool(_ABOUT_CITIES.search(row.entry.section or ""))
        or (
            _OF_OPENINGS.search(row.context.report.title) is not None
            and sum(city_count(c.header) is not None for c, _ in row.columns) > _SOME
        )
    )


@once
def _columns(row: Row) -> list[tuple[list[str], Cell]]:
    """The columns that count cities, with what each counts: two things in 已开/目标 and 城市（本周/累计）."""
    found: list[tuple[list[str], Cell]] = []
    for cell, _ in row.columns:
        if _OF_CITIES.fullmatch(cell.header.strip()) and (pair := _PAIR.fullmatch(row.text(cell))) and int(pair["a"]) <= int(pair["b"]):
            found.append((["cumulative_cities", "target_cities"], cell))
            continue
        is_pair = _PROGRESS.fullmatch(cell.header.strip()) and _PAIR.fullmatch(row.text(cell))
        if is_pair and (cell.header.strip()[:2] in ("开城", "城市", "推广") or _OPENING.search(row.text(row.columns[0][0]))):
            found.append((["cumulative_cities", "target_cities"], cell))
            continue
        if _CHANGE.fullmatch(cell.header.strip()) and row.text(cell).startswith("+") and any("cumulative_cities" in k for k, _ in found):
            found.append((["new_cities"], cell))
            continue
        if _OPEN_CITIES.fullmatch(cell.header.strip()) and _COUNT_ALONE.fullmatch(row.text(cell)):
            found.append((["cumulative_cities"], cell))
            continue
        inner = _SEVERAL.search(cell.header)
        parts = [city_count(part) for part in (inner[1] if inner else _DAYS.sub("", cell.header)).split("/")]
        known = [part for part in parts if part]
        if known and len(known) == len(parts):
            found.append((["cumulative_cities"] if known == ["new_cities"] and _is_beside_last_week(row, cell) else known, cell))
    return found


def _is_beside_last_week(row: Row, cell: Cell) -> bool:
    """Whether 本周 | 46 stands beside 上周 | 44, and counts all so far."""
    return NOW.match(cell.header.strip()) is not None and any(BEFORE.match(c.header.strip()) for c, _ in row.columns)


@once
def _count_of_row(row: Row) -> str | None:
    """What a row counts whose first cell says it: 本周新增城市 | 3 | 1."""
    cell = row.columns[0][0]
    name = row.entry.label or row.text(cell)
    is_of_cities = _CITY.search(name) or row.entry.role == "rollout"
    return city_count(name) if is_of_cities and not _columns(row) and not re.search(r"\d", name) else None


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
        spans = found if _counts(row.text(cell), count) else []
    else:
        one = _COUNT.match(norm, cell.start, cell.end) or _COUNT_OF_NAMES.fullmatch(norm, cell.start, cell.end)
        spans = [one.span("n")] if one else []
    for span in spans:
        row.context.use(row.entry, *span)
    return [int(norm[start:end]) for start, end in spans]


def _names(row: Row) -> tuple[str, ...]:
    """The cities named in a column of theirs, or beside the count: `2（苏州、无锡）`, `5城：绍兴、嘉兴`."""
    listed = row.text(row.kinds.get("cities"))
    new = next((row.text(c) for kinds, c in _columns(row) if "new_cities" in kinds), "")
    inner, behind = _IN_PARENTHESES.search(new), _LISTED.match(new)
    return cities_in(listed) or (cities_in(inner[1]) if inner else ()) or (cities_in(behind["names"]) if behind else ())


def _project(row: Row) -> str | None:
    """The row's project; a region is none and counts for none, and a total is of what the table stands under."""
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
