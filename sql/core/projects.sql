-- purpose: every project that entries and facts name, with its spellings, newest objective and weeks
-- grain:   project
-- inputs:  core.entries, core.progress, core.milestones, core.measures, core.plans, core.rollouts, core.city_openings
with mentions as (
    select project_id, project, week, objective from core.entries
    union all select project_id, project, week, null from core.progress
    union all select project_id, project, week, null from core.milestones
    union all select project_id, project, week, null from core.measures
    union all select project_id, project, week, null from core.plans
    union all select project_id, project, week, null from core.rollouts
    union all select project_id, project, week, null from core.city_openings
),
spellings as (
    select project_id, project, count(*) as uses from mentions where project_id is not null group by all
),
names as (
    -- the spelling used most; of equals the first in order, so that the same reports give the same name
    select project_id, min_by(project, (-uses, project)) as project, list(project order by project) as aliases from spellings group by project_id
),
weeks as (
    select project_id, max_by(objective, week) filter (objective is not null) as objective, min(week) as first_week, max(week) as last_week
    from mentions group by project_id
)
select n.project_id, n.project, n.aliases, w.objective, w.first_week, w.last_week
from names n left join weeks w using (project_id)
order by n.project_id
