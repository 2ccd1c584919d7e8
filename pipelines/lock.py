"""One run at a time on a HOME, by a lock of the kernel on HOME/.lock: a killed run frees it.

What does not belong here: locks on tables.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipelines.problems import FailedError, UnusableError

LOCK_FILE = ".lock"
SERVE_LOCK = ".serve.lock"
_PRIVATE = 0o077
"""What is written into HOME is for its owner alone; a publication opens itself when it is whole."""
_UNTOLD_SECONDS = 1.0
"""So long somebody may wait without being told why."""


@contextmanager
def locked(
    home: Path,
    patience_seconds: float = 1.0,
    tell: Callable[[str], None] = lambda _message: None,
    *,
    name: str = LOCK_FILE,
    holder: str = "another run",
) -> Iterator[None]:
    """Hold the lock of a HOME, which is made (0700) if need be. Waits a moment for one who only looks something up.

    `tell` hears whom it waits for, where it may take longer. `name` and `holder`: the file of another lock and who holds it.

    A POSIX record lock: it belongs to this process alone, not to workers that outlive it when it is killed.
    Raises `UnusableError` when HOME cannot be written, `FailedError` when another process holds it.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = (home / name).open("a+", encoding="utf-8")
    except OSError as error:
        raise UnusableError(f"HOME {home} cannot be written: {error.strerror or error}") from None
    with handle:
        begun = time.monotonic()
        is_told = False
        while not _taken(handle.fileno()):
            waited = time.monotonic() - begun
            if waited >= patience_seconds:
                raise FailedError(f"{holder} is at work on {home} ({_holder(home / name)}); try again when it has ended")
            if waited > _UNTOLD_SECONDS and not is_told:
                tell(f"waiting up to {patience_seconds:.0f} s for {holder} on {home} ({_holder(home / name)})")
                is_told = True
            time.sleep(0.1)
        _sign(handle.fileno())
        before = os.umask(_PRIVATE)
        try:
            yield
        finally:
            os.umask(before)


@contextmanager
def looked_at(home: Path, *, name: str = LOCK_FILE) -> Iterator[str | None]:
    """Keep runs from beginning while the block looks, without writing anything; gives who holds the lock, None when nobody does.

    Where there is no lock yet, nobody ever worked here. Be quick: a run waits only a moment.
    """
    try:
        handle = (home / name).open("rb")
    except OSError:  # not there, or another account's
        yield None
        return
    with handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            holder = None
        except OSError:
            holder = _holder(home / name)
        yield holder


@contextmanager
def still(home: Path, patience_seconds: float = 1.0) -> Iterator[None]:
    """Keep runs from a HOME while it is looked at. Nothing is written there, not even who looks.

    Raises `FailedError` when another process holds the lock.
    """
    file = home / LOCK_FILE
    if not file.exists():  # no run has ever been here
        yield
        return
    begun = time.monotonic()
    with file.open(encoding="utf-8") as handle:
        while not _taken(handle.fileno(), fcntl.LOCK_SH):
            if time.monotonic() - begun >= patience_seconds:
                raise FailedError(f"another run is at work on {home} ({_holder(file)}); try again when it has ended")
            time.sleep(0.1)
        yield


def _taken(handle: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.lockf(handle, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sign(handle: int) -> None:
    """Say who holds the lock, for the message of those who do not get it."""
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": f"{datetime.now().astimezone():%F %T%z}",
    }
    os.ftruncate(handle, 0)
    os.write(handle, json.dumps(holder).encode("utf-8"))


def _holder(file: Path) -> str:
    try:
        holder = json.loads(file.read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']}, since {holder['started']}"
    except (OSError, ValueError, KeyError):
        return "it has not said which process it is"
