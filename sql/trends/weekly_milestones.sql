-- trends.weekly_milestones: what was promised for when, what became of it, and how often the promise moved.
-- grain: week, project, event; weeks in which it was stated, and weeks of silence while it is open
-- inputs: core.milestones, core.progress, core.reports, quality.bad_entries, trends.weekly_reporting
-- goes on from: project
--
-- Which statement counts in a week: as in trends.weekly_progress (team with more weeks so far, latest report, last
-- line).
-- A silent week (is_stated false) is one in which the same team reported something else; status and dates stand as
-- last stated. It is carried until the event is done or may be (answer_fact_id), and a quarter (13 weeks) beyond its
-- date and its last mention at most: what nobody has spoken of for so long is not followed any more.
-- After `done`, a statement that is not done opens a new round (the next 上线 of the project): first_promised,
-- times_moved and days_moved begin anew.
-- The promise is the last day of the stated interval, or its first where it has no end. A statement without a date
-- leaves the promise standing. A promise moved when the new one ends after the old one, or before the old one began:
-- 5/16 after 5月中旬 is no move. first_promised is the round's first promise, or what the text gives as the original
-- date.
-- fact_ids: the week's statements, the one that stands, those of the round's first, moved and standing promises, and
-- the possible answer.
-- days_moved is the outcome (the promise, while open) against first_promised by the same measure, later is positive.
-- is_overdue: the promise lay before the day on which the week's report was written (Friday where that is unknown;
-- the week itself and the Monday after it are its bounds), and it was neither done nor openly paused. It is null,
-- unknown, where a later statement of the team and project may tell that it is done (answer_fact_id): something of the
-- like (two letters in a row in common: 首批上线 and 上线); or something final or 100 % of the whole, which what comes
-- before that needs (提测, not 开城). In the same week only what is done on the promised day is an answer.
with

milestones as (
    select *
    from core.milestones
    where week is not null and project_id is not null and event is not null
),

reports as (
    select report_id, created_at
    from core.reports
),

reporting as (
    select week, week_start, team, submitted_at
    from trends.weekly_reporting
    where not is_missing
),

progress as (
    select fact_id, team, project_id, week_start, coalesce(component, '整体') as component
    from core.progress
    where week is not null and project_id is not null and percent >= 100
),

quarantined as (
    select fact_id
    from quarantined_facts
),

statements as (
    select
        milestones.* replace (
            coalesce(milestones.date_end, milestones.date_start) as date_end,
            coalesce(milestones.original_date_end, milestones.original_date_start) as original_date_end
        ),
        reports.created_at,
        quarantined.fact_id is not null as is_excluded
    from milestones
    left join reports on reports.report_id = milestones.report_id
    left join quarantined on quarantined.fact_id = milestones.fact_id
),

weeks as (
    select
        week, project_id, event,
        count(*) filter (where not is_excluded) as statements,
        count(distinct (status, date_start, date_end)) filter (where not is_excluded) > 1 as is_contested,
        count(*) filter (where is_excluded) as excluded_rows,
        list(fact_id) filter (where not is_excluded) as fact_ids,
        list(fact_id) filter (where is_excluded) as excluded_fact_ids
    from statements
    group by week, project_id, event
),

last_words as (
    select *
    from statements
    where not is_excluded
    qualify row_number() over (
        partition by week, project_id, event, team
        order by created_at desc nulls last, source_line desc, char_start desc, fact_id desc
    ) = 1
),

team_series as (
    select
        *,
        count(*) over (partition by project_id, event, team order by week_start) as weeks_so_far
    from last_words
),

chosen as (
    select *
    from team_series
    qualify row_number() over (partition by week, project_id, event order by weeks_so_far desc, team) = 1
),

reopened as (
    select
        *,
        status is distinct from 'done' and lag(status) over series = 'done' as is_new_round,
        lead(week_start) over series as next_start,
        case when status is distinct from 'done' and date_end is not null
            then {'starts': date_start, 'ends': date_end, 'fact_id': fact_id}
        end as promise,
        case when original_date_end is not null
            then {'starts': original_date_start, 'ends': original_date_end, 'fact_id': fact_id}
        end as original_promise
    from chosen
    window series as (partition by project_id, event order by week_start)
),

rounds as (
    select
        *,
        count(*) filter (where is_new_round) over (partition by project_id, event order by week_start) as round
    from reopened
),

promises as (
    select
        *,
        first_value(coalesce(original_promise, promise) ignore nulls) over so_far as first_promise,
        last_value(promise ignore nulls) over so_far as standing_promise,
        coalesce(last_value(promise ignore nulls) over earlier, original_promise) as last_promise
    from rounds
    window
        so_far as (
            partition by project_id, event, round order by week_start
            rows between unbounded preceding and current row
        ),
        earlier as (
            partition by project_id, event, round order by week_start
            rows between unbounded preceding and 1 preceding
        )
),

compared as (
    select
        *,
        coalesce(promise.ends > last_promise.ends or promise.ends < last_promise.starts, false) as is_moved
    from promises
),

moves as (
    select
        *,
        count(*) filter (where is_moved) over series as times_moved,
        list(fact_id) filter (where is_moved) over series as moved_fact_ids,
        list(project_as_written) over series as written_names,
        case when status = 'done' then date_start else standing_promise.starts end as current_start,
        case when status = 'done' then date_end else standing_promise.ends end as current_end
    from compared
    window series as (partition by project_id, event, round order by week_start)
),

