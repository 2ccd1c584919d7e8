-- Ten years of 200 teams as rows of core, as many for each report as the samples have; for benchmarks/trends.py, which
-- sets the variables team_count and week_count. A team has eight slots; a slot holds one project for 26 weeks.
create or replace temp macro id_of(kind, n) as substr(md5(kind || n), 1, 16);

create or replace temp macro chance(n, what) as (hash(n, what) % 10000) / 10000;

-- names that differ from week to week by half, so that plans find their answers
create or replace temp macro words_of(team, pair, item, letters) as
    array_to_string(
        list_transform(range(letters), lambda k: chr(19968 + cast(hash(team, pair, item, k) % 2000 as integer))), ''
    );

create or replace temp table weeks as
select w, cast(date '2015-01-05' + cast(7 * w as integer) as date) as week_start, strftime(week_start, '%G-W%V') as week
from range(cast(getvariable('week_count') as bigint)) numbers(w);

insert into core.reports by name
select
    id_of('r', t * 10000 + w) as report_id, format('{:03d}组', t) as team, week, week_start, '周报 ' || week as title,
    week_start + interval 4 day + to_minutes(1080 + cast(hash(t, w) % 4000 as integer)) as created_at,
    format('{:03d}组/{}.md', t, week) as source_file, t * 10000 + w as line_count
from range(cast(getvariable('team_count') as bigint)) teams(t), weeks
where chance(t * 10000 + w, 'missing') > 0.03;

create or replace temp table given as
select
    report_id, team, week, week_start, source_file,
    line_count as r, line_count // 10000 as t, line_count % 10000 as w
from core.reports;

