"""The rules' run: every rule over `core`, merged into `quality.bad_entries` in one transaction.

What does not belong here: a rule's SQL (`expectations/`) and the Great Expectations suites (`suites`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from assets import stages
from assets.documents import cities
from assets.house import House
from assets.quality import catalogue, decisions, engine, firing, life, outbox, sensitive, stats
from assets.warehouse import transaction

STAGE = "rules"
FOUND = "rules.found"
"""The stage of finding alone, which does not rest on what people decided."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run of the rules found. `by_rule` counts what is not resolved, by severity and rule."""

    by_rule: dict[tuple[str, str], int]
    new: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    is_unchanged: bool = False

    def count(self, severity: str) -> int:
        """How many bad entries of a severity are not resolved."""
        return sum(number for (of, _), number in self.by_rule.items() if of == severity)


def find_bad_entries(db: duckdb.DuckDBPyConnection, house: House) -> Found:
    """Run every rule that is on and bring `quality.bad_entries` up to date.

    Does nothing where neither facts nor rules nor settings nor decisions changed since the last time; where only
    decisions did, no rule runs. Raises `catalogue.CatalogueError`, one line, for a mistaken rule or setting.
    """
    engine.check_settings(house.rules)
    inputs, now = fingerprint(db, house), house.now()
    if inputs and stages.finished_with(db, STAGE) == _with_decisions(db, inputs, now):
        with transaction(db):
            outbox.write(db, house)  # reminders come due by the calendar
        return Found(counts(db), is_unchanged=True)
    changes = life.Changes((), (), ())
    with transaction(db):
        if inputs and stages.finished_with(db, FOUND) == inputs:
            decisions.put_in_force(db, now.date())
        else:
            house.progress("rules", 0, None)
            firing.fire(db, house.rules, inputs, code(db, house), now)
            changes = life.merge(db, now)
        stats.refresh(db)
        outbox.write(db, house)
        if inputs:
            stages.finish(db, FOUND, inputs, now)
            stages.finish(db, STAGE, _with_decisions(db, inputs, now), now)
    return Found(counts(db), changes.new, changes.reopened, changes.resolved)


def _with_decisions(db: duckdb.DuckDBPyConnection, inputs: str, at: datetime) -> str:
    return stages.fingerprint([inputs, decisions.fingerprint(db, at.date())])


def counts(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """How many bad entries are not resolved, by severity and rule."""
    rows = db.execute(
        "select severity, rule, count(*) from quality.bad_entries where state <> 'resolved' group by all order by severity, rule"
    ).fetchall()
    return {(severity, rule): number for severity, rule, number in rows}


def fingerprint(db: duckdb.DuckDBPyConnection, house: House) -> str | None:
    """A hash of all that the rules' results rest on; None while `core` has no finished state to rest on."""
    core = stages.finished_with(db, "core")
    if core is None:
        return None
    problems = db.execute(
        "select md5(coalesce(string_agg(problem, '|' order by problem), ''))"
        " from (select concat_ws('|', source, source_file, observed) as problem from raw.source_problems)"
    ).fetchone()
    return stages.fingerprint([core, problems, code(db, house)])


def code(db: duckdb.DuckDBPyConnection, house: House) -> str:
    """A hash of what decides besides the rows that the reader made: rules and settings, teams among them."""
    settings = sorted((name, str(setting)) for name, setting in house.rules.items())
    teams = db.execute("from core.teams where is_configured order by team").fetchall()
    own = sensitive.own_patterns()
    return stages.fingerprint([duckdb.__version__, teams, *settings, *own, *(path.read_bytes() for path in _files())])


def _files() -> Iterable[Path]:
    """The files that hold the rules: suites, words, patterns, cities, and this product's code."""
    yield from sorted(catalogue.DIRECTORY.glob("*.yml"))
    yield from sorted(path for path in Path(__file__).parent.iterdir() if path.is_file())
    yield cities.FILE
