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

from assets import warehouse

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how many are done, and of how many (None when unknown)."""


def _silent(_what: str, _done: int, _total: int | None) -> None:
    """The progress of a run that nobody watches."""


@dataclass(frozen=True, slots=True)
class Source:
    """A directory or file to read. `team` overrides every other way to tell the team."""

    path: Path
    team: str | None = None

    @property
    def name(self) -> str:
        """How the source is named in tables and messages."""
        return self.path.as_posix()


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a setting changes of a rule; None leaves the rule's own value."""

    is_on: bool = True
    severity: str | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class House:
    """One run's surroundings. Times are local wall time of `timezone`, without a zone in the database."""

    home: Path
    sources: tuple[Source, ...] = ()
    timezone: str = "Asia/Shanghai"
    language: str = "zh"
    registry_file: Path | None = None
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    kept_publications: int = 5
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
        """A connection to the working warehouse, its tables in place; closed at the end."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        db = warehouse.connect(self.warehouse_path)
        try:
            warehouse.create_tables(db)
            yield db
        finally:
            db.close()
