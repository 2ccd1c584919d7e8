"""A Notion export as a zip, with its parts inside → the documents in it, within limits.

What does not belong here: single files (`reading`), and what documents say.
"""

from __future__ import annotations

import os
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from assets.documents import notion
from assets.documents.reading import FLAGS, Limits, UnreadableError, not_regular, too_large, unreadable

Delivered = tuple[str, bytes | UnreadableError]
"""The path of a document below its SOURCE, and its content or why there is none."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_END = b"PK\x05\x06"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    struct.error,
    RuntimeError,
)


@dataclass(slots=True)
class Members:
    """The documents of an archive that are wanted, and what else was met."""

    wanted: list[tuple[str, zipfile.ZipInfo]] = field(default_factory=list)
    parts: list[tuple[str, zipfile.ZipInfo]] = field(default_factory=list)
    refused: list[Delivered] = field(default_factory=list)
    ignored: int = 0


@dataclass(slots=True)
class Archive:
    """One zip file with the limits that hold for it and its parts together."""

    is_document: Callable[[str], bool]
    is_row_table: Callable[[str, bytes], bool]
    limits: Limits
    scratch: Path | None = None
    ignored: int = 0
    bytes_read: int = 0

    def read(self, path: Path, name: str) -> Iterator[Delivered]:
        """The documents of the zip at `path`, under the name `name/…`, and the refusals."""
        try:
            with os.fdopen(os.open(path, FLAGS), "rb") as file:
                before = os.fstat(file.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise not_regular()
                yield from self._documents(file, name, 1)
                after = os.fstat(file.fileno())
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                yield (
                    name,
                    UnreadableError("正在被写入", "压缩包在读取时被改动，可能不完整；请在写完之后再运行。"),
                )
        except UnreadableError as problem:
            yield name, problem
        except OSError as error:
            yield name, unreadable(error)

    def _documents(self, file: IO[bytes], name: str, depth: int) -> Iterator[Delivered]:
        try:
            _check_directory(file, self.limits)
            with zipfile.ZipFile(file) as package:
                members = self._members(package, name)
                yield from members.refused
                for member_name, info in members.wanted:
                    yield f"{name}/{member_name}", self._content(package, info)
                for part_name, info in members.parts:
                    yield from self._part(package, info, f"{name}/{part_name}", depth)
        except _DAMAGE:
            yield name, UnreadableError("压缩包已损坏", "压缩包已损坏或不完整，未读取；请重新导出。")

    def _members(self, package: zipfile.ZipFile, name: str) -> Members:
        """Sort the entries: attachments (users' zips among them) and hidden files are passed over."""
        infos = package.infolist()
        if len(infos) > self.limits.members:
            problem = f"压缩包里有 {len(infos)} 个文件，超过上限 {self.limits.members}，未读取；请拆分。"
            raise UnreadableError(f"{len(infos)} 个文件", problem)
        found = Members()
        for info in infos:
            self._sort(info, name, found)
        if any(info.flag_bits & _ENCRYPTED for _, info in [*found.wanted, *found.parts]):
            raise UnreadableError("有密码", "压缩包有密码，未读取；请去掉密码重新打包。")
        found.wanted = self._without_rows(package, sorted(found.wanted, key=_first))
        found.parts.sort(key=_first)
        self.ignored += found.ignored
        return found

    def _sort(self, info: zipfile.ZipInfo, archive: str, found: Members) -> None:
        name = _name(info)
        parts = name.split("/")
        is_wanted = self.is_document(name) or notion.is_part(name)
        if info.is_dir() or name.endswith("/"):
            return
        if not is_wanted or any(part.startswith((".", "~$")) and part != ".." for part in parts) or "__MACOSX" in parts:
            found.ignored += 1
        elif _is_unsafe(name):
            safe = "/".join(part for part in parts if part not in ("", ".", "..") and not part.endswith(":"))
            problem = UnreadableError(name[:80], f"压缩包内的路径「{name[:80]}」指向包外，未读取；请重新导出。")
            found.refused.append((f"{archive}/{safe}", problem))
        elif stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            found.refused.append((f"{archive}/{name}", not_regular()))
        else:
            (found.parts if notion.is_part(name) else found.wanted).append((name, info))

    def _without_rows(self, package: zipfile.ZipFile, wanted: list[tuple[str, zipfile.ZipInfo]]) -> list[tuple[str, zipfile.ZipInfo]]:
        """Leave out the pages of the rows of a roll-out table or incident log that is kept as a database."""
        databases = []
        for name, info in wanted:
            if notion.is_database(name):
                content = self._content(package, info)
                if isinstance(content, bytes) and self.is_row_table(name, content):
                    databases.append(name)
        folders = notion.folders_of_pages(databases)
        kept = [(name, info) for name, info in wanted if not notion.is_below(name, folders)]
        self.ignored += len(wanted) - len(kept)
        return kept

    def _content(self, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | UnreadableError:
        try:
            self._check_size(info, self.limits.file_bytes)
            with package.open(info) as member:
                content = member.read(self.limits.file_bytes + 1)
            self.bytes_read += len(content)
            return content
        except UnreadableError as problem:
            return problem
        except _DAMAGE:
            return UnreadableError("压缩数据已损坏", "压缩包内的这个文件已损坏，未读取；请重新导出。")

    def _check_size(self, info: zipfile.ZipInfo, limit: int) -> None:
        if info.file_size > limit:
            raise too_large(info.file_size, limit)
        if info.file_size > self.limits.ratio_from and info.file_size > info.compress_size * self.limits.ratio:
            ratio = info.file_size // max(info.compress_size, 1)
            raise UnreadableError(f"压缩比 {ratio}", f"压缩比 {ratio} 倍，像是压缩炸弹，未读取；请重新导出。")
        if self.bytes_read + info.file_size > self.limits.total_bytes:
            limit_gb = f"{self.limits.total_bytes / 1024**3:g} GB"
            raise UnreadableError("总量过大", f"压缩包内的文件合计超过 {limit_gb}，其余未读取；请拆分。")

    def _part(self, package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, depth: int) -> Iterator[Delivered]:
        """The documents of a part: a zip inside the zip, which must be copied out to be read from its end."""
        if depth >= self.limits.depth:
            yield (
                name,
                UnreadableError("嵌套过深", f"压缩包嵌套超过 {self.limits.depth} 层，未读取；请重新导出。"),
            )
            return
        try:
            self._check_size(info, self.limits.total_bytes)
            with tempfile.TemporaryFile(dir=self.scratch) as copy, package.open(info) as part:
                while block := part.read(1024 * 1024):
                    copy.write(block)
                yield from self._documents(copy, name, depth + 1)
        except UnreadableError as problem:
            yield name, problem
        except _DAMAGE:
            yield name, UnreadableError("压缩包已损坏", "这一部分压缩包已损坏或不完整，未读取；请重新导出。")


def _first(named: tuple[str, zipfile.ZipInfo]) -> str:
    return named[0]


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's path as text with forward slashes: UTF-8 where it says so or is it, else GBK."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
    return unicodedata.normalize("NFC", name.split("\x00")[0].replace("\\", "/"))


def _is_unsafe(name: str) -> bool:
    parts = name.split("/")
    return name.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0].endswith(":"))


def _check_directory(file: IO[bytes], limits: Limits) -> None:
    """Refuse a directory too long to be held in memory, before `zipfile` reads it whole."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65557))  # the end record (22 bytes) and its longest comment
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile
    directory = struct.unpack_from("<L", tail, at + 12)[0]
    if directory == 0xFFFFFFFF and at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        file.seek(struct.unpack_from("<Q", tail, at - 12)[0])
        record = file.read(56)
        directory = struct.unpack_from("<Q", record, 40)[0]
    if directory > limits.directory_bytes:
        raise UnreadableError("目录过大", "压缩包的目录过大，像是压缩炸弹，未读取；请重新导出。")
    file.seek(0)
