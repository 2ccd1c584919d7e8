"""Every example of a rule or of a date is read as it says, and the page says the same.

That each rule is described, and each description has a rule, is asked where all reports are read: `tests/test_reader_gold.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assets.facts import reader
from assets.facts.model import Fact, Incident, Milestone, Reading
from pipelines import reader_docs
from pipelines.reader_docs import Example

ROOT = Path(__file__).resolve().parents[1]
RULES = reader_docs.load()
OF_RULES = [(rule, example) for rule, examples in RULES.examples.items() for example in examples]
OF_DATES = RULES.date_examples()


def read(example: Example) -> Reading:
    return reader.read(RULES.report(example), "2024-W13.md")


def values(fact: Fact, wanted: dict[str, Any]) -> dict[str, Any]:
    """The values of a fact that an example names."""
    found = {name: getattr(fact, name) for name in wanted}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


@pytest.mark.parametrize(("rule", "example"), OF_RULES, ids=[f"{r}: {e.text[:30]}" for r, e in OF_RULES])
def test_an_example_of_a_rule_gives_what_it_says(rule: str, example: Example) -> None:
    found = [fact for fact in read(example).facts if fact.rule == rule]
    assert len(found) == len(example.gives), [fact.quote for fact in found]
    assert [values(fact, wanted) for fact, wanted in zip(found, example.gives, strict=True)] == example.gives


@pytest.mark.parametrize("example", OF_DATES, ids=[e.gives["written"] for e in OF_DATES])
def test_a_form_of_a_date_is_the_interval_that_the_table_says(example: Example) -> None:
    reading, form = read(example), example.gives
    if "started" in form:
        times = [(f.started_at, f.ended_at) for f in reading.facts if isinstance(f, Incident)]
        assert times == [(form["started"], form["ended"])]
        return
    dates = [(f.date_start, f.date_end, f.date_precision) for f in reading.facts if isinstance(f, Milestone) and f.date_precision]
    assert dates == ([(form["first"], form["last"], form["precision"])] if "first" in form else [])
    findings = [finding.rule for finding in reading.findings]
    assert findings == (["invalid_date"] if form.get("finding") else [])


def test_the_examples_are_read_from_the_day_that_they_say() -> None:
    assert read(OF_DATES[0]).report.reference == RULES.frame["day"]


def test_the_page_is_what_the_rules_say() -> None:
    page = (ROOT / reader_docs.PAGE).read_text("utf-8")
    assert page == reader_docs.written(page, RULES), "run: python -m pipelines.reader_docs"


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="<!-- rules -->"):
        reader_docs.written("# The reader\n", RULES)
