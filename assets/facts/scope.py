"""What every rule over an entry's text needs to know: its clauses, their project and what a number is called.

What does not belong here: the rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assets.facts import clauses, naming, numbers
from assets.facts.clauses import Clause
from assets.facts.context import Context
from assets.facts.model import Entry
from assets.facts.patterns import guarded
from assets.facts.text import TWO_LETTERS, tidy

_PHASED = re.compile(r"[一二三四五六七八九十]期|迭代\s?\d|[vV]\d|阶段")
_EDGE_WORDS = (
    r"(?:其中|本周|目前|当前(?!值)|今年|本月|上周|全年|截至|截止|共计|合计|总计|约|为|达到?(?!标)|至|到(?![货账达期店])|有(?!效)|了|的|在(?![线途])|是|和|与|及(?!时)|由|从"
    r"|较|比(?![例率对])|仅|已有|同时|另外?|另有|并(?!发)|且|均(?!衡)|各|每|均为|超过?(?!时)|近(?!端)|不足|大约|接近|不到|多达|高达|降至|升至|等(?!待)|还(?!款)"
    r"|又|再|将|以|按|涉及|共(?![享用])|于|后(?![端台续置])|前(?![端置台])|时(?![延长效])|中(?![心台间信行]))"
)
_EDGE_WORD = re.compile(_EDGE_WORDS)
_LATIN = re.compile(r"[A-Za-z]+\d*")
_DATED = re.compile(r"[\d周月年]")
_COUNTED_NOUN = re.compile(
    r"\s*(?:的)?(?!已|完|通|均|全|还|未|待|需|正|在|不|从|由|，|升|下|上(?!架)|左右|以|内|前|后|起|多|余|到)(?P<noun>[A-Za-z\u4e00-\u9fff][A-Za-z0-9 \u4e00-\u9fff]{0,9}?)"
    r"(?=\s*(?:已|完成|通过|中(?!心|台|间)|均|全部|(?<![A-Za-z])\d|[，,。;；、()]|$|还|未|待|需|正|在|不|从|由|升|接入|改|上线|下线|的|验|切|迁|关闭|处理|失败|成功|覆盖|恢复))"
)
_TOTAL = re.compile(r"[共计]\s*$")
_LEFT = ("剩", "余", "差", "欠")
_LONGEST_NAME = 24
_LEADING = re.compile(rf"^[\s、,，:\-·=→~≈>≥<≤+(\[【]*(?:{_EDGE_WORDS}(?=[^\w]|.))?[\s:：]*")
_TRAILING = re.compile(
    guarded(
        r"(?:\s|:|=|≈|~|≥|≤|>|<|约为?|为|达到?|近|超过?|至|到|共计?|仅|在|由|从|了|的|是|有|→|-|\(|突破|不足|接近|不到|大约|升至|降至|降到|升到|提升至?到?|提高至?到?|下降至?到?|上升至?到?|增长至?到?|增至|控制在|稳定在|保持在?|维持在?|大于|小于|低于|高于|优于|不低于|不高于|不超过|还)+$"
    )
)


@dataclass(slots=True)
class Scope:
    """An entry's span with its clauses, the project of each sentence, and its numbers."""

    context: Context
    entry: Entry
    norm: str
    """The line in normal form."""
    start: int
    end: int
    clauses: list[Clause]
    projects: dict[int, str | None]
    numbers: list[numbers.Number]
    city_spans: list[tuple[int, int]] = field(default_factory=list)
    """Where roll-out counts were read: no milestone is made of them."""

    def project(self, clause: Clause) -> str | None:
        """The project that the clause speaks of."""
        return self.projects.get(clause.sentence, self.entry.project)

    def clause_at(self, position: int) -> Clause | None:
        """The clause that holds a position."""
        for clause in self.clauses:
            if clause.start <= position < clause.end:
                return clause
        return None


def of(context: Context, entry: Entry, start: int, end: int) -> Scope:
    """The scope of a span: the whole text of an item, or one cell of a row."""
    parts = clauses.split(entry.norm, start, end)
    scope = Scope(context, entry, entry.norm, start, end, parts, {}, numbers.find(entry.norm, start, end))
    _sentence_projects(scope)
    return scope


