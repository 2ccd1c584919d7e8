"""Ten years of two hundred teams: the full rebuild of that history, and the weekly run over one further week of all teams.

Both are the command, on generated reports (`generator`). Exit code 1 when a limit of issue 7 is passed. Processor seconds stand beside
those of the clock, since on a busy machine only they say what the program needs.

`python benchmarks/decade.py [--teams 200] [--weeks 520]`; at full size it takes half an hour and 3 GB of disk.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.generator import write
from benchmarks.run import timed

LIMITS = {"rebuild": (900.0, None), "weekly run": (60.0, 2048.0)}
"""Seconds, and megabytes of the largest process."""


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--teams", type=int, default=200)
    options.add_argument("--weeks", type=int, default=520)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), given.teams, given.weeks)


def measure(folder: Path, teams: int, weeks: int) -> int:
    """A first run over the history, which reads and makes all that a rebuild does, then one over a week more."""
    source, passed = folder / "reports", False
    command = [sys.executable, "-m", "pipelines", "run", "--home", f"{folder}/home", str(source)]
    for name, first, end in (("rebuild", 0, weeks), ("weekly run", weeks, weeks + 1)):
        reports, used = write(source, teams, first, end), timed(command)
        seconds, megabytes = LIMITS[name]
        passed |= used["seconds"] > seconds or (megabytes is not None and used["megabytes"] > megabytes)
        print(
            f"{name:<12}{reports:>9,} new reports{used['seconds']:>9.1f} s{used['cpu_seconds']:>9.1f} s of processors"
            f"{used['megabytes']:>8.0f} MB   limit {seconds:.0f} s{f', {megabytes:.0f} MB' if megabytes else ''}"
            f"   load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    return int(passed)


if __name__ == "__main__":
    sys.exit(main())
