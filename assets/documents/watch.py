"""Whether the documents of the sources changed: by their content, looked at only where size or times did.

What does not belong here: Notion, which nothing on this machine can tell; storing what changed (`collect`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from assets.documents.scan import FileSeen, list_files
from assets.house import House, Source

MEMORY = "watched.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class State:
    """All documents as one digest, and how many there are."""

    digest: str
    documents: int


def look(house: House) -> State:
    """The present state of the house's files. What was looked at is remembered in HOME, so that the next look opens little."""
    memory = house.home / MEMORY
    known = _remembered(memory)
    seen: dict[str, list[int | str]] = {}
    for source in house.sources:
        if isinstance(source, Source):
            for file in list_files(source, house.home).files:
                key = f"{source.name}\0{file.file}"
                marks = [file.size, file.mtime_ns, file.ctime_ns]
                before = known.get(key)
                seen[key] = [*marks, before[-1] if before and before[:-1] == marks else _digest(file)]
    if seen != known:
        house.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = memory.with_suffix(".new")
        written.write_text(json.dumps(seen), encoding="utf-8")
        written.replace(memory)
    together = hashlib.sha256("\n".join(f"{key}\0{marks[-1]}" for key, marks in sorted(seen.items())).encode())
    return State(together.hexdigest(), len(seen))


def _remembered(memory: Path) -> dict[str, list[int | str]]:
    try:
        found = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(file: FileSeen) -> str:
    """Of the content; a file that cannot be opened now counts by its marks."""
    digest = hashlib.sha256()
    try:
        with file.path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return f"unread {file.size} {file.mtime_ns}"
    return digest.hexdigest()
