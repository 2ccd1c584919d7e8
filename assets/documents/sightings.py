"""When each document was there to be found: `raw.sightings`, which is only ever added to.

What does not belong here: which revision of a report counted then (`assets.core.periods`).
"""

from __future__ import annotations

from datetime import datetime

import duckdb

_FOUND = """
insert into raw.sightings
select d.document_id, case when d.document_id in (select document_id from raw.sightings) then $now else d.first_seen_at end, null
from raw.documents d
where d.document_id in (select document_id from raw.scanned_files)
  and d.document_id not in (select document_id from raw.sightings where seen_until is null)
"""
_GONE = """
update raw.sightings set seen_until = $now
where seen_until is null and document_id not in (select document_id from raw.scanned_files)
"""


def note(db: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """After a scan: begin a time for what was found (again), end it for what no source has any more. `now` is the run's."""
    db.execute(_GONE, {"now": now})
    db.execute(_FOUND, {"now": now})
