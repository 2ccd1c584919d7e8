"""Page, workbook, Parquet, snapshot and manifest are one publication, and nothing sensitive is in any of them, however it is packed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets import warehouse
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published import snapshot
from assets.published.publish import publish
from assets.quality import sensitive
from assets.quality.rules import find_bad_entries
from assets.trends.build import build
from pipelines import settings
from pipelines.settings import SettingsError
from tests import small_home

SECRETS = {"address": "10.77.88.99", "telephone": "13912345678", "token": "Zx9Qw7TyK2", "staff": "E512345"}
OWN = {"工号": "E[0-9]{6}", "以此开头": "^Q[0-9]{6}"}
TEXT = "见 10.77.88.99，电话 13912345678，链接 https://docs.example/x?scode=Zx9Qw7TyK2 ，工号E512345"
REPORT = f"""# 2024-W12 {TEXT}

Created: March 22, 2024 8:31 PM
创建人: 张三 13912345678

- 存管路由（{TEXT}），开发进度60%，预计3/28上线
- 联系13912345678项目，开发进度130%，计划4月初上线
- 交易不成退代，本周新增2城（成都、{TEXT}），累计80城，待开66城
- 【系统 13912345678】入金有效成功率：99.991%（{TEXT}）
- 3/20 09:07，监控发现order-core异常，时间区间：2024-03-20 08:30 -- 2024-03-20 09:46，延迟通知318条，{TEXT}
- 4/31 前完成 {TEXT}

# 下周工作及目标

1. 联调，{TEXT}
"""
LOG = (
    "incident_id,service,severity,started_at,ended_at,summary,cause\n"
    f'P 13912345678,E512345,P1,2024-03-21 10:00,2024-03-21 10:45,"{TEXT}","{TEXT}"\n'
)
ROLLOUTS = (
    "项目,周,新增城市数,累计城市数,待开城市数\n交易不成退代,2024-W12,3,81,65\n项目13912345678,2024-W12,3,81,65\n"
    f"{TEXT.replace(',', '，')},2024-W12,1,2,3\n"
)
ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}(?:-\d+)?")
CORRECTION = """
insert into quality.corrections by name
select 'c1' as correction_id, 'applied' as state, fact_id, week, '60' as expect, '65' as value, ? as reason, '李工 13912345678' as who
from core.progress where percent = 60
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Published twice, with a setting that masks staff numbers."""
    folder: Path = tmp_path_factory.mktemp("secret")
    reports = folder / "reports" / "支付13912345678"
    reports.mkdir(parents=True)
    (reports / "2024-W12 scode=Zx9Qw7TyK2 13912345678.md").write_text(REPORT, "utf-8")
    (reports / "事件 10.77.88.99.csv").write_text(LOG, "utf-8")
    (reports / "推广 E512345.csv").write_text(ROLLOUTS, "utf-8")
    house = House(folder / "home", sources=(Source(folder / "reports"),), clock=lambda: datetime(2024, 3, 25, 8))
    sensitive.use(OWN)
    try:
        with house.open() as db:
            collect(db, house)
            load(db, house)
            find_bad_entries(db, house)
            build(db)
            db.execute(CORRECTION, [TEXT])
            publish(db, house)
            db.execute("update core.progress set percent = 61 where percent = 60")
            publish(db, house)
        yield house
    finally:
        sensitive.use({})


@pytest.fixture(scope="module")
def held(home: House) -> dict[str, str]:
    """All that the second publication holds."""
    return dict(unpacked(home.home / "published"))


def unpacked(folder: Path) -> Iterator[tuple[str, str]]:
    """All that a publication holds, as text, out of whatever it is packed in."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = str(path.relative_to(folder))
        yield name, path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".parquet":
            yield f"{name} rows", rows(duckdb.connect(), f"read_parquet('{path}')")
            yield f"{name} metadata", rows(duckdb.connect(), f"parquet_kv_metadata('{path}')")
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{name} {member}", book.read(member).decode()) for member in book.namelist())
        elif path.suffix == ".html":
            packed = re.search(r'id="data">([^<]*)<', path.read_text("utf-8"))
            assert packed
            yield f"{name} data", json.dumps(json.loads(zlib.decompress(base64.b64decode(packed[1]))), ensure_ascii=False)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as db:
        for (table,) in db.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall():
            yield table, rows(db, table)


def rows(db: duckdb.DuckDBPyConnection, source: str) -> str:
    """Every value of a table as text."""
    return "\n".join(map(str, db.execute(f"select * from {source}").fetchall()))


@pytest.mark.parametrize("kind", SECRETS)
def test_nothing_sensitive_is_in_any_artefact(kind: str, held: dict[str, str]) -> None:
    secret = SECRETS[kind]
    assert [name for name, text in held.items() if secret in text] == []
    assert {"index.html data", "workbook.xlsx xl/worksheets/sheet1.xml", "core.entries", "main.progress"} <= set(held)
    # what is told is not without it: in its place are as many signs
    told = [name for name, text in held.items() if "█" * len(secret) in text]
    assert {"core.entries", "parquet/core/entries.parquet rows", "index.html data", "main.plans"} <= set(told)
    assert "workbook.xlsx xl/sharedStrings.xml" in told  # its sheets only point to them


