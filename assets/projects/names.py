"""Which names are one project: by the registry, by normal form, and where they are more than alike, by their shape.

A pure function of all names and how many reports use each, so that the order in which reports came does not matter.
What does not belong here: the tables (`catalogue`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assets import stages
from assets.projects import shapes
from assets.projects.model import Project, Registry, normal_form
from assets.projects.shapes import Shape

MERGED_FROM = 95.0
"""Above it, no pair of tests/data/project_pairs.csv is merged wrongly (docs/decisions/projects.md); the best wrong one has 94.1."""
SUGGESTED_FROM = 75.0
"""The likeness of a name of four characters with one slip; below it, most pairs only share a word."""
VERSION = stages.fingerprint([MERGED_FROM, shapes.words_file(), "1"])
_ALIKE = 100.0
_BRACKET = re.compile(r"[（）()【】「」《》\[\]]")
_LEAST_WITH_A_SLIP = 19
"""A stem of so many characters may be like another one (of twenty, of which one is 5 %); a shorter one only like itself."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name as written, the project that it means, and how that was told."""

    name: str
    project: Project
    how: str
    """registry, spelling (the same normal form), similar, or itself."""
    score: float
    reports: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two projects that may be one, for a person to decide; `name` is the registered or more used one."""

    name: str
    other: str
    score: float


@dataclass(slots=True)
class _Group:
    """The spellings of one normal form, the most used first, or a registered project."""

    project: Project
    spellings: list[str]
    reports: int
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        self.shape = shapes.shape(self.project.name)

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Registered first, then the most used, then by name."""
        return not self.project.is_registered, -self.reports, normal_form(self.project.name)


def decide(uses: Mapping[str, int], registry: Registry) -> list[Named]:
    """The project of every name, by name. `uses` says in how many reports each stands."""
    found: list[Named] = []
    heads = _Heads(registry)
    for group in _groups(uses, registry):
        match = heads.match(group)
        if match is None:
            heads.add(group)
        target, score = match or (group, _ALIKE)
        if match:
            target.spellings += group.spellings
        for name in group.spellings:
            is_itself = name == target.project.name
            how = "registry" if group.project.is_registered else "similar" if match else "itself" if is_itself else "spelling"
            found.append(Named(name, target.project, how, score, uses[name]))
    return sorted(found, key=lambda named: named.name)


def _groups(uses: Mapping[str, int], registry: Registry) -> list[_Group]:
    """Names by the project that registry and normal form give, in order of rank; the most used whole spelling names an unknown one."""
    by_id: dict[str, list[str]] = defaultdict(list)
    for name in sorted(uses, key=lambda name: (_is_cut(name), -uses[name], name)):
        by_id[registry.resolve(name).project_id].append(name)
    groups = [_Group(registry.resolve(names[0]), names, sum(uses[name] for name in names)) for names in by_id.values()]
    return sorted(groups, key=lambda group: group.rank)


def _is_cut(name: str) -> bool:
    """Whether a bracket was lost on the way: 资金安全（一期."""
    return _BRACKET.search(name) is not None and any(
        name.count(one) != name.count(other) for one, other in ("（）", "()", "【】", "「」", "《》", "[]")
    )


