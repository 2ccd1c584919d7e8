"""The reviewed registry of projects: name, aliases, phase. A name that it does not know stands for itself.

What does not belong here: how names are read from reports (`assets.facts.naming`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assets import stages

_PHASE = re.compile(r"(?:第?[一二三四五六七八九十\d]+期|迭代\s?\d+|[vV]\d+(?:\.\d+)*|(?<=\s)\d+\.\d+$|Q[1-4]|第[一二三四五六]阶段)")
_KEY_LENGTH = 12


class RegistryError(ValueError):
    """The registry file cannot be used; the message is one line that says where and why."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its stable key, canonical name, phase and whether the registry knows it."""

    project_id: str
    name: str
    phase: str | None
    is_registered: bool


def normal_form(name: str) -> str:
    """What two spellings of one name share: width, case, spaces and punctuation do not count. 三期 and 四期 stay apart."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).lower()


def phase_of(name: str) -> str | None:
    """三期, 迭代3, V3 … as written, None without one."""
    found = _PHASE.findall(name)
    return str(found[-1]) if found else None


def _project(name: str, *, is_registered: bool) -> Project:
    return Project("p-" + stages.fingerprint([normal_form(name)])[:_KEY_LENGTH], name, phase_of(name), is_registered)


@dataclass(frozen=True)
class Registry:
    """Known projects by the normal form of each name and alias."""

    entries: tuple[tuple[str, tuple[str, ...]], ...] = ()
    _unknown: dict[str, Project] = field(default_factory=dict, compare=False)

    @cached_property
    def _known(self) -> dict[str, Project]:
        known: dict[str, Project] = {}
        for name, aliases in self.entries:
            project = _project(name, is_registered=True)
            for spelling in (name, *aliases):
                known[normal_form(spelling)] = project
        return known

    def resolve(self, name: str) -> Project:
        """The project of a name as written; an unknown name makes one of its own."""
        known = self._known.get(normal_form(name))
        if known:
            return known
        if name not in self._unknown:
            self._unknown[name] = _project(name, is_registered=False)
        return self._unknown[name]

    @property
    def fingerprint(self) -> str:
        """Changes whenever a name could be resolved otherwise."""
        return stages.fingerprint(self.entries)


def load(path: Path | None) -> Registry:
    """The registry of a `projects.toml`: tables `[[project]]` with `name` and `aliases`. An absent file is an empty registry.

    Raises `RegistryError` for a file that is no TOML, an entry without a name, or one alias of two projects.
    """
    if path is None or not path.exists():
        return Registry()
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise RegistryError(f"{path}: {error}") from None
    entries: list[tuple[str, tuple[str, ...]]] = []
    owner: dict[str, str] = {}
    for number, item in enumerate(data.get("project", []), 1):
        name, aliases = item.get("name"), item.get("aliases", [])
        if not isinstance(name, str) or not normal_form(name) or not all(isinstance(a, str) for a in aliases):
            raise RegistryError(f"{path}: project {number} needs a name and a list of aliases")
        for spelling in (name, *aliases):
            other = owner.setdefault(normal_form(spelling), name)
            if other != name:
                raise RegistryError(f"{path}: {spelling} belongs to both {other} and {name}")
        entries.append((name, tuple(aliases)))
    return Registry(tuple(entries))
