"""What counts a heading: 一、 A. B1. 01｜ 1.2 第一部分 项目一：, with the words that stand behind it.

What does not belong here: ordinals that make titles of plain lines (`counted_titles`) and items of lists (`markers`).
"""

from __future__ import annotations

from assets.facts import regex as re

_CN_ORDINAL = "[一二三四五六七八九十]{1,3}"
_ORDINALS = (
    r"(?!H5)[A-H]\d{0,2}\s?(?:[.、):]\s*(?=[\u4e00-\u9fff])|[.):]\s+(?=[A-Za-z])|、\s*(?=[A-Za-z]))",  # A. B1、 C: F) Next Week
    r"(?:[IVX]{1,4}\s?[.、)](?:\s*(?=[\u4e00-\u9fff])|\s+(?=[A-Za-z]))|[Ⅰ-Ⅻ])",
    r"[A-H]\s*(?:\||\s[-·/]\s)\s*(?=[A-Za-z\u4e00-\u9fff])",  # A｜进展
    rf"{_CN_ORDINAL}[、.)]",
    r"[壹贰叁肆伍陆柒捌玖拾]\s*[、.):]",
    r"\d{1,2}(?:\.\d{1,2}){1,3}(?:[、)]|\.(?!\d)|\s+(?![版迭升]|大促|(?:上线|发布)(?!检查|平台|系统|流程|中心|工具|单))(?=[A-Za-z\u4e00-\u9fff【]))",  # 1.2 PCI 年审, and no 2.0 版
    r"\d{1,2}(?:[、)]|\.(?!\d)|/\s+(?=[A-Za-z\u4e00-\u9fff]))",
    r"\d{1,2}\s?(?:\||\s[-·/—–]+\s|:(?!\d))\s*(?=[A-Za-z\u4e00-\u9fff])",  # 01｜进展, 2 - 进展
    r"\d{1,2}\s(?=[\u4e00-\u9fff]{2})|0\d\s+(?=[A-Za-z])|\d\s+(?=[A-Za-z]{3})",
    r"(?:project|topic|theme|track|(?:项目|需求|产品)(?:名称?)?|专项|专题|模块|板块|[议主课]题|任务|事项|方向)\s?[A-Z一二三四五六七八九十\d]{0,2}\s*:",
    rf"(?:附?[表图]|附件)\s?(?:{_CN_ORDINAL}|\d{{1,2}})(?:\s*[:.、]\s*|\s+)(?=\S)",
    r"(?:topic|theme|track)\s?[A-Z\d]{1,2}\s+[-–—/|·]\s+",
    r"(?:项目|专项|专题)\s?[一二三四五六七八九十\d]{1,2}\s+(?=[\u4e00-\u9fffA-Za-z])",
    r"\([一二三四五六七八九十\dA-H]{1,3}\)",
    r"[①-⑳㈠-㈩㊀-㊉]|\d\ufe0f?\u20e3|【[一二三四五六七八九十\d]{1,3}】",
    rf"{_CN_ORDINAL}\s*(?:[·:|]|\s-\s)|(?!十一|五一){_CN_ORDINAL}\s+(?=[A-Za-z\u4e00-\u9fff])",
    r"第[一二三四五六七八九十]+(?:部分|章|节)",
    r"KR\s?\d{1,2}(?:\.\d)?(?![A-Za-z\d])\s*[:：]?",
    r"(?:part|section|chapter|sec\.?|no\.)\s*(?:\d{1,2}|[A-H](?![A-Za-z]))",
)
_LEAD = re.compile(rf"^(?:[\W_]*?(?:{'|'.join(_ORDINALS)}))?[\W_]*", re.IGNORECASE)
"""What counts a heading."""
_KIND = re.compile(r"(?:project|topic|(?:项目|需求|产品)(?:名称?)?|专项|专题)\s*:\s*(?=\S)", re.IGNORECASE)
"""Project: of `1. Project: 账户盗用模型`."""
_MAY_LEAD = re.compile(
    r"[\W_\dA-HIVXⅠ-Ⅻ一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾①-⑳㈠-㈩㊀-㊉项专产需模板议主课任事方表图附第ptkscn]", re.IGNORECASE
)


def without(words: str) -> str:
    """The words of a heading behind its ordinal and marks."""
    lead = _LEAD.match(words) if _MAY_LEAD.match(words) else None
    rest = words[lead.end() :] if lead else words
    kind = _KIND.match(rest) if lead and ":" in rest else None
    return rest[kind.end() :] if kind else rest
