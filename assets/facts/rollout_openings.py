"""The openings that a line tells without a count: `5/21 在郑州开城`, `周二开了成都，周四开了绵阳`, and `本周没有新开城市`.

What does not belong here: counts of cities (`rollout_counts`), and lists of cities beside them (`rollout_names`).
"""

from __future__ import annotations

from datetime import timedelta

from assets.facts import regex as re
from assets.facts import rollout_forms as forms
from assets.facts import rollout_words as words
from assets.facts.scope import Scope
from assets.facts.tenses import day_of
from assets.facts.words import CITY_NAMES

_DAY = r"(?:\d{1,2}\s?[/.]\s?\d{1,2}[日号]?|(?:\d{1,2}\s?月\s?)?\d{1,2}\s?[日号]|(?:[本这]?周|星期)[一二三四五六日天末]|昨天|今天|前天|[本这](?:周|礼拜|个?星期))"
_HOW = r"(?:[两三四五六]?[市地城]|先后|相继|陆续|也|都|均|已经?|正式|顺利|如期|同[步日时天]|同一天|成功|一起|终于|在|于|\s)"
_DEED = re.compile(
    r"(?:开城成功|开城|开[了出]首[个座]?城市?|(?P<weak>开通|上线|接入|接了?进来|点亮|放开|打通|跑通|通了|开了|开的))了?(?=\s*(?:$|[，,。;；(]|、\d|、[\u4e00-\u9fff]{2,5}\s?\(?\d{1,2}[/.月]|[两三四五六][城市地]))"
)
_AT_END = re.compile(rf"(?:\({_DAY}\)|{_DAY}|{_HOW}){{1,12}}$")
_JOINED = re.compile(r"\s*[、和与及]\s*$")
_OTHER = re.compile(r"(?:^|(?<=[、和与及，,。;；:\s]))[\u4e00-\u9fff]{2,4}$")
_NAMES = rf"(?:{_DAY}\s*)?[\u4e00-\u9fff]{{2,5}}?(?:\s*{_DAY}|\s*\({_DAY}\))?"
_DAY_END = r"[\d日号一二三四五天]"
_BEHIND_VERB = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])(?:[本这]周)?(?:开城|新开(?:城市)?|开通城市)\s*:\s*|(?:[又再][开添进扩]了?|[开多添进扩铺]了|点亮了?|新开了?|(?<={_DAY_END})\s?(?:开通?|上线))\s*)(?P<names>{_NAMES}(?:\s*[、和及]\s*{_NAMES})*)(?=\s*(?:$|[，,。;；(|]|、\d|[两三四五六][城个]))"
)
_DAYS = re.compile(rf"\({_DAY}\)|{_DAY}")
_NOT_NOW = re.compile(
    r"推迟|延[后期到至]|顺延|本来|原本|定[的在于]|才能|原计划|原定|上周|上月|[能可会要]开|排[在期]|下[周月]|什么时候|没|未|不(?!成)|支持|配合|协助|推动|筹备|准备|等待|等着"
)
_MOVED = re.compile(r"推迟|顺延|延[后期]到?|改[到至为]|(?<!没)没(?:做完|到位|开成)")
"""`本来定的 5/15 武汉开城，培训没做完，推迟到 5/29`."""
_LONGEST_NAME = 5
_OLDEST = timedelta(days=13)  # what opened before is not new
_NONE = re.compile(
    r"(?:(?:[本这]周|本期)\s*(?:仍|还是|暂时?|依然|城市)?(?:没有?|无|未|零|一[个座]?城?市?[都也]?(?:没有?|未))\s*(?:任何|再|能)?"
    r"(?:新?开(?:通|出)?(?:新城市?|新的?城市|城市?)?|新增加?(?:开城|城市)?|新[上拓接签]的?城市?|新的?城市?|有新的?城市?|拓新城?|上新城?)"
    r"|(?:没有?|无|未|暂无|零)(?:任何)?(?:新增?开?的?|开新的?|再开新)(?:开城|城市?)(?:上线|开通|开城)?"
    r"|(?:[本这]周|本期)\s*(?:仍|还是|暂时?|依然)?(?:没有?|无)城市(?:上线|开通|开城|新开|开)|(?:[本这]周|本期)\s*(?:暂)?无|(?:[本这]周|本期)?(?:新增|新开)(?:开城|城市)?数?\s*:\s*(?:暂?无|没有))"
    r"(?:的?城市?)?(?:上线|开通|开城)?了?(?=\s*(?:$|[，,。;；()|]))"
)
"""`本周没有新开城市`, `本周一个没开`, `累计 12 城，本周无新增`."""


