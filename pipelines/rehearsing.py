"""`weekhouse run --dry-run`: the whole run on a copy of HOME, and how what it would publish differs from what is published.

Nothing in HOME is written, and nobody is told. The copy has the documents unmasked: it lies in a folder of the system's for temporary
files that only its owner can enter, and is gone at the end. What does not belong here: the run (`running`).
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assets.house import House
from assets.published import shelf
from assets.warehouse import WAREHOUSE_FILE
from pipelines import comparing, report, running, summary
from pipelines.lock import still
from pipelines.problems import FailedError
from pipelines.settings import Settings

if TYPE_CHECKING:
    from assets.published.differences import Differing

PREFIX = "weekhouse-dry-run-"


def rehearse(settings: Settings, house: House, patience_seconds: float, *, is_json: bool, is_clock_right: bool = False) -> summary.Summary:
    """Run on a copy and print how the result differs. Raises `FailedError`, with the log of the copy kept."""
    started = time.monotonic()
    with _copy_of(house.home, patience_seconds) as copy:
        there = replace(house, home=copy, stands_for=house.home)
        published = shelf.current(copy)
        ran = _run(settings.model_copy(update={"home": copy}), there, is_clock_right=is_clock_right)
        result = summary.gather(there, ran.run_id, ran.log, time.monotonic() - started)
        made = shelf.current(copy)
        if made is None:
            raise FailedError("the run published nothing on the copy")
        _put(result, published, made, is_json=is_json)
    return result


@contextmanager
def _copy_of(home: Path, patience_seconds: float) -> Iterator[Path]:
    """A HOME with the same warehouse, and with the same publication on show."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        copy = Path(folder)
        with still(home, patience_seconds):
            for name in (WAREHOUSE_FILE, f"{WAREHOUSE_FILE}.wal"):
                if (home / name).is_file():
                    shutil.copyfile(home / name, copy / name)
            published = shelf.current(home)
        if published:
            (copy / shelf.LINK).symlink_to(published, target_is_directory=True)
        yield copy


def _run(settings: Settings, house: House, *, is_clock_right: bool) -> running.Ran:
    """The run; where it fails, its log is kept, since the copy goes."""
    try:
        return running.run(settings, house, is_clock_right=is_clock_right)
    except FailedError as error:
        logs, kept = house.home / "logs", tempfile.mkdtemp(prefix=PREFIX)
        for log in logs.iterdir():
            shutil.copy(log, kept)
        raise FailedError(
            *(line.replace(str(logs), kept).replace(str(house.home), str(house.stands_for)) for line in error.lines)
        ) from None


def _put(result: summary.Summary, published: Path | None, made: Path, *, is_json: bool) -> None:
    if is_json:
        told = {
            "is_dry_run": True,
            "before": published.name if published else None,
            "counts": result.counts,
            "sources": result.sources,
            "corrections": result.corrections,
            "versions": comparing.versions(published, made) if published else {},
            "tables": comparing.as_json(_differences(published, made, None)) if published else {},
            "seconds": result.seconds,
        }
        click.echo(json.dumps(told, ensure_ascii=False, default=str, indent=2))
        return
    click.echo("\n".join(report.brief(result)))
    if published is None:
        click.echo("everything would be new: nothing is published yet")
    else:
        click.echo(f"{published.name} → what would be published")
        click.echo("\n".join(comparing.lines(_differences(published, made, comparing.SHOWN), comparing.versions(published, made))))
    click.echo(f"dry run: nothing was published, sent or changed, {result.seconds} s")


def _differences(before: Path, after: Path, limit: int | None) -> Iterator[Differing]:
    from assets.published.differences import differences

    return differences(before / WAREHOUSE_FILE, after / WAREHOUSE_FILE, limit)
