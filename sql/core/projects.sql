-- purpose: every project that is named, with the names that reports write, newest objective and weeks
-- grain:   project
-- inputs:  core.project_names, core.entries, core.progress, core.milestones, core.measures, core.plans, core.rollouts, core.city_openings
with mentions as (
    select project_id, week, objective from core.entries
    union all select project_id, week, null from core.progress
    union all select project_id, week, null from core.milestones
    union all select project_id, week, null from core.measures
    union all select project_id, week, null from core.plans
    union all select project_id, week, null from core.rollouts
    union all select project_id, week, null from core.city_openings
),
names as (
    select project_id, list(name order by name) as aliases from core.project_names group by project_id
),
weeks as (
    -- of one week's objectives the last in order, so that the same reports give the same one
    select
        project_id, max_by(objective, (coalesce(week, ''), objective)) filter (objective is not null) as objective,
        min(week) as first_week, max(week) as last_week
    from mentions group by project_id
)
select n.project_id, n.aliases, w.objective, w.first_week, w.last_week
from names n left join weeks w using (project_id)
order by n.project_id
