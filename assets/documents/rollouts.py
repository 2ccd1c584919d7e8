"""Roll-out tables: a row per project and city with its day, or a row per project and week with counts.

What does not belong here: the reports' own roll-out counts, and whether the two agree (a rule's matter).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from assets.documents import cities
from assets.documents.cells import is_pending, read_count
from assets.documents.moments import monday, read_date, read_week
from assets.documents.rows import Body, Record, RowReader, TableReading, fact_id

DERIVED = "table.weekly_rollouts"
"""What read the rows that come of counting cities, not of a table that states weeks."""
OPENING = ("city", "city_code", "opened_on")
COUNTS = ("new_cities", "cumulative_cities", "remaining_cities", "target_cities")
_BETWEEN = re.compile(r"[、,，;；/|]+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def read_openings(body: Body, reading: TableReading) -> None:
    """Rows of project, city and day; a cell may name several. Without a day a city is still to come."""
    seen: dict[tuple[object, ...], int] = {}
    for row in body.rows():
        project, names = _required(row, "project"), _required(row, "city")
        if is_pending(row.raw("opened_on")) or is_pending(row.raw("status")) or not row.text("opened_on"):
            reading.pending += 1
            continue
        opened_on = row.read("opened_on", read_date)
        if project and names and opened_on:
            for city in cities_in(names):
                key = (project, city, opened_on)
                seen[key] = seen.get(key, 0) + 1
                values = {
                    "project": project,
                    "city": city,
                    "city_code": code_of(city),
                    "opened_on": opened_on,
                }
                reading.openings.append(row.fact("table.city_rollout", opened_on, (*key, seen[key]), origin="table", **values))


def cities_in(names: str) -> list[str]:
    """The cities that a cell names, one or several (杭州、宁波)."""
    if code_of(names):
        return [names]
    return [city.strip() for city in _BETWEEN.split(names) if city.strip()]


def read_weeks(body: Body, reading: TableReading) -> None:
    """Rows of project, week and counts."""
    for row in body.rows():
        project = _required(row, "project")
        week_start = row.read("week", read_week)
        if week_start is None and not row.text("week"):
            row.tell("unreadable_source", "week", "是空的，该行未计入；请补上。")
        counts = {name: row.read(name, read_count) for name in COUNTS if name in body.header.columns}
        if not project or not week_start or all(count is None for count in counts.values()):
            continue
        reading.rollouts.append(
            row.fact(
                "table.week_rollout",
                week_start,
                (project, week_start),
                project=project,
                origin="table",
                **counts,
            )
        )


def weekly_rollouts(openings: Iterable[Record]) -> list[Record]:
    """The counts that openings come to: a row per team, project and week in which a city opened first."""
    ordered = sorted(openings, key=lambda o: (o["team"] or "", o["project"], o["opened_on"]))
    found: list[Record] = []
    for _, group in groupby(ordered, key=lambda o: (o["team"], o["project"])):
        found.extend(_project_weeks(group))
    return found


def city_key(opening: Record) -> str:
    """What makes two openings the same city: the code, else the name as written."""
    return str(opening["city_code"] or opening["city"])


def code_of(name: str) -> str | None:
    """The city's code, None where the register does not know it."""
    city = cities.register().find(name)
    return city.code if city else None


def _project_weeks(openings: Iterable[Record]) -> list[Record]:
    opened: set[str] = set()
    found: list[Record] = []
    for week_start, group in groupby(openings, key=lambda o: monday(o["opened_on"])):
        new = {city_key(o): o for o in reversed(list(group)) if city_key(o) not in opened}
        if not new:
            continue
        opened.update(new)
        first = min(new.values(), key=lambda o: (o["source_file"], o["source_line"]))
        names = [o["city"] for o in reversed(new.values())]
        found.append(
            {
                **{name: value for name, value in first.items() if name not in OPENING},
                "read_by": DERIVED,
                "fact_id": fact_id(DERIVED, first["team"], first["source_file"], first["project"], week_start),
                "new_cities": len(new),
                "cumulative_cities": len(opened),
                "cities": names,
            }
        )
    return found


def _required(row: RowReader, column: str) -> str | None:
    text = row.text(column)
    if text is None:
        row.tell("unreadable_source", column, "是空的，该行未计入；请补上。")
    return text
