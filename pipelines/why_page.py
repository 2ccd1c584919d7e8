"""What is known of a bad entry as text: lines with context, values compared, the rule with its SQL, what to do.

What does not belong here: the command (`why`), finding bad entries (`assets.quality`).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assets.quality import catalogue, engine, paste, sensitive
from assets.quality.catalogue import Rule
from pipelines.issues import SHOWN_ID, place, told_state
from pipelines.problems import UnusableError
from pipelines.settings import Settings

if TYPE_CHECKING:
    import duckdb

_CONTEXT = 2
_WIDEST = 200
_PLACE = re.compile(r"(?:^|，)([^，]+):(\d+)$")
_BAD_ENTRY = """
    select b.*, d.decided_by, d.note, d.until_on
    from quality.bad_entries b
    left join (from quality.decisions where ended_at is null) d on d.bad_entry_id = b.bad_entry_id and d.decision = b.state
    where b.bad_entry_id = ?
"""
_DOCUMENT = """
    select document_id, source_file from raw.documents d
    where source_file = ? and media = ?
    order by exists (from core.reports r where r.document_id = d.document_id) desc, last_seen_at desc, first_seen_at desc limit 1
"""
_CORRECTED = """
    select correction_file, correction_line, column_name, expect, value, reason from quality.corrections
    where state = 'applied' and fact_id in (select unnest(?::varchar[]))
"""


def correction(db: duckdb.DuckDBPyConnection, bad_entry_id: str) -> str:
    """The correction of a bad entry, ready for `corrections/`. Raises `UnusableError` where there is nothing to correct."""
    try:
        return paste.correction_of(db, bad_entry_id).rstrip()
    except paste.NothingToCorrectError as error:
        raise UnusableError(f"{bad_entry_id[:SHOWN_ID]}: {error}") from None


def page(db: duckdb.DuckDBPyConnection, settings: Settings, bad_entry_id: str) -> str:
    """All of it, for the terminal."""
    bad = _rows(db.execute(_BAD_ENTRY, [bad_entry_id]))[0]
    rule = catalogue.rules().get(bad["rule"])
    return "\n".join(
        [
            *_head(bad),
            *_source(db, settings, str(bad["source_file"]), bad["source_line"]),
            *(_compared(db, settings, rule, bad) if rule else []),
            *_corrections(db, bad),
            *(_of_rule(rule, settings) if rule else []),
            *_what_to_do(db, bad),
            *(["", "sql", textwrap.indent(engine.sql_of(rule, settings.rule_settings), "    ")] if rule else []),
        ]
    )


def _rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _head(bad: dict[str, Any]) -> Iterator[str]:
    where = " ".join(word for word in (bad["team"], bad["week"], bad["project"]) if word)
    yield f"{bad['bad_entry_id']}  {bad['severity']}  {bad['rule']}  {where}"
    yield f"  {told_state(bad)}" + (f", back since {bad['reopened_at']:%Y-%m-%d}" if bad["reopened_at"] else "")
    yield f"  {bad['message']}"
    if bad["likely_cause"]:
        yield f"  {bad['likely_cause']}"
    yield ""
    yield place(bad)


def _source(db: duckdb.DuckDBPyConnection, settings: Settings, file: str, line: int | None, context: int = _CONTEXT) -> Iterator[str]:
    """The line among its neighbours; nothing where the document has no lines."""
    texts = _texts(db, settings, file)
    if line is None or not 1 <= line <= len(texts):
        return
    for number in range(max(1, line - context), min(len(texts), line + context) + 1):
        text = sensitive.mask(texts[number - 1])
        yield f"  {'>' if number == line else ' '} {number:>4}  {text if len(text) <= _WIDEST else text[:_WIDEST] + '…'}"


def _texts(db: duckdb.DuckDBPyConnection, settings: Settings, file: str) -> list[str]:
    from assets.documents.contents import contents
    from assets.documents.encoding import UndecodableError, split_lines
    from assets.documents.texts import text_of

    if file.startswith("corrections/"):
        path = settings.corrections / file.removeprefix("corrections/")
        return path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []
    for media in ("report", "table"):
        row = db.execute(_DOCUMENT, [file, media]).fetchone()
        if row is not None:
            try:
                return split_lines(text_of(contents(db, [row[0]])[row[0]], str(row[1])).text.removeprefix("\ufeff"))
            except UndecodableError:  # a workbook
                return []
    return []


def _compared(db: duckdb.DuckDBPyConnection, settings: Settings, rule: Rule, bad: dict[str, Any]) -> Iterator[str]:
    """The values of the rule's message, and the lines of other reports that they came from."""
    found = _fired(db, settings, rule, bad)
    yield ""
    yield "compared"
    yield f"  {'observed':<18}{bad['observed']}"
    yield f"  {'expected':<18}{bad['expected']}"
    if found is None:
        yield "  the rule does not fire now: the report was mended, or the row that it was compared with"
        return
    said = {name: found[name] for name in dict.fromkeys(engine.fields_of(rule.message)) if found.get(name) is not None}
    for name, value in said.items():
        yield f"  {name:<18}{sensitive.mask(str(value))}"
    for value in said.values():
        other = _PLACE.search(str(value))
        if other and (other[1], int(other[2])) != (bad["source_file"], bad["source_line"]):
            yield ""
            yield f"{other[1]}:{other[2]}"
            yield from _source(db, settings, other[1], int(other[2]), context=0)


