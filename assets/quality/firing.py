"""What the rules find now, worked out once for each state of their inputs: suites and bad entries both rest on it.

What does not belong here: running a rule (`engine`), and what becomes of what was found (`life`, `suites`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import duckdb

from assets import stages
from assets.house import RuleSetting
from assets.quality import engine

STAGE = "rules.fired"


def fire(db: duckdb.DuckDBPyConnection, settings: Mapping[str, RuleSetting], inputs: str | None, at: datetime) -> None:
    """Fill `bad_rows` of this connection; no rule runs where `ops.bad_rows` was made of these inputs. Call it inside a transaction.

    Without inputs nothing is kept: nobody could tell later whether it still holds.
    """
    if inputs and stages.finished_with(db, STAGE) == inputs:
        engine.prepare(db)
        db.execute("insert into bad_rows by name from ops.bad_rows")
        return
    engine.run_rules(db, settings)
    if inputs:
        db.execute("delete from ops.bad_rows")
        db.execute("insert into ops.bad_rows by name from bad_rows")
        stages.finish(db, STAGE, inputs, at)


def forget(db: duckdb.DuckDBPyConnection) -> None:
    """Keep nothing of what was found: it quotes reports."""
    db.execute("delete from ops.bad_rows")
    db.execute("delete from ops.stages where stage = ?", [STAGE])
