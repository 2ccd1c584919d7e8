"""Title, creation time, author, team and week of a report, from its first lines and its file name.

What does not belong here: anything below the properties; how a title names a week (`weeks`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assets.facts import regex as re
from assets.facts.model import Entry, Finding, Report
from assets.facts.text import normal, tidy
from assets.facts.weeks import latest_fitting, monday_of, of_period, week_label
from assets.facts.when import safe_date, week_of

__all__ = ["describe", "moment", "monday_of", "stated", "week_label"]

_MONTHS = {
    month: number for number, month in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_CREATED = (
    "created", "created time", "created at", "创建时间", "创建日期", "date", "日期", "填写时间", "提交时间", "发送时间", "发件时间", "发送日期", "时间",
)  # fmt: skip
_EDITED = (
    "last edited", "last edited time", "edited", "updated", "编辑时间", "最后编辑时间", "最近编辑", "最后编辑", "更新时间",
    "修改时间",
)  # fmt: skip
_AUTHOR = ("owner", "author", "创建人", "创建者", "作者", "报告人", "汇报人", "填写人", "created by", "负责人", "发件人")
_TEAM = ("team", "团队", "所属团队", "小组", "部门")
_NOTION_ID = re.compile(r"[ _-]?[0-9a-f]{32}$")
_EXTENSION = re.compile(r"\.[A-Za-z]{1,5}$")
_OF_REPORT = re.compile(r"[周月日]报|工作报告|weekly|report", re.IGNORECASE)
_KEYED = re.compile(r"[\s>]*[\u4e00-\u9fff]{2,4}\s*:")
_REMARK = re.compile(r"\([^()]*\)")
_SENTENCE = re.compile(r"[，,。;；:!?]")
_LONGEST_TITLE = 60  # a longer first line is a sentence
_FARTHEST_DAYS = 10  # contract, Week of a report
_MOST_HEAD_LINES = 12  # properties, title, period, author; what follows tells of work
_LONGEST_DATED_LINE = 40  # a longer one is a sentence, and its day that of a deed
_HOME_HOURS = 8  # Asia/Shanghai, which knows no summer time
_CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|中午)?\s*(?<![\d:+-])(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?:(?P<pm>[AaPp])\.?[Mm]|(?P<utc>Z)|(?P<zone>[+-]\d{2}):?(?P<zone_minutes>\d{2}))?"
)
_NUMERIC_DAY = re.compile(r"(?<!\d)(?P<y>20\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)")
_LAST_DAY = re.compile(r"\s*日?\s*[-~至到]\s*(?:(?P<y>20\d{2})\s*[-/.年]\s*)?(?P<m>\d{1,2})\s*[/.月-]\s*(?P<d>\d{1,2})(?!\d)")
_ENGLISH_DAY = re.compile(
    r"(?P<d1>\d{1,2})?(?:st|nd|rd|th)?\s*(?P<m>[A-Za-z]{3,9})\.?\s*(?P<d2>\d{1,2})?(?:st|nd|rd|th)?,?\s*(?P<y>20\d{2})"
)
_SLASHED_DAY = re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>20\d{2})")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the first lines and the file name say."""

    title: str
    created_at: datetime | None
    edited_at: datetime | None
    author: str | None
    team: str | None


def moment(text: str) -> datetime | None:
    """A time as Notion and people write it: `2024年3月29日 20:07`, `March 29, 2024 8:07 PM`, `25 April 2025 18:40`.

    A stated zone is turned into the time at home; a time that cannot be is left out, its day is kept.
    """
    words = normal(text[:_LONGEST_TITLE])
    day = _stated_day(words)
    clock = _CLOCK.search(words)
    if day is None:
        return None
    midnight = datetime(day.year, day.month, day.day)
    if clock is None:
        return midnight
    hour, minute, half = int(clock["h"]), int(clock["m"]), (clock["pm"] or "").lower()
    if (half == "p" or clock["half"] in ("下午", "晚上")) and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return midnight
    return midnight + timedelta(hours=hour, minutes=minute) + _shift(clock)


