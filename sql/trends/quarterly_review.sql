-- trends.quarterly_review: what is worth saying about a team's quarter, the weightiest first.
-- grain: quarter, team, rank
-- inputs: core.progress, core.milestones, core.rollouts, core.city_openings, core.measures, core.incidents, core.plans,
--    core.entries, quality.bad_entries, trends.quarterly_progress, trends.quarterly_rollout,
--    trends.quarterly_incidents, trends.quarterly_measures, trends.quarterly_milestones, trends.quarterly_promises,
--    trends.quarterly_plans, trends.quarterly_reporting, trends.quarterly_availability, trends.weekly_reporting
-- goes on from: project
--
-- Sums up by the quarterly tables: rates kept, what was finished, slipped, stands still or is no longer spoken of, and
-- how far roll-outs, incidents and targets came. Kinds, weights and ids are as in trends.weekly_highlights; thirty
-- findings a quarter and team are kept.
-- gone_quiet is a project below 100 % that no report has given a number for in the last four weeks that the team
-- reported (one mention alone is no series), and nothing final of it is done.
with

promise_findings as (
    select
        quarter, quarter_start, team,
        'trends.quarterly_promises' as table_name,
        fact_ids,
        'promises_kept' as kind,
        64 + 24 * (1 - share_kept) as weight,
        kept + late + overdue + moved as decided,
        concat(
            '本季到期的承诺 ', decided, ' 项，按期 ', kept, ' 项（', number_text(round(100 * share_kept)), '%）',
            case when late > 0 then concat('，延后完成 ', late, ' 项') end,
            case when overdue > 0 then concat('，逾期未完 ', overdue, ' 项') end,
            case when moved > 0 then concat('，改期 ', moved, ' 项') end,
            case when mean_days_late > 0 then concat('，平均推迟 ', number_text(round(mean_days_late)), ' 天') end,
            case when unknown > 0 then concat('；另有 ', unknown, ' 项结果不明') end
        ) as sentence_zh,
        concat(
            kept, ' of ', counted(decided, 'promise', 'promises'), ' due in the quarter kept (',
            number_text(round(100 * share_kept)), '%)',
            case when late > 0 then concat(', ', late, ' late') end,
            case when overdue > 0 then concat(', ', overdue, ' overdue') end,
            case when moved > 0 then concat(', ', moved, ' moved') end,
            case when mean_days_late > 0
                then concat(', ', counted(round(mean_days_late), 'day', 'days'), ' late on average') end,
            case when unknown > 0 then concat('; the outcome of ', unknown, ' more is unknown') end
        ) as sentence_en
    from trends.quarterly_promises
    where share_kept is not null
),

plans as (
    select
        *,
        lag(share_kept) over series as last_share,
        lag(quarter_start) over series + interval 3 month = quarter_start as is_next
    from trends.quarterly_plans
    window series as (partition by team order by quarter_start)
),

plan_findings as (
    select
        quarter, quarter_start, team,
        'trends.quarterly_plans' as table_name,
        fact_ids,
        'plans_kept' as kind,
        46 + 20 * (1 - share_kept) as weight,
        done + in_progress + not_mentioned as decided,
        concat(
            '周计划 ', decided, ' 项，完成 ', done, ' 项（', number_text(round(100 * share_kept)), '%',
            case when is_next and last_share is not null
                then concat('，上季 ', number_text(round(100 * last_share)), '%') end,
            '）',
            case when not_mentioned > 0 then concat('，没有提到 ', not_mentioned, ' 项') end
        ) as sentence_zh,
        concat(
            done, ' of ', counted(decided, 'weekly plan', 'weekly plans'), ' done (',
            number_text(round(100 * share_kept)), '%',
            case when is_next and last_share is not null
                then concat(', ', number_text(round(100 * last_share)), '% in the last quarter') end,
            ')',
            case when not_mentioned > 0 then concat(', ', not_mentioned, ' not mentioned') end
        ) as sentence_en
    from plans
    where share_kept is not null
),

milestones as (
    select
        *,
        lag(status) over series as last_status,
        lag(round) over series as last_round
    from trends.quarterly_milestones
    where is_deliverable and round is not null
    window series as (partition by project_id, event order by quarter_start)
),

