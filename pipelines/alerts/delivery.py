"""Delivers the outbox: in order, paced, repeated with growing waits, each message marked as soon as it is accepted.

At least once: a message that was accepted before its mark was written goes out again, with the same id. What does not
belong here: what a message says (`assets.quality.outbox`) and the protocols (`wecom`, `through_apprise`, `local`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import duckdb
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from assets.house import House
from assets.quality import dispatch
from assets.quality.dispatch import Pending
from pipelines.alerts.channels import Kind
from pipelines.alerts.local import Files
from pipelines.alerts.outcome import Delivered
from pipelines.alerts.pacing import Clock, Pace
from pipelines.alerts.sending import Outgoing, PassingError, RefusedError, Sender, TooLongError, UndeliveredError

TRIES = 3
"""In one go, with 1 and 2 seconds between: enough for a hiccup. What is down for longer is tried again by later runs."""
LONGEST_WAIT_SECONDS = 600.0
"""A run waits this long in all for one channel, then leaves the rest to the next."""
_SOONEST = timedelta(minutes=1)
_LATEST = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Route:
    """How the messages of a channel go; without a sender they wait, and `problem` says why.

    Channels with the same `robot` share its pace.
    """

    kind: Kind
    sender: Sender | None
    problem: str = ""
    robot: str = ""


NO_ROUTE = Route(Kind(), None, "no channel of this name is in the settings")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait in all, which messages to try (all, or those whose time has come), and when to give one up."""

    seconds: float = LONGEST_WAIT_SECONDS
    is_only_due: bool = False
    give_up_after_days: int = 7


@dataclass(frozen=True, slots=True)
class Post:
    """What a delivery works with."""

    db: duckdb.DuckDBPyConnection
    house: House
    clock: Clock
    patience: Patience


def deliver(post: Post, routes: Mapping[str, Route]) -> list[Delivered]:
    """Send what is pending, by channel; a channel that fails keeps its messages, and the others go on."""
    waiting: dict[str, list[Pending]] = {}
    for message in dispatch.pending(post.db):
        waiting.setdefault(message.channel, []).append(message)
    shortest_first = sorted(waiting.items(), key=lambda item: len(item[1]))
    paces = _paces(post, routes)
    found = []
    for name, messages in shortest_first:
        route = routes.get(name, NO_ROUTE)
        found.append(_Channel(post, name, route, paces.get(route.robot, Pace(route.kind, post.clock))).deliver(messages))
    dispatch.give_up(post.db, post.house.now() - timedelta(days=post.patience.give_up_after_days))
    return found


def _paces(post: Post, routes: Mapping[str, Route]) -> dict[str, Pace]:
    """The pace of each robot, with what earlier processes sent."""
    paces = {route.robot: Pace(route.kind, post.clock) for route in routes.values()}
    for robot, pace in paces.items():
        channels = [name for name, route in routes.items() if route.robot == robot]
        pace.remember(dispatch.seconds_since_tries(post.db, channels, post.house.now()))
    return paces


def is_due(message: Pending, house: House) -> bool:
    """Whether a message may be tried (again): the wait doubles with each attempt, from two minutes to six hours."""
    wait = min(_SOONEST * 2 ** min(message.attempts, 16), _LATEST)
    return message.tried_at is None or house.now() >= message.tried_at + wait


class _Channel:
    """One channel's part of a delivery."""

    def __init__(self, post: Post, name: str, route: Route, pace: Pace) -> None:
        self.db, self.house, self.clock, self.patience = post.db, post.house, post.clock, post.patience
        self.name, self.route, self.pace = name, route, pace
        self.deadline = self.clock.now() + self.patience.seconds
        self.attempts = 0

    def deliver(self, messages: Sequence[Pending]) -> Delivered:
        """Send in order until one fails: what follows would overtake it, or fail as well."""
        if self.route.sender is None:
            dispatch.mark_unsendable(self.db, self.name, self.route.problem)
            return Delivered(self.name, 0, len(messages), self.route.problem)
        if self.patience.is_only_due and not is_due(messages[0], self.house):
            return Delivered(self.name, 0, len(messages), messages[0].last_error)
        return self._deliver(self.route.sender, list(messages))

    def _deliver(self, sender: Sender, queue: list[Pending]) -> Delivered:
        sent: list[Pending] = []
        problem = None
        while queue:
            if self.clock.now() + self.pace.wait_seconds() > self.deadline:
                problem = "the channel takes no more messages for now"
                break
            message = queue[0]
            self.attempts = message.attempts
            try:
                self._send(sender, message)
            except TooLongError as error:
                queue[:1], problem = dispatch.split(self.db, message, str(error)), str(error)
            except UndeliveredError as error:
                problem = str(error)
                dispatch.mark_tried(self.db, message.alert_id, self.attempts, problem, self.house.now())
                break
            else:
                dispatch.mark_sent(self.db, message.alert_id, self.attempts, self.house.now())
                sent.append(queue.pop(0))
                problem = None
        found = Delivered(self.name, len(sent), len(queue), problem)
        return replace(found, folder=str(sender.folder), headlines=tuple(_headlines(sent))) if isinstance(sender, Files) else found

    def _send(self, sender: Sender, message: Pending) -> None:
        outgoing = Outgoing(message.alert_id, message.team, message.kind, message.created_at, message.body)

        def attempt() -> None:
            self.pace.step()
            self.attempts += 1
            try:
                sender.send(outgoing)
            except UndeliveredError:
                raise
            except Exception as error:  # noqa: BLE001 - its text may hold the address, and no channel may stop a run
                raise RefusedError(f"unexpected: {type(error).__name__}") from None

        retrying = Retrying(
            retry=retry_if_exception_type(PassingError),
            stop=lambda state: stop_after_attempt(TRIES)(state) or self.clock.now() + _wait(state) > self.deadline,
            wait=_wait,
            sleep=self.clock.sleep,
            reraise=True,
        )
        retrying(attempt)


def _headlines(messages: Iterable[Pending]) -> Iterator[str]:
    """The title and the counts of each digest; in a file it is one message."""
    for message in messages:
        if message.kind == "digest":
            yield ": ".join(message.body.split("\n")[:2])


_growing = wait_exponential(multiplier=1, max=30)


def _wait(state: RetryCallState) -> float:
    """As long as the channel asked for, else twice as long each time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait_seconds if isinstance(error, PassingError) else None
    return _growing(state) if asked is None else asked