class _Heads:
    """The projects found so far, by what has to be equal in the names of one project."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._blocks: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, list[_Group]]] = defaultdict(lambda: defaultdict(list))
        self._registered: dict[str, _Group] = {}
        for entry in registry.entries:
            for spelling in entry.spellings:
                self._put(self._of_registry(registry.resolve(spelling)), shapes.shape(spelling))

    def _of_registry(self, project: Project) -> _Group:
        return self._registered.setdefault(project.project_id, _Group(project, [], 0))

    def _put(self, group: _Group, shape: Shape) -> None:
        self._blocks[shape.numbers, shape.words][shape.stem].append(group)

    def add(self, group: _Group) -> None:
        """A project of its own, unless the registry has put it there."""
        if group.project.is_registered:
            known = self._of_registry(group.project)
            known.spellings += group.spellings
            known.reports += group.reports
        else:
            self._put(group, group.shape)

    def match(self, group: _Group) -> tuple[_Group, float] | None:
        """The one project that an unknown name is more than like; none where two are equally near."""
        if group.project.is_registered:
            return None
        near: dict[str, tuple[_Group, float]] = {}
        for stem, score, head in self._alike(group.shape):
            if self._may_be(group, head, Shape(stem, group.shape.numbers, group.shape.words)):
                best = max(score * 100, near[head.project.project_id][1] if head.project.project_id in near else 0.0)
                near[head.project.project_id] = head, best
        ranked = sorted(near.values(), key=lambda found: -found[1])
        return ranked[0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else None

    def _alike(self, shape: Shape) -> Iterator[tuple[str, float, _Group]]:
        """The stems that are like enough, with how much they are and whose. Few are long, and only those are compared one by one."""
        block = self._blocks[shape.numbers, shape.words]
        if len(shape.stem) < _LEAST_WITH_A_SLIP:
            yield from ((shape.stem, 1.0, head) for head in block.get(shape.stem, ()))
            return
        alike = process.extract(
            shape.stem, list(block), scorer=OSA.normalized_similarity, processor=None, score_cutoff=MERGED_FROM / 100, limit=None
        )
        yield from ((stem, score, head) for stem, score, _ in alike for head in block[stem])

    def _may_be(self, group: _Group, head: _Group, meant: Shape) -> bool:
        is_better_known = head.project.is_registered or head.reports > group.reports or meant.stem == group.shape.stem
        is_other = shapes.are_apart(group.shape, meant) or shapes.is_part(group.shape, meant)
        said_apart = any(self.registry.are_apart(a, b) for a in (head.project.name, *head.spellings) for b in group.spellings)
        return is_better_known and not is_other and not said_apart


def suggest(names: Iterable[Named], registry: Registry) -> list[Suggestion]:
    """Pairs of projects that may be one, the likeliest first: each project with the nearest better known one."""
    projects = _projects(names)
    by_numbers: dict[tuple[str, ...], list[_Group]] = defaultdict(list)
    for group in projects:
        by_numbers[group.shape.numbers].append(group)
    found = [pair for block in by_numbers.values() for pair in _nearest(block, registry)]
    return sorted(found, key=lambda pair: (-pair.score, pair.name, pair.other))


def _projects(names: Iterable[Named]) -> list[_Group]:
    by_id: dict[str, _Group] = {}
    for named in names:
        group = by_id.setdefault(named.project.project_id, _Group(named.project, [], 0))
        group.spellings.append(named.name)
        group.reports += named.reports
    return sorted(by_id.values(), key=lambda group: group.rank)


def _nearest(block: list[_Group], registry: Registry) -> Iterator[Suggestion]:
    """For each project of a block (ordered by rank) the nearest before it, where there is one near enough."""
    stems = [group.shape.stem for group in block]
    for at, group in enumerate(block):
        alike = process.extract(
            group.shape.stem, stems[:at], scorer=OSA.normalized_similarity, processor=None, score_cutoff=SUGGESTED_FROM / 100, limit=None
        )
        for _, score, position in alike:
            head = block[position]
            if not group.project.is_registered and _may_ask(group, head, block, registry):
                yield Suggestion(head.project.name, group.project.name, round(score * 100, 1))
                break


def _may_ask(group: _Group, head: _Group, block: list[_Group], registry: Registry) -> bool:
    if shapes.are_apart(group.shape, head.shape) or _is_beginning_of_several(group.shape, head.shape, block):
        return False
    return not any(registry.are_apart(a, b) for a in (head.project.name, *head.spellings) for b in (group.project.name, *group.spellings))


def _is_beginning_of_several(one: Shape, other: Shape, block: list[_Group]) -> bool:
    """存管 begins 存管路由 and 存管衍生: it says nothing of either."""
    if not shapes.is_part(one, other):
        return False
    short = min(one.stem, other.stem, key=len)
    return sum(group.shape.stem.startswith(short) and group.shape.stem != short for group in block) > 1
