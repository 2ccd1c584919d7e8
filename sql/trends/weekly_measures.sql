-- trends.weekly_measures: what each team's named numbers were, week by week, and whether they met their targets.
-- grain: week, team, project or (where there is none) section, name, unit; only weeks in which something was stated
-- inputs: core.measures, core.reports, quality.bad_entries
-- goes on from: project
--
-- Two teams' numbers of one name are two series: sections are a team's own, and so is what it counts.
-- Stated more than once in a week: the latest report counts, in it the last line; is_contested says that they differ.
-- previous_value is that of the last earlier week; where weeks lie between, what the text itself gives as its last
-- value is nearer, and counts if it is there (previous_week is then null).
-- The number of a heading (三、) is no part of its name. A target is one of the measure that its name names without 目标
-- and what stands before it (运营目标准确率 of 准确率), where the series has such a measure.
-- target is the last stated one, this week's or an earlier (target_week): a target stands until another is stated.
-- is_met: at least the target; at most, where the name says that less is better. The words below decide; a name with
-- a word of `more_is_better` is about what was done about the evil, and counts upwards again.
with

measures as (
    select *
    from core.measures
    where week is not null and value is not null
),

reports as (
    select report_id, created_at
    from core.reports
),

quarantined as (
    select fact_id
    from quarantined_facts
),

less_is_better (word, reason) as (
    values
        ('失败', 'failures'), ('错误', 'errors'), ('差错', 'errors'), ('异常', 'errors'), ('缺陷', 'defects'), ('bug', 'defects'),
        ('超时', 'latency'), ('耗时', 'latency'), ('时延', 'latency'), ('延迟', 'latency'), ('延时', 'latency'),
        ('响应时间', 'latency'), ('时长', 'latency'), ('p90', 'latency'), ('p95', 'latency'), ('p99', 'latency'),
        ('tp9', 'latency'), ('故障', 'outages'), ('事故', 'outages'), ('宕机', 'outages'), ('不可用', 'outages'),
        ('告警', 'alarms'), ('积压', 'backlog'), ('逾期', 'backlog'), ('遗留', 'backlog'), ('未处理', 'backlog'),
        ('投诉', 'complaints'), ('客诉', 'complaints'), ('流失', 'losses'), ('资损', 'losses'), ('漏洞', 'risk')
),

more_is_better (word, reason) as (
    values
        ('成功', 'of retries after a failure'), ('恢复', 'recovered'), ('处理率', 'dealt with'), ('解决', 'dealt with'),
        ('修复', 'repaired'), ('关闭', 'closed'), ('拦截', 'stopped'), ('发现率', 'found'), ('识别', 'found'),
        ('及时', 'in time'), ('覆盖', 'covered'), ('达标', 'of those that met theirs'), ('下降', 'a reduction'),
        ('降低', 'a reduction'), ('减少', 'a reduction'), ('收敛', 'a reduction'), ('可用时长', 'time available'),
        ('准确', 'right answers'), ('演练', 'rehearsed')
),

statements as (
    select
        measures.* replace (
            series_section(measures.project_id, measures.section) as section,
            coalesce(measures.is_target, false) as is_target
        ),
        reports.created_at,
        quarantined.fact_id is not null as is_excluded
    from measures
    left join reports on reports.report_id = measures.report_id
    left join quarantined on quarantined.fact_id = measures.fact_id
),

outcome_names as (
    select distinct team, project_id, section, name, unit
    from statements
    where not is_target
),

aims as (
    select
        *,
        case when is_target then aimed_name(name) end as aimed_name
    from statements
),

named as (
    select aims.* exclude (aimed_name) replace (coalesce(outcome_names.name, aims.name) as name)
    from aims
    left join outcome_names
        on outcome_names.name = aims.aimed_name
        and outcome_names.team = aims.team
        and outcome_names.project_id is not distinct from aims.project_id
        and outcome_names.section is not distinct from aims.section
        and outcome_names.unit is not distinct from aims.unit
),

weeks as (
    select
        week, week_start, team, project_id, section, name, unit,
        max(project) as project,
        last(
            {
                'value': value, 'previous_value': previous_value,
                'fact_id': fact_id, 'source_file': source_file, 'source_line': source_line
            }
            order by created_at nulls first, source_line, char_start, fact_id
        ) filter (where not is_excluded and not is_target) as outcome,
        last(
            {'value': value, 'week': week, 'fact_id': fact_id}
            order by created_at nulls first, source_line, char_start, fact_id
        ) filter (where not is_excluded and is_target) as goal,
        count(*) filter (where not is_excluded and not is_target) as statements,
        count(distinct value) filter (where not is_excluded and not is_target) > 1 as is_contested,
        count(*) filter (where is_excluded) as excluded_rows,
        list(fact_id) filter (where not is_excluded) as fact_ids,
        list(fact_id) filter (where is_excluded) as excluded_fact_ids
    from named
    group by week, week_start, team, project_id, section, name, unit
),

series as (
    select
        *,
        last_value(outcome.value ignore nulls) over earlier as last_value_stated,
        last_value(case when outcome.value is not null then week end ignore nulls) over earlier as last_week,
        last_value(outcome.fact_id ignore nulls) over earlier as last_fact_id,
        last_value(goal ignore nulls) over so_far as standing_goal
    from weeks
    window
        earlier as (
            partition by team, project_id, section, name, unit order by week_start
            rows between unbounded preceding and 1 preceding
        ),
        so_far as (
            partition by team, project_id, section, name, unit order by week_start
            rows between unbounded preceding and current row
        )
),

compared as (
    select
        *,
        outcome.previous_value is not null and week_start - 7 is distinct from week_start_of(last_week)
            as is_text_nearer
    from series
),

directions as (
    select
        names.name,
        exists (from less_is_better where contains(lower(names.name), word))
        and not exists (from more_is_better where contains(lower(names.name), word)) as is_less_better
    from (select distinct name from compared) as names
),

changes as (
    select
        compared.*,
        case
            when outcome.value is null then null
            when is_text_nearer then outcome.previous_value
            else last_value_stated
        end as previous_value,
        case when outcome.value is not null and not is_text_nearer then last_week end as previous_week,
        case when outcome.value is not null and not is_text_nearer then last_fact_id end as previous_fact_id,
        case
            when directions.is_less_better then outcome.value <= standing_goal.value
            else outcome.value >= standing_goal.value
        end as is_met
    from compared
    left join directions on directions.name = compared.name
)

select
    week,
    week_start,
    team,
    project_id,
    project,
    section,
    name,
    unit,
    outcome.value as value,
    previous_value,
    previous_week,
    outcome.value - previous_value as change,
    standing_goal.value as target,
    standing_goal.week as target_week,
    is_met,
    statements,
    is_contested,
    excluded_rows,
    outcome.fact_id as fact_id,
    outcome.source_file as source_file,
    outcome.source_line as source_line,
    standing_goal.fact_id as target_fact_id,
    ids_of([fact_ids, [previous_fact_id, standing_goal.fact_id]]) as fact_ids,
    ids_of([excluded_fact_ids]) as excluded_fact_ids
from changes
order by week_start, team, project_id, section, name, unit
