"""What every rule over an entry's text needs to know: its clauses, their project and its numbers.

What does not belong here: the rules, and what a number is called (`quantity_names`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assets.facts import clauses, leads, numbers, topics
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.context import Context
from assets.facts.model import Entry
from assets.facts.name_words import DEED, SHORTEST_STEM
from assets.facts.numbers import Number

_ORDINAL = re.compile(r"\d{1,2}(?:[、)]|\.(?!\d))\s*")
_PHASED = re.compile(r"[一二三四五六七八九十]期|迭代\s?\d|[vV]\d|阶段")


@dataclass(slots=True)
class Scope:
    """An entry's span with its clauses, the project of each sentence, and its numbers."""

    context: Context
    entry: Entry
    norm: str
    """The line in normal form."""
    start: int
    end: int
    clauses: list[Clause]
    projects: dict[int, str | None]
    numbers: list[Number]
    city_spans: list[tuple[int, int]] = field(default_factory=list)
    """Where roll-out counts were read: no milestone is made of them."""
    _inside: dict[int, list[Number]] = field(default_factory=dict)
    _values: dict[int, list[Number]] = field(default_factory=dict)

    def project(self, clause: Clause) -> str | None:
        """The project that the clause speaks of."""
        return self.projects.get(clause.sentence, self.entry.project)

    @property
    def speaks_of_cities(self) -> bool:
        """Whether what stands above says that it is about the opening of cities: 开城周报, 城市推广."""
        return self.entry.role == "rollout" or "城" in self.context.report.title or "城" in (self.entry.section or "")

    def numbers_in(self, clause: Clause) -> list[Number]:
        """The numbers of a clause, of which several rules ask for each of them."""
        if (known := self._inside.get(clause.index)) is None:
            known = self._inside[clause.index] = [n for n in self.numbers if clause.start <= n.start < clause.end]
        return known

    def values_in(self, clause: Clause) -> list[Number]:
        """Those that are no part of a date."""
        if (known := self._values.get(clause.index)) is None:
            known = self.numbers_in(clause)
            if len(known) > 1 and (whens := self.context.dates(self.entry, clause.start, clause.end)):
                known = [n for n in known if not any(w.start < n.end and n.start < w.end for w in whens)]
            self._values[clause.index] = known
        return known

    def clause_at(self, position: int) -> Clause | None:
        """The clause that holds a position."""
        for clause in self.clauses:
            if clause.start <= position < clause.end:
                return clause
        return None


def of(context: Context, entry: Entry, start: int, end: int) -> Scope:
    """The scope of a span: the whole text of an item, or one cell of a row."""
    parts = clauses.split(entry.norm, start, end)
    scope = Scope(context, entry, entry.norm, start, end, parts, {}, numbers.find(entry.norm, start, end))
    _sentence_projects(scope)
    return scope


def _phase_of(name: str, current: str | None) -> str:
    """迭代3 after 商户重构迭代2 is the next phase of the same project."""
    if current is None or not _PHASE_ALONE.fullmatch(name):
        return name
    stem = _PHASE_END.sub("", current).rstrip(" （(")
    return f"{stem}{name}" if stem else name


def _is_of_person(found: tuple[str, int, str]) -> bool:
    """Whether a later sentence of what one person did is of work of its own: `李明：存管路由联调完；票据中台开发 30%`."""
    return len(found[0]) > SHORTEST_STEM + 1 or (len(found[0]) > SHORTEST_STEM and not DEED.search(found[0]))


_NTH = re.compile(r"[一二三四五六七八九十]是")
"""二是 in front of the second thing that somebody will do."""
_PHASE_ALONE = re.compile(r"第?[一二三四五六七八九十]期|迭代\s?\d+|[vV]\d+(?:\.\d+)*|第[一二三四五六]阶段")
_PHASE_END = re.compile(rf"[（(]?(?:{_PHASE_ALONE.pattern})[)）]?$")


def _has_person(row: Entry) -> bool:
    """Whether a row, or what it is a cell of, is of a person."""
    return row.person or any(c.kind == "person" and c.end > c.start for c in row.cells)


