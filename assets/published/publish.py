"""Makes a publication: snapshot, Parquet, page, workbook and manifest, whole and at once, from the working warehouse.

What does not belong here: how the files are written (`snapshot`), how they are put in place (`shelf`).
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from assets import collector, stages, warehouse
from assets.house import House
from assets.published import changes, manifest, memory, parquet, parts, rows, shelf, snapshot
from assets.published.changes import Change
from assets.published.snapshot import Base
from assets.published.tables import published_tables
from assets.quality import sensitive
from assets.warehouse import WAREHOUSE_FILE

Inputs = dict[str, str | None]
STAGE = "published"
_RESTS_ON = ("core", "rules", "checks", "trends")
_CODE = (
    ("assets.published", "*.py"),
    ("assets.published.page", "*"),
    ("assets.published.workbook", "*"),
    ("assets.dictionary", "*.yml"),
    ("assets.quality", "sensitive*"),
    ("sql", "views/*"),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: where it is, its rows by table, what changed since the one before.

    `is_new` is false when this call found it standing.
    """

    publication_id: str
    folder: Path
    rows: dict[str, int]
    changes: dict[str, Change] = field(default_factory=dict)
    is_new: bool = True


def publish(db: duckdb.DuckDBPyConnection, house: House, run_id: str | None = None) -> Publication:
    """Publish the working warehouse, unless nothing that it rests on changed since the last publication."""
    inputs = _inputs(db, house)
    standing = _standing(db, house, inputs)
    if standing is not None:
        shelf.clean(house.home)
        return standing
    with memory.bounded(db):
        publication = _make(db, house, inputs, run_id)
    with warehouse.transaction(db):
        stages.finish(db, STAGE, _fingerprint(inputs), house.now())
        parts.remember(db, publication.publication_id, inputs["code"], house.now())
    shelf.prune(house.home, house.kept_publications)
    return publication


def _make(db: duckdb.DuckDBPyConnection, house: House, inputs: Inputs, run_id: str | None) -> Publication:
    from assets.published.page import build as page  # noqa: PLC0415 - both take a third of a second, and an unchanged run writes neither
    from assets.published.workbook import build as workbook  # noqa: PLC0415

    snapshot.check_whole(db)
    created_at, before = house.now(), _before(house)
    publication_id = shelf.free_id(house.home, f"{created_at:%Y%m%dT%H%M%S}-{_fingerprint(inputs)[:8]}")
    with shelf.new_publication(house.home, publication_id) as folder:
        own = {"publication_id": publication_id, "created_at": created_at, "run_id": run_id}
        base = _base(db, before, inputs["code"], folder)
        written = snapshot.write(db, folder, own, house.progress, base)
        with ThreadPoolExecutor(1) as beside:  # DuckDB writes Parquet without Python, page and workbook are made by Python alone
            written_too = beside.submit(parquet.write, folder, publication_id, base)
            compared = beside.submit(_changes, before, folder, base)
            with collector.uncollected():
                page.write(folder, house.language)
                workbook.write(folder, house.language, house.workbook_weeks)
            written_too.result()
            found = compared.result()
        facts = [name for name, table in published_tables().items() if table.is_fact]
        content = {
            "publication_id": publication_id,
            "created_at": created_at.isoformat(),
            "run_id": run_id,
            "previous_publication_id": before.name if before else None,
            "goes_on_from": base.file.parent.name if base else None,
            "fingerprint": _fingerprint(inputs),
            "stages": inputs,
            "versions": manifest.versions(db),
            "inputs": manifest.inputs(db),
            "counts": manifest.counts(db, written, facts),
            "files": manifest.files(folder),
            "tables": {name: {"rows": number} for name, number in written.items()},
            "changes": manifest.changes(found),
        }
        manifest.write(folder, content)
    return Publication(publication_id, house.home / shelf.PUBLICATIONS / publication_id, written, found)


def _before(house: House) -> Path | None:
    """The publication that stands, to go on from and to compare with, if its snapshot opens; of its other files none is needed."""
    folder = shelf.current(house.home)
    return folder if folder and manifest.opens(folder) else None


def _changes(before: Path | None, folder: Path, base: Base | None) -> dict[str, Change]:
    if before is None:
        return {}
    return changes.between(before / WAREHOUSE_FILE, folder / WAREHOUSE_FILE, parts=base.changed if base else None)


def _base(db: duckdb.DuckDBPyConnection, before: Path | None, code: str | None, folder: Path) -> Base | None:
    """What of the publication before can be taken over; nothing where there is none, or other code wrote it, or too much is new.

    A copy of its snapshot lies in the folder then; it is made while the rows are hashed.
    """
    rows.prepare(db)
    hashed = {table: rows.source(table) for table in published_tables().values()}
    if before is None or not parts.is_known(db, before.name, code):
        parts.note(db, hashed)
        return None
    copy = folder / WAREHOUSE_FILE
    with ThreadPoolExecutor(1) as beside:
        copied = beside.submit(shutil.copyfile, before / WAREHOUSE_FILE, copy)
        parts.note(db, hashed)
        copied.result()
    changed = parts.changed(db, before.name, code)
    if changed is None:
        copy.unlink()
        return None
    return Base(before / WAREHOUSE_FILE, changed)


def _inputs(db: duckdb.DuckDBPyConnection, house: House) -> Inputs:
    """What the publication rests on: the stages' fingerprints, the code that publishes, its language, masks and the workbook's weeks."""
    code = stages.fingerprint([duckdb.__version__, house.language, house.workbook_weeks, *sensitive.own_patterns(), *_sources()])
    return {stage: stages.finished_with(db, stage) for stage in _RESTS_ON} | {"code": code}


def _sources() -> list[str]:
    return [
        path.read_text("utf-8") for package, pattern in _CODE for path in sorted(Path(str(files(package))).glob(pattern)) if path.is_file()
    ]


def _fingerprint(inputs: Inputs) -> str:
    return stages.fingerprint(inputs.items())


def _standing(db: duckdb.DuckDBPyConnection, house: House, inputs: Inputs) -> Publication | None:
    """The publication that is in place, when it was made from these very inputs."""
    folder, fingerprint = shelf.current(house.home), _fingerprint(inputs)
    if folder is None or manifest.flaw(folder) or None in inputs.values() or stages.finished_with(db, STAGE) != fingerprint:
        return None
    content: dict[str, Any] = manifest.read(folder)
    if content["fingerprint"] != fingerprint:
        return None
    rows = {name: int(table["rows"]) for name, table in content["tables"].items()}
    return Publication(content["publication_id"], folder, rows, is_new=False)
