"""Title, creation time, author, team and week of a report, from its first lines and its file name.

What does not belong here: anything below the properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assets.facts.model import Entry, Finding, Report
from assets.facts.text import normal, tidy

_MONTHS = {m: i for i, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_CREATED = ("created", "created time", "created at", "创建时间", "创建日期", "date", "日期", "填写时间", "提交时间")
_EDITED = ("last edited", "last edited time", "edited", "updated", "编辑时间", "最后编辑时间", "最近编辑", "最后编辑", "更新时间", "修改时间")
_AUTHOR = ("owner", "author", "创建人", "创建者", "作者", "报告人", "汇报人", "填写人", "created by", "负责人")
_TEAM = ("team", "团队", "所属团队", "小组", "部门")
_HEX_ID = re.compile(r"[ _-]?[0-9a-f]{32}$")
_ISO = re.compile(r"(?P<y>20\d{2})\s*(?:年)?\s*[-_./ ]?\s*(?:第\s*)?W?(?:K)?\s*(?P<w>\d{1,2})\s*周|(?P<y2>20\d{2})\s*[-_./年 ]?\s*(?:W|w|WK|wk|Week|week)\s*[-_ ]?(?P<w2>\d{1,2})(?!\d)")
_BARE_WEEK = re.compile(r"(?<![A-Za-z\d])(?:W|WK|Week)\s*(?P<w>\d{1,2})(?!\d)|第\s*(?P<w2>\d{1,2})\s*周", re.IGNORECASE)
_SEP = r"\s*[./月\-]\s*"
_SPAN = re.compile(
    r"(?<!\d)(?:(?P<y>20\d{2})\s*[-./年]\s*)?(?P<m>\d{1,2})" + _SEP + r"(?P<d>\d{1,2})\s*日?\s*(?:-{1,2}|~|至|到|_)\s*"
    r"(?:(?:(?P<y2>20\d{2})\s*[-./年]\s*)?(?P<m2>\d{1,2})" + _SEP + r")?(?P<d2>\d{1,2})\s*日?(?!\d)"
)
_COMPACT_SPAN = re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})\s*(?:-|~|至|_)\s*(?:20\d{2})?(?P<m2>\d{2})(?P<d2>\d{2})(?!\d)")
_DAY = re.compile(r"(?<!\d)(?P<y>20\d{2})\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})(?!\d)|(?<!\d)(?P<y2>20\d{2})(?P<m2>\d{2})(?P<d2>\d{2})(?!\d)")
_SHORT_DAY = re.compile(r"(?<![\d.])(?P<m>\d{1,2})\s*(?:月|[./])\s*(?P<d>\d{1,2})\s*日?(?![\d.])")
_FARTHEST_DAYS = 10  # contract, Week of a report


@dataclass(frozen=True, slots=True)
class Stated:
    """What the first lines and the file name say."""

    title: str
    created_at: datetime | None
    edited_at: datetime | None
    author: str | None
    team: str | None
    properties_problem: str | None = None


def moment(text: str) -> datetime | None:
    """A time as Notion and people write it: `2024年3月29日 20:07`, `March 29, 2024 8:07 PM`, `25 April 2025 18:40`, `2024/03/29`."""
    words = normal(text)
    clock = re.search(r"(?P<a>上午|下午|晚上)?\s*(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d{2})?\s*(?P<p>[AaPp]\.?[Mm])?", words)
    day = _stated_day(words[: clock.start()] if clock and clock.start() > 5 else words)
    if day is None:
        return None
    hour, minute = (int(clock["h"]), int(clock["m"])) if clock else (0, 0)
    if clock and ((clock["p"] or "").lower().startswith("p") or clock["a"] in ("下午", "晚上")) and hour < 12:
        hour += 12
    elif clock and (clock["p"] or "").lower().startswith("a") and hour == 12:
        hour = 0
    try:
        return datetime(day.year, day.month, day.day, hour, minute)
    except ValueError:
        return None


def _stated_day(words: str) -> date | None:
    numeric = re.search(r"(?P<y>20\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})", words)
    if numeric:
        return _safe(int(numeric["y"]), int(numeric["m"]), int(numeric["d"]))
    english = re.search(r"(?P<d1>\d{1,2})?(?:st|nd|rd|th)?\s*(?P<m>[A-Za-z]{3,9})\.?\s*(?P<d2>\d{1,2})?(?:st|nd|rd|th)?,?\s*(?P<y>20\d{2})", words)
    if english and english["m"][:3].lower() in _MONTHS and (english["d1"] or english["d2"]):
        return _safe(int(english["y"]), _MONTHS[english["m"][:3].lower()], int(english["d2"] or english["d1"]))
    slashed = re.search(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>20\d{2})", words)
    if slashed:
        return _safe(int(slashed["y"]), int(slashed["m"]), int(slashed["d"]))
    return None


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def stated(entries: list[Entry], file_name: str) -> Stated:
    """What the properties and the first heading say; the title falls back to the file's name without Notion's id."""
    values: dict[str, str] = {}
    for entry in entries:
        if entry.form == "property":
            key, _, value = entry.text.replace("：", ":", 1).partition(":")
            values.setdefault(key.strip().lower(), value.strip())
    head = next((e for e in entries if e.form not in ("property", "rule")), None)
    has_title = head is not None and (head.form == "heading" and head.level == 1 or head.position == 0 and head.form in ("heading", "text") and len(head.text) <= 60)
    stem = _HEX_ID.sub("", re.sub(r"\.[A-Za-z]{1,5}$", "", file_name.rsplit("/", 1)[-1])).strip()
    title = tidy(head.text) if has_title and head else values.get("title", "") or stem

    def first(keys: tuple[str, ...]) -> str | None:
        return next((values[k] for k in keys if values.get(k)), None)

    created, edited = first(_CREATED), first(_EDITED)
    return Stated(title or stem, moment(created) if created else None, moment(edited) if edited else None, first(_AUTHOR), first(_TEAM))


def _iso_week(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def monday_of(text: str, near: date | None) -> date | None:
    """The Monday of the week that a title or a file name names, None when it names none. Years are taken from `near`."""
    words = normal(text)
    iso = _ISO.search(words)
    if iso:
        return _iso_week(int(iso["y"] or iso["y2"]), int(iso["w"] or iso["w2"]))
    for pattern in (_COMPACT_SPAN, _SPAN):
        span = pattern.search(words)
        if span and (found := _monday_of_span(span, near)):
            return found
    bare = _BARE_WEEK.search(words)
    if bare and near:
        weeks = [m for y in (-1, 0, 1) if (m := _iso_week(near.year + y, int(bare["w"] or bare["w2"])))]
        return min(weeks, key=lambda m: abs((m - near).days)) if weeks else None
    day = _DAY.search(words)
    if day:
        return _monday(_safe(*(int(day[k] or day[k + "2"]) for k in ("y", "m", "d"))))
    short = _SHORT_DAY.search(words)
    return _monday(_nearest(int(short["m"]), int(short["d"]), near)) if short and near else None


def _monday(day: date | None) -> date | None:
    return day - timedelta(days=day.weekday()) if day else None


def _nearest(month: int, day: int, near: date) -> date | None:
    options = [d for y in (-1, 0, 1) if (d := _safe(near.year + y, month, day))]
    return min(options, key=lambda d: abs((d - near).days)) if options else None


def _monday_of_span(span: re.Match[str], near: date | None) -> date | None:
    month, day = int(span["m"]), int(span["d"])
    first = _safe(int(span["y"]), month, day) if span["y"] else _nearest(month, day, near) if near else None
    if first is None:
        return None
    month2 = int(span["m2"]) if span["m2"] else month
    last = _safe(first.year + (month2 < month), month2, int(span["d2"]))
    if last is None or not 0 <= (last - first).days <= 13:
        return None
    return _monday(first + (last - first) / 2)


def week_label(monday: date) -> str:
    """The ISO week of a Monday: 2024-W13."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def describe(entries: list[Entry], source_file: str, team: str | None, is_team_set: bool, line_count: int) -> tuple[Report, date | None, list[Finding]]:
    """The report, the Monday of its week, and what is wrong with its week (contract, Sources and Week of a report)."""
    said = stated(entries, source_file)
    written = said.created_at or said.edited_at
    near = written.date() if written else None
    stem = _HEX_ID.sub("", source_file.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    titled = monday_of(said.title, near) or monday_of(stem, near)
    monday = titled or _monday(near)
    head = next((e for e in entries if e.form not in ("property", "rule")), None)
    findings: list[Finding] = []
    reference = near
    if monday is None:
        findings.append(Finding("week_unknown", head, None, None, said.title, "2024-W13", f"《{said.title}》的标题、文件名和创建时间都看不出是哪一周，其内容不计入趋势；请在标题中写明周次，如 2024-W13"))
    elif near is None or _distance(near, monday) > _FARTHEST_DAYS:
        reference = monday + timedelta(days=4)
        if near is not None:
            stated_at = next((e for e in entries if e.form == "property" and e.text.replace("：", ":").partition(":")[0].strip().lower() in (*_CREATED, *_EDITED)), head)
            findings.append(Finding("week_mismatch", stated_at, None, None, f"{week_label(monday)} / {near}", week_label(near), f"标题说的是 {week_label(monday)}，创建时间 {near} 属于 {week_label(near)}，相差超过 {_FARTHEST_DAYS} 天；请核对标题"))
    whose = team if is_team_set else said.team or team
    report = Report(whose or "default", said.title, source_file, week_label(monday) if monday else None, said.created_at, said.edited_at, said.author, line_count, reference)
    return report, monday, findings


def _distance(day: date, monday: date) -> int:
    """Days between a day and a week, 0 within it."""
    return max((monday - day).days, (day - monday).days - 6, 0)
