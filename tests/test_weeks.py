"""Weeks as partitions, and the sensor that looks at documents: a real Dagster instance over a real warehouse."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.core.asset import TABLES, WEEKS
from pipelines import sensors, weeks
from pipelines.definitions import assemble
from pipelines.names import WEEKLY_RUN, WEEKS_RUN
from pipelines.problems import UnusableError
from pipelines.settings import Settings

MONDAYS = ["2024-03-04", "2024-03-11", "2024-03-18"]


def write(folder: Path, week: str, percent: int) -> None:
    """One report of a team."""
    (folder / "支付").mkdir(parents=True, exist_ok=True)
    (folder / "支付" / f"{week}.md").write_text(f"# {week}\n\n## 进展\n\n- 【存管路由】开发进度{percent}%\n", "utf-8")


def settings_of(folder: Path) -> Settings:
    """Settings over a folder with three weeks of reports."""
    for week, percent in (("2024-W10", 10), ("2024-W11", 20), ("2024-W12", 30)):
        write(folder / "reports", week, percent)
    return Settings(home=folder / "home", sources=[{"path": folder / "reports"}], first_week="2024-W01")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to run in."""
    return tmp_path_factory.mktemp("weeks")


@pytest.fixture(scope="module")
def settings(place: Path) -> Settings:
    """Settings over it."""
    return settings_of(place)


@pytest.fixture(scope="module")
def instance(place: Path) -> Iterator[dg.DagsterInstance]:
    """A Dagster instance of its own."""
    with dg.instance_for_test(temp_dir=str(place)) as found:
        yield found


@pytest.fixture(scope="module")
def first(settings: Settings, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    """The weekly run, once."""
    return run(settings, instance, WEEKLY_RUN)


def run(settings: Settings, instance: dg.DagsterInstance, job: str, tags: dict[str, str] | None = None) -> dg.ExecuteInProcessResult:
    """One run of a job, as the daemon starts it, as far as the facts: what follows knows nothing of weeks (`make soak` runs it too)."""
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "true"
    whole = assemble(settings).resolve_job_def(job)
    facts = {dg.AssetKey(["raw", "documents"]), *(dg.AssetKey(["core", table.name]) for table in TABLES)}
    of_weeks = {WEEKS} if job == WEEKS_RUN else set()
    return whole.get_subset(asset_selection=facts | of_weeks, asset_check_selection=set()).execute_in_process(instance=instance, tags=tags)


def test_the_weekly_run_records_the_weeks_that_it_read(first: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> None:
    assert first.success
    assert sorted(instance.get_materialized_partitions(WEEKS)) == MONDAYS


def test_a_range_of_weeks_is_read_again_in_one_run(
    settings: Settings, first: dg.ExecuteInProcessResult, instance: dg.DagsterInstance
) -> None:
    assert first.success
    again = run(
        settings,
        instance,
        WEEKS_RUN,
        {"dagster/asset_partition_range_start": MONDAYS[0], "dagster/asset_partition_range_end": MONDAYS[1]},
    )
    assert again.success
    materialized = [event for event in again.get_asset_materialization_events() if event.asset_key == WEEKS]
    assert sorted(str(event.partition) for event in materialized) == MONDAYS[:2]
    assert {event.materialization.metadata["documents_read"].value for event in materialized} == {2}


def test_the_run_over_weeks_goes_as_far_as_the_weekly_one(settings: Settings) -> None:
    weekly, of_weeks = ({node.name for node in assemble(settings).resolve_job_def(job).nodes} for job in (WEEKLY_RUN, WEEKS_RUN))
    assert "published__publication" in weekly
    assert of_weeks - weekly == {"__".join(WEEKS.path)}
    assert weekly <= of_weeks


def test_partitions_reach_from_the_first_week_to_the_one_under_way(settings: Settings) -> None:
    keys = weeks.partitions(settings).get_partition_keys()
    assert keys[0] == "2024-01-01"
    assert weeks.label_of(keys[-1]) == weeks.label(datetime.now(ZoneInfo("Asia/Shanghai")).date())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-W13", ["2024-W13"]),
        ("2024-W52..2025-W02", ["2024-W52", "2025-W01", "2025-W02"]),
        ("2020-W53..2021-W01", ["2020-W53", "2021-W01"]),
    ],
)
def test_weeks_are_named_as_people_do(text: str, found: list[str]) -> None:
    assert sorted(weeks.parse(text)) == found


@pytest.mark.parametrize("text", ["2024-W54", "W13", "2024-13", "2024-W13..2024-W05", ""])
def test_what_is_no_week_is_one_line(text: str) -> None:
    with pytest.raises(UnusableError, match="week"):
        weeks.parse(text)


def test_a_changed_document_asks_for_a_run_and_a_touched_one_does_not(tmp_path: Path) -> None:
    sensor = sensors.changed_documents(settings_of(tmp_path))

    def look(cursor: str | None) -> dg.SensorResult:
        found = sensor(dg.build_sensor_context(cursor=cursor))
        assert isinstance(found, dg.SensorResult)
        return found

    first = look(None)
    assert not first.run_requests
    assert "3 documents" in str(first.skip_reason)
    (tmp_path / "reports" / "支付" / "2024-W10.md").touch()
    assert not look(first.cursor).run_requests
    write(tmp_path / "reports", "2024-W13", 40)
    changed = look(first.cursor)
    assert len(changed.run_requests or []) == 1
    assert not look(changed.cursor).run_requests
