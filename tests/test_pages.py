# ruff: noqa: E501  cases are tables, read line by line
"""Pages of Notion's HTML export read as its Markdown export does; hostile markup costs neither time nor the run."""

import html
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.documents.markup import parse
from assets.documents.pages import is_list_of_pages, to_markdown
from assets.documents.texts import text_of
from assets.facts import reader

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "reports").rglob("2024-W*.md"))


def page(body: str, properties: str = "", title: str = "2024-W13") -> str:
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>'
        f"<title>{title}</title><style>body > p {{ x }}</style></head><body><article id='0' class='page sans'>"
        f'<header><div class="page-header-icon undefined"><span class="icon">📄</span></div>'
        f'<h1 class="page-title">{title}</h1><p class="page-description"></p>{properties}</header>'
        f'<div class="page-body">{body}</div></article></body></html>'
    )


def lines(body: str) -> list[str]:
    return [line for line in to_markdown(page(body)).split("\n")[1:] if line]


def test_properties_become_lines_below_the_title():
    table = (
        '<table class="properties"><tbody>'
        '<tr class="property-row property-row-created_time"><th><span class="icon property-icon"><svg><path/></svg></span>Created</th>'
        "<td><time>@2024年3月29日 20:07</time></td></tr>"
        '<tr class="property-row property-row-person"><th>Owner</th><td><span class="user"><img class="icon user-icon" src="x"/>张三</span></td></tr>'
        '<tr class="property-row property-row-multi_select"><th>Tags</th><td><span class="selected-value">支付</span><span class="selected-value">风控</span></td></tr>'
        '<tr class="property-row property-row-checkbox"><th>Done</th><td><div class="checkbox checkbox-off"></div></td></tr>'
        "</tbody></table>"
    )
    assert to_markdown(page("<p>文</p>", table)) == (
        "# 2024-W13\n\nCreated: 2024年3月29日 20:07\nOwner: 张三\nTags: 支付, 风控\nDone: No\n\n文\n"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<h1 class="">大</h1><h2>中</h2><h3>小</h3>', ["# 大", "## 中", "### 小"]),
        (
            "<p>一 <strong>粗 </strong><em>斜</em><code>x</code><del>删</del> &lt;&amp;&gt;</p>",
            ["一 **粗** *斜*`x`~~删~~ <&>"],
        ),
        ("<p>第一行<br/>第二行\n第三行</p>", ["第一行", "第二行", "第三行"]),
        (
            '<ul class="bulleted-list"><li style="x">甲<ol class="numbered-list" start="1"><li>子一</li></ol>'
            '<ol class="numbered-list" start="2"><li>子二<p>段</p></li></ol></li></ul><ul class="bulleted-list"><li>乙</li></ul>',
            ["- 甲", "    1. 子一", "    2. 子二", "        段", "- 乙"],
        ),
        (
            '<ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span class="to-do-children-checked">完</span>'
            '<div class="indented"><ul class="to-do-list"><li><div class="checkbox checkbox-off"></div> <span>未</span></li></ul></div></li></ul>',
            ["- [x] 完", "    - [ ] 未"],
        ),
        (
            '<ul class="toggle"><li><details open=""><summary>折</summary><p>内</p></details></li></ul>',
            ["- 折", "    内"],
        ),
        (
            '<details open=""><summary style="font-weight:600;font-size:1.5em">题</summary><div class="indented"><p>内</p></div></details>',
            ["## 题", "内"],
        ),
        (
            '<figure class="block-color-gray callout"><div style="x"><span class="icon">💡</span></div><div>提示</div></figure>',
            ["<aside>", "💡 提示", "</aside>"],
        ),
        ("<blockquote>一<br/>二</blockquote>", ["> 一", "> 二"]),
        ('<pre class="code"><code>a &lt; b\n  c</code></pre>', ["```", "a < b", "  c", "```"]),
        (
            '<table class="simple-table"><thead><tr><th>指标</th><th>值</th></tr></thead><tbody><tr><td>A|B</td><td>1<br/>2</td></tr></tbody></table>',
            ["| 指标 | 值 |", "| --- | --- |", "| A\\|B | 1 2 |"],
        ),
        ('<p><a href="https://x.example/?a=1&amp;b=2">链</a></p>', ["[链](https://x.example/?a=1&b=2)"]),
        (
            '<figure class="bookmark source"><a href="https://x.example"><div class="bookmark-title">书签</div></a></figure>',
            ["[书签](https://x.example)"],
        ),
        (
            '<div class="column-list"><div class="column"><p>左</p></div><div class="column"><p>右</p></div></div>',
            ["左", "右"],
        ),
        (
            '<p>式 <span class="notion-text-equation-token"><span class="katex"><math><annotation>e^x</annotation></math></span></span></p>',
            ["式 $e^x$"],
        ),
        (
            '<nav class="table_of_contents"><a href="#1">目</a></nav><hr/><script>if (a<b) "</p>"</script><p>文</p>',
            ["---", "文"],
        ),
        ('<div style="display:contents" dir="auto"><p>包</p></div>', ["包"]),
        (
            '<div class="collection-content"><h4 class="collection-title">库</h4><table class="collection-content"><tr><td>行</td></tr></table></div>',
            ["库"],
        ),
        ("<p>没有<p>结束<ul><li>一<li>二</ul>", ["没有", "结束", "- 一", "- 二"]),
        ("<!-- 注 --><p>文</p><!DOCTYPE x><?php x ?>", ["文"]),
        ("<p>3 < 5 且 a<b</p>", ["3 < 5 且 a<b"]),
    ],
)
def test_blocks(body, expected):
    assert lines(body) == expected


