"""Numbers of an entry → progress and measures, with stated last values and targets.

Progress is stated completion in percent; everything else with a name is a measure (contract, Progress).
What does not belong here: cities (`rollouts`), dates, table columns.
"""

from __future__ import annotations

import re

from assets.facts import naming
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Measure, Progress
from assets.facts.numbers import Number
from assets.facts.quantity_words import (
    ABOUT,
    AT_LEAST,
    BACK,
    BARE_NAME,
    BEFORE_VALUE,
    COMPONENT_NOISE,
    DEED,
    DONE_SHARE,
    DURATION,
    EFFORT,
    EFFORT_UNITS,
    ENDS,
    EVENT,
    FROM_TO,
    GOAL,
    IDENTIFIER,
    LAST,
    LEAD_NOISE,
    LIMIT_BEHIND,
    LONGEST_PART,
    LONGEST_SHARED,
    METRIC_ABOVE,
    NO_PROGRESS,
    NOT_BEFORE,
    NOT_BEHIND,
    ORDINAL,
    RATE,
    RATIO,
    REACH,
    RESPECTIVELY,
    SHARE,
    SHORT_CLAUSE,
    TARGET,
    TIME_UNITS,
    UNDERTAKING,
    WHOLE,
)
from assets.facts.scope import Scope, name_of, trimmed

_WHOLE_WORD = re.compile(r"整体|总体|总进|项目")
_OF_TRAFFIC = re.compile(r"\s*(?:的)?(?:商户|用户|流量|请求|客户|灰度|折|机构|交易|以上|门店|订单|左右的)")


def read(scope: Scope) -> list[Fact]:
    """Progress and measures of an entry, in the order of their numbers."""
    facts = _ratios(scope) if "/" in scope.norm else []
    if "分别" in scope.norm:
        facts += _respectively(scope)
    skip: set[int] = set()
    last_host: Measure | Progress | None = None
    for index, number in enumerate(scope.numbers):
        if index in skip or scope.context.is_used(scope.entry, number.start, number.digits_end):
            continue
        clause = scope.clause_at(number.start)
        if clause is None or not _counts(scope, number):
            continue
        following = scope.numbers[index + 1] if index + 1 < len(scope.numbers) else None
        previous, value = _pair(scope, number, following)
        if previous is not None and following is not None:
            skip.add(index + 1)
        if last_host is not None and _annotates(scope, number, clause, last_host):
            continue
        made = _fact(scope, value, previous, number, clause, facts)
        if made:
            facts += made
            last_host = made[-1]  # type: ignore[assignment]
    return facts


def _plain(digits: str) -> float:
    return float(digits.replace(",", ""))


def _ratios(scope: Scope) -> list[Fact]:
    """18/24 and 420/450 人 are two measures; no percentage is derived (contract, Progress)."""
    found: list[Fact] = []
    for match in RATIO.finditer(scope.norm, scope.start, scope.end):
        clause = scope.clause_at(match.start())
        if clause is None or scope.context.is_used(scope.entry, *match.span()) or _plain(match["a"]) > _plain(match["b"]):
            continue
        if any(w.start < match.end() and match.start() < w.end for w in scope.context.dates(scope.entry, clause.start, clause.end)):
            continue
        name = trimmed(scope.norm[clause.start : match.start()]) or trimmed(scope.entry.topic or scope.project(clause) or "")
        if not name or scope.entry.role == "incident":
            continue
        for group, called in (("a", name), ("b", f"{name}总数")):
            found.append(
                Measure(
                    entry=scope.entry,
                    start=clause.start,
                    end=match.end(),
                    project=scope.project(clause),
                    rule="ratio",
                    section=scope.entry.section,
                    name=called[-40:],
                    value=_plain(match[group]),
                    unit=match["u"],
                )
            )
        scope.context.use(scope.entry, *match.span())
    return found


