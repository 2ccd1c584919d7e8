# ruff: noqa: E501  cases are tables, read line by line
"""The Notion API as a source, against a server that answers as the API documents: what is read, again, not again, and what is told."""

import io
import json
import logging
import ssl
import time
import zipfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assets import warehouse
from assets.core.load import load
from assets.documents import notion_api
from assets.documents.collect import collect
from assets.documents.contents import contents
from assets.documents.notion_blocks import as_markdown
from assets.documents.notion_place import DAY_NS
from assets.documents.notion_values import value_text
from assets.documents.standing import SourceCount
from assets.house import AnySource, House, NotionSource, Source
from tests.notion_server import TOKEN, FakeNotion, block, new_id, rich, serving, value

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAMPLES = Path(__file__).parents[1] / "samples" / "reports"
YESTERDAY = time.strftime("%Y-%m-%dT%H:%M:00.000Z", time.gmtime(time.time() - 86_400))


class Home:
    """A warehouse in memory that reads from one fake Notion."""

    def __init__(self, notion: FakeNotion, folder: Path) -> None:
        self.notion, self.folder = notion, folder
        self.db = warehouse.connect(":memory:")
        warehouse.create_tables(self.db)
        self.source: AnySource | None = None
        self.others: tuple[AnySource, ...] = ()

    def reads(self, root: str, **options: Any) -> None:
        """The source from now on: a database or a page."""
        self.source = NotionSource(root.replace("-", ""), root in self.notion.databases, url=self.notion.url, **options)

    def scan(self, **options: Any) -> SourceCount:
        """One run over it (and the others); what it says of the Notion source, its requests counted anew."""
        self.notion.requests.clear()
        return collect(self.db, self.house(**options)).sources[0]

    def house(self, **options: Any) -> House:
        """The house of a run."""
        sources = ((self.source,) if self.source else ()) + self.others
        return House(self.folder / "home", sources, clock=lambda: datetime(2024, 4, 1, 8), **options)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return self.db.execute(sql).fetchall()

    def texts(self) -> dict[str, str]:
        """The documents by title."""
        rows = self.rows("select document_id, source_file from raw.documents order by first_seen_at, source_file")
        held = contents(self.db, [document_id for document_id, _ in rows])
        return {Path(name).stem[:-33]: held[document_id].decode() for document_id, name in rows}

    def problems(self) -> dict[str, str]:
        """What is told about each page."""
        return dict(self.rows("select source_file, message from raw.source_problems"))

    def age(self, days: int) -> None:
        """As if everything had been read so many days ago."""
        self.db.execute("update raw.scanned_files set read_at_ns = read_at_ns - ?", [days * DAY_NS])


