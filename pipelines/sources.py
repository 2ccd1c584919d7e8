"""Which sources a command reads: those given, else the configured ones, else the samples.

What does not belong here: reading them (`assets.documents`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assets.credentials import SecretError, secret
from assets.documents.scan import MEDIA, has_files
from assets.house import AnySource, NotionSource, Source
from pipelines.problems import UnusableError
from pipelines.settings import Settings

SAMPLES = Path("samples") / "reports"
_LONGEST_SHOWN = 80


def chosen(settings: Settings, given: Sequence[Path] = ()) -> tuple[AnySource, ...]:
    """The sources to read. Raises `UnusableError` when a given one is missing or none has anything in it."""
    sources = named(settings, given) or configured(settings)
    if not sources:
        raise UnusableError("there is nothing to read: name a SOURCE, or [[sources]] in weekhouse.toml")
    if not any(_is_usable(source, settings.home) for source in sources):
        raise UnusableError(*(_why_not(source) for source in sources))
    return sources


def named(settings: Settings, given: Sequence[Path]) -> tuple[Source, ...]:
    """The paths as sources, with the team and name that the settings give them. Raises `UnusableError` when one is missing."""
    missing = [path for path in given if not _is_there(path)]
    if missing:
        raise UnusableError(f"there is no file or folder {', '.join(map(str, missing))}")
    known = {source.path: source for source in settings.configured_sources if isinstance(source, Source)}
    return tuple(known.get(path, Source(path)) for path in given)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name that is too long
        raise UnusableError(f"{str(path)[:_LONGEST_SHOWN]}…: {error.strerror}") from None


def _is_usable(source: AnySource, home: Path) -> bool:
    """Whether a path has anything to read in it; whether there is a token for a Notion source."""
    if isinstance(source, NotionSource):
        return _no_token(source) is None
    return has_files(source, home)


def _why_not(source: AnySource) -> str:
    if isinstance(source, NotionSource):
        return f"{source.name}: no token of the Notion integration: {_no_token(source)}"
    return f"there is no report, table or log ({' '.join(MEDIA)}) in {source.name}"


def _no_token(source: NotionSource) -> str | None:
    """Why there is no token, None where there is one."""
    try:
        secret(source.token_env)
    except SecretError as error:
        return str(error)
    return None


def configured(settings: Settings) -> tuple[AnySource, ...]:
    """The configured sources, else the samples."""
    return settings.configured_sources or samples()


def samples() -> tuple[Source, ...]:
    """The samples in the current folder, else those that came with the program."""
    for folder in (SAMPLES, Path(__file__).resolve().parents[1] / SAMPLES):
        if folder.is_dir():
            return (Source(folder),)
    return ()
