-- trends.weekly_reporting: who reported, when, and how much of it can be used.
-- grain: week, team; every week from a team's first report to the last week that any team reported
-- inputs: core.reports, core.teams, core.entries, core.progress, core.milestones, core.rollouts, core.city_openings,
--    core.measures, core.incidents, core.plans, core.unread_numbers, quality.bad_entries
-- goes on from: week
-- always reads: core.reports
--
-- What a missing report would have said is unknown, so its counts are null; bad_entries is counted all the same.
-- The last week is taken from reports that do not claim a week more than 10 days after they were written (the
-- contract's bound for a disagreement): one mistyped year would otherwise make every team miss decades.
-- core.teams moves a team's first and last week and takes its holidays out. submitted_at is when its first report was
-- created.
-- is_late needs a deadline, in hours after the week's end (12 is Monday noon): the team's own, else that of rule
-- late_report in the variable report_deadline_hours; without one nobody is late or punctual, and it is null.
-- facts and excluded_rows are those of the team's reports; rows of tables and logs belong to no report.
-- fact_ids are the ids of the reports.
with

reports as (
    select *
    from core.reports
    where week is not null
),

teams as (
    select
        team, deadline_hours, holidays,
        cast(try_strptime(joined_week || '-1', '%G-W%V-%u') as date) as joined_start,
        cast(try_strptime(left_week || '-1', '%G-W%V-%u') as date) as left_start
    from core.teams
),

entries as (
    select report_id
    from core.entries
),

facts as (
    select report_id, fact_id from core.progress
    union all by name select report_id, fact_id from core.milestones
    union all by name select report_id, fact_id from core.rollouts
    union all by name select report_id, fact_id from core.city_openings
    union all by name select report_id, fact_id from core.measures
    union all by name select report_id, fact_id from core.incidents
    union all by name select report_id, fact_id from core.plans
),

unread_numbers as (
    select report_id, reason
    from core.unread_numbers
),

bad_entries as (
    select team, week, severity
    from quality.bad_entries
    where state is distinct from 'resolved'
),

quarantined as (
    select fact_id
    from quarantined_facts
),

spans as (
    select team, min(week_start) as first_start
    from reports
    group by team
),

last_week as (
    select max(week_start) as last_start
    from reports
    where week_start <= cast(created_at as date) + 10 or created_at is null
),

expected as (
    select spans.team, cast(day as date) as week_start
    from spans
    left join teams on teams.team = spans.team
    cross join last_week
    cross join unnest(generate_series(
        coalesce(teams.joined_start, spans.first_start),
        least(last_week.last_start, teams.left_start),
        interval 7 day
    )) as days (day)
    where not list_contains(coalesce(teams.holidays, []), iso_week_of(cast(day as date)))
    union
    select team, week_start
    from reports
),

report_entries as (
    select report_id, count(*) as entries
    from entries
    group by report_id
),

report_facts as (
    select
        facts.report_id,
        count(*) filter (where quarantined.fact_id is null) as facts,
        count(quarantined.fact_id) as excluded_rows,
        list(quarantined.fact_id) filter (where quarantined.fact_id is not null) as excluded_fact_ids
    from facts
    left join quarantined on quarantined.fact_id = facts.fact_id
    group by facts.report_id
),

report_numbers as (
    select
        report_id,
        count(*) as unread_numbers,
        count(*) filter (where reason = 'unexplained') as unexplained_numbers
    from unread_numbers
    group by report_id
),

reported as (
    select
        reports.team,
        reports.week_start,
        count(*) as reports,
        list(reports.report_id) as report_ids,
        min(reports.created_at) as submitted_at,
        cast(sum(coalesce(report_entries.entries, 0)) as bigint) as entries,
        cast(sum(coalesce(report_facts.facts, 0)) as bigint) as facts,
        cast(sum(coalesce(report_facts.excluded_rows, 0)) as bigint) as excluded_rows,
        flatten(list(report_facts.excluded_fact_ids)) as excluded_fact_ids,
        cast(sum(coalesce(report_numbers.unread_numbers, 0)) as bigint) as unread_numbers,
        cast(sum(coalesce(report_numbers.unexplained_numbers, 0)) as bigint) as unexplained_numbers,
        list(reports.source_file order by reports.created_at, reports.source_file) as source_files
    from reports
    left join report_entries on report_entries.report_id = reports.report_id
    left join report_facts on report_facts.report_id = reports.report_id
    left join report_numbers on report_numbers.report_id = reports.report_id
    group by reports.team, reports.week_start
),

faults as (
    select team, week, count(*) as bad_entries, count(*) filter (where severity = 'error') as errors
    from bad_entries
    group by team, week
)

select
    iso_week_of(expected.week_start) as week,
    expected.week_start,
    expected.team,
    reported.reports is null as is_missing,
    coalesce(reported.reports, 0) as reports,
    reported.submitted_at,
    reported.submitted_at
        > expected.week_start + interval 7 day
        + to_minutes(
            cast(60 * coalesce(teams.deadline_hours, cast(getvariable('report_deadline_hours') as double)) as bigint)
        ) as is_late,
    reported.entries,
    reported.facts,
    coalesce(faults.bad_entries, 0) as bad_entries,
    coalesce(faults.errors, 0) as errors,
    reported.unread_numbers,
    reported.unexplained_numbers,
    reported.excluded_rows,
    reported.source_files,
    ids_of([reported.report_ids]) as fact_ids,
    ids_of([reported.excluded_fact_ids]) as excluded_fact_ids
from expected
left join teams on teams.team = expected.team
left join reported on reported.team = expected.team and reported.week_start = expected.week_start
left join faults on faults.team = expected.team and faults.week = iso_week_of(expected.week_start)
order by expected.week_start, expected.team
