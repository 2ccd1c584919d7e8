"""How one line is written: indentation, list markers, ordinals, headings, rules, fences, properties.

What does not belong here: tables (`table_lines`), titles in bold, brackets and frames (`title_lines`), what a line stands under (`outline`).
"""

from __future__ import annotations

from string import ascii_letters, digits

from assets.facts import regex as re

_TAB = 4
_BLANK = " \u3000>\u00a0\t"
_INDENT = re.compile(f"[{_BLANK}]*")
_BULLET = re.compile(
    r"[-*+]\s+(?=\S)|-(?=[A-Za-z]{2}|\d{1,2}/\d{1,2}\s?[\u4e00-\u9fff])|[•·‣◦▪■●○◆▶►※★☆✓✔☐☑□]\ufe0f?\s*(?=\S)|[√×✗✘➤➢→]\s+(?=\S)|[-*](?=[\u4e00-\u9fff【「\[(])"
)
# 12、13日 is no twelfth item, but 1、3月29日 is a first one
_NUMBERS = (
    ("n、", r"\d{1,2}、(?!\d{1,2}[日号])\s*"),
    ("n", r"\d{1,2}(?: ?\.(?!\d)(?=\s*\S)|\.(?=\d{1,2}月\d{1,2}[日号]))\s*"),
    ("n)", r"\d{1,2} ?\)\s*(?=\S)"),
    ("(n)", r"\(\d{1,2}\)\s*(?=\S)"),
    ("一", r"[一二三四五六七八九十]{1,3}[、.]\s*(?=\S)"),
    ("(一)", r"\(?[一二三四五六七八九十]{1,3}\)\s*(?=\S)"),
    ("一是", r"[一二三四五六七八九十]是(?=[\u4e00-\u9fff]{2})|第[一二三四五六七八九十][，,、]\s*(?=\S)"),
    ("①", r"[①-⑳㈠-㈩㊀-㊉❶-❿⓵-⓾➊-➓]\s*(?=\S)"),
    ("a", r"[a-zA-Z][.)]\s+(?=\S)"),
    ("keycap", r"(?:[0-9]\ufe0f?\u20e3|\U0001f51f)\s*(?=\S)"),
)
_NUMBERED = re.compile("|".join(f"({pattern})" for _, pattern in _NUMBERS))
_CHAPTER = re.compile(rf"{_NUMBERS[4][1]}|[一二三四五六七八九十]{{1,3}}\s+(?=[\u4e00-\u9fffA-Za-z])")
_DEFINITION = re.compile(r"[:：]\s+(?=\S)")
_BOLD_ITEM = re.compile(r"[-*+•]\s+\*\*[^*]{2,40}\*\*\s*[:：]?\s*$")
LAST_OF_WORDS = "\u2190"
"""Beyond it there are signs, and Chinese."""
_PICTOGRAPH = re.compile(
    r"(?:(?P<state>[✅☑✔❌❎⭕🚧⏳⌛⏸⏯🛑🔴🟠🟡🟢🔵⚪⚫🟣🟤🔄🚀🎉🆕⚠🔥🔨🛠🏗💤📅🗓⬜🔲✖])|[\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff])[\ufe0f\U0001f3fb-\U0001f3ff]?\s*(?=\S)"
)
RANK = {
    "一": 1, "(一)": 2, "一是": 2.5, "keycap": 2.7, "n、": 3, "n": 3, "n:": 3.2, "[n]": 3.3, "n.n": 3.5, "n.n.n": 3.7, "n)": 4, "(n)": 4, "①": 5, "a": 6,
    "emoji": 6.1, "▶": 6.2, "■": 6.4, "●": 6.6, "•": 6.8, "bold": 6.9, "-": 7, "-2": 7.2, "-3": 7.3, "-4": 7.4, "○": 7.5, ":": 8,
}  # fmt: skip
"""Which style of marker may stand under which at the same indentation."""
_STYLE = {mark: style for style, marks in {"▶": "▶►", "■": "■◆", "●": "●★☆※", "•": "•", "○": "○◦▪‣"}.items() for mark in marks}
"""Bullets that stand over others at the same indentation: `■ 收单路由` over `- 权重策略上线`."""
_INNER = ("(n)", "①")
_CIRCLED = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x2776, 0x2780), *range(0x24F5, 0x24FF), *range(0x278A, 0x2794))))
_FIRST_OF_INNER = frozenset("(" + _CIRCLED)
_FIRST_OF_NUMBER = _FIRST_OF_INNER | frozenset(
    "\U0001f51f第一二三四五六七八九十㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉" + digits + ascii_letters
)
_FIRST = re.compile(r"(?:[Nn][Oo]\.?\s?)?0?1(?!\d)|[一aAlnuvqoØüþ](?![a-z])")
_MULTILEVEL = re.compile(r"(?P<n>\d{1,2})\.(?P<m>\d{1,2})(?:[、.)]?\s*(?=[^\d\s.%~/-])|\s+(?=\d{1,2}[/月]\d))")
_THREE_LEVELS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{1,2})(?:[、.)]?\s*(?=[^\d\s.%~/-])|\s+(?=\d{1,2}[/月]\d))")
BARE_NUMBER = re.compile(r"(?P<n>\d{1,2})\s+(?=[\u4e00-\u9fffA-Za-z])")
_CHECKBOX = re.compile(r"\[([ xX√✓])\]\s*")
CHECKED = {"☐": False, "□": False, "☑": True, "✓": True, "✔": True, "√": True, "×": False, "✗": False, "✘": False}

