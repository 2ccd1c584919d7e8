"""Where a run's log goes: a file of its own in HOME/logs, one JSON object a line. The terminal is for people.

Keys: at, level, logger, message; run_id, step and event where Dagster has them; traceback of an error.

What does not belong here: what Dagster keeps of a run (its event log, shown in the UI).
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

RUN_LOGGER = "weekhouse"


class _AsJson(logging.Formatter):
    """A record as a line of JSON, for people with `jq` and for collectors of logs."""

    def format(self, record: logging.LogRecord) -> str:
        of_dagster = getattr(record, "dagster_meta", None) or {}
        event = of_dagster.get("dagster_event")
        fields = {
            "at": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "run_id": of_dagster.get("run_id"),
            "step": of_dagster.get("step_key"),
            "event": event.event_type_value if event else None,
            "message": of_dagster.get("orig_message") or record.getMessage(),
            "traceback": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in fields.items() if value is not None}, ensure_ascii=False, default=str)


class _Quiet(logging.FileHandler):
    """A log that cannot be written (a full disk) is no second mistake to tell of on the terminal."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name in logging
        """Leave the record out."""

    def close(self) -> None:
        """Close the file; what could not be written then is left out too."""
        with suppress(OSError):
            super().close()


@contextmanager
def logged(home: Path, command: str) -> Iterator[Path]:
    """Send all logging and warnings of the block to a new file in HOME/logs, and nowhere else."""
    file = _log_file(home, command)
    handler: logging.Handler
    try:
        handler = _Quiet(file, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_AsJson())
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers, root.level = [handler], logging.WARNING  # at info, libraries tell 1,600 times how they work
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
