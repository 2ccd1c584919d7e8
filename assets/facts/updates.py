"""The facts of an item's text: roll-outs first, then milestones with their dates, then the numbers that are left.

What does not belong here: rows of tables (`tables`), incidents, plans.
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import cores, milestones, quantities, rollouts, scope
from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.context import Context
from assets.facts.incident_units import CLOCK
from assets.facts.milestone_words import has_event
from assets.facts.model import Entry, Fact, Milestone
from assets.facts.tenses import lies_ahead, tense


def read(context: Context, entry: Entry) -> list[Fact]:
    """Every fact of one item or paragraph."""
    if entry.kind == "empty":
        return []
    return span(context, entry, entry.body, len(entry.norm.rstrip()))


def span(context: Context, entry: Entry, start: int, end: int) -> list[Fact]:
    """Every fact of a span of an entry: its whole text or one cell."""
    area = scope.of(context, entry, start, end)
    if entry.role == "incident":
        return [*_improvements(area), *quantities.read(area)]
    if entry.incident is not None and not entry.children:  # 修复代码已于 5/22 上线, and no words of what failed
        told = [
            m
            for m in milestones.read(area)
            if isinstance(m, Milestone)
            and m.date_precision == "day"
            and m.status != "in_progress"
            and not CLOCK.search(area.norm, m.start, m.end)  # 3/28 10:30 补发完 ends the incident
        ]
        return [*told, *quantities.read(area)]
    facts = rollouts.read(area)
    facts += _promises(area) if entry.label and _IMPROVEMENT.match(entry.label) else milestones.read(area)
    facts += quantities.read(area)
    return facts


def _improvements(area: scope.Scope) -> list[Fact]:
    """What a post-mortem promises by a date is a planned milestone."""
    promised = {c.sentence for c in area.clauses if _IMPROVEMENT.match(area.norm, c.start, c.end) or _is_to_come(area, c)}
    above = area.entry.parent
    is_whole = _IMPROVEMENT.match(area.norm, area.entry.start) or (above is not None and _IMPROVEMENTS.search(above.norm))
    if not (is_whole or promised):
        return []
    found = [
        m
        for m in milestones.read(area, is_promise=True)
        if isinstance(m, Milestone)
        and ((m.status == "planned" and (m.date_start or m.date_end)) or (m.status in ("done", "in_progress") and is_whole))
        and (is_whole or ((clause := area.clause_at(m.start)) and clause.sentence in promised))
    ]
    return _called_by_promise(area, found)


def _promises(area: scope.Scope) -> list[Fact]:
    """What stands behind 改进项： wherever it is told."""
    return _called_by_promise(area, milestones.read(area))


def _called_by_promise(area: scope.Scope, found: Sequence[Fact]) -> list[Fact]:
    """The milestones, each that says no more than 上线 or 完成 by what is promised in front of it."""
    for made in found:
        if isinstance(made, Milestone) and made.status == "planned" and made.event in _DEEDS_ALONE and (what := _promised(area, made)):
            made.event = what
    return [*found]


def _promised(area: scope.Scope, made: Milestone) -> str:
    """配置变更加双人复核 of `改进：配置变更加双人复核，10/31 上`, where a bare 上线 says nothing of what."""
    clause = area.clause_at(made.start)
    before = clause.before if clause else None
    if before and _WHO.fullmatch(area.norm, before.start, before.end):
        before = before.before
    if clause is None or before is None or before.sentence != clause.sentence:
        return ""
    words = area.norm[before.start : before.end]
    if area.context.dates(area.entry, before.start, before.end, ""):
        return ""
    return cores.core_of(_LABEL.sub("", words), made.project)


_DEEDS_ALONE = frozenset(("上线", "发布", "完成", "整体", "投产", "生效", "落地", "上", "发版", "交付", "全量"))
_LABEL = re.compile(r"^[\W_]*[\u4e00-\u9fffA-Za-z]{2,8}\d{0,2}\s*:\s*")


_WHO = re.compile(r"[\s,，]*(?:由|@)?\s*[\u4e00-\u9fffA-Za-z]{2,8}\s*(?:跟进?|负责|来?做|牵头|认领|在跟|处理)\s*")
"""`张铎跟` of `巡检要加到日检，张铎跟，11/24 上` says who does it, and not what."""
_DATED_DEED = re.compile(r"\d日?\s?上\s*$")


def _is_to_come(area: scope.Scope, clause: Clause) -> bool:
    """`校验逻辑 8/29 发布`: an incident lies behind, so what is dated ahead is promised."""
    if not area.context.begins(area.entry, clause.start, clause.end):
        return False
    is_deed = has_event(area.norm[clause.start : clause.end]) or _DATED_DEED.search(area.norm, clause.start, clause.end) is not None
    whens = area.context.dates(area.entry, clause.start, clause.end, tense(area.norm[clause.start : clause.end]))
    return any(
        when.precision == "day" and not when.clock and (is_deed or when.edge == "前") and lies_ahead(area, when, is_done=False)
        for when in whens
    )


_IMPROVEMENTS = re.compile(
    r"(?:改进|整改|后续)(?:项|措施|动作|计划|事项)?\s*(?:\([^()]*\))?\s*:?\s*$|\b(?:action items?|follow-?ups?)\b", re.IGNORECASE
)
_IMPROVEMENT = re.compile(
    r"[\W_]*(?:复盘会(?=\s*[\d已上周])|改进|整改|后续|措施|行动|优化|补救|预防|防范|action|todo|待办|AI\s*:)", re.IGNORECASE
)
