"""The outline: how each line is written and what it stands under, for every marker and every trap."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.facts import heading_words, reader
from assets.facts.model import Entry
from assets.facts.name_words import may_be_title
from assets.facts.outline import outline
from assets.facts.text import FILLER, normal, split_lines
from assets.facts.words import PROPERTIES


def read(text: str) -> list[Entry]:
    return outline(split_lines(text), PROPERTIES, lambda words: heading_words.role_of(words) is not None, may_be_title)


def drawn(text: str) -> list[str]:
    """The tree: an entry's form and text, indented by its depth."""
    return [f"{'  ' * entry.depth}{entry.form} {entry.text}".rstrip() for entry in read(text)]


@pytest.mark.parametrize(
    "line",
    [
        "- 支付上线", "* 支付上线", "+ 支付上线", "• 支付上线", "· 支付上线", "－ 支付上线", "－支付上线", "-支付上线", "*支付上线",
        "● 支付上线", "▶ 支付上线", "1. 支付上线", "1.支付上线", "1、支付上线", "12、支付上线", "1）支付上线", "1) 支付上线",
        "(1) 支付上线", "（1）支付上线", "（一）支付上线", "①支付上线", "⑫ 支付上线",
        "a. 支付上线", "b) 支付上线", "１、支付上线", "１．支付上线", "☐ 支付上线", "<li>支付上线", "> - 支付上线", "\t- 支付上线",
        "    1. 支付上线", "　　- 支付上线",
    ],
)  # fmt: skip
def test_each_marker_makes_an_item(line: str) -> None:
    (entry,) = read(line)
    assert (entry.form, entry.text) == ("item", "支付上线")
    assert entry.raw[entry.start :] == "支付上线"


@pytest.mark.parametrize(
    "line",
    [
        "支付上线", "3.25 支付上线", "1.5 万笔", "12、13日封网", "-5%", "*强调*", "*注* 见附件", "**支付** 上线", "2024、2025 两年",
        "A轮融资", "(2024) 回顾",
        "1.2.3 版本", "#12 工单已关闭", "1.1 支付路由",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_marker_is_text(line: str) -> None:
    (entry,) = read(line)
    assert (entry.form, entry.text) == ("text", line)


@pytest.mark.parametrize(
    ("line", "is_checked"),
    [
        ("- [ ] 提测", False),
        ("- [x] 提测", True),
        ("* [X] 提测", True),
        ("- [√] 提测", True),
        ("1. [x] 提测", True),
        ("☐ 提测", False),
        ("☑ 提测", True),
        ("✔ 提测", True),
        ("- 提测", None),
    ],
)
def test_check_boxes(line: str, is_checked: bool | None) -> None:
    (entry,) = read(line)
    assert (entry.text, entry.checked) == ("提测", is_checked)


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("# 周报", 1, "周报"),
        ("###### 细节", 6, "细节"),
        ("##进展", 2, "进展"),
        ("  ## 进展", 2, "进展"),
        ("## **进展**", 2, "进展"),
        ("## 进展：", 2, "进展"),
        ("<h2>进展</h2>", 2, "进展</h2>"),
        ('<h1 class="t">周报</h1>', 1, "周报</h1>"),
        ("周报\n====", 1, "周报"),
        ("进展\n---", 2, "进展"),
        ("**进展**", 7, "进展"),
        ("**进展：**", 7, "进展"),
        ("__进展__", 7, "进展"),
        ("<b>进展</b>", 7, "进展</b>"),
        ('<p style="m"><strong>二、进展：</strong><br/></p>', 7, "进展：</strong><br/></p>"),
        ("【进展】", 7, "【进展】"),
        ("【进展】：", 7, "【进展】"),
        ("一、进展", 7, "进展"),
        ("三、重点项目", 7, "重点项目"),
        ("本周进展", 7, "本周进展"),
    ],
)
def test_headings(line: str, level: int, text: str) -> None:
    (entry,) = read(line)
    assert (entry.form, entry.level, entry.text) == ("heading", level, text)


