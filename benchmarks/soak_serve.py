"""`weekhouse serve` as people use it, on a HOME with 15 weeks of two teams' generated reports.

A report that is dropped into the source is published by itself; 13 weeks are read again, in one run, by a backfill that is started in
Dagster's pages with Chromium; the schedule fires, shortened to each minute; and `serve` ends when it is told to. Exit code 1 at the first
of these that is not seen. Seconds are printed beside the load of the machine and are judged by nobody: under load they say little.

`make soak`, or `python benchmarks/soak_serve.py [--picture FILE]`, which photographs the backfill's page.
"""

from __future__ import annotations

import argparse
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import httpx
from playwright.sync_api import Page, sync_playwright

from benchmarks import generator
from pipelines.names import WEEKLY_RUN, WEEKS_RUN
from pipelines.serving import MODULE

TEAMS, WEEKS, CHOSEN = 2, 15, 13
END = (date.today() - generator.FIRST_MONDAY).days // 7
"""The week under way, as the generator counts them."""
MONDAYS = [(generator.FIRST_MONDAY + timedelta(weeks=END - WEEKS + nth)).isoformat() for nth in range(CHOSEN)]
"""All weeks but the first, the last and the one that is dropped."""
EACH_MINUTE = "* * * * *"
SETTINGS = 'watch_seconds = 5\n[[sources]]\npath = "reports"\n'
PATIENCE_SECONDS = 600.0
_LOOK_SECONDS = 2.0
_ENDED = ("SUCCESS", "FAILURE", "CANCELED", "COMPLETED_SUCCESS", "COMPLETED_FAILED", "COMPLETED", "FAILED")

_LOOKS = """query($sensor: SensorSelector!) {
  sensorOrError(sensorSelector: $sensor) { ... on Sensor { sensorState { ticks(limit: 1, statuses: [SKIPPED]) { id } } } }
}"""
_BACKFILLS = "{ partitionBackfillsOrError(limit: 2) { ... on PartitionBackfills { results { id status } } } }"
_RUNS = """query($filter: RunsFilter!) {
  runsOrError(filter: $filter) { ... on Runs { results {
    jobName status
    assetMaterializations { assetKey { path } partition metadataEntries { label ... on IntMetadataEntry { intValue } } }
  } } }
}"""


class NotSeenError(Exception):
    """What should have been seen, and was not."""


@dataclass(frozen=True, slots=True)
class Served:
    """A folder with reports and HOME, and the address of the pages over it."""

    folder: Path
    address: str

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """What Dagster's GraphQL answers, without the one name that it is wrapped in."""
        answer = httpx.post(f"{self.address}/graphql", json={"query": query, "variables": variables}, timeout=60).json()
        if "errors" in answer:
            raise NotSeenError(f"an answer of Dagster's pages: {answer['errors'][0]['message']}")
        found: dict[str, Any] = next(iter(answer["data"].values()))
        return found

    def runs(self, **tags: str) -> list[dict[str, Any]]:
        """The runs with these tags of Dagster, the newest first."""
        wanted = [{"key": f"dagster/{name}", "value": value} for name, value in tags.items()]
        found: list[dict[str, Any]] = self.ask(_RUNS, filter={"tags": wanted})["results"]
        return found


def main() -> int:
    """Exit code 1 when something is not seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weekhouse-soak-") as name:
        try:
            soak(Path(name), options.picture)
        except NotSeenError as error:
            print(f"not seen: {error}")
            return 1
    return 0


def soak(folder: Path, picture: Path | None) -> None:
    """A first run, so that there are weeks to choose; then all of it."""
    generator.write(folder / "reports", TEAMS, END - WEEKS - 1, END - 1)
    (folder / "weekhouse.toml").write_text(SETTINGS, "utf-8")
    with timed("a first run"):
        subprocess.run([*weekhouse("run"), "--json"], cwd=folder, env=environment(), check=True, stdout=subprocess.DEVNULL)
    with served(folder) as pages:
        with timed("a dropped report is published"):
            drop(pages)
        with timed(f"a backfill of {CHOSEN} weeks from the pages, in one run"):
            backfill(pages, picture)
    with served(folder, WEEKHOUSE_SCHEDULE=EACH_MINUTE) as pages, timed("a run by the schedule"):
        until("a run by the schedule", lambda: any(map(has_succeeded, pages.runs(schedule_name="weekly"))))


def weekhouse(*arguments: str) -> list[str]:
    """A command of the program."""
    return [sys.executable, "-m", "pipelines", *arguments]


def environment(**settings: str) -> dict[str, str]:
    """That of the soak, with these settings of Weekhouse and Dagster alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("WEEKHOUSE_", "DAGSTER_"))} | settings


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints how long the block took, and the load before it."""
    load, started = os.getloadavg()[0], time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - started:.0f} s, at a load of {load:.1f}", flush=True)


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[Served]:
    """`weekhouse serve` while the block lasts; it must answer, and end well when it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = weekhouse("serve", "--port", str(port))
    with subprocess.Popen(command, cwd=folder, env=environment(**settings), stdout=subprocess.PIPE, text=True) as program:
        try:
            with timed("serve answers (limit at rest: 20 s)"):
                said = answer(program)
            yield Served(folder, said.split()[0])
        finally:
            program.send_signal(signal.SIGINT)
            rest, _ = program.communicate(timeout=PATIENCE_SECONDS)
    if program.returncode != 0 or rest.splitlines()[-1:] != ["stopped"]:
        raise NotSeenError(f"a clean end of serve: code {program.returncode}, {rest!r}")


