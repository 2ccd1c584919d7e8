"""`weekhouse restore`: a HOME from a backup, every file compared with its checksum before anything is replaced.

What does not belong here: making backups (`backing_up`) and their format (`archive`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import duckdb

from assets import migrations, warehouse
from assets.published import shelf
from pipelines import archive, privacy
from pipelines.lock import LOCK_FILE, SERVE_LOCK, locked
from pipelines.problems import FailedError, UnusableError
from pipelines.settings import DEFAULT_HOME, load

_STAGING = ".restore"
_OLD = ".before-restore"
_REPLACED = ("dagster", "alerts", shelf.PUBLICATIONS, shelf.LINK, f"{warehouse.WAREHOUSE_FILE}.wal", warehouse.WAREHOUSE_FILE)
"""What a restore replaces, the warehouse last. One that was interrupted is finished by another, with --force."""
_PURGES = "select document_id from ops.purges where not coalesce(is_allowed, false)"


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FROM")
@click.option("--force", "is_forced", is_flag=True, help="Replace what is in HOME.")
@click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Where to [{DEFAULT_HOME}].")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
def restore_command(source: Path, is_forced: bool, home: Path | None, config: Path | None) -> None:
    """Make a HOME of a backup, after comparing every file with its checksum. Stop `weekhouse serve` before.

    Documents that were purged since are named: purge them again. Exit codes: 0 done, 1 failed, 2 unusable.
    """
    settings = load(config, home)
    if not is_forced and _is_in_use(settings.home):
        raise UnusableError(f"{settings.home} is not empty: name another --home, or replace what is in it with --force")
    with locked(settings.home), locked(settings.home, name=SERVE_LOCK, holder="`weekhouse serve`"):
        click.echo("\n".join(restore(source, settings.home)))
        privacy.keep(settings.home, settings.readers)


def _is_in_use(home: Path) -> bool:
    ours = (LOCK_FILE, SERVE_LOCK, _STAGING, _OLD, "backups", "logs")
    return home.is_dir() and any(path.name not in ours for path in home.iterdir())


def restore(source: Path, home: Path) -> Iterator[str]:
    """Unpack, compare and put in place. Call it with HOME locked. Yields what was done. Raises `UnusableError`, `FailedError`."""
    staging = home / _STAGING
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        about = archive.unpack(source, staging).about
        with _opened(staging / warehouse.WAREHOUSE_FILE, source) as db:
            migrations.check(db)
            held = {name for (name,) in db.execute("select document_id from raw.documents").fetchall()}
        again = sorted(_purged(home) & held)
        _put_in_place(home, staging, about.get("published"))
    except OSError as error:
        why = error.strerror or str(error)
        raise FailedError(f"{source} was not restored into {home}: {why}; the backup is as it was, try again with --force") from None
    except duckdb.Error as error:
        raise UnusableError(f"{source} holds no warehouse: {' '.join(str(error).split())}") from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    yield f"restored {home} as of {about['created_at'].replace('T', ' ')} ({about['backup_id']})"
    if again:
        short = " ".join(document[:12] for document in again)
        yield f"this backup holds {len(again)} documents that were purged since; purge them again:"
        yield f'  weekhouse purge {short} --home {home} --reason "purged before"'


@contextmanager
def _opened(file: Path, source: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    if not file.is_file():
        raise UnusableError(f"{source} holds no warehouse")
    with warehouse.connect(file, read_only=True) as db:
        yield db


def _purged(home: Path) -> set[str]:
    """The documents that this HOME has to refuse, as far as its warehouse can still be read."""
    file = home / warehouse.WAREHOUSE_FILE
    if not file.is_file():
        return set()
    try:
        with warehouse.connect(file, read_only=True) as db:
            return {name for (name,) in db.execute(_PURGES).fetchall()}
    except duckdb.Error:  # damaged, which is why it is replaced; or older than purges
        return set()


def leftovers(home: Path) -> tuple[Path, ...]:
    """What an interrupted restore may leave in HOME."""
    return home / _STAGING, home / _OLD


def _put_in_place(home: Path, staging: Path, published: str | None) -> None:
    """Move the old aside, the new in, and only then remove the old."""
    old = home / _OLD
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir()
    for name in _REPLACED:
        if (home / name).is_symlink() or (home / name).exists():
            (home / name).rename(old / name)
        if (staging / name).exists():
            (staging / name).rename(home / name)
    if published and (home / shelf.PUBLICATIONS / published).is_dir():
        (home / shelf.PUBLICATIONS).chmod(0o755)
        shelf.make_durable(home / shelf.PUBLICATIONS / published)
        shelf.point_to(home, published)
    shutil.rmtree(old, ignore_errors=True)
