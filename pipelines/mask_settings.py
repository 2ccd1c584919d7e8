"""`[masks]`: further text that must not reach what is published, a name and a pattern each.

What does not belong here: the patterns that are always there (`assets/quality/sensitive.yml`), and masking.
"""

from __future__ import annotations

import re
from typing import Annotated

import duckdb
from pydantic import AfterValidator


def _pattern(text: str) -> str:
    """A pattern that both who masks (Python) and who looks first (DuckDB's RE2) understand."""
    try:
        matches_nothing = re.compile(text).search("") is None
        duckdb.execute("select regexp_matches('', ?)", [text])
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None
    except duckdb.Error:
        raise ValueError(f"{text!r}: look-around and back-references are not possible here") from None
    if "\\A" in text:  # several texts are looked through at once, each a line of its own
        raise ValueError(f"{text!r}: write ^ for the beginning of a text, \\A is not possible here")
    if not matches_nothing:
        raise ValueError(f"{text!r} matches everything: it has to ask for at least one letter")
    return text


Masks = dict[str, Annotated[str, AfterValidator(_pattern)]]
