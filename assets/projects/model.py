"""Projects and the registry of them: name, aliases, phase, parent, and what is not the same. An unknown name stands for itself.

What does not belong here: how names are read from reports (`assets.facts.naming`), which unknown names are one (`names`), the
file (`registry`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from assets import stages

_PHASE = re.compile(
    r"(?:第?[一二三四五六七八九十\d]+期|迭代\s?\d+|[vV]\d+(?:\.\d+)*|(?<=[\s\u4e00-\u9fff])\d+\.\d+$|Q[1-4]|第[一二三四五六]阶段)"
)
_NEEDLESS = re.compile(r"[\W_]+")
_KEY_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its stable key, canonical name, phase, whether the registry knows it, and the key of what it is part of."""

    project_id: str
    name: str
    phase: str | None
    is_registered: bool
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A `[[project]]` of the registry, as written."""

    name: str
    aliases: tuple[str, ...] = ()
    phase: str | None = None
    parent: str | None = None
    not_same_as: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its name and aliases."""
        return (self.name, *self.aliases)


@cache
def normal_form(name: str) -> str:
    """What two spellings of one name share: width, case, spaces and punctuation do not count. 三期 and 四期 stay apart."""
    return _NEEDLESS.sub("", unicodedata.normalize("NFKC", name)).lower()


def project_key(name: str) -> str:
    """The stable key of the project whose canonical name this is."""
    return "p-" + stages.fingerprint([normal_form(name)])[:_KEY_LENGTH]


def phase_of(name: str) -> str | None:
    """三期, 迭代3, V3 … as written, None without one."""
    found = _PHASE.findall(name)
    return str(found[-1]) if found else None


@dataclass(frozen=True)
class Registry:
    """Known projects by the normal form of each name and alias."""

    entries: tuple[Entry, ...] = ()
    _unknown: dict[str, Project] = field(default_factory=dict, compare=False)

    @cached_property
    def _entry_of(self) -> dict[str, Entry]:
        return {normal_form(spelling): entry for entry in self.entries for spelling in entry.spellings}

    @cached_property
    def _known(self) -> dict[str, Project]:
        return {normal: self._project(entry) for normal, entry in self._entry_of.items()}

    def _project(self, entry: Entry) -> Project:
        parent = self._entry_of[normal_form(entry.parent)].name if entry.parent else None
        return Project(
            project_key(entry.name),
            entry.name,
            entry.phase or phase_of(entry.name),
            is_registered=True,
            parent_id=parent and project_key(parent),
        )

    @cached_property
    def _apart(self) -> frozenset[frozenset[str]]:
        return frozenset(frozenset((self._head(entry.name), self._head(other))) for entry in self.entries for other in entry.not_same_as)

    def _head(self, name: str) -> str:
        """The normal form of the canonical name, or of the name itself."""
        entry = self.entry(name)
        return normal_form(entry.name if entry else name)

    def entry(self, name: str) -> Entry | None:
        """The entry that has the name or alias."""
        return self._entry_of.get(normal_form(name))

    def resolve(self, name: str) -> Project:
        """The project of a name as written; an unknown name makes one of its own."""
        known = self._known.get(normal_form(name))
        if known:
            return known
        if name not in self._unknown:
            self._unknown[name] = Project(project_key(name), name, phase_of(name), is_registered=False)
        return self._unknown[name]

    def are_apart(self, one: str, other: str) -> bool:
        """Whether a person said that the two names are different projects."""
        return frozenset((self._head(one), self._head(other))) in self._apart

    def with_parents(self, projects: Iterable[Project]) -> Iterator[Project]:
        """The projects and all that they are part of, each once."""
        seen: set[str] = set()
        by_id = {project.project_id: project for project in self._known.values()}
        waiting = list(projects)
        while waiting:
            project = waiting.pop(0)
            if project.project_id not in seen:
                seen.add(project.project_id)
                yield project
                if project.parent_id:
                    waiting.append(by_id[project.parent_id])

    @property
    def fingerprint(self) -> str:
        """Changes whenever a name could be resolved otherwise."""
        return stages.fingerprint(self.entries)
