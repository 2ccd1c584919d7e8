"""A home with a few facts put into `core`, published without page and workbook, for the tests of what a publication takes over.

What does not belong here: what is changed in it, and what is asked of what is published then.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from assets import dictionary, warehouse
from assets.house import House
from assets.published import parquet
from assets.published.page import build as page
from assets.published.publish import publish
from assets.published.workbook import build as workbook

FIRST = date(2024, 1, 1)
WEEKS = 12


def row(week: int, number: int) -> dict[str, Any]:
    """A fact."""
    monday = FIRST + timedelta(weeks=week)
    place = {"week": f"{monday:%G-W%V}", "week_start": monday, "source_file": f"{week}.md", "source_line": number}
    return {"fact_id": f"f{week}-{number}", "team": "甲", **place, "quote": f"进度{number}%", "percent": float(number)}


def make(folder: Path, *more: str) -> Path:
    """A home with twelve weeks of ten facts and what the statements add, published; returns the folder that it is in."""
    with pytest.MonkeyPatch.context() as patch, opened(folder) as (db, house):
        without_page_and_workbook(patch)
        for table in dictionary.tables().values():
            if table.schema == "trends":
                columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
                db.execute(f"create table {table.full_name} ({columns})")
        warehouse.insert(db, "core.progress", [row(week, number) for week in range(WEEKS) for number in range(10)])
        revisions = [{"document_id": f"d{week}", "kind": "progress", "fact_id": f"f{week}-1", "quote": "进度1%"} for week in range(WEEKS)]
        warehouse.insert(db, "core.fact_revisions", revisions)
        warehouse.insert(db, "core.projects", [{"project_id": "p1", "project": "对账"}])
        for sql in more:
            db.execute(sql)
        publish(db, house)
    return folder


def without(patch: pytest.MonkeyPatch, *parts: ModuleType) -> None:
    """Publish without parts that nobody looks at: they are made of the snapshot and take most of the time."""
    for part in parts:
        patch.setattr(part, "write", lambda *_: None)


def without_page_and_workbook(patch: pytest.MonkeyPatch) -> None:
    """Snapshot and Parquet only."""
    without(patch, page, workbook)


def with_snapshot_alone(patch: pytest.MonkeyPatch) -> None:
    """No Parquet either."""
    without(patch, page, workbook, parquet)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, House]]:
    """The home in a folder, and its connection."""
    house = House(folder / "home", clock=lambda: datetime(2024, 4, 1, 8))
    with house.open() as db:
        yield db, house


@contextmanager
def kept_open(house: House) -> Iterator[None]:
    """For tests that open a home at every step: beside an open connection another one takes a fifth of the time."""
    with house.open():
        yield


@contextmanager
def copied(folder: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, House]]:
    """A copy of a published home, to change and publish again."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(folder, Path(name) / "copy", symlinks=True)
        with opened(Path(name) / "copy") as (db, house):
            yield db, house