def test_the_working_warehouse_keeps_it(home: House) -> None:
    with warehouse.connect(home.warehouse_path, read_only=True) as db:
        contents = b"".join(content for (content,) in db.execute("select content from raw.documents").fetchall())
        texts = rows(db, "core.entries")
    for secret in SECRETS.values():
        assert secret.encode() in contents
        assert secret in texts


def test_all_have_one_publication_id(home: House, held: dict[str, str]) -> None:
    folder = (home.home / "published").resolve()
    assert json.loads((folder / "manifest.json").read_text())["publication_id"] == folder.name
    assert folder.name in held["main.publication"]
    assert folder.name in held["index.html"]
    assert folder.name in held["workbook.xlsx docProps/custom.xml"]
    assert folder.name in held["workbook.xlsx xl/worksheets/sheet1.xml"]
    parquet = [name for name in held if name.endswith(".parquet")]
    assert len(parquet) == len(snapshot.tables.published_tables())
    assert [name for name in parquet if f"b'{folder.name}'" not in held[f"{name} metadata"]] == []
    # the first publication's id is the beginning of the second's, made in the same second: whole ids are compared
    other = next(path.name for path in folder.parent.iterdir() if path != folder)
    others = {name: {*ID.findall(text)} - {folder.name} for name, text in held.items()}
    del others["warehouse.duckdb"]  # the bytes of the file: free blocks are those of the publication that it goes on from
    assert {name: ids for name, ids in others.items() if ids} == {"manifest.json": {other}}


@pytest.fixture
def _quick(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish without page and workbook from here on."""
    small_home.without_page_and_workbook(monkeypatch)


@pytest.mark.usefixtures("_quick")
def test_an_old_publication_stays_as_it_was(home: House) -> None:
    def contents() -> dict[str, str]:
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in old.rglob("*") if path.is_file()}

    old = (home.home / "published").resolve()
    before = contents()
    with duckdb.connect(str(home.home / "published" / "warehouse.duckdb"), read_only=True) as reader:
        with home.open() as db:
            db.execute("update core.progress set percent = 62 where percent = 61")
            publish(db, home)
        assert reader.execute("select publication_id from publication").fetchone() == (old.name,)
        assert reader.execute("select count(*) from core.progress where percent = 61").fetchone() == (1,)
    assert (home.home / "published").resolve() != old
    assert contents() == before


@pytest.mark.usefixtures("_quick")
def test_a_pattern_of_the_beginning_finds_every_text(home: House) -> None:
    sensitive.use(OWN)
    with home.open() as db:
        db.execute("update core.progress set component = 'Q123456' where percent = 62")
        published = publish(db, home).folder
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as db:
        assert db.execute("select component from core.progress where percent = 62").fetchall() == [("█" * 7,)]


@pytest.mark.usefixtures("_quick")
def test_other_masks_are_another_publication(home: House) -> None:
    with home.open() as db:
        db.execute("update ops.stages set fingerprint = 'x'")
        for stage in ("core", "rules", "checks", "trends"):
            db.execute("delete from ops.stages where stage = ?", [stage])
            db.execute("insert into ops.stages values (?, 'x', now())", [stage])
        publish(db, home)
        assert not publish(db, home).is_new
        sensitive.use({**OWN, "服务": "order-core"})
        again = publish(db, home)
        sensitive.use(OWN)
    assert again.is_new
    with warehouse.connect(again.folder / warehouse.WAREHOUSE_FILE, read_only=True) as db:
        assert "order-core" not in rows(db, "core.incidents")


MISTAKES = [
    ("E[0-9", "is no regular expression"),
    ("(?<=E)[0-9]+", "look-around"),
    ("[0-9]*", "matches everything"),
    (r"\AE[0-9]{6}", "write ^"),
]


@pytest.mark.parametrize(("pattern", "words"), MISTAKES)
def test_a_pattern_that_cannot_be_used_is_told(pattern: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "weekhouse.toml"
    file.write_text(f"[masks]\nstaff = '{pattern}'\n", "utf-8")
    with pytest.raises(SettingsError) as mistake:
        settings.load(file)
    assert len(mistake.value.lines) == 1
    assert f"{file}: masks.staff: " in mistake.value.lines[0]
    assert words in mistake.value.lines[0]


def test_a_pattern_of_the_settings_is_masked_from_then_on(tmp_path: Path) -> None:
    file = tmp_path / "weekhouse.toml"
    file.write_text("[masks]\n'工号' = 'E[0-9]{6}'\n", "utf-8")
    before = sensitive.own_patterns()
    try:
        settings.load(file)
        assert sensitive.mask("工号 Ｅ512345 和 10.77.88.99") == "工号 ███████ 和 ███████████"
        assert sensitive.summary("E512345") == "工号 1 处"
    finally:
        sensitive.use(dict(before))
