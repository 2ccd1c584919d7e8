# ruff: noqa: E501  cases are tables, read line by line
"""Notion exports as zips: what is read of them, and what hostile or damaged ones cost."""

import io
import os
import stat
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from assets import warehouse
from assets.documents import archive, places
from assets.documents.collect import Collected, collect
from assets.documents.delivery import Courier
from assets.documents.reading import Limits
from assets.house import House, Source

ID = "0123456789abcdef0123456789abcdef"
REPORT = "# 2024-W13\n\nCreated: 2024年3月29日 20:07\n\n- 物保三期上线完成\n"
EXPORT = "Export-0a1b2c3d-0000-4000-8000-000000000000"
PART = "ExportBlock-0a1b2c3d-0000-4000-8000-000000000000-Part-{}.zip"
CITIES = "项目,城市,上线日期\nA,杭州,2024-03-05\n"


def zipped(files: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


class Place:
    """A folder of exports and a warehouse."""

    def __init__(self, root: Path) -> None:
        self.root, self.home = root / "exports", root / "home"
        self.root.mkdir()
        self.db = warehouse.connect(":memory:")
        warehouse.create_tables(self.db)

    def write(self, content: bytes, name: str = "export.zip") -> Path:
        """A file of the source."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def scan(self, **options) -> Collected:
        """One run over the folder."""
        house = House(self.home, (Source(self.root),), clock=lambda: datetime(2024, 4, 1), **options)
        return collect(self.db, house)

    def names(self) -> list[str]:
        """The names of all documents."""
        return [row[0] for row in self.db.execute("select source_file from raw.documents order by 1").fetchall()]

    def problems(self) -> dict[str, str]:
        """What is told about each file."""
        return dict(self.db.execute("select source_file, message from raw.source_problems").fetchall())


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_pages_tables_and_nothing_else_of_an_export(place):
    place.write(
        zipped(
            {
                f"支付技术 {ID}/2024-W13 {ID}.md": REPORT,
                f"支付技术 {ID}/2024-W14 {ID}.html": "<article class='page'><h1 class='page-title'>2024-W14</h1></article>",
                f"支付技术 {ID}/开城.csv": CITIES,
                f"支付技术 {ID}/2024-W13/image.png": b"\x89PNG",
                f"支付技术 {ID}/2024-W13/附件.zip": zipped({"secret.md": REPORT + "x"}),
                f"支付技术 {ID}/2024-W13/{PART.format(1)}": zipped({"secret2.md": REPORT + "y"}),
                "index.html": "<html><a href='x'>目录</a></html>",
                f"库 {ID}.html": f"<article class='page'><div class='page-body'><table class='collection-content'></table></div></article>{ID}",
                "__MACOSX/._a.md": "x",
                ".hidden.md": "x",
            }
        )
    )
    count = place.scan().sources[0]
    assert place.names() == [
        f"export.zip/支付技术 {ID}/2024-W13 {ID}.md",
        f"export.zip/支付技术 {ID}/2024-W14 {ID}.html",
        f"export.zip/支付技术 {ID}/开城.csv",
    ]
    assert place.db.execute("select distinct source_team from raw.documents").fetchall() == [("支付技术",)]
    assert (count.files, count.new, count.ignored, count.problems, count.status) == (3, 3, 7, 0, "ok")


def test_parts_inside_the_zip_are_read_as_one_export(place):
    inner = [zipped({f"{EXPORT}/风控/w{n}.md": REPORT + str(n)}, method=zipfile.ZIP_STORED) for n in (1, 2)]
    place.write(zipped({PART.format(1): inner[0], PART.format(2): inner[1]}))
    place.scan()
    assert place.names() == [f"export.zip/{PART.format(n)}/{EXPORT}/风控/w{n}.md" for n in (1, 2)]
    assert place.db.execute("select distinct source_team from raw.documents").fetchall() == [("风控",)]


def test_an_export_and_its_unpacked_folder_are_the_same_documents(place):
    place.write(REPORT.encode(), "支付/2024-W13.md")
    place.write(zipped({"支付/2024-W13.md": REPORT}))
    assert place.scan().documents == 1
    assert place.names() == ["export.zip/支付/2024-W13.md"]


def test_names_in_utf_8_without_flag_and_in_gbk(place):
    raw = zipped({"AAAAAA.md": REPORT, "BBBB.md": REPORT + "b"})
    raw = raw.replace(b"AAAAAA.md", "周报".encode() + b".md").replace(b"BBBB.md", "周报".encode("gbk") + b".md")
    place.write(raw)
    place.scan()
    assert place.db.execute("select source_file from raw.documents").fetchall() == [("export.zip/周报.md",)] * 2


def test_windows_paths(place):
    place.write(zipped({"支付\\2024-W13.md": REPORT}))
    place.scan()
    assert place.names() == ["export.zip/支付/2024-W13.md"]


def test_an_unchanged_export_is_not_opened_again_and_a_changed_one_told(place, monkeypatch):
    monkeypatch.setattr(places, "RACY_NS", -60_000_000_000)
    place.write(zipped({"a.md": REPORT, "b.md": REPORT + "b"}))
    place.scan()
    with monkeypatch.context() as patch:
        patch.setattr(Courier, "fetch", lambda *_: pytest.fail("opened"))
        assert place.scan().sources[0].unchanged == 2
    place.write(zipped({"a.md": REPORT + "neu", "c.md": REPORT + "c"}))
    count = place.scan().sources[0]
    assert (count.changed, count.new, count.gone) == (1, 1, ["export.zip/b.md"])


def test_row_pages_of_a_roll_out_table_are_no_reports(place):
    files = {
        f"支付/开城 {ID}.csv": CITIES,
        f"支付/开城 {ID}_all.csv": CITIES + "A,宁波,2024-03-06\n",
        f"支付/开城/杭州 {ID}.md": "# 杭州\n\n城市: 杭州\n",
        f"支付/周报 {ID}.csv": "Name,Created\n2024-W13,2024-03-29\n",
        f"支付/周报/2024-W13 {ID}.md": REPORT,
    }
    expected = [
        f"支付/周报/2024-W13 {ID}.md",
        f"支付/周报 {ID}.csv",
        f"支付/开城 {ID}.csv",
        f"支付/开城 {ID}_all.csv",
    ]
    place.write(zipped(files))
    place.scan()
    assert sorted(place.names()) == sorted(f"export.zip/{name}" for name in expected)
    (place.root / "export.zip").unlink()
    for name, content in files.items():
        place.write(content.encode(), name)
    place.scan()
    assert sorted(place.names()) == sorted(expected)


def test_a_zip_attached_to_a_page_of_an_unpacked_export_is_not_read(place):
    place.write(REPORT.encode(), f"2024-W13 {ID}.md")
    place.write(zipped({"secret.md": REPORT + "x"}), "2024-W13/附件.zip")
    place.write(zipped({"team.md": REPORT + "y"}), "风控/export.zip")
    place.scan()
    assert place.names() == [f"2024-W13 {ID}.md", "风控/export.zip/team.md"]


@pytest.mark.parametrize("name", ["../evil.md", "/etc/evil.md", "a/../../evil.md", "C:/evil.md", "..\\evil.md"])
def test_unsafe_paths_are_told_and_the_rest_is_read(place, name):
    place.write(zipped({name: REPORT + "x", "good.md": REPORT}))
    place.scan()
    assert place.names() == ["export.zip/good.md"]
    [(file, message)] = place.problems().items()
    assert ".." not in file
    assert "指向包外" in message


def test_links_and_special_files_in_an_archive_are_told(place):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, mode in (("link.md", stat.S_IFLNK), ("pipe.md", stat.S_IFIFO), ("file.md", stat.S_IFREG)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (mode | 0o644) << 16
            package.writestr(info, "/etc/passwd" if mode == stat.S_IFLNK else REPORT)
    place.write(buffer.getvalue())
    place.scan()
    assert place.names() == ["export.zip/file.md"]
    assert set(place.problems()) == {"export.zip/link.md", "export.zip/pipe.md"}


def encrypted(content: bytes) -> bytes:
    """The same zip with the flags that say that its entries are encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(mark, at + 1)
    return bytes(changed)


def damaged(content: bytes) -> bytes:
    """The same zip with the text of its first entry altered."""
    at = content.find(REPORT.encode())
    return content[:at] + b"X" + content[at + 1 :]


GOOD = zipped({"a.md": REPORT, "b.md": REPORT + "b"}, method=zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("content", "file", "said"),
    [
        (encrypted(GOOD), "export.zip", "有密码"),
        (GOOD[: len(GOOD) // 2], "export.zip", "损坏或不完整"),
        (b"", "export.zip", "损坏或不完整"),
        (b"not a zip" * 100, "export.zip", "损坏或不完整"),
        (GOOD[:-22] + b"PK\x05\x06" + b"\xff" * 18, "export.zip", "压缩包"),
        (damaged(GOOD), "export.zip/a.md", "已损坏"),
        (zipped({PART.format(1): GOOD[:100]}), f"export.zip/{PART.format(1)}", "损坏或不完整"),
        (zipped({PART.format(1): zipped({PART.format(2): GOOD})}), f"export.zip/{PART.format(1)}/{PART.format(2)}", "嵌套超过 2 层"),
        (zipped({"a.md": "x" * 3_000_000}), "export.zip/a.md", "压缩比"),
        (zipped({"a.md": b"\x00" * 21 * 1024 * 1024}, method=zipfile.ZIP_STORED), "export.zip/a.md", "超过上限"),
        (zipped({"a.md": REPORT.encode() + b"\x00"}), "export.zip/a.md", "NUL"),
    ],
    ids=["encrypted", "truncated", "empty", "no zip", "lying end", "damaged entry", "damaged part", "depth", "ratio", "size", "binary"],
)  # fmt: skip
def test_damaged_and_hostile_archives_are_told_and_lose_nothing_else(place, content, file, said):
    place.write(content)
    place.write(REPORT.encode() + b"z", "good.md")
    count = place.scan().sources[0]
    assert "good.md" in place.names()
    assert file in place.problems()
    assert said in place.problems()[file]
    assert (count.status, len(place.problems())) == ("ok", 1)
    assert "\n" not in place.problems()[file]


def test_a_damaged_entry_loses_no_other_of_its_archive(place):
    place.write(damaged(GOOD))
    place.scan()
    assert place.names() == ["export.zip/b.md"]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(members=1), "超过上限 1"),
        (Limits(total_bytes=len(REPORT.encode()) + 10), "合计超过"),
        (Limits(directory_bytes=50), "目录过大"),
        (Limits(file_bytes=10), "超过上限"),
    ],
)
def test_limits_hold(place, limits, said):
    place.write(GOOD)
    place.scan(limits=limits)
    assert all(said in message for message in place.problems().values())
    assert place.problems()


