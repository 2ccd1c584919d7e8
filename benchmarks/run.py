"""Seconds and peak memory of a run, stage by stage, beside importing Dagster and Great Expectations alone.

Runs and imports are processes of their own, so that memory does not add up. The imports are measured on the
same machine in the same minute: ratios to them can be compared from machine to machine.

`make bench`, or `python benchmarks/run.py [--json] [--repeat N] [SOURCE …]`.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples" / "reports"

IMPORTS = {
    "import dagster": "import dagster",
    "import great_expectations": "import great_expectations",
    "import both": "import dagster, great_expectations",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--json", action="store_true", dest="is_json")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--stages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stages:
        print(json.dumps(list(stages(options.stages, options.sources))))
        return
    found = measure(options.sources, options.repeat)
    print(json.dumps(found, indent=2) if options.is_json else "\n".join(table(found)))


def measure(sources: list[Path], repeat: int) -> dict[str, Any]:
    """The medians over the repetitions of imports, whole runs (first, unchanged) and stages."""
    imports = {name: best(repeat, [sys.executable, "-c", code]) for name, code in IMPORTS.items()}
    runs: dict[str, list[dict[str, float]]] = {"first run": [], "unchanged run": []}
    by_stage: list[list[dict[str, Any]]] = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable,
                "-m",
                "pipelines",
                "run",
                "--home",
                f"{folder}/home",
                *map(str, sources),
            ]
            for times in runs.values():
                times.append(timed(command))
            stage_command = [sys.executable, __file__, "--stages", f"{folder}/stages", *map(str, sources)]
            by_stage.append(json.loads(subprocess.check_output(stage_command)))
    return {
        "imports": imports,
        "runs": {name: median(times) for name, times in runs.items()},
        "stages": {stage["stage"]: median([repetition[place] for repetition in by_stage]) for place, stage in enumerate(by_stage[0])},
    }


def stages(home: Path, sources: list[Path]) -> Iterator[dict[str, Any]]:
    """The stages' plain functions, one after the other without Dagster; then again on unchanged input."""
    from assets.core.load import load
    from assets.documents.collect import collect
    from assets.house import House, Source
    from assets.published.publish import publish
    from assets.quality.rules import find_bad_entries
    from assets.quality.suites import check
    from assets.trends.files import trend_files
    from assets.trends.together import refresh_all

    house = House(home, tuple(Source(source) for source in sources))
    with house.open() as db:
        steps: dict[str, Callable[[], object]] = {
            "documents": lambda: collect(db, house),
            "facts": lambda: load(db, house),
            "rules": lambda: find_bad_entries(db, house),
            "checks": lambda: check(db, "bench", house),
            "trends": lambda: refresh_all(db, trend_files(), house.now()),
            "published": lambda: publish(db, house),
        }
        for suffix in ("", " again"):
            for name, step in steps.items():
                with clocked(f"{name}{suffix}") as found:
                    step()
                yield found


@contextmanager
def clocked(name: str) -> Iterator[dict[str, Any]]:
    """Seconds and seconds of CPU of the block, and the process's peak memory after it."""
    found: dict[str, Any] = {"stage": name}
    started, used = time.perf_counter(), time.process_time()
    yield found
    found["seconds"], found["cpu_seconds"] = time.perf_counter() - started, time.process_time() - used
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(command: list[str]) -> dict[str, float]:
    """Seconds, peak memory and seconds of CPU of a process that must succeed."""
    meter = (
        "import resource, subprocess, sys, time; s = time.perf_counter();"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(time.perf_counter() - s, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)"
    )
    said = subprocess.check_output([sys.executable, "-c", meter, *command], cwd=ROOT)
    return dict(zip(("seconds", "megabytes", "cpu_seconds"), map(float, said.split()), strict=True))


def best(repeat: int, command: list[str]) -> dict[str, float]:
    """The median of repeated measurements, after one that warms the disk's cache."""
    timed(command)
    return median([timed(command) for _ in range(repeat)])


def median(times: list[dict[str, Any]]) -> dict[str, float]:
    """The median of each number."""
    return {name: statistics.median(t[name] for t in times) for name in ("seconds", "megabytes")}


def table(found: dict[str, Any]) -> Iterator[str]:
    """The measurements as lines; the ratio is to importing both."""
    both = found["imports"]["import both"]["seconds"]
    yield f"{'':<26}{'seconds':>9}{'MB':>7}{'ratio':>8}"
    for group in ("imports", "runs", "stages"):
        for name, measured in found[group].items():
            ratio = f"{measured['seconds'] / both:.2f}"
            yield f"{name:<26}{measured['seconds']:>9.2f}{measured['megabytes']:>7.0f}{ratio:>8}"


if __name__ == "__main__":
    main()
