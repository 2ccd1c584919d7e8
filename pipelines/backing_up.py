"""`weekhouse backup`: warehouse, publication, Dagster's records and written alerts of a HOME in one file.

No run is at work meanwhile (the lock is waited for), so that the warehouse is the one that a run has finished; Dagster's databases are
copied through SQLite, since pages and daemon go on writing. What people edit beside weekhouse.toml is theirs to keep. What does not
belong here: the file's format (`archive`), and the way back (`restoring`).
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import click
import duckdb

from assets import warehouse
from assets.house import House
from assets.migrations import newest
from assets.published import shelf
from pipelines import archive
from pipelines.lock import locked
from pipelines.problems import FailedError, UnusableError
from pipelines.settings import DEFAULT_HOME, load

FOLDER = "backups"
PATIENCE_SECONDS = 1800.0
"""Twice the time of the longest run, the rebuild of ten years."""
_OF_SQLITE = (".db-wal", ".db-shm", ".db-journal")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup, and the older ones that left for it."""

    file: Path
    size_bytes: int
    removed: tuple[Path, ...]


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[TO]")
@click.option("--wait", "wait_seconds", type=click.FloatRange(min=0), default=PATIENCE_SECONDS, help="Seconds to wait for a run [1800].")
@click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Whose HOME [{DEFAULT_HOME}].")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
def backup_command(folder: Path | None, wait_seconds: float, home: Path | None, config: Path | None) -> None:
    """Write everything of a HOME that cannot be made anew into one file in the folder TO, else in HOME/backups.

    It waits for a run that is at work. In HOME/backups the newest stay (setting `kept_backups`); it holds documents unmasked.
    Exit codes: 0 done, 1 failed, 2 unusable.
    """
    settings = load(config, home)
    house = settings.house(())
    if not house.warehouse_path.is_file():
        raise UnusableError(f"there is no warehouse in {settings.home}")
    with locked(settings.home, wait_seconds, partial(click.echo, err=True)):
        made = back_up(house, folder, settings.kept_backups)
    click.echo(f"{made.file}  {made.size_bytes / 1024**2:.1f} MB; back with: weekhouse restore {made.file} --home HOME")
    for path in made.removed:
        click.echo(f"removed {path}, one more than the setting kept_backups")


def back_up(house: House, folder: Path | None, kept: int) -> Made:
    """Write a backup. Call it with HOME locked. Raises `FailedError`."""
    now, own = house.now(), house.home / FOLDER
    target_folder = (folder or own).resolve()
    backup_id = f"weekhouse-{now:%Y%m%dT%H%M%S}"
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        target = _free(target_folder, backup_id)
        with house.open() as db:  # writes the log of a killed run into the file, and the record into the backup
            db.execute("insert into ops.backups values (?, ?, ?, null)", [target.stem, str(target), now])
        current = shelf.current(house.home)
        about = {
            "backup_id": target.stem,
            "created_at": now.isoformat(),
            "weekhouse": version("weekhouse"),
            "duckdb": duckdb.__version__,
            "schema_version": newest(),
            "published": current.name if current else None,
        }
        with tempfile.TemporaryDirectory(dir=target_folder, prefix=".weekhouse-") as scratch:
            archive.write(target, members(house.home, Path(scratch)), about)
    except (OSError, duckdb.Error) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise FailedError(f"no backup was written to {target_folder}: {reason}") from None
    return Made(target, target.stat().st_size, tuple(_prune(house, own, kept)))


def _free(folder: Path, backup_id: str) -> Path:
    names = [backup_id, *(f"{backup_id}-{number}" for number in range(2, 100))]
    return next(folder / f"{name}.tar" for name in names if not (folder / f"{name}.tar").exists())


def members(home: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    """What a backup holds: the name in it, and the file."""
    yield warehouse.WAREHOUSE_FILE, home / warehouse.WAREHOUSE_FILE
    if current := shelf.current(home):
        for path in sorted(p for p in current.rglob("*") if p.is_file()):
            yield f"{shelf.PUBLICATIONS}/{current.name}/{path.relative_to(current).as_posix()}", path
    for folder in ("alerts", "dagster"):
        for path in sorted(p for p in (home / folder).rglob("*") if p.is_file() and not p.is_symlink()):
            if not path.name.endswith(_OF_SQLITE):
                yield path.relative_to(home).as_posix(), _still(path, scratch)


def _still(path: Path, scratch: Path) -> Path:
    """The file, or of a SQLite database a copy at one moment."""
    if path.suffix != ".db":
        return path
    copy = scratch / path.name
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _prune(house: House, own: Path, kept: int) -> Iterator[Path]:
    """The oldest of HOME/backups leave. What was written elsewhere is the user's to keep."""
    others = sorted(own.glob("weekhouse-*.tar"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)[kept:]
    if others:
        with house.open() as db:
            for path in others:
                path.unlink()
                db.execute("update ops.backups set removed_at = ? where file = ?", [house.now(), str(path.resolve())])
    yield from others