def _is_next(entry: Entry, found: tuple[str, int, str], current: str, *, is_first: bool) -> bool:
    """`错误码规范 v2 已发布。配置中心迁移没有进展`: a paragraph below no project's title goes from one undertaking to the next."""
    is_free = entry.form == "text" and (entry.parent is None or entry.parent.project != entry.project) and not _is_headed(entry)
    is_part = _IS_BUILT.match(entry.norm, found[1]) is not None
    if found[2] == "glued" and not is_first and not is_part and _is_of_same_trade(found[0], current):
        return True
    if is_part and topics.brought_up(entry, entry.start):
        return False  # 明细比对引擎开发 65% behind `先说对账平台。`
    if found[2] == "topic" and not is_first:
        return is_free
    return is_free and found[2] in ("glued", "comma") and leads.is_undertaking(found)


_IS_BUILT = re.compile(r"\s*(?:开发|研发|编码|联调|自测)")
"""三级分账 of `连锁分账：两级分账上线；三级分账开发进度 48%` is a part, as what is developed mostly is."""


def _is_of_same_trade(name: str, other: str) -> bool:
    """经纪人分佣代扣 behind 水电代扣 is another product of its kind."""
    return (
        not DEED.search(name[-2:])
        and name[-2:] == other[-2:]
        and min(len(name), len(other)) > SHORTEST_STEM
        and name not in other
        and other not in name
    )


def _is_headed(entry: Entry) -> bool:
    """Whether a paragraph has a title of its own in front: `**单元化三期**：压测晚了一天。影子库建设 85%` is about that."""
    return entry.body > entry.start and "**" in entry.raw[: entry.body]


def _is_one(parts: list[Clause], body: int) -> bool:
    """Whether the clauses are one sentence, and that is the text of the entry from its beginning."""
    return not parts or (parts[0].start == body and parts[0].depth == 0 and parts[-1].sentence == 0)


def _known_within(scope: Scope, first: Clause) -> str | None:
    """存管二期 of `开发修复要排到周日，存管二期上线延期至 6/29`: the project with which a later clause of the sentence begins."""
    later = (c for c in scope.clauses[first.index + 1 :] if c.sentence == first.sentence and c.depth == 0)
    return next(filter(None, (scope.context.projects.begins(scope.norm[c.start : c.end]) for c in later)), None)


def _sentence_projects(scope: Scope) -> None:
    """A later sentence may speak of another project: one in brackets, or one whose name carries a phase."""
    entry, current, last = scope.entry, scope.entry.project, -1
    is_remark = entry.role == "note" and entry.label is not None and current is None
    is_of_person = entry.form == "row" and current is None and _has_person(entry)
    if not is_of_person and (entry.form == "row" or (not is_remark and _is_one(scope.clauses, entry.body))):
        return  # all of it is of the project of the entry
    for clause in scope.clauses:
        if clause.sentence == last or clause.depth:
            continue
        last = clause.sentence
        first = clause.start == entry.body
        is_told = is_of_person or not (first and not is_remark)
        ordinal = _ORDINAL.match(scope.norm, clause.start, clause.end) if is_of_person else None
        found = leads.own(entry, ordinal.end() if ordinal else clause.start) if is_told else None
        if (found and (is_of_person or (is_remark and found[2] != "comma"))) or (
            found and (found[2] == "bracket" or (_PHASED.search(found[0]) and found[2] != "colon" and current is not None))
        ):
            current = _phase_of(found[0], current)
        elif found and (
            (entry.person and _is_of_person(found)) or (current is not None and _is_next(entry, found, current, is_first=first))
        ):
            current = found[0]
        elif not first and entry.form == "text":
            told = _NTH.match(scope.norm, clause.start)
            known = scope.context.projects.begins(scope.norm[told.end() if told else clause.start : clause.end])
            if current is None:  # a summary, which goes from one project to the next
                known = known or _known_within(scope, clause) or (found[0] if leads.is_undertaking(found) and found else None)
                before = scope.projects.get(clause.sentence - 1)
                scope.projects[clause.sentence] = before if known is None and scope.norm[clause.start] in "它其" else known
                continue
            current = known or current
        scope.projects[clause.sentence] = current
