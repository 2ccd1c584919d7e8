"""The correction of a bad entry as text that is ready for `corrections/`.

What does not belong here: reading such files (`assets.core.corrections`) and what is probably meant (`repairs`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import yaml

from assets import dictionary
from assets.core.correcting import EMPTY, LIST_MARK
from assets.core.corrections import UNSAID
from assets.core.values import Value
from assets.quality.sensitive import MASK, mask

_USUAL = {
    "core.progress": "percent",
    "core.milestones": "date_end",
    "core.rollouts": "cumulative_cities",
    "core.city_openings": "city",
    "core.measures": "value",
    "core.incidents": "started_at",
    "core.incident_mentions": "started_at",
    "core.plans": "target_week",
}
"""The column that is most often wrong, where the rule names none."""
_HEAD = "# {message}\n"


class NothingToCorrectError(LookupError):
    """The bad entry is about no single value of a fact."""


def correction_of(db: duckdb.DuckDBPyConnection, bad_entry_id: str) -> str:
    """YAML for `corrections/`, of a bad entry of `quality.bad_entries`; what only a person knows is `???`.

    `db` is the working warehouse or a snapshot. Raises `NothingToCorrectError`.
    """
    bad = _row(db, "quality.bad_entries", "bad_entry_id", bad_entry_id)
    fact_id = bad["repair_fact_id"] or bad["fact_id"]
    table = _table_of(db, fact_id) if fact_id else None
    if table is None:
        raise NothingToCorrectError("it is about no single value that could be corrected; mend the report")
    fact = _row(db, table, "fact_id", fact_id)
    column = bad["repair_column"] or _USUAL[table]
    earlier = _corrected(db, fact_id, column)
    said = {
        "team": fact["team"], "week": fact["week"], "file": fact["source_file"], "line": fact["source_line"],
        "quote": fact["quote"] if fact["quote"] and MASK not in mask(fact["quote"]) else None,
        **_where(db, table, fact, column),
        "table": table.removeprefix("core."), "column": column,
        "expect": _plain(fact[column]) if earlier is None else _typed(table, column, earlier),
        "value": _typed(table, column, bad["repair_value"]) if bad["repair_column"] and bad["repair_value"] else UNSAID,
        "reason": bad["likely_cause"] or UNSAID, "who": UNSAID,
    }  # fmt: skip
    optional = ("team", "week", "quote", "line")
    given = {name: value for name, value in said.items() if value is not None or name not in optional}
    text = yaml.safe_dump([given], allow_unicode=True, sort_keys=False, width=10_000)
    return _HEAD.format(message=" ".join(str(bad["message"]).split())) + text


def _row(db: duckdb.DuckDBPyConnection, table: str, key: str, value: str) -> dict[str, Any]:
    cursor = db.execute(f"select * from {table} where {key} = ?", [value])  # noqa: S608 - names of the dictionary
    names, row = [column[0] for column in cursor.description], cursor.fetchone()
    if row is None:
        raise NothingToCorrectError(f"{value} is not in {table} any more")
    return dict(zip(names, row, strict=True))


def _table_of(db: duckdb.DuckDBPyConnection, fact_id: str) -> str | None:
    for name in _USUAL:
        if db.execute(f"select 1 from {name} where fact_id = ? limit 1", [fact_id]).fetchone():  # noqa: S608 - names of this module
            return name
    return None


def _corrected(db: duckdb.DuckDBPyConnection, fact_id: str, column: str) -> str | None:
    """What the source says of a value that is corrected already."""
    row = db.execute(
        "select expect from quality.corrections where fact_id = ? and column_name = ? and state = 'applied'", [fact_id, column]
    ).fetchone()
    return str(row[0]) if row else None


def _where(db: duckdb.DuckDBPyConnection, table: str, fact: dict[str, Any], column: str) -> dict[str, Any]:
    """The columns that tell the fact from others of the same place, words and value."""
    names = [
        c.name for c in dictionary.tables()[table].columns if c.type == "VARCHAR" and c.name in ("component", "event", "name", "service")
    ]
    place = "source_file = ? and source_line is not distinct from ? and quote is not distinct from ?"
    like = db.execute(
        f'select count(*) from {table} where {place} and "{column}" is not distinct from ?',  # noqa: S608 - names of the dictionary
        [fact["source_file"], fact["source_line"], fact["quote"], fact[column]],
    ).fetchone()
    told = {name: fact[name] for name in names if fact[name] is not None}
    return {"where": told} if like and like[0] > 1 and told else {}


def _typed(table: str, column: str, shown: str) -> Value:
    """A value as it is shown (`correcting.shown`), as YAML writes it."""
    kind = next(c.type for c in dictionary.tables()[table].columns if c.name == column)
    if shown == EMPTY:
        return None
    if kind in ("DOUBLE", "BIGINT", "INTEGER"):
        return _plain(float(shown))
    return shown.split(LIST_MARK) if kind == "VARCHAR[]" else shown


def _plain(value: object) -> Value:
    """A value as YAML writes it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value if isinstance(value, int | float | str | list | date | type(None)) else str(value)
