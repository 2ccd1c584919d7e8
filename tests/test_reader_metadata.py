"""Title, times, author, team and week of a report: every form of `Created`, and where the week is told from."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.facts import reader
from assets.facts.metadata import moment
from assets.facts.model import Report
from assets.facts.weeks import latest_fitting, monday_of, week_label
from assets.facts.when import week_of


def read(text: str, name: str = "report.md", **options) -> Report:
    return reader.read(text, name, **options).report


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2024年3月29日 20:07", "2024-03-29T20:07"),
        ("2024年3月29日 下午8:07", "2024-03-29T20:07"),
        ("2024年3月29日 上午9:07", "2024-03-29T09:07"),
        ("2024年3月29日", "2024-03-29T00:00"),
        ("2024/03/29 20:07", "2024-03-29T20:07"),
        ("2024/3/29 20:07 (GMT+8)", "2024-03-29T20:07"),
        ("2024-03-29 20:07:31", "2024-03-29T20:07"),
        ("2024-03-29T20:07:00+08:00", "2024-03-29T20:07"),
        ("2024-03-29T12:07:00.000Z", "2024-03-29T20:07"),
        ("2024-03-29T07:07:00-05:00", "2024-03-29T20:07"),
        ("2024-03-29T17:37:00+05:30", "2024-03-29T20:07"),
        ("2024.3.29 20:07", "2024-03-29T20:07"),
        ("２０２４年３月２９日　２０：０７", "2024-03-29T20:07"),
        ("March 29, 2024 8:07 PM", "2024-03-29T20:07"),
        ("Mar 29, 2024 8:07 am", "2024-03-29T08:07"),
        ("March 29th, 2024 12:07 AM", "2024-03-29T00:07"),
        ("March 29, 2024 12:07 PM", "2024-03-29T12:07"),
        ("@March 29, 2024 8:07 PM", "2024-03-29T20:07"),
        ("Friday, March 29, 2024 20:07", "2024-03-29T20:07"),
        ("29 March 2024 20:07", "2024-03-29T20:07"),
        ("25 April 2025 18:40", "2025-04-25T18:40"),
        ("3/29/2024 8:07 PM", "2024-03-29T20:07"),
        ("29/3/2024", "2024-03-29T00:00"),
        ("2024-03-29 25:07", "2024-03-29T00:00"),  # the day is kept
        ("2024-02-30 20:07", None),
        ("yesterday", None),
        ("20:07", None),
        ("", None),
    ],
)
def test_forms_of_created(written: str, wanted: str | None) -> None:
    found = moment(written)
    assert (found.isoformat(timespec="minutes") if found else None) == wanted


@pytest.mark.parametrize(
    ("line", "field"),
    [
        *((f"{key}: 2024-03-29 20:07", "created_at") for key in ("Created", "Created time", "创建时间", "日期", "Date")),
        *((f"{key}：2024-03-29 20:07", "edited_at") for key in ("Last edited time", "最后编辑时间", "更新时间")),
        *((f"{key}: 陈立", "author") for key in ("Owner", "Author", "创建人", "负责人", "汇报人")),
        *((f"{key}: 清算", "team") for key in ("Team", "团队", "部门")),
    ],
)
def test_properties(line: str, field: str) -> None:
    report = read(f"# 周报 2024-W13\n\n{line}\n\n- 项")
    assert getattr(report, field) in (datetime(2024, 3, 29, 20, 7), "陈立", "清算")


def test_properties_may_be_front_matter() -> None:
    report = read('---\ntitle: "清算周报 2024-W13"\ndate: 2024-03-29\nauthor: 陈立\n---\n\n- 项')
    assert (report.title, report.week, report.author) == ("清算周报 2024-W13", "2024-W13", "陈立")


@pytest.mark.parametrize(
    ("team", "is_set", "wanted"),
    [("folder", False, "清算"), ("setting", True, "setting"), (None, False, "清算")],
)
def test_a_team_line_stands_between_setting_and_folder(team: str | None, is_set: bool, wanted: str) -> None:
    assert read("# 周报\nTeam: 清算", team=team, is_team_set=is_set).team == wanted
    assert read("# 周报").team == "default"


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("# 清算周报 2024-W13\n", "x.md", "清算周报 2024-W13"),
        ("清算周报 2024-W13\n\n- 项", "x.txt", "清算周报 2024-W13"),
        ("Created: 2024-03-29\n# 清算周报", "x.md", "清算周报"),
        ("- 项", "清算周报 2024-W13 7b1f0c9e4d2a48f3b6a5c80d9e17f2b4.md", "清算周报 2024-W13"),
        ("- 项", "export.zip/a/清算周报（3.25-3.29）.md", "清算周报（3.25-3.29）"),
        ("", "周报.v2.txt", "周报.v2"),
        ("这是一段很长的话" * 10, "周报.md", "周报"),
    ],
)
def test_the_title_is_the_first_heading_else_the_name_of_the_file(text: str, name: str, wanted: str) -> None:
    assert read(text, name).title == wanted


NEAR = date(2024, 3, 29)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("2024-W13", "2024-W13"),
        ("清算周报 2024W13", "2024-W13"),
        ("2024 Week 13", "2024-W13"),
        ("2024_wk13", "2024-W13"),
        ("2024年第13周", "2024-W13"),
        ("2024年13周周报", "2024-W13"),
        ("2024第13周", "2024-W13"),
        ("２０２４－Ｗ１３", "2024-W13"),
        ("第13周", "2024-W13"),
        ("第十三周工作", "2024-W13"),
        ("W13", "2024-W13"),
        ("周报（3.25-3.29）", "2024-W13"),
        ("周报 3/25~3/29", "2024-W13"),
        ("周报3月25日-3月29日", "2024-W13"),
        ("周报（3.25-29）", "2024-W13"),
        ("周报 2024.3.25—2024.3.29", "2024-W13"),
        ("周报 2024/03/25-03/29", "2024-W13"),
        ("周报20240325-20240329", "2024-W13"),
        ("周报0325-0329", "2024-W13"),
        ("周报（3.22-3.28）", "2024-W13"),  # Friday to Thursday: where the middle lies
        ("周报 2024-03-29", "2024-W13"),
        ("周报20240329", "2024-W13"),
        ("3月29日周报", "2024-W13"),
        ("周报（12.30-1.5）", "2024-W01"),
        ("清算 v3.2 周报", None),
        ("2024年3月第4周", None),  # of a month, which is no ISO week
        ("2024-W54", None),
        ("Q1 总结 3.1-3.31", None),
        ("周报", None),
    ],
)
def test_the_week_that_a_title_names(title: str, wanted: str | None) -> None:
    monday = monday_of(title, NEAR)
    assert (week_label(monday) if monday else None) == wanted


@pytest.mark.parametrize(
    "head",
    [
        "# 2025年5月第2周 支付组",
        "# 支付组 五月第二周周报 2025",
        "# 25W19 支付组周报",
        "# 【周报】支付组 25.05.09",
        "# 支付组周报 250509",
        "# 支付组周报 2025-19",
        "# Payment Weekly – May 9, 2025",
        "# 支付组周报\n\n| 团队 | 支付组 |\n|---|---|\n| 周期 | 2025-05-05 ~ 2025-05-09 |",
    ],
)
def test_the_week_that_the_head_of_a_report_names(head: str) -> None:
    assert reader.read(f"{head}\n\n## 本周进展\n\n- 联调完成", "支付组.md").report.week == "2025-W19"


@pytest.mark.parametrize(
    ("near", "wanted"), [(date(2024, 12, 30), "2025-W01"), (date(2025, 1, 6), "2025-W01"), (date(2026, 1, 2), "2026-W01")]
)
def test_a_week_without_a_year_is_the_nearest(near: date, wanted: str) -> None:
    assert week_label(monday_of("第1周", near) or near) == wanted


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [(date(2025, 6, 6), "2025-W23"), (date(2025, 6, 13), "2025-W23"), (date(2025, 6, 1), None), (date(2025, 7, 1), None)],
)
def test_the_mere_number_of_a_week_is_that_of_the_week_in_which_it_was_seen_or_the_one_before(seen: date, wanted: str | None) -> None:
    monday = latest_fitting("对账 W23", seen)
    assert (week_label(monday) if monday else None) == wanted


WEEKS = [
    ("the title's", "# 周报 2024-W13\nCreated: 2024-04-03", "2024-W12.md", "2024-W13", "2024-04-03", []),
    ("its range's", "# 周报（3.25-3.29）\nCreated: 2024-03-29", "x.md", "2024-W13", "2024-03-29", []),
    ("else the file's", "# 周报\nCreated: 2024-03-29", "2024-W12.md", "2024-W12", "2024-03-29", []),
    ("else that of its creation", "# 周报\nCreated: 2024-03-29", "x.md", "2024-W13", "2024-03-29", []),
    ("or of the period that it is of", "# 周报\n日期：2024/3/25—2024/3/29", "x.md", "2024-W13", "2024-03-29", []),
    ("over the turn of the year", "# 周报\n日期：2024年12月30日至1月3日", "x.md", "2025-W01", "2025-01-03", []),
    ("or of its last edit", "# 周报\n更新时间: 2024-03-29", "x.md", "2024-W13", "2024-03-29", []),
    ("without a creation the Friday speaks", "# 周报 2024-W13", "x.md", "2024-W13", "2024-03-29", []),
    ("10 days apart agree", "# 周报 2024-W13\nCreated: 2024-04-10", "x.md", "2024-W13", "2024-04-10", []),
    ("more disagree", "# 周报 2024-W13\nCreated: 2024-04-11", "x.md", "2024-W13", "2024-03-29", ["week_mismatch"]),
    ("also before", "# 周报 2024-W13\nCreated: 2024-03-14", "x.md", "2024-W13", "2024-03-29", ["week_mismatch"]),
    ("a stale header", "# 周报 2024-W52\nCreated: 2025-12-26", "x.md", "2024-W52", "2024-12-27", ["week_mismatch"]),
    ("a period above the sections", "# 支付周报\n\n2025.10.20 ~ 2025.10.24　整理：汤宁\n\n## 进展", "x.md", "2025-W43", "2025-10-24", []),
    ("a period that says so", "支付周报\n周期：2023/9/18～2023/9/22\n", "支付(9月第3周).md", "2023-W38", "2023-09-22", []),
    ("a day beside the author", "# 支付周报\n汤宁 2025年10月24日\n", "x.md", "2025-W43", "2025-10-24", []),
    ("a second title", "# 支付周报\n## 2025-W43\n", "x.md", "2025-W43", "2025-10-24", []),
    ("a deed's day is not the report's", "# 周报\n\n## 进展\n\n2025年10月24日 上线", "x.md", None, None, ["week_unknown"]),
    ("none at all", "# 周报\n\n- 3/29 上线", "x.md", None, None, ["week_unknown"]),
    ("a week number needs a year", "# 第13周", "x.md", None, None, ["week_unknown"]),
]


@pytest.mark.parametrize(("text", "name", "week", "reference", "findings"), [case[1:] for case in WEEKS], ids=[case[0] for case in WEEKS])
def test_the_week_of_a_report(text: str, name: str, week: str | None, reference: str | None, findings: list[str]) -> None:
    reading = reader.read(text, name)
    report = reading.report
    assert (report.week, str(report.reference) if report.reference else None) == (week, reference)
    assert [finding.rule for finding in reading.findings] == findings
    assert all(finding.message for finding in reading.findings)


def test_facts_of_a_report_without_a_week_are_kept() -> None:
    reading = reader.read("# 周报\n\n## 项目进展\n\n- 对账平台：开发进度60%", "x.md")
    assert [getattr(fact, "percent", None) for fact in reading.facts] == [60]
    assert reading.report.week is None


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_every_week_is_told_from_each_way_of_naming_it(day: date) -> None:
    monday, sunday = week_of(day)
    label = week_label(monday)
    for title in (label, f"{label[:4]}年第{int(label[6:])}周", f"周报（{monday:%Y.%m.%d}-{sunday:%Y.%m.%d}）", f"周报 {day}"):
        assert monday_of(title, None) == monday
    assert monday_of(f"周报（{monday.month}.{monday.day}-{sunday.month}.{sunday.day}）", day) == monday


@given(st.text(max_size=60))
def test_no_title_and_no_time_raises(text: str) -> None:
    monday_of(text, NEAR)
    moment(text)
