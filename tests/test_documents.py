"""Sources → raw: what is stored, what is refused, what is read again."""

import os
import time
from datetime import datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets import warehouse
from assets.documents import collect as collect_module
from assets.documents import delivery, intake, places, reading
from assets.documents.asset import documents
from assets.documents.collect import Collected, collect, state_of
from assets.documents.contents import PART_BYTES, contents, in_batches
from assets.documents.encoding import UndecodableError, decode, split_lines
from assets.documents.reading import Limits, UnreadableError, read_bytes
from assets.documents.shelf import Shelf, tables_to_read
from assets.house import House, Source

REPORT = "# 2024-W13\n\nCreated: 2024年3月29日 20:07\n\n- 物保三期上线完成\n- 交易不成退代，本周新增35城\n"


@pytest.fixture
def db():
    connection = warehouse.connect(":memory:")
    warehouse.create_tables(connection)
    return connection


class Place:
    """A folder to scan, with a clock that the test moves."""

    def __init__(self, root: Path, db: duckdb.DuckDBPyConnection) -> None:
        self.root, self.db = root / "reports", db
        self.root.mkdir()
        self.now = datetime(2024, 4, 1, 8)
        self.sources: tuple[Source, ...] = (Source(self.root),)
        self.home = root / "home"

    def write(self, name: str, content: str | bytes, age_s: float = 60) -> Path:
        """A file as old as wanted."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        then = time.time_ns() - int(age_s * 1e9)
        os.utime(path, ns=(then, then))
        return path

    def scan(self, **options) -> Collected:
        """One run over the sources."""
        return collect(self.db, House(self.home, self.sources, clock=lambda: self.now, **options))

    def rows(self, sql: str) -> list[tuple]:
        """What a query gives."""
        return self.db.execute(sql).fetchall()

    def names(self) -> list[str]:
        """The names of all documents."""
        return [row[0] for row in self.rows("select source_file from raw.documents order by 1")]

    def problems(self) -> dict[str, str]:
        """What is told about each file."""
        return dict(self.rows("select source_file, message from raw.source_problems"))


@pytest.fixture
def place(tmp_path, db):
    return Place(tmp_path, db)


@pytest.fixture
def settled(monkeypatch):
    """The files of a test are new by their ctime, which nobody can set: let no file count as just changed."""
    monkeypatch.setattr(places, "RACY_NS", -60_000_000_000)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_decode_gives_the_same_text_from_every_encoding(encoding, name):
    decoded = decode(REPORT.encode(encoding))
    assert (decoded.text, decoded.encoding) == (REPORT, name)


def test_decode_reads_utf_16_of_either_byte_order_by_its_mark():
    assert decode(b"\xff\xfe" + REPORT.encode("utf-16-le")).text == REPORT
    assert decode(b"\xfe\xff" + REPORT.encode("utf-16-be")).text == REPORT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (REPORT.encode() + b"\x00\x01\x02", "NUL"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"PK\x03\x04" + bytes(200), "ZIP"),
        (REPORT.encode() + b"\xe4\xb8", "第 7 行含有无效的 UTF-8"),
        (REPORT.replace("上线", "\x00线").encode("utf-16"), "NUL"),
        (b"\xff\xfe" + REPORT.encode("utf-16-le") + b"\x41", "UTF-16"),
        (bytes(range(1, 32)) * 40, "控制字符"),
        ("naïve café — déjà vu".encode("latin-1", "replace"), "GB18030"),
        (bytes(range(128, 256)) * 8, "GB18030"),
    ],
)
def test_decode_refuses_what_is_no_text_and_says_why(content, said):
    with pytest.raises(UndecodableError, match=said):
        decode(content)


def test_decode_takes_an_empty_file_and_a_stray_control_character():
    assert decode(b"").text == ""
    assert decode(("一段够长的正文，" * 20 + "\x08尾").encode()).text.endswith("\x08尾")


def test_lines_end_at_lf_crlf_and_cr_only():
    assert split_lines("a\nb\r\nc\rd\u2028e\x0cf\x85g\n") == ["a", "b", "c", "d\u2028e\x0cf\x85g"]
    assert split_lines("") == []
    assert split_lines("\n\nx") == ["", "", "x"]


def test_each_content_is_stored_once_by_its_first_name(place):
    place.write("b/w13.md", REPORT)
    place.write("a/copy.md", REPORT)
    place.write("a/w14.md", REPORT.replace("W13", "W14"))
    count = place.scan().sources[0]
    assert place.names() == ["a/copy.md", "a/w14.md"]
    assert (count.files, count.new, count.problems, count.status) == (3, 2, 0, "ok")
    row = place.rows("select content, encoding, media, size_bytes from raw.documents where source_file = 'a/copy.md'")
    assert row == [(REPORT.encode(), "utf-8", "report", len(REPORT.encode()))]


def test_unchanged_files_are_not_opened_again(place, settled, monkeypatch):
    place.write("w13.md", REPORT)
    place.scan()
    before = state_of(place.db)
    monkeypatch.setattr(delivery, "read_bytes", lambda *_: pytest.fail("read again"))
    place.now = datetime(2024, 4, 8, 8)
    count = place.scan().sources[0]
    assert (count.unchanged, count.new, count.changed) == (1, 0, 0)
    assert state_of(place.db) == before
    assert place.rows("select first_seen_at, last_seen_at from raw.documents") == [(datetime(2024, 4, 1, 8), datetime(2024, 4, 8, 8))]


def test_a_file_changed_just_before_the_scan_is_read_again(place):
    """Same size and same modification time: within the clock's step only the content can tell."""
    path = place.write("w13.md", REPORT, age_s=0)
    status = path.stat()
    place.scan()
    path.write_text(REPORT.replace("35", "36"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert place.scan().sources[0].changed == 1
    assert len(place.names()) == 2


def test_a_changed_file_is_a_new_row_and_going_back_is_a_change_of_state(place, settled):
    place.write("w13.md", REPORT)
    place.scan()
    first = state_of(place.db)
    place.write("w13.md", REPORT + "- 补充\n")
    assert place.scan().sources[0].changed == 1
    second = state_of(place.db)
    place.write("w13.md", REPORT)
    place.scan()
    third = state_of(place.db)
    assert place.names() == ["w13.md", "w13.md"]
    assert len({first, second, third}) == 3


def test_a_vanished_file_is_told_once_and_keeps_its_document(place):
    path = place.write("w13.md", REPORT)
    place.write("w14.md", REPORT.replace("W13", "W14"))
    place.scan()
    path.unlink()
    assert place.scan().sources[0].gone == ["w13.md"]
    assert place.names() == ["w13.md", "w14.md"]
    assert place.scan().sources[0].gone == []


def test_a_moved_file_is_known_by_its_new_name_and_team(place):
    path = place.write("payments/w13.md", REPORT)
    place.scan()
    (place.root / "risk").mkdir()
    path.rename(place.root / "risk" / "w13.md")
    place.scan()
    assert place.rows("select source_file, source_team from raw.documents") == [("risk/w13.md", "risk")]


def test_the_same_report_in_a_later_export_keeps_its_first_name(place, tmp_path):
    place.write("payments/w13.md", REPORT)
    place.scan()
    later = tmp_path / "later"
    later.mkdir()
    (later / "w13.md").write_text(REPORT)
    place.sources = (Source(later),)
    assert place.scan().documents == 1
    assert place.rows("select source, source_file from raw.documents") == [(place.root.as_posix(), "payments/w13.md")]
    place.sources = (Source(later, team="risk"),)
    place.scan()
    assert place.rows("select source_file, source_team, is_team_set from raw.documents") == [("w13.md", "risk", True)]


@pytest.mark.parametrize(
    ("team", "name", "expected"),
    [
        (None, "w13.md", (None, False)),
        (None, "支付/2024/w13.md", ("支付", False)),
        (None, "支付技术 0123456789abcdef0123456789abcdef/w13.md", ("支付技术", False)),
        (None, "Export-0a1b2c3d-0000-4000-8000-000000000000/支付/w13.md", ("支付", False)),
        ("风控", "支付/w13.md", ("风控", True)),
    ],
)
def test_team_is_the_setting_else_the_first_folder(place, team, name, expected):
    place.sources = (Source(place.root, team=team),)
    place.write(name, REPORT)
    place.scan()
    assert place.rows("select source_team, is_team_set from raw.documents") == [expected]


def test_refusals_are_told_and_lose_nothing_else(place, monkeypatch):
    place.write("good.md", REPORT)
    place.write("nul.md", REPORT.encode() + b"\x00")
    place.write("image.md", b"\x89PNG\r\n\x1a\n" + bytes(64))
    place.write("large.md", "长" * 1000)
    count = place.scan(limits=Limits(file_bytes=2000)).sources[0]
    assert place.names() == ["good.md"]
    assert (count.problems, count.status) == (3, "ok")
    problems = place.problems()
    assert set(problems) == {"nul.md", "image.md", "large.md"}
    assert "NUL" in problems["nul.md"]
    assert "PNG" in problems["image.md"]
    assert "超过上限" in problems["large.md"]
    assert all("\n" not in message for message in problems.values())
    place.write("nul.md", REPORT + "- 修好了\n")
    place.scan(limits=Limits(file_bytes=2000))
    assert set(place.problems()) == {"image.md", "large.md"}


def test_a_file_without_permission_is_told(place, monkeypatch):
    place.write("good.md", REPORT)
    secret = place.write("secret.md", REPORT + "x")
    real = os.open

    def refuse(path, flags, *rest, **named):
        if Path(path) == secret:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(reading.os, "open", refuse)
    place.scan()
    assert place.names() == ["good.md"]
    assert "权限" in place.problems()["secret.md"]


def test_a_file_that_vanishes_during_the_scan_is_told(place, monkeypatch):
    place.write("a.md", REPORT)
    doomed = place.write("b.md", REPORT + "x")
    real = read_bytes

    def read(path, limit):
        doomed.unlink(missing_ok=True)
        return real(path, limit)

    monkeypatch.setattr(delivery, "read_bytes", read)
    place.scan()
    assert place.names() == ["a.md"]
    assert "移走" in place.problems()["b.md"]


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    path = tmp_path / "w13.md"
    path.write_text("old")
    real, calls = os.fstat, []

    def fstat(descriptor):
        calls.append(descriptor)
        if len(calls) == 2:
            path.write_text("new and longer")
        return real(descriptor)

    monkeypatch.setattr(reading.os, "fstat", fstat)
    assert read_bytes(path) == b"new and longer"


def test_a_file_that_never_rests_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "w13.md"
    path.write_text("x")
    real = os.fstat

    def fstat(descriptor):
        path.write_text(path.read_text() + "x")
        return real(descriptor)

    monkeypatch.setattr(reading.os, "fstat", fstat)
    with pytest.raises(UnreadableError, match="一直被改动"):
        read_bytes(path)


def test_hidden_files_are_passed_over_and_links_and_special_files_told(place, tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("# secret\n")
    place.write("w13.md", REPORT)
    place.write(".hidden/w1.md", "x")
    place.write(".w2.md", "x")
    place.write("~$rollout.xlsx", "x")
    place.write("photo.jpg", "x")
    place.home = place.root / "home"
    place.write("home/published/workbook.csv", "x")
    (place.root / "link.md").symlink_to(outside)
    (place.root / "folder").symlink_to(tmp_path)
    os.mkfifo(place.root / "pipe.md")
    count = place.scan().sources[0]
    assert place.names() == ["w13.md"]
    assert (count.ignored, count.problems) == (1, 3)
    assert set(place.problems()) == {"link.md", "folder", "pipe.md"}
    assert all("不是普通文件" in message for message in place.problems().values())


def test_a_pipe_in_place_of_a_file_is_refused_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(UnreadableError, match="不是普通文件"):
        read_bytes(tmp_path / "pipe.md")


def test_status_of_sources(place, tmp_path):
    empty, damaged = tmp_path / "empty", tmp_path / "damaged.md"
    empty.mkdir()
    damaged.write_bytes(b"\x00\x01\x02")
    strange = tmp_path / "photo.jpg"
    strange.write_bytes(b"x")
    place.write("w13.md", REPORT)
    place.sources = (
        Source(place.root), Source(empty), Source(tmp_path / "none"), Source(damaged), Source(strange)
    )  # fmt: skip
    collected = place.scan()
    assert [source.status for source in collected.sources] == [
        "ok",
        "empty",
        "failed",
        "failed",
        "failed",
    ]
    assert collected.is_usable
    place.sources = place.sources[1:]
    assert not place.scan().is_usable


def test_a_missing_source_does_not_forget_its_files(place, settled):
    place.write("w13.md", REPORT)
    place.scan()
    place.root.rename(place.root.with_name("elsewhere"))
    count = place.scan().sources[0]
    assert (count.status, count.gone) == ("failed", [])
    assert place.problems() == {"": "来源不存在，没有读取；请检查路径，或确认磁盘已挂载。"}
    place.root.with_name("elsewhere").rename(place.root)
    assert place.scan().sources[0].status == "unchanged"
    assert place.problems() == {}


def test_a_single_file_is_a_source_by_its_name(place):
    path = place.write("deep/w13.md", REPORT)
    place.sources = (Source(path),)
    place.scan()
    assert place.rows("select source, source_file, source_team from raw.documents") == [(path.as_posix(), "w13.md", None)]


def test_a_name_in_gbk_is_readable(place):
    (place.root / os.fsdecode("周报.md".encode("gbk"))).write_text(REPORT)
    place.scan()
    assert place.names() == ["周报.md"]


def test_nothing_is_written_when_the_scan_fails(place, monkeypatch):
    place.write("w13.md", REPORT)
    monkeypatch.setattr(collect_module, "replace_problems", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        place.scan()
    assert place.names() == []


BULK = "select name, value from duckdb_settings() where name in ('threads', 'memory_limit', 'wal_autocheckpoint') order by 1"


def test_much_new_content_is_written_in_batches_and_counts_only_when_all_is_there(place, monkeypatch):
    monkeypatch.setattr(intake, "BATCH_BYTES", 1)
    before = place.rows(BULK)
    for week in range(1, 4):
        place.write(f"w{week}.md", REPORT.replace("W13", f"W0{week}"))
    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "finish", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            place.scan()
    assert (place.names(), place.rows(BULK)) == ([], before)
    assert (place.scan().sources[0].new, place.names()) == (3, ["w1.md", "w2.md", "w3.md"])
    assert place.rows("select count(*) from raw.documents where last_seen_at is null") == [(0,)]
    assert place.rows(BULK) == before


def test_a_large_document_is_kept_in_parts_and_comes_back_whole(place):
    sizes = {"a.md": 0, "b.md": PART_BYTES, "c.md": 5 * PART_BYTES}
    texts = {name: REPORT + "- 存管路由开发进度80%\n" * (size // 30) for name, size in sizes.items()}
    for name, text in texts.items():
        place.write(name, text)
    place.scan()
    rows = place.rows("select source_file, document_id, content, size_bytes from raw.documents order by 1")
    assert [(name, content is None, size) for name, _, content, size in rows] == [
        (name, len(text.encode()) > PART_BYTES, len(text.encode())) for name, text in texts.items()
    ]
    held = contents(place.db, [document_id for _, document_id, _, _ in rows])
    assert {name: held[document_id].decode() for name, document_id, _, _ in rows} == texts
    assert place.rows("select max(octet_length(content)) from raw.document_parts") == [(PART_BYTES,)]


def test_documents_are_taken_in_batches_of_so_many_bytes():
    sizes = [("a", 5), ("b", 5), ("c", 1), ("large", 50), ("d", 3), ("e", 3), ("f", 3)]
    assert list(in_batches(sizes, most_bytes=10, most=2)) == [["a", "b"], ["c"], ["large"], ["d", "e"], ["f"]]
    assert list(in_batches([], 10, 2)) == []


def test_what_a_killed_scan_left_is_forgotten(place):
    place.write("w13.md", REPORT)
    place.scan()
    place.db.execute("insert into raw.documents by name select * exclude (last_seen_at) replace ('x' as document_id) from raw.documents")
    place.db.execute("insert into raw.document_parts values ('x', 1, 'a')")
    assert place.scan().documents == 1
    assert place.rows("select count(*) from raw.document_parts") == [(0,)]


def test_tables_to_read_are_the_newest_of_each_name(place, settled):
    place.write("rollout.csv", "项目,城市,上线日期\nA,杭州,2024-03-05\n")
    place.write("w13.md", REPORT)
    place.scan()
    place.write("rollout.csv", "项目,城市,上线日期\nA,宁波,2024-03-06\n")
    place.now = datetime(2024, 4, 2)
    place.scan()
    [(table, content)] = tables_to_read(place.db)
    assert "宁波".encode() in content
    assert table.source_file == "rollout.csv"


def test_the_asset_tells_the_status_of_every_source(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "w13.md").write_text(REPORT)
    house = House(tmp_path / "home", (Source(tmp_path / "reports"), Source(tmp_path / "none")))
    result = dg.materialize([documents], resources={"house": house})
    [materialization] = result.asset_materializations_for_node("raw__documents")
    metadata = materialization.metadata
    assert metadata["dagster/row_count"].value == 1
    assert "| failed |" in metadata["sources"].value
    assert "w13.md" in metadata["newest"].value
