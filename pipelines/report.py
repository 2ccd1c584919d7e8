"""The summary of a run as lines of text.

What does not belong here: where its numbers come from (`summary`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipelines.alerts.outcome import lines as alert_lines
from pipelines.summary import BadEntry, Summary

SHOWN_ERRORS = 50
SHOWN_WARNINGS = 10
"""A person acts on each error; of warnings a screenful of them is enough to see what they are about."""
SHOWN_GONE = 5

ALL_OF = "weekhouse query \"from quality.bad_entries where severity = '{}' and state = 'open'\""


def lines(summary: Summary, home_option: str = "") -> Iterator[str]:
    """The summary, for the terminal and for mails of cron."""
    yield from _read(summary)
    yield from _changes(summary)
    yield _bad_count(summary)
    yield from _bad_entries(summary.of_severity("error"), "error", SHOWN_ERRORS, home_option)
    yield from _bad_entries(summary.of_severity("warning"), "warning", SHOWN_WARNINGS, home_option)
    yield from _corrections(summary)
    yield from _alerts(summary)
    yield _row("published", f"{summary.folder} ({summary.publication_id}), {summary.seconds} s")


def brief(summary: Summary) -> Iterator[str]:
    """What was read and what became of it, without a line for each bad entry."""
    yield from _read(summary)
    yield _bad_count(summary)
    yield from _corrections(summary)


def _read(summary: Summary) -> Iterator[str]:
    yield _headline(summary)
    facts = {name: number for name, number in summary.counts["facts"].items() if number}
    yield _row("facts", ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in facts.items()) or "none")
    for source in summary.sources:
        yield _row("source", f"{source['source']}: {', '.join(standing(source))}")


def _bad_count(summary: Summary) -> str:
    errors, warnings = summary.of_severity("error"), summary.of_severity("warning")
    return _row("bad entries", f"{_count(len(errors), 'error')}, {_count(len(warnings), 'warning')}")


def _headline(summary: Summary) -> str:
    counts = summary.counts
    span = summary.first_week or "no week"
    if summary.last_week and summary.last_week != summary.first_week:
        span = f"{summary.first_week} … {summary.last_week}"
    return f"{_count(counts['reports'], 'report')} of {_count(counts['teams'], 'team')}, {_count(counts['weeks'], 'week')} ({span})"


def standing(source: dict[str, Any]) -> Iterator[str]:
    """What a source delivered, and what is not there any more; why it failed."""
    if source["status"] == "failed":
        yield f"failed: {source['why']}"
        return
    if source["status"] != "ok":
        yield source["status"]
    yield _count(source["documents"], "document")
    if 0 < source["new"] < source["documents"]:
        yield f"{source['new']:,} new"
    if source["changed"]:
        yield f"{source['changed']:,} changed"
    if source["problems"]:
        yield _count(source["problems"], "unreadable file")
    if gone := source["gone"]:
        more = ", …" if len(gone) > SHOWN_GONE else ""
        yield f"{len(gone):,} gone (the facts stay): {', '.join(gone[:SHOWN_GONE])}{more}"


def _changes(summary: Summary) -> Iterator[str]:
    if not summary.is_new:
        yield _row("changed", "nothing; the last publication stands")
    elif summary.previous_publication_id is None:
        yield _row("changed", "everything: this is the first publication")
    elif not summary.changes:
        yield _row("changed", "no row")
    else:
        shown = (f"{table} {_signed(change)}" for table, change in summary.changes.items())
        yield _row("changed", ", ".join(shown))


def _signed(change: dict[str, int]) -> str:
    signs = (("+", "added"), ("−", "removed"), ("~", "changed"))
    return " ".join(f"{sign}{change[name]}" for sign, name in signs if change[name])


def _bad_entries(entries: list[BadEntry], severity: str, limit: int, home_option: str) -> Iterator[str]:
    for entry in entries[:limit]:
        yield f"  {severity:<8} {place(entry)}: {entry.rule}: {entry.message}"
    if len(entries) > limit:
        command = ALL_OF.format(severity).replace("query ", f"query {home_option}")
        yield f"  … and {_count(len(entries) - limit, f'more {severity}')}: {command}"


def _corrections(summary: Summary) -> Iterator[str]:
    """How many corrections hold; each that does not, with the reason."""
    states = Counter(str(correction["state"]) for correction in summary.corrections)
    if states:
        yield _row("corrections", ", ".join(f"{number:,} {state}" for state, number in sorted(states.items())))
    for correction in summary.corrections:
        if correction["state"] != "applied":
            yield f"  {correction['state']:<8} {correction['place']}: {correction['why']}"


def _alerts(summary: Summary) -> Iterator[str]:
    """What became of the alerts; those that went into files are told in a line each."""
    for number, line in enumerate(alert_lines(summary.alerts)):
        yield _row("alerts" if number == 0 else "", line)
    if any(delivered.pending for delivered in summary.alerts):
        yield _row("", "what is pending goes with the next run, or by: weekhouse alerts send")
    for headline in [headline for delivered in summary.alerts for headline in delivered.headlines]:
        yield _row("", headline)


def place(entry: BadEntry) -> str:
    """`file:line`, as editors understand it."""
    line = f":{entry.source_line}" if entry.source_line else ""
    return f"{entry.source_file or '(no file)'}{line}"


def _row(name: str, text: str) -> str:
    return f"  {name:<12}{text}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
