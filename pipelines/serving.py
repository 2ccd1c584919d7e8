"""`weekhouse serve`: Dagster's webserver and daemon over this HOME, until somebody stops them.

Both are processes of their own; where one ends by itself, the other is stopped too. What does not belong here: what the schedules
and sensors do.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from pipelines import privacy
from pipelines.health.state import ticks
from pipelines.lock import SERVE_LOCK, locked
from pipelines.problems import FailedError, UnusableError
from pipelines.settings import Settings

MODULE = "pipelines.definitions"
STOPPING_SECONDS = 20.0
"""The daemon ends the code server and a run that is under way before it ends itself."""
_LOOK_SECONDS = 0.2
_Say = Callable[[str], None]
_Programs = dict[str, subprocess.Popen[bytes]]


def serve(settings: Settings, config: Path | None, host: str, port: int, say: _Say) -> None:
    """Start both and stay until SIGINT or SIGTERM.

    Raises `UnusableError` for a port that is taken or a schedule that never comes, `FailedError` when one ends.
    """
    _check_port(host, port)
    ticks(settings, datetime.now(ZoneInfo(settings.timezone)))
    with locked(settings.home, name=SERVE_LOCK, holder="another `weekhouse serve`"):
        privacy.keep(settings.home, settings.readers)
        _bury_orphans(settings.home)
        log = settings.home / "logs" / f"{datetime.now().astimezone():%Y%m%dT%H%M%S}-serve-{os.getpid()}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with _stoppable() as is_stopped, _started(settings, config, host, port, log) as programs:
            _wait(lambda: _answers(host, port), programs, log, is_stopped)
            if not is_stopped():
                say(f"http://{_in_address(host)}:{port} · log: {log} · stop with Ctrl-C")
                if not _is_loopback(host):
                    say("this address can be reached from elsewhere, and Dagster's pages have no log-in: put one in front of them")
                _wait(lambda: False, programs, log, is_stopped)
        say("stopped")


def _check_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise UnusableError(f"{host}:{port} cannot be listened on: {error.strerror or error}; choose another with --port") from None


def _bury_orphans(home: Path) -> None:
    """A killed run would hold back every run that follows; nobody is at work when the lock is free."""
    import dagster as dg

    from pipelines.orphans import bury
    from pipelines.resources import dagster_home

    dagster_home(home)
    try:
        with locked(home), dg.DagsterInstance.get() as instance:
            bury(instance)
    except FailedError:
        return  # a run is at work, and alive


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Tells whether SIGINT or SIGTERM came."""
    seen: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        seen.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(seen)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _started(settings: Settings, config: Path | None, host: str, port: int, log: Path) -> Iterator[_Programs]:
    """Both programs, stopped in the end: a daemon that outlived this would run on unseen."""
    environment = _environment(settings, config)
    commands = {
        "webserver": ["dagster_webserver", "-m", MODULE, "-h", host, "-p", str(port)],
        "daemon": ["dagster._daemon", "run", "-m", MODULE],
    }
    programs: _Programs = {}
    with log.open("ab") as output:
        try:
            for name, command in commands.items():
                programs[name] = subprocess.Popen(  # noqa: S603 - our own interpreter
                    [sys.executable, "-m", *command],
                    env=environment,
                    stdout=output,
                    stderr=output,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C reaches only us, so that we stop them in order
                    umask=0o077,
                )
            yield programs
        finally:
            _stop(programs)


def _environment(settings: Settings, config: Path | None) -> Mapping[str, str]:
    """Where the code location finds the same settings and HOME, wherever it is started."""
    named = config or (Path(os.environ["WEEKHOUSE_CONFIG"]) if os.environ.get("WEEKHOUSE_CONFIG") else None)
    given = {
        "WEEKHOUSE_HOME": str(settings.home.resolve()),
        "DAGSTER_HOME": str((settings.home / "dagster").resolve()),
        "DAGSTER_DISABLE_TELEMETRY": "true",
    }
    return {**os.environ, **given, **({"WEEKHOUSE_CONFIG": str(named.resolve())} if named else {})}


def _wait(is_done: Callable[[], bool], programs: _Programs, log: Path, is_stopped: Callable[[], bool]) -> None:
    """Until it is done or stopped. Raises `FailedError` when a program ends by itself."""
    while not is_stopped() and not is_done():
        for name, program in programs.items():
            if program.poll() is not None:
                raise FailedError(f"Dagster's {name} ended with code {program.returncode}: {_last_line(log)}; log: {log}")
        time.sleep(_LOOK_SECONDS)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host if host not in ("0.0.0.0", "::") else "localhost", port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/server_info")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _stop(programs: _Programs) -> None:
    """SIGINT is what both take as the wish to end; whoever does not follow is killed with all that it started."""
    for program in programs.values():
        if program.poll() is None:
            program.send_signal(signal.SIGINT)
    deadline = time.monotonic() + STOPPING_SECONDS
    for program in programs.values():
        try:
            program.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