def answer(program: subprocess.Popen[str]) -> str:
    """The line in which serve says where it answers."""
    assert program.stdout
    said = program.stdout.readline() if select.select([program.stdout], [], [], PATIENCE_SECONDS)[0] else ""
    if not said.startswith("http"):
        raise NotSeenError(f"serve that answers: {said!r}")
    return said


def until(what: str, look: Callable[[], object]) -> None:
    """Wait until the look gives something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if look():
            return
        time.sleep(_LOOK_SECONDS)
    raise NotSeenError(what)


def drop(pages: Served) -> None:
    """One more report, after the sensor has seen what was there before."""
    sensor = {"repositoryName": "__repository__", "repositoryLocationName": MODULE, "sensorName": "changed_documents"}
    until("a first look of the sensor", lambda: pages.ask(_LOOKS, sensor=sensor)["sensorState"]["ticks"])
    name, text = generator.report(0, END - 1)
    (pages.folder / "reports" / "团队000" / name).write_text(text, "utf-8")
    until("the dropped report in the publication", lambda: is_published(pages.folder, Path(name).stem))
    until("the end of its run", lambda: all(run["status"] in _ENDED for run in pages.runs(sensor_name="changed_documents")))
    runs = pages.runs(sensor_name="changed_documents")
    if len(runs) != 1 or not has_succeeded(runs[0]) or runs[0]["jobName"] != WEEKLY_RUN:
        raise NotSeenError(f"one run for one report: {[(run['jobName'], run['status']) for run in runs]}")


def is_published(folder: Path, week: str) -> bool:
    """Whether a report of that week is in the publication that stands."""
    with duckdb.connect(str(folder / ".weekhouse" / "published" / "warehouse.duckdb"), read_only=True) as db:
        return db.execute("select 1 from core.reports where week = ?", [week]).fetchone() is not None


def has_succeeded(run: dict[str, Any]) -> bool:
    """Whether a run went well."""
    return bool(run["status"] == "SUCCESS")


def backfill(pages: Served, picture: Path | None) -> None:
    """Choose the weeks as a person does, and look at what became of them."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=found)
        tab = browser.new_page(viewport={"width": 1400, "height": 1000})
        tab.set_default_timeout(PATIENCE_SECONDS * 1000)
        launch(tab, pages.address)
        until("a backfill", lambda: pages.ask(_BACKFILLS)["results"])
        until("its end", lambda: pages.ask(_BACKFILLS)["results"][0]["status"] in _ENDED)
        (asked,) = pages.ask(_BACKFILLS)["results"]
        if picture:
            tab.goto(f"{pages.address}/runs/b/{asked['id']}?tab=runs")
            tab.get_by_text("Succeeded").first.wait_for()
            tab.screenshot(path=picture)
        browser.close()
    check(asked["status"], pages.runs(backfill=asked["id"]))


def launch(tab: Page, address: str) -> None:
    """The job's page, its dialog, the weeks as a range, and the button."""
    tab.goto(f"{address}/locations/{MODULE}/jobs/{WEEKS_RUN}")
    tab.get_by_role("button", name="Materialize").first.click()
    dialog = tab.get_by_role("dialog")
    dialog.get_by_role("button", name="Show all partitions").click()
    dialog.get_by_placeholder("ex: ").fill(f"[{MONDAYS[0]}...{MONDAYS[-1]}]")
    tab.keyboard.press("Enter")
    dialog.get_by_text(f"{CHOSEN} partitions", exact=True).wait_for()
    dialog.get_by_role("button", name="Launch backfill").click()
    dialog.wait_for(state="hidden")


def check(status: str, runs: list[dict[str, Any]]) -> None:
    """One run that succeeded, of exactly the chosen weeks and all their reports."""
    if status != "COMPLETED_SUCCESS" or len(runs) != 1 or not has_succeeded(runs[0]):
        raise NotSeenError(f"one run that succeeded: {status}, {[run['status'] for run in runs]}")
    weeks = [made for made in runs[0]["assetMaterializations"] if made["partition"]]
    read = {entry["intValue"] for made in weeks for entry in made["metadataEntries"] if entry["label"] == "documents_read"}
    if sorted(made["partition"] for made in weeks) != MONDAYS or read != {CHOSEN * TEAMS}:
        raise NotSeenError(f"exactly {CHOSEN} weeks and {CHOSEN * TEAMS} reports: {sorted(made['partition'] for made in weeks)}, {read}")


if __name__ == "__main__":
    sys.exit(main())
