"""The channels of the settings with their senders, and sending what is pending through them.

Addresses are read from the environment (or a file that it names) here, when something is sent. What does not belong here: when it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from assets.credentials import SecretError, secret
from assets.house import House
from assets.quality import dispatch
from assets.quality.dispatch import Pending
from pipelines.alerts import delivery
from pipelines.alerts.channels import ChannelSettings, in_use
from pipelines.alerts.delivery import Patience, Post, Route
from pipelines.alerts.local import Console, Files
from pipelines.alerts.outcome import Delivered
from pipelines.alerts.pacing import Clock
from pipelines.alerts.sending import Sender
from pipelines.alerts.through_apprise import ThroughApprise
from pipelines.alerts.wecom import WeCom
from pipelines.logs import write_down
from pipelines.settings import Settings

Say = Callable[[str], None]


def routes(settings: Settings, say: Say) -> dict[str, Route]:
    """How the messages of each channel go, by its name; `say` prints those of a console."""
    return {channel.name: _route(channel, settings.home, say) for channel in in_use(settings.channels)}


def _route(channel: ChannelSettings, home: Path, say: Say) -> Route:
    if channel.url_env is None:
        return Route(channel.limits, Files(home) if channel.kind == "file" else Console(say), robot=channel.name)
    try:
        address = secret(channel.url_env)
    except SecretError as error:
        return Route(channel.limits, None, str(error))
    sender: Sender = WeCom(address, channel.mention) if channel.kind == "wecom" else ThroughApprise(channel.kind, address, channel.mention)
    return Route(channel.limits, sender, robot=channel.url_env)


def first_pending(db: duckdb.DuckDBPyConnection) -> list[Pending]:
    """The message of each channel that goes first."""
    return list({message.channel: message for message in reversed(dispatch.pending(db))}.values())


def send(settings: Settings, house: House, say: Say, patience: Patience | None = None, clock: Clock | None = None) -> list[Delivered]:
    """Send what is pending. Call it with HOME locked."""
    patience = patience or Patience(give_up_after_days=settings.alerts.give_up_after_days)
    with house.open() as db:
        return delivery.deliver(Post(db, house, clock or Clock(), patience), routes(settings, say))


def send_after_run(settings: Settings, house: House, say: Say) -> list[Delivered]:
    """Send what is pending; whatever happens, the run has succeeded, and its summary says what did not go."""
    try:
        return send(settings, house, say)
    except Exception as error:  # noqa: BLE001 - see above
        return [Delivered("alerts", 0, 0, f"unexpected: {type(error).__name__}; log: {write_down(error, settings.home, 'alerts')}")]
