"""What goes wrong in a way that is known: one line each on stderr, and the exit code of the contract.

What does not belong here: exceptions that nobody expects; those get a line and a log in `cli.main`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

FAILED, UNUSABLE, BAD_ENTRIES, INTERRUPTED = 1, 2, 3, 130


_FULL_BYTES = 1024**2
"""Less room than this is none: SQLite and DuckDB take more at a time, and then call it an error of the disk."""


def is_full(home: Path) -> bool:
    """Whether the disk of HOME has no room left."""
    try:
        return shutil.disk_usage(home).free < _FULL_BYTES
    except OSError:
        return False


class ProblemError(Exception):
    """Something that a person can put right; `lines` has one line for each problem."""

    exit_code = FAILED

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("; ".join(lines))


class FailedError(ProblemError):
    """The command could not do its work; what was published before stands."""


class UnusableError(ProblemError):
    """Arguments, settings or sources that cannot be used; nothing was done."""

    exit_code = UNUSABLE
