"""The summary of a run as lines of text.

What does not belong here: where its numbers come from (`summary`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.summary import BadEntry, Summary

SHOWN_ERRORS = 50
SHOWN_WARNINGS = 10
"""A person acts on each error; of warnings a screenful of them is enough to see what they are about."""

ALL_OF = "weekhouse query \"from quality.bad_entries where severity = '{}' and state = 'open'\""


def lines(summary: Summary, home_option: str = "") -> Iterator[str]:
    """The summary, for the terminal and for mails of cron."""
    yield _headline(summary)
    facts = {name: number for name, number in summary.counts["facts"].items() if number}
    yield _row("facts", ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in facts.items()) or "none")
    for source in summary.sources:
        problems = f", {_count(source['problems'], 'unreadable file')}" if source["problems"] else ""
        yield _row("source", f"{source['source']}: {_count(source['documents'], 'document')}{problems}")
    yield from _changes(summary)
    errors, warnings = summary.of_severity("error"), summary.of_severity("warning")
    yield _row("bad entries", f"{_count(len(errors), 'error')}, {_count(len(warnings), 'warning')}")
    yield from _bad_entries(errors, "error", SHOWN_ERRORS, home_option)
    yield from _bad_entries(warnings, "warning", SHOWN_WARNINGS, home_option)
    yield _row("published", f"{summary.folder} ({summary.publication_id}), {summary.seconds} s")


def _headline(summary: Summary) -> str:
    counts = summary.counts
    span = summary.first_week or "no week"
    if summary.last_week and summary.last_week != summary.first_week:
        span = f"{summary.first_week} … {summary.last_week}"
    return f"{_count(counts['reports'], 'report')} of {_count(counts['teams'], 'team')}, {_count(counts['weeks'], 'week')} ({span})"


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


def place(entry: BadEntry) -> str:
    """`file:line`, as editors understand it."""
    line = f":{entry.source_line}" if entry.source_line else ""
    return f"{entry.source_file or '(no file)'}{line}"


def _row(name: str, text: str) -> str:
    return f"  {name:<12}{text}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
