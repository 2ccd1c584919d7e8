-- trends.weekly_highlights: what is worth saying on Monday about a team's week, the weightiest first.
-- grain: week, team, rank
-- inputs: core.progress, core.milestones, core.rollouts, core.city_openings, core.measures, core.incidents, core.plans,
--    core.entries, quality.bad_entries, trends.weekly_progress, trends.weekly_rollout, trends.weekly_incidents,
--    trends.weekly_measures, trends.weekly_milestones, trends.weekly_plans, trends.weekly_reporting,
--    trends.weekly_availability
-- goes on from: project
--
-- Each kind of finding is a step below, which says when it is worth a word. What changed (moved, finished, slipped) is
-- said in its week; what lasts and should not (stuck, stalled, overdue, below target) in each week that it lasts.
-- weight is from 0 to 100: 80 and more is what the meeting is for, 60 what it should know, below 40 what moves along. A
-- kind has its base, and what makes it better or worse (days, minutes, weeks) adds to it up to a bound. Twenty findings
-- a week and team are kept.
-- A sentence says what the table named beside it says, with its numbers, and no cause.
-- fact_ids are the facts of the numbers in the sentence, bad_entry_ids what puts one of them in doubt (macros.sql).
with

progress as (
    select *, lag(fact_id) over (partition by project_id, component order by week_start) as previous_fact_id
    from trends.weekly_progress
    where percent is not null
),

progress_findings as (
    select
        week, week_start, team, project_id, project, component as subject,
        'trends.weekly_progress' as table_name,
        list_distinct([fact_id, case when previous_week is not null then previous_fact_id end]) as fact_ids,
        case
            when change < 0 then 'regressed'
            when percent >= 100 and (change > 0 or previous_percent is null) then 'finished'
            when weeks_unchanged >= 3 and percent < 100 then 'stuck'
            when change >= 20 then 'moved'
        end as kind,
        case kind
            when 'regressed' then 72
            when 'finished' then case when component = '整体' then 58 else 36 end
            when 'stuck' then 60 + least(weeks_unchanged, 15)
            when 'moved' then 24 + change / 5
        end as weight,
        concat(
            project, ' ', progress_zh(component),
            case kind
                when 'regressed'
                    then concat('由 ', number_text(previous_percent), '% 退到 ', number_text(percent), '%')
                when 'stuck' then concat('停在 ', number_text(percent), '% 已 ', weeks_unchanged, ' 周')
                when 'moved' then concat(
                    '由 ', number_text(previous_percent), '% 到 ', number_text(percent), '%（+', number_text(change), '）'
                )
                else concat('到 100%', '（上次 ' || number_text(previous_percent) || '%）')
            end
        ) as sentence_zh,
        concat(
            project, ': ', progress_en(component),
            case kind
                when 'regressed' then concat(
                    ' progress fell from ', number_text(previous_percent), '% to ', number_text(percent), '%'
                )
                when 'stuck' then concat(
                    ' progress has stood at ', number_text(percent), '% for ', counted(weeks_unchanged, 'week', 'weeks')
                )
                when 'moved' then concat(
                    ' progress from ', number_text(previous_percent), '% to ', number_text(percent), '%'
                )
                else concat(' progress reached 100%', ' (' || number_text(previous_percent) || '% before)')
            end
        ) as sentence_en
    from progress
    where kind is not null
),

-- a milestone's series in its round; only what people promise to each other
milestones as (
    select
        *,
        lag(status) over (partition by project_id, event, round order by week_start) as last_status,
        week_start + 7 - date_end as days_by_monday
    from trends.weekly_milestones
    where is_deliverable and round is not null
),