_NONE_ALONE = re.compile(
    r"\s*(?:暂?无|没有?|未)新[增开]?(?=\s*(?:$|[，,。;；(]))|\s*(?:暂无|无|没有|0)(?=\s*[，,;；(]\s*(?:累计|共|已|合计|总))"
)
"""`存管：无新增` and `存管：无，累计 46` in a section of roll-outs."""


def none_new(scope: Scope) -> re.Match[str] | None:
    """Where a line says that none opened this week."""
    found = _NONE_ALONE.match(scope.norm, scope.start, scope.end) if scope.entry.role == "rollout" else None
    found = found or _NONE.search(scope.norm, scope.start, scope.end)
    return None if found and words.FUTURE.search(scope.norm, found.start(), found.end()) else found


def told(scope: Scope, start: int, *, is_counted: bool) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where a line tells of openings, each with the cities that it names."""
    norm, is_certain = scope.norm, scope.entry.role == "rollout" or scope.speaks_of_cities or "城" in scope.norm[start : scope.end]
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for deed in _DEED.finditer(norm, start, scope.end):
        stop = max(start, *(norm.rfind(mark, start, deed.start()) + 1 for mark in "，,。;；:"))
        names, begins = _in_front(norm[stop : deed.start()])
        if not names and norm[stop - 1 : stop] == ":" and not _AT_END.sub("", norm[stop : deed.start()]).strip():
            names, begins = _in_front(norm[start : stop - 1])  # 赣州：6/10 开城
            stop = start
        if names and (is_counted if deed[0].startswith("上线") else is_certain or not deed["weak"]):
            found.append((stop + begins, deed.end(), names))
    for verb in _BEHIND_VERB.finditer(norm, start, scope.end) if is_certain or "了" in norm else ():
        names = tuple(_DAYS.sub("", name).strip() for name in words.LIST_SPLIT.split(_DAYS.sub("", verb["names"])) if name.strip())
        if (is_certain or len(names) > 1) and names and all(name.removesuffix("市") in CITY_NAMES for name in names):
            found.append((verb.start(), verb.end(), names))
    if is_certain and re.search(r"新[开增上]", scope.entry.section or "") and (listed := _LIST_ALONE.match(norm, scope.start, scope.end)):
        names = tuple(words.LIST_SPLIT.split(listed["names"]))
        if all(name.removesuffix("市") in CITY_NAMES for name in names):
            found.append((listed.start("names"), listed.end(), names))
    return [one for one in found if _is_now(scope, *one[:2])]


_LIST_ALONE = re.compile(rf"\s*(?P<names>{forms.CITY_LIST})(?=\s*(?:$|[，。;；(]))")
"""`存管：赣州、九江` below 本周新开."""


def is_of_days(text: str) -> bool:
    """Whether the cities of an opening have days of their own."""
    return len(_DAYS.findall(text)) > 1


def _in_front(text: str) -> tuple[tuple[str, ...], int]:
    """合肥 and 芜湖 of `8/13 合肥、8/15 芜湖先后`, with where the first stands; the last must be in the register."""
    names: list[str] = []
    begins = len(text)
    while True:
        text = _AT_END.sub("", text)
        name = next((text[-size:] for size in range(_LONGEST_NAME, 1, -1) if text[-size:] in CITY_NAMES), None)
        if name is None:
            other = _OTHER.search(text) if names else None
            if other is None:
                break
            name = other[0]
        names.append(name)
        text = _AT_END.sub("", text[: len(text) - len(name)])
        begins = len(text)
        joined = _JOINED.search(text)
        if joined is None:
            break
        text = text[: joined.start()]
    return tuple(reversed(names)), begins


def _is_now(scope: Scope, start: int, end: int) -> bool:
    """Whether an opening is neither to come nor long past."""
    clause = scope.clause_at(start)
    begins = clause.start if clause else start
    text = scope.norm[begins:end]
    if words.FUTURE.search(text) or _NOT_NOW.search(text) or _is_moved(scope.norm[end : scope.end].partition("。")[0]):
        return False
    days = [when.first for when in scope.context.dates(scope.entry, begins, end) if when.first]
    return all(day_of(scope) - _OLDEST <= day <= day_of(scope) for day in days)


def _is_moved(behind: str) -> bool:
    """Whether the words behind an opening put it off, and not that of another city: `武汉 6/10 开城，长沙推迟到 6/24`."""
    moved = _MOVED.search(behind)
    return moved is not None and not any(behind[at : at + 2] in CITY_NAMES for at in range(moved.start()))
