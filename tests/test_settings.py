"""Settings: what is read from where, and that every mistake is one line that says where and what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assets.house import RuleSetting, Source
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
    assert (house.timezone, house.language, house.kept_publications) == ("Europe/Berlin", "en", 2)
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
    defaults = {"sources", "rules", "fail_on", "channels", "headers", "sections"}
    assert settings.load().model_dump(exclude=defaults) == settings.Settings().model_dump(exclude=defaults)


def _is_setting(line: str) -> bool:
    first = line.removeprefix("# ").split(" ")[0]
    return first.startswith("[") or (" = " in line and first.replace("_", "").isalpha())


def test_a_mistake_in_the_registry_is_one_line() -> None:
    write("[[project]]\nalias = 1", "projects.toml")
    found = mistakes()
    assert len(found) == 1
    assert found[0].startswith("projects.toml")
