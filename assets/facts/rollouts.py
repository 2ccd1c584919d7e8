"""City roll-outs: new, cumulative, remaining and target counts of cities, and the names given.

Only cities count, and only what has happened; a goal is `target_cities`. What does not belong here: tables of roll-outs (`table_rollouts`).
"""

from __future__ import annotations

from collections.abc import Iterable

from assets.facts import regex as re
from assets.facts import rollout_forms as forms
from assets.facts import rollout_names, rollout_openings, rollout_products, rollout_totals
from assets.facts import rollout_words as words
from assets.facts.city_headers import city_count
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Rollout
from assets.facts.rollout_counts import beginning, counts_in, is_beside_cities, is_of_section
from assets.facts.rollout_kinds import Count, happened, kind_before, kind_of
from assets.facts.scope import Scope

_COUNTS = ("new_cities", "cumulative_cities", "remaining_cities", "target_cities")
_WITH_BEFORE = re.compile(r"加上|连同|算上|连带")
_STOPS = "，,;；。"


def read(scope: Scope) -> list[Fact]:
    """The roll-out of an entry, one row for each project that it speaks of."""
    is_about_cities = words.CITY_WORD.search(scope.norm, beginning(scope), scope.end) or is_of_section(scope)
    if not (is_about_cities or forms.OPENINGS.match(scope.norm, scope.start) or is_beside_cities(scope.context.entries, scope.entry)):
        return []
    rows: dict[str | None, Rollout] = {}
    position = scope.start
    for count in counts_in(scope):
        _count(scope, count, position, rows)
        position = max(position, count.end)
    if scope.entry.role != "plan" and all(row.new_cities is None for row in rows.values()):
        _named(scope, rows)
    if scope.entry.role != "plan":
        _told(scope, rows)
    _shared_out(scope, rows)
    if rows:
        _last_week(scope)
    for row in rows.values():
        rollout_totals.as_total(scope, row)
        rollout_totals.as_number_of_all(scope, row)
    return [row for row in rows.values() if any(getattr(row, name) is not None for name in _COUNTS)]


def _last_week(scope: Scope) -> None:
    """What stood last week is read, and counts nothing now."""
    for last in forms.LAST_SHARE.finditer(scope.norm, scope.start, scope.end) if "/" in scope.norm else ():
        for group in ("n", "of"):
            scope.context.use(scope.entry, *last.span(group))


def _shared_out(scope: Scope, rows: dict[str | None, Rollout]) -> None:
    """`四个产品共新开 12 城：存管 3、代扣 2、退代 7` is a row for each of them, too; so is `累计开城数：存管 46、代扣 31`."""
    if scope.entry.role != "plan" and (alone := rollout_products.bare(scope)) and not any(row.new_cities for row in rows.values()):
        rows.clear()
        _add(scope, city_count(scope.entry.section or "") or "cumulative_cities", alone, rows)
    if scope.entry.role == "rollout" and (both := rollout_products.pairs(scope)):
        rows.clear()
        _add(scope, "cumulative_cities", [(name, some, span) for name, some, _, span in both], rows)
        _add(scope, "target_cities", [(name, of, span) for name, _, of, span in both], rows)
    if (scope.entry.role == "rollout" or "城" in scope.norm) and (with_new := rollout_products.with_new(scope)):
        rows.clear()
        _add(scope, "cumulative_cities", [(name, some, span) for name, some, _, span, _ in with_new], rows)
        _add(scope, "new_cities", [(name, new, span) for name, _, new, _, span in with_new], rows)
    for position, (label, shares) in enumerate(rollout_products.of_labels(scope)):
        if kind := city_count(label) or kind_before(label, ""):
            if not position:
                rows.clear()
            _add(scope, kind, shares, rows)
    for word, shares in rollout_products.listed(scope) if rows or scope.entry.role == "rollout" else ():
        if kind := kind_before(word, ""):
            rows.pop(shares[0][0], None)
            for row in rows.values():  # 存管's, where the first sentence spoke of all
                if getattr(row, kind) == shares[0][1] and row.end > shares[0][2][0]:
                    setattr(row, kind, None)
            _add(scope, kind, shares, rows)
    for total, shares in rollout_products.shared_out(scope) if rows else ():
        whole = next((row for row in rows.values() if row.start <= total.start("n") < row.end), None)
        of_all = next((name for name in _COUNTS if whole and getattr(whole, name) == int(total["n"])), None)
        if whole and of_all:
            _add(scope, of_all, shares, rows)
            whole.cities = () if whole.cities[:1] == (shares[0][0],) else whole.cities  # 存管 is no city


