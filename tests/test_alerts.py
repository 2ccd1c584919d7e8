"""Alerts: what is told, when and how long, and that it arrives, against local servers that behave as the channels do."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from apprise.plugins import dingtalk, feishu, slack

from assets import warehouse
from assets.core.load import load as load_core
from assets.documents.collect import collect
from assets.house import Alerting, Channel, House, Source
from assets.quality import catalogue, digest, dispatch, markup, outbox
from assets.quality.outbox import Alert
from assets.quality.rules import find_bad_entries
from pipelines import cli, issues, sensors, settings
from pipelines.alerts import heartbeat, posting
from pipelines.alerts.channels import KINDS
from pipelines.alerts.delivery import Patience
from pipelines.alerts.heartbeat import Seen
from pipelines.alerts.outcome import Delivered
from pipelines.alerts.pacing import Clock
from pipelines.alerts.sending import Outgoing, UndeliveredError
from pipelines.alerts.through_apprise import ThroughApprise
from pipelines.alerts.wecom import WeCom as Sender
from pipelines.settings import Settings, SettingsError
from tests import small_home
from tests.wecom import KEY, Robot, WeCom, mail_server, serving

MONDAY = datetime(2024, 4, 1, 8, 0)
TEAM = "支付交易"


@dataclass
class Time:
    """The clock of a test: waiting takes no time."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Seconds."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Wait, in no time."""
        self.waits.append(seconds)
        self.seconds += seconds

    def local(self) -> datetime:
        """The local wall time."""
        return MONDAY + timedelta(seconds=self.seconds)

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.seconds += days * 86_400


@dataclass
class World:
    """A home with bad entries, and the settings that send what it tells."""

    home: Path
    time: Time = field(default_factory=Time)
    settings: Settings = field(default_factory=Settings)

    @property
    def house(self) -> House:
        """What a run is given now."""
        return replace(self.settings.house(()), clock=self.time.local)

    def add(self, **columns: Any) -> str:
        """A bad entry; what is not given is that of an error in the newest week."""
        return self.add_each([columns])[0]

    def add_each(self, entries: Iterable[dict[str, Any]]) -> list[str]:
        """Bad entries."""
        with self.house.open() as db:
            (before,) = db.execute("select count(*) from quality.bad_entries").fetchone() or (0,)
            rows = [self._row(number, **columns) for number, columns in enumerate(entries, start=before)]
            warehouse.insert(db, "quality.bad_entries", rows)
            warehouse.insert(db, "core.reports", [{"week": "2024-W13", "week_start": date(2024, 3, 25)}])
        return [str(row["bad_entry_id"]) for row in rows]

    def _row(self, number: int, **columns: Any) -> dict[str, Any]:
        row = {
            "bad_entry_id": f"{number:08x}{0:08x}",
            "rule": "percent_out_of_range",
            "severity": "error",
            "team": TEAM,
            "week": "2024-W13",
            "project": "物保三期",
            "message": f"覆盖率写作 {number}%，应在 0–100% 之间，请核对原文",
            "quote": f"覆盖率{number}%",
            "source_file": "支付交易/2024-W13.md",
            "source_line": number + 1,
            "first_seen_at": self.time.local(),
            "state": "open",
        } | columns
        return row | {"week_start": datetime.strptime(f"{row['week']}-1", "%G-W%V-%u").date() if row["week"] else None}

    def change(self, key: str, **columns: Any) -> None:
        """Change a bad entry."""
        with self.house.open() as db:
            for name, value in columns.items():
                db.execute(f"update quality.bad_entries set {name} = ? where bad_entry_id = ?", [value, key])

    def write(self) -> list[Alert]:
        """A run's part of it; the next run is a second later at least."""
        self.time.seconds += 1
        with self.house.open() as db, warehouse.transaction(db):
            return list(outbox.write(db, self.house))

    def send(self, patience: Patience | None = None) -> list[Delivered]:
        """Send what is pending."""
        return posting.send(self.settings, self.house, print, patience, Clock(self.time.now, self.time.sleep))

    def rows(self, what: str = "state, body, attempts, last_error") -> list[tuple[Any, ...]]:
        """The outbox, in order."""
        with self.house.open() as db:
            return db.execute(f"select {what} from quality.alerts order by created_at, position, alert_id").fetchall()


def settings_of(home: Path, *channels: dict[str, Any], **others: Any) -> Settings:
    return Settings(home=home, channels=channels, **others)


