-- trends.quarterly_measures: what each team's named numbers came to in the quarter.
-- grain: quarter, team, project or (where there is none) section, name, unit
-- inputs: trends.weekly_measures
-- goes on from: project
--
-- Sums up by the last value (value, target, is_met and the source are those of the last week that states a value),
-- and by the mean, the lowest and the highest of the weeks. No sum: most numbers are rates or stocks, and nothing
-- tells the flows.
-- The mean is taken in the order of weeks, since the last digit of a sum of fractions depends on it.
-- previous_value is the last value of an earlier quarter; weeks_met counts the weeks that met the target of their
-- time.
with

weeks as (
    select
        *,
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start
    from trends.weekly_measures
),

quarters as (
    select
        quarter, quarter_start, team, project_id, section, name, unit,
        max(project) as project,
        arg_max(
            {
                'week': week, 'value': value, 'target': target, 'is_met': is_met,
                'fact_id': fact_id, 'source_file': source_file, 'source_line': source_line
            },
            week_start
        ) filter (where value is not null) as outcome,
        arg_max(target, week_start) as last_target,
        avg(value order by week_start) as mean_value,
        min(value) as lowest_value,
        max(value) as highest_value,
        count(value) as weeks_stated,
        count(*) filter (where is_met) as weeks_met,
        count(is_met) as weeks_with_target,
        cast(sum(statements) as bigint) as statements,
        bool_or(is_contested) as is_contested,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(fact_ids)) as fact_ids,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from weeks
    group by quarter, quarter_start, team, project_id, section, name, unit
),

series as (
    select
        *,
        last_value(outcome.value ignore nulls) over earlier as last_value_stated,
        last_value(case when outcome.value is not null then quarter end ignore nulls) over earlier as last_quarter,
        last_value(outcome.fact_id ignore nulls) over earlier as last_fact_id
    from quarters
    window earlier as (
        partition by team, project_id, section, name, unit order by quarter_start
        rows between unbounded preceding and 1 preceding
    )
)

select
    quarter,
    quarter_start,
    team,
    project_id,
    project,
    section,
    name,
    unit,
    outcome.week as last_week,
    outcome.value as value,
    case when outcome.value is not null then last_value_stated end as previous_value,
    case when outcome.value is not null then last_quarter end as previous_quarter,
    outcome.value - last_value_stated as change,
    mean_value,
    lowest_value,
    highest_value,
    case when outcome is null then last_target else outcome.target end as target,
    outcome.is_met as is_met,
    weeks_stated,
    case when weeks_with_target > 0 then weeks_met end as weeks_met,
    weeks_with_target,
    statements,
    is_contested,
    excluded_rows,
    outcome.fact_id as fact_id,
    outcome.source_file as source_file,
    outcome.source_line as source_line,
    ids_of([fact_ids, [case when outcome.value is not null then last_fact_id end]]) as fact_ids,
    ids_of([excluded_fact_ids]) as excluded_fact_ids
from series
order by quarter_start, team, project_id, section, name, unit
