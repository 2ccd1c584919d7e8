"""What two revisions of a report differ in, fact by fact: rows of `core.fact_changes`. A pure function of their statements.

What does not belong here: which revisions are compared (`periods`), and the statements (`statements`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from assets.core.statements import TEXT_KINDS, Row

ALIKE = 50.0
"""Percent of its letters that an edited line keeps; below it, one line went and another came."""
_MOST_PAIRS = 40_000  # of one kind and subject: 200 lines for 200 others. Beyond that they are taken in order.

Pair = tuple[Row | None, Row | None]


def changes(before: Iterable[Row], after: Iterable[Row]) -> Iterator[Row]:
    """The differences in the order of the lines of the later revision, what went after what came."""
    found = [row for pair in _pairs(list(before), list(after)) for row in _differences(*pair)]
    yield from sorted(found, key=lambda row: (row["source_line"] is None, row["source_line"] or row["previous_source_line"], row["kind"]))


def _pairs(before: list[Row], after: list[Row]) -> Iterator[Pair]:
    """What is not the same on both sides, paired by subject, or by likeness where only words say what it is."""
    left, right = _without_common(before, after)
    groups: dict[tuple[str, str | None], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((left, right)):
        for row in rows:
            groups[row["kind"], row["fact_key"]][side].append(row)
    for (kind, _), (ours, theirs) in groups.items():
        yield from _matched(ours, theirs, ALIKE if kind in TEXT_KINDS else 0.0)


def _without_common(before: list[Row], after: list[Row]) -> tuple[list[Row], list[Row]]:
    waiting: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in reversed(before):
        waiting[_content(row)].append(row)
    added = []
    for row in after:
        same = waiting.get(_content(row))
        if same:
            same.pop()
        else:
            added.append(row)
    left = {id(row) for rows in waiting.values() for row in rows}
    return [row for row in before if id(row) in left], added


def _content(row: Row) -> tuple[object, ...]:
    words = row["quote"] if row["kind"] in TEXT_KINDS else None
    return row["kind"], row["fact_key"], row["values_json"], words


def _matched(ours: list[Row], theirs: list[Row], least: float) -> Iterator[Pair]:
    """Each with the likeliest of the other side, the likeliest pair first; alone, where none is left or like it."""
    if len(ours) * len(theirs) > _MOST_PAIRS:
        likely = [(i, i) for i in range(min(len(ours), len(theirs))) if _likeness(ours[i], theirs[i]) >= least]
    else:
        scored = ((-_likeness(a, b), abs(i - j), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs))
        likely = [(i, j) for score, _, i, j in sorted(scored) if -score >= least]
    taken: tuple[set[int], set[int]] = (set(), set())
    for i, j in likely:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield ours[i], theirs[j]
    yield from ((row, None) for i, row in enumerate(ours) if i not in taken[0])
    yield from ((None, row) for j, row in enumerate(theirs) if j not in taken[1])


def _likeness(one: Row, other: Row) -> float:
    return fuzz.ratio(one["quote"] or "", other["quote"] or "")


def _differences(before: Row | None, after: Row | None) -> Iterator[Row]:
    """One row for a fact that came or went, else one for each column that changed."""
    either = after or before or {}
    common: Row = {name: either[name] for name in ("kind", "fact_key", "project_as_written")} | {
        "source_line": after["source_line"] if after else None,
        "quote": after["quote"] if after else None,
        "previous_source_line": before["source_line"] if before else None,
        "previous_quote": before["quote"] if before else None,
    }
    if before is None or after is None:
        yield {**common, "change": "added" if after else "removed"}
        return
    old, new = _columns(before), _columns(after)
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield {**common, "change": "changed", "column_name": name, "before": old.get(name), "after": new.get(name)}


def _columns(row: Row) -> dict[str, str]:
    """The values as text, and the words themselves where they are what is stated."""
    values = {name: value if isinstance(value, str) else " ".join(value) for name, value in json.loads(row["values_json"]).items()}
    return values | ({"text": row["quote"]} if row["kind"] == "entries" else {})
