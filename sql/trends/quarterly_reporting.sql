-- trends.quarterly_reporting: how steadily a team reported in the quarter.
-- grain: quarter, team
-- inputs: trends.weekly_reporting
-- goes on from: week
--
-- Sums up: weeks, missing_weeks and late_weeks count weeks; the other counts are sums over the weeks with a report
-- (null where there is none); is_missing says that the whole quarter is missing, is_late that at least one report was
-- late (null without a deadline); submitted_at is the last week's.
with

weeks as (
    select
        *,
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start
    from trends.weekly_reporting
),

quarters as (
    select
        quarter, quarter_start, team,
        count(*) as weeks,
        count(*) filter (where is_missing) as missing_weeks,
        case when count(is_late) > 0 then count(*) filter (where is_late) end as late_weeks,
        bool_and(is_missing) as is_missing,
        bool_or(is_late) as is_late,
        cast(sum(reports) as bigint) as reports,
        max(submitted_at) as submitted_at,
        cast(sum(entries) as bigint) as entries,
        cast(sum(facts) as bigint) as facts,
        cast(sum(bad_entries) as bigint) as bad_entries,
        cast(sum(errors) as bigint) as errors,
        cast(sum(unread_numbers) as bigint) as unread_numbers,
        cast(sum(unexplained_numbers) as bigint) as unexplained_numbers,
        cast(sum(excluded_rows) as bigint) as excluded_rows,
        flatten(list(fact_ids)) as fact_ids,
        flatten(list(excluded_fact_ids)) as excluded_fact_ids
    from weeks
    group by quarter, quarter_start, team
)

select
    quarter,
    quarter_start,
    team,
    weeks,
    missing_weeks,
    late_weeks,
    is_missing,
    reports,
    submitted_at,
    is_late,
    entries,
    facts,
    bad_entries,
    errors,
    unread_numbers,
    unexplained_numbers,
    excluded_rows,
    ids_of([fact_ids]) as fact_ids,
    ids_of([excluded_fact_ids]) as excluded_fact_ids
from quarters
order by quarter_start, team
