"""`doctor` on what lies outside of HOME: can sources be read, and channels be reached? Nothing is sent to a channel.

What does not belong here: reading and sending.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from assets.credentials import SecretError, secret
from assets.house import NotionSource, Source
from pipelines.alerts.channels import ChannelSettings, in_use
from pipelines.health.finding import Finding, fail, ok, warn
from pipelines.settings import Settings
from pipelines.sources import configured

PATIENCE_SECONDS = 2.0
"""A service that needs longer to be reached is one to look at."""
_AT_ONCE = 8
_PORTS = {"https": 443, "http": 80}


def check(settings: Settings) -> Iterator[Finding]:
    """Every source and channel, several at once."""
    looks: list[Callable[[], Finding]] = [lambda source=source: _source(source) for source in configured(settings)]  # type: ignore[misc]
    looks += [lambda channel=channel: _channel(channel) for channel in in_use(settings.channels)]  # type: ignore[misc]
    if not settings.sources:
        yield warn("sources", "none is configured, so that runs read the samples", "name your reports in [[sources]] of weekhouse.toml")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda look: look(), looks)


def _source(source: Source | NotionSource) -> Finding:
    return _notion(source) if isinstance(source, NotionSource) else _path(source.path, source.name)


def _path(path: Path, name: str) -> Finding:
    try:
        if path.is_dir():
            some = list(islice(os.scandir(path), 1))
            if not some:
                return warn("source", f"{name} is empty", "put reports into it, or mend its path")
        else:
            with path.open("rb"):
                pass
    except OSError as error:
        return fail(
            "source", f"{name} cannot be read: {error.strerror or error}", "mount it, mend its path, or give this account the right"
        )
    return ok("source", name)


def _notion(source: NotionSource) -> Finding:
    import httpx

    from assets.documents.notion_api import VERSION

    try:
        headers = {"Authorization": f"Bearer {secret(source.token_env)}", "Notion-Version": VERSION}
        answer = httpx.get(f"{source.url}/v1/users/me", headers=headers, timeout=PATIENCE_SECONDS)
    except SecretError as error:
        return fail("source", f"{source.name}: {error}", "the token of the Notion integration belongs there")
    except (httpx.HTTPError, ValueError) as error:
        return fail("source", f"{source.name}: no answer from Notion ({type(error).__name__})", "look at the network and its proxy")
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return fail("source", f"{source.name}: Notion does not take the token in {source.token_env}", "make a new one")
    if answer.is_error:
        return warn("source", f"{source.name}: Notion answers with HTTP {answer.status_code}", "look again later")
    return ok("source", f"{source.name}: Notion takes the token")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a connection goes. It says nothing of the address but its host."""

    host: str
    port: int
    is_encrypted: bool
    is_proxy: bool = False

    @property
    def words(self) -> str:
        return f"{self.host}:{self.port}" + (" (proxy)" if self.is_proxy else "")


def _channel(channel: ChannelSettings) -> Finding:
    """Only a connection is made, and with TLS the certificate looked at."""
    topic = "channel"
    if channel.url_env is None:
        return ok(topic, f"{channel.name}: {'files in HOME/alerts' if channel.kind == 'file' else 'the console'}")
    try:
        place = _place(channel.kind, secret(channel.url_env))
    except SecretError as error:
        return fail(topic, f"{channel.name}: {error}", "the channel's address belongs there")
    except ValueError:
        return fail(topic, f"{channel.name}: the address in {channel.url_env} is none of {channel.kind}", "copy it again; docs/alerts.md")
    if place is None:
        return ok(topic, f"{channel.name}: has an address; where it leads only apprise knows, so that it was not tried")
    try:
        _connect(place)
    except OSError as error:
        why = error.strerror or str(error) or type(error).__name__
        return fail(topic, f"{channel.name}: {place.words} cannot be reached: {why}", "look at the network, its proxy and the address")
    return ok(topic, f"{channel.name}: {place.words} can be reached; nothing was sent")


def _place(kind: str, address: str) -> _Place | None:
    """The host behind an address, or the proxy before it. None where it cannot be told. Raises `ValueError` for what is no address."""
    found = address if kind == "wecom" else _of_apprise(kind, address)
    if not isinstance(found, str):
        return found
    parts = urlsplit(found)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("no address")
    proxy = None if proxy_bypass(parts.hostname) else getproxies().get(parts.scheme)
    if proxy:
        way = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
        return _Place(way.hostname or "", way.port or 80, is_encrypted=False, is_proxy=True)
    return _Place(parts.hostname, parts.port or _PORTS[parts.scheme], is_encrypted=parts.scheme == "https")


def _of_apprise(kind: str, address: str) -> _Place | str | None:
    """What apprise makes of an address: a mail server, or the URL of a service. A host is shown only where it cannot be a token."""
    from pipelines.alerts.sending import RefusedError, quiet
    from pipelines.alerts.through_apprise import ThroughApprise

    try:
        with quiet():
            service: Any = ThroughApprise(kind, address).service()
    except RefusedError:
        raise ValueError("no address") from None
    if host := getattr(service, "smtp_host", None):
        return _Place(str(host), int(service.port or 25), is_encrypted=service.secure_mode == "ssl")
    for name in ("notify_url", "webhook_url"):
        if str(getattr(service, name, "")).startswith("http"):
            return str(getattr(service, name))
    if any("{host}" in template for template in service.templates):
        scheme = "https" if service.secure else "http"
        return f"{scheme}://{service.host}:{service.port or _PORTS[scheme]}"
    return None


def _connect(place: _Place) -> None:
    with socket.create_connection((place.host, place.port), timeout=PATIENCE_SECONDS) as connection:
        if place.is_encrypted:
            with ssl.create_default_context().wrap_socket(connection, server_hostname=place.host):
                pass
