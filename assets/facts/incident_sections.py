"""Which lines of a section of incidents tell of one: a post-mortem, a title with its lines, a timeline, each item by itself.

What does not belong here: which sections and items tell of incidents (`incident_search`), their times and words (`incidents`).
"""

from __future__ import annotations

from collections.abc import Callable

from assets.facts import incident_columns
from assets.facts import regex as re
from assets.facts.incident_units import BY_CLOCK, BY_EARLY_CLOCK, CLOCK, DAY, TIME_HEADER, Unit, begin, day_in, is_specific
from assets.facts.incident_words import DATED, DETECTED, EARLY_DATE, ENDED, LATIN_SERVICE, NOT_PRODUCTION, RESTORED, SEVERITY, UNIT_LABEL
from assets.facts.model import Entry

Tree = Callable[[Entry], list[Entry]]
"""An entry with all that stands below it, headings apart."""

_STEP_HEADER = re.compile(
    r"^\s*(?:事件|事情|事项|事实|现象|情况|动态|发生|发生了什么|做了什么|备注|节点|动作|操作|过程|经过|进展|描述|说明|内容|阶段|处理|人|角色|谁|event|action|step|what|who|note|detail)",
    re.IGNORECASE,
)
_EARLY = 20  # code points within which a day stands that an item begins with


def section(head: Entry, children: list[Entry], tree: Tree) -> list[Unit]:
    """The incidents below a heading: all of it is one post-mortem, or each item begins one or goes on with the last."""
    found: list[Unit] = []
    steps = [row for title, rows in _tables(head, children) for row in _steps(title, rows)]
    turned = [row for title, rows in _tables(head, children) for row in (rows if incident_columns.is_turned(rows) else ())]
    found += incident_columns.units(head, turned)
    children = [c for c in children if c not in turned]
    tree, children = _apart(tree, children)
    items = [e for c in children if c.form != "row" or c in steps for e in _told_below(c, tree(c))]
    found += [Unit([c], c.parent, row=True) for c in children if c.form == "row" and c not in steps]
    is_numbered = not is_specific(head) and any(_NUMBERED.match(begin(c)) for c in items)
    if not is_numbered and (count := _told_of_head(head, items)):
        found.append(Unit([head, *(e for c in items[:count] for e in tree(c))], head, is_timeline=True))
        items = items[count:]
    at = 0
    while at < len(items):
        last = found[-1] if found and not found[-1].row else None
        count = 1 if last and _goes_on(last, items[at], tree(items[at])) else 0
        if not count:
            count = _timeline(items, at)
            joined = [e for c in items[at : at + count] for e in tree(c)]
            found.append(Unit(joined, items[at].parent, is_timeline=len(joined) > 2))
        at += count
    return found


def _apart(tree: Tree, children: list[Entry]) -> tuple[Tree, list[Entry]]:
    """`故障二（P4）` on the line below the last item of the one before stands beside it, and not in it."""

    def cut(entry: Entry) -> list[Entry]:
        told = tree(entry)
        return told[: next((at for at, e in enumerate(told) if at and e.form == "text" and _NUMBERED.match(begin(e))), len(told))]

    beside: list[Entry] = []
    for child in children:
        beside.append(child)
        beside += [e for e in tree(child)[1:] if e.form == "text" and _NUMBERED.match(begin(e))]
    return cut, beside


_NUMBERED = re.compile(
    r"(?:线上|生产)?(?:故障|事件|事故|incident|case)\s*(?:[一二三四五六七八九十]|#?\d{1,2}(?![\d/月.-]|:\d{2}(?!\d)))(?!\s*[起次个项条])\s*(?:[:.、(\[|【\s]|$)",
    re.IGNORECASE,
)
"""`故障一（P2）：`, `事件 2：` begin the next incident, whatever is told below them."""


