"""Seconds to scan 10,000 unchanged files for changes, and the peak memory of reading a Notion export of 1 GB.

Each measurement is a process of its own, so that its memory is its own. What is read is made first, in a temporary folder: the export
as Notion makes it, a zip with parts inside, half of it pages and half pictures (`--pages` says how much of it pages are).

`python benchmarks/sources.py [--json] [--files N] [--gb GB] [--pages SHARE]`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TEAMS = 20
PARTS = 4
PAGE_KB = 10
"""A report has 2 to 20 KB."""
PICTURE_BYTES = 4 * 1024 * 1024
EXPORT = "Export-0a1b2c3d-0000-4000-8000-000000000000"
PART = "ExportBlock-0a1b2c3d-0000-4000-8000-000000000000-Part-{}.zip"
SETTLED_S = 2.5
"""A file changed less than 2 s before it is read counts as still being written."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", dest="is_json")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--gb", type=float, default=1.0)
    parser.add_argument("--pages", type=float, default=0.5)
    parser.add_argument("--page-kb", type=int, default=PAGE_KB)
    parser.add_argument("--scan", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.scan:
        print(json.dumps(scan(options.scan)))
        return
    found = [unchanged(options.files)] if options.files else []
    found.append(export(options.gb, options.pages, options.page_kb * 1000))
    print(json.dumps(found, indent=2) if options.is_json else "\n".join(map(shown, found)))


def unchanged(files: int) -> dict[str, Any]:
    """The second scan of many files."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for team in range(TEAMS):
            (place / "in" / f"team {team}").mkdir(parents=True)
        for number in range(files):
            (place / "in" / f"team {number % TEAMS}" / f"{number}.md").write_text(page(number, 2_000), "utf-8")
        time.sleep(SETTLED_S)
        first, second = measured(place), measured(place)
    return {"what": f"scan of {files:,} unchanged files", "first_s": first["s"], **second}


def export(size_gb: float, share: float, page_bytes: int) -> dict[str, Any]:
    """The first scan of a large export."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "in").mkdir()
        packed = write_export(place / "in" / f"{EXPORT}.zip", int(size_gb * 1024**3), share, page_bytes)
        found = measured(place)
    return {"what": f"export of {packed / 1024**3:.2f} GB, {share:.0%} of it pages of {page_bytes // 1000} KB", **found}


def write_export(path: Path, size: int, share: float, page_bytes: int) -> int:
    """A zip of zips. Random letters hardly pack, so that what is read is about as large as the file. Returns its bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for part in range(1, PARTS + 1):
            with package.open(PART.format(part), "w", force_zip64=True) as inner, zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as pages:
                for name, content in contents(part, size // PARTS, share, page_bytes):
                    pages.writestr(name, content)
    return path.stat().st_size


def contents(part: int, size: int, share: float, page_bytes: int) -> Iterator[tuple[str, str | bytes]]:
    """Pages and the pictures in them, by name, until there is enough of both."""
    for number in range(int(size * share) // page_bytes):
        yield f"team {number % TEAMS}/{part:02}{number:05} {part:016x}{number:016x}.md", page(part * 100_000 + number, page_bytes)
    for number in range(int(size * (1 - share)) // PICTURE_BYTES):
        yield f"team {number % TEAMS}/pictures/{part:02}{number:05}.png", os.urandom(PICTURE_BYTES)


def page(number: int, size: int) -> str:
    """A page of about so many bytes, unlike every other."""
    words = random.Random(number).randbytes(size // 2).hex()
    lines = (f"- {words[at : at + 120]}" for at in range(0, len(words), 120))
    return f"# {number}\n\n" + "\n".join(lines) + "\n"


def measured(place: Path) -> dict[str, Any]:
    """One scan in a process of its own."""
    found: dict[str, Any] = json.loads(subprocess.check_output([sys.executable, __file__, "--scan", place], cwd=ROOT, text=True))
    return found


def scan(place: Path) -> dict[str, Any]:
    """Seconds of a scan and what the process took at its peak, importing included."""
    from assets.documents.collect import collect
    from assets.house import House, Source

    house = House(place / "home", (Source(place / "in"),))
    with house.open() as db:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, used = time.perf_counter(), time.process_time()
        collected = collect(db, house)
        seconds, cpu = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [source] = collected.sources
    told = {"s": round(seconds, 2), "cpu_s": round(cpu, 2)}
    return {**told, "mb": peak // 1024, "mb_before": before // 1024, "status": source.status, "documents": source.documents}


def shown(found: dict[str, Any]) -> str:
    """One measurement on a line."""
    first = f" (first scan {found['first_s']} s)" if "first_s" in found else ""
    seconds = f"{found['s']} s, {found['cpu_s']} s of CPU{first}"
    return f"{found['what']}: {seconds}, peak {found['mb']} MB, {found['documents']:,} documents, {found['status']}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
