"""The tables of docs/reader.md, written from `assets/facts/rules.yml`: `python -m pipelines.reader_docs`.

What does not belong here: the rules themselves, and the page's other text, which is edited by hand around the tables.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

PAGE = Path("docs") / "reader.md"
_BEGIN, _END = "<!-- {} -->", "<!-- /{} -->"


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of a report, the heading above it, and what the reader gives for it."""

    text: str
    under: str
    gives: Any


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of `rules.yml`."""

    frame: dict[str, Any]
    reads: dict[str, str]
    examples: dict[str, list[Example]]
    dates: list[dict[str, Any]]

    def report(self, example: Example) -> str:
        """The whole report in which an example is read."""
        title, created = self.frame["title"], self.frame["created"]
        return f"# {title}\n\nCreated: {created}\n\n## {example.under}\n\n{example.text}\n"

    def date_examples(self) -> list[Example]:
        """Every form of a date in the sentence of its group."""
        return [
            Example(group["sentence"].replace("{}", form["written"]), group.get("under", self.frame["under"]), form)
            for group in self.dates
            for form in group["forms"]
        ]


def load() -> Rules:
    """The rules and their examples."""
    data = yaml.load(files("assets.facts").joinpath("rules.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    frame = data["report"]
    examples = {
        name: [Example(e["text"].rstrip("\n"), e.get("under", frame["under"]), e["gives"]) for e in rule["examples"]]
        for name, rule in data["rules"].items()
    }
    reads = {name: rule["reads"] for name, rule in data["rules"].items()}
    return Rules(frame, reads, examples, data["dates"])


def written(page: str, rules: Rules) -> str:
    """The page with its tables replaced by those of the rules. Raises `ValueError` where a table's marks are missing."""
    for name, table in (("rules", _rules_table(rules)), ("dates", _dates_tables(rules))):
        begin, end = _BEGIN.format(name), _END.format(name)
        before, opened, rest = page.partition(begin)
        _, closed, after = rest.partition(end)
        if not (opened and closed):
            raise ValueError(f"{PAGE} has no marks {begin} and {end}")
        page = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return page


def _rules_table(rules: Rules) -> str:
    rows = ["| rule | what it reads | an example | what it gives |", "|---|---|---|---|"]
    for name, reads in rules.reads.items():
        for number, example in enumerate(rules.examples[name]):
            first = (f"`{name}`", _cell(reads)) if number == 0 else ("", "")
            under = "" if example.under == rules.frame["under"] else f"under {example.under}: "
            gives = "<br>".join(_values(fact) for fact in example.gives)
            rows.append(f"| {first[0]} | {first[1]} | {under}{_code(example.text)} | {gives} |")
    return "\n".join(rows)


def _dates_tables(rules: Rules) -> str:
    return "\n\n".join(_dates_table(group) for group in rules.dates)


def _dates_table(group: dict[str, Any]) -> str:
    first, last = ("started", "ended") if any("started" in form for form in group["forms"]) else ("first", "last")
    sentence = _code(group["sentence"].replace("{}", "…").removeprefix("- "))
    if not any(first in form for form in group["forms"]):
        shown = "; ".join(_code(form["written"]) + (f" ({form['says']})" if "says" in form else "") for form in group["forms"])
        return f"**{group['title']}**, in {sentence}: {shown}."
    rows = [f"**{group['title']}**, in {sentence}:", "", f"| written | {first} | {last} | |", "|---|---|---|---|"]
    for form in group["forms"]:
        remark = ", ".join(filter(None, (form.get("precision"), form.get("says"))))
        ends = (form[first] or "open", form[last] or "open")
        rows.append(f"| {_code(form['written'])} | {ends[0]} | {ends[1]} | {remark} |")
    return "\n".join(rows)


def _values(fact: dict[str, Any]) -> str:
    """The values of a fact; what is false or absent on purpose only matters to the test."""
    shown = ((name, value) for name, value in fact.items() if value not in (None, False))
    return ", ".join(f"{name} {' '.join(value) if isinstance(value, list) else _cell(str(value))}" for name, value in shown)


def _code(text: str) -> str:
    return "<br>".join(f"`{_cell(line)}`" for line in text.split("\n") if set(line) - set("|- "))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    try:
        PAGE.write_text(written(PAGE.read_text("utf-8"), load()), "utf-8")
    except (OSError, ValueError) as error:
        sys.exit(f"reader_docs: {error}")
