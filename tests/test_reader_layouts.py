"""The same report laid out in another way says the same: the facts of annotated reports are found however their lines are written.

What a transformation gives is the text of one line, so that the annotations stay with their lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests import mutation
from tests.annotated import Annotated, Score, load
from tests.test_reader_gold import KINDS, _read, _score

REPORTS = [load(path) for name in ("sierra", "victor") for path in sorted((mutation.GOLD / name).glob("*.md"))]
LOST_OF_A_REPORT = 0.12  # recall or precision
LOST_OF_ALL = 0.008
_BULLET = re.compile(r"^(\s*)- (?=\S)")
_HEADING = re.compile(r"^(##+) (.*\S)")
_TABLE_LINE = re.compile(r"^\s*\|.*\|\s*$")
_SEPARATOR = re.compile(r"^[\s|:-]+$")


def _bullets(mark: str) -> Callable[[str], str]:
    return lambda line: _BULLET.sub(lambda m: m[1] + mark, line)


def _headings(form: str) -> Callable[[str], str]:
    return lambda line: _HEADING.sub(lambda m: form.format(hashes=m[1], level=len(m[1]), title=m[2]), line)


def _row(parted_by: str) -> Callable[[str], str]:
    def written(line: str) -> str:
        if not _TABLE_LINE.match(line) or _SEPARATOR.match(line):
            return line
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        return parted_by.join(cells) if parted_by == "\t" else "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    return written


def _counted(mark: str) -> Callable[[list[str]], list[str]]:
    """Each list with ordinals, from 1 on at each indentation."""

    def written(lines: list[str]) -> list[str]:
        numbers: dict[int, int] = {}
        found = []
        for line in lines:
            bullet = _BULLET.match(line)
            deepest = len(bullet[1]) if bullet else -1 if line.strip() and not line.startswith(" ") else max(numbers, default=-1)
            numbers = {columns: number for columns, number in numbers.items() if columns <= deepest}
            if bullet:
                numbers[deepest] = numbers.get(deepest, 0) + 1
            found.append(bullet[1] + mark.format(numbers[deepest]) + line[bullet.end() :] if bullet else line)
        return found

    return written


COUNTED = {
    "ordinals in brackets": "[{}] ",
    "ordinals before colons": "{}：",
    "ordinals with a nought": "{:02d} ",
    "bare ordinals": "{} ",
    "No.": "No.{} ",
}
"""Marks that are ordinals only where one line after another is counted so."""

WAYS: dict[str, Callable[[str], str]] = {
    "stars": _bullets("* "),
    "dots": _bullets("• "),
    "full width dashes": _bullets("－ "),
    "pictures": _bullets("- 📌 "),
    "pictures alone": _bullets("👉 "),
    "backslashes of an export": _bullets("\\- "),
    "wiki": _headings("h{level}. {title}"),
    "closed headings": _headings("{hashes} {title} {hashes}"),
    "anchors": _headings("{hashes} {title} {{#s1}}"),
    "full width hashes": lambda line: _HEADING.sub(lambda m: "＃" * len(m[1]) + " " + m[2], line),
    "tags of headings": _headings("<h{level}>{title}</h{level}>"),
    "quoted": lambda line: f"> {line}" if line.strip() else ">",
    "breaks": lambda line: f"{line}<br>" if line.strip() and "|" not in line else line,
    "tabs for indentation": lambda line: re.sub(r"^(?:  )+", lambda m: "\t" * (len(m[0]) // 2), line),
    "narrow colons": lambda line: line.replace("：", ": "),
    "narrow commas": lambda line: line.replace("，", ", "),
    "bold shares": lambda line: re.sub(r"(?<![\d.*/-])(\d+(?:\.\d+)?%)(?!\*)", r"**\1**", line),
    "rows of HTML": _row(""),
    "bullets of Word": _bullets("l "),
    "odd bullets": _bullets("◇ "),
}


def _way(name: str) -> Callable[[list[str]], list[str]]:
    return _counted(COUNTED[name]) if name in COUNTED else lambda lines: [*map(WAYS[name], lines)]


def _laid_out(report: Annotated, way: Callable[[list[str]], list[str]]) -> Annotated:
    """The report with all its lines below the title and the properties written so."""
    lines = report.text.split("\n")
    top = next((n for n, line in enumerate(lines) if n > 0 and line[:1] in ("#", "-", "*", "【", "|", ">", "一")), len(lines))
    return replace(report, text="\n".join([*lines[:top], *way(lines[top:])]))


def _total(report: Annotated) -> Score:
    score = _score(report, _read(report))
    return sum((score[kind] for kind in KINDS), Score())


@pytest.fixture(scope="module")
def plainly() -> list[Score]:
    return [_total(report) for report in REPORTS]


@pytest.mark.parametrize("name", [*WAYS, *COUNTED])
def test_another_layout_loses_hardly_a_fact(name: str, plainly: list[Score]) -> None:
    found = [_total(_laid_out(report, _way(name))) for report in REPORTS]
    lost = {
        report.out: (before.recall - after.recall, before.precision - after.precision)
        for report, before, after in zip(REPORTS, plainly, found, strict=True)
        if max(before.recall - after.recall, before.precision - after.precision) > LOST_OF_A_REPORT
    }
    assert lost == {}
    before, after = sum(plainly, Score()), sum(found, Score())
    assert (before.recall - after.recall <= LOST_OF_ALL, before.precision - after.precision <= LOST_OF_ALL) == (True, True), (
        after.recall,
        after.precision,
    )
