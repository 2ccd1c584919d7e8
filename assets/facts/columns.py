"""What a column says by its cells, where its header is none that is known: 哪天交 over days, 百分之多少 over percentages, 代号 over letters.

What does not belong here: what known headers say (`table_words`), and what follows for the rows (`tables`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assets.facts import regex as re
from assets.facts.model import Cell, Entry
from assets.facts.name_words import METRIC_NAME
from assets.facts.table_words import BEFORE, CHANGE, EMPTY, GOAL, HEADER_UNIT, NOW, PHASE_HEADER, kind_of
from assets.facts.words import EVENT_ALONE, RATES, STATED

_DAY = re.compile(
    r"(?:20\d\d\s?[-/.年]\s?)?(?:0?[1-9]|1[0-2])\s?(?:[-/.]|月)\s?(?:0?[1-9]|[12]\d|3[01])(?!\d)\s?[日号]?(?:\s?\([^()]{1,4}\))?|\d{1,2}\s?月(?:[上中下]旬|[初底末中]|份)?|月[初底末中]|[下本]周[一二三四五六日]?|Q[1-4]|年[底内]前?"
)
_AROUND_DAY = re.compile(r"(?:已|可|能|要|会|就)?(?:交付?|完成?|好|上线?|提测?|发)?(?:前|左右|起|之前)?(?:\([^()]*\))?")
_PERCENT = re.compile(r"[约近~≈]?\s*\d{1,3}(?:\.\d+)?\s*%\s*(?:\([^()]*\))?")
_ORDINAL = re.compile(r"[A-Za-z]\d{0,2}|[①-⑳]|[一二三四五六七八九十]|[#(]?\d{1,2}[.)、]?")
_NEXT_STEP = re.compile(r"下一?个?(?:节点|里程碑|阶段|步)")
_STEP_NOW = re.compile(r"(?:当前|目前|现)(?:节点|里程碑|阶段)")
"""Beside 下一节点 it tells in words how things stand: `上线改期 10/25→11/08`."""
_OPEN = re.compile(r"待定|没定|未定|没谱|说不好|不好说|再说|再议|看情况|不知道|已交|未报|未定|尽快|ASAP|TBD|tbd|[?？]")
"""What stands in place of a day that nobody knows, or of one that is past."""
_RATE = re.compile(RATES)
_STATE = re.compile(STATED)
_PER_CENT = re.compile("百分[比之数]")


def tell(rows: Sequence[Entry]) -> None:
    """Give the columns of a table whose headers are unknown the kind that their cells have, and a header that says it."""
    if rows and rows[0].cells:
        _without_letters(rows)
        _tell_weeks(rows)
    if rows and rows[0].role == "metric":
        _tell_values(rows)
    if len(rows) < _FEWEST or not rows[0].cells or rows[0].role in ("metric", "incident", "note"):
        return
    columns = [[row.cells[n] for row in rows if n < len(row.cells)] for n in range(len(rows[0].cells))]
    heads = [column[0].header.strip() for column in columns]
    if any(NOW.match(h) or BEFORE.match(h) or CHANGE.search(h) for h in heads):
        return  # figures of this week and the last
    if any(_NEXT_STEP.match(head) for head in heads):
        for column, head in zip(columns, heads, strict=True):
            if _STEP_NOW.fullmatch(head):
                _set(column, "text", column[0].header)
    words = [[_words(row, row.cells[n]) for row in rows if n < len(row.cells)] for n in range(len(columns))]
    if _is_counted(columns[0], words[0], words):
        _set(columns[0], "index", columns[0][0].header)
    named = next((column for column in columns if column[0].kind in ("", "text")), None)
    for column, texts in zip(columns[1:], words[1:], strict=True):
        head = column[0].header.strip()
        if column[0].kind or HEADER_UNIT.search(head) or EVENT_ALONE.search(head) or PHASE_HEADER.fullmatch(head) or GOAL.search(head):
            continue
        if most(texts, is_day):
            _set(column, "planned", "时间")
        elif most(texts, is_percent) and not _is_rate(head) and not _AIMED_AT.search(head) and _is_of_works(columns, words):
            _set(column, "progress", "进度")
        elif column is not named and most(texts, _tells):
            _set(column, "text", column[0].header)


def tell_boxes(rows: Sequence[Entry]) -> None:
    """Let a column of boxes, [x] below 完成, be one of states."""
    for n, cell in enumerate(rows[0].cells if rows else ()):
        if _DONE_HEADER.fullmatch(cell.header.strip()) and all(_BOX.fullmatch(text) for text in of(rows, n)[1]):
            _set(of(rows, n)[0], "status", "状态")


_AIMED_AT = re.compile(r"计划|目标|应完成")
_DONE_HEADER = re.compile(r"(?:已|是否)?完成|done|ok|勾选|打勾|", re.IGNORECASE)
_BOX = re.compile(r"\[[ xX√]?\]|[√✓✔✅☑☐□⬜×✗✘❌]\ufe0f?|")


def _tell_values(rows: Sequence[Entry]) -> None:
    """Let 现状 and 最新 head the present values of measures, where nothing else does."""
    if any(NOW.match(cell.header.strip()) for cell in rows[0].cells):
        return
    for n, cell in enumerate(rows[0].cells):
        cells, words = of(rows, n)
        if _PRESENT.fullmatch(cell.header.strip()) and all(_VALUE.match(text) for text in words):
            _set(cells, "", "本周")
            return


_PRESENT = re.compile(r"现状|最新(?:数据|情况)?|(?:目前|当前)(?:情况|水平|数据)?|本周(?:完成|达成|情况)")
_VALUE = re.compile(r"[≥≤><~约]?\s*[+-]?\d")


def _without_letters(rows: Sequence[Entry]) -> None:
    """Let the headers `A 需求冻结 | B 开发完成 | C 联调` say what they count."""
    letters = [n for n, cell in enumerate(rows[0].cells) if _LETTERED.match(cell.header)]
    for n in letters if len(letters) > _FEWEST else ():
        for row in rows:
            if n < len(row.cells):
                row.cells[n].header = _LETTERED.sub("", row.cells[n].header)
                row.cells[n].kind = kind_of(row.cells[n].header) or ""


_LETTERED = re.compile(r"\s*[A-Z]\d?\s*[.、)]?\s*(?=[\u4e00-\u9fff]{2})")


def _tell_weeks(rows: Sequence[Entry]) -> None:
    """Let 本周体温 beside 上周体温 be the values of the two weeks."""
    heads = [cell.header.strip() for cell in rows[0].cells]
    last = {match["of"]: n for n, head in enumerate(heads) if (match := _OF_LAST_WEEK.fullmatch(head)) and match["of"][:1] != "("}
    for n, head in enumerate(heads):
        match = _OF_WEEK.fullmatch(head)
        if match and match["of"] in last and (_ANY_VALUE.fullmatch(match["of"]) or not METRIC_NAME.search(match["of"])):
            for row in rows:
                for at, header in ((n, "本周"), (last[match["of"]], "上周")):
                    if at < len(row.cells):
                        row.cells[at].header, row.cells[at].kind = header, ""


_ANY_VALUE = re.compile(r"[件单笔次条个人]?数量?|峰值|最[高大低]值?|均值|用量")
"""What any measure has; 本周渗透率 names one, of the works in the rows."""
_OF_WEEK = re.compile(r"(?:本周|这周|[这本]个?(?:礼拜|星期))的?(?P<of>[^\d新增开累计城市进度]{2,6})")
_OF_LAST_WEEK = re.compile(r"(?:上周|上个?(?:礼拜|星期))的?(?P<of>[^\d新增开累计城市进度]{2,6})")
_FEWEST = 2
"""Rows: of one alone nothing can be told."""


def _words(row: Entry, cell: Cell) -> str:
    return row.norm[cell.start : cell.end].strip()


def _set(column: Sequence[Cell], kind: str, header: str) -> None:
    for cell in column:
        cell.kind, cell.header = kind, header


def _is_counted(column: Sequence[Cell], texts: Sequence[str], every: Sequence[Sequence[str]]) -> bool:
    """Whether the first column only counts the rows, and the second names something."""
    is_ordinal = all(_ORDINAL.fullmatch(text) for text in texts) and len(set(texts)) == len(texts)
    return is_ordinal and column[0].kind in ("", "index") and len(every) > _FEWEST and all(len(text) >= _FEWEST for text in every[1])


def of(rows: Sequence[Entry], column: int) -> tuple[list[Cell], list[str]]:
    """The cells of a column, and what they say."""
    cells = [(row, row.cells[column]) for row in rows if column < len(row.cells)]
    return [cell for _, cell in cells], [_words(row, cell) for row, cell in cells]


def is_ordinal(text: str) -> bool:
    """Whether a cell only counts its row."""
    return _ORDINAL.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Whether a cell is a day, or says that none is known."""
    found = _DAY.match(text)
    return _OPEN.fullmatch(text) is not None or (found is not None and _AROUND_DAY.fullmatch(text, found.end()) is not None)


