"""One file → its bytes, whole and from one moment, or the reason why not.

What does not belong here: what the bytes mean.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20 * 1024 * 1024
"""A weekly report has 2 to 20 KB, a roll-out table less than 1 MB: what is larger is an accident."""
READ_ATTEMPTS = 3
"""A file saved while it is read is whole at the next try; after three it is being written all the time."""
FLAGS = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file or archive may hold; what is above is refused, so that none can fill memory or disk."""

    file_bytes: int = MAX_BYTES
    members: int = 100_000
    """Files in one archive: a team's ten years of pages and pictures are some 20,000."""
    ratio: int = 200
    """Text packs to a tenth, monotonous text to a fiftieth; bombs begin at a thousandth."""
    ratio_from: int = 1024 * 1024
    """Below this size a high ratio is harmless and happens (a page of one repeated line)."""
    total_bytes: int = 2 * 1024**3
    """All documents of an archive together, and each of its parts."""
    directory_bytes: int = 64 * 1024 * 1024
    """The list of an archive's entries, which is read whole: 100,000 entries take 15 MB."""
    depth: int = 2
    """Notion packs parts into a zip; nothing of it lies deeper."""


class UnreadableError(Exception):
    """A file that cannot be read: `observed` in a few words, and a sentence that a person can act on."""

    def __init__(self, observed: str, message: str) -> None:
        super().__init__(message)
        self.observed = observed


def read_bytes(path: Path, limit_bytes: int = MAX_BYTES) -> bytes:
    """The content of a regular file. A file that changes while it is read is read again.

    Raises `UnreadableError` when it is too large, unreadable, gone, no regular file, or keeps changing.
    """
    try:
        for _ in range(READ_ATTEMPTS):
            content = _read_once(path, limit_bytes)
            if content is not None:
                return content
    except OSError as error:
        raise unreadable(error) from None
    raise UnreadableError("正在被写入", "文件在读取时一直被改动，未读取；请在写完之后再运行。")


def unreadable(error: OSError) -> UnreadableError:
    """What an operating system's refusal means to a person."""
    match error:
        case FileNotFoundError():
            return UnreadableError("已不存在", "文件在扫描期间被移走，未读取；如仍需要，请放回后再运行。")
        case PermissionError():
            return UnreadableError("没有权限", "没有读取权限，未读取；请开放权限后再运行。")
        case _:
            why = error.strerror or str(error)
            return UnreadableError("读取失败", f"读取失败（{why}），未读取；请检查磁盘后再运行。")


def not_regular() -> UnreadableError:
    """The refusal of a link, device, pipe or socket."""
    return UnreadableError("不是普通文件", "不是普通文件（链接、设备或管道），未读取；请换成文件本身或移走。")


def too_large(size: int, limit_bytes: int) -> UnreadableError:
    """The refusal of a file above the limit."""
    observed, limit = f"{size / 1024**2:.1f} MB", f"{limit_bytes / 1024**2:g} MB"
    return UnreadableError(observed, f"文件有 {observed}，超过上限 {limit}，未读取；请拆分或移走。")


def _read_once(path: Path, limit_bytes: int) -> bytes | None:
    """The content, or None when the file changed meanwhile."""
    with os.fdopen(os.open(path, FLAGS), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise not_regular()
        if before.st_size > limit_bytes:
            raise too_large(before.st_size, limit_bytes)
        content = file.read(limit_bytes + 1)
        after = os.fstat(file.fileno())
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if is_same and len(content) == after.st_size else None
