"""`doctor` on the program itself: whether what is installed is what was tried together.

What does not belong here: settings and HOME.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pipelines.health.finding import Finding, fail, ok, warn

SHOWN = ("weekhouse", "duckdb", "dagster", "great-expectations")
LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
_LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)\s*(?:;\s*([^\\]*?))?\s*\\?$", re.MULTILINE)
_INSTALL = "install the locked requirements (`make install`)"


def check() -> Iterator[Finding]:
    """Python, what the program requires, and what its lock says where that is at hand."""
    python, wanted = platform.python_version(), SpecifierSet(metadata("weekhouse")["Requires-Python"])
    if python in wanted:
        yield ok("python", python)
    else:
        yield fail("python", f"{python} is not {wanted}", "use a Python of that range")
    wrong = list(_unmet())
    shown = ", ".join(f"{name} {version(name)}" for name in SHOWN if _installed(name))
    if wrong:
        yield fail("versions", f"{shown}; not as required: {', '.join(wrong)}", _INSTALL)
    elif others := list(_not_locked()):
        yield warn("versions", f"{shown}; other versions than were tried together: {', '.join(others)}", _INSTALL)
    else:
        yield ok("versions", shown)


def _unmet() -> Iterator[str]:
    """What is missing or outside of what the program requires."""
    for text in requires("weekhouse") or ():
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        found = _installed(requirement.name)
        if found is None or not requirement.specifier.contains(found, prereleases=True):
            yield f"{requirement.name} {found or 'is missing'} ({requirement.specifier})"


def _not_locked() -> Iterator[str]:
    """What is installed in another version than the lock beside the program has."""
    if not LOCK.is_file():
        return
    for name, pinned, marker in _LOCKED.findall(LOCK.read_text("utf-8")):
        is_meant = not marker or Requirement(f"{name} ; {marker}").marker.evaluate({"extra": ""})  # type: ignore[union-attr]
        found = _installed(name)
        if is_meant and found is not None and found != pinned:
            yield f"{name} {found} (locked {pinned})"


@cache
def _installed(name: str) -> str | None:
    """The version of a package; a search of the whole path, for a hundred packages each time that a long process is asked."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
