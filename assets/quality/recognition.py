"""Which of today's bad entries are those of yesterday: pairs `fired` with `known` in the table `same`.

A bad entry is recognised by its words in its entry, by its words alone (lines move), or by most of them (text
is edited a little), always within one rule, team, week and project. What does not belong here: what follows.
"""

from __future__ import annotations

import duckdb

ALIKE = 0.5
"""Share of letter pairs that an edited quote keeps. Only bad entries of one rule, team, week and project are
compared, so that half is enough: a changed number leaves more, another clause shares next to nothing."""

_GROUP = "concat_ws('|', rule, coalesce(team, ''), coalesce(week, ''), coalesce(project, ''))"
_LIKENESS = f"concat_ws('|', {_GROUP}, coalesce(normal(quote), source_file))"

_FIRED = f"""
create or replace temp table fired as
with keyed as (select *, {_GROUP} as grouping_key, {_LIKENESS} as likeness from bad_rows)
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

UNRECOGNISED = "(select * from fired anti join same using (fired_no))"
_UNPAIRED_KNOWN = "(select * from known anti join same using (bad_entry_id))"
_SAME_ENTRY = """
insert into same
select distinct on (fired_no) f.fired_no, k.bad_entry_id
from fired f join known k on f.likeness = k.likeness and f.entry_id = k.entry_id
qualify row_number() over (partition by k.bad_entry_id order by f.fired_no) = 1
"""
_SAME_WORDS = f"""
insert into same
with fired_left as (
    select fired_no, likeness, row_number() over (partition by likeness order by nth) as place
    from {UNRECOGNISED}
),
known_left as (
    select bad_entry_id, likeness, row_number() over (partition by likeness order by nth) as place
    from {_UNPAIRED_KNOWN}
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
    from {UNRECOGNISED} f join {_UNPAIRED_KNOWN} k using (grouping_key)
    where k.state <> 'resolved'
)
select fired_no, bad_entry_id from pairs
where likeness >= $alike
qualify
    row_number() over (partition by fired_no order by likeness desc, bad_entry_id) = 1
    and row_number() over (partition by bad_entry_id order by likeness desc, fired_no) = 1
"""  # noqa: S608


def recognise(db: duckdb.DuckDBPyConnection) -> None:
    """Fill the temporary tables `fired` (`bad_rows`), `known` and `same` (the pairs)."""
    db.execute(_FIRED)
    db.execute(_KNOWN)
    db.execute("create or replace temp table same (fired_no bigint, bad_entry_id varchar)")
    db.execute(_SAME_ENTRY)
    db.execute(_SAME_WORDS)
    db.execute(_SAME_AFTER_EDIT, {"alike": ALIKE})