@pytest.fixture(scope="module", autouse=True)
def _one_context():
    """Every client reads the certificates of all authorities, which takes longer than most of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture
def notion():
    fake = FakeNotion()
    with serving(fake) as fake.url:
        yield fake


@pytest.fixture
def waits(monkeypatch):
    """The seconds that were waited before another try, without waiting."""
    found: list[float] = []
    monkeypatch.setattr(notion_api, "sleep", found.append)
    return found


@pytest.fixture
def home(notion, tmp_path, monkeypatch, waits):
    monkeypatch.setenv("NOTION_TOKEN", TOKEN)
    return Home(notion, tmp_path)


def written(*blocks: dict) -> list[str]:
    """The lines of a page with these blocks, title and blank lines apart."""
    return [line for line in as_markdown("T", [], blocks_with_children(blocks), SHANGHAI).split("\n")[1:] if line]


def blocks_with_children(blocks: Any) -> list[dict]:
    return [{**b, "children": blocks_with_children(b["_children"])} for b in blocks]


def row(*cells: str) -> dict:
    return block("table_row", cells=[[rich(cell)] if cell else [] for cell in cells])


MENTION = {"type": "mention", "plain_text": "2024-04-07", "href": None, "annotations": {},
           "mention": {"type": "date", "date": {"start": "2024-04-07", "end": None}}}  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([block("heading_1", "大"), block("heading_2", "中"), block("heading_3", "小"), block("heading_4", "微")], ["# 大", "## 中", "### 小", "#### 微"]),
        ([block("paragraph", [rich("一 "), rich("粗", "bold"), rich("斜", "italic"), rich("x", "code"), rich("删", "strikethrough")])], ["一 **粗***斜*`x`~~删~~"]),
        ([block("paragraph", "第一行\n第二行")], ["第一行", "第二行"]),
        ([block("paragraph", [rich("链", href="https://x.example/?a=1")])], ["[链](https://x.example/?a=1)"]),
        ([block("paragraph", [rich("于 "), MENTION])], ["于 @2024年4月7日"]),
        ([block("paragraph", [{"type": "equation", "equation": {"expression": "e^x"}, "plain_text": "e^x", "href": None, "annotations": {}}])], ["$e^x$"]),
        ([block("bulleted_list_item", "甲", [block("numbered_list_item", "子一"), block("numbered_list_item", "子二", [block("paragraph", "段")])]), block("bulleted_list_item", "乙")],
         ["- 甲", "    1. 子一", "    2. 子二", "        段", "- 乙"]),
        ([block("numbered_list_item", "三", list_start_index=3), block("numbered_list_item", "四"), block("paragraph", "断"), block("numbered_list_item", "一")], ["3. 三", "4. 四", "断", "1. 一"]),
        ([block("to_do", "完", [block("to_do", "未", checked=False)], checked=True)], ["- [x] 完", "    - [ ] 未"]),
        ([block("toggle", "折", [block("paragraph", "内")])], ["- 折", "    内"]),
        ([block("heading_2", "题", [block("paragraph", "内")], is_toggleable=True)], ["## 题", "内"]),
        ([block("callout", "提示", icon={"type": "emoji", "emoji": "💡"})], ["<aside>", "💡 提示", "</aside>"]),
        ([block("quote", "一\n二", [block("bulleted_list_item", "三")])], ["> 一", "> 二", ">", "> - 三"]),
        ([block("code", "a < b\n  c", language="python")], ["```", "a < b", "  c", "```"]),
        ([block("table", None, [row("指标", "值"), row("A|B", "1\n2")], table_width=2)], ["| 指标 | 值 |", "| --- | --- |", "| A\\|B | 1 2 |"]),
        ([block("column_list", None, [block("column", None, [block("paragraph", "左")]), block("column", None, [block("paragraph", "右")])])], ["左", "右"]),
        ([block("synced_block", None, [block("paragraph", "同")], synced_from=None)], ["同"]),
        ([block("divider"), block("table_of_contents"), block("breadcrumb"), block("unsupported")], ["---"]),
        ([block("bookmark", url="https://x.example", caption=[rich("书签")]), block("embed", url="https://y.example", caption=[])], ["[书签](https://x.example)", "[https://y.example](https://y.example)"]),
        ([block("image", type="file", file={"url": "https://s3.example/a/b/%E5%9B%BE.png?X-Amz-Signature=1", "expiry_time": "x"}, caption=[])], ["![图.png](图.png)"]),
        ([block("file", type="external", external={"url": "https://x.example/a.pdf"}, caption=[], name="a.pdf")], ["[a.pdf](https://x.example/a.pdf)"]),
        ([block("equation", expression="a+b")], ["$a+b$"]),
        ([{**block("child_page", title="子 页"), "id": "01234567-89ab-cdef-0123-456789abcdef"}], ["[子 页](T/%E5%AD%90%20%E9%A1%B5%200123456789abcdef0123456789abcdef.md)"]),
        ([block("some_new_kind", "新", [block("paragraph", "里")])], ["新", "里"]),
    ],
)  # fmt: skip
def test_blocks_are_written_as_an_export_has_them(blocks, expected):
    assert written(*blocks) == expected


@pytest.mark.parametrize(
    ("kind", "held", "text"),
    [
        ("rich_text", [rich("支付"), rich("交易", "bold")], "支付交易"),
        ("number", 35, "35"),
        ("number", 0.1, "0.1"),
        ("number", None, ""),
        ("select", {"name": "进行中"}, "进行中"),
        ("status", None, ""),
        ("multi_select", [{"name": "支付"}, {"name": "风控"}], "支付, 风控"),
        ("date", {"start": "2024-03-29", "end": None}, "2024年3月29日"),
        ("date", {"start": "2024-03-25", "end": "2024-03-29"}, "2024年3月25日 → 2024年3月29日"),
        ("date", {"start": "2024-03-29T18:00:00.000+08:00", "end": None}, "2024年3月29日 18:00"),
        ("created_time", "2024-03-29T12:07:00.000Z", "2024年3月29日 20:07"),
        ("created_by", {"object": "user", "id": "x", "name": "张三"}, "张三"),
        ("last_edited_by", {"object": "user", "id": "x"}, ""),
        ("people", [{"object": "user", "id": "x", "name": "张三"}, {"object": "user", "id": "y"}], "张三"),
        ("checkbox", False, "No"),
        ("files", [{"name": "a.xlsx"}], "a.xlsx"),
        ("url", "https://x.example", "https://x.example"),
        ("formula", {"type": "string", "string": "高"}, "高"),
        ("formula", {"type": "boolean", "boolean": True}, "Yes"),
        (
            "rollup",
            {"type": "array", "array": [{"type": "number", "number": 1}, {"type": "date", "date": None}], "function": "show_original"},
            "1",
        ),
        ("rollup", {"type": "number", "number": 12.5, "function": "sum"}, "12.5"),
        ("unique_id", {"prefix": "INC", "number": 7}, "INC-7"),
        ("relation", [{"id": "x"}], ""),
        ("button", {}, ""),
    ],
)
def test_properties_are_written_as_an_export_has_them(kind, held, text):
    assert value_text(value(kind, held), SHANGHAI) == text


def test_a_page_of_a_database_is_a_document_with_its_properties(home, notion):
    properties = {"Created": value("created_time", "2024-03-29T12:07:00.000Z"), "Owner": value("people", [{"name": "张三"}]),
                  "团队": value("select", {"name": "支付"}), "空": value("rich_text", [])}  # fmt: skip
    page_id = notion.page("2024-W13", [block("heading_1", "O1"), block("bulleted_list_item", "存管路由开发进度60%")], properties)
    home.reads(notion.database("周报", [page_id]))
    count = home.scan()
    assert (count.status, count.documents, count.new) == ("ok", 1, 1)
    name = f"2024-W13 {page_id.replace('-', '')}.md"
    assert home.rows("select source_file, source_team, media, encoding from raw.documents") == [(name, None, "report", "utf-8")]
    assert home.texts() == {
        "2024-W13": "# 2024-W13\n\nCreated: 2024年3月29日 20:07\nOwner: 张三\n团队: 支付\n\n# O1\n\n- 存管路由开发进度60%\n"
    }
    load(home.db, home.house())
    assert home.rows("select team, week, author, created_at from core.reports") == [
        ("支付", "2024-W13", "张三", datetime(2024, 3, 29, 20, 7))
    ]


def test_answers_in_many_pages_and_blocks_at_any_depth_are_read_whole(home, notion):
    notion.page_size = 2
    deep = block("bulleted_list_item", "底")
    for level in range(120):
        deep = block("bulleted_list_item", f"层{level}", [deep])
    pages = [notion.page(f"2024-W{week:02}", [deep, *(block("paragraph", f"段{number}") for number in range(5))]) for week in range(1, 6)]
    home.reads(notion.database("周报", pages))
    assert home.scan().new == 5
    text = home.texts()["2024-W05"]
    assert all(f"段{number}" in text for number in range(5))
    assert text.index("层119") < text.index("层0") < text.index("底") < text.index("段0")


def test_a_database_larger_than_one_query_is_read_whole(home, notion):
    notion.query_limit = 3
    pages = [notion.page(f"2024-W{week:02}", []) for week in range(1, 8)]
    for day, page_id in enumerate(pages, start=1):
        notion.pages[page_id]["created_time"] = f"2024-01-{day:02}T08:00:00.000Z"
    home.reads(notion.database("周报", pages))
    assert home.scan().documents == 7


def test_unchanged_pages_are_not_asked_for_their_blocks(home, notion):
    pages = [notion.page(f"2024-W{week:02}", [block("paragraph", "文")]) for week in (1, 2)]
    home.reads(notion.database("周报", pages))
    home.scan()
    assert notion.asked("/children") == 2
    count = home.scan()
    assert (count.status, count.unchanged, notion.asked("/children")) == ("unchanged", 2, 0)
    notion.page("2024-W02", [block("paragraph", "改")], edited="2024-01-06T08:00:00.000Z", page_id=pages[1])
    count = home.scan()
    assert (count.status, count.changed, count.unchanged, notion.asked("/children")) == ("ok", 1, 1, 1)
    assert home.rows("select count(*) from raw.documents") == [(3,)]


def test_a_page_edited_shortly_before_it_was_read_is_read_again_until_it_is_certain(home, notion):
    """The time of the edit is cut to the minute, and an edit over the API may leave it as it was."""
    page_id = notion.page("2024-W13", [block("paragraph", "一")], edited=YESTERDAY)
    home.reads(notion.database("周报", [page_id]))
    home.scan()
    notion.page("2024-W13", [block("paragraph", "二")], edited=YESTERDAY, page_id=page_id)
    assert home.scan().changed == 1
    count = home.scan()
    assert (count.status, notion.asked("/children")) == ("unchanged", 1)


def test_every_page_is_read_again_after_four_weeks(home, notion):
    home.reads(notion.database("周报", [notion.page("2024-W13", [block("paragraph", "文")])]))
    home.scan()
    home.age(27)
    home.scan()
    assert notion.asked("/children") == 0
    home.age(1)
    assert home.scan().status == "unchanged"
    assert notion.asked("/children") == 1


def test_other_settings_read_everything_again(home, notion):
    created = {"Created": value("created_time", "2024-03-29T12:07:00.000Z")}
    home.reads(notion.database("周报", [notion.page("2024-W13", [], created)]))
    home.scan()
    home.scan(timezone="Europe/Berlin")
    assert "2024年3月29日 13:07" in home.texts()["2024-W13"]


def test_a_page_is_renamed_not_lost(home, notion):
    page_id = notion.page("2024-W13", [])
    home.reads(notion.database("周报", [page_id]))
    home.scan()
    notion.page("2024-W14", [], page_id=page_id)
    count = home.scan()
    assert (count.changed, count.gone) == (1, [])


def test_a_page_that_vanished_is_told_once_and_keeps_its_document(home, notion):
    pages = [notion.page(f"2024-W{week:02}", []) for week in (1, 2, 3)]
    database = notion.database("周报", pages)
    home.reads(database)
    home.scan()
    notion.rows[next(iter(notion.rows))].remove(pages[0])
    notion.pages[pages[1]]["in_trash"] = True
    count = home.scan()
    assert [name[:8] for name in count.gone] == ["2024-W01", "2024-W02"]
    assert len(home.texts()) == 3
    assert home.scan().gone == []


def test_pages_below_a_page_lie_in_folders_that_name_their_team(home, notion):
    week = notion.page("2024-W13", [block("paragraph", "支付的")])
    note = notion.page("2024-W12", [block("paragraph", "风控的")])
    pay = notion.page("支付", [block("column_list", None, [block("column", None, [notion.child(week)])])])
    risk = notion.page("风控", [notion.child(notion.database("风控周报", [note]))])
    root = notion.page("周报/全部", [block("paragraph", "说明"), notion.child(pay), block("toggle", "折", [notion.child(risk)])])
    home.reads(root)
    count = home.scan()
    assert (count.new, count.ignored) == (3, 2)
    named = {
        Path(name).stem[:-33]: (str(Path(name).parent), team)
        for name, team in home.rows("select source_file, source_team from raw.documents")
    }
    assert named == {"周报 全部": (".", None), "2024-W13": ("支付", "支付"), "2024-W12": ("风控/风控周报", "风控")}
    assert home.scan().status == "unchanged"
    assert notion.asked(f"/blocks/{week.replace('-', '')}") == 0
    new = notion.page("2024-W14", [])
    notion.page("支付", [notion.child(week), notion.child(new)], page_id=pay)
    assert home.scan().new == 1


def test_a_subpage_of_a_report_does_not_name_a_team(home, notion):
    child = notion.page("2024-W13 附", [])
    home.reads(notion.database("周报", [notion.page("2024-W13", [block("paragraph", "文"), notion.child(child)])]))
    home.scan()
    assert home.rows("select source_team, count(*) from raw.documents group by all") == [(None, 2)]


def test_a_roll_out_table_kept_as_a_database_is_one_table(home, notion):
    def city(name: str, day: str) -> str:
        return notion.page(
            "物保三期", [], {"城市": value("rich_text", [rich(name)]), "上线日期": value("date", {"start": day, "end": None})}
        )

    first = city("杭州", "2024-03-05")
    rows = [first, city("宁波", "2024-03-06")]
    for page_id in rows:
        notion.pages[page_id]["properties"]["项目"] = notion.pages[page_id]["properties"].pop("Name")
    home.reads(notion.database("开城", rows), team="支付")
    assert (home.scan().documents, notion.asked("/children")) == (1, 0)
    load(home.db, home.house())
    assert home.rows("select team, project, city, opened_on::varchar from core.city_openings order by 4") == [
        ("支付", "物保三期", "杭州", "2024-03-05"), ("支付", "物保三期", "宁波", "2024-03-06"),
    ]  # fmt: skip
    assert home.scan().status == "unchanged"
    notion.pages[first]["properties"]["上线日期"]["date"]["start"] = "2024-03-07"
    assert home.scan().changed == 1


def test_a_database_with_several_data_sources_is_read_whole(home, notion):
    database = notion.database("周报", [notion.page("2024-W01", [])], sources=2)
    notion.rows[notion.databases[database]["data_sources"][1]["id"]].append(notion.page("2024-W02", []))
    home.reads(database)
    assert home.scan().documents == 2


def test_a_synced_copy_is_read_from_its_original_and_never_within_itself(home, notion):
    original = block("synced_block", None, [block("paragraph", "共用")], synced_from=None)
    copy = {**block("synced_block", synced_from={"type": "block_id", "block_id": original["id"]}), "has_children": True}
    original["_children"].append(
        {**block("synced_block", synced_from={"type": "block_id", "block_id": original["id"]}), "has_children": True}
    )
    pages = [notion.page("2024-W01", [original]), notion.page("2024-W02", [copy])]
    home.reads(notion.database("周报", pages))
    home.scan()
    assert [text.count("共用") for text in home.texts().values()] == [1, 1]


def test_rate_limits_are_waited_out_as_the_answer_says(home, notion, waits):
    home.reads(notion.database("周报", [notion.page("2024-W13", [block("paragraph", "文")])]))
    notion.fail("/query", 429, times=2, headers={"Retry-After": "7"})
    notion.fail("/children", 529, headers={"Retry-After": "3"})
    assert (home.scan().status, waits) == ("ok", [7.0, 7.0, 3.0])


def test_a_wait_of_many_minutes_is_left_to_the_next_run(home, notion, waits):
    home.reads(notion.database("周报", [notion.page("2024-W13", [])]))
    notion.fail("/databases/", 429, headers={"Retry-After": "900"})
    count = home.scan()
    assert (count.status, waits) == ("failed", [])
    assert "要求等待 900 秒" in (count.why or "")
    assert home.scan().status == "ok"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 0])
def test_faults_and_dropped_connections_are_tried_again(home, notion, waits, status):
    home.reads(notion.database("周报", [notion.page("2024-W13", [block("paragraph", "文")])]))
    notion.fail("/databases/", status, body="<html>" if status == 502 else None)
    notion.fail("/query", status, times=4)
    count = home.scan()
    assert (count.status, count.new, len(waits)) == ("ok", 1, 5)
    assert waits[1] < waits[2] < waits[3] < waits[4] < 20


def test_an_answer_that_does_not_come_is_tried_again(home, notion, waits, monkeypatch):
    monkeypatch.setattr(notion_api, "TIMEOUT_MS", 100)
    home.reads(notion.database("周报", [notion.page("2024-W13", [])]))
    notion.fail("/databases/", 200, wait_s=0.3)
    assert (home.scan().status, len(waits)) == ("ok", 1)


def test_a_page_that_fails_for_good_is_told_and_the_others_are_read(home, notion):
    pages = [notion.page(f"2024-W{week:02}", []) for week in (1, 2, 3)]
    home.reads(notion.database("周报", pages))
    home.scan()
    for page_id in pages[1:]:
        notion.page(f"2024-W0{pages.index(page_id) + 1}", [block("paragraph", "改")], edited="2024-01-09T08:00:00.000Z", page_id=page_id)
    broken = pages[1].replace("-", "")
    notion.fail(f"/blocks/{broken}", 500, times=5)
    count = home.scan()
    assert (count.status, count.changed, count.unchanged, count.problems, count.gone) == ("ok", 1, 1, 1, [])
    assert home.problems() == {f"2024-W02 {broken}.md": "Notion 服务出错（500），试了 5 次，未读取；下次运行会再试。"}
    assert home.scan().changed == 1
    assert home.problems() == {}


@pytest.mark.parametrize(
    "answer",
    ['{"object": "list"}', '{"object": "list", "results": [{"object": "block", "id": "x", "type": "paragraph"}], "has_more": false, "next_cursor": null}',
     '{"object": "list", "results": [{"object": "block", "id": "x", "has_children": false, "type": "to_do", "to_do": {"rich_text": [{}]}}], "has_more": false, "next_cursor": null}',
     "[]", '{"results": 7, "has_more": false, "next_cursor": null}'],
)  # fmt: skip
def test_an_answer_of_another_shape_is_told_for_its_page(home, notion, answer):
    pages = [notion.page(f"2024-W{week:02}", []) for week in (1, 2)]
    home.reads(notion.database("周报", pages))
    notion.fail(f"/blocks/{pages[0].replace('-', '')}", 200, body=answer)
    assert home.scan().documents == 1
    [message] = home.problems().values()
    assert message.startswith("Notion API 的回答看不懂")


def test_a_broken_row_hides_no_other_and_is_not_gone(home, notion):
    pages = [notion.page(f"2024-W{week:02}", []) for week in (1, 2)]
    home.reads(notion.database("周报", pages))
    home.scan()
    sound, notion.pages[pages[0]]["properties"] = notion.pages[pages[0]]["properties"], {"Name": {"type": "title"}}
    count = home.scan()
    assert (count.problems, count.unchanged, count.gone) == (1, 1, [])
    notion.pages[pages[0]]["properties"] = sound
    assert home.scan().documents == 2


def test_an_outage_in_the_middle_ends_the_scan_and_loses_nothing(home, notion, waits):
    pages = [notion.page(f"2024-W{week:02}", [block("paragraph", "文")]) for week in range(1, 9)]
    home.reads(notion.database("周报", pages))
    home.scan()
    for week, page_id in enumerate(pages, start=1):
        notion.page(f"2024-W{week:02}", [block("paragraph", "改")], edited="2024-01-09T08:00:00.000Z", page_id=page_id)
    notion.fail("/children", 503, times=100)
    count = home.scan()
    assert (count.status, count.gone, notion.asked("/children")) == ("failed", [], 15)
    notion.failures.clear()
    assert home.scan().changed == 8
    assert home.rows("select count(*) from raw.documents") == [(16,)]


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "不认这个令牌"), (403, "没有读取权限"), (404, "没有与集成共享"), (400, "拒绝了请求（400）")],
)
def test_a_source_that_cannot_be_had_says_why_and_keeps_what_it_had(home, notion, status, said):
    home.reads(notion.database("周报", [notion.page("2024-W13", [])]))
    home.scan()
    notion.fail("/databases/", status)
    count = home.scan()
    assert (count.status, count.gone) == ("failed", [])
    assert said in (count.why or "")
    assert home.problems() == {"": count.why}
    assert home.rows("select status, gone_documents, delivered_at is not null from ops.sources") == [("failed", [], True)]
    assert home.scan().status == "unchanged"


def test_a_root_page_that_fails_hides_the_pages_below_it(home, notion):
    root = notion.page("周报", [notion.child(notion.page("2024-W13", [block("paragraph", "文")]))], edited=YESTERDAY)
    home.reads(root)
    home.scan()
    notion.fail(f"/blocks/{root.replace('-', '')}", 500, times=5)
    count = home.scan()
    assert (count.status, count.gone) == ("failed", [])
    assert home.scan().status == "unchanged"


def test_a_root_in_the_trash_is_told(home, notion):
    root = notion.page("周报", [])
    home.reads(root)
    notion.pages[root]["in_trash"] = True
    assert "回收站" in (home.scan().why or "")


def test_a_view_of_a_database_that_is_not_shared_is_passed_over(home, notion):
    view = block("child_database", title="别处的库")
    home.reads(notion.page("2024-W13", [view, block("paragraph", "文")]))
    count = home.scan()
    assert (count.status, count.documents, count.problems, count.ignored) == ("ok", 1, 0, 1)


def test_one_source_that_fails_does_not_stop_the_others(home, notion, tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "2024-W13.md").write_text("# 2024-W13\n\n- 存管路由开发进度60%\n", "utf-8")
    home.reads(new_id())
    home.others = (Source(tmp_path / "reports"),)
    assert home.scan().status == "failed"
    load(home.db, home.house())
    assert home.rows("select source, status from ops.sources order by 1")[0][1] == "ok"
    assert home.rows("select rule, team from core.findings where report_id is null") == [("unreadable_source", "default")]
    assert home.rows("select percent from core.progress") == [(60.0,)]


@pytest.mark.parametrize("token", [None, "", "  ", "ntn_ with spaces", "ntn_秘密令牌", f"{TOKEN}\nX-Evil: 1"])
def test_without_a_token_that_can_be_one_nothing_is_asked(home, notion, monkeypatch, token):
    home.reads(notion.database("周报", []), token_env="TEAM_TOKEN")
    monkeypatch.delenv("NOTION_TOKEN")
    if token is None:
        monkeypatch.delenv("TEAM_TOKEN", raising=False)
    else:
        monkeypatch.setenv("TEAM_TOKEN", token)
    count = home.scan()
    assert (count.status, notion.requests) == ("failed", [])
    assert "TEAM_TOKEN" in (count.why or "")
    assert not any(part and part in (count.why or "") for part in (token or "").split())


def test_the_token_is_nowhere_but_in_the_requests(home, notion, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    pages = [notion.page(f"2024-W{week:02}", [block("paragraph", "文")]) for week in (1, 2)]
    home.reads(notion.database("周报", pages))
    notion.fail("/children", 500)
    home.scan()
    notion.fail("/databases/", 0, times=5)
    home.scan()
    notion.fail("/databases/", 401)
    home.scan()
    stored = [table for (table,) in home.rows("select table_schema || '.' || table_name from information_schema.tables")]
    held = json.dumps([home.rows(f"select * from {table}") for table in stored], default=str)
    said = capfd.readouterr()
    assert pages[0].replace("-", "") in held
    assert TOKEN not in held + caplog.text + said.out + said.err + repr(home.house())


def as_blocks(markdown: str) -> tuple[str, dict, list[dict]]:
    """Title, properties and blocks of a report of the samples, as Notion would hold them."""
    name, properties, top = "", {}, []
    stack: list[tuple[int, list[dict]]] = [(-1, top)]
    rows: list[dict] | None = None
    for line in markdown.expandtabs(4).split("\n"):
        indent, text = len(line) - len(line.lstrip(" ")), line.strip()
        if not text.startswith("|"):
            rows = None
        if not text:
            continue
        while indent <= stack[-1][0]:
            stack.pop()
        into = stack[-1][1]
        if text.startswith("# ") and not name:
            name = text[2:]
        elif (
            ": " in text
            and not top
            and text.split(": ")[0] in ("Created", "Owner", "Team", "Author", "Last edited", "创建人", "创建时间", "团队")
        ):
            key, held = text.split(": ", 1)
            properties[key] = value("rich_text", [rich(held)])
        elif text.startswith("|"):
            cells = [cell.strip() for cell in text.strip("|").split("|")]
            if rows is None:
                into.append(block("table", None, table_width=len(cells)))
                rows = into[-1]["_children"]
            if not all(set(cell) <= set("-: ") for cell in cells):
                rows.append(row(*cells))
        else:
            into.append(_block_of(text))
            if into[-1]["type"] in ("bulleted_list_item", "numbered_list_item", "to_do"):
                stack.append((indent, into[-1]["_children"]))
    return name, properties, _with_flags(top)


def _block_of(text: str) -> dict:
    mark, _, rest = text.partition(" ")
    if mark in ("#", "##", "###"):
        return block(f"heading_{len(mark)}", rest)
    if text.startswith(("- [ ] ", "- [x] ")):
        return block("to_do", text[6:], checked=text[3] == "x")
    if mark == "-":
        return block("bulleted_list_item", rest)
    if mark.rstrip(".").isdigit() and mark.endswith("."):
        return block("numbered_list_item", rest, list_start_index=int(mark[:-1]))
    if mark == ">":
        return block("quote", rest)
    return block("divider") if text == "---" else block("paragraph", text)


def _with_flags(blocks: list[dict]) -> list[dict]:
    for one in blocks:
        one["has_children"] = bool(one["_children"])
        _with_flags(one["_children"])
    return blocks


FACTS = {
    "progress": "component, percent, previous_percent, qualifier",
    "milestones": "event, status, date_start, date_end, date_text",
    "rollouts": "new_cities, cumulative_cities, remaining_cities, target_cities, cities",
    "measures": "name, value, unit, previous_value, is_target",
    "incidents": "service, severity, started_at, ended_at, detected_at, affected_count",
    "plans": "target_week, text",
}


def test_samples_over_the_api_read_to_the_facts_of_their_files(home, notion, tmp_path):
    paths = [path for path in sorted(SAMPLES.rglob("*.md")) if "\ufffd" not in path.read_bytes().decode("utf-8-sig", "replace")]
    pages: dict[str, list[str]] = {}
    for path in paths:
        name, properties, blocks = as_blocks(path.read_text("utf-8-sig"))
        pages.setdefault(path.parent.name, []).append(notion.page(name, blocks, properties))
        copy = tmp_path / "files" / path.parent.name / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    teams = [notion.page(team, [notion.child(notion.database("周报", reports))]) for team, reports in pages.items()]
    home.reads(notion.page("全部", [notion.child(team) for team in teams]))
    count = home.scan()
    assert (count.documents, count.ignored, count.problems) == (len(paths), 3, 0)
    load(home.db, home.house())
    over_api = facts(home)
    files = Home(notion, tmp_path / "second")
    files.others = (Source(tmp_path / "files"),)
    files.scan()
    load(files.db, files.house())
    assert sum(map(len, over_api.values())) > 500
    for table, rows in facts(files).items():
        assert over_api[table] == rows, table


def facts(home: Home) -> dict[str, list[str]]:
    """The facts by table, without where they stand."""
    return {
        table: sorted(map(str, home.rows(f"select team, week, project, {columns} from core.{table}"))) for table, columns in FACTS.items()
    }


def zipped(files: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()
