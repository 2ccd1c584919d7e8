"""Which sources a command reads: those given, else the configured ones, else the samples.

What does not belong here: reading them (`assets.documents`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assets.documents.scan import MEDIA, list_files
from assets.house import Source
from pipelines.problems import UnusableError
from pipelines.settings import Settings

SAMPLES = Path("samples") / "reports"


def chosen(settings: Settings, given: Sequence[Path] = ()) -> tuple[Source, ...]:
    """The sources to read. Raises `UnusableError` when a given one is missing or none has anything in it."""
    missing = [path for path in given if not path.exists()]
    if missing:
        raise UnusableError(f"there is no file or folder {', '.join(map(str, missing))}")
    teams = {source.path: source.team for source in settings.configured_sources}
    sources = tuple(Source(path, teams.get(path)) for path in given) or configured(settings)
    if not sources:
        raise UnusableError("there is nothing to read: name a SOURCE, or [[sources]] in weekhouse.toml")
    if not any(list_files(source, settings.home).files for source in sources):
        names = ", ".join(source.name for source in sources)
        raise UnusableError(f"there is no report, table or log ({' '.join(MEDIA)}) in {names}")
    return sources


def configured(settings: Settings) -> tuple[Source, ...]:
    """The configured sources, else the samples."""
    return settings.configured_sources or samples()


def samples() -> tuple[Source, ...]:
    """The samples in the current folder, else those that came with the program."""
    for folder in (SAMPLES, Path(__file__).resolve().parents[1] / SAMPLES):
        if folder.is_dir():
            return (Source(folder),)
    return ()
