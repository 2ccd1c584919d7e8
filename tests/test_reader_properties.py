"""What holds of the reading of any text: arbitrary ones, and gold and sample reports damaged in many ways.

`make soak` runs a hundred thousand of the mutations below; WEEKHOUSE_MUTATIONS sets another number here.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.facts import reader
from tests import mutation

MUTATIONS = int(os.environ.get("WEEKHOUSE_MUTATIONS", "2000"))
CHUNKS = 20  # so that a failing one is near

WORDS = st.sampled_from(
    [
        "# ", "## ", "- ", "1、", "（1）", "| ", " |", "\n", "\n\n", "|---|---|\n", "  ", "\t", "**", "【", "】", "：", "，", "。", "；", "（", "）",
        "本周进展", "下周计划", "生产事件", "核心指标", "城市推广", "支付路由二期", "对账平台", "已上线", "完成", "计划", "延期至", "暂停", "进度", "灰度",
        "新增3城", "累计19城", "待开", "60%", "45%→60%", "3/29", "4/31", "3月底前", "下周三", "14:30-15:05", "1.2万 笔", "99.98%", "P3", "恢复",
        "影响 120 笔", "pay-gw", "Created: 2024-03-29", "2024-W13", "分别为", "18/24", "目标", "上周", "10.0.0.1", "v2.3", "²", "９", "0", "\ue000",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert mutation.faults("2024-W13.md", text, is_read_twice=True) == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=60).map("".join))
def test_any_arrangement_of_the_words_of_reports_is_read(text: str) -> None:
    assert mutation.faults("2024-W13.md", text, is_read_twice=True) == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_damaged_reports_are_read(chunk: int) -> None:
    for seed in range(chunk, MUTATIONS, CHUNKS):
        name, text = mutation.mutated(seed)
        assert mutation.faults(name, text, is_read_twice=seed % 10 == 0) == [], f"mutation.mutated({seed})"


def test_a_mutation_is_the_same_each_time_and_changes_its_report() -> None:
    originals = {text for _, text in mutation.reports()}
    assert mutation.mutated(7) == mutation.mutated(7)
    assert sum(mutation.mutated(seed)[1] not in originals for seed in range(200)) > 190


def test_faults_are_found() -> None:
    """The checks above can fail: a reading that loses a line, a number and a quote is told."""
    text = "# 周报 2024-W13\n\n- 对账平台：开发进度60%，剩 5 家\n- 其他 7 件"
    reading = reader.read(text, "x.md")
    lines = text.split("\n")
    assert [*mutation._line_faults(reading, lines), *mutation._number_faults(reading, lines)] == []
    reading.entries.pop()
    reading.unread.clear()
    reading.marks.clear()
    reading.facts[0].end = 999
    told = [*mutation._line_faults(reading, lines), *mutation._span_faults(reading, lines), *mutation._number_faults(reading, lines)]
    assert sum(fault.startswith("line 4 lies") for fault in told) == 1
    assert sum("nobody read '60'" in fault for fault in told) == 1
    assert sum("is not at" in fault for fault in told) == 1


LONG = {
    "clauses": "支付上线完成，计划4/7开城，剩余 5 家；",
    "one clause": "支付5",
    "blanks": " ",
    "cells": "| 60% ",
    "dates that cannot be": "4/31上线，",
    "digits": "7",
}


@pytest.mark.parametrize(
    "lead", ["- ", "", "# ", "| a | b |\n|---|---|\n| ", "## 生产事件\n\n- 3/28 10:00 ", "## 下周计划\n\n- ", " " * 300]
)
@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_a_long_line_is_one_entry_and_loses_nothing(unit: str, lead: str) -> None:
    text = f"# 周报 2024-W13\n\n{lead}{unit * (6_000 // len(unit))} 末尾 12 家\n- 后面 7 家"
    assert mutation.faults("x.md", text) == []


def test_facts_far_along_a_line_are_found() -> None:
    text = "# 周报 2024-W13\n\n## 进展\n\n- 【对账平台】" + "联调顺利，没有问题。" * 400 + "开发进度60%，计划4/7提测"
    facts = reader.read(text, "x.md").facts
    assert [(fact.rule, fact.project, fact.quote) for fact in facts] == [
        ("progress", "对账平台", "开发进度60%"),
        ("milestone_planned", "对账平台", "计划4/7提测"),
    ]


def test_two_thousand_levels_are_read() -> None:
    text = "# 周报 2024-W13\n\n## 生产事件\n\n" + "\n".join(" " * depth + f"- 3/28 10:00 网关超时 {depth} 笔" for depth in range(2_000))
    assert mutation.faults("x.md", text) == []