HASHES = re.compile(r"(?:[ >]{0,12}>)?\s{0,3}\\?([#＃]{1,6})(?:\s+|(?!\d))(?=\S)")
"""`## 进展`, also in a quotation or behind the backslash of an export."""
_RUN = re.compile(r"(?:-{2,4}|\*{2,4})(?=[ \t][^\s*-])(?!.*(?:--|\*\*)\s*$)")
"""`--` and `**` before an item of a list in a list."""
SUMMARY = re.compile(r"[\s>]*(?:<details(?:\s[^<>]{0,200})?>\s*)?<summary(?:\s[^<>]{0,200})?>\s*(?=\S)", re.IGNORECASE)
"""The head of a toggle, which Notion exports as `<details><summary>…`."""
LEVELLED = re.compile(r"[\s>]*(?:<[hH]|h)([1-6])(?:(?<=<[hH]\d)(?:\s[^<>]{0,200})?>|(?<!<[hH]\d)\.\s)\s*(?=\S)")
"""`<h2>进展</h2>`, and `h2. 进展` as wikis have it."""
HTML_BOLD = re.compile(
    r"\s*(?:<(?:p|div|span|font)(?:\s[^<>]{0,200})?>\s*)*<(?P<tag>b|strong)(?:\s[^<>]{0,200})?>\s*(?P<name>[^\s<>][^<>]{0,39})</(?P=tag)>\s*[:：]?\s*(?:</?[a-z]+\s*/?>\s*)*$",
    re.IGNORECASE,
)
"""`<p><b>二、备付金改造</b></p>`: a line that is nothing but bold, as mails leave it."""
_HTML_ITEM = re.compile(r"<(?:li|LI)(?:\s[^<>]{0,200})?>\s*(?=\S)")
_HTML_BLOCK = re.compile(r"(?:<(?:p|P|div|DIV|span|SPAN|font|FONT)(?:\s[^<>]{0,200})?>\s*)+(?=\S)")
_HTML_PARAGRAPH = re.compile(r"(?:<(?:p|P|div|DIV|span|SPAN|font|FONT|b|B|strong|STRONG)(?:\s[^<>]{0,200})?>\s*)+(?=\S)")
LEADING_MARKS = re.compile(r"\A(?:[^\w\s(（【「《\[\"“‘'*_`<>#|~+-]\ufe0f?\s*)+")
BREAK = re.compile(r"(?:\s*(?:<br\s*/?>|</(?:p|div|span|font)>|\\))*\s*$", re.IGNORECASE)
DAY = re.compile(
    r"\W*(?:(?:周|星期|礼拜)[一二三四五六日天]\W*(?:\d{1,2}\s?[/.月-]\s?\d{1,2}日?\W*)?|(?:20\d\d[/.年-])?\d{1,2}\s?[/.月-]\s?\d{1,2}日?\W*(?:(?:周|星期|礼拜)[一二三四五六日天]\W*)?)(?:值班|日志|记录)?\W*"
)
"""A line that is nothing but a day: `周二 4/9`, `【3.25 周一】`."""
SQUARES = "■◆●▶※★☆◎▲►❖✦▍▎▌┃▸◉▪"
"""Marks that stand before headings as often as before items."""
TITLE_MARK = re.compile(r"(?:KR|关键结果)\s?\d|[^\w\s(（【「《\[\"“‘'*_`<>#|~+-]")
"""What a bare line may begin with that is a title rather than a sentence that goes on: an ordinal of key results, an emoji."""
HTML_BOLD_LEAD = re.compile(r"[^<]{1,40}(?:</(?:b|strong)>\s*[:：]|[:：]\s*</(?:b|strong)>)", re.IGNORECASE)
BOLD_LEAD = re.compile(r"\*\*[^*]{1,40}(?:\*\*\s*[:：]|[:：]\s*\*\*)")
BOLD_BEGINS = re.compile(r"\*\*[^*]{2,40}\*\*[\s:：。.]*\S")
"""`**实名认证升级。** 接口已切换` speaks of what the next lines of the paragraph speak of, too."""
KEYED_PROJECT = re.compile(
    r"(?:[-*+•·]\s+)?(?:(?:项目|专项|专题|需求)(?:名称)?\s?[一二三四五六七八九十\d]{0,2}|[议主课]题\s?[一二三四五六七八九十\d]{1,2}|[Pp]roject)\s*:\s*[^:\s][^:]{1,30}$"
)
"""`Project: 聚合码` over `Status: …`, `Progress: …`."""
STATEMENT = re.compile(r":\s*\d.*[，,。;；]")
"""**总体进度：68%，状态：黄灯** says something, and heads nothing."""
RULE = re.compile(r"[>\s]*+(?:(?:-\s*+){3,}+|(?:\*\s*+){3,}+|(?:_\s*+){3,}+|={3,}+\s*+)$")
NO_TITLE = re.compile(r"[，,。；;!?:：]")
SENTENCE = re.compile(r"[，,。；;!?]")
_FENCE = re.compile(r"\s*+(?P<mark>`{3}|~{3})[`~]*+(?P<info>.*)$")
_PROPERTY = re.compile(r"[>\s]*+(?P<key>[^:：|>]{1,20})[:：]")
_LABELLED = re.compile(r"\s*[\u4e00-\u9fffA-Za-z]{2,6}[:：]\s*\S")
_LONGEST_PROPERTY = 300
_LONGEST_EMPHASIS = 60
_REMARK = re.compile(r"\s*\([^()]*\)\s*:?\s*$")