def _respectively(scope: Scope) -> list[Fact]:
    """OCR、查验、去重分别为 95%、60%、30%: each name has its own number."""
    found: list[Fact] = []
    for match in RESPECTIVELY.finditer(scope.norm, scope.start, scope.end):
        names = [trimmed(n) for n in re.split(r"[、,，和与]", match["names"])]
        values = list(re.finditer(r"\d+(?:\.\d+)?", match["values"]))
        clause = scope.clause_at(match.start())
        if clause is None or len(names) != len(values) or not all(names) or scope.context.is_used(scope.entry, *match.span("values")):
            continue
        project = scope.project(clause)
        is_share = (
            RATE.search(match["names"] + match[0][len(match["names"]) : match.start("values") - match.start()]) is not None
            or scope.entry.role == "metric"
        )
        for name, value in zip(names, values, strict=True):
            if is_share:
                found.append(
                    Measure(
                        entry=scope.entry,
                        start=match.start(),
                        end=match.end(),
                        project=project,
                        rule="respectively",
                        section=scope.entry.section,
                        name=name,
                        value=float(value[0]),
                        unit="%",
                    )
                )
            else:
                found.append(
                    Progress(
                        entry=scope.entry,
                        start=match.start(),
                        end=match.end(),
                        project=project,
                        rule="respectively",
                        component=component_of(name, project),
                        percent=float(value[0]),
                    )
                )
        scope.context.use(scope.entry, *match.span("values"))
    return found


def _counts(scope: Scope, number: Number) -> bool:
    """Whether a number may be a value at all: no version, ordinal, identifier or effort."""
    norm = scope.norm
    if not number.is_percent:
        before = norm[: number.start].rstrip()[-REACH:]
        if IDENTIFIER.search(before) or ORDINAL.search(before):
            return False
    if number.unit in EFFORT_UNITS:
        return False
    if number.is_bare and (norm[number.start - 1 : number.start] in NOT_BEFORE or NOT_BEHIND.match(norm, number.end, number.end + 4)):
        return False
    return not (number.unit == "年" and 1990 <= number.value <= 2100) and not (
        number.unit in ("月", "日", "周", "点", "年", "期", "版", "级", "号") and number.value == int(number.value)
    )


def _pair(scope: Scope, number: Number, following: Number | None) -> tuple[Number | None, Number]:
    """`45%→60%` and `由52%提升至58%` are one value with its last; `45%←50%` the other way round."""
    if following is None:
        return None, number
    between = scope.norm[number.end : following.start]
    same = number.unit == following.unit or number.is_bare or following.is_bare
    if same and FROM_TO.fullmatch(between) and not re.match(r"\s*到", scope.norm[following.end :]):
        is_range = re.fullmatch(r"\s*(?:至|到)\s*", between) and not re.search(r"(?:由|从)[^，,。;；]{0,12}$", scope.norm[: number.start])
        return (None, number) if is_range else (number, following)
    if same and BACK.fullmatch(between):
        return following, number
    return None, number


def _annotates(scope: Scope, number: Number, clause: Clause, host: Measure | Progress) -> bool:
    """`（上周 85.9%，目标 88%）` says more of the value in front."""
    before = scope.norm[clause.start : number.start]
    if LAST.search(before) and len(before.strip()) <= 5:
        if isinstance(host, Progress):
            if number.is_percent and host.previous_percent is None:
                host.previous_percent = number.value
        elif host.previous_value is None and host.unit == number.unit:
            host.previous_value = number.value
        else:
            return False
        scope.context.use(scope.entry, number.start, number.end)
        return True
    return False


def _is_progress(scope: Scope, number: Number, name: str, clause: Clause, facts: list[Fact]) -> bool:
    if scope.entry.role in ("metric", "plan", "rollout", "incident") or number.value < 0:
        return False
    tail = name[-10:] + " " + scope.norm[max(clause.start, number.start - 10) : number.start]
    project = scope.project(clause)
    if project and UNDERTAKING.search(project):
        tail = tail.replace(project.replace("（", "(").replace("）", ")"), "")  # 内存水位专项 80% is no level of memory
    if NO_PROGRESS.search(name):
        return False
    if DONE_SHARE.search(tail) and not SHARE.search(tail):
        return True
    if RATE.search(tail):
        return False
    last = facts[-1] if facts else None
    if isinstance(last, Measure) and last.unit in ("%", "pp") and last.start >= clause.start - SHORT_CLAUSE and not EVENT.search(name):
        return False  # 实验组点击率 3.9%，对照组 3.4%: the second is of the kind of the first
    after = scope.norm[number.end : number.end + 4]
    if _OF_TRAFFIC.match(after):
        return False
    if scope.entry.role == "note" and not scope.entry.project:
        return False
    if clause.depth and not name:
        host = clause.host
        return host is not None and not RATE.search(scope.norm[host.start : host.end])
    return bool(scope.project(clause) or any(isinstance(f, Progress) for f in facts)) or bool(
        re.search(r"进度|完成度|开发|研发|联调|测试|改造|迁移|接入|评审|设计|编写|建设|重构|适配", tail)
    )


