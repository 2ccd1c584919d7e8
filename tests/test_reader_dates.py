"""Dates in prose: every form that the contract and the reader's documentation name, as text → interval.

An interval is written `first…last precision`, an open end is empty; `day` is left out and stands for one day.
The report speaks from Friday 2024-03-29 unless a case says otherwise.
"""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.facts import holidays
from assets.facts.dates import Calendar, When, find, find_clocks
from assets.facts.text import normal
from assets.facts.when import week_of

FRIDAY = date(2024, 3, 29)


def calendar(day: date = FRIDAY) -> Calendar:
    return Calendar(day, week_of(day)[0])


def read(text: str, tense: str = "", day: date = FRIDAY, *, is_cell: bool = False) -> list[When]:
    return find(normal(text), calendar(day), tense, is_cell=is_cell)


def shown(when: When) -> str:
    """An interval in short: `2024-03-29`, `2024-05-11…2024-05-20 ten_days`, `…2024-07-14`, or its problem."""
    if when.problem:
        return when.problem
    is_one_day = when.first is not None and when.first == when.last
    days = f"{when.first}" if is_one_day else f"{when.first or ''}…{when.last or ''}"
    hours = f" {when.clock:%H:%M}" if when.clock else ""
    if when.clock_end:
        day = f"{when.last_day} " if when.last_day else ""
        hours += f"–{day}{when.clock_end:%H:%M}"
    return days + hours + (f" {when.precision}" if when.precision != "day" else "")


def cases(table: str) -> list[tuple[str, list[str]]]:
    """Lines of `text | interval | interval …`; no interval means that the text holds no date."""
    rows = [[cell.strip() for cell in line.split(" | ")] for line in table.strip().splitlines()]
    return [(row[0].rstrip(" |"), [cell for cell in row[1:] if cell]) for row in rows]


def check(text: str, wanted: list[str], **options) -> None:
    found = read(text, **options)
    assert [shown(when) for when in found] == wanted
    line = normal(text)
    assert all(line[when.start : when.end] == when.text for when in found)


ABSOLUTE = """
2024-03-29 上线 | 2024-03-29
2024/3/29 | 2024-03-29
2024.3.29 | 2024-03-29
2024年3月29日 | 2024-03-29
2024 年 3 月 29 日 | 2024-03-29
２０２４年３月２９日 | 2024-03-29
24年3月29日 | 2024-03-29
20240329 | 2024-03-29
明年1月6日 | 2025-01-06
去年12月5号 | 2023-12-05
今年6月3日上线 | 2024-06-03
2024-06 上线 | 2024-06-01…2024-06-30 month
"""

MONTH_AND_DAY = """
3/29 上线 | 2024-03-29
3月29日 | 2024-03-29
3月29 上线 | 2024-03-29
三月二十九日 | 2024-03-29
十二月三十一日 | 2023-12-31
3.29上线 | 2024-03-29
计划4.7开城 | 2024-04-07
上线时间：4.7 | 2024-04-07
03-29 14:00 发版 | 2024-03-29 14:00
于03-29上线 | 2024-03-29
计划12.23 实际12.26 | 2023-12-23 | 2023-12-26
３／２９ 上线 | 2024-03-29
本月29日 | 2024-03-29
下月5日上线 | 2024-04-05
上个月28号 | 2024-02-28
计划29号提测 | 2024-03-29
3月25日提测，29日上线 | 2024-03-25 | 2024-03-29
"""

RANGES = """
8/19-8/30 | 2024-08-19…2024-08-30 range
8/19 ~ 8/30 封网 | 2024-08-19…2024-08-30 range
4.14-15 上线 | 2024-04-14…2024-04-15 range
3月25日-29日 | 2024-03-25…2024-03-29 range
3月25-29日 | 2024-03-25…2024-03-29 range
3月25日至4月3日 | 2024-03-25…2024-04-03 range
2024.3.25-2024.3.29 | 2024-03-25…2024-03-29 range
2024/3/25-29 | 2024-03-25…2024-03-29 range
2024-03-25 到 2024-04-03 | 2024-03-25…2024-04-03 range
12/30-1/3 | 2023-12-30…2024-01-03 range
3/25（周一）-3/29（周五） | 2024-03-25…2024-03-29 range
3/25-29（周一至周五） | 2024-03-25…2024-03-29 range
周一至周三 | 2024-03-25…2024-03-27 range
4月底-5月初 | 2024-04-21…2024-05-10 ten_days
4-6月 | 2024-04-01…2024-06-30 month
Q3-Q4 | 2024-07-01…2024-12-31 quarter
"""

