"""City roll-outs: new, cumulative, remaining and target counts of cities, and the names given.

Only cities count, and only what has happened; a goal is `target_cities`. What does not belong here: tables of roll-outs (`table_rollouts`).
"""

from __future__ import annotations

from assets.facts import leads, rollout_names
from assets.facts import rollout_words as words
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Rollout
from assets.facts.name_words import CITIES, DEED_ALONE
from assets.facts.rollout_kinds import Count, happened, kind_before, kind_of
from assets.facts.scope import Scope

_COUNTS = ("new_cities", "cumulative_cities", "remaining_cities", "target_cities")
_SHORTEST_NAME = 2
_STOPS = "，,;；。"


def read(scope: Scope) -> list[Fact]:
    """The roll-out of an entry, one row for each project that it speaks of."""
    if not words.CITY_WORD.search(scope.norm, scope.start, scope.end) and scope.entry.role != "rollout":
        return []
    rows: dict[str | None, Rollout] = {}
    position = scope.start
    for count in _counts(scope):
        _count(scope, count, position, rows)
        position = max(position, count.end)
    if scope.entry.role != "plan" and all(row.new_cities is None for row in rows.values()):
        _named(scope, rows)
    for row in rows.values():
        _as_total(scope, row)
    return [row for row in rows.values() if any(getattr(row, name) is not None for name in _COUNTS)]


def _as_total(scope: Scope, row: Rollout) -> None:
    """`上线 9 城，尚余 16 城`: what is open stands beside what is left."""
    if row.new_cities is None or row.cumulative_cities is not None or row.remaining_cities is None or row.cities:
        return
    bare = words.BARE_VERB.search(scope.norm, scope.start, row.end)
    if bare and int(bare["n"]) == row.new_cities:
        row.new_cities, row.cumulative_cities = None, row.new_cities


def _named(scope: Scope, rows: dict[str | None, Rollout]) -> None:
    """The cities that a line names as opened, and does not count."""
    found = rollout_names.opened(scope.norm, scope.start, scope.end, is_alone=not rows)
    clause = scope.clause_at(found[0].start()) if found else None
    if found is None or clause is None or words.FUTURE.search(scope.norm[clause.start : found[0].start("names")]):
        return
    named, names = found
    project = _project(scope, clause)
    row = rows.get(project)
    if row is None:
        row = rows[project] = Rollout(entry=scope.entry, start=named.start(), end=named.end(), project=project, rule="rollout_text")
    row.new_cities, row.cities = len(names), names
    row.start, row.end = min(row.start, named.start()), max(row.end, named.end())
    scope.city_spans.append(named.span("names"))


def _counts(scope: Scope) -> list[Count]:
    """Every number that may count cities, in order; bare numbers only beside one that does, or in a section of roll-outs."""
    norm, span = scope.norm, (scope.start, scope.end)
    found = [Count(m, kind="cumulative_cities") for m in words.GROWN.finditer(norm, *span)]
    for m in words.SHARE.finditer(norm, *span):
        if scope.entry.role == "plan" and scope.context.dates(scope.entry, m.start("n"), m.end("of")):
            continue  # 嘉兴开城 5/24
        found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
    for m in words.SHARE_OF_CITIES.finditer(norm, *span) if "/" in norm else ():
        found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
    found += [Count(m, kind="cumulative_cities") for m in words.GREW.finditer(norm, *span)]
    for m in words.OF_ALL.finditer(norm, *span):
        if int(m["n"]) <= int(m["of"]):
            found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
    found += [Count(m, kind=kind_before(m["which"] or "累计", "")) for m in words.OF_CITIES.finditer(norm, *span)]
    found += [Count(m, kind="new_cities") for m in (words.PLUS.finditer(norm, *span) if "+" in norm else ()) if "城" in m["u"]]
    found += [Count(m) for pattern in (words.COUNT, words.COUNTED) for m in pattern.finditer(norm, *span)]
    if found or (scope.entry.role == "rollout" and "城" in norm):
        first = min((c.match.end() for c in found), default=scope.start)
        found += [Count(m) for m in words.SAME_UNIT.finditer(norm, first, scope.end)]
    if found or scope.entry.role == "rollout":
        found += [Count(m, kind="new_cities") for m in words.NEW_BEHIND.finditer(norm, *span)]
        for m in words.TOTAL_SHARE.finditer(norm, *span):
            found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
        found += [Count(m, kind="new_cities") for m in words.PLUS.finditer(norm, *span)]
        found += [Count(m, is_city=False) for m in words.BARE.finditer(norm, *span) if _stands_alone(norm, m.start())]
    return _apart(found)


