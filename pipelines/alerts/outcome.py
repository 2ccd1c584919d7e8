"""What became of the alerts of a run, and how it is said in a line. What does not belong here: sending them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a channel's messages. `folder` and `headlines` are of files only, to which nobody is called."""

    channel: str
    sent: int
    pending: int
    problem: str | None = None
    folder: str | None = None
    headlines: tuple[str, ...] = ()


def lines(outcome: Iterable[Delivered]) -> Iterator[str]:
    """A line for each channel."""
    for delivered in outcome:
        to = f" to {delivered.folder}" if delivered.folder else ""
        told = [f"{delivered.sent} sent{to}"] if delivered.sent or not delivered.pending else []
        waiting = [f"{delivered.pending} pending"] if delivered.pending else []
        problem = f": {delivered.problem}" if delivered.problem else ""
        yield f"{delivered.channel}: {', '.join(told + waiting)}{problem}"