milestone_findings as (
    select
        quarter, quarter_start, team, project_id, project, event as subject,
        'trends.quarterly_milestones' as table_name,
        fact_ids,
        case
            when status = 'done' and (last_status is distinct from 'done' or round > last_round)
                and (first_promised is not null or is_final_event(event)) then 'finished'
            when is_overdue then 'overdue'
            when status <> 'done' and times_moved_in_quarter > 0 and days_moved > 0 then 'slipped'
        end as kind,
        case kind
            when 'finished' then 42 + case when is_final_event(event) then 14 else 0 end
                + least(greatest(coalesce(days_moved, 0), 0) / 4, 10)
            when 'overdue' then 74
            when 'slipped' then 68 + least(days_moved / 4, 16) + least(2 * times_moved, 8)
        end as weight,
        concat(
            project, ' ', case when kind = 'finished' then done_zh(event) else event end,
            case kind
                when 'finished' then concat(
                    case when date_end is not null then concat('（', day_zh(date_end, quarter_start), '）') end,
                    kept_zh(days_moved)
                )
                when 'overdue' then concat('原定 ', day_zh(date_end, quarter_start), '，到季末没有说完成')
                else concat(
                    '首次承诺 ', day_zh(first_promised, quarter_start), '，现在是 ', day_zh(date_end, quarter_start),
                    '，晚 ', days_moved, ' 天'
                )
            end,
            case when times_moved > 0 then concat('，共改期 ', times_moved, ' 次') end
        ) as sentence_zh,
        concat(
            project, ': ', event,
            case kind
                when 'finished' then concat(
                    ' done',
                    case when date_end is not null then concat(' (', day_en(date_end, quarter_start), ')') end,
                    kept_en(days_moved)
                )
                when 'overdue' then concat(
                    ' was due on ', day_en(date_end, quarter_start),
                    ', and by the end of the quarter no report says that it is done'
                )
                else concat(
                    ' first promised for ', day_en(first_promised, quarter_start),
                    ', now for ', day_en(date_end, quarter_start), ', ', counted(days_moved, 'day', 'days'), ' later'
                )
            end,
            case
                when times_moved = 1 then '; moved once'
                when times_moved > 1 then concat('; moved ', times_moved, ' times')
            end
        ) as sentence_en
    from milestones
    where kind is not null
),

last_weeks as (
    select quarter_of(week_start) as quarter, team, week_start, row_number() over recent as nth
    from trends.weekly_reporting
    where not is_missing
    window recent as (partition by quarter_of(week_start), team order by week_start desc)
),

progress as (
    select
        progress.*,
        percent - coalesce(previous_percent, first_percent) as gain,
        coalesce(previous_percent, first_percent) as from_percent,
        week_start_of(last_week) as last_start,
        max(week_start_of(last_week)) over (partition by progress.quarter, project_id) as project_start,
        last_weeks.week_start as fourth_last_start
    from trends.quarterly_progress as progress
    left join last_weeks
        on last_weeks.quarter = progress.quarter and last_weeks.team = progress.team and last_weeks.nth = 4
    where percent is not null
),

finals as (
    select distinct quarter, project_id
    from trends.quarterly_milestones
    where status = 'done' and is_final_event(event)
),

progress_findings as (
    select
        progress.quarter, quarter_start, team, progress.project_id, project, component as subject,
        'trends.quarterly_progress' as table_name,
        fact_ids,
        case
            when percent >= 100 and gain > 0 then 'finished'
            when percent < 100 and weeks_stated > 1 and last_start = project_start and last_start < fourth_last_start
                and finals.project_id is null then 'gone_quiet'
            when percent < 100 and last_start >= fourth_last_start and weeks_unchanged >= 3 then 'stuck'
            when gain < 0 then 'regressed'
            when gain > 0 then 'moved'
        end as kind,
        case kind
            when 'finished' then 34 + case when component = '整体' then 18 else 0 end
            when 'gone_quiet' then 58
            when 'stuck' then 62 + least(weeks_unchanged, 13)
            when 'regressed' then 66
            when 'moved' then 18 + case when component = '整体' then 8 else 0 end + gain / 5
        end as weight,
        concat(
            project, ' ', progress_zh(component),
            case kind
                when 'gone_quiet' then concat('最后一次报的是 ', last_week, ' 的 ', number_text(percent), '%，之后没有再提')
                when 'stuck' then concat('停在 ', number_text(percent), '% 已 ', weeks_unchanged, ' 周')
                else concat(
                    '由 ', number_text(from_percent), case when kind = 'regressed' then '% 退到 ' else '% 到 ' end,
                    number_text(percent), '%'
                )
            end
        ) as sentence_zh,
        concat(
            project, ': ', progress_en(component),
            case kind
                when 'gone_quiet' then concat(
                    ' progress last told in ', last_week, ', at ', number_text(percent), '%, and not since'
                )
                when 'stuck' then concat(
                    ' progress has stood at ', number_text(percent), '% for ', counted(weeks_unchanged, 'week', 'weeks')
                )
                else concat(' progress from ', number_text(from_percent), '% to ', number_text(percent), '%')
            end
        ) as sentence_en
    from progress
    left join finals on finals.quarter = progress.quarter and finals.project_id = progress.project_id
    where kind is not null
),

