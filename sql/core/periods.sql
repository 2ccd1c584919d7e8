-- purpose: number the revisions of each report, and say when each of them was what the report said
-- grain:   report_periods: time during which a revision counted
-- inputs:  core.report_revisions, raw.documents, raw.sightings
-- Of what was known at a moment that revision counted which was edited or created last; of equal ones the one that is still
-- there, then the one that was found last, then the one that came last. It can change at the runs where something came or went.
update core.report_revisions r set revision = n.revision, gone_at = n.gone_at from (
    select
        v.document_id,
        row_number() over (
            partition by v.report_id order by coalesce(v.edited_at, v.created_at, timestamp '1900-01-01'), v.first_seen_at, v.document_id
        ) as revision,
        g.gone_at
    from core.report_revisions v
    left join (select document_id, max(seen_until) as gone_at from raw.sightings group by document_id having bool_and(seen_until is not null)) g
        using (document_id)
) n where r.document_id = n.document_id and (r.revision is distinct from n.revision or r.gone_at is distinct from n.gone_at);

create or replace temp table periods_now as
with times as (
    from raw.sightings
    union all by name
    select document_id, first_seen_at as seen_from, null as seen_until from raw.documents
    where document_id not in (select document_id from raw.sightings)
),
revisions as (
    select r.report_id, r.document_id, coalesce(r.edited_at, r.created_at, timestamp '1900-01-01') as written_at, r.first_seen_at, t.seen_from, t.seen_until
    from core.report_revisions r join times t using (document_id)
),
-- a report whose only revision was only once there has nothing to compare: that one counts from then on
single as (
    select report_id, any_value(document_id) as document_id, any_value(seen_from) as valid_from, cast(null as timestamp) as valid_to
    from revisions group by report_id having count(*) = 1
),
others as (
    from revisions anti join single using (report_id)
),
moments as (
    select report_id, seen_from as moment from others
    union
    select report_id, seen_until from others where seen_until is not null
),
known as (
    select
        m.report_id, m.moment, r.document_id,
        max((r.written_at, r.seen_until is null or r.seen_until > m.moment, least(r.seen_until, m.moment), r.first_seen_at, r.document_id)) as rank
    from moments m join others r on r.report_id = m.report_id and r.seen_from <= m.moment
    group by all
),
counting as (
    select report_id, moment, max_by(document_id, rank) as document_id from known group by report_id, moment
),
begun as (
    from counting
    qualify document_id is distinct from lag(document_id) over (partition by report_id order by moment)
)
select report_id, document_id, moment as valid_from, lead(moment) over (partition by report_id order by moment) as valid_to
from begun
union all
from single;

-- only what differs is written
delete from core.report_periods as p
where not exists (
    from periods_now n
    where n.report_id = p.report_id and n.document_id = p.document_id and n.valid_from = p.valid_from and n.valid_to is not distinct from p.valid_to
);

insert into core.report_periods by name
from periods_now n
where not exists (
    from core.report_periods p
    where n.report_id = p.report_id and n.document_id = p.document_id and n.valid_from = p.valid_from and n.valid_to is not distinct from p.valid_to
)
order by report_id, valid_from;

drop table periods_now;

update core.report_revisions r set is_newest = (p.document_id is not null)
from core.report_revisions v left join core.report_periods p on p.document_id = v.document_id and p.valid_to is null
where r.document_id = v.document_id and r.is_newest is distinct from (p.document_id is not null);
