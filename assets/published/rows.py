"""The rows that are published: those of the warehouse, facts with what the rules say of them.

What does not belong here: masking, and where the rows go (`snapshot`).
"""

from __future__ import annotations

import duckdb

from assets import dictionary
from assets.dictionary import Table

_STATUS = """
create or replace temp table status_of_facts as
select fact_id, if(bool_or(severity = 'error'), 'quarantined', 'flagged') as status_of_row
from (select unnest(coalesce(fact_ids, [fact_id])) as fact_id, severity, state from quality.bad_entries)
where fact_id is not null and state is distinct from 'resolved'
group by fact_id
"""
_FACTS = """
select t.*, coalesce(s.status_of_row, 'accepted') as status_of_row
from {} t left join temp.status_of_facts s using (fact_id)
"""


def prepare(db: duckdb.DuckDBPyConnection) -> None:
    """Give this connection what the queries of `source` need."""
    db.execute(_STATUS)


def source(table: Table, where: str = "true") -> str:
    """The query for the rows of a published table, or for some of them."""
    stored = as_stored(table, where)
    return _FACTS.format(f"({stored})") if table.is_fact else stored


def as_stored(table: Table, where: str = "true") -> str:
    """The same as the warehouse has them, without what the rules say."""
    names = ", ".join(f'"{column.name}"' for column in dictionary.tables()[table.full_name].columns)
    return f"select {names} from {table.full_name} where {where}"  # noqa: S608 - names of the dictionary