outcomes as (
    select
        fact_id, team, project_id, week_start, event, date_end, is_final_event(event) as is_final
    from statements
    where status = 'done' and not is_excluded
    union all
    select fact_id, team, project_id, week_start, component as event, null, component = '整体' as is_final
    from progress
    anti join quarantined using (fact_id)
),

-- the first such outcome between a dated promise and the next word of it
answers as (
    select
        moves.fact_id as promise_fact_id,
        arg_min(outcomes.fact_id, (outcomes.week_start, outcomes.fact_id)) as answer_fact_id,
        min(outcomes.week_start) as answer_start
    from moves
    inner join outcomes
        on outcomes.project_id = moves.project_id
        and outcomes.team = moves.team
        and (
            outcomes.week_start > moves.week_start
            or outcomes.week_start = moves.week_start and outcomes.date_end = moves.current_end
        )
        and (outcomes.week_start < moves.next_start or moves.next_start is null)
        and outcomes.event <> moves.event
    where moves.status is distinct from 'done'
        and moves.current_end is not null
        and (
            outcomes.is_final
            and not (is_final_event(moves.event) or regexp_matches(moves.event, '开城|推广|灰度|切|试点'))
            or len(list_filter(
                range(1, length(moves.event)),
                lambda place: contains(outcomes.event, substr(moves.event, place, 2))
            )) > 0
        )
    group by moves.fact_id
),

silences as (
    select
        moves.* replace (false as is_moved),
        reporting.week as shown_week,
        reporting.week_start as shown_start
    from moves
    inner join reporting
        on reporting.team = moves.team
        and is_wanted(reporting.week_start)
        and reporting.week_start > moves.week_start
        and (reporting.week_start < moves.next_start or moves.next_start is null)
        and reporting.week_start <= greatest(moves.week_start, coalesce(moves.current_end, moves.week_start)) + 91
    left join answers on answers.promise_fact_id = moves.fact_id
    where (answers.answer_start is null or reporting.week_start <= answers.answer_start)
        and moves.status is distinct from 'done'
),

followed as (
    select *, week as shown_week, week_start as shown_start, true as is_stated
    from moves
    where is_wanted(week_start)
    union all by name
    select *, false as is_stated from silences
),

only_excluded as (
    select week as shown_week, week_start as shown_start, project_id, max(project) as project, event
    from statements
    where is_wanted(week_start)
    group by week, week_start, project_id, event
    having bool_and(is_excluded)
),

shown as (
    select * from followed
    union all by name
    select *, false as is_stated
    from only_excluded
    anti join followed using (shown_week, project_id, event)
),

dated as (
    select
        shown.*,
        case when answers.answer_start <= shown.shown_start then answers.answer_fact_id end as answer_fact_id,
        case
            when reporting.submitted_at is null then shown_start + 4
            else greatest(shown_start, least(shown_start + 7, cast(reporting.submitted_at as date)))
        end as written_on
    from shown
    left join reporting on reporting.team = shown.team and reporting.week = shown.shown_week
    left join answers on answers.promise_fact_id = shown.fact_id
)

select
    dated.shown_week as week,
    dated.shown_start as week_start,
    dated.project_id,
    dated.project,
    dated.event,
    is_deliverable(dated.event) as is_deliverable,
    dated.team,
    dated.status,
    dated.current_start as date_start,
    dated.current_end as date_end,
    case when dated.is_stated then dated.date_text end as date_text,
    dated.first_promise.ends as first_promised,
    coalesce(dated.is_moved, false) as is_moved,
    case when dated.is_moved then dated.last_promise.ends end as moved_from,
    dated.times_moved,
    case
        when dated.current_end > dated.first_promise.ends then dated.current_end - dated.first_promise.ends
        when dated.current_end < dated.first_promise.starts then dated.current_end - dated.first_promise.starts
        when dated.current_end is not null and dated.first_promise.ends is not null then 0
    end as days_moved,
    case
        when dated.status in ('done', 'paused') or dated.current_end >= dated.written_on then false
        when dated.answer_fact_id is null and dated.current_end is not null then true
    end as is_overdue,
    dated.is_stated,
    dated.week as stated_week,
    dated.round + 1 as round,
    nullif(ids_of([dated.written_names]), []) as written_names,
    dated.answer_fact_id,
    coalesce(weeks.statements, 0) as statements,
    coalesce(weeks.is_contested, false) as is_contested,
    coalesce(weeks.excluded_rows, 0) as excluded_rows,
    dated.fact_id,
    dated.source_file,
    dated.source_line,
    ids_of([
        weeks.fact_ids, dated.moved_fact_ids,
        [dated.fact_id, dated.first_promise.fact_id, dated.standing_promise.fact_id, dated.answer_fact_id]
    ]) as fact_ids,
    ids_of([weeks.excluded_fact_ids]) as excluded_fact_ids
from dated
left join weeks
    on weeks.week = dated.shown_week
    and weeks.project_id = dated.project_id
    and weeks.event = dated.event
order by dated.shown_start, dated.project_id, dated.event
