"""Clauses that count how far it went: 已清理 5,120 户 of 6,400. What does not belong here: what is done by its words (`done_words`)."""

from __future__ import annotations

from assets.facts import regex as re
from assets.facts.clauses import Clause
from assets.facts.scope import Scope


def is_so_far(scope: Scope, clause: Clause, text: str) -> bool:
    """`待清理虚户 6,400 户，已清理 5,120 户` counts how far it went."""
    some = _SO_FAR.fullmatch(text) if clause.before and "已" in text else None
    every = _OF_ALL.search(scope.norm, clause.before.start, clause.before.end) if some and clause.before else None
    if some is None or every is None or some["unit"] != every["unit"]:
        return False
    return int(some["n"].replace(",", "")) < int(every["n"].replace(",", ""))


_COUNT = r"\s?(?P<n>\d[\d,]*)\s?(?P<unit>[个家户笔条台张项件套份])"
_SO_FAR = re.compile(rf"\s*(?:本周|目前|累计)?已(?:经)?[\u4e00-\u9fff]{{1,3}}{_COUNT}\s*")
_OF_ALL = re.compile(rf"(?:待|共|总|存量|合计|应|涉及|历史|遗留|积压|原有|现有|剩余?)[\u4e00-\u9fff]{{0,8}}{_COUNT}\s*$")
