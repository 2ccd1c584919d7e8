"""`weekhouse explain`: what it shows of two annotated reports, in a pipe and on a terminal, and what it says when it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from assets.facts import reader
from pipelines import cli
from pipelines.explain_page import folded
from pipelines.short import in_short
from tests import annotated

GOLD = Path(__file__).parent / "gold"
REPORTS = [GOLD / "wide" / "w02_paycore.md", GOLD / "dev" / "h_2025-W22.md"]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
WIDTH = 60
REPORT = """# 2024-W13 支付周报

Created: 2024年3月29日 20:07

## 项目进展

- 对账平台：开发进度60%，预计4/16（周三）上线
- 商户重构：接口联调进行中
"""

Explain = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def explain(capsys: pytest.CaptureFixture[str]) -> Explain:
    def run(place: object) -> tuple[int, str, str]:
        code = cli.main(["explain", str(place)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": str(WIDTH)}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=REPORTS, ids=lambda path: path.stem)
def report(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """The path and the text of an annotated report."""
    written = annotated.load(request.param)
    path = tmp_path / written.out
    path.write_bytes(written.text.encode())
    return path, written.text


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "2024-W13.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


def is_problem(result: tuple[int, str, str], words: str) -> bool:
    """Whether it ended with 2 and one line on stderr that has the words, and printed nothing."""
    code, out, err = result
    return code == 2 and not out and err.count("\n") == 1 and err.startswith("weekhouse: ") and words in err


def test_a_pipe_gets_every_line_and_every_fact_in_plain_text(explain: Explain, report: tuple[Path, str]) -> None:
    path, text = report
    code, out, err = explain(path)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    shown = re.sub(r"⟦[!?]?|⟧", "", out).splitlines()
    for number, line in enumerate(text.splitlines(), start=1):
        assert any(re.fullmatch(rf" *{number}( .*)?", s) and s.endswith(line.rstrip()) for s in shown), line
    for fact in reader.read(text, path.name).facts:
        assert any(in_short(fact) in s and f"rule {fact.rule}" in s for s in shown), in_short(fact)


def test_a_terminal_gets_colours_and_no_line_wider_than_it_is(explain: Explain, report: tuple[Path, str], terminal: None) -> None:
    path, text = report
    code, out, _ = explain(path)
    assert code == 0
    assert "\x1b[36m" in out
    assert "⟦" not in out
    plain = [COLOURS.sub("", line) for line in out.splitlines()]
    assert max(cell_len(line) for line in plain) <= WIDTH
    letters = re.sub(r"\s", "", "".join(plain))
    for line in text.splitlines():
        if len(line) < WIDTH // 3:
            assert re.sub(r"\s", "", line) in letters


def test_a_report_says_what_was_read_and_what_cannot_be(explain: Explain, small: Path) -> None:
    _, out, _ = explain(small)
    assert "7  - 对账平台：⟦开发进度60%⟧，预计⟦!4/16（周三）⟧上线" in out
    assert "progress  开发 60% · 对账平台 · rule progress" in out
    assert "invalid_date: " in out
    assert "milestone 接口联调 in_progress · 商户重构 · rule milestone_in_progress" in out
    assert "unread    2024 13 (" in out
    assert "facts: 1 progress, 1 milestone · 1 that cannot be · " in out


def test_a_number_that_no_rule_explains_stands_out(explain: Explain, report: tuple[Path, str]) -> None:
    path, text = report
    odd = [n for n in reader.read(text, path.name).unread if n.reason == "unexplained"]
    _, out, _ = explain(path)
    assert out.count("⟦?") == len(odd) + 1, "each of them, and the legend"
    assert out.count("(unexplained)") == len(odd)


def test_a_line_is_shown_with_all_detail(explain: Explain, small: Path) -> None:
    for place in (f"{small}:7", f"{small}:7:9"):
        code, out, _ = explain(place)
        assert code == 0
        assert out.splitlines()[0].startswith("7  - 对账平台：")
        for name, value in {"columns": "8–14 开发进度60%", "percent": "60", "project": "对账平台"}.items():
            assert re.search(rf"^ +{name} +{value}$", out, re.MULTILINE), name
        assert re.search(r"^ +expected +2024-04-16（周二）$", out, re.MULTILINE)
        assert "接口联调" not in out


def test_what_would_steer_the_terminal_is_not_printed(explain: Explain, small: Path, terminal: None) -> None:
    small.write_text(REPORT.replace("接口联调", "\x1b[2J接口\u202e联调"), encoding="utf-8")
    code, out, _ = explain(small)
    assert code == 0
    assert "\x1b[2J" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize("line", ["9", "0", "99999"])
def test_a_line_beyond_the_end_is_one_problem(explain: Explain, small: Path, line: str) -> None:
    assert is_problem(explain(f"{small}:{line}"), f"there is no line {line}, the report has 8")


def test_a_file_that_cannot_be_shown_is_one_problem(explain: Explain, tmp_path: Path, small: Path) -> None:
    picture = tmp_path / "picture.md"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    table = tmp_path / "table.csv"
    table.write_text("项目,城市,上线日期\n", encoding="utf-8")
    assert is_problem(explain(tmp_path / "missing.md"), "missing.md")
    assert is_problem(explain(f"{tmp_path / 'missing.md'}:3"), "missing.md")
    assert is_problem(explain(f"{small}:x"), f"{small}:x")
    assert is_problem(explain(tmp_path), "is a folder")
    assert is_problem(explain(picture), "picture.md: ")
    assert is_problem(explain(table), "is no report")
    assert is_problem(explain("a" * 5000), "name too long")


def test_an_empty_file_is_shown_as_such(explain: Explain, tmp_path: Path) -> None:
    (tmp_path / "empty.md").touch()
    code, out, _ = explain(tmp_path / "empty.md")
    assert code == 0
    assert "facts: none" in out


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("支付成功率", ["支付", "成功", "率"]),
        ("支付。成功", ["支", "付。", "成功"]),
        ("支（成功", ["支", "（成", "功"]),
        ("支 ab cd", ["支 ", "ab ", "cd"]),
        ("abcdefg", ["abcd", "efg"]),
        ("", [""]),
    ],
)
def test_text_is_folded_by_the_width_of_its_characters(text: str, parts: list[str]) -> None:
    assert [part.plain for part in folded(Text(text), 4)] == parts


def test_a_week_without_a_year_is_the_latest_that_fits_as_in_a_run(explain: Explain, tmp_path: Path) -> None:
    path = tmp_path / "开城代扣周报 9.18-9.22.md"
    path.write_text("## 代扣\n- 代扣重构：9/20 提测\n", encoding="utf-8")
    _, out, _ = explain(f"{path}:2")
    years = range(2017, date.today().year + 1)
    monday = max(day for year in years if (day := date(year, 9, 18)).weekday() == 0 and day <= date.today())
    assert re.search(rf"date_start +{monday.year}-09-20", out)
