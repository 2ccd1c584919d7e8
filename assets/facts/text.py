"""Lines and their normal form: one code point for one code point, so that every span stays exact.

What does not belong here: structure (`outline`) and meaning.
"""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"}
_LIKE = {
    " ": "\u3000\u00a0\t\u200b\ufeff㎡",
    "-": "–—－―−─‐‑",
    "~": "〜∼～",
    "→": "⇒➜➔➡⟶",
    ":": "∶",
    "%": "﹪",
    '"': "“”",
}
_PLAIN = _FULL_WIDTH | {form: plain for plain, forms in _LIKE.items() for form in forms}
_OTHER_FORM = re.compile(f"[{re.escape(''.join(_PLAIN))}]")

_ALONE = r"(?<![A-Za-z0-9０-９./:_-])"
_WIDE_THOUSANDS = re.compile(  # １，２３４ and the 1，234笔 of a careless input method
    rf"，(?=[0-9０-９])(?:(?<={_ALONE}[0-9０-９]，)|(?<={_ALONE}[0-9０-９]{{2}}，)|(?<={_ALONE}[0-9０-９]{{3}}，))"
    r"(?=[０-９]{3}(?![0-9０-９])|[0-9０-９]{3}\s?(?:$|[|｜万亿元笔家条个户人台次件单张份wWkK]|(?:，[0-9０-９]{3})+(?![0-9０-９%％])))"
)
_MARK = re.compile(r"[*_~`<&\\]")
_NOISE = re.compile(
    r"\*\*|__|~~|`|</?[a-zA-Z][^<>]{0,200}>|<!--|-->"
    r"|&(?:nbsp|amp|lt|gt|quot|mdash|#\d{1,7});|\\(?=[\[\]()*_`.#+\-!|~]|\s*$)"
)
_DOMAIN = r"(?:com|cn|net|org|io|local|internal)(?![A-Za-z0-9])"
_ADDRESS = re.compile(
    r"(?<=\]\()[^()\s]+(?=\))"  # the target of a link
    r"|[a-zA-Z][a-zA-Z0-9+.-]{1,9}://[^\s<>()\[\]，。；、\"]+"
    r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5})?(?![\w.]*\d)"
    rf"|(?<![A-Za-z0-9_.-])(?:[A-Za-z0-9_-]+\.)+{_DOMAIN}(?::\d{{2,5}})?(?:/[\w/.?=&%-]*)?"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w/])/(?:[a-zA-Z_][\w.-]*/)+[\w.{}-]*"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"
)
_ADDRESS_HINT = re.compile(r"\.(?:[a-z]{2}|\d+\.\d)|/(?:/|[a-zA-Z_])|@|\]\(|1[3-9]\d{9}")
_NEAR = 3  # code points in front of a tag
_PARTS = re.compile(r"\s*[^\s|<]")
_ODD = re.compile(r"\*|_|~|`|<|&|\\|@|\.(?:[a-z]{2}|\d+\.\d)|/[/a-zA-Z_]|\]\(|1[3-9]\d{9}")
"""A mark or the hint of an address, sought from one such character to the next."""
_INLINE = re.compile(
    r"(?:(?<![^\s:|>])(?=\(?1|①)|(?<=[\s,，%)])(?<![;。!?]\s))(?P<mark>\(?(?P<n>[1-9])(?:\.(?![0-9])|[、)](?![0-9](?![0-9]?[/月])))|(?P<c>[①-⑨]))"
)
"""The first of a list in one line, at a beginning, and one that follows without a mark in front."""
_SECOND = re.compile(r"(?<=[\s,，%)])(?:\(?2[.、)]|②)")
_DIGIT = re.compile(r"[0-9]")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&mdash;": "-"}
_TWO_LETTERS = re.compile(r"[\W\d_]*+[^\W\d_][\W\d_]*+[^\W\d_]")
FILLER = "\ue000"
"""Stands in the normal form for every code point of an address, so that no rule reads a number there."""


def split_lines(text: str) -> list[str]:
    """The lines of a text; they end at LF, CRLF or CR and at nothing else (contract, Identity)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _plain(match: re.Match[str]) -> str:
    return _PLAIN[match[0]]


def _blank(match: re.Match[str]) -> str:
    """Spaces as long as the match; a digit within a tag is no number, an entity is its character, and a new line in a cell parts."""
    noise = match[0]
    if noise[0] == "<":
        if noise[1:3].lower() == "br" and _is_between(match):
            return ";".ljust(len(noise))
        return _DIGIT.sub(FILLER, re.sub(r"[^0-9]", " ", noise))
    if noise[0] == "&":
        plain = _ENTITIES.get(noise) or (FILLER if "#" in noise else " ")
        return plain * len(noise) if plain == FILLER else plain.ljust(len(noise))
    return " " * len(noise)


def _is_between(tag: re.Match[str]) -> bool:
    """Whether a `<br>` stands between two lines of words, and not at the edge of a cell or behind a colon."""
    before = tag.string[max(0, tag.start() - _NEAR) : tag.start()].rstrip()
    return before[-1:] not in ("", "|", ":", "：", ">") and _PARTS.match(tag.string, tag.end()) is not None


def _fill(match: re.Match[str]) -> str:
    return FILLER * len(match[0])


def normal(line: str) -> str:
    """The line with full-width forms as ASCII, emphasis and tags blanked, addresses filled. Same length."""
    if not line.isascii():
        if "，" in line:
            line = _WIDE_THOUSANDS.sub(",", line)
        line = line.replace("：", ":").replace("（", "(").replace("）", ")")  # nearly all of them
        line = _OTHER_FORM.sub(_plain, line)  # few code points of a line: three times as fast as translating all
    elif "\t" in line:
        line = line.replace("\t", " ")
    if _ODD.search(line):
        if _MARK.search(line):
            line = _NOISE.sub(_blank, line)
        if _ADDRESS_HINT.search(line):
            line = _ADDRESS.sub(_fill, line)
    if ("2" in line or "②" in line) and _SECOND.search(line):
        line = _parted(line)
    return line


def _parted(line: str) -> str:
    """`进展：1. 接口改造完成 2. 联调 50%` with a mark in front of what is second: a list in one line has the parts of one in several."""
    expected, first, last = 1, (0, 0), 0
    edges: list[tuple[int, int, str]] = []
    for found in _INLINE.finditer(line):
        number = int(found["n"]) if found["n"] else "①②③④⑤⑥⑦⑧⑨".index(found["c"]) + 1
        if number == 1 or "|" in line[last : found.start()]:
            expected, first = 1, found.span("mark")
        if number == expected:
            expected, last = number + 1, found.end()
            if number == 2 and line[: first[0]].strip(" -*+>"):  # else the first is the marker of the item
                edges.append((*first, " "))
            if number > 1:
                edges.append((*found.span("mark"), ";"))
    for start, end, mark in edges:
        line = line[:start] + mark.ljust(end - start) + line[end:]
    return line


def says(text: str) -> bool:
    """Whether a text says something: a single letter or bare digits do not."""
    return (len(text) > 1 and text[:2].isalpha()) or _TWO_LETTERS.match(text) is not None


@lru_cache(maxsize=512)
def tidy(text: str) -> str:
    """A name as people write it: without surrounding punctuation, marks and doubled spaces."""
    if text.isalnum():
        return text
    return " ".join(text.replace(FILLER, " ").split()).strip(" ,，。;；:：、-~|*#\"'·•")
