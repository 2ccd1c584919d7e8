"""The workbook: read back cell by cell against the snapshot, and opened by LibreOffice; nothing of a report acts in it."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import openpyxl
import pytest
import yaml
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assets import dictionary
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published import parquet
from assets.published.page import build as page
from assets.published.publish import publish
from assets.published.workbook import build as workbook
from assets.published.workbook import sheets
from assets.quality.rules import find_bad_entries
from assets.trends.build import build
from tests import small_home

SPECS = yaml.load((Path(workbook.__file__).parent / "sheets.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)["sheets"]
YEAR = House(Path()).workbook_weeks
TELEPHONE = "13900000127"
LINK = "https://example.invalid/a"
HOSTILE = [f'=HYPERLINK("{LINK}")', "+1+1", "-2+3", "@SUM(A1)", "<r><t>x</t></r>", LINK, "a_x0041_b", "\ufffe尾", "internal:'说明'!A1"]
REPORT = """# 2024-W{week}

Created: March {day}, 2024 8:31 PM

- 交易不成退代，本周新增{new}城，累计{cumulative}城，待开{left}城；
- 存管衍生，开发进度{percent}%，预计{promised}上线
- 【系统运行数据】入金有效成功率：99.99{week}%
- 3/{day} 09:07，监控发现reconcile-job任务堆积，时间区间：2024-03-{day} 08:30 -- 2024-03-{day} 09:46，延迟通知318条
- 联系电话{telephone}

# 下周工作及目标

1. 存管衍生联调
"""
REPORTS = {
    "支付/2024-W09.md": REPORT.format(week="09", day="01", new=5, cumulative=80, left=66, percent=40, promised="3/28", telephone=TELEPHONE),
    "支付/2024-W10.md": REPORT.format(week="10", day="08", new=6, cumulative=86, left=60, percent=45.5, promised="3/28", telephone="无"),
    "支付/2024-W12.md": REPORT.format(week="12", day="22", new=6, cumulative=101, left=45, percent=55, promised="4/16", telephone="无"),
    "风控/2024-W12.md": "# 2024-W12\n\nCreated: March 22, 2024 6:00 PM\n\n- 存管衍生，测试进度350%\n",
}
LOG = 'incident_id,service,detected_at,started_at,ended_at,summary\nP-1,"=cmd|calc",,2024-03-21 10:00,2024-03-21 10:45,"{}"\n'


def published(folder: Path, reports: dict[str, str]) -> Path:
    """A publication of these reports, with hostile texts beside them."""
    for name, text in reports.items():
        (folder / "reports" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "reports" / name).write_text(text, "utf-8")
    given = (Source(folder / "reports"),) if reports else ()
    house = House(folder / "home", sources=given, clock=lambda: datetime(2024, 3, 25, 8))
    with pytest.MonkeyPatch.context() as patch, house.open() as db:
        small_home.without(patch, page, parquet)
        if reports:
            collect(db, house)
        load(db, house)
        find_bad_entries(db, house)
        build(db)
        if reports:
            plans = [(f"h{number}", "2024-W12", "open", text) for number, text in enumerate([*HOSTILE, "x" * 40_000])]
            db.executemany("insert into trends.weekly_plans (fact_id, week, outcome, text) values (?, ?, ?, ?)", plans)
        return publish(db, house).folder


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    log = LOG.format("；".join(HOSTILE).replace('"', '""'))
    return published(tmp_path_factory.mktemp("mixed"), {**REPORTS, "事件登记.csv": log})


@pytest.fixture(scope="module")
def book(mixed: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(mixed / workbook.WORKBOOK_FILE)


def ask(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the snapshot."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as db:
        return db.execute(sql).fetchall()


def rows_of(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by heading."""
    headings, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def label(table: str, column: str) -> str:
    """The Chinese heading of a column."""
    return next(c.zh for c in dictionary.tables()[table].columns if c.name == column)