def _shift(clock: re.Match[str]) -> timedelta:
    """From the zone that the time states to that at home."""
    if clock["utc"]:
        return timedelta(hours=_HOME_HOURS)
    if not clock["zone"]:
        return timedelta()
    hours, minutes = int(clock["zone"]), int(clock["zone_minutes"])
    return timedelta(hours=_HOME_HOURS - hours, minutes=-minutes if hours >= 0 else minutes)


def _stated_day(words: str) -> date | None:
    if numeric := _NUMERIC_DAY.search(words):
        first = safe_date(int(numeric["y"]), int(numeric["m"]), int(numeric["d"]))
        return _last_of_period(words, numeric.end(), first) if first else None
    english = _ENGLISH_DAY.search(words)
    if english and english["m"][:3].lower() in _MONTHS and (english["d1"] or english["d2"]):
        day = int(english["d2"] or english["d1"])
        return safe_date(int(english["y"]), _MONTHS[english["m"][:3].lower()], day)
    if slashed := _SLASHED_DAY.search(words):
        year, month, day = int(slashed["y"]), int(slashed["m"]), int(slashed["d"])
        return safe_date(year, month, day) or safe_date(year, day, month)
    return None


def _last_of_period(words: str, start: int, first: date) -> date:
    """Where a period is stated, `日期：2024/3/25—3/29`, its last day: the report was not written before."""
    last = _LAST_DAY.match(words, start)
    if last is None:
        return first
    month, year = int(last["m"]), int(last["y"] or first.year)
    day = safe_date(year + (not last["y"] and month < first.month), month, int(last["d"]))
    return day if day and day >= first else first


def _key(entry: Entry) -> tuple[str, str]:
    """Key and value of a property."""
    key, _, value = entry.text.replace("：", ":", 1).partition(":")
    return key.strip().lower(), value.strip().strip("\"'")


def _head(entries: list[Entry]) -> Entry | None:
    return next((entry for entry in entries if entry.form not in ("property", "rule") and entry.norm.strip()), None)


def _is_title(head: Entry, entries: list[Entry]) -> bool:
    if head.form == "heading":
        return head.level == 1 or head.position == 0
    if head.form != "text" or any(e.form == "property" for e in entries[: head.position]):
        return False
    return (not _KEYED.match(head.norm) or _OF_REPORT.search(head.text) is not None) and len(head.text) <= _LONGEST_TITLE


def title_of(entries: list[Entry]) -> Entry | None:
    """The entry that is the title and nothing else: `开城代扣周报 9.18-9.22` without a `#`."""
    head = _head(entries)
    if head is None or not _is_title(head, entries):
        return None
    is_dated = head.form == "text" and not _SENTENCE.search(_REMARK.sub("", head.norm)) and monday_of(head.text, None) is not None
    return head if is_dated or _OF_REPORT.search(head.text) else None


def _stem(source_file: str) -> str:
    """The file's name without its extension and Notion's id."""
    return _NOTION_ID.sub("", _EXTENSION.sub("", source_file.rsplit("/", 1)[-1])).strip()


def stated(entries: list[Entry], source_file: str) -> Stated:
    """What the properties and the first heading say; the title falls back to the file's name."""
    values: dict[str, str] = {}
    for entry in entries:
        if entry.form == "property":
            values.setdefault(*_key(entry))

    def first(keys: tuple[str, ...]) -> str | None:
        return next((values[key] for key in keys if values.get(key)), None)

    head = _head(entries)
    title = tidy(head.text) if head and _is_title(head, entries) else values.get("title") or values.get("标题") or values.get("主题") or ""
    created, edited = first(_CREATED), first(_EDITED)
    return Stated(
        title or _stem(source_file),
        moment(created) if created else None,
        moment(edited) if edited else None,
        first(_AUTHOR),
        first(_TEAM),
    )


