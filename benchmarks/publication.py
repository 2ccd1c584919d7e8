"""Publications under the eyes of readers, and what one costs beside DuckDB's own copy of the same tables.

100 publications are made while 4 processes query the snapshot without pause, one of them through a connection that stays open: no
query may fail, and none may see parts of two publications, in the snapshot, the manifest, Parquet, the page or the workbook.

DuckDB's own copy is `create table … as` of every published table in a new file and `copy … to` Parquet. Held against it is what a
publication does with the same tables: snapshot (masked, ordered, commented), Parquet, comparison with the publication before, manifest
and swap, all written anew. Beside it stand a publication after which only one week is new, and the
publication with page and workbook, which DuckDB makes not and no limit holds. Facts are generated as for the benchmark of trends.

`python benchmarks/publication.py [--publications N] [--teams N] [--years N]`; exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from trends import generate

from assets import dictionary, warehouse
from assets.house import House
from assets.published import parts, shelf
from assets.published import publish as publishing
from assets.published.page import build as page
from assets.published.tables import published_tables
from assets.published.workbook import build as workbook
from assets.trends.build import build

Spent = npt.NDArray[np.float64]
MOST_RATIO = 2.0
READERS = 4
GENERATION = "update core.progress set percent = {0}; update core.measures set value = {0}; update trends.weekly_progress set percent = {0}"
"""Every publication says its number in three tables: a reader that finds two numbers has seen halves."""
ONE_WEEK = "update core.progress set percent = {0} + 0.25 where week_start = (select max(week_start) from core.progress)"
SEEN = """
    select
        (select list(distinct percent) from core.progress) || (select list(distinct value) from core.measures)
        || (select list(distinct percent) from trends.weekly_progress),
        (select publication_id from publication), (select count(*) from core.entries)
