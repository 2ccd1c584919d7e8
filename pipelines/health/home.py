"""`doctor` on HOME: room on the disk, who may read what, the lock, and whether the warehouse opens.

What does not belong here: what is in the warehouse.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from assets.migrations import newest
from assets.published import shelf
from pipelines.health.finding import Finding, fail, ok, warn
from pipelines.health.state import State
from pipelines.privacy import mode_of, opened

_LEAST_BYTES = 200 * 1024**2
"""A small home grows by its first publications."""
_COPIES = 3
"""The warehouse, its copy in a new publication, and the one that a purge or rebuild writes."""


def check(state: State) -> Iterator[Finding]:
    """All of it, as far as HOME is there."""
    home = state.settings.home
    if not home.is_dir():
        yield warn("home", f"{home} is not there", "the first `weekhouse run` makes it")
        yield _disk(home)
        return
    yield _writable(home)
    yield _disk(home)
    yield _privacy(home, state.settings.readers)
    yield _published(state)
    if state.working or state.published or state.flaw:
        yield _working(state)


def _writable(home: Path) -> Finding:
    if os.access(home, os.W_OK | os.X_OK):
        return ok("home", str(home))
    return fail(
        "home", f"{home} cannot be written by this account", "run as its owner, or give it back with chown; is the disk mounted read-only?"
    )


def _disk(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.resolve().parents) if folder.is_dir())
    free, warehouse = shutil.disk_usage(there).free, home / "warehouse.duckdb"
    size = warehouse.stat().st_size if warehouse.is_file() else 0
    words = f"{_mb(free)} free, the warehouse has {_mb(size)}"
    if free < max(size, _LEAST_BYTES):
        return fail("disk", words, "make room: a run writes a second copy of it")
    if free < _COPIES * size:
        return warn("disk", words, f"make room: {_COPIES} times its size is on the safe side")
    return ok("disk", words)


def _mb(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


def _privacy(home: Path, readers: str) -> Finding:
    """What others could read: HOME itself, and what lies open in it where they may pass."""
    found, wanted = stat.S_IMODE(home.stat().st_mode), mode_of(readers)
    advice = f"chmod {wanted:o} it, or let the next run do so"
    if found & 0o066:
        return fail("privacy", f"{home} has mode {found:04o}, so that others see what is in it, unmasked", advice)
    if found & 0o077 and (names := [path.name for path in opened(home)]):
        return fail("privacy", f"others can read {', '.join(names)} in {home}", "chmod go= them, or let the next run do so")
    if found & 0o077 != wanted & 0o077:
        who = "others may pass to what is published" if found & 0o077 & ~wanted else "readers cannot pass to what is published"
        return warn("privacy", f"{home} has mode {found:04o}: {who} (setting readers: {readers})", advice)
    return ok("privacy", f"{home} has mode {found:04o} (readers: {readers})")


def _published(state: State) -> Finding:
    """Whether what is published is whole, and can be read by those who reach it."""
    if state.flaw:
        return fail("publication", f"it is not whole: {state.flaw}", "`weekhouse run` makes it anew")
    if state.published is None and _was_published(state.settings.home):
        return fail(
            "publication", f"{state.settings.home / shelf.LINK} leads to none, though there was one", "`weekhouse run` makes it anew"
        )
    if state.published is None:
        return warn("publication", "there is none yet", "`weekhouse run` makes it")
    folder = state.published.folder
    closed = [p for p in (folder.parent, folder, *folder.rglob("*")) if not p.stat().st_mode & stat.S_IROTH]
    if closed:
        return warn("publication", f"{closed[0]} can be read by its owner alone", "the next publication mends it")
    return ok("publication", f"{state.published.publication_id}, of {state.published.created_at:%Y-%m-%d %H:%M}")


def _was_published(home: Path) -> bool:
    return (home / shelf.LINK).is_symlink() or any((home / shelf.PUBLICATIONS).glob("[!.]*"))


def _working(state: State) -> Finding:
    working = state.working
    if working is None:
        return fail(
            "warehouse",
            "it is gone, though a publication stands",
            "`weekhouse restore` a backup: a run begins anew, without decisions and earlier revisions",
        )
    if working.holder:
        return ok("warehouse", f"not looked at: a run is at work ({working.holder})")
    if working.problem:
        return fail("warehouse", f"it does not open: {working.problem}", "`weekhouse restore` a backup; docs/operate.md")
    if (working.schema_version or 0) > newest():
        return fail("warehouse", f"a newer Weekhouse wrote it (tables of version {working.schema_version})", "install that version again")
    if working.schema_version != newest():
        return warn(
            "warehouse", f"tables of version {working.schema_version}, to become {newest()}", "make a backup; the next run upgrades it"
        )
    return ok("warehouse", f"opens, tables of version {working.schema_version}; nobody is at work")
