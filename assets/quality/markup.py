"""Text for a channel: escaped so that it arrives as text, emphasised as the channel can, cut by bytes.

What does not belong here: what is said (`digest`) and how it is sent (`pipelines.alerts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

ELLIPSIS = "…"
_FULL_WIDTH = {char: chr(ord(char) + 0xFEE0) for char in "<>*`[]()#@_~|&!"}
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 8232, 8233), " ")
_INVISIBLE = dict.fromkeys([0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
"""Zero-width and direction marks: nothing to read, but enough to hide a mention or turn a line around."""
_LONG_HASH = re.compile(r"(?<![0-9A-Za-z])([0-9a-f]{4})[0-9a-f]{28}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Markup:
    """How a channel emphasises, and the characters that it would not show as they are."""

    emphasis: str = "{}"
    code: str = "{}"
    quotation: str = "{}"
    alarm: str = "{}"
    special: str = ""
    _table: Mapping[int, str | None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shown = {ord(char): _FULL_WIDTH[char] for char in self.special}
        object.__setattr__(self, "_table", {**_CONTROLS, **_INVISIBLE, **shown})

    def plain(self, text: str) -> str:
        """The text of others on one line: full-width signs where the channel would read markup or a mention.

        WeCom, Feishu and DingTalk know no escape sign, and a full-width sign is ordinary in Chinese text.
        """
        return " ".join(text.translate(self._table).split())


MARKUPS = {
    "plain": Markup(),
    "wecom": Markup(
        emphasis="**{}**", code="`{}`", quotation="> {}", alarm='<font color="warning">{}</font>', special="<>*`[]#@"
    ),  # its Markdown knows headings, bold, links, code, quotes, colours and <@user>; nothing else
    "feishu": Markup(special="<>@"),  # text with <at user_id="…">
    "dingtalk": Markup(special="@"),  # text; who is mentioned stands beside it, `@` in it is only highlighted
    "slack": Markup(special="*`_~@"),  # apprise escapes & < >
}


def size(text: str) -> int:
    """Its bytes in UTF-8."""
    return len(text.encode("utf-8"))


def short(text: str, most: int) -> str:
    """At most so many code points, with … where something is left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def without_long_hashes(text: str) -> str:
    """Notion's 32 digits in a file's name, of which a person needs four."""
    return _LONG_HASH.sub(rf"\1{ELLIPSIS}", text)


def cut(text: str, limit: int) -> str:
    """At most so many bytes (3 at least), whole characters, with … where something is left out."""
    if size(text) <= limit:
        return text
    kept = text.encode("utf-8")[: max(limit - size(ELLIPSIS), 0)]
    return kept.decode("utf-8", errors="ignore") + ELLIPSIS


def fitted(text: str, limit: int) -> str:
    """At most so many bytes: the longest lines are cut first, so that places and commands stay whole."""
    lines = text.split("\n")
    while (excess := size("\n".join(lines)) - limit) > 0:
        longest = max(range(len(lines)), key=lambda i: size(lines[i]))
        shorter = cut(lines[longest], max(size(lines[longest]) - excess, size(lines[longest]) // 2))
        if shorter == lines[longest]:
            return cut("\n".join(lines), limit)
        lines[longest] = shorter
    return "\n".join(lines)
