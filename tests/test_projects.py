"""Which names are one project: the registry and its mistakes, what is merged and never merged, in any order, and a person's decisions."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from assets import warehouse
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.projects import names, registry, shapes
from assets.projects.registry import Registry, RegistryError, parse
from assets.published.publish import publish
from assets.trends.build import build
from pipelines import cli

NOON = datetime(2024, 4, 1, 12)
PAIRS = list(csv.DictReader((Path(__file__).parent / "data/project_pairs.csv").open(encoding="utf-8")))
REGISTRY = """# what we know
[[project]]
name = "物保三期"          # the third phase
aliases = ["物业保证金三期"]
parent = "物保"

[[project]]
name = "物保"

[[project]]
name = "存管路由"
not_same_as = ["存管路油"]
"""


def projects_of(uses: dict[str, int], known: Registry | None = None) -> dict[str, str]:
    """The canonical name of each name."""
    return {named.name: named.project.name for named in names.decide(uses, known or Registry())}


def is_merged(one: str, other: str, known: Registry | None = None) -> bool:
    found = projects_of({one: 5, other: 2}, known)
    return found[one] == found[other]


# the registry


def test_the_registry_knows_names_aliases_phases_and_parents() -> None:
    known = parse(REGISTRY, "projects.toml")
    third = known.resolve("物业保证金 三期")
    assert (third.name, third.phase, third.is_registered) == ("物保三期", "三期", True)
    assert third.parent_id == known.resolve("物保").project_id
    assert third.project_id == Registry().resolve("物保三期").project_id
    assert not known.resolve("存管衍生").is_registered
    assert known.are_apart("存管路油", "存管路由")


def test_an_absent_file_is_an_empty_registry(tmp_path: Path) -> None:
    assert registry.load(None) == registry.load(tmp_path / "projects.toml") == Registry()


MISTAKES = {
    "name =": "p.toml: ",
    "colour = 1": "there is no setting colour",
    "[project]\nname = 'A项目'": "projects are written as [[project]]",
    "[[project]]\naliases = []": "project 1 needs a name",
    "[[project]]\nname = '——'": "project 1 needs a name",
    "[[project]]\nname = 'A'\nalias = ['B']": "project A: there is no key alias; known: name, aliases",
    "[[project]]\nname = 'A'\naliases = 'B'": "project A: aliases is a list of names",
    "[[project]]\nname = 'A'\nnot_same_as = [1]": "project A: not_same_as is a list of names",
    "[[project]]\nname = 'A'\nparent = 1": "project A: parent is a text",
    "[[project]]\nname = 'A'\nparent = 'B'": "project A: its parent B is not registered",
    "[[project]]\nname = 'A'\nparent = 'B'\n[[project]]\nname = 'B'\nparent = 'A'": "it is part of itself (A → B → A)",
    "[[project]]\nname = 'A'\n[[project]]\nname = 'A'": "A is registered twice",
    "[[project]]\nname = 'A'\naliases = ['C']\n[[project]]\nname = 'B'\naliases = ['c']": "c belongs to both A and B",
    "[[project]]\nname = 'A'\naliases = ['B']\nnot_same_as = ['B']": "B is both an alias and in not_same_as",
    "[[project]]\nname = '物保三期'\naliases = ['物保四期']": "物保四期 is of another phase",
}


@pytest.mark.parametrize(("text", "words"), MISTAKES.items())
def test_a_mistake_in_the_registry_is_one_line(text: str, words: str) -> None:
    with pytest.raises(RegistryError) as caught:
        parse(text, "p.toml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("p.toml: ")
    assert "\n" not in str(caught.value)


# what is one project


def test_no_labelled_pair_is_merged_wrongly_and_most_same_ones_are_merged() -> None:
    """The measurement of docs/decisions/projects.md."""
    merged = [pair for pair in PAIRS if is_merged(pair["one"], pair["other"])]
    same = [pair for pair in PAIRS if pair["is_same"] == "1"]
    assert len(PAIRS) >= 80
    assert [pair for pair in merged if pair["is_same"] == "0"] == []
    assert len(merged) / len(same) >= 0.62


def test_most_slips_that_are_not_merged_are_suggested() -> None:
    left = [pair for pair in PAIRS if pair["is_same"] == "1" and not is_merged(pair["one"], pair["other"])]
    asked = [pair for pair in left if suggested({pair["one"]: 5, pair["other"]: 2})]
    assert len(asked) / len(left) >= 0.75


def suggested(uses: dict[str, int], known: Registry | None = None) -> list[tuple[str, str]]:
    known = known or Registry()
    return [(found.name, found.other) for found in names.suggest(names.decide(uses, known), known)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("备付金集中存管报送自动化平台改造二期", "备付金集中存管报送自动化平台改造三期"),
        ("备付金集中存管报送自动化平台改造迭代2", "备付金集中存管报送自动化平台改造迭代3"),
        ("备付金集中存管报送自动化平台改造v1", "备付金集中存管报送自动化平台改造v2"),
        ("备付金集中存管报送自动化平台改造", "备付金集中存管报送自动化平台改造2.0"),
        ("物保三期", "物保四期"),
    ],
)
def test_phases_are_never_one_however_long_the_name(one: str, other: str) -> None:
    assert not is_merged(one, other)
    assert suggested({one: 5, other: 2}) == []
    assert not is_merged(one, other, parse(f"[[project]]\nname = '{one}'", "p"))


LONG = "备付金集中存管报送与跨行清算核对自动化平台改造"
SLIP = LONG.replace("核对", "核怼")


def test_a_long_name_with_a_slip_is_the_better_known_one() -> None:
    assert projects_of({LONG: 5, SLIP: 1}) == {LONG: LONG, SLIP: LONG}
    assert projects_of({LONG: 1, SLIP: 1}) == {LONG: LONG, SLIP: SLIP}
    assert projects_of({SLIP: 9}, parse(f"[[project]]\nname = '{LONG}'", "p")) == {SLIP: LONG}


def test_not_same_as_holds_against_any_likeness() -> None:
    for written in ("name = '{a}'\nnot_same_as = ['{b}']", "name = '{b}'\nnot_same_as = ['{a}']"):
        known = parse("[[project]]\n" + written.format(a=LONG, b=SLIP), "p")
        assert not is_merged(LONG, SLIP, known)
        assert suggested({LONG: 5, SLIP: 1}, known) == []
    known = parse("[[project]]\nname = '物保三期'\nnot_same_as = ['物保3期']", "p")
    assert not is_merged("物保三期", "物保3期", known)


def test_two_that_are_equally_near_leave_a_name_alone() -> None:
    twin = LONG.replace("核对", "核队")
    uses = {LONG: 5, twin: 5, SLIP: 1}
    assert projects_of(uses)[SLIP] == SLIP


def test_the_beginning_of_several_names_is_none_of_them() -> None:
    uses = {"存管路由": 9, "存管路由改": 3, "存管路由切": 3}
    assert len(set(projects_of(uses).values())) == 3
    assert suggested(uses) == [("存管路由切", "存管路由改")]


def test_names_of_one_normal_form_are_called_as_most_reports_do() -> None:
    uses = {"对账平台": 2, "对账 平台": 3, "资金安全（一期": 9, "资金安全（一期）": 5}
    assert set(projects_of(uses).values()) == {"对账 平台", "资金安全（一期）"}


def test_the_order_of_the_names_does_not_matter() -> None:
    uses = {pair[side]: 1 + len(pair["one"]) % 4 for pair in PAIRS for side in ("one", "other")}
    expected = names.decide(uses, Registry())
    for seed in range(5):
        shuffled = list(uses.items())
        random.Random(seed).shuffle(shuffled)
        assert names.decide(dict(shuffled), Registry()) == expected


def test_numbers_are_numbers_however_written() -> None:
    assert shapes.phase_numbers("第十二期") == shapes.phase_numbers("12期") == ("12",)
    assert shapes.phase_numbers("对账v2.0") == shapes.phase_numbers("对账2") == ("2",)


# in the warehouse

WEEKS = {
    "2024-W10": ["存管路由", LONG, "物保三期"],
    "2024-W11": ["存管路由", LONG, "物保3期", "帐户拆分"],
    "2024-W12": [SLIP, "物保四期", "账户拆分", "账户拆分"],
    "2024-W13": [LONG, "账户拆分", "存管 路由", "物保三期"],
}


def write(folder: Path, weeks: Iterable[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for week in weeks:
        monday = datetime.fromisocalendar(int(week[:4]), int(week[6:]), 1)
        lines = [f"- 【{name}】开发进度{40 + 10 * at}%，计划5/{at + 6}上线" for at, name in enumerate(WEEKS[week])]
        head = f"# {week} 支付周报\n\nTeam: 支付\nCreated: {monday + timedelta(days=4):%Y年%m月%d日} 20:07\n\n## 项目进展\n\n"
        (folder / f"{week}.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


def filled(tmp_path: Path, steps: list[list[str]], registry_file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A warehouse after loading the weeks of each step, one step after the other."""
    db = warehouse.connect(":memory:")
    warehouse.create_tables(db)
    for at, weeks in enumerate(steps):
        folder = write(tmp_path, weeks)
        house = House(home=tmp_path, sources=(Source(folder),), registry_file=registry_file, clock=lambda at=at: NOON + timedelta(hours=at))
        collect(db, house)
        load(db, house)
    return db


