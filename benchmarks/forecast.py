"""How well the forecast of `sql/trends/weekly_rollout.sql` told the end of roll-outs whose end is known.

The samples' roll-outs are cut at each of their counts from the fifth on, as if that had been the whole: the forecasts
made in the weeks before are held against the week in which it was reached. The simulated ones are told to their end.
Beside the forecast stands what is simplest: the last step's pace going on, and the fastest and slowest pace over three
statements in a row, of the last eight.

`python benchmarks/forecast.py`; docs/decisions/trends.md has the figures.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assets import warehouse
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.quality.rules import find_bad_entries
from assets.trends.build import build
from tests import simulated
from tests.simulated import Points

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "reports"
FEWEST_POINTS = 4
FARTHEST_WEEKS = 260


class Outcome(NamedTuple):
    """A forecast of so many weeks (the latest may be unknown), and how many it took."""

    low: float
    likely: float
    high: float | None
    took: int


def main() -> None:
    """Back-test and print."""
    for name, series in (("samples", list(cut(samples()))), ("simulated", simulated.rollouts())):
        print(f"{name}: {len(series)} roll-outs")
        print(f"  {'':<22} forecasts  held  early   late  with end  error (weeks)  width (weeks)")
        for method, outcomes in (
            ("weekly_rollout.sql", by_sql(series)),
            ("last step", by_hand(series, last_step)),
            ("three of eight", by_hand(series, three_of_eight)),
        ):
            print(f"  {method:<22} {told(list(outcomes))}")


def samples() -> Iterator[Points]:
    """The samples' roll-outs as trends see them."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(home=Path(folder), sources=(Source(SAMPLES),))
        with house.open() as db:
            collect(db, house)
            load(db, house)
            find_bad_entries(db, house)
            build(db)
            counts = "select project_id, week_start, cumulative_cities from trends.weekly_rollout order by all"
            found: dict[str, Points] = {}
            for project_id, week_start, cities in db.execute(counts).fetchall():
                if cities is not None:
                    found.setdefault(project_id, []).append((week_start, cities))
    yield from found.values()


def cut(series: Iterator[Points]) -> Iterator[Points]:
    """Each roll-out as if it had ended at each new count, from the fifth point on."""
    for points in series:
        for end in range(FEWEST_POINTS, len(points)):
            if points[end][1] > points[end - 1][1]:
                yield points[: end + 1]


def by_sql(series: list[Points]) -> Iterator[Outcome]:
    """The forecasts that the warehouse makes."""
    weeks = ("forecast_week_low", "forecast_week", "forecast_week_high")
    query = f"""
        select project_id, week_start, {", ".join(f"(week_start_of({week}) - week_start) // 7" for week in weeks)}
        from trends.weekly_rollout where forecast_week is not null
    """
    with warehouse.connect(":memory:") as db:
        warehouse.create_tables(db)
        warehouse.insert(db, "core.rollouts", simulated.rows(series))
        build(db)
        for project_id, week_start, low, likely, high in db.execute(query).fetchall():
            yield Outcome(low, likely, high, weeks_between(week_start, series[int(project_id)][-1][0]))


def by_hand(series: list[Points], method: Callable[[Points], tuple[float, float]]) -> Iterator[Outcome]:
    """The forecasts from the fastest and slowest pace that a method sees."""
    for points in series:
        for at in range(FEWEST_POINTS - 1, len(points)):
            left = points[-1][1] - points[at][1]
            slowest, fastest = method(points[: at + 1])
            if left > 0 and fastest > 0 and left / fastest <= FARTHEST_WEEKS:
                high = -(-left // slowest) if slowest > 0 and left / slowest <= FARTHEST_WEEKS else None
                low = -(-left // fastest)
                yield Outcome(low, low if high is None else (low + high) / 2, high, weeks_between(points[at][0], points[-1][0]))


def last_step(points: Points) -> tuple[float, float]:
    """The pace between the last two statements."""
    pace = pace_between(points[-2], points[-1])
    return pace, pace


def three_of_eight(points: Points) -> tuple[float, float]:
    """The slowest and fastest pace over three statements in a row, of the last eight."""
    recent = points[-8:]
    paces = [pace_between(first, last) for first, last in zip(recent, recent[2:], strict=False)]
    return min(paces), max(paces)


def pace_between(first: tuple[date, int], last: tuple[date, int]) -> float:
    """Cities a week."""
    return (last[1] - first[1]) / weeks_between(first[0], last[0])


def weeks_between(first: date, last: date) -> int:
    """Whole weeks from one Monday to another."""
    return (last - first).days // 7


def told(outcomes: list[Outcome]) -> str:
    """One row of the table; the error is that of the likely week, the width that of the forecasts that have a latest one."""
    total = len(outcomes)
    early = sum(each.took < each.low for each in outcomes) / total
    late = sum(each.high is not None and each.took > each.high for each in outcomes) / total
    widths = [each.high - each.low for each in outcomes if each.high is not None]
    error = statistics.mean(abs(each.likely - each.took) for each in outcomes)
    held, ended = 1 - early - late, len(widths) / total
    return f"{total:9}  {held:4.0%}  {early:5.0%}  {late:5.0%}  {ended:8.0%}  {error:13.1f}  {statistics.median(widths):13.1f}"


if __name__ == "__main__":
    main()
