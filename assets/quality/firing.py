"""What the rules find now, worked out once for each state of their inputs: suites and bad entries both rest on it.

A rule that rests on single reports or projects runs over those that changed, and keeps what it found in the others. What does not belong
here: running a rule (`engine`), what changed (`differences`), and what becomes of what was found (`life`, `suites`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import duckdb

from assets import stages
from assets.house import RuleSetting
from assets.quality import differences, engine
from assets.quality.offers import Offers

STAGE = "rules.fired"
CODE = "rules.code"
"""The stage of all that decides besides rows of core: rules, settings, words, cities."""


def fire(db: duckdb.DuckDBPyConnection, settings: Mapping[str, RuleSetting], inputs: str | None, code: str, at: datetime) -> Offers | None:
    """Fill `bad_rows` of this connection; no rule runs where `ops.found_rows` was made of these inputs. Call it inside a transaction.

    Returns the rows that changed where the rules ran over them only. Without inputs nothing is kept: nobody could tell later whether it
    still holds.
    """
    engine.check_settings(settings)
    engine.prepare(db)
    offers, last = None, stages.finished_with(db, STAGE)
    if inputs and last == inputs:
        db.execute("insert into found_rows by name from ops.found_rows")
    else:
        rules = engine.active_rules(settings)
        recalled = [rule.name for rule in rules if rule.rests_on and rule.recalls]
        if inputs and last and stages.finished_with(db, CODE) == code and differences.find(db, recalled):
            offers = Offers(db, last)
        _run(db, settings, offers)
        if inputs:
            _keep(db, inputs, code, at, offers)
    engine.gather(db)
    return offers


def _run(db: duckdb.DuckDBPyConnection, settings: Mapping[str, RuleSetting], offers: Offers | None) -> None:
    asked: list[str] = []
    for rule in engine.active_rules(settings):
        sql, severity = engine.sql_of(rule, settings), engine.severity_of(rule, settings)
        if offers and rule.needs_accepted and differences.take_quarantined(db, asked):
            offers.renew()
        if offers and rule.rests_on:
            db.execute(f"insert into found_rows by name {offers.kept(rule, rule.rests_on)}")
            sql = offers.narrowed(sql, rule.rests_on)
        engine.find_by(db, rule, sql, severity, is_masked=True)
        asked.append(rule.name)


def _keep(db: duckdb.DuckDBPyConnection, inputs: str, code: str, at: datetime, offers: Offers | None) -> None:
    db.execute("delete from ops.found_rows")
    db.execute("insert into ops.found_rows by name from found_rows")
    differences.remember(db, is_whole=offers is None)
    stages.finish(db, CODE, code, at)
    stages.finish(db, STAGE, inputs, at)


def forget(db: duckdb.DuckDBPyConnection) -> None:
    """Keep nothing of what was found: it quotes reports."""
    db.execute("delete from ops.found_rows")
    differences.forget(db)
    db.execute("delete from ops.stages where stage in (?, ?)", [STAGE, CODE])