def _timeline(items: list[Entry], at: int) -> int:
    """How many lines, from one on, tell a single course of events: `3/26 14:05 告警`, `3/26 14:12 重启`, `3/26 14:30 恢复`.

    Each has the same day and a moment of it, and the last tells the end; 1 where they do not end so.
    """
    first = items[at]
    day, ended = day_in(begin(first)[:_EARLY]), 0
    if day is None or len(CLOCK.findall(first.norm)) != 1 or ENDED.search(first.norm):
        return 1
    for count, step in enumerate(items[at + 1 :], 2):
        words = begin(step)
        is_step = day_in(words[:_EARLY]) == day and len(CLOCK.findall(step.norm)) == 1 and not UNIT_LABEL.match(words)
        if not is_step or step.line != items[at + count - 2].line_end + 1 or step.form != first.form or _is_another(first, step):
            break
        ended = count if ENDED.search(step.norm) else ended
        if RESTORED.search(step.norm):
            break
    return ended or 1


def _is_another(first: Entry, step: Entry) -> bool:
    """Whether both have a grade of their own, so that each is an incident."""
    return SEVERITY.search(first.norm, first.start) is not None and SEVERITY.search(step.norm, step.start) is not None


def _told_below(child: Entry, joined: list[Entry]) -> list[Entry]:
    """`本周发生 2 起：` tells of none itself; each item below it does."""
    direct = [e for e in joined if e.parent is child]
    return direct if day_in(begin(child)) is None and sum(map(is_whole, direct)) > 1 else [child]