milestone_findings as (
    select
        week, week_start, team, project_id, project, event as subject,
        'trends.weekly_milestones' as table_name,
        fact_ids,
        case
            when is_moved and date_end > moved_from then 'slipped'
            when is_moved then 'brought_forward'
            when status = 'done' and is_stated and last_status is distinct from 'done'
                and (first_promised is not null or is_final_event(event)) then 'finished'
            when is_overdue then 'overdue'
        end as kind,
        case kind
            when 'slipped' then 72 + least((date_end - moved_from) / 4, 16) + least(2 * times_moved, 8)
            when 'brought_forward' then 40
            when 'finished' then 48 + case when is_final_event(event) then 12 else 0 end
                + least(greatest(coalesce(days_moved, 0), 0) / 4, 8)
            when 'overdue' then 66 + least(days_by_monday / 7, 10)
        end as weight,
        concat(
            project, ' ', case when kind = 'finished' then done_zh(event) else event end,
            case kind
                when 'slipped' then concat(
                    '由 ', day_zh(moved_from, week_start), ' 推迟到 ',
                    case when date_start < date_end then concat(date_text, '，最晚 ') end, day_zh(date_end, week_start),
                    '，晚 ', date_end - moved_from, ' 天',
                    case when times_moved > 1 then concat('；第 ', times_moved, ' 次改期', kept_zh(days_moved)) end
                )
                when 'brought_forward' then concat(
                    '由 ', day_zh(moved_from, week_start), ' 提前到 ', day_zh(date_end, week_start)
                )
                when 'overdue' then concat(
                    '原定 ', day_zh(date_end, week_start), '，到周一已过 ', days_by_monday, ' 天，周报没有说完成'
                )
                else concat(
                    case when date_end is not null then concat('（', day_zh(date_end, week_start), '）') end,
                    kept_zh(days_moved)
                )
            end
        ) as sentence_zh,
        concat(
            project, ': ', event,
            case kind
                when 'slipped' then concat(
                    ' moved from ', day_en(moved_from, week_start), ' to ', day_en(date_end, week_start),
                    case when date_start < date_end then ' at the latest' end,
                    ', ', counted(date_end - moved_from, 'day', 'days'), ' later',
                    case when times_moved > 1 then concat('; move number ', times_moved, kept_en(days_moved)) end
                )
                when 'brought_forward' then concat(
                    ' brought forward from ', day_en(moved_from, week_start), ' to ', day_en(date_end, week_start)
                )
                when 'overdue' then concat(
                    ' was due on ', day_en(date_end, week_start), ', ', counted(days_by_monday, 'day', 'days'),
                    ' before Monday, and no report says that it is done'
                )
                else concat(
                    ' done',
                    case when date_end is not null then concat(' (', day_en(date_end, week_start), ')') end,
                    kept_en(days_moved)
                )
            end
        ) as sentence_en
    from milestones
    where kind is not null
),

rollouts as (
    select
        *,
        total_cities - cumulative_cities as cities_left,
        lag(fact_id) over series as previous_fact_id,
        lag(total_cities) over series as last_total,
        lag(forecast_week) over series as last_forecast,
        lag(fact_ids) over series as last_fact_ids,
        max(case when change <> 0 or change is null then week_start end) over series as moved_start,
        last_value(target_cities ignore nulls) over series as standing_target
    from trends.weekly_rollout
    where cumulative_cities is not null
    window series as (partition by project_id order by week_start)
),

rollout_numbers as (
    select
        *,
        coalesce(new_cities, change) as opened,
        (week_start - moved_start) // 7 as weeks_still,
        (week_start_of(forecast_week) - week_start_of(last_forecast)) // 7 as weeks_later
    from rollouts
),

