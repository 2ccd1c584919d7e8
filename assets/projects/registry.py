"""The registry's file, `projects.toml`: every mistake in it is told in one line.

What does not belong here: what the entries mean (`model`) and editing them (`editing`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assets.projects import shapes
from assets.projects.model import Entry, Project, Registry, normal_form, phase_of

__all__ = ["Entry", "Project", "Registry", "RegistryError", "load", "normal_form", "parse", "phase_of"]

_KEYS = ("name", "aliases", "phase", "parent", "not_same_as")
_LISTS = ("aliases", "not_same_as")


class RegistryError(ValueError):
    """The registry file cannot be used; the message is one line that says where and why."""


def load(path: Path | None) -> Registry:
    """The registry of a `projects.toml`. An absent file is an empty registry. Raises `RegistryError` for the first mistake in it."""
    if path is None or not path.exists():
        return Registry()
    try:
        text = path.read_text("utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise RegistryError(f"{path}: {error}") from None
    return parse(text, str(path))


def parse(text: str, where: str) -> Registry:
    """The registry that a text holds; `where` begins every message."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(f"{where}: {error}") from None
    try:
        return _registry(data)
    except RegistryError as error:
        raise RegistryError(f"{where}: {error}") from None


def _registry(data: Mapping[str, Any]) -> Registry:
    items = data.get("project", [])
    unknown = sorted(set(data) - {"project"})
    if unknown:
        raise RegistryError(f"there is no setting {unknown[0]}; projects are written as [[project]]")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise RegistryError("projects are written as [[project]]")
    entries = [_entry(number, item) for number, item in enumerate(items, 1)]
    owner: dict[str, Entry] = {}
    for entry in entries:
        for spelling in entry.spellings:
            other = owner.setdefault(normal_form(spelling), entry)
            if other is not entry:
                both = f"{other.name} and {entry.name}"
                raise RegistryError(f"{spelling} is registered twice" if other.name == entry.name else f"{spelling} belongs to both {both}")
    for entry in entries:
        _check(entry, owner)
    return Registry(tuple(entries))


def _entry(number: int, item: Mapping[str, Any]) -> Entry:
    name = item.get("name")
    if not isinstance(name, str) or not normal_form(name):
        raise RegistryError(f"project {number} needs a name")
    unknown = sorted(set(item) - set(_KEYS))
    if unknown:
        raise RegistryError(f"project {name}: there is no key {unknown[0]}; known: {', '.join(_KEYS)}")
    for key in _LISTS:
        value = item.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and normal_form(word) for word in value):
            raise RegistryError(f"project {name}: {key} is a list of names")
    for key in ("phase", "parent"):
        if key in item and not (isinstance(item[key], str) and item[key].strip()):
            raise RegistryError(f"project {name}: {key} is a text")
    return Entry(name, tuple(item.get("aliases", ())), item.get("phase"), item.get("parent"), tuple(item.get("not_same_as", ())))


def _check(entry: Entry, owner: Mapping[str, Entry]) -> None:
    """What an entry says of others must be possible."""
    own = {normal_form(spelling) for spelling in entry.spellings}
    for other in entry.not_same_as:
        if normal_form(other) in own:
            raise RegistryError(f"project {entry.name}: {other} is both an alias and in not_same_as")
    numbers = shapes.phase_numbers(entry.phase or entry.name)
    for alias in entry.aliases:
        if phase_of(alias) and shapes.phase_numbers(alias) != numbers:
            raise RegistryError(f"project {entry.name}: {alias} is of another phase")
    seen = [entry.name]
    above = entry
    while above.parent:
        parent = owner.get(normal_form(above.parent))
        if parent is None:
            raise RegistryError(f"project {above.name}: its parent {above.parent} is not registered")
        if parent.name in seen:
            raise RegistryError(f"project {entry.name}: it is part of itself ({' → '.join([*seen, parent.name])})")
        seen.append(parent.name)
        above = parent
