"""`docs/queries.md` shows what its queries give; views, `weekhouse query` and `weekhouse tables` on a published snapshot."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
import yaml

from assets import dictionary
from assets.published import tables
from pipelines import cli, shapes
from tests import small_home

ROOT = Path(__file__).parent.parent
SHORT = yaml.load((ROOT / "assets" / "dictionary" / "short.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


queries = _module(ROOT / "docs" / "queries.py")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        small_home.with_snapshot_alone(patch)
        queries.publish_samples(folder)
    return folder


@pytest.fixture
def snapshot(home: Path) -> duckdb.DuckDBPyConnection:
    """The snapshot attached under a name of the analyst's."""
    db = duckdb.connect()
    db.execute(f"attach '{home}/published/warehouse.duckdb' as mine (read_only)")
    return db


def test_the_page_shows_what_the_queries_give(home: Path) -> None:
    page = queries.PAGE.read_text("utf-8")
    assert len(queries.QUERY.findall(page)) >= 12
    assert queries.written(page, home) == page, "run: make queries"
    assert not re.search(r"^\|( --- \|)+\n\n", page, re.M), "a query without any row says nothing"


@pytest.mark.parametrize("name", SHORT)
def test_a_short_name_gives_the_rows_of_its_table(name: str, snapshot: duckdb.DuckDBPyConnection) -> None:
    spec = SHORT[name]
    words = tables.published_tables()[spec["of"]]
    answer = snapshot.execute(f"select * from mine.{name}")
    assert [column for column, *_ in answer.description or []] == [column.name for column in words.columns]
    rows = answer.fetchall()
    assert rows == snapshot.execute(f"select * from mine.{spec['of']} where {spec.get('where', 'true')}").fetchall()
    assert rows


def test_views_are_described_like_tables(snapshot: duckdb.DuckDBPyConnection) -> None:
    views = {
        f"{schema}.{name}"
        for schema, name in snapshot.execute("select schema_name, view_name from duckdb_views() where not internal").fetchall()
    }
    assert views == {f"main.{name}" for name in SHORT} | set(dictionary.views())
    undescribed = """
        select table_name, column_name from duckdb_columns()
        where not internal and (comment is null or schema_name || '.' || table_name not in (select table_name from mine.dictionary))
    """
    assert snapshot.execute(undescribed).fetchall() == []
    incomplete = """
        from mine.dictionary
        where '' in (
            coalesce(table_name, ''), coalesce(column_name, ''), coalesce(meaning, ''), coalesce(grain, ''), coalesce(zh, ''),
            coalesce(table_zh, ''), coalesce(type, '')
        )
    """
    assert snapshot.execute(incomplete).fetchall() == []


def test_filtered_views_leave_out_what_they_say(snapshot: duckdb.DuckDBPyConnection) -> None:
    quarantined = "select count(*) from mine.{} where status_of_row = 'quarantined'"
    assert snapshot.execute(quarantined.format("core.incidents")).fetchall() == [(2,)]
    assert snapshot.execute(quarantined.format("incidents")).fetchall() == [(0,)]


class Said:
    """What a command printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def weekhouse(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Said:
        code = cli.main([*arguments, "--home", str(home)])
        return Said(code, *capsys.readouterr())

    return run


HOSTILE = "select '[red]a|b' as \"[x]\", chr(27) || '[31m全角　空' as b, 'c\nd' as c, null as n, 'inf'::double as i, map {'k': [1.5]} as m"


def test_an_answer_in_each_shape(weekhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(csv.reader(io.StringIO(weekhouse("query", HOSTILE).out)))[1][:4] == ["[red]a|b", "\x1b[31m全角　空", "c\nd", ""]
    (row,) = json.loads(weekhouse("query", HOSTILE, "--format", "json").out)
    assert (row["n"], row["i"], row["m"]) == (None, None, {"k": [1.5]})
    line = weekhouse("query", HOSTILE, "--format", "markdown").out.splitlines()[2]
    assert line.startswith(r"| [red]a\|b | �[31m全角　空 | c d |  | inf |")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    shown = weekhouse("query", HOSTILE).out
    assert "\x1b" not in shown
    assert [word for word in ("[x]", "[red]a|b", "{'k': [1.5]}") if word not in shown] == []


def test_a_terminal_gets_so_many_rows_and_a_file_all(weekhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_SHOWN", 3)
    shown = weekhouse("query", "from range(12345)", "--format", "table")
    assert len(shown.out.splitlines()) == 2 + 3
    assert shown.err == "… and 12,342 more rows; --format csv prints all\n"
    assert len(weekhouse("query", "from range(12345)").out.splitlines()) == 12346


PROBLEMS = [
    (("query", "selec 1"), "Parser Error: syntax error"),
    (("query", " ; "), "there is no query"),
    (("query", "from nowhere"), "Table with name nowhere does not exist"),
    (("query", "delete from core.reports"), "read-only mode"),
    (("query", "select error('late') from range(30000) t(i) where i = 29999"), "late"),
    (("query", "select 1 as a, 2 as a", "--format", "json"), "two columns are called a"),
    (("tables", "progres"), "progress is meant?"),
    (("tables", "xyz"), "`weekhouse tables` lists them"),
]


@pytest.mark.parametrize(("arguments", "words"), PROBLEMS)
def test_a_problem_is_one_line(weekhouse, arguments: tuple[str, ...], words: str) -> None:
    said = weekhouse(*arguments)
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert words in said.err


def test_tables_lists_tables_and_views_and_the_columns_of_one(weekhouse) -> None:
    listed = {row["table"]: row for row in csv.DictReader(io.StringIO(weekhouse("tables").out))}
    assert next(iter(listed)).startswith("main.")
    assert listed["core.reports"]["rows"] == "27"
    assert {"main.progress", "core.history", "quality.bad_entries"} <= set(listed)
    for name, first in (("trends.weekly_rollout", "week"), ("weekly_rollout", "week"), ("rollout", "week"), ("core.progress", "fact_id")):
        columns = list(csv.DictReader(io.StringIO(weekhouse("tables", name).out)))
        assert columns[0]["column"] == first
        assert all(column["meaning"] and column["zh"] and column["type"] for column in columns)
    assert "cities" in {column["unit"] for column in csv.DictReader(io.StringIO(weekhouse("tables", "rollout").out))}