def _fact(scope: Scope, value: Number, previous: Number | None, first: Number, clause: Clause, facts: list[Fact]) -> list[Fact]:
    name = name_of(scope, first, clause)
    if value.is_percent and _is_progress(scope, first, name, clause, facts):
        made: list[Fact] = list(_progress(scope, value, previous, first, clause, name))
    else:
        measure = _measure(scope, value, previous, first, clause, name, facts)
        made = [measure] if measure else []
    if made:
        scope.context.use(scope.entry, first.start, max(first.end, value.end))
        if previous is not None:
            scope.context.use(scope.entry, previous.start, previous.end)
    return made


def component_of(name: str, project: str | None) -> str:
    """The normal form of what is complete: POS押金进度 → POS押金, 整体开发 → 整体, the project's own name → 整体."""
    words = LEAD_NOISE.sub("", name).strip(" ,，:：-")
    for _ in range(2):
        words = COMPONENT_NOISE.sub("", words).strip(" ,，:：-的")
    if project and words.startswith(project):
        words = re.sub(r"^(?:这边|那边|这块|方面)", "", words[len(project) :]).strip(" ,，:：-")
    return "整体" if not words or WHOLE.match(words) else words


def _progress(scope: Scope, value: Number, previous: Number | None, first: Number, clause: Clause, name: str) -> list[Progress]:
    project = scope.project(clause)
    before, after = scope.norm[: first.start].rstrip()[-REACH:], scope.norm[value.end : value.end + 3]
    qualifier = (
        "~"
        if ABOUT.search(before) or after.lstrip().startswith("左右")
        else ">="
        if AT_LEAST.search(before) or after.lstrip().startswith(("以上", "+", "多"))
        else "="
    )
    component = component_of(name, project)
    if component == "整体" and not _WHOLE_WORD.search(name):
        component = _subject(scope, clause, project) or component
    shared = _sharing(scope, clause, first) if not name or "、" not in name else []
    if shared and (DEED.fullmatch(component) or (component == "整体" and len(shared) == 1)):
        component = component_of(scope.norm[shared[-1].start : shared[-1].end], project) if component == "整体" else component
        shared = []  # the clause in front is the subject, and no sibling
    if len(shared) == 1 and component == component_of(scope.norm[shared[0].start : shared[0].end], project):
        shared = []
    spans = [(clause.start, component)]
    named = [c for c in component.split("、") if c.strip()]
    if len(named) > 1 and all(2 <= len(c.strip()) <= LONGEST_PART for c in named):
        spans = [(clause.start, c.strip()) for c in named]
    rows = [
        Progress(
            entry=scope.entry,
            start=c.start,
            end=c.end,
            project=project,
            rule="progress_shared",
            component=component_of(scope.norm[c.start : c.end], project),
            percent=value.value,
            previous_percent=None,
            qualifier=qualifier,
        )
        for c in shared
    ]
    start = _begin(scope, first, clause)
    for _, part in spans:
        rows.append(
            Progress(
                entry=scope.entry,
                start=start,
                end=value.end,
                project=project,
                rule="progress",
                component=part,
                percent=value.value,
                previous_percent=previous.value if previous else None,
                qualifier=qualifier,
            )
        )
    return rows


