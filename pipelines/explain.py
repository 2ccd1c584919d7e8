"""`weekhouse explain`: which report, which of its lines, and what the reader made of each.

What does not belong here: reading (`assets.facts`), how it looks (`explain_page`), and what the rules would flag (`checking`).
"""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

from assets.documents.delivery import Courier, Document
from assets.documents.encoding import split_lines
from assets.documents.headers import kinds
from assets.documents.scan import list_files, media_of, team_of
from assets.documents.texts import text_of
from assets.facts import reader
from assets.facts.model import Reading
from pipelines.explain_page import Line, Page
from pipelines.problems import UnusableError
from pipelines.settings import Settings
from pipelines.sources import named

_PLACE = re.compile(r"(.+?):([0-9]{1,9})(?::[0-9]{1,9})?")


def explain(settings: Settings, given: str) -> None:
    """Print the report FILE, or only the line of FILE:LINE. Raises `UnusableError`."""
    path, number = place(given)
    reading, texts = _read(settings, path)
    lines = _by_line(reading, texts)
    page = Page(Console(highlight=False))
    if number is None:
        page.report(reading, lines)
    elif 1 <= number <= len(lines):
        page.one(lines[number - 1])
    else:
        raise UnusableError(f"{path}: there is no line {number}, the report has {len(lines)}")


def place(given: str) -> tuple[Path, int | None]:
    """FILE, FILE:LINE, or FILE:LINE:COLUMN as `weekhouse check` prints it."""
    path = Path(given)
    named = _PLACE.fullmatch(given)
    try:
        is_whole = path.exists() or not named
    except OSError as error:
        raise UnusableError(f"{given[:80]}: {error.strerror}") from None
    return (path, None) if is_whole or not named else (Path(named[1]), int(named[2]))


def _read(settings: Settings, path: Path) -> tuple[Reading, list[str]]:
    """The reading of a report file and its lines."""
    if path.is_dir():
        raise UnusableError(f"{path} is a folder; name one report in it")
    (source,) = named(settings, (path,))
    if media_of(path.name) != "report":
        raise UnusableError(f"{path} is no report (.md .txt .html); unpack an archive and name one of its reports")
    for problem in list_files(source, settings.home).problems.values():
        raise UnusableError(f"{path}: {problem}")
    (seen,) = list_files(source, settings.home).files
    for item in Courier(settings.limits.limits, wanted=kinds(settings.headers)).fetch(seen):
        if not isinstance(item, Document):
            raise UnusableError(f"{path}: {item[1]}")
        text = text_of(item.content, item.source_file).text
        team = team_of(source, item.source_file)
        today = settings.house((source,)).now().date()  # a week without a year is the latest that fits, as in a run
        reading = reader.read(
            text, item.source_file, team, is_team_set=source.team is not None, section_words=settings.sections, seen=today
        )
        return reading, split_lines(text.removeprefix("\ufeff"))
    raise UnusableError(f"{path} only lists other pages; name one of them")


def _by_line(reading: Reading, texts: list[str]) -> list[Line]:
    lines = [Line(number, text) for number, text in enumerate(texts, start=1)]
    for entry in reading.entries:
        for line in lines[entry.line - 1 : entry.line_end]:
            line.entry = entry
    for fact in reading.facts:
        lines[fact.entry.line - 1].facts.append(fact)
    for finding in reading.findings:
        if finding.entry:
            lines[finding.entry.line - 1].findings.append(finding)
    for number in reading.unread:
        lines[number.line - 1].unread.append(number)
    return lines