TIMES = """
6月7日14:00-21:00 | 2024-06-07 14:00–21:00
12/24 23:40 — 12/25 00:35 | 2023-12-24…2023-12-25 23:40–2023-12-25 00:35 range
3/20 23:40-次日00:35 | 2024-03-20 23:40–2024-03-21 00:35
3/20 14:05:33 | 2024-03-20 14:05
2024-03-29T14:05:00+08:00 | 2024-03-29 14:05
3/20 下午3点 | 2024-03-20 15:00
3/20 晚8点半 | 2024-03-20 20:30
3/20 中午1点 | 2024-03-20 13:00
3/20 凌晨12点30分 | 2024-03-20 00:30
3月20日15时20分 | 2024-03-20 15:20
周二凌晨 2:10 | 2024-03-26 02:10
昨晚 22:15 | 2024-03-28 22:15
3/20（周三）21:00～23:00 | 2024-03-20 21:00–23:00
"""

PARTS = """
5月初 | 2024-05-01…2024-05-10 ten_days
5月上旬 | 2024-05-01…2024-05-10 ten_days
5月中旬 | 2024-05-11…2024-05-20 ten_days
5月中上线 | 2024-05-11…2024-05-20 ten_days
5月底 | 2024-05-21…2024-05-31 ten_days
5月末 | 2024-05-21…2024-05-31 ten_days
5月下旬 | 2024-05-21…2024-05-31 ten_days
月底 | 2024-03-21…2024-03-31 ten_days
下月初 | 2024-04-01…2024-04-10 ten_days
年底 | 2024-12-21…2024-12-31 ten_days
明年初 | 2025-01-01…2025-01-10 ten_days
季度末 |
本季度末 | 2024-03-21…2024-03-31 ten_days
Q3 末 | 2024-09-21…2024-09-30 ten_days
"""

SPANS = """
Q3 内 | 2024-07-01…2024-09-30 quarter
Q1 完成 | 2024-01-01…2024-03-31 quarter
第三季度 | 2024-07-01…2024-09-30 quarter
下季度 | 2024-04-01…2024-06-30 quarter
2025Q1 | 2025-01-01…2025-03-31 quarter
25年一季度 | 2025-01-01…2025-03-31 quarter
上半年 | 2024-01-01…2024-06-30 half
下半年 | 2024-07-01…2024-12-31 half
2024H2 上线 | 2024-07-01…2024-12-31 half
2026上半年下线 | 2026-01-01…2026-06-30 half
6月 | 2024-06-01…2024-06-30 month
6月份 | 2024-06-01…2024-06-30 month
本月 | 2024-03-01…2024-03-31 month
下个月 | 2024-04-01…2024-04-30 month
年内 | 2024-01-01…2024-12-31 year
本周 | 2024-03-25…2024-03-31 week
下周 | 2024-04-01…2024-04-07 week
下下周 | 2024-04-08…2024-04-14 week
"""

WEEKDAYS = """
本周三 | 2024-03-27
下周五 | 2024-04-05
上周四 | 2024-03-21
下下周一 | 2024-04-08
周二 | 2024-03-26
星期四上线 | 2024-03-28
礼拜天 | 2024-03-31
计划周五上线 | 2024-03-29
下周二二次评审 | 2024-04-02
周三方案评审 | 2024-03-27
今天 | 2024-03-29
明日上线 | 2024-03-30
后天 | 2024-03-31
昨天 | 2024-03-28
前天 | 2024-03-27
"""

