-- trends.weekly_rollout: how many cities a project has reached, how many are left, and when it may end.
-- grain: week, project; only weeks in which something was stated
-- inputs: core.rollouts, core.reports, quality.bad_entries
--
-- Voices of a week are the teams' reports and their tables. Each column takes the first voice that states it: a
-- report before a table, the team that has spoken in more weeks so far before the other (then the first by name);
-- within a voice the last statement counts. So the report's number wins where both speak, and the table fills what
-- the report leaves out.
-- total_cities is cumulative + remaining of one voice in this week; else the last such total, else the last stated
-- goal (total_week says of which week), each only while it is not below what is already open: a goal that has been
-- passed says nothing of the whole. previous_cumulative_cities is the last stated in an earlier week.
--
-- Forecast. The pace over three statements in a row (two steps, so that one empty week is not taken for a standstill)
-- is taken for each such stretch of the last eight statements (some two months: what was before is another phase of
-- the work). forecast_week_low is the week in which the remaining cities would be open at the fastest of these paces,
-- forecast_week_high at the slowest. Both are null with fewer than four statements (two stretches: one alone gives no
-- range) and when nothing remains; either is null when its pace is not above zero or leads more than five years
-- ahead.
-- tests/test_trends.py holds it to the simulated roll-outs on which eight and three were chosen.
with

rollouts as (
    select *
    from core.rollouts
    where week is not null and project_id is not null
),

reports as (
    select report_id, created_at
    from core.reports
),

quarantined as (
    select fact_id
    from quarantined_facts
),

statements as (
    select
        rollouts.*,
        reports.created_at,
        rollouts.origin = 'report' as is_report,
        quarantined.fact_id is not null as is_excluded
    from rollouts
    left join reports on reports.report_id = rollouts.report_id
    left join quarantined on quarantined.fact_id = rollouts.fact_id
),

numbered as (
    select
        *,
        row_number() over (
            partition by week, project_id, is_report, team
            order by created_at nulls first, source_line, char_start, fact_id
        ) as position
    from statements
    where not is_excluded
),

voices as (
    select
        week, week_start, project_id, team, is_report,
        last(new_cities order by position) filter (where new_cities is not null) as new_cities,
        last(cumulative_cities order by position) filter (where cumulative_cities is not null) as cumulative_cities,
        last(remaining_cities order by position) filter (where remaining_cities is not null) as remaining_cities,
        last(target_cities order by position) filter (where target_cities is not null) as target_cities,
        list(fact_id order by position) as fact_ids,
        last(
            {'fact_id': fact_id, 'source_file': source_file, 'source_line': source_line}
            order by cumulative_cities is not null, position
        ) as source
    from numbered
    group by week, week_start, project_id, team, is_report
),

team_series as (
    select
        *,
        cumulative_cities + remaining_cities as stated_total,
        count(*) over (
            partition by project_id, team order by week_start
            range between unbounded preceding and current row
        ) as voices_so_far
    from voices
),

ranked as (
    select
        *,
        row_number() over (
            partition by week, project_id
            order by is_report desc, voices_so_far desc, team
        ) as rank
    from team_series
),

chosen as (
    select
        week, week_start, project_id,
        first(team order by rank) as team,
        first(new_cities order by rank) filter (where new_cities is not null) as new_cities,
        first(cumulative_cities order by rank) filter (where cumulative_cities is not null) as cumulative_cities,
        first(remaining_cities order by rank) filter (where remaining_cities is not null) as remaining_cities,
        first(target_cities order by rank) filter (where target_cities is not null) as target_cities,
        first(stated_total order by rank) filter (where stated_total is not null) as stated_total,
        bool_or(is_report) as has_report,
        bool_or(not is_report) as has_table,
        flatten(list(fact_ids order by rank)) as fact_ids,
        first(source order by cumulative_cities is null, rank) as source
    from ranked
    group by week, week_start, project_id
),

weeks as (
    select
        week, week_start, project_id,
        max(project) as project,
        count(*) filter (where not is_excluded) as statements,
        count(*) filter (where is_excluded) as excluded_rows
    from statements
    group by week, week_start, project_id
),

carried as (
    select
        *,
        last_value(stated_total ignore nulls) over series as last_total,
        last_value(case when stated_total is not null then week end ignore nulls) over series as last_total_week,
        last_value(target_cities ignore nulls) over series as last_target,
        last_value(case when target_cities is not null then week end ignore nulls) over series as last_target_week
    from chosen
    window series as (partition by project_id order by week_start)
),

totals as (
    select
        *,
        case
            when last_total >= coalesce(cumulative_cities, 0) then last_total
            when last_target >= coalesce(cumulative_cities, 0) then last_target
        end as total_cities,
        case
            when last_total >= coalesce(cumulative_cities, 0) then last_total_week
            when last_target >= coalesce(cumulative_cities, 0) then last_target_week
        end as total_week
    from carried
),

points as (
    select
        week, project_id, week_start, cumulative_cities,
        total_cities - cumulative_cities as cities_left,
        row_number() over series as points,
        lag(cumulative_cities) over series as previous_cumulative_cities,
        lag(week) over series as previous_week,
        (cumulative_cities - lag(cumulative_cities, 2) over series)
            / ((week_start - lag(week_start, 2) over series) / 7) as pace
    from totals
    where cumulative_cities is not null
    window series as (partition by project_id order by week_start)
),

paces as (
    select
        *,
        max(pace) over recent as fastest,
        min(pace) over recent as slowest
    from points
    window recent as (partition by project_id order by week_start rows between 5 preceding and current row)
),

ends as (
    select
        *,
        case when points >= 4 and cities_left > 0 and fastest > 0 then ceil(cities_left / fastest) end as fewest_weeks,
        case when points >= 4 and cities_left > 0 and slowest > 0 then ceil(cities_left / slowest) end as most_weeks
    from paces
),

forecasts as (
    select
        *,
        case when fewest_weeks <= 260 then iso_week_of(week_start + 7 * cast(fewest_weeks as integer)) end
            as forecast_week_low,
        case when most_weeks <= 260 then iso_week_of(week_start + 7 * cast(most_weeks as integer)) end
            as forecast_week_high
    from ends
)

select
    weeks.week,
    weeks.week_start,
    weeks.project_id,
    weeks.project,
    totals.team,
    totals.new_cities,
    totals.cumulative_cities,
    totals.remaining_cities,
    totals.target_cities,
    totals.total_cities,
    totals.total_week,
    totals.cumulative_cities / totals.total_cities as share_done,
    forecasts.previous_cumulative_cities,
    forecasts.previous_week,
    totals.cumulative_cities - forecasts.previous_cumulative_cities as change,
    forecasts.points,
    forecasts.forecast_week_low,
    forecasts.forecast_week_high,
    case
        when totals.has_report and totals.has_table then 'both'
        when totals.has_report then 'report'
        when totals.has_table then 'table'
    end as origin,
    weeks.statements,
    weeks.excluded_rows,
    totals.source.fact_id as fact_id,
    totals.source.source_file as source_file,
    totals.source.source_line as source_line,
    totals.fact_ids
from weeks
left join totals on totals.week = weeks.week and totals.project_id = weeks.project_id
left join forecasts on forecasts.week = weeks.week and forecasts.project_id = weeks.project_id
order by weeks.week_start, weeks.project_id