def test_a_page_of_another_program_folds_its_line_ends():
    assert to_markdown("<html><title>2024-W13</title><body><p>一\n  二</p></body></html>") == "# 2024-W13\n\n一 二\n"


def test_a_page_that_only_lists_a_database_is_no_report():
    table = '<table class="collection-content"><thead><tr><th>Name</th></tr></thead></table>'
    assert is_list_of_pages(page(table))
    assert is_list_of_pages(page(f"\n{table}\n"))
    assert not is_list_of_pages(page(f"<p>文</p>{table}"))
    assert not is_list_of_pages(page("<p>collection-content</p>"))


def as_notion_html(markdown: str) -> str:
    """The HTML that Notion would export for these Markdown lines: each item a list of its own, nested by indent."""
    title, properties, body = "", [], []
    depth: list[tuple[int, str]] = []
    for line in markdown.split("\n"):
        indent, text = len(line) - len(line.lstrip(" ")), _inline(line.strip())
        item = re.match(r"(?:(\d+)\.|-) (.*)", text)
        if not text:
            continue
        while depth and indent <= depth[-1][0]:
            body.append(f"</li></{depth.pop()[1]}>")
        if line.startswith("# ") and not title:
            title = text[2:]
        elif re.match(r"(Created|Owner|Team|Author|Last edited|创建人|创建时间|团队)[^:：]*[:：]", text) and not body:
            name, value = re.split("[:：]", text, maxsplit=1)
            properties.append(f"<tr class='property-row'><th>{name}</th><td><time>@{value.strip()}</time></td></tr>")
        elif heading := re.match(r"(#+) (.*)", text):
            body.append(f"<h{len(heading[1])} id='x' class=''>{heading[2]}</h{len(heading[1])}>")
        elif item:
            kind = f"ol type='1' class='numbered-list' start='{item[1]}'" if item[1] else "ul class='bulleted-list'"
            body.append(f"<{kind}><li style='list-style-type:disc'>{item[2]}")
            depth.append((indent, kind[:2]))
        else:
            body.append(f"<p id='x' class=''>{text}</p>")
    body += [f"</li></{kind}>" for _, kind in reversed(depth)]
    return page("".join(body), f"<table class='properties'><tbody>{''.join(properties)}</tbody></table>", title)


def _inline(text: str) -> str:
    text = html.escape(text, quote=False)
    text = re.sub(r"\[([^\]]*)\]\((\S+?)\)", r'<a href="\2">\1</a>', text)
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)


def facts_of(text: str, name: str) -> list[tuple]:
    """The facts of a report without where they stand."""
    return sorted((type(fact).__name__, fact.project or "", text_at(fact)) for fact in reader.read(text, name, None).facts)


def text_at(fact) -> str:
    return fact.entry.raw[fact.start : fact.end]


@pytest.mark.parametrize("path", SAMPLES[:6], ids=lambda path: path.name[:8])
def test_html_reads_to_the_facts_of_its_markdown(path):
    markdown = path.read_text("utf-8-sig")
    if "|" in markdown or "- [" in markdown:
        pytest.skip("the test's own writer knows no tables")
    converted = text_of(as_notion_html(markdown).encode(), path.with_suffix(".html").name).text
    assert facts_of(markdown, path.name)
    assert facts_of(converted, path.name) == facts_of(markdown, path.name)


@pytest.mark.parametrize(
    "text",
    ["<!--" * 50_000, "<a " * 75_000, "<![" * 75_000, "<?" * 75_000, "</a " * 75_000, "<" * 225_000, "&#" * 100_000,
     "<div>" * 50_000, "<ul><li>" * 25_000, "<table><tr><td>" * 12_500, "<style>" * 25_000, "</p>" * 50_000, "<b>" * 50_000,
     "<a href=\"" * 25_000, "<a b='\"" * 25_000, "<p " + "a=b " * 50_000 + ">", "<details><summary>" * 12_500, "<blockquote>" * 25_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_trap_costs_seconds_at_most(text):
    start = time.process_time()  # others may keep the machine busy
    to_markdown(text)
    is_list_of_pages(text + "collection-content")
    assert time.process_time() - start < 5


@given(st.text(alphabet="<>/\"'=!-abpulitd &;#\n", max_size=200))
def test_any_text_makes_a_tree(text):
    parse(text)
    to_markdown(text)