EDGES = """
7/15 前 | …2024-07-15
月底前 | …2024-03-31 ten_days
5月中旬前 | …2024-05-20 ten_days
4/12之前提测 | …2024-04-12
4/12以前 | …2024-04-12
4/12 前完成 | …2024-04-12
4/12前端上线 | 2024-04-12
3/25 起灰度 | 2024-03-25…
3/25开始 | 2024-03-25…
4/7后上线 | 2024-04-07…
4/7后端联调 | 2024-04-07
4/7左右 | 2024-04-07
下周三前 | …2024-04-03
"""

WITHIN = """
两周内 | 2024-03-29…2024-04-12 range
3天内 | 2024-03-29…2024-04-01 range
10日内 | 2024-03-29…2024-04-08 range
一个月内 | 2024-03-29…2024-04-29 range
半个月内 | 2024-03-29…2024-04-13 range
半年内 | 2024-03-29…2024-09-29 range
3个工作日内 | 2024-03-29…2024-04-03 range
近7天内 | 2024-03-22…2024-03-29 range
本周内 | 2024-03-25…2024-03-31 week
"""

HOLIDAYS = """
清明后 | 2024-04-07…
清明节前 | …2024-04-03
节后上线 | 2024-04-07…
五一前 | …2024-04-30
五一期间 | 2024-05-01…2024-05-05 range
春节后 | 2024-02-18…
"""

IMPOSSIBLE = """
4/31 上线 | no_such_day
2024-02-30 | no_such_day
13月5日 | no_such_day
3月32日 | no_such_day
6/5（周三） | 2024-06-05
6/5（周四） | wrong_weekday
6/5 周四上线 | wrong_weekday
6/5(Thu) | wrong_weekday
3/29（五） | 2024-03-29
周三（6/6） | wrong_weekday
周五（3/29） | 2024-03-29
3/25-29（周一至周四） | wrong_weekday
3/29 25:10 | no_such_time
3/29 14:70 | no_such_time
"""

