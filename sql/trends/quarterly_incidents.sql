-- trends.quarterly_incidents: how often and how badly production failed in the quarter.
-- grain: quarter, team
-- inputs: trends.weekly_incidents
--
-- Sums up by sums over the weeks that are known (unknown_weeks says how many are not); the means are weighted by the
-- incidents behind each week's mean, so that they are the means over the quarter's incidents; affected adds up only
-- where all weeks have one unit. previous_incidents and previous_minutes are those of the quarter directly before.
with

weeks as (
    select
        *,
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start
    from trends.weekly_incidents
),

severities as (
    select quarter, team, unnest(map_entries(by_severity)) as entry
    from weeks
),

severity_sums as (
    select quarter, team, entry.key as severity, cast(sum(entry.value) as bigint) as incidents
    from severities
    group by quarter, team, entry.key
),

severity_maps as (
    select quarter, team, map_from_entries(list((severity, incidents) order by severity)) as by_severity
    from severity_sums
    group by quarter, team
),

impacts as (
    select quarter, team, unnest(map_entries(affected_by_unit)) as entry
    from weeks
),

impact_sums as (
    select quarter, team, entry.key as affected_unit, sum(entry.value) as affected
    from impacts
    group by quarter, team, entry.key
),

impact_maps as (
    select
        quarter, team,
        case when count(*) = 1 then max(affected) end as affected,
        case when count(*) = 1 then nullif(max(affected_unit), '') end as affected_unit,
        map_from_entries(list((affected_unit, affected) order by affected_unit)) as affected_by_unit
    from impact_sums
    group by quarter, team
),

quarters as (
    select
        quarter, quarter_start, team,
        cast(sum(incidents) as bigint) as incidents,
        count(*) filter (where incidents is null) as unknown_weeks,
        count(*) filter (where incidents = 0) as quiet_weeks,
        sum(minutes) as minutes,
        cast(sum(incidents_with_minutes) as bigint) as incidents_with_minutes,
        sum(mean_minutes_to_detect * incidents_with_detection) / nullif(sum(incidents_with_detection), 0)
            as mean_minutes_to_detect,
        cast(sum(incidents_with_detection) as bigint) as incidents_with_detection,
        sum(mean_minutes_to_restore * incidents_with_minutes) / nullif(sum(incidents_with_minutes), 0)
            as mean_minutes_to_restore,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(fact_ids)) as fact_ids,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from weeks
    group by quarter, quarter_start, team
),

compared as (
    select
        *,
        lag(incidents) over series as previous_incidents,
        lag(minutes) over series as previous_minutes,
        lag(quarter_start) over series + interval 3 month = quarter_start as is_next
    from quarters
    window series as (partition by team order by quarter_start)
)

select
    quarters.quarter,
    quarters.quarter_start,
    quarters.team,
    quarters.incidents,
    quarters.unknown_weeks,
    quarters.quiet_weeks,
    case when quarters.incidents is not null then coalesce(severity_maps.by_severity, map {}) end as by_severity,
    quarters.minutes,
    quarters.incidents_with_minutes,
    case when quarters.incidents = 0 then 0 else impact_maps.affected end as affected,
    impact_maps.affected_unit,
    impact_maps.affected_by_unit,
    quarters.mean_minutes_to_detect,
    quarters.incidents_with_detection,
    quarters.mean_minutes_to_restore,
    case when is_next then quarters.previous_incidents end as previous_incidents,
    case when is_next then quarters.previous_minutes end as previous_minutes,
    quarters.excluded_rows,
    ids_of([quarters.fact_ids]) as fact_ids,
    ids_of([quarters.excluded_fact_ids]) as excluded_fact_ids
from compared as quarters
left join severity_maps on severity_maps.quarter = quarters.quarter and severity_maps.team = quarters.team
left join impact_maps on impact_maps.quarter = quarters.quarter and impact_maps.team = quarters.team
order by quarters.quarter_start, quarters.team
