-- trends.weekly_rollout: how many cities a project has reached, how many are left, and when it may end.
-- grain: week, project; only weeks in which something was stated
-- inputs: core.rollouts, core.reports, quality.bad_entries
-- goes on from: project
--
-- Voices of a week are the teams' reports and their tables. Each column takes the first voice that states it: a
-- report before a table, the team that has spoken in more weeks so far before the other (then the first by name);
-- within a voice the last statement counts. So the report's number wins where both speak, and the table fills what
-- the report leaves out.
-- total_cities is cumulative + remaining of one voice in this week; else the last such total, else the last stated
-- goal (total_week says of which week), each only while it is not below what is already open: a goal that has been
-- passed says nothing of the whole. previous_cumulative_cities is the last stated in an earlier week.
-- fact_ids: all of the week's statements, those of the total, of the previous number, and of the forecast's paces.
--
-- Forecast. Cities opened per week are taken as steps about one mean pace; the steps between the last thirteen
-- statements (a quarter; what was before is another phase of the work) give the pace and its spread, a step over n
-- weeks counting as n weeks. In N weeks pace * N cities open, with a variance of spread * (N + N^2 / weeks seen): the
-- chance of the weeks to come, and the doubt about the pace itself. The bounds are the N at which what remains is
-- 1.645 standard deviations above and below (nine of ten, were the steps independent), forecast_week is that of the
-- pace itself. All are null with fewer than four statements, when nothing remains, while nothing opens, and beyond five
-- years; forecast_week_high also where the spread is so wide that a standstill cannot be ruled out.
-- benchmarks/forecast.py back-tests it; docs/decisions/trends.md has the figures.
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
        list(fact_id) as fact_ids,
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
        first({'cities': target_cities, 'week': week, 'fact_ids': fact_ids} order by rank)
            filter (where target_cities is not null) as target,
        first({'cities': stated_total, 'week': week, 'fact_ids': fact_ids} order by rank)
            filter (where stated_total is not null) as stated_total,
        bool_or(is_report) as has_report,
        bool_or(not is_report) as has_table,
        flatten(list(fact_ids)) as fact_ids,
        first(source order by cumulative_cities is null, rank) as source
    from ranked
    group by week, week_start, project_id
),

weeks as (
    select
        week, week_start, project_id,
        max(project) as project,
        count(*) filter (where not is_excluded) as statements,
        count(*) filter (where is_excluded) as excluded_rows,
        list(fact_id) filter (where is_excluded) as excluded_fact_ids
    from statements
    group by week, week_start, project_id
),

carried as (
    select
        *,
        last_value(stated_total ignore nulls) over series as last_total,
        last_value(target ignore nulls) over series as last_target
    from chosen
    window series as (partition by project_id order by week_start)
),

totals as (
    select
        *,
        case
            when last_total.cities >= coalesce(cumulative_cities, 0) then last_total
            when last_target.cities >= coalesce(cumulative_cities, 0) then last_target
        end as total
    from carried
),

points as (
    select
        week, project_id, week_start, cumulative_cities, source,
        total.cities - cumulative_cities as cities_left,
        row_number() over series as points,
        lag(cumulative_cities) over series as previous_cumulative_cities,
        lag(week) over series as previous_week,
        lag(source.fact_id) over series as previous_fact_id,
        cumulative_cities - lag(cumulative_cities) over series as step_cities,
        (week_start - lag(week_start) over series) / 7 as step_weeks
    from totals
    where cumulative_cities is not null
    window series as (partition by project_id order by week_start)
),

steps as (
    select
        *,
        count(step_weeks) over recent as steps,
        sum(step_weeks) over recent as weeks_seen,
        sum(step_cities) over recent / sum(step_weeks) over recent as pace,
        sum(step_cities ** 2 / step_weeks) over recent as squares,
        list(source.fact_id) over (
            partition by project_id order by week_start rows between 12 preceding and current row
        ) as recent_fact_ids
    from points
    window recent as (partition by project_id order by week_start rows between 11 preceding and current row)
),

paces as (
    select
        *,
        1.645 ** 2 * greatest(squares - pace ** 2 * weeks_seen, 0) / (steps - 1) as spread
    from steps
    where points >= 4 and cities_left > 0 and pace > 0
),

-- (pace * N - cities_left)^2 = spread * (N + N^2 / weeks_seen), as a * N^2 - b * N + c = 0
quadratics as (
    select
        *,
        pace ** 2 - spread / weeks_seen as a,
        2 * pace * cities_left + spread as b,
        cities_left ** 2 as c,
        sqrt(greatest(b ** 2 - 4 * a * c, 0)) as root
    from paces
),

ends as (
    select
        *,
        2 * c / (b + root) as fewest_weeks,
        cities_left / pace as likely_weeks,
        case when a > 0 then (b + root) / (2 * a) end as most_weeks
    from quadratics
),

forecasts as (
    select
        week, project_id, recent_fact_ids,
        week_after(week_start, fewest_weeks) as forecast_week_low,
        week_after(week_start, likely_weeks) as forecast_week,
        week_after(week_start, most_weeks) as forecast_week_high
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
    totals.target.cities as target_cities,
    totals.total.cities as total_cities,
    totals.total.week as total_week,
    totals.cumulative_cities / totals.total.cities as share_done,
    points.previous_cumulative_cities,
    points.previous_week,
    totals.cumulative_cities - points.previous_cumulative_cities as change,
    points.points,
    forecasts.forecast_week_low,
    forecasts.forecast_week,
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
    ids_of([
        totals.fact_ids, totals.total.fact_ids, [points.previous_fact_id],
        case when forecasts.forecast_week_low is not null then forecasts.recent_fact_ids end
    ]) as fact_ids,
    ids_of([weeks.excluded_fact_ids]) as excluded_fact_ids
from weeks
left join totals on totals.week = weeks.week and totals.project_id = weeks.project_id
left join points on points.week = weeks.week and points.project_id = weeks.project_id
left join forecasts on forecasts.week = weeks.week and forecasts.project_id = weeks.project_id
order by weeks.week_start, weeks.project_id
