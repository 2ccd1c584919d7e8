"""Roll-out tables and incident logs: what each form says, and what is told about cells that cannot be read."""

import io
import json
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets import dictionary, warehouse
from assets.documents import grid
from assets.documents.cells import CellError, read_count, read_quantity
from assets.documents.headers import find_header, kinds
from assets.documents.moments import read_date, read_time, read_week
from assets.documents.rows import Origin, column_letters
from assets.documents.tables import TableReading, merge, read_table

ZONE = "Asia/Shanghai"


def read(text: str | bytes, name: str = "rollout.csv", **options) -> TableReading:
    return read_table(text.encode() if isinstance(text, str) else text, Origin(name), **options)


def workbook(*sheets: list[list[object]], merged: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number + 1}")
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def openings(reading: TableReading) -> list[tuple]:
    return [(o["project"], o["city"], o["opened_on"], o["source_line"]) for o in reading.openings]


def messages(reading: TableReading) -> list[str]:
    return [f["message"] for f in reading.findings]


CITIES = "项目,城市,上线日期\n交易不成退代,杭州,2024-03-05\n交易不成退代,宁波,2024-03-08\n交易不成退代,温州,2024-03-12\n"


def test_a_row_per_city_gives_openings_and_weekly_counts():
    """Two cities open in W10 (4 to 10 March), one in W11: 2 then 2 + 1 = 3 in all."""
    reading = read(CITIES)
    assert openings(reading) == [
        ("交易不成退代", "杭州", date(2024, 3, 5), 2),
        ("交易不成退代", "宁波", date(2024, 3, 8), 3),
        ("交易不成退代", "温州", date(2024, 3, 12), 4),
    ]
    first = reading.openings[0]
    assert (first["city_code"], first["week"], first["week_start"], first["origin"]) == (
        "330100", "2024-W10", date(2024, 3, 4), "table",
    )  # fmt: skip
    weeks = [(r["week"], r["new_cities"], r["cumulative_cities"], r["cities"]) for r in reading.rollouts]
    assert weeks == [("2024-W10", 2, 2, ["杭州", "宁波"]), ("2024-W11", 1, 3, ["温州"])]
    assert reading.findings == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    assert openings(read(CITIES.replace(",", delimiter).encode(encoding))) == openings(read(CITIES))


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_csv_with_other_line_ends_and_a_sep_line(ending):
    reading = read("sep=;\n" + CITIES.replace(",", ";").replace("\n", ending))
    assert [row[:3] for row in openings(reading)] == [row[:3] for row in openings(read(CITIES))]


def test_order_further_columns_titles_and_synonyms_do_not_matter():
    reading = read("推广台账\n\n负责人,开城时间,城市名称（地级）,所属项目\n张三,2024/3/5,杭州市,退代\n", synonyms={})
    assert openings(reading) == [("退代", "杭州市", date(2024, 3, 5), 4)]
    english = read("Project,City,Opened on\nA,Hangzhou,2024-03-05\n")
    assert openings(english) == [("A", "Hangzhou", date(2024, 3, 5), 2)]
    own = read("项目,落地点,上线日期\nA,杭州,2024-03-05\n", synonyms={"city": ["落地点"]})
    assert len(own.openings) == 1


def test_a_planned_date_is_not_the_date_of_opening():
    reading = read("项目,城市,上线日期（计划）,上线日期（实际）\nA,杭州,2024-03-01,2024-03-05\n")
    assert openings(reading) == [("A", "杭州", date(2024, 3, 5), 2)]


def test_cities_without_a_date_or_with_an_open_status_are_pending():
    reading = read("项目,城市,上线日期,状态\nA,杭州,2024-03-05,已上线\nA,宁波,待定,\nA,温州,,\nA,台州,2024-04-01,计划中\n合计,4,,\n")
    assert [o["city"] for o in reading.openings] == ["杭州"]
    assert (reading.pending, reading.findings) == (3, [])