def _sentence_projects(scope: Scope) -> None:
    """A later sentence may speak of another project: one in brackets, or one whose name carries a phase."""
    current, seen = scope.entry.project, set()
    is_remark = scope.entry.role == "note" and scope.entry.label is not None and current is None
    for clause in scope.clauses:
        if clause.sentence in seen or clause.depth:
            continue
        seen.add(clause.sentence)
        first = clause.start == scope.entry.body
        found = None if (first and not is_remark) or scope.entry.form == "row" else naming.own(scope.entry, clause.start)
        if (found and is_remark and found[2] != "comma") or (
            found and (found[2] == "bracket" or (_PHASED.search(found[0]) and found[2] != "colon" and current is not None))
        ):
            current = found[0]
        scope.projects[clause.sentence] = current


def name_of(scope: Scope, number: numbers.Number, clause: Clause) -> str:
    """What a number is called: the words before it in its clause, else what it counts, else what its clause explains."""
    norm = scope.norm
    previous = clause.start
    for other in _values(scope, clause):
        if other.end <= number.start:
            previous = other.end
    words = trimmed(_without_dates(scope, previous, number.start))
    counted = _COUNTED_NOUN.match(norm, number.end, clause.end) if number.unit and not number.is_percent else None
    noun = trimmed(counted["noun"]) if counted else ""
    if noun and _TOTAL.search(norm, max(previous, number.start - 4), number.start):
        return noun
    if words in _LEFT:
        return "剩余" + (noun or _counted_before(scope, number, clause))
    if _says(words):
        return words + noun if previous == clause.start and noun and len(words) + len(noun) <= _LONGEST_NAME else words
    if noun and previous == clause.start:
        return noun
    whole = trimmed(_without_dates(scope, clause.start, number.start)) if previous > clause.start else ""
    if whole and not whole[0].isdigit():
        return whole
    host = clause.host or clause.before
    if host is not None:
        return trimmed(_without_numbers(scope, host))
    return ""


def _counted_before(scope: Scope, number: numbers.Number, clause: Clause) -> str:
    """What the first number with the same unit in front counts: `共 31 个集群，已升 19 个，剩 12 个`."""
    for other in scope.numbers:
        host = scope.clause_at(other.start)
        if other.start < number.start and other.unit == number.unit and host is not None and host.sentence == clause.sentence:
            counted = _COUNTED_NOUN.match(scope.norm, other.end, host.end)
            return trimmed(counted["noun"]) if counted else ""
    return ""


def _values(scope: Scope, clause: Clause) -> list[numbers.Number]:
    """The numbers of a clause that are no part of a date."""
    found = [n for n in scope.numbers if clause.start <= n.start < clause.end]
    if len(found) < 2:
        return found
    whens = scope.context.dates(scope.entry, clause.start, clause.end)
    return [n for n in found if not any(w.start < n.end and n.start < w.end for w in whens)]


def _says(words: str) -> bool:
    return TWO_LETTERS.match(words) is not None or (len(words) > 1 and _LATIN.fullmatch(words) is not None)


def _without_dates(scope: Scope, start: int, end: int) -> str:
    text = scope.norm[start:end]
    for when in scope.context.dates(scope.entry, start, end) if _DATED.search(text) else ():
        text = text[: when.start - start] + " " * (when.end - when.start) + text[when.end - start :]
    return text


def _without_numbers(scope: Scope, clause: Clause) -> str:
    text = _without_dates(scope, clause.start, clause.end)
    for number in scope.numbers:
        if clause.start <= number.start < clause.end:
            left = number.start - clause.start
            text = text[:left] + " " * (number.end - number.start) + text[left + number.end - number.start :]
    return text


def trimmed(words: str) -> str:
    """A name without the words around a number that name nothing (本周, 约, 达到 …)."""
    text = tidy(words)
    if _EDGE_WORD.fullmatch(text):
        return ""
    for _ in range(3):
        before = text
        text = _TRAILING.sub("", text)
        if lead := _LEADING.match(text):
            text = text[lead.end() :]
        text = text.strip(" ()[]【】「」、,，:：")
        if text == before:
            break
    return text