def without_remark(norm: str) -> str:
    """The words of a line without a remark in parentheses at its end."""
    return _REMARK.sub("", norm) if "(" in norm else norm


def indent(line: str) -> tuple[int, int]:
    """Columns of indentation (a tab is four) and characters of it; quote marks count as indentation."""
    if line[:1] not in _BLANK:
        return 0, 0
    end = _INDENT.match(line).end()  # type: ignore[union-attr]  # it matches the empty string too
    return end + (_TAB - 1) * line.count("\t", 0, end), end


def marker(norm: str, start: int) -> tuple[str, int] | None:
    """The style and the end of the list marker at `start`, None where there is none."""
    first = norm[start : start + 1]
    match = None if first.isalnum() else _BULLET.match(norm, start)
    if not match:
        definition = _DEFINITION.match(norm, start) if first == ":" else None
        return (":", definition.end()) if definition else _numbered(norm, start)
    if match[0] == "*" and norm.find("*", match.end(), match.end() + _LONGEST_EMPHASIS) >= 0:
        return None
    inner = _numbered(norm, match.end()) if norm[match.end()] in _FIRST_OF_INNER else None
    return _STYLE.get(match[0][0], "-"), inner[1] if inner and inner[0] in _INNER else match.end()


def run(raw: str, start: int) -> tuple[str, int] | None:
    """The marker `--` of an item in an item's list, at the same indentation."""
    match = _RUN.match(raw, start) if raw[start + 1 : start + 2] in ("-", "*", "+") else None
    return (f"-{len(match[0])}", match.end() + 1) if match else None


def chapter(norm: str, start: int) -> int | None:
    """Where the words after `一、` or `一 ` begin, which by itself on a line is a heading."""
    match = _CHAPTER.match(norm, start)
    return match.end() if match else None