def test_one_cell_may_name_several_cities_and_ditto_repeats():
    reading = read("项目,城市,上线日期\nA,杭州、宁波 温州,2024-03-05\n同上,义  乌,〃\n")
    assert [(o["project"], o["city"], o["city_code"]) for o in reading.openings] == [
        ("A", "杭州", "330100"), ("A", "宁波", "330200"), ("A", "温州", "330300"), ("A", "义 乌", "330782"),
    ]  # fmt: skip


def test_a_city_opened_twice_is_two_openings_and_counts_once():
    reading = read("项目,城市,上线日期\nA,杭州,2024-03-05\nA,杭州市,2024-03-12\nA,杭州,2024-03-05\n")
    assert len({o["fact_id"] for o in reading.openings}) == 3
    assert [(r["week"], r["new_cities"], r["cumulative_cities"]) for r in reading.rollouts] == [("2024-W10", 1, 1)]


def test_bad_cells_are_told_by_address_and_lose_nothing_else():
    reading = read(
        "项目,城市,上线日期\nA,杭州,2024-02-30\nA,宁波,3月5日\n,温州,2024-03-05\nA,,2024-03-05\nA,台州,2024-03-06\nA,丽水,随便\n"
    )
    assert [o["city"] for o in reading.openings] == ["台州"]
    assert messages(reading) == [
        "C2（上线日期）写的是「2024-02-30」，没有这一天，未计入；请改正。",
        "C3（上线日期）写的是「3月5日」，没有年份，请写成 2024-03-05，未计入；请改正。",
        "A4（项目）是空的，该行未计入；请补上。",
        "B5（城市）是空的，该行未计入；请补上。",
        "C7（上线日期）写的是「随便」，不是日期，未计入；请改正。",
    ]
    assert [f["rule"] for f in reading.findings] == [
        "invalid_date", "invalid_date", "unreadable_source", "unreadable_source", "invalid_date",
    ]  # fmt: skip
    assert [f["source_line"] for f in reading.findings] == [2, 3, 4, 5, 7]


def test_a_row_per_week_gives_its_counts_negative_ones_too():
    reading = read(
        "项目,周,新增城市数,累计城市数,待开城市数\n退代,2024-W12,5,101,45\n退代,2024年第13周,35城,136,10\n退代,2024-04-03,-1,135,-\n"
    )
    rows = [(r["week"], r["new_cities"], r["cumulative_cities"], r["remaining_cities"]) for r in reading.rollouts]
    assert rows == [("2024-W12", 5, 101, 45), ("2024-W13", 35, 136, 10), ("2024-W14", -1, 135, None)]
    assert {r["origin"] for r in reading.rollouts} == {"table"}
    assert reading.findings == []


def test_bad_weeks_and_counts_are_told_and_the_rest_of_the_row_is_kept():
    reading = read("项目,周,新增城市数,累计城市数\nA,2024-W60,1,1\nA,W13,1,1\nA,2024-W13,很多,136\nA,,1,2\n")
    assert [(r["new_cities"], r["cumulative_cities"]) for r in reading.rollouts] == [(None, 136)]
    assert messages(reading) == [
        "B2（周）写的是「2024-W60」，2024 年没有第 60 周，未计入；请改正。",
        "B3（周）写的是「W13」，「W13」没有年份，请写成 2024-W13，未计入；请改正。",
        "C4（新增城市数）写的是「很多」，不是整数，未计入；请改正。",
        "B5（周）是空的，该行未计入；请补上。",
    ]


def test_a_week_given_twice_counts_once_and_is_told():
    reading = read("项目,周,新增城市数\nA,2024-W13,5\nA,2024-W13,6\nB,2024-W13,7\n")
    assert [(r["project"], r["new_cities"]) for r in reading.rollouts] == [("A", 5), ("B", 7)]
    assert messages(reading) == ["A 2024-W13 已在第 2 行给出，本行未计入；请只留一行。"]


def test_missing_columns_are_named_with_what_was_found():
    [finding] = read("城市,上线日期,负责人\n杭州,2024-03-05,张三\n").findings
    assert finding["rule"] == "unreadable_source"
    assert finding["message"] == "表格缺少「项目」列，未读取；第 1 行的表头是：城市、上线日期、负责人。"
    [finding] = read("a,b\n1,2\n").findings
    assert "没有找到表头" in finding["message"]
    assert "文件开头是：a、b" in finding["message"]
    [finding] = read("").findings
    assert "空白" in finding["message"]