def _tables(head: Entry, children: list[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """The rows of each table below a heading, with the line above that says what they tell, or the heading."""
    found: list[tuple[Entry, list[Entry]]] = []
    for before, child in zip([head, *children], children, strict=False):
        if child.form == "row" and before.form != "row":
            found.append((before if is_specific(before) else head, []))
        if child.form == "row":
            found[-1][1].append(child)
    return found


def _steps(head: Entry, rows: list[Entry]) -> list[Entry]:
    """The rows of a post-mortem's own table: `| 14:02 | 开始堆积 |` below 时间 and 事件, `| 影响 | 128 笔 |`."""
    if len(rows) < 2:
        return []
    headers = [cell.header for cell in rows[0].cells]
    is_timeline = (
        is_specific(head) and len(headers) > 1 and bool(TIME_HEADER.search(headers[0])) and all(_STEP_HEADER.match(h) for h in headers[1:])
    )
    is_list = len(headers) <= 2 and sum(bool(UNIT_LABEL.match(begin(row))) for row in rows) * 2 > len(rows)
    return rows if is_timeline or is_list else []


def _told_of_head(head: Entry, items: list[Entry]) -> int:
    """How many items, from the first, tell of the one incident that the heading names; 0 where each tells of its own."""
    labelled = [i for i, c in enumerate(items) if UNIT_LABEL.match(begin(c))]
    if not items or sum(map(is_whole, items)) > 1:
        return 0
    items = items[: next((i for i, c in enumerate(items) if i and _begins_again(items[0], begin(c))), None)]
    labelled = [i for i in labelled if i < len(items)]
    specific = is_specific(head)
    if specific and labelled:
        return _until_next(items, labelled)
    if len(labelled) > 1 and not DATED.match(begin(items[0])):
        return _until_next(items, labelled)
    if not specific:
        return 0
    if _is_dated_timeline(items):
        return len(items)
    day, first = day_in(head.norm[head.start :]), day_in(begin(items[0])[:_EARLY])
    is_told = CLOCK.search(items[0].norm) and (first is None or first == day)
    if not is_told:
        return 0
    return next((i for i, c in enumerate(items) if (own := day_in(begin(c)[:_EARLY])) and own != day and CLOCK.search(c.norm)), len(items))


def _until_next(items: list[Entry], labelled: list[int]) -> int:
    """A dated paragraph behind the last label tells of another incident."""
    last = labelled[-1] if len(labelled) > 1 else len(items)
    graded = any(SEVERITY.search(c.norm, c.start) for c in items[:last])
    return next(
        (
            i
            for i, c in enumerate(items)
            if i and c.form == "text" and ((i > last and DATED.match(c.norm[c.start :])) or (graded and _is_title(c)))
        ),
        len(items),
    )


def _is_title(line: Entry) -> bool:
    """`清分任务失败（P3）`: what failed and its grade, and no more."""
    words = begin(line)
    return (
        SEVERITY.search(words) is not None
        and UNIT_LABEL.match(words) is None
        and len(words) <= 24
        and _PARTED.search(words) is None
        and ":" not in words
    )


def _is_dated_timeline(items: list[Entry]) -> bool:
    """`3/26 14:10 监控告警` and `3/26 14:55 恢复` below a heading that names the incident: a moment in each."""
    return (
        len(items) > 1
        and all(DATED.match(c.norm[c.start :]) or not CLOCK.search(c.norm) for c in items)
        and sum(bool(DETECTED.search(c.norm) or ENDED.search(c.norm)) for c in items) > 1
    )


def _goes_on(last: Unit, child: Entry, joined: list[Entry]) -> bool:
    """Whether an item goes on with the incident before it; if so it is added."""
    words = begin(child)
    if _NUMBERED.match(words) or (_COUNTED_GRADE.match(words) and len(joined) > 1):
        return False
    if _is_graded_again(last, child):
        return False
    if _is_of_course(last, child, words):
        last.is_timeline = True
    elif not _is_said_of(last, child, words):
        return False
    last.entries += joined
    return True


def _is_graded_again(last: Unit, child: Entry) -> bool:
    """`清分任务失败（P3）` below the lines of an incident that has told its own grade."""
    return (
        SEVERITY.search(child.norm, child.start) is not None
        and not UNIT_LABEL.match(begin(child))
        and any(SEVERITY.search(e.norm, e.start) for e in last.entries)
    )


_COUNTED_GRADE = re.compile(r"(?:[PS]\d|[A-E一二三四五]级)[^，,。;；\d]{0,8}\d\s?[起次个项条]")
"""`P4：1 起` above those of that grade."""


def _is_of_course(last: Unit, child: Entry, words: str) -> bool:
    """Whether an item is a step of the incident's course."""
    before, first = last.entries[-1], last.entries[0]
    follows = child.line == before.line + 1
    own, day = day_in(words[:_EARLY]), _first_day(last)
    if follows and _is_quoted(child) and _is_quoted(before):
        return True
    if follows and _is_titled(last) and (own is None or day in (None, own)):
        return True
    if follows and child.form == "item" and _heads(last) and (own is not None or BY_EARLY_CLOCK.match(words)):
        return True
    if follows and own == day and _is_further_label(last, words):
        return True
    if follows and child.form == "text" and own is not None and _is_graded_title(last):
        return True
    has_clock = any(CLOCK.search(e.norm) for e in last.entries)
    told = None if has_clock else day_in(begin(first)[: 2 * _EARLY])
    if told and "text" in (child.form, first.form) and (own == told if own else BY_EARLY_CLOCK.match(words)):
        return True  # `3/26 优惠券页白屏` above `22:47 监控发现…`
    is_prose = child.form == first.form == "text"  # `经查，14:20 起连接池被打满。` in a paragraph of its own
    is_open = last.is_timeline or ((follows or is_prose) and not any(ENDED.search(e.norm) for e in last.entries))
    by_clock = BY_EARLY_CLOCK if is_prose else BY_CLOCK
    return own is None and by_clock.match(words) is not None and is_open


def _is_said_of(last: Unit, child: Entry, words: str) -> bool:
    """Whether an item says more of the incident: `【P2】支付结果页打不开` above `发生：3/25 10:12`, `影响：12 笔`."""
    follows = child.line == last.entries[-1].line + 1
    label = UNIT_LABEL.match(words)
    if (label and _begins_again(last.entries[0], words)) or NOT_PRODUCTION.match(words):
        return False
    if label and follows and not any(DAY.search(e.norm) for e in last.entries):
        return True
    is_prose = child.form == last.entries[0].form == "text"
    if ((follows and _OF_THE_SAME.match(words)) or (is_prose and _AFTERWARDS.match(words))) and not CLOCK.search(words):
        return not DATED.match(words)
    return not EARLY_DATE.match(words) and (label is not None or (child.form == "text" and follows))


_OF_THE_SAME = re.compile(
    r"(?:期间|其间|此间|这期间|该(?:故障|问题|事件)|造成|导致|波及|涉及|累计影响|共影响|受影响|已全部|均已|未造成|无资损)"
)
"""`期间放行未审交易 3,260 笔` is said of the incident on the line above."""


_AFTERWARDS = re.compile(
    r"(?:事后|最终|初步|经|据|另经)(?:初步|进一步)?(?:统计|核查|排查|核实|核对|盘点|评估|复盘|确认|分析|定位)|(?:本次|此次|这次|整个)(?:故障|事件|事故|过程|问题|期间)|故障期间|全程|前后|(?:合计|共计?|总计|累计)(?:影响|失败|造成)|(?:影响|波及)"
)
"""`事后统计影响 873 笔。` in a paragraph of its own."""


def _begins_again(first: Entry, words: str) -> bool:
    """Whether a list of fields begins again, with the label that the one before began with: 发生时间, 恢复时间, 影响, 发生时间."""
    label = UNIT_LABEL.match(begin(first))
    return label is not None and label[0] in _FIRST_LABELS and words.startswith(label[0])


_FIRST_LABELS = frozenset(
    (
        "时间",
        "发生",
        "发生时间",
        "开始时间",
        "故障时间",
        "发现",
        "发现时间",
        "级别",
        "等级",
        "定级",
        "编号",
        "故障编号",
        "事件编号",
        "概述",
        "现象",
        "故障现象",
    )
)


def _is_titled(last: Unit) -> bool:
    """Whether a numbered title stands above what it tells."""
    return _NUMBERED.match(begin(last.entries[0])) is not None and not is_whole(last.entries[0])


def _heads(last: Unit) -> bool:
    """`押金退还接口超时（refund-gateway），P2` over the list of what happened when: a line with a grade or a service, and no time."""
    title = last.entries[0].norm
    if len(last.entries) > 1 or last.entries[0].form != "text" or CLOCK.search(title) or DAY.search(title):
        return False
    return len(title) <= _LONGEST_TITLE and (SEVERITY.search(title) or LATIN_SERVICE.search(title)) is not None


_LONGEST_TITLE = 50


def _is_graded_title(last: Unit) -> bool:
    """`P3 钱包余额不同步` over the sentences that tell it: a grade and what failed, and no more."""
    title = begin(last.entries[0])
    return _heads(last) and SEVERITY.match(title) is not None and _PARTED.search(title) is None


_PARTED = re.compile(r"[，,。;；]|\d\s?[起次个项条]")


def _first_day(last: Unit) -> tuple[int, int] | None:
    return next(filter(None, (day_in(e.norm[e.start :]) for e in last.entries)), None)


def _is_further_label(last: Unit, words: str) -> bool:
    """`发现：3/26 14:09` below `发生：3/26 14:05` goes on; a second 发现 begins another."""
    label = UNIT_LABEL.match(words)
    return label is not None and not any(begin(e).startswith(label[0]) for e in last.entries)


def is_whole(entry: Entry) -> bool:
    """Whether an item tells an incident by itself: a day and more than one time of it."""
    words = entry.norm[entry.start :]
    return day_in(words[: 2 * _EARLY]) is not None and len(CLOCK.findall(words)) > 1 and not UNIT_LABEL.match(begin(entry))


def _is_quoted(entry: Entry) -> bool:
    return entry.raw.lstrip().startswith(">")
