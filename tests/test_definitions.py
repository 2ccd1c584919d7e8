"""The code location: what it holds, and that a run goes through it. Mostly on small assets."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import dagster as dg
import pytest

from assets import dictionary
from assets.house import House, Source
from pipelines import running, settings
from pipelines.definitions import assemble
from pipelines.lock import locked
from pipelines.names import WEEKLY_RUN
from pipelines.problems import FailedError
from pipelines.resources import house_resource


def module_of(*found: object) -> ModuleType:
    module = ModuleType("small_assets")
    for number, item in enumerate(found):
        setattr(module, f"item_{number}", item)
    return module


@dg.asset(key=["core", "progress"])
def progress(house: dg.ResourceParam[House]) -> None:
    (house.home / "made").write_text(house.sources[0].name)


@dg.asset(key=["core", "broken"])
def broken() -> None:
    raise ValueError("a line\nand another")


@pytest.fixture
def the_settings(tmp_path: Path) -> settings.Settings:
    return settings.Settings(home=tmp_path / "home")


def small(the_settings: settings.Settings, *found: object, house: object = None) -> dg.Definitions:
    return assemble(the_settings, house, asset_modules=[module_of(*found)], check_modules=[])


def test_the_schedule_is_weekly_on_and_in_local_time(the_settings: settings.Settings) -> None:
    schedule = small(the_settings, progress).resolve_schedule_def("weekly")
    assert schedule.cron_schedule == "0 8 * * 1"
    assert schedule.execution_timezone == "Asia/Shanghai"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == WEEKLY_RUN


def test_runs_that_dagster_starts_hold_the_lock(the_settings: settings.Settings, tmp_path: Path) -> None:
    house = House(tmp_path / "home", (Source(Path("reports")),))
    definitions = small(the_settings, progress, house=house_resource(house))
    result = definitions.resolve_job_def(WEEKLY_RUN).execute_in_process()
    assert result.success
    assert (tmp_path / "home" / "made").read_text() == "reports"
    assert (tmp_path / "home" / ".lock").is_file()


def test_every_asset_of_the_code_location_has_the_key_of_its_table(the_settings: settings.Settings) -> None:
    keys = {key.to_user_string() for key in assemble(the_settings).resolve_asset_graph().get_all_asset_keys()}
    tables = {f"{t.schema}/{t.name}" for t in dictionary.tables().values() if t.schema in ("core", "trends")}
    assert keys == tables | {"raw/documents", "quality/bad_entries", "published/publication", "weeks/reports"}


def run_small(the_settings: settings.Settings, *found: object) -> running.Ran:
    house = the_settings.house((Source(Path("reports")),))
    with locked(the_settings.home):
        return running.run(the_settings, house, small(the_settings, *found, house=house))


def test_a_run_is_on_the_instance_in_home(
    the_settings: settings.Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    ran = run_small(the_settings, progress)
    with dg.DagsterInstance.get() as instance:
        assert instance.root_directory == str((the_settings.home / "dagster").resolve())
        assert not instance.telemetry_enabled
        run = instance.get_run_by_id(ran.run_id)
    assert run is not None
    assert run.is_success
    assert "PIPELINE_SUCCESS" in ran.log.read_text()
    assert capfd.readouterr() == ("", "")


def test_a_failed_run_says_where_and_why_in_one_line(the_settings: settings.Settings) -> None:
    with pytest.raises(FailedError, match=r"the run failed in core__broken: ValueError: a line and another") as caught:
        run_small(the_settings, broken)
    log = Path(caught.value.lines[0].rpartition("log: ")[2])
    assert "Traceback" in log.read_text() or "broken" in log.read_text()


def test_events_are_in_one_file_that_another_process_reads(the_settings: settings.Settings) -> None:
    run_small(the_settings, progress)
    folder = the_settings.home / "dagster"
    assert (folder / "event_log.db").is_file()
    assert not list(folder.glob("history/runs/*.db"))
    with dg.DagsterInstance.from_config(str(folder)) as another:
        found = another.get_latest_materialization_event(dg.AssetKey(["core", "progress"]))
    assert found is not None