def test_a_notion_database_is_no_table_of_ours_and_no_fault():
    name = "周报 0123456789abcdef0123456789abcdef.csv"
    assert read("Name,Created\n2024-W13,2024-03-29\n", name).findings == []
    assert read("Name,Created\nx,y\n", name.replace(".csv", "_all.csv")).findings == []
    assert len(read(CITIES, name).openings) == 3


def test_a_quotation_mark_without_its_fellow_costs_one_line():
    reading = read('项目,城市,上线日期\nA,杭州,2024-03-05\nA,"宁波,2024-03-06\nA,温州,2024-03-07\n')
    assert [o["city"] for o in reading.openings] == ["杭州", "温州"]
    assert messages(reading) == ["第 3 行的引号没有成对，该行未计入；请改正。"]


def test_a_workbook_with_titles_several_sheets_and_every_kind_of_date():
    content = workbook(
        [["全国推广台账"], [], ["项目", "城市", "上线日期"], ["A", "杭州", datetime(2024, 3, 5)], ["A", "宁波", 45359]],
        [["项目", "城市", "上线日期"], ["A", "温州", "2024年3月12日"], ["A", "台州", "2024/3/13"], ["A", "丽水", date(2024, 3, 14)]],
        [["说明"], ["本表由运营维护"]],
    )  # fmt: skip
    reading = read(content, "台账.xlsx")
    assert [(o["city"], o["opened_on"].isoformat(), o["source_sheet"], o["source_line"]) for o in reading.openings] == [
        ("杭州", "2024-03-05", "表1", 4), ("宁波", "2024-03-08", "表1", 5), ("温州", "2024-03-12", "表2", 2),
        ("台州", "2024-03-13", "表2", 3), ("丽水", "2024-03-14", "表2", 4),
    ]  # fmt: skip
    assert [(r["week"], r["cumulative_cities"]) for r in reading.rollouts] == [
        ("2024-W10", 2),
        ("2024-W11", 5),
    ]
    assert reading.findings == []


def test_merged_cells_in_header_and_body():
    header = workbook([["项目", "城市信息", None], [None, "城市", "上线日期"], ["A", "杭州", "2024-03-05"]], merged="B1:C1")
    assert openings(read(header, "a.xlsx")) == [("A", "杭州", date(2024, 3, 5), 3)]
    body = workbook(
        [["项目", "城市", "上线日期"], ["A", "杭州", "2024-03-05"], [None, "宁波", "2024-03-06"], [None, "温州", "2024-03-07"]],
        merged="A2:A3",
    )  # fmt: skip
    reading = read(body, "a.xlsx")
    assert [o["city"] for o in reading.openings] == ["杭州", "宁波"]
    assert messages(reading) == ["「表1」A4（项目）是空的，该行未计入；请补上。"]


def test_a_far_away_cell_does_not_widen_every_row():
    book = openpyxl.Workbook()
    for row in [["项目", "城市", "上线日期"], ["A", "杭州", "2024-03-05"]]:
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read(buffer.getvalue(), "a.xlsx")
    assert len(reading.openings) == 1


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, data)
    return buffer.getvalue()


