-- trends.quarterly_availability: the availability stated and the error budget left at the end of the quarter.
-- grain: quarter, team, name
-- inputs: trends.weekly_availability
-- goes on from: week
--
-- Sums up by the last value: all are those of the last week of the quarter, and speak of the year up to then.
with

weeks as (
    select
        *,
        quarter_of(week_start) as quarter,
        quarter_start_of(week_start) as quarter_start
    from trends.weekly_availability
)

select
    quarter,
    quarter_start,
    week as last_week,
    * exclude (week, week_start, quarter, quarter_start)
from weeks
qualify row_number() over (partition by quarter, team, name order by week_start desc) = 1
order by quarter_start, team, name
