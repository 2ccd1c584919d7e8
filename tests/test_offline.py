"""No telemetry: the whole job with every connection refused, and none attempted; by no dependency, in Python or below it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assets import warehouse

GUARD = Path(__file__).parent / "guard"
SAMPLES = Path(__file__).parents[1] / "samples" / "reports"
TELLING = ("TELEMETRY", "ANALYTICS", "DO_NOT_TRACK")
ISOLATED = """
import ctypes, os, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000 | 0x40000000):  # a user and a network of our own, without any way out
    sys.exit(99)
def attempts():
    lines = open("/proc/self/net/snmp").read().splitlines()
    found = {}
    for names, values in zip(lines[::2], lines[1::2]):
        found |= {names.split()[0] + name: int(value) for name, value in zip(names.split()[1:], values.split()[1:])}
    return found["Ip:OutNoRoutes"] + found["Tcp:ActiveOpens"] + found["Udp:OutDatagrams"]
code = subprocess.run(sys.argv[1:]).returncode
print("attempts:", attempts(), file=sys.stderr)
sys.exit(code)
"""
"""Runs a command in a network namespace of its own and counts what the kernel was asked to send."""


def guarded(folder: Path, *command: str, prefix: tuple[str, ...] = ()) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """A command under the guard, without the variables that switch telemetry off: what it gave, and what it attempted."""
    environment = {
        name: value for name, value in os.environ.items() if not any(word in name for word in (*TELLING, "WEEKHOUSE_", "DAGSTER_"))
    }
    notes = folder / "attempts.txt"
    environment |= {"PYTHONPATH": str(GUARD), "GUARD_NOTES": str(notes), "HOME": str(folder)}
    done = subprocess.run([*prefix, sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done, notes.read_text("utf-8").splitlines() if notes.exists() else []


@pytest.mark.parametrize(
    "attempt",
    [
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "import socket; socket.create_connection(('example.invalid', 443))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
    ],
)
def test_the_guard_notices_and_refuses(tmp_path: Path, attempt: str) -> None:
    done, attempts = guarded(tmp_path, "-c", attempt)
    assert done.returncode == 1 and "the guard refuses" in done.stderr
    assert len(attempts) == 1


def test_the_whole_job_attempts_no_connection(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    for file in (*(SAMPLES / "支付交易").glob("2024-W1[23]*.md"), *SAMPLES.glob("*.csv")):
        shutil.copy(file, source)
    probe = subprocess.run([sys.executable, "-c", ISOLATED, "true"], capture_output=True, text=True, check=False)
    has_network_of_its_own = probe.returncode == 0
    prefix = (sys.executable, "-c", ISOLATED) if has_network_of_its_own else ()
    done, attempts = guarded(tmp_path, "-m", "pipelines", "run", "--home", "home", "--json", "src", prefix=prefix)
    assert done.returncode == 0, done.stderr
    assert attempts == []
    assert (tmp_path / "home" / "published" / "index.html").is_file()
    if has_network_of_its_own:
        assert re.search(r"^attempts: 0$", done.stderr, re.MULTILINE), done.stderr


def test_the_kernel_counts_what_the_guard_cannot_see() -> None:
    reaching = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect_ex(('192.0.2.1', 53))"
    done = subprocess.run([sys.executable, "-c", ISOLATED, sys.executable, "-c", reaching], capture_output=True, text=True, check=False)
    if done.returncode == 99:
        pytest.skip("this machine gives no network namespace")
    assert re.search(r"^attempts: [1-9]", done.stderr, re.MULTILINE), done.stderr


def test_duckdb_fetches_no_extension() -> None:
    with warehouse.connect(":memory:") as db:
        settings = db.execute("select name, value from duckdb_settings() where name like 'auto%_known_extensions'").fetchall()
    assert sorted(settings) == [("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false")]
