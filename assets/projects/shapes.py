"""The shape of a name, for comparison: its numbers, its Latin words, and the rest with what does not tell names apart folded away.

What does not belong here: which names are compared (`names`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz.distance import OSA, Levenshtein

_NUMERALS = "零一二三四五六七八九"
_NUMBER, _WORD = "#", "@"
_ORDINAL = re.compile(f"第?([{_NUMERALS}十]+)")
_OF_ORDINAL = re.compile(r"第(?=\d)|(?<![a-z])v\s?(?=\d)")
_POINT_ZERO = re.compile(r"(\d+(?:\.\d+)*?)(?:\.0)+(?![.\d])")
_A_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_A_WORD = re.compile("[a-z]+")
_NEEDLESS = re.compile(rf"[^\w{_NUMBER}{_WORD}]|_")
_SHORTEST_STEM = 2
_SHORTEST_WORD = 4  # a shorter Latin word with a slip is another word: SDK and APK


@cache
def words_file() -> str:
    """The text of the word lists: a change of it may change which names are one."""
    return files("assets.projects").joinpath("words.yml").read_text("utf-8")


@cache
def _lists() -> dict[str, Any]:
    found = yaml.load(words_file(), Loader=yaml.CSafeLoader)
    groups = [group.split() if " " in group else list(group) for group in found["variants"]]
    folded = {other: first for first, *others in groups for other in others}
    return {
        "folded": folded,
        "variant": re.compile("|".join(sorted(folded, key=len, reverse=True))),
        "filler": re.compile("|".join(found["fillers"])),
        "tail": re.compile(f"(?:{'|'.join(found['tails'])})+$"),
        "contrasts": frozenset(found["contrasts"]),
    }


@dataclass(frozen=True, slots=True)
class Shape:
    """`stem` has # for each number and @ for each Latin word."""

    stem: str
    numbers: tuple[str, ...]
    words: tuple[str, ...]


def _value(run: str) -> str:
    """十一 → 11, 二十 → 20, 三 → 3; other runs digit by digit."""
    tens, ten, ones = run.partition("十")
    if not ten:
        return "".join(str(_NUMERALS.index(c)) for c in tens)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return run.translate({ord(c): str(i) for i, c in enumerate(_NUMERALS)} | {ord("十"): "10"})
    return str((_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0))


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).lower()
    text = _ORDINAL.sub(lambda m: _value(m[1]), text)
    return _POINT_ZERO.sub(r"\1", _OF_ORDINAL.sub("", text))


@cache
def shape(name: str) -> Shape:
    """The shape of a name: 物保三期项目 and 物保3期 have the same, 对账平台2.0 and 对账平台 not."""
    lists, text = _lists(), _plain(name)
    numbers = tuple(_A_NUMBER.findall(text))
    words = tuple(_A_WORD.findall(text))
    stem = _NEEDLESS.sub("", _A_WORD.sub(_WORD, _A_NUMBER.sub(_NUMBER, text)))
    stem = lists["variant"].sub(lambda m: lists["folded"][m[0]], stem)
    for needless in ("filler", "tail"):
        shorter = lists[needless].sub("", stem)
        stem = shorter if len(shorter) >= _SHORTEST_STEM else stem
    return Shape(stem, numbers, words)


def phase_numbers(name: str) -> tuple[str, ...]:
    """The numbers of a name, 三期 and 3期 alike: names with others are other projects."""
    return shape(name).numbers


def likeness(one: Shape, other: Shape) -> float:
    """0 to 100: how much of the longer stem stands, where two exchanged characters are one change."""
    return float(OSA.normalized_similarity(one.stem, other.stem)) * 100


def are_apart(one: Shape, other: Shape) -> bool:
    """Whether two like names are certainly different: numbers, Latin words, or a character that makes the difference (内 and 外)."""
    if one.numbers != other.numbers or _words_differ(one.words, other.words):
        return True
    changed: set[str] = set()
    for edit in Levenshtein.editops(one.stem, other.stem):
        changed |= {one.stem[edit.src_pos]} if edit.tag != "insert" else set()
        changed |= {other.stem[edit.dest_pos]} if edit.tag != "delete" else set()
    return bool(changed & (_lists()["contrasts"] | {_NUMBER, _WORD}))


def _words_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) != len(other) or any(min(len(a), len(b)) < _SHORTEST_WORD or OSA.distance(a, b) > 1 for a, b in pairs)


def is_part(one: Shape, other: Shape) -> bool:
    """Whether one name begins or ends with the other, so that it may be a part, a phase or something wider."""
    short, long = sorted((one.stem, other.stem), key=len)
    return short != long and (long.startswith(short) or long.endswith(short))
