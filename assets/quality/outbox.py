"""The outbox of alerts, `quality.alerts`: who is due to be told what, written in the transaction of the bad entries.

What was told stands in the outbox itself: each message lists its bad entries and what it says of them. What does not
belong here: the words (`digest`), and sending (`pipelines.alerts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby

import duckdb
import pyarrow as pa

from assets import warehouse
from assets.house import Channel, House
from assets.quality import messages, sensitive
from assets.quality.digest import Counted, Due, Writer
from assets.quality.markup import MARKUPS, cut, size

MANY_OF_A_RULE = 10
"""More new entries of one rule in old weeks than this come from a new rule, not from reports: they are summed up."""
MENTION = "mention"
DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Alert:
    """A row of the outbox before it is sent."""

    alert_id: str
    channel: str
    team: str | None
    kind: str
    position: int
    created_at: datetime
    body: str
    bad_entry_ids: list[str]
    tellings: list[str]
    state: str = "pending"
    attempts: int = 0


def write(db: duckdb.DuckDBPyConnection, house: House) -> list[Alert]:
    """Write what is due now into the outbox. Call it inside the transaction that changes the bad entries."""
    alerts = compose(db, house)
    warehouse.insert(db, "quality.alerts", (asdict(alert) for alert in alerts))
    return alerts


def compose(db: duckdb.DuckDBPyConnection, house: House, *, is_anew: bool = False) -> list[Alert]:
    """What is due now: a digest for each channel and team, in the order of channels. Writes nothing.

    With `is_anew` it is composed as if nothing had ever been told.
    """
    alerting, now = house.alerting, house.now()
    if not alerting.channels:
        return []
    _find_due(db, house, now, is_anew=is_anew)
    due, counted = _due(db), _counted(db)
    found: list[Alert] = []
    for channel in alerting.channels:
        writer = Writer(MARKUPS[channel.markup], house.language, now, alerting.shown_per_rule, alerting.escalate_after_days)
        teams = {team for name, team in (*due, *counted) if name == channel.name}
        for team in sorted(teams, key=lambda team: (team is None, team)):
            found += _digest(writer, channel, team, due.get((channel.name, team), []), counted.get((channel.name, team), []))
    return [replace(alert, position=position) for position, alert in enumerate(found, start=1)]


def _digest(writer: Writer, channel: Channel, team: str | None, due: Sequence[Due], counted: Sequence[Counted]) -> Iterable[Alert]:
    words, now = writer.words, writer.now
    key = f"{channel.name}|{team}|{now.isoformat()}"
    digest = writer.digest(team, due, counted)
    parts = messages.messages(digest, words, channel.limit_bytes, key)
    for message in parts:
        ids, tellings = [bad_entry_id for bad_entry_id, _ in message.told], [telling for _, telling in message.told]
        yield Alert(message.alert_id, channel.name, team, DIGEST, 0, now, message.body, ids, tellings)
    overdue = [entry.bad_entry_id for entry in due if entry.telling == "escalated"]
    if overdue and channel.can_mention:
        first = next(part.alert_id for part in parts if any(bad_entry_id in overdue for bad_entry_id, _ in part.told))
        alert_id = messages.alert_id_of(key, MENTION, *overdue)
        last_line = f"\n{words['identity'].format(alert=alert_id)}"
        body = cut(writer.mention(team, len(overdue), first), MENTION_BYTES - size(last_line)) + last_line
        yield Alert(alert_id, channel.name, team, MENTION, 0, now, body, overdue, ["escalated"] * len(overdue))


MENTION_BYTES = 2048
"""What WeCom takes of a text message; nobody writes more to call someone by name."""

_TOLD = """
create or replace temp table told as
with tellings as (
    select channel, created_at, position, unnest(bad_entry_ids) as bad_entry_id, unnest(tellings) as telling
    from quality.alerts
    where state <> 'failed' and kind = 'digest' and not $is_anew
)
select
    channel,
    bad_entry_id,
    arg_max(telling, (created_at, position)) as last_telling,
    max(created_at) as last_told_at,
    max(created_at) filter (telling in ('new', 'again')) as opened_at,
    max(created_at) filter (telling = 'escalated') as escalated_at
