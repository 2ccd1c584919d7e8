"""City roll-outs: new, cumulative, remaining and target counts of cities, and the names given.

Only cities count, and only what has happened; a goal is `target_cities`. What does not belong here: tables of roll-outs (`table_rollouts`).
"""

from __future__ import annotations

from collections.abc import Iterable

from assets.facts import rollout_names, rollout_products
from assets.facts import rollout_words as words
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Rollout
from assets.facts.rollout_kinds import Count, happened, kind_before, kind_of
from assets.facts.scope import Scope
from assets.facts.table_words import city_count

_COUNTS = ("new_cities", "cumulative_cities", "remaining_cities", "target_cities")
_STOPS = "，,;；。"


def read(scope: Scope) -> list[Fact]:
    """The roll-out of an entry, one row for each project that it speaks of."""
    is_about_cities = words.CITY_WORD.search(scope.norm, _beginning(scope), scope.end) or scope.entry.role == "rollout"
    if not (is_about_cities or words.OPENINGS.match(scope.norm, scope.start)):
        return []
    rows: dict[str | None, Rollout] = {}
    position = scope.start
    for count in _counts(scope):
        _count(scope, count, position, rows)
        position = max(position, count.end)
    if scope.entry.role != "plan" and all(row.new_cities is None for row in rows.values()):
        _named(scope, rows)
    _shared_out(scope, rows)
    for row in rows.values():
        _as_total(scope, row)
    return [row for row in rows.values() if any(getattr(row, name) is not None for name in _COUNTS)]


def _as_total(scope: Scope, row: Rollout) -> None:
    """`上线 9 城，尚余 16 城`: what is open stands beside what is left."""
    if row.new_cities is None or row.cumulative_cities is not None or row.remaining_cities is None or row.cities:
        return
    bare = words.BARE_VERB.search(scope.norm, scope.start, row.end) or words.OPEN_BEHIND.search(scope.norm, scope.start, row.end)
    is_new = words.NEW_OR_NOW.search(scope.norm, scope.start, bare.start("n")) if bare else None
    if bare and not is_new and int(bare["n"]) == row.new_cities:
        row.new_cities, row.cumulative_cities = None, row.new_cities


def _shared_out(scope: Scope, rows: dict[str | None, Rollout]) -> None:
    """`四个产品共新开 12 城：存管 3、代扣 2、退代 7` is a row for each of them, too; so is `累计开城数：存管 46、代扣 31`."""
    told = rollout_products.of_label(scope)
    if told and (kind := city_count(told[0]) or kind_before(told[0], "")):
        rows.clear()
        _add(scope, kind, told[1], rows)
    for total, shares in rollout_products.shared_out(scope) if rows else ():
        whole = next((row for row in rows.values() if row.start <= total.start("n") < row.end), None)
        if of_all := next((name for name in _COUNTS if whole and getattr(whole, name) == int(total["n"])), None):
            _add(scope, of_all, shares, rows)


def _add(scope: Scope, kind: str, shares: Iterable[tuple[str, int, tuple[int, int]]], rows: dict[str | None, Rollout]) -> None:
    for name, count, (start, end) in shares:
        row = Rollout(entry=scope.entry, start=start, end=end, project=name, rule="rollout_text")
        setattr(row, kind, count)
        rows.setdefault(name, row)
        scope.context.use(scope.entry, start, end)
        scope.city_spans.append((start, end))


def _named(scope: Scope, rows: dict[str | None, Rollout]) -> None:
    """The cities that a line names as opened, and does not count."""
    found = rollout_names.opened(scope.norm, scope.start, scope.end, is_alone=not rows)
    clause = scope.clause_at(found[0].start()) if found else None
    if found is None or clause is None or words.FUTURE.search(scope.norm[clause.start : found[0].start("names")]):
        return
    named, names = found
    project = rollout_products.of_clause(scope, clause)
    row = rows.get(project)
    if row is None:
        row = rows[project] = Rollout(entry=scope.entry, start=named.start(), end=named.end(), project=project, rule="rollout_text")
    row.new_cities, row.cities = len(names), names
    row.start, row.end = min(row.start, named.start()), max(row.end, named.end())
    scope.city_spans.append(named.span("names"))


def _beginning(scope: Scope) -> int:
    """Where to look for counts: from 开城 of `存管开城：46→48`, which is part of what the item is called."""
    entry = scope.entry
    named = words.OF_CITIES_BEFORE.search(entry.norm, entry.start, entry.body) if scope.start == entry.body > entry.start else None
    return named.start() if named else scope.start