NONE = """
升级到 JDK 17.0.2 |
MySQL 5.7 升级 8.0 |
iOS 3.12 发版 |
耗时2.5天 |
完成 5/7 |
5/7 完成 |
用例通过 18/24 |
接口（7/12） |
7/12 个接口 |
3/4 的流量 |
端口 8080 |
10.20.3.15 |
10.20.3.15:8080 |
迭代3 |
3 号节点 |
第 3 批 |
P99 3.2s |
RT 由 3.2 降到 2.1 |
评分：4.5 |
3.5 万笔 |
环节后续 |
说明日志 |
本周三方联调 | 2024-03-25…2024-03-31 week
上周日均 | 2024-03-18…2024-03-24 week
两周一次 |
每周五例会 |
3个月 |
提升 3.2% |
3日完成率 |
四季酒店 |
以后天天 |
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        case
        for table in (
            ABSOLUTE, MONTH_AND_DAY, RANGES, TIMES, PARTS, SPANS, WEEKDAYS, EDGES, WITHIN, HOLIDAYS, IMPOSSIBLE, NONE,
        )
        for case in cases(table)
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_form_is_read_as_its_interval(text: str, wanted: list[str]) -> None:
    check(text, wanted)


@pytest.mark.parametrize(
    ("day", "tense", "text", "wanted"),
    [
        # the contract's own: nearest, unless the tense contradicts and the other year is within 300 days
        (date(2024, 12, 27), "future", "1/6", "2025-01-06"),
        (date(2024, 12, 27), "", "1/6", "2025-01-06"),
        (date(2024, 4, 12), "past", "5/11", "2024-05-11"),  # 336 days the other way: it stays in the future
        (date(2024, 4, 12), "past", "11/20", "2023-11-20"),
        (date(2024, 1, 5), "past", "12/28", "2023-12-28"),
        (date(2024, 3, 29), "future", "2/20", "2024-02-20"),  # 328 days ahead: it stays behind
        (date(2024, 6, 3), "future", "2/20", "2025-02-20"),
        (date(2024, 10, 11), "past", "3/1", "2024-03-01"),
        (date(2024, 12, 27), "future", "1月中旬", "2025-01-11…2025-01-20 ten_days"),
        (date(2024, 3, 29), "future", "H2 上线", "2024-07-01…2024-12-31 half"),
        (date(2024, 12, 27), "future", "Q1", "2025-01-01…2025-03-31 quarter"),
        (date(2024, 12, 27), "", "12月底-1月初", "2024-12-21…2025-01-10 ten_days"),
        (date(2023, 12, 27), "", "2/29", "2024-02-29"),
        (date(2025, 3, 7), "", "2/29", "no_such_day"),  # 2024 had one, but it is the other year
        (date(2024, 3, 29), "future", "周三", "2024-04-03"),
        (date(2024, 3, 29), "past", "周三", "2024-03-27"),
        (date(2024, 3, 29), "future", "周末", "2024-03-30…2024-03-31 range"),
        (date(2024, 3, 29), "future", "计划3号提测", "2024-04-03"),
        (date(2024, 1, 3), "", "上个月28日", "2023-12-28"),
    ],
)
def test_the_year_is_the_nearest_that_the_tense_allows(day: date, tense: str, text: str, wanted: str) -> None:
    check(text, [wanted], tense=tense, day=day)


@pytest.mark.parametrize(
    ("text", "day"),
    [("国庆后上线", date(2031, 9, 26)), ("端午前", date(2003, 5, 30)), ("节后", date(2031, 1, 10))],
)
def test_a_holiday_of_a_year_that_the_calendar_does_not_know_stays_unknown(text: str, day: date) -> None:
    assert [(when.first, when.last) for when in read(text, day=day)] == [(None, None)]


def test_after_a_holiday_work_begins_on_the_first_working_day() -> None:
    # Qingming 2024 is 4–6 April, and Sunday the 7th is worked to make up for it
    assert holidays.is_working_day(date(2024, 4, 7))
    assert holidays.first_working_day_after(date(2024, 4, 6)) == date(2024, 4, 7)
    assert holidays.add_working_days(date(2024, 4, 3), 1) == date(2024, 4, 7)


@pytest.mark.parametrize("text", ["4.5", "12-03", "5/7"])
def test_below_a_header_of_dates_bare_digits_are_dates(text: str) -> None:
    assert len(read(text, is_cell=True)) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("14:30 恢复", ["14:30"]),
        ("发现：11:28 告警", ["11:28"]),
        ("23:40-次日00:35", ["23:40–+00:35"]),
        ("次日01:40 恢复", ["+01:40"]),
        ("下午2点10分至3点", ["14:10–15:00"]),
        ("14:30-15:05", ["14:30–15:05"]),
        ("25:10", []),
        ("1:100", []),
        ("比例 3:7", []),
        ("99.9点", []),
        ("2点建议", []),
        ("3时间", []),
    ],
)
def test_a_time_without_a_day_is_a_clock(text: str, wanted: list[str]) -> None:
    line = normal(text)
    found = find_clocks(line, 0, len(line))
    shown = [
        f"{'+' * clock.is_next_day}{clock.first:%H:%M}" + (f"–{'+' * clock.is_last_next_day}{clock.last:%H:%M}" if clock.last else "")
        for clock in found
    ]
    assert shown == wanted


@given(st.text("0123456789/.-年月日号周一二三四五六下上本初中底末前后内Q节天:时点 ~至（），x完成上线", max_size=30), st.booleans())
def test_whatever_is_found_stands_where_it_says_and_does_not_overlap(text: str, is_cell: bool) -> None:
    line = normal(text)
    found = read(text, is_cell=is_cell)
    assert all(line[when.start : when.end] == when.text for when in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(w.problem or w.first is None or w.last is None or w.first <= w.last for w in found)


@given(st.dates(date(2005, 1, 1), date(2090, 12, 31)), st.integers(-180, 180))
def test_a_date_within_half_a_year_comes_back(today: date, distance: int) -> None:
    day = date.fromordinal(today.toordinal() + distance)
    (found,) = read(f"{day.month}月{day.day}日", day=today)
    assert (found.first, found.last, found.problem) == (day, day, None)
