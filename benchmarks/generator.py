"""Weekly reports of many teams over many years, made up: what benchmarks of scale read.

The texts come from templates of four kinds of author, written without the reader's rules in view; numbers add up from week to week, as
those of real projects do, and every report is a function of its team and week alone. What does not belong here: measuring.

    python benchmarks/generator.py FOLDER --teams 200 --weeks 520
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FIRST_MONDAY = date(2014, 1, 6)
LIFE = 26
"""Weeks that a project takes from its first line to its last."""
TESTED = 18
"""The week of its life in which a project is handed over to be tested."""
AT_ONCE = 6

_TOPICS = [
    "路由",
    "清分",
    "代付",
    "存管",
    "风控",
    "账单",
    "发票",
    "票据",
    "营销",
    "会员",
    "进件",
    "分期",
    "押金",
    "停车",
    "校园",
    "医保",
    "跨境",
    "数仓",
    "网关",
    "密钥",
    "影像",
    "权益",
    "报销",
    "客服",
]
_AREAS = [
    "零售",
    "批发",
    "商超",
    "餐饮",
    "酒店",
    "物流",
    "教育",
    "医疗",
    "公交",
    "航空",
    "政务",
    "农贸",
    "水电",
    "物业",
    "彩票",
    "直播",
    "加油",
    "图书",
    "文旅",
    "家居",
]
_CHANNELS = ["线上", "线下", "代理", "直营", "海外", "同城", "企业", "个人", "联营", "自助"]
_DEEDS = ["平台建设", "接口改造", "引擎升级", "链路治理", "系统重构", "中心搭建", "能力下沉", "单元化改造"]
_CITIES = [
    "潍坊",
    "烟台",
    "临沂",
    "襄阳",
    "岳阳",
    "赣州",
    "温州",
    "台州",
    "泉州",
    "漳州",
    "柳州",
    "桂林",
    "绵阳",
    "德阳",
    "遵义",
    "曲靖",
    "宝鸡",
    "咸阳",
    "洛阳",
    "南阳",
    "保定",
    "邯郸",
    "唐山",
    "大庆",
]
_SERVICES = ["order-core", "pay-route", "acct-query", "settle-job", "risk-engine", "notify-hub", "coupon-api"]
_PEOPLE = ["王敏", "李强", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄蕾"]


@dataclass(frozen=True)
class Week:
    """One team's week: its chance, its Monday and the projects that are alive, each with its age in weeks."""

    team: str
    chance: random.Random
    monday: date
    projects: list[tuple[str, int]]

    def day(self, days: int, weeks: int = 0) -> str:
        """A day of a week from this one, as people write it."""
        found = self.monday + timedelta(days=days, weeks=weeks)
        return f"{found.month}/{found.day}"


def main() -> None:
    """Write the reports and say how many."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--teams", type=int, default=200)
    parser.add_argument("--weeks", type=int, default=520)
    parser.add_argument("--from-week", type=int, default=0)
    options = parser.parse_args()
    print(f"{write(options.folder, options.teams, options.from_week, options.weeks):,} reports")


def write(folder: Path, teams: int, first: int, end: int) -> int:
    """Write the reports of the weeks from `first` to before `end`, a folder a team; gives their number."""
    written = 0
    for number in range(teams):
        team = folder / f"团队{number:03}"
        team.mkdir(parents=True, exist_ok=True)
        for week in range(first, end):
            name, text = report(number, week)
            (team / name).write_text(text, "utf-8")
            written += 1
    return written


def report(team: int, number: int) -> tuple[str, str]:
    """The file name and text of one team's report in a week, both counted from 0."""
    monday = FIRST_MONDAY + timedelta(weeks=number)
    year, week, _ = monday.isocalendar()
    friday = monday + timedelta(days=4)
    chance = random.Random(team * 10_000 + number)
    about = Week(f"团队{team:03}", chance, monday, [_project(team, number, place) for place in range(AT_ONCE)])
    body = _AUTHORS[team % len(_AUTHORS)]
    head = [f"# 周报 {year}-W{week:02}", "", f"Created: {friday.year}年{friday.month}月{friday.day}日 {17 + team % 4}:{number % 60:02}"]
    return f"{year}-W{week:02}.md", "\n".join([*head, f"Owner: {chance.choice(_PEOPLE)}", "", *body(about)]) + "\n"


