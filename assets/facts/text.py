"""Lines and their normal form: one code point for one code point, so that every span stays exact.

What does not belong here: structure (`outline`) and meaning.
"""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) != "，"}
_LIKE = {
    " ": "\u3000\u00a0\t\u200b\ufeff㎡",
    "-": "–—－―−─",
    "~": "〜∼～",
    "→": "⇒➜➔➡⟶",
    ":": "∶",
    "%": "﹪",
    '"': "“”",
}
_ONE_TO_ONE = _FULL_WIDTH | {ord(form): ord(plain) for plain, forms in _LIKE.items() for form in forms}

_WIDE_THOUSANDS = re.compile(r"，(?<=[0-9０-９]，)(?=[０-９]{3}(?![0-9０-９]))")
_MARK = re.compile(r"[*_~`<&\\]")
_NOISE = re.compile(
    r"\*\*|__|~~|`|</?[a-zA-Z][^<>]{0,200}>|<!--[^<>]{0,200}-->"
    r"|&(?:nbsp|amp|lt|gt|quot|[lr]dquo|mdash|#\d{1,7});|\\(?=[\[\]()*_`.#+\-!|~])"
)
_ADDRESS = re.compile(
    r"(?<=\]\()[^()\s]+(?=\))"  # the target of a link
    r"|[a-zA-Z][a-zA-Z0-9+.-]{1,9}://[^\s<>()\[\]，。；、\"]+"
    r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5})?(?![\w.]*\d)"
    r"|(?<![A-Za-z0-9_.-])(?:[A-Za-z0-9_-]+\.)++(?<=\.)(?:com|cn|net|org|io|local|internal)(?![A-Za-z0-9])(?::\d{2,5})?(?:/[\w/.?=&%-]*)?"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w/])/(?:[a-zA-Z_][\w.-]*/)+[\w.{}-]*"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"
)
