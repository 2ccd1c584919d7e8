"""What goes wrong in a way that is known: one line each on stderr, and the exit code of the contract.

What does not belong here: exceptions that nobody expects; those get a line and a log in `cli.main`.
"""

from __future__ import annotations

FAILED, UNUSABLE, BAD_ENTRIES, INTERRUPTED = 1, 2, 3, 130


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
