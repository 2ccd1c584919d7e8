"""Several incidents that one line tells, each in a sentence with a day of its own: `3/25 10:02 …，10:15 恢复；3/27 21:30 …，21:52 恢复`.

What does not belong here: incidents told over several lines (`incident_sections`).
"""

from __future__ import annotations

from dataclasses import replace

from assets.facts import regex as re
from assets.facts.incident_units import CLOCK, Unit
from assets.facts.incident_words import DETECTED, ENDED, IMPACT, INCIDENT_WORD
from assets.facts.model import Entry

_BEGINS = re.compile(
    r"(?:^(?:[^，,。;；:\d]{0,10}(?:\d|[两二三四])\s?[起次个][^，,。;；:\d]{0,10}[:：，,])?|^[^，,。;；:\d]{2,14}[:：]|(?<=\))[、，,]|[。;；]|[，,:](?=\s*(?:[一二三]是|另[一外有]|还有|第[一二三][起次个])))\s*"
    r"(?:(?:[一二三]是|其[一二三]|另(?:外|有)?一?[起次个]?|此外|还有|第[一二三][起次个]|(?:先|再|接着|然后|最后)(?:来)?[说讲看]说?|\(?[1-4一二三四][.、)])\s*[:：，,是在]?\s*)?"
    r"(?P<day>[【\[(]?(?:[PS]\d\s*[】\])]?\s*[:：|]?\s*)?[【\[(]?(?:20\d{2}[-/.年]\s?)?(?:\d{1,2}\s?[/.月-]\s?\d{1,2}|周[一二三四五六日天]|昨[天日晚]))"
)
_SPANS = re.compile(r"\d{1,2}:\d{2}\s*[-~至到]\s*\d{1,2}:\d{2}")


def apart(unit: Unit) -> list[Unit]:
    """The unit itself, or one for each incident that its only line tells."""
    if unit.row or len(unit.entries) != 1:
        return [unit]
    entry = unit.entries[0]
    starts = [entry.start + found.start("day") for found in _BEGINS.finditer(entry.norm[entry.start :])]
    if len(starts) < 2:
        return [unit]
    ends = [*starts[1:], len(entry.norm)]
    told = [at for at, end in zip(starts, ends, strict=True) if _is_whole(entry.norm[at:end])]
    if len(told) < 2:
        return [unit]
    return [Unit([_part(entry, at, end)], unit.head) for at, end in zip(told, [*told[1:], len(entry.norm)], strict=True)]


def _is_whole(words: str) -> bool:
    """Whether a sentence tells what failed from its beginning to its end, and is no step of a course of events."""
    has_times = len(CLOCK.findall(words)) > 1 or _SPANS.search(words) is not None
    is_felt = INCIDENT_WORD.search(words) or DETECTED.search(words) or IMPACT.search(words)
    return has_times and bool(is_felt) and bool(ENDED.search(words) or _SPANS.search(words))


def _part(entry: Entry, start: int, end: int) -> Entry:
    """The stretch of a line as an entry; what it says stands where it stood."""
    return replace(entry, norm=entry.norm[:end], raw=entry.raw[:end], start=start, body=start)