TREES = [
    (
        "deeper indentation stands under, by spaces or tabs",
        "- 一级\n  - 二级\n    - 三级\n  - 二级\n- 一级\n\t- 二级",
        ["item 一级", "  item 二级", "    item 三级", "  item 二级", "item 一级", "  item 二级"],
    ),
    (
        "an ordinal of a lower rank stands under one of a higher at the same indentation",
        "1、支付\n（1）路由\n①灰度\n（2）对账\n2、清算",
        ["item 支付", "  item 路由", "    item 灰度", "  item 对账", "item 清算"],
    ),
    (
        "a bullet stands under an ordinal at the same indentation",
        "1. 支付\n- 路由\n- 对账\n2. 清算",
        ["item 支付", "  item 路由", "  item 对账", "item 清算"],
    ),
    (
        "ordinals of chapters are headings, also between paragraphs",
        "一、进展\n支付上线。\n二、计划\n清算上线。",
        ["heading 进展", "  text 支付上线。", "heading 计划", "  text 清算上线。"],
    ),
    (
        "ordinals of chapters one after the other are a list",
        "一、支付\n二、清算\n三、对账",
        ["item 支付", "item 清算", "item 对账"],
    ),
    (
        "ordinals of sections are headings, those of projects are items",
        "1. 本周进展\n- 上线\n\n2. 复盘：下单超时（P2）\n- 恢复\n\n3. 下周计划\n1. 提测\n2. 上线",
        [
            "heading 本周进展",
            "  item 上线",
            "heading 复盘：下单超时（P2）",
            "  item 恢复",
            "heading 下周计划",
            "  item 提测",
            "  item 上线",
        ],
    ),
    (
        "parts are headings, whatever counts them",
        "第一部分：O1：实时化，看得见\n- 上线\n\n第二部分：下周计划\n- 提测",
        ["heading O1：实时化，看得见", "  item 上线", "heading 下周计划", "  item 提测"],
    ),
    (
        "ordinals of which one says something are a list",
        "1. 支付路由\n说明\n\n2. 对账平台，提测完成\n\n3. 下周计划\n- 上线",
        ["item 支付路由", "  text 说明", "item 对账平台，提测完成", "item 下周计划", "  item 上线"],
    ),
    (
        "lines in italics head what follows where there are several, or a section is named",
        "*支付*\n- 上线\n\n*清算*\n\n已提测",
        ["heading 支付", "  item 上线", "heading 清算", "  text 已提测"],
    ),
    (
        "headings close what they stand beside",
        "# 周报\n## 进展\n### 支付\n- 上线\n## 计划\n- 清算",
        ["heading 周报", "  heading 进展", "    heading 支付", "      item 上线", "  heading 计划", "    item 清算"],
    ),
    (
        "a bold line heads what follows, below a heading",
        "## 进展\n**支付**\n- 上线\n**清算**\n- 提测",
        ["heading 进展", "  heading 支付", "    item 上线", "  heading 清算", "    item 提测"],
    ),
    (
        "a label with a colon heads the items below it",
        "进展：\n- 上线\n- 提测\n\n风险：\n- 无",
        ["text 进展：", "  item 上线", "  item 提测", "text 风险：", "  item 无"],
    ),
    (
        "a paragraph directly below an item belongs to it, after a blank line it does not",
        "- 支付\n已上线\n\n清算也上线了",
        ["item 支付", "  text 已上线", "text 清算也上线了"],
    ),
    (
        "an indented paragraph belongs to its item across a blank line",
        "- 支付\n\n  已上线",
        ["item 支付", "  text 已上线"],
    ),
    (
        "quotes are indentation",
        "> - 支付\n> > - 路由\n> - 清算",
        ["item 支付", "  item 路由", "item 清算"],
    ),
    (
        "ordinals of two levels, told by their neighbours",
        "1、支付\n1.1 路由\n1.2 对账\n2、清算\n2.1 轧差\n2.2 入账",
        ["item 支付", "  item 路由", "  item 对账", "item 清算", "  item 轧差", "  item 入账"],
    ),
    (
        "marks that may say something are those of a list where one line after another begins so",
        "进展\n[1] 支付\n  01 路由上线\n  02 对账提测\n[2] 清算\n\n数据\n1：成功率 99%\n2：投诉 3 起",
        [
            "heading 进展",
            "  item 支付",
            "    item 路由上线",
            "    item 对账提测",
            "  item 清算",
            "heading 数据",
            "  item 成功率 99%",
            "  item 投诉 3 起",
        ],
    ),
    (
        "bullets of a font of symbols, as mails have them",
        "l 支付\no 路由上线\no 对账提测\nl 清算",
        ["item 支付", "  item 路由上线", "  item 对账提测", "item 清算"],
    ),
    (
        "amounts that follow one another are no list",
        "1 家签约\n2 家在谈",
        ["text 1 家签约", "text 2 家在谈"],
    ),
    (
        "a day stands under what is none, and beside another day",
        "**支付**\n\n**周一**\n- 上线\n\n【3.26 周二】\n- 提测\n\n**清算**\n- 上线",
        ["heading 支付", "  heading 周一", "    item 上线", "  heading 【3.26 周二】", "    item 提测", "heading 清算", "  item 上线"],
    ),
    (
        "items set apart are titles where what follows says something at their own indentation",
        "- 支付网关\n- 联调完成\n- 开发 40%\n\n- 账户中心\n- 3/29 上线，已全量\n\n- 下周计划\n- 压测报告",
        [
            "heading 支付网关",
            "  item 联调完成",
            "  item 开发 40%",
            "heading 账户中心",
            "  item 3/29 上线，已全量",
            "heading 下周计划",
            "  item 压测报告",
        ],
    ),
    (
        "items set apart are titles over paragraphs and tables",
        "- **支付网关**\n\n联调完成。\n\n- **指标**\n\n| 指标 | 本周 |\n| - | - |\n| 成功率 | 99% |",
        ["heading 支付网关", "  text 联调完成。", "heading 指标", "  header | 指标 | 本周 |", "  row | 成功率 | 99% |"],
    ),
    (
        "items with blank lines between them are none",
        "- 支付网关\n\n- 账户中心\n\n- 清结算：联调完成",
        ["item 支付网关", "item 账户中心", "item 清结算：联调完成"],
    ),
    (
        "nor are the first of lists of names",
        "- 支付网关\n- 账户中心\n- 清结算\n\n- 押金\n- 分账",
        ["item 支付网关", "item 账户中心", "item 清结算", "item 押金", "item 分账"],
    ),
    (
        "without markers, indentation alone",
        "支付\n  路由上线\n  对账提测",
        ["text 支付", "  text 路由上线", "  text 对账提测"],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in TREES], ids=[case[0] for case in TREES])