def _subject(scope: Scope, clause: Clause, project: str | None) -> str | None:
    """What a bare 进度 70% is the progress of: what its parenthesis explains, the topic, or what goes on in the clause before."""
    entry, host = scope.entry, clause.host
    if host is not None:
        text = re.sub(r"中$|进行中$", "", scope.norm[host.start : host.end].strip())
        return component_of(text, project) if len(text) <= 20 else None
    if entry.topic and entry.topic_end <= clause.start:
        return component_of(entry.topic, project)
    other = clause.before
    text = scope.norm[other.start : other.end] if other else ""
    doing = re.fullmatch(r"(?P<what>[^\d]{2,16}?)(?:仍?在进行|进行中|推进中|中)", text)
    return doing["what"] if doing else None


def _begin(scope: Scope, number: Number, clause: Clause) -> int:
    """Where the quote of a number begins: after the number in front of it, or with its clause."""
    previous = clause.start
    for other in scope.numbers:
        if other.end > number.start:
            break
        if other.start >= clause.start:
            previous = other.end
    text = scope.norm[previous : number.start]
    return previous + len(text) - len(text.lstrip(" 、,，:：()"))


def _sharing(scope: Scope, clause: Clause, number: Number) -> list[Clause]:
    """The bare names in front that share the number: 账户，会员，清结算增量开发进度100%."""
    if any(clause.start <= n.start < number.start for n in scope.numbers):
        return []
    found: list[Clause] = []
    for other in reversed(scope.clauses[: clause.index]):
        text = scope.norm[other.start : other.end]
        if other.sentence != clause.sentence or other.depth != clause.depth or len(text) > LONGEST_SHARED or not naming.is_name(text):
            break
        if any(other.start <= n.start < other.end for n in scope.numbers) or re.search(r"评审|沟通|对接$|确认", text):
            break
        found.append(other)
    return found[::-1]


def _above(scope: Scope) -> str | None:
    """The item above, where it is the name of a metric: `零钱开户转化率` over `当前 58.4%`."""
    above = scope.entry.parent
    found = METRIC_ABOVE.match(above.norm, above.body) if above is not None else None
    return found["name"] if found else None


def _measure(
    scope: Scope, value: Number, previous: Number | None, first: Number, clause: Clause, name: str, facts: list[Fact]
) -> Measure | None:
    norm = scope.norm
    if value.unit in TIME_UNITS and not (DURATION.search(name) or previous is not None):
        return None
    if (value.unit in TIME_UNITS or value.unit == "分钟") and EFFORT.search(name):
        return None
    if (
        value.unit == "%"
        and previous is None
        and not name
        and scope.entry.role == "update"
        and clause.depth == 0
        and not scope.project(clause)
        and not _above(scope)
    ):
        return None
    if value.is_bare and not trimmed(norm[clause.start : first.start]) and not clause.depth:
        return None
    if value.is_bare and not (
        BARE_NAME.search(name)
        or scope.entry.role == "metric"
        or norm[: first.start].rstrip()[-1:] in BEFORE_VALUE
        or previous is not None
        or (ENDS.match(norm, value.end, clause.end + 1) and len(name) >= 2 and clause.end - clause.start <= 24)
    ):
        return None
    if not name:
        name = trimmed(scope.entry.label or _above(scope) or scope.project(clause) or scope.entry.section or "")
    if not name:
        return None
    is_goal = GOAL.search(norm[clause.start : first.start]) is not None
    is_target = (
        is_goal or bool(TARGET.search(name)) or scope.entry.role == "plan" or bool(LIMIT_BEHIND.match(norm, value.end, value.end + 3))
    )
    if is_goal and len(name) <= 3 and facts and isinstance(facts[-1], Measure):
        name = facts[-1].name
    project = scope.project(clause) if scope.entry.role not in ("metric", "incident") or scope.entry.project else None
    start, end = _begin(scope, first, clause), value.end
    if clause.end - clause.start <= SHORT_CLAUSE and all(
        n in (first, value, previous) for n in scope.numbers if clause.start <= n.start < clause.end
    ):
        start, end = clause.start, clause.end  # the words behind the number say what it is, too
    return Measure(
        entry=scope.entry,
        start=start,
        end=end,
        project=project,
        rule="measure",
        section=scope.entry.section,
        name=name[:40],
        value=value.value,
        unit=value.unit,
        previous_value=previous.value if previous else None,
        is_target=is_target,
    )
