-- Bad entries and alerts from before times_seen, kind and position were kept: each was seen once, and every message was a digest.
update quality.bad_entries set times_seen = 1 where times_seen is null;
update quality.alerts set kind = coalesce(kind, 'digest'), position = coalesce(position, 1) where kind is null or position is null;
