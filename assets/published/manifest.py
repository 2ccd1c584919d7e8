"""`manifest.json`: what a publication is, what it was made from, what it holds and what changed.

What does not belong here: the files that it describes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from assets import warehouse
from assets.published.changes import Change
from assets.stages import fingerprint

MANIFEST_FILE = "manifest.json"


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest; the order of its keys is the order given."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a publication's folder."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    return manifest


def flaw(folder: Path) -> str | None:
    """What is wrong with a publication that should be whole, None when nothing is. Only the snapshot is opened."""
    try:
        content = read(folder)
        sizes = {name: int(file["bytes"]) for name, file in content["files"].items()}
        parquet = [f"parquet/{name.replace('.', '/')}.parquet" for name in content["tables"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{MANIFEST_FILE} cannot be read"
    for name in (*sizes, *parquet):
        if not (folder / name).is_file():
            return f"{name} is missing"
    if wrong := [name for name, size in sizes.items() if (folder / name).stat().st_size != size]:
        return f"{wrong[0]} is not as it was written"
    return None if opens(folder) else f"{warehouse.WAREHOUSE_FILE} does not open"


def opens(folder: Path) -> bool:
    """Whether the snapshot of a publication opens."""
    try:
        warehouse.connect(folder / warehouse.WAREHOUSE_FILE, read_only=True).close()
    except duckdb.Error:
        return False
    return True


def versions(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The versions of program, DuckDB and reader; more than one reader where not all was read again."""
    readers = db.execute("""
        select distinct split_part(reader_version, ':', 1) from core.report_revisions
        where is_newest and reader_version is not null order by 1
    """).fetchall()
    return {
        "weekhouse": version("weekhouse"),
        "duckdb": duckdb.__version__,
        "reader": [name for (name,) in readers],
    }


def inputs(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """How many documents there are, and one hash over their contents."""
    found = [name for (name,) in db.execute("select document_id from raw.documents order by 1").fetchall()]
    return {"documents": len(found), "fingerprint": fingerprint(found)}


def counts(db: duckdb.DuckDBPyConnection, rows: Mapping[str, int], facts: list[str]) -> dict[str, Any]:
    """The numbers that a person asks for first."""
    query = "select count(*), count(distinct week), count(distinct team) from core.reports"
    bad = db.execute("""
        select severity, count(*) from quality.bad_entries
        where state is distinct from 'resolved' group by severity order by severity
    """).fetchall()
    return {
        **dict(zip(("reports", "weeks", "teams"), db.execute(query).fetchone() or (0, 0, 0), strict=True)),
        "facts": {name.removeprefix("core."): rows[name] for name in facts},
        "bad_entries": {"error": 0, "warning": 0} | dict(bad),
    }


def files(folder: Path) -> dict[str, dict[str, int]]:
    """The files that stand beside the manifest for people to open."""
    return {path.name: {"bytes": path.stat().st_size} for path in sorted(folder.iterdir()) if path.is_file()}


def changes(found: Mapping[str, Change]) -> dict[str, dict[str, int]]:
    """The changes as plain numbers."""
    return {name: asdict(change) for name, change in found.items()}
