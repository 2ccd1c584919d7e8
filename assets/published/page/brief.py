"""The week without script: what a reader sees at once, and where scripts are switched off, as in a phone's preview of an attachment.

What does not belong here: the page proper, which replaces this when it is ready (`main.js`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import duckdb

_LAST = "(select max(week) from trends.weekly_reporting where not is_missing)"
_HIGHLIGHTS = f"select sentence_{{}} from trends.weekly_highlights where week = {_LAST} order by rank"  # noqa: S608 - names of our own
_BAD = f"""
    select message, source_file || coalesce(':' || source_line, '') from quality.bad_entries
    where state in ('open', 'acknowledged') and week = {_LAST}
    order by severity, source_file, source_line
"""  # noqa: S608 - names of our own


def html(db: duckdb.DuckDBPyConnection, words: Mapping[str, Any], language: str) -> str:
    """The newest week's highlights and bad entries as an element `main`, its texts escaped."""
    week = db.execute(f"select {_LAST}").fetchone()
    if not week or week[0] is None:
        return f"<main><h1>{escape(words['title'])}</h1><p>{escape(words['empty'])}</p></main>"
    said = [(sentence,) for (sentence,) in db.execute(_HIGHLIGHTS.format(language)).fetchall()]
    lists = ((words["answers"]["highlights"], said), (words["quality"]["title"], db.execute(_BAD).fetchall()))
    parts = (f"<h2>{escape(title)}</h2><ul>{_items(rows)}</ul>" for title, rows in lists if rows)
    return f"<main><h1>{escape(words['title'])} {escape(week[0])}</h1>{''.join(parts)}</main>"


def _items(rows: Iterable[tuple[str | None, ...]]) -> str:
    return "".join(f"<li>{escape(' — '.join(text for text in row if text))}</li>" for row in rows)
