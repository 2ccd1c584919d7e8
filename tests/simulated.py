"""Roll-outs whose end is known, for the test and the benchmark of forecasts.

What does not belong here: the forecast itself (`sql/trends/weekly_rollout.sql`) and what is asked of it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

FIRST = date(2023, 1, 2)
Points = list[tuple[date, int]]
"""Mondays with the cities open so far; the last is the end."""


def rollout(chance: random.Random, shape: int) -> Points:
    """A roll-out that is steady, s-shaped, accelerating or slowing (`shape` 0 to 3); a third of the weeks empty."""
    total, weeks = chance.choice([30, 60, 146, 300]), chance.randint(10, 30)
    opened: list[int] = []
    while (opened[-1] if opened else 0) < total and len(opened) < 150:
        t = len(opened)
        speed = (
            1.0,
            2 * math.exp(-(((t - weeks / 2) / (weeks / 3)) ** 2)) + 0.15,
            0.4 + 1.6 * t / weeks,
            max(0.25, 1.8 - 1.5 * t / weeks),
        )[shape]
        new = chance.expovariate(1) * speed * total / weeks if chance.random() < 0.65 else 0
        opened.append(min(total, (opened[-1] if opened else 0) + round(new)))
    return [(FIRST + timedelta(weeks=week), count) for week, count in enumerate(opened)]


def rollouts(number: int = 200) -> list[Points]:
    """So many roll-outs, always the same ones, a quarter of each shape."""
    chance = random.Random(7)
    return [rollout(chance, each % 4) for each in range(number)]


def rows(series: Iterable[Points]) -> Iterator[dict[str, Any]]:
    """Rows of core.rollouts, a project for each roll-out; what remains is known in every week."""
    for number, points in enumerate(series):
        for monday, count in points:
            yield {
                "fact_id": f"{number}-{monday}",
                "team": "pay",
                "week": monday.strftime("%G-W%V"),
                "week_start": monday,
                "project_id": str(number),
                "origin": "report",
                "cumulative_cities": count,
                "remaining_cities": points[-1][1] - count,
            }
