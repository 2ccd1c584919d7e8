"""An entry's text → sentences and clauses, with their spans in the line.

What does not belong here: what a clause says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BREAK = re.compile(r"[，,；;。!?()|]|\.\s+(?=[A-Z\u4e00-\u9fff])|\s(?:-\s|\s+(?=[\u4e00-\u9fff]))")
_SPACED = re.compile(r"\s+(?<=[\u4e00-\u9fff%)]\s)(?=[\u4e00-\u9fff])")
_PUNCTUATION = re.compile(r"[，,;；。!?]")
_THOUSANDS = re.compile(r",\d{3}(?!\d)")
_SENTENCE_END = "；;。!?|."
_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
_DATE_PAREN = re.compile(
    rf"\(\s*(?:{_WEEKDAY}|\d{{1,2}}\s?[./月]\s?\d{{1,2}}日?)\s*\)(?=[^，,。;；\s)])|\(\s*{_WEEKDAY}\s*\)"
)
_DATE_BEFORE = re.compile(rf"(?:\d\s?日?|{_WEEKDAY})\s*$")
_REACH = 12  # in front of a parenthesis, where a date may end