@pytest.mark.parametrize("name", SPECS)
def test_a_sheet_holds_what_the_snapshot_holds(name: str, mixed: Path, book: openpyxl.Workbook) -> None:
    """Every number, date and text that is no code or list, in every row, newest first."""
    table = dictionary.tables()[name]
    codes = {"severity", "rule", "state", "status", "kind", "outcome", "origin", "status_of_row"}
    headings = [cell.value for cell in book[table.zh][1]]
    assert len(set(headings)) == len(headings)
    columns = [c for c in table.columns if c.zh in headings and c.name not in codes and not c.type.startswith(("BOOL", "MAP", "VARCHAR["))]
    columns = [c for c in columns if not c.name.endswith("_en")]
    assert len(columns) >= 4
    where = SPECS[name].get("where", "true")
    wanted = ask(mixed, f"select {', '.join(c.name for c in columns)} from {name} where {where}")
    found = [tuple(as_in_a_cell(row[column.zh]) for column in columns) for row in rows_of(book, table.zh)]
    assert sorted(map(repr, found)) == sorted(repr(tuple(map(as_in_a_cell, row))) for row in wanted)
    if "order" not in SPECS[name]:
        period = next(c.zh for c in table.columns if c.name in ("week", "quarter"))
        periods = [row[period] for row in rows_of(book, table.zh)]
        assert periods == sorted(periods, reverse=True)