def _counts(scope: Scope) -> list[Count]:
    """Every number that may count cities, in order; bare numbers only beside one that does, or in a section of roll-outs."""
    norm, span = scope.norm, (_beginning(scope), scope.end)
    found = [Count(m, kind="cumulative_cities") for m in words.GROWN.finditer(norm, *span)]
    for m in words.SHARE.finditer(norm, *span):
        if scope.entry.role == "plan" and scope.context.dates(scope.entry, m.start("n"), m.end("of")):
            continue  # 嘉兴开城 5/24
        found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
    for m in words.SHARE_OF_CITIES.finditer(norm, *span) if "/" in norm else ():
        found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
    found += [Count(m, kind="cumulative_cities") for m in words.GREW.finditer(norm, *span)]
    for m in (*words.OF_ALL.finditer(norm, *span), *words.OF_ALL_BEHIND.finditer(norm, *span)):
        if int(m["n"]) <= int(m["of"]):
            found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
    if found or scope.entry.role == "rollout" or "城" in norm:
        found += _slashed(norm, span)
    found += [Count(m, kind=kind_before(m["which"], "")) for m in words.OPENINGS.finditer(norm, *span)]
    found += [Count(m, kind=kind_before(m["which"] or "累计", "")) for m in words.OF_CITIES.finditer(norm, *span)]
    found += [Count(m, kind="new_cities") for m in (words.PLUS.finditer(norm, *span) if "+" in norm else ()) if "城" in m["u"]]
    found += [Count(m) for pattern in (words.COUNT, words.COUNTED) for m in pattern.finditer(norm, *span)]
    if found or (scope.entry.role == "rollout" and "城" in norm) or words.NONE_NEW.search(norm, *span):
        first = min((c.match.end() for c in found), default=scope.start)
        found += [Count(m) for m in words.SAME_UNIT.finditer(norm, first, scope.end)]
    if found or scope.entry.role == "rollout":
        found += [Count(m, kind="new_cities") for m in words.NEW_BEHIND.finditer(norm, *span)]
        shares = [*words.TOTAL_SHARE.finditer(norm, *span), *(words.SHARE_ALONE.finditer(norm, *span) if "/" in norm else ())]
        for m in shares:
            found += [Count(m, kind="cumulative_cities"), Count(m, "of", kind="target_cities")]
        found += [Count(m, kind="new_cities") for m in words.PLUS.finditer(norm, *span)]
        found += [Count(m, kind="cumulative_cities") for m in words.PLUS_OF.finditer(norm, *span)]
        found += [Count(m, is_city=False) for m in words.BARE.finditer(norm, *span) if _stands_alone(norm, m.start())]
    return _apart(found)


def _slashed(norm: str, span: tuple[int, int]) -> list[Count]:
    """`累计 / 目标：18 / 25`, and `已开/总数（33/40）` without what says it."""
    found: list[Count] = []
    for m in words.SLASHED.finditer(norm, *span) if "/" in norm else ():
        kinds = [city_count(m[label]) for label in ("a", "b", "c") if m[label]]
        if all(kinds) and len(kinds) == sum(m[number] is not None for number in ("n", "n2", "n3")):
            found += [Count(m, number, kind=kind) for number, kind in zip(("n", "n2", "n3"), kinds, strict=False)]
    return found


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
    if kind is None and count.is_city and words.LAST_WEEK.search(before):
        scope.context.use(scope.entry, *count.match.span(count.group))  # 上周 20 城，这周 24 城
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
    project = rollout_products.of_clause(scope, clause)
    keyword = next((m for k, p in words.KINDS if k == kind for m in [p.search(before)] if m), None)
    start = count.start - len(before) + keyword.start() if keyword else count.start
    row = rows.get(project)
    if row is None:
        row = rows[project] = Rollout(entry=scope.entry, start=start, end=count.end, project=project, rule="rollout_text")
    if getattr(row, kind) is not None and not (_is_total(row, kind, count, before) or _is_part_of_all(row, kind, count, before)):
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


def _is_part_of_all(row: Rollout, kind: str, count: Count, before: str) -> bool:
    """`31 城上线（含本周新增 3 城）`: what was read as new is all so far."""
    if kind != "new_cities" or row.new_cities is None or row.cumulative_cities is not None or row.cities:
        return False
    if not words.NEW_OR_NOW.search(before) or count.value >= row.new_cities or "含" not in before:
        return False
    row.cumulative_cities = row.new_cities
    return True


def _is_total(row: Rollout, kind: str, count: Count, before: str) -> bool:
    """`已推广至天津、石家庄、太原 3 城，累计 12 城`: those named are the new ones, as are those of all regions: `华东新增 2 城，合计 3 城`."""
    if kind != "cumulative_cities" or row.cumulative_cities is None or count.value <= row.cumulative_cities:
        return False
    if "累计" not in before:
        return words.OF_ALL_NOW.search(before) is not None and row.new_cities is None and not row.cities
    if row.new_cities is None and row.cumulative_cities != len(row.cities):
        return False
    if row.new_cities is not None and row.new_cities >= row.cumulative_cities:
        return False
    row.new_cities = row.cumulative_cities
    return True