def _fired(db: duckdb.DuckDBPyConnection, settings: Settings, rule: Rule, bad: dict[str, Any]) -> dict[str, Any] | None:
    """The row that the rule's SQL gives of this bad entry now."""
    engine.prepare(db)
    db.execute(
        "insert into found_rows by name select 'known' as rule, severity, unnest(fact_ids) as fact_id from quality.bad_entries"
        " where severity = 'error' and state <> 'resolved' and rule <> ?",
        [rule.name],
    )
    rows = _rows(db.execute(engine.sql_of(rule, settings.rule_settings)))
    for row in rows:
        same = ("fact_id", bad["fact_id"]) if bad["fact_id"] else ("entry_id", bad["entry_id"])
        places = (row.get("source_file"), row.get("source_line")) == (bad["source_file"], bad["source_line"])
        if (same[1] is not None and row.get(same[0]) == same[1]) or (same[1] is None and places):
            return row
    return None


def _corrections(db: duckdb.DuckDBPyConnection, bad: dict[str, Any]) -> Iterator[str]:
    facts = bad["fact_ids"] or [bad["fact_id"]]
    for file, line, column, expect, value, reason in db.execute(_CORRECTED, [facts]).fetchall():
        yield ""
        yield f"corrected by corrections/{file}:{line}: {column} {expect} → {value} ({reason})"


def _of_rule(rule: Rule, settings: Settings) -> Iterator[str]:
    yield ""
    yield f"rule {rule.name}, owner {rule.owner}"
    yield f"  {rule.reason}"
    threshold = engine.threshold_of(rule.name, settings.rule_settings)
    if rule.threshold and threshold is not None:
        yield f"  threshold {threshold:g} {rule.threshold.unit}: {rule.threshold.why}"


def _what_to_do(db: duckdb.DuckDBPyConnection, bad: dict[str, Any]) -> Iterator[str]:
    short = bad["bad_entry_id"][:SHOWN_ID]
    yield ""
    yield "what to do"
    yield f"  mend the report; or weekhouse ack {short} --note WHY; or weekhouse mute {short} --days 14"
    try:
        text = paste.correction_of(db, bad["bad_entry_id"])
    except paste.NothingToCorrectError:
        return
    yield f"  or correct it: weekhouse why {short} --correct >> corrections/{(bad['week'] or 'other')}.yml"
    yield textwrap.indent(text.rstrip(), "    ")