def as_in_a_cell(value: Any) -> Any:
    """A value of the database, or of a cell, as both have it."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float):
        return float(f"{value:.15g}")  # a cell holds no more digits
    if isinstance(value, str):
        return (value if len(value) < 32_768 else f"{value[:32_766]}…").replace("\ufffe", "\ufffd") or None
    return value


def test_codes_and_yes_or_no_are_in_the_readers_language(book: openpyxl.Workbook) -> None:
    bad = rows_of(book, "问题条目")
    assert {row["严重程度"] for row in bad} == {"错误", "提醒"}
    assert "百分比越界" in {row["规则"] for row in bad}
    assert {row["缺报"] for row in rows_of(book, "周报提交")} == {"是", "否"}
    assert {row["结果"] for row in rows_of(book, "周计划")} <= {"完成", "进行中", "未提及", "无周报"}


def test_headings_stay_and_filter_and_columns_are_as_wide_as_their_content(book: openpyxl.Workbook) -> None:
    for name in SPECS:
        sheet = book[dictionary.tables()[name].zh]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"
        assert sheet.print_title_rows == "$1:$1"
    widths = {cell.value: book["问题条目"].column_dimensions[cell.column_letter].width for cell in book["问题条目"][1]}
    assert widths["严重程度"] < widths["来源文件"] < widths["说明"] < workbook.WIDEST + 3
    high = {
        row[0].row: row for row in book["问题条目"].iter_rows(min_row=2) if (book["问题条目"].row_dimensions[row[0].row].height or 15) > 15
    }
    assert high, "a text longer than its column takes several lines"
    message = next(cell for cell in book["问题条目"][1] if cell.value == "说明")
    assert book["问题条目"].cell(2, message.column).alignment.wrap_text


FORMATS = [
    ("trends.weekly_progress", "percent", {'0"%"', '0.0###"%"'}),
    ("trends.weekly_progress", "change", {'+#,##0.0###" pp";-#,##0.0###" pp";#,##0.0###" pp"'}),
    ("trends.weekly_rollout", "share_done", {"0.0%"}),
    ("trends.weekly_rollout", "cumulative_cities", {"#,##0"}),
    ("trends.weekly_rollout", "source_line", {"0"}),
    ("trends.weekly_milestones", "date_end", {"yyyy-mm-dd"}),
    ("trends.weekly_reporting", "submitted_at", {"yyyy-mm-dd hh:mm"}),
]


@pytest.mark.parametrize(("table", "column", "formats"), FORMATS)
def test_numbers_look_like_what_they_are(table: str, column: str, formats: set[str], book: openpyxl.Workbook) -> None:
    sheet = book[dictionary.tables()[table].zh]
    place = next(cell.column_letter for cell in sheet[1] if cell.value == label(table, column))
    assert {cell.number_format for cell in sheet[place][1:] if cell.value is not None} == formats


def test_text_of_a_report_stays_text(mixed: Path, book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    plans = {row["文本"] for row in rows_of(book, "周计划")}
    assert {text.replace("\ufffe", "\ufffd") for text in HOSTILE} <= plans
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")) and cell.data_type == "s")
    assert [cell.value for sheet in book if sheet.title != "说明" for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []
    assert all(cell.hyperlink.location for row in book["说明"].iter_rows() for cell in row if cell.hyperlink)
    with zipfile.ZipFile(mixed / workbook.WORKBOOK_FILE) as members:
        texts = {name: members.read(name).decode() for name in members.namelist()}
    assert not [name for name, text in texts.items() if name.startswith("xl/externalLinks") or ("<f>" in text and "/charts/" not in name)]
    for text in texts.values():
        ElementTree.fromstring(text)


def test_no_byte_of_the_workbook_holds_what_is_masked(mixed: Path) -> None:
    with zipfile.ZipFile(mixed / workbook.WORKBOOK_FILE) as members:
        content = b"".join(members.read(name) for name in members.namelist())
    assert TELEPHONE.encode() not in content
    assert "█".encode() * len(TELEPHONE) in content


def test_the_first_sheet_says_what_it_is_and_how_fresh(mixed: Path, book: openpyxl.Workbook) -> None:
    first = book.worksheets[0]
    said = dict(row[:2] for row in first.iter_rows(values_only=True, max_row=14))
    ((publication_id,),) = ask(mixed, "select publication_id from publication")
    assert (said["发布编号"], said["发布时间"]) == (publication_id, "2024-03-25 08:00")
    assert said["最新周报"] == "2024-W12（发布时距该周末 1 天）"
    assert said["周范围"] == "2024-W09 … 2024-W12"
    assert re.match(r"\d+ 个错误（不计入各表），\d+ 个提醒（计入）", str(said["问题条目"]))
    assert book.properties.description == publication_id
    assert [property.value for property in book.custom_doc_props.props if property.name == "publication_id"] == [publication_id]
    listed = [cell.value for row in first.iter_rows() for cell in row if cell.hyperlink]
    assert [first.title, *listed] == book.sheetnames


def test_the_charts_draw_the_numbers_below_them(book: openpyxl.Workbook) -> None:
    for name, headings, first in (
        ("推广曲线", ("周", "交易不成退代"), ("2024-W09", 80)),
        ("进度图", ("项目 · 部分 (所在周)", "进度", "上次进度"), ("存管衍生 · 开发 (2024-W12)", 55, 45.5)),
    ):
        sheet = book[name]
        (chart,) = sheet._charts
        top = chart.series[0].val.numRef.f
        row = int(re.findall(r"\d+", top)[0])
        width = len(headings)
        assert tuple(cell.value for cell in sheet[row - 1][:width]) == headings
        assert tuple(cell.value for cell in sheet[row][:width]) == first
        assert len(chart.series) == width - 1
        for place, series in enumerate(chart.series, 1):
            cells = [sheet.cell(number, place + 1).value for number in range(row, sheet.max_row + 1)]
            cached = {point.idx: float(point.v) for point in series.val.numRef.numCache.pt if point.v not in (None, "")}
            assert cached == {number: value for number, value in enumerate(cells) if value is not None}
    weeks = [cell.value for cell in book["推广曲线"]["A"] if str(cell.value).startswith("2024")]
    assert weeks == ["2024-W09", "2024-W10", "2024-W11", "2024-W12"]


def test_the_dictionary_names_every_published_column(mixed: Path, book: openpyxl.Workbook) -> None:
    found = [(row["表"], row["列"], row["含义"], row["单位"]) for row in rows_of(book, "数据字典")]
    assert found == ask(mixed, "select table_name, column_name, meaning, unit from dictionary order by table_name, position")


def test_in_english(mixed: Path, tmp_path: Path) -> None:
    shutil.copy(mixed / "warehouse.duckdb", tmp_path)
    workbook.write(tmp_path, "en", YEAR)
    book = openpyxl.load_workbook(tmp_path / workbook.WORKBOOK_FILE)
    assert {"About", "Weekly progress", "Bad entries", "Roll-out chart"} <= set(book.sheetnames)
    assert {"Week", "Sentence"} <= {cell.value for cell in book["Weekly highlights"][1]}
    assert {row["Severity"] for row in rows_of(book, "Bad entries")} == {"error", "warning"}
    assert not [cell.value for sheet in book for cell in sheet[1] if re.search("[一-鿿]", str(cell.value))]


def test_the_same_publication_gives_the_same_bytes(mixed: Path, tmp_path: Path) -> None:
    shutil.copy(mixed / "warehouse.duckdb", tmp_path)
    workbook.write(tmp_path, "zh", YEAR)
    assert (tmp_path / workbook.WORKBOOK_FILE).read_bytes() == (mixed / workbook.WORKBOOK_FILE).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["warehouse.duckdb", workbook.WORKBOOK_FILE]


class CellByCell(Worksheet):
    """A sheet of which the library writes every cell."""

    def cell_of_text(self, text: str, look: Format) -> tuple[Any, ...]:
        """How a text is written."""
        return self.write_string, text, look

    def cell_of_number(self, number: float, look: Format) -> tuple[Any, ...]:
        """How a number is written."""
        return self.write_number, number, look

    def write_table(self, top: int, columns: list[Any]) -> None:
        """Write them one by one."""
        for place, column in enumerate(columns):
            for row, value in enumerate(column.values, top):
                if cell := column.cells[value]:
                    write, *content = cell
                    write(row, place, *content)


def test_rows_in_one_piece_hold_what_the_library_writes(
    mixed: Path, book: openpyxl.Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(mixed / "warehouse.duckdb", tmp_path)
    monkeypatch.setattr(workbook, "TableSheet", CellByCell)
    workbook.write(tmp_path, "zh", YEAR)
    theirs = openpyxl.load_workbook(tmp_path / workbook.WORKBOOK_FILE)
    assert {sheet.title: cells_of(sheet) for sheet in book} == {sheet.title: cells_of(sheet) for sheet in theirs}
    counts = [re.search(r'count="\d+" uniqueCount="\d+"', member(folder, "xl/sharedStrings.xml")) for folder in (mixed, tmp_path)]
    assert len({found[0] for found in counts if found}) == 1


def cells_of(sheet: Any) -> list[tuple[Any, ...]]:
    """All that a sheet's cells hold, and how they look."""
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return [(c.coordinate, c.value, c.data_type, c.number_format, c.quotePrefix, c.font.b, repr(c.alignment)) for c in cells]


