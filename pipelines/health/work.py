"""`doctor` on the work: the last run, what starts the next one, alerts that wait, and how new what is published is.

What does not belong here: reading all that (`state`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.clock import ADVICE
from pipelines.health.finding import Finding, fail, ok, warn
from pipelines.health.state import ALIVE_SECONDS, Run, State
from pipelines.problems import is_full

_GOOD, _BAD, _WAITING = ("SUCCESS",), ("FAILURE", "CANCELED"), ("QUEUED", "NOT_STARTED")
_LONGEST_RUN_SECONDS = 3600.0
"""The full rebuild of ten years takes a quarter of an hour."""


def check(state: State) -> Iterator[Finding]:
    """All of it; nothing of a HOME in which no run ever was but the schedule."""
    if state.dagster.problem:
        is_room = not is_full(state.settings.home)
        advice = "move HOME/dagster away: only the record of runs is lost" if is_room else "make room on the disk first"
        yield fail("dagster", f"HOME/dagster does not open: {state.dagster.problem}", advice)
    elif state.settings.home.is_dir():
        yield _last_run(state)
    if state.dagster.clock:
        yield fail("clock", state.dagster.clock, ADVICE)
    yield _schedule(state)
    if state.working and not state.working.holder and not state.working.problem:
        yield _alerts(state)
    if state.published:
        yield _age(state)


def _last_run(state: State) -> Finding:
    run = state.dagster.last_run
    if run is None:
        return warn("last run", "there is none on record", "`weekhouse run`")
    words = f"{run.status.lower()}, begun {run.created_at:%Y-%m-%d %H:%M}" + (f", {run.seconds:.0f} s" if run.seconds else "")
    if run.status in _BAD:
        return fail("last run", words, "HOME/logs and Dagster's pages say why; `weekhouse run` tries again")
    if run.status in _GOOD:
        return ok("last run", words)
    if run.status in _WAITING:
        return _waiting(words, is_served=is_alive(state))
    return _under_way(state, run, words)


def _under_way(state: State, run: Run, words: str) -> Finding:
    holder = state.working.holder if state.working else None
    if holder is None:
        return warn("last run", f"{words}, but nobody is at work: it was killed", "`weekhouse run` does its work")
    if (state.now - run.created_at).total_seconds() > _LONGEST_RUN_SECONDS:
        return warn(
            "last run", f"{words}, still at work ({holder})", "look at its log in HOME/logs; it may be stopped, the next run does its work"
        )
    return ok("last run", f"{words}, at work ({holder})")


def _waiting(words: str, *, is_served: bool) -> Finding:
    """Dagster's daemon begins it, one at a time."""
    if is_served:
        return ok("last run", f"{words}, waits for its turn")
    return warn("last run", f"{words}, waits for Dagster's daemon, which is not running", "start `weekhouse serve`, or `weekhouse run`")


def is_alive(state: State) -> bool:
    """Whether schedule and sensors are looked after: by `weekhouse serve`, or another daemon of Dagster."""
    heard = state.dagster.heard_at
    return state.server is not None or (heard is not None and (state.now - heard).total_seconds() < ALIVE_SECONDS)


def _schedule(state: State) -> Finding:
    """Runs are started by the daemon, or by cron or systemd, of which only their runs can be seen."""
    run, ticks = state.dagster.last_run, state.ticks
    words = f"{state.settings.schedule} {state.settings.timezone}, next {ticks.next:%Y-%m-%d %H:%M}"
    is_running = is_alive(state)
    if is_running and not state.dagster.is_schedule_on:
        return warn("schedule", f"{words}, but it is switched off", "switch `weekly` on in Dagster's pages")
    if is_running:
        return ok("schedule", words)
    if run is not None and run.created_at >= ticks.last:
        return ok("schedule", f"{words}; Dagster's daemon is not running, and a run came since {ticks.last:%Y-%m-%d %H:%M}")
    return warn(
        "schedule",
        f"nothing ran since {ticks.last:%Y-%m-%d %H:%M}, and Dagster's daemon is not running",
        "start `weekhouse serve`, or a timer; docs/operate.md",
    )


def _alerts(state: State) -> Finding:
    working = state.working
    if working is None or not (working.pending or working.failed):
        return ok("alerts", "none waits")
    words = f"{working.pending} wait to be sent, {working.failed} were given up"
    return warn("alerts", words, "`weekhouse alerts list` says why, `weekhouse alerts send` tries again")


def _age(state: State) -> Finding:
    published, expected = state.published, state.ticks.expected_week
    newest = published.last_week if published else None
    if newest is None:
        return warn("freshness", "no report is published", "look at the sources")
    if newest < expected:
        return warn("freshness", f"the newest report is of {newest}, {expected} is over", "ask the teams, or look at the sources")
    return ok("freshness", f"the newest report is of {newest}")
