"""Values of Notion's API → the words that an export has for them: titles, times, people, properties of a page.

What does not belong here: blocks (`notion_blocks`) and requests (`notion_api`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

UNTITLED = "Untitled"
LONGEST_NAME = 80
"""File systems take 255 bytes, which are 85 Chinese characters; the id follows the title."""
_TELLING = ("created_time", "created_by", "last_edited_time", "last_edited_by", "people", "date")
"""These come first: a reader looks for a report's date and author directly below its title."""
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\]+")


def plain(rich: list[Json]) -> str:
    """The characters of a rich text, without marks and links."""
    return "".join(part["plain_text"] for part in rich)


def title_of(page: Json) -> str:
    """A page's title, on one line."""
    titles = (value["title"] for value in page["properties"].values() if value["type"] == "title")
    return " ".join(plain(next(titles, [])).split()) or UNTITLED


def name_of(title: str) -> str:
    """A title as a part of a path."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", title)).split())
    return name[:LONGEST_NAME].strip(". ") or UNTITLED


def instant(text: str) -> datetime:
    """A moment as the API writes it (2024-03-29T12:07:00.000Z), with its zone. Raises `ValueError`."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment


def day_text(value: Json, zone: ZoneInfo) -> str:
    """A date, a time, or an interval of either, as an export in Chinese writes it; in local time."""
    ends = [_moment_text(value[end], zone) for end in ("start", "end") if value.get(end)]
    return " → ".join(ends)


def properties_of(page: Json, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Name and value of each property that says something, the title apart.

    The API promises no order: times and people come first, then all others by name, so that equal pages make equal bytes.
    """
    values = [(name, value) for name, value in page["properties"].items() if value["type"] != "title"]
    for name, value in sorted(values, key=lambda item: (item[1]["type"] not in _TELLING, item[0])):
        text = value_text(value, zone)
        if text:
            yield name, text


def value_text(value: Json, zone: ZoneInfo) -> str:  # noqa: PLR0911 - a case for each type
    """A property's value, "" for one that is empty or only makes sense in Notion (relation, button)."""
    kind = value["type"]
    held = value.get(kind)
    if held is None:
        return ""
    match kind:
        case "title" | "rich_text":
            return plain(held)
        case "number":
            return f"{held:.15g}"
        case "checkbox" | "boolean":
            return "Yes" if held else "No"
        case "select" | "status" | "created_by" | "last_edited_by":
            return str(held.get("name") or "")
        case "multi_select" | "people" | "files":
            return ", ".join(item["name"] for item in held if item.get("name"))
        case "date":
            return day_text(held, zone)
        case "created_time" | "last_edited_time":
            return _moment_text(held, zone)
        case "url" | "email" | "phone_number" | "string":
            return str(held)
        case "unique_id":
            return "-".join(str(part) for part in (held.get("prefix"), held.get("number")) if part is not None)
        case "formula":
            return value_text(held, zone)
        case "rollup":
            parts = held["array"] if held["type"] == "array" else [held]
            return ", ".join(filter(None, (value_text(part, zone) for part in parts)))
    return ""


def _moment_text(text: str, zone: ZoneInfo) -> str:
    if "T" not in text:
        day = datetime.fromisoformat(text)
        return f"{day.year}年{day.month}月{day.day}日"
    moment = datetime.fromisoformat(text)
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
