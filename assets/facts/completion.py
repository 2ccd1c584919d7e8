"""Whether a percentage is one of completion: by the words in front of it, else by what the line and the facts in front are about.

What does not belong here: what is complete (`progress`), and what the other percentages are (`measures`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.model import Fact, Measure, Progress
from assets.facts.patterns import Ending
from assets.facts.quantity import Quantity
from assets.facts.quantity_names import trimmed
from assets.facts.quantity_words import (
    COMPONENT_NOISE,
    DONE_DEED,
    DONE_SHARE,
    EVENT,
    MOVED_SHARE,
    NO_PROGRESS,
    OF_TRAFFIC,
    RATE,
    SHARE,
    SHORT_CLAUSE,
    THING,
    UNDERTAKING,
    WORK,
    WORK_LAST,
)
from assets.facts.words import EVENTS

_NO_COMPLETION = ("metric", "plan", "rollout", "incident")
_DEVELOPED = re.compile(r"(?:开发|研发|联调|测试|编码|配置)(?:进度|完成)?\s*$")
"""`配置校验开发 65%` is progress also where cities are told."""
_REACH = 12
_LEAST_DONE = 1  # percent; `diff 0.002%` is a rate
_LEAST_OF_RATE = 99.9
"""Work is done to 99 %, systems are up 99.987 % of the time."""
_INTENDED = re.compile(
    r"^\s*(?:(?:略|稍|仍)?(?:低于|高于|落后于?|超过|慢于|快于|超前于?|好于))?(?:原?计划|预期|预计|应|要求|目标|须|需要?|争取|力争)[\s\d一二三四五六七八九十本下这月周季年底初中末旬前内Q/.日号]{0,9}(?:完成|进度|达到?|做?到|为|是)?\s*$"
    r"|^\s*(?:(?:原?计划|预期|预计|争取|力争|目标|希望|打算)[\s是在于]*)?(?:下周[一二三四五六日末内]?|下下周|下月|下个(?:月|迭代)|次周|节后)(?!五)[^，,\d]{0,8}(?:到|至|完成|达到?|推进)\s*$"
    r"|[未没](?:有|能)?(?:达到?|做?到)\s*$"
    r"|后(?:才|即)?(?:可以?|能|将)(?:达到?|到|至)\s*$"
    r"|[要请]求[^，,\d]{0,8}(?:前|底|末|时)?(?:完成|达到|做到|到|至)\s*$"
)
_RATE_NAME = re.compile(r"(?<!完成)(?<!达成)率$|占比$|比例$|水位$")
_LET_THROUGH = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=计划)|(?<=预计)|(?<=首批)|(?<=首日)|(?<=先期))(?:[再先]|[凌清早]晨|[早晚][上间]?|[上下]午)?[切放扩开](?:量|流)?[了到至]?\s*$|下一?[档步级批]\s*$|[切放推迁]完(?:最后|剩余|剩下)的?\s*$"
)
"""`凌晨切 10%` is how much is let through."""
_ASKED = re.compile(r"要求|目标|须|原?计划|预期|预计|应")
"""68%（计划 70%）: how far it should be."""
_DEED_LAST = Ending(rf"(?:{EVENTS})(?:进行|推进)?中?\s*")
"""清退 of 休眠商户清退."""
_PARTED = re.compile(r"[\s:：,，/]")


def is_progress(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """Whether a percentage is one of completion: by the words in front of it, else by what the line and the facts in front are about."""
    scope, clause, name = quantity.scope, quantity.clause, quantity.name
    entry = scope.entry
    is_none = entry.role in _NO_COMPLETION and not (entry.role == "rollout" and _DEVELOPED.search(quantity.in_front))
    if is_none or quantity.first.value < 0 or entry.norm[quantity.first.start] == "+" or quantity.is_change or NO_PROGRESS.search(name):
        return False
    if _INTENDED.search(quantity.in_front) or _LET_THROUGH.search(quantity.in_front):
        return False
    if clause.host and not quantity.in_front.strip() and _INTENDED.search(entry.norm[clause.host.start : clause.host.end]):
        return False  # 略低于计划（65%）
    if quantity.project and not quantity.in_front.strip() and _RATE_NAME.search(quantity.project):
        return False  # **数据及时率**：97.4%
    words = _words_in_front(quantity)
    if quantity.in_front.startswith("完成率") and _is_of_counts(quantity, facts):
        return False
    if _is_said(words, quantity):
        return True
    if _LEAST_OF_RATE <= quantity.value.value < 100 or 0 < quantity.value.value < _LEAST_DONE:
        return False
    if any(map(_is_rate, words)) or _is_below_a_rate(quantity) or _is_of_a_rate(quantity, facts) or OF_TRAFFIC.match(quantity.behind(4)):
        return False
    if entry.role == "note" and not entry.project:
        return False
    if not quantity.in_front.strip() and not clause.depth and _is_quotient(quantity, facts):
        return False
    if clause.depth and not trimmed(quantity.in_front):
        return clause.host is not None and _explains_work(quantity, clause.host)
    return bool(quantity.project or any(isinstance(f, Progress) for f in facts)) or any(map(WORK.search, words))


def _words_in_front(quantity: Quantity) -> tuple[str, str]:
    """The name and the words right in front, without the project's name: 内存水位专项 80% is no level of memory."""
    first, project = quantity.first, quantity.project
    words = quantity.name[-_REACH:], quantity.scope.norm[max(quantity.clause.start, first.start - _REACH) : first.start]
    if project and UNDERTAKING.search(project):
        plain = project.replace("（", "(").replace("）", ")")
        return words[0].replace(plain, ""), words[1].replace(plain, "")
    return words