def member(folder: Path, name: str) -> str:
    """A part of the workbook's file."""
    with zipfile.ZipFile(folder / workbook.WORKBOOK_FILE) as archive:
        return archive.read(name).decode()


def test_the_order_of_sets_changes_no_byte(mixed: Path, tmp_path: Path) -> None:
    shutil.copy(mixed / "warehouse.duckdb", tmp_path)
    written = f"from pathlib import Path; from {workbook.__name__} import write; write(Path({str(tmp_path)!r}), 'zh', {YEAR})"
    subprocess.run([sys.executable, "-c", written], env=os.environ | {"PYTHONHASHSEED": "7"}, check=True)
    assert (tmp_path / workbook.WORKBOOK_FILE).read_bytes() == (mixed / workbook.WORKBOOK_FILE).read_bytes()


def test_older_weeks_are_left_out_whole_and_that_is_said(mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(mixed / "warehouse.duckdb", tmp_path)
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    workbook.write(tmp_path, "zh", YEAR)
    book = openpyxl.load_workbook(tmp_path / workbook.WORKBOOK_FILE)
    table = dictionary.tables()["trends.weekly_rollout"].zh
    assert [row["周"] for row in rows_of(book, table)] == ["2024-W12", "2024-W10"]
    line = next(row for row in book["说明"].iter_rows(values_only=True) if row[0] == table)
    assert line[2:] == (2, "2024-W10 … 2024-W12", "只含最新的 2 行，共 3 行；其余在同批的数据库和 Parquet 中")


def test_it_holds_so_many_weeks_as_the_setting_says(mixed: Path, tmp_path: Path) -> None:
    shutil.copy(mixed / "warehouse.duckdb", tmp_path)
    workbook.write(tmp_path, "zh", 2)
    book = openpyxl.load_workbook(tmp_path / workbook.WORKBOOK_FILE)
    said = {row[0]: row[2:] for row in book["说明"].iter_rows(values_only=True)}
    assert {row["周"] for row in rows_of(book, "周报提交")} == {"2024-W11", "2024-W12"}
    assert [row["周"] for row in rows_of(book, "周推广")] == ["2024-W12"]
    assert said["周推广"] == (1, "2024-W12", "只含最新的 1 行，共 3 行；其余在同批的数据库和 Parquet 中")
    assert [row["季度"] for row in rows_of(book, "季度推广")] == ["2024-Q1"], "the whole quarter of these weeks"
    ((bad, of_week),) = ask(mixed, "select count(*), count(*) filter (week >= '2024-W11') from quality.bad_entries")
    assert len(rows_of(book, "问题条目")) == of_week < bad


def test_a_table_that_speaks_of_older_weeks_only_is_empty_and_says_so(tmp_path: Path) -> None:
    old = REPORTS["支付/2024-W09.md"].replace("存管衍生", "旧项目")
    folder = published(tmp_path, {"支付/2024-W09.md": old, "支付/2024-W12.md": "# 2024-W12\n\n- 存管衍生，开发进度40%\n"})
    workbook.write(folder, "zh", 1)
    book = openpyxl.load_workbook(folder / workbook.WORKBOOK_FILE)
    assert rows_of(book, "周推广") == []
    line = next(row for row in book["说明"].iter_rows(values_only=True) if row[0] == "周推广")
    assert line[2:] == (0, None, "只含最新的 0 行，共 1 行；其余在同批的数据库和 Parquet 中")


def test_what_is_late_missing_or_wrong_is_marked(book: openpyxl.Workbook) -> None:
    def signs(sheet: str) -> dict[str, str]:
        headings = [cell.value for cell in book[sheet][1]]
        return {
            headings[next(iter(cells.sqref.ranges)).min_col - 1]: rule.formula[0]
            for cells in book[sheet].conditional_formatting
            for rule in cells.rules
        }

    assert signs("周里程碑") == {"逾期": '"是"', "说法不一": '"是"'}
    assert signs("周指标") == {"达标": '"否"', "说法不一": '"是"'}
    assert signs("问题条目") == {"严重程度": '"错误"'}
    assert "错误" in {row["严重程度"] for row in rows_of(book, "问题条目")}


def test_one_week_with_one_kind_of_fact_says_what_is_known(tmp_path: Path) -> None:
    house = House(tmp_path / "home", sources=(Source(tmp_path / "reports"),), clock=lambda: datetime(2024, 3, 25, 8))
    (tmp_path / "reports" / "支付").mkdir(parents=True)
    (tmp_path / "reports" / "支付" / "2024-W12.md").write_text("# 2024-W12\n\n- 存管衍生，开发进度40%\n", "utf-8")
    with house.open() as db:
        collect(db, house)
        load(db, house)
        find_bad_entries(db, house)
        build(db)
        book = openpyxl.load_workbook(publish(db, house).folder / workbook.WORKBOOK_FILE)
    (row,) = rows_of(book, "周进度")
    assert (row["进度"], row["上次进度"], row["变化"], row["未变周数"]) == (40, None, None, 0)
    assert book["推广曲线"]["A1"].value == "周报没有写到"
    assert [name for name in ("周推广", "周指标", "生产事件", "周计划") if rows_of(book, name)] == []


def test_without_a_report_it_says_so(tmp_path: Path) -> None:
    folder = published(tmp_path, {})
    book = openpyxl.load_workbook(folder / workbook.WORKBOOK_FILE)
    said = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True) if row[0]}
    assert said["最新周报"] == "还没有任何周报"
    assert [book[name]["A1"].value for name in ("推广曲线", "进度图")] == ["周报没有写到"] * 2
    assert book["周进度"].max_row == 1


