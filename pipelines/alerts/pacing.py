"""Time for senders: a clock that tests can turn, and a pace that no robot finds too fast.

What does not belong here: what is sent.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipelines.alerts.channels import Kind

WINDOW_SECONDS = 61.0
"""A minute of the robot's clock, which is not ours."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds that only go forward, and waiting."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Pace:
    """When the next message to one channel may go."""

    kind: Kind
    clock: Clock
    sent: deque[float] = field(default_factory=deque)

    def remember(self, seconds_ago: Iterable[float]) -> None:
        """Count messages that earlier processes sent."""
        self.sent.extend(sorted(self.clock.now() - seconds for seconds in seconds_ago))

    def wait_seconds(self) -> float:
        """How long to wait before the next message, in seconds."""
        now = self.clock.now()
        while self.sent and self.sent[0] <= now - WINDOW_SECONDS:
            self.sent.popleft()
        is_full = self.kind.per_minute is not None and len(self.sent) >= self.kind.per_minute
        of_minute = self.sent[-self.kind.per_minute] + WINDOW_SECONDS - now if is_full and self.kind.per_minute else 0.0
        of_last = self.sent[-1] + self.kind.seconds_apart - now if self.sent else 0.0
        return max(of_minute, of_last, 0.0)

    def step(self) -> None:
        """Wait for one's turn, and take it."""
        if (seconds := self.wait_seconds()) > 0:
            self.clock.sleep(seconds)
        self.sent.append(self.clock.now())
