"""City roll-outs: new, cumulative, remaining and target counts of cities, and the names given.

Only cities count, and only what has happened; a goal is `target_cities`. What does not belong here: tables of roll-outs (`tables`).
"""

from __future__ import annotations

import re

from assets.facts import naming
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Rollout
from assets.facts.numbers import chinese
from assets.facts.scope import Scope

_COUNT = re.compile(
    r"(?<![A-Za-z\d_第.])(?P<n>-?\d{1,4}|[一二两三四五六七八九十]{1,3})\s*(?P<u>(?:个|座)?\s?(?:地级|重点|试点)?(?:城市|城(?![市商乡中区镇际])|市(?![场民政值占面级区])))"
)
_COUNTED = re.compile(
    r"(?:城市|开城)(?:数量?)?(?:新增|累计|剩余)?\s*[:：]?\s*(?:(?P<from>\d{1,4})\s*(?:→|->|至|到)\s*)?(?P<n>\d{1,4})\s*(?P<u>[个座])(?!城市|百分)"
)
_SAME_UNIT = re.compile(
    r"(?:累计|待开|剩余|还剩|还差|目标|新增|共|加起来|合计|总共|总计)\s*[:：]?\s*(?P<n>\d{1,4})\s*(?P<u>[个座])(?=了?\s*(?:$|[，,。;；)]))"
)
_BARE = re.compile(r"(?P<n>-?\d{1,4})(?=\s*(?:$|[，。;；、)(]|,(?!\d)))")
_KINDS = (
    (
        "remaining_cities",
        re.compile(r"待开|待拓|待签|剩余|还剩|还差|未开|剩下|尚余|待上线|待推广|待铺|待接入|待拓|余(?:下)?$|尚有|剩$|还有"),
    ),
    ("target_cities", re.compile(r"目标|做到|开满|开到|开足|铺满|计划(?:覆盖|开通|完成|累计)|总数|共需|总计划|全部(?=\s*$)|要开|要到")),
    (
        "cumulative_cities",
        re.compile(
            r"累计|累积|总计|合计|加起来|一共|共计|已(?:经)?(?:开通?|覆盖|上线|推广|接入|铺|完成)|覆盖|达到?|总共|共(?=\s*\(?$|开|覆盖|上线)|目前$|现有$|存量|总量|增至|升至|现有|在运营|总开城|扩至|扩大到|扩展到"
        ),
    ),
    (
        "new_cities",
        re.compile(
            r"新增|实际开|新开|新上|新拓|新接|新签|新落|本周开|本周上|本周扩|增加|开通|新推|净增|开了|上线|开城|拓展|扩展|落地|启用|铺开|本周"
        ),
    ),
)
_FUTURE = re.compile(r"计划|预计|下周|拟|将|准备|争取|力争|待(?!开|拓|签|上|推|铺|接)|下月|首批|年后|节后")
_CITY_WORD = re.compile(r"城|市")
_LIST_AFTER = re.compile(r"\s*(?:城市)?\s*(?:\((?P<p>[^()]*)\)|[:：]\s*(?P<c>[^，,。;；()\d]+))")
_LIST_SPLIT = re.compile(r"[、,，/\s和及与;；]+")
_NAME = re.compile(r"^[\u4e00-\u9fff]{2,8}$")
_NOT_CITY = re.compile(
    r"城市$|^城|等|试点|完成|上线|推广|其中|新增|累计|待开|本周|覆盖|现有|目前|目标|补齐|包括|含|剩余|还剩|已开|区县|门店"
)
_KEYWORDS_BEFORE_LIST = re.compile(r"(?:本周|新增|新开|新签|新拓|新接|新上线?|开通|拓展|上线|城市|了|[:：]|[(（])\s*")


def cities_in(text: str) -> tuple[str, ...]:
    """The names of a list such as 苏州、无锡、常州 or 厦门、东莞市等."""
    text = re.sub(r"^(?:分别(?:为|是)|包括|含|为|即)[:：]?|等\d*[个座]?(?:城市|城)?$|等$", "", text.strip())
    names = [n for n in _LIST_SPLIT.split(text) if n]
    return tuple(n for n in names if _NAME.match(n) and not _NOT_CITY.search(n))


