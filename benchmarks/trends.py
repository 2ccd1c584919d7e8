"""Seconds and memory of building all trends over ten years of 200 teams, beside their bare SQL statements.

The facts are generated as rows of core, as many for each report as the samples have: 8 projects of half a year at a time, progress,
milestones that move, roll-outs, measures with targets, incidents, plans, entries, and bad entries. Generation and building are processes of
their own, so that the peak of the second is that of building alone. Each table's bare statement runs right before the build that has it, and
both start from the same tables.

`python benchmarks/trends.py [--years N] [--teams N] [--tables]`; exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assets import warehouse
from assets.trends.build import build, prepare
from assets.trends.files import trend_files

MOST_RATIO = 1.5  # of the bare statements' time, the figure of the issue
MOST_MEMORY_MB = 4096
DEADLINE_HOURS = 24.0

GENERATED = """
create or replace temp macro id_of(kind, n) as substr(md5(kind || n), 1, 16);
create or replace temp macro chance(n, kind) as (hash(n, kind) % 10000) / 10000;

create or replace temp table weeks as
select i as w, cast(date '2015-01-05' + cast(7 * i as integer) as date) as week_start, strftime(date '2015-01-05' + cast(7 * i as integer), '%G-W%V') as week
from range($weeks) r(i);

insert into core.reports by name
select
    id_of('r', t * 10000 + w) as report_id, format('{:03d}组', t) as team, week, week_start,
    '周报 ' || week as title, week_start + interval 4 day + to_minutes(1080 + cast(hash(t, w) % 4000 as integer)) as created_at,
    format('{:03d}组/{}.md', t, week) as source_file, t * 10000 + w as line_count
from range($teams) teams(t), weeks
where chance(t * 10000 + w, 'missing') > 0.03;

create or replace temp table given as
select report_id, team, week, week_start, source_file, line_count as r, line_count // 10000 as t, line_count % 10000 as w
from core.reports;

