"""What the text of each entry begins with, found once. What does not belong here: how it is found (`leads`)."""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.keyed_rows import is_of_states
from assets.facts.leads import is_undertaking, own
from assets.facts.model import Entry
from assets.facts.name_words import DEED, OF_SHARES, PROJECT_WORD, SHORTEST_STEM
from assets.facts.part_names import is_part
from assets.facts.words import EVENTS, TRADE

_OF_WHOLE = re.compile(
    rf"[\W_]*(?:(?:项目|目前|当前)?(?:整体|总体|总进度)|overall\b|(?:计划|预计|原定|原计划)?\s*\d{{1,2}}[/.月]\d{{1,2}}日?\s*(?:正式|已|前)?(?:{EVENTS})\s*(?:$|[，,。;；]))",
    re.IGNORECASE,
)


class Leads:
    """What the text of each entry begins with, found once: for the entry, for the heading above it and for plans."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], tuple[str, int, str] | None] = {}
        self._undertakings: dict[int, bool] = {}
        self._of_whole: dict[int, bool] = {}
        self._names: dict[int, bool] = {}
        self.starts: dict[int, int] = {}
        """Where the text of each item began before a name was taken from it."""
        self.divided: set[int] = set()
        """The headings that divide the work, by position."""
        self.fields: set[str] = set()
        """What is told of several projects by the same word: `**上线节奏**：` beside `**进展**：`, 查明事实 and 督办要求 below each title."""

    def find_fields(self, entries: Sequence[Entry]) -> None:
        """Find the words before a colon that stand below several headings, each time beside a label or none that any work is called by."""
        labelled = {entry.parent.position for entry in entries if entry.label and entry.parent}
        above: dict[str, set[int]] = {}
        for entry in entries:
            if ":" not in entry.norm or entry.form not in ("item", "text") or entry.label:
                continue
            if (parent := entry.parent) is None or parent.person or not (parent.position in labelled or parent.named_role is None):
                continue
            found = self.at(entry, entry.body)
            if found is None or found[2] not in ("bold", "colon", "bracket") or PROJECT_WORD.search(found[0]):
                continue
            if parent.position in labelled or not TRADE.search(found[0]):
                above.setdefault(found[0], set()).add(parent.position)
        self.fields = {name for name, parents in above.items() if len(parents) > 1}

    def at(self, entry: Entry, start: int) -> tuple[str, int, str] | None:
        """What `own` finds."""
        key = entry.position, start
        if key not in self._found:
            self._found[key] = own(entry, start)
        return self._found[key]

    def name(self, entry: Entry) -> tuple[str, int, str] | None:
        """What the text of an entry begins with, where that is no word that is told of several projects."""
        found = self.at(entry, entry.body)
        return None if found and found[0] in self.fields else found

    def are_undertakings(self, entries: Sequence[Entry]) -> bool:
        """Whether most of the entries, and more than one, begin with the name of an undertaking (…改造, …重构)."""
        if not entries:
            return False
        key = entries[0].position
        if key not in self._undertakings:
            number = sum(is_undertaking(self.at(entry, entry.body)) for entry in entries)
            self._undertakings[key] = number > 1 and number * 2 >= len(entries)
        return self._undertakings[key]

    def are_topics(self, entries: Sequence[Entry]) -> bool:
        """Whether most of the paragraphs, and more than one, bring up something first, or begin with the name of an undertaking."""
        found = [self.at(entry, self.starts.get(entry.position, entry.body)) for entry in entries if entry.form == "text"]
        number = sum(o is not None and (o[2] == "topic" or is_undertaking(o)) for o in found)
        return number > 1 and number * 2 >= len(found)

    def are_names(self, entries: Sequence[Entry]) -> bool:
        """Whether each of several entries begins with a name before a colon that is no deed and no part."""
        key = entries[0].position if entries else 0
        if key not in self._names:
            found = [
                self.at(entry, entry.body if entry.project is None else self.starts.get(entry.position, entry.body)) for entry in entries
            ]
            self._names[key] = len(found) > 1 and all(
                o is not None
                and o[0] not in self.fields
                and o[2] in ("colon", "bold", "bracket")
                and len(o[0]) >= SHORTEST_STEM
                and not (is_part(o[0]) or OF_SHARES.search(o[0]) or (DEED.search(o[0]) and not PROJECT_WORD.search(o[0])))
                for o in found
            )
        return self._names[key]

    def speak_of_whole(self, entries: Sequence[Entry]) -> bool:
        """Whether one of the entries speaks of what all stand under: `整体 48%`, `6/12 提测` name nothing themselves."""
        key = entries[0].position if entries else 0
        if key not in self._of_whole:
            self._of_whole[key] = any(is_of_states(entry) or _OF_WHOLE.match(entry.norm, entry.body) for entry in entries)
        return self._of_whole[key]
