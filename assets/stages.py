"""Which stage has already been done for which inputs, so that an unchanged run does nothing twice.

What does not belong here: what the stages do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

import duckdb


def fingerprint(parts: Iterable[object]) -> str:
    """One hash over everything that a stage's result rests on, in order."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(part).encode("utf-8"))
        digest.update(b"\x00")
    return digest.hexdigest()


def finished_with(db: duckdb.DuckDBPyConnection, stage: str) -> str | None:
    """The fingerprint that the stage last finished with, None when it never did."""
    row = db.execute("select fingerprint from ops.stages where stage = ?", [stage]).fetchone()
    return str(row[0]) if row else None


def finish(db: duckdb.DuckDBPyConnection, stage: str, inputs: str, at: datetime) -> None:
    """Record that the stage finished with these inputs. Call it inside the stage's transaction."""
    db.execute("delete from ops.stages where stage = ?", [stage])
    db.execute("insert into ops.stages values (?, ?, ?)", [stage, inputs, at])