def test_who_stands_under_whom(text: str, wanted: list[str]) -> None:
    assert drawn(text) == wanted


SETEXT_TRAPS = [
    ("支付上线，清算提测\n---", ["text 支付上线，清算提测", "rule ---"]),
    ("- 支付上线\n---", ["item 支付上线", "rule ---"]),
    ("第一段\n第二段\n---", ["text 第一段", "text 第二段", "rule ---"]),
    ("Owner: 张三\n---", ["property Owner: 张三", "rule ---"]),
    ("支付上线\n\n---", ["text 支付上线", "rule ---"]),
    ("支付上线\n- - -", ["text 支付上线", "rule - - -"]),
    ("支付\n--", ["text 支付", "text --"]),
    ("***\n___\n======\n* * *", ["rule ***", "rule ___", "rule ======", "rule * * *"]),
]


@pytest.mark.parametrize(("text", "wanted"), SETEXT_TRAPS, ids=[case[0] for case in SETEXT_TRAPS])
def test_a_divider_makes_no_heading_of_what_is_no_title(text: str, wanted: list[str]) -> None:
    assert drawn(text) == wanted


TABLES = [
    "| 项目 | 进度 |\n|---|---|\n| 支付 | 60% |\n| 清算 | 80% |",
    "项目 | 进度\n---|---\n支付 | 60%\n清算 | 80%",
    "| 项目 | 进度\n| :-- | --:\n| 支付 | 60%\n| 清算 | 80%",
    "｜项目｜进度｜\n|-|-|\n｜支付｜60%｜\n|清算|80%|",
    "  | 项目 | 进度 |\n  | --- | --- |\n  | 支付 | 60% |\n  | 清算 | 80% |",
]


