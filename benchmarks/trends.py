"""Seconds and memory of building all trends over ten years of 200 teams, beside their bare SQL statements.

The facts are generated as rows of core (`trends.sql`), as many for each report as the samples have. Generating and
building are processes of their own, so that the peak is that of building alone; each table's bare statement runs in the
same process, before the build that has it.

`python benchmarks/trends.py [--years N] [--teams N] [--tables]`; exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assets import warehouse
from assets.trends.build import build, prepare
from assets.trends.files import trend_files

MOST_RATIO = 1.5  # of the bare statements' time, the figure of the issue
MOST_MEMORY_MB = 4096
DEADLINE_HOURS = 24.0

WEEKS_OF_YEAR = 52.18
FACTS = ("progress", "milestones", "rollouts", "city_openings", "measures", "incidents", "plans")


def main() -> None:
    """Measure and print; exit code 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=float, default=10)
    parser.add_argument("--teams", type=int, default=200)
    parser.add_argument("--tables", action="store_true", help="seconds and rows of each table")
    parser.add_argument("--stage", choices=["generate", "build"], help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        stage = generate(options.file, options.teams, options.years) if options.stage == "generate" else measure(options.file)
        print(json.dumps(stage))
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--file", f"{folder}/{warehouse.WAREHOUSE_FILE}"]
        sizes = ["--teams", str(options.teams), "--years", str(options.years)]
        made = json.loads(subprocess.check_output([*command, *sizes, "--stage", "generate"]))
        found = json.loads(subprocess.check_output([*command, "--stage", "build"]))
    print(f"{made['reports']:,} reports, {made['facts']:,} facts, {made['entries']:,} entries")
    for name, (seconds, rows) in found["tables"].items() if options.tables else ():
        print(f"  {name:<32} {seconds:7.2f} s {rows:>12,} rows")
    ratio = found["build"] / found["bare"]
    print(f"bare statements {found['bare']:7.1f} s")
    print(f"build           {found['build']:7.1f} s, {ratio:.2f} times (at most {MOST_RATIO})")
    print(f"peak memory     {found['peak_mb']:7.0f} MB (at most {MOST_MEMORY_MB})")
    sys.exit(ratio > MOST_RATIO or found["peak_mb"] > MOST_MEMORY_MB)


def generate(file: str, teams: int, years: float) -> dict[str, int]:
    """Fill core and quality.bad_entries; how many rows there are of what."""
    with warehouse.connect(file) as db:
        warehouse.create_tables(db)
        db.execute("set variable team_count = ?", [teams])
        db.execute("set variable week_count = ?", [round(years * WEEKS_OF_YEAR)])
        db.execute(Path(__file__).with_suffix(".sql").read_text("utf-8"))
        counts = {name: count(db, f"core.{name}") for name in (*FACTS, "reports", "entries")}
    return {"reports": counts["reports"], "entries": counts["entries"], "facts": sum(counts[name] for name in FACTS)}


def count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    """Its rows."""
    return int((db.execute(f"select count(*) from {table}").fetchone() or (0,))[0])


def measure(file: str) -> dict[str, Any]:
    """Seconds of the bare statements and of the build, and the peak memory of this process."""
    tables: dict[str, tuple[float, int]] = {}
    with warehouse.connect(file) as db:
        db.execute("create schema if not exists trends")
        prepare(db, DEADLINE_HOURS)
        for name, trend in trend_files().items():
            started = time.monotonic()
            db.execute(f"create or replace table {trend.table} as\n{trend.sql}")
            rows = (db.execute(f"select count(*) from {trend.table}").fetchone() or (0,))[0]
            tables[name] = (time.monotonic() - started, rows)
        started = time.monotonic()
        build(db, DEADLINE_HOURS)
        built = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"bare": sum(seconds for seconds, _ in tables.values()), "build": built, "peak_mb": peak, "tables": tables}


if __name__ == "__main__":
    main()