def test_a_problem_is_read_again_and_forgotten_when_it_is_gone(place, monkeypatch):
    monkeypatch.setattr(places, "RACY_NS", -60_000_000_000)
    place.write(zipped({"a.md": REPORT, "b.md": "长" * 100}))
    place.scan(limits=Limits(file_bytes=200))
    assert set(place.problems()) == {"export.zip/b.md"}
    place.scan()
    assert place.problems() == {}
    assert place.names() == ["export.zip/a.md", "export.zip/b.md"]


def test_an_entry_whose_size_lies_is_damaged(place):
    content = bytearray(zipped({"a.md": "x" * 5000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(mark)
        content[at + offset : at + offset + 4] = (10).to_bytes(4, "little")
    place.write(bytes(content))
    place.scan()
    assert "已损坏" in place.problems()["export.zip/a.md"]


def test_a_workbook_inside_an_export(place):
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["项目", "城市", "上线日期"])
    book.save(buffer)
    place.write(zipped({"支付/台账.xlsx": buffer.getvalue()}))
    place.scan()
    assert place.db.execute("select media, encoding from raw.documents").fetchall() == [("table", None)]


def test_an_export_of_attachments_is_read_within_little_memory(tmp_path):
    """300 MB of attachments and a part that has to be copied out: the process grows by far less than it reads."""
    part = tmp_path / "part.zip"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as package:
        package.writestr("支付/w13.md", REPORT)
        for number in range(3):
            with package.open(f"支付/w13/video{number}.mp4", "w") as member:
                for _ in range(100):
                    member.write(os.urandom(1024 * 1024))
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "export.zip", "w", zipfile.ZIP_STORED) as package:
        package.write(part, PART.format(1))
    part.unlink()
    code = (
        "import resource, sys; from pathlib import Path; from assets.house import House, Source\n"
        "from assets.documents.collect import collect\n"
        "house = House(Path(sys.argv[1]) / 'home', (Source(Path(sys.argv[1]) / 'in'),))\n"
        "with house.open() as db:\n"
        "    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    assert collect(db, house).documents == 1\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    start = time.perf_counter()
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=root, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100
    assert time.perf_counter() - start < 30


def test_an_archive_that_changes_while_it_is_read_is_told_and_read_at_the_next_run(place, monkeypatch):
    """It is told whatever came out of it, and nothing else is lost."""
    place.write(REPORT.encode(), "other.md")
    pages = {f"W{week}.md": REPORT.replace("W13", f"W{week}") for week in (10, 11)}
    path = place.write(zipped(pages))
    real = archive.Archive._content

    def content(self, package, info):
        path.write_bytes(path.read_bytes()[:200])
        return real(self, package, info)

    with monkeypatch.context() as patch:
        patch.setattr(archive.Archive, "_content", content)
        place.scan()
    assert "other.md" in place.names()
    assert "被改动" in place.problems()["export.zip"]
    path.write_bytes(zipped(pages))
    place.scan()
    assert place.names() == ["export.zip/W10.md", "export.zip/W11.md", "other.md"]
    assert place.problems() == {}
