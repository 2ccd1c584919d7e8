"""The folder of publications: each comes whole, the link to the newest is swapped at once, old ones leave.

What does not belong here: what a publication holds.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PUBLICATIONS = "publications"
LINK = "published"
_UNFINISHED = ".tmp"


def current(home: Path) -> Path | None:
    """The folder of the newest publication, None when there is none."""
    link = home / LINK
    return link.resolve() if link.is_symlink() and (link / "manifest.json").is_file() else None


@contextmanager
def new_publication(home: Path, publication_id: str) -> Iterator[Path]:
    """An empty folder to fill, which is the publication after the block, and gone after an exception."""
    shelf = home / PUBLICATIONS
    shelf.mkdir(parents=True, exist_ok=True)
    shelf.chmod(0o755)
    clean(home)
    unfinished = shelf / f".{publication_id}{_UNFINISHED}"
    unfinished.mkdir()
    try:
        yield unfinished
        make_durable(unfinished)
        unfinished.rename(shelf / publication_id)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _sync(shelf)
    point_to(home, publication_id)


def free_id(home: Path, wanted: str) -> str:
    """The id, with a number behind it when a publication has it already (a clock that stands or jumps)."""
    name, number = wanted, 1
    while (home / PUBLICATIONS / name).exists():
        number += 1
        name = f"{wanted}-{number}"
    return name


def clean(home: Path) -> None:
    """Remove what killed runs left unfinished. Call it with the home locked."""
    for folder in (home / PUBLICATIONS).glob(f".*{_UNFINISHED}"):
        shutil.rmtree(folder)
    (home / f".{LINK}{_UNFINISHED}").unlink(missing_ok=True)


def prune(home: Path, kept: int) -> list[str]:
    """Remove all but the newest publications; the one that the link names stays. Returns the ids removed."""
    newest = current(home)
    shelf = (home / PUBLICATIONS).resolve()
    others = sorted((f for f in shelf.iterdir() if f.is_dir() and f != newest), reverse=True)
    removed = [folder for folder in others[max(kept - 1, 0) :] if not folder.name.startswith(".")]
    for folder in removed:
        shutil.rmtree(folder)
    return [folder.name for folder in removed]


def point_to(home: Path, publication_id: str) -> None:
    """Let the link name that publication, at once."""
    fresh = home / f".{LINK}{_UNFINISHED}"
    fresh.symlink_to(Path(PUBLICATIONS) / publication_id, target_is_directory=True)
    fresh.replace(home / LINK)
    _sync(home)


def make_durable(folder: Path) -> None:
    """Readable for everyone who reaches it, and on the disk, from the leaves up."""
    for path in (*sorted(folder.rglob("*"), reverse=True), folder):
        path.chmod(0o755 if path.is_dir() else 0o644)
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