def describe(
    entries: list[Entry], source_file: str, team: str | None, is_team_set: bool, line_count: int, seen: date | None = None
) -> tuple[Report, date | None, list[Finding]]:
    """The report, the Monday of its week, and what is wrong with its week (contract, Sources and Week of a report).

    Where no year is named at all, the latest that fits the weekdays before the day on which the document was first `seen`.
    """
    said = stated(entries, source_file)
    written = said.created_at or said.edited_at
    near = written.date() if written else None
    monday = monday_of(said.title, near) or monday_of(_stem(source_file), near) or _of_stated_day(said.title)
    monday = monday or _of_period(entries, near, seen) or (near and week_of(near)[0])
    monday = monday or _of_dated_line(entries)
    if monday is None and seen:
        monday = latest_fitting(said.title, seen) or latest_fitting(_stem(source_file), seen)
    reference = near
    findings: list[Finding] = []
    if monday is None:
        findings.append(_unknown(entries, said.title))
    elif near is None:
        reference = monday + timedelta(days=4)
    elif _distance(near, monday) > _FARTHEST_DAYS:
        reference = monday + timedelta(days=4)
        findings.append(_mismatch(entries, monday, near))
    report = Report(
        (team if is_team_set else said.team or team) or "default",
        said.title,
        source_file,
        week_label(monday) if monday else None,
        said.created_at,
        said.edited_at,
        said.author,
        line_count,
        reference,
    )
    return report, monday, findings


def _of_stated_day(title: str) -> date | None:
    """The Monday of the day in `Payment Weekly – May 9, 2025`."""
    day = _stated_day(normal(title[:_LONGEST_TITLE]))
    return week_of(day)[0] if day else None


def _of_period(entries: list[Entry], near: date | None, seen: date | None) -> date | None:
    """The Monday of the period that a line above the first section states, properties among them."""
    return next((found for entry in _above_sections(entries) if (found := of_period(_said(entry), near, seen))), None)


def _said(entry: Entry) -> str:
    """What a line of the head says; a row of two cells is a key and its value."""
    if len(entry.cells) != _KEY_AND_VALUE:
        return entry.text
    return ": ".join(entry.norm[cell.start : cell.end] for cell in entry.cells)


_KEY_AND_VALUE = 2


def _of_dated_line(entries: list[Entry]) -> date | None:
    """The Monday of the day or week, with its year, on a short line above the first section: `汤宁 2025年10月24日`."""
    return next((found for entry in _above_sections(entries) if (found := _dated(entry))), None)


def _dated(entry: Entry) -> date | None:
    return monday_of(entry.text, None) if len(entry.text) <= _LONGEST_DATED_LINE else None


def _above_sections(entries: list[Entry]) -> Iterator[Entry]:
    """The first lines as far as they tell of the report and not of work."""
    head = _head(entries)
    told = ("property", "text", "quote", "rule", "header", "row")
    return itertools.takewhile(lambda entry: entry is head or entry.form in told or _dated(entry), entries[:_MOST_HEAD_LINES])


def _unknown(entries: list[Entry], title: str) -> Finding:
    message = f"《{title}》的标题、文件名和创建时间都看不出是哪一周，其内容不计入趋势；请在标题中写明周次，如 2024-W13"
    return Finding("week_unknown", _head(entries), None, None, title, "2024-W13", message)


def _mismatch(entries: list[Entry], monday: date, near: date) -> Finding:
    said, written = week_label(monday), week_label(near)
    stated_at = next((e for e in entries if e.form == "property" and _key(e)[0] in (*_CREATED, *_EDITED)), _head(entries))
    message = f"标题说的是 {said}，创建时间 {near} 属于 {written}，相差超过 {_FARTHEST_DAYS} 天；请核对标题"
    return Finding("week_mismatch", stated_at, None, None, f"{said} / {near}", written, message)


def _distance(day: date, monday: date) -> int:
    """Days between a day and a week, 0 within it."""
    return max((monday - day).days, (day - monday).days - 6, 0)
