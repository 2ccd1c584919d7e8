"""What a number is called: the words in front of it, what it counts, or what its clause explains.

What does not belong here: whether it is a progress or a measure, and the normal form of components (`progress`).
"""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.numbers import Number
from assets.facts.patterns import Among, Ending, firsts, guarded
from assets.facts.quantity_words import COMPARING, GOAL
from assets.facts.scope import Scope
from assets.facts.text import says, tidy
from assets.facts.words import EVENTS

_ALONE = r"(?=[\s:：,，]|$)"  # 在 names nothing by itself, and belongs to 在岗 and 在贷客户
_EDGE_WORDS = (
    r"(?:[一二三四五六七八九十]是(?=[\u4e00-\u9fff]{2})|其中|期间|或把|本周|目前|当前(?!值)|今年|本月|上周|全年|截至|截止|共计|合计|总计|约|为(?!期)|达到(?!标)|达"
    + _ALONE
    + r"|至此|至今|至"
    r"|到(?![货账达期店岗场位])|有(?![效价息])|了|的|在" + _ALONE + r"|是|和|与|及(?!时)|由|从"
    r"|较|比(?![例率对])|仅|已有|同时|另外?|另有|并(?![发网购行])|且|而(?=[\u4e00-\u9fff]{2})|但是?(?=[\u4e00-\u9fff]{2})|均(?![衡值价摊])|各(?![行地])|每(?![日天周月年笔单人户])|均为|超过?(?![时限期额])"
    r"|近(?![端期])|不足|大约|接近|不到|多达|高达|降至|升至|等(?!待)|(?<![归退返])还(?![款原清])|又|再(?![贷保生])|将|以(?!太)|按(?![时期月日量揭])|涉及|共(?![享用管建])"
    r"|里(?![程氏面昂约斯])|于|后(?![端台续置])|前(?![端置台])|下" + _ALONE + r"|时" + _ALONE + r"|中(?=[\s:：,，已有的]|$))"
)
_EDGE_WORD = re.compile(_EDGE_WORDS)
_LEADING = re.compile(rf"^\W*(?:{_EDGE_WORDS}(?=[^\w]|.))?[\s:：]*")
_MAY_LEAD = Among(rf"\W{firsts(_EDGE_WORDS)}")
"""A cheap look, before the words at an edge are tried."""
_TRAILING = Ending(
    guarded(
        r"(?:\s|:|=|≈|~|≥|≤|>|<|(?<![签契预合条节公])约为?|(?<!行)为|达到?|(?<!附)近|超过?|至|(?<![收接])到|共计?|仅|(?<!存)在|(?<![理路自])由|从|了|的|是|(?<![现持])有|→|-|\(|突破|不足|接近|不到|大约|升至|降至|降到|升到|提升至?到?|提高至?到?|下降至?到?|上升至?到?|增长至?到?|增至|控制在|稳定在|保持在?|维持在?|大于|小于|低于|高于|优于|不低于|不高于|不超过|(?<![A-Za-z])from|还|仍然?|依[然旧]|能|已经|一直|始终|只剩下?|[做走跑压谈]到|拉?回到|回[落升][至到]|原来|原先)++"
    )
)
_COUNTED_NOUN = re.compile(
    r"\s*(?:的)?(?!已|完|通|均|全|里(?!程)|还|未|只(?!读)|仅|才|待|需|正|在|不|从|由|，|升|下|上(?!架)|左右|以|内|前|后|起|多|余|到|因|没|本(?!地)|今|明|昨|被|并|且|又|再|将|可|会(?![场员议])|要|就|都|也|约|期间|五一|十一|国庆|春节|元旦|端午|中秋|清明|节[前后])"
    r"(?P<noun>[A-Za-z\u4e00-\u9fff][A-Za-z0-9 \u4e00-\u9fff]{0,9}?)"
    r"(?=\s*(?:已|完成|通过|中(?!心|台|间)|均|全部|(?<![A-Za-z])\d|[，,。;；、()]|$|还|没|未|待|需|正在|在|不|从|(?<!路)由|升|接入|(?<![整修更批])改|上线|下线|的|验|切|迁|关闭|处理|失败|成功|覆盖|恢复|[\u4e00-\u9fff]完(?![成毕])|[\u4e00-\u9fff]{2}完毕))"
)
_MOVED = re.compile(r"[到至为成]$")  # 4 个挪到 8.8.0 counts nothing that is called 挪
_VERBS = frozenset("迁升改接切换完做写测跑修开关上下补录清交签发推")
_AFTER_VERB = frozenset(("", "了", "过"))
"""48 个迁了 30 个."""
_OUT_OF = re.compile(r"\s*(?P<noun>[A-Za-z\u4e00-\u9fff]{1,8}?)[中里](?:的|有|已有?)?\s*(?=\d|$)")
"""覆盖了 64 个应用中的 48 个."""
_AMONG = re.compile(r"\s*[中里](?:的|有|已有?)?\s*")
_OF_THOSE = re.compile(rf"\s*(?:已经?|均|都|全部|未|没有?)*(?P<deed>通过|合格|达标|合规|一致|{EVENTS})")
"""通过 of `47 项中 45 项通过`."""
_COMPARED = re.compile(  # 较上周提升 3.2pp is no value of what it compares
    r"(?:较|相?比|环比|同比)\s*[\u4e00-\u9fff\d ]{0,8}?"
    r"(?P<deed>增加|增长|新增|提升|提高|上升|上涨|减少|降低|下降|缩短|下跌|回落|改善|加快|提前|[多少高低快慢降升涨跌增减])[了约近达]*\s*$"
)
_DEED = re.compile(rf"(?:{EVENTS}|失败|成功|拦截|处理|解决|命中)\s*")
_SPENT = re.compile(r"(?:总|共|平均)?[用耗历费]时\s*")
"""`420 万户用时 3.5 小时`: the second number is what is called so."""
_LISTED = re.compile(r"[^\W\d_]{0,8}\s*[、和及与]\s*")
_TOTAL = re.compile(r"[共计]\s*$")
_LEFT = ("剩", "余", "差", "欠", "还剩", "还差", "还欠", "尚余", "尚差")
_NOTHING_SAID = frozenset(["争取", "预计", "计划", "力争", "估计", "大概", "至少", "最多", "可能", "希望", "确保", "预期"])
_COMPARISONS = ("环比", "同比", "周环比", "月环比")
_LATIN = re.compile(r"[A-Za-z]+\d*")
_ONE = re.compile(r"[\u4e00-\u9fff]")
_DATED = re.compile(r"[\d周月年]")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_SINCE = re.compile(r"(?:截至|截止到?|自|于)\s*$")
_LONGEST_NAME = 24
_IN_WORDS = frozenset("中约共按时在达近均各每为到有比将再于后前至以")
"""Edge words that make a word with the character behind them: 中危, 约定, 在岗."""


