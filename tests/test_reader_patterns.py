"""Patterns that look at one character first find what they would find without the look."""

from __future__ import annotations

import re
import signal
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.facts import (
    reader,  # noqa: F401  its modules are looked through
    regex,
)
from assets.facts.patterns import Ending, firsts, lasts
from assets.facts.regex_code import code
from assets.facts.text import normal
from tests import mutation


def _all_of(kind: type) -> list[tuple[str, object]]:
    """The patterns of a kind in all modules of the reader."""
    modules = [module for name, module in sys.modules.items() if name.startswith("assets.facts.")]
    found = {id(p): (f"{m.__name__}.{name}", p) for m in modules for name, p in vars(m).items() if isinstance(p, kind)}
    return list(found.values())


def _parts() -> set[str]:
    """Short parts of reports, sound and damaged, as rules cut them."""
    texts = [text for _, text in mutation.reports()[::12]] + [mutation.mutated(seed)[1] for seed in range(40)]
    lines = [normal(line)[:80] for text in texts for line in text.split("\n")]
    return {line[: len(line) * share // 4] for line in lines for share in range(1, 5)} | {line[8:] for line in lines}


def test_an_ending_is_found_where_its_pattern_finds_it() -> None:
    endings, parts = _all_of(Ending), _parts()
    assert len(endings) > 10
    for name, ending in endings:
        assert isinstance(ending, Ending)
        for part in parts:
            found, plain = ending.search(part), ending._compiled.search(part)
            assert (found and found.span()) == (plain and plain.span()), (name, part)


@pytest.mark.parametrize(
    ("pattern", "first", "last"),
    [
        ("ab|cd?", "ac", "bdc"),
        ("(?:ab|c)?d(?=e)", "acd", "d"),
        (r"(?<!x)[ab-]\s*", r"ab\-", r"\sab\-"),
        ("[tT](?i:bd)", "tT", "dD"),
        ("动(?<=.{4})|改?中", "动改中", "动中"),
    ],
)
def test_the_edges_of_a_pattern_are_told(pattern: str, first: str, last: str) -> None:
    assert firsts(pattern) == first
    assert lasts(pattern) == last


@pytest.mark.parametrize("pattern", [".a", "a*"])
def test_a_pattern_without_an_edge_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError):
        firsts(pattern)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of kept patterns of its own."""
    file = tmp_path / "kept"
    monkeypatch.setattr(regex, "_file", lambda: file)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    regex._kept.cache_clear()
    yield file
    regex._kept.cache_clear()


@pytest.fixture
def few(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, where few patterns are known: to compile them all takes seconds."""
    monkeypatch.setattr(regex, "_known", set(sorted(regex._known)[::40]))
    return kept


def test_what_is_kept_is_what_python_compiles(kept: Path) -> None:
    regex.keep()
    assert regex._kept().keys() == regex._known
    lines = [line for _, text in mutation.reports()[::90] for line in text.split("\n")[::7]]
    odd = ["", "ſ", "\u212a8s", "İO2", "🚧 联调 ok", "k8S", "\u2028一、"]
    for pattern, flags in regex._known:
        kept_one, own = regex._compiled(pattern, flags), re.compile(pattern, flags)
        assert (kept_one.groupindex, kept_one.groups, kept_one.flags) == (own.groupindex, own.groups, own.flags)
        for line in lines + odd:
            assert [m.regs for m in kept_one.finditer(line)] == [m.regs for m in own.finditer(line)], (pattern, line)
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("content", [None, b"", b"\x00", b"junk", b"(\x01\x00\x00\x00N"])
def test_without_what_was_kept_a_pattern_is_compiled(few: Path, content: bytes | None) -> None:
    if content is not None:
        few.write_bytes(content)
    assert regex._compiled("[ab]c", regex.IGNORECASE) == re.compile("[ab]c", re.IGNORECASE)
    regex.keep()
    assert regex._kept().keys() == regex._known


@pytest.mark.usefixtures("few")
def test_a_pattern_that_was_not_known_then_is_kept_too() -> None:
    regex.keep()
    assert regex.compile("没有人(?P<so>写)过").search("没有人写过")["so"] == "写"
    assert regex.compile("没有人(?P<so>写)过").pattern == "没有人(?P<so>写)过"
    regex.keep()
    assert regex._compiled("没有人(?P<so>写)过", 0).groupindex == {"so": 1}
    assert ("没有人(?P<so>写)过", 0) in regex._kept()


@pytest.mark.parametrize(
    ("pattern", "flags", "firsts"),
    [
        ("(?<!未)(?:完成|上线)", 0, "完上"),
        ("(?=[延推])(?:延期|推迟)", 0, "延推"),
        (r"\s*(?P<n>\d)?[元万]", 0, " 7元万"),
        ("(?:无|暂)?(?:异常)", 0, "无暂异"),
        ("(?:k|s)8", re.IGNORECASE, "kK\u212asSſ"),
        ("(?:完|已)++了", 0, "完已"),
    ],
)
def test_the_code_notes_with_what_a_pattern_may_begin(pattern: str, flags: int, firsts: str) -> None:
    """Python's engine looks for nothing else: a character that is not noted is never a beginning."""
    all_flags, made, groups, index, names = code(pattern, flags)
    only_noted = re.compile(f"[{firsts}]")
    compiled = regex._engine.compile(pattern, all_flags, array("I", made).tolist(), groups, index, names)
    assert compiled.pattern == pattern
    assert array("I", made)[2] == 4
    own = re.compile(pattern, flags)
    for word in ("未完成", "上线", "延期", "推迟", " 7元", "万", "无异常", "K8", "\u2128 \u212a8 ſ8", "已完了", "了"):
        assert [m.span() for m in compiled.finditer(word)] == [m.span() for m in own.finditer(word)]
        assert all(only_noted.match(word, m.start()) for m in compiled.finditer(word))


@pytest.mark.parametrize("pattern", [".完", "[^，]+完", "(?:完)?", "完成", "(?P<a>[一二])?(?P=a)三"])
def test_no_beginning_is_noted_where_it_cannot_be_told_or_python_notes_it(pattern: str) -> None:
    assert array("I", code(pattern, 0)[1])[2] != 4


@pytest.mark.parametrize(
    "pattern", ["(?P<a>一月)?二", "(?:(一)二)??三", "(?:(一)?(二三)?)?四", "(?<!五)(?:一(?:二三)?|(二)?)六", "(?:一?)?二", "(?:一二)?+三"]
)
def test_what_may_be_left_out_is_found_and_left_out_alike(pattern: str) -> None:
    all_flags, made, groups, index, names = code(pattern, 0)
    compiled = regex._engine.compile(pattern, all_flags, array("I", made).tolist(), groups, index, names)
    for word in ("一月二二", "一二三三", "一二三四四二三四", "五六一六一二三六二六", "一二", "一二三一二"):
        assert [(m.regs, m.groups()) for m in compiled.finditer(word)] == [(m.regs, m.groups()) for m in re.finditer(pattern, word)]


REPEATED = (
    "1/22",
    "12 ",
    "周三",
    "本周",
    "已",
    "，",
    "、",
    "和",
    "5月6日",
    "全部",
    "开发",
    "上线",
    "(1)",
    "10城",
    "A1",
    "→",
    "今天",
    "9:30",
    "春节前  5 城；",
    "存管 23 ( + 2)、",
    "新增",
    "增加",
    "总数",
    "没有",
    "还有",
    "已经",
    "现在",
    "🟢  完成  ",
    "完成",
    "计划",
)


REPEATS = re.compile(r"\)(?:[+*]|\{\d+,)")
"""A group that may come again. The words in it are tried, each by itself, since `(?:达到?|到)+` reads 达到 in two ways,
and with others behind, since `(?:因[^，]{2,10}|的)+` reads 因甲乙丙因甲乙丙 in many."""


def test_no_pattern_takes_for_ever() -> None:
    """A part of two steps to a character doubles the time with each: after two seconds of processor it would never come to an end."""

    def told(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, told)
    try:
        for pattern, flags in sorted(regex._known):
            compiled = regex._compiled(pattern, flags)
            own = re.findall(r"[\u4e00-\u9fff]{1,3}|[A-Za-z]{2,}", pattern) if REPEATS.search(pattern) else ()
            words = dict.fromkeys(own)
            for part in (*REPEATED, *words, *(f"{word}甲乙丙" for word in words)):
                signal.setitimer(signal.ITIMER_VIRTUAL, 2)
                try:
                    compiled.search(part * 30 + "x")
                    compiled.search(f"上线{part * 60}x")  # many a pattern begins with a deed
                    compiled.fullmatch(part * 30 + "x")
                except TimeoutError:
                    pytest.fail(f"{pattern} on {part} again and again")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
