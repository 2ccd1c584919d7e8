"""Addresses, share tokens and telephone numbers: found and masked by the patterns of `sensitive.yml` and of the settings.

What does not belong here: which columns are published, and the rule's message (`core_entries.yml`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb
import yaml

from assets.quality import functions
from assets.quality.functions import Function
from assets.warehouse import quoted

MASK = "█"
_WIDE = "[０-９Ａ-Ｚａ-ｚ．＝？＆－＿]|[0-9A-Za-z:) -][：　）]"
"""Full-width forms where a prefilter may lie: only such text is mapped before it is looked at, which takes ten times as long."""
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of sensitive span. `label` is what a message calls it."""

    name: str
    label: str
    regex: re.Pattern[str]
    prefilter: str
    unless_after: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the half-width text holds such a span: start and exclusive end."""
        return [match.span("span") for match in self.regex.finditer(text) if self._counts(text, match)]

    def _counts(self, text: str, match: re.Match[str]) -> bool:
        if self.unless_after and self.unless_after.search(text[: match.start()]):
            return False
        return not (self.unless_before and self.unless_before.match(text, match.end()))


_own: dict[str, str] = {}


def use(own: Mapping[str, str]) -> None:
    """Find these patterns too in this process, by name: those of the settings. They have to be expressions of RE2."""
    _own.clear()
    _own.update(own)
    patterns.cache_clear()


def own_patterns() -> list[tuple[str, str]]:
    """What `use` was given, for those whose results rest on it."""
    return sorted(_own.items())


@cache
def patterns() -> tuple[Pattern, ...]:
    """Every pattern of the data file, and of the settings."""
    loaded = yaml.load(files(__package__).joinpath("sensitive.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    of_file = (
        Pattern(
            name,
            spec["zh"],
            re.compile(spec["pattern"]),
            spec["prefilter"],
            re.compile(spec["unless_after"]) if "unless_after" in spec else None,
            re.compile(spec["unless_before"]) if "unless_before" in spec else None,
        )
        for name, spec in loaded.items()
    )
    of_settings = (Pattern(name, name, re.compile(f"(?P<span>{pattern})"), pattern, None, None) for name, pattern in _own.items())
    return (*of_file, *of_settings)


def spans(text: str) -> list[tuple[int, int, str]]:
    """Every sensitive span of the text in order: start, exclusive end, label."""
    plain = text.translate(_FULL_WIDTH)
    found = [(start, end, pattern.label) for pattern in patterns() for start, end in pattern.spans(plain)]
    return sorted(found)


def mask(text: str) -> str:
    """The text with each code point of each sensitive span replaced by █; as long as before."""
    points = list(text)
    for start, end, _ in spans(text):
        points[start:end] = MASK * (end - start)
    return "".join(points)


def summary(text: str) -> str | None:
    """What the text holds, as `IP 地址 2 处、电话号码 1 处`; None where it holds nothing sensitive."""
    counts = Counter(label for _, _, label in spans(text))
    return "、".join(f"{label} {count} 处" for label, count in counts.items()) or None


def first_at(text: str) -> int | None:
    """Where the first sensitive span begins (0-based, code points)."""
    found = spans(text)
    return found[0][0] if found else None


def prefilter_sql(expression: str) -> str:
    """A set-based SQL condition that is true wherever `spans` may find something, also in a line of several texts joined."""
    either = quoted("|".join(f"(?m:{pattern.prefilter})" for pattern in patterns()))
    wide, narrow = ("".join(map(chr, side)) for side in (_FULL_WIDTH, _FULL_WIDTH.values()))
    plain = f"translate({expression}, {quoted(wide)}, {quoted(narrow)})"
    return (
        f"case when regexp_matches({expression}, {either}) then true"
        f" when regexp_matches({expression}, {quoted(_WIDE)}) then regexp_matches({plain}, {either})"
        " else false end"
    )


def mask_sql(expression: str) -> str:
    """An SQL expression that masks a text column; only rows that pass the prefilter go through Python."""
    return f"case when {prefilter_sql(expression)} then mask_sensitive({expression}) else {expression} end"


FUNCTIONS: tuple[Function, ...] = (
    ("mask_sensitive", mask, ["VARCHAR"], "VARCHAR"),
    ("sensitive_summary", summary, ["VARCHAR"], "VARCHAR"),
    ("sensitive_at", first_at, ["VARCHAR"], "INTEGER"),
)


def register(db: duckdb.DuckDBPyConnection) -> None:
    """Give the database `mask_sensitive` (which `mask_sql` needs), `sensitive_summary` and `sensitive_at`."""
    functions.register(db, FUNCTIONS)