PLAIN_BOOK = workbook([["项目", "城市", "上线日期"], ["A", "杭州", "2024-03-05"]])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a zip", "不是 Excel 工作簿"),
        (b"", "不是 Excel 工作簿"),
        (PLAIN_BOOK[: len(PLAIN_BOOK) // 2], "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "密码"),
        (with_part(PLAIN_BOOK, "xl/worksheets/sheet1.xml", b"<worksheet><unclosed>"), "已损坏"),
        (
            with_part(PLAIN_BOOK, "xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'),
            "实体声明",
        ),
        (with_part(PLAIN_BOOK, "xl/media/big.bin", bytes(grid.MAX_WORKBOOK_BYTES + 1)), "超过上限"),
    ],
)
def test_a_workbook_that_is_none_is_told(content, said):
    [finding] = read(content, "a.xlsx").findings
    assert finding["rule"] == "unreadable_source"
    assert said in finding["message"]


LOG = (
    "编号,服务,级别,发现时间,开始时间,结束时间,摘要,原因,处理,影响数量,影响单位\n"
    "INC-1,bill-center,P2,2024-03-23 13:18,2024-03-23 12:17,2024-03-23 14:54,间歇性502,下载数据量大,重启,1955,次\n"
)


def test_an_incident_log():
    [incident] = read(LOG, "log.csv").incidents
    assert incident["detected_at"] == datetime(2024, 3, 23, 13, 18)
    assert incident["started_at"] == datetime(2024, 3, 23, 12, 17)
    assert incident["ended_at"] == datetime(2024, 3, 23, 14, 54)
    expected = {
        "incident_id": "INC-1", "service": "bill-center", "severity": "P2", "summary": "间歇性502", "cause": "下载数据量大",
        "resolution": "重启", "affected_count": 1955.0, "affected_unit": "次", "origin": "log",
        "occurred_week": "2024-W12", "week": "2024-W12", "source_line": 2,
    }  # fmt: skip
    assert {name: incident[name] for name in expected} == expected


def test_times_with_and_without_zone_become_local_ones():
    reading = read(
        "incident_id,service,started_at,affected\nA,s,2024-03-23T04:17:00Z,约40笔\nB,s,2024-03-23T12:17:00+08:00,1.2万\n"
        "C,s,2024-03-23 12:17,\nD,s,2024-03-22 23:17:30-0500,x\n",
        "log.csv",
    )
    assert [i["started_at"] for i in reading.incidents] == [
        *[datetime(2024, 3, 23, 12, 17)] * 3, datetime(2024, 3, 23, 12, 17, 30),
    ]  # fmt: skip
    assert [(i["affected_count"], i["affected_unit"]) for i in reading.incidents] == [
        (40, "笔"), (12000, None), (None, None), (None, None),
    ]  # fmt: skip
    assert messages(reading) == ["D5（affected_count）写的是「x」，不是数字，未计入；请改正。".replace("affected_count", "影响数量")]
    berlin = read("编号,服务,开始时间\nA,s,2024-03-23T04:17:00Z\n", "log.csv", timezone="Europe/Berlin")
    assert berlin.incidents[0]["started_at"] == datetime(2024, 3, 23, 5, 17)


def test_incidents_without_time_service_or_number_and_twice():
    reading = read(
        "编号,服务,发现时间,结束时间\nA,,2024-03-23 13:18,2024-03-23 25:00\n,s,2024-03-24 13:18,\nC,s,,\nA,t,2024-03-25 13:18,\n",
        "log.csv",
    )
    assert [(i["incident_id"][:4], i["service"]) for i in reading.incidents] == [("A", None), ("log-", "s")]
    assert messages(reading) == [
        "D2（结束时间）写的是「2024-03-23 25:00」，没有这个时刻，未计入；请改正。",
        "B2（服务）是空的，无法与周报中的事件对应；请补上。",
        "C4（发现时间）是空的，这一事件没有任何时间，未计入；请补上。",
        "A 已在第 2 行给出，本行未计入；请只留一行。",
    ]


def test_a_log_needs_number_service_and_a_time():
    [finding] = read("编号,服务,摘要\nA,s,x\n", "log.csv").findings
    assert "缺少「发现时间 / 开始时间 / 结束时间」列" in finding["message"]


def test_json_lines():
    lines = [
        json.dumps({"incident_id": "A", "service": "s", "started_at": "2024-03-23T04:17:00Z", "affected_count": 3}),
        "{broken",
        "",
        json.dumps({"编号": "B", "服务": "t", "开始时间": 1711167420}, ensure_ascii=False),
        "[1, 2]",
        json.dumps({"incident_id": "C", "service": "u", "started_at": 1711167420000, "extra": {"a": [1]}}),
        '{"incident_id": "D", "service": "u", "started_at": NaN}',
    ]
    reading = read("\n".join(lines), "log.jsonl")
    assert [(i["incident_id"], i["source_line"]) for i in reading.incidents] == [("A", 1), ("C", 6)]
    assert {i["started_at"] for i in reading.incidents} == {datetime(2024, 3, 23, 12, 17)}
    assert [f["source_line"] for f in reading.findings] == [2, 5, 4, 7]
    assert messages(reading)[0] == "第 2 行不是一个 JSON 对象，该行未计入；请改正。"


def test_two_files_that_say_the_same_count_once():
    """A roll-out table kept as CSV and as XLSX; a second file with one more city adds to it."""
    book = workbook(
        [
            ["项目", "城市", "上线日期"],
            ["交易不成退代", "杭州市", "2024-03-05"],
            ["交易不成退代", "台州", "2024-03-06"],
        ]
    )
    whole = merge([read(CITIES), read(book, "rollout.xlsx")])
    assert [o["city"] for o in whole.openings] == ["杭州", "宁波", "温州", "台州"]
    assert [(r["week"], r["new_cities"], r["cumulative_cities"]) for r in whole.rollouts] == [
        ("2024-W10", 3, 3), ("2024-W11", 1, 4),
    ]  # fmt: skip
    assert whole.findings == []


def test_two_files_that_contradict_are_told():
    weeks = "项目,周,新增城市数\nA,2024-W13,{}\n"
    whole = merge([read(weeks.format(5), "a.csv"), read(weeks.format(6), "b.csv"), read(weeks.format(5), "c.csv")])
    assert [r["new_cities"] for r in whole.rollouts] == [5]
    assert messages(whole) == ["A 2024-W13 已在a.csv 第 2 行给出，本行未计入；请只留一行。"]


def test_a_stated_week_comes_before_the_count_of_cities():
    stated = read("项目,周,新增城市数,累计城市数\n交易不成退代,2024-W10,35,136\n", "weeks.csv")
    whole = merge([read(CITIES), stated])
    assert [(r["week"], r["cumulative_cities"]) for r in whole.rollouts] == [
        ("2024-W10", 136),
        ("2024-W11", 3),
    ]


def test_teams_are_kept_apart():
    one, two = (read_table(CITIES.encode(), Origin("r.csv", team=team)) for team in ("支付", "风控"))
    whole = merge([one, two])
    assert len({o["fact_id"] for o in whole.openings}) == len(whole.openings) == 6
    assert [(r["team"], r["cumulative_cities"]) for r in whole.rollouts] == [
        ("支付", 2), ("支付", 3), ("风控", 2), ("风控", 3),
    ]  # fmt: skip


def test_rows_fit_their_tables_and_are_the_same_every_time():
    db = warehouse.connect(":memory:")
    warehouse.create_tables(db)
    whole = merge([read(CITIES), read(LOG, "log.csv"), read("项目,城市,上线日期\nA,杭州,x\n", "b.csv")])
    for table, rows in (
        ("core.city_openings", whole.openings), ("core.rollouts", whole.rollouts),
        ("core.incidents", whole.incidents), ("core.findings", whole.findings),
    ):  # fmt: skip
        columns = {column.name for column in dictionary.tables()[table].columns}
        assert rows
        assert all(set(row) <= columns for row in rows)
        assert warehouse.insert(db, table, rows) == len(rows)
    assert read(CITIES) == read(CITIES)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-03-05", "2024-03-05"), ("2024/3/5", "2024-03-05"), ("2024.3.5", "2024-03-05"), ("20240305", "2024-03-05"),
        ("2024年3月5号（周二）", "2024-03-05"), ("２０２４－０３－０５", "2024-03-05"), ("March 5, 2024", "2024-03-05"),
        ("5-Mar-2024", "2024-03-05"), ("2024-03-05T00:00:00", "2024-03-05"), ("45356", "2024-03-05"), (45356.5, "2024-03-05"),
        (20240305, "2024-03-05"), (datetime(2024, 3, 5, 9), "2024-03-05"), ("2024-02-29", "2024-02-29"), ("-", None), (None, None),
    ],
)  # fmt: skip
def test_dates(value, expected):
    found = read_date(value)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    "value",
    ["2023-02-29", "2024-04-31", "2024-13-01", "2024年3月5日 周三", "3/5", "3/5/2024", "24-3-5", "1955", 1955, "0024-03-05",
     datetime(1900, 1, 5), time(9), True, float("inf"), float("nan"), "2024-3", "9" * 4000, "2024-03-05 foo", "2024-03-055"],
)  # fmt: skip
def test_what_is_no_date(value):
    with pytest.raises(CellError) as caught:
        read_date(value)
    assert caught.value.rule == "invalid_date"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024年3月23日 下午3:05", "2024-03-23T15:05:00"), ("2024-03-23 24:00", "2024-03-24T00:00:00"),
        ("2024-03-23 12时17分", "2024-03-23T12:17:00"), ("March 29, 2024 8:07 PM", "2024-03-29T20:07:00"),
        ("2024-03-23 12:17:05.999 (北京时间)", "2024-03-23T12:17:05"), ("2024-03-23", "2024-03-23T00:00:00"),
        ("2024-12-31 20:00 UTC", "2025-01-01T04:00:00"), (45374.511805555556, "2024-03-23T12:17:00"),
    ],
)  # fmt: skip
def test_times(value, expected):
    assert read_time(value, ZONE).isoformat() == expected


