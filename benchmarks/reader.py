"""Seconds of reading a report to facts, beside markdown-it-py merely splitting the same texts into tokens.

Both run in this process, on one core, in turns, so that the ratio can be compared from machine to machine. Then reports and lines
grow, to show that time grows with them and no faster: a report to 10 MB, a line to 30 MB, and 200,000 lines.

`python benchmarks/reader.py` measures the ratio; `--growth` the rest too, which takes a quarter of an hour; `--profile` shows what costs.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import resource
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assets.facts import reader
from tests import mutation

MOST = 4.0  # times markdown-it-py's time, the figure of the reader's issue
REPORT_MB = (0.1, 1, 10)
LINE_MB = (0.3, 3, 30)
LINES = (20_000, 200_000)


def main() -> None:
    """Measure and print; exit code 1 when reading takes more than `MOST` times as long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    if options.profile:
        profile()
        return
    found = ratio(options.repeat)
    for line in growth() if options.growth else ():
        print(line, flush=True)
    sys.exit(found > MOST)


def ratio(repeat: int) -> float:
    """The median of the ratios of turns, over all annotated and sample reports."""
    texts = mutation.reports()
    tokenizer = MarkdownIt()
    turns = []
    for _ in range(repeat + 1):  # the first warms up
        # what is made is let go at once: kept, the tokens of all texts are gone through by the garbage collector again and again
        reading = clocked(lambda: deque((reader.read(text, name) for name, text in texts), maxlen=0))
        tokens = clocked(lambda: deque((tokenizer.parse(text) for _, text in texts), maxlen=0))
        turns.append((reading / len(texts), tokens / len(texts)))
    reading, tokens = (statistics.median(column) for column in zip(*turns[1:], strict=True))
    found = statistics.median(mine / theirs for mine, theirs in turns[1:])
    print(f"{len(texts)} reports of {sum(len(text) for _, text in texts) // len(texts)} code points on average")
    print(f"read to facts       {reading * 1000:7.2f} ms a report")
    print(f"markdown-it tokens  {tokens * 1000:7.2f} ms a report")
    print(f"ratio               {found:7.2f} (at most {MOST})")
    return found


def clocked(work: Callable[[], object]) -> float:
    """Seconds of this process, garbage of others put aside."""
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def growth() -> Iterator[str]:
    """Seconds for a megabyte (or a thousand lines) as the text grows; the same number each time is linear."""
    bodies = [text for _, text in mutation.reports()]
    whole = "\n\n".join(bodies)
    for size in REPORT_MB:
        yield measured(f"report of {size} MB", text_of(whole + "\n\n", size), size, "MB")
    joined = " ".join(line.strip() for body in bodies for line in body.split("\n") if not line.startswith(("|", "#")))
    for name, unit in (("sentences", joined + " "), ("digits", "7"), ("blanks", " "), ("cells", "| 60% "), ("brackets", "（")):
        for size in LINE_MB:
            yield measured(f"line of {name}, {size} MB", text_of(unit, size), size, "MB")
    for number in LINES:
        lines = "\n".join(f"- 项目{place % 50}：开发进度{place % 100}%，计划4/7提测" for place in range(number))
        yield measured(f"{number:,} lines", lines, number / 1000, "1,000 lines")


def text_of(unit: str, megabytes: float) -> str:
    """So many bytes of UTF-8 of repetitions of a unit."""
    return unit * max(1, round(megabytes * 1e6 / len(unit.encode())))


def measured(name: str, body: str, size: float, of: str) -> str:
    """One row of the table."""
    text = f"# 周报 2024-W13\n\n## 本周进展\n\n{body}"
    seconds = clocked(lambda: reader.read(text, "2024-W13.md"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{name:<26} {seconds:8.2f} s  {seconds / size:8.3f} s for each {of:<12} peak {peak:6.0f} MB"


def profile() -> None:
    """What reading costs, function by function."""
    profiler = cProfile.Profile()
    texts = mutation.reports() * 3
    profiler.runcall(lambda: [reader.read(text, name) for name, text in texts])
    pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
