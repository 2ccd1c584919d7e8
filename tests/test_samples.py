"""One end-to-end run on `samples/`: every planted error is found where it stands, no other error; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House
from pipelines.settings import Settings
from pipelines.sources import configured
from tests import once

ROOT = Path(__file__).parent.parent
PLANTED = yaml.load((ROOT / "tests" / "planted.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
CALLED_FALSE = 2
"""No more findings than these that a careful reader would call false (issue 5)."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(once.samples_run(tmp_path_factory).copy(tmp_path_factory.mktemp("samples")))
        once.unset(patch, Path())
        settings = Settings()
        yield settings.house(configured(settings))


def _found(house: House) -> list[tuple[str, int | None, str, str]]:
    with house.open() as db:
        return db.execute("select source_file, source_line, rule, severity from quality.bad_entries").fetchall()


def _is(planted: dict[str, object], found: tuple[str, int | None, str, str]) -> bool:
    file, line, rule, _ = found
    is_there = file == planted["file"] or (planted.get("line") is None and file.startswith(str(planted["file"])))
    return rule == planted["rule"] and is_there and planted.get("line") in (None, line)


def test_every_planted_error_is_found_at_its_line(house: House) -> None:
    found = _found(house)
    missed = [p for p in PLANTED if not any(_is(p, f) for f in found)]
    assert not missed


def test_nothing_else_is_an_error(house: House) -> None:
    extra = [f for f in _found(house) if f[3] == "error" and not any(_is(p, f) for p in PLANTED)]
    assert not extra


def test_hardly_anything_else_is_a_warning(house: House) -> None:
    extra = [f for f in _found(house) if f[3] == "warning" and not any(_is(p, f) for p in PLANTED)]
    assert len(extra) <= CALLED_FALSE, extra


def test_a_second_run_changes_no_fact(house: House) -> None:
    facts = ("progress", "milestones", "rollouts", "measures", "incidents", "plans", "city_openings", "entries", "reports")

    def content() -> list[object]:
        with house.open() as db:
            return [db.execute(f"select count(*), bit_xor(hash(t)) from core.{name} t").fetchone() for name in facts]

    before = content()
    with house.open() as db:
        collect(db, house)
        assert load(db, house).is_unchanged
    assert content() == before


def test_the_roll_out_series_is_in_the_trend(house: House) -> None:
    with house.open() as db:
        rows = db.execute(
            """select week, new_cities, cumulative_cities, remaining_cities from trends.weekly_rollout
               where project = '交易不成退代' and week >= '2024-W12' order by week"""
        ).fetchall()
    assert rows == [("2024-W12", 6, 101, 45), ("2024-W13", 35, 136, 10)]
