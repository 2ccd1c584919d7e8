"""Lines → entries: markers, tables, headings, labels and who stands under whom.

A tolerant scanner rather than CommonMark, which does not see `1、` or `（1）` as lists and turns indented Chinese into code.
What does not belong here: what a section is for (`sections`) and what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assets.facts.model import Cell, Entry
from assets.facts.text import normal

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s*(?=\S)")
_BULLET = re.compile(r"[-*+]\s+(?=\S)|[•·‣◦▪■●○◆▶►※★☆✓✔]\s*(?=\S)|[-*](?=[\u4e00-\u9fff【「\[(])")
_NUMBERED = (
    ("n", re.compile(r"\d{1,2}(?:、|\.(?!\d)(?=\s*\S))\s*|\d{1,2}\.\s+(?=\S)")),
    ("n)", re.compile(r"\d{1,2}\)\s*(?=\S)")),
    ("(n)", re.compile(r"\(\d{1,2}\)\s*(?=\S)")),
    ("一", re.compile(r"[一二三四五六七八九十]{1,3}[、.]\s*(?=\S)")),
    ("(一)", re.compile(r"\([一二三四五六七八九十]{1,3}\)\s*(?=\S)")),
    ("①", re.compile(r"[①-⑳]\s*(?=\S)")),
    ("a", re.compile(r"[a-zA-Z][.)]\s+(?=\S)")),
)
_RANK = {"一": 1, "(一)": 2, "n": 3, "n)": 4, "(n)": 4, "①": 5, "a": 6, "-": 7}
_CHECKBOX = re.compile(r"\[([ xX√✓])\]\s*")
_RULE = re.compile(r"\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,})\s*$")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<name>[^*_]{1,40})\1\s*[:：]?\s*$")
_BRACKET_LINE = re.compile(r"\s*【[^【】]{1,40}】\s*[:：]?\s*$")
_SENTENCE = re.compile(r"[，,。；;!?]")
_PROPERTY = re.compile(r"\s*(?P<key>[^:：|]{1,20}?)\s*[:：]\s*(?P<value>.*)$")
_TAB = 4


def _indent(line: str) -> tuple[int, int]:
    """Columns of indentation (a tab is four) and characters of it; quote marks count as indentation."""
    columns = 0
    for index, char in enumerate(line):
        if char in " \u3000>\u00a0":
            columns += 1
        elif char == "\t":
            columns += _TAB
        else:
            return columns, index
    return columns, len(line)


def _cells(norm: str, headers: list[str]) -> list[Cell]:
    """The cells of a table row with the headers above them."""
    cells, start = [], norm.index("|") + 1 if norm.lstrip().startswith("|") else 0
    bars = [m.start() for m in re.finditer(r"(?<!\\)\|", norm) if m.start() >= start]
    if not bars or norm[bars[-1] + 1 :].strip():
        bars.append(len(norm))
    for column, bar in enumerate(bars):
        text = norm[start:bar]
        left = start + len(text) - len(text.lstrip())
        header = headers[column] if column < len(headers) else ""
        cells.append(Cell(left, left + len(text.strip()), header))
        start = bar + 1
    return cells


class _Scanner:
    """Walks the lines once and keeps the stack of enclosing entries."""

    def __init__(self, lines: list[str], properties: frozenset[str], is_section: Callable[[str], bool]) -> None:
        self.lines = lines
        self.is_section = is_section
        self.properties = properties
        self.entries: list[Entry] = []
        self.stack: list[tuple[str, int, str, Entry]] = []  # form, indent or level, style
        self.index = 0
        self.after_blank = True
        self.headers: list[str] | None = None
        self.in_properties = True

    def scan(self) -> list[Entry]:
        """Every non-blank line in exactly one entry."""
        if self.lines and self.lines[0].strip() == "---":
            self._front_matter()
        while self.index < len(self.lines):
            raw = self.lines[self.index]
            if not raw.strip():
                self.after_blank, self.headers = True, None
                self.index += 1
                continue
            self._line(raw)
            self.after_blank = False
        return self.entries

    def _front_matter(self) -> None:
        for end in range(1, min(len(self.lines), 30)):
            if self.lines[end].strip() == "---":
                for number in range(end + 1):
                    raw = self.lines[number]
                    if raw.strip():
                        self._add(raw, number, 0, "rule" if raw.strip() == "---" else "property", None)
                self.index = end + 1
                return
            if not _PROPERTY.match(self.lines[end]) and self.lines[end].strip():
                return

    def _line(self, raw: str) -> None:
        stripped = raw.lstrip()
        if stripped.startswith(("```", "~~~")):
            self._code(raw, stripped[:3])
        elif "|" in raw and self._table(raw):
            pass
        elif _RULE.match(raw):
            self.headers = None
            self._add(raw, self.index, 0, "rule", None)
            self.index += 1
        elif not self._heading(raw) and not self._property(raw):
            self._item(raw)

    def _code(self, raw: str, fence: str) -> None:
        start = self.index
        self.index += 1
        while self.index < len(self.lines) and not self.lines[self.index].lstrip().startswith(fence):
            if self.index - start > _LONGEST_CODE:
                self.index = start
                break
            self.index += 1
        last = min(self.index, len(self.lines) - 1)
        entry = self._add(raw, start, 0, "code", self._top())
        entry.line_end = last + 1
        entry.text = "\n".join(self.lines[start : last + 1])
        self.index = last + 1

    def _table(self, raw: str) -> bool:
        following = self.lines[self.index + 1] if self.index + 1 < len(self.lines) else ""
        if self.headers is None:
            if not (_SEPARATOR.match(following) and "-" in following and "|" in following):
                return False
            head = normal(raw)
            self.headers = [head[c.start : c.end] for c in _cells(head, [])]
            entry = self._add(raw, self.index, len(raw) - len(raw.lstrip()), "header", self._top())
            entry.line_end = self.index + 2
            self.index += 2
            return True
        entry = self._add(raw, self.index, len(raw) - len(raw.lstrip()), "row", self._top())
        entry.cells = _cells(entry.norm, self.headers)
        self.index += 1
        return True

    def _heading(self, raw: str) -> bool:
        match = _HEADING.match(raw)
        if match:
            self._push_heading(raw, match.end(), len(match[1]))
            return True
        if self._is_setext(raw):
            level = 1 if self.lines[self.index + 1].lstrip().startswith("=") else 2
            entry = self._push_heading(raw, _indent(raw)[1], level)
            entry.line_end += 1
            self.index += 1
            return True
        style = self._pseudo_heading(raw)
        if style:
            self._push_pseudo(raw, style)
        return bool(style)

    def _is_setext(self, raw: str) -> bool:
        if self.index + 1 >= len(self.lines):
            return False
        under = self.lines[self.index + 1].strip()
        if len(under) < _SHORTEST_UNDERLINE or set(under) not in ({"="}, {"-"}) or len(raw) > _LONGEST_HEADING:
            return False
        norm = normal(raw)
        return not (_SENTENCE.search(norm) or _marker(norm, _indent(raw)[1]) or (under[0] == "-" and _known_key(norm, self.properties)))

    def _pseudo_heading(self, raw: str) -> str | None:
        if raw[:1] in " \t-*+" and not raw.startswith("**"):
            return None
        if _BOLD_LINE.match(raw):
            return "bold"
        if _BRACKET_LINE.match(raw):
            return "bracket"
        norm = normal(raw)
        if len(raw) <= _LONGEST_HEADING and _NUMBERED[3][1].match(norm) and not _SENTENCE.search(norm) and not self._is_among_numbered():
            return "一"
        is_short = len(raw.strip()) <= _LONGEST_PLAIN_HEADING and (self.after_blank or not self.entries)
        return "plain" if is_short and not _SENTENCE.search(norm) and not _marker(norm, 0) and ":" not in norm and self.is_section(norm.rstrip(" :")) else None

    def _is_among_numbered(self) -> bool:
        """Whether the next line is numbered alike, or the one before was: then it is a list."""
        if self.stack and self.stack[-1][0] == "item" and self.stack[-1][2] == "一":
            return True
        following = next((line for line in self.lines[self.index + 1 : self.index + 4] if line.strip()), "")
        return bool(_NUMBERED[3][1].match(normal(following)))

    def _push_heading(self, raw: str, start: int, level: int) -> Entry:
        while self.stack and not (self.stack[-1][0] == "heading" and self.stack[-1][1] < level):
            self.stack.pop()
        entry = self._add(raw, self.index, start, "heading", self._top())
        entry.level = level
        self.stack.append(("heading", level, "#", entry))
        self.headers = None
        self.index += 1
        return entry

    def _push_pseudo(self, raw: str, style: str) -> None:
        styles = [s for form, _, s, _ in self.stack if form == "pseudo"]
        while self.stack and self.stack[-1][0] != "heading":
            form, _, top, _ = self.stack[-1]
            if form == "pseudo" and style not in styles:
                break
            self.stack.pop()
            if form == "pseudo" and top == style:
                break
        start = _indent(raw)[1]
        marker = _NUMBERED[3][1].match(normal(raw), start)
        entry = self._add(raw, self.index, marker.end() if marker else start, "heading", self._top())
        entry.level = 7
        self.stack.append(("pseudo", 7, style, entry))
        self.index += 1

    def _property(self, raw: str) -> bool:
        if not self.in_properties or len(raw) > _LONGEST_PROPERTY:
            return False
        if _known_key(normal(raw), self.properties):
            self._add(raw, self.index, _indent(raw)[1], "property", None)
            self.index += 1
            return True
        return False

    def _item(self, raw: str) -> None:
        norm = normal(raw)
        columns, start = _indent(raw)
        found = _marker(norm, start)
        if found:
            style, end = found
            while end > start and raw[end - 1] in "*_~`":
                end -= 1  # emphasis is blank in the normal form, and part of the text
            box = _CHECKBOX.match(norm, end)
            self._unstack(columns, style)
            entry = self._add(raw, self.index, box.end() if box else end, "item", self._top())
            entry.checked = None if not box else box[1] != " "
            self.stack.append(("item", columns, style, entry))
        else:
            self._unstack_text(norm, columns)
            entry = self._add(raw, self.index, start, "text", self._top())
            if len(raw) <= _LONGEST_HEADING and (norm.rstrip().endswith(":") or self._next_is_deeper(columns, norm)):
                self.stack.append(("label", columns, "", entry))
        if entry.form != "text" or len(self.entries) > _PROPERTIES_END:
            self.in_properties = False
        self.index += 1

    def _next_is_deeper(self, columns: int, norm: str) -> bool:
        """Whether a bare line is the head of the indented lines below it, as in notes without markers."""
        following = self.lines[self.index + 1] if self.index + 1 < len(self.lines) else ""
        return bool(following.strip()) and _indent(following)[0] > columns and not _SENTENCE.search(norm)

    def _unstack(self, columns: int, style: str) -> None:
        """Pop what a list item of this indentation and style does not stand under."""
        while self.stack and self.stack[-1][0] in ("item", "label"):
            form, indent, top, _ = self.stack[-1]
            if indent > columns:
                self.stack.pop()
            elif form == "label" or indent < columns:
                return
            elif top == style:
                self.stack.pop()
                return
            elif _RANK[style] > _RANK[top] and not any(s == style and i == indent for f, i, s, _ in self.stack if f == "item"):
                return
            else:
                self.stack.pop()

    def _unstack_text(self, norm: str, columns: int) -> None:
        """A paragraph stays under an item when it is indented more, or follows it at once; a label ends the label before."""
        labels = [i for i, (form, indent, _, _) in enumerate(self.stack) if form == "label" and indent >= columns]
        if labels and _LABELLED.match(norm):
            del self.stack[labels[0] :]
            return
        while self.stack and self.stack[-1][0] in ("item", "label"):
            form, indent, _, _ = self.stack[-1]
            if form == "label":
                if columns > indent:
                    return
                self.stack.pop()
            elif columns > indent or (not self.after_blank and columns == indent):
                return
            else:
                self.stack.pop()

    def _top(self) -> Entry | None:
        return self.stack[-1][3] if self.stack else None

    def _add(self, raw: str, index: int, start: int, form: str, parent: Entry | None) -> Entry:
        norm = normal(raw)
        entry = Entry(len(self.entries), index + 1, index + 1, raw, norm, start, form, parent=parent)
        entry.depth = parent.depth + 1 if parent else 0
        entry.body = start
        entry.text = raw[start:].strip() if form != "heading" else raw[start:].strip(" \t#*_:：")
        if parent:
            parent.children += 1
        self.entries.append(entry)
        return entry


_LABELLED = re.compile(r"\s*[^:，,。;；]{1,10}:")
_LONGEST_CODE = 400  # an unclosed fence must not swallow a report
_LONGEST_HEADING = 40  # longer lines in reports are sentences
_LONGEST_PLAIN_HEADING = 14
_LONGEST_PROPERTY = 300
_SHORTEST_UNDERLINE = 3
_PROPERTIES_END = 8  # Notion writes its properties directly below the title


def _known_key(norm: str, properties: frozenset[str]) -> bool:
    match = _PROPERTY.match(norm)
    return bool(match) and match["key"].strip().lower() in properties if match else False


def _marker(norm: str, start: int) -> tuple[str, int] | None:
    """The style and the end of the list marker at `start`, None where there is none."""
    match = _BULLET.match(norm, start)
    if match:
        inner = _numbered(norm, match.end())
        return ("-", inner[1]) if inner and inner[0] in ("(n)", "①") else ("-", match.end())
    return _numbered(norm, start)


def _numbered(norm: str, start: int) -> tuple[str, int] | None:
    for style, pattern in _NUMBERED:
        match = pattern.match(norm, start)
        if match:
            return style, match.end()
    return None


def outline(lines: list[str], properties: frozenset[str], is_section: Callable[[str], bool]) -> list[Entry]:
    """The entries of a report in order.

    `properties` are the keys that may stand below the title; `is_section` tells whether a short line by itself names a section.
    """
    return _Scanner(lines, properties, is_section).scan()


def ancestors(entry: Entry) -> Iterator[Entry]:
    """The entries that enclose this one, the nearest first."""
    above = entry.parent
    while above:
        yield above
        above = above.parent
