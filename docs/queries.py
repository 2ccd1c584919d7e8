"""Writes the results below the queries of `queries.md`: `make queries`. The test compares the page with what this would write."""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assets.core.load import load  # noqa: E402 - the path comes first
from assets.documents.collect import collect  # noqa: E402
from assets.house import House, Source  # noqa: E402
from assets.published.publish import publish  # noqa: E402
from assets.quality.rules import find_bad_entries  # noqa: E402
from assets.trends.asset import deadline_of  # noqa: E402
from assets.trends.build import build  # noqa: E402
from pipelines.querying import ask  # noqa: E402
from pipelines.shapes import markdown  # noqa: E402

PAGE = Path(__file__).with_suffix(".md")
MONDAY = datetime(2024, 4, 1, 8)
"""The samples' last week ends the day before."""
QUERY = re.compile(r"^```sql\n(.*?)^```\n(?:\n(?:\|[^\n]*\n)+)?", re.M | re.S)


def publish_samples(home: Path) -> None:
    """Publish the samples as they would be on that Monday."""
    house = House(home, sources=(Source(ROOT / "samples" / "reports"),), clock=lambda: MONDAY)
    with house.open() as db:
        collect(db, house)
        load(db, house)
        find_bad_entries(db, house)
        build(db, deadline_of(house))
        publish(db, house)


def written(page: str, home: Path) -> str:
    """The page with the result of each query below it."""
    return QUERY.sub(lambda found: f"```sql\n{found[1]}```\n\n" + "\n".join(markdown(*ask(home, found[1]))) + "\n", page)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        publish_samples(Path(folder))
        PAGE.write_text(written(PAGE.read_text("utf-8"), Path(folder)), "utf-8")