create or replace temp table slots as
select
    given.*, s, r * 100 + s as n, (w + 3 * s) % 26 as age, t * 1000000 + s * 1000 + (w + 3 * s) // 26 as p,
    id_of('p', t * 1000000 + s * 1000 + (w + 3 * s) // 26) as project_id,
    '项目' || (t * 1000000 + s * 1000 + (w + 3 * s) // 26) as project,
    id_of('e', r * 100 + s * 4) as entry_id,
    cast(s * 4 + 10 as integer) as source_line,
    week_start - cast(7 * ((w + 3 * s) % 26) as integer) as project_start
from given, range(8) numbers(s);

insert into core.entries by name
select
    id_of('e', r * 100 + i) as entry_id, report_id, team, week, week_start, source_file,
    cast(i + 10 as integer) as source_line,
    case when i % 4 = 0 then 'update' when i > 30 then 'plan' when i % 4 = 3 then 'heading' else 'note' end as kind,
    case when i // 4 < 8 then id_of('p', t * 1000000 + (i // 4) * 1000 + (w + 3 * (i // 4)) // 26) end as project_id,
    words_of(t, (w + i) // 2, i % 8, 12) || '进展完成' as text
from given, range(35) numbers(i);

insert into core.progress by name
select
    id_of('g', n) as fact_id, entry_id, report_id, team, week, week_start, project_id, project, source_file, source_line,
    ['整体', '开发', '对账', '测试', '联调'][cast(s + 1 as integer)] as component,
    least(100, round(age * (3 + chance(p, 'pace') * 3) / 5) * 5) as percent, '=' as qualifier
from slots
where s < 5;

insert into core.milestones by name
select
    id_of('m', n * 3 + k) as fact_id, entry_id, report_id, team, week, week_start, project_id, project,
    project as project_as_written, source_file, source_line,
    ['评审', '提测', '上线'][cast(k + 1 as integer)] as event,
    case when age > 6 * (k + 1) + 4 then 'done' else 'planned' end as status,
    case
        when status = 'done' then week_start + 1
        else project_start + cast(42 * (k + 1) + 7 * floor(chance(p * 10 + k + age // 6, 'slip') * 3) as integer)
    end as date_end,
    date_end as date_start
from slots, range(3) numbers(k)
where age // 9 = k or age = 6 * (k + 1) + 5;

insert into core.milestones by name
select
    id_of('d', n) as fact_id, entry_id, report_id, team, week, week_start, project_id, project,
    project as project_as_written, source_file, source_line, '任务' || (n % 977) || '开发' as event, 'done' as status
from slots
where chance(n, 'task') < 0.2;

insert into core.rollouts by name
select
    id_of('o', n * 2 + k) as fact_id, entry_id, report_id, team, week, week_start, project_id, project,
    source_file, source_line,
    cast(1 + p % 5 as bigint) as new_cities,
    cast((1 + p % 5) * (age + 1) as bigint) as cumulative_cities,
    cast((1 + p % 5) * (30 - age) as bigint) as remaining_cities,
    case when k = 0 then 'report' else 'table' end as origin
from slots, range(2) numbers(k)
where s = 0 and (k = 0 or chance(n, 'table') < 0.3);

insert into core.city_openings by name
select
    id_of('c', r * 100 + i) as fact_id, report_id, team, week, week_start, source_file,
    cast(i as integer) as source_line, '城市' || i as city, 'report' as origin
from given, range(6) numbers(i);

insert into core.measures by name
select
    id_of('v', r * 100 + i) as fact_id, id_of('e', r * 100 + i) as entry_id, report_id, team, week, week_start,
    source_file, cast(i + 60 as integer) as source_line, '运行数据' as section,
    [
        '年度可用性', '入金成功率', '失败笔数', '接口耗时', '日均笔数', '工单', '覆盖率', '投诉', '入金成功率', '年度可用性'
    ][cast(i + 1 as integer)] as name,
    case i when 8 then 99.9 when 9 then 99.99 else round(99 + chance(r * 100 + i, 'value'), 2) end as value,
    case when i in (0, 1, 6, 8, 9) then '%' else '笔' end as unit, i >= 8 as is_target
from given, range(10) numbers(i);

insert into core.incidents by name
select
    id_of('i', r * 100 + i) as fact_id, id_of('e', r * 100 + i) as entry_id, report_id, team, week, week_start,
    source_file, cast(i + 80 as integer) as source_line, id_of('x', r * 100 + i) as incident_id, week as occurred_week,
    week_start + to_hours(10 + i) as started_at, started_at + interval 7 minute as detected_at,
    started_at + to_minutes(10 + cast(hash(r) % 90 as integer)) as ended_at,
    ['P1', 'P2', 'P3'][cast(r % 3 + 1 as integer)] as severity,
    cast(r % 400 as double) as affected_count, '笔' as affected_unit, 'report' as origin
from given, range(2) numbers(i)
where chance(r * 10 + i, 'incident') < 0.35;

insert into core.plans by name
select
    id_of('l', r * 100 + i) as fact_id, id_of('e', r * 100 + 31 + i) as entry_id, report_id, team, week, week_start,
    source_file, cast(i + 90 as integer) as source_line,
    case when i > 0 then id_of('p', t * 1000000 + i * 1000 + (w + 3 * i) // 26) end as project_id,
    strftime(week_start + 7, '%G-W%V') as target_week,
    words_of(t, (w + 1 + 4 * i) // 2, (4 * i) % 8, 6) as text
from given, range(4) numbers(i);

insert into core.unread_numbers by name
select
    report_id, team, week, week_start, source_file, cast(i as integer) as source_line,
    case when i = 0 then 'unexplained' else 'ordinal' end as reason
from given, range(17) numbers(i);

insert into quality.bad_entries by name
select
    id_of('b', n) as bad_entry_id,
    ['percent_out_of_range', 'rollout_discontinuity', 'milestone_slipped'][cast(n % 3 + 1 as integer)] as rule,
    case when n % 97 = 0 then 'error' else 'warning' end as severity, 'open' as state,
    team, week, week_start, entry_id,
    id_of(
        ['g', 'o', 'm'][cast(n % 3 + 1 as integer)], case n % 3 when 0 then n when 1 then n * 2 else n * 3 end
    ) as fact_id,
    [fact_id] as fact_ids, source_file, '原文' as quote
from slots
where chance(n, 'bad') < 0.2;
