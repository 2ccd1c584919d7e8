"""The README tells the truth: its commands print what it shows, every command is named, every folder and link exists."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipelines import cli
from tests import once

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MASKED = (
    (re.compile(r"\b\d{8}T\d{6}-[0-9a-f]{8}\b"), "<publication>"),
    (re.compile(r"\b\d+\.\d+ s$"), "<seconds>"),
)
SHOWN_AS_TABLE = ("query", "tables")


def shown_commands() -> Iterator[tuple[str, list[str]]]:
    """Each command of the console blocks with the lines shown below it; `make run` is `weekhouse run`."""
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *lines = part.splitlines()
            command = "weekhouse run" if command == "make run" else command
            if command.startswith("weekhouse "):
                yield command, lines


def arguments(command: str) -> list[str]:
    """The command's arguments as a shell would give them."""
    given = []
    for word in shlex.split(command)[1:]:
        is_pattern = "*" in word and " " not in word
        given += sorted(map(str, Path().glob(word))) if is_pattern else [word]
    return given


def masked(line: str) -> str:
    for pattern, name in MASKED:
        line = pattern.sub(name, line)
    return line.rstrip()


def not_printed(command: str, lines: list[str], printed: str) -> list[str]:
    """The lines that are shown below a command and were not printed. A line with … is trimmed, thus not compared."""
    real = {masked(line) for line in printed.splitlines()}
    return [f"{command}: {line}" for line in lines if "…" not in line and masked(line) not in real]


def test_the_commands_print_what_is_shown(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One test, since all commands ask the one warehouse that the first of them builds."""
    run = once.samples_run(tmp_path_factory)
    monkeypatch.chdir(run.copy(tmp_path))
    once.unset(monkeypatch, tmp_path)
    for name, value in (("TERM", "dumb"), ("COLUMNS", "80")):
        monkeypatch.setenv(name, value)
    (first, shown), *commands = shown_commands()
    assert (first, run.err) == ("weekhouse run", "")
    wrong = not_printed(first, shown, run.out)
    for command, lines in commands:
        given = arguments(command)
        with monkeypatch.context() as terminal:
            if given[0] in SHOWN_AS_TABLE:
                terminal.setattr(sys.stdout, "isatty", lambda: True, raising=False)
            code = cli.main(given)
        said = capsys.readouterr()
        assert (code, said.err) == (1 if any(": error: " in line for line in lines) else 0, ""), command
        wrong += not_printed(command, lines, said.out)
    assert not wrong, "not printed any more (show the real output in README.md):\n" + "\n".join(wrong)


def test_every_command_is_named() -> None:
    assert [name for name in cli.cli.list_commands(click.Context(cli.cli)) if f"`weekhouse {name}" not in README] == []


def test_every_folder_of_the_map_exists() -> None:
    rows = re.search(r"^\| folder \|.*\n((?:\|.*\n)+)", README, re.M)
    assert rows
    folders = [name for row in rows[1].splitlines() for name in re.findall(r"`([^`]+/)`", row.split("|")[1])]
    assert len(folders) >= 7
    assert [name for name in folders if not (ROOT / name).is_dir()] == []


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
