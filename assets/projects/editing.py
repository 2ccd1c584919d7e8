"""What a person decides about names, written into `projects.toml` so that its comments and order stay.

What does not belong here: reading the file (`registry`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assets.projects.registry import Registry, RegistryError, load, normal_form, parse

_HEADER = "# The registry: which names are one project. `weekhouse projects` lists, accepts and rejects.\n"


def accept(path: Path, name: str, alias: str) -> Registry:
    """Write `alias` down as another name of the project `name`. Raises `RegistryError`; the file is then as it was."""
    return _edit(path, name, alias, add_to="aliases", take_from="not_same_as")


def reject(path: Path, name: str, alias: str) -> Registry:
    """Write down that `alias` is not the project `name`. Raises `RegistryError`; the file is then as it was."""
    return _edit(path, name, alias, add_to="not_same_as", take_from="aliases")


def _edit(path: Path, name: str, alias: str, *, add_to: str, take_from: str) -> Registry:
    import tomlkit  # noqa: PLC0415 - 30 ms, for the two commands that edit

    path = path.resolve()  # a link stays one
    before = load(path)
    known = before.entry(name)
    if normal_form(name) == normal_form(alias):
        raise RegistryError(f"{name} and {alias} are one name")
    document = tomlkit.parse(path.read_bytes() if path.exists() else _HEADER)
    projects: Any = document.setdefault("project", tomlkit.aot())
    item: Any = next((table for table in projects if known and table["name"] == known.name), None)
    if item is None:
        is_list = isinstance(projects, tomlkit.items.Array)
        item = tomlkit.inline_table() if is_list else tomlkit.table()
        item["name"] = name
        if projects and not is_list:
            projects[-1].add(tomlkit.nl())
        projects.append(item)
        item = projects[-1]
    _without(item, take_from, lambda word: normal_form(word) == normal_form(alias))
    words = item.setdefault(add_to, tomlkit.array())
    if normal_form(alias) not in {normal_form(word) for word in words}:
        words.append(alias)
    text = tomlkit.dumps(document)
    after = parse(text, str(path))
    _replace(path, text)
    return after


def _without(item: Any, key: str, is_meant: Callable[[str], bool]) -> None:  # noqa: ANN401 - a table of tomlkit
    words = item.get(key, [])
    for position in reversed([at for at, word in enumerate(words) if is_meant(word)]):
        del words[position]
    if key in item and not words:
        del item[key]


def _replace(path: Path, text: str) -> None:
    """The whole new file or the old one, never half of it; its permissions stay."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(draft).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
