"""Where digests go without a network: files below HOME/alerts, and the console.

What does not belong here: who is told what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.alerts.sending import Outgoing, PassingError

FOLDER = "alerts"


@dataclass(frozen=True, slots=True)
class Files:
    """A text file for each message, whole or not at all; the same message is the same file."""

    home: Path

    def send(self, message: Outgoing) -> None:
        """Write the message."""
        path = self.path(message)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_text(f"{message.body}\n", encoding="utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise PassingError(f"{path.parent} cannot be written: {error.strerror}") from None

    @property
    def folder(self) -> Path:
        """HOME/alerts."""
        return self.home / FOLDER

    def path(self, message: Outgoing) -> Path:
        """TIME-TEAM-ID.txt; the signs of a team's name that are none of a file's become _."""
        team = re.sub(r"[^\w.-]+", "_", message.team or "_")[:60]
        return self.folder / f"{message.created_at:%Y%m%dT%H%M%S}-{team}-{message.alert_id}.txt"


@dataclass(frozen=True, slots=True)
class Console:
    """The terminal, or the mail of cron."""

    say: Callable[[str], None]

    def send(self, message: Outgoing) -> None:
        """Print the message."""
        self.say(f"\n{message.body}\n")
