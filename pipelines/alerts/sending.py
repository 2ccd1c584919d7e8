"""What every sender has in common: what it sends, how it fails, and that no secret leaves it.

What does not belong here: the protocol of a channel (`wecom`, `through_apprise`, `local`) and repeating (`delivery`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

TIMEOUT_SECONDS = 10.0
"""A robot answers within a second; what takes ten is not there."""
_TALKATIVE = ("httpx", "httpcore", "urllib3", "requests", "apprise")
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way. `kind` is digest or mention; `created_at` is local wall time."""

    alert_id: str
    team: str | None
    kind: str
    created_at: datetime
    body: str


class Sender(Protocol):
    """Sends messages of one channel; returns when one was accepted, raises an `UndeliveredError` when it was not."""

    def send(self, message: Outgoing) -> None:
        """Send one message."""


class UndeliveredError(Exception):
    """A message was not accepted, or nobody knows whether it was; the text says why and holds no secret."""


class PassingError(UndeliveredError):
    """It may go well in a moment, or after `wait_seconds`."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


class RefusedError(UndeliveredError):
    """It will not go well until a person changes something."""


class TooLongError(RefusedError):
    """The channel takes no message of that length."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries that log addresses from logging, while the block runs."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def without_secrets(reason: str, address: str) -> str:
    """What a server says, on one short line, without the address or any part of it that looks like a key."""
    keys = [part for part in re.split(r"[/?&=:@]+", address) if len(part) >= 6 and any(char.isdigit() for char in part)]
    for part in (address, *sorted(keys, key=len, reverse=True)):
        reason = reason.replace(part, "***")
    return " ".join(reason.split())[:_LONGEST_REASON]


def check_status(status: int, retry_after: str | None = None) -> None:
    """Raise what an HTTP status means, unless it is one of success."""
    if status == 429:
        raise PassingError("too many messages (HTTP 429)", float(retry_after) if retry_after and retry_after.isdecimal() else 60.0)
    if status >= 500:
        raise PassingError(f"the server failed (HTTP {status})")
    if not 200 <= status < 300:
        raise RefusedError(f"refused (HTTP {status})")
