"""Writes `index.html`: style, script, words and data in one file that fetches nothing.

What does not belong here: what is shown (`payload`), how (`style.css`, `*.js`), in which words (`words.yml`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from assets import warehouse
from assets.published.page import brief
from assets.published.page.payload import payload
from assets.published.words import in_language
from assets.warehouse import WAREHOUSE_FILE

PAGE_FILE = "index.html"
_HERE = files(__package__)
_LEVEL = 7
"""Of zlib: less than half of the time of the highest, 9, for a hundredth more bytes."""
_SCRIPTS = (
    "dom", "format", "model", "source", "charts", "frame", "answers", "week", "rollout", "milestones", "progress", "incidents", "measures",
    "plans", "quality", "quarter", "main",
)  # fmt: skip
"""In the order in which they need each other."""


def write(folder: Path, language: str) -> None:
    """Write the page of the publication in a folder, from the snapshot that lies there, so that it is masked like it."""
    with warehouse.connect(folder / WAREHOUSE_FILE, read_only=True) as db:
        shown = payload(db, language)
        words = in_language(__package__, language)
        text = _page(shown, words, language, brief.html(db, words, language))
    (folder / PAGE_FILE).write_text(text, encoding="utf-8", newline="\n")


def _page(shown: Mapping[str, Any], words: Mapping[str, Any], language: str, first_view: str) -> str:
    style, script = _text("style.css"), "\n".join(["'use strict';(async () => {", *(_text(f"{name}.js") for name in _SCRIPTS), "})();"])
    return Template(_text("template.html")).substitute(
        lang={"zh": "zh-CN"}.get(language, language),
        title=escape(words["title"]),
        publication=escape(shown["publication"]["id"]),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        brief=first_view,
        words=_json(words).replace("<", "\\u003c"),
        data=_compressed(shown),
    )


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _compressed(value: object) -> str:
    """In letters and digits that no text of a report can end early; a tenth of the bytes."""
    return base64.b64encode(zlib.compress(_json(value).encode(), _LEVEL)).decode()
