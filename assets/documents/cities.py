"""The register of cities: which city a name means.

What does not belong here: the rows (`assets/facts/cities.csv`, which names its source and date; the reader takes names from it, too), and
what is told of an unknown city (the rule `city_unknown`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "facts" / "cities.csv"


@dataclass(frozen=True, slots=True)
class City:
    """A row of the register; `level` is municipality, prefecture, direct (below a province) or county."""

    code: str
    name: str
    full_name: str
    level: str
    parent: str | None
    aliases: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that means this city, the full one first."""
        return tuple(dict.fromkeys((self.full_name, self.name, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Register:
    """All cities, and which of them each name means."""

    cities: tuple[City, ...]
    by_full_name: dict[str, City]
    by_name: dict[str, City]

    def find(self, name: str) -> City | None:
        """The city that a name means: by full name (恩施市), else by a short one (恩施, the prefecture)."""
        wanted = _plain(name)
        return self.by_full_name.get(wanted) or self.by_name.get(wanted)


@cache
def register() -> Register:
    """The register of `cities.csv`, read once."""
    text = FILE.read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return _index(_city(row) for row in rows)


def _index(cities: Iterable[City]) -> Register:
    ranked = sorted(cities, key=lambda city: (_rank(city), city.code))
    by_full_name: dict[str, City] = {}
    by_name: dict[str, City] = {}
    for city in ranked:
        by_full_name.setdefault(city.full_name, city)
        for name in city.names:
            by_name.setdefault(name, city)
    return Register(tuple(sorted(ranked, key=lambda city: city.code)), by_full_name, by_name)


def _rank(city: City) -> int:
    """Which city a shared name means: an existing one before an abolished, a prefecture before its county."""
    return (10 if city.valid_to else 0) + (1 if city.level in ("county", "direct") else 0)


def _plain(name: str) -> str:
    return "".join(name.split())


def _city(row: dict[str, str]) -> City:
    return City(
        code=row["code"],
        name=row["name"],
        full_name=row["full_name"],
        level=row["level"],
        parent=row["parent"] or None,
        aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
        valid_from=row["valid_from"] or None,
        valid_to=row["valid_to"] or None,
    )