def is_percent(text: str) -> bool:
    """Whether a cell is a percentage."""
    return _PERCENT.fullmatch(text) is not None


def most(texts: Sequence[str], fits: Callable[[str], bool]) -> bool:
    """Whether two thirds of the cells that say something are of a kind."""
    said = [text for text in texts if not EMPTY.match(text)]
    found = [text for text in said if fits(text)]
    return len(said) >= _FEWEST and len(found) * 3 >= len(said) * 2


def _is_rate(head: str) -> bool:
    words = _PER_CENT.sub("", head)
    return _RATE.search(words) is not None or METRIC_NAME.search(words) is not None


def _tells(text: str) -> bool:
    """Whether a cell says what was done or how things stand: 联调完成, 先停."""
    return (_STATE.search(text) is not None or _UNDER_WAY.search(text) is not None) and not text[:1].isdigit()


_UNDER_WAY = re.compile(r"(?<=[\u4e00-\u9fff]{2})中(?=$|[，,；;（(])")


def _is_of_works(columns: Sequence[Sequence[Cell]], words: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are works and no measures: some column says when, how or what of them, and few are called by a rate."""
    names = next((texts for column, texts in zip(columns, words, strict=True) if column[0].kind != "index"), [])
    if sum(METRIC_NAME.search(name) is not None for name in names) * 3 > len(names):
        return False
    return any(
        column[0].kind in ("planned", "actual", "status", "text", "person", "event", "next") or (not column[0].kind and most(texts, is_day))
        for column, texts in zip(columns, words, strict=True)
    )
