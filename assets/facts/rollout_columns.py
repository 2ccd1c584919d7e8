"""Which columns of a row count cities, and what each of them counts: 本周新增 | 累计 | 待开 | 目标.

What does not belong here: what headers say by themselves (`city_headers`), the counts (`table_rollouts`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.city_headers import city_count
from assets.facts.model import Cell
from assets.facts.table_row import Row, once
from assets.facts.table_words import BEFORE, NOW

_ABOUT_CITIES = re.compile(r"城市|[开扩拓铺]城|[(:]城\)|city|cities|roll-?out", re.IGNORECASE)
_OF_OPENINGS = re.compile(r"[开扩拓]城|城市.?(?:推广|开通|拓展|上线|覆盖)")
"""城市推广 over the names of what is rolled out."""
_CITY = re.compile(r"城|cit(?:y|ies)", re.IGNORECASE)
COUNT = re.compile(
    r"(?:(?:[一总]?共|累计|合计|已开通?)\s*|\d{1,4}\s*(?:→|->|=>)\s*)?[+约]?\s*(?P<n>-?\d{1,5})(?!\d|\.\d|\s*%|\s*/\s*\d|\s*月|\s?(?:[件笔万元户家单条次人亿天起台张分秒]|pp))"
)
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
_SEVERAL = re.compile(r"\(([^()]*/[^()]*)\)")
_NUMBER_OF_NAMES = re.compile(r"(?:城市|本周)?(?:数量?|个数)")
"""2 below 数量, where the cities stand beside it."""
_DAYS = re.compile(r"\d{1,2}[/.]\d{1,2}\s*[-~至到]\s*\d{1,2}[/.]\d{1,2}")
"""`12/18-12/22 新增`"""
_SOME = 2
"""Columns that may count cities; more of them do in a report about their opening."""


def is_rollout(row: Row) -> bool:
    """Whether the columns, or in an upright table the first cell, count cities."""
    if row.entry.role == "plan" or any(
        "%" in row.text(c) for c, _ in row.columns if city_count(c.header) in ("new_cities", "cumulative_cities")
    ):
        return False
    return (_is_about_cities(row) and any(holds(row.text(c), len(kinds)) for kinds, c in columns_of(row))) or count_of_row(row) is not None


def holds(words: str, count: int) -> bool:
    """Whether a cell holds as many counts as its header names: 3/18 below 计划开城 is a day."""
    if count == 1:
        return COUNT.match(words) is not None
    return _COUNTS.fullmatch(words) is not None and words.count("/") == count - 1


def with_all_so_far(columns: list[tuple[list[str], Cell]]) -> list[tuple[list[str], Cell]]:
    """总城市数 beside 目标 counts all so far, where no other column does."""
    goals = [cell for kinds, cell in columns if kinds == ["target_cities"]]
    if len(goals) < _SOME or any("cumulative_cities" in kinds for kinds, _ in columns):
        return columns
    so_far = [cell for cell in goals if "总" in cell.header and _GOAL.search(cell.header) is None]
    return [(["cumulative_cities"] if cell in so_far else kinds, cell) for kinds, cell in columns]


def _is_about_cities(row: Row) -> bool:
    return (
        row.entry.role == "rollout"
        or "cities" in row.kinds
        or "(城)" in row.text(row.columns[0][0])
        or any(_CITY.search(c.header) for c, _ in row.columns[0 if row.entry.label else 1 :])
        or _OF_OPENINGS.search(row.columns[0][0].header) is not None
        or any("城" in row.text(c) for _, c in columns_of(row))
        or bool(_ABOUT_CITIES.search(row.entry.section or ""))
        or (
            _OF_OPENINGS.search(row.context.report.title) is not None
            and sum(city_count(c.header) is not None for c, _ in row.columns) > _SOME
        )
    )


@once
def columns_of(row: Row) -> list[tuple[list[str], Cell]]:
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
        if _NUMBER_OF_NAMES.fullmatch(cell.header.strip()) and _COUNT_ALONE.fullmatch(row.text(cell)) and row.text(row.kinds.get("cities")):
            found.append((["new_cities"], cell))
            continue
        inner = _SEVERAL.search(cell.header)
        parts = [city_count(part) for part in (inner[1] if inner else _DAYS.sub("", cell.header)).split("/")]
        known = [part for part in parts if part]
        if known == ["cumulative_cities"] and (pair := _PAIR.fullmatch(row.text(cell))) and int(pair["a"]) <= int(pair["b"]):
            found.append((["cumulative_cities", "target_cities"], cell))  # 61/72 below 累计
            continue
        if known and len(known) == len(parts):
            found.append((["cumulative_cities"] if known == ["new_cities"] and _is_beside_last_week(row, cell) else known, cell))
    named = row.kinds.get("cities")
    if named and found and not any("new_cities" in kinds for kinds, _ in found) and _OF_WEEK.match(named.header.strip()):
        found.insert(0, (["new_cities"], named))  # 保定、沧州（2） below 本周上线城市
    return found


_OF_WEEK = re.compile(r"(?:本周|这周|本期)|新[增开]")


def _is_beside_last_week(row: Row, cell: Cell) -> bool:
    """Whether 本周 | 46 stands beside 上周 | 44, and counts all so far."""
    return NOW.match(cell.header.strip()) is not None and any(BEFORE.match(c.header.strip()) for c, _ in row.columns)


@once
def count_of_row(row: Row) -> str | None:
    """What a row counts whose first cell says it: 本周新增城市 | 3 | 1."""
    cell = row.columns[0][0]
    name = row.entry.label or row.text(cell)
    is_of_cities = _CITY.search(name) or row.entry.role == "rollout"
    return city_count(name) if is_of_cities and not columns_of(row) and not re.search(r"\d", name) else None
