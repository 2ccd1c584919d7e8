"""What a team is told: its digest as sections of items, from bad entries that are due. Pure: no database, no clock.

What does not belong here: who is due to be told what (`outbox`), cutting a digest into messages (`messages`), the
words (`digest.yml`) and what a channel makes of signs (`markup`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import yaml

from assets.quality.markup import Markup, short, without_long_hashes

SECTIONS = ("new_errors", "resolved", "new_warnings", "escalated", "reminders", "summarised")
"""In the order of the digest: what is new and what is mended first."""
SHOWN_ID = 8
"""So much of a bad entry's id is unique among hundreds of thousands, fits a phone's line, and is typed by hand."""
NO_TEAM = "default"
"""The team of reports and logs that name none (contract); it means nothing to whom it is shown."""
SHOWN_RESOLVED = 10
"""Good news needs no more than a screenful."""
_LONGEST = {"message": 300, "cause": 120, "quote": 80, "mended": 30, "project": 40}
"""Code points. A quote is there to be recognised, and a screen of a phone holds some 400 Chinese characters."""


@dataclass(frozen=True, slots=True)
class Due:
    """A bad entry that is to be told, and as what: new, again, resolved, escalated or reminder."""

    bad_entry_id: str
    telling: str
    rule: str
    severity: str
    week: str | None
    project: str | None
    message: str
    likely_cause: str | None
    quote: str | None
    source_file: str | None
    source_line: int | None
    first_seen_at: datetime

    @property
    def section(self) -> str:
        """Where in the digest it stands."""
        if self.telling in ("new", "again"):
            return "new_errors" if self.severity == "error" else "new_warnings"
        return {"resolved": "resolved", "escalated": "escalated"}.get(self.telling, "reminders")


@dataclass(frozen=True, slots=True)
class Counted:
    """Bad entries of one rule that are not told one by one."""

    rule: str
    severity: str
    first_week: str | None
    last_week: str | None
    bad_entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What is never torn apart, below a heading that is repeated where a message begins with it. `told` pairs ids with tellings."""

    section: str
    text: str
    told: tuple[tuple[str, str], ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that one team is told in one run; `counts` by section."""

    title: str
    continued: str
    overview: str
    headings: dict[str, str]
    blocks: tuple[Block, ...]


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language (zh or en), with the labels of the rules as `rules`."""
    loaded = yaml.load(files(__package__).joinpath("digest.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    labels = {rule: label[language] for rule, label in loaded["rules"].items()}
    return {**loaded[language], "rules": labels}


class Writer:
    """Writes digests for one channel's markup in one language, as of a moment."""

    def __init__(self, markup: Markup, language: str, now: datetime, shown_per_rule: int, escalate_after_days: int) -> None:
        self.markup, self.words, self.now = markup, words(language), now
        self.shown_per_rule, self.days = shown_per_rule, escalate_after_days

    def digest(self, team: str | None, due: Sequence[Due], counted: Sequence[Counted]) -> Digest:
        """The digest of a team from what is due, errors of the newest weeks first."""
        by_section = {section: [entry for entry in due if entry.section == section] for section in SECTIONS}
        blocks = [block for section in SECTIONS for block in self._blocks(section, by_section[section], counted)]
        numbers = {section: sum(len(b.told) for b in blocks if b.section == section) for section in SECTIONS}
        told = [self.words["counts"][section].format(n=n) for section, n in numbers.items() if n]
        return Digest(
            self.markup.emphasis.format(self._title("title", team)),
            self.markup.emphasis.format(self._title("continued", team)),
            self.words["between_counts"].join(told),
            {section: self.markup.emphasis.format(self.words["sections"][section].format(days=self.days)) for section in SECTIONS},
            tuple(blocks),
        )

    def mention(self, team: str | None, number: int, alert_id: str) -> str:
        """The short text that calls people to the errors that nobody put right."""
        name = self._name(team)
        return str(self.words["mention"].format(team=name, n=number, days=self.days, alert=alert_id))

    def _title(self, which: str, team: str | None) -> str:
        return str(self.words[which].format(team=self._name(team), date=self.now.date().isoformat()))

    def _name(self, team: str | None) -> str:
        return self.markup.plain(team if team and team != NO_TEAM else self.words["no_team"])

    def _blocks(self, section: str, due: Sequence[Due], counted: Sequence[Counted]) -> Iterator[Block]:
        if section in ("new_errors", "escalated"):
            yield from (self._item(section, entry) for entry in due)
        elif section == "resolved":
            yield from self._resolved(due)
        elif section == "new_warnings":
            yield from self._by_rule(section, due, self.shown_per_rule)
        elif section == "reminders":
            yield from (self._item(section, entry) for entry in due if entry.severity == "error")
            yield from self._counts(section, _counted(entry for entry in due if entry.severity != "error"), "reminder")
        else:
            yield from self._counts(section, counted, "summarised")

    def _item(self, section: str, entry: Due, group: str = "") -> Block:
        lines = self._lines(entry, has_label=not group)
        return Block(section, "\n".join(lines), ((entry.bad_entry_id, entry.telling),), group)

    def _lines(self, entry: Due, *, has_label: bool) -> Iterator[str]:
        plain, severity = self.markup.plain, self.words["severity"][entry.severity]
        yield self.words["heading"].format(
            severity=self.markup.alarm.format(severity) if entry.severity == "error" else severity,
            about=self._about(entry, has_label=has_label),
            again=self.words["again"] if entry.telling == "again" else "",
        )
        yield plain(short(_message(entry), _LONGEST["message"]))
        if entry.likely_cause and entry.likely_cause not in entry.message:
            cause = plain(short(without_long_hashes(entry.likely_cause), _LONGEST["cause"]))
            yield self.words["cause"].format(cause=cause.removeprefix("可能是").removeprefix("可能"))
        if entry.quote:
            quote = plain(short(entry.quote, _LONGEST["quote"]))
            yield self.markup.quotation.format(self.words["quote"].format(quote=quote))
        yield self._place(entry)
        yield self._since(entry)
        yield self.words["mute"].format(command=self.markup.code.format(f"weekhouse mute {entry.bad_entry_id[:SHOWN_ID]} --days 14"))

    def _about(self, entry: Due, *, has_label: bool = True) -> str:
        """The rule (unless the heading above says it), the week and, where there is one, the project."""
        project = self.markup.plain(short(entry.project or "", _LONGEST["project"]))
        label = self.words["rules"].get(entry.rule, entry.rule) if has_label else ""
        return str(self.words["between"].join(filter(None, (label, entry.week or self.words["no_week"], project))))

    def _place(self, entry: Due) -> str:
        line = f":{entry.source_line}" if entry.source_line else ""
        return self.markup.plain(f"{without_long_hashes(entry.source_file or '')}{line}")

    def _since(self, entry: Due) -> str:
        days = (self.now.date() - entry.first_seen_at.date()).days
        return str(self.words["since_days" if days > 0 else "since"].format(date=entry.first_seen_at.date().isoformat(), days=days))

    def _resolved(self, due: Sequence[Due]) -> Iterator[Block]:
        for entry in due[:SHOWN_RESOLVED]:
            quote = self.markup.plain(short(entry.quote or _message(entry), _LONGEST["mended"]))
            text = self.words["mended"].format(about=self._about(entry), quote=quote)
            yield Block("resolved", text, ((entry.bad_entry_id, entry.telling),))
        if rest := due[SHOWN_RESOLVED:]:
            yield Block("resolved", self.words["more_mended"].format(n=len(rest)), _told(rest))

    def _by_rule(self, section: str, due: Sequence[Due], shown: int) -> Iterator[Block]:
        """The rules with their first entries; the rest of a rule is a number and the command that lists them."""
        for rule, of_rule in groupby(sorted(due, key=lambda entry: entry.rule), key=lambda entry: entry.rule):
            entries = list(of_rule)
            label = self.words["rules"].get(rule, rule)
            group = self.markup.emphasis.format(self.words["of_rule"].format(label=label, n=len(entries))) if len(entries) > 1 else ""
            yield from (self._item(section, entry, group) for entry in entries[:shown])
            if rest := entries[shown:]:
                yield Block(section, self.words["more_of_rule"].format(n=len(rest), rule=rule), _told(rest), group)

    def _counts(self, section: str, counted: Iterable[Counted], telling: str) -> Iterator[Block]:
        for of_rule in counted:
            weeks = [week for week in (of_rule.first_week, of_rule.last_week) if week]
            text = self.words["counted"].format(
                severity=self.words["severity"][of_rule.severity],
                label=self.words["rules"].get(of_rule.rule, of_rule.rule),
                n=len(of_rule.bad_entry_ids),
                span=" … ".join(dict.fromkeys(weeks)) or self.words["no_week"],
            )
            yield Block(section, text, tuple((key, telling) for key in of_rule.bad_entry_ids))


def _message(entry: Due) -> str:
    """What is wrong, without the name of the project, which the heading says."""
    message, name = without_long_hashes(entry.message), entry.project or ""
    rest = message.removeprefix(name)
    return rest.lstrip(" ：") if name and rest.startswith((" ", "：")) else message


def _told(entries: Iterable[Due]) -> tuple[tuple[str, str], ...]:
    return tuple((entry.bad_entry_id, entry.telling) for entry in entries)


def _counted(entries: Iterable[Due]) -> Iterator[Counted]:
    ordered = sorted(entries, key=lambda entry: entry.rule)
    for rule, of_rule in groupby(ordered, key=lambda entry: entry.rule):
        found = list(of_rule)
        weeks = sorted(entry.week for entry in found if entry.week)
        first, last = (weeks[0], weeks[-1]) if weeks else (None, None)
        yield Counted(rule, found[0].severity, first, last, tuple(entry.bad_entry_id for entry in found))
