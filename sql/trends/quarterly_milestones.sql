-- trends.quarterly_milestones: where each promise stood at the end of the quarter, and whether it was kept.
-- grain: quarter, project, event
-- inputs: trends.weekly_milestones
-- goes on from: project
--
-- Sums up by the last week of the quarter in which the event is followed. times_moved_in_quarter counts the moves of
-- its weeks, times_moved those of the whole round. is_kept: done no later than first promised is true; done later, or
-- open and overdue, is false; still ahead, done on an unknown day, or perhaps done, is null:
-- unknown.
with

weeks as (
    select
        *,
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start
    from trends.weekly_milestones
),

quarters as (
    select
        quarter, project_id, event,
        count(*) filter (where is_moved) as times_moved_in_quarter,
        count(*) filter (where is_stated) as weeks_stated,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(fact_ids)) as fact_ids,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from weeks
    group by quarter, project_id, event
),

last_weeks as (
    select *
    from weeks
    qualify row_number() over (
        partition by quarter, project_id, event order by status is not null desc, week_start desc
    ) = 1
)

select
    last_weeks.quarter,
    last_weeks.quarter_start,
    last_weeks.project_id,
    last_weeks.project,
    last_weeks.event,
    last_weeks.is_deliverable,
    last_weeks.round,
    last_weeks.team,
    last_weeks.week as last_week,
    last_weeks.status,
    last_weeks.date_start,
    last_weeks.date_end,
    last_weeks.first_promised,
    quarters.times_moved_in_quarter,
    last_weeks.times_moved,
    last_weeks.days_moved,
    last_weeks.is_overdue,
    case
        when last_weeks.status = 'done' then last_weeks.days_moved <= 0
        when last_weeks.is_overdue then false
    end as is_kept,
    quarters.weeks_stated,
    last_weeks.written_names,
    last_weeks.answer_fact_id,
    quarters.excluded_rows,
    last_weeks.fact_id,
    last_weeks.source_file,
    last_weeks.source_line,
    ids_of([quarters.fact_ids]) as fact_ids,
    ids_of([quarters.excluded_fact_ids]) as excluded_fact_ids
from last_weeks
inner join quarters
    on quarters.quarter = last_weeks.quarter
    and quarters.project_id = last_weeks.project_id
    and quarters.event = last_weeks.event
order by last_weeks.quarter_start, last_weeks.project_id, last_weeks.event