def name_of(scope: Scope, number: Number, clause: Clause) -> str:
    """What a number is called: the words before it in its clause, else what it counts, else what its clause explains."""
    before = [n for n in scope.values_in(clause) if n.end <= number.start]
    previous = before[-1].end if before else clause.start
    words = trimmed(_without_dates(scope, previous, number.start))
    noun = _noun(scope, number, clause)
    if noun and _OUT_OF.match(scope.norm, number.end, clause.end):
        return noun
    if before and (rest := _OUT_OF.match(scope.norm, previous, number.start)):
        return trimmed(_without_dates(scope, clause.start, before[-1].start)) or trimmed(rest["noun"])
    if before and _AMONG.fullmatch(scope.norm, previous, number.start) and (deed := _OF_THOSE.match(scope.norm, number.end, clause.end)):
        return deed["deed"]
    if ("比" in scope.norm or "较" in scope.norm) and (compared := _COMPARED.search(scope.norm, previous, number.start)):
        return (trimmed(_without_dates(scope, previous, compared.start())) or _host_name(scope, number, clause)) + compared["deed"]
    if noun and _TOTAL.search(scope.norm, max(previous, number.start - 4), number.start):
        return noun
    if scope.norm[number.start] in "+-" and COMPARING.fullmatch(scope.norm, previous, number.start):
        return _host_name(scope, number, clause)
    if words in _COMPARISONS:
        return _host_name(scope, number, clause) + words
    if words in _LEFT:
        return "剩余" + (noun or _counted_before(scope, number, clause))
    if noun and before and _LISTED.fullmatch(scope.norm, previous, number.start):
        return _with_noun(trimmed(_without_dates(scope, clause.start, before[0].start)), noun)  # 覆盖 86 个县、412 个乡镇
    if _says(words) and not (before and words[0] == "内"):
        return words if before else _with_noun(words, noun)
    if noun and not before:
        return noun
    if not before and number.unit is None and _ONE.fullmatch(words):
        return words
    whole = trimmed(_without_dates(scope, clause.start, number.start)) if before else ""
    if whole and not whole[0].isdigit():
        return whole
    return _host_name(scope, number, clause)