-- a slot of a team holds one project for 26 weeks
create or replace temp table slots as
select
    given.*, s, r * 100 + s as n, (w + 3 * s) % 26 as age, t * 1000000 + s * 1000 + (w + 3 * s) // 26 as p,
    id_of('p', t * 1000000 + s * 1000 + (w + 3 * s) // 26) as project_id, '项目' || (t * 1000000 + s * 1000 + (w + 3 * s) // 26) as project,
    id_of('e', r * 100 + s * 4) as entry_id, cast(s * 4 + 10 as integer) as source_line, week_start - cast(7 * ((w + 3 * s) % 26) as integer) as project_start
from given, range(8) slots(s);

insert into core.entries by name
select
    id_of('e', r * 100 + i) as entry_id, report_id, team, week, week_start, source_file, cast(i + 10 as integer) as source_line,
    case when i % 4 = 0 then 'update' when i > 30 then 'plan' when i % 4 = 3 then 'heading' else 'note' end as kind,
    case when i // 4 < 8 then id_of('p', t * 1000000 + (i // 4) * 1000 + (w + 3 * (i // 4)) // 26) end as project_id,
    array_to_string(list_transform(range(12), lambda k: chr(19968 + cast(hash(t, (w + i) // 2, i % 8, k) % 2000 as integer))), '') || '进展完成' as text
from given, range(35) entries(i);

insert into core.progress by name
select
    id_of('g', n) as fact_id, entry_id, report_id, team, week, week_start, project_id, project, source_file, source_line,
    ['整体', '开发', '对账', '测试', '联调'][cast(s % 5 + 1 as integer)] as component, least(100, round(age * (3 + chance(p, 'pace') * 3) / 5) * 5) as percent, '=' as qualifier
from slots where s < 5;

insert into core.milestones by name
select
    id_of('m', n * 3 + k) as fact_id, entry_id, report_id, team, week, week_start, project_id, project, project as project_as_written,
    source_file, source_line, ['评审', '提测', '上线'][cast(k + 1 as integer)] as event, case when age > 6 * (k + 1) + 4 then 'done' else 'planned' end as status,
    case when age > 6 * (k + 1) + 4 then week_start + 1 else project_start + cast(42 * (k + 1) + 7 * floor(chance(p * 10 + k + age // 6, 'slip') * 3) as integer) end as date_end,
    date_end as date_start
from slots, range(3) events(k)
where age // 9 = k or age = 6 * (k + 1) + 5;

insert into core.milestones by name
select
    id_of('d', n) as fact_id, entry_id, report_id, team, week, week_start, project_id, project, project as project_as_written,
    source_file, source_line, '任务' || (n % 977) || '开发' as event, 'done' as status
from slots where chance(n, 'task') < 0.2;

insert into core.rollouts by name
select
    id_of('o', n * 2 + k) as fact_id, entry_id, report_id, team, week, week_start, project_id, project, source_file, source_line,
    cast(1 + p % 5 as bigint) as new_cities, cast((1 + p % 5) * (age + 1) as bigint) as cumulative_cities, cast((1 + p % 5) * (30 - age) as bigint) as remaining_cities,
    case when k = 0 then 'report' else 'table' end as origin
from slots, range(2) origins(k)
where s = 0 and (k = 0 or chance(n, 'table') < 0.3);

insert into core.city_openings by name
select id_of('c', r * 100 + i) as fact_id, report_id, team, week, week_start, source_file, cast(i as integer) as source_line, '城市' || i as city, 'report' as origin
from given, range(6) cities(i);

insert into core.measures by name
select
    id_of('v', r * 100 + i) as fact_id, id_of('e', r * 100 + i) as entry_id, report_id, team, week, week_start, source_file, cast(i + 60 as integer) as source_line,
    '运行数据' as section, ['年度可用性', '入金成功率', '失败笔数', '接口耗时', '日均笔数', '工单', '覆盖率', '投诉', '入金成功率', '年度可用性'][cast(i + 1 as integer)] as name,
    case when i = 8 then 99.9 when i = 9 then 99.99 else round(99 + chance(r * 100 + i, 'value'), 2) end as value,
    case when i in (0, 1, 6, 8, 9) then '%' else '笔' end as unit, i >= 8 as is_target
from given, range(10) measures(i);

insert into core.incidents by name
select
    id_of('i', r * 100 + i) as fact_id, id_of('e', r * 100 + i) as entry_id, report_id, team, week, week_start, source_file, cast(i + 80 as integer) as source_line,
    id_of('x', r * 100 + i) as incident_id, week as occurred_week, week_start + to_hours(10 + i) as started_at, started_at + interval 7 minute as detected_at,
    started_at + to_minutes(10 + cast(hash(r) % 90 as integer)) as ended_at, ['P1', 'P2', 'P3'][cast(r % 3 + 1 as integer)] as severity, cast(r % 400 as double) as affected_count,
    '笔' as affected_unit, 'report' as origin
from given, range(2) incidents(i)
where chance(r * 10 + i, 'incident') < 0.35;

insert into core.plans by name
select
    id_of('l', r * 100 + i) as fact_id, id_of('e', r * 100 + 31 + i) as entry_id, report_id, team, week, week_start, source_file, cast(i + 90 as integer) as source_line,
    case when i > 0 then id_of('p', t * 1000000 + i * 1000 + (w + 3 * i) // 26) end as project_id, strftime(week_start + 7, '%G-W%V') as target_week,
    array_to_string(list_transform(range(6), lambda k: chr(19968 + cast(hash(t, (w + 1 + 4 * i) // 2, (4 * i) % 8, k) % 2000 as integer))), '') as text
from given, range(4) plans(i);

insert into core.unread_numbers by name
select report_id, team, week, week_start, source_file, cast(i as integer) as source_line, case when i = 0 then 'unexplained' else 'ordinal' end as reason
from given, range(17) numbers(i);

insert into quality.bad_entries by name
select
    id_of('b', n) as bad_entry_id, ['percent_out_of_range', 'rollout_discontinuity', 'milestone_slipped'][cast(n % 3 + 1 as integer)] as rule,
    case when n % 97 = 0 then 'error' else 'warning' end as severity, 'open' as state, team, week, week_start, entry_id,
    id_of(['g', 'o', 'm'][cast(n % 3 + 1 as integer)], case n % 3 when 0 then n when 1 then n * 2 else n * 3 end) as fact_id, [fact_id] as fact_ids, source_file, '原文' as quote
from slots where chance(n, 'bad') < 0.2;
"""


def main() -> None:
    """Measure and print; exit code 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--teams", type=int, default=200)
    parser.add_argument("--tables", action="store_true", help="seconds and rows of each table")
    parser.add_argument("--stage", choices=["generate", "build"], help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        stage = generate(options.file, options.teams, options.years) if options.stage == "generate" else measure(options.file)
        print(json.dumps(stage))
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--file", f"{folder}/{warehouse.WAREHOUSE_FILE}"]
        sizes = ["--teams", str(options.teams), "--years", str(options.years)]
        made = json.loads(subprocess.check_output([*command, *sizes, "--stage", "generate"]))
        found = json.loads(subprocess.check_output([*command, "--stage", "build"]))
    print(f"{made['reports']:,} reports, {made['facts']:,} facts, {made['entries']:,} entries")
    for name, (seconds, rows) in found["tables"].items() if options.tables else ():
        print(f"  {name:<32} {seconds:7.2f} s {rows:>12,} rows")
    ratio = found["build"] / found["bare"]
    print(f"bare statements {found['bare']:7.1f} s")
    print(f"build           {found['build']:7.1f} s, {ratio:.2f} times (at most {MOST_RATIO})")
    print(f"peak memory     {found['peak_mb']:7.0f} MB (at most {MOST_MEMORY_MB})")
    sys.exit(ratio > MOST_RATIO or found["peak_mb"] > MOST_MEMORY_MB)


def generate(file: str, teams: int, years: int) -> dict[str, int]:
    """Fill core and quality.bad_entries; how many rows there are of what."""
    with warehouse.connect(file) as db:
        warehouse.create_tables(db)
        for statement in GENERATED.split(";\n"):
            if statement.strip():
                values: dict[str, Any] = {"$weeks": round(years * 52.18), "$teams": teams}
                for name, value in values.items():
                    statement = statement.replace(name, str(value))  # noqa: PLW2901
                db.execute(statement)
        facts = ("progress", "milestones", "rollouts", "city_openings", "measures", "incidents", "plans")
        counts = {name: (db.execute(f"select count(*) from core.{name}").fetchone() or (0,))[0] for name in (*facts, "reports", "entries")}
    return {"reports": counts["reports"], "entries": counts["entries"], "facts": sum(counts[name] for name in facts)}


def measure(file: str) -> dict[str, Any]:
    """Seconds of the bare statements and of the build, and the peak memory of this process."""
    tables: dict[str, tuple[float, int]] = {}
    with warehouse.connect(file) as db:
        db.execute("create schema if not exists trends")
        prepare(db, DEADLINE_HOURS)
        for name, trend in trend_files().items():
            started = time.monotonic()
            db.execute(f"create or replace table {trend.table} as\n{trend.sql}")
            rows = (db.execute(f"select count(*) from {trend.table}").fetchone() or (0,))[0]
            tables[name] = (time.monotonic() - started, rows)
        started = time.monotonic()
        build(db, DEADLINE_HOURS)
        built = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"bare": sum(seconds for seconds, _ in tables.values()), "build": built, "peak_mb": peak, "tables": tables}


if __name__ == "__main__":
    main()
