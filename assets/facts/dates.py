"""Time expressions in prose → honest intervals with their span. See `../../docs/reader.md` for the table of forms.

`find` gives every expression of a line in order. A date without a year takes the year that puts it nearest to the report
(contract, Year). What does not belong here: what the date is the date of.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from assets.facts import holidays

_FARTHEST_OTHER_YEAR_DAYS = 300  # contract, Year
_THIS_FORTNIGHT = 14
_NEAR_DAYS = 150  # a bare 2.1 further away than this from the report is a number rather than a date
_CN = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "十一": 11, "十二": 12, "日": 7, "天": 7}


@dataclass(frozen=True, slots=True)
class When:
    """An interval of days (inclusive, either end may be open), where it stands, and a time of day where stated."""

    start: int
    end: int
    first: date | None
    last: date | None
    precision: str
    text: str
    has_year: bool = True
    clock: time | None = None
    clock_end: time | None = None
    last_day: date | None = None
    """The day of `clock_end`, where it is not the day of `clock`."""
    problem: str | None = None
    """Why the expression cannot be a date (4/31, a weekday that is another)."""
    edge: str | None = None
    """前, 起 or 后 where it was said."""

    @property
    def at(self) -> datetime | None:
        """The moment, where a day and a time of day are stated."""
        return datetime.combine(self.first, self.clock) if self.first and self.clock else None

    @property
    def until(self) -> datetime | None:
        """The moment at which a stated interval of times ends."""
        if not (self.first and self.clock_end):
            return None
        return datetime.combine(self.last_day or self.first, self.clock_end)


@dataclass(frozen=True, slots=True)
class Calendar:
    """From when the report speaks: its date and the Monday of its week."""

    today: date
    monday: date

    def resolve(self, month: int, day: int, tense: str = "") -> date | None:
        """The date nearest to the report; tense `future` or `past` may move it by a year (contract, Year)."""
        options = [d for y in (-1, 0, 1) if (d := _date(self.today.year + y, month, day))]
        if not options:
            return None
        best = min(options, key=lambda d: abs((d - self.today).days))
        for other in options:
            contradicts = (tense == "future" and best < self.today < other) or (tense == "past" and best > self.today > other)
            if contradicts and abs((other - self.today).days) <= _FARTHEST_OTHER_YEAR_DAYS:
                return other
        return best


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_W = r"(?:周|星期|礼拜)"
_WEEKDAY = rf"(?:\s*\(\s*{_W}(?P<wd1>[一二三四五六日天])\s*\)|\s*{_W}(?P<wd2>[一二三四五六日天])(?![\u4e00-\u9fff]?[初末内]))"
_YEAR = r"(?:(?P<y>20\d{2}|[去今明]|(?<!\d)\d{2}(?=年))\s*[年/.\-]\s*)"
_DAY_SEP = r"(?:\s*(?:-{1,3}|~|至|到|→)\s*)"
_FULL = r"(?<![\d.])(?P<fy>20\d{2})(?P<fs>[-/.]|\s?年\s?)(?P<fm>\d{1,2})(?:(?P=fs)|\s?月\s?|[-/.])(?P<fd>\d{1,2})(?!\d)(?:\s?[日号])?"
_COMPACT = r"(?<![\d.])(?P<cy>20\d{2})(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12]\d|3[01])(?![\d])"
_CNMD = r"(?<![\d./])(?P<nm>\d{1,2}|十[一二]|[一二三四五六七八九十])\s?月\s?(?P<nd>\d{1,2})\s?(?:[日号]|(?![\d个家条笔人台次城]))"
_SLASH = r"(?<![A-Za-z0-9_./%])(?P<sm>\d{1,2})/(?P<sd>\d{1,2})(?![\d/%]|\.\d)"
_DOT = r"(?<![A-Za-z0-9_./+])(?<!\d:)(?P<dm>\d{1,2})\.(?P<dd>\d{1,2})(?![\d.%‰/])"
_DASH = r"(?<![A-Za-z0-9_./-])(?<!\d:)(?P<hm>0\d|1[0-2])-(?P<hd>[0-3]\d)(?![\d%-])"
_PART = r"上旬|中旬|下旬|初|底|末|中(?=[,，。;；、\s前)(]|$|上线|完成|提测|开|全量|启动|发布|投产|试|左右|交|收|验|切|灰)|月?内|份内?|底"
_MONTH = (
    r"(?<![\d./])(?:(?P<my>20\d{2}|[去今明])\s?年\s?)?(?:(?P<mm>\d{1,2}|十[一二]|[一二三四五六七八九十])\s?月|(?P<mr>本月|下个?月|次月|上个?月|当月|(?<![\d个半每几])月)(?=\s?(?:初|底|末|上旬|中旬|下旬|中|内|之?前|[,，。;；、\s)完上提启交开全灰收]|$|份)))"
    rf"(?:\s?(?P<mp>{_PART}))?(?!\d|\s?\d{{1,2}}[日号])"
)
_QUARTER = r"(?<![A-Za-z\d])(?:(?P<qy>20\d{2}|\d{2}(?=\s?年|\s?Q)|[去今明])\s?年?\s?)?(?:Q(?P<qn>[1-4])|(?:第?(?P<qc>[一二三四1-4])|(?P<qr>本|这个?|下个?|上个?))季度?(?!报))(?:\s?(?P<qp>季?[初中底末]|内))?(?![A-Za-z\d])"
_HALF = r"(?<![A-Za-z\d])(?:(?P<ay>20\d{2}|[去今明])\s?年?\s?)?(?:H(?P<an>[12])|(?P<ac>[上下])半年)(?:\s?(?P<ap>[初中底末]|内))?(?![A-Za-z\d])"
_YEARLY = r"(?<!\d)(?:(?P<yy>20\d{2}|[今明去])?\s?年\s?(?P<yp>底|末|初|中|内)|(?P<yo>20\d{2}|[今明去])年(?=[内前]|[,，。;；\s)]|$))"
_WEEK = rf"(?P<wr>下下|上上|下|本|这|上|当|次)(?:一|个)?{_W}(?P<wd>[一二三四五六日天](?![个项家]))?(?P<wp>初|末|内|中)?|(?<![\u4e00-\u9fff每上下本这隔]){_W}(?P<wb>[一二三四五六日天])(?=[^\u4e00-\u9fff个]|[前之早上凌下晚中完提发开启交切例]|$)"
_DAYREL = r"(?P<dr>大后[天日]|后[天日]|明[天日早晚]|今[天日早晚]|昨[天日晚]|前天)(?![间台])"
_WITHIN = r"(?<![\d.])(?:未来|近)?(?P<tn>\d{1,3}|[一二两三四五六七八九十]{1,2}|半)\s?个?(?P<tu>工作日|自然日|日|天|周|星期|礼拜|月)\s?(?:之内|以内|内)(?!部)"
_HOLIDAY = r"(?P<hn>元旦|春节|清明|五一|劳动|端午|中秋|国庆|十一(?=[节假长黄前后])|长假|假期|节(?=[前后]))(?:节|小?长假|假期|黄金周)*(?P<hp>之?前|之?后|期间|当天)?"
_TIME = r"(?:(?P<ap_{0}>上午|下午|凌晨|早上|晚上|中午|傍晚|晚间?|早|AM|PM)\s?)?(?:(?P<h_{0}>\d{{1,2}})\s?:\s?(?P<mi_{0}>[0-5]\d)(?::[0-5]\d)?(?!\d)|(?P<hc_{0}>\d{{1,2}})\s?[点时](?!间|长|延|效)(?:(?P<mc_{0}>[0-5]?\d)\s?分|(?P<hh_{0}>半)|整)?)"
_EDGE = r"(?:\s?(?P<edge>之前|以前|前(?=[^\u4e00-\u9fff端后置台述者期]|完|上|提|交|发|达|全|开|收|结|实|搞|落|修|给|出|切|灰|下|启|投|扩|补|确|评|验|迁|部|联|输|累|覆|解|回|处|清|要|需|必|关|推|转|封|接|归|到|$)|起|开始|之后|以后|后(?=[^\u4e00-\u9fff端台续置]|全|上|开|启|恢|再|提|灰|切|进|收|发|放|复|试|投|评|联|验|$)|左右|以内))?"

_EXPRESSION = re.compile(
    f"(?:{_FULL}|{_COMPACT}|{_CNMD}|{_QUARTER}|{_HALF}|{_YEARLY}|{_MONTH}|{_SLASH}|{_DOT}|{_DASH}|{_WITHIN}|{_WEEK}|{_DAYREL}|{_HOLIDAY})"
)
_AFTER_WEEKDAY = re.compile(_WEEKDAY)
_AFTER_EDGE = re.compile(_EDGE)
_CLOCK = re.compile(r"\s*[,，T]?\s*" + _TIME.format("a") + rf"(?:{_DAY_SEP}(?P<nextday>次日|翌日|第二天|隔天)?\s*" + _TIME.format("b") + r")?")
_BARE_CLOCK = re.compile(r"(?P<nextday0>次日|翌日|第二天)?\s*" + _TIME.format("a") + rf"(?:{_DAY_SEP}(?P<nextday>次日|翌日|第二天|隔天)?\s*" + _TIME.format("b") + r")?")
_RANGE = re.compile(_DAY_SEP)
_ELIDED = re.compile(_DAY_SEP + r"(?P<d>\d{1,2})(?![\d.:/%]|\s?[个家条笔人台次城天月年万亿])\s?[日号]?")
_HINT = re.compile(r"[\d周月年日天节假旦明秋庆季期午]")
_DATE_CUE = re.compile(r"(?:于|在|至|到|从|自|由|计划|预计|实际|截止|截至|预期|拟|约|改为|定|\(|时间|日期|DDL|ddl|上线|提测|完成|[:：])\s*$")
_DATE_VERB = re.compile(
    r"\s*(?:日|前|之前|后|起|开始|左右)?\s*(?:已|将|正式|全部|完成|全面|小流量|分批|首批|灰度|试|再|会|要)*\s*"
    r"(?:上线|提测|开城|灰度|全量|发布|投产|启动|完成|评审|联调|切|开始|交付|验收|割接|迁移|封版|发版|封网|部署|小流量|演练|恢复|回归|测试|前|起|后|左右|进|开|转测|立项|结项|宣讲|培训|出|下线|收尾|达|\(?周[一二三四五六日]|\(?星期)"
)
_NO_DATE_UNIT = re.compile(r"\s*(?:个百分点|个|%|‰|pp|天|日均|人日|人天|人月|小时|h\b|分钟|秒|ms|s\b|元|万|亿|w\b|k\b|倍|版|家|笔|条|台|次|人|户|G|M|K|T|版本|折|分(?!批|行|阶)|米|公里|度|级|[a-zA-Z])")
_LATIN_BEFORE = re.compile(r"(?:[A-Za-z]|版本|版|V|v)\s*$")
_COUNTED = re.compile(r"\s*(?:个|家|项|条|台|城|笔|已?(?:完成|通过|接入|迁移|就绪|上线完)(?:\s*$|[,，;；。、)(]))")
_COUNT_CUE = re.compile(r"(?:完成|通过|接入|迁移|进度|接口|用例|任务|应用|页面|模块|需求|服务|城市|机构|银行|剩余|已切|脚本|表)\s*$")


def _year_of(word: str | None, today: date) -> int | None:
    if not word:
        return None
    if word in "去今明":
        return today.year + {"去": -1, "今": 0, "明": 1}[word]
    return int(word) if len(word) == 4 else 2000 + int(word)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word in _CN:
        return _CN[word]
    return 10 + _CN[word[1]] if word[0] == "十" else _CN[word[0]] * 10


class _Reader:
    """Reads the expressions of one line."""

    def __init__(self, text: str, calendar: Calendar, tense: str, is_date_cell: bool) -> None:
        self.text, self.calendar, self.tense, self.is_cell = text, calendar, tense, is_date_cell

    def when(self, match: re.Match[str]) -> When | None:
        g = match.groupdict()
        for keys, build in _BUILDERS:
            if any(g[key] for key in keys):
                return build(self, match, g)
        return None

    # each builder gives the interval of one form; the order is that of _BUILDERS

    def full(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        y, mo, d = (int(g[k]) for k in (("fy", "fm", "fd") if g["fy"] else ("cy", "cm", "cd")))
        return self._day(m, _date(y, mo, d), True)

    def month_day(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        mo, d = _number(g["nm"]), int(g["nd"])
        return self._month_day(m, mo, d)

    def slash(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        mo, d = int(g["sm"]), int(g["sd"])
        if not self.is_cell and self._is_ratio(m, mo, d):
            return None
        return self._month_day(m, mo, d)

    def dot(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        mo, d = int(g["dm"]), int(g["dd"])
        if not (1 <= mo <= 12 and 1 <= d <= 31) or g["dd"] in ("0", "00"):
            return None
        before, after = self.text[: m.start()], m.end()
        if _NO_DATE_UNIT.match(self.text, after) or _LATIN_BEFORE.search(before):
            return None
        ranged = _RANGE.match(self.text, after) and re.match(r"\d{1,2}(?:\.\d{1,2})?(?!\d|\s?[天%个小分])", self.text[_RANGE.match(self.text, after).end() :])  # type: ignore[union-attr]
        after_range = re.search(r"\d\s?(?:-|~|至|到)\s?$", before)
        if not (self.is_cell or _DATE_CUE.search(before) or _DATE_VERB.match(self.text, after) or ranged or after_range
                or _AFTER_WEEKDAY.match(self.text, after) or _CLOCK.match(self.text, after)):
            return None
        found = self._month_day(m, mo, d)
        far = found and found.first and abs((found.first - self.calendar.today).days) > _NEAR_DAYS
        return None if far or (found and found.problem) else found

    def dash(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        clock = re.match(r"\s+(?:[早晚]上?|上午|下午|凌晨)?\s?\d{1,2}[:点]", self.text[m.end() :])
        if not (self.is_cell or clock or _DATE_CUE.search(self.text[: m.start()]) or _DATE_VERB.match(self.text, m.end())):
            return None
        return self._month_day(m, int(g["hm"]), int(g["hd"]))

    def month(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        part = (g["mp"] or "").removeprefix("月").removeprefix("份")
        if g["mm"]:
            month = _number(g["mm"])
            if not 1 <= month <= 12:
                return None
            stated = _year_of(g["my"], self.calendar.today)
            middle = self.calendar.resolve(month, {"初": 5, "上旬": 5, "底": 28, "末": 28, "下旬": 28}.get(part, 15), self.tense)
            year = stated or (middle.year if middle else self.calendar.today.year)
        else:
            year, month = self._relative_month(g["mr"])
        return self._month_part(m, year, month, part, bool(g["my"]))

    def _relative_month(self, word: str) -> tuple[int, int]:
        shift = 1 if word[0] in "下次" else -1 if word[0] == "上" else 0
        index = self.calendar.today.year * 12 + self.calendar.today.month - 1 + shift
        return index // 12, index % 12 + 1

    def _month_part(self, m: re.Match[str], year: int, month: int, part: str, has_year: bool = True) -> When:
        spans = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "中": (11, 20)}
        if part in spans:
            first, last = (date(year, month, d) for d in spans[part])
            return self._span(m, first, last, "ten_days", has_year)
        if part in ("底", "末", "下旬"):
            return self._span(m, date(year, month, 21), _month_end(year, month), "ten_days", has_year)
        first = date(year, month, 1)
        return self._span(m, first, _month_end(year, month), "month", has_year)

    def quarter(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        today = self.calendar.today
        year = _year_of(g["qy"], today) or today.year
        current = (today.month - 1) // 3 + 1
        if g["qr"]:
            index = year * 4 + current - 1 + {"下": 1, "上": -1}.get(g["qr"][0], 0)
            year, number = index // 4, index % 4 + 1
        else:
            number = _number(g["qn"] or g["qc"])
            if not g["qy"]:
                year = self._nearest_year(number * 3 - 1)
        part = (g["qp"] or "").removeprefix("季")
        if part in ("底", "末", "初", "中"):
            return self._month_part(m, year, number * 3 - {"初": 2, "中": 1}.get(part, 0), part if part != "中" else "", bool(g["qy"]))
        first = date(year, number * 3 - 2, 1)
        return self._span(m, first, _month_end(year, number * 3), "quarter", bool(g["qy"]))

    def _nearest_year(self, month: int) -> int:
        middle = self.calendar.resolve(month, 15, self.tense)
        return middle.year if middle else self.calendar.today.year

    def half(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        second = g["an"] == "2" or g["ac"] == "下"
        year = _year_of(g["ay"], self.calendar.today) or self._nearest_year(10 if second else 4)
        if g["ap"] in ("底", "末", "初"):
            return self._month_part(m, year, (12 if second else 6) if g["ap"] != "初" else (7 if second else 1), g["ap"])
        first = date(year, 7 if second else 1, 1)
        return self._span(m, first, date(year, 12, 31) if second else date(year, 6, 30), "half")

    def year(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        year = _year_of(g["yy"] or g["yo"], self.calendar.today) or self.calendar.today.year
        part = g["yp"]
        if part in ("底", "末"):
            return self._month_part(m, year, 12, part)
        if part == "初":
            return self._month_part(m, year, 1, part)
        first = date(year, 6, 1) if part == "中" else date(year, 1, 1)
        last = date(year, 7, 31) if part == "中" else date(year, 12, 31)
        return self._span(m, first, last, "year" if part != "中" else "range")

    def week(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        shift = {"下下": 2, "下": 1, "次": 1, "上": -1, "上上": -2}.get(g["wr"] or "", 0)
        monday = self.calendar.monday + timedelta(weeks=shift)
        weekday = g["wd"] or g["wb"]
        if weekday:
            found = monday + timedelta(days=_CN[weekday] - 1)
            if g["wb"] and self.tense == "future" and found <= self.calendar.today:
                found += timedelta(weeks=1)
            return self._span(m, found, found, "day")
        if g["wp"] in ("初", "末"):
            first = monday if g["wp"] == "初" else monday + timedelta(days=4)
            return self._span(m, first, first + timedelta(days=1 if g["wp"] == "初" else 2), "range")
        return self._span(m, monday, monday + timedelta(days=6), "week")

    def day(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        shift = {"大后": 3, "后天": 2, "后日": 2, "明": 1, "今": 0, "昨": -1, "前天": -2}
        days = next(v for k, v in shift.items() if g["dr"].startswith(k))
        found = self.calendar.today + timedelta(days=days)
        return self._span(m, found, found, "day")

    def within(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        today, unit = self.calendar.today, g["tu"]
        number = 15 if g["tn"] == "半" else _number(g["tn"])
        if unit == "工作日":
            last = holidays.add_working_days(today, number)
            return None if last is None else self._span(m, today, last, "range")
        if unit == "月":
            days = 15 if g["tn"] == "半" else number * 30
        else:
            days = number * 7 if unit in ("周", "星期", "礼拜") else number
        return self._span(m, today, today + timedelta(days=days), "range")

    def holiday(self, m: re.Match[str], g: dict[str, str]) -> When | None:
        part = (g["hp"] or "").removeprefix("之")
        if not part or g["hn"] in ("假期", "长假") and part == "期间":
            return None
        span = holidays.nearest(g["hn"], self.calendar.today)
        if span is None:
            return self._span(m, None, None, "day")
        if part == "后":
            first = holidays.first_working_day_after(span[1])
            return replace(self._span(m, first, None, "day"), edge="后")
        if part == "前":
            return replace(self._span(m, None, span[0] - timedelta(days=1), "day"), edge="前")
        return self._span(m, span[0], span[1], "range")

    def _month_day(self, m: re.Match[str], month: int, day: int) -> When | None:
        if not (1 <= month <= 12 and 1 <= day <= 31):
            is_plain = "月" in m[0]
            return replace(self._span(m, None, None, "day", False), problem="no_such_day") if is_plain else None
        return self._day(m, self.calendar.resolve(month, day, self.tense), False)

    def _day(self, m: re.Match[str], day: date | None, has_year: bool) -> When:
        found = self._span(m, day, day, "day", has_year)
        return found if day else replace(found, problem="no_such_day")

    def _is_ratio(self, m: re.Match[str], a: int, b: int) -> bool:
        """7/12 and 5/7 完成 are ratios; 6/26 全量上线 and 计划 5/7 完成 are dates."""
        if not (1 <= a <= 12 and 1 <= b <= 31):
            return True
        before = self.text[: m.start()].rstrip()
        if not before or before[-1] in "，,。;；:|(、" or re.search(r"\d\s*(?:-|~|至|到)$", before):
            return False
        if _DATE_CUE.search(before) and not _COUNT_CUE.search(before):
            return False
        counted = _COUNTED.match(self.text, m.end())
        ends = re.match(r"\s*(?:$|[,，;；。、)(|])", self.text[m.end() :])
        if _COUNT_CUE.search(before):
            return a <= b and bool(counted or ends)
        found = self.calendar.resolve(a, b, self.tense)
        is_near = found is not None and abs((found - self.calendar.today).days) <= _THIS_FORTNIGHT
        return a <= b and bool(counted) and not is_near

    def _span(self, m: re.Match[str], first: date | None, last: date | None, precision: str, has_year: bool = True) -> When:
        return When(m.start(), m.end(), first, last, precision, m[0], has_year)


_Build = Callable[[_Reader, re.Match[str], dict[str, str]], When | None]
_BUILDERS: tuple[tuple[tuple[str, ...], _Build], ...] = (
    (("fy", "cy"), _Reader.full),
    (("nd",), _Reader.month_day),
    (("sm",), _Reader.slash),
    (("dm",), _Reader.dot),
    (("hm",), _Reader.dash),
    (("qn", "qc", "qr"), _Reader.quarter),
    (("an", "ac"), _Reader.half),
    (("yp", "yo"), _Reader.year),
    (("mm", "mr"), _Reader.month),
    (("wr", "wb"), _Reader.week),
    (("dr",), _Reader.day),
    (("tn",), _Reader.within),
    (("hn",), _Reader.holiday),
)


def find(text: str, calendar: Calendar, tense: str = "", *, start: int = 0, end: int | None = None, is_date_cell: bool = False) -> list[When]:
    """Every time expression of the normal form `text` between `start` and `end`, in order, ranges joined."""
    stop = len(text) if end is None else end
    if not _HINT.search(text, start, stop):
        return []
    reader = _Reader(text[:stop], calendar, tense, is_date_cell)
    found: list[When] = []
    position = start
    while match := _EXPRESSION.search(reader.text, position):
        when = reader.when(match)
        if when is None:
            position = match.start() + 1
            while position < stop and reader.text[position].isdigit() and reader.text[position - 1].isdigit():
                position += 1
            continue
        when = _completed(reader, when)
        position = max(when.end, match.end())
        if found and _joins(reader.text, found[-1], when):
            found[-1] = _joined(found[-1], when)
        else:
            found.append(when)
    return found


def _completed(reader: _Reader, when: When) -> When:
    """The expression with an elided range, weekday, time of day and edge that follow it."""
    text = reader.text
    if when.first and when.precision == "day":
        elided = _ELIDED.match(text, when.end)
        if elided and when.first == when.last and re.search(r"\d\s?[日号]?$", when.text) and "周" not in when.text:
            last = _date(when.first.year, when.first.month, int(elided["d"]))
            if last and last > when.first and not re.match(r"\s?[/.月]\s?\d", text[elided.end() :]):
                when = replace(when, end=elided.end(), last=last, precision="range", text=text[when.start : elided.end()])
    if weekday := _AFTER_WEEKDAY.match(text, when.end):
        stated = _CN[weekday["wd1"] or weekday["wd2"]]
        wrong = when.first and when.first == when.last and when.first.isoweekday() != stated
        when = replace(when, end=weekday.end(), text=text[when.start : weekday.end()], problem="wrong_weekday" if wrong else when.problem)
    if when.precision == "day" and (clock := _CLOCK.match(text, when.end)):
        when = _with_clock(when, clock, text)
    edge = _AFTER_EDGE.match(text, when.end)
    if edge and edge["edge"] and not when.edge:
        when = _edged(replace(when, end=edge.end(), text=text[when.start : edge.end()]), edge["edge"])
    return when


def _with_clock(when: When, clock: re.Match[str], text: str) -> When:
    first, last = _time(clock, "a"), _time(clock, "b")
    if first is None:
        return replace(when, problem=when.problem or "no_such_time", end=clock.end())
    next_day = when.first and bool(clock["nextday"]) and when.first + timedelta(days=1)
    return replace(when, end=clock.end(), text=text[when.start : clock.end()], clock=first, clock_end=last, last_day=next_day or None)


def _edged(when: When, edge: str) -> When:
    edge = edge.removeprefix("之").removeprefix("以")
    if edge == "前" or edge == "内":
        return replace(when, first=None, edge="前")
    if edge in ("起", "开始", "后"):
        return replace(when, last=None, edge="起" if edge != "后" else "后")
    return when


def _time(match: re.Match[str], part: str) -> time | None:
    """The time of day; 下午3点 is 15:00. None where none was stated or it cannot be."""
    hour = match[f"h_{part}"] or match[f"hc_{part}"]
    if hour is None:
        return None
    minute = match[f"mi_{part}"] or match[f"mc_{part}"] or ("30" if match[f"hh_{part}"] else "0")
    hours, half = int(hour), match[f"ap_{part}"] or ""
    if half in ("下午", "晚上", "傍晚", "晚", "晚间", "PM") and hours < 12:
        hours += 12
    if hours == 24 and minute in ("0", "00"):
        return time(23, 59)
    return time(hours, int(minute)) if hours < 24 else None


_DAYS = ("day", "range")


def _joins(text: str, first: When, second: When) -> bool:
    """Whether two expressions are the two ends of one range."""
    between = text[first.end : second.start]
    if first.edge or first.clock_end or not (first.first and (second.first or second.last)):
        return False
    return bool(re.fullmatch(r"\s*(?:-{1,3}|~|至|到)\s*", between)) and first.first <= (second.last or second.first or first.first)


def _joined(first: When, second: When) -> When:
    clock_end = second.clock_end or second.clock
    text = first.text + "-" + second.text
    precision = "range" if first.precision in _DAYS and second.precision in _DAYS else second.precision
    return replace(first, end=second.end, last=second.last, precision=precision, text=text, clock_end=clock_end,
                   last_day=second.first if clock_end else None, problem=first.problem or second.problem, edge=second.edge)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that stands without a day, or an interval of such."""

    start: int
    end: int
    first: time
    last: time | None
    is_next_day: bool
    is_last_next_day: bool = False


def find_clocks(text: str, start: int, end: int) -> list[Clock]:
    """Times of day between `start` and `end`, in order."""
    found = []
    for match in _BARE_CLOCK.finditer(text, start, end):
        first, last = _time(match, "a"), _time(match, "b")
        if first:
            found.append(Clock(match.start(), match.end(), first, last, bool(match["nextday0"]), bool(match["nextday"])))
    return found