@pytest.mark.parametrize("text", TABLES)
def test_the_cells_of_a_table_have_the_headers_above_them(text: str) -> None:
    head, *rows = read(text)
    assert (head.form, head.line, head.line_end) == ("header", 1, 2)
    assert [[(row.raw[c.start : c.end], c.header) for c in row.cells] for row in rows] == [
        [("支付", "项目"), ("60%", "进度")],
        [("清算", "项目"), ("80%", "进度")],
    ]


def test_rows_may_have_more_or_fewer_cells_than_the_head() -> None:
    _, longer, shorter, empty = read("a | b\n--|--\n1 | 2 | 3\n|4\n| | |")
    assert [c.header for c in longer.cells] == ["a", "b", ""]
    assert [c.header for c in shorter.cells] == ["a"]
    assert [empty.raw[c.start : c.end] for c in empty.cells] == ["", ""]


def test_an_escaped_bar_parts_no_cells() -> None:
    _, row = read("| 命令 | 说明 |\n|---|---|\n| a \\| b | 管道 |")
    assert [row.raw[c.start : c.end] for c in row.cells] == ["a \\| b", "管道"]


def test_a_bar_without_a_separator_below_is_text() -> None:
    assert drawn("支付 | 清算\n对账 | 结算") == ["text 支付 | 清算", "text 对账 | 结算"]


def test_a_table_ends_at_a_blank_line_or_heading() -> None:
    forms = [entry.form for entry in read("a | b\n--|--\n1 | 2\n\n3 | 4\n# h\n5 | 6")]
    assert forms == ["header", "row", "text", "heading", "text"]


