"""The data dictionary: the one source of every table's and column's type and meaning.

It feeds the DDL, `COMMENT ON`, the published dictionary and the page. What does not belong here: rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

SCHEMAS = ("raw", "core", "trends", "quality", "ops")
PUBLISHED_SCHEMAS = ("core", "trends", "quality")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type, meaning, Chinese label and unit."""

    name: str
    type: str
    description: str
    zh: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `grain` says what a row is; `key` are the columns that identify one.

    `own` are the names of its columns without those that every fact table begins with.
    """

    schema: str
    name: str
    grain: str
    description: str
    zh: str
    key: tuple[str, ...]
    is_fact: bool
    columns: tuple[Column, ...]
    own: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """`schema.name`."""
        return f"{self.schema}.{self.name}"

    @property
    def comment(self) -> str:
        """What `COMMENT ON TABLE` says: the meaning, then the grain."""
        return f"{self.description} One row per {self.grain}."


def _columns(specs: dict[str, dict[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(name=name, **spec) for name, spec in specs.items())


def _table(schema: str, name: str, spec: dict[str, Any], fact: dict[str, dict[str, str]]) -> Table:
    is_fact = bool(spec.get("fact"))
    columns = {**fact, **spec["columns"]} if is_fact else spec["columns"]
    key = ["fact_id"] if is_fact else spec.get("key", [])
    return Table(
        schema, name, spec["grain"], spec["description"], spec["zh"], tuple(key), is_fact, _columns(columns), tuple(spec["columns"])
    )


@cache
def tables() -> dict[str, Table]:
    """Every table by `schema.name`, in the order of the data's flow."""
    found: dict[str, Table] = {}
    for schema in SCHEMAS:
        specs = yaml.load(files(__package__).joinpath(f"{schema}.yml").read_text("utf-8"), Loader=yaml.CSafeLoader) or {}
        fact = specs.pop("_fact", {})
        for name, spec in specs.items():
            found[f"{schema}.{name}"] = _table(schema, name, spec, fact)
    return found


@cache
def views() -> dict[str, Table]:
    """Every view of the snapshot by `schema.name`; `sql/views/<name>.sql` is its query."""
    specs = yaml.load(files(__package__).joinpath("views.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {f"core.{name}": _table("core", name, spec, {}) for name, spec in specs.items()}
