"""The catalogue of expectations and rules: reads `expectations/*.yml`, and refuses a mistake in one line.

What does not belong here: running them (`engine`, `suites`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assets import dictionary

DIRECTORY = Path(__file__).parents[2] / "expectations"
COMMON = "_facts.yml"
"""The expectations that every fact table's suite begins with."""

Severity = Literal["error", "warning"]
Part = Literal["report", "project"]
Rows = dict[str, list[dict[str, Any]]]
_PARAMETER = re.compile(r"\$([a-z_]+)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


_ROWS = {
    "expect_column_values_to_not_be_null": "select * from {table} where {column} is null",
    "expect_column_values_to_be_unique": (
        "select * from {table} where {column} is not null qualify count(*) over (partition by {column}) > 1"
    ),
    "expect_column_values_to_be_in_set": "select * from {table} where {column} not in ({values})",
    "expect_column_values_to_be_between": "select * from {table} where {column} < {min_value}",
}


_ONE_BY_ONE = ("expect_column_values_to_not_be_null", "expect_column_values_to_be_in_set", "expect_column_values_to_be_between")


class CatalogueError(ValueError):
    """A mistake in `expectations/` or in the settings of rules; the message says where and what."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Threshold(_Strict):
    """A number that decides, with the reason why it is that number."""

    value: float
    unit: str
    why: str


class Example(_Strict):
    """Rows of core tables and what a rule must make of them. `settings` replaces the rule's threshold."""

    what: str
    rows: Rows
    lines: list[int | None] = Field(default_factory=list)
    says: str | None = None
    cause: str | None = None
    threshold: float | None = None


class Expectation(_Strict):
    """A statement about a table as a whole: an expectation with its `kwargs`, or `sql` for what breaks it."""

    name: str
    expect: str
    column: str | None = None
    kwargs: dict[str, Any] = Field(default_factory=dict)
    sql: str | None = None
    rests_on: Literal["report"] | None = Field(default=None, description="rows fail it, or not, by what their own report holds")
    severity: Severity
    blocking: bool = False
    reason: str
    fails: list[dict[str, Any]] = Field(min_length=1)

    @property
    def is_local(self) -> bool:
        """Whether the rows of one report suffice to say which of them fail; values of a column are judged one by one."""
        return self.rests_on is not None or self.expect in _ONE_BY_ONE

    def rows_sql(self, table: str) -> str | None:
        """The rows that fail, as plain SQL; None for an expectation of Great Expectations that has no such form here."""
        if self.sql is not None:
            return self.sql.replace("{table}", table).strip()
        form = _ROWS.get(self.expect)
        values = ", ".join(f"'{value}'" for value in self.kwargs.get("value_set", ()))
        return form and form.format(table=table, column=self.column, values=values, **self.kwargs)


class Rule(_Strict):
    """A rule of the contract. Its SQL gives the bad rows; words and parameters are put in for `$name`."""

    severity: Severity
    blocking: Literal[False] = False
    reason: str
    threshold: Threshold | None = None
    stands_earlier: bool = Field(default=False, description="it stands on an earlier line that a later report should have answered")
    rests_on: Part | None = Field(
        default=None, description="it finds in a report, or in a project, only what the rows of that one alone say"
    )
    words: dict[str, list[str]] = Field(default_factory=dict)
    message: str
    sql: str
    fires: list[Example] = Field(min_length=1)
    silent: list[Example] = Field(min_length=1)
    name: str = ""
    table: str = ""
    owner: str = ""

    def text(self, threshold: float | None = None) -> str:
        """The SQL as it is run, with its threshold (the given one, else its own) and words put in."""
        values = {key: "'(" + "|".join(words).replace("'", "''") + ")'" for key, words in self.words.items()}
        if self.threshold:
            values["threshold"] = repr(float(self.threshold.value if threshold is None else threshold))
        return _PARAMETER.sub(lambda match: values[match[1]], self.sql).strip()

    @property
    def recalls(self) -> bool:
        """Whether it reads tables `as ever`: all their rows, which decide only what it says of a row that it finds."""
        return re.search(r"\bas ever\b", self.sql) is not None

    @property
    def needs_accepted(self) -> bool:
        """Whether it looks at which rows other rules have put into quarantine."""
        return re.search(r"\bquarantined\b", self.sql) is not None


class Suite(_Strict):
    """What is expected of one table."""

    table: str
    owner: str
    expectations: list[Expectation] = Field(default_factory=list)
    rules: dict[str, Rule] = Field(default_factory=dict)

    @property
    def items(self) -> list[Expectation | Rule]:
        """Its expectations, then its rules."""
        return [*self.expectations, *self.rules.values()]


def _complaint(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _check(suite: Suite) -> None:
    """What the types do not say: names, tables and parameters that exist."""
    if suite.table != "core.*" and suite.table not in dictionary.tables():
        raise CatalogueError(f"table: there is no table {suite.table}")
    names = [*suite.rules, *(item.name for item in suite.expectations)]
    for name in names:
        if not _NAME.fullmatch(name) or names.count(name) > 1:
            raise CatalogueError(f"{name}: a name is lower_snake_case and used once")
    for item in suite.expectations:
        if (item.sql is None) == (item.expect == "unexpected_rows_expectation"):
            raise CatalogueError(f"{item.name}: sql goes with unexpected_rows_expectation, and only with it")
    for name, rule in suite.rules.items():
        known = {*rule.words, *(["threshold"] if rule.threshold else [])}
        if unknown := set(_PARAMETER.findall(rule.sql)) ^ known:
            raise CatalogueError(f"{name}: ${unknown.pop()} is used without being defined, or the reverse")


def read_suite(path: Path) -> Suite:
    """One file of `expectations/`; raises `CatalogueError`, one line, where it is mistaken."""
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        suite = Suite.model_validate(loaded)
        _check(suite)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise CatalogueError(f"{path.name}: {_complaint(error)}") from error
    except CatalogueError as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    rules = {name: rule.model_copy(update={"name": name, "table": suite.table, "owner": suite.owner}) for name, rule in suite.rules.items()}
    return suite.model_copy(update={"rules": rules})


def read_suites(directory: Path) -> dict[str, Suite]:
    """Every suite of a directory by table; each fact table's begins with the common expectations."""
    common = read_suite(directory / COMMON).expectations
    suites = [read_suite(path) for path in sorted(directory.glob("*.yml")) if path.name != COMMON]
    found: dict[str, Suite] = {}
    for suite in suites:
        if suite.table in found:
            raise CatalogueError(f"{suite.table}: two files check it")
        of_fact = common if dictionary.tables()[suite.table].is_fact else []
        found[suite.table] = suite.model_copy(update={"expectations": [*of_fact, *suite.expectations]})
    return found


@cache
def suites() -> dict[str, Suite]:
    """Every suite of `expectations/` by table."""
    return read_suites(DIRECTORY)


@cache
def rules() -> dict[str, Rule]:
    """Every rule by name, in the order of the files."""
    found: dict[str, Rule] = {}
    for suite in suites().values():
        for name, rule in suite.rules.items():
            if name in found:
                raise CatalogueError(f"{name}: stands in the suites of {found[name].table} and {suite.table}")
            found[name] = rule
    return found
