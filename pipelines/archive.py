"""The archive of a backup: a tar whose last member says what is in it, with the SHA-256 of each file.

What does not belong here: what is put into one (`backing_up`), and where it is unpacked to (`restoring`).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pipelines.problems import UnusableError

MANIFEST = "backup.json"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds. `about` is what its maker wrote: id, time, versions, which publication stood."""

    about: dict[str, Any]
    files: dict[str, str]


class _Hashing:
    """A file that is read, and hashed on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def write(target: Path, members: Iterable[tuple[str, Path]], about: dict[str, Any]) -> None:
    """Write an archive, whole or not at all. The files must not change meanwhile. Raises `OSError`."""
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with tarfile.open(unfinished, "w", format=tarfile.PAX_FORMAT) as tar:
            unfinished.chmod(0o600)
            files = {name: _add(tar, name, path) for name, path in members}
            content = json.dumps({**about, "files": files}, ensure_ascii=False, indent=2).encode("utf-8")
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
        _to_disk(unfinished)
        unfinished.replace(target)
        _to_disk(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        entry = tar.gettarinfo(arcname=name, fileobj=file)
        hashing = _Hashing(file)
        tar.addfile(entry, hashing)
    return hashing.digest.hexdigest()


def unpack(source: Path, folder: Path) -> Contents:
    """Unpack an archive into an empty folder, and compare every checksum. Raises `UnusableError` unless it is whole and ours."""
    found: dict[str, str] = {}
    about: dict[str, Any] | None = None
    try:
        with tarfile.open(source, "r:") as tar:
            for entry in tar:
                if entry.name == MANIFEST:
                    about = json.loads(_reader(tar, entry).read())
                else:
                    found[entry.name] = _unpack_one(tar, entry, folder)
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise UnusableError(f"{source} is no whole backup: {error}") from None
    if about is None:
        raise UnusableError(f"{source} is no whole backup: it has no {MANIFEST}")
    wanted = about.pop("files", {})
    if wrong := sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name)):
        raise UnusableError(f"{source} is damaged: {wrong[0]} is not what it was" + (f" ({len(wrong)} files)" if len(wrong) > 1 else ""))
    return Contents(about, found)


def _unpack_one(tar: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> str:
    path = PurePosixPath(entry.name)
    if not entry.isreg() or path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{entry.name!r} does not belong into one")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for data in _chunks(_reader(tar, entry)):
            digest.update(data)
            file.write(data)
        os.fsync(file.fileno())
    return digest.hexdigest()


def _reader(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(entry)
    if file is None:
        raise ValueError(f"{entry.name!r} is no file")
    return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while data := file.read(_CHUNK):
        yield data


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
