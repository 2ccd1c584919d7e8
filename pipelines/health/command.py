"""The commands `doctor` and `status`. What does not belong here: what they look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.health.finding import Finding, fail, ok
from pipelines.problems import FAILED
from pipelines.settings import DEFAULT_HOME, Settings, SettingsError, load

if TYPE_CHECKING:
    from pipelines.health.state import State

_home = click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Which HOME [{DEFAULT_HOME}].")
_config = click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
_json = click.option("--json", "is_json", is_flag=True, help="Print it as JSON.")
_SHOWN_MISSING = 5


@click.command("doctor")
@_home
@_config
@_json
def doctor(home: Path | None, config: Path | None, is_json: bool) -> int:
    """Look at versions, settings, sources, channels, disk, HOME, runs, alerts and freshness; say what to do. Nothing is changed or sent.

    Exit codes: 0 all is well, or with warnings only; 1 something fails.
    """
    found = list(examine(config, home))
    if is_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(finding.line for finding in found))
    return FAILED if any(finding.level == "FAIL" for finding in found) else 0


def examine(config: Path | None, home: Path | None) -> Iterator[Finding]:
    """Everything that `doctor` says."""
    from pipelines.health import program

    yield from program.check()
    try:
        settings = load(config, home)
    except SettingsError as error:
        yield from (fail("settings", line, "mend it; the rest was not looked at") for line in error.lines)
        return
    yield ok("settings", "valid")
    yield from of_home(settings)


def of_home(settings: Settings) -> Iterator[Finding]:
    """The part that the settings lead to."""
    from pipelines.health import home, reach, state, work

    yield from reach.check(settings)
    try:
        found = state.look(settings)
    except SettingsError as error:
        yield from (fail("settings", line, "mend it; HOME was not looked at") for line in error.lines)
        return
    except PermissionError as error:
        yield fail("home", f"{error.filename} cannot be read by this account", f"run as the owner of {settings.home}")
        return
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the files of a HOME is a finding
        why = " ".join(str(error).split())
        yield fail(
            "publication", f"it cannot be read: {why}", "`weekhouse run` after removing HOME/published, or `weekhouse restore` a backup"
        )
        return
    yield from home.check(found)
    yield from work.check(found)


@click.command("status")
@_home
@_config
@_json
def status(home: Path | None, config: Path | None, is_json: bool) -> None:
    """Say in a few lines how the last run ended, what is published, which weeks are missing, and when the next run is."""
    from pipelines.health import state

    found = state.look(load(config, home))
    if is_json:
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo("\n".join(f"{topic:<10}  {words}" for topic, words in lines(found)))


def lines(found: State) -> Iterator[tuple[str, str]]:
    """What `status` prints, by topic."""
    from pipelines.health.work import is_alive

    run, published, working = found.dagster.last_run, found.published, found.working
    yield "home", str(found.settings.home) + ("" if found.settings.home.is_dir() else ", not there yet")
    took = f", {run.seconds:.0f} s" if run and run.seconds else ""
    yield "last run", f"{run.created_at:%Y-%m-%d %H:%M}, {run.status.lower()}{took}" if run else found.dagster.problem or "none"
    if working and working.holder:
        yield "at work", working.holder
    if published is None:
        yield "published", f"not whole: {found.flaw}; `weekhouse run` makes it anew" if found.flaw else "nothing yet"
    else:
        yield "published", f"{published.publication_id}, {published.created_at:%Y-%m-%d %H:%M}"
        yield "weeks", f"{published.weeks} ({published.first_week} … {published.last_week})" if published.weeks else "none"
        yield from (("team", f"{name}: {_reported(*numbers)}") for name, numbers in published.teams.items())
        yield "open", f"{published.errors} errors, {published.warnings} warnings"
    if working and not working.holder:
        yield "alerts", working.problem or f"{working.pending} pending, {working.failed} given up"
    starter = "" if is_alive(found) else "; `weekhouse serve` is not running"
    off = "" if found.dagster.is_schedule_on else "; switched off"
    yield "next run", f"{found.ticks.next:%Y-%m-%d %H:%M} {found.settings.timezone}{off}{starter}"


def _reported(reported: int, expected: int, missing: Sequence[str]) -> str:
    shown = missing[-_SHOWN_MISSING:]
    more = len(missing) - len(shown)
    earlier = f" and {more} earlier" if more else ""
    return f"{reported} of {expected} weeks" + (f", missing {', '.join(shown)}{earlier}" if shown else "")


def as_json(found: State) -> dict[str, Any]:
    """The same for machines."""
    names = ("published", "working", "dagster", "ticks")
    return {"home": str(found.settings.home), "now": found.now, "server": found.server} | {
        name: asdict(getattr(found, name)) if getattr(found, name) else None for name in names
    }
