"""Settings: what is read from where, and that every mistake is one line that says where and what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assets.house import House, RuleSetting, Source
from pipelines import settings, starting
from pipelines.settings import SettingsError


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty current folder, and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("WEEKHOUSE_"):
            monkeypatch.delenv(name)


def write(text: str, name: str = "weekhouse.toml") -> Path:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return Path(name)


def mistakes(config: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        settings.load(config)
    return caught.value.lines


def test_without_a_file_there_are_defaults() -> None:
    house = settings.load().house(())
    assert (house.home, house.timezone, house.language) == (Path(".weekhouse"), "Asia/Shanghai", "zh")
    assert (house.kept_publications, house.registry_file, dict(house.rules)) == (5, None, {})
    assert settings.load().schedule == "0 8 * * 1"


def test_everything_of_the_file_reaches_the_house() -> None:
    write("""
        timezone = "Europe/Berlin"
        language = "en"
        fail_on = "warning"
        kept_publications = 2
        workbook_weeks = 26
        [[sources]]
        path = "reports"
        team = "payments"
        [[sources]]
        path = "logs"
        [rules.progress_regressed]
        on = false
        [rules.percent_out_of_range]
        severity = "warning"
    """)
    write("", "projects.toml")
    found = settings.load(home=Path("elsewhere"))
    house = found.house(found.configured_sources)
    assert house.sources == (Source(Path("reports"), "payments"), Source(Path("logs")))
    assert house.rules == {
        "progress_regressed": RuleSetting(is_on=False),
        "percent_out_of_range": RuleSetting(severity="warning"),
    }
    assert (house.home, house.registry_file) == (Path("elsewhere"), Path("projects.toml"))
    assert (house.timezone, house.language, house.kept_publications, house.workbook_weeks) == ("Europe/Berlin", "en", 2, 26)
    assert found.fail_on == "warning"


def test_paths_are_relative_to_the_file_and_stay_short_beside_it() -> None:
    config = write('registry = "p.toml"\nhome = "h"\n[[sources]]\npath = "reports"\n', "conf/weekhouse.toml")
    write("", "conf/p.toml")
    found = settings.load(config)
    assert found.configured_sources == (Source(Path("conf/reports")),)
    assert (found.home, found.registry) == (Path("conf/h"), Path("conf/p.toml"))


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    config = write('language = "en"\nkept_publications = 2\n', "conf/weekhouse.toml")
    monkeypatch.setenv("WEEKHOUSE_CONFIG", str(config))
    monkeypatch.setenv("WEEKHOUSE_LANGUAGE", "zh")
    monkeypatch.setenv("WEEKHOUSE_RULES__PROGRESS_REGRESSED__SEVERITY", "error")
    found = settings.load()
    assert (found.language, found.kept_publications) == ("zh", 2)
    assert found.rule_settings == {"progress_regressed": RuleSetting(severity="error")}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('langauge = "zh"', "weekhouse.toml: langauge: there is no such setting; language is meant?"),
        ('timezone = "Mars"', "weekhouse.toml: timezone: 'Mars' is no time zone that is known here"),
        ('schedule = "8"', "weekhouse.toml: schedule: '8' is no cron line of five fields"),
        ('schedule = "0-30/15 8,24 * * 1"', "weekhouse.toml: schedule: '0-30/15 8,24 * * 1' is no cron line: 24 is not in 0 to 23"),
        (
            "kept_publications = 0",
            "weekhouse.toml: kept_publications: Input should be greater than or equal to 1",
        ),
        ('fail_on = "all"', "weekhouse.toml: fail_on: Input should be 'error' or 'warning' (it is 'all')"),
        ("[[sources]]\npath = 'a'\nteams = 'a'", "weekhouse.toml: sources.0.teams: there is no such setting; team is meant?"),
        (
            "[rules.progress_regressed]\nof = 1",
            "weekhouse.toml: rules.progress_regressed.of: there is no such setting",
        ),
        ("[rules.progress_regresed]\non = true", "rules.progress_regresed: no such rule; did you mean"),
        ('registry = "gone.toml"', "registry: there is no file gone.toml"),
        ("a = ", "weekhouse.toml: Invalid value"),
    ],
)
def test_a_mistake_is_one_line(text: str, line: str) -> None:
    write(text)
    found = mistakes()
    assert len(found) == 1
    assert found[0].startswith(line)
    assert "\n" not in found[0]


def test_mistakes_of_the_environment_name_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEEKHOUSE_TIMEZON", "UTC")
    monkeypatch.setenv("WEEKHOUSE_LANGUAGE", "fr")
    assert mistakes() == (
        "WEEKHOUSE_TIMEZON: there is no such setting; timezone is meant?",
        "WEEKHOUSE_LANGUAGE: Input should be 'zh' or 'en' (it is 'fr')",
    )
    monkeypatch.setenv("WEEKHOUSE_SOURCES", "[")
    assert any("sources" in line for line in mistakes())


def test_a_settings_file_that_is_named_must_be_there() -> None:
    assert mistakes(Path("gone.toml")) == ("gone.toml: there is no such settings file",)


def test_init_writes_files_that_load_and_keeps_what_is_there() -> None:
    write("# mine", "projects.toml")
    assert [is_new for _, is_new in starting.init(Path())] == [True, False, True]
    assert Path("projects.toml").read_text() == "# mine"
    assert Path("corrections/README.md").is_file()
    assert settings.load().house(()).registry_file == Path("projects.toml")


def test_every_setting_is_in_the_commented_file_and_uncommented_it_loads() -> None:
    list(starting.init(Path()))
    text = Path("weekhouse.toml").read_text(encoding="utf-8")
    assert [name for name in settings.Settings.model_fields if f"{name} =" not in text and f"[{name}" not in text] == []
    lines = text.splitlines()
    active = [line.removeprefix("# ") for line in lines if line.startswith(("# [", "# ")) and _is_setting(line)]
    write("\n".join(line for line in active))
    write("", "projects.toml")
    defaults = {"sources", "rules", "teams", "fail_on", "channels", "headers", "sections", "first_week"}
    assert settings.load().model_dump(exclude=defaults) == settings.Settings().model_dump(exclude=defaults)


def _is_setting(line: str) -> bool:
    first = line.removeprefix("# ").split(" ")[0]
    return first.startswith("[") or (" = " in line and first.replace("_", "").isalpha())


def test_a_mistake_in_the_registry_is_one_line() -> None:
    write("[[project]]\nalias = 1", "projects.toml")
    found = mistakes()
    assert len(found) == 1
    assert found[0].startswith("projects.toml")


# --- teams


def team_of(text: str) -> House:
    write(f'[[teams]]\nname = "a"\n{text}')
    return settings.load().house(())


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", None),
        ("deadline = 8", 8),
        ('deadline = "mon 12:00"', 12),
        ('deadline = "Sunday 23:30"', 167.5),  # a week later: that moment is before the week's end
        ('reporting_days = ["thu"]', -72),
        ('reporting_days = ["Friday", "thu"]\ndeadline = 2', -46),
        ('reporting_days = ["fri"]\ndeadline = "sat 10:00"', -38),
        ('reporting_days = ["fri"]\ndeadline = "mon 12:00"', 12),
    ],
)
def test_a_deadline_counts_from_the_last_reporting_day(text: str, hours: float | None) -> None:
    (team,) = team_of(text).teams
    assert team.deadline_hours == hours


def test_a_team_has_holidays_and_a_first_and_a_last_week() -> None:
    (team,) = team_of('holidays = ["2024-W08", "2024-W07", "2024-W07"]\njoined = "2024-W01"\nleft = "2024-W40"').teams
    assert (team.holidays, team.joined, team.left) == (("2024-W07", "2024-W08"), "2024-W01", "2024-W40")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('deadline = "noon"', "teams.0.deadline: 'noon' is neither hours nor a day and a time"),
        ('deadline = "mon 25:00"', "neither hours nor a day"),
        ("deadlin = 3", "teams.0.deadlin: there is no such setting; deadline is meant?"),
        ('holidays = ["2024-W54"]', "teams.0.holidays.0: '2024-W54' is no ISO week"),
        ('reporting_days = ["someday"]', "teams.0.reporting_days.0: 'someday' is no day of the week"),
        ('joined = "2024-W10"\nleft = "2024-W01"', "left (2024-W01) before it joined (2024-W10)"),
        ('[[teams]]\nname = "a"', "a stands in two [[teams]]"),
        ('[[teams]]\nname = ""', "teams.1.name"),
    ],
)
def test_a_mistaken_team_is_one_line(text: str, complaint: str) -> None:
    write(f'[[teams]]\nname = "a"\n{text}')
    found = mistakes()
    assert len(found) == 1
    assert complaint in found[0]


def test_corrections_lie_beside_the_settings() -> None:
    write("", "sub/weekhouse.toml")
    Path("sub/corrections").mkdir()
    assert settings.load(Path("sub/weekhouse.toml")).house(()).corrections_folder == Path("sub/corrections")
    write('corrections = "nowhere"')
    assert list(mistakes()) == ["corrections: there is no folder nowhere"]
