-- trends.quarterly_rollout: how many cities a project had reached at the end of the quarter.
-- grain: quarter, project
-- inputs: trends.weekly_rollout
-- goes on from: project
--
-- Sums up: new_cities is the sum of the weeks that state it (null where none does); cumulative, remaining, target and
-- total cities, share and forecast are those of the last week of the quarter that states each; change is the
-- cumulative number against the last one of an earlier quarter, and holds where weekly numbers are missing from the
-- sum.
with

weeks as (
    select
        *,
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start
    from trends.weekly_rollout
),

quarters as (
    select
        quarter, quarter_start, project_id,
        max(project) as project,
        cast(sum(new_cities) as bigint) as new_cities,
        count(new_cities) as weeks_with_new_cities,
        arg_max(remaining_cities, week_start) as remaining_cities,
        arg_max(target_cities, week_start) as target_cities,
        cast(sum(statements) as bigint) as statements,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(fact_ids)) as fact_ids,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from weeks
    group by quarter, quarter_start, project_id
),

last_values as (
    select *
    from weeks
    where cumulative_cities is not null
    qualify row_number() over (partition by quarter, project_id order by week_start desc) = 1
),

changes as (
    select
        *,
        lag(cumulative_cities) over series as last_cumulative_cities,
        lag(quarter) over series as last_quarter,
        lag(fact_id) over series as last_fact_id
    from last_values
    window series as (partition by project_id order by quarter_start)
)

select
    quarters.quarter,
    quarters.quarter_start,
    quarters.project_id,
    quarters.project,
    changes.team,
    changes.week as last_week,
    quarters.new_cities,
    quarters.weeks_with_new_cities,
    changes.cumulative_cities,
    quarters.remaining_cities,
    quarters.target_cities,
    changes.total_cities,
    changes.share_done,
    changes.last_cumulative_cities as previous_cumulative_cities,
    changes.last_quarter as previous_quarter,
    changes.cumulative_cities - changes.last_cumulative_cities as change,
    changes.forecast_week_low,
    changes.forecast_week,
    changes.forecast_week_high,
    quarters.statements,
    quarters.excluded_rows,
    changes.fact_id,
    changes.source_file,
    changes.source_line,
    ids_of([quarters.fact_ids, [changes.last_fact_id]]) as fact_ids,
    ids_of([quarters.excluded_fact_ids]) as excluded_fact_ids
from quarters
left join changes on changes.quarter = quarters.quarter and changes.project_id = quarters.project_id
order by quarters.quarter_start, quarters.project_id