def _project(team: int, number: int, place: int) -> tuple[str, int]:
    """What is worked on at a place in a week, and its age: a new project of the team's own when the last has lived its life."""
    nth, age = divmod(number + place * LIFE // AT_ONCE, LIFE)
    serial = nth * AT_ONCE + place
    area = f"{_AREAS[team % len(_AREAS)]}{_CHANNELS[team // len(_AREAS) % len(_CHANNELS)]}"
    return f"{area}{_TOPICS[serial % len(_TOPICS)]}{_DEEDS[serial // len(_TOPICS) % len(_DEEDS)]}", age


def _bullets(week: Week) -> Iterator[str]:
    """Headings and bullets."""
    yield from ("## 重点项目", "")
    for name, age in week.projects[:4]:
        yield f"- 【{name}】开发进度{_percent(age)}%，计划{week.day(3, LIFE - age)}上线"
    for name, age in week.projects[4:]:
        new, total = _opened(age)
        yield f"- {name}，本周新增{new}城，累计{total}城，待开{_opened(LIFE)[1] - total}城"
    yield from ("", "## 运行数据", "", f"- 支付成功率 99.{week.chance.randint(80, 98)}%，日均交易 {week.chance.randint(300, 900)} 万笔")
    yield from _incident(week)
    yield from ("", "## 下周计划", "", *(f"{place}. {name}{_next(age)}" for place, (name, age) in enumerate(week.projects[:3], 1)))


def _table(week: Week) -> Iterator[str]:
    """A table of projects and one of numbers."""
    yield from ("## 项目进展", "", "| 项目 | 进度 | 状态 | 计划上线 | 说明 |", "| --- | --- | --- | --- | --- |")
    for name, age in week.projects[:4]:
        yield f"| {name} | {_percent(age)}% | {'已完成' if age >= LIFE - 1 else '进行中'} | {week.day(3, LIFE - age)} | 本周{_next(age)} |"
    yield from ("", "## 推广", "", "| 项目 | 本周新增城市 | 累计城市 | 待开城市 |", "| --- | --- | --- | --- |")
    for name, age in week.projects[4:]:
        new, total = _opened(age)
        yield f"| {name} | {new} | {total} | {_opened(LIFE)[1] - total} |"
    success = 99 + week.chance.randint(0, 99) / 100
    yield from ("", "## 数据", "", "| 指标 | 本周 | 目标 |", "| --- | --- | --- |", f"| 清算成功率 | {success:.2f}% | 99.9% |")
    yield from _incident(week)


def _ordinals(week: Week) -> Iterator[str]:
    """`一、` and `1、`, as in a letter."""
    yield "一、本周工作"
    for place, (name, age) in enumerate(week.projects[:5], 1):
        tested = f"{week.day(1, TESTED - age)}提测" if age < TESTED else "已提测"
        yield f"{place}、{name}：整体进度{_percent(age)}%，{LIFE - 1}个接口完成{age}个，{tested}。"
    yield from (
        "",
        "二、数据",
        f"日均清算{week.chance.randint(200, 400)}万笔，差错{week.chance.randint(0, 30)}笔，对账平账率99.9{age % 10}%。",
    )
    yield from _incident(week)
    yield from ("", "三、下周计划", *(f"{place}、{name}{_next(age)}；" for place, (name, age) in enumerate(week.projects[:3], 1)))


def _people(week: Week) -> Iterator[str]:
    """A section a person, in fragments."""
    for place, (name, age) in enumerate(week.projects):
        yield from (f"## {_PEOPLE[place]}", f"* {name}")
        yield f"    * 开发 {_percent(age)}%，联调 {_percent(age) // 2}%"
        if age % 5 == 4:
            yield f"    * 提测由{week.day(0, 1)}延期至{week.day(0, 3)}"
        yield f"    * bugfix {week.chance.randint(1, 9)} 个，单测覆盖率 {60 + age}%"
        yield ""
    yield from _incident(week)


def _incident(week: Week) -> Iterator[str]:
    """In one week of three something breaks."""
    if week.chance.random() < 1 / 3:
        start, minutes = week.chance.randint(0, 3), week.chance.randint(3, 40)
        hour, count = week.chance.randint(9, 20), week.chance.randint(10, 900)
        yield from ("", "## 生产事件", "")
        yield (
            f"- {week.day(start)} {hour}:05 {week.chance.choice(_SERVICES)} 超时，监控告警，"
            f"{hour}:{5 + minutes:02} 重启后恢复，影响 {count} 笔，P3"
        )


def _percent(age: int) -> int:
    return min(100, round(age * 100 / (LIFE - 1)))


def _opened(age: int) -> tuple[int, int]:
    """Cities opened in a week of a project's life, and until then."""
    return 1 + age % 3, sum(1 + earlier % 3 for earlier in range(age + 1))


def _next(age: int) -> str:
    """What comes next in a project's life."""
    return ("需求评审", "方案设计", "开发", "联调", "测试", f"{_CITIES[age % len(_CITIES)]}试点", "全量上线")[min(6, age * 7 // LIFE)]


_AUTHORS = (_bullets, _table, _ordinals, _people)


if __name__ == "__main__":
    main()
