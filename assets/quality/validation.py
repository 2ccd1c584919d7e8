"""Great Expectations on a DuckDB connection that is already open; importing this imports it (2 to 4 s).

Great Expectations closes a connection before it fetches from it, and duckdb-engine's cursor is the
connection; so the dialect here fetches when it executes (a test tells when upstream no longer needs it).
What does not belong here: what is expected, and what is done with the results.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from itertools import groupby
from typing import Any, ClassVar

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import duckdb
import duckdb_engine
import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.core import ExpectationValidationResult
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.expectations.expectation import Expectation
from sqlalchemy.dialects import registry
from sqlalchemy.pool import StaticPool

from assets.quality.suites import Task

registry.register("duckdb.open", __name__, "OpenDialect")
_ROWS_KEPT = 1000
"""Counts are one row and lists are capped at 200 upstream; but to learn a table's columns it selects all of it."""
_SEVERITIES = {"error": "critical", "warning": "warning"}


class ValidationError(RuntimeError):
    """An expectation that could not be evaluated; the message says which and why, in one line."""


class BufferedCursor:
    """A DB-API cursor that fetches on execute, so that it outlives its connection."""

    def __init__(self, db: duckdb.DuckDBPyConnection, connection: BufferedConnection) -> None:
        self._db = db
        self.connection = connection
        self.description: Any = None
        self.rowcount = -1
        self._rows: Iterator[tuple[Any, ...]] = iter(())

    def execute(self, statement: str, parameters: Sequence[Any] = (), context: object = None) -> None:
        """Run a statement and keep its first rows."""
        result = self._db.execute(statement, parameters or None)
        self.description = result.description
        self._rows = iter(result.fetchmany(_ROWS_KEPT))

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, None at the end."""
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """The next rows."""
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""
        return list(self._rows)

    def close(self) -> None:
        """Nothing is held open."""


class BufferedConnection(duckdb_engine.ConnectionWrapper):
    """The open connection as DB-API; closing it is the business of who opened it."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        super().__init__(db)
        self._db = db

    def cursor(self) -> BufferedCursor:  # type: ignore[override]
        """A cursor that fetches on execute."""
        return BufferedCursor(self._db, self)

    def close(self) -> None:
        """Leave the connection open."""


class OpenDialect(duckdb_engine.Dialect):
    """duckdb-engine's dialect for a connection that is handed in by `creator`."""

    driver = "open"
    supports_statement_cache = False


class NoRows(gxe.UnexpectedRowsExpectation):  # type: ignore[misc,name-defined]
    """`UnexpectedRowsExpectation` that counts the rows and fetches none: the query runs once, not twice."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(self, metrics: dict[str, Any], runtime_configuration: object = None, execution_engine: object = None) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}


def failed_rows(db: duckdb.DuckDBPyConnection, tasks: Sequence[Task]) -> dict[str, int]:
    """How many rows fail each task, by `Task.key`. Raises `ValidationError` where one cannot be evaluated."""
    found: dict[str, int] = {}
    with _silence():
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = context.data_sources.add_sql(
            name="warehouse",
            connection_string="duckdb+open://",
            kwargs={"creator": lambda: BufferedConnection(db), "poolclass": StaticPool},  # type: ignore[call-arg]
        )
        by_rows = {task.key: task.rows or task.table for task in tasks}
        for rows, of_rows in groupby(sorted(tasks, key=lambda task: by_rows[task.key]), key=lambda task: by_rows[task.key]):
            asset = source.add_query_asset(name=rows, query=f"select * from {rows}")  # noqa: S608
            batch = asset.get_batch(asset.build_batch_request())  # a batch definition would be written to the context, as YAML
            found.update(_validate(batch, list(of_rows)))
    return found


def _validate(batch: Batch, tasks: Sequence[Task]) -> Iterable[tuple[str, int]]:
    suite = gx.ExpectationSuite(name=tasks[0].table, expectations=[_expectation(task, number) for number, task in enumerate(tasks)])
    report = batch.validate(suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0})
    return [(task.key, _failures(task, result)) for task, result in _in_order(report.results, tasks)]


def _in_order(results: Iterable[ExpectationValidationResult], tasks: Sequence[Task]) -> Iterator[tuple[Task, ExpectationValidationResult]]:
    """Each result with its task: Great Expectations gives them in an order of its own."""
    for result in results:
        told = result.expectation_config
        if told is None:
            raise ValidationError("a result that does not say which expectation it is of")
        yield tasks[told.meta["task"]], result


def _expectation(task: Task, number: int) -> Expectation:
    meta = {"task": number, "name": task.name}
    severity = _SEVERITIES[task.severity]
    if task.view is not None:
        query = f"select * from {task.view}"  # noqa: S608
        return NoRows(unexpected_rows_query=query, meta=meta, severity=severity)
    if task.expectation is None:
        raise ValidationError(f"{task.key}: there is nothing to evaluate")
    kind = getattr(gxe, "".join(word.capitalize() for word in task.expectation.expect.split("_")), None)
    if kind is None:
        raise ValidationError(f"{task.key}: there is no expectation {task.expectation.expect}")
    return kind(  # type: ignore[no-any-return]
        column=task.column, meta=meta, severity=severity, **task.expectation.kwargs
    )


def _failures(task: Task, result: ExpectationValidationResult) -> int:
    """How many rows fail. A failure without rows is a broken expectation: it must not look like bad data."""
    if (why := _exception(result.exception_info)) is not None:
        raise ValidationError(f"{task.key}: {why}")
    key = "observed_value" if task.view is not None else "unexpected_count"
    count = int(result.result.get(key) or 0)
    if bool(result.success) != (count == 0):
        raise ValidationError(f"{task.key}: success is {result.success} with {count} failing rows")
    return count


def _exception(told: dict[str, Any] | None) -> str | None:
    """The first line of an exception, which stands in `exception_info` plainly or by metric."""
    info = told or {}
    infos = [info] if "raised_exception" in info else list(info.values())
    messages = [str(each["exception_message"]) for each in infos if each.get("raised_exception")]
    return " ".join(messages[0].split())[:300] if messages else None


@contextmanager
def _silence() -> Iterator[None]:
    """Great Expectations prints advice on standard output, which belongs to the run's summary."""
    with redirect_stdout(io.StringIO()):
        yield