"""


def main() -> None:
    """Measure and print; exit code 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--publications", type=int, default=100)
    parser.add_argument("--teams", type=int, default=10)
    parser.add_argument("--years", type=float, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ratio = cost(Path(folder) / "cost", options.teams, options.years, options.repeat) if options.repeat else 0
        shutil.rmtree(Path(folder) / "cost", ignore_errors=True)
        mistakes = watched(Path(folder) / "watched", options.publications) if options.publications else 0
    sys.exit(ratio > MOST_RATIO or mistakes > 0)


def home_of(folder: Path, teams: int, years: float) -> House:
    """A home with generated facts and their trends."""
    folder.mkdir(parents=True)
    made = generate(str(folder / warehouse.WAREHOUSE_FILE), teams, years)
    house = House(folder)
    with house.open() as db:
        db.execute("create schema if not exists trends")
        build(db)
    print(f"{made['reports']:,} reports, {made['facts']:,} facts, {made['entries']:,} entries")
    return house


def cost(folder: Path, teams: int, years: float, repeat: int) -> float:
    """Print the seconds of a publication and of DuckDB's own copy; their ratio, by the wall clock."""
    house = home_of(folder, teams, years)
    times: dict[str, list[Spent]] = {
        name: [] for name in ("DuckDB's own copy", "the same, published", "one week of it", "with page and workbook")
    }
    writers = {module: module.write for module in (page, workbook)}

    def published(name: str, change: str, *, is_whole: bool) -> None:
        for module, write in writers.items():
            module.write = write if is_whole else nothing  # type: ignore[method-assign]
        db.execute(change)
        times[name].append(spent(lambda: publishing.publish(db, house)))

    with house.open() as db:
        publishing.publish(db, house)  # the first has nothing to be compared with
        for number in range(repeat):
            times["DuckDB's own copy"].append(spent(lambda: copy(db, folder / "copy")))
            shutil.rmtree(folder / "copy")
            parts.forget(db)  # so that all is written anew
            published("the same, published", GENERATION.format(number), is_whole=False)
            published("one week of it", ONE_WEEK.format(number), is_whole=False)
            published("with page and workbook", GENERATION.format(number + 0.5), is_whole=True)
    print(f"load {os.getloadavg()[0]:.1f}; each the median of {repeat}: seconds by the wall clock, of the processor, times the copy")
    for name, taken in times.items():
        wall, cpu = np.median(taken, axis=0)
        ratio, of_cpu = np.median(np.divide(taken, times["DuckDB's own copy"]), axis=0)
        print(f"{name:24} {wall:7.2f} {cpu:7.2f} {ratio:7.2f} {of_cpu:7.2f}")
    ratio = float(np.median(np.divide(times["the same, published"], times["DuckDB's own copy"]), axis=0)[0])
    print(f"published / copied       {ratio:7.2f} (at most {MOST_RATIO} by the wall clock)")
    return ratio


def nothing(*_given: object) -> None:
    """In place of page and workbook."""


def spent(work: Callable[[], object]) -> Spent:
    """How long it takes: by the wall clock, of the processor."""
    begun = np.array([time.perf_counter(), time.process_time()])
    work()
    return np.array([time.perf_counter(), time.process_time()]) - begun


def copy(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """What DuckDB does by itself: every published table into a new file and to Parquet."""
    folder.mkdir()
    db.execute(f"attach '{folder / warehouse.WAREHOUSE_FILE}' as copied")
    with warehouse.transaction(db):
        for schema in dictionary.PUBLISHED_SCHEMAS:
            db.execute(f"create schema copied.{schema}")
        for name in published_tables():
            db.execute(f"create table copied.{name} as from {name}")
    db.execute("checkpoint copied")
    for name in published_tables():
        db.execute(f"copy copied.{name} to '{folder / name}.parquet' (format parquet)")
    db.execute("detach copied")


def watched(folder: Path, publications: int) -> int:
    """Publish while readers read; print what they saw, and how many mistakes there were."""
    house = home_of(folder, teams=1, years=0.25)  # small ones come fast: what is looked for is the moment of the swap
    context = multiprocessing.get_context("spawn")
    end, said = context.Event(), context.Queue()
    with house.open() as db:
        db.execute(GENERATION.format(0))
        publishing.publish(db, house)
        readers = [context.Process(target=read, args=(folder, end, said, number == 0)) for number in range(READERS)]
        for reader in readers:
            reader.start()
        begun = time.perf_counter()
        for number in range(1, publications + 1):
            db.execute(GENERATION.format(number))
            publishing.publish(db, house)
        seconds = time.perf_counter() - begun
        end.set()
    told = [said.get() for _ in readers]
    for reader in readers:
        reader.join()
    left = [path.name for path in (folder / shelf.PUBLICATIONS).iterdir()]
    mistakes = [mistake for _, _, found in told for mistake in found]
    if len(left) != min(house.kept_publications, publications + 1) or any(name.startswith(".") for name in left):
        mistakes.append(f"on the shelf are {left}")
    print(f"{publications} publications in {seconds:.0f} s, seen by {READERS} readers in {sum(queries for queries, *_ in told):,} looks")
    print(f"each reader saw          {', '.join(str(seen) for _, seen, _ in told)} of them")
    print(f"errors and halves        {len(mistakes)} (at most 0)", *mistakes[:5], sep="\n  ")
    return len(mistakes)


def read(home: Path, end: Event, said: multiprocessing.Queue[tuple[int, int, list[str]]], stays: bool) -> None:
    """Query until the end; how often, how many publications were seen, and what was wrong. One that `stays` keeps the first open too."""
    os.nice(10)  # without pause, but not in the way of who publishes
    queries, seen, mistakes = 0, set(), []
    with opened(home / shelf.LINK) as first:
        before = first.execute(SEEN).fetchone()
        while not end.is_set():
            queries += 1
            try:
                seen.add(look(home / shelf.LINK))
                if stays and first.execute(SEEN).fetchone() != before:
                    mistakes.append("a connection that stayed open saw something else")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is counted
                mistakes.append(f"{type(error).__name__}: {error}")
    said.put((queries, len(seen), mistakes))


def look(link: Path) -> str:
    """The id of the publication that is in place; raises where anything of it is of another one."""
    with opened(link) as db:  # through the link, as people do
        numbers, publication_id, _ = db.execute(SEEN).fetchone() or ((), None, 0)
        assert len(set(numbers)) == 1, f"{publication_id} has the numbers {numbers}"
    folder = link.resolve()
    with opened(folder) as db:
        numbers, publication_id, entries = db.execute(SEEN).fetchone() or ((), None, 0)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    parquet = str(folder / "parquet" / "core" / "progress.parquet")
    (written,) = duckdb.execute(f"select list(distinct percent) from '{parquet}'").fetchone() or (None,)
    written_id = "select decode(value) from parquet_kv_metadata(?) where decode(key) = 'publication_id'"
    (told,) = duckdb.execute(written_id, [parquet]).fetchone() or (None,)
    with zipfile.ZipFile(folder / "workbook.xlsx") as book:
        properties = book.read("docProps/custom.xml").decode()
    ids = {folder.name, publication_id, manifest["publication_id"], told}
    assert ids == {publication_id}, f"several publications: {ids}"
    assert set(written) == set(numbers), f"{folder.name}: {numbers} in the snapshot, {written} in Parquet"
    assert publication_id in properties
    assert publication_id in (folder / "index.html").read_text("utf-8")
    assert manifest["tables"]["core.entries"]["rows"] == entries
    return str(publication_id)


@contextmanager
def opened(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The snapshot, read-only."""
    with duckdb.connect(str(folder / warehouse.WAREHOUSE_FILE), read_only=True) as db:
        yield db


if __name__ == "__main__":
    main()
