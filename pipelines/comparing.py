"""`weekhouse diff`: what changed between two publications, by table and key, so that it can be reviewed.

What does not belong here: finding the differences (`assets.published.differences`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assets.published import manifest, shelf
from assets.warehouse import WAREHOUSE_FILE
from pipelines import shapes
from pipelines.problems import UnusableError
from pipelines.settings import DEFAULT_HOME, load
from pipelines.source_settings import near

if TYPE_CHECKING:
    from assets.published.differences import Difference, Differing

SHAPES = ("text", "csv", "json")
SHOWN = 20
_SIGNS = {"added": "+", "removed": "−", "changed": "~"}
_LONGEST = 60
_HASH_SHOWN = 8
_SHOWN_VALUES = 4
_CSV = ("table", "change", "row", "column", "before", "after")
_WORDS = ("quote", "message", "text", "title")
_OF_LABELS = ("team", "week", "project", "rule", "source_file", "source_line")
_KEYS = ("_id", "_ids", "_start")
"""Columns that say nothing to a person, or nothing new."""


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--table", "tables", multiple=True, metavar="TABLE", help="Only this table (core.progress, trends.weekly_rollout …).")
@click.option("--limit", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="Rows of each table that the text shows.")
@click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Whose publications [{DEFAULT_HOME}].")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", help="How to print [text]; csv and json have every row.")
def diff_command(  # noqa: PLR0913, PLR0917 - one for each option
    old: str | None, new: str | None, tables: tuple[str, ...], limit: int, home: Path | None, config: Path | None, shape: str
) -> None:
    """Show what changed between two publications, by table and key.

    OLD and NEW are ids of HOME/publications or their beginnings; without them the newest is compared with the one
    before it. Facts that stand at the same place of a report count as one that changed. Records of runs and alerts are
    left out.
    """
    from assets.published.changes import compared
    from assets.published.differences import differences

    known = [table.full_name for table in compared()]
    if unknown := [name for name in tables if name not in known]:
        raise UnusableError(f"{unknown[0]} is not compared{near(unknown[0], known)}")
    before, after = _chosen(load(config, home).home, old, new)
    found = differences(before / WAREHOUSE_FILE, after / WAREHOUSE_FILE, limit if shape == "text" else None, tables or None)
    if shape == "json":
        told = {"before": before.name, "after": after.name, "versions": versions(before, after), "tables": as_json(found)}
        click.echo(json.dumps(told, ensure_ascii=False, default=str, indent=2))
    elif shape == "csv":
        shapes.print_csv(_CSV, _as_csv(found))
    else:
        click.echo(f"{before.name} → {after.name}")
        for line in lines(found, versions(before, after)):
            click.echo(line)


def versions(before: Path, after: Path) -> dict[str, tuple[str, str]]:
    """What of the programs that made two publications is not the same: its versions in the one and in the other."""
    old, new = (manifest.read(folder)["versions"] for folder in (before, after))
    return {name: (_version(old.get(name)), _version(new[name])) for name in new if old.get(name) != new[name]}


def _version(value: str | list[str] | None) -> str:
    """A version; of hashes the beginnings."""
    return ", ".join(name[:_HASH_SHOWN] for name in value) if isinstance(value, list) else value or "none"


def lines(found: Iterable[Differing], made_by: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """The differences for people, after what else made the newer one."""
    for name, (old, new) in made_by.items():
        yield f"{name}: {old} → {new}"
    is_same = True
    for differing in found:
        is_same = False
        change = differing.change
        counts = [f"{getattr(change, name):,} {name}" for name in _SIGNS if getattr(change, name)]
        counts += [f"new column {name}" for name in differing.new_columns] + [f"column {name} is gone" for name in differing.gone_columns]
        yield f"{differing.table.full_name}: {', '.join(counts)}"
        for row in differing.rows:
            yield f"  {_SIGNS[row.change]} {_told(differing, row)}"
        if rest := change.added + change.removed + change.changed - len(differing.rows):
            yield f"  … and {rest:,} more"
    if is_same:
        yield "no difference"


def _told(differing: Differing, difference: Difference) -> str:
    """What the row is, and its new values or those that changed."""
    before, after = difference.before, difference.after
    if before is None or after is None:
        told = _values(differing, difference.row)
    else:
        names = difference.columns()
        read = [f"{name} {_short(before[name])} → {_short(after[name])}" for name in names if not name.endswith(_KEYS)]
        told = read or [f"only keys ({', '.join(names)})"]
    return ": ".join(filter(None, (label(differing, difference.row), ", ".join(told))))


def _values(differing: Differing, row: Mapping[str, Any]) -> list[str]:
    """The first values of a row that came or went, besides those that its label has."""
    has_key = bool(differing.table.key)
    known = {*differing.table.key, *_WORDS, *_OF_LABELS} if has_key else set()
    shown = (name for name, value in row.items() if name not in known and value is not None and not name.endswith(_KEYS))
    return [f"{name} {_short(row[name])}" for name in shown][: _SHOWN_VALUES if has_key else None]


def label(differing: Differing, row: Mapping[str, Any]) -> str:
    """How a person finds a row: by its place and words where its key is a hash, else by its key, with names for ids."""
    key = differing.table.key
    if len(key) == 1 and row.get("source_file"):
        place = row["source_file"] + (f":{row['source_line']}" if row.get("source_line") else "")
        words = next((row[name] for name in _WORDS if row.get(name)), None)
        return " ".join(filter(None, (place, row.get("rule") or row.get("project"), f"「{_short(words)}」" if words else None)))
    named = dict.fromkeys(name.removesuffix("_id") if name.removesuffix("_id") in row else name for name in key)
    return ", ".join(f"{name} {_short(row[name])}" for name in named if row[name] is not None)


def _short(value: object) -> str:
    if value is None:
        return "(none)"
    if isinstance(value, list) and len(value) > 3:
        return f"({len(value)} of them)"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def as_json(found: Iterable[Differing]) -> dict[str, Any]:
    """The differences for machines: of a row that came or went all values, of one that changed the old and new ones."""
    return {differing.table.full_name: _table_as_json(differing) for differing in found}


def _table_as_json(differing: Differing) -> dict[str, Any]:
    return {
        **{name: getattr(differing.change, name) for name in _SIGNS},
        "new_columns": differing.new_columns,
        "gone_columns": differing.gone_columns,
        "rows": [_row_as_json(differing, row) for row in differing.rows],
    }


def _row_as_json(differing: Differing, difference: Difference) -> dict[str, Any]:
    before, after = difference.before, difference.after
    told = {"change": difference.change, "key": {name: difference.row[name] for name in differing.table.key}}
    if before is None or after is None:
        return {**told, "values": difference.row}
    return {**told, "values": {name: {"before": before[name], "after": after[name]} for name in difference.columns()}}


def _as_csv(found: Iterable[Differing]) -> Iterator[tuple[Any, ...]]:
    """A line for each value that changed, and one for each row that came or went."""
    for differing in found:
        for row in differing.rows:
            told = (differing.table.full_name, row.change, label(differing, row.row))
            if row.before is None or row.after is None:
                yield (*told, None, None, None)
            else:
                yield from ((*told, name, row.before[name], row.after[name]) for name in row.columns())


def _chosen(home: Path, old: str | None, new: str | None) -> tuple[Path, Path]:
    """The folders of the two publications."""
    on_shelf = sorted(path for path in (home / shelf.PUBLICATIONS).glob("[!.]*") if (path / manifest.MANIFEST_FILE).is_file())
    newest = shelf.current(home)
    if newest is None:
        raise UnusableError(f"there is no publication in {home}: run `weekhouse run` first, or name another --home")
    after = _named(on_shelf, new) if new else newest
    if old:
        return _named(on_shelf, old), after
    previous = manifest.read(after)["previous_publication_id"]
    found = next((path for path in on_shelf if path.name == previous), None)
    if found is None:
        raise UnusableError(f"{after.name} has none before it on the shelf; there {_known(on_shelf)}")
    return found, after


def _named(on_shelf: list[Path], name: str) -> Path:
    found = [path for path in on_shelf if path.name == name] or [path for path in on_shelf if path.name.startswith(name)]
    if len(found) != 1:
        raise UnusableError(f"{'more than one' if found else 'no'} publication is called {name}; there {_known(on_shelf)}")
    return found[0]


def _known(on_shelf: list[Path]) -> str:
    names = ", ".join(path.name for path in on_shelf)
    return f"is {names}" if len(on_shelf) == 1 else f"are {names}"