def _apart(found: list[Count]) -> list[Count]:
    """One for each number, as the first pattern has it that fits, and none within another."""
    kept: dict[int, Count] = {}
    for count in found:
        if not any(c.start <= count.start < max(c.end, c.match.end(c.group)) for c in kept.values()):
            kept[count.start] = count
    before = {c.match.start(name) for c in kept.values() for name in ("from", "was") if name in c.match.re.groupindex}
    return [kept[start] for start in sorted(kept) if start not in before]


def _stands_alone(norm: str, start: int) -> bool:
    """Whether a bare number begins a word of its own: behind a mark or a Chinese character, and in no date or decimal."""
    before = norm[start - 1 : start]
    return "\u4e00" <= before <= "\u9fff" or not (before.isalnum() or before in "./+")


def _count(scope: Scope, count: Count, position: int, rows: dict[str | None, Rollout]) -> None:
    norm = scope.norm
    clause = scope.clause_at(count.start)
    if clause is None:
        return
    before = _before(norm, position, count.start)
    kind = kind_of(scope, count, clause, before)
    if kind is None or not happened(scope, count, kind, clause, before):
        return
    if kind == "new_cities" and words.OF_PERIOD.search(before) and words.OF_WEEK.search(norm, count.end, scope.end):
        scope.context.use(scope.entry, *count.match.span(count.group))
        return  # 3 月新增 7 城，其中本周 2 城
    if kind == "cumulative_cities" and words.LAST_WEEK.search(before) and not count.kind:
        scope.context.use(scope.entry, *count.match.span(count.group))
        return
    for name in ("from", "was"):
        if name in count.match.re.groupindex and count.match[name]:
            scope.context.use(scope.entry, *count.match.span(name))
    _set(scope, count, kind, clause, before, rows)


def _before(norm: str, position: int, start: int) -> str:
    """The words in front of a count: those behind the last mark, where they say something, else those since the last count."""
    stop = max((norm.rfind(mark, position, start) + 1 for mark in _STOPS), default=position)
    is_own = stop > position or words.CITY_WORD.search(norm[stop:start])
    return norm[max(position, stop if is_own else position) : start]


def _set(scope: Scope, count: Count, kind: str, clause: Clause, before: str, rows: dict[str | None, Rollout]) -> None:
    project = _project(scope, clause)
    keyword = next((m for k, p in words.KINDS if k == kind for m in [p.search(before)] if m), None)
    start = count.start - len(before) + keyword.start() if keyword else count.start
    row = rows.get(project)
    if row is None:
        row = rows[project] = Rollout(entry=scope.entry, start=start, end=count.end, project=project, rule="rollout_text")
    if getattr(row, kind) is not None and not _is_total_behind_named(row, kind, count, before):
        return
    setattr(row, kind, count.value)
    row.start, row.end = min(row.start, start), max(row.end, count.end)
    span = count.match.span(count.group)
    scope.context.use(scope.entry, *span)
    scope.city_spans.append(span)
    names = (
        rollout_names.beside(scope.norm, clause.start, (count.start, count.end), scope.end)
        if kind == "new_cities" or not row.cities
        else ()
    )
    if names and (kind == "new_cities" or row.new_cities is None):
        row.cities = names


def _is_total_behind_named(row: Rollout, kind: str, count: Count, before: str) -> bool:
    """`已推广至天津、石家庄、太原 3 城，累计 12 城`: those named are the new ones."""
    if kind != "cumulative_cities" or row.new_cities is not None or "累计" not in before or row.cumulative_cities != len(row.cities):
        return False
    if count.value <= row.cumulative_cities:
        return False
    row.new_cities = row.cumulative_cities
    return True


def _project(scope: Scope, clause: Clause) -> str | None:
    """Lines of roll-outs name their product first, also below a heading of many, and sentence by sentence."""
    entry = scope.entry
    lead = next(c for c in scope.clauses if c.sentence == clause.sentence)
    project = scope.project(clause)
    is_first = lead is scope.clauses[0]
    is_told = is_first and (entry.body > entry.start or entry.parent is None or entry.parent.form != "heading")
    if entry.form == "row" or (is_told and project):
        return _of_product(project) or project
    found = leads.own(entry, entry.start if is_told else lead.start)
    if project and found and found[2] == "colon" and CITIES.search(found[0]):
        return project
    own = found[0] if found and not DEED_ALONE.fullmatch(found[0]) and (is_first or not words.NOT_IN_NAME.search(found[0])) else None
    return _of_product(own) or _of_product(project) or project or scope.context.projects.stands_in(scope.norm[scope.start : scope.end])


def _of_product(name: str | None) -> str | None:
    """The name up to the words that count: 物业费对账城市 → 物业费对账; none where nothing is left of it, or cities stand in it."""
    end = words.NOT_IN_NAME.search(name) if name else None
    found = name[: end.start()] if name and end else name
    return found if found and len(found) >= _SHORTEST_NAME and not words.COUNT.search(found) else None
