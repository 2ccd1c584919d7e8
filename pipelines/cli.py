"""The `weekhouse` command: options, exit codes and one line for each problem.

What does not belong here: what the commands do (`running`, `checking`, `explain`, `querying`, `starting`).
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assets.migrations import NewerHomeError
from pipelines import shapes
from pipelines.commands import Commands
from pipelines.logs import write_down
from pipelines.problems import BAD_ENTRIES, FAILED, INTERRUPTED, UNUSABLE, ProblemError, is_full
from pipelines.settings import DEFAULT_HOME, Settings, load

if TYPE_CHECKING:
    from assets.house import House
    from pipelines.alerts.outcome import Delivered
    from pipelines.summary import Summary

_home = click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Where everything is written [{DEFAULT_HOME}].")
_config = click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
_shape = click.option("--format", "shape", type=click.Choice(shapes.SHAPES), help="How to print [table, or csv in a pipe].")
_paths = click.Path(path_type=Path)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="weekhouse", prog_name="weekhouse")
def cli() -> None:
    """A reporting warehouse for weekly engineering reports."""


@cli.command("run")
@click.argument("sources", nargs=-1, type=_paths, metavar="[SOURCE]...")
@_home
@_config
@click.option("--json", "is_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--fail-on", type=click.Choice(["error", "warning"]), help="Exit with 3 on such bad entries.")
@click.option("--weeks", "weeks_text", metavar="WEEKS", help="Read the reports of these weeks again: 2024-W13, 2024-W05..2024-W13.")
@click.option("--wait", "wait_seconds", type=click.FloatRange(min=0), help="Seconds to wait for another run on HOME [1].")
@click.option("--clock-is-right", is_flag=True, help="Run also when the last run seems to lie in the future.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Run on a copy and show what would change; publish, send and write nothing.")
def run_command(
    sources: tuple[Path, ...],
    home: Path | None,
    config: Path | None,
    is_json: bool,
    fail_on: str | None,
    wait_seconds: float | None,
    weeks_text: str | None,
    clock_is_right: bool,
    is_dry: bool,
) -> int:
    """Read the sources, check, build trends and publish.

    Without a SOURCE: the configured ones, else samples/reports.
    Exit codes: 0 done, also with bad entries; 1 failed, the last publication stands; 2 unusable arguments or
    sources; 3 bad entries as --fail-on says.
    """
    from pipelines import privacy, rehearsing, report, running, summary, watching, weeks
    from pipelines.lock import locked
    from pipelines.sources import chosen

    started = time.monotonic()
    settings = load(config, home)
    found = chosen(settings, sources)
    again = weeks.parse(weeks_text) if weeks_text else frozenset()
    patience = settings.wait_seconds if wait_seconds is None else wait_seconds
    if is_dry:
        with watching.shown(is_wanted=not is_json) as progress:
            house = replace(settings.house(found, progress), weeks=again)
            rehearsed = rehearsing.rehearse(settings, house, patience, is_json=is_json, is_clock_right=clock_is_right)
        return _exit_code(rehearsed, fail_on or settings.fail_on)
    with locked(settings.home, patience, partial(click.echo, err=True)), watching.shown(is_wanted=not is_json) as progress:
        house = replace(settings.house(found, progress), weeks=again)
        privacy.keep(house.home, house.readers)
        ran = running.run(settings, house, is_clock_right=clock_is_right)
        told = _send_alerts(settings, house, is_json=is_json)
        result = summary.gather(house, ran.run_id, ran.log, time.monotonic() - started, told)
    if is_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(report.lines(result, f"--home {home} " if home else "")))
    return _exit_code(result, fail_on or settings.fail_on)


def _send_alerts(settings: Settings, house: House, *, is_json: bool) -> list[Delivered]:
    """Send the alerts of the run and any before it; with --json the console channel is stderr."""
    from pipelines.alerts.posting import send_after_run

    return send_after_run(settings, house, partial(click.echo, err=is_json))


def _exit_code(result: Summary, fail_on: str | None) -> int:
    errors, warnings = result.of_severity("error"), result.of_severity("warning")
    bad = {"error": errors, "warning": errors + warnings}.get(fail_on or "", [])
    return BAD_ENTRIES if bad else 0


@cli.command()
@click.argument("files", nargs=-1, required=True, type=_paths, metavar="FILE...")
@click.option("--team", help="The team whose report it is, where neither its place nor the report says so.")
@_home
@_config
def check(files: tuple[Path, ...], team: str | None, home: Path | None, config: Path | None) -> int:
    """Say what would be flagged in reports before they are submitted, compared with what is published; write nothing.

    Exit codes: 0 clean or warnings, 1 errors, 2 unusable.
    """
    from pipelines import checking
    from pipelines.sources import chosen

    settings = load(config, home)
    flagged = checking.check_files(settings, chosen(settings, files), team)
    for entry in flagged:
        click.echo(entry.line)
    return FAILED if any(entry.severity == "error" for entry in flagged) else 0


@cli.command()
@click.argument("place", metavar="FILE[:LINE]")
@_config
def explain(place: str, config: Path | None) -> None:
    """Show a report line by line with the facts made of it, the rules that made them and what was not read.

    Exit codes: 0 shown, 2 unusable.
    """
    from pipelines import explain as explaining

    explaining.explain(load(config), place)


@cli.command()
@click.argument("folder", type=_paths, default=Path())
def init(folder: Path) -> None:
    """Write commented settings, a project registry and a folder for corrections; existing files stay."""
    from pipelines import starting

    for path, is_new in starting.init(folder):
        click.echo(f"{'wrote' if is_new else 'kept '} {path}")


@cli.command()
@_home
@_config
@click.option("--host", help="Address to listen on [127.0.0.1].")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [3000].")
def serve(home: Path | None, config: Path | None, host: str | None, port: int | None) -> None:
    """Start Dagster's pages, schedules and sensors over this HOME; Ctrl-C stops them.

    Exit codes: 0 stopped, 1 one of them ended by itself, 2 unusable.
    """
    from pipelines import serving

    settings = load(config, home)
    serving.serve(settings, config, host or settings.host, port or settings.port, click.echo)


@cli.command()
@click.argument("name", metavar="[TABLE]", required=False)
@_home
@_config
@_shape
def tables(name: str | None, home: Path | None, config: Path | None, shape: str | None) -> None:
    """List the published tables and views with their rows and meaning, or the columns of one."""
    from pipelines import querying

    querying.show_tables(load(config, home).home, name, shape)


@cli.command()
@click.argument("sql")
@_home
@_config
@_shape
def query(sql: str, home: Path | None, config: Path | None, shape: str | None) -> None:
    """Ask the published snapshot, read-only."""
    from pipelines import querying

    querying.show(load(config, home).home, sql, shape)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; every problem is one line on stderr. Returns the exit code."""
    try:
        code = cli.main(arguments, prog_name="weekhouse", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = UNUSABLE
    except click.ClickException as error:
        code = _say(UNUSABLE, " ".join(error.format_message().split()))
    except ProblemError as error:
        code = _say(error.exit_code, *error.lines)
    except NewerHomeError as error:
        code = _say(UNUSABLE, str(error))
    except (click.Abort, KeyboardInterrupt):
        code = _say(INTERRUPTED, "interrupted; the last publication stands")
    except PermissionError as error:
        code = _say(FAILED, f"{error.filename} cannot be read or written by this account: run as the owner of HOME, or give it the right")
    except Exception as error:  # noqa: BLE001 - the last resort: people get a line, the log the traceback
        reason = " ".join(str(error).split()) or type(error).__name__
        home = _home_of(arguments)
        code = _say(FAILED, f"{'the disk is full: ' if is_full(home) else ''}{reason}; log: {write_down(error, home, 'error')}")
    return code if isinstance(code, int) else 0


def _say(code: int, *problems: str) -> int:
    for problem in problems:
        click.echo(f"weekhouse: {problem}", err=True)
    return code


def _home_of(arguments: list[str] | None) -> Path:
    """HOME, for the log of a failure at a point where the settings may be what failed."""
    given: list[Any] = list(sys.argv[1:] if arguments is None else arguments)
    if "--home" in given[:-1]:
        return Path(given[given.index("--home") + 1])
    try:
        settings: Settings = load()
    except ProblemError:
        return Path(DEFAULT_HOME)
    return settings.home
