"""`docs/rules.md` from `expectations/`: what is checked, why, and what fires it.

    python -m assets.quality.describe > docs/rules.md

What does not belong here: the rules (`expectations/*.yml`) and the data dictionary.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from assets.quality import catalogue
from assets.quality.catalogue import Expectation, Rule, Suite

_HEAD = """# Rules and expectations

Made from `expectations/*.yml` by `python -m assets.quality.describe > docs/rules.md`; edit those files, not this one.

A **rule** finds single bad entries: each becomes a row of `quality.bad_entries`, an error keeps its facts out of
trends, a warning flags them. Settings change a rule without touching a file: in `weekhouse.toml`, `[rules.NAME]` with
`on = false`, `severity = "error"` or `threshold = 5`. An **expectation** is about a table as a whole; one that blocks
stops the run before trends are built.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_index(), *(line for suite in _suites() for line in _section(suite))])


def _suites() -> list[Suite]:
    return list(catalogue.suites().values())


def _index() -> Iterator[str]:
    yield "| rule | severity | table | fires when, for example |"
    yield "|---|---|---|---|"
    for name, rule in sorted(catalogue.rules().items()):
        table = rule.table.replace(".", "")
        yield f"| [`{name}`](#{name}) | {rule.severity} | [{rule.table}](#{table}) | {_cell(rule.fires[0].what)} |"
    yield ""


def _section(suite: Suite) -> Iterator[str]:
    yield f"## {suite.table}\n\nOwner: {suite.owner}\n"
    for rule in suite.rules.values():
        yield from _rule(rule)
    yield "| expectation | column | severity | why |"
    yield "|---|---|---|---|"
    for item in suite.expectations:
        yield _expectation(item)
    yield ""


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.name}\n\n{rule.severity}. {rule.reason}\n"
    if rule.threshold:
        yield f"- Threshold: {rule.threshold.value:g} {rule.threshold.unit}. {rule.threshold.why}"
    yield f"- Says: {rule.message}"
    yield from (f"- Fires: {example.what}." for example in rule.fires)
    yield from (f"- Silent: {example.what}." for example in rule.silent)
    yield ""


def _expectation(item: Expectation) -> str:
    severity = f"{item.severity}, blocks" if item.blocking else item.severity
    return f"| `{item.name}` | {item.column or ''} | {severity} | {_cell(item.reason)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
