"""The kinds of channel with their limits, and the settings `[[channels]]` and `[alerts]`.

An address is a secret: the settings name the environment variable that holds it. What does not belong here: sending.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assets.house import Alerting, Channel


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of channel takes. `seconds_apart` and `per_minute` are what its robot or server bears."""

    markup: str = "plain"
    limit_bytes: int | None = None
    per_minute: int | None = None
    seconds_apart: float = 0.0
    has_address: bool = True
    can_mention: bool = False


KINDS = {
    # developer.work.weixin.qq.com/document/path/91770: markdown 4096 bytes, text 2048 bytes, 20 messages a minute
    "wecom": Kind("wecom", 4096, per_minute=20, can_mention=True),
    # open.feishu.cn, "Custom bot usage guide": request at most 20 KB, 100 a minute and 5 a second. apprise sends JSON
    # in ASCII, where a Chinese character of 3 bytes takes 6 and an emoji of 4 takes 12: a third of 20 KB is safe.
    "feishu": Kind("feishu", 6_500, per_minute=100, seconds_apart=0.25, can_mention=True),
    # open.dingtalk.com, "Custom robot access": request at most 20000 bytes (ASCII as above), 20 a minute, else blocked for 10 minutes
    "dingtalk": Kind("dingtalk", 6_500, per_minute=20, can_mention=True),
    # docs.slack.dev, chat.postMessage: best up to 4000 characters; rate limits: 1 message a second
    "slack": Kind("slack", 4_000, seconds_apart=1.2),
    # no limit of its own; a mail server that takes less than 1 MB would be odd
    "email": Kind(limit_bytes=500_000, seconds_apart=1.0),
    # any other address of apprise; its own services begin at 1000 characters
    "apprise": Kind(limit_bytes=2_000, seconds_apart=1.0),
    "file": Kind(has_address=False),
    "console": Kind(has_address=False),
}
KindName = Literal["wecom", "feishu", "dingtalk", "slack", "email", "apprise", "file", "console"]
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_NAME = re.compile(r"[\w.-]{1,40}")


class ChannelSettings(BaseModel):
    """One `[[channels]]`. What a validator says never repeats what was given, which may be an address."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str
    kind: KindName
    url_env: str | None = None
    teams: list[str] = []
    min_severity: Literal["error", "warning"] = "warning"
    mention: list[str] = []
    max_bytes: Annotated[int, Field(ge=400)] | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> ChannelSettings:
        if not _NAME.fullmatch(self.name):
            raise ValueError("name: letters, digits, . _ and - (at most 40)")
        if self.url_env is not None and not _VARIABLE.fullmatch(self.url_env):
            raise ValueError(
                f"{self.name}: url_env is the name of an environment variable, such as WECOM_URL; the address itself must not stand here"
            )
        if self.limits.has_address != (self.url_env is not None):
            raise ValueError(f"{self.name}: a channel of kind {self.kind} {'needs' if self.limits.has_address else 'has no'} url_env")
        if self.mention and not self.limits.can_mention:
            raise ValueError(f"{self.name}: a channel of kind {self.kind} cannot mention anybody")
        return self

    @property
    def limits(self) -> Kind:
        """What its kind takes."""
        return KINDS[self.kind]

    @property
    def limit_bytes(self) -> int | None:
        """How long a message may be: the setting, else what its kind takes."""
        return self.max_bytes or self.limits.limit_bytes

    def channel(self) -> Channel:
        """What the digests of this channel are made for."""
        return Channel(
            name=self.name,
            markup=self.limits.markup,
            limit_bytes=self.limit_bytes,
            teams=tuple(self.teams),
            is_for_errors_only=self.min_severity == "error",
            can_mention=bool(self.mention),
        )


class AlertSettings(BaseModel):
    """`[alerts]`: how much is told, and when again."""

    model_config = ConfigDict(extra="forbid")

    remind_after_days: Annotated[int, Field(ge=1)] = 14
    escalate_after_days: Annotated[int, Field(ge=1)] = 7
    newest_weeks: Annotated[int, Field(ge=1)] = 2
    shown_per_rule: Annotated[int, Field(ge=1)] = 3
    give_up_after_days: Annotated[int, Field(ge=1)] = 7
    run_grace_minutes: Annotated[int, Field(ge=1)] = 120


FILE_CHANNEL = ChannelSettings(name="file", kind="file")
"""Where digests go while no channel is configured."""


def in_use(configured: Sequence[ChannelSettings]) -> tuple[ChannelSettings, ...]:
    """The configured channels, else the file."""
    return tuple(configured) or (FILE_CHANNEL,)


def alerting(alerts: AlertSettings, configured: Sequence[ChannelSettings]) -> Alerting:
    """What a run is given of it."""
    return Alerting(
        channels=tuple(channel.channel() for channel in in_use(configured)),
        remind_after_days=alerts.remind_after_days,
        escalate_after_days=alerts.escalate_after_days,
        newest_weeks=alerts.newest_weeks,
        shown_per_rule=alerts.shown_per_rule,
    )