@pytest.fixture
def new_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """One WeCom robot for all teams, whose address is set by `robot`."""
    for name in [name for name in os.environ if name.startswith("WEEKHOUSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    channel = {"name": "group", "kind": "wecom", "url_env": "WECOM_URL", "mention": ["wangqing", "13800001111"]}
    return World(tmp_path / "home", settings=settings_of(tmp_path / "home", channel))


@pytest.fixture
def world(new_world: World) -> Iterator[World]:
    """The same, for tests without another process."""
    with small_home.kept_open(new_world.house):
        yield new_world


@pytest.fixture
def robot(new_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeCom]:
    with serving(WeCom(clock=new_world.time.now)) as found:
        monkeypatch.setenv("WECOM_URL", found.url)
        yield found


# What is told, and when.


def told(world: World) -> list[tuple[str, str]]:
    """What the next digests say of which bad entry."""
    return [pair for alert in world.write() for pair in zip(alert.bad_entry_ids, alert.tellings, strict=True) if alert.kind == "digest"]


def test_a_bad_entry_is_told_once_then_reminded_escalated_resolved_and_told_again(world: World) -> None:
    error, warning = world.add(), world.add(severity="warning", rule="progress_stale")
    assert told(world) == [(error, "new"), (warning, "new")]
    story = [
        (1, []),
        (5, []),
        (1, [(error, "escalated")]),
        (6, []),
        (1, [(warning, "reminder")]),
        (6, []),
        (1, [(error, "reminder")]),
    ]
    for days, expected in story:
        world.time.pass_days(days)
        assert told(world) == expected, world.time.local()
    world.change(error, state="resolved")
    assert told(world) == [(error, "resolved")]
    assert told(world) == []
    world.change(error, state="open")
    assert told(world) == [(error, "again")]


@pytest.mark.parametrize("state", ["acknowledged", "muted"])
def test_what_people_decided_on_is_not_told_until_it_is_open_again(world: World, state: str) -> None:
    key = world.add(state=state)
    assert told(world) == []
    world.change(key, state="open")
    assert told(world) == [(key, "new")]
    world.change(key, state=state)
    world.time.pass_days(30)
    assert told(world) == []


def test_what_was_never_told_is_not_told_as_resolved(world: World) -> None:
    world.add(state="resolved")
    assert told(world) == []


def test_an_alert_that_was_given_up_leaves_its_entries_untold(world: World) -> None:
    key = world.add()
    world.write()
    with world.house.open() as db:
        dispatch.give_up(db, MONDAY + timedelta(days=1))
    assert told(world) == [(key, "new")]


def test_history_is_summed_up_once_and_the_newest_weeks_are_told_one_by_one(world: World) -> None:
    old = world.add_each({"week": f"2022-W{week:02d}"} for week in range(1, 31))
    old.append(world.add(week="2024-W11", rule="progress_stale", severity="warning"))
    ahead = world.add(week="2042-W01")
    new = [world.add(week="2024-W12"), world.add(week="2024-W13")]
    (alert,) = world.write()
    assert dict(zip(alert.bad_entry_ids, alert.tellings, strict=True)) == dict.fromkeys([*new, ahead], "new") | dict.fromkeys(
        old, "summarised"
    )
    assert "30 条，2022-W01 … 2022-W30" in alert.body
    assert "31 条历史问题" in alert.body
    world.time.pass_days(60)
    assert {telling for _, telling in told(world)} == {"escalated"}
    assert not {key for key, _ in told(world)} & set(old)


def test_a_new_rule_that_fires_on_old_weeks_is_summed_up_but_a_late_report_is_not(world: World) -> None:
    world.add()
    world.write()
    late = [world.add(week="2024-W02", rule=rule) for rule in ("invalid_date", "negative_count")]
    many = world.add_each({"week": f"2023-W{week:02d}", "rule": "week_mismatch", "severity": "warning"} for week in range(1, 21))
    assert dict(told(world)) == dict.fromkeys(late, "new") | dict.fromkeys(many, "summarised")


def test_channels_take_their_teams_and_severities(world: World) -> None:
    mine, other, nobodys = world.add(), world.add(team="商户运营"), world.add(team=None, week=None)
    warning = world.add(severity="warning")
    channels = (
        Channel("all"),
        Channel("mine", teams=(TEAM,)),
        Channel("errors", teams=(TEAM, "商户运营"), is_for_errors_only=True),
    )
    house = replace(world.house, alerting=Alerting(channels))
    with house.open() as db:
        found = outbox.compose(db, house)
    assert [(alert.channel, alert.team, set(alert.bad_entry_ids)) for alert in found] == [
        ("all", "商户运营", {other}),
        ("all", TEAM, {mine, warning}),
        ("all", None, {nobodys}),
        ("mine", TEAM, {mine, warning}),
        ("errors", "商户运营", {other}),
        ("errors", TEAM, {mine}),
    ]


def report(home: Path, percent: str) -> None:
    file = home.parent / "reports" / TEAM / "2024-W13.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# 2024-W13\n\nCreated: 2024/03/29 18:00\n\n1. 物保三期：整体进度{percent}\n", encoding="utf-8")


def read(world: World) -> None:
    world.time.seconds += 1
    house = replace(world.house, sources=(Source(world.home.parent / "reports"),))
    with house.open() as db:
        collect(db, house)
        load_core(db, house)
        find_bad_entries(db, house)


def test_a_mended_report_resolves_its_alert_and_says_so(world: World, robot: WeCom) -> None:
    for percent in ("350%", "35%"):
        report(world.home, percent)
        read(world)
        world.send()
    first, second = [message.content for message in robot.shown]
    for part in ("错误", "2024-W13", "物保三期", "350%", "支付交易/2024-W13.md:5", "首次发现 2024-04-01", "weekhouse mute "):
        assert part in first
    assert "1 条已解决" in second
    assert "✓ 比率超出范围｜2024-W13｜物保三期" in second
    read(world)
    assert world.send() == []


def test_alerts_and_bad_entries_are_written_together_or_not_at_all(world: World) -> None:
    report(world.home, "350%")
    world.settings = settings_of(world.home)
    unwritable = replace(world.house, sources=(Source(world.home.parent / "reports"),), alerting=Alerting((Channel("x", markup="none"),)))
    with unwritable.open() as db:
        collect(db, unwritable)
        load_core(db, unwritable)
        with pytest.raises(KeyError):
            find_bad_entries(db, unwritable)
        assert db.execute("select count(*) from quality.bad_entries").fetchone() == (0,)


# What a message looks like.

LONG = "很长的原文" * 700


def test_a_message_keeps_the_limit_whole_items_and_commands(world: World) -> None:
    keys = world.add_each([{"message": LONG, "quote": LONG, "source_file": f"{'目录/' * 60}.md"}] * 60)
    parts = [alert for alert in world.write() if alert.kind == "digest"]
    assert len(parts) > 10
    assert all(markup.size(part.body) <= 4096 for part in parts)
    assert [key for part in parts for key in part.bad_entry_ids] == keys
    for number, part in enumerate(parts, start=1):
        assert part.body.endswith(f"消息 {part.alert_id}（{number}/{len(parts)}）")
        assert "新错误" in part.body
        assert all(f"weekhouse mute {key[:8]} --days 14" in part.body for key in part.bad_entry_ids)


@pytest.mark.parametrize("limit", [500, 700, 2048])
def test_an_item_larger_than_a_message_is_cut_but_not_its_command(world: World, limit: int) -> None:
    key = world.add(message="啊" * 3000, quote=LONG, likely_cause="可能" * 900)
    house = replace(world.house, alerting=Alerting((Channel("x", "wecom", limit),)))
    with house.open() as db:
        (part,) = outbox.compose(db, house)
    assert markup.size(part.body) <= limit
    assert f"weekhouse mute {key[:8]} --days 14" in part.body
    assert "…" in part.body


HOSTILE = (
    '**粗** `码` [链接](http://x.y) <@zhangsan> <@all> @all <font color="info">绿</font>'
    ' <at user_id="all"></at> <!channel> # 题\n> 引 \u202e反'
)


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("wecom", ["<@", "**粗", "`码", "[链接", '<font color="info"', "\u202e", "@all"]),
        ("feishu", ["<at", "<@", "\u202e"]),
        ("dingtalk", ["@all", "@zhangsan", "\u202e"]),
        ("slack", ["`码", "*粗", "\u202e"]),
        ("plain", ["\u202e"]),
    ],
)
def test_the_words_of_others_arrive_as_text(world: World, name: str, never: list[str]) -> None:
    world.add_each({column: HOSTILE} for column in ("message", "quote", "likely_cause", "project", "source_file", "team"))
    house = replace(world.house, alerting=Alerting((Channel("x", name),)))
    with house.open() as db:
        bodies = "".join(alert.body for alert in outbox.compose(db, house))
    assert [text for text in never if text in bodies] == []
    assert bodies.count("zhangsan") >= 6
    assert "题 > 引" in bodies or "题 ＞ 引" in bodies