def pictograph(raw: str, start: int) -> tuple[str, int] | None:
    """The marker of an item that begins with a picture; one that says how it stands (✅, 🚧) is part of what the item says."""
    match = _picture(raw, start)
    return ("emoji", start if match["state"] else match.end()) if match else None


def behind_picture(raw: str, start: int) -> int:
    """Where the words of an item begin behind a picture that says nothing: `- 📌 支付路由`."""
    match = _picture(raw, start)
    return match.end() if match and not match["state"] else start


def _picture(raw: str, start: int) -> re.Match[str] | None:
    """The picture at `start`; Chinese stands between the two blocks of pictures, and is not looked at."""
    first = raw[start : start + 1]
    return _PICTOGRAPH.match(raw, start) if "\u2300" <= first < "\u2c00" or first >= "\U0001f000" else None


def checkbox(norm: str, start: int) -> re.Match[str] | None:
    """The box `[x]` at `start`."""
    return _CHECKBOX.match(norm, start) if norm.startswith("[", start) else None


def is_bold_item(raw: str, start: int) -> bool:
    """Whether a bullet stands before nothing but words in bold: `- **账户中心**`."""
    return _BOLD_ITEM.match(raw, start) is not None


def is_bullet(line: str, start: int) -> bool:
    """Whether a bullet stands at `start` of a line."""
    return _BULLET.match(line, start) is not None


def is_first(norm: str, start: int) -> bool:
    """Whether an item begins a list: with a sign, or an ordinal that is the first."""
    return not norm[start : start + 1].isalnum() or _FIRST.match(norm, start) is not None


def is_definition(line: str, start: int) -> bool:
    """Whether `: ` stands at `start` of a line, as in lists of terms and definitions."""
    return _DEFINITION.match(line, start) is not None


def _numbered(norm: str, start: int) -> tuple[str, int] | None:
    match = _NUMBERED.match(norm, start) if norm[start : start + 1] in _FIRST_OF_NUMBER else None
    return (_NUMBERS[match.lastindex - 1][0], match.end()) if match and match.lastindex else None


def multilevel(norm: str, start: int) -> tuple[tuple[int, int], int] | None:
    """The ordinal of `1.2 支付路由` and where it ends; only its neighbours tell that it is no date or decimal."""
    match = _MULTILEVEL.match(norm, start)
    return ((int(match["n"]), int(match["m"])), match.end()) if match else None


def of_three_levels(norm: str, start: int) -> tuple[tuple[int, ...], int] | None:
    """The ordinal of `1.2.1 接口联调`, which is none where 1.2 does not stand above: 1.2.1 may be a version."""
    match = _THREE_LEVELS.match(norm, start)
    return (tuple(map(int, match.groups())), match.end()) if match else None


def html_item(raw: str, start: int) -> tuple[str, int] | None:
    """The style and the end of a `<li>`, which is a bullet."""
    match = _HTML_ITEM.match(raw, start)
    return ("-", match.end()) if match else None


def html_block(raw: str, start: int) -> int:
    """Where what stands in a `<p>` begins, tags of emphasis included."""
    match = _HTML_BLOCK.match(raw, start) if raw.startswith("<", start) else None
    return match.end() if match else start


def html_paragraph(raw: str, start: int) -> int:
    """Where the text of a `<p>` begins."""
    match = _HTML_PARAGRAPH.match(raw, start)
    return match.end() if match else start


def fence(raw: str) -> tuple[str, bool] | None:
    """The mark of a code fence, and whether it may close one (it names no language)."""
    match = _FENCE.match(raw)
    return (match["mark"], not match["info"].strip()) if match else None


def has_key(norm: str, keys: frozenset[str]) -> bool:
    """Whether the line is `Key: value` with one of the keys."""
    match = _PROPERTY.match(norm) if len(norm) <= _LONGEST_PROPERTY else None
    return match is not None and match["key"].strip().lower() in keys


def is_labelled(line: str) -> bool:
    """Whether the line is `进度: 62%`: a word before a colon."""
    return _LABELLED.match(line) is not None


def is_keyed(line: str) -> bool:
    """Whether the line is `Key: value`, whatever the key, or goes on with the value before (front matter)."""
    return len(line) <= _LONGEST_PROPERTY and (line[:1] in " \t-" or _PROPERTY.match(line) is not None)
