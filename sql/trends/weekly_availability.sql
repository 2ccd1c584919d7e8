-- trends.weekly_availability: what availability a team states, what its incidents say, and the error budget left.
-- grain: week, team, name (年度可用性, 支付可用率 …); every week of the team from the first that states it or a target
-- inputs: trends.weekly_measures, trends.weekly_incidents
--
-- The year is that of the ISO week: 52 or 53 whole weeks. The budget is what the target leaves of the whole year:
-- 99.99 % of 52 weeks are 52.4 minutes of outage. Spent is what the team's incidents of the year took so far; minutes
-- adds up the known ones, incidents_without_minutes and unknown_weeks say what may be missing from it.
-- stated_minutes is the outage that the stated figure admits to since the year began: 99.991 % after 12 weeks are 10.9
-- minutes. A figure of a week or a month speaks of another span, one of last year of another year: null.
-- Of one name under several headings the one that belongs to no project counts, then the first heading.
with

measures as (
    select *
    from trends.weekly_measures
    where unit in ('%', '％')
        and regexp_matches(lower(name), '可用性|可用率|可用度|availability|uptime')
        and not regexp_matches(name, '不可用')
),

incidents as (
    select *
    from trends.weekly_incidents
),

stated as (
    select *
    from measures
    qualify row_number() over (
        partition by week, team, name order by project_id is not null, section nulls first, project_id
    ) = 1
),

standing as (
    select
        week_start, team, name, target, target_week, fact_ids,
        last_value(
            case when value is not null then {'percent': value, 'week': week, 'fact_id': fact_id} end ignore nulls
        ) over (partition by team, name order by week_start) as statement
    from stated
),

years as (
    select
        *,
        strftime(week_start, '%G') as year,
        week_start_of(strftime(week_start, '%G') || '-W01') as year_start,
        cast(sum(incidents) over so_far as bigint) as incidents_so_far,
        cast(sum(incidents - coalesce(incidents_with_minutes, 0)) over so_far as bigint) as incidents_without_minutes,
        sum(minutes) over so_far as minutes_so_far,
        count(incidents) over so_far as known_weeks,
        cast(sum(excluded_rows) over so_far as bigint) as excluded_so_far,
        flatten(list(fact_ids) over so_far) as incident_ids,
        flatten(list(excluded_fact_ids) over so_far) as excluded_ids
    from incidents
    window so_far as (partition by team, strftime(week_start, '%G') order by week_start)
),

weeks as (
    select
        years.*,
        standing.name,
        standing.statement,
        standing.target,
        standing.target_week,
        standing.fact_ids as measure_ids,
        (years.week_start - year_start) // 7 + 1 as weeks_so_far,
        (week_start_of(cast(cast(year as integer) + 1 as varchar) || '-W01') - year_start) * 1440 as minutes_of_year
    from (select distinct team, name from standing) as names
    inner join years on years.team = names.team
    asof inner join standing
        on standing.team = names.team and standing.name = names.name and years.week_start >= standing.week_start
),

budgets as (
    select
        *,
        (1 - target / 100) * minutes_of_year as budget_minutes,
        case when left(statement.week, 4) = year and not regexp_matches(name, '[周日月]')
            then (1 - statement.percent / 100) * weeks_so_far * 10080
        end as stated_minutes
    from weeks
)

select
    week,
    week_start,
    team,
    name,
    statement.percent as stated_percent,
    statement.week as stated_week,
    stated_minutes,
    target as target_percent,
    target_week,
    incidents_so_far as incidents,
    minutes_so_far as minutes,
    incidents_without_minutes,
    weeks_so_far - known_weeks as unknown_weeks,
    100 * (1 - minutes_so_far / nullif(known_weeks * 10080, 0)) as percent_by_incidents,
    budget_minutes,
    budget_minutes - minutes_so_far as budget_left_minutes,
    (budget_minutes - minutes_so_far) / nullif(budget_minutes, 0) as share_left,
    excluded_so_far as excluded_rows,
    statement.fact_id as fact_id,
    ids_of([measure_ids, incident_ids]) as fact_ids,
    ids_of([excluded_ids]) as excluded_fact_ids
from budgets
order by week_start, team, name
