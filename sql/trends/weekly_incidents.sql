-- trends.weekly_incidents: how often and how badly production failed, by the week in which it happened.
-- grain: week, team; every week of trends.weekly_reporting, and every other week in which something happened
-- inputs: core.incidents, core.reports, quality.bad_entries, trends.weekly_reporting
-- goes on from: week
-- always reads: core.incidents, core.reports
--
-- A week with a report and no incident is 0; a week without a report and without a logged incident is unknown: null.
-- An incident told by several reports, or again in a later one, counts once: the last telling, by incident_id.
-- Minutes of impact run from started_at, else from detected_at (it lasted at least from then), to ended_at. Unknown
-- where there is no end, or none after the beginning; minutes adds up the known ones, incidents_with_minutes says how
-- many.
-- mean_minutes_to_detect is detected_at - started_at, 0 where the alarm came first; mean_minutes_to_restore is the
-- mean of the minutes of impact. Each mean is over the incidents that state both times.
-- affected adds up only where all impacts of the week have one unit (orders and merchants make no sum);
-- affected_by_unit has them all.
-- weeks_since_incident counts from the team's last week before this one that has an incident, however much is unknown
-- between them.
-- A quarantined incident counts in excluded_rows of the week of its report: its own date may be what is wrong.
with

incidents as (
    -- what a report of unknown week tells stays out, as every fact without a week; a row of a log needs no report
    select *
    from core.incidents
    where week is not null or origin is distinct from 'report'
),

reports as (
    select report_id, created_at
    from core.reports
),

reporting as (
    select week, team, is_missing
    from trends.weekly_reporting
),

quarantined as (
    select fact_id
    from quarantined_facts
),

told as (
    select
        incidents.*,
        reports.created_at,
        quarantined.fact_id is not null as is_excluded
    from incidents
    left join reports on reports.report_id = incidents.report_id
    left join quarantined on quarantined.fact_id = incidents.fact_id
),

last_tellings as (
    select
        fact_id,
        team,
        occurred_week as week,
        coalesce(nullif(trim(severity), ''), '未定级') as severity,
        affected_count,
        coalesce(affected_unit, '') as affected_unit,
        case when ended_at >= coalesce(started_at, detected_at)
            then epoch(ended_at - coalesce(started_at, detected_at)) / 60
        end as minutes,
        case
            when detected_at >= started_at then epoch(detected_at - started_at) / 60
            when detected_at < started_at then 0
        end as minutes_to_detect
    from told
    where not is_excluded and occurred_week is not null
    qualify row_number() over (
        partition by team, coalesce(incident_id, fact_id)
        order by created_at desc nulls last, source_line desc, char_start desc, fact_id desc
    ) = 1
),

wanted as (
    select *
    from last_tellings
    where is_wanted(week_start_of(week))
),

severities as (
    select week, team, severity, count(*) as incidents
    from wanted
    group by week, team, severity
),

severity_maps as (
    select week, team, map_from_entries(list((severity, incidents) order by severity)) as by_severity
    from severities
    group by week, team
),

impacts as (
    select week, team, affected_unit, sum(affected_count order by fact_id) as affected
    from wanted
    where affected_count is not null
    group by week, team, affected_unit
),

impact_maps as (
    select
        week, team,
        case when count(*) = 1 then max(affected) end as affected,
        case when count(*) = 1 then nullif(max(affected_unit), '') end as affected_unit,
        map_from_entries(list((affected_unit, affected) order by affected_unit)) as affected_by_unit
    from impacts
    group by week, team
),

counts as (
    select
        week, team,
        count(*) as incidents,
        sum(minutes order by fact_id) as minutes,
        count(minutes) as incidents_with_minutes,
        avg(minutes_to_detect order by fact_id) as mean_minutes_to_detect,
        count(minutes_to_detect) as incidents_with_detection,
        avg(minutes order by fact_id) as mean_minutes_to_restore,
        list(fact_id) as fact_ids
    from wanted
    group by week, team
),

excluded as (
    select
        coalesce(week, occurred_week) as week, team,
        count(*) as excluded_rows,
        list(fact_id) as excluded_fact_ids
    from told
    where is_excluded and coalesce(week, occurred_week) is not null
    group by coalesce(week, occurred_week), team
),

weeks as (
    select week, week_start_of(week) as week_start, team from reporting
    union
    select week, week_start_of(week), team from last_tellings
    union
    select week, week_start_of(week), team from excluded
),

histories as (
    select
        weeks.*,
        max(case when befallen.week is not null then weeks.week_start end) over (
            partition by weeks.team order by weeks.week_start rows between unbounded preceding and 1 preceding
        ) as last_start
    from weeks
    left join (select distinct week, team from last_tellings) as befallen
        on befallen.week = weeks.week and befallen.team = weeks.team
)

select
    weeks.week,
    weeks.week_start,
    weeks.team,
    coalesce(counts.incidents, case when not reporting.is_missing then 0 end) as incidents,
    case
        when counts.incidents is not null then severity_maps.by_severity
        when not reporting.is_missing then map {}
    end as by_severity,
    case
        when counts.incidents is not null then counts.minutes
        when not reporting.is_missing then 0
    end as minutes,
    counts.incidents_with_minutes,
    case
        when counts.incidents is not null then impact_maps.affected
        when not reporting.is_missing then 0
    end as affected,
    impact_maps.affected_unit,
    impact_maps.affected_by_unit,
    counts.mean_minutes_to_detect,
    counts.incidents_with_detection,
    counts.mean_minutes_to_restore,
    (weeks.week_start - weeks.last_start) // 7 as weeks_since_incident,
    coalesce(excluded.excluded_rows, 0) as excluded_rows,
    ids_of([counts.fact_ids]) as fact_ids,
    ids_of([excluded.excluded_fact_ids]) as excluded_fact_ids
from histories as weeks
left join reporting on reporting.week = weeks.week and reporting.team = weeks.team
left join counts on counts.week = weeks.week and counts.team = weeks.team
left join severity_maps on severity_maps.week = weeks.week and severity_maps.team = weeks.team
left join impact_maps on impact_maps.week = weeks.week and impact_maps.team = weeks.team
left join excluded on excluded.week = weeks.week and excluded.team = weeks.team
order by weeks.week_start, weeks.team
