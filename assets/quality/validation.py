"""Great Expectations on a DuckDB connection that is already open; importing this imports it (2 to 4 s).

Great Expectations closes a connection before it fetches from it, and duckdb-engine's cursor is the
connection; so the dialect here fetches when it executes (a test tells when upstream no longer needs it).
What does not belong here: what is expected, and what is done with the results.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import duckdb
import duckdb_engine
import great_expectations.expectations as gxe
from great_expectations.core.metric_function_types import SummarizationMetricNameSuffixes
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.execution_engine.sqlalchemy_batch_data import SqlAlchemyBatchData
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.registry import get_metric_kwargs
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator
from sqlalchemy import create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.pool import StaticPool

from assets.quality.suites import Task

registry.register("duckdb.open", __name__, "OpenDialect")
_ROWS_KEPT = 1000
"""Counts are one row; but to learn a table's columns Great Expectations selects all of it."""
_ROWS_OF_QUERY = "unexpected_rows_query.row_count"


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


def failed_rows(db: duckdb.DuckDBPyConnection, tasks: Sequence[Task]) -> dict[str, int]:
    """How many rows fail each task, by `Task.key`. Raises `ValidationError` where one cannot be evaluated.

    Great Expectations is asked for the metrics that count these rows, of all tasks at once. Its own way over a context and suites gives the
    same numbers and takes three times as long: it writes its configuration as YAML for each table, and fetches examples of failing rows.
    """
    engine = _engine(db)
    for rows in {_rows(task) for task in tasks}:
        engine.load_batch_data(rows, SqlAlchemyBatchData(engine, query=f"select * from {rows}", create_temp_table=False))  # noqa: S608
    metrics = {task.key: _metric(task) for task in tasks}
    try:
        found = _resolved(engine, metrics.values())
    except GreatExpectationsError:
        for task in tasks:
            _check_alone(engine, task.key, metrics[task.key])
        raise
    return {key: int(found[metric.id] or 0) for key, metric in metrics.items()}


def _engine(db: duckdb.DuckDBPyConnection) -> SqlAlchemyExecutionEngine:
    return SqlAlchemyExecutionEngine(engine=create_engine("duckdb+open://", creator=lambda: BufferedConnection(db), poolclass=StaticPool))


def _rows(task: Task) -> str:
    return task.rows or task.table


def _metric(task: Task) -> MetricConfiguration:
    """What counts the rows that fail. Raises `ValidationError` for an expectation that does not exist, or judges no rows."""
    batch = {"batch_id": _rows(task)}
    if task.view is not None:
        return MetricConfiguration(_ROWS_OF_QUERY, batch, {"unexpected_rows_query": f"select * from {task.view}"})  # noqa: S608
    if task.expectation is None:
        raise ValidationError(f"{task.key}: there is nothing to evaluate")
    kind = getattr(gxe, "".join(word.capitalize() for word in task.expectation.expect.split("_")), None)
    if kind is None or not issubclass(kind, ColumnMapExpectation):
        raise ValidationError(f"{task.key}: there is no expectation {task.expectation.expect} of single values")
    expectation = kind(column=task.column, **batch, **task.expectation.kwargs)
    name = f"{expectation.map_metric}.{SummarizationMetricNameSuffixes.UNEXPECTED_COUNT.value}"
    given = get_metric_kwargs(name, configuration=expectation.configuration)
    return MetricConfiguration(name, given["metric_domain_kwargs"], given["metric_value_kwargs"])


def _resolved(engine: SqlAlchemyExecutionEngine, metrics: Iterable[MetricConfiguration]) -> dict[Any, Any]:
    """The values of metrics by their ids. Raises what goes wrong: an error that is caught would look like bad data."""
    calculator, settings = MetricsCalculator(engine, show_progress_bars=False), {"catch_exceptions": False}
    found, _ = calculator.resolve_validation_graph(calculator.build_metric_dependency_graph(list(metrics), settings), settings)
    return dict(found)


def _check_alone(engine: SqlAlchemyExecutionEngine, key: str, metric: MetricConfiguration) -> None:
    try:
        _resolved(engine, [metric])
    except GreatExpectationsError as error:
        raise ValidationError(f"{key}: {' '.join(str(error).split())[:300]}") from error
