-- trends.quarterly_promises: how many of the dates that a team first promised for the quarter it kept.
-- grain: quarter, team
-- inputs: trends.weekly_milestones
--
-- One promise is a round of a milestone that is a deliverable, with its first promised day; it counts in the quarter of
-- that day's week, for the team that last spoke of it, as it stands in the last week that follows it.
-- Sums up by counting: kept is done no later than first promised; late done after it; overdue open beyond it; moved
-- open with a date after it. ahead is not yet due; unknown is done on an unknown day, perhaps done, paused, or open
-- with no word since. share_kept is kept of kept, late, overdue and moved: null where there is none.
-- mean_days_late is the mean of days_moved over late and moved; of the overdue nobody knows it yet.
with

weeks as (
    select *
    from trends.weekly_milestones
    where first_promised is not null and round is not null and is_deliverable
),

ends as (
    select
        project_id, event, round,
        max(week_start) as week_start,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from weeks
    group by project_id, event, round
),

rounds as (
    select
        weeks.* replace (ends.excluded_rows as excluded_rows, ends.excluded_fact_ids as excluded_fact_ids),
        cast(date_trunc('week', weeks.first_promised) as date) as promised_start,
        (select max(week_start) from weeks) as last_start
    from weeks
    inner join ends using (project_id, event, round, week_start)
),

outcomes as (
    select
        *,
        case
            when status = 'done' and days_moved <= 0 then 'kept'
            when status = 'done' and days_moved > 0 then 'late'
            when status = 'done' or status = 'paused' then 'unknown'
            when is_overdue then 'overdue'
            when days_moved > 0 then 'moved'
            when first_promised >= last_start then 'ahead'
            else 'unknown'
        end as outcome
    from rounds
),

counts as (
    select
        quarter_of(promised_start) as quarter,
        quarter_start_of(promised_start) as quarter_start,
        team,
        count(*) as promises,
        count(*) filter (where outcome = 'kept') as kept,
        count(*) filter (where outcome = 'late') as late,
        count(*) filter (where outcome = 'overdue') as overdue,
        count(*) filter (where outcome = 'moved') as moved,
        count(*) filter (where outcome = 'ahead') as ahead,
        count(*) filter (where outcome = 'unknown') as unknown,
        avg(days_moved) filter (where outcome in ('late', 'moved')) as mean_days_late,
        cast(sum(times_moved) as bigint) as times_moved,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(fact_ids)) as fact_ids,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from outcomes
    group by all
)

select
    quarter,
    quarter_start,
    team,
    promises,
    kept,
    late,
    overdue,
    moved,
    ahead,
    unknown,
    kept / nullif(kept + late + overdue + moved, 0) as share_kept,
    mean_days_late,
    times_moved,
    excluded_rows,
    ids_of([fact_ids]) as fact_ids,
    ids_of([excluded_fact_ids]) as excluded_fact_ids
from counts
order by quarter_start, team
