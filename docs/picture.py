"""Makes `page.png`, the README's picture: the first screens of the samples' page. `make picture`; needs Chromium and a Chinese font."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assets.core.load import load  # noqa: E402 - the path comes first
from assets.documents.collect import collect  # noqa: E402
from assets.house import House, Source  # noqa: E402
from assets.published.publish import publish  # noqa: E402
from assets.quality.rules import find_bad_entries  # noqa: E402
from assets.trends.asset import deadline_of  # noqa: E402
from assets.trends.build import build  # noqa: E402

PICTURE = Path(__file__).with_name("page.png")
SIZE = {"width": 1280, "height": 1250}
MONDAY = datetime(2024, 4, 1, 8)
"""The samples' last week ends the day before."""


def main() -> None:
    """Publish the samples as they would be on that Monday, and photograph the page."""
    with tempfile.TemporaryDirectory() as home:
        house = House(Path(home), sources=(Source(ROOT / "samples" / "reports"),), clock=lambda: MONDAY)
        with house.open() as db:
            collect(db, house)
            load(db, house)
            find_bad_entries(db, house)
            build(db, deadline_of(house))
            page = publish(db, house).folder / "index.html"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
            tab = browser.new_page(viewport=SIZE)
            tab.goto(page.as_uri())
            tab.wait_for_selector("html[data-ready]")
            tab.screenshot(path=PICTURE)
            browser.close()


if __name__ == "__main__":
    main()