rollouts as (
    select *, coalesce(change, new_cities) as opened, total_cities - cumulative_cities as cities_left
    from trends.quarterly_rollout
    where cumulative_cities is not null
),

rollout_findings as (
    select
        quarter, quarter_start, team, project_id, project,
        'trends.quarterly_rollout' as table_name,
        fact_ids,
        case
            when cities_left = 0 and opened > 0 then 'rollout_finished'
            when opened > 0 then 'rollout_moved'
            when cities_left > 0 then 'rollout_stalled'
        end as kind,
        case kind
            when 'rollout_finished' then 80
            when 'rollout_stalled' then 70
            when 'rollout_moved' then 56 + least(opened / 5, 16)
        end as weight,
        concat(
            project, ' ',
            case when opened > 0 then concat('新增 ', number_text(opened), ' 城，') else '没有新开城市，' end,
            '累计 ', so_far_zh(cumulative_cities, total_cities),
            case when kind = 'rollout_finished' then '，全部开完' end,
            forecast_zh(forecast_week, forecast_week_low, forecast_week_high)
        ) as sentence_zh,
        concat(
            project, ': ',
            case when opened > 0 then counted(opened, 'new city', 'new cities') else 'no new city' end,
            ', ', so_far_en(cumulative_cities, total_cities),
            case when kind = 'rollout_finished' then ': all are open' else ' open' end,
            forecast_en(forecast_week, forecast_week_low, forecast_week_high)
        ) as sentence_en
    from rollouts
    where kind is not null
),

incident_findings as (
    select
        quarter, quarter_start, team,
        'trends.quarterly_incidents' as table_name,
        fact_ids,
        case when incidents = 0 then 'no_incident' else 'incidents' end as kind,
        case
            when incidents = 0 then 40
            else 66 + least(coalesce(minutes, 0) / 60, 14) + case when incidents > previous_incidents then 6 else 0 end
        end as weight,
        concat(
            case
                when incidents = 0 then '没有生产事件'
                else concat(
                    '生产事件 ', incidents, ' 起', grades_zh(by_severity),
                    minutes_zh(minutes, incidents_with_minutes, incidents)
                )
            end,
            '，平均 ' || nullif(concat_ws(
                '、',
                number_text(round(mean_minutes_to_detect)) || ' 分钟发现',
                number_text(round(mean_minutes_to_restore)) || ' 分钟恢复'
            ), ''),
            '；上季 ' || previous_incidents || ' 起',
            case when unknown_weeks > 0 then concat('；', unknown_weeks, ' 周情况不明') end
        ) as sentence_zh,
        concat(
            case
                when incidents = 0 then 'no production incident'
                else concat(
                    counted(incidents, 'production incident', 'production incidents'), grades_en(by_severity),
                    minutes_en(minutes, incidents_with_minutes, incidents)
                )
            end,
            ', detected after ' || number_text(round(mean_minutes_to_detect)) || ' min on average',
            ', restored after ' || number_text(round(mean_minutes_to_restore)) || ' min on average',
            '; ' || previous_incidents || ' in the last quarter',
            case when unknown_weeks > 0 then concat('; ', counted(unknown_weeks, 'week', 'weeks'), ' unknown') end
        ) as sentence_en
    from trends.quarterly_incidents
    where incidents > 0 or incidents = 0 and unknown_weeks = 0
),

measure_findings as (
    select
        quarter, quarter_start, team, project_id, project, name as subject,
        'trends.quarterly_measures' as table_name,
        fact_ids,
        case when is_met then 'target_met' else 'target_missed' end as kind,
        case when is_met then 44 else 60 + 8 * (1 - weeks_met / weeks_with_target) end as weight,
        concat(
            project || ' ', name, '季末 ', number_zh(value), unit, against_zh(value, target, unit, is_met),
            '；', weeks_with_target, ' 周中 ', weeks_met, ' 周达标'
        ) as sentence_zh,
        concat(
            project || ': ', name, ' ended at ', number_text(value), unit, against_en(value, target, unit, is_met),
            '; on target in ', weeks_met, ' of ', counted(weeks_with_target, 'week', 'weeks')
        ) as sentence_en
    from trends.quarterly_measures
    where is_met is not null
),

