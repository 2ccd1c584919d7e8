"""A digest as messages within a channel's limit in bytes, torn only between its blocks. Pure.

What does not belong here: what the blocks say (`digest`) and where the messages are kept (`outbox`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assets.quality.digest import SHOWN_ID, Block, Digest
from assets.quality.markup import fitted, size

BETWEEN = "\n\n"
_WIDEST_PART = 999
"""The parts of a digest are counted after they are filled, so that room for three digits each is kept."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `told` pairs the bad entries that it covers with what it says of them."""

    alert_id: str
    body: str
    told: tuple[tuple[str, str], ...]


def messages(digest: Digest, words: Mapping[str, str], limit: int | None, key: str) -> list[Message]:
    """The digest as messages. `words` has `list_all` and the patterns of the last line, `identity` and `identity_of`.

    `key` tells this digest from every other; a message that is made again of the same has the same id.
    """
    room = None
    if limit is not None:
        room = limit - size(BETWEEN + words["identity_of"].format(alert="0" * 12, part=_WIDEST_PART, parts=_WIDEST_PART))
    pages = list(_pages(digest, room, words["list_all"]))
    last_line = words["identity" if len(pages) == 1 else "identity_of"]
    found = []
    for part, (text, told) in enumerate(pages, start=1):
        alert_id = alert_id_of(key, str(part), *(word for pair in told for word in pair))
        identity = last_line.format(alert=alert_id, part=part, parts=len(pages))
        found.append(Message(alert_id, text + BETWEEN + identity, told))
    return found


def alert_id_of(*parts: str) -> str:
    """A short key that is the same for the same parts."""
    return hashlib.sha256("|".join(parts).encode("utf-8")).hexdigest()[:12]


def _pages(digest: Digest, room: int | None, list_all: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Pages of whole blocks, each with the headings that it needs; a block larger than a page is shortened."""
    text = f"{digest.title}\n{digest.overview}\n{list_all}"
    filled: list[Block] = []
    for block in digest.blocks:
        longer = text + _joined(digest, filled[-1] if filled else None, block)
        if filled and room is not None and size(longer) > room:
            yield text, _told(filled)
            text, filled = digest.continued, []
            longer = text + _joined(digest, None, block)
        if room is not None and size(longer) > room:
            free = room - size(longer) + size(block.text)
            longer = fitted(text + _joined(digest, None, replace(block, text=fitted(block.text, max(free, 0)))), room)
        text, filled = longer, [*filled, block]
    if filled:
        yield text, _told(filled)


def _joined(digest: Digest, before: Block | None, block: Block) -> str:
    """The block as it follows another one, with the headings that change between the two."""
    is_new_section = before is None or before.section != block.section
    is_new_group = is_new_section or (before is not None and before.group != block.group)
    headings = [digest.headings[block.section]] * is_new_section + [block.group] * (is_new_group and bool(block.group))
    is_line = before is not None and "\n" not in before.text + block.text and not headings
    return ("\n" if is_line else BETWEEN) + "\n".join([*headings, block.text])


def _told(blocks: Sequence[Block]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for block in blocks for pair in block.told)


def halves(message: Message) -> tuple[Message, Message] | None:
    """A message that a channel found too long, as two; None where it has a single item left, which `shortened` cuts."""
    first, *blocks, last_line = message.body.split(BETWEEN)
    if len(blocks) < 2:
        return None
    middle = len(blocks) // 2
    texts = [BETWEEN.join((first, *part)) for part in (blocks[:middle], blocks[middle:])]
    second_told = tuple(pair for pair in message.told if pair[0][:SHOWN_ID] in texts[1])
    first_told = tuple(pair for pair in message.told if pair not in second_told)
    parts = []
    for number, (text, told) in enumerate(zip(texts, (first_told, second_told), strict=True), start=1):
        alert_id = f"{message.alert_id}-{number}"
        parts.append(Message(alert_id, text + BETWEEN + last_line.replace(message.alert_id, alert_id), told))
    return parts[0], parts[1]


def shortened(message: Message) -> Message | None:
    """The same message at half its length, its last line kept; None where nothing is left to cut."""
    text, _, last_line = message.body.rpartition(BETWEEN)
    if not text:
        return None
    half = fitted(text, size(text) // 2)
    return replace(message, body=half + BETWEEN + last_line) if half != text else None
