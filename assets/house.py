"""What a run is given: where it writes, what it reads, what time it is. Built by `pipelines.settings`, used by every asset.

What does not belong here: reading configuration files or the environment, and anything of Dagster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from assets import migrations, warehouse
from assets.documents.reading import Limits

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how many are done, and of how many (None when unknown)."""


def _silent(_what: str, _done: int, _total: int | None) -> None:
    """The progress of a run that nobody watches."""


@dataclass(frozen=True, slots=True)
class Source:
    """A directory or file to read. `team` overrides every other way to tell the team."""

    path: Path
    team: str | None = None
    label: str | None = None

    @property
    def name(self) -> str:
        """How the source is named in tables and messages."""
        return self.label or self.path.as_posix()


@dataclass(frozen=True, slots=True)
class NotionSource:
    """The pages of a Notion database, or below a page, read over Notion's API.

    `root` has 32 hexadecimal digits. The token is in the environment variable `token_env` and nowhere else.
    """

    root: str
    is_database: bool
    team: str | None = None
    label: str | None = None
    token_env: str = "NOTION_TOKEN"  # noqa: S105 - a variable's name
    url: str = "https://api.notion.com"

    @property
    def name(self) -> str:
        """How the source is named in tables and messages."""
        return self.label or f"notion:{self.root}"


AnySource = Source | NotionSource


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a setting changes of a rule; None leaves the rule's own value."""

    is_on: bool = True
    severity: str | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """Where digests go. It has no address: only who sends knows that.

    Without `teams` it takes every team, and what belongs to none. `markup` is a name of `assets.quality.markup`.
    """

    name: str
    markup: str = "plain"
    limit_bytes: int | None = None
    teams: tuple[str, ...] = ()
    is_for_errors_only: bool = False
    can_mention: bool = False


@dataclass(frozen=True, slots=True)
class Alerting:
    """Who is told of bad entries, and how much. Ages are in calendar days, `newest_weeks` in ISO weeks."""

    channels: tuple[Channel, ...] = ()
    remind_after_days: int = 14
    escalate_after_days: int = 7
    newest_weeks: int = 2
    shown_per_rule: int = 3


@dataclass(frozen=True, slots=True)
class Team:
    """A team as the settings describe it. A report of it is due so many hours after Sunday 24:00 (before it, if negative)."""

    name: str
    deadline_hours: float | None = None
    reporting_days: tuple[str, ...] = ()
    holidays: tuple[str, ...] = ()
    joined: str | None = None
    left: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """One run's surroundings. Times are local wall time of `timezone`, without a zone in the database."""

    home: Path
    sources: tuple[AnySource, ...] = ()
    timezone: str = "Asia/Shanghai"
    language: str = "zh"
    registry_file: Path | None = None
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    teams: tuple[Team, ...] = ()
    corrections_folder: Path | None = None
    kept_publications: int = 5
    workbook_weeks: int = 53
    kept_logs_days: int = 90
    kept_runs_days: int = 90
    readers: str = "owner"
    """Who may pass through HOME to what is published: owner, group or everyone."""
    alerting: Alerting = field(default_factory=Alerting)
    limits: Limits = field(default_factory=Limits)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further headers by which a column of a table is known, by column."""
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further words that name a section of a report, by its role."""
    weeks: frozenset[str] = frozenset()
    """Weeks whose reports are read again, although nothing of them changed."""
    stands_for: Path | None = None
    """The HOME that a run elsewhere stands for; as little read as a source as HOME itself is."""
    progress: Progress = _silent
    clock: Callable[[], datetime] | None = None

    def now(self) -> datetime:
        """The present as naive local wall time, to the second."""
        moment = self.clock() if self.clock else datetime.now(ZoneInfo(self.timezone))
        return moment.replace(tzinfo=None, microsecond=0)

    @property
    def warehouse_path(self) -> Path:
        """The pipeline's own DuckDB file."""
        return self.home / warehouse.WAREHOUSE_FILE

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to the working warehouse, its tables in place and up to date; closed at the end.

        Raises `migrations.NewerHomeError` for a home of a newer program.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        db = warehouse.connect(self.warehouse_path)
        try:
            found = migrations.check(db)
            is_new = not warehouse.create_tables(db)
            migrations.upgrade(db, found, self.now(), is_new=is_new)
            yield db
        finally:
            db.close()
