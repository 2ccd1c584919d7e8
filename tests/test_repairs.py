"""Likely causes: the single-value repair that fits alone, and none where several fit."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.quality import moments, repairs, slips

NOTHING: tuple[float | None, float | None, float | None] = (None, None, None)
WRITTEN = datetime(2024, 4, 12, 18)


def is_told(told: dict[str, str] | None, cause: str | None, value: str | None) -> bool:
    return told is None if cause is None else told is not None and cause in told["cause"] and told["value"] == value


@pytest.mark.parametrize(
    ("stated", "last", "cause", "value"),
    [
        ((96, 162, 57.14, 2), NOTHING, "57.14% = 96/168，分母可能应为 168", "168"),
        ((54, 216, 27.0, 1), NOTHING, "分母可能应为 200", "200"),
        ((39, 42, 95.12, 2), NOTHING, "分母可能应为 41", "41"),
        ((1, 3, 66.67, 2), NOTHING, "66.67% = 2/3，分子可能应为 2", "2"),
        ((150, 200, 57, 0), NOTHING, "比率可能应为 75%", "75"),  # swapped digits
        ((96, 162, 59.36, 2), NOTHING, "比率可能应为 59.26%", "59.26"),  # one of four figures
        ((96, 162, 5.926, 3), NOTHING, "分母可能应为 1620", "1620"),
        ((150, 200, 80, 0), (140, 190, 80), "比率沿用了上次的 80%，可能应为 75%", "75"),
        ((600, 1001, 65.03, 2), (600, 1001, 60), "分子沿用了上次的数，可能应为 651", "651"),
        ((60, 800_000, 75.0, 1), (580_000, 780_000, 74.4), "分子可能漏写了「万」", "600000"),
        ((60, 800_000, 75.0, 1), (58, 78, 74.4), "分母可能多写了「万」", "80"),
        ((60, 800_000, 75.0, 1), NOTHING, None, None),  # either may be meant
        ((69, 100, 96, 0), NOTHING, None, None),  # 96 of 100, 69 %, or 69 of 72: each is possible
        ((1680, 2400, 72, 0), NOTHING, None, None),
        ((0, 5, 10, 0), NOTHING, None, None),
    ],
)
def test_ratio(stated: tuple[float, float, float, int], last: tuple[float | None, ...], cause: str | None, value: str | None) -> None:
    assert is_told(repairs.ratio_repair(*stated, list(last)), cause, value)


@pytest.mark.parametrize(
    ("stated", "last_new", "cause", "value"),
    [
        ((101, 35, 163), 5, "累计可能应为 136", "136"),
        ((101, 35, 101), 5, "累计 101 与上次相同，可能沿用了上次的数", "136"),
        ((101, 53, 136), 5, "新增可能应为 35", "35"),
        ((101, 5, 148), 5, "新增 5 与上次相同，可能沿用了上次的数", "47"),
        ((101, 35, 1360), 5, "累计可能应为 136", "136"),  # a digit too many
        ((101, 35, 36), 5, "累计可能应为 136", "136"),  # one dropped
        ((101, 5, 136), 5, None, None),  # 35 new, or 106 in all
        ((24, 2, 27), None, None, None),
    ],
)
def test_sum(stated: tuple[float, float, float], last_new: float | None, cause: str | None, value: str | None) -> None:
    assert is_told(repairs.sum_repair(*stated, [last_new], [None, None]), cause, value)


@pytest.mark.parametrize(
    ("stated", "wholes", "cause", "value"),
    [
        ((24, 2, 27), (13, 40), "累计 27 + 待开 13 仍是 40，新增可能应为 3", "3"),
        ((24, 2, 27), (14, 40), "累计可能应为 26", "26"),
        ((24, 2, 27), (20, 40), None, None),  # the goal moved too, so that nothing bears witness
    ],
)
def test_what_is_left_bears_witness(
    stated: tuple[float, float, float], wholes: tuple[float, float], cause: str | None, value: str | None
) -> None:
    assert is_told(repairs.sum_repair(*stated, [None], list(wholes)), cause, value)


@pytest.mark.parametrize(
    ("stated", "last", "cause", "value"),
    [
        ((136, 45, 146), (101, 45), "待开 45 沿用了上次的数，可能应为 10", "10"),
        ((101, 10, 146), (101, 45), "累计 101 沿用了上次的数，可能应为 136", "136"),
        ((101, 54, 146), (95, 51), "待开可能应为 45", "45"),
        ((136, 14, 146), (101, 45), None, None),
        ((101, 45, 150), (101, 45), None, None),  # nothing moved but the goal
    ],
)
def test_split(stated: tuple[float, float, float], last: tuple[float, float], cause: str | None, value: str | None) -> None:
    assert is_told(repairs.split_repair(*stated, list(last)), cause, value)


@pytest.mark.parametrize(
    ("percent", "cause", "value"),
    [(9993, "99.93%", "99.93"), (986, "98.6%", "98.6"), (-5, "多写了负号", "5"), (350, None, None), (-350, None, None)],
)
def test_percent(percent: float, cause: str | None, value: str | None) -> None:
    assert is_told(repairs.percent_repair(percent), cause, value)


@pytest.mark.parametrize(
    ("written", "low", "value"), [(25, 50, "52"), (118, 80, None), (19, 90, "91"), (45, 60, None), (8, 75, None), (7.5, 50, "75")]
)
def test_number(written: float, low: float, value: str | None) -> None:
    assert is_told(repairs.number_repair(written, low, 100, "进度"), "进度可能应为" if value else None, value)


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(2, 9))
def test_a_repaired_sum_adds_up(last: int, new: int, wrong_by: int) -> None:
    told = repairs.sum_repair(last, new, last + new + wrong_by, [None], [None, None])
    if told is not None:
        numbers = {"last": last, "new": new, "total": last + new + wrong_by} | {told["place"]: float(told["value"])}
        assert numbers["last"] + numbers["new"] == numbers["total"]


@pytest.mark.parametrize(
    ("meant", "written", "is_slip"),
    [("136", "163", True), ("136", "36", True), ("136", "1366", True), ("136", "126", True), ("136", "613", False), ("义乌", "义鸟", True)],
)
def test_slips(meant: str, written: str, is_slip: bool) -> None:
    assert slips.is_slip(meant, written) == is_slip


@pytest.mark.parametrize(
    ("started", "ended", "cause", "value"),
    [
        ("2024-06-27 23:50", "2024-06-27 00:20", "次日 2024-06-28 00:20", "2024-06-28 00:20"),
        ("2025-02-05 16:40", "2025-02-05 16:25", "开始与结束可能写反，应为 16:25–16:40", ""),
        ("2025-02-05 16:40", "2025-01-05 17:25", "结束日期可能应为 2025-02-05", "2025-02-05 17:25"),
        ("2025-02-05 16:40", "2025-01-05 12:25", None, None),
    ],
)
def test_interval(started: str, ended: str, cause: str | None, value: str | None) -> None:
    assert is_told(moments.interval_repair(datetime.fromisoformat(started), datetime.fromisoformat(ended)), cause, value)


@pytest.mark.parametrize(
    ("happened", "cause"),
    [
        ("2024-05-11 10:00", "2024-04-11"),
        ("2025-04-10 10:00", "2024-04-10"),
        ("2024-11-04 10:00", "2024-04-11"),
        ("2024-04-20 10:00", None),
    ],
)
def test_future(happened: str, cause: str | None) -> None:
    assert is_told(moments.future_repair(datetime.fromisoformat(happened), WRITTEN), cause, f"{cause} 10:00")


@pytest.mark.parametrize(
    ("ours", "theirs", "cause"),
    [
        ("2024-02-06 04:20", "2024-02-06 16:20", "12 小时"),
        ("2024-02-07 16:20", "2024-02-06 16:20", "日期（02-07 与 02-06）"),
        ("2024-02-06 16:25", "2024-02-06 16:20", "只差一处"),
        ("2024-02-06 16:02", "2024-02-06 16:20", "只差一处"),
        ("2024-02-06 15:35", "2024-02-06 16:20", None),
    ],
)
def test_conflict(ours: str, theirs: str, cause: str | None) -> None:
    told = moments.conflict_cause(datetime.fromisoformat(ours), datetime.fromisoformat(theirs))
    assert told is None if cause is None else cause in str(told)


@pytest.mark.parametrize(
    ("observed", "expected", "cause"),
    [
        ("4/31前 不存在", "", "4 月只有 30 天，可能应为 4/30"),
        ("2月30日", "", "2 月只有 28 天"),
        ("2024.2.30", "", "2 月只有 29 天"),
        ("13/5", "", "月和日可能写反，应为 5/13"),
        ("3/6（周四） 与星期不符", "2024-03-06（周三）", "日期可能应为 3/7；若日期没有写错，应为周三"),
        ("25:70", "", None),
        ("99/99", "", None),
    ],
)
def test_date(observed: str, expected: str, cause: str | None) -> None:
    told = moments.date_cause(observed, expected)
    assert told is None if cause is None else cause in str(told)