def _is_said(words: tuple[str, str], quantity: Quantity) -> bool:
    """Whether a word says that it is completion; the 完成率 of what is no project (a course, an exam) is a rate."""
    if not any(map(DONE_SHARE.search, words)) or any(SHARE.search(COMPONENT_NOISE.cut(part)) for part in words):
        return False
    if "完成率" in words[0] and _OF_USERS.search(words[0]):
        return False
    return bool(quantity.project) or not any("完成率" in part for part in words)


_OF_USERS = re.compile(
    r"(?:签约|签署|登录|面签|核身|绑定|领取|核销|提交|进件|开户|注册|下单|支付|付款|绑卡|实名|认证|授权|激活|问卷|填写|引导|首单|扫码)(?:流程)?完成率|(?:次日|当日|首日|[三七\d]日|单日|首周)[^，,]{0,6}完成率"
)
"""`次日进件完成率 64.2%`: how many users came to the end of what they began."""


def _is_of_counts(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """`计划 120 条，已写 84 条，完成率 70%`: the rate of what was counted right in front."""
    last, before = facts[-1] if facts else None, quantity.clause.before
    is_count = isinstance(last, Measure) and last.unit not in (None, "%", "pp") and last.name[0] not in "剩余待"
    return is_count and last is not None and before is not None and before.start <= last.start


def _is_quotient(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """`抽查 200 条，误报 57 条，28.5%`: the share of what was counted, unless it counts what was done."""
    of, part = (facts[-2], facts[-1]) if len(facts) > 1 else (None, None)
    if not isinstance(of, Measure) or not isinstance(part, Measure) or of.unit != part.unit or not of.value or DONE_DEED.search(part.name):
        return False
    return abs(part.value / of.value * 100 - quantity.value.value) < _CLOSE


_CLOSE = 0.1  # percent


def _is_rate(words: str) -> bool:
    """Whether a word for a rate says what the number is, and is not part of the name of work or of a thing: 灰度能力开发, 用户中心."""
    if MOVED_SHARE.search(words):
        return True
    ends = [match.end() for match in RATE.finditer(words)]
    if not ends:
        return False
    rest = _PARTED.split(words[ends[-1] :], maxsplit=1)[0].rstrip("到至由从约做达近了")
    name = words[: ends[-1]] + rest
    return not (rest and (WORK_LAST.search(name) or THING.search(name) or _DEED_LAST.search(rest)))


def _is_below_a_rate(quantity: Quantity) -> bool:
    """`通道灰度：招行 30%，农行 10%`: the name in front of the colon says what the numbers are."""
    entry = quantity.scope.entry
    is_topic = entry.topic is not None and entry.topic_end <= quantity.clause.start
    return is_topic and entry.topic is not None and _is_rate(entry.topic)


def _explains_work(quantity: Quantity, host: Clause) -> bool:
    """Whether a percentage in brackets is the completion of what stands before: not of 达成 27 家（30%）."""
    text = quantity.scope.norm[host.start : host.end]
    if _is_rate(text):
        return False
    counted = any(n.unit and not n.is_percent for n in quantity.scope.numbers_in(host))
    return not counted or any(pattern.search(text) for pattern in (WORK, DONE_SHARE, DONE_DEED))


def _is_of_a_rate(quantity: Quantity, facts: Sequence[Fact]) -> bool:
    """实验组点击率 3.9%，对照组 3.4%: the second is of the kind of the first."""
    scope, last = quantity.scope, facts[-1] if facts else None
    if isinstance(last, Measure) and scope.norm[last.start - 1] == "(" and isinstance(facts[-2] if len(facts) > 1 else None, Progress):
        return False  # 开发 80%（+15%），前端 55%
    return (
        isinstance(last, Measure)
        and last.unit in ("%", "pp")
        and last.start >= quantity.clause.start - SHORT_CLAUSE
        and "。" not in scope.norm[last.start : quantity.clause.start]
        and not (
            EVENT.search(quantity.name)
            or "进度" in last.name
            or last.is_target
            or _ASKED.match(last.name)
            or _ASKED.match(scope.norm, last.start, last.end)
        )
    )
