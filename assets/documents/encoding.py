"""Bytes → text, for the encodings in which reports and tables arrive.

What does not belong here: files, and what the text means.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNASSIGNED = re.compile(r"[\ue000-\uf8ff\ufffd\uffff]")
_PLAUSIBLE = re.compile(r"[\t\n\r\x20-\x7e\u00a0-\u024f\u2000-\u27bf\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")

MAX_CONTROL_SHARE = 0.005
"""Control characters slip into text by pasting, one or two a page; a binary file is full of them."""
MIN_PLAUSIBLE_SHARE = 0.97
"""Text in the wrong encoding falls all over Unicode: on the four annotated reports the right one scores 1.0,
a wrong one at most 0.943."""
DAMAGED_SHARE = 0.1
"""Up to this many broken sequences to a whole one it is damaged UTF-8; GB18030 read as UTF-8 is above 4."""

_MAGIC = (
    (b"PK\x03\x04", "ZIP 压缩包或 Office 文件"),
    (b"%PDF-", "PDF 文件"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"\x1f\x8b", "gzip 压缩文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧式 Office 文件"),
)


class UndecodableError(Exception):
    """The bytes are no text. The message says in Chinese what they look like."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without a byte order mark, and the name of the encoding it came in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """Decode a text file: by its byte order mark, else UTF-8, UTF-16 (where NULs suggest it), GB18030.

    Raises `UndecodableError` for anything that is not plausibly text.
    """
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise UndecodableError(f"内容是{what}，不是文本")
    decoded = _by_mark(content) or _by_content(content)
    _refuse_binary(decoded.text)
    return decoded


def split_lines(text: str) -> list[str]:
    """The lines of a text; they end at LF, CRLF or CR and at nothing else (not at U+2028 or form feed)."""
    lines = _LINE_END.split(text)
    return lines[:-1] if lines[-1] == "" else lines


def _by_mark(content: bytes) -> Decoded | None:
    if content.startswith(codecs.BOM_UTF8):
        return Decoded(_utf8(content[len(codecs.BOM_UTF8) :]), "utf-8-sig")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return Decoded(content.decode("utf-16"), "utf-16")
        except UnicodeDecodeError as error:
            raise UndecodableError(f"UTF-16 在第 {error.start + 1} 个字节处损坏") from None
    return None


def _by_content(content: bytes) -> Decoded:
    if b"\x00" in content:
        return _utf16_without_mark(content)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(content):
        return Decoded(_utf8(content), "utf-8")
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UndecodableError(f"既不是 UTF-8 也不是 GB18030 文本（第 {error.start + 1} 个字节起）") from None
    if _plausible_share(text) < MIN_PLAUSIBLE_SHARE:
        raise UndecodableError("既不是 UTF-8 也不是 GB18030 文本")
    return Decoded(text, "gb18030")


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.split(content[: error.start].decode("utf-8")))
        raise UndecodableError(f"第 {line} 行含有无效的 UTF-8 字节 0x{content[error.start]:02X}") from None


def _is_damaged_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    return broken <= whole * DAMAGED_SHARE


def _utf16_without_mark(content: bytes) -> Decoded:
    candidates = []
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((_plausible_share(text), text))
    share, text = max(candidates, default=(0.0, ""))
    if share < MIN_PLAUSIBLE_SHARE:
        raise UndecodableError("含有 NUL 字节，是二进制文件")
    return Decoded(text, "utf-16")


def _plausible_share(text: str) -> float:
    return len(_PLAUSIBLE.findall(text)) / len(text) if text else 1.0


def _refuse_binary(text: str) -> None:
    if "\x00" in text:
        raise UndecodableError("含有 NUL 字符")
    odd = len(_CONTROL.findall(text)) + len(_UNASSIGNED.findall(text))
    if odd > 2 and odd > len(text) * MAX_CONTROL_SHARE:
        raise UndecodableError("含有大量控制字符，是二进制文件")