def read(scope: Scope) -> list[Fact]:
    """The roll-out of an entry, one row for each project that it speaks of."""
    norm, entry = scope.norm, scope.entry
    if not _CITY_WORD.search(norm, scope.start, scope.end) and entry.role != "rollout":
        return []
    counts = [(m, True) for m in _COUNT.finditer(norm, scope.start, scope.end)]
    counts += [(m, True) for m in _COUNTED.finditer(norm, scope.start, scope.end)]
    in_pieces = [m for m, _ in counts if m["u"].strip()[:1] in "个座"]
    if in_pieces:
        known = {m.start("n") for m, _ in counts}
        counts += [(m, True) for m in _SAME_UNIT.finditer(norm, in_pieces[0].end(), scope.end) if m.start("n") not in known]
    if not counts and entry.role != "rollout":
        return []
    taken = [m.span() for m, _ in counts]
    if entry.role == "rollout" or len(counts) > 1:
        for m in _BARE.finditer(norm, scope.start, scope.end):
            if (
                not any(a <= m.start() < b for a, b in taken)
                and not norm[m.start() - 1 : m.start()].isalnum() | (norm[m.start() - 1 : m.start()] in "./")
            ) or (not any(a <= m.start() < b for a, b in taken) and "\u4e00" <= norm[m.start() - 1 : m.start()] <= "\u9fff"):
                counts.append((m, False))
    rows: dict[str | None, Rollout] = {}
    position = scope.start
    for match, is_city in sorted(counts, key=lambda c: c[0].start("n")):
        _count(scope, match, is_city, position, rows)
        position = match.end()
    return [
        row
        for row in rows.values()
        if any(v is not None for v in (row.new_cities, row.cumulative_cities, row.remaining_cities, row.target_cities))
    ]


def _count(scope: Scope, match: re.Match[str], is_city: bool, position: int, rows: dict[str | None, Rollout]) -> None:
    norm = scope.norm
    clause = scope.clause_at(match.start("n"))
    if clause is None:
        return
    stop = max((norm.rfind(mark, position, match.start("n")) + 1 for mark in "，,;；。"), default=position)
    before = norm[
        max(position, stop if _CITY_WORD.search(norm[stop : match.start("n")]) or stop > position else position) : match.start("n")
    ]
    kind = _kind(before, norm[match.end() : match.end() + 8])
    wide = norm[clause.start : match.start("n")]
    if kind is None or (not is_city and not re.search(r"(?:新增|新开|累计|待开|剩余|还剩|目标|开城)(?:城市)?(?:数)?[:：]?\s*$", before)):
        return
    is_state = kind in ("remaining_cities", "cumulative_cities") and scope.entry.role != "plan" and not _FUTURE.search(before)
    if kind != "target_cities" and not is_state and (_FUTURE.search(wide) or scope.entry.role == "plan"):
        return
    if "from" in match.re.groupindex and match["from"]:
        scope.context.use(scope.entry, match.start("from"), match.end("from"))
    value = int(match["n"]) if match["n"].lstrip("-").isdigit() else int(chinese(match["n"]) or 0)
    project = _project(scope, clause)
    keyword = next((m for k, p in _KINDS if k == kind for m in [p.search(before)] if m), None)
    start = match.start("n") - len(before) + keyword.start() if keyword else match.start("n")
    row = rows.get(project)
    if row is None:
        row = rows[project] = Rollout(entry=scope.entry, start=start, end=match.end(), project=project, rule="rollout_text")
    if getattr(row, kind) is not None:
        return
    setattr(row, kind, value)
    row.end = max(row.end, match.end())
    row.start = min(row.start, start)
    scope.context.use(scope.entry, *match.span("n"))
    scope.city_spans.append(match.span("n"))
    names = _cities(norm, match, clause.start, scope.end) if kind == "new_cities" or not row.cities else ()
    if names and (kind == "new_cities" or row.new_cities is None):
        row.cities = names


def _project(scope: Scope, clause: Clause) -> str | None:
    """Lines of roll-outs name their product first, also below a heading of many, and sentence by sentence."""
    entry = scope.entry
    lead = next(c for c in scope.clauses if c.sentence == clause.sentence)
    is_first = lead is scope.clauses[0]
    if entry.form == "row" or (is_first and (entry.body > entry.start or entry.parent is None or entry.parent.form != "heading")):
        return scope.project(clause)
    found = naming.own(entry, lead.start)
    if found and not re.search(r"城|试点|本周|新增|累计|区域|覆盖", found[0]):
        return found[0]
    return scope.project(clause)


def _kind(before: str, after: str) -> str | None:
    before = before.rstrip()
    last: tuple[int, str] | None = None
    for kind, pattern in _KINDS:
        for m in pattern.finditer(before):
            if last is None or m.end() > last[0] or (m.end() == last[0] and kind != "new_cities" and last[1] == "new_cities"):
                last = (m.end(), kind)
    if last is None:
        return (
            "remaining_cities"
            if re.match(r"\s*(?:待开|未开|待上)", after)
            else "new_cities"
            if re.match(r"\s*(?:本周|已|均已|都)?(?:新开|上线|开通|已开|开城)", after)
            else None
        )
    return last[1]


def _cities(norm: str, match: re.Match[str], start: int, end: int) -> tuple[str, ...]:
    after = _LIST_AFTER.match(norm, match.end(), end)
    if after and (names := cities_in(after["p"] or after["c"] or "")):
        return names
    before = norm[start : match.start("n")]
    lead = list(_KEYWORDS_BEFORE_LIST.finditer(before))
    text = before[lead[-1].end() :] if lead else before
    return cities_in(text) if "、" in text or (len(text.strip()) <= 6 and _NAME.match(text.strip())) else ()
