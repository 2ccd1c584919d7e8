"""Publications under the eyes of readers, and what one costs beside DuckDB's own copy of the same tables.

100 publications are made while 4 processes query the snapshot without pause, one of them through a connection that stays open: no
query may fail, and none may see parts of two publications, in the snapshot, the manifest, Parquet, the page or the workbook. The cost
is that of the snapshot, Parquet, comparison and swap against `create table … as` of every published table in a new file plus `copy … to`
Parquet; page and workbook, which DuckDB has nothing like, are measured apart. Facts are generated as for the benchmark of trends.

`python benchmarks/publication.py [--publications N] [--teams N] [--years N]`; exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from trends import generate

from assets import dictionary, warehouse
from assets.house import House
from assets.published import publish as publishing
from assets.published import shelf
from assets.published.tables import published_tables
from assets.trends.build import build

MOST_RATIO = 2.0
READERS = 4
GENERATION = "update core.progress set percent = {0}; update core.measures set value = {0}; update trends.weekly_progress set percent = {0}"
"""Every publication says its number in three tables: a reader that finds two numbers has seen halves."""
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
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ratio = cost(Path(folder) / "cost", options.teams, options.years, options.repeat)
        shutil.rmtree(Path(folder) / "cost")
        mistakes = watched(Path(folder) / "watched", options.publications)
    sys.exit(ratio > MOST_RATIO or mistakes > 0)


def home_of(folder: Path, teams: int, years: int) -> House:
    """A home with generated facts and their trends."""
    folder.mkdir(parents=True)
    made = generate(str(folder / warehouse.WAREHOUSE_FILE), teams, years)
    house = House(folder)
    with house.open() as db:
        db.execute("create schema if not exists trends")
        build(db)
    print(f"{made['reports']:,} reports, {made['facts']:,} facts, {made['entries']:,} entries")
    return house


def cost(folder: Path, teams: int, years: int, repeat: int) -> float:
    """Print the seconds of a publication and of DuckDB's own copy; their ratio."""
    house = home_of(folder, teams, years)
    apart: dict[str, list[float]] = {"page": [], "workbook": []}
    for name, module in (("page", publishing.page), ("workbook", publishing.workbook)):
        module.write = clocked(module.write, apart[name])  # type: ignore[method-assign]
    bare, whole = [], []
    with house.open() as db:
        publishing.publish(db, house)  # the first has nothing to be compared with
        for number in range(repeat):
            bare.append(seconds_of(lambda: copy(db, folder / "copy")))
            shutil.rmtree(folder / "copy")
            db.execute(GENERATION.format(number))
            whole.append(seconds_of(lambda: publishing.publish(db, house)))
    page, workbook = (statistics.median(times[1:]) for times in apart.values())
    own, copied = statistics.median(whole) - page - workbook, statistics.median(bare)
    print(f"DuckDB's own copy        {copied:7.2f} s")
    print(f"snapshot and Parquet     {own:7.2f} s, {own / copied:.2f} times (at most {MOST_RATIO})")
    print(f"page, workbook           {page:7.2f} s, {workbook:.2f} s")
    return own / copied


def clocked(write: Callable[[Path, str], None], times: list[float]) -> Callable[[Path, str], None]:
    """What writes a file into a folder, noting how long each call takes."""

    def call(folder: Path, language: str) -> None:
        times.append(seconds_of(lambda: write(folder, language)))

    return call


def seconds_of(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


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
    house = home_of(folder, teams=2, years=1)
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
