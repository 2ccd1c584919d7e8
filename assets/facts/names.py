"""Which of a report's projects a text means, when it names them in short.

What does not belong here: how names are told from other words (`naming`), and which names are one project (`assets.projects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from assets.facts import regex as re

_FOUR = re.compile(r"[\W_]*+([^\W_])[\W_]*+([^\W_])[\W_]*+([^\W_])[\W_]*+([^\W_])")
"""The characters by which a text is told to begin with no name, before all of it is made plain."""
_LATIN = re.compile(r"[a-z0-9]{3,}(?![a-z0-9])")
_SHORTEST_CORE = 2
_SHORTEST_SHARED = 4
_SHORTEST_UNIQUE = 3
"""Three characters are enough where only one name of the report begins so: 备付金 of 备付金集中存管核查."""
_COMMON = re.compile(
    r"年[中终]|春节|国庆|中秋|端午|元旦|清明|五一|开门红|全链路|全渠道|全流程|[自可智标数一]\S化|数据[库源]|(?:客户|服务|商户|用户|移动|管理)端|小程序|[新老旧]系统"
)
"""`全链路演练` is no 全链路压测平台: what begins with a common word is not told by it."""
_PHASE_LAST = re.compile(r"(?:v?\d{1,2}|[一二三四五六]期)$")
"""分层运营 is 商户分层运营 v2."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


class Names:
    """The names of a report and what else they are called there, looked up by what tells each from the others: it takes no longer the more there are."""

    def __init__(self, names: Iterable[str], aliases: Mapping[str, str] | None = None) -> None:
        cores = [(_core(name), name) for name in sorted(names)]
        self._cores = [(core, name) for core, name in cores if len(core) >= _SHORTEST_CORE]
        aliased = [(_core(alias), name) for alias, name in sorted((aliases or {}).items())]
        self._by_length: dict[int, dict[str, str]] = {}
        for core, name in self._cores + aliased:
            if len(core) >= _SHORTEST_CORE:
                self._by_length.setdefault(len(core), {}).setdefault(core, name)
        self._lengths = sorted(self._by_length, reverse=True)
        self._long = [length for length in self._lengths if length >= _SHORTEST_SHARED]
        self._first = {core[:_SHORTEST_SHARED] for length in self._long for core in self._by_length[length]}

    @cached_property
    def _by_beginning(self) -> dict[str, str]:
        """The names by what a text may begin with that means them; made when it is first asked for, since it takes the longest."""
        found: dict[str, str] = {}
        owner: dict[str, str | None] = {}  # of a beginning or an end; None where several have it
        for core, name in self._cores:
            for end in range(_SHORTEST_SHARED, len(core) + 1):
                found.setdefault(core[:end], name)
            stem = _PHASE_LAST.sub("", core) if core[-1] == "期" or core[-1].isdigit() else core
            for part in {end[start:] for end in {core, stem} for start in range(1, len(end) - _SHORTEST_SHARED + 1)}:
                owner[part] = None if part in owner else name
            if len(core) > _SHORTEST_UNIQUE and _CHINESE.fullmatch(core, 0, _SHORTEST_UNIQUE) and not _COMMON.match(core):
                owner[core[:_SHORTEST_UNIQUE]] = None if core[:_SHORTEST_UNIQUE] in owner else name
            if (name[0].isascii() or core[0].isascii()) and (word := _LATIN.match(name.lower()) or _LATIN.match(core)):
                found.setdefault(word[0], name)
        for part, of in owner.items():  # 通知中心 is 商户通知中心
            if of is not None:
                found.setdefault(part, of)
        return found

    @cached_property
    def _by_pair(self) -> dict[str, list[tuple[str, str]]]:
        """The names by two characters that stand in them side by side."""
        found: dict[str, list[tuple[str, str]]] = {}
        for core, name in self._cores:
            for pair in {core[at : at + 2] for at in range(len(core) - 1)}:
                found.setdefault(pair, []).append((core, name))
        return found

    def meant(self, text: str) -> str | None:
        """The name that stands in the text, or shares its beginning: four characters, three that no other has, its end, or a Latin word; the longest of several."""
        plain = _plain(text)
        best, score = None, 0
        for end in range(min(len(plain), *self._lengths[:1]) if self._lengths else 0, 0, -1):
            if best := self._by_beginning.get(plain[:end]):
                score = end
                break
        for length in self._lengths:
            if length < score:
                break
            if found := _within(plain, length, self._by_length[length]):
                return best if best and length == score else found
        return best or self._abbreviated(plain)

    def _abbreviated(self, plain: str) -> str | None:
        """收单清分系统拆分 of 清分拆分: the one name in which two halves of the beginning stand apart."""
        first, second = plain[:2], plain[2:4]
        if len(second) < len(first) or not _CHINESE.fullmatch(first + second):
            return None
        cores = self._by_pair.get(first, ())
        found = [name for core, name in cores if core.find(first) < core.find(second, core.find(first) + 2)]
        return found[0] if len(found) == 1 else None

    def stands_in(self, text: str) -> str | None:
        """The longest name all of which stands in the text."""
        plain = _plain(text)
        return next(filter(None, (_within(plain, n, self._by_length[n]) for n in self._long if n <= len(plain))), None)

    def begins(self, text: str) -> str | None:
        """The longest name with which the text begins."""
        first = text[:_SHORTEST_SHARED]
        if not first.isalnum():
            four = _FOUR.match(text)
            first = "".join(four.groups()) if four else ""
        if first.lower()[:_SHORTEST_SHARED] not in self._first:
            return None
        plain = _plain(text)
        return next(filter(None, (self._by_length[length].get(plain[:length]) for length in self._long)), None)


def _plain(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, text)).lower()


@lru_cache(maxsize=512)
def _core(name: str) -> str:
    """Those of a name without the word that says of what kind it is."""
    return _plain(name[:-2] if name.endswith(("项目", "平台", "系统", "建设")) else name)


def _within(plain: str, length: int, names: dict[str, str]) -> str | None:
    """The first of the names of one length that stand in the text: of the names and the text, the shorter list is gone through."""
    if len(names) < len(plain):
        return min((name for core, name in names.items() if core in plain), default=None)
    parts = (plain[start : start + length] for start in range(len(plain) - length + 1))
    return min((names[part] for part in parts if part in names), default=None)
