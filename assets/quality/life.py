"""The life of a bad entry over runs: recognised, mended, resolved, reopened.

`bad_rows` (what fired now) meets `quality.bad_entries` (what was known). A bad entry keeps its id when its line moves
or its text is edited a little. What does not belong here: running rules, and who is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from assets import dictionary
from assets.quality import sensitive

ALIKE = 0.5
"""Share of letter pairs that an edited quote keeps. Only bad entries of one rule, team, week and project are compared,
so that half is enough: a changed number or a few new words leave more, another clause shares next to nothing."""

_MASKED = ("quote", "observed", "expected", "message", "likely_cause")
_ID_LENGTH = 16
_GROUP = "concat_ws('|', rule, coalesce(team, ''), coalesce(week, ''), coalesce(project, ''))"
_LIKENESS = f"concat_ws('|', {_GROUP}, coalesce(normal(quote), source_file))"

_FIRED = f"""
create or replace temp table fired as
with masked as (select * replace ({', '.join(f'{sensitive.mask_sql(c)} as {c}' for c in _MASKED)}) from bad_rows),
keyed as (select *, {_GROUP} as grouping_key, {_LIKENESS} as likeness from masked)
select
    *,
    row_number() over (partition by likeness order by source_file, source_line, fact_id) as nth,
    row_number() over (order by likeness, source_file, source_line, fact_id) as fired_no
from keyed
"""  # noqa: S608
_KNOWN = f"""
create or replace temp table known as
select
    bad_entry_id, entry_id, state, quote, {_GROUP} as grouping_key, {_LIKENESS} as likeness,
    row_number() over (
        partition by likeness order by (state = 'resolved'), source_file, source_line, bad_entry_id
    ) as nth
from quality.bad_entries
"""  # noqa: S608

_UNMATCHED_FIRED = "(select * from fired anti join same using (fired_no))"
_UNMATCHED_KNOWN = "(select * from known anti join same using (bad_entry_id))"
_SAME_ENTRY = f"""
insert into same
select distinct on (fired_no) f.fired_no, k.bad_entry_id
from fired f join known k on f.likeness = k.likeness and f.entry_id = k.entry_id
qualify row_number() over (partition by k.bad_entry_id order by f.fired_no) = 1
"""
_SAME_WORDS = f"""
insert into same
with fired_left as (
    select fired_no, likeness, row_number() over (partition by likeness order by nth) as place from {_UNMATCHED_FIRED}
),
known_left as (
    select bad_entry_id, likeness, row_number() over (partition by likeness order by nth) as place
    from {_UNMATCHED_KNOWN}
)
select f.fired_no, k.bad_entry_id from fired_left f join known_left k using (likeness, place)
"""  # noqa: S608
_SAME_AFTER_EDIT = f"""
insert into same
with pairs as (
    select
        f.fired_no, k.bad_entry_id,
        case
            when f.entry_id = k.entry_id then 1.0
            else coalesce(alike(normal(f.quote), normal(k.quote)), 0)
        end as likeness
    from {_UNMATCHED_FIRED} f join {_UNMATCHED_KNOWN} k using (grouping_key)
    where k.state <> 'resolved'
)
select fired_no, bad_entry_id from pairs
where likeness >= $alike
qualify
    row_number() over (partition by fired_no order by likeness desc, bad_entry_id) = 1
    and row_number() over (partition by bad_entry_id order by likeness desc, fired_no) = 1
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changed in `quality.bad_entries`: the ids that are new, came back, or are no longer found."""

    new: tuple[str, ...]
    reopened: tuple[str, ...]
    resolved: tuple[str, ...]


def merge(db: duckdb.DuckDBPyConnection, at: datetime) -> Changes:
    """Bring `quality.bad_entries` in line with `bad_rows`. Call it inside a transaction."""
    _recognise(db)
    reopened = _ids(db, "select bad_entry_id from known semi join same using (bad_entry_id) where state = 'resolved'")
    gone = "select bad_entry_id from known anti join same using (bad_entry_id) where state <> 'resolved'"
    resolved = _ids(db, gone)
    db.execute(f"update quality.bad_entries set state = 'resolved' where bad_entry_id in ({gone})")  # noqa: S608
    _update_known(db, at)
    return Changes(_insert_new(db, at), reopened, resolved)


def _ids(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, ...]:
    return tuple(sorted(row[0] for row in db.execute(sql).fetchall()))


def _recognise(db: duckdb.DuckDBPyConnection) -> None:
    """Pair what fired with what was known: same words in the same entry, same words, then words a little edited."""
    db.execute(_FIRED)
    db.execute(_KNOWN)
    db.execute("create or replace temp table same (fired_no bigint, bad_entry_id varchar)")
    db.execute(_SAME_ENTRY)
    db.execute(_SAME_WORDS)
    db.execute(_SAME_AFTER_EDIT, {"alike": ALIKE})


def _shared_columns() -> list[str]:
    """The columns that a fired row brings into `quality.bad_entries`."""
    own = {"rule", "severity", "message", "fact_ids", "table_name", "fact_id", "entry_id", "team", "week", "project"}
    own |= {"week_start", "source_file", "source_line", "quote", "observed", "expected", "likely_cause"}
    return [c.name for c in dictionary.tables()["quality.bad_entries"].columns if c.name in own]


def _update_known(db: duckdb.DuckDBPyConnection, at: datetime) -> None:
    """What was recognised takes today's words and place; it opens again where it was resolved, else keeps its state."""
    words = ", ".join(f"{name} = fired.{name}" for name in _shared_columns())
    db.execute(
        f"update quality.bad_entries as old set {words}, last_seen_at = $at,"  # noqa: S608
        " state = case when old.state = 'resolved' then 'open' else old.state end"
        " from same join fired using (fired_no) where old.bad_entry_id = same.bad_entry_id",
        {"at": at},
    )


def _insert_new(db: duckdb.DuckDBPyConnection, at: datetime) -> tuple[str, ...]:
    """What nobody knew gets an id made of its words; where an edited one has that id already, of the moment too."""
    words = ", ".join(_shared_columns())
    db.execute(
        f"""
        create or replace temp table newcomers as
        with named as (
            select *, substr(sha256(likeness || '#' || nth), 1, {_ID_LENGTH}) as plain_id from {_UNMATCHED_FIRED}
        )
        select
            {words},
            case
                when plain_id in (select bad_entry_id from quality.bad_entries)
                then substr(sha256(likeness || '#' || nth || '@' || cast($at as varchar)), 1, {_ID_LENGTH})
                else plain_id
            end as bad_entry_id,
            cast($at as timestamp) as first_seen_at, cast($at as timestamp) as last_seen_at, 'open' as state
        from named
        """,  # noqa: S608
        {"at": at},
    )
    db.execute("insert into quality.bad_entries by name select * from newcomers")
    return _ids(db, "select bad_entry_id from newcomers")