def _add(scope: Scope, kind: str, shares: Iterable[tuple[str, int, tuple[int, int]]], rows: dict[str | None, Rollout]) -> None:
    for name, count, (start, end) in shares:
        row = rows.setdefault(name, Rollout(entry=scope.entry, start=start, end=end, project=name, rule="rollout_text"))
        setattr(row, kind, count)
        scope.context.use(scope.entry, start, end)
        scope.city_spans.append((start, end))


def _named(scope: Scope, rows: dict[str | None, Rollout]) -> None:
    """The cities that a line names as opened, and does not count."""
    found = rollout_names.opened(scope.norm, beginning(scope), scope.end, is_alone=not rows, is_cell=scope.entry.form == "row")
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


def _told(scope: Scope, rows: dict[str | None, Rollout]) -> None:
    """The openings that a line tells one by one, else that it says to be none, for projects whose new cities are not counted."""
    counted = {project for project, row in rows.items() if row.new_cities is not None}
    for start, end, names in rollout_openings.told(scope, beginning(scope), is_counted=bool(rows)):
        row = _row_at(scope, start, end, rows)
        if row is None or row.project in counted:
            continue
        row.new_cities, row.cities = (row.new_cities or 0) + len(names), (*(row.cities if row.new_cities else ()), *names)
        if rollout_openings.is_of_days(scope.norm[start:end]):
            scope.city_spans.append((start, end))  # 8/13 合肥 of `8/13 合肥、8/15 芜湖先后开城` is no deed of its own
    none = None if any(row.new_cities is not None for row in rows.values()) else rollout_openings.none_new(scope)
    if none and (row := _row_at(scope, *none.span(), rows)):
        row.new_cities = 0


def _row_at(scope: Scope, start: int, end: int, rows: dict[str | None, Rollout]) -> Rollout | None:
    """The row of the project that a span speaks of, which reaches over it."""
    clause = scope.clause_at(start)
    if clause is None:
        return None
    project = rollout_products.of_clause(scope, clause)
    row = rows.setdefault(project, Rollout(entry=scope.entry, start=start, end=end, project=project, rule="rollout_text"))
    row.start, row.end = min(row.start, start), max(row.end, end)
    return row


def _count(scope: Scope, count: Count, position: int, rows: dict[str | None, Rollout]) -> None:
    norm = scope.norm
    clause = scope.clause_at(count.start)
    if clause is None:
        return
    before = _before(norm, position, count.start)
    kind = kind_of(scope, count, clause, before)
    if kind is None and count.is_city and words.HELD.match(norm, count.end):
        scope.city_spans.append(count.match.span(count.group))
    if kind is None and count.is_city and words.LAST_WEEK.search(before):
        scope.context.use(scope.entry, *count.match.span(count.group))  # 上周 20 城，这周 24 城
    if "届时" in before:
        return  # 计划再开 4 城，届时累计 72 城
    if kind is None or not happened(scope, count, kind, clause, before):
        return
    if kind == "target_cities" and clause.host and _is_of_new(norm, clause, rows):
        scope.context.use(scope.entry, *count.match.span(count.group))
        return  # 本周新增 2 城（目标 3 城）
    if kind == "new_cities" and words.OF_PERIOD.search(before):
        scope.context.use(scope.entry, *count.match.span(count.group))
        return  # 3 月新增 7 城，其中本周 2 城
    if kind in ("cumulative_cities", "target_cities") and words.OF_MONTH.search(before) and words.SO_FAR.search(norm, count.end, scope.end):
        scope.context.use(scope.entry, *count.match.span(count.group))
        return  # 6 月已开 5 城，全年累计 31 城
    if kind == "cumulative_cities" and words.LAST_WEEK.search(before) and not count.kind and not _WITH_BEFORE.search(before):
        scope.context.use(scope.entry, *count.match.span(count.group))
        return
    for name in ("from", "was"):
        if name in count.match.re.groupindex and count.match[name]:
            scope.context.use(scope.entry, *count.match.span(name))
    _set(scope, count, kind, clause, before, rows)


def _is_of_new(norm: str, clause: Clause, rows: dict[str | None, Rollout]) -> bool:
    """Whether a parenthesis stands right behind the count of new cities."""
    last = max(rows.values(), key=lambda row: row.end, default=None)
    return (
        last is not None and last.new_cities is not None and norm[last.end : clause.start].strip() == "(" and last.cumulative_cities is None
    )


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
    if kind == "target_cities" and before.rstrip().endswith("总数") and row.new_cities is not None and row.cumulative_cities is None:
        kind = "cumulative_cities"  # 本周 2 城，总数 46 城
    is_actual = kind == "new_cities" and before.rstrip().endswith(("实开", "实际开", "实际开通", "实际上线"))  # 新签 5 城，实开 3 城
    if getattr(row, kind) is not None and not is_actual and not rollout_totals.replaces(row, kind, count, before):
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
