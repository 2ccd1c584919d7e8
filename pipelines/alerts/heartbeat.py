"""Whether the last scheduled run happened and went well, from what Dagster's instance remembers.

What does not belong here: when it is asked (`pipelines.sensors`) and where the schedule comes from (`schedules`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assets.house import House
from assets.quality.digest import words
from assets.quality.messages import alert_id_of
from pipelines.alerts.delivery import Route
from pipelines.alerts.sending import Outgoing, UndeliveredError
from pipelines.settings import Settings

EARLY = timedelta(minutes=1)
"""A run may be recorded a little before the tick that asked for it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A run that the instance remembers; `is_good` is None while it is at work. Times have a zone."""

    run_id: str
    created_at: datetime
    is_good: bool | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the run of a tick: run_failed, run_missed or run_slow."""

    what: str
    tick: datetime
    run_id: str = ""

    @property
    def key(self) -> str:
        """Tells this trouble from every other, so that it is told once."""
        return f"{self.what} {self.tick.isoformat()} {self.run_id}"


def trouble(tick: datetime, now: datetime, runs: Sequence[Seen], grace: timedelta) -> Trouble | None:
    """What is wrong with the run that was due at `tick`. `runs` are in the order of their beginning.

    A failure is told at once, the rest after `grace`. Before the first run of all nothing is expected.
    """
    since = [run for run in runs if run.created_at >= tick - EARLY]
    if len(since) == len(runs) and not any(run.is_good is False for run in since):
        return None
    if any(run.is_good for run in since):
        return None
    if since and since[-1].is_good is False:
        return Trouble("run_failed", tick, since[-1].run_id)
    if now < tick + grace:
        return None
    return Trouble("run_slow", tick, since[-1].run_id) if since else Trouble("run_missed", tick)


def message(found: Trouble | None, told: str, settings: Settings, house: House) -> Outgoing:
    """What to tell of a trouble; without one, that the trouble with the key `told` is over."""
    what, when, run_id = (found.what, found.tick.isoformat(), found.run_id) if found else ("run_recovered", told.split(" ")[1], "")
    said = words(settings.language)
    tick = f"{datetime.fromisoformat(when):%Y-%m-%d %H:%M}"
    alert_id = alert_id_of("heartbeat", what, when, run_id)
    body = f"{said[what].format(tick=tick, run=run_id[:8])}\n\n{said['identity'].format(alert=alert_id)}"
    return Outgoing(alert_id, None, "digest", house.now(), body)


def tell(outgoing: Outgoing, settings: Settings, routes: Mapping[str, Route]) -> list[str]:
    """Send a message about the runs, at once and once, to the channels of every team, else to all.

    Returns why channels did not take it; raises `UndeliveredError` when none did.
    """
    for_all = [channel.name for channel in settings.channels if not channel.teams] or list(routes)
    problems = []
    for name in for_all:
        sender = routes[name].sender
        try:
            if sender is None:
                raise UndeliveredError(routes[name].problem)
            sender.send(outgoing)
        except UndeliveredError as error:
            problems.append(f"{name}: {error}")
    if len(problems) == len(for_all):
        raise UndeliveredError("; ".join(problems))
    return problems
