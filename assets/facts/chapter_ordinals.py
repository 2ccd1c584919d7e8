"""The ordinals of chapters and their parts, 1.1 below 1 and 1.2 behind it: only their neighbours tell them from dates and decimals.

What does not belong here: how an ordinal is written (`markers`).
"""

from __future__ import annotations

from assets.facts import markers
from assets.facts.cursor import Cursor


class Ordinals:
    """The ordinal of a chapter that was read last, and that of the present line, if it goes on from there."""

    def __init__(self, at: Cursor) -> None:
        self.at = at
        self.ordinal: tuple[int, int] | None = None

    def marker(self) -> tuple[str, int] | None:
        """`1.2 支付路由` after 1.1, or 1.1 with 1.2 below it; else 1.2 is a date or a decimal."""
        if not self.at.first.isdigit():
            return None
        if deepest := markers.of_three_levels(self.at.norm, self.at.start):
            (*above, _), end = deepest
            return ("n.n.n", end) if tuple(above) == self.ordinal else None
        found = markers.multilevel(self.at.norm, self.at.start)
        if not found:
            return self._bare_number()
        (first, second), end = found
        is_next = self.ordinal in ((first, second - 1), (first - 1, second), (first, 0))
        if not is_next and (second != 1 or not any(map(self.at.is_followed_by_ordinal, (f"{first}.2", f"{first}.1.1")))):
            return None
        self.ordinal = first, second
        return "n.n", end

    def _bare_number(self) -> tuple[str, int] | None:
        """`2 风控` above 2.1."""
        end = self.at.end_of_bare_number()
        if not end:
            return None
        self.ordinal = int(self.at.norm[self.at.start : end].strip()), 0
        return "n", end
