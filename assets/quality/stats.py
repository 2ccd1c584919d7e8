"""`quality.rule_stats`: how good the rules are, made anew from bad entries and decisions.

What does not belong here: finding bad entries (`engine`) and deciding on them (`decisions`).
"""

from __future__ import annotations

import duckdb

_STATS = """
insert into quality.rule_stats by name
with decided as (
    select
        bad_entry_id,
        bool_or(decision = 'acknowledged') as was_acknowledged,
        bool_or(decision = 'muted') as was_muted
    from quality.decisions
    group by bad_entry_id
)
select
    b.rule, b.week, any_value(b.week_start) as week_start,
    count(*) as fired,
    count(*) filter (where d.was_acknowledged) as acknowledged,
    count(*) filter (where d.was_muted) as muted,
    count(*) filter (where b.state = 'resolved') as resolved,
    count(*) filter (where b.state = 'open') as open
from quality.bad_entries b left join decided d using (bad_entry_id)
group by b.rule, b.week
order by b.rule, b.week
"""


def refresh(db: duckdb.DuckDBPyConnection) -> None:
    """Count anew. Call it inside a transaction."""
    db.execute("delete from quality.rule_stats")
    db.execute(_STATS)
