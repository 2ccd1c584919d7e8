"""Settings of the environment: `WEEKHOUSE_HOME` and so on, which win over the file.

What does not belong here: the settings and what they mean (`settings`).
"""

from __future__ import annotations

from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as InvalidVariableError

from pipelines.settings import ENV_PREFIX, Settings, SettingsError


class _FromEnvironment(Settings, BaseSettings):
    """The same settings, with the variables as one more source."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_nested_delimiter="__", extra="forbid", validate_default=False)

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


def overridden(content: dict[str, Any]) -> Settings:
    """The settings of a file's content and the environment. Raises `SettingsError` for a variable that cannot be read."""
    try:
        return _FromEnvironment(**content)
    except InvalidVariableError as error:
        raise SettingsError(f"environment: {error}; lists are written as JSON") from None
