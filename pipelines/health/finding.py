"""What `doctor` says of one thing. What does not belong here: looking at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "FAIL"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: how something is and, unless it is well, what to do."""

    level: Level
    topic: str
    message: str
    advice: str = ""

    @property
    def line(self) -> str:
        """The line for a terminal."""
        return f"{self.level:<4}  {self.topic:<12}  {self.message}" + (f"; {self.advice}" if self.advice else "")


def ok(topic: str, message: str) -> Finding:
    """All is well."""
    return Finding("ok", topic, message)


def warn(topic: str, message: str, advice: str) -> Finding:
    """It works, but somebody should know."""
    return Finding("warn", topic, message, advice)


def fail(topic: str, message: str, advice: str) -> Finding:
    """The next run will fail, or people are not told, or read what is not for them."""
    return Finding("FAIL", topic, message, advice)
