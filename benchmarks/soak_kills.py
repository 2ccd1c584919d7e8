"""Kills a run at 30 places spread over it, on a new HOME and on one of last week, and compares every table with an undisturbed run.

`make soak`; `--kills N` for another number, `--reports FOLDER` for other reports than a month of the samples. The log of the killed
runs decides the places, so that they are the same on a slow machine. What does not belong here: killing and comparing (`tests.killing`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.killing import Place, Task

ROOT = Path(__file__).resolve().parents[1]
BEFORE, NOW = datetime(2026, 11, 16, 8), datetime(2026, 11, 23, 8)


def main() -> int:
    """Exit code 1 when a HOME differs, or a publication is not whole."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=30)
    options.add_argument("--reports", type=Path, default=ROOT / "samples" / "reports" / "支付交易")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="weekhouse-soak-") as name:
        return soak(Path(name), given.reports, given.kills)


def soak(base: Path, reports: Path, kills: int) -> int:
    """Both scenarios, half of the kills each."""
    from tests.killing import Task, run

    source = base / "src"
    source.mkdir()
    files = sorted(reports.glob("2024-W1*.md"))
    for file in (*files[:-1], *reports.glob("*.csv")):
        shutil.copy(file, source)
    run(Task(base / "before", source, BEFORE))
    shutil.copy(files[-1], source)
    changed = source / files[-2].name
    changed.write_text(changed.read_text("utf-8").replace("%", "5%", 1), "utf-8")
    (source / files[0].name).unlink()
    failed = _kill_all(base, "new", base / "none", source, kills - kills // 2)
    failed += _kill_all(base, "old", base / "before", source, kills // 2)
    print(f"{kills} kills, {failed} failed")
    return int(failed > 0)


def _kill_all(base: Path, name: str, before: Path, source: Path, kills: int) -> int:
    from tests.killing import Task, check_whole, contents, copy, places, run

    undisturbed = copy(before, base / f"{name}-whole")
    places_ = places(run(Task(undisturbed, source, NOW)), kills)
    whole, known = contents(undisturbed), {check_whole(before), check_whole(undisturbed)}
    failed = 0
    for nth, place in enumerate(places_, start=1):
        started = time.monotonic()
        wrong = _kill(Task(copy(before, base / "killed"), source, NOW), place, whole, known)
        failed += bool(wrong)
        where, took = f"line {place.lines} + {place.seconds:.2f} s", f"{time.monotonic() - started:.0f} s"
        print(f"{name} home, kill {nth} of {kills}, {where}: {wrong or 'same'}, {took}", flush=True)
    return failed


def _kill(task: Task, place: Place, whole: dict[str, object], known: set[str | None]) -> str:
    from tests import killing

    try:
        killing.kill_at(task, place)
        standing = killing.check_whole(task.home)
        if standing not in known:
            return f"{standing} is published, which no undisturbed run made"
        killing.run(task)
        killing.check_whole(task.home)
    except AssertionError as error:
        return f"not whole: {error}"
    found = killing.contents(task.home)
    return ", ".join(name for name in {**found, **whole} if found.get(name) != whole.get(name))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
