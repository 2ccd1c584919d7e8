"""The names that a report uses elsewhere: plans and later lines name projects in short, by a code name, or behind a chore.

What does not belong here: how short and long names are compared (`names`).
"""

from __future__ import annotations

from collections.abc import Iterable

from assets.facts import heading_words
from assets.facts import regex as re
from assets.facts.before_names import behind_day
from assets.facts.lead_index import Leads
from assets.facts.leads import CODENAMED
from assets.facts.model import Entry
from assets.facts.name_words import DEED, LETTER, PHASE, PROJECT_WORD, THINGS
from assets.facts.names import Names
from assets.facts.text import normal

_REMARKS = re.compile(r"(?:其他|补充)?(?:备注|说明|补充|附注)(?:说明)?")
"""Below such a heading `**设备指纹 v3**：鸿蒙端开发中` goes on with what a table told."""
_DIGIT_NEXT = re.compile(r"\s*[vV]?\d{1,2}\.\d")
_NUMBER = re.compile(r"\s*[A-Z]{1,4}-?\d{1,3}\s*")
_ALIAS = re.compile(r"\s*\((?P<name>[A-Za-z][A-Za-z0-9 _-]{2,15}|[\u4e00-\u9fffA-Za-z]{2,6})\)")


def taken_from_above(entry: Entry) -> str | None:
    """The project of the nearest of those that an entry stands under which has one."""
    above = entry.parent
    while above and not above.project:
        above = above.parent
    return above.project if above else None


def _with_version(entry: Entry, known: Names, leads: Leads) -> str | None:
    """收单 4.11 of `收单 4.11 提测`, where the report knows it by that name."""
    name = entry.project
    at = entry.norm.find(name) if name else -1
    if name is None or at < 0 or not _DIGIT_NEXT.match(entry.norm, at + len(name)):
        return None
    whole = known.begins(entry.norm[leads.starts.get(entry.position, entry.body) :])
    return whole if whole is not None and whole.startswith(name) else None


def _aliases(entries: Iterable[Entry]) -> dict[str, str]:
    """Other names of projects: what stands in parentheses behind one, `Gateway 双活 (Phoenix)`, and its number in a table, P-01."""
    found: dict[str, str] = {}
    for entry in entries:
        first = entry.cells[0] if entry.form == "row" and entry.project and entry.cells else None
        if first and first.kind == "index" and (number := _NUMBER.fullmatch(entry.norm, first.start, first.end)):
            found.setdefault(number[0].strip(), entry.project or "")
        if entry.project and "(" in entry.norm:
            at = entry.norm.find(entry.project)
            if code := CODENAMED.match(normal(entry.project)):
                found.setdefault(code["code"].strip(), entry.project)
            alias = _ALIAS.match(entry.norm, at + len(entry.project)) if at >= 0 else None
            if alias and not PHASE.search(alias["name"]) and not DEED.search(alias["name"]) and LETTER.search(alias["name"]):
                found.setdefault(alias["name"].strip(), entry.project)
    return found


def resolve(entries: Iterable[Entry], leads: Leads) -> None:
    """Plans name projects in short; the longest name of the report that begins alike is meant."""
    names = {e.project for e in entries if e.project and e.role in ("update", "rollout")}
    names |= {e.project for e in entries if e.project and e.form == "heading"}
    names |= {part.project for e in entries for part in e.parts if part.project and (part.form == "row" or part.role != "plan")}
    known = Names(names, _aliases(entries))
    for entry in [one for line in entries for one in (line, *line.parts)]:
        if entry.role == "note" and entry.project in names and _REMARKS.fullmatch(entry.section or ""):
            entry.role = entry.kind = "update"
        if entry.form in ("item", "text") and entry.role not in ("plan", "incident") and entry.kind != "empty":
            entry.project = known.begins(entry.norm[behind_day(entry) :]) or entry.project
            entry.project = _with_version(entry, known, leads) or entry.project
        if entry.role != "plan" or entry.form == "heading" or entry.label:
            continue
        text = entry.norm if entry.form == "row" else entry.norm[entry.start if entry.person else entry.body :]
        if entry.form == "row" and entry.project in names:
            continue
        text = without_chore(text)
        start = leads.starts.get(entry.position, entry.start)
        best = known.meant(text if entry.project is None or entry.form == "row" else entry.project + text)
        if best is None and entry.form in ("item", "text"):
            best = known.meant(without_chore(entry.norm[start:]))
        _, behind, how = leads.at(entry, start) or ("", 0, "")
        if how == "colon" and not entry.children and heading_words.is_person(entry.norm[behind:].strip(" @")):
            how = "space"  # 压测脚本收尾 —— 小周
        if how in ("comma", "space", "glued") and best != entry.project:
            entry.body = start
        if best:
            entry.project = best
        elif entry.form != "row" and entry.project and how not in ("bracket", "bold", "colon") and not PROJECT_WORD.search(entry.project):
            entry.project = taken_from_above(entry) or _thing(entry.project)
        elif entry.project is None and entry.form != "row":
            entry.project = taken_from_above(entry)


def _thing(name: str) -> str | None:
    """取数助手 of the plan `取数助手权限校验提测`, which the report names nowhere else."""
    found = _ON_THING.match(name)
    return found["thing"] if found else None


def without_chore(text: str) -> str:
    """What a plan says behind the words in front of a name: `首先要盯住名单服务的切读` → 名单服务的切读."""
    opened = _OPENED.match(text)
    return _CHORE.sub("", text[opened.end() :] if opened and opened.end() < len(text) else text)


_OPENED = re.compile(
    r"\s*(?:下周)?(?:(?:首先|其次|再次|最后|然后|另外|同时|第[一二三四五]件?事?|[一二三四五]是)[，,]?)?(?:下周|我们?|自己|大家|重点|主要|仍然?|还|就|也|会)*"
    r"(?:要|得|想|打算|准备|务必|争取)?(?:是|在于|放在)?(?:(?:[和与跟陪帮同]|联合|配合)[\u4e00-\u9fff]{1,3}?(?=[跟推把完落谈对定收走]))?"
    r"(?:继续)?(?:盯[住紧牢]?|守[住好]|跟[完进紧到]|推[进动]|谈[完妥]|收[完好]|把(?![控关]))?\s*"
)
_CHORE = re.compile(
    r"^\s*(?:(?:配合|协助|协同|联合|会同|督促|推动)[\u4e00-\u9fff]{1,4}?)?(?:继续)?(?:完成|推进|跟进|启动|开展|组织|催办|落实|做好|准备|安排|梳理|输出|催)(?!度|率)"
)
"""What a plan says of a project before its name: `配合产品完成企业会员认证终版评审`."""
_ON_THING = re.compile(
    rf"(?P<thing>(?!各|所有|相关|全部|其他|外部|第三方|银行|业务|公司|内部|周边)[\w. ]{{2,12}}?(?:{THINGS}))(?!侧|组|团队|同学|部)"
)