rollout_findings as (
    -- one word on how far it is: finished, opened some, or stands still
    select
        week, week_start, team, project_id, project, null as subject,
        'trends.weekly_rollout' as table_name,
        list_distinct([fact_id, case when previous_week is not null then previous_fact_id end]) as fact_ids,
        case
            when cities_left = 0 and change > 0 then 'rollout_finished'
            when opened > 0 then 'rollout_moved'
            when weeks_still >= 3 and cities_left > 0 then 'rollout_stalled'
        end as kind,
        case kind
            when 'rollout_finished' then 82
            when 'rollout_moved' then 44 + least(opened, 20)
            when 'rollout_stalled' then 60 + least(weeks_still, 15)
        end as weight,
        concat(project, ' ', case kind
            when 'rollout_finished' then concat(number_text(total_cities), ' 城全部开完')
            when 'rollout_stalled' then concat(
                '已 ', weeks_still, ' 周没有新开城市，停在 ', so_far_zh(cumulative_cities, total_cities)
            )
            else concat(
                '新增 ', number_text(opened), ' 城，累计 ', so_far_zh(cumulative_cities, total_cities),
                forecast_zh(forecast_week, forecast_week_low, forecast_week_high)
            )
        end) as sentence_zh,
        concat(project, ': ', case kind
            when 'rollout_finished' then concat('all ', number_text(total_cities), ' cities open')
            when 'rollout_stalled' then concat(
                'no new city for ', weeks_still, ' weeks, at ', so_far_en(cumulative_cities, total_cities)
            )
            else concat(
                counted(opened, 'new city', 'new cities'), ', ', so_far_en(cumulative_cities, total_cities), ' open',
                forecast_en(forecast_week, forecast_week_low, forecast_week_high)
            )
        end) as sentence_en
    from rollout_numbers
    where kind is not null
    union all by name
    select
        week, week_start, team, project_id, project, null as subject,
        'trends.weekly_rollout' as table_name,
        list_concat(fact_ids, last_fact_ids) as fact_ids,
        'forecast_moved' as kind,
        case when weeks_later > 0 then 54 + least(weeks_later, 20) else 46 + least(-weeks_later, 12) end as weight,
        concat(
            project, ' 预计完成由 ', last_forecast, ' 变为 ', forecast_week,
            case when weeks_later > 0 then '（晚 ' else '（早 ' end, abs(weeks_later), ' 周）'
        ) as sentence_zh,
        concat(
            project, ': expected end moved from ', last_forecast, ' to ', forecast_week, ' (', abs(weeks_later),
            case when weeks_later > 0 then ' weeks later)' else ' weeks earlier)' end
        ) as sentence_en
    from rollout_numbers
    where abs(weeks_later) >= 4
    union all by name
    select
        week, week_start, team, project_id, project, null as subject,
        'trends.weekly_rollout' as table_name,
        list_concat(fact_ids, last_fact_ids) as fact_ids,
        'total_changed' as kind,
        52 as weight,
        concat(project, ' 总城市数由 ', number_text(last_total), ' 变为 ', number_text(total_cities)) as sentence_zh,
        concat(
            project, ': total went from ', number_text(last_total), ' to ', number_text(total_cities), ' cities'
        ) as sentence_en
    from rollout_numbers
    where total_cities <> last_total
    union all by name
    select
        week, week_start, team, project_id, project, null as subject,
        'trends.weekly_rollout' as table_name,
        fact_ids,
        'target_overtaken' as kind,
        66 as weight,
        concat(
            project, ' 累计 ', number_text(cumulative_cities), ' 城，超过目标 ', number_text(standing_target), ' 城'
        ) as sentence_zh,
        concat(
            project, ': ', number_text(cumulative_cities), ' cities open, past the goal of ',
            number_text(standing_target)
        ) as sentence_en
    from rollout_numbers
    where cumulative_cities > standing_target
        and coalesce(previous_cumulative_cities, 0) <= standing_target
        and cities_left is distinct from 0
),

incident_findings as (
    select
        week, week_start, team,
        'trends.weekly_incidents' as table_name,
        fact_ids,
        case when weeks_since_incident >= 4 then 'first_incident' else 'incident' end as kind,
        58 + least(coalesce(minutes, 30) / 10, 26) + case when kind = 'first_incident' then 8 else 0 end as weight,
        concat(
            '生产事件 ', incidents, ' 起', grades_zh(by_severity), minutes_zh(minutes, incidents_with_minutes, incidents),
            case when kind = 'first_incident' then concat('，为 ', weeks_since_incident, ' 周来首次') end
        ) as sentence_zh,
        concat(
            counted(incidents, 'production incident', 'production incidents'), grades_en(by_severity),
            minutes_en(minutes, incidents_with_minutes, incidents),
            case when kind = 'first_incident' then concat(', the first in ', weeks_since_incident, ' weeks') end
        ) as sentence_en
    from trends.weekly_incidents
    where incidents > 0 and is_wanted(week_start)
),