availability_findings as (
    select
        quarter, quarter_start, team, name as subject,
        'trends.quarterly_availability' as table_name,
        fact_ids,
        case
            when share_left is not null then 'error_budget'
            when stated_percent = 100 and quarter_of(week_start_of(stated_week)) = quarter and minutes > 0
                then 'availability_doubted'
        end as kind,
        case
            when kind = 'availability_doubted' then 62
            when share_left < 0 then 80
            else 46 + 20 * (1 - share_left)
        end as weight,
        case
            when kind = 'availability_doubted' then overstated_zh(name, incidents, minutes)
            else concat(
                name, '目标 ', number_text(target_percent), '% 的全年误差预算',
                case when share_left < 0 then '已超支 ' else '还剩 ' end,
                number_text(round(abs(budget_left_minutes), 1)), ' 分钟（共 ', number_text(round(budget_minutes, 1)), ' 分钟）'
            )
        end as sentence_zh,
        case
            when kind = 'availability_doubted' then overstated_en(name, incidents, minutes)
            else concat(
                'the year''s error budget of ', number_text(round(budget_minutes, 1)), ' minutes at ',
                number_text(target_percent), '% (', name, ')',
                case when share_left < 0 then ' is overdrawn by ' else ' has ' end,
                number_text(round(abs(budget_left_minutes), 1)),
                case when share_left < 0 then ' minutes' else ' minutes left' end
            )
        end as sentence_en
    from trends.quarterly_availability
    where kind is not null
),

reporting_findings as (
    select
        quarter, quarter_start, team,
        'trends.quarterly_reporting' as table_name,
        fact_ids,
        'reporting' as kind,
        20 + least(12 * missing_weeks + 4 * coalesce(late_weeks, 0), 50) as weight,
        concat(
            weeks, ' 周中交了 ', weeks - missing_weeks, ' 周的周报',
            case when missing_weeks > 0 then concat('，缺 ', missing_weeks, ' 周') end,
            case when late_weeks > 0 then concat('，迟交 ', late_weeks, ' 周') end
        ) as sentence_zh,
        concat(
            'reports for ', weeks - missing_weeks, ' of ', counted(weeks, 'week', 'weeks'),
            case when late_weeks > 0 then concat(', ', late_weeks, ' of them late') end
        ) as sentence_en
    from trends.quarterly_reporting
),

bad_entries as (
    select *
    from quality.bad_entries
    where state is distinct from 'resolved' and week_start_of(week) is not null and team is not null
),

doubtful as (
    select
        quarter_of(week_start_of(week)) as quarter,
        quarter_start_of(week_start_of(week)) as quarter_start,
        team,
        count(*) filter (where severity = 'error') as errors,
        count(*) filter (where severity <> 'error') as warnings,
        list(bad_entry_id) as bad_entry_ids,
        list(entry_id) as entry_ids
    from bad_entries
    where severity = 'error' or bad_entry_id in (select bad_entry_id from doubts)
    group by all
),

doubt_findings as (
    select
        quarter, quarter_start, team,
        'trends.quarterly_reporting' as table_name,
        cast([] as varchar[]) as fact_ids,
        entry_ids,
        bad_entry_ids,
        'doubtful_numbers' as kind,
        44 + least(2 * errors + warnings, 24) as weight,
        concat('数字存疑：', doubts_zh(errors, warnings)) as sentence_zh,
        concat('numbers in doubt: ', doubts_en(errors, warnings)) as sentence_en
    from doubtful
),

findings as (
    select * exclude (decided) from promise_findings
    union all by name select * exclude (decided) from plan_findings
    union all by name select * from milestone_findings
    union all by name select * from progress_findings
    union all by name select * from rollout_findings
    union all by name select * from incident_findings
    union all by name select * from measure_findings
    union all by name select * from availability_findings
    union all by name select * from reporting_findings
    union all by name select * from doubt_findings
),

ranked as (
    select
        *,
        row_number() over (
            partition by quarter, team
            order by weight desc, kind, project_id nulls first, subject nulls first, sentence_zh
        ) as rank
    from findings
    where team is not null and is_wanted(quarter_start)
    qualify rank <= 30
),

sources as (
    select distinct quarter, team, rank, unnest(fact_ids) as fact_id
    from ranked
),

origins as (
    select
        sources.quarter, sources.team, sources.rank,
        list(entries_of_facts.entry_id) as entry_ids,
        list(doubts.bad_entry_id) as bad_entry_ids
    from sources
    left join entries_of_facts on entries_of_facts.fact_id = sources.fact_id
    left join doubts on doubts.fact_id = sources.fact_id
    group by sources.quarter, sources.team, sources.rank
)

select
    ranked.quarter,
    ranked.quarter_start,
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
left join origins on origins.quarter = ranked.quarter and origins.team = ranked.team and origins.rank = ranked.rank
order by ranked.quarter_start, ranked.team, ranked.rank
