-- trends.weekly_progress: how far each component of a project was said to be, week by week.
-- grain: week, project, component; only weeks in which something was stated
-- inputs: core.progress, core.reports, quality.bad_entries
-- goes on from: project
--
-- One team says it more than once in a week: the latest report counts, in it the last line.
-- Two teams say it: the team that has said it in more weeks so far counts (then the first by name), so that the
-- series does not jump between two teams' views; other_teams and is_contested say that there is another.
-- previous_percent is the last value stated in an earlier week. Where weeks lie between, what the text itself gives
-- as its last value is nearer, and counts if it is there (previous_week is then null).
-- weeks_unchanged is calendar time since the first of the unbroken run of equal values: 0 in the week of a change.
-- A week with quarantined rows only has a row without values.
-- fact_ids: the week's statements, that of the previous value, and the first of the run that weeks_unchanged counts.
with

progress as (
    select *
    from core.progress
    where week is not null and project_id is not null and percent is not null
),

reports as (
    select report_id, created_at
    from core.reports
),

quarantined as (
    select fact_id
    from quarantined_facts
),

statements as (
    select
        progress.* replace (coalesce(progress.component, '整体') as component),
        reports.created_at,
        quarantined.fact_id is not null as is_excluded
    from progress
    left join reports on reports.report_id = progress.report_id
    left join quarantined on quarantined.fact_id = progress.fact_id
),

weeks as (
    select
        week, week_start, project_id, component,
        max(project) as project,
        list(distinct team order by team) filter (where not is_excluded) as teams,
        count(*) filter (where not is_excluded) as statements,
        count(distinct percent) filter (where not is_excluded) > 1 as is_contested,
        count(*) filter (where is_excluded) as excluded_rows,
        list(fact_id) filter (where not is_excluded) as fact_ids,
        list(fact_id) filter (where is_excluded) as excluded_fact_ids
    from statements
    group by week, week_start, project_id, component
),

last_words as (
    select *
    from statements
    where not is_excluded
    qualify row_number() over (
        partition by week, project_id, component, team
        order by created_at desc nulls last, source_line desc, char_start desc, fact_id desc
    ) = 1
),

team_series as (
    select
        *,
        count(*) over (partition by project_id, component, team order by week_start) as weeks_so_far
    from last_words
),

chosen as (
    select *
    from team_series
    qualify row_number() over (partition by week, project_id, component order by weeks_so_far desc, team) = 1
),

steps as (
    select
        *,
        lag(percent) over series as last_percent,
        lag(week) over series as last_week,
        lag(fact_id) over series as last_fact_id,
        lag(week_start) over series as last_week_start,
        percent is distinct from lag(percent) over series as is_step
    from chosen
    window series as (partition by project_id, component order by week_start)
),

runs as (
    select
        *,
        week_start - 7 is distinct from last_week_start and previous_percent is not null as is_text_nearer,
        count(*) filter (where is_step) over (partition by project_id, component order by week_start) as run
    from steps
),

changes as (
    select
        *,
        case when is_text_nearer then previous_percent else last_percent end as compared_percent,
        case when not is_text_nearer then last_week end as compared_week,
        case when not is_text_nearer then last_fact_id end as compared_fact_id,
        (week_start - min(week_start) over of_run) // 7 as weeks_unchanged,
        first_value(fact_id) over of_run as first_fact_id
    from runs
    window of_run as (partition by project_id, component, run order by week_start)
)

select
    weeks.week,
    weeks.week_start,
    weeks.project_id,
    weeks.project,
    weeks.component,
    changes.team,
    changes.percent,
    changes.qualifier,
    changes.compared_percent as previous_percent,
    changes.compared_week as previous_week,
    changes.percent - changes.compared_percent as change,
    changes.weeks_unchanged,
    nullif(list_filter(weeks.teams, lambda other: other <> changes.team), []) as other_teams,
    weeks.statements,
    weeks.is_contested,
    weeks.excluded_rows,
    changes.fact_id,
    changes.source_file,
    changes.source_line,
    ids_of([weeks.fact_ids, [changes.compared_fact_id, changes.first_fact_id]]) as fact_ids,
    ids_of([weeks.excluded_fact_ids]) as excluded_fact_ids
from weeks
left join changes
    on changes.week = weeks.week
    and changes.project_id = weeks.project_id
    and changes.component = weeks.component
order by weeks.week_start, weeks.project_id, weeks.component
