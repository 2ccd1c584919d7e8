"""What any project may consist of: 前端, 数据迁移, 导出功能, 农行通道. Below a title such a name is a part of what the title names.

What does not belong here: whether a title names a project (`grouping`, `headings`).
"""

from __future__ import annotations

from functools import lru_cache

from assets.facts import regex as re
from assets.facts.name_words import PART
from assets.facts.words import BANKS, PART_WORDS, alternatives

_LONGEST = 7
_TYPICAL = re.compile(
    rf"(?:老|旧|新)?(?:{alternatives(PART_WORDS, is_flat=True)}){{1,4}}(?:开发|联调|测试|自测|设计)?(?:这块|部分)?"
    rf"|(?:{alternatives(BANKS, is_flat=True)})(?:银行)?(?:通道|渠道|接口|直连|专线|侧|端)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def is_part(name: str) -> bool:
    """Whether a name is that of a part: by its end (资质模块), or by words that are used of every project (短信模板)."""
    is_short = len(name) <= _LONGEST - 2 * name.endswith("改造")  # 绑卡鉴权改造 may be undertaken by itself
    return PART.search(name) is not None or (is_short and _TYPICAL.fullmatch(name) is not None)