@pytest.fixture(scope="module")
def office() -> str:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        reason = "NO LIBREOFFICE ON THIS MACHINE: THE WORKBOOK WAS NOT OPENED (apt-get install libreoffice-calc)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return program


def converted(office: str, file: Path, to: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, "--headless", profile, "--convert-to", to, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def test_libreoffice_loses_nothing(office: str, mixed: Path, book: openpyxl.Workbook, tmp_path: Path) -> None:
    converted(office, mixed / workbook.WORKBOOK_FILE, "xlsx", tmp_path)
    again = openpyxl.load_workbook(tmp_path / workbook.WORKBOOK_FILE)
    assert again.sheetnames == book.sheetnames
    for sheet in book:
        written = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        compared = list(zip(written, again[sheet.title].iter_rows(values_only=True), strict=True))
        assert [(ours, theirs) for ours, theirs in compared if as_compared(ours) != as_compared(theirs)] == []
        assert len(again[sheet.title]._charts) == len(sheet._charts)
    assert {cell.data_type for sheet in again for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n", "d"}


def as_compared(row: tuple[Any, ...]) -> list[Any]:
    """Numbers to 12 digits, times to the second, and no empty cells at the end."""
    plain = [float(f"{value:.12g}") if isinstance(value, int | float) else value for value in row]
    plain = [value.replace(microsecond=0) if isinstance(value, datetime) else value for value in plain]
    while plain and plain[-1] in (None, ""):
        plain.pop()
    return plain


def test_libreoffice_shows_numbers_as_people_write_them(office: str, mixed: Path, tmp_path: Path) -> None:
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,true,false,false,-1"
    converted(office, mixed / workbook.WORKBOOK_FILE, options, tmp_path)
    with (tmp_path / "workbook-周进度.csv").open(encoding="utf-8", newline="") as file:
        shown = [row["进度"] for row in csv.DictReader(file) if row["周"] == "2024-W10"]
    assert shown == ["45.5%"]
    with (tmp_path / "workbook-周推广.csv").open(encoding="utf-8", newline="") as file:
        shown = [(row["累计城市"], row["完成占比"], row["变化"]) for row in csv.DictReader(file) if row["周"] == "2024-W10"]
    assert shown == [("86", "58.9%", "+6")]
