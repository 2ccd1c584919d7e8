"""Which numbers of a line may count cities: by their unit, by the form around them, and by what stands above.

What does not belong here: what they count (`rollout_kinds`), and of which product (`rollout_products`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts import rollout_forms as forms
from assets.facts import rollout_names
from assets.facts import rollout_words as words
from assets.facts.city_headers import city_count
from assets.facts.model import Entry
from assets.facts.rollout_kinds import Count, kind_before
from assets.facts.scope import Scope
from assets.facts.words import CITY_NAMES

_BESIDE = 3  # lines above
_MONTHS, _DAYS = 12, 31
_OF_ALL = ("累计", "总", "合计", "目标", "全年目标", "年度目标")


def counts_in(scope: Scope) -> list[Count]:
    """Every number that may count cities, in order; bare numbers only beside one that does, or in a section of roll-outs."""
    norm, span, is_section = scope.norm, (beginning(scope), scope.end), is_of_section(scope)
    found = [Count(m, kind="cumulative_cities") for m in forms.GROWN.finditer(norm, *span)] + _some_of_all(scope, norm, span)
    if found or is_section or "城" in norm:
        found += _slashed(norm, span)
    found += [Count(m, kind=kind_before(m["which"] or m["left"], "")) for m in forms.OPENINGS.finditer(norm, *span)]
    if "第" in norm and "城" in norm:
        found += [Count(m, kind="cumulative_cities") for m in forms.ORDINAL.finditer(norm, *span)]
    found += [Count(m, kind="new_cities") for m in forms.NEW_LISTED.finditer(norm, *span) if _lists_as_many(m)]
    if not found and (told := _by_place(scope)):
        return [told]
    found += [Count(m, kind=kind_before(m["which"] or "累计", "")) for m in forms.OF_CITIES.finditer(norm, *span)]
    found += [Count(m, kind="new_cities") for m in (forms.PLUS.finditer(norm, *span) if "+" in norm else ()) if _is_plus_of_cities(m)]
    if is_section and "+" in norm:
        for m in forms.PLUS_TO.finditer(norm, *span):
            found += [Count(m, kind="new_cities"), Count(m, "all", kind="cumulative_cities")]
    found += [Count(m) for pattern in (forms.COUNT, forms.COUNTED) for m in pattern.finditer(norm, *span)]
    if found or is_section or forms.NONE_NEW.search(norm, *span) or _names_opened(norm, span):
        first = min((c.match.end() for c in found), default=scope.start)
        found += [Count(m) for m in forms.SAME_UNIT.finditer(norm, first, scope.end)]
        found += [Count(m) for m in forms.SAME_UNIT.finditer(norm, scope.start, first) if m[0].startswith(_OF_ALL)]
    return _apart(found + _beside(norm, span) if found or is_section else found)


def _names_opened(norm: str, span: tuple[int, int]) -> bool:
    """`只新开了镇江一个，累计到了 73 个`: what is counted are cities, of which one is named."""
    return "累计" in norm and "个" in norm and rollout_names.opened(norm, *span, is_alone=True) is not None


def _is_plus_of_cities(plus: re.Match[str]) -> bool:
    """`+2 城`, and `开城 +2（芜湖、马鞍山）`."""
    return "城" in plus["u"] or plus.string[: plus.start()].rstrip(" :").endswith(("开城", "城市", "城市数"))


def is_of_section(scope: Scope) -> bool:
    """Whether the line stands in a section of roll-outs, or begins with a share in a report of openings: `21/30，本周没动`."""
    if scope.entry.role == "rollout" or ("城" in scope.norm and words.LABEL_OF_COUNTS.search(scope.norm, scope.entry.start, scope.end)):
        return True
    above = scope.entry.parent
    if above is not None and above.form != "heading" and words.OPENINGS_ABOVE.search(above.norm, above.start):
        return True
    return scope.entry.role == "update" and scope.speaks_of_cities and forms.SHARE_FIRST.match(scope.norm, scope.start) is not None


def _some_of_all(scope: Scope, norm: str, span: tuple[int, int]) -> list[Count]:
    """开城 101/146, 已开 58/80 城, 50 城已开 31, and 58 城 → 61 城."""
    matches = [m for m in forms.SHARE.finditer(norm, *span) if not (_is_day_of_plan(scope, m) or _is_day_of_city(m))]  # 嘉兴开城 5/24
    of_cities = forms.SHARE_OF_CITIES.finditer(norm, *span) if "/" in norm else ()
    matches += [m for m in of_cities if "城" not in norm[m.end("n") : m.start("of")] or int(m["n"]) <= int(m["of"])]
    found = [count for m in matches for count in _of_all(m)]
    for m in forms.GREW.finditer(norm, *span):
        found.append(Count(m, kind="target_cities" if forms.GOAL_GREW.search(norm, span[0], m.start()) else "cumulative_cities"))
    some = (*forms.OF_ALL.finditer(norm, *span), *forms.OF_ALL_BEHIND.finditer(norm, *span), *forms.OF_PLAN.finditer(norm, *span))
    return found + [count for m in some if int(m["n"]) <= int(m["of"]) for count in _of_all(m)]


def _is_day_of_plan(scope: Scope, share: re.Match[str]) -> bool:
    return scope.entry.role == "plan" and bool(scope.context.dates(scope.entry, share.start("n"), share.end("of")))


def _is_day_of_city(share: re.Match[str]) -> bool:
    """`开城：8/5 常州、8/7 泰州` begins with a day."""
    behind = share.string[share.end("of") :].lstrip()
    is_day = 1 <= int(share["n"]) <= _MONTHS and 1 <= int(share["of"]) <= _DAYS
    return is_day and any(behind[:size] in CITY_NAMES for size in range(2, 6))


def _lists_as_many(listed: re.Match[str]) -> bool:
    names = words.LIST_SPLIT.split(listed["names"])
    return len(names) == Count(listed).value and (bool(listed["u"]) or all(name in CITY_NAMES for name in names))


def _of_all(match: re.Match[str]) -> tuple[Count, Count]:
    return Count(match, kind="cumulative_cities"), Count(match, "of", kind="target_cities")


def _beside(norm: str, span: tuple[int, int]) -> list[Count]:
    """What may count beside a count of cities, or in a section of them: 本周 0 新增, 累计 22/40, +3, and bare numbers."""
    found = [Count(m, kind="new_cities") for m in forms.NEW_BEHIND.finditer(norm, *span)]
    shares = [*forms.TOTAL_SHARE.finditer(norm, *span), *(forms.SHARE_ALONE.finditer(norm, *span) if "/" in norm else ())]
    found += [count for m in shares for count in _of_all(m)]
    found += [Count(m, kind="cumulative_cities") for m in forms.TOTAL_GREW.finditer(norm, *span)]
    if "+" in norm or "↑" in norm:
        found += [Count(m, kind="new_cities") for m in forms.PLUS.finditer(norm, *span)]
        found += [Count(m, kind="cumulative_cities") for m in forms.PLUS_OF.finditer(norm, *span)]
    return found + [Count(m, is_city=False) for m in forms.BARE.finditer(norm, *span) if _stands_alone(norm, m.start())]


def _slashed(norm: str, span: tuple[int, int]) -> list[Count]:
    """`累计 / 目标：18 / 25`, and `已开/总数（33/40）` without what says it."""
    found: list[Count] = []
    for m in forms.SLASHED.finditer(norm, *span) if "/" in norm else ():
        kinds = [city_count(m[label]) for label in ("a", "b", "c") if m[label]]
        if all(kinds) and len(kinds) == sum(m[number] is not None for number in ("n", "n2", "n3")):
            found += [Count(m, number, kind=kind) for number, kind in zip(("n", "n2", "n3"), kinds, strict=False)]
    return found


def _by_place(scope: Scope) -> Count | None:
    """The count of `存管：46` below 累计开城, and of `待上线：7` beside `上线城市：18`."""
    entry = scope.entry
    if entry.role == "rollout" and (alone := forms.ALONE.fullmatch(scope.norm, scope.start, scope.end)) and entry.body > entry.start:
        section = (entry.section or "").replace("城市", "")
        told = kind_before(scope.norm[entry.start : entry.body].rstrip(" :"), "")  # 全年目标 120 城
        return Count(alone, kind=told or city_count(entry.section or "") or (None if section else "cumulative_cities"))
    labelled = forms.LABELLED.match(scope.norm, entry.start) if is_beside_cities(scope.context.entries, entry) else None
    return Count(labelled, kind=kind_before(labelled["which"], "")) if labelled else None


def is_beside_cities(entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether a label with a number stands below another that counts cities."""
    if ":" not in entry.norm or not forms.LABELLED.match(entry.norm, entry.start):
        return False
    above = entries[max(0, entry.position - _BESIDE) : entry.position]
    return any(e.parent is entry.parent and forms.LABEL_OF_CITIES.match(e.norm, e.start) for e in above)


def beginning(scope: Scope) -> int:
    """Where to look for counts: from 开城 of `存管开城：46→48`, which is part of what the item is called."""
    entry = scope.entry
    named = forms.OF_CITIES_BEFORE.search(entry.norm, entry.start, entry.body) if scope.start == entry.body > entry.start else None
    return named.start() if named else scope.start


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
