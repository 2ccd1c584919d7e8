"""Incidents as engineers write them: `incidents.yml` has a text and the incidents that it tells, in many wordings and layouts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets.facts import reader
from assets.facts.model import Incident

CASES: list[dict[str, Any]] = yaml.load(Path(__file__).with_name("incidents.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
REPORT = """# 支付平台组周报 2024-W13

Created: March 29, 2024 6:30 PM

## 本周进展

- 对账平台：开发进度60%

{}

## 下周计划

- 推进
"""


def incidents(text: str) -> list[Incident]:
    facts = reader.read(REPORT.format(text), "2024-W13.md").facts
    return [fact for fact in facts if isinstance(fact, Incident)]


def shown(value: object) -> object:
    """A time as the cases write it, anything else as it is."""
    return f"{value:%d %H:%M}" if isinstance(value, datetime) else value


@pytest.mark.parametrize("case", CASES, ids=[case["text"].strip().splitlines()[-1][:30] for case in CASES])
def test_what_an_incident_tells_is_read(case: dict[str, Any]) -> None:
    found = incidents(case["text"])
    assert len(found) == len(case["gives"]), [incident.quote for incident in found]
    wanted = [{name: value for name, value in gives.items() if name != "service"} for gives in case["gives"]]
    assert [{name: shown(getattr(i, name)) for name in names} for i, names in zip(found, wanted, strict=True)] == wanted
    for incident, gives in zip(found, case["gives"], strict=True):
        assert gives.get("service", "") in (incident.service or "")


def test_there_are_texts_with_and_without_incidents() -> None:
    assert sum(not case["gives"] for case in CASES) > 15
    assert sum(bool(case["gives"]) for case in CASES) > 80


@pytest.mark.parametrize("times", [200])
def test_a_long_line_is_read_in_little_time(times: int) -> None:
    """Patterns do not go back and forth: twice the text takes about twice the time, and this ends at once."""
    found = incidents("## 生产事件\n\n- 3/26 14:05 pay-core 超时，" + "影响 12 笔，失败 " * times + "14:40 恢复")
    assert [incident.affected_count for incident in found] == [12]


TURNED = """# 周报 2023-W22

## 线上故障

| 项 | 故障一 | 故障二 |
| --- | --- | --- |
| 服务 | pay-core | acct |
| 开始时间 | 5/30 14:22 | 5/31 09:10 |
| 恢复时间 | 5/30 14:49 | 5/31 09:40 |
| 影响 | 支付失败 873 笔 | 记账慢 12 笔 |
"""


def test_an_incident_in_a_column_is_quoted_where_it_stands() -> None:
    """Not with its label in front, which stands in another cell."""
    lines = TURNED.split("\n")
    found = [f for f in reader.read(TURNED, "2023-W22.md", seen=date(2023, 6, 2)).facts if isinstance(f, Incident)]
    assert [f.quote for f in found] == ["5/30 14:22", "5/31 09:10"]
    assert all(lines[f.entry.line - 1][f.start : f.end] == f.quote for f in found)
