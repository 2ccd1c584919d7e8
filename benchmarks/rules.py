"""Seconds and memory of all checks over two million facts, beside the bare SQL of the same conditions.

The facts are those of `trends.py`, with what the rules need besides. The bare statements count what each rule's and each
expectation's SQL gives; the checks are what a run does: Great Expectations over every suite, the rules into `quality.bad_entries`.
Generation and checking are processes of their own, so that the peak of the second is that of checking alone.

`python benchmarks/rules.py [--years N] [--teams N] [--rules]`; exit code 1 when a figure is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
from trends import generate

from assets import stages, warehouse
from assets.house import House
from assets.quality import catalogue, engine, suites
from assets.quality.rules import find_bad_entries

MOST_RATIO = 4  # of the bare statements' time, the figure of the issue
MOST_MEMORY_MB = 1536
AT = datetime(2025, 1, 6, 8)

COMPLETED = """
insert into raw.documents by name select 'd' || report_id as document_id, source_file, 'report' as media from core.reports;
update core.reports set document_id = 'd' || report_id, quarter = strftime(week_start + 3, '%Y-Q') || quarter(week_start + 3);
insert into core.incident_mentions by name from core.incidents;
insert into core.projects by name
select project_id, any_value(project) as project
from (select project_id, project from core.milestones union all select project_id, project from core.progress) group by project_id;
update core.milestones set date_precision = 'day' where date_end is not null;
update core.city_openings set city = ['上海', '苏州', '无锡', '杭州', '宁波', '合肥'][source_line + 1];
update core.unread_numbers set entry_id = (select min(entry_id) from core.entries);
insert into core.teams by name select distinct team, false as is_configured, []::varchar[] as holidays from core.reports;
update core.entries set source_line_end = source_line, depth = 1, position = source_line;
update core.plans set text = '第' || source_line || '项' || text;
delete from core.unread_numbers where reason = 'unexplained' and hash(report_id) % 50 > 0;
delete from quality.bad_entries;
"""


def main() -> None:
    """Measure and print; exit code 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--teams", type=int, default=107)
    parser.add_argument("--rules", action="store_true", help="seconds and bad rows of each rule")
    parser.add_argument("--stage", choices=["generate", "check"], help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        print(json.dumps(prepare(options.home, options.teams, options.years) if options.stage == "generate" else measure(options.home)))
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--home", folder, "--teams", str(options.teams), "--years", str(options.years)]
        made = json.loads(subprocess.check_output([*command, "--stage", "generate"]))
        found = json.loads(subprocess.check_output([*command, "--stage", "check"]))
    print(f"{made['reports']:,} reports, {made['facts']:,} facts, {made['entries']:,} entries")
    for name, (seconds, rows) in found["rules"].items() if options.rules else ():
        print(f"  {name:<44} {seconds:7.2f} s {rows:>9,} bad rows")
    ratio = (found["suites"] + found["merge"]) / found["bare"]
    print(f"bare SQL         {found['bare']:7.1f} s, {found['bad']:,} bad rows")
    print(f"expectations     {found['suites']:7.1f} s")
    print(f"bad entries      {found['merge']:7.1f} s")
    print(f"together         {ratio:7.2f} times the bare SQL (at most {MOST_RATIO})")
    print(f"peak memory      {found['peak_mb']:7.0f} MB (at most {MOST_MEMORY_MB})")
    sys.exit(ratio > MOST_RATIO or found["peak_mb"] > MOST_MEMORY_MB)


def prepare(home: Path, teams: int, years: int) -> dict[str, int]:
    """Fill the warehouse; how many rows there are of what."""
    counts = generate(str(home / warehouse.WAREHOUSE_FILE), teams, years)
    with warehouse.connect(home / warehouse.WAREHOUSE_FILE) as db:
        for statement in COMPLETED.split(";\n"):
            db.execute(statement)
        stages.finish(db, "core", "generated", AT)
    return counts


def measure(home: Path) -> dict[str, Any]:
    """Seconds of the bare statements, the suites and the bad entries, and the peak memory of this process."""
    house = House(home=home, clock=lambda: AT)
    with house.open() as db:
        suites.validate  # noqa: B018 - so that its import is not counted
        from assets.quality import validation  # noqa: F401 - 3 to 6 s that a run pays once

        bare = _bare(db)
        started = time.monotonic()
        suites.check(db, "benchmark", house)
        checked = time.monotonic() - started
        started = time.monotonic()
        found = find_bad_entries(db, house)
        merged = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "bare": sum(seconds for seconds, _ in bare.values()),
        "suites": checked,
        "merge": merged,
        "bad": sum(found.by_rule.values()),
        "peak_mb": peak,
        "rules": bare,
    }


def _bare(db: duckdb.DuckDBPyConnection) -> dict[str, tuple[float, int]]:
    """Seconds of each condition as a single statement, and how many rows it gives."""
    engine.register_functions(db)
    found: dict[str, tuple[float, int]] = {}
    with db.cursor() as cursor:
        engine.prepare(cursor)
        for suite in catalogue.suites().values():
            for item in suite.items:
                started = time.monotonic()
                sql = engine.sql_of(item, {}) if isinstance(item, catalogue.Rule) else item.rows_sql(suite.table)
                row = cursor.execute(f"select count(*) from ({sql}) bad").fetchone()
                found[f"{suite.table}.{item.name}"] = (time.monotonic() - started, row[0] if row else 0)
    return found


if __name__ == "__main__":
    main()
