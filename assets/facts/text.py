"""Lines and their normal form: one code point for one code point, so that every span stays exact.

What does not belong here: structure (`outline`) and meaning.
"""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) != "，"}
_ONE_TO_ONE = _FULL_WIDTH | {
    ord(a): ord(b)
    for a, b in {
        "\u3000": " ", "\u00a0": " ", "\t": " ", "\u200b": " ", "\ufeff": " ", "–": "-", "—": "-", "－": "-",
        "―": "-", "−": "-", "─": "-", "〜": "~", "∼": "~", "～": "~", "⇒": "→", "➜": "→", "➔": "→", "➡": "→", "⟶": "→",
        "∶": ":", "﹪": "%", "“": '"', "”": '"', "㎡": " ",
    }.items()
}  # fmt: skip

_WIDE_THOUSANDS = re.compile(r"(?<=[0-9０-９])，(?=[０-９]{3}(?![0-9０-９]))")
_NOISE = re.compile(r"\*\*|__|~~|`|<br\s*/?>|</?[a-zA-Z][^<>]{0,200}>|&nbsp;|\\(?=[\[\]()*_`.#+\-!|~])")
_ADDRESS = re.compile(
    r"(?<=\]\()[^()\s]+(?=\))"  # the target of a link
    r"|[a-zA-Z][a-zA-Z0-9+.-]{1,9}://[^\s<>()\[\]，。；、\"]+"
    r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5})?(?![\w.]*\d)"
    r"|(?<![\w.])(?:[\w-]+\.)+(?:com|cn|net|org|io|local|internal)(?::\d{2,5})?(?:/[\w/.?=&%-]*)?"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w/])/(?:[a-zA-Z_][\w.-]*/)+[\w.{}-]*"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"
)
FILLER = "\ue000"
"""Stands in the normal form for every code point of an address, so that no rule reads a number there."""


def split_lines(text: str) -> list[str]:
    """The lines of a text; they end at LF, CRLF or CR and at nothing else (contract, Identity)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def blank(match: re.Match[str]) -> str:
    """As many spaces as the match is long."""
    return " " * len(match[0])


def _fill(match: re.Match[str]) -> str:
    return FILLER * len(match[0])


def normal(line: str) -> str:
    """The line with full-width forms mapped to ASCII, emphasis and tags blanked, addresses filled. Same length."""
    if not line.isascii():
        line = _WIDE_THOUSANDS.sub(",", line).translate(_ONE_TO_ONE)
    elif "\t" in line:
        line = line.replace("\t", " ")
    if any(mark in line for mark in "*_~`<&\\"):
        line = _NOISE.sub(blank, line)
    if ADDRESS_HINT.search(line):
        line = _ADDRESS.sub(_fill, line)
    return line


ADDRESS_HINT = re.compile(r"://|\d\.\d+\.\d|@|\.[a-z]{2}|/[a-zA-Z_]|\]\(|1[3-9]\d{9}")


def tidy(text: str) -> str:
    """A name as people write it: without surrounding punctuation, marks and doubled spaces."""
    return re.sub(r"\s+", " ", text.replace(FILLER, " ")).strip(" ,，。;；:：、-~|*#\"'·•")
