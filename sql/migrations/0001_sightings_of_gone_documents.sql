-- Documents that were gone before raw.sightings was kept: the time for which they were seen is known from raw.documents.
-- Those that are still there get their sighting from the next scan, as every new one does.
insert into raw.sightings (document_id, seen_from, seen_until)
select document_id, first_seen_at, last_seen_at
from raw.documents
where document_id not in (select document_id from raw.sightings)
  and document_id not in (select document_id from raw.scanned_files where document_id is not null);
