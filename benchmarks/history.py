"""A run with one new report: how much longer it takes with ten years of one team's history than with one quarter.

Two homes get the same kind of generated reports, 520 weeks and 13. Then, in turns, each gets one further week and is run by the
command, so that what is compared was measured in the same minute on the same machine; seconds of CPU say the same where that does
other work. Exit code 1 when the ratio is above `MOST`.

`python benchmarks/history.py [--repeat N] [--stages]`; with `--stages` it shows which stage grows. Takes about five minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.run import stages, timed

MOST = 1.3  # times the time with one quarter, the figure of issue 4
QUARTER, TEN_YEARS = 13, 520
FIRST_MONDAY = date(2014, 1, 6)

SUBJECTS = [
    *("存管路由", "资金安全", "商户重构", "履约协议", "实时数仓", "聚合支付", "银企直连", "营销平台", "风险指标", "账单中心"),
    *("分账服务", "对账系统", "保证金", "机房迁移", "电子签章", "统一订单", "发票平台", "影像归档", "费用结算", "权限治理"),
]
DEEDS = ["建设", "改造", "升级", "治理", "上线", "切换", "下沉", "扩容", "合并", "监控"]
CITIES = ["北京", "上海", "广州", "深圳", "杭州", "南京", "苏州", "成都", "武汉", "西安", "长沙", "郑州", "青岛", "济南", "合肥", "福州"]
LIFE_WEEKS = 26  # a project begins, is worked on for half a year and ends; a tenth of them at a time
PROJECTS_AT_ONCE = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--stages", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = by_stage(Path(folder)) if options.stages else whole_runs(Path(folder), options.repeat)
    short, long = (found[weeks]["whole run"] for weeks in (QUARTER, TEN_YEARS))
    for name in found[QUARTER]:
        one, ten = (found[weeks][name] for weeks in (QUARTER, TEN_YEARS))
        print(f"{name:<12}{one:>8.2f} s{ten:>8.2f} s{ten / one:>8.2f}")
    sys.exit(long / short > MOST)


def whole_runs(folder: Path, repeat: int) -> dict[int, dict[str, float]]:
    """The least seconds of the command by weeks of history, in turns: what else the machine does only adds to them.

    The first run of each reads the history and is not counted.
    """
    times: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for turn in range(repeat + 1):
        for weeks in (QUARTER, TEN_YEARS):
            source = folder / str(weeks)
            write_reports(source, *((0, weeks) if turn == 0 else (weeks + turn - 1, weeks + turn)))
            command = [sys.executable, "-m", "pipelines", "run", "--home", f"{source}-home", str(source)]
            found = timed(command)
            times[weeks].append((found["seconds"], found["cpu_seconds"]))
    return {
        weeks: {"whole run": min(seconds for seconds, _ in measured[1:]), "of it CPU": min(cpu for _, cpu in measured[1:])}
        for weeks, measured in times.items()
    }


def by_stage(folder: Path) -> dict[int, dict[str, float]]:
    """Seconds of CPU of each stage's plain function with one new report, after a pass that read the history."""
    found: dict[int, dict[str, float]] = {}
    for weeks in (QUARTER, TEN_YEARS):
        source, home = folder / str(weeks), folder / f"{weeks}-home"
        write_reports(source, 0, weeks)
        list(stages(home, [source]))
        write_reports(source, weeks, weeks + 1)
        measured = {stage["stage"]: stage["cpu_seconds"] for stage in stages(home, [source]) if " again" not in stage["stage"]}
        found[weeks] = {**measured, "whole run": sum(measured.values())}
    return found


def write_reports(folder: Path, first: int, end: int) -> None:
    """The reports of the weeks from `first` to before `end`, counted from the first Monday."""
    (folder / "支付").mkdir(parents=True, exist_ok=True)
    for number in range(first, end):
        year, week, _ = (FIRST_MONDAY + timedelta(weeks=number)).isocalendar()
        (folder / "支付" / f"{year}-W{week:02}.md").write_text(report(number), "utf-8")


def report(number: int) -> str:
    """A simple report: projects that progress and end, roll-outs that add up, numbers that vary, an incident every third week, plans."""
    monday = FIRST_MONDAY + timedelta(weeks=number)
    friday = datetime(monday.year, monday.month, monday.day, 18) + timedelta(days=4)
    year, week, _ = monday.isocalendar()
    projects = [_project(number, place) for place in range(PROJECTS_AT_ONCE)]
    lines = [f"# {year}-W{week:02}", "", f"Created: {friday:%Y/%m/%d %H:%M}", "", "## 【O1 业务服务】", ""]
    lines += [_progress(name, age, monday) for name, age in projects[:6]]
    lines += ["", "## 【O2 能力升级】", ""]
    lines += [f"- {name}，本周新增{1 + age % 4}城，累计{_cumulative(age)}城，待开{200 - _cumulative(age)}城" for name, age in projects[6:]]
    lines += ["", "## 【系统运行数据】", "", f"- 入金成功率：99.{900 + number * 7 % 90}%", f"- 日均交易：{12000 + number * 37 % 900}笔", ""]
    if number % 3 == 0:
        start = friday - timedelta(days=2, minutes=number % 60)
        lines += ["## 【生产事件】", "", f"- {start:%-m/%-d %H:%M}，监控发现order-api服务超时，影响{10 + number % 40}笔，重启后恢复", ""]
    lines += [
        "# 下周工作及目标",
        "",
        *(f"1. {name}{CITIES[(number + place) % len(CITIES)]}试点沟通" for place, (name, _) in enumerate(projects[:5])),
    ]
    return "\n".join(lines) + "\n"


def _project(number: int, place: int) -> tuple[str, int]:
    """The name and age in weeks of what is worked on at a place in a week."""
    nth, age = divmod(number + place * LIFE_WEEKS // PROJECTS_AT_ONCE, LIFE_WEEKS)
    serial = nth * PROJECTS_AT_ONCE + place
    return f"{SUBJECTS[serial % len(SUBJECTS)]}{DEEDS[serial // len(SUBJECTS) % len(DEEDS)]}", age


def _progress(name: str, age: int, monday: date) -> str:
    planned = monday + timedelta(weeks=LIFE_WEEKS - age)
    return f"- {name}，开发进度{min(100, age * 4)}%，计划{planned:%-m/%-d}上线"


def _cumulative(age: int) -> int:
    return sum(1 + earlier % 4 for earlier in range(age + 1))


if __name__ == "__main__":
    main()