def test_warnings_are_grouped_by_rule_and_the_rest_is_counted(world: World) -> None:
    keys = world.add_each([{"severity": "warning", "rule": "progress_stale"}] * 5)
    (alert,) = world.write()
    assert alert.body.count("进度停滞") == 1
    assert "**进度停滞（5 条）**" in alert.body
    assert "另有 2 条：weekhouse issues --rule progress_stale" in alert.body
    assert sorted(alert.bad_entry_ids) == keys


def test_the_shown_id_is_the_one_that_people_type() -> None:
    assert digest.SHOWN_ID == issues.SHOWN_ID


def test_the_digest_reads_well_in_english(world: World) -> None:
    world.add(likely_cause="57.14% = 96/168")
    house = replace(world.house, language="en")
    with house.open() as db:
        (alert,) = outbox.compose(db, house)
    for words in ("report check 2024-04-01", "new errors: 1", "percentage out of range | 2024-W13", "Perhaps: 57.14%", "first seen"):
        assert words in alert.body


def test_every_rule_has_a_label_and_both_languages_have_every_word() -> None:
    loaded = yaml.load((Path(digest.__file__).parent / "digest.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    assert set(loaded["rules"]) == set(catalogue.rules())
    shape = [
        {(key, tuple(value) if isinstance(value, dict) else ()) for key, value in loaded[language].items()} for language in ("zh", "en")
    ]
    assert shape[0] == shape[1]


# Delivery.


def test_sixty_alerts_in_a_burst_arrive_whole_in_order_and_paced(world: World, robot: WeCom) -> None:
    keys = world.add_each({"team": f"团队{number:02d}", "quote": LONG} for number in range(60))
    written = [alert.body for alert in world.write()]
    assert len(written) == 60
    (result,) = world.send()
    assert (result.sent, result.pending, result.problem) == (60, 0, None)
    assert [message.content for message in robot.arrived] == written  # nothing was refused, none came twice
    assert [sum(f"mute {key[:8]} " in text for text in written) for key in keys] == [1] * 60
    assert 120 <= world.time.seconds <= 200
    assert {state for (state,) in world.rows("state")} == {"sent"}


def test_the_pace_counts_what_an_earlier_run_sent(world: World, robot: WeCom) -> None:
    world.add_each({"team": f"甲{number}"} for number in range(15))
    world.write()
    world.send()
    world.add_each({"team": f"乙{number}"} for number in range(15))
    world.write()
    world.send()
    assert len(robot.shown) == len(robot.arrived) == 30


def test_two_channels_with_one_robot_share_its_pace(world: World, robot: WeCom) -> None:
    one = {"name": "one", "kind": "wecom", "url_env": "WECOM_URL"}
    world.settings = settings_of(world.home, one, one | {"name": "two"})
    world.add_each({"team": f"团队{number}"} for number in range(15))
    world.write()
    world.send()
    assert len(robot.shown) == len(robot.arrived) == 30


KILLED = """
import sys
from pathlib import Path
from pipelines.alerts import posting
from pipelines.settings import load
settings = load(Path(sys.argv[1]))
posting.send(settings, settings.house(()), print)
"""


def test_a_kill_in_the_middle_loses_nothing_and_repeats_at_most_one(new_world: World, robot: WeCom) -> None:
    world = new_world
    world.add_each({"team": f"团队{number:02d}"} for number in range(12))
    written = [alert.body for alert in world.write()]
    config = world.home.parent / "weekhouse.toml"
    config.write_text(f'home = "{world.home}"\n[[channels]]\nname = "group"\nkind = "wecom"\nurl_env = "WECOM_URL"\n')
    process: list[subprocess.Popen[bytes]] = []
    robot.clock = lambda: 0.0
    robot.faults = [""] * 6 + [lambda: process[0].send_signal(signal.SIGKILL)]
    process.append(subprocess.Popen([sys.executable, "-c", KILLED, str(config)], cwd=Path(__file__).parent.parent))
    assert process[0].wait(60) == -signal.SIGKILL
    assert len(robot.shown) == 7
    robot.clock = world.time.now
    world.time.pass_days(1)
    world.send()
    contents = [message.content for message in robot.shown]
    assert contents == [*written[:7], *written[6:]]  # the seventh was accepted, but its mark was not written


@pytest.mark.parametrize(
    ("faults", "waits", "contents"),
    [
        ([45009], [60.0], 1),
        ([-1, "status 502"], [1.0, 2.0], 1),
        (["html"], [1.0], 1),
        (["drop"], [1.0], 2),
    ],
    ids=str,
)
def test_a_hiccup_is_waited_out(world: World, robot: WeCom, faults: list[int | str], waits: list[float], contents: int) -> None:
    world.add()
    world.write()
    robot.faults = [*faults]
    (result,) = world.send()
    assert (result.sent, result.pending) == (1, 0)
    assert world.time.waits == waits
    assert len({message.content for message in robot.shown}) == 1  # recognisable as the same
    assert len(robot.shown) == contents


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ([93000], "errcode 93000: invalid webhook url"),
        (["status 404"], "refused (HTTP 404)"),
        (["drop", "drop", "drop"], "the connection failed"),
        ([45009] * 3, "errcode 45009: api freq out of limit"),
        ([40008], "errcode 40008"),
    ],
    ids=str,
)
def test_what_a_channel_does_not_take_waits_for_the_next_run(
    world: World, robot: WeCom, faults: list[int | str], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.add()
    world.add(team="商户运营")
    first, second = [alert.body for alert in world.write()]
    robot.faults = [*faults]
    (result,) = world.send()
    assert (result.sent, result.pending) == (0, 2)
    assert result.problem is not None
    assert result.problem.startswith(reason)
    assert world.rows("state, attempts") == [("pending", len(faults)), ("pending", 0)]
    assert world.send()[0].sent == 2
    assert [message.content for message in robot.shown][-2:] == [first, second]
    assert KEY not in caplog.text + str(result)


def test_a_slow_robot_is_not_waited_for(robot: WeCom) -> None:
    robot.faults = ["slow"]
    with pytest.raises(UndeliveredError, match=r"no answer in 0\.2 s"):
        Sender(robot.url, timeout_seconds=0.2).send(Outgoing("a", TEAM, "digest", MONDAY, "text"))


def test_what_the_robot_finds_too_long_is_split_smaller(world: World, robot: WeCom) -> None:
    keys = world.add_each([{"quote": LONG}] * 9)
    robot.markdown_bytes = 900
    world.write()
    (result,) = world.send()
    assert result.pending == 0
    contents = [message.content for message in robot.shown]
    assert all(markup.size(content) <= 900 for content in contents)
    assert [[number for number, content in enumerate(contents) if f"mute {key[:8]} " in content] for key in keys] == [[n] for n in range(9)]
    covered = [ids for state, ids in world.rows("state, bad_entry_ids") if state == "sent"]
    assert [key for ids in covered for key in ids] == keys


def test_what_is_refused_as_too_long_whatever_its_length_is_given_up(world: World, robot: WeCom) -> None:
    world.add()
    world.write()
    robot.markdown_bytes = 0
    (result,) = world.send()
    assert result.pending == 0
    assert {state for (state,) in world.rows("state")} == {"failed"}
    assert len(robot.arrived) < 6


def test_an_escalation_calls_people_by_a_text_that_follows(world: World, robot: WeCom) -> None:
    world.add()
    world.write()
    world.time.pass_days(7)
    world.write()
    world.send()
    digests, (call,) = robot.shown[:-1], robot.shown[-1:]
    assert [message.mentioned for message in digests] == [[], []]
    assert call.payload["text"]["mentioned_list"] == ["wangqing"]
    assert call.payload["text"]["mentioned_mobile_list"] == ["13800001111"]
    escalated = world.rows("alert_id")[1][0]
    assert f"1 个错误满 7 天仍未处理，见上面的消息 {escalated}" in call.content


def test_a_channel_that_is_down_does_not_stop_the_others(world: World, robot: WeCom, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"name": "group", "kind": "wecom", "url_env": "WECOM_URL"}
    down, unset = good | {"name": "down", "url_env": "DOWN_URL"}, good | {"name": "unset", "url_env": "UNSET_URL"}
    monkeypatch.setenv("DOWN_URL", "http://127.0.0.1:9/send?key=TOPSECRET")
    world.settings = settings_of(world.home, down, unset, good)
    world.add()
    world.write()
    results = {result.channel: result for result in world.send()}
    assert (results["group"].sent, results["group"].pending) == (1, 0)
    assert results["down"].problem == "the connection failed (ConnectError)"
    assert results["unset"].problem == "the environment variable UNSET_URL is not set"
    world.settings = settings_of(world.home, good)
    assert {result.problem for result in world.send()} == {"no channel of this name is in the settings"}
    assert "TOPSECRET" not in str(world.rows())


def test_waits_grow_until_a_message_is_given_up(world: World, robot: WeCom) -> None:
    world.add()
    world.write()
    tries = []
    for minute in (0, 1, 2, 5, 6, 60, 61, 4 * 24 * 60, 8 * 24 * 60, 9 * 24 * 60):
        world.time.seconds = 1 + minute * 60.0
        robot.faults = [93000]
        before = len(robot.arrived)
        world.send(Patience(is_only_due=True))
        tries += [minute] * (len(robot.arrived) - before)
    assert tries == [0, 2, 6, 60, 4 * 24 * 60, 8 * 24 * 60]
    assert world.rows("state, attempts") == [("failed", 6)]


def test_no_secret_is_in_the_warehouse_or_the_logs(world: World, robot: WeCom, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.add_each({"team": team} for team in "甲乙丙丁")
    world.write()
    robot.faults = ["drop", 93000, "status 500", 40058]
    for _ in range(5):
        world.send()
    files = [file for file in world.home.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if KEY.encode() in file.read_bytes()] == []
    assert KEY not in caplog.text


def test_nothing_that_happens_while_sending_fails_a_run(world: World, robot: WeCom, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(robot.url)

    world.add()
    world.write()
    monkeypatch.setattr(Sender, "send", broken)
    (result,) = posting.send_after_run(world.settings, world.house, print)
    assert (result.pending, result.problem) == (1, "unexpected: RuntimeError")
    monkeypatch.setattr(posting, "routes", lambda *_: 1 / 0)
    (result,) = posting.send_after_run(world.settings, world.house, print)
    assert (result.problem or "").startswith("unexpected: ZeroDivisionError; log: ")


# Other channels.


def message(kind: str = "digest", body: str = "第一行 <b>\n第二行 @all & <!channel>") -> Outgoing:
    return Outgoing("a1", TEAM, kind, MONDAY, body)


def through(kind: str, url: str, mention: Sequence[str] = ()) -> ThroughApprise:
    return ThroughApprise(kind, url, mention)


@contextmanager
def robot_of(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Robot, str]]:
    """A local robot in the place of Feishu's, DingTalk's or Slack's, with an address as the service shows it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    token = "secret0token0"
    with serving(Robot()) as found:
        base = found.url.split("/cgi")[0]
        monkeypatch.setattr(feishu.NotifyFeishu, "notify_url", base + "/open-apis/bot/v2/hook/{token}/")
        monkeypatch.setattr(dingtalk.NotifyDingTalk, "notify_url", base + "/robot/send?access_token={token}")
        monkeypatch.setattr(slack.NotifySlack, "webhook_url", base + "/services")
        addresses = {
            "feishu": f"https://open.feishu.cn/open-apis/bot/v2/hook/{token}",
            "dingtalk": f"https://oapi.dingtalk.com/robot/send?access_token={token}",
            "slack": f"https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/{token}",
            "apprise": base.replace("http:", "json:"),
        }
        found.plain_answer = b"ok" if kind == "slack" else None
        yield found, addresses[kind]


@pytest.mark.parametrize("kind", ["feishu", "dingtalk", "slack", "apprise"])
def test_apprise_sends_a_message_whole_and_as_text(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with robot_of(kind, monkeypatch) as (found, url):
        through(kind, url).send(message(body="第一行\n" + "很长" * 900))
    (arrived,) = found.arrived
    texts = {
        "feishu": lambda p: p["content"]["text"],
        "dingtalk": lambda p: p["text"]["content"],
        "slack": lambda p: p["attachments"][0]["text"],
        "apprise": lambda p: p["message"],
    }
    assert texts[kind](arrived.payload) == "第一行\n" + "很长" * 900


@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
def test_a_code_in_a_good_answer_is_a_failure(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with robot_of(kind, monkeypatch) as (found, url):
        found.faults = [19001]
        with pytest.raises(UndeliveredError, match="code 19001: refused"):
            through(kind, url).send(message())
        found.faults = ["status 500"]
        with pytest.raises(UndeliveredError, match="HTTP 500"):
            through(kind, url).send(message())


def test_slack_shows_signs_and_mentions_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with robot_of("slack", monkeypatch) as (found, url):
        through("slack", url).send(message())
    assert "&lt;!channel&gt;" in found.arrived[0].payload["attachments"][0]["text"]


def test_feishu_and_dingtalk_call_people_in_their_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with robot_of("feishu", monkeypatch) as (found, url):
        through("feishu", url, ["ou_1", "@all"]).send(message("mention", "看这里"))
    assert found.arrived[0].payload["content"]["text"] == '看这里\n<at user_id="ou_1"></at> <at user_id="all"></at>'
    with robot_of("dingtalk", monkeypatch) as (found, url):
        through("dingtalk", url, ["13800001111"]).send(message("mention", "看这里"))
    assert found.arrived[0].payload["at"]["atMobiles"] == ["13800001111"]
    assert "@13800001111" in found.arrived[0].payload["text"]["content"]


def test_a_mail_has_the_title_as_its_subject_and_is_plain_text() -> None:
    with mail_server() as mail:
        url = f"mailto://127.0.0.1:{mail.port}/?from=weekhouse@example.org&to=team@example.org&mode=insecure"
        through("email", url).send(message())
    letter = message_from_string(mail.letters[0])
    assert str(make_header(decode_header(letter["Subject"]))) == "第一行 <b>"
    assert letter.get_content_type() == "text/plain"
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().strip() == "第二行 @all & <!channel>"


@pytest.mark.parametrize(
    ("kind", "url", "reason"),
    [
        ("slack", "mailto://secret0:secret1@example.org", "its address is one of mailtos?, not of slack"),
        ("feishu", "nonsense://secret0", "its address is none that apprise knows"),
        ("email", "mailto://secret0:secret1@127.0.0.1:9/?mode=insecure&from=b@example.org&to=a@example.org", "it was not accepted"),
        ("apprise", "json://secret0:secret1@127.0.0.1:9/", "it was not accepted"),
    ],
)
def test_an_address_that_does_not_work_is_told_without_it(
    kind: str, url: str, reason: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(UndeliveredError, match=reason) as caught:
        through(kind, url).send(message())
    assert "secret" not in f"{caught.value}{caplog.text}{capfd.readouterr()}"


# Settings and commands.


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name = "a"\nkind = "wecom"', "channels.0: a: a channel of kind wecom needs url_env"),
        ('name = "a"\nkind = "file"\nurl_env = "X"', "channels.0: a: a channel of kind file has no url_env"),
        ('name = "a"\nkind = "wecom"\nurl_env = "https://x/send?key=SECRET"', "channels.0: a: url_env is the name of an environment"),
        ('name = "a"\nkind = "wecom"\nurl = "https://x/send?key=SECRET"', "channels.0.url: there is no such setting; url_env is meant?"),
        ('name = "a"\nkind = "slack"\nurl_env = "X"\nmention = ["u"]', "channels.0: a: a channel of kind slack cannot mention anybody"),
        ('name = "a"\nkind = "fax"', "channels.0.kind: Input should be 'wecom'"),
        ('name = "a b"\nkind = "file"', "channels.0: name: letters, digits"),
        ('name = "a"\nkind = "file"\n[[channels]]\nname = "a"\nkind = "console"', "channels: two channels have the name a"),
    ],
)
def test_a_mistake_in_a_channel_is_one_line_without_the_address(tmp_path: Path, text: str, line: str) -> None:
    config = tmp_path / "weekhouse.toml"
    config.write_text(f"[[channels]]\n{text}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.load(config)
    assert [found.removeprefix(f"{config}: ").startswith(line) for found in caught.value.lines] == [True]
    assert "SECRET" not in str(caught.value)


def test_an_address_may_be_in_a_variable_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "weekhouse.toml"
    config.write_text('[[channels]]\nname = "a"\nkind = "wecom"\nurl_env = "WEEKHOUSE_WECOM"\n', encoding="utf-8")
    monkeypatch.setenv("WEEKHOUSE_WECOM", "https://x")
    assert settings.load(config).channels[0].limit_bytes == 4096


def test_every_kind_has_a_markup_and_a_limit_below_what_its_requests_may_hold() -> None:
    assert {kind.markup for kind in KINDS.values()} <= set(markup.MARKUPS)
    for name in ("feishu", "dingtalk"):
        longest = "😀" * ((KINDS[name].limit_bytes or 0) // 4)
        assert len(json.dumps({"msg_type": "text", "content": {"text": longest}})) < 20_000  # as apprise writes it


def test_without_channels_digests_are_files_and_the_commands_show_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = World(tmp_path / "home", settings=settings_of(tmp_path / "home"))
    key = world.add(team="A/B 团队")
    world.write()
    home = ["--home", str(world.home)]
    assert cli.main(["alerts", "preview", *home, "--all", "--width", "40"]) == 0
    assert key[:8] in capsys.readouterr().out.replace("\n", "")
    assert cli.main(["alerts", "list", "--state", "pending", *home]) == 0
    assert "file: A/B 团队, 1 bad entry" in capsys.readouterr().out
    assert cli.main(["alerts", "send", *home]) == 0
    assert capsys.readouterr().out == f"file: 1 sent to {world.home / 'alerts'}\n"
    (file,) = (world.home / "alerts").iterdir()
    assert file.name.startswith("20240401T080001-A_B_团队-")
    assert f"weekhouse mute {key[:8]} --days 14" in file.read_text("utf-8")
    assert cli.main(["alerts", "send", *home]) == 0
    assert capsys.readouterr().out == "nothing is pending\n"
    assert cli.main(["alerts", "list", "--home", str(tmp_path / "gone")]) == 2


def test_send_says_what_is_still_pending(world: World, robot: WeCom, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "weekhouse.toml"
    config.write_text(f'home = "{world.home}"\n[[channels]]\nname = "group"\nkind = "wecom"\nurl_env = "WECOM_URL"\n', encoding="utf-8")
    world.add()
    world.write()
    robot.faults = [93000]
    assert cli.main(["alerts", "send", "--config", str(config)]) == 1
    assert capsys.readouterr().out == "group: 1 pending: errcode 93000: invalid webhook url\n"
    with world.house.open() as db:
        dispatch.give_up(db, MONDAY + timedelta(days=1))
    ((alert_id,),) = world.rows("alert_id")
    assert cli.main(["alerts", "send", alert_id, "--config", str(config)]) == 0
    assert len(robot.shown) == 1


# Dagster.


def test_the_sensor_asks_for_a_run_that_sends_what_is_due(new_world: World, robot: WeCom) -> None:
    world = new_world
    world.settings = settings_of(world.home, {"name": "group", "kind": "wecom", "url_env": "WECOM_URL"})
    world.time.seconds = (datetime.now() - MONDAY).total_seconds()
    sensor, job = sensors.pending_alerts(world.settings), sensors.send_alerts_job(world.settings)
    with dg.DagsterInstance.ephemeral() as instance:

        def look() -> list[str]:
            result = sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
            return [request.run_key or "run" for request in result.run_requests or ()] or [result.skip_message or ""]

        assert look() == ["there is no warehouse yet"]
        world.add()
        assert look() == ["nothing is pending"]
        world.write()
        assert look() == ["run"]
        robot.faults = [93000]
        assert job.execute_in_process(instance=instance).success
        assert look() == ["1 channels wait for their next attempt"]
        with world.house.open() as db:
            db.execute("update quality.alerts set tried_at = tried_at - interval 1 day")
        assert job.execute_in_process(instance=instance).success
        assert look() == ["nothing is pending"]
    assert len(robot.shown) == 1


TICK = datetime.fromisoformat("2024-04-01T08:00:00+08:00")
BEFORE = Seen("before", TICK - timedelta(days=7), True)


def seen(minutes: int, is_good: bool | None, run_id: str = "now") -> Seen:
    return Seen(run_id, TICK + timedelta(minutes=minutes), is_good)


@pytest.mark.parametrize(
    ("minutes", "runs", "what"),
    [
        (1, [BEFORE], None),
        (121, [BEFORE], "run_missed"),
        (121, [], None),
        (121, [BEFORE, seen(0, True)], None),
        (5, [BEFORE, seen(0, False)], "run_failed"),
        (5, [BEFORE, seen(0, False), seen(3, True)], None),
        (5, [BEFORE, seen(0, False), seen(3, None)], None),
        (5, [BEFORE, seen(0, None)], None),
        (125, [BEFORE, seen(0, None)], "run_slow"),
        (121, [seen(5, True)], None),
        (5, [seen(0, False)], "run_failed"),
        (121, [BEFORE, replace(seen(-30, True), run_id="by hand, before")], "run_missed"),
    ],
)
def test_the_heartbeat(minutes: int, runs: list[Seen], what: str | None) -> None:
    found = heartbeat.trouble(TICK, TICK + timedelta(minutes=minutes), runs, timedelta(hours=2))
    assert (found.what if found else None) == what


def test_the_last_tick_is_that_of_the_schedule() -> None:
    mondays = Settings(schedule="0 8 * * MON")
    assert sensors.last_tick(mondays, TICK + timedelta(minutes=1)) == TICK
    assert sensors.last_tick(mondays, TICK - timedelta(minutes=1)) == TICK - timedelta(days=7)


def test_a_failed_scheduled_run_is_told_once_and_so_is_its_recovery(world: World, robot: WeCom) -> None:
    robot.clock = lambda: 0.0
    sensor = sensors.scheduled_runs(Settings(home=world.home, channels=world.settings.channels, schedule="0 0 1 1 *"))

    @dg.op
    def work(context) -> None:
        if context.run.tags.get("fails"):
            raise ValueError("no")

    @dg.job
    def weekly_run() -> None:
        work()

    with dg.DagsterInstance.ephemeral() as instance:
        cursor = ""
        for tags, faults in (({"fails": "yes"}, [93000]), ({}, [])):
            weekly_run.execute_in_process(instance=instance, tags=tags, raise_on_error=False)
            robot.faults = [*faults]
            for _ in range(3):
                result = sensor.evaluate_tick(dg.build_sensor_context(instance=instance, cursor=cursor))
                cursor = result.cursor
    first, second = [arrived.content for arrived in robot.shown]
    assert first.startswith("定时运行失败")
    assert second.startswith("定时运行恢复正常")
