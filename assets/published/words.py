"""The words of the page and the workbook (`words.yml` in their folders) in one language.

What does not belong here: labels of tables and columns (`assets.dictionary`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def in_language(package: str, language: str) -> Mapping[str, Any]:
    """The words of a package. In `words.yml` each key has a text for each language, or further keys."""
    text = files(package).joinpath("words.yml").read_text("utf-8")
    return _chosen(yaml.load(text, Loader=yaml.CSafeLoader), language)  # a tenth of the time of the other safe loader


def _chosen(found: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {key: value[language] if language in value else _chosen(value, language) for key, value in found.items()}