def content(db: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of core that says which project is meant."""
    tables = ("entries", "progress", "milestones", "plans")
    found = {
        table: db.execute(
            f"select source_file, source_line, project_id, project, project_as_written from core.{table} order by all"
        ).fetchall()
        for table in tables
    }
    found["progress ids"] = db.execute("select fact_id from core.progress order by all").fetchall()
    for table in ("projects", "project_names"):
        found[table] = db.execute(f"from core.{table} order by all").fetchall()
    return found


def test_the_same_reports_give_the_same_ids_in_any_order_and_incrementally(tmp_path: Path) -> None:
    weeks = list(WEEKS)
    at_once = content(filled(tmp_path / "a", [weeks]))
    assert at_once == content(filled(tmp_path / "b", [[week] for week in weeks]))
    assert at_once == content(filled(tmp_path / "c", [[week] for week in reversed(weeks)]))
    assert at_once == content(filled(tmp_path / "d", [weeks[2:], weeks[:1], weeks[1:2]]))
    called = {name: project for name, _, project, *_ in at_once["project_names"]}
    assert called[SLIP] == LONG
    assert (called["帐户拆分"], called["物保3期"], called["存管 路由"]) == ("账户拆分", "物保三期", "存管路由")
    assert called["物保四期"] == "物保四期"
    assert (SLIP, LONG) in {(row[4], row[3]) for row in at_once["progress"]}


def test_a_changed_registry_is_applied_without_reading_again_and_can_be_undone(tmp_path: Path) -> None:
    file = tmp_path / "projects.toml"
    db = filled(tmp_path / "a", [list(WEEKS)], file)
    before = content(db)
    house = House(home=tmp_path, sources=(Source(tmp_path / "a"),), registry_file=file, clock=lambda: NOON)
    file.write_text(f'{REGISTRY}[[project]]\nname = "{LONG}"\nnot_same_as = ["{SLIP}"]\n', encoding="utf-8")
    assert load(db, house).read == 0
    rows = db.execute(
        "select p.project, parent.project from core.projects p left join core.projects parent on p.parent_project_id = parent.project_id"
    ).fetchall()
    assert (SLIP, None) in rows
    assert ("物保三期", "物保") in rows
    assert db.execute("select is_registered, first_week from core.projects where project = '物保'").fetchall() == [(True, None)]
    file.unlink()
    assert load(db, house).read == 0
    assert content(db) == before


# a person decides


def weekhouse(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, arguments)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three reports and their publication; no Dagster."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "reports").mkdir()
    for week, name in (("W10", "系统大表治理"), ("W11", "系统大表治理"), ("W12", "系统大表冶理")):
        text = f"# 2024-{week} 支付周报\n\nTeam: 支付\n\n## 项目进展\n\n- 【{name}】开发进度50%\n"
        (folder / f"reports/2024-{week}.md").write_text(text, encoding="utf-8")
    house = house_in(folder)
    with house.open() as db:
        collect(db, house)
        load(db, house)
        build(db)
        publish(db, house)
    return folder


def house_in(folder: Path) -> House:
    file = folder / "projects.toml"
    return House(folder / ".weekhouse", (Source(folder / "reports"),), registry_file=file if file.exists() else None, clock=lambda: NOON)


@pytest.fixture
def published(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder, which is the current one."""
    folder = tmp_path / "here"
    shutil.copytree(built, folder, symlinks=True)
    monkeypatch.chdir(folder)
    return folder


def test_projects_lists_them_and_asks_with_both_quotes(published: Path) -> None:
    listed = weekhouse("projects").output
    assert "2 projects, 0 registered" in listed
    assert "系统大表治理  2024-W10 … 2024-W11, 2 weeks" in listed
    assert "  系统大表治理  系统大表冶理  (83)" in listed
    assert "2024-W10.md:7: 【系统大表治理】开发进度50%" in listed
    assert "2024-W12.md:7: 【系统大表冶理】开发进度50%" in listed


def test_a_rejection_is_remembered_and_an_acceptance_undoes_it(published: Path) -> None:
    Path("projects.toml").write_text(REGISTRY, encoding="utf-8")
    assert weekhouse("projects", "reject", "系统大表治理", "系统大表冶理").exit_code == 0
    assert "perhaps one" not in weekhouse("projects").output
    assert registry.load(Path("projects.toml")).are_apart("系统大表冶理", "系统大表治理")
    assert weekhouse("projects", "accept", "系统大表治理", "系统大表冶理").exit_code == 0
    known = registry.load(Path("projects.toml"))
    assert known.resolve("系统大表冶理").name == "系统大表治理"
    assert not known.are_apart("系统大表冶理", "系统大表治理")
    assert "perhaps one" not in weekhouse("projects").output
    assert Path("projects.toml").read_text("utf-8").startswith(REGISTRY)
    house = house_in(published)
    with house.open() as db:
        load(db, house)
        assert db.execute("select distinct project from core.progress").fetchall() == [("系统大表治理",)]


def test_an_alias_of_a_registered_name_goes_to_its_entry_once(published: Path) -> None:
    Path("projects.toml").write_text(REGISTRY, encoding="utf-8")
    for _ in range(2):
        assert weekhouse("projects", "accept", "物业保证金三期", "物保3期").exit_code == 0
    text = Path("projects.toml").read_text("utf-8")
    assert 'aliases = ["物业保证金三期", "物保3期"]' in text
    assert "# the third phase" in text
    assert len(registry.load(Path("projects.toml")).entries) == 3


def test_the_first_decision_makes_the_file(published: Path) -> None:
    assert weekhouse("projects", "accept", "系统大表治理", "系统大表冶理").exit_code == 0
    assert [entry.spellings for entry in registry.load(Path("projects.toml")).entries] == [("系统大表治理", "系统大表冶理")]


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (("accept", "物保三期", "物保四期"), "物保四期 is of another phase"),
        (("accept", "物保三期", "存管路由"), "存管路由 belongs to both"),
        (("accept", "物保三期", "物保 三期"), "are one name"),
        (("reject", "无此项目", "存管路由"), "无此项目 is neither registered nor in any report"),
    ],
)
def test_a_decision_that_cannot_be_leaves_the_file_as_it_was(
    published: Path, decision: tuple[str, str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("projects.toml").write_text(REGISTRY, encoding="utf-8")
    assert cli.main(["projects", *decision]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert Path("projects.toml").read_text("utf-8") == REGISTRY
    assert sorted(path.name for path in Path().iterdir()) == [".weekhouse", "projects.toml", "reports"]
