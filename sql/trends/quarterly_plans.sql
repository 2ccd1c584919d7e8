-- trends.quarterly_plans: how many of its plans a team kept in the quarter for which they were made.
-- grain: quarter, team
-- inputs: core.plans, quality.bad_entries, trends.weekly_plans
-- goes on from: week
--
-- Sums up by counting outcomes. share_kept is done of those whose week has a report (open ones are not yet known),
-- null where there is none. Quarantined plans are counted in the quarter that they were made for.
with

plans as (
    select fact_id, team, week_start_of(target_week) as week_start
    from core.plans
    where target_week is not null
),

quarantined as (
    select fact_id
    from quarantined_facts
),

outcomes as (
    select week_start, team, outcome, fact_ids
    from trends.weekly_plans
    union all
    select week_start, team, 'excluded', [fact_id]
    from plans
    semi join quarantined using (fact_id)
    where week_start is not null
),

counts as (
    select
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start,
        team,
        count(*) filter (where outcome <> 'excluded') as plans,
        count(*) filter (where outcome = 'done') as done,
        count(*) filter (where outcome = 'in_progress') as in_progress,
        count(*) filter (where outcome = 'not_mentioned') as not_mentioned,
        count(*) filter (where outcome = 'open') as open,
        count(*) filter (where outcome = 'excluded') as excluded_rows,
        flatten(list(fact_ids) filter (where outcome <> 'excluded')) as fact_ids,
        flatten(list(fact_ids) filter (where outcome = 'excluded')) as excluded_fact_ids
    from outcomes
    group by all
)

select
    quarter,
    quarter_start,
    team,
    plans,
    done,
    in_progress,
    not_mentioned,
    open,
    done / nullif(done + in_progress + not_mentioned, 0) as share_kept,
    excluded_rows,
    ids_of([fact_ids]) as fact_ids,
    ids_of([excluded_fact_ids]) as excluded_fact_ids
from counts
order by quarter_start, team
