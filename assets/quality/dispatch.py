"""The outbox as its postman sees it: what waits, what became of it, and messages cut smaller for a channel.

Every mark is a transaction of its own, so that a kill loses at most the mark of one message. What does not belong
here: what messages say and who is due to be told (`outbox`), and sending (`pipelines.alerts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb

from assets import warehouse
from assets.quality import messages
from assets.quality.markup import size
from assets.quality.messages import Message
from assets.warehouse import transaction

SMALLEST_BYTES = 400
"""A message that is refused as too long although it is this short is refused for another reason."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits. `tried_at` and `created_at` are local wall time."""

    alert_id: str
    channel: str
    team: str | None
    kind: str
    position: int
    created_at: datetime
    body: str
    attempts: int
    tried_at: datetime | None
    last_error: str | None


_COLUMNS = ", ".join(Pending.__slots__)


def pending(db: duckdb.DuckDBPyConnection) -> list[Pending]:
    """What waits, in the order in which it was written."""
    rows = db.execute(
        f"select {_COLUMNS} from quality.alerts where state = 'pending' order by created_at, position, alert_id"  # noqa: S608 - own columns
    ).fetchall()
    return [Pending(*row) for row in rows]


def mark_sent(db: duckdb.DuckDBPyConnection, alert_id: str, attempts: int, at: datetime) -> None:
    """The channel accepted it."""
    db.execute(
        "update quality.alerts set state = 'sent', attempts = ?, tried_at = ?, sent_at = ?, last_error = null where alert_id = ?",
        [attempts, at, at, alert_id],
    )


def mark_tried(db: duckdb.DuckDBPyConnection, alert_id: str, attempts: int, reason: str, at: datetime) -> None:
    """The channel did not accept it, or nobody knows; it waits on."""
    db.execute(
        "update quality.alerts set attempts = ?, tried_at = ?, last_error = ? where alert_id = ?",
        [attempts, at, reason, alert_id],
    )


def mark_unsendable(db: duckdb.DuckDBPyConnection, channel: str, reason: str) -> None:
    """Nothing of this channel can be tried."""
    db.execute("update quality.alerts set last_error = ? where channel = ? and state = 'pending'", [reason, channel])


def give_up(db: duckdb.DuckDBPyConnection, before: datetime) -> None:
    """What has waited since before then has failed; its bad entries count as not told, and are told anew."""
    db.execute("update quality.alerts set state = 'failed' where state = 'pending' and created_at < ?", [before])


def try_again(db: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> None:
    """Let messages that were given up wait again."""
    db.execute(
        "update quality.alerts set state = 'pending' where state = 'failed' and alert_id in (select unnest(?::varchar[]))",
        [list(ids)],
    )


def seconds_since_tries(db: duckdb.DuckDBPyConnection, channels: Iterable[str], now: datetime) -> list[float]:
    """How long ago each message of these channels that was tried within two minutes was last tried."""
    rows = db.execute(
        "select tried_at from quality.alerts where channel in (select unnest(?::varchar[]))"
        " and tried_at > ?::timestamp - interval 2 minutes and tried_at <= ?",
        [list(channels), now, now],
    ).fetchall()
    return [(now - tried_at).total_seconds() for (tried_at,) in rows]


def split(db: duckdb.DuckDBPyConnection, message: Pending, reason: str) -> list[Pending]:
    """Put smaller messages in the place of one that the channel found too long; none where it cannot be cut: it failed."""
    row = db.execute("select bad_entry_ids, tellings from quality.alerts where alert_id = ?", [message.alert_id]).fetchone()
    told = tuple(zip(*row, strict=True)) if row else ()
    whole = Message(message.alert_id, message.body, told)
    smaller = _smaller(whole) if size(message.body) > SMALLEST_BYTES else []
    with transaction(db):
        if not smaller:
            db.execute("update quality.alerts set state = 'failed', last_error = ? where alert_id = ?", [reason, message.alert_id])
            return []
        db.execute("delete from quality.alerts where alert_id = ?", [message.alert_id])
        parts = [_in_place_of(message, part.alert_id, part.body) for part in smaller]
        rows = (
            {**asdict(part), "state": "pending", "bad_entry_ids": [key for key, _ in cut.told], "tellings": [word for _, word in cut.told]}
            for part, cut in zip(parts, smaller, strict=True)
        )
        warehouse.insert(db, "quality.alerts", rows)
    return parts


def _smaller(message: Message) -> list[Message]:
    halves = messages.halves(message)
    if halves:
        return list(halves)
    shorter = messages.shortened(message)
    return [shorter] if shorter else []


def _in_place_of(message: Pending, alert_id: str, body: str) -> Pending:
    return Pending(
        alert_id, message.channel, message.team, message.kind, message.position, message.created_at, body, message.attempts, None, None
    )
