"""Who may read what is in HOME: nobody but its owner, save the publications where the setting `readers` lets others pass to them.

HOME itself is 0700. With `readers = "group"` it is 0710 and with "everyone" 0711: others may pass through it to `published`, but neither
list it nor read anything else in it. What does not belong here: masking (`assets.published.masking`).
"""

from __future__ import annotations

import contextlib
from pathlib import Path

OWN = ("warehouse.duckdb", "warehouse.duckdb.wal", "dagster", "logs", "alerts", "backups")
"""What is in HOME for its owner alone. A HOME may be a folder that has other things in it: they are left as they are."""
_MODES = {"owner": 0o700, "group": 0o710, "everyone": 0o711}


def mode_of(readers: str) -> int:
    """The mode of HOME for a value of the setting `readers`."""
    return _MODES[readers]


def keep(home: Path, readers: str) -> None:
    """Give HOME its mode and close what others could read in it. What is not ours stays as it is; `doctor` tells of it."""
    with contextlib.suppress(OSError):
        home.chmod(mode_of(readers))
    for path in opened(home):
        with contextlib.suppress(OSError):
            path.chmod(path.stat().st_mode & 0o700)


def opened(home: Path) -> list[Path]:
    """What others could read, if they may pass HOME, though it is for its owner alone."""
    own = (home / name for name in OWN)
    return [path for path in own if path.exists() and path.stat().st_mode & 0o077]
