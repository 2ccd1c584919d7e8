"""`[[teams]]` of the settings: when a team's report is due, and from when to when it reports.

What does not belong here: what lateness and gaps mean (`expectations/core_reports.yml`, `sql/trends/weekly_reporting.sql`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from assets.house import Team

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOMENT = re.compile(rf"({'|'.join(DAYS)})[a-z]*\s+([01]?\d|2[0-4]):([0-5]\d)", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_HOURS_OF_WEEK = 7 * 24


def _week(text: str) -> str:
    matched = _WEEK.fullmatch(text)
    try:
        if matched:
            date.fromisocalendar(int(matched[1]), int(matched[2]), 1)
            return text
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no ISO week (example: 2024-W07)")


def _day(text: str) -> str:
    if text[:3].lower() not in DAYS:
        raise ValueError(f"{text!r} is no day of the week (known: {', '.join(DAYS)})")
    return text[:3].lower()


def _moment(given: float | str) -> float | str:
    if isinstance(given, str) and not _MOMENT.fullmatch(given.strip()):
        raise ValueError(f'{given!r} is neither hours nor a day and a time (examples: 12, "mon 12:00")')
    return given


Week = Annotated[str, AfterValidator(_week)]
Day = Annotated[str, AfterValidator(_day)]


class TeamSettings(BaseModel):
    """One `[[teams]]`. `deadline` counts from the end of the last reporting day, which is Sunday unless `reporting_days` says otherwise."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    deadline: Annotated[float | str | None, AfterValidator(lambda given: None if given is None else _moment(given))] = None
    reporting_days: list[Day] = []
    holidays: list[Week] = []
    joined: Week | None = None
    left: Week | None = None

    @model_validator(mode="after")
    def _in_order(self) -> TeamSettings:
        if self.joined and self.left and self.left < self.joined:
            raise ValueError(f"team {self.name} left ({self.left}) before it joined ({self.joined})")
        return self

    @property
    def team(self) -> Team:
        """The team as a run is given it."""
        days = tuple(sorted(set(self.reporting_days), key=DAYS.index))
        return Team(self.name, self._deadline_hours(), days, tuple(sorted(set(self.holidays))), self.joined, self.left)

    def _deadline_hours(self) -> float | None:
        """Hours from Sunday 24:00 to the deadline; None where neither it nor reporting days are set: then the rule's holds."""
        if self.deadline is None and not self.reporting_days:
            return None
        closed = max((DAYS.index(day) + 1) * 24 for day in self.reporting_days or [DAYS[-1]])
        if isinstance(self.deadline, str):
            day, hour, minute = _parts(self.deadline)
            due = day * 24 + hour + minute / 60
            return due + (_HOURS_OF_WEEK if due < closed else 0) - _HOURS_OF_WEEK
        return closed + (self.deadline or 0) - _HOURS_OF_WEEK


def _parts(moment: str) -> tuple[int, int, int]:
    matched = _MOMENT.fullmatch(moment.strip())
    if matched is None:
        raise ValueError(moment)
    return DAYS.index(matched[1].lower()), int(matched[2]), int(matched[3])


def _once_each(teams: list[TeamSettings]) -> list[TeamSettings]:
    names = [team.name for team in teams]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{twice[0]} stands in two [[teams]]")
    return teams


Teams = Annotated[list[TeamSettings], AfterValidator(_once_each)]
