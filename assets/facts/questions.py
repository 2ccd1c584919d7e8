"""Reports written as questions and answers: `Q：租金代扣 2.0 到哪一步了？` over `A：开发 70%，9/12 提测`.

The question is the heading of its answer and names the project that is asked after; the answer tells. What does not belong here: which
section a question opens (`sections`), the projects of all else (`naming`).
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.name_words import DEED_ALONE, METRIC_NAME, is_name, raw_name
from assets.facts.nesting import PSEUDO_LEVEL
from assets.facts.patterns import Ending

_ORDINAL = r"\s?(?:\d{1,2}|[一二三四五六七八九十])?\s*"
_SET_OFF = r"(?:[】\]]\s*[:.、]?|[】\]]?\s*[:.、])"
_ASKS = re.compile(rf"[\s*_【\[]*(?:Q|q|提?问题?){_ORDINAL}{_SET_OFF}\s*(?=\S)")
_FIRST_OF_QUESTION = "Qq提问"
_ANSWERS = re.compile(rf"[\s*_【\[]*(?:A|a|回?答复?){_ORDINAL}{_SET_OFF}[\s*_]*")
_ANSWER_WITHIN = re.compile(rf"[?？。\s]\s*[*_]*(?:A|a|回?答复?){_ORDINAL}[:.、][\s*_]*(?=\S)")
_ENDS = re.compile(r"[?？][\s*_】\]]*$")
_YES_OR_NO = re.compile(r"\s*(?:有|没|无|够|是|对|会|能|好|嗯|出过|还行|上了|还没)[^，,。;；:\d]{0,4}。\s*(?=\S)")
"""有一个。 in front of what there is."""
_PREFACE = re.compile(
    r"\s*(?:(?:请问|关于|那么?|最近|目前|现在|咱们的?|我们的?|另外)[，,]?|(?:上次|上周|之前|前面|前期|刚才)?(?:说|提|聊|问|讲|定|计划|承诺)[到过起好]?的)*\s*"
)
_ASKED = re.compile(
    r"[开做走推铺进]到|到哪|到什么|到第几|到多少|怎么|怎样|咋|如何|什么|何时|啥|几[号时个城家天]|哪[天些里一个]|多[久少大快]|还[要有剩差没能会需在是]|能(?:不能|否|按|在|赶|够|如期|上线|完成|用)|会(?:不会|延|影响|按)|可以|有没有|有无|是否|是不是|为[什啥何]|卡在|卡住|[好完上成过到开测]了|做完|上了|没有|[多大高稳难快好利常](?=[吗不么])|了?[吗没呢嘛么](?=[?？]|$)|[?？]"
)
_BEFORE_ASKED = Ending(
    r"(?:[\s，,的呢]|最新|目前|现在|当前|本周|这周|上周|下周|月底|年底|整体|到底|究竟|进展|进度|状态|情况|工作|推广|推进|节奏|排期|走到?|做到?|[\u4e00-\u9fff]得|已经?|都"
    r"|(?<=..)(?:上线|下线|提测|发布|投产|灰度|全量|验收|评审|启动|开发|联调|开通|开城|交付|测试))+"
)
_NO_PROJECT = re.compile(
    r"(?:有|哪|谁|什么|怎|为|需要|需|本周|上周|下周|这周|这个|那个|本月|大家|团队|人手|资源|线上|[其剩]|还)|.*(?:数据|指标|人手|风险|问题|事故|故障|差异|质量|成本|资源|计划|工作|值班|稳定性|体验|人力|预算|需求|量)$"
)
_OF_LAST = re.compile(r"\s*(?:剩|其余|其他|那|它|还|另外|这)")
"""`剩下 7 城什么时候开？` asks on."""
_FEWEST = 2


def turn(entries: Sequence[Entry]) -> None:
    """Make each question the heading of what answers it, and let answers begin behind their mark."""
    asking = [e for e in entries if _is_question(e, entries)]
    if len(asking) < _FEWEST:
        return
    last = ""
    for entry in asking:
        mark = _ASKS.match(entry.norm, entry.start)
        within = _ANSWER_WITHIN.search(entry.norm, entry.start)
        end = within.start() + 1 if within else len(entry.norm)
        start = mark.end() if mark else entry.start
        asked = _asked_after(entry, start, end)
        entry.asked = last = asked or (last if _OF_LAST.match(entry.norm, start) else "")
        if within:
            entry.start = entry.body = _behind_yes(entry, within.end())
            entry.text = entry.raw[entry.start :].strip()
            continue
        if entry.form == "text":
            _head(entry, entries)
        entry.start = entry.body = start
        entry.text = entry.raw[start:].strip(" \t#*_=:：\\")
        _answer(entry, entries)


def _is_question(entry: Entry, entries: Sequence[Entry]) -> bool:
    """A heading with a question mark, or a line with the mark of a question that ends so or has an answer: `Q3：` alone may be a quarter."""
    if entry.form not in ("heading", "text", "item"):
        return False
    if entry.form == "heading" or (entry.form == "item" and entry.children):
        return _ENDS.search(entry.norm) is not None
    first = entry.norm[entry.start : entry.start + 1]
    if (first.isalnum() and first not in _FIRST_OF_QUESTION) or not _ASKS.match(entry.norm, entry.start):
        return False
    after = entries[entry.position + 1] if entry.position + 1 < len(entries) else None
    is_answered = after is not None and _ANSWERS.match(after.norm, after.start) is not None
    return is_answered or _ENDS.search(entry.norm) is not None or _ANSWER_WITHIN.search(entry.norm, entry.start) is not None


def _asked_after(entry: Entry, start: int, end: int) -> str:
    """租金代扣 2.0 of `租金代扣 2.0 到哪一步了？`; empty where none is named: `有没有延期的项目？`."""
    preface = _PREFACE.match(entry.norm, start, end)
    first = preface.end() if preface else start
    found = _ASKED.search(entry.norm, first, end)
    words = _BEFORE_ASKED.cut(entry.norm[first : found.start() if found else end].rstrip(" *_"))
    if not is_name(words) or _NO_PROJECT.match(words) or DEED_ALONE.fullmatch(words) or METRIC_NAME.search(words):
        return ""
    return raw_name(entry, first, first + len(words))


def _head(question: Entry, entries: Sequence[Entry]) -> None:
    """Let what stands beside a question, up to the next or a heading, stand below it."""
    question.form = "heading"
    question.level = PSEUDO_LEVEL
    for entry in entries[question.position + 1 :]:
        if entry.form == "heading" or _ASKS.match(entry.norm, entry.start):
            break
        if entry.parent is question.parent:
            entry.parent = question
            question.children += 1
            entry.depth = question.depth + 1


def _answer(question: Entry, entries: Sequence[Entry]) -> None:
    """Let the answers below a question begin behind `A：`, and behind a bare yes or no."""
    for entry in entries[question.position + 1 :]:
        if entry.form == "heading":
            break
        if entry.form in ("text", "item") and entry.parent is question:
            mark = _ANSWERS.match(entry.norm, entry.start)
            entry.start = entry.body = _behind_yes(entry, mark.end() if mark else entry.start)
            entry.text = entry.raw[entry.start :].strip()


def _behind_yes(entry: Entry, start: int) -> int:
    told = _YES_OR_NO.match(entry.norm, start)
    return told.end() if told else start
