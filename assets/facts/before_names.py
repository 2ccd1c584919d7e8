"""What stands before the name that a text begins with: a day, a part of one, a reason, 另外, 关于.

What does not belong here: the name itself (`leads`).
"""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.model import Entry
from assets.facts.name_words import DEED


def behind_part_of_day(entry: Entry, start: int) -> int:
    """Where a diary goes on behind 上午, and behind what was done then by the way: `上午排期会。`, `晚上和产品对范围，`."""
    part = _PART_OF_DAY.match(entry.norm, start)
    if part is None:
        return start
    chore = _CHORE.match(entry.norm, part.end())
    return part.end() if chore is None or DEED.search(chore[0]) else chore.end()


_PART_OF_DAY = re.compile(r"\s*(?:[上下中]午|[早晚]上)(?!班)\s*")
_CHORE = re.compile(
    r"(?:(?:[和跟与改看写开对修查调聊补过]|参加|讨论|整理|处理)[^，,。;；\d]{1,16}|[\u4e00-\u9fff]{1,6}会)[，,。;；]\s*(?=\S)"
)
PREFACE = re.compile(
    r"(?P<because>(?:因为|由于)[^，,。;；]{2,20}[，,]\s*(?=\S))"
    r"|\s*(?:另外|此外|还有|同时|首先|其次|再次|最后|其一|其二|其三|[\u4e00-\u9fff]{1,3}(?:侧|方面)|KR\s?\d{1,2}(?:\.\d)?)\s*[，,:]\s*"
    r"|(?:继续|持续|重点|全力|稳步)?(?:推进|跟进)(?=[^，,。:;；]{3,20}[，,:])"
    r"|[一二三四五六七八九十]是(?=[\u4e00-\u9fffA-Za-z]{2})|(?:关于|至于|针对|围绕|对于|(?:先|再|接着|接下来|然后|下面)(?:说|讲|聊|看)(?:[说讲聊看下]|一下)?)\s*|[与和跟][^，,。的\d]{1,10}(?:配套|相关|有关|对应|并行)的"
)
"""`因为银行调整了接口，农行直连延期到 6/10` is about what stands behind the reason, `与拆分配套的对账补偿框架，编码进度 75%` about the frame."""


def behind_day(entry: Entry) -> int:
    """Where the words behind the day begin with which the text begins, if it does: 4/3 提测."""
    first = entry.norm[entry.body : entry.body + 1]
    dated = DATE_BEFORE_NAME.match(entry.norm, entry.body) if first.isdigit() else None
    if first and first in _FIRST_OF_DAY:
        dated = _DAY_BEFORE_NAME.match(entry.norm, entry.body)
    return dated.end() if dated else entry.body


_DAY_BEFORE_NAME = re.compile(
    r"(?:[本这上下]周|本月)?(?:周?[一二三四五六日天](?=\s*[(\d\u4e00-\u9fff]))?\s*(?:\(\d{1,2}\s?[/.月]\s?\d{1,2}\s?日?\)\s*)?(?<=[周月一二三四五六日天)])(?![一二三四五六日天末初])[，,]?\s*"
)
"""`本周物业费代扣新开了…`, `下周二（6 月 3 日）物业费代扣将在…`: what stands behind the day."""
_FIRST_OF_DAY = frozenset("本这上下周")
DATE_BEFORE_NAME = re.compile(r"\d{1,2}[/.月]\d{1,2}日?\s*(?:\(?(?:周|星期)[一二三四五六日天]\)?\s*)?(?:[上下]午|晚上?|凌晨)?\s*")
