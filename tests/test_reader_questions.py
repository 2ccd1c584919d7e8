"""Reports written as questions and answers: the question names the project, the answer tells."""

from __future__ import annotations

import pytest

from assets.facts import reader
from assets.facts.model import Milestone, Progress, Rollout

REPORT = "# 支付平台组周报 2024-W13\n\nCreated: March 29, 2024 6:30 PM\n\n{}\n"


def projects(text: str) -> list[str | None]:
    facts = reader.read(REPORT.format(text), "2024-W13.md").facts
    return [fact.project for fact in facts if isinstance(fact, Milestone | Progress | Rollout)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "问：租金代扣到哪了？\n答：开发完成 70%，4/12 提测。\n\n问：电子合同什么时候上线？\n答：4/18 上线，灰度 3 天。",
            ["租金代扣", "租金代扣", "电子合同"],
        ),
        ("Q1：租金代扣进度怎么样？\nA1：开发 70%。\nQ2：电子合同呢？\nA2：联调完成，4/18 上线。", ["租金代扣", "电子合同", "电子合同"]),
        (
            "### 租金代扣做得怎么样了？\n\n开发 70%，4/12 提测。\n\n### 电子合同卡在哪？\n\n等法务，暂停。",
            ["租金代扣", "租金代扣", "电子合同"],
        ),
        (
            "- Q：租金代扣能按时上线吗？\n  - A：能。4/12 上线。\n- Q：电子合同还差什么？\n  - A：还差验收，4/8 验收。",
            ["租金代扣", "电子合同"],
        ),
        (
            "**Q. 租金代扣目前进度？**\n\n开发 70%。\n\n**Q. 电子合同为什么延期？**\n\n法务没批，从 4/3 延期到 4/10。",
            ["租金代扣", "电子合同"],
        ),
        (
            "Q：上次提到的备付金对账切换做完没有？A：3/27 切换完成。\n\nQ：商户分账会不会延期？A：不会，4/8 提测。",
            ["备付金对账切换", "商户分账"],
        ),
        (
            "问题一：清分引擎重构到什么程度了？\n回答：整体 60%。\n问题二：押金线上化开了几个城？\n回答：本周新开 3 城，累计 21 城。",
            ["清分引擎重构", "押金线上化"],
        ),
        (
            "Q：租金代扣 2.0 何时提测？\nA：\n- 签约改造开发完成\n- 4/12 提测\n\nQ：下周干什么？\nA：电子合同提测",
            ["租金代扣 2.0", "租金代扣 2.0"],
        ),
        (
            "## 老板关心的几个问题\n\n1. 租金代扣什么时候能用？\n   4/12 上线，目前联调中。\n2. 电子合同有没有进展？\n   评审通过，开发 20%。",
            ["租金代扣", "租金代扣", "电子合同", "电子合同"],
        ),
        ("## 本周回答\n\nQ：存管三期？\nA：联调完成。\n\nQ：对公付款？\nA：4/2 提测。", ["存管三期", "对公付款"]),
        (
            "Q: 账户合并改造是否按计划？\nA: 是的，开发完成 90%，4/1 提测。\n\nQ: 聚合码开到第几城了？\nA: 累计 33 城。",
            ["账户合并改造", "账户合并改造", "聚合码"],
        ),
        # a question that names none, and one that asks on
        ("Q：有没有停下来的？\nA：有一个。电子回单聚合，本周暂停。\n\nQ：人手够吗？\nA：够。", ["电子回单聚合"]),
        (
            "Q：押金线上化开了几城？\nA：新开 3 城，累计 21 城。\n\nQ：剩下的什么时候开？\nA：累计 30 城要到年底。",
            ["押金线上化", "押金线上化"],
        ),
        # neither a quarter nor a doubt is a question
        ("- 会员积分：是否要补发，4/2 评审\n- Q1：目标 4/30 验收", ["会员积分", None]),
    ],
)
def test_the_question_names_the_project_of_its_answer(text: str, wanted: list[str | None]) -> None:
    assert projects(text) == wanted


def test_an_answer_begins_behind_its_mark() -> None:
    facts = reader.read(REPORT.format("Q：租金代扣到哪了？\nA：开发完成，4/12 提测。\nQ：电子合同呢？\nA：联调中。"), "2024-W13.md").facts
    assert [(f.event, f.quote) for f in facts if isinstance(f, Milestone)] == [
        ("开发", "开发完成"),
        ("提测", "4/12 提测"),
        ("联调", "联调中"),
    ]
