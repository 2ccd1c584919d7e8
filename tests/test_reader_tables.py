"""The ways in which teams lay out reports and tables and count cities.

A case of `tests/data/tables.txt`, `rollouts.txt`, `layouts.txt`, `titles.txt`, `wordings.txt` and `incidents.txt` holds every fact of it.

A case is a name behind `#`, a heading, and rows with annotations as in `tests/annotated.py`; `=====` parts them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.core.rows import TABLES, ReportRows
from assets.facts import reader
from assets.facts.model import Incident, Measure, Milestone, Plan, Progress, Rollout
from assets.projects.registry import Registry
from tests import annotated

HEADER = '@@@ {out: "2024-W13.md", week: 2024-W13, created: "2024-03-29T20:07:00+08:00", set: tables}\n# 2024-W13 周报\nCreated: 2024年3月29日 20:07\n\n'
KINDS = {"progress": Progress, "milestone": Milestone, "rollout": Rollout, "measure": Measure, "plan": Plan, "incident": Incident}
CASES = dict(
    case.removeprefix("# ").split("\n", 1)
    for file in ("tables.txt", "rollouts.txt", "layouts.txt", "titles.txt", "wordings.txt", "incidents.txt")
    for case in (Path(__file__).parent / "data" / file).read_text("utf-8").split("=====\n")
)


@pytest.mark.parametrize("name", CASES)
def test_a_case_gives_its_facts_and_no_others(name: str) -> None:
    report = annotated.parse(HEADER + CASES[name], name)
    reading = reader.read(report.text, report.out)
    tables = ReportRows(reading, "document", Registry()).tables()
    scores = annotated.score(report.facts, {kind: tables.get(TABLES[fact], []) for kind, fact in KINDS.items()})
    missed = [(fact.kind, fact.values) for score in scores.values() for fact in score.missed]
    extra = [(row["source_line"], row["quote"], row["read_by"]) for score in scores.values() for row in score.extra]
    assert (missed, extra) == ([], [])
    assert [number.text for number in reading.unread if number.reason == "unexplained"] == []


def test_a_date_that_was_moved_keeps_the_one_before() -> None:
    rows = "| 项目 | 里程碑 | 计划 | 调整后 | 状态 |\n|---|---|---|---|---|\n| 存管路由 | 上线 | 4/15 | 4/22 | 延期 |\n| 存管路由 | 提测 | 4.2→4.8 | - | - |"
    facts = reader.read(f"# 2024-W13\nCreated: 2024年3月29日 20:07\n\n{rows}", "2024-W13.md").facts
    moved = [(f.event, f.status, str(f.original_date_end), str(f.date_end)) for f in facts if isinstance(f, Milestone)]
    assert moved == [("上线", "delayed", "2024-04-15", "2024-04-22"), ("提测", "delayed", "2024-04-02", "2024-04-08")]


def test_the_cities_named_in_a_cell_are_those_of_its_count() -> None:
    rows = "| 产品 | 本周新开 | 累计 |\n|---|---|---|\n| 房租代扣 | 2城：绍兴、嘉兴 | 43城 |\n| 押金托管 | 1（济南） | 12城 |"
    facts = reader.read(f"# 2024-W13\nCreated: 2024年3月29日 20:07\n\n{rows}", "2024-W13.md").facts
    assert [(f.new_cities, f.cumulative_cities, f.cities) for f in facts if isinstance(f, Rollout)] == [
        (2, 43, ("绍兴", "嘉兴")),
        (1, 12, ("济南",)),
    ]


def test_a_cell_without_text_is_not_quoted() -> None:
    text = (
        HEADER
        + "| 项目 | 事项 |  | 时间 | 状态 | 备注 |\n| --- | --- | --- | --- | --- | --- |\n| 租金代扣二期 | 上线 | 5/23 | 未开始 | |\n"
    )
    report = annotated.parse(text, "a column too many in the header")
    quotes = [fact.quote for fact in reader.read(report.text, report.out).facts]
    assert quotes != []
    assert "" not in quotes