measures as (
    select
        *,
        lag(is_met) over (partition by team, project_id, section, name, unit order by week_start) as was_met
    from trends.weekly_measures
    where name in (select name from trends.weekly_measures where is_met is not null and is_wanted(week_start))
),

measure_findings as (
    select
        week, week_start, team, project_id, project, name as subject,
        'trends.weekly_measures' as table_name,
        fact_ids,
        case when not is_met then 'target_missed' when was_met is distinct from true then 'target_met' end as kind,
        case
            when kind = 'target_met' then 50
            when was_met then 68
            else 56
        end as weight,
        concat(
            project || ' ', name, ' ', number_zh(value), unit, against_zh(value, target, unit, is_met),
            '（上次 ' || number_zh(previous_value) || coalesce(unit, '') || '）'
        ) as sentence_zh,
        concat(
            project || ': ', name, ' at ', number_text(value), unit, against_en(value, target, unit, is_met),
            ' (' || number_text(previous_value) || coalesce(unit, '') || ' before)'
        ) as sentence_en
    from measures
    where is_met is not null and kind is not null
),

availability as (
    select
        *,
        minutes > coalesce(lag(minutes) over (partition by team, name, left(week, 4) order by week_start), 0)
            as is_spending
    from trends.weekly_availability
),

availability_findings as (
    select
        week, week_start, team, name as subject,
        'trends.weekly_availability' as table_name,
        fact_ids,
        case
            when stated_percent = 100 and stated_week = week and minutes > 0 then 'availability_doubted'
            when is_spending and share_left < 0.25 then 'error_budget_low'
        end as kind,
        case when kind = 'availability_doubted' then 64 when share_left < 0 then 80 else 70 end as weight,
        case
            when kind = 'availability_doubted' then overstated_zh(name, incidents, minutes)
            when share_left < 0 then concat(
                name, '目标 ', number_text(target_percent), '% 的全年误差预算已超支 ',
                number_text(round(-budget_left_minutes, 1)), ' 分钟'
            )
            else concat(
                name, '目标 ', number_text(target_percent), '% 的全年误差预算还剩 ', number_text(round(budget_left_minutes, 1)),
                ' 分钟（', number_text(round(100 * share_left)), '%）'
            )
        end as sentence_zh,
        case
            when kind = 'availability_doubted' then overstated_en(name, incidents, minutes)
            when share_left < 0 then concat(
                'the year''s error budget at ', number_text(target_percent), '% (', name, ') is overdrawn by ',
                number_text(round(-budget_left_minutes, 1)), ' minutes'
            )
            else concat(
                number_text(round(budget_left_minutes, 1)), ' minutes (', number_text(round(100 * share_left)),
                '%) of the year''s error budget at ', number_text(target_percent), '% (', name, ') are left'
            )
        end as sentence_en
    from availability
    where kind is not null
),

plans as (
    select
        week, week_start, team,
        count(*) as plans,
        count(*) filter (where outcome = 'done') as done,
        count(*) filter (where outcome = 'in_progress') as in_progress,
        count(*) filter (where outcome = 'not_mentioned') as not_mentioned,
        flatten(list(fact_ids)) as fact_ids
    from trends.weekly_plans
    where outcome <> 'open'
    group by week, week_start, team
),

plan_findings as (
    select
        week, week_start, team,
        'trends.weekly_plans' as table_name,
        fact_ids,
        'plans_kept' as kind,
        38 + 24 * (1 - done / plans) as weight,
        concat(
            '计划做 ', plans, ' 项，完成 ', done, ' 项（', number_text(round(100 * done / plans)), '%）',
            case when in_progress > 0 then concat('，进行中 ', in_progress, ' 项') end,
            case when not_mentioned > 0 then concat('，没有提到 ', not_mentioned, ' 项') end
        ) as sentence_zh,
        concat(
            done, ' of ', counted(plans, 'plan', 'plans'), ' for the week done (',
            number_text(round(100 * done / plans)), '%)',
            case when in_progress > 0 then concat(', ', in_progress, ' under way') end,
            case when not_mentioned > 0 then concat(', ', not_mentioned, ' not mentioned') end
        ) as sentence_en
    from plans
),