from tellings
group by all
"""
_DUE = f"""
create or replace temp table due_tellings as
with concerned as (
    -- what is open or mended, for each channel that takes it
    select
        c.channel, c.place, b.*, t.* exclude (channel, bad_entry_id),
        not exists (from quality.alerts a where a.channel = c.channel and a.team is not distinct from b.team
            and a.state <> 'failed' and not $is_anew) as is_first
    from quality.bad_entries b
    join alert_channels c on (len(c.teams) = 0 or list_contains(c.teams, b.team)) and (b.severity = 'error' or not c.is_for_errors_only)
    left join told t on t.channel = c.channel and t.bad_entry_id = b.bad_entry_id
    where b.state in ('open', 'resolved')
),
judged as (
    select *,
        case
            when state = 'resolved' then if(last_telling <> 'resolved', 'resolved', null)
            when last_telling is null then 'new'
            when last_telling = 'resolved' then 'again'
            when last_telling = 'summarised' then null
            when severity = 'error' and (escalated_at is null or escalated_at < opened_at)
                and date_diff('day', opened_at, $now) >= $escalate_after_days then 'escalated'
            when date_diff('day', last_told_at, $now) >= $remind_after_days then 'reminder'
        end as telling
    from concerned
),
newest as (
    -- a week that lies ahead is a slip of the pen, not the newest
    select max(week_start) - 7 * ($newest_weeks - 1) as week_start from core.reports where week_start <= $now
),
aged as (
    select judged.*, coalesce(judged.week_start < newest.week_start, true) as is_old, judged.week_start is null as is_unplaced
    from judged, newest
    where telling is not null
)
select * replace (
    case
        when telling not in ('new', 'again') or not is_old then telling
        when is_first and not is_unplaced then 'summarised'
        when count(*) over (partition by channel, team, rule, telling, is_old) > {MANY_OF_A_RULE} then 'summarised'
        else telling
    end as telling
)
from aged
"""  # noqa: S608 - a number of this module
_FIELDS = "bad_entry_id, telling, rule, severity, week, project, message, likely_cause, quote, source_file, source_line, first_seen_at"
_ONE_BY_ONE = f"""
select channel, team, {_FIELDS} from due_tellings where telling <> 'summarised'
order by place, team nulls last, week_start desc nulls first, source_file, source_line, rule, bad_entry_id
"""  # noqa: S608 - columns of this module
_SUMMED_UP = """
select channel, team, rule, severity, min(week), max(week), list(bad_entry_id order by bad_entry_id)
from due_tellings where telling = 'summarised'
group by place, channel, team, rule, severity
order by place, team nulls last, severity, count(*) desc, rule
"""


def _find_due(db: duckdb.DuckDBPyConnection, house: House, now: datetime, *, is_anew: bool) -> None:
    """Fill the temporary table `due_tellings`."""
    alerting = house.alerting
    channels = pa.table(
        {
            "channel": [channel.name for channel in alerting.channels],
            "place": list(range(len(alerting.channels))),
            "teams": pa.array([list(channel.teams) for channel in alerting.channels], type=pa.list_(pa.string())),
            "is_for_errors_only": [channel.is_for_errors_only for channel in alerting.channels],
        }
    )
    db.register("alert_channels", channels)
    db.execute(_TOLD, {"is_anew": is_anew})
    parameters = {
        "is_anew": is_anew,
        "now": now,
        "remind_after_days": alerting.remind_after_days,
        "escalate_after_days": alerting.escalate_after_days,
        "newest_weeks": alerting.newest_weeks,
    }
    db.execute(_DUE, parameters)
    db.unregister("alert_channels")


def _due(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str | None], list[Due]]:
    """What is told one by one, by channel and team."""
    rows = db.execute(_ONE_BY_ONE).fetchall()
    grouped = groupby(rows, key=lambda row: (row[0], row[1]))
    return {place: [_masked(Due(*row[2:])) for row in of_place] for place, of_place in grouped}


def _masked(due: Due) -> Due:
    """What the warehouse masks only in the snapshot, masked; the words of a bad entry are masked already."""
    return replace(due, project=sensitive.mask(due.project or "") or None, source_file=sensitive.mask(due.source_file or "") or None)


def _counted(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str | None], list[Counted]]:
    rows = db.execute(_SUMMED_UP).fetchall()
    grouped = groupby(rows, key=lambda row: (row[0], row[1]))
    return {place: [Counted(row[2], row[3], row[4], row[5], tuple(row[6])) for row in of_place] for place, of_place in grouped}
