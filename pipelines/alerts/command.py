"""`weekhouse alerts`: what is in the outbox, sending what is pending, and what a digest looks like.

What does not belong here: the outbox itself (`assets.quality.outbox`) and how messages go (`posting`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from pipelines.alerts.outcome import lines
from pipelines.issues import config_option, home_option, opened
from pipelines.lock import locked
from pipelines.problems import FAILED
from pipelines.settings import load

_LIST = """
    select strftime(created_at, '%Y-%m-%d %H:%M'), state, alert_id, channel, team, kind, len(bad_entry_ids), attempts, last_error
    from quality.alerts
    where $state is null or state = $state
    order by created_at desc, position desc, alert_id desc
    limit $most
"""
SHOWN = 30


@click.group("alerts")
def alerts() -> None:
    """List the outbox of alerts, send what is pending, or preview a digest."""


@alerts.command("list")
@home_option
@config_option
@click.option("--state", type=click.Choice(["pending", "sent", "failed"]), help="Only these.")
@click.option("--all", "is_all", is_flag=True, help=f"All, not only the newest {SHOWN}.")
def list_command(home: Path | None, config: Path | None, state: str | None, is_all: bool) -> None:
    """List the messages of the outbox, the newest first, with why one was not accepted."""
    with opened(load(config, home)) as db:
        rows = db.execute(_LIST, {"state": state, "most": None if is_all else SHOWN}).fetchall()
    for created, state_, alert_id, channel, team, kind, entries, attempts, error in rows:
        about = kind if kind != "digest" else f"{entries} bad {'entry' if entries == 1 else 'entries'}"
        trouble = f"; {attempts} attempts: {error}" if error else ""
        click.echo(f"{created}  {state_:<7}  {alert_id:<14}  {channel}: {team or 'no team'}, {about}{trouble}")
    if not rows:
        click.echo("there are no alerts" + (f" that are {state}" if state else ""))


@alerts.command("send")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@home_option
@config_option
def send_command(ids: tuple[str, ...], home: Path | None, config: Path | None) -> int:
    """Send what is pending, now. With ID also messages that were given up.

    Exit codes: 0 everything is sent, 1 something is still pending, 2 unusable settings.
    """
    from assets.quality import dispatch
    from pipelines.alerts import posting

    settings = load(config, home)
    house = settings.house(())
    with opened(settings) as db:
        dispatch.try_again(db, ids)
    with locked(settings.home):
        found = posting.send(settings, house, click.echo)
    for line in lines(found):
        click.echo(line)
    if not found:
        click.echo("nothing is pending")
    return FAILED if any(delivered.pending for delivered in found) else 0


@alerts.command("preview")
@home_option
@config_option
@click.option("--team", help="Only this team's.")
@click.option("--all", "is_anew", is_flag=True, help="As if nothing had been told yet.")
@click.option("--width", type=click.IntRange(min=10), help="Break lines at so many columns; a phone has about 40.")
def preview_command(home: Path | None, config: Path | None, team: str | None, is_anew: bool, width: int | None) -> None:
    """Print what the next run would tell if nothing changed; nothing is written or sent."""
    from assets.quality import outbox

    settings = load(config, home)
    with opened(settings) as db:
        found = outbox.compose(db, settings.house(()), is_anew=is_anew)
    wanted = [alert for alert in found if team in (None, alert.team)]
    for alert in wanted:
        click.echo(f"── {alert.channel}, {len(alert.body.encode())} bytes ──")
        click.echo("\n".join(_broken(alert.body, width)) + "\n")
    if not wanted:
        click.echo("there is nothing to tell; --all shows it as if nothing had been told yet")


def _broken(body: str, width: int | None) -> Iterator[str]:
    from rich.cells import chop_cells

    for line in body.split("\n"):
        yield from (chop_cells(line, width) or [""]) if width else [line]
