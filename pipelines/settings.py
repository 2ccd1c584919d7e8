"""Settings: `weekhouse.toml` and the environment (`WEEKHOUSE_…`, which wins), validated, as a `House`.

What does not belong here: what a setting changes (the assets), and the commented examples (`templates/`).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from assets.credentials import FILE as SECRET_FILE
from assets.house import AnySource, House, Progress, RuleSetting
from assets.quality import sensitive
from pipelines.alerts.channels import AlertSettings, ChannelSettings, alerting
from pipelines.mask_settings import Masks
from pipelines.problems import UnusableError
from pipelines.source_settings import Headers, LimitSettings, Sections, Sources, SourceSettings, near
from pipelines.team_settings import Teams, TeamSettings

REGISTRY_FILE = "projects.toml"
CORRECTIONS_FOLDER = "corrections"
SETTINGS_FILE = "weekhouse.toml"
DEFAULT_HOME = ".weekhouse"
ENV_PREFIX = "WEEKHOUSE_"
_ENV_OF_OTHERS = {"WEEKHOUSE_CONFIG"}

Severity = Literal["error", "warning"]


class SettingsError(UnusableError):
    """Settings that cannot be used; one line for each mistake."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone that is known here (example: Asia/Shanghai)") from None
    return name


_CRON_FIELD = re.compile(r"[\d*/,\-]+|[A-Za-z,\-]+")
_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
"""Minute, hour, day, month, weekday."""


def _cron(text: str) -> str:
    fields = text.split()
    if len(fields) != 5 or not all(_CRON_FIELD.fullmatch(field) for field in fields):
        raise ValueError(f"{text!r} is no cron line of five fields (example: 0 8 * * 1, Mondays at 08:00)")
    for field, (least, most) in zip(fields, _CRON_RANGES, strict=True):
        if wrong := [number for number in re.findall(r"(?<![/\d])\d+", field) if not least <= int(number) <= most]:
            raise ValueError(f"{text!r} is no cron line: {wrong[0]} is not in {least} to {most}")
    return text


def _named_once(channels: list[ChannelSettings]) -> list[ChannelSettings]:
    names = [channel.name for channel in channels]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"two channels have the name {twice[0]}")
    return channels


class RuleSettings(BaseModel):
    """One `[rules.<name>]`: what it changes of a rule of the contract."""

    model_config = ConfigDict(extra="forbid")

    is_on: bool = Field(default=True, alias="on")
    severity: Severity | None = None
    threshold: float | None = None


class Settings(BaseModel):
    """All settings. Every one has a default, so that no file is needed; those of the environment come from `environment`."""

    model_config = ConfigDict(extra="forbid")

    home: Path = Path(DEFAULT_HOME)
    sources: Sources = []
    limits: LimitSettings = LimitSettings()
    headers: Headers = {}
    masks: Masks = {}
    sections: Sections = {}
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    schedule: Annotated[str, AfterValidator(_cron)] = "0 8 * * 1"
    registry: Path = Path(REGISTRY_FILE)
    fail_on: Severity | None = None
    kept_publications: Annotated[int, Field(ge=1)] = 5
    workbook_weeks: Annotated[int, Field(ge=1)] = 53
    kept_backups: Annotated[int, Field(ge=1)] = 5
    kept_logs_days: Annotated[int, Field(ge=1)] = 90
    kept_runs_days: Annotated[int, Field(ge=1)] = 90
    readers: Literal["owner", "group", "everyone"] = "owner"
    rules: dict[str, RuleSettings] = {}
    alerts: AlertSettings = AlertSettings()
    channels: Annotated[list[ChannelSettings], AfterValidator(_named_once)] = []
    teams: Teams = []
    first_week: str | None = None
    watch_seconds: Annotated[int, Field(ge=5)] = 60
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 3000
    wait_seconds: Annotated[float, Field(ge=0)] = 1.0
    corrections: Path = Path(CORRECTIONS_FOLDER)

    def house(self, sources: tuple[AnySource, ...], progress: Progress | None = None) -> House:
        """What a run over these sources is given."""
        house = House(
            home=self.home,
            sources=sources,
            timezone=self.timezone,
            language=self.language,
            registry_file=self.registry if self.registry.is_file() else None,
            rules=self.rule_settings,
            teams=tuple(team.team for team in self.teams),
            corrections_folder=self.corrections if self.corrections.is_dir() else None,
            kept_publications=self.kept_publications,
            workbook_weeks=self.workbook_weeks,
            kept_logs_days=self.kept_logs_days,
            kept_runs_days=self.kept_runs_days,
            readers=self.readers,
            limits=self.limits.limits,
            headers=self.headers,
            sections=self.sections,
            alerting=alerting(self.alerts, self.channels),
        )
        return replace(house, progress=progress) if progress else house

    @property
    def rule_settings(self) -> dict[str, RuleSetting]:
        """The `[rules.<name>]`."""
        return {name: RuleSetting(r.is_on, r.severity, r.threshold) for name, r in self.rules.items()}

    @property
    def configured_sources(self) -> tuple[AnySource, ...]:
        """The `[[sources]]`."""
        return tuple(settings.source for settings in self.sources)


