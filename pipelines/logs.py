"""Where a run's log goes: a file of its own in HOME/logs. The terminal is for people.

What does not belong here: what Dagster keeps of a run (its event log, shown in the UI).
"""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

RUN_LOGGER = "weekhouse"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@contextmanager
def logged(home: Path, command: str) -> Iterator[Path]:
    """Send all logging and warnings of the block to a new file in HOME/logs, and nowhere else."""
    file = _log_file(home, command)
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers, root.level = [handler], logging.INFO
    logging.getLogger(RUN_LOGGER).setLevel(logging.DEBUG)
    logging.captureWarnings(capture=True)
    try:
        with warnings.catch_warnings():
            yield file
    finally:
        logging.captureWarnings(capture=False)
        root.handlers, root.level = before, level
        handler.close()


def write_down(error: BaseException, home: Path, command: str) -> Path:
    """Put the traceback of an exception that nobody expected into a log, and say where."""
    with logged(home, command) as file:
        logging.getLogger(RUN_LOGGER).critical("unexpected", exc_info=error)
    return file


def _log_file(home: Path, command: str) -> Path:
    """A file in HOME/logs, else in the temporary folder where HOME cannot be written."""
    folder = home / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir())
    return folder / f"{datetime.now().astimezone():%Y%m%dT%H%M%S}-{command}-{os.getpid()}.log"