def _host_name(scope: Scope, number: Number, clause: Clause) -> str:
    """What the clause speaks of that this one explains or goes on with."""
    host = clause.host or _counting_alike(scope, number, clause) or clause.before
    while host is not None and host.before is not None and GOAL.match(scope.norm[host.start : host.end].rstrip("0123456789.,%")):
        host = host.before  # 日均 4.2 万单，目标 4.5 万，环比 -3%
    return trimmed(_without_numbers(scope, host)) if host is not None else ""


def _with_noun(words: str, noun: str) -> str:
    return words + noun if len(words) + len(noun) <= _LONGEST_NAME else words


def _noun(scope: Scope, number: Number, clause: Clause) -> str:
    """What a number with a unit counts: 乡镇 of `412 个乡镇`."""
    if not number.unit or number.is_percent:
        return ""
    if whole := _OUT_OF.match(scope.norm, number.end, clause.end):
        return whole["noun"] if scope.norm[whole.end() : whole.end() + 1].isdigit() else ""
    counted = _COUNTED_NOUN.match(scope.norm, number.end, clause.end)
    if not counted or _MOVED.search(counted["noun"]) or (counted["noun"][0] in _VERBS and counted["noun"][1:] in _AFTER_VERB):
        return ""
    if (_DEED.fullmatch(counted["noun"]) or _SPENT.fullmatch(counted["noun"])) and scope.norm[counted.end() : counted.end() + 2].strip()[
        :1
    ].isdigit():
        return ""  # 中危 46 项关闭 41 项
    return trimmed(counted["noun"])


def _counted_before(scope: Scope, number: Number, clause: Clause) -> str:
    """What the first number with the same unit in front counts: `共 31 个集群，已升 19 个，剩 12 个`."""
    for other in scope.numbers:
        host = scope.clause_at(other.start)
        if other.start < number.start and other.unit == number.unit and host is not None and host.sentence == clause.sentence:
            return _noun(scope, other, host) or _TREATED.cut(trimmed(_without_dates(scope, host.start, other.start)))
    return ""


_TREATED = Ending(
    r"(?:本周|已|共)*(?:清理?|修复?|改|迁移?|换|处理|关闭?|解决|完成|做|补|销|拆|升级?|接入?|测试?|过|跑|审核?|核对?)(?:了|完|掉|好|通)?"
)
"""慢 SQL of `慢 SQL 清了 11 条，剩 4 条`."""


def _counting_alike(scope: Scope, number: Number, clause: Clause) -> Clause | None:
    """The clause in front that counts in the same unit: 累计发卡 6.74 万张，完成率 67.4%，其中本周 2,310 张."""
    other = clause.before
    while other is not None and number.unit and not number.is_percent:
        if any(n.unit == number.unit for n in scope.numbers_in(other)):
            return other
        other = other.before
    return None


def _says(words: str) -> bool:
    return says(words) or (len(words) > 1 and _LATIN.fullmatch(words) is not None)


def _without_dates(scope: Scope, start: int, end: int) -> str:
    """The words of a span, those on both sides of a date joined: 线上课截至周五完成率 → 线上课完成率."""
    text = scope.norm[start:end]
    for when in reversed(scope.context.dates(scope.entry, start, end)) if _DATED.search(text) else ():
        left, right = text[: max(0, when.start - start)], text[when.end - start :]
        since = _SINCE.search(left)
        text = f"{left[: since.start()] if since else left.rstrip()} {right.lstrip()}"
        text = _GAP.sub("", text)
    return text


def _without_numbers(scope: Scope, clause: Clause) -> str:
    inside = scope.numbers_in(clause)
    ends = [clause.start, *(n.end for n in inside)]
    starts = [*(n.start for n in inside), clause.end]
    return " ".join(_without_dates(scope, *span) for span in zip(ends, starts, strict=True))


@lru_cache(maxsize=512)
def trimmed(words: str) -> str:
    """A name without the words around a number that name nothing (本周, 约, 达到 …)."""
    text = tidy(words)
    if text in _NOTHING_SAID or (_MAY_LEAD[text[:1]] and _EDGE_WORD.fullmatch(text)):
        return ""
    for _ in range(3):
        before = text
        text = _TRAILING.cut(text)
        lead = _LEADING.match(text) if _MAY_LEAD[text[:1]] else None
        if lead and not (len(text) == 2 and lead.end() == 1 and text[0] in _IN_WORDS):
            text = text[lead.end() :]
        text = text.strip(" ()[]【】「」、,，:：/↑↓▲▼")
        if text == before:
            break
    return text
