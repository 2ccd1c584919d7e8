-- purpose: an incident that both a report and the log mention is one row, the report's, completed by the log
-- grain:   production incident
-- inputs:  core.incident_mentions
-- A mention in the log is the same incident when the service agrees (one name holds the other) and the moments lie within an
-- hour of each other; each is matched once, the nearest first.
delete from core.incidents;
insert into core.incidents by name
with mentions as (
    select *, coalesce(started_at, detected_at, ended_at) as moment, lower(regexp_replace(coalesce(service, ''), '[^a-zA-Z0-9一-龥]', '', 'g')) as service_key
    from core.incident_mentions
),
pairs as (
    select r.fact_id as report_fact, l.fact_id as log_fact,
           least(abs(epoch(r.moment) - epoch(l.moment)),
                 coalesce(abs(epoch(r.detected_at) - epoch(l.detected_at)), 86400),
                 coalesce(abs(epoch(r.started_at) - epoch(l.started_at)), 86400)) as seconds_apart
    from mentions r join mentions l on r.origin = 'report' and l.origin = 'log'
      and r.service_key <> '' and l.service_key <> '' and (contains(r.service_key, l.service_key) or contains(l.service_key, r.service_key))
),
nearest as (
    select report_fact, log_fact from pairs where seconds_apart <= 3600
    qualify row_number() over (partition by report_fact order by seconds_apart, log_fact) = 1
        and row_number() over (partition by log_fact order by seconds_apart, report_fact) = 1
),
merged as (
    select r.* exclude (moment, service_key) replace (
        coalesce(l.incident_id, r.incident_id) as incident_id,
        coalesce(r.detected_at, l.detected_at) as detected_at, coalesce(r.started_at, l.started_at) as started_at,
        coalesce(r.ended_at, l.ended_at) as ended_at, coalesce(r.service, l.service) as service,
        coalesce(r.severity, l.severity) as severity, coalesce(r.summary, l.summary) as summary,
        coalesce(r.cause, l.cause) as cause, coalesce(r.resolution, l.resolution) as resolution,
        coalesce(r.affected_count, l.affected_count) as affected_count, coalesce(r.affected_unit, l.affected_unit) as affected_unit,
        case when l.fact_id is null then 'report' else 'both' end as origin,
        case when r.started_at is null and l.started_at is not null then l.occurred_week else coalesce(r.occurred_week, l.occurred_week) end as occurred_week)
    from mentions r
    left join nearest n on n.report_fact = r.fact_id
    left join mentions l on l.fact_id = n.log_fact
    where r.origin = 'report'
)
from merged
union all by name
select * exclude (moment, service_key) from mentions
where origin = 'log' and fact_id not in (select log_fact from nearest);
