"""Settings: `weekhouse.toml` and the environment (`WEEKHOUSE_…`, which wins), validated, as a `House`.

What does not belong here: what a setting changes (the assets), and the commented examples (`templates/`).
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as InvalidVariableError

from assets.house import House, Progress, RuleSetting, Source
from pipelines.problems import UnusableError

REGISTRY_FILE = "projects.toml"
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


def _cron(text: str) -> str:
    fields = text.split()
    if len(fields) != 5 or not all(_CRON_FIELD.fullmatch(field) for field in fields):
        raise ValueError(f"{text!r} is no cron line of five fields (example: 0 8 * * 1, Mondays at 08:00)")
    return text


class SourceSettings(BaseModel):
    """One `[[sources]]`: a directory or file; `team` overrides every other way to tell the team."""

    model_config = ConfigDict(extra="forbid")

    path: Path
    team: str | None = None


class RuleSettings(BaseModel):
    """One `[rules.<name>]`: what it changes of a rule of the contract."""

    model_config = ConfigDict(extra="forbid")

    is_on: bool = Field(default=True, alias="on")
    severity: Severity | None = None
    threshold: float | None = None


class Settings(BaseSettings):
    """All settings. Every one has a default, so that no file is needed."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_nested_delimiter="__", extra="forbid")

    home: Path = Path(DEFAULT_HOME)
    sources: list[SourceSettings] = []
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    schedule: Annotated[str, AfterValidator(_cron)] = "0 8 * * 1"
    registry: Path = Path(REGISTRY_FILE)
    fail_on: Severity | None = None
    kept_publications: Annotated[int, Field(ge=1)] = 5
    rules: dict[str, RuleSettings] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose content comes as arguments."""
        return env_settings, init_settings

    def house(self, sources: tuple[Source, ...], progress: Progress | None = None) -> House:
        """What a run over these sources is given."""
        house = House(
            home=self.home,
            sources=sources,
            timezone=self.timezone,
            language=self.language,
            registry_file=self.registry if self.registry.is_file() else None,
            rules=self.rule_settings,
            kept_publications=self.kept_publications,
        )
        return replace(house, progress=progress) if progress else house

    @property
    def rule_settings(self) -> dict[str, RuleSetting]:
        """The `[rules.<name>]`."""
        return {name: RuleSetting(r.is_on, r.severity, r.threshold) for name, r in self.rules.items()}

    @property
    def configured_sources(self) -> tuple[Source, ...]:
        """The `[[sources]]`."""
        return tuple(Source(source.path, source.team) for source in self.sources)


def load(config: Path | None = None, home: Path | None = None) -> Settings:
    """The settings of a file (`config`, else WEEKHOUSE_CONFIG, else ./weekhouse.toml if it is there).

    Paths in the file are relative to its folder. Raises `SettingsError` with every mistake.
    """
    file = _settings_file(config)
    content = _beside(file.parent, _read(file)) if file else {}
    problems = list(_unknown_variables())
    try:
        settings = Settings(**content)
    except ValidationError as error:
        raise SettingsError(*problems, *_lines(error, file)) from None
    except InvalidVariableError as error:
        raise SettingsError(*problems, f"environment: {error}; lists are written as JSON") from None
    if "registry" in settings.model_fields_set and not settings.registry.is_file():
        problems.append(f"registry: there is no file {settings.registry}")
    if problems:
        raise SettingsError(*problems)
    _check_rules(settings)
    _check_registry(settings)
    return settings.model_copy(update={"home": home}) if home else settings


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
    for name in ("home", "registry"):
        if isinstance(content.get(name), str):
            content[name] = folder / content[name]
    sources = content.get("sources")
    for source in sources if isinstance(sources, list) else []:
        if isinstance(source, dict) and isinstance(source.get("path"), str):
            source["path"] = folder / source["path"]
    return content


def _unknown_variables() -> Iterator[str]:
    for name in sorted(os.environ):
        if name.startswith(ENV_PREFIX) and name not in _ENV_OF_OTHERS:
            setting = name.removeprefix(ENV_PREFIX).split("__")[0].lower()
            if setting not in Settings.model_fields:
                yield f"{name}: there is no such setting{_near(setting, Settings.model_fields)}"


def _lines(error: ValidationError, file: Path | None) -> Iterator[str]:
    for mistake in error.errors(include_url=False):
        first = str(mistake["loc"][0])
        variable = f"{ENV_PREFIX}{first.upper()}"
        is_of_file = file and not any(name.split("__")[0] == variable for name in os.environ)
        where = f"{file}: {'.'.join(map(str, mistake['loc']))}" if is_of_file else variable
        if mistake["type"] == "extra_forbidden":
            near = _near(str(mistake["loc"][-1]), _known_beside(mistake["loc"]))
            yield f"{where}: there is no such setting{near}"
        else:
            given = mistake["input"]
            is_told = mistake["type"] == "value_error" or not isinstance(given, str | int | float)
            shown = "" if is_told else f" (it is {given!r})"
            yield f"{where}: {mistake['msg'].removeprefix('Value error, ')}{shown}"


def _known_beside(loc: tuple[int | str, ...]) -> Iterable[str]:
    """The names that are known where an unknown one was found."""
    if len(loc) == 1:
        return Settings.model_fields
    return {"sources": ("path", "team"), "rules": ("on", "severity", "threshold")}.get(str(loc[0]), ())


def _near(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; {close[0]} is meant?" if close else f"; known: {', '.join(known)}"
