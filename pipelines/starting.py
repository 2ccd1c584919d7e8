"""`weekhouse init`: the files that people edit. What does not belong here: their text (`templates/`)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pipelines.problems import UnusableError

_FILES = (
    ("weekhouse.toml", "weekhouse.toml"),
    ("projects.toml", "projects.toml"),
    ("corrections.md", "corrections/README.md"),
)


def init(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write each file unless it is there; gives its path and whether it was written."""
    for template, name in _FILES:
        target = folder / name
        is_new = not target.exists()
        if is_new:
            text = files("pipelines.templates").joinpath(template).read_text("utf-8")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            except OSError as error:
                raise UnusableError(f"{target} cannot be written: {error.strerror or error}") from None
        yield target, is_new
