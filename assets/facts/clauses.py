"""An entry's text → sentences and clauses, with their spans in the line.

What does not belong here: what a clause says.
"""

from __future__ import annotations

from dataclasses import dataclass

from assets.facts import regex as re

_HAN = r"\u4e00-\u9fff"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DATED = rf"{_MONTH}\s?[/.月]\s?[0-9]{{1,2}}\s?[日号]?+\s?(?![个家条笔台项万亿元倍])[{_HAN}]"
_STEP = rf"(?:[{_HAN}]{{2,5}}|[A-Z]\d)\s*\(?{_MONTH}[/.月][0-9]"
_DONE = "成毕过了中"
_DEED = "造线测发构试审收调级移换"
_TICKS = "✅☑✔✓√"
_STATES = f"{_TICKS}🔧🚧⏳🔄"
_BREAK = (  # each mark stands first in a way of its own, so that the engine runs from mark to mark and tries that way alone
    r"[，;；。!?()|]"
    r"|,(?!(?<=[0-9],)[0-9]{3}(?![0-9]))"  # not the comma of a thousand
    # 4/8 提测、4/22 上线; 提测 6/10、上线 6/19; 签约完成、开发50%
    rf"|、(?:(?<=[{_HAN}]、)(?:(?<![日号]、)(?={_DATED})|(?=(?:下下?周|月底|本月)[{_HAN}]))"
    rf"|(?<=[0-9)日号前底初末旬]、)(?=(?:[→/]\s*)?{_STEP})|(?<=[线测城布产网]、)(?={_STEP}[0-9]?日?\s?[{_HAN}]{{2}})(?!联调|提测|评审|测试|上线|灰度|验收|发布|开发|全量)|(?<=[{_DONE}]、)(?=[{_HAN}A-Za-z]{{2,8}}\s*[0-9]{{1,3}}\s*%))"
    # 定稿并下发
    r"|并(?<=[成毕过了稿线测审布署签调码发]并)(?=(?:[已且由向于将同在]|下发|提[测交审]|[上下]线|发[布送出]|通[过知]|完成|全量|[进转]入|开始|启动|交付|推送|同步|归档|投产|灰度|输出|组织|召开|切换|部署)(?!行))"
    rf"|\.\s++(?=[A-Z{_HAN}])"
    # 完成 4/22 上线; 3.11提测 3.18上线
    rf"|\s(?:(?<=[{_DONE}{_DEED}产布城署]\s)(?=[0-9])(?:(?<=[{_DONE}]\s)(?<!错过\s)(?<![到在至]了\s)(?={_DATED})|(?<=[{_DEED}产布城署]\s)"
    rf"(?={_MONTH}[./月][0-9]{{1,2}}日?\s?(?:上线|提测|评审|联调|发布|投产|灰度|全量|验收|封版|开城|回归|压测|切换|割接|发版)))"
    # 开发完毕 ✅ 指纹开发中 🔧
    rf"|(?<=[{_STATES}]\s)(?=[{_HAN}])(?:(?<=[{_HAN}][✅⏳]\s)|(?<=[{_DONE}]\s.\s)|(?<=[{_DONE}].\s)"
    rf"|(?<=[{_DEED}]\s[{_TICKS}]\s)(?=(?!已)[{_HAN}]{{2,12}}(?:中|完成|完毕|通过|\s?[{_STATES}])(?:\s|$)))"
    # 提测 6/10 → 上线 6/19
    rf"|(?=[→/])(?:(?:(?<=[0-9{_TICKS}⏳]\s)(?=→)|(?=/\s))(?=[→/]\s*{_STEP})|(?=/\s{_MONTH}[/.月][0-9]{{1,2}}\s[{_HAN}])"
    rf"|(?<=[{_HAN}]\s)(?=→\s*{_MONTH}[/.月][0-9]{{1,2}}日?\s*(?!日)[{_HAN}]))"
    rf"|-(?<![0-9]\s-)\s|\s(?<!\s\s\s)\s*+(?=[{_HAN}]))"
)
_ENDS = re.compile(_BREAK)
_TERSE_ENDS = re.compile(
    rf"{_BREAK}|\s(?<=[{_HAN}%)]\s)(?<![初底末旬到至为改]\s)(?<!改成\s)(?<!(?:争取|力争|计划|预计|预期|原定|打算|[下本]周)\s)(?<![一二三四五六日天]\)\s)(?!完成\s*$)(?!(?<=[日号]\s)[{_HAN}]++(?!:))(?<![周期拜][一二三四五六天]\s)(?<![昨今明]天\s)(?!的)(?=[{_HAN}])"
)
_PUNCTUATION = re.compile(r"[，;；。!?,](?:(?<!,)|(?!(?<=[0-9],)[0-9]{3}(?![0-9])))")
_WITHIN_SENTENCE = "，,、 "
_SENTENCE_END = "；;。!?|."
_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
_DAY_SAID = "[周期拜][一二三四五六日天]|[昨今明前][天日]"
_DATE_PAREN = re.compile(
    rf"\(\s*(?:{_WEEKDAY}|[昨今明前][天日]|\d{{1,2}}\s?[./月]\s?\d{{1,2}}日?)\s*\)(?=[^，,。;；\s)])|\(\s*(?:{_WEEKDAY}|[一二三四五六日])\s*\)|(?:(?<={_DAY_SAID})|(?<=[早晚上中下][上间午]))\(\s*\d{{1,2}}\s?[./月]\s?\d{{1,2}}日?\s*\)|(?<=[节月底末周假日]前)\(\s*\d{{1,2}}\s?[./月]\s?\d{{1,2}}日?\s?前?\s*\)"
)
_DATE_BEFORE = re.compile(rf"(?:\d\s?日?|{_WEEKDAY}(?:[早晚]上|[上中下]午|[早晚]间|晚)?|[昨今明前][天日]|[节月底末周假日]前)\s*$")
_REACH = 12  # code points in front of a parenthesis, where a date may end