@pytest.mark.parametrize(
    ("value", "monday"),
    [
        ("2024-W13", "2024-03-25"), ("2024w01", "2024-01-01"), ("2020年第53周", "2020-12-28"), ("2024-03-31", "2024-03-25"),
        ("2024.3.25-3.31", "2024-03-25"), ("2024-12-30~1/5", "2024-12-30"), ("2024年3月25日至2024年3月31日", "2024-03-25"),
        (date(2024, 3, 27), "2024-03-25"),
    ],
)  # fmt: skip
def test_weeks(value, monday):
    assert read_week(value).isoformat() == monday


@pytest.mark.parametrize("value", ["2021-W53", "2024-W00", "13", 13, "第13周", "3.25-3.31", "2024-03-25~2024-04-05"])
def test_what_is_no_week(value):
    with pytest.raises(CellError):
        read_week(value)


@pytest.mark.parametrize("value", ["3.5", 3.5, "三十五", True, date(2024, 1, 1), float("nan"), "9" * 400, 1e300])
def test_what_is_no_count(value):
    with pytest.raises(CellError) as caught:
        read_count(value)
    assert caught.value.rule == "unreadable_source"


def test_counts_and_quantities():
    assert [read_count(v) for v in (35, 35.0, "1,234", "35个城市", "-3", "N/A", None)] == [
        35,
        35,
        1234,
        35,
        -3,
        None,
        None,
    ]
    assert read_quantity("1.2亿元") == (120_000_000, "元")
    assert read_quantity("-5") == (-5, None)


@given(
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    style=st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"]),
)
def test_every_day_reads_back_in_every_form(day, style):
    assert read_date(day.strftime(style)) == day
    assert read_date((day - date(1899, 12, 30)).days) == day
    year, week, _ = day.isocalendar()
    assert read_week(f"{year}-W{week:02}") == read_week(day)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.jsonl"]))
def test_no_bytes_make_the_reader_fail(content, name):
    reading = read(content, name)
    assert (reading.openings, reading.incidents) == ([], [])


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=5))
def test_any_text_below_a_header_reads_or_is_told(rows):
    text = "项目,城市,上线日期\n" + "\n".join(",".join(row) for row in rows)
    reading = read(text)
    assert all(finding["message"] for finding in reading.findings)


def test_columns_are_lettered_as_in_a_spreadsheet():
    assert [column_letters(n) for n in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


def test_no_header_means_two_columns_of_one_kind():
    for kind in kinds():
        header = find_header([[kind.labels[column] for column in kind.labels]], [kind])
        assert header is not None
        assert set(header.columns) == set(kind.labels)
