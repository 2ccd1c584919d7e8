"""Commands whose connections are all refused and counted: in Python by `tests/guard`, below it in a network of their own if there is one.

What does not belong here: what is asked of them (`tests/test_offline.py`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

GUARD = Path(__file__).parent / "guard"
NOTES = "attempts.txt"
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


@cache
def has_network_of_its_own() -> bool:
    """Whether this machine gives a process one."""
    return subprocess.run([sys.executable, "-c", ISOLATED, "true"], capture_output=True, check=False).returncode == 0


def guarded(folder: Path, *command: str, is_isolated: bool = False) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """A command under the guard, without the variables that switch telemetry off: what it gave, and what it attempted."""
    environment = {
        name: value for name, value in os.environ.items() if not any(word in name for word in (*TELLING, "WEEKHOUSE_", "DAGSTER_"))
    }
    prefix = (sys.executable, "-c", ISOLATED) if is_isolated and has_network_of_its_own() else ()
    notes = folder / NOTES
    environment |= {"PYTHONPATH": str(GUARD), "GUARD_NOTES": str(notes), "HOME": str(folder)}
    done = subprocess.run([*prefix, sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done, notes.read_text("utf-8").splitlines() if notes.exists() else []
