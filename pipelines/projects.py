"""`weekhouse projects`: which names are one project, what a person should decide, and the decisions into projects.toml.

What does not belong here: which names are alike (`assets.projects.names`) and how the file is edited (`assets.projects.editing`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines import querying
from pipelines.problems import UnusableError
from pipelines.settings import DEFAULT_HOME, REGISTRY_FILE, Settings, load

if TYPE_CHECKING:
    from assets.projects.names import Named, Suggestion
    from assets.projects.registry import Registry

_NAMES = "select name, reports from core.project_names order by name"
_PROJECTS = """
    select project, aliases, first_week, last_week, is_registered, weeks, parent
    from core.projects p
    left join (select project_id as parent_project_id, project as parent from core.projects) using (parent_project_id)
    left join (select project_id, count(distinct week) as weeks from core.entries group by project_id) using (project_id)
    order by project
"""
_MERGED = "select name, project, score from core.project_names where how = 'similar' order by project, name"
_FIRST_MENTIONS = """
    select distinct on (name) name, source_file, source_line, quote from (
        select project_as_written as name, week, source_file, source_line, text as quote from core.entries
        union all select project_as_written, week, source_file, source_line, quote from core.rollouts where entry_id is null
        union all select project_as_written, week, source_file, source_line, quote from core.city_openings where entry_id is null
    ) where name is not null order by name, week nulls last, source_file, source_line
"""
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name is first written."""

    where: str
    quote: str


_home = click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Whose publication is read [{DEFAULT_HOME}].")
_config = click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")


@click.group("projects", invoke_without_command=True)
@_home
@_config
@click.pass_context
def projects(context: click.Context, home: Path | None, config: Path | None) -> None:
    """List the projects and the names that may be one; accept or reject such a suggestion."""
    from assets.projects import registry

    if context.invoked_subcommand is None:
        settings = load(config, home)
        click.echo("\n".join(listing(settings.home, registry.load(settings.house(()).registry_file))))
    else:
        context.obj = home, config


@projects.command("accept")
@click.argument("name")
@click.argument("alias")
@_home
@_config
@click.pass_context
def accept_command(context: click.Context, name: str, alias: str, home: Path | None, config: Path | None) -> None:
    """Write into projects.toml that ALIAS is another name of NAME."""
    from assets.projects import editing

    file = _decided(context, name, home, config, lambda path: editing.accept(path, name, alias))
    click.echo(f"{file}: {alias} is {name}; `weekhouse run` applies it")


@projects.command("reject")
@click.argument("name")
@click.argument("alias")
@_home
@_config
@click.pass_context
def reject_command(context: click.Context, name: str, alias: str, home: Path | None, config: Path | None) -> None:
    """Write into projects.toml that ALIAS is not NAME; it is not suggested again."""
    from assets.projects import editing

    file = _decided(context, name, home, config, lambda path: editing.reject(path, name, alias))
    click.echo(f"{file}: {alias} is not {name}; `weekhouse run` applies it")


def listing(home: Path, known: Registry) -> Iterator[str]:
    """The lines of `weekhouse projects`; what was decided since the last run counts already for the suggestions."""
    from assets.projects import names

    rows = querying.ask(home, _PROJECTS)[1]
    yield f"{len(rows)} projects, {sum(bool(row[4]) for row in rows)} registered"
    for name, aliases, first, last, is_registered, weeks, parent in rows:
        others = [alias for alias in aliases or () if alias != name]
        told = ["registered"] * bool(is_registered) + [f"part of {parent}"] * bool(parent) + [f"also {'、'.join(others)}"] * bool(others)
        yield "; ".join([f"  {name}  {_span(first, last, weeks)}", *told])
    merged = querying.ask(home, _MERGED)[1]
    if merged:
        yield "\ntaken as one"
        yield from (f"  {name} is {project} ({score:.0f})" for name, project, score in merged)
    named = names.decide(dict(querying.ask(home, _NAMES)[1]), known)
    suggestions = names.suggest(named, known)
    if suggestions:
        yield f"\nperhaps one ({len(suggestions)}): weekhouse projects accept|reject NAME ALIAS"
        places = {name: Place(f"{file}:{line}", _short(quote)) for name, file, line, quote in querying.ask(home, _FIRST_MENTIONS)[1]}
        for suggestion in suggestions:
            yield from _suggested(suggestion, named, places)


def _suggested(suggestion: Suggestion, named: list[Named], places: dict[str, Place]) -> Iterator[str]:
    yield f"  {suggestion.name}  {suggestion.other}  ({suggestion.score:.0f})"
    for name in (suggestion.name, suggestion.other):
        spellings = [name, *(n.name for n in named if n.project.name == name)]
        place = next((places[spelling] for spelling in spellings if spelling in places), None)
        yield f"    {place.where}: {place.quote}" if place else f"    {name}: in no report"


def _span(first: str | None, last: str | None, weeks: int | None) -> str:
    if first is None:
        return "in no week"
    return f"{first} … {last}, {weeks or 0} week{'s' * (weeks != 1)}" if first != last else first


def _short(quote: str | None) -> str:
    line = " ".join((quote or "").split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def _decided(context: click.Context, name: str, home: Path | None, config: Path | None, decide: Callable[[Path], Registry]) -> Path:
    """Apply a decision to the registry's file and give its path. Raises `UnusableError`; the file is then as it was."""
    from assets.projects import registry

    group_home, group_config = context.obj
    home, config = home or group_home, config or group_config
    settings = load(config, home)
    path = _registry_file(settings, config)
    _check_name(settings.home, registry.load(path), name)
    try:
        decide(path)
    except registry.RegistryError as error:
        raise UnusableError(str(error)) from None
    except OSError as error:
        raise UnusableError(f"{path}: {error.strerror}") from None
    return path


def _registry_file(settings: Settings, config: Path | None) -> Path:
    """The registry's file; where there is none yet, the one to write, beside the settings."""
    if settings.registry.is_file():
        return settings.registry
    file = config or os.environ.get("WEEKHOUSE_CONFIG")
    return Path(file).parent / REGISTRY_FILE if file else settings.registry


def _check_name(home: Path, known: Registry, name: str) -> None:
    """A NAME that neither the registry nor the reports have is a slip of the person who decides."""
    from assets.projects.registry import normal_form

    try:
        written = [row[0] for row in querying.ask(home, _NAMES)[1]]
    except UnusableError:
        return
    if known.entry(name) is None and normal_form(name) not in map(normal_form, written):
        raise UnusableError(f"{name} is neither registered nor in any report; `weekhouse projects` lists the names")
