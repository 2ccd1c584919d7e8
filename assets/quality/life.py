"""The life of a bad entry over runs: recognised, mended, resolved, reopened.

`bad_rows` (what fired now) meets `quality.bad_entries` (what was known). A bad entry keeps its id when its
line moves or its text is edited a little. What does not belong here: running rules, what people decide
(`decisions`), and who is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from assets import dictionary
from assets.quality import decisions, engine, recognition

_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changed in `quality.bad_entries`: the ids that are new, came back, or are found no more."""

    new: tuple[str, ...]
    reopened: tuple[str, ...]
    resolved: tuple[str, ...]


def merge(db: duckdb.DuckDBPyConnection, at: datetime) -> Changes:
    """Bring `quality.bad_entries` in line with `bad_rows`. Call it inside a transaction."""
    decisions.restore(db)
    recognition.recognise(db)
    back = "select bad_entry_id from known semi join same using (bad_entry_id) where state = 'resolved'"
    reopened = _ids(db, back)
    gone = "select bad_entry_id from known anti join same using (bad_entry_id) where state <> 'resolved'"
    resolved = _ids(db, gone)
    db.execute(f"update quality.bad_entries set state = 'resolved', resolved_at = ? where bad_entry_id in ({gone})", [at])  # noqa: S608
    _update_known(db, at)
    new = _insert_new(db, at)
    decisions.end_acknowledgements(db, reopened, at)
    decisions.keep_words(db)
    decisions.put_in_force(db, at.date())
    return Changes(new, reopened, resolved)


def _ids(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, ...]:
    return tuple(sorted(row[0] for row in db.execute(sql).fetchall()))


def _shared_columns() -> list[str]:
    """The columns that a fired row brings into `quality.bad_entries`."""
    own = {*engine.COLUMNS, "rule", "severity", "message", "fact_ids"}
    return [c.name for c in dictionary.tables()["quality.bad_entries"].columns if c.name in own]


def _update_known(db: duckdb.DuckDBPyConnection, at: datetime) -> None:
    """What was recognised takes today's words and place; what was resolved opens again."""
    words = ", ".join(f"{name} = fired.{name}" for name in _shared_columns())
    db.execute(
        f"update quality.bad_entries as old set {words}, last_seen_at = $at, resolved_at = null,"  # noqa: S608
        " times_seen = coalesce(old.times_seen, 1) + 1,"
        " reopened_at = case when old.state = 'resolved' then $at else old.reopened_at end,"
        " state = case when old.state = 'resolved' then 'open' else old.state end"
        " from same join fired using (fired_no) where old.bad_entry_id = same.bad_entry_id",
        {"at": at},
    )


def _insert_new(db: duckdb.DuckDBPyConnection, at: datetime) -> tuple[str, ...]:
    """What nobody knew gets an id of its words; where an edited one has that id, of the moment too."""
    words = ", ".join(_shared_columns())
    db.execute(
        f"""
        create or replace temp table newcomers as
        with named as (
            select *, substr(sha256(likeness || '#' || nth), 1, {_ID_LENGTH}) as plain_id
            from {recognition.UNRECOGNISED}
        )
        select
            {words},
            case
                when plain_id in (select bad_entry_id from quality.bad_entries)
                then substr(sha256(likeness || '#' || nth || '@' || cast($at as varchar)), 1, {_ID_LENGTH})
                else plain_id
            end as bad_entry_id,
            cast($at as timestamp) as first_seen_at, cast($at as timestamp) as last_seen_at, 1 as times_seen, 'open' as state
        from named
        """,  # noqa: S608
        {"at": at},
    )
    db.execute("insert into quality.bad_entries by name select * from newcomers")
    return _ids(db, "select bad_entry_id from newcomers")
