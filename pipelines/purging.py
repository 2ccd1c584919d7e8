"""`weekhouse purge`: removes a document on purpose with everything made of it, from everywhere in HOME.

What does not belong here: which documents are meant (`purge_targets`), what it takes out of the warehouse
(`assets.purging`), and how the file is written anew (`assets.renewal`).
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from assets import dictionary, warehouse
from assets.documents.refusals import SHORT_ID
from assets.house import House
from assets.published import shelf
from pipelines import restoring, watching
from pipelines.backing_up import FOLDER as BACKUPS
from pipelines.lock import locked
from pipelines.problems import FailedError, UnusableError
from pipelines.purge_targets import Chosen, choose
from pipelines.settings import DEFAULT_HOME, load

if TYPE_CHECKING:
    from assets.purging import Held

ALERTS = "alerts"  # messages that were written into files
_KEPT_OF_DAGSTER = ("dagster.yaml", "schedules")  # settings, and which schedules are on: neither shows rows


@click.command("purge")
@click.argument("targets", nargs=-1, metavar="[DOCUMENT_ID|FILE]...")
@click.option("--reason", help="Why; it is recorded with who and when.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.option("--allow-again", "is_allowed", is_flag=True, help="The same content may come back with the next run.")
@click.option("--home", type=click.Path(path_type=Path, readable=False), help=f"Whose documents [{DEFAULT_HOME}].")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file [weekhouse.toml].")
def purge_command(  # noqa: PLR0913, PLR0917 - one for each option
    targets: tuple[str, ...], reason: str | None, is_sure: bool, is_allowed: bool, home: Path | None, config: Path | None
) -> None:
    """Remove documents on purpose, with everything made of them, from raw, publications, backups and logs.

    Without a DOCUMENT_ID or FILE: list what was purged. A FILE means every revision that came under that name. The
    same content stays refused when a run finds it again, unless --allow-again is given now or later.
    Exit codes: 0 done; 1 failed, the same command finishes it; 2 unusable, or not confirmed.
    """
    settings = load(config, home)
    house = settings.house(())
    if not house.warehouse_path.is_file():
        raise UnusableError(f"there is no warehouse in {settings.home}")
    with locked(settings.home):
        if not targets:
            click.echo("\n".join(_listing(house)))
            return
        chosen = choose(house, targets)
        if chosen.is_done:
            _allow(house, chosen, is_allowed)
            return
        click.echo("\n".join(announcement(house, chosen, is_allowed)))
        if not chosen.unfinished and not reason:
            raise UnusableError("--reason is needed: it is all that stays of the document")
        if not is_sure and not _is_confirmed():
            raise UnusableError("nothing was removed")
        with watching.shown(is_wanted=True) as progress:
            done = list(purge(replace(house, progress=progress), chosen, reason or "", is_allowed))
        click.echo("\n".join(done))


def announcement(house: House, chosen: Chosen, is_allowed: bool) -> Iterator[str]:
    """What will be removed, before it is."""
    from assets import purging

    yield f"will be removed from {house.home}, with everything made of it:"
    for held in chosen.held:
        what = f"{held.size_bytes:,} bytes, first seen {held.first_seen_at:%Y-%m-%d %H:%M}"
        if held.title:
            what += f"; {held.team} {held.week} 《{held.title}》 revision {held.revision} of {held.revisions}, {held.facts} facts"
        yield f"  document      {held.document_id[:SHORT_ID]}  {held.source_file}: {what}"
    for record in chosen.unfinished:
        when = f"{record.purged_at:%Y-%m-%d %H:%M}"
        yield f"  document      {record.document_id[:SHORT_ID]}: what the purge of {when} left when it was interrupted"
    yield from (f"  report        {words}" for words in _what_becomes(chosen.held))
    with house.open() as db:
        bad = purging.bad_entries_of(db, chosen.ids)
    yield f"  bad entries   {len(bad)}, with the decisions on them and the words of alerts that told of them"
    yield f"  publications  {len(_publications(house))}; a new one takes their place"
    yield from (f"  backup        {path}" for path in backups_elsewhere(house, _since(chosen)))
    for name in (BACKUPS, ALERTS):
        yield f"  {name:<12}  {len(written_since(house, name, _since(chosen)))} files written since the document came"
    yield "  logs          Dagster's record of runs and HOME/logs, which show rows"
    yield "the same content may come back with the next run" if is_allowed else "the same content stays refused when a run finds it again"


def _what_becomes(held: Iterable[Held]) -> Iterator[str]:
    reports: dict[tuple[str | None, ...], list[Held]] = {}
    for one in held:
        if one.title:
            reports.setdefault((one.team, one.week, one.title), []).append(one)
    for (team, week, title), own in reports.items():
        left = own[0].revisions - len(own)
        what = f"{left} other revision{'s' if left > 1 else ''} of it stay{'' if left > 1 else 's'}" if left else "leaves the warehouse"
        yield f"{team} {week} 《{title}》: {what}"


def _is_confirmed() -> bool:
    if not sys.stdin.isatty():
        raise UnusableError("this cannot be undone: give --yes, or answer at a terminal")
    return click.confirm("remove it? this cannot be undone", default=False)


def purge(house: House, chosen: Chosen, reason: str, is_allowed: bool) -> Iterator[str]:
    """Remove, publish anew, and clean everything else in HOME. Call it with HOME locked. Yields what was done.

    The record comes first: from then on the content is refused, and the same command finishes what was interrupted.
    """
    from assets import purging
    from assets.published.publish import publish
    from pipelines.remaking import remake

    since, now = _since(chosen), house.now()
    records = [purging.Purge(held.document_id, reason, _who(), now, None, is_allowed) for held in chosen.held]
    with house.open() as db:
        purging.purge(db, records)
        run_id = f"purge-{now:%Y%m%dT%H%M%S}"
        remade = remake(db, house, run_id)
        purging.forget_bad_entries(db, remade.resolved)
        if remade.blocking:
            why = f"{', '.join(remade.blocking)} failed, so that nothing could be published"
            raise FailedError(f"{why}; what was published before still has the document: mend it and purge again")
        publication = publish(db, house, run_id)
    yield f"purged {len(chosen.ids)} document{'s' if len(chosen.ids) > 1 else ''}"
    earlier = shelf.prune(house.home, 1)
    yield f"published {house.home / shelf.LINK} ({publication.publication_id}); {len(earlier)} earlier publications removed"
    elsewhere = backups_elsewhere(house, since)
    backups = [_remove(path) for path in (*written_since(house, BACKUPS, since), *(path for path in elsewhere if path.is_file()))]
    with house.open() as db:
        db.execute(
            "update ops.backups set removed_at = ? where file in (select unnest(?::varchar[]))", [now, [str(b.resolve()) for b in backups]]
        )
    yield f"removed {len(backups)} backups" + (": make a new one" if backups else "")
    yield from (f"cannot be reached, remove it yourself: {path}" for path in elsewhere if path not in backups)
    leftovers = [path for path in restoring.leftovers(house.home) if path.exists()]
    for path in (*written_since(house, ALERTS, since), *_of_dagster(house.home), *(house.home / "logs").glob("*"), *leftovers):
        _remove(path)
    write_anew(house, chosen.ids)
    yield f"wrote {house.warehouse_path.name} anew; restart `dagster dev` where it is running"


def write_anew(house: House, finished: Sequence[str]) -> None:
    """Copy the working warehouse into a new file without the free blocks, where the purges stand as finished."""
    from assets import purging, renewal

    fresh = renewal.beside(house.warehouse_path)
    with warehouse.connect(fresh) as db:
        renewal.carry(db, house.warehouse_path, dictionary.SCHEMAS)
        purging.finish(db, finished, house.now())
    renewal.take_place(fresh, house.warehouse_path)


def written_since(house: House, folder: str, moment: datetime) -> list[Path]:
    """The entries of a folder of HOME that were written since (local time of the house), which may therefore hold the document."""
    since = moment.replace(tzinfo=ZoneInfo(house.timezone)).timestamp()
    return sorted(path for path in (house.home / folder).glob("*") if _written_at(path) >= since)


def backups_elsewhere(house: House, moment: datetime) -> list[Path]:
    """The backups outside of HOME that were written since (local time of the house), as far as it is known of them."""
    query = "select file from ops.backups where removed_at is null and created_at >= ? order by created_at"
    with house.open() as db:
        files = [Path(file) for (file,) in db.execute(query, [moment]).fetchall()]
    own = (house.home / BACKUPS).resolve()
    return [file for file in files if not file.is_relative_to(own)]


def _written_at(path: Path) -> float:
    """When an entry, or anything in it, was last written; seconds since 1970."""
    parts = (path, *path.rglob("*")) if path.is_dir() else (path,)
    return max(float(part.lstat().st_mtime) for part in parts)


def _since(chosen: Chosen) -> datetime:
    """When the first of the documents came; unknown for those that are gone already, thus at any time."""
    return datetime.min.replace(year=1970) if chosen.unfinished else min(held.first_seen_at for held in chosen.held)


def _publications(house: House) -> list[Path]:
    return [path for path in (house.home / shelf.PUBLICATIONS).glob("*") if path.is_dir()]


def _of_dagster(home: Path) -> list[Path]:
    return [path for path in (home / "dagster").glob("*") if path.name not in _KEPT_OF_DAGSTER]


def _remove(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
    return path


def _who() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a container without an account
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"


def _allow(house: House, chosen: Chosen, is_allowed: bool) -> None:
    from assets import purging

    names = ", ".join(record.document_id[:SHORT_ID] for record in chosen.purged)
    if not is_allowed:
        raise UnusableError(f"{names} is purged already; --allow-again lets the content come back")
    with house.open() as db:
        purging.allow(db, [record.document_id for record in chosen.purged])
    click.echo(f"{names} may come back with the next run")


def _listing(house: House) -> Iterator[str]:
    from assets import purging

    with house.open() as db:
        records = purging.purges(db)
    for record in records:
        state = "allowed again" if record.is_allowed else "refused"
        done = "" if record.finished_at else ", interrupted: purge it again"
        yield f"{record.document_id[:SHORT_ID]}  {record.purged_at:%Y-%m-%d %H:%M}  {record.purged_by}  {record.reason} ({state}{done})"
    if not records:
        yield "nothing was purged"
