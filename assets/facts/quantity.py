"""A number as a clause states it: its value, its last value, what it is called and where its quote begins.

What does not belong here: whether it is a progress (`progress`) or a measure (`measures`).
"""

from __future__ import annotations

from dataclasses import dataclass

from assets.facts.clauses import Clause
from assets.facts.numbers import Number
from assets.facts.quantity_names import trimmed
from assets.facts.quantity_words import ARROWS, COMPARING, MOVED, REACH
from assets.facts.scope import Scope


@dataclass(slots=True)
class Quantity:
    """What `开发进度45%→60%` states: `value` 60, `previous` 45, and `first`, whichever of them stands first."""

    scope: Scope
    clause: Clause
    first: Number
    value: Number
    previous: Number | None
    name: str

    @property
    def project(self) -> str | None:
        """The project that its clause speaks of."""
        return self.scope.project(self.clause)

    @property
    def before(self) -> str:
        """The words right in front of it."""
        return self.scope.norm[: self.first.start].rstrip()[-REACH:]

    @property
    def in_front(self) -> str:
        """Its clause up to it."""
        return self.scope.norm[self.clause.start : self.first.start]

    def behind(self, length: int) -> str:
        """So many code points behind it."""
        return self.scope.norm[self.value.end : self.value.end + length]

    @property
    def is_change(self) -> bool:
        """Whether it is the change of what stands in front of it: 65%（+7%）, 75% ↑15%, 较上周 +2pp."""
        if self.before[-1:] in ARROWS:
            return bool(self.before)
        front = self.in_front
        if self.value.is_percent and MOVED.fullmatch(front):
            return True
        return self.scope.norm[self.first.start] in "+-" and (not trimmed(front) or COMPARING.fullmatch(front) is not None)

    def begin(self) -> int:
        """Where its quote begins: after the number in front of it, or with its clause."""
        previous = self.clause.start
        for other in self.scope.numbers_in(self.clause):
            if other.end > self.first.start:
                break
            previous = other.end
        text = self.scope.norm[previous : self.first.start]
        return previous + len(text) - len(text.lstrip(" 、,，:：()"))

    def is_alone(self) -> bool:
        """Whether its clause states no other number."""
        inside = self.scope.numbers_in(self.clause)
        return len(inside) == 1 or all(n in (self.first, self.value, self.previous) for n in inside)
