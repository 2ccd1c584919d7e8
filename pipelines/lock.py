"""One run at a time on a HOME, by a lock of the kernel on HOME/.lock: a killed run frees it.

What does not belong here: waiting, and locks on tables.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipelines.problems import FailedError, UnusableError

LOCK_FILE = ".lock"


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the lock of a HOME, which is made (0700) if need be.

    A POSIX record lock: it belongs to this process alone, not to workers that outlive it when it is killed.
    Raises `UnusableError` when HOME cannot be written, `FailedError` when another process holds it.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = (home / LOCK_FILE).open("a+", encoding="utf-8")
    except OSError as error:
        raise UnusableError(f"HOME {home} cannot be written: {error.strerror or error}") from None
    with handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FailedError(f"another run is at work on {home} ({_holder(home)}); try again when it has ended") from None
        _sign(handle.fileno())
        yield


def _sign(handle: int) -> None:
    """Say who holds the lock, for the message of those who do not get it."""
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": f"{datetime.now().astimezone():%F %T%z}",
    }
    os.ftruncate(handle, 0)
    os.write(handle, json.dumps(holder).encode("utf-8"))


def _holder(home: Path) -> str:
    try:
        holder = json.loads((home / LOCK_FILE).read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']}, since {holder['started']}"
    except (OSError, ValueError, KeyError):
        return "it has not said which process it is"