reporting_findings as (
    select
        week, week_start, team,
        'trends.weekly_reporting' as table_name,
        fact_ids,
        case when is_missing then 'report_missing' else 'report_late' end as kind,
        case when is_missing then 74 else 30 end as weight,
        case
            when is_missing then '没有交周报，本周情况不明'
            else concat('周报迟交，写于 ', day_zh(cast(submitted_at as date), week_start), strftime(submitted_at, ' %H:%M'))
        end as sentence_zh,
        case
            when is_missing then 'no report: the week is unknown'
            else concat(
                'report late, written on ', day_en(cast(submitted_at as date), week_start),
                strftime(submitted_at, ' at %H:%M')
            )
        end as sentence_en
    from trends.weekly_reporting
    where is_missing or is_late
),

bad_entries as (
    select *
    from quality.bad_entries
    where state is distinct from 'resolved'
),

doubtful as (
    select
        week, week_start_of(week) as week_start, team,
        count(*) filter (where severity = 'error') as errors,
        count(*) filter (where severity <> 'error') as warnings,
        list(bad_entry_id) as bad_entry_ids,
        list(entry_id) as entry_ids,
        list(quote order by severity, source_file, source_line, bad_entry_id) filter (where quote <> '') as quotes
    from bad_entries
    where week is not null and team is not null
        and (severity = 'error' or bad_entry_id in (select bad_entry_id from doubts))
    group by week, team
),

doubt_findings as (
    select
        week, week_start, team,
        'trends.weekly_reporting' as table_name,
        cast([] as varchar[]) as fact_ids,
        entry_ids,
        bad_entry_ids,
        'doubtful_numbers' as kind,
        50 + least(8 * errors + 2 * warnings, 24) as weight,
        concat('数字存疑：', doubts_zh(errors, warnings), '：' || nullif(quotes_of(quotes), '')) as sentence_zh,
        concat('numbers in doubt: ', doubts_en(errors, warnings), ': ' || nullif(quotes_of(quotes), '')) as sentence_en
    from doubtful
),

findings as (
    select * from progress_findings
    union all by name select * from milestone_findings
    union all by name select * from rollout_findings
    union all by name select * from incident_findings
    union all by name select * from measure_findings
    union all by name select * from availability_findings
    union all by name select * from plan_findings
    union all by name select * from reporting_findings
    union all by name select * from doubt_findings
),

ranked as (
    select
        *,
        row_number() over (
            partition by week, team order by weight desc, kind, project_id nulls first, subject nulls first, sentence_zh
        ) as rank
    from findings
    where team is not null and is_wanted(week_start)
    qualify rank <= 20
),

sources as (
    select distinct week, team, rank, unnest(fact_ids) as fact_id
    from ranked
),

origins as (
    select
        sources.week, sources.team, sources.rank,
        list(entries_of_facts.entry_id) as entry_ids,
        list(doubts.bad_entry_id) as bad_entry_ids
    from sources
    left join entries_of_facts on entries_of_facts.fact_id = sources.fact_id
    left join doubts on doubts.fact_id = sources.fact_id
    group by sources.week, sources.team, sources.rank
)

select
    ranked.week,
    ranked.week_start,
    ranked.team,
    ranked.rank,
    ranked.kind,
    cast(ranked.weight as double) as weight,
    ranked.project_id,
    ranked.project,
    ranked.subject,
    ranked.sentence_zh,
    ranked.sentence_en,
    ranked.table_name,
    ids_of([ranked.fact_ids]) as fact_ids,
    ids_of([ranked.entry_ids, origins.entry_ids]) as entry_ids,
    ids_of([ranked.bad_entry_ids, origins.bad_entry_ids]) as bad_entry_ids
from ranked
left join origins on origins.week = ranked.week and origins.team = ranked.team and origins.rank = ranked.rank
order by ranked.week_start, ranked.team, ranked.rank
