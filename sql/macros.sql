-- What every file in sql/trends may use. Run once per connection, before them; temporary, so nothing of it is stored.

-- whether the rows of a week (or quarter) are asked for: all, or where a table goes on, those from a day on; what rows of
-- earlier weeks say of these is read all the same
create or replace temp macro is_wanted(day) as
    day >= coalesce(cast(getvariable('made_since') as date), date '0001-01-01');

-- the ISO week of a day, 2024-W13
create or replace temp macro iso_week_of(day) as
    strftime(day, '%G-W%V');

-- the Monday of an ISO week; null for what is no week
create or replace temp macro week_start_of(week) as
    cast(try_strptime(week || '-1', '%G-W%V-%u') as date);

-- the quarter of a week is that of its Thursday, as the year of an ISO week is: every week belongs to exactly one
create or replace temp macro quarter_of(week_start) as
    strftime(week_start + 3, '%Y') || '-Q' || quarter(week_start + 3);

-- the first day of that quarter
create or replace temp macro quarter_start_of(week_start) as
    cast(date_trunc('quarter', week_start + 3) as date);

-- whether an event ends a project or a stage of it that people wait for; what stood before it is then done too
create or replace temp macro is_final_event(event) as
    regexp_matches(event, '(上线|全量|发布|结项|验收|交付|投产|发版)(完成|成功|通过)?$');

-- whether an event is a thing that people promise to each other, rather than the words of a line with a date in it;
-- rule milestone_overdue asks the same
create or replace temp macro is_deliverable(event) as
    regexp_matches(
        event,
        '上线|提测|评审|开城|联调|开发|测试|验收|发布|发版|灰度|全量|切换|切流|割接|迁移|启动|立项|交付|结项|收尾|报送'
        || '|投产|部署|接入|设计|方案|改造|完成|下线|演练|盘点|选型|压测|试点|切量|对接'
    );

-- the ISO week that lies so many weeks (a fraction counts as begun) after a Monday; null beyond five years: no forecast
create or replace temp macro week_after(week_start, weeks) as
    case when weeks <= 260 then strftime(week_start + 7 * cast(ceil(weeks) as integer), '%G-W%V') end;

-- the section in which a number of no project stands; the number of a heading (三、) is no part of its name
create or replace temp macro series_section(project_id, section) as
    case
        when project_id is null then regexp_replace(section, '^[（(]?[0-9一二三四五六七八九十]+[）)、.．]\s*', '')
    end;

-- the name of the measure that a target is of: without 目标 and what stands before it
create or replace temp macro aimed_name(name) as
    coalesce(nullif(regexp_replace(name, '^.*目标值?', ''), ''), regexp_replace(name, '目标值?$', ''));

-- several lists of ids as one: sorted, each id once, no nulls; empty rather than null
create or replace temp macro ids_of(lists) as
    list_sort(list_distinct(flatten(lists)));

-- the facts that trends leave out: those with an error that is not resolved (muting an error silences it, no more)
create or replace temp view quarantined_facts as
select distinct unnest(coalesce(fact_ids, [fact_id])) as fact_id
from quality.bad_entries
where severity = 'error' and state is distinct from 'resolved' and fact_id is not null;

-- what puts a value in doubt: bad entries of facts, but those that are news themselves (a slip, a standstill, a late
-- report) or speak of something else in the line
create or replace temp view doubts as
select distinct unnest(coalesce(fact_ids, [fact_id])) as fact_id, bad_entry_id
from quality.bad_entries
where state is distinct from 'resolved'
    and rule not in (
        'milestone_slipped', 'milestone_overdue', 'progress_stale', 'plan_dropped', 'late_report', 'missing_week',
        'empty_report', 'incident_outside_week', 'sensitive_text', 'unread_number', 'project_unknown'
    );

-- the entry that each fact was read from; an entry that answers a plan is its own
create or replace temp view entries_of_facts as
select fact_id, entry_id from core.progress
union all select fact_id, entry_id from core.milestones
union all select fact_id, entry_id from core.rollouts
union all select fact_id, entry_id from core.city_openings
union all select fact_id, entry_id from core.measures
union all select fact_id, entry_id from core.incidents
union all select fact_id, entry_id from core.plans
union all select entry_id, entry_id from core.entries;
