"""Every hostile case of bad input in one folder and one run: each is one clear line, and nothing else is lost.

What each kind of reader does with it in detail is in the tests of archives, documents and tables.
"""

from __future__ import annotations

import io
import os
import random
import stat
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from assets.core.load import load
from assets.documents.collect import collect
from assets.documents.reading import Limits
from assets.house import House, Source
from assets.quality.rules import find_bad_entries

REPORT = "# 2024-W13\n\nCreated: 2024/03/29 20:00\n\n## O1\n\n- 存管路由开发进度80%\n- 交易不成退代，本周新增5城\n"
LIMITS = Limits(file_bytes=100_000, members=5, ratio_from=10_000, total_bytes=250_000, directory_bytes=10_000)
PART = "ExportBlock-0a1b2c3d-0000-4000-8000-000000000000-Part-{}.zip"
OPENED = "项目,城市,上线日期\n"
COUNTED = "项目,周,新增城市数,累计城市数\n"


def text(size: int) -> str:
    """Letters that hardly pack."""
    return random.Random(size).randbytes(size // 2).hex()


def zipped(files: Mapping[str, str | bytes], mode: int = stat.S_IFREG) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, (mode | 0o644) << 16
            package.writestr(info, content)
    return buffer.getvalue()


def encrypted(content: bytes) -> bytes:
    """The same zip of one entry with the flags that say that it is encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[content.find(mark) + offset] |= 1
    return bytes(changed)


def overlapping(entries: int) -> bytes:
    """A zip whose list names one entry many times, each under a name of its own."""
    content = zipped({"0.md": text(50_000)})
    start, end = content.find(b"PK\x01\x02"), content.find(b"PK\x05\x06")
    listed = b"".join(content[start:end].replace(b"0.md", f"{number}.md".encode()) for number in range(entries))
    count = entries.to_bytes(2, "little")
    return content[:start] + listed + content[end : end + 8] + count * 2 + len(listed).to_bytes(4, "little") + content[end + 16 :]


def workbook(rows: list[list[object]]) -> bytes:
    buffer, book = io.BytesIO(), openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


class Case(NamedTuple):
    """A file, where it is told (the file itself, unless inside), by which rule, and what the line says."""

    file: str
    content: str | bytes
    said: str
    rule: str = "unreadable_source"
    inside: str = ""


CASES = {
    "zip bomb by ratio": Case("ratio.zip", zipped({"a.md": "x" * 90_000}), "压缩比", inside="/a.md"),
    "zip bomb by size of an entry": Case("size.zip", zipped({"a.md": text(120_000)}), "超过上限", inside="/a.md"),
    "zip bomb by size together": Case(
        "total.zip", zipped({f"{n}.md": text(90_000 + n) for n in range(3)}), "合计超过", inside="/2.md"
    ),
    "zip bomb by count": Case("count.zip", zipped({f"{n}.md": REPORT + str(n) for n in range(6)}), "6 个文件"),
    "zip bomb by depth": Case(
        "depth.zip", zipped({PART.format(1): zipped({PART.format(2): zipped({"a.md": REPORT})})}), "嵌套超过",
        inside=f"/{PART.format(1)}/{PART.format(2)}",
    ),
    "zip bomb by a long list": Case("list.zip", zipped({f"{'长' * 3000}.jpg": "", f"{'长' * 3001}.jpg": ""}), "目录过大"),
    "zip bomb by entries that overlap": Case("overlap.zip", overlapping(2), "损坏", inside="/1.md"),
    "path traversal": Case("traversal.zip", zipped({"../../evil.md": REPORT}), "指向包外", inside="/evil.md"),
    "absolute path": Case("absolute.zip", zipped({"/etc/evil.md": REPORT}), "指向包外", inside="/etc/evil.md"),
    "link in an archive": Case("link.zip", zipped({"a.md": "/etc/passwd"}, stat.S_IFLNK), "不是普通文件", inside="/a.md"),
    "special file in an archive": Case("pipe.zip", zipped({"a.md": ""}, stat.S_IFIFO), "不是普通文件", inside="/a.md"),
    "link in a folder": Case("link.md", "", "不是普通文件"),
    "special file in a folder": Case("pipe.md", "", "不是普通文件"),
    "encrypted zip": Case("encrypted.zip", encrypted(zipped({"a.md": REPORT})), "有密码"),
    "truncated zip": Case("truncated.zip", zipped({"a.md": text(5000)})[:-100], "损坏或不完整"),
    "sheet that is no sheet": Case("sheet.xlsx", b"<html>not a workbook</html>", "不是 Excel 工作簿"),
    "missing column": Case("columns.csv", "城市,上线日期\n杭州,2024-03-05\n", "缺少「项目」列，未读取；第 1 行的表头是：城市、上线日期"),
    "date of a wrong type": Case(
        "date.xlsx", workbook([["项目", "城市", "上线日期"], ["甲", "杭州", "随便"]]), "C2（上线日期）", "invalid_date"
    ),
    "count of a wrong type": Case("count.csv", COUNTED + "乙,2024-W13,很多,3\n", "C2（新增城市数）"),
    "negative count": Case("negative.csv", COUNTED + "丙,2024-W13,-4,3\n", "数量不能为负", "negative_count"),
    "week given twice": Case("twice.csv", COUNTED + "丁,2024-W13,1,3\n丁,2024-W13,2,3\n", "丁 2024-W13 已在第 2 行给出"),
    "city opened twice": Case("again.csv", OPENED + "戊,杭州,2024-03-05\n戊,杭州,2024-03-12\n", "杭州", "city_opened_twice"),
    "unknown city": Case("city.csv", OPENED + "己,杭洲,2024-03-05\n", "杭州", "city_unknown"),
    "invalid UTF-8": Case("utf8.md", REPORT.encode() + b"\xe4\xb8", "第 9 行含有无效的 UTF-8"),
    "NUL": Case("nul.md", REPORT.encode() + b"\x00", "NUL"),
    "binary": Case("photo.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
    "file too large": Case("large.md", text(120_000), "超过上限"),
}  # fmt: skip


class Run(NamedTuple):
    """What a run found: bad entries by file and rule, and the facts of the good reports."""

    told: dict[tuple[str, str], list[str]]
    facts: list[tuple[object, ...]]


def run(base: Path, cases: Mapping[str, Case]) -> Run:
    """A run over two good reports, one of them in a zip, and the hostile files beside them."""
    folder = base / "in" / "支付"
    folder.mkdir(parents=True)
    (folder / "good.md").write_text(REPORT, "utf-8")
    (folder / "good.zip").write_bytes(zipped({"w14.md": REPORT.replace("W13", "W14").replace("03/29", "04/05")}))
    for file, content in ((case.file, case.content) for case in cases.values()):
        (folder / file).write_bytes(content.encode() if isinstance(content, str) else content)
    if cases:
        for file in ("link.md", "pipe.md"):
            (folder / file).unlink()
        (folder / "link.md").symlink_to(folder / "good.md")
        os.mkfifo(folder / "pipe.md")
    house = House(base / "home", (Source(base / "in"),), limits=LIMITS, clock=lambda: datetime(2024, 4, 8, 8))
    with house.open() as db:
        collect(db, house)
        load(db, house)
        find_bad_entries(db, house)
        told: dict[tuple[str, str], list[str]] = {}
        for file, rule, message in db.execute("select source_file, rule, message from quality.bad_entries").fetchall():
            told.setdefault((file, rule), []).append(message)
        facts = db.execute(
            "select source_file, source_line, percent, quote from core.progress where source_file like '%good%' union all"
            " select source_file, source_line, new_cities, quote from core.rollouts where source_file like '%good%' order by all"
        ).fetchall()
    return Run(told, facts)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("hostile"), CASES)


@pytest.mark.parametrize("name", CASES)
def test_each_is_one_clear_line(hostile: Run, name: str) -> None:
    case = CASES[name]
    [message] = set(hostile.told[f"支付/{case.file}{case.inside}", case.rule])  # of an unknown city, opening and weekly count say the same
    assert case.said in message
    assert "\n" not in message and "Error" not in message and "/tmp" not in message


def test_nothing_else_is_lost(hostile: Run, tmp_path: Path) -> None:
    alone = run(tmp_path, {})
    assert len(alone.facts) == 4
    assert hostile.facts == alone.facts
    expected = {f"支付/{case.file}{case.inside}" for case in CASES.values() if case.rule == "unreadable_source"}
    assert {file for file, rule in hostile.told if rule == "unreadable_source"} == expected
