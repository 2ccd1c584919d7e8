"""Size of the page and time until it is ready, for a year of ten teams' reports: at most 3 MB and 2 s.

The year is made from the samples of the team that writes most: each of ten teams has its thirteen reports four times, every date moved
by a quarter and every project under a name of the team's own. What it says makes no sense; it weighs what a year weighs.

`python benchmarks/page.py [--keep FOLDER]`; needs Chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published import rows, snapshot
from assets.published.page import build as page
from assets.quality.rules import find_bad_entries
from assets.trends.build import build

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "reports"
TEAM = "支付交易"
TEAMS = "甲乙丙丁戊己庚辛壬癸"
MOST_MB, MOST_SECONDS = 3.0, 2.0
UNIQUE_TEXTS = """
update core.entries set text = md5(report_id)[:4] || text;
update core.progress set quote = md5(report_id)[:4] || quote;
update core.milestones set quote = md5(report_id)[:4] || quote;
update core.measures set quote = md5(report_id)[:4] || quote;
update core.plans set quote = md5(report_id)[:4] || quote
"""
"""The page holds equal texts once, and teams do not copy each other: here none is equal."""
_DATES = re.compile(
    r"(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|(?<![\d/.])(?P<m2>\d{1,2})/(?P<d2>\d{1,2})(?![\d/])|(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日"
)
_WEEK = re.compile(r"2024-W(\d\d)")


def main() -> None:
    """Measure and print; exit code 1 when the page is larger or slower than promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="leave the publication here")
    folder = parser.parse_args().keep or Path(tempfile.mkdtemp())
    published = make(folder)
    file = published / page.PAGE_FILE
    megabytes, seconds = file.stat().st_size / 1e6, ready(file)
    print(f"page       {megabytes:6.2f} MB (at most {MOST_MB})")
    print(f"ready      {seconds:6.2f} s, median of 5 (at most {MOST_SECONDS})")
    sys.exit(megabytes > MOST_MB or seconds > MOST_SECONDS)


def make(folder: Path) -> Path:
    """A publication's snapshot and page of the year; returns its folder."""
    sources, published = folder / "reports", folder / "published"
    for old in (sources, published, folder / "home"):
        shutil.rmtree(old, ignore_errors=True)
    write_year(sources, project_names(folder / "names"))
    published.mkdir()
    house = House(folder / "home", sources=(Source(sources),))
    with house.open() as db:
        fill(db, house)
        for name in ("core.reports", "core.entries"):
            print(f"{name:10} {db.execute(f'select count(*) from {name}').fetchone()[0]:6}")
        rows.prepare(db)
        snapshot.write(db, published, {"publication_id": "benchmark", "created_at": house.now(), "run_id": None}, house.progress)
    started = time.perf_counter()
    page.write(published, "zh")
    print(f"written in {time.perf_counter() - started:6.2f} s")
    return published


def fill(db: duckdb.DuckDBPyConnection, house: House) -> None:
    """Everything from the sources to the trends."""
    collect(db, house)
    load(db, house)
    find_bad_entries(db, house)
    build(db)
    db.execute(UNIQUE_TEXTS)


def project_names(home: Path) -> re.Pattern[str]:
    """What finds the names of the samples' projects, the longest first."""
    house = House(home, sources=(Source(SAMPLES / TEAM),))
    with house.open() as db:
        collect(db, house)
        load(db, house)
        names = [name for (name,) in db.execute("select name from core.project_names order by length(name) desc").fetchall()]
    shutil.rmtree(home)
    return re.compile("|".join(map(re.escape, names)))


def write_year(folder: Path, projects: re.Pattern[str]) -> None:
    """Ten teams' 52 reports each."""
    reports = sorted((SAMPLES / TEAM).glob("2024-W*.md"))
    for team in TEAMS:
        (folder / f"{team}队").mkdir(parents=True)
        for quarter in range(4):
            for report in reports:
                text = projects.sub(lambda found, team=team: team + found[0], report.read_text("utf-8"))
                moved = _WEEK.sub(
                    lambda found, q=quarter: week_later(found, q), _DATES.sub(lambda found, q=quarter: date_later(found, q), text)
                )
                name = _WEEK.sub(lambda found, q=quarter: week_later(found, q), report.name)
                (folder / f"{team}队" / name).write_text(moved, "utf-8")


def week_later(found: re.Match[str], quarters: int) -> str:
    """The week so many quarters later."""
    return f"2024-W{int(found[1]) + 13 * quarters:02d}"


def date_later(found: re.Match[str], quarters: int) -> str:
    """The date so much later, in the same writing; what is no date stays."""
    parts = {key[0]: int(value) for key, value in found.groupdict().items() if value}
    try:
        day = date(parts.get("y", 2024), parts["m"], parts["d"]) + timedelta(weeks=13 * quarters)
    except ValueError:
        return found[0]
    if "y" in parts:
        return day.isoformat()
    return f"{day.month}月{day.day}日" if "月" in found[0] else f"{day.month}/{day.day}"


def ready(file: Path) -> float:
    """Seconds from the start of loading until the page says that it stands, the median of five loads."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        times = []
        for _ in range(5):
            tab = browser.new_page()
            tab.goto(file.as_uri())
            tab.wait_for_selector("html[data-ready]")
            times.append(tab.evaluate("performance.getEntriesByName('ready')[0].startTime") / 1000)
            tab.close()
        browser.close()
    return statistics.median(times)


if __name__ == "__main__":
    main()
