-- trends.quarterly_progress: how far each component of a project was said to be at the end of the quarter.
-- grain: quarter, project, component
-- inputs: trends.weekly_progress
-- goes on from: project
--
-- Sums up by the last value: percent, team, weeks_unchanged and the source are those of the last week of the quarter
-- that states one; previous_percent is the last value stated in an earlier quarter. excluded_rows and statements are
-- sums.
with

weeks as (
    select
        *,
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start
    from trends.weekly_progress
),

quarters as (
    select
        quarter, quarter_start, project_id, component,
        max(project) as project,
        arg_min(percent, week_start) as first_percent,
        count(percent) as weeks_stated,
        cast(sum(statements) as bigint) as statements,
        bool_or(is_contested) as is_contested,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(fact_ids)) as fact_ids,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from weeks
    group by quarter, quarter_start, project_id, component
),

last_values as (
    select *
    from weeks
    where percent is not null
    qualify row_number() over (partition by quarter, project_id, component order by week_start desc) = 1
),

changes as (
    select
        *,
        lag(percent) over series as last_percent,
        lag(quarter) over series as last_quarter,
        lag(fact_id) over series as last_fact_id
    from last_values
    window series as (partition by project_id, component order by quarter_start)
)

select
    quarters.quarter,
    quarters.quarter_start,
    quarters.project_id,
    quarters.project,
    quarters.component,
    changes.team,
    changes.week as last_week,
    changes.percent,
    changes.qualifier,
    quarters.first_percent,
    changes.last_percent as previous_percent,
    changes.last_quarter as previous_quarter,
    changes.percent - changes.last_percent as change,
    changes.weeks_unchanged,
    quarters.weeks_stated,
    quarters.statements,
    quarters.is_contested,
    quarters.excluded_rows,
    changes.fact_id,
    changes.source_file,
    changes.source_line,
    ids_of([quarters.fact_ids, [changes.last_fact_id]]) as fact_ids,
    ids_of([quarters.excluded_fact_ids]) as excluded_fact_ids
from quarters
left join changes
    on changes.quarter = quarters.quarter
    and changes.project_id = quarters.project_id
    and changes.component = quarters.component
order by quarters.quarter_start, quarters.project_id, quarters.component