def load(config: Path | None = None, home: Path | None = None) -> Settings:
    """The settings of a file (`config`, else WEEKHOUSE_CONFIG, else ./weekhouse.toml if it is there).

    Paths in the file are relative to its folder. What `masks` names is masked by this process from then on.
    Raises `SettingsError` with every mistake.
    """
    file = _settings_file(config)
    content = _beside(file.parent, _read(file)) if file else {}
    problems = list(_unknown_variables(content))
    try:
        settings = _given(content)
    except ValidationError as error:
        raise SettingsError(*problems, *_lines(error, file)) from None
    except SettingsError as error:
        raise SettingsError(*problems, *error.lines) from None
    if "registry" in settings.model_fields_set and not settings.registry.is_file():
        problems.append(f"registry: there is no file {settings.registry}")
    if "corrections" in settings.model_fields_set and not settings.corrections.is_dir():
        problems.append(f"corrections: there is no folder {settings.corrections}")
    if problems:
        raise SettingsError(*problems)
    _check_rules(settings)
    _check_registry(settings)
    sensitive.use(settings.masks)
    return settings.model_copy(update={"home": home}) if home else settings


def _given(content: dict[str, Any]) -> Settings:
    """The settings of a file and the environment, if it has any: what reads them takes as long to import as all the rest here."""
    if any(name.upper().startswith(ENV_PREFIX) for name in os.environ.keys() - _ENV_OF_OTHERS):
        from pipelines.environment import overridden

        return overridden(content)
    return Settings(**content)


def _check_rules(settings: Settings) -> None:
    """Rules are checked against the catalogue, which is read only when there are settings of rules."""
    if settings.rules:
        from assets.quality.catalogue import CatalogueError
        from assets.quality.engine import check_settings

        try:
            check_settings(settings.rule_settings)
        except CatalogueError as error:
            raise SettingsError(str(error)) from None


def _check_registry(settings: Settings) -> None:
    """The registry is read when it is there, so that a mistake in it is told before anything runs."""
    if settings.registry.is_file():
        from assets.projects.registry import RegistryError
        from assets.projects.registry import load as load_registry

        try:
            load_registry(settings.registry)
        except RegistryError as error:
            raise SettingsError(str(error)) from None


def _settings_file(config: Path | None) -> Path | None:
    named = config or (Path(os.environ["WEEKHOUSE_CONFIG"]) if os.environ.get("WEEKHOUSE_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"{named}: there is no such settings file")
        return named
    return Path(SETTINGS_FILE) if Path(SETTINGS_FILE).is_file() else None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file}: {error}") from None


def _beside(folder: Path, content: dict[str, Any]) -> dict[str, Any]:
    """The content with its relative paths below the settings file's folder."""
    if "registry" not in content and (folder / REGISTRY_FILE).is_file():
        content["registry"] = REGISTRY_FILE
    if "corrections" not in content and (folder / CORRECTIONS_FOLDER).is_dir():
        content["corrections"] = CORRECTIONS_FOLDER
    for name in ("home", "registry", "corrections"):
        if isinstance(content.get(name), str):
            content[name] = folder / content[name]
    sources = content.get("sources")
    for source in sources if isinstance(sources, list) else []:
        if isinstance(source, dict) and isinstance(source.get("path"), str):
            source["path"] = folder / source["path"]
    return content


def _unknown_variables(content: dict[str, Any]) -> Iterator[str]:
    """Variables that are no setting; those in which channels have their addresses and sources their tokens are none of them."""
    named = {*_values(content.get("channels"), "url_env"), *_values(content.get("sources"), "token_env")}
    files = {name + SECRET_FILE for name in named}
    for name in sorted(os.environ):
        if name.startswith(ENV_PREFIX) and name not in _ENV_OF_OTHERS | named | files:
            setting = name.removeprefix(ENV_PREFIX).split("__")[0].lower()
            if setting not in Settings.model_fields:
                yield f"{name}: there is no such setting{near(setting, Settings.model_fields)}"


def _values(tables: object, key: str) -> Iterator[str]:
    """What an array of tables, if it is one, has under a key."""
    for table in tables if isinstance(tables, list) else ():
        if isinstance(table, dict):
            yield str(table.get(key))


def _lines(error: ValidationError, file: Path | None) -> Iterator[str]:
    for mistake in error.errors(include_url=False):
        first = str(mistake["loc"][0])
        variable = f"{ENV_PREFIX}{first.upper()}"
        is_of_file = file and not any(name.split("__")[0] == variable for name in os.environ)
        where = f"{file}: {'.'.join(map(str, mistake['loc']))}" if is_of_file else variable
        if mistake["type"] == "extra_forbidden":
            yield f"{where}: there is no such setting{near(str(mistake['loc'][-1]), _known_beside(mistake['loc']))}"
        else:
            given = mistake["input"]
            is_told = mistake["type"] == "value_error" or not isinstance(given, str | int | float)
            shown = "" if is_told else f" (it is {given!r})"
            yield f"{where}: {mistake['msg'].removeprefix('Value error, ')}{shown}"


def _known_beside(loc: tuple[int | str, ...]) -> Iterable[str]:
    """The names that are known where an unknown one was found."""
    if len(loc) == 1:
        return Settings.model_fields
    return {
        "sources": tuple(SourceSettings.model_fields),
        "limits": tuple(LimitSettings.model_fields),
        "rules": ("on", "severity", "threshold"),
        "teams": tuple(TeamSettings.model_fields),
        "channels": tuple(ChannelSettings.model_fields),
        "alerts": tuple(AlertSettings.model_fields),
    }.get(str(loc[0]), ())
