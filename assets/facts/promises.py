"""The clause in front that tells what was promised before: 原计划 3/7 结束, 3/28 的切换取消. What does not belong here: when it is now (`moves`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.cores import core_of
from assets.facts.dates import When
from assets.facts.milestone_words import EVENT
from assets.facts.patterns import guarded
from assets.facts.scope import Scope
from assets.facts.text import tidy
from assets.facts.words import EVENTS

_PROMISED = re.compile(
    guarded(
        r"(?<![按照依是比较])原(?:计划|定|本|来|排期|排[在于到]|先|约|打算|想|拟|报|\s*\d)|不再[是为在]\s*\d|本来|[本原](?:应(?!用)|该)|(?:应该|早该|早应)[^，,]*[就的]|就该(?=[\u4e00-\u9fff])|按照?原(?:计划|排期|定)[^，,]*\d|按照?原来的?(?:打算|安排|说法|想法|约定|计划|排期)|^\s*计划\s*\d|(?:之前|此前|早先|早前|上周|上次|前面)(?:承诺|答应|计划|约|定|说|排)"
        r"|(?:说|约|定|讲|排)好的?(?=[^，,]*\d)|一拖再拖|一推再推|一延再延|按(?:原)?计划[^，,]{0,8}[该应]"
    )
)
_FELL_THROUGH = re.compile(
    rf"(?:[没未]能?|没有)赶上|赶不上|赶不及|来不及|错过|[没未]能(?:按[期时]|如期)?[\u4e00-\u9fff]{{0,6}}(?:{EVENTS})\s*$|(?:取消|作废|泡汤|黄|推|推掉|停)了?\s*$|(?:来不及|赶不上|赶不及|没赶上|没来得及|达不成|做不到|不成|不了|没戏|[没无]希望|无望|没法[^，,]{{1,4}}|落空|[守保]不住|有变|要变)了?\s*$|再等[一两三四几半\d]+\s?个?(?:天|周|月|星期)\s*$"
    rf"|[没未](?:能|有)?(?:{EVENTS}|[开办做跑发上提切签测验])?[成上了完]?\s*$"
)
"""What a clause ends in that tells that its dated deed did not come about."""
_OF_PROMISE = re.compile(
    guarded(
        r"(?:按(?:照)?)?(?:原(?:计划|定|本|来|排期|先|应|约|拟|报)?|不再)(?:想|打算|要|该|说|讲|是|为|的|定|排|约)*(?:赶?在|于)?|本(?:来|应|该)(?:想|打算|要|该|说|讲|是|的)*(?:赶?在|于)?"
        r"|(?:之前|此前|早先|早前|上周|上次|前面)(?:承诺|答应|计划|约|定|说|排)好?的?|[说约定讲排]好的?|承诺|赶不上|来不及|没来得及|一[拖推延]再[拖推延]"
        r"|按(?:原)?计划|(?:应该|早该|早应)|就(?=[\u4e00-\u9fff])|的\s*$|该(?=[\u4e00-\u9fff])|(?:的(?:目标|计划|窗口|时间)?|临时|已经?)?(?:取消|作废|泡汤|黄|推掉|达不成|落空|做不到|没戏|[没无]希望|无望|[守保]不住|有变|要变|[\u4e00-\u9fff]不[了成完])了?\s*$|再等[一两三四几半\d]+\s?个?(?:天|周|月|星期)\s*$|定在|排在|放在"
    )
)
"""What of such a clause says that it was promised, and not what."""
LIGHT = frozenset(["召开", "举行", "进行", "举办", "组织", "执行", "操作", "实施"])
"""Verbs that say nothing of what is done."""


def promise_before(scope: Scope, clause: Clause) -> Clause | None:
    """The clause in front that tells the old promise: 原计划 3/7 结束, 3/28 的切换取消."""
    other = clause.before
    while other is not None and not _is_promise(scope, other):
        other = other.before
    return other


def _is_promise(scope: Scope, clause: Clause) -> bool:
    words = scope.norm[clause.start : clause.end]
    if _PROMISED.search(words):
        return True
    return _FELL_THROUGH.search(words) is not None and bool(scope.context.dates(scope.entry, clause.start, clause.end, ""))


def promised_date(scope: Scope, promise: Clause) -> When | None:
    """When it was promised for."""
    whens = scope.context.dates(scope.entry, promise.start, promise.end, "")
    return whens[0] if whens else None


def promised_deed(scope: Scope, clause: Clause) -> str | None:
    """上线 of `接口升级，原计划3月20日上线，推迟至4月3日`, 切换 of `6/12 的切换取消，改期至 7/8`."""
    promise = promise_before(scope, clause)
    found = [deed for deed in EVENT.findall(_undated(scope, promise)) if deed != "结束"] if promise else []
    return str(found[-1]) if found and found[-1] not in LIGHT else None


def promised_words(scope: Scope, clause: Clause) -> str | None:
    """迁完 of `原来说 3 月底迁完，现在看要到 4.15`: what was promised, where it is called by no word for a deed."""
    promise = promise_before(scope, clause)
    if promise is None:
        return None
    words = tidy(_OF_PROMISE.sub(" ", _undated(scope, promise)))
    ended = _ENDED.search(words)
    return core_of(words, scope.project(clause)) or (ended[0] if ended else None) or ("完成" if "完成" in words else None)


def _undated(scope: Scope, clause: Clause) -> str:
    words = scope.norm[clause.start : clause.end]
    name = scope.project(clause)
    words = words.removeprefix(name) if name else words  # 对账 is part of the name in `对账平台原定 3/27 数据清洗`
    for when in scope.context.dates(scope.entry, clause.start, clause.end, ""):
        words = words.replace(when.text, " ")
    return words


_ENDED = re.compile(r"[\u4e00-\u9fff][完好齐通掉]$")
"""迁完: a verb of one character, and what comes of it."""