CODE = [
    ("a fence and its language", "```sql\n# 不是标题\n- 不是列表\n```\n- 项", [("code", 1, 4), ("item", 5, 5)]),
    ("tildes", "~~~\nx\n~~~\ny", [("code", 1, 3), ("text", 4, 4)]),
    ("a fence that nothing closes swallows nothing", "```\n- 支付\n# 计划", [("code", 1, 1), ("item", 2, 2), ("heading", 3, 3)]),
    ("an unclosed fence before another", "```\n- 支付\n```sql\nx\n```", [("code", 1, 1), ("item", 2, 2), ("code", 3, 5)]),
    ("backticks inside a line", "用 ```x``` 表示", [("text", 1, 1)]),
    ("blank lines inside", "```\n\nx\n\n```", [("code", 1, 5)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in CODE], ids=[case[0] for case in CODE])
def test_code(text: str, wanted: list[tuple[str, int, int]]) -> None:
    assert [(entry.form, entry.line, entry.line_end) for entry in read(text)] == wanted


def test_a_fence_that_is_never_closed_is_given_up_after_many_lines() -> None:
    entries = read("```\n" + "- 支付\n" * 500 + "```")
    assert (entries[0].form, entries[0].line_end, entries[1].form) == ("code", 1, "item")


PROPERTIES_CASES = [
    ("# 周报\n\nCreated: 2024-03-29\nTeam: 清算\n\n- 项", "heading property property item"),
    ("Created：2024-03-29\n# 周报", "property heading"),
    ("创建时间：2024年3月29日 20:07\n创建人: 陈立\n\n正文", "property property text"),
    ("---\ntitle: 周报\ndate: 2024-03-29\ntags:\n  - 周报\n---\n- 项", "rule property property property property rule item"),
    ("---\n不是属性的一行\n---", "rule text rule"),
    ("---\ntitle: 没有结束", "rule text"),
    ("# 周报\n## 故障\n时间：3/5 10:00", "heading heading text"),
    ("- 项\nOwner: 张三", "item text"),
    ("# 周报\n进展：上线", "heading text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "forms"), PROPERTIES_CASES, ids=[case[0] for case in PROPERTIES_CASES])
def test_properties_and_front_matter(text: str, forms: str) -> None:
    assert " ".join(entry.form for entry in read(text)) == forms


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_at_lf_crlf_and_cr(end: str) -> None:
    entries = read(end.join(["# 周报", "", "- 支付", "- 清算"]))
    assert [(entry.form, entry.line) for entry in entries] == [("heading", 1), ("item", 3), ("item", 4)]


@pytest.mark.parametrize("char", ["\u2028", "\u0085", "\x0b", "\x0c", "\x1c"])
def test_lines_end_at_nothing_else(char: str) -> None:
    assert len(split_lines(f"支付{char}上线")) == 1


NORMAL = [
    ("１２：３０～４５％（Ａ）", "12:30~45%(A)"),
    ("**支付**上线", "  支付  上线"),
    ("<b>支付</b> A&amp;B&nbsp;C", "   支付     A&    B      C"),
    ("2\\. 支付\\_路由", "2 . 支付 _路由"),
    ("3—5 → 6⇒7", "3-5 → 6→7"),
    ("\t支付", " 支付"),
]


@pytest.mark.parametrize(("line", "wanted"), NORMAL)
def test_the_normal_form(line: str, wanted: str) -> None:
    assert normal(line) == wanted


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("见 https://wiki.example.com/p/123?a=4 第5页", "第5页"),
        ("[文档](http://a.b/c-12) 12条", "12条"),
        ("节点 10.20.3.15:8080 重启2次", "重启2次"),
        ("联系 13812345678 3人", "3人"),
        ("pay-gw.svc.internal:8443 超时5次", "超时5次"),
        ("a.b2@corp.example.com 收到6封", "收到6封"),
        ("/data/logs/2024/app.log 7个", "7个"),
        ('<td colspan="2">8笔</td>', "8笔"),
    ],
)
def test_no_rule_sees_a_number_of_an_address(line: str, shown: str) -> None:
    seen = [char for char in normal(line) if char.isdigit()]
    assert seen == [char for char in shown if char.isdigit()]
    assert FILLER in normal(line)


@given(st.text(st.sampled_from("#-*+>1、.)（(一①|`~=_\\[]x: \t\n\r支付a0％　《<li>&;"), max_size=120))
def test_every_line_is_in_one_entry_and_positions_hold(text: str) -> None:
    lines = split_lines(text)
    entries = read(text)
    owners = [number for entry in entries for number in range(entry.line, entry.line_end + 1)]
    assert len(owners) == len(set(owners))
    assert {number for number, line in enumerate(lines, 1) if line.strip()} <= set(owners)
    assert all(a.line_end < b.line for a, b in pairwise(entries))
    assert all(entry.raw == lines[entry.line - 1] and len(entry.norm) == len(entry.raw) for entry in entries)
    assert all(0 <= entry.start <= len(entry.raw) for entry in entries)
    assert all(entry.parent is None or entry.parent.position < entry.position for entry in entries)


@pytest.mark.parametrize("text", ["- 迭代 2 / ", "存管路由 v2 / ", "一、项目\n1\x1f 进展\n- 提测\n2\x1f 计划", "| 项目 |\n| --- |\n|\n||"])
def test_what_once_stopped_the_reader_stops_it_no_more(text: str) -> None:
    report = reader.read(f"# 周报 2024-W13\n\n{text}\n", "2024-W13.md")
    assert sum(entry.line_end - entry.line + 1 for entry in report.entries) >= len(text.splitlines())
