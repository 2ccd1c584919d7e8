"""`corrections/*.yml`: what people put right, read and validated; a mistake is a refused correction, never a broken run.

What does not belong here: which fact a correction means and whether it applies (`correcting`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from assets import dictionary, stages
from assets.core.values import Value, cast, sound
from assets.dictionary import Column

UNSAID = "???"
"""What a correction made by `weekhouse why ID --correct` holds where a person has to say the word."""
_SAME_AS = {"core.incidents": "core.incident_mentions"}  # incidents are made of their mentions
_CORRECTABLE = (
    "core.progress", "core.milestones", "core.rollouts", "core.city_openings", "core.measures", "core.incident_mentions", "core.plans",
)  # fmt: skip
_SAME_COLUMN = {"project": "project_as_written"}  # which project a name means is decided over all names
_FIXED = frozenset({
    "fact_id", "entry_id", "report_id", "team", "week", "week_start", "project_id", "source_file", "source_line", "source_sheet",
    "char_start", "char_end", "quote", "read_by", "origin", "incident_id", "occurred_week",
})  # fmt: skip
_REQUIRED = ("table", "column", "expect", "value", "reason", "who")
_OPTIONAL = ("team", "week", "file", "line", "quote", "fact_id", "where", "until")
_TEXTS = ("team", "week", "file", "quote", "fact_id")


class CorrectionError(ValueError):
    """A mistake in a correction; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction as written. `mistake` says why it cannot be used at all, else None."""

    file: str
    line: int
    team: str | None = None
    week: str | None = None
    source_file: str | None = None
    source_line: int | None = None
    quote: str | None = None
    fact_id: str | None = None
    where: Mapping[str, Value] = field(default_factory=dict)
    table: str | None = None
    column: str | None = None
    expect: Value = None
    value: Value = None
    reason: str | None = None
    who: str | None = None
    until: date | None = None
    mistake: str | None = None

    @property
    def place(self) -> str:
        """`corrections/2024.yml:12`."""
        return f"corrections/{self.file}:{self.line}"


def read(folder: Path | None) -> list[Correction]:
    """Every correction of a folder in the order of its files; none where there is no folder."""
    if folder is None or not folder.is_dir():
        return []
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml") and path.is_file())
    return [correction for path in files for correction in _of_file(path, _storable(path.relative_to(folder).as_posix()))]


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def fingerprint(corrections: list[Correction], today: date) -> str:
    """Changes with every edit, and with every correction that runs out."""
    return stages.fingerprint((*(repr(c) for c in corrections), *(c.place for c in corrections if c.until and c.until < today)))


def _of_file(path: Path, name: str) -> Iterator[Correction]:
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        yield Correction(name, mark.line + 1 if mark else 1, mistake=f"不是有效的 YAML：{problem}")
        return
    except (OSError, UnicodeDecodeError) as error:
        yield Correction(name, 1, mistake=f"文件无法读取：{_storable(str(error))}")
        return
    except RecursionError:
        yield Correction(name, 1, mistake="嵌套太深")
        return
    for node in root.value if isinstance(root, yaml.SequenceNode) else [root] if root else []:
        yield _of_node(node, name)


def _of_node(node: yaml.Node, file: str) -> Correction:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return Correction(file, line, mistake="更正要写成若干行 key: value，或这样的列表")
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    if len(lines) < len(node.value):
        return Correction(file, line, mistake="同一个键写了两次")
    loader = yaml.SafeLoader("")
    given: dict[str, Any] = {}
    try:
        given = loader.construct_document(node)
        return _validated(given, file, line)
    except (yaml.YAMLError, ValueError, TypeError) as error:
        team, week = (_storable(value) if isinstance(value, str) else None for value in (given.get("team"), given.get("week")))
        where = lines.get(error.key, line) if isinstance(error, _KeyMistakeError) else line
        return Correction(file, where, team, week, mistake=_storable(" ".join(str(error).split())))
    finally:
        loader.dispose()


class _KeyMistakeError(CorrectionError):
    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"{key}：{message}")
        self.key = key


def _validated(given: dict[str, Any], file: str, line: int) -> Correction:
    for key in given:
        if key not in _REQUIRED + _OPTIONAL:
            raise _KeyMistakeError(str(key), f"没有这个键，可用的有 {'、'.join(_REQUIRED + _OPTIONAL)}")
    for key in _REQUIRED:
        if key not in given:
            raise CorrectionError(f"缺少 {key}")
    for key, value in given.items():
        if value == UNSAID:
            raise _KeyMistakeError(key, f"还是 {UNSAID}，请填写")
    said = {key: _text(given, key) for key in (*_TEXTS, "reason", "who")}
    table, column = _table(given), _column(given)
    if not (said["file"] or (said["team"] and said["week"])) or not (given.get("line") or said["quote"] or said["fact_id"]):
        raise CorrectionError("没有说清是哪条事实：请写 team 和 week（或 file），以及 line、quote、fact_id 之一")
    return Correction(
        file, line, said["team"], said["week"], said["file"], _line(given), said["quote"], said["fact_id"],
        {key: _cast(_known(table, key, "where"), value, "where") for key, value in _mapping(given, "where").items()},
        table, column.name, _cast(column, given["expect"], "expect"), _cast(column, given["value"], "value"),
        said["reason"], said["who"], _until(given),
    )  # fmt: skip


def _text(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is None and key not in _REQUIRED:
        return None
    if not isinstance(value, str | int) or not str(value).strip():
        raise _KeyMistakeError(key, "应为文字")
    return sound(str(value))


def _mapping(given: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = given.get(key) or {}
    if not isinstance(value, dict):
        raise _KeyMistakeError(key, "应写成 {列名: 值}")
    return value


def _line(given: Mapping[str, Any]) -> int | None:
    value = given.get("line")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise _KeyMistakeError("line", "应为从 1 起的行号")
    return value


def _until(given: Mapping[str, Any]) -> date | None:
    value = given.get("until")
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise _KeyMistakeError("until", "应为日期，例如 2024-12-31")
    return value


def _table(given: Mapping[str, Any]) -> str:
    name = str(given["table"])
    name = name if name.startswith("core.") else f"core.{name}"
    name = _SAME_AS.get(name, name)
    if name not in _CORRECTABLE:
        known = ", ".join(table.removeprefix("core.") for table in _CORRECTABLE)
        raise _KeyMistakeError("table", f"{given['table']} 不能更正，可更正的表有 {known}")
    return name


def _column(given: Mapping[str, Any]) -> Column:
    column = _known(_table(given), str(given["column"]), "column")
    if column.name in _FIXED:
        raise _KeyMistakeError("column", f"{column.name} 说明事实的出处，不能更正")
    return column


def _known(table: str, name: str, key: str) -> Column:
    columns = {column.name: column for column in dictionary.tables()[table].columns}
    name = _SAME_COLUMN.get(name, name)
    if name not in columns:
        raise _KeyMistakeError(key, f"{table} 没有 {name} 列，可用的有 {'、'.join(c for c in columns if c not in _FIXED)}")
    return columns[name]


def _cast(column: Column, value: object, key: str) -> Value:
    try:
        return cast(column, value)
    except ValueError as error:
        raise _KeyMistakeError(key, str(error)) from None
