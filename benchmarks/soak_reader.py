"""A hundred thousand damaged reports: none raises, loses a line or a number, or gives a fact whose quote is not at its span.

The damages and what must hold are those of `tests/mutation.py`; every tenth report is read twice, which must give the same.
A fault is told with its seed: `mutation.mutated(SEED)` gives the report again. Exit code 1 when there is one.

`make soak`, or `python benchmarks/soak_reader.py [--number N] [--first SEED]`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import mutation

TOLD = 20  # faults; after so many, more of them say nothing new


@dataclass
class Tally:
    """What was read, and what did not hold."""

    seconds: list[float] = field(default_factory=list)
    code_points: int = 0
    faults: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    """Seconds for a thousand code points, and the seed."""

    def add(self, seed: int, size: int, seconds: float) -> None:
        """Count one report."""
        self.seconds.append(seconds)
        self.code_points += size
        self.slowest = max(self.slowest, (seconds * 1000 / max(size, 1000), seed))


def main() -> None:
    """Read them and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    options = parser.parse_args()
    tally, early = Tally(), 0.0
    for seed in range(options.first, options.first + options.number):
        for fault in read(seed, tally):
            tally.faults += 1
            print(f"\rmutation.mutated({seed}): {fault}", flush=True)
            if tally.faults >= TOLD:
                sys.exit(f"{TOLD} faults in {len(tally.seconds):,} reports: no more are looked for")
        if len(tally.seconds) == max(1, options.number // 10):
            early = peak()
        if len(tally.seconds) % 500 == 0:
            print(f"\r{len(tally.seconds):,} of {options.number:,} reports, {tally.faults} faults", end="", file=sys.stderr, flush=True)
    print("\r" + figures(tally, early))
    sys.exit(tally.faults > 0)


def read(seed: int, tally: Tally) -> Iterator[str]:
    """What does not hold of the reading of one damaged report."""
    name, text = mutation.mutated(seed)
    started = time.process_time()
    try:
        faults = mutation.faults(name, text, is_read_twice=seed % 10 == 0)
    except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
        faults = [f"{type(error).__name__}: {error}"]
    tally.add(seed, len(text), time.process_time() - started)
    yield from faults


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures(tally: Tally, early: float) -> str:
    """One line for the note."""
    ordered = sorted(tally.seconds)
    middle, most = ordered[len(ordered) // 2], ordered[-1]
    slowest, seed = tally.slowest
    return (
        f"{len(ordered):,} damaged reports of {tally.code_points / 1e6:,.1f} million code points: {tally.faults} faults; "
        f"{sum(ordered):,.0f} s, {middle * 1000:.1f} ms the middle one, {most * 1000:.0f} ms the longest, "
        f"{slowest * 1000:.1f} ms for 1,000 code points at worst (seed {seed}); "
        f"memory {early:.0f} MB after a tenth, {peak():.0f} MB at the end"
    )


if __name__ == "__main__":
    main()
