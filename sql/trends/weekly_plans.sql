-- trends.weekly_plans: what was planned for the week, and what its report says became of it.
-- grain: week (the one planned for), plan item
-- inputs: core.plans, core.entries, core.milestones, core.progress, quality.bad_entries, trends.weekly_reporting
-- goes on from: week
--
-- The entry that answers a plan is the one of the team's report of the target week that holds most of the plan's
-- pairs of neighbouring letters (聚合 合支 支付 …; word boundaries need no dictionary so). A plan that names its
-- project is sought among that project's entries and found at 30 % (the project is already right); any other is
-- sought in the whole report and needs 50 %, since half of a short plan is common words. Next week's plans, headings
-- and empty lines are no answer.
-- outcome: `done` where the entry's facts say so (milestones done, 100 %; only those that the plan names where it
-- names any), or, where it has no such facts, a word of completion without one of the words that take it back;
-- `in_progress` where it is only mentioned; `not_mentioned` where the report has no such entry; `open` while the team
-- has no report of that week.
-- fact_ids: the plan, and the entry that answers it.
with

plans as (
    select *
    from core.plans
    where target_week is not null and text is not null
),

entries as (
    select entry_id, team, week, project_id, text, source_line
    from core.entries
    where kind in ('update', 'metric', 'incident', 'review', 'note')
),

milestones as (
    select fact_id, entry_id, event, status
    from core.milestones
),

progress as (
    select fact_id, entry_id, component, percent
    from core.progress
),

reporting as (
    select team, week
    from trends.weekly_reporting
    where not is_missing
),

quarantined as (
    select fact_id
    from quarantined_facts
),

words_of_completion (word) as (
    values ('完成'), ('完毕'), ('已上线'), ('上线成功'), ('全量'), ('已结项'), ('通过'), ('结束'), ('达成'), ('落地'), ('已交付'),
        ('已发布'), ('已确认'), ('已解决'), ('done'), ('✅'), ('[x]')
),

words_of_reserve (word) as (
    values ('未'), ('没'), ('部分'), ('基本完成'), ('预计'), ('计划'), ('待'), ('推进'), ('进行中'), ('中，'), ('延期'), ('推迟'), ('暂停'),
        ('%'), ('[ ]')
),

accepted as (
    select
        plans.*,
        regexp_replace(lower(plans.text), '[^\p{L}\p{N}]+', '', 'g') as letters
    from plans
    anti join quarantined using (fact_id)
),

paired as (
    select
        *,
        list_distinct(
            list_transform(range(1, greatest(length(letters), 2)), lambda place: substr(letters, place, 2))
        ) as pairs
    from accepted
),

answers as (
    select
        entry_id, team, week, project_id, text, source_line,
        regexp_replace(lower(text), '[^\p{L}\p{N}]+', '', 'g') as letters
    from entries
),

compared as (
    select
        paired.fact_id,
        answers.entry_id,
        answers.text,
        answers.source_line,
        len(list_filter(paired.pairs, lambda pair: contains(answers.letters, pair))) / len(paired.pairs) as share_found,
        paired.project_id is not null as is_by_project
    from paired
    inner join answers
        on answers.team = paired.team
        and answers.week = paired.target_week
        and (answers.project_id = paired.project_id or paired.project_id is null)
),

matches as (
    select
        fact_id,
        first(
            {'entry_id': entry_id, 'text': lower(text), 'share_found': share_found}
            order by share_found desc, source_line, entry_id
        ) as best
    from compared
    where share_found >= case when is_by_project then 0.3 else 0.5 end
    group by fact_id
),

entry_facts as (
    select entry_id, event as name, status = 'done' as is_done
    from milestones
    anti join quarantined using (fact_id)
    union all
    select entry_id, component as name, percent >= 100 as is_done
    from progress
    anti join quarantined using (fact_id)
),

fact_outcomes as (
    select
        matches.fact_id,
        coalesce(
            bool_and(entry_facts.is_done) filter (where contains(accepted.text, entry_facts.name)),
            bool_and(entry_facts.is_done)
        ) as is_done
    from matches
    inner join entry_facts on entry_facts.entry_id = matches.best.entry_id
    inner join accepted on accepted.fact_id = matches.fact_id
    group by matches.fact_id
),

matched as (
    select
        matches.fact_id,
        matches.best.entry_id as entry_id,
        matches.best.share_found as share_found,
        coalesce(
            fact_outcomes.is_done,
            exists (from words_of_completion where contains(matches.best.text, word))
            and not exists (from words_of_reserve where contains(matches.best.text, word))
        ) as is_done
    from matches
    left join fact_outcomes on fact_outcomes.fact_id = matches.fact_id
)

select
    accepted.target_week as week,
    week_start_of(accepted.target_week) as week_start,
    accepted.team,
    accepted.project_id,
    accepted.project,
    accepted.text,
    accepted.week as planned_week,
    case
        when matched.is_done then 'done'
        when matched.entry_id is not null then 'in_progress'
        when reporting.week is not null then 'not_mentioned'
        else 'open'
    end as outcome,
    matched.entry_id as outcome_entry_id,
    matched.share_found as outcome_share_found,
    accepted.fact_id,
    accepted.source_file,
    accepted.source_line,
    ids_of([[accepted.fact_id, matched.entry_id]]) as fact_ids
from accepted
left join matched on matched.fact_id = accepted.fact_id
left join reporting on reporting.team = accepted.team and reporting.week = accepted.target_week
where week_start_of(accepted.target_week) is not null
order by week_start, accepted.team, accepted.source_file, accepted.source_line, accepted.fact_id