@dataclass(slots=True, eq=False)
class Clause:
    """A span without the punctuation around it. `host` is the clause that a parenthesis explains."""

    start: int
    end: int
    sentence: int
    depth: int = 0
    host: Clause | None = None
    before: Clause | None = None
    """The clause in front, in the same sentence and at the same depth."""
    index: int = 0
    """Its place among the clauses of the span."""


def split(norm: str, start: int, end: int) -> list[Clause]:
    """The clauses of a span in order; parentheses are clauses of their own, hosted by the one before."""
    clauses: list[Clause] = []
    hosts: list[Clause | None] = []
    latest: dict[int, Clause] = {}  # of this sentence, by depth
    sentence, depth, position = 0, 0, start
    for stop, after in _breaks(norm, start, end):
        left, right = position, stop
        position = after
        while left < right and norm[left] in " 、:·→/":
            left += 1
        while left < right and norm[right - 1] in " 、":
            right -= 1
        if left < right:
            clause = Clause(left, right, sentence, depth, hosts[-1] if depth else None, latest.get(depth), len(clauses))
            clauses.append(clause)
            latest[depth] = clause
        mark = norm[stop : stop + 1]
        if mark in _WITHIN_SENTENCE:
            continue
        if mark == "(":
            hosts.append(clauses[-1] if clauses else None)
            depth += 1
        elif mark == ")":
            if hosts:
                hosts.pop()
                depth -= 1
        elif mark in _SENTENCE_END:
            sentence += 1
            latest = {}
    return clauses


def _breaks(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where clauses end, at the mark, and the next begin; in terse notes without punctuation a space ends one."""
    is_terse = "|" not in norm and not _PUNCTUATION.search(norm)
    found = list(map(re.Match.span, (_TERSE_ENDS if is_terse else _ENDS).finditer(norm, start, end)))
    if "(" in norm:
        found = _without_dates(norm, found, start, end)
    if "→" in norm[start:end] and (chain := _chain(norm, start, end)):
        found = sorted({*(at for at in found if not norm[at[0]].isspace()), *chain})
    found.append((end, end))
    return found


def _chain(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """The arrows of `评审 ✓5/26 → 开发 ✓6/10 → 提测 6/15`, where a step and its state stand on both sides of each."""
    arrows = list(map(re.Match.span, _ARROW.finditer(norm, start, end)))
    edges = [start, *(edge for arrow in arrows for edge in arrow), end]
    return arrows if all(_LINK.fullmatch(norm, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)) else []


_ARROW = re.compile(r"\s*→\s*")
_STATE = rf"[{_TICKS}{_STATES}✗❌×]|{_MONTH}\s?[/.月]\s?(?:[0-9]{{1,2}}日?|[初底末]|[上中下]旬)|[0-9]{{1,3}}\s?%|待定|中|完成|延期|\([^()]*\)|[dD]one"
_LINK = re.compile(rf"(?:[^→]{{1,20}}[:：])?\s*[{_HAN}]{{2,6}}?(?:\s*(?:{_STATE}))+\s*")


def _without_dates(norm: str, breaks: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The breaks without the parentheses of a date: 6/5(周三)上线 is one clause."""
    found, closing = [], -1
    for span in breaks:
        at = span[0]
        paren = _DATE_PAREN.match(norm, at, end) if norm[at] == "(" else None
        if paren and _DATE_BEFORE.search(norm, max(start, at - _REACH), at):
            closing = paren.end() - 1
        elif at != closing:
            found.append(span)
    return found
