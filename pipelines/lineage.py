"""`weekhouse why TABLE KEY…`: a row of a trend, the facts and lines that it rests on, and what is known against them.

What does not belong here: finding them (`assets.trends.lineage`) and why an entry is bad (`why_page`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from assets import warehouse
from assets.dictionary import Column, Table
from assets.published import shelf
from assets.trends import lineage
from assets.trends.lineage import BadEntry, Lineage, Origin
from pipelines.problems import UnusableError
from pipelines.settings import Settings

if TYPE_CHECKING:
    import duckdb

MOST_NAMED = 10
_IDS = ("fact_id", "fact_ids", "excluded_fact_ids", "target_fact_id", "answer_fact_id", "entry_ids", "bad_entry_ids")
_NOT_SHOWN = (*_IDS, "source_file", "source_line", "week_start", "quarter_start", "project_id")


def show(settings: Settings, table: str, keys: Sequence[str]) -> None:
    """Print one row of a trend of the published snapshot and where it comes from. Raises `UnusableError`.

    `keys` are `column=value`, or values in the order of the table's grain; a project may be named by name or alias.
    """
    trend = table_of(table)
    folder = shelf.current(settings.home)
    if folder is None:
        raise UnusableError(f"there is no publication in {settings.home}: run `weekhouse run` first, or name another --home")
    with warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True) as db:
        row = one_row(db, trend, conditions_of(trend, keys))
        click.echo("\n".join(lines(lineage.of_row(db, trend, row))))


def table_of(given: str) -> Table:
    """The trend table that is meant. Raises `UnusableError` that names the nearest."""
    known = lineage.trend_tables()
    name = given if given.startswith("trends.") else f"trends.{given}"
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        hint = f"is {' or '.join(near)} meant?" if near else f"known: {', '.join(known)}"
        raise UnusableError(f"there is no trend table {given}; {hint}")
    return known[name]


def conditions_of(table: Table, keys: Sequence[str]) -> dict[str, str]:
    """The value of each column that the keys name. Raises `UnusableError`."""
    known = {column.name for column in table.columns}
    found: dict[str, str] = {}
    for key in keys:
        column, is_named, value = key.partition("=")
        column = column if column != "project" else "project_id"
        if is_named and column not in known:
            near = difflib.get_close_matches(column, known, n=1)
            raise UnusableError(f"{table.full_name} has no column {column}; {f'is {near[0]} meant?' if near else _usage(table)}")
        left = [name for name in table.key if name not in found]
        if not is_named and not left:
            raise UnusableError(f"{key}: one key too many; {_usage(table)}")
        found[column if is_named else left[0]] = value if is_named else key
    return found


def _usage(table: Table) -> str:
    return f"a row of {table.full_name} is named by {', '.join(table.key)}"


def one_row(db: duckdb.DuckDBPyConnection, table: Table, conditions: Mapping[str, str]) -> Mapping[str, Any]:
    """The only row with these values. Raises `UnusableError` for none, with what is near, and for several, with what tells them apart."""
    found = lineage.rows(db, table, conditions)
    if not found:
        raise UnusableError(_nearest(db, table, conditions))
    if len(found) > 1:
        open_columns = [name for name in table.key if len({row[name] for row in found}) > 1]
        some = [_key(table, row, open_columns) for row in found[:MOST_NAMED]]
        more = [f"… and {len(found) - len(some)} more"] if len(found) > len(some) else []
        raise UnusableError(f"{len(found)} rows of {table.full_name} are named so; add {', '.join(open_columns)}:", *some, *more)
    return found[0]


def _key(table: Table, row: Mapping[str, Any], columns: Sequence[str]) -> str:
    shown = {name: row[name] if name != "project_id" else row["project"] for name in columns}
    return " ".join(f"{name.removesuffix('_id') if name == 'project_id' else name}={'' if v is None else v}" for name, v in shown.items())


def _nearest(db: duckdb.DuckDBPyConnection, table: Table, conditions: Mapping[str, str]) -> str:
    """Which of the conditions has no row, beside the others, and the values that are near."""
    for column, value in conditions.items():
        others = {name: other for name, other in conditions.items() if name != column}
        shown = "project" if column == "project_id" else column
        values = [str(row[shown]) for row in lineage.rows(db, table, others) if row[shown] is not None]
        if values:
            unique = list(dict.fromkeys(values))
            near = difflib.get_close_matches(value, unique, n=3, cutoff=0.4) or unique[-3:]
            return f"{table.full_name} has no row with {shown} {value}; there is {', '.join(near)}"
    given = " ".join(f"{name}={value}" for name, value in conditions.items())
    return f"{table.full_name} has no row with {given}; {_usage(table)}"


def lines(found: Lineage) -> Iterator[str]:
    """The lineage as text for the terminal."""
    yield f"{found.table.full_name}  {_key(found.table, found.row, found.table.key)}"
    columns = [column for column in found.table.columns if column.name not in (*_NOT_SHOWN, *found.table.key)]
    width = max(len(column.name) for column in columns)
    yield from (f"  {column.name:<{width}}  {_value(column, found.row)}" for column in columns if found.row[column.name] is not None)
    yield f"rests on {len(found.origins)} of core" if found.origins else "rests on nothing that counts"
    for origin in found.origins:
        yield from _origin(origin)
    if found.excluded:
        yield f"left out {len(found.excluded)} of core, in error"
    for origin in found.excluded:
        yield from _origin(origin)
    yield from (["in doubt"] if found.doubts else [])
    yield from (_bad(bad) for bad in found.doubts)


def _value(column: Column, row: Mapping[str, Any]) -> str:
    value = row[column.name]
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return f"{text} {column.unit}" if column.unit and isinstance(value, int | float) else text


def _origin(origin: Origin) -> Iterator[str]:
    sheet = f" [{origin.source_sheet}]" if origin.source_sheet else ""
    yield f"  {origin.source_file}{sheet}:{origin.source_line}  {origin.status_of_row} {origin.table.removeprefix('core.')}"
    if origin.quote:
        yield f"      ⟦{origin.quote}⟧"
    yield from (_bad(bad) for bad in origin.bad_entries)


def _bad(bad: BadEntry) -> str:
    return f"      {bad.severity} {bad.rule}: {bad.message}  ({bad.bad_entry_id})"
