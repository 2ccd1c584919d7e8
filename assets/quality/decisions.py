"""What people decide on bad entries: acknowledged, or muted until a day. The table of decisions survives a rebuild from raw.

An acknowledgement ends when its bad entry is resolved and returns; a mute lasts until its day. What does not belong
here: which of today's bad entries are yesterday's (`recognition`) and what the rules found (`life`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

import duckdb

from assets import stages
from assets.warehouse import transaction

Kind = Literal["acknowledged", "muted"]
_WORDS = "rule, severity, team, week, week_start, project, entry_id, source_file, source_line, quote, message, first_seen_at"
_IN_FORCE = "ended_at is null and (until_on is null or until_on >= $today)"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides. `until_on` is the last day of a mute."""

    kind: Kind
    by: str | None = None
    note: str | None = None
    until_on: date | None = None


def decide(db: duckdb.DuckDBPyConnection, ids: Sequence[str], decision: Decision, at: datetime) -> None:
    """Record a decision on bad entries, in place of any before it, and put it into force. `at` is local wall time."""
    with transaction(db):
        _end(db, ids, at)
        db.execute(
            f"""insert into quality.decisions by name
                select substr(sha256(concat_ws('|', bad_entry_id, $kind, cast($at as varchar))), 1, 16) as decision_id,
                       bad_entry_id, $kind as decision, $by as decided_by, $note as note, cast($until_on as date) as until_on,
                       cast($at as timestamp) as decided_at, {_WORDS}
                from quality.bad_entries where bad_entry_id in (select unnest($ids::varchar[]))""",  # noqa: S608 - columns of this module
            {**asdict(decision), "at": at, "ids": list(ids)},
        )
        put_in_force(db, at.date())


def take_back(db: duckdb.DuckDBPyConnection, ids: Sequence[str], at: datetime) -> None:
    """End what was decided on bad entries: they are open again."""
    with transaction(db):
        _end(db, ids, at)
        put_in_force(db, at.date())


def end_acknowledgements(db: duckdb.DuckDBPyConnection, ids: Sequence[str], at: datetime) -> None:
    """What was acknowledged, mended and has returned is to be looked at anew. Call it inside a transaction."""
    _end(db, ids, at, "and decision = 'acknowledged'")


def _end(db: duckdb.DuckDBPyConnection, ids: Sequence[str], at: datetime, condition: str = "") -> None:
    stands = f"ended_at is null and bad_entry_id in (select unnest($ids::varchar[])) {condition}"
    db.execute(f"update quality.decisions set ended_at = $at where {stands}", {"at": at, "ids": list(ids)})  # noqa: S608 - of this module


def put_in_force(db: duckdb.DuckDBPyConnection, today: date) -> None:
    """Give every bad entry that is not resolved the state that was decided, else `open`. Call it inside a transaction."""
    db.execute(
        f"""update quality.bad_entries b set state = t.state from (
                select bad_entry_id, coalesce(max(decision), 'open') as state
                from quality.bad_entries left join (from quality.decisions where {_IN_FORCE}) using (bad_entry_id)
                group by bad_entry_id) t
            where b.bad_entry_id = t.bad_entry_id and b.state <> 'resolved' and b.state <> t.state""",  # noqa: S608
        {"today": today},
    )


def restore(db: duckdb.DuckDBPyConnection) -> None:
    """Put bad entries that a rebuild forgot back from the decisions on them, so that they are recognised."""
    db.execute(
        f"""insert into quality.bad_entries by name
            select bad_entry_id, {_WORDS}, decided_at as last_seen_at, 0 as times_seen, decision as state
            from quality.decisions anti join quality.bad_entries using (bad_entry_id)
            where ended_at is null"""  # noqa: S608 - columns of this module
    )


def keep_words(db: duckdb.DuckDBPyConnection) -> None:
    """Let decisions follow the words and place of their bad entries as reports are edited."""
    words = ", ".join(f"{name} = b.{name}" for name in _WORDS.split(", "))
    db.execute(
        f"update quality.decisions d set {words} from quality.bad_entries b where d.bad_entry_id = b.bad_entry_id and d.ended_at is null"  # noqa: S608
    )


def fingerprint(db: duckdb.DuckDBPyConnection, today: date) -> str:
    """Changes with every decision, and with every mute that runs out."""
    rows = db.execute(f"select decision_id from quality.decisions where {_IN_FORCE} order by 1", {"today": today}).fetchall()  # noqa: S608
    return stages.fingerprint(row[0] for row in rows)
