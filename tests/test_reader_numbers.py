"""Numbers in prose: text → values with their units, and what is no number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.facts.numbers import Number, chinese, find
from assets.facts.text import normal


def read(text: str) -> list[Number]:
    line = normal(text)
    return find(line, 0, len(line))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # digits
        ("共 386 笔", [(386, "笔")]),
        ("99.986%", [(99.986, "%")]),
        ("4,380s → 1,920s", [(4380, "s"), (1920, "s")]),
        ("1,234,567.5元", [(1234567.5, "元")]),
        ("12,34", [(12, None), (34, None)]),  # no thousands
        ("3家，5家", [(3, "家"), (5, "家")]),
        ("１２３笔", [(123, "笔")]),
        ("９９．９％", [(99.9, "%")]),
        ("１，２３４ 笔", [(1234, "笔")]),
        ("共1，243万笔", [(12430000, "笔")]),
        ("影响1，234，567 笔", [(1234567, "笔")]),
        ("完成5，100%达标", [(5, None), (100, "%")]),
        ("P3，120笔", [(120, "笔")]),
        ("7/12，300家", [(7, None), (12, None), (300, "家")]),
        ("得分 85", [(85, None)]),
        # 万, 亿, w, k
        ("1.2万 笔", [(12000, "笔")]),
        ("3.6 亿元", [(360000000, "元")]),
        ("180w 条", [(1800000, "条")]),
        ("3k单", [(3000, "单")]),
        ("5万亿元", [(5e12, "元")]),
        ("2千万笔", [(2e7, "笔")]),
        ("386 万笔/天", [(3860000, "笔/天")]),
        ("1.1万", [(11000, None)]),
        ("2千米", [(2, None)]),
        # 余, +, 多
        ("1000+笔", [(1000, "笔")]),
        ("30余家", [(30, "家")]),
        ("100多户", [(100, "户")]),
        # percent, points, per mille, rates
        ("+3.2%", [(3.2, "%")]),
        ("环比-0.5%", [(-0.5, "%")]),
        ("下降0.05个百分点", [(0.05, "pp")]),
        ("提升 2 pp", [(2, "pp")]),
        ("百分之十二", [(12, "%")]),
        ("百分之三点五", [(3.5, "%")]),
        ("百分之 ", []),
        ("百分之45.5", [(45.5, "%")]),
        ("45%→60%", [(45, "%"), (60, "%")]),
        ("由52%提升至58%", [(52, "%"), (58, "%")]),
        ("进度60-70%", [(60, None), (70, "%")]),
        # 成, 半, Chinese numerals
        ("完成六成", [(60, "%")]),
        ("近九成五", [(95, "%")]),
        ("已过半", [(50, "%")]),
        ("完成一半", [(50, "%")]),
        ("新增两家", [(2, "家")]),
        ("一百二十条", [(120, "条")]),
        ("三十五笔", [(35, "笔")]),
        ("五万元", [(50000, "元")]),
        ("新开一城", [(1, "城")]),
        ("一家银行", []),  # an article
        ("二次评审", []),  # an ordinal
        ("第三家", []),
        ("周三家", []),
        ("成功", []),
        # units as written
        ("QPS 1200", [(1200, None)]),
        ("320ms", [(320, "ms")]),
        ("12个接口完成9个", [(12, "个"), (9, "个")]),
        ("12 个", [(12, "个")]),
        ("5月", [(5, "月")]),
        ("8GB内存", [(8, "GB")]),
        ("3M带宽", [(3, "M")]),
        ("3Mx", [(3, None)]),
        # signs
        ("净增 -5 家", [(-5, "家")]),
        ("累计：-3", [(-3, None)]),
        ("会场 - 24 个", [(24, "个")]),  # a dash
        ("影响——5笔", [(5, "笔")]),
        ("3 -5家", [(3, None), (5, "家")]),
        ("10-20家", [(10, None), (20, "家")]),
        ("T+1", [(1, None)]),
        # no numbers
        ("v5", []),
        ("JDK17", []),
        ("P99", []),
        ("1.2.3", []),
        ("17.0.12", []),
        ("abc_12", []),
        ("10.20.3.15", []),
        ("见 http://a.com/12/34", []),
        ("订单 1234567890123456789", []),  # longer than a double holds
    ],
    ids=str,
)
def test_numbers_are_read_with_value_and_unit(text: str, wanted: list[tuple[float, str | None]]) -> None:
    assert [(number.value, number.unit) for number in read(text)] == wanted


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("约1.2万 笔失败", ["1.2万 笔"]),
        ("环比+3.2%，同比-1%", ["+3.2%", "-1%"]),
        ("六成", ["六成"]),
        ("百分之十", ["百分之十"]),
    ],
)
def test_the_span_of_a_number_takes_in_sign_and_unit(text: str, quotes: list[str]) -> None:
    assert [normal(text)[n.start : n.end] for n in read(text)] == quotes


def test_a_sign_in_front_of_the_span_is_not_taken() -> None:
    (number,) = find("环比-5%", 3, 5)
    assert (number.start, number.value) == (3, 5)


def test_a_number_without_unit_and_multiplier_is_bare() -> None:
    assert [n.is_bare for n in read("12 3万 4笔")] == [True, False, False]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("零", 0), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百零五", 105), ("一百二十", 120),
        ("三千", 3000), ("三点五", 3.5), ("廿", None),
    ],
)  # fmt: skip
def test_chinese_numerals(word: str, value: float | None) -> None:
    assert chinese(word) == value


@given(st.floats(0, 1e12), st.sampled_from(["", "%", "笔", "万元", "家"]))
def test_a_written_number_comes_back(value: float, unit: str) -> None:
    text = f"{value:,.2f}{unit}"
    (number,) = read(f"共 {text}")
    scale = 1e4 if unit == "万元" else 1
    assert number.value == pytest.approx(round(value, 2) * scale, rel=1e-9)


@given(st.text("0123456789.,万亿wk%+-百分之一二三十成半笔家个 至→V", max_size=40))
def test_numbers_stand_in_order_and_apart(text: str) -> None:
    found = read(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= n.start < n.digits_end <= n.end <= len(text) for n in found)
